"""The sides of a claim at a place that is told: `f'(x) = 4` at x = 2, and `dy/dx = -3/4` at (3, 4) on a circle."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Derivative,
    Division,
    Evaluation,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Prime,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.document.sayings import Alternative


def at_place(side: Expression, alternative: Alternative) -> Expression:
    """`side` at the place of an alternative, whose context is that of `context_of`.

    On a curve F = 0 the derivative of a letter y is -F_x / F_y there, by the theorem on implicit functions.
    """
    if not alternative.at or not symbols(side):
        return side  # a number keeps its digits
    for curve in alternative.context.curves:
        side = _with_slopes(side, curve, frozenset(letter.name for letter, _ in alternative.at))
    return Evaluation(Group(side), alternative.at)


def context_of(alternative: Alternative, budget: Budget) -> Context | None:
    """The context for sides at the place of an alternative; None if the place does not lie on the curves."""
    context = replace(alternative.context, curves=())
    if not alternative.at:
        return alternative.context
    for curve in alternative.context.curves:
        there = Relation(
            Evaluation(Group(curve.left), alternative.at), Sign.EQUAL, Evaluation(Group(curve.right), alternative.at)
        )
        if not isinstance(decide(Claim(there, context), budget), Proved):
            return None
    return context


def _with_slopes(side: Expression, curve: Relation, placed: frozenset[str]) -> Expression:
    """`side` with the slope of the curve for each first derivative of one of its letters by another."""
    letters = sorted(symbols(curve) & placed)

    def change(node: Node) -> Node:
        match node:
            case Derivative(operand=Symbol(name=name), variables=((Symbol(name=by), 1),), partial=False):
                pass
            case Prime(operand=Symbol(name=name), order=Number(value=1)) if len(letters) == 2 and name in letters:
                by = next(letter for letter in letters if letter != name)
            case _:
                return map_children(node, change)
        return _slope(curve, name, by) if {name, by} <= set(letters) and name != by else node

    return cast(Expression, change(side))


def _slope(curve: Relation, name: str, by: str) -> Expression:
    zero = Group(Sum((curve.left, Negation(Group(curve.right)))))
    along, across = (Derivative(zero, ((Symbol(letter), 1),), partial=True) for letter in (by, name))
    return Group(Negation(Quotient(Group(along), Group(across), Division.FRACTION)))
