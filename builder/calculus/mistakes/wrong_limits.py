"""Limits taken too early: a limit of which one part was let go to its limit before the rest, and a limit sign that was left out.

A part may be let go on its own only where the rest has a limit as well; where it has none (0/0, 1 to infinity, infinity minus
infinity), another value comes out. What comes out at the right value by chance is thrown out by whoever compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import e, isclose
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Expression,
    Group,
    Limit,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.mistakes.arithmetic import ONE, ZERO, bare, divide, multiply, number, power, rational
from builder.calculus.mistakes.places import places, renamed
from builder.calculus.mistakes.values import Point, value

SMALL_LETTERS = frozenset({"h", "k", r"\delta", r"\epsilon", r"\varepsilon", r"\Delta x", r"\Delta t"})
_INFINITY = Constant(ConstantName.INFINITY)
_LARGEST_DENOMINATOR = 12
_LIKE_THEIR_ARGUMENT = frozenset({"sin", "tan", "arcsin", "arctan", "sinh", "tanh"})

Equation: TypeAlias = tuple[Expression, Expression]
Rebuild: TypeAlias = Callable[[Expression], Expression]


class Early(Struct, frozen=True):
    """What a limit is taken for after one part of it was let go to its limit, and the equations that this rests on."""

    wrong: Expression
    premises: tuple[Equation, ...]


def parts_let_go(limit: Limit, point: Point) -> Iterator[Early]:
    """`limit` with one part replaced by the limit of that part."""
    name = limit.variable.name
    body = bare(limit.body)
    yield from _infinity_minus_infinity(limit, body)
    for spelled in dict.fromkeys((body, _powers_in_turn(body, name))):
        for part, rebuild in places(spelled):
            if bare(part) == spelled or not _has(part, name) or isinstance(part, Group):
                continue
            of_part = replace(limit, body=_as_body(part), span=None)
            for to in _limits(of_part, point):
                yield Early(replace(limit, body=_as_body(rebuild(to)), span=None), ((of_part, to),))
    for wrong, premises in _like_their_arguments(body, limit):
        yield Early(replace(limit, body=_as_body(wrong), span=None), premises)


def signs_left_out(left: Expression, right: Expression) -> Iterator[Limit]:
    """The limits that the left side, which has no limit sign, may have been meant to have."""
    names = symbols(left)
    for node in descendants(right):
        if isinstance(node, Limit) and node.variable.name in names:
            yield replace(node, body=_as_body(left), span=None)
    for name in sorted(names & SMALL_LETTERS):
        yield Limit(Group(left), Symbol(name), ZERO)
    for node in descendants(left):
        if isinstance(node, Quotient):
            for variable, to in _zeros(node.denominator):
                if not _has(right, variable.name):
                    yield Limit(_as_body(left), variable, to)


def limit_kept(limit: Limit, right: Expression) -> Limit | None:
    """The right side behind the limit sign of the left one, where it still has the letter that is to go to its limit."""
    if isinstance(right, Limit) or not _has(right, limit.variable.name):
        return None
    return replace(limit, body=_as_body(right), span=None)


def small_letters_at_zero(node: Expression) -> Iterator[Expression]:
    """`node` with a letter that is small by custom put to 0."""
    for name in sorted(symbols(node) & SMALL_LETTERS):
        yield renamed(node, name, ZERO)


def small_letters_let_go(left: Expression, right: Expression) -> Iterator[Limit]:
    """The right side behind a limit sign, for a small letter that the left side does not have any more."""
    for name in sorted((_letters(right) & SMALL_LETTERS) - _letters(left)):
        yield Limit(_as_body(right), Symbol(name), ZERO)


def _zeros(denominator: Expression) -> Iterator[tuple[Symbol, Expression]]:
    """Where a denominator such as x, x - a or x + 2 vanishes."""
    match bare(denominator):
        case Symbol() as variable:
            yield variable, ZERO
        case Sum((Symbol() as variable, other)):
            inner = bare(other)
            yield variable, inner.operand if isinstance(inner, Negation) else Negation(inner)
        case _:
            return


def _limits(of_part: Limit, point: Point) -> Iterator[Expression]:
    """What the limit of a part may be: the part at the point itself, or the number that its values go to."""
    name = of_part.variable.name
    if not _is_infinite(of_part.point):
        at = substitute(bare(of_part.body), {name: of_part.point})
        if value(at, point) is not None:
            yield _worked_out(at, point)
            return
    found = value(of_part, point)
    if found is None:
        return
    simple = Fraction(found).limit_denominator(_LARGEST_DENOMINATOR)
    if isclose(found, simple, rel_tol=1e-6, abs_tol=1e-6):
        yield number(simple)
        return
    for exponent in (Fraction(k) for k in (1, -1, 2, -2)):
        if isclose(found, e ** float(exponent), rel_tol=1e-4):
            yield power(Constant(ConstantName.E), number(exponent))


def _worked_out(node: Expression, point: Point) -> Expression:
    """`node`, as a whole number where it is one."""
    if any(isinstance(n, Symbol) for n in descendants(node)):
        return node
    found = value(node, point)
    return number(round(found)) if found is not None and isclose(found, round(found), abs_tol=1e-12) else node


def _infinity_minus_infinity(limit: Limit, body: Expression) -> Iterator[Early]:
    """The difference of two terms that grow beyond all bounds, taken for 0."""
    if isinstance(body, Sum) and len(body.terms) == 2 and isinstance(body.terms[1], Negation):
        growing = [replace(limit, body=_as_body(term), span=None) for term in (body.terms[0], body.terms[1].operand)]
        yield Early(ZERO, tuple((one, _INFINITY) for one in growing))


def _like_their_arguments(body: Expression, limit: Limit) -> Iterator[tuple[Expression, tuple[Equation, ...]]]:
    """sin u taken for u where u goes to 0: the part (sin u)/u was let go to 1. In one place, or in all of them."""
    found: list[tuple[Call, Expression]] = []
    for node, rebuild in places(body):
        match node:
            case Call(function, (argument,), None, None) if function in _LIKE_THEIR_ARGUMENT and _has(
                argument, limit.variable.name
            ):
                inner = bare(argument)
                found.append((node, inner))
                yield rebuild(inner), (_small(inner, limit),)
            case _:
                pass
    if len(found) > 1:
        everywhere = body
        for node, inner in found:
            everywhere = _replaced(everywhere, node, inner)
        yield everywhere, tuple(_small(inner, limit) for _, inner in dict.fromkeys(found))


def _replaced(body: Expression, old: Expression, new: Expression) -> Expression:
    for node, rebuild in places(body):
        if node == old:
            return rebuild(new)
    return body


def _small(argument: Expression, limit: Limit) -> Equation:
    return replace(limit, body=_as_body(argument), span=None), ZERO


def _powers_in_turn(node: Expression, name: str) -> Expression:
    """b^{x^2} as (b^x)^x, the first such power of `node` changed: of it, the inside may be let go."""
    for inner, rebuild in places(node):
        match inner:
            case Power(base, exponent) if _has(base, name) and _has(exponent, name):
                rest = _without_one(bare(exponent), name)
                if rest is not None:
                    return rebuild(Power(Group(Power(base, Symbol(name))), rest))
            case _:
                pass
    return node


def _without_one(exponent: Expression, name: str) -> Expression | None:
    """A product with the factor `name`, or a higher power of it, without one such factor; None for anything else."""
    match exponent:
        case Power(Symbol(found), up) if found == name:
            times = rational(up)
            return power(Symbol(name), number(times - 1)) if times is not None and times > 1 else None
        case Product(factors):
            for i, factor in enumerate(factors):
                if bare(factor) == Symbol(name):
                    return multiply((*factors[:i], *factors[i + 1 :]))
                rest = _without_one(bare(factor), name)
                if rest is not None:
                    return multiply((*factors[:i], rest, *factors[i + 1 :]))
        case Quotient(numerator, denominator) if bare(numerator) == Symbol(name):
            return divide(ONE, denominator)
        case Negation(operand):
            rest = _without_one(bare(operand), name)
            return None if rest is None else Negation(rest)
        case _:
            pass
    return None


def _is_infinite(point: Expression) -> bool:
    return any(isinstance(n, Constant) and n.name is ConstantName.INFINITY for n in descendants(point))


def _as_body(node: Expression) -> Expression:
    """`node` as it stands behind a limit sign."""
    return Group(node) if isinstance(node, Sum | Negation) else node


def _letters(node: Expression) -> frozenset[str]:
    return frozenset(n.name for n in descendants(node) if isinstance(n, Symbol))


def _has(node: Expression, name: str) -> bool:
    return name in _letters(node)
