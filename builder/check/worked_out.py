"""A side that words stand for, `the slope at (3, 4)`, as a reader would write it: with the numbers that its derivatives are."""

from __future__ import annotations

import re
from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Gradient,
    Group,
    Negation,
    Node,
    Number,
    Prime,
    Quotient,
    Relation,
    Sign,
)
from builder.calculus.expression.walk import descendants, map_children
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Refuted

_OURS = (Evaluation, Derivative, Prime, Gradient)
_ANOTHER = Number("2718281828459")
"""A number that nothing in a note equals: a claim that it does is refuted, and the refutation tells the other side."""


def worked_out(side: Expression, context: Context, budget: Budget) -> Expression:
    """`side` with each of its largest parts that hold derivatives and are one rational number replaced by that number."""

    def change(node: Node) -> Node:
        if not any(isinstance(each, _OURS) for each in descendants(node)):
            return node
        if isinstance(node, Application | Evaluation | Quotient | Negation | Group):
            number = _number(cast(Expression, node), context, budget)
            if number is not None:
                return number
        return map_children(node, change)

    return cast(Expression, change(side))


def _number(node: Expression, context: Context, budget: Budget) -> Expression | None:
    verdict = decide(Claim(Relation(node, Sign.EQUAL, _ANOTHER), context), replace(budget, remembered=None))
    if not isinstance(verdict, Refuted) or verdict.at or verdict.functions:
        return None
    found = re.fullmatch(r"(-?)(\d+)(?:/(\d+))?", verdict.left)
    if found is None:
        return None
    number: Expression = Number(found[2]) if found[3] is None else Quotient(Number(found[2]), Number(found[3]))
    return Group(Negation(number)) if found[1] else number
