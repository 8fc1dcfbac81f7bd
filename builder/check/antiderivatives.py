"""What is said of a wrong antiderivative: what its derivative is, and an antiderivative that is right."""

from __future__ import annotations

from msgspec import Struct

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.derivation.derivation import CannotDerive, Problem
from builder.calculus.derivation.derive import derive
from builder.calculus.derivation.integrals import MOST_NESTED
from builder.calculus.expression.nodes import Derivative, Expression, Group, Integral, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, nesting
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.latex.printer import print_latex

WORK_OF_A_NODE = 4_000
"""What a derivation costs for each node of its goal, in microseconds of an account."""

MOST_PARTS = 8


class WrongAntiderivative(Struct, frozen=True):
    """What is wrong, what to write, and `written`, the antiderivative that was told."""

    written: Expression
    note: str
    help: str


def wrong_antiderivative(relation: Relation, context: Context, budget: Budget) -> WrongAntiderivative | None:
    r"""What is said of a false `\int f\,dx = F`, or of a false `an antiderivative of □ is □`; None for anything else."""
    match relation:
        case Relation(Integral(integrand, Symbol() as letter, None, None), Sign.EQUAL, right):
            written = right
        case Relation(Derivative(Group(right), ((Symbol() as letter, 1),)) as left, Sign.EQUAL, integrand) if (
            left.span is None and integrand.span is None  # words say so: a derivative that is written has a place
        ):
            written = right
        case _:
            return None
    if any(isinstance(node, Integral | Derivative) for node in descendants(written)):
        return None
    derived = _derived(Derivative(Group(written), ((letter, 1),)), context, budget)
    integrated = _derived(Integral(integrand, letter), context, budget)
    what = f"the derivative of {print_latex(written)}"
    note = f"{what} is {print_latex(derived)}" if derived is not None else f"{what} is not {print_latex(integrand)}"
    help = f"Write {print_latex(integrated)}" if integrated is not None else "differentiate what is written, and compare"
    return WrongAntiderivative(written, note, help)


def _derived(goal: Expression, context: Context, budget: Budget) -> Expression | None:
    """What a goal is, if it can be derived and proved, at the price of a small part of what is left: a page is decided first."""
    purse, price = budget.purse(), WORK_OF_A_NODE * len(descendants(goal))
    if price * MOST_PARTS > purse.left or nesting(goal) > MOST_NESTED:
        return None
    purse.left -= price
    try:
        answer = derive(Problem(goal, context)).answer
    except CannotDerive:
        return None
    return answer if isinstance(decide(Claim(Relation(goal, Sign.EQUAL, answer), context), budget), Proved) else None
