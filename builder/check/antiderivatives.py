"""What is said of a wrong antiderivative: what its derivative is, and an antiderivative that is right."""

from __future__ import annotations

from msgspec import Struct

from builder.calculus.budget import Budget
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Derivative, Expression, Group, Integral, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import derived_form


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
    derived = derived_form(Derivative(Group(written), ((letter, 1),)), context, budget)
    integrated = derived_form(Integral(integrand, letter), context, budget)
    what = f"the derivative of {print_latex(written)}"
    note = f"{what} is {print_latex(derived)}" if derived is not None else f"{what} is not {print_latex(integrand)}"
    help = f"Write {print_latex(integrated)}" if integrated is not None else "differentiate what is written, and compare"
    return WrongAntiderivative(written, note, help)


def integral_that_is_left(relation: Relation, context: Context, budget: Budget) -> str:
    r"""What the integral is that is left in `x \sin x - \int \sin x \, dx = x \sin x - \cos x + C`; "" where that is no help."""
    if any(isinstance(node, Integral) for node in descendants(relation.right)):
        return ""
    integrals = {node for node in descendants(relation.left) if isinstance(node, Integral)}
    if len(integrals) != 1 or (integral := integrals.pop()).lower is not None:
        return ""
    found = derived_form(Integral(integral.body, integral.variable), context, budget)
    return f"{print_latex(integral)} is {print_latex(found)}: mind the sign before it" if found is not None else ""
