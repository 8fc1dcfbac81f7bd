"""Claims that say something else than that two numbers compare, restated as claims that do: membership, orders of smallness.

`x \\in [a, b)` is a ≤ x < b, and `x \\in \\{1, 2\\}` is (x − 1)(x − 2) = 0. `A = B + O(u^n)` as u → 0 holds if D = A − B has n
derivatives at u = 0 and those of order 0 … n − 1 vanish there (G. Peano's form of Taylor's theorem); if one of them has
another value it is false, and if one of them does not exist nothing is known. `o(u^n)` asks the same of order n too.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Fence,
    Fenced,
    Group,
    Negation,
    Notation,
    Number,
    NumberSet,
    Power,
    Product,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import summands, symbols
from builder.calculus.judge.polynomials import is_rational
from builder.calculus.judge.scope import not_understood

LARGEST_ORDER = 12
LITTLE, BIG = "o", ("O", r"\mathcal{O}")
_GROWING = frozenset("nmNMkKdDVE")
"""Letters that are counted with, as in what a program costs."""
ZERO = Number("0")


class Smallness(Struct, frozen=True):
    """What a term `O(u^order)` says: `letter` tends to `point`; `little` is o for O."""

    letter: Symbol
    point: Expression
    order: int
    little: bool


def restate(relation: Relation, context: Context) -> tuple[Relation, ...]:
    """The comparisons that together say what a relation says; the relation alone when it is one itself.

    Raises `NotUnderstood` where it cannot be said so.
    """
    if relation.sign is Sign.MEMBER:
        return tuple(_membership(relation.left, relation.right))
    if relation.sign is Sign.EQUAL:
        left, right = _parted(relation.left, context), _parted(relation.right, context)
        if left is not None or right is not None:
            return tuple(_taylor(left, right, relation))
    return (relation,)


def _membership(member: Expression, of: Expression) -> Iterator[Relation]:
    if not isinstance(of, NumberSet) or of.sizes:
        not_understood("a member of something that is no set of numbers")
    match of.name:
        case "interval":
            low, high = of.members
            if not is_infinite(low):
                yield Relation(low, Sign.LESS_EQUAL if of.closed[0] else Sign.LESS, member)
            if not is_infinite(high):
                yield Relation(member, Sign.LESS_EQUAL if of.closed[1] else Sign.LESS, high)
            if is_infinite(low) and is_infinite(high):
                yield Relation(member, Sign.EQUAL, member)
        case "finite":
            gaps = tuple(Group(Sum((Group(member), Negation(Group(m))))) for m in of.members)
            product = gaps[0] if len(gaps) == 1 else Product(gaps, (Times.IMPLICIT,) * (len(gaps) - 1))
            yield Relation(product, Sign.EQUAL, ZERO)
        case "R":
            yield Relation(member, Sign.EQUAL, member) if not of.positive else Relation(ZERO, Sign.LESS, member)
        case "N" | "N_0" | "Z":
            yield Relation(Fenced(Fence.FLOOR, member), Sign.EQUAL, member)
            if of.positive or of.name != "Z":
                yield Relation(ZERO if not of.positive else Number("1"), Sign.LESS_EQUAL, member)
        case "named":
            not_understood("what belongs to a set that has only a name")
        case _:
            rational = is_rational(member)
            if rational is None:
                not_understood("whether a number is rational")
            yield Relation(member, Sign.EQUAL, member) if rational else Relation(ZERO, Sign.EQUAL, Number("1"))


def is_infinite(node: Expression) -> bool:
    """Whether an end of an interval is ∞ or −∞."""
    if isinstance(node, Negation):
        node = node.operand
    return isinstance(node, Constant) and node.name is ConstantName.INFINITY


# ---------------------------------------------------------------------------------------------- orders of smallness


def _parted(side: Expression, context: Context) -> tuple[Expression, Smallness] | None:
    """A side without its order term, and what that says; None if it has none."""
    terms = summands(side)
    found = [(i, small) for i, t in enumerate(terms) if (small := _smallness(t, context)) is not None]
    if not found:
        return None
    if len(found) > 1:
        not_understood("two orders of smallness in one side")
    rest = tuple(t for i, t in enumerate(terms) if i != found[0][0])
    return (Sum(rest) if len(rest) > 1 else rest[0] if rest else ZERO), found[0][1]


def _smallness(term: Expression, context: Context) -> Smallness | None:
    if isinstance(term, Negation):
        term = term.operand
    match term:
        case Product((Symbol(name), Group(of))) | Application(Symbol(name), (of,)):
            pass
        case _:
            return None
    if name not in (LITTLE, *BIG) or name in context.definitions or name in context.kinds:
        return None
    order = 1
    match of:
        case Power(base, Number() as exponent) if exponent.value.denominator == 1:
            of, order = base, int(exponent.value)
        case _:
            pass
    while isinstance(of, Group):
        of = of.inner
    if not 0 < order <= LARGEST_ORDER:
        return not_understood(f"{name} of a power of which the exponent is not among 1 … {LARGEST_ORDER}")
    match of:
        case Symbol(letter) if letter in _GROWING or letter in context.integers:
            return not_understood(f"{name} of {letter}, which grows: only orders of what becomes small are decided")
        case Symbol():
            return Smallness(of, ZERO, order, name == LITTLE)
        case Sum((Symbol() as letter, Negation(point))) if letter.name not in symbols(point):
            return Smallness(letter, Group(point), order, name == LITTLE)
        case Sum((Symbol() as letter, point)) if letter.name not in symbols(point):
            return Smallness(letter, Negation(Group(point)), order, name == LITTLE)
        case _:
            return not_understood(f"{name} of something else than a power of what becomes small")


def _taylor(
    left: tuple[Expression, Smallness] | None, right: tuple[Expression, Smallness] | None, relation: Relation
) -> Iterator[Relation]:
    if right is None:
        not_understood("an order of smallness is compared with something exact")
    value, small = right
    other = relation.left if left is None else left[0]
    if left is not None:
        finer = (left[1].order, left[1].little) >= (small.order, small.little)
        if (left[1].letter, left[1].point) != (small.letter, small.point) or not finer:
            not_understood("the left side is known less exactly than the right one")
    difference = Group(Sum((Group(other), Negation(Group(value)))))

    def at_point(order: int) -> Expression:
        operand = difference if order == 0 else Derivative(difference, ((small.letter, order),), notation=Notation.OPERATOR)
        return Evaluation(operand, ((small.letter, small.point),))

    for order in range(small.order + small.little):
        yield Relation(at_point(order), Sign.EQUAL, ZERO, span=relation.span)
    yield Relation(at_point(small.order), Sign.EQUAL, at_point(small.order), span=relation.span)
