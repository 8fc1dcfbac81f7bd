"""Comparisons of a letter with numbers, `x > 0`, `1 - x < 3`: which cannot hold beside another, and which leave more values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Constant,
    ConstantName,
    Negation,
    Node,
    Number,
    NumberSet,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import symbols

_OPPOSITE = ({Sign.LESS, Sign.GREATER}, {Sign.LESS, Sign.GREATER_EQUAL}, {Sign.LESS_EQUAL, Sign.GREATER})

_TURNED: Mapping[Sign, Sign] = MappingProxyType(
    {
        Sign.LESS: Sign.GREATER,
        Sign.GREATER: Sign.LESS,
        Sign.LESS_EQUAL: Sign.GREATER_EQUAL,
        Sign.GREATER_EQUAL: Sign.LESS_EQUAL,
    }
)


def with_condition(context: Context, relation: Relation) -> Context:
    """`context` with an assumption, and without those that cannot hold beside it: `x > 0`, and then a case `x < 0`."""
    kept = tuple(a for a in context.assumptions if not exclude(a, relation))
    return (replace(context, assumptions=kept) if len(kept) < len(context.assumptions) else context).with_assumption(relation)


def excluded(relation: Relation, context: Context) -> bool:
    """Whether something is assumed beside which a relation cannot hold."""
    return any(exclude(assumed, relation) for assumed in context.assumptions)


def exclude(one: Relation, other: Relation) -> bool:
    """Whether two comparisons of a letter with numbers hold for no value of it, or two of the same sides, `x < a` and `x > a`."""
    turned = replace(other, left=other.right, right=other.left, sign=_TURNED.get(other.sign, other.sign))
    for each in (other, turned):
        if (each.left, each.right) == (one.left, one.right) and {one.sign, each.sign} in _OPPOSITE:
            return True
    first, second = _range(one), _range(other)
    if first is None or second is None or first[0] != second[0]:
        return False
    low, high = max(first[1], second[1]), min(first[2], second[2])
    return low > high


def leaves_more(told: Relation, assumed: Relation) -> bool:
    """Whether a relation that is told of a letter leaves it all values that another one leaves it, and more."""
    within = _range(assumed)
    if within is None or symbols(told) != {within[0]}:
        return False
    _, low, high = within
    match told:
        case Relation(Symbol(), Sign.MEMBER, NumberSet("R", positive=False)):
            return True
        case Relation(Symbol(), Sign.NOT_EQUAL, right):
            value = _value(right)
            return value is not None and not low <= (value, 0) <= high
    outer = _range(told)
    return outer is not None and outer != within and outer[1] <= low and high <= outer[2]


def _range(relation: Relation) -> tuple[str, tuple[Fraction | float, int], tuple[Fraction | float, int]] | None:
    """The letter that a relation compares with a number, and the least and the greatest value that it leaves: a number, and
    whether it is left out, by 1 at the lower end and by -1 at the upper one."""
    match relation:
        case Relation(Symbol(name), Sign.MEMBER, NumberSet("interval", members=(below, above), closed=(from_low, to_high))):
            low, high = _value(below), _value(above)
            return None if low is None or high is None else (name, (low, int(not from_low)), (high, -int(not to_high)))
        case Relation(left, sign, right):
            if _shifted(left) is None:
                sign, left, right = _TURNED.get(sign, sign), right, left
            shifted, value = _shifted(left), _value(right)
            if shifted is None or value is None or sign not in _TURNED:
                return None
            name, turned, added = shifted
            value, sign = (added - value, _TURNED[sign]) if turned else (value - added, sign)
            if sign in (Sign.GREATER, Sign.GREATER_EQUAL):
                return name, (value, int(sign is Sign.GREATER)), (inf, 0)
            return name, (-inf, 0), (value, -int(sign is Sign.LESS))


def _shifted(side: Node) -> tuple[str, bool, Fraction | float] | None:
    """A letter, whether it is negated, and the number that is added: of `x`, `-x`, `x - 1`, `1 - x`; None for anything else."""
    match side:
        case Symbol(name):
            return name, False, Fraction(0)
        case Negation(Symbol(name)):
            return name, True, Fraction(0)
        case Sum((one, other)):
            for letter, number in ((one, other), (other, one)):
                shifted, value = _shifted(letter), _value(number)
                if shifted is not None and value is not None:
                    return shifted[0], shifted[1], shifted[2] + value
    return None


def _value(side: Node) -> Fraction | float | None:
    """A number or ±∞; None for anything else."""
    match side:
        case Number():
            return side.value
        case Constant(ConstantName.INFINITY):
            return inf
        case Negation(operand):
            value = _value(operand)
            return None if value is None else -value
        case _:
            return None
