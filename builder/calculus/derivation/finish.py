"""The finish: moves that bring a derivative to the form in which a textbook leaves it, each with the rules that it uses.

A move looks at the upper layer of a tree only (`layers`), in which a sum is a list of terms (`sums`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.arranging import arrange, rewritten
from builder.calculus.derivation.build import bare, rational
from builder.calculus.derivation.denominators import clear_fractions, common_denominator
from builder.calculus.derivation.factoring import (
    cancel_numbers,
    factor_by_denominator,
    factor_kernels,
    factor_numerator,
    sign_inside,
)
from builder.calculus.derivation.identities import beside_one, pythagoras, quotient_of_sine_and_cosine, reciprocal_functions
from builder.calculus.derivation.layers import through
from builder.calculus.derivation.multiplying_out import collect, collect_beside_functions, expand
from builder.calculus.derivation.radicands import absolute_beside_root, inside_roots
from builder.calculus.derivation.sums import terms_of
from builder.calculus.derivation.terms import Style, Used
from builder.calculus.expression.nodes import Expression, Negation, Power, Root, Sum, Symbol
from builder.calculus.expression.walk import descendants
from builder.calculus.rules import algebra
from builder.calculus.rules.rule import Rule

_ROWS = 24  # of tidying at most; every move shrinks or orders, this is only the net


class Move(Struct, frozen=True):
    """What a move made of a tree, and the rules that it used, the first being the one to name."""

    after: Expression
    rules: tuple[Rule, ...]


def finish(tree: Expression, style: Style, gently: bool = False) -> Iterator[Move]:
    """The moves that tidy `tree`, one row each; nothing when it is tidy. `gently` neither multiplies out nor factors."""
    return carried_on(tree, style, _GENTLE if gently else _MOVES)


Attempt: TypeAlias = Callable[[Expression, Style, Used], Expression]
"""One way to go on: what it makes of a tree, which stays where there is nothing to do; it notes the rules that it uses."""


def carried_on(tree: Expression, style: Style, attempts: Sequence[Attempt]) -> Iterator[Move]:
    """The moves of `attempts`, the first that does something each time, until none does."""
    for _ in range(_ROWS):
        for attempt in attempts:
            used: Used = []
            after = attempt(tree, style, used)
            if after != tree:
                if attempt is arrange and used and (half := _numbers_first(tree, after, style)) is not None:
                    after, used = half
                rules = tuple(dict.fromkeys(used)) or rewritten(tree, after) or _moved(tree, after) or (algebra.ORDER,)
                ordering: Used = []
                ordered = arrange(after, style, ordering)
                if set(ordering) <= _ORDERS and algebra.NEGATIVE_EXPONENT not in rewritten(after, ordered):
                    after = ordered  # no row of its own for what only moves factors about
                after = through(after, style, _positive_first)
                yield Move(after, rules)
                tree = after
                break
        else:
            return


def _moved(tree: Expression, after: Expression) -> tuple[Rule, ...]:
    """The rule that writes what stood below with a negative exponent, `1/e^y` as `e^{-y}`, or that puts a sign in front, if one
    did."""
    if algebra.NEGATIVE_EXPONENT in rewritten(after, tree):
        return (algebra.TO_NEGATIVE_EXPONENT,)
    return (algebra.SIGNS,) if isinstance(after, Negation) and not isinstance(tree, Negation | Sum) else ()


def _numbers_first(tree: Expression, after: Expression, style: Style) -> tuple[Expression, Used] | None:
    """`tree` arranged with its negative exponents, which a row of its own writes as a fraction; None where it has none."""
    if algebra.NEGATIVE_EXPONENT not in rewritten(tree, after) or any(isinstance(n, Root) for n in descendants(tree)):
        return None
    fractional = frozenset(bare(n.base) for n in descendants(tree) if isinstance(n, Power))
    used: Used = []
    half = arrange(tree, replace(style, negative=True, roots=frozenset(), fractional=fractional), used)
    if half in (tree, after) or not used or not _negative_exponents(half) <= _negative_exponents(tree):
        return None
    return half, used


def _negative_exponents(tree: Expression) -> set[Fraction]:
    values = (rational(n.exponent) for n in descendants(tree) if isinstance(n, Power))
    return {value for value in values if value is not None and value < 0}


def _positive_first(node: Expression, above: bool) -> Expression:
    """`b - a` for `-a + b`, unless that is a polynomial that stands alone."""
    if isinstance(node, Sum) and len(node.terms) == 2 and isinstance(node.terms[0], Negation):
        if not above and all(isinstance(base, Symbol) for term in terms_of(node) for base, _ in term.powers):
            return node
        return node if isinstance(node.terms[1], Negation) else Sum(node.terms[::-1])
    return node


_ORDERS = frozenset({algebra.ORDER, algebra.ORDER_TERMS})


_MOVES: tuple[Attempt, ...] = (
    arrange,
    collect,
    pythagoras,
    beside_one,
    absolute_beside_root,
    inside_roots,
    clear_fractions,
    common_denominator,
    factor_kernels,
    collect_beside_functions,
    expand,
    cancel_numbers,
    factor_numerator,
    factor_by_denominator,
    reciprocal_functions,
    quotient_of_sine_and_cosine,
    sign_inside,
)


_GENTLE = (arrange, collect, pythagoras, quotient_of_sine_and_cosine)
