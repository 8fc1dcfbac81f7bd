"""A document of which everything was decided. Only this can be published: a row without a verdict cannot be built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.gaps import may_have_gaps, where_without_gaps
from builder.calculus.expression.nodes import Application, Derivative, Expression, Prime, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, symbols, symbols_of
from builder.calculus.judge.verdict import Verdict
from builder.calculus.latex.printer import print_latex
from builder.check.plotted import Plot
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
    smaller steps between its sides, where these were asked for and found: each is proved; `unexplained` tells that none were
    found though they were asked for. `is_shown` tells that it stands below
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
    unexplained: bool = False
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


class Secants(Struct, frozen=True):
    """Slopes of secants, which a reader can try with a calculator: of `function` from `letter` = `at` on, by decimals of how far
    they go; and the derivative there. They prove nothing."""

    function: str
    letter: str
    at: Fraction
    slopes: tuple[tuple[str, str], ...]
    derivative: str


class JudgedDerivation(Struct, frozen=True):
    """A derivation each of whose rows was decided; `status` is that of its worst row, `answer` the last right side. `secants` are
    there where somebody asked for them and it finds a derivative."""

    derivation: Derivation
    goal: str
    answer: str
    answer_sympy: str
    steps: tuple[JudgedStep, ...]
    status: Standing
    secants: Secants | None = None


class CheckedDirective(Struct, frozen=True):
    """A `{derive}`, `{check}`, `{mistake}` or `{plot}` of which everything was decided.

    `derivation` is there for `derive`; `relations` are the rows that an author wrote, for all of them; `expected` is the index
    in `relations` of the row that a `{mistake}` block is about; `plot` is what a `{plot}` shows.
    """

    directive: Directive
    relations: tuple[CheckedRelation, ...]
    derivation: JudgedDerivation | None = None
    expected: int | None = None
    plot: Plot | None = None


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
    real = context is None or not (context.sorts or context.shapes)
    return any(may_have_gaps(part, real=real) for part in _reached(sides, context))


def differentiates_unknown(sides: Iterable[Expression], context: Context | None) -> bool:
    """Whether sides differentiate a function of which nothing is known, `f'(x)` or `(f(g(x)))'`."""
    known = context.definitions if context is not None else {}
    nodes = [node for part in _reached(sides, context) for node in descendants(part)]
    if not any(isinstance(node, Prime | Derivative) for node in nodes):
        return False
    applied = [node.function for node in nodes if isinstance(node, Application)]
    functions = [one.operand if isinstance(one, Prime) else one for one in applied]
    return any(isinstance(one, Symbol) and (one.name not in known or known[one.name].body is None) for one in functions)


def symbols_reached(sides: Iterable[Expression], context: Context | None) -> frozenset[str]:
    """The letters of sides, and of what stands for their names."""
    return symbols_of(_reached(sides, context))


def _reached(sides: Iterable[Expression], context: Context | None) -> tuple[Expression, ...]:
    """Sides, and what stands for their names."""
    given = tuple(sides)
    names = sorted(symbols_of(given))
    reached = definitions_reached(names, context) if context is not None else ()
    return (*given, *(definition.body for definition, _ in reached if definition.body is not None))


def gaps_between(sides: Iterable[Expression], context: Context | None) -> tuple[str, ...] | None:
    """Between which gaps of its sides a claim holds: the conditions, as LaTeX; None if their form alone does not tell them."""
    given = tuple(sides)
    names = sorted(symbols_of(given))
    if context is not None:
        of_numbers = not (context.sorts.keys() | context.shapes.keys()) & set(names)
        if not of_numbers or any(d.body is not None for d, _ in definitions_reached(names, context)):
            return None
    found = where_without_gaps(given)
    return None if found is None else tuple(map(print_latex, found))


def with_gaps(scope: str, gaps: bool) -> str:
    """For what a verdict holds, in words, where a side has `gaps`: not always a value."""
    return f"{scope} for which both sides exist" if gaps and "every" in scope else scope


_CONDITION = re.compile(r"(.+) (>|<|\\ge|\\le|\\ne) ([^<>\\]+)")


def conditions_together(used: Sequence[str], between: Sequence[str]) -> tuple[str, ...]:
    r"""The conditions that a proof `used`, which may be assumed, and those `between` which sides have values.

    Each stands there once, and of two that are one within the other the narrower.
    """
    found: dict[tuple[str, str], str] = {}
    for condition in (*map(_on_letter, used), *between):
        said = _CONDITION.fullmatch(condition)
        if said is None:
            found[condition, ""] = ""
            continue
        known = found.get((said[1], said[3]))
        if known is None or known == r"\ne" or (known in (r"\ge", r"\le") and said[2] in "<>"):
            found[said[1], said[3]] = (
                said[2] if known is None or said[2] != r"\ne" else {r"\ge": ">", r"\le": "<"}.get(known, known)
            )
        elif known in (r"\ge", r"\le") and said[2] == r"\ne":
            found[said[1], said[3]] = {r"\ge": ">", r"\le": "<"}[known]
    return tuple(f"{of} {sign} {bound}" if sign else of for (of, bound), sign in found.items())


def _on_letter(condition: str) -> str:
    r"""`x \ne 1` for `x - 1 \ne 0`."""
    said = re.fullmatch(r"(\\?[A-Za-z]+) ([-+]) (\d+) (>|<|\\ge|\\le|\\ne) 0", condition)
    return condition if said is None else f"{said[1]} {said[4]} {'-' if said[2] == '+' else ''}{said[3]}"


def with_conditions(scope: str, conditions: Sequence[str], mark: str = "") -> str:
    r"""For what a verdict holds, in one phrase: `every x > 0`, `every x with 1 - x^2 > 0`; `mark` stands around LaTeX."""
    phrase, rest = scope, []
    for condition in conditions:
        name = re.match(r"\\?[A-Za-z]+(?:_(?:\w|\{[^{}]*\}))?(?= (?:[<>]|\\(?:le|ge|ne)\b))", condition)
        letter = None if name is None else re.search(rf"\bevery (?:integer )?{re.escape(name[0])}(?=,|$)", phrase)
        if letter is None:
            rest.append(f"{mark}{condition}{mark}")
        else:
            assert name is not None
            phrase = f"{phrase[: letter.end() - len(name[0])]}{mark}{condition}{mark}{phrase[letter.end() :]}"
    return f"{phrase}{' with ' if 'every' in phrase else ', where '}{' and '.join(rest)}" if rest else phrase
