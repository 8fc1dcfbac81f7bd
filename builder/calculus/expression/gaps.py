"""Where a formula may have no value, as its form tells: below a fraction, under a root, in a logarithm."""

from __future__ import annotations

from fractions import Fraction

from builder.calculus.expression.nodes import Call, Expression, Group, Negation, Node, Number, Power, Quotient, Root
from builder.calculus.expression.walk import descendants, symbols

_WITH_GAPS = frozenset("ln log tan cot sec csc arcsin arccos arcsec arccsc coth csch arcosh artanh arcoth arsech arcsch".split())


def may_have_gaps(node: Node) -> bool:
    """Whether a formula has a part that has no value for some values of its letters. Values that rule this out are not known."""
    return any(_has_gap(part) for part in descendants(node))


def _has_gap(node: Node) -> bool:
    match node:
        case Quotient(_, denominator):
            return bool(symbols(denominator))
        case Root(radicand, index):
            return bool(symbols(radicand)) and (index is None or not isinstance(index, Number) or index.value % 2 == 0)
        case Call(function, arguments):
            return function in _WITH_GAPS and any(symbols(argument) for argument in arguments)
        case Power(base, exponent) if symbols(base):
            to = _number(exponent)
            return bool(symbols(exponent) & symbols(base)) if to is None else to < 0 or to.denominator % 2 == 0
        case _:
            return False


def _number(node: Expression) -> Fraction | None:
    match node:
        case Number():
            return node.value
        case Group(inner):
            return _number(inner)
        case Negation(operand):
            value = _number(operand)
            return None if value is None else -value
        case Quotient(numerator, denominator):
            above, below = _number(numerator), _number(denominator)
            return above / below if above is not None and below else None
        case _:
            return None
