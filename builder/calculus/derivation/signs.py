"""What is known of the signs of letters, and what that gives for terms: 6a is positive for a > 0."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import EULER, PI, bare, rational
from builder.calculus.derivation.terms import term_of
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Fence,
    Fenced,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import summands

Signs = Mapping[str, int]
"""1 for letters that are positive, -1 for those that are negative."""

_GREATER = {Sign.GREATER: 1, Sign.LESS: -1}


class SignOf(Struct, frozen=True):
    """The sign of a term: 1 or -1, times those of `open` letters, of which nothing is known."""

    sign: int
    open: frozenset[str] = frozenset()


def known_signs(context: Context) -> Signs:
    """The signs of letters that are assumed: `a > 0`, `0 < a`, and positive integers."""
    found = {name: 1 for name, kind in context.kinds.items() if kind is Kind.POSITIVE_INTEGER}
    for relation in context.assumptions:
        for letter, bound, turned in ((relation.left, relation.right, 1), (relation.right, relation.left, -1)):
            if (sign := _compared(letter, bound, relation)) is not None and isinstance(letter, Symbol):
                found[letter.name] = sign * turned
    return found


def _compared(letter: Expression, bound: Expression, relation: Relation) -> int | None:
    value, sign = rational(bound), _GREATER.get(relation.sign)
    return sign if isinstance(letter, Symbol) and value == 0 else None


def sign_of(node: Expression, signs: Signs) -> SignOf | None:
    """The sign of a term, or of a sum of terms of one sign; None where it is not seen."""
    found = {_sign_of_term(part, signs) for part in summands(bare(node))}
    return found.pop() if len(found) == 1 else None


def _sign_of_term(node: Expression, signs: Signs) -> SignOf | None:
    term = term_of(node, [])
    if not term.coefficient:
        return None
    sign, left = 1 if term.coefficient > 0 else -1, set[str]()
    for base, exponent in term.powers:
        even = isinstance(exponent, Fraction) and exponent.numerator % 2 == 0
        if even or _is_positive(base, signs):
            continue
        if not isinstance(base, Symbol) or not isinstance(exponent, Fraction) or exponent.denominator != 1:
            return None
        if base.name in signs:
            sign *= signs[base.name]
        else:
            left.add(base.name)
    return SignOf(sign, frozenset(left))


def _is_positive(node: Expression, signs: Signs) -> bool:
    node = bare(node)
    match node:
        case Symbol(name):
            return signs.get(name) == 1
        case Root(index=None) | Fenced(Fence.ABSOLUTE):
            return True  # as far as it is not 0
        case Power(base=base):
            return _is_positive(base, signs)
        case Quotient() | Product():
            return _sign_of_term(node, signs) == SignOf(1)
        case _:
            value = rational(node)
            return node in (EULER, PI) or (value is not None and value > 0) or _is_sum_of_positive(node, signs)


def _is_sum_of_positive(node: Expression, signs: Signs) -> bool:
    parts = summands(node)
    return len(parts) > 1 and all(_sign_of_term(part, signs) == SignOf(1) for part in parts)


def is_positive(node: Expression) -> bool:
    """Whether `node` is seen to be positive: exponentials, sums of them and of squares with a positive number."""
    node = bare(node)
    if isinstance(node, Sum):
        return all(_is_not_negative(t) for t in node.terms) and any(is_positive(t) for t in node.terms)
    if (value := rational(node)) is not None:
        return value > 0
    if isinstance(node, Power) and rational(node.exponent) is None:
        return node.base == EULER or ((base := rational(node.base)) is not None and base > 0)
    return isinstance(node, Call) and node.function in ("cosh", "exp") and node.power is None


def _is_not_negative(node: Expression) -> bool:
    term = term_of(node, [])
    return term.coefficient >= 0 and all(
        (isinstance(e, Fraction) and e.denominator == 1 and e % 2 == 0)
        or is_positive(b)
        or (not isinstance(e, Fraction) and is_positive(Power(b, e)))
        for b, e in term.powers
    )
