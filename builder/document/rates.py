"""Related rates: what an equation says of the rates of its letters at a place where all but one of them are known.

The total derivative of both sides by the time: from x² + y² = 25 follows 2x dx/dt + 2y dy/dt = 0, and with x = 3, y = 4 and
dx/dt = 2 an equation for dy/dt alone (any textbook: Stewart, *Calculus*, section 3.9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Derivative,
    Evaluation,
    Expression,
    Group,
    Negation,
    Number,
    Product,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import symbols
from builder.document import evidence


def rate_told(relation: Relation) -> tuple[str, str] | None:
    """The letter and the time of an equation for a rate, `dx/dt = 2` or `dA/dt = 4πr`; None if it is none."""
    left = relation.left
    if relation.sign is not Sign.EQUAL or not isinstance(left, Derivative) or not isinstance(left.operand, Symbol):
        return None
    if left.partial or len(left.variables) != 1 or left.variables[0][1] != 1 or evidence.is_differentiated(relation.right):
        return None
    return left.operand.name, left.variables[0][0].name


def rates_related(
    relation: Relation,
    rates: Mapping[tuple[str, str], Expression],
    points: Sequence[Definition],
    equations: Sequence[Relation],
    context: Context,
) -> Relation | None:
    """The equation that the rate in `relation` solves, with no other rate; None if that of none of the `equations`, or of the
    definitions, is known. `rates` are given of other letters, `points` are the values of letters."""
    told = rate_told(relation)
    if told is None or not rates:
        return None
    name, time = told
    closed = evidence.is_closed(relation.right)
    values = {point.name: point.body for point in points if point.body is not None and evidence.is_closed(point.body)}
    related = [
        _related(equation, relation.left, (name, time), rates, values if closed else None, context)
        for equation in (*_defining(name, context), *(equations if closed else ()))
    ]
    found = {one for one in related if one is not None}
    return found.pop() if len(found) == 1 else None


def _defining(name: str, context: Context) -> Iterator[Relation]:
    """The definitions that hold a letter, as equations."""
    for definition in context.definitions.values():
        if definition.body is not None and not definition.parameters and not evidence.is_closed(definition.body):
            if name == definition.name or name in symbols(definition.body):
                yield Relation(Symbol(definition.name), Sign.EQUAL, definition.body)


def _related(
    equation: Relation,
    rate: Expression,
    told: tuple[str, str],
    rates: Mapping[tuple[str, str], Expression],
    values: Mapping[str, Expression] | None,
    context: Context,
) -> Relation | None:
    """`equation` differentiated by the time, at the `values` of its letters or anywhere; None if one or a rate is not known."""
    name, time = told
    left, right = equation.left, equation.right
    letters = sorted(symbols(equation) - context.kinds.keys())
    solved = left.name if isinstance(left, Symbol) and left.name not in symbols(right) else ""  # its value is not needed
    if equation.sign is not Sign.EQUAL or time in letters or name not in letters or len(letters) < 2:
        return None
    if any(letter != name and (letter, time) not in rates for letter in letters):
        return None
    if values is not None and any(letter not in values and letter != solved for letter in letters):
        return None
    if any(letter in context.definitions and letter != solved for letter in letters):
        return None
    difference = Group(Sum((Group(left), Negation(Group(right)))))
    at = tuple((Symbol(letter), value) for letter, value in sorted((values or {}).items()) if letter in letters)
    terms: list[Expression] = []
    for letter in letters:
        partial: Expression = Group(Derivative(difference, ((Symbol(letter), 1),), partial=True))
        by_time = rate if letter == name else Group(rates[letter, time])
        terms.append(Product((Evaluation(partial, at) if at else partial, by_time), (Times.DOT,)))
    return Relation(Sum(tuple(terms)), Sign.EQUAL, Number("0"))
