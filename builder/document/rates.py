"""Related rates: what an equation says of the rates of its letters at a place where all but one of them are known.

The total derivative of both sides by the time: from x² + y² = 25 follows 2x dx/dt + 2y dy/dt = 0, and with x = 3, y = 4 and
dx/dt = 2 an equation for dy/dt alone (any textbook: Stewart, *Calculus*, section 3.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Derivative,
    Evaluation,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Prime,
    Product,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import kinds_in, map_children, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.document import evidence
from builder.document.phrases import Words
from builder.document.prose import Passage
from builder.document.scope import Scopes
from builder.document.sentences import ReadFormula, changed

_TIME = "t"
_TELLS_RATE = Words("grow*, increas*, decreas*, shrink*, rises, rising, falls, falling, expand*, at a rate, at the rate, per")
_NEAR = 2
"""How many paragraphs primes are derivatives by the time behind one that tells it."""


def with_times(read: Sequence[ReadFormula], scopes: Scopes, paragraph: int) -> list[ReadFormula]:
    """The formulas of a sentence, in which primes are derivatives by the time where x' is told, `x' = 30`: x is one of the
    letters that change with it. What is defined in x, `y = x^2`, has its derivative by x."""
    if any(_tells_rate_of_x(one, scopes.here.context) for one in read):
        scopes.here.timed = paragraph
    if scopes.here.timed < 0 or paragraph > scopes.here.timed + _NEAR:
        return list(read)
    known = scopes.here.context.definitions.keys() | scopes.here.context.functions

    def by_time(side: Expression) -> Expression:
        if Prime not in kinds_in(side):
            return side

        def change(node: Node) -> Node:
            match node:
                case Prime(operand, Number(text)) if text.isdecimal() and known.isdisjoint(symbols(operand)):
                    return Derivative(operand, ((Symbol(_TIME), int(text)),), span=node.span)
                case _:
                    return map_children(node, change)

        return cast(Expression, change(side))

    return [changed(one, by_time) for one in read]


def _tells_rate_of_x(one: ReadFormula, context: Context) -> bool:
    """Whether a formula tells a number for x', which is 1 where x is the letter that all others depend on."""
    if "x" in context.functions or "x" in context.definitions:
        return False
    return any(
        isinstance(left := relation.left, Prime)
        and (left.operand, left.order) == (Symbol("x"), Number("1"))
        and relation.sign is Sign.EQUAL
        and evidence.is_closed(relation.right)
        and relation.right != Number("1")
        for statement in one.display.statements
        for relation in statement.relations
    )


def has_rate_in_words(relation: Relation, context: Context, passage: Passage, budget: Budget) -> bool:
    """Whether the derivative by the time of what is known as a function of another letter is told with a number of the sentence
    for the rate of that letter: `The radius grows at 2 cm/s`, so that `dV/dt = 4πr² · 2`."""
    told = rate_told(relation)
    if told is None or not _TELLS_RATE.stand_in(f"{passage.lead} {passage.text}"):
        return False
    name, time = told
    body = None if (known := context.definitions.get(name)) is None or known.parameters else known.body
    if body is None or len(letters := symbols(body) - context.definitions.keys() - context.kinds.keys()) != 1:
        return False
    if time in letters or time in symbols(relation.right):
        return False
    slope = Derivative(Group(body), ((Symbol(min(letters)), 1),))
    near = f"{passage.lead} {passage.text} {' '.join(mention.formula.latex for mention in passage.mentions[:-1])}"
    for number in dict.fromkeys(re.findall(r"(?<![\d.^_{])\d+(?:\.\d+)?(?![\d.])", near)):
        for rate in (Number(number), Group(Negation(Number(number)))):
            claim = Claim(Relation(relation.right, Sign.EQUAL, Product((Group(slope), rate), (Times.DOT,))), context)
            if number != "1" and isinstance(decide(claim, budget), Proved):
                return True
    return False


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
