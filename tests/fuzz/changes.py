"""Everything that one slip of the pen makes of mathematics: a sign, a factor, an exponent, a function, a swap, something dropped.

The trees that come out are well formed; most of what they say is false, and some of it is still true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from msgspec.structs import astuple, replace

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Constant,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Group,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Number,
    NumberSet,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)

ONE, TWO = Number("1"), Number("2")

_LIKE = (
    ("sin", "cos", "tan", "sinh"),
    ("sinh", "cosh", "tanh"),
    ("arcsin", "arccos", "arctan"),
    ("sec", "csc", "cot", "tan"),
    ("ln", "exp", "log", "arctan"),
    ("arsinh", "arcosh", "artanh"),
    ("max", "min"),
)
"""Functions that are written for one another."""


def changes(node: Node) -> Iterator[Node]:
    """Every tree that differs from `node` by one change, at the node itself or below it."""
    yield from changed_here(node)
    fields = type(node).__struct_fields__
    for name, held in zip(fields, astuple(node), strict=True):
        if name == "span" or _is_kept(node, name):
            continue
        for other in _inside(held):
            yield replace(node, **{name: other})


def _is_kept(node: Node, name: str) -> bool:
    """Names that are bound or told are no mathematics of their own."""
    match node:
        case Limit() | Integral():
            return name == "variable"
        case Series():
            return name == "index"
        case Derivative():
            return name == "variables"
        case Application():
            return name == "function" and isinstance(node.function, Symbol)
        case Prime():
            return name == "order"
        case _:
            return False


def _inside(held: Any) -> Iterator[Any]:
    """A field with one of the nodes in it changed."""
    if isinstance(held, Node):
        yield from changes(held)
    elif isinstance(held, tuple):
        for place, item in enumerate(held):
            for other in _inside(item):
                yield (*held[:place], other, *held[place + 1 :])


def changed_here(node: Node) -> Iterator[Node]:
    """What the node itself may be mistaken for; the parts below it are as they were."""
    match node:
        case Relation(left=left, sign=sign, right=right):
            yield from _relation(left, sign, right)
        case Number():
            yield from _number(node.value)
        case Symbol():
            pass
        case Sum(terms=terms):
            yield from _sum(terms)
        case Negation(operand=operand):
            yield operand
        case Product(factors=factors, signs=signs):
            yield from _product(factors, signs)
        case Quotient(numerator=above, denominator=below, written=written):
            yield Quotient(below, above, written)
            yield above
            yield Product((above, below), (Times.DOT,))
        case Power(base=base, exponent=exponent):
            yield base
            yield Power(base, Sum((exponent, ONE)))
            yield Power(base, Sum((exponent, Negation(ONE))))
            yield Power(base, exponent.operand if isinstance(exponent, Negation) else Negation(exponent))
            yield Product((exponent, base), (Times.DOT,))
            if not isinstance(base, Constant):
                yield Power(exponent, base)
        case Root(radicand=radicand, index=index):
            yield radicand
            yield Root(radicand, Number("3") if index is None else None)
        case Factorial(operand=operand):
            yield operand
        case Binomial(upper=upper, lower=lower):
            yield Binomial(Sum((upper, ONE)), lower)
            yield Binomial(upper, Sum((lower, Negation(ONE))))
        case Fenced(fence=fence, inner=inner):
            yield Group(inner)
            yield Fenced({Fence.FLOOR: Fence.CEILING, Fence.CEILING: Fence.FLOOR}.get(fence, fence), Negation(inner))
        case Call():
            yield from _call(node)
        case Application(function=function, arguments=arguments):
            if isinstance(function, Prime):
                yield Application(function.operand, arguments)
                yield Application(Prime(function.operand, Sum((function.order, ONE))), arguments)
            if len(arguments) == 2:
                yield Application(function, arguments[::-1])
        case Prime(operand=operand):
            yield operand
        case Derivative(operand=operand, variables=variables):
            yield operand
            yield replace(node, variables=((variables[0][0], variables[0][1] + 1), *variables[1:]))
            if len(variables) == 2:
                yield replace(node, variables=variables[:1])
                yield replace(node, variables=variables[1:])
        case Evaluation(operand=operand):
            yield operand
        case Limit(body=body, variable=variable, point=point, side=side):
            other = {Side.ABOVE: Side.BELOW, Side.BELOW: Side.ABOVE, Side.BOTH: Side.ABOVE}[side]
            yield Limit(body, variable, point, other)
            yield Limit(body, variable, Negation(point), side)
            yield body
        case Series(body=body, index=index, lower=lower, upper=upper, operator=operator) if lower is not None:
            yield Series(operator, body, index, Sum((lower, ONE)), upper)
            if upper is not None:
                yield Series(operator, body, index, lower, Sum((upper, Negation(ONE))))
        case Integral(body=body, variable=variable, lower=lower, upper=upper):
            if lower is not None:
                yield Integral(body, variable, upper, lower)
            yield body
        case Vector(entries=entries, style=style):
            yield from (Vector(other, style) for other in _rearranged(entries))
        case Matrix(rows=rows):
            yield from (replace(node, rows=other) for other in _rearranged(rows))
            if len(rows) == len(rows[0]):
                yield replace(node, rows=tuple(zip(*rows, strict=True)))
        case Cases(branches=branches) if len(branches) > 1:
            for place in range(len(branches)):
                yield Cases((*branches[:place], *branches[place + 1 :]))
            values = [branch for branch, _ in branches]
            yield Cases(tuple((v, c) for v, (_, c) in zip([values[-1], *values[:-1]], branches, strict=True)))
        case _:
            pass


def _relation(left: Expression, sign: Sign, right: Expression) -> Iterator[Node]:
    if isinstance(right, NumberSet):
        return
    yield Relation(left, sign, Negation(right))
    yield Relation(left, sign, Product((TWO, right), (Times.DOT,)))
    yield Relation(left, sign, Sum((right, ONE)))
    others = {Sign.LESS: Sign.GREATER, Sign.GREATER: Sign.LESS, Sign.LESS_EQUAL: Sign.LESS, Sign.GREATER_EQUAL: Sign.GREATER}
    if sign in others:
        yield Relation(left, others[sign], right)


def _number(at: Fraction) -> Iterator[Node]:
    if at.denominator == 1:
        for other in (at + 1, at - 1, -at, 2 * at, 10 * at):
            if other != at:
                yield Number(str(other)) if other >= 0 else Negation(Number(str(-other)))
    else:
        yield Quotient(Number(str(at.numerator + 1)), Number(str(at.denominator)))


def _sum(terms: tuple[Expression, ...]) -> Iterator[Node]:
    for place, term in enumerate(terms):
        turned = term.operand if isinstance(term, Negation) else Negation(term)
        yield Sum((*terms[:place], turned, *terms[place + 1 :]))
        rest = (*terms[:place], *terms[place + 1 :])
        yield rest[0] if len(rest) == 1 else Sum(rest)
        doubled = Product((TWO, Group(term)), (Times.IMPLICIT,))
        yield Sum((*terms[:place], doubled, *terms[place + 1 :]))
    yield Product(tuple(Group(term) for term in terms), (Times.DOT,) * (len(terms) - 1))


def _product(factors: tuple[Expression, ...], signs: tuple[Times, ...]) -> Iterator[Node]:
    for place in range(len(factors)):
        rest = (*factors[:place], *factors[place + 1 :])
        yield rest[0] if len(rest) == 1 else Product(rest, (Times.DOT,) * (len(rest) - 1))
    yield Sum(factors)
    yield Quotient(factors[0], factors[1] if len(factors) == 2 else Product(factors[1:], signs[1:]))
    yield Product((*factors, factors[0]), (*signs, Times.DOT))


def _call(call: Call) -> Iterator[Node]:
    for group in _LIKE:
        if call.function in group:
            for name in group:
                if name != call.function:
                    yield replace(call, function=name, base=None)
    yield replace(call, power=None if call.power is not None else TWO)
    if len(call.arguments) == 1:
        (argument,) = call.arguments
        yield argument
        yield Negation(call)
        yield replace(call, arguments=(Negation(argument),), brackets=True)
        yield replace(call, arguments=(Product((TWO, argument), (Times.DOT,)),), brackets=True)


def _rearranged(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """One entry dropped, or two neighbours swapped."""
    if len(items) > 1:
        for place in range(len(items)):
            yield (*items[:place], *items[place + 1 :])
        for place, (a, b) in enumerate(pairwise(items)):
            yield (*items[:place], b, a, *items[place + 2 :])
