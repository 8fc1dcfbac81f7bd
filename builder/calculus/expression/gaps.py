"""Where a formula may have no value, as its form tells: below a fraction, under a root, in a logarithm."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Expression,
    Fence,
    Fenced,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, kinds_in, symbols

_WITH_GAPS = frozenset("ln log tan cot sec csc arcsin arccos arcsec arccsc coth csch arcosh artanh arcoth arsech arcsch".split())
_MAY_HAVE_GAPS = frozenset({Quotient, Root, Call, Power})
_POSITIVE, _NOT_NEGATIVE, _UNKNOWN = 2, 1, 0
_NONE: frozenset[str] = frozenset()


MOST_CONDITIONS = 2
"""How many conditions are said in a phrase."""


_WITHOUT_GAPS = frozenset("sin cos exp arctan sinh cosh tanh arsinh sech".split())
_ZERO = Number("0")


def where_without_gaps(nodes: Iterable[Expression]) -> tuple[Relation, ...] | None:
    """Where formulas have values: the conditions on their letters that their fractions, roots and logarithms make, together.

    None where they hold anything else that may have no value, or more than can be said in a phrase.
    """
    found: dict[Expression, Sign] = {}
    for node in nodes:
        if not _gather(node, found):
            return None
    return tuple(_condition(of, sign) for of, sign in found.items()) if len(found) <= MOST_CONDITIONS else None


def _condition(of: Expression, sign: Sign) -> Relation:
    r"""A condition on a letter alone where it is one: `x \ne 1` for `x - 1 \ne 0`."""
    match of:
        case Sum((Symbol() as letter, Negation(Number() as bound))):
            return Relation(letter, sign, bound)
        case Sum((Symbol() as letter, Number() as bound)):
            return Relation(letter, sign, Negation(bound))
        case _:
            return Relation(of, sign, _ZERO)


def _gather(node: Node, found: dict[Expression, Sign]) -> bool:
    """Add the conditions under which `node` has a value; whether they are all of them."""
    match node:
        case Number() | Symbol() | Constant():
            return True
        case Quotient(_, denominator):
            _add(denominator, Sign.NOT_EQUAL, found)
        case Root(radicand, index):
            if index is not None and not isinstance(index, Number):
                return False
            if index is None or index.value % 2 == 0:
                _add(radicand, Sign.GREATER_EQUAL, found)
        case Call(function="ln" | "log", arguments=(argument,), base=None):
            _add(argument, Sign.GREATER, found)
        case Call(function=function, power=power) if function in _WITHOUT_GAPS:
            if power is not None and not _is_natural(power):
                return False
        case Power(base, exponent):
            if not _is_natural(exponent):
                return isinstance(base, Constant) and _gather(exponent, found)
        case Integral(body, _, None, None):
            return _gather(body, found)
        case Group() | Sum() | Negation() | Product() | Fenced():
            pass
        case _:
            return False
    return all(_gather(child, found) for child in children(node))


def _add(node: Expression, sign: Sign, found: dict[Expression, Sign]) -> None:
    while isinstance(node, Group):  # of a bracket, what it holds
        node = node.inner
    if isinstance(node, Fenced) and node.fence is Fence.ABSOLUTE and sign is not Sign.GREATER_EQUAL:
        _add(node.inner, Sign.NOT_EQUAL, found)
    elif isinstance(node, Root) and node.index is None:
        _add(node.radicand, sign if sign is Sign.GREATER_EQUAL else Sign.GREATER, found)
    elif isinstance(node, Product) and sign is Sign.NOT_EQUAL:
        for factor in node.factors:
            _add(factor, sign, found)
    elif isinstance(node, Power) and _is_natural(node.exponent) and (sign is Sign.NOT_EQUAL or _is_even_power(node)):
        if sign is not Sign.GREATER_EQUAL:
            _add(node.base, Sign.NOT_EQUAL, found)
    elif symbols(node) and _sign(node) != _POSITIVE:
        known = found.get(node, sign)
        found[node] = sign if known is sign else Sign.GREATER


def _is_even_power(node: Expression) -> bool:
    match node:
        case Power(_, Number() as exponent):
            return exponent.value > 0 and exponent.value.denominator == 1 and exponent.value % 2 == 0
        case _:
            return False


def _is_natural(exponent: Expression) -> bool:
    value = _number(exponent)
    return value is not None and value >= 0 and value.denominator == 1


def may_have_gaps(node: Node, *, real: bool = True) -> bool:
    r"""Whether a formula has a part that has no value for some values of its letters. Values that rule this out are not known.

    A letter that a limit, a sum or an integral binds takes no values of its own: `\lim_{h \to 0} \frac{2h}{h}` has no gap. Where
    the letters are `real` numbers, `1 + x^2` has no zero.
    """
    if kinds_in(node).isdisjoint(_MAY_HAVE_GAPS):
        return False
    key = "real gaps" if real else "gaps"
    kept: bool | None = node.__dict__.get(key)
    if kept is None:
        node.__dict__[key] = kept = _may_have_gaps(node, real=real)
    return kept


def _may_have_gaps(node: Node, *, real: bool) -> bool:
    waiting: list[tuple[Node, frozenset[str]]] = [(node, _NONE)]
    while waiting:
        part, bound = waiting.pop()
        if _has_gap(part, bound, real=real):
            return True
        inside = bound | _binds(part)
        waiting += [(child, inside) for child in children(part)]
    return False


def _binds(node: Node) -> frozenset[str]:
    """The letter that a node binds, if what it runs over depends on no other letter."""
    match node:
        case Limit(_, variable, point) if not symbols(point):
            return frozenset({variable.name})
        case Series(_, _, index, lower, upper) if lower is not None and upper is not None and not symbols(lower):
            return frozenset({index.name})
        case Integral(_, variable, lower, upper) if lower is not None and upper is not None:
            return _NONE if symbols(lower) | symbols(upper) else frozenset({variable.name})
        case _:
            return _NONE


def _has_gap(node: Node, bound: frozenset[str], *, real: bool) -> bool:
    match node:
        case Quotient(_, denominator):
            return bool(symbols(denominator) - bound) and not (real and _sign(denominator) == _POSITIVE)
        case Root(radicand, index):
            even = index is None or not isinstance(index, Number) or index.value % 2 == 0
            return even and bool(symbols(radicand) - bound) and not (real and _sign(radicand))
        case Call("ln" | "log", arguments) if real and all(_sign(argument) == _POSITIVE for argument in arguments):
            return False
        case Call(function, arguments):
            return function in _WITH_GAPS and any(symbols(argument) - bound for argument in arguments)
        case Power(base, exponent) if symbols(base) - bound and not (real and _sign(base) == _POSITIVE):
            to = _number(exponent)
            return bool(symbols(exponent) & symbols(base)) if to is None else to < 0 or to.denominator % 2 == 0
        case _:
            return False


def _sign(node: Expression) -> int:
    """Whether a formula of real letters is positive, or at least not negative, wherever it has a value, as its form tells."""
    match node:
        case Number():
            return _POSITIVE if node.value > 0 else _NOT_NEGATIVE
        case Constant(name):
            return _POSITIVE if name in (ConstantName.E, ConstantName.PI) else _UNKNOWN
        case Group(inner):
            return _sign(inner)
        case Sum(terms):
            signs = [_sign(term) for term in terms]
            return max(signs) if min(signs) else _UNKNOWN
        case Product(factors):
            return min(map(_sign, factors))
        case Quotient(numerator, denominator):
            return min(_sign(numerator), _sign(denominator))
        case Power(base, exponent):
            if (of_base := _sign(base)) == _POSITIVE:
                return _POSITIVE
            to = _number(exponent)
            even = to is not None and to.denominator == 1 and to.numerator % 2 == 0
            return _NOT_NEGATIVE if even or (of_base and to is not None) else _UNKNOWN
        case Root(radicand, index) if index is None:
            return _POSITIVE if _sign(radicand) == _POSITIVE else _NOT_NEGATIVE
        case Call("exp" | "cosh", _, None, _):
            return _POSITIVE
        case Fenced(fence=Fence.ABSOLUTE):
            return _NOT_NEGATIVE
        case Call(_, _, power, _) if power is not None:
            to = _number(power)
            return _NOT_NEGATIVE if to is not None and to.denominator == 1 and to.numerator % 2 == 0 else _UNKNOWN
        case _:
            return _UNKNOWN


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
