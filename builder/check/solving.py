r"""Equations joined by arrows, `x^2 = 4 \iff x = \pm 2`: each is a condition, and what is decided is whether it follows."""

from __future__ import annotations

from collections.abc import Sequence

from builder.calculus.context import Context
from builder.calculus.judge.solutions import Follows, follows
from builder.calculus.judge.verdict import Evidence, Proved, Refutation, Refuted
from builder.calculus.latex.statement import Join, Statement
from builder.calculus.solving import Equation, Solving
from builder.check.checked import CheckedRelation
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.source import Source

TO_BE_SOLVED = "an equation to be solved"


def check_solving(
    solving: Solving, statements: Sequence[Statement], formula: Formula, source: Source, context: Context
) -> list[CheckedRelation]:
    """What each statement of a row of equations turned out to be: a condition, or one that follows from that before it."""
    found: list[CheckedRelation] = []
    before: Equation | None = None
    for equation in solving.equations:
        answer = Follows.OPEN if before is None else _answer(before, equation, solving.letter, context)
        for place, number in enumerate(equation.statements):
            statement = statements[number]
            last = place == len(equation.statements) - 1
            base = CheckedRelation(
                relation=statement.relations[0] if statement.relations else None,
                formula=formula,
                span=statement.span,
                row=statement.rows[-1],
                standing=Standing.CONDITION if statement.relations else Standing.SKIPPED,
                verdict=None,
                note=TO_BE_SOLVED,
                context=context,
            )
            found.append(_decided(base, answer, solving.letter, source) if last and base.relation is not None else base)
        if answer is not Follows.OPEN and found[-1].relation is None:
            at = max(i for i, each in enumerate(found) if each.relation is not None)
            found[at] = _decided(found[at], answer, solving.letter, source)
        before = equation
    return found


def _answer(first: Equation, second: Equation, letter: str, context: Context) -> Follows:
    forth = follows(first.alternatives, second.alternatives, letter, context)
    if second.join is not Join.EQUIVALENT or forth is Follows.NO:
        return forth
    back = follows(second.alternatives, first.alternatives, letter, context)
    if Follows.NO in (forth, back):
        return Follows.NO
    return Follows.YES if forth is back is Follows.YES else Follows.OPEN


def _decided(relation: CheckedRelation, answer: Follows, letter: str, source: Source) -> CheckedRelation:
    evidence = Evidence("solutions", scope=f"every {letter}")
    match answer:
        case Follows.YES:
            return CheckedRelation(
                relation.relation,
                relation.formula,
                relation.span,
                relation.row,
                Standing.PROVED,
                Proved(evidence),
                context=relation.context,
            )
        case Follows.NO:
            where = relation.formula.locate(relation.span)
            message = "the equation before this one has other solutions"
            help = "write all of them, as in x = \\pm 2, or say what is assumed"
            return CheckedRelation(
                relation.relation,
                relation.formula,
                relation.span,
                relation.row,
                Standing.REFUTED,
                Refuted(Refutation.DIFFERS, evidence),
                context=relation.context,
                diagnostic=Diagnostic("wrong-step", Severity.ERROR, source, where, message, help=help),
            )
        case Follows.OPEN:
            return relation
