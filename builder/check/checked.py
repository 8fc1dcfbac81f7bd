"""A document of which everything was decided. Only this can be published: a row without a verdict cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.gaps import may_have_gaps
from builder.calculus.expression.nodes import Expression, Relation, Sign, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.judge.verdict import Verdict
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.document import Directive, Document, Formula
from builder.source import Span

if TYPE_CHECKING:
    from builder.calculus.derivation.derivation import Derivation, Step


class NamedMistake(Struct, frozen=True):
    """A known mistake that gives exactly what was written: its name, what to say, what to do, and the repaired side as LaTeX."""

    name: str
    says: str
    help: str
    repair: str = ""


class CheckedRelation(Struct, frozen=True):
    """One relation of a formula, and what it turned out to be.

    `relation` is None for what could not be read, and for bare formulas. `span` is in the formula. `verdict` is None exactly for
    what was not decided: definitions, conditions, what is trusted or skipped, and what could not be read. A condition that reads
    like an identity, and that no word makes a condition, has the verdict that the identity would have. `name` is what a
    definition defines. `row` is the row of its right side in the display, from 0. `difference` is the smallest part of the right
    side that is wrong, as a span in the formula. `diagnostic` is the message it gave, or None. `note` is a short reason for its
    standing (`defines f`, `a condition on x`, `not understood: …`). `context` is what held where it was decided. `steps` are the
    smaller steps between its sides, where these were asked for and found: each is proved. `is_shown` tells that it stands below
    a heading about mistakes.
    """

    relation: Relation | None
    formula: Formula
    span: Span
    row: int
    standing: Standing
    verdict: Verdict | None
    mistakes: tuple[NamedMistake, ...] = ()
    difference: Span | None = None
    name: str = ""
    note: str = ""
    latex: str = ""
    diagnostic: Diagnostic | None = None
    context: Context | None = None
    steps: tuple[JudgedStep, ...] = ()
    is_shown: bool = False

    @property
    def given(self) -> tuple[Relation, ...]:
        """What was told elsewhere and holds where it was decided: the numbers that its letters stand for, directly or by what its
        names stand for, and the curves that tie its letters."""
        if self.relation is None or self.context is None or self.verdict is None:
            return ()
        names = symbols(self.relation)
        told = sorted((definition for definition, _ in definitions_reached(names, self.context)), key=lambda one: one.name)
        values = tuple(
            Relation(Symbol(definition.name), Sign.EQUAL, definition.body)
            for definition in told
            if definition.body is not None and not definition.parameters and not symbols(definition.body)
        )
        return (*values, *(curve for curve in self.context.curves if len(symbols(curve) & names) > 1))


class JudgedStep(Struct, frozen=True):
    """A step of a derivation, the LaTeX it is shown as, and the verdict on what that LaTeX says when it is read again.

    `left` and `right` are what the row shows at each side of its sign; `left` is "" when it continues the row before. `right`
    holds `\\htmlClass{new}{…}` around what changed and is for showing only; `plain` is the whole row without it, and is what was
    judged. Rows that name parts show `plain` alone, and their verdict is None. `sympy` is the right side as a string that SymPy
    reads.
    """

    step: Step
    left: str
    right: str
    plain: str
    sympy: str
    verdict: Verdict | None
    steps: tuple[JudgedStep, ...] = ()


class JudgedDerivation(Struct, frozen=True):
    """A derivation each of whose rows was decided; `status` is that of its worst row, `answer` the last right side."""

    derivation: Derivation
    goal: str
    answer: str
    answer_sympy: str
    steps: tuple[JudgedStep, ...]
    status: Standing


class CheckedDirective(Struct, frozen=True):
    """A `{derive}`, `{check}` or `{mistake}` of which everything was decided.

    `derivation` is there for `derive`; `relations` are the rows that an author wrote, for all three; `expected` is the index
    in `relations` of the row that a `{mistake}` block is about.
    """

    directive: Directive
    relations: tuple[CheckedRelation, ...]
    derivation: JudgedDerivation | None = None
    expected: int | None = None


class CheckedDocument(Struct, frozen=True):
    """A document, and what everything in it turned out to be.

    `formulas` has, by `Formula.number`, the relations of each formula of the prose and of the directives. `directives` has, by
    the start of their spans, the mathematical directives. `diagnostics` are in source order, those of reading included.
    """

    document: Document
    formulas: Mapping[int, tuple[CheckedRelation, ...]]
    directives: Mapping[int, CheckedDirective]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def relations(self) -> tuple[CheckedRelation, ...]:
        """All relations, in source order."""
        return tuple(r for number in sorted(self.formulas) for r in self.formulas[number])


def has_gaps(sides: Iterable[Expression], context: Context | None) -> bool:
    """Whether sides, or what stands for their names, may have no value for some values of their letters, as their form tells."""
    given = tuple(sides)
    names = sorted(frozenset[str]().union(*map(symbols, given)))
    bodies = [d.body for d, _ in definitions_reached(names, context) if d.body is not None] if context is not None else []
    return any(map(may_have_gaps, (*given, *bodies)))


def with_gaps(scope: str, gaps: bool) -> str:
    """For what a verdict holds, in words, where a side has `gaps`: not always a value."""
    return f"{scope} for which both sides exist" if gaps and "every" in scope else scope
