"""Decides everything that a document says: `Document` to `CheckedDocument`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.context import Context
from builder.calculus.given import read_assumptions
from builder.calculus.judge.verdict import JudgeDisagreement
from builder.calculus.latex.errors import LatexError
from builder.calculus.remembered import Remembered
from builder.check.checked import CheckedDirective, CheckedDocument, CheckedRelation
from builder.check.known_rules import unknown_rule
from builder.check.relations import check_saying
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.claims import NOTHING_LOST, read_claims
from builder.document.document import Document, Enter
from builder.document.sayings import Role, Said, Saying, Task, Utterance
from builder.guard.worker import SECONDS
from builder.source import Source, Span

REPORT = "this is a fault of the program, not of the page: please report it, with this message"

PAGE = 2_500_000
PAGE_FOR_A_CHARACTER = 50
"""What all that is decided for a page may cost, in microseconds of an account: a chapter takes a fifth of it at most."""


def check_document(
    document: Document,
    lost: Mapping[int, LatexError] = NOTHING_LOST,
    at: Callable[[int, float], None] = lambda place, seconds: None,
    remembered: Remembered | None = None,
    *,
    with_steps: bool = True,
) -> CheckedDocument:
    """Decide all claims of the prose and of the directives, in the order of the source.

    The answer holds every relation with what it turned out to be, and all diagnostics, those of reading included. `at` is called
    with the place in the source of each formula and directive before it is worked on, and the seconds it may take. Those at the
    places of `lost` are not worked on: they were too much for a process before this one, and are told with these faults. A page
    with more to decide than its budget is decided as far as that goes, and what is not decided from there on is an error. Where
    the judge contradicts itself an error says so, and the rest is decided all the same. `remembered` is what was answered for
    documents before this one: it changes no answer. Only what is published needs to be `with_steps`, the smaller ones that are
    shown between rows where somebody asks for them: they have an account of their own, so that the rest does not depend on it.
    """
    formulas: dict[int, list[CheckedRelation]] = {}
    directives: dict[int, CheckedDirective] = {}
    diagnostics: list[Diagnostic] = [*document.diagnostics, *_front_matter(document)]
    page = Work(page_budget(document.source))
    steps = Work(page.left if with_steps else 0)
    whole = replace(DEFAULT_BUDGET, account=page, remembered=Remembered() if remembered is None else remembered)
    for utterance in read_claims(document, lost, lambda place: at(place, SECONDS), whole):
        if page.left <= 0:
            diagnostics.append(_used_up(utterance, document.source))
            for element in document.flow:
                if isinstance(element, Enter):
                    directives.setdefault(element.directive.span.start, CheckedDirective(element.directive, ()))
            break
        given = min(DEFAULT_BUDGET.chain, page.left)
        budget = replace(whole, account=Work(given))
        if isinstance(utterance, Task):
            checked, told = _task(utterance, document.source, budget, steps, lost, at)
            directives[utterance.directive.span.start] = checked
            diagnostics.extend(told)
            relations = _counted(checked)
        else:
            if utterance.formula.offsets[0] not in lost:
                at(utterance.formula.offsets[0], SECONDS)
            relations = _saying(utterance, document.source, budget)
        page.left -= given - budget.purse().left
        for relation in relations:
            formulas.setdefault(relation.formula.number, []).append(relation)
            if relation.diagnostic is not None and not isinstance(utterance, Task):
                diagnostics.append(relation.diagnostic)
    diagnostics.sort(key=lambda d: (d.span, d.code, d.message))
    return CheckedDocument(
        document=document,
        formulas=MappingProxyType({number: tuple(found) for number, found in sorted(formulas.items())}),
        directives=MappingProxyType(dict(sorted(directives.items()))),
        diagnostics=tuple(diagnostics),
    )


def page_budget(source: Source) -> int:
    """What may be spent on a page, in the microseconds of an account."""
    return PAGE + len(source.text) * PAGE_FOR_A_CHARACTER


def _used_up(utterance: Utterance, source: Source) -> Diagnostic:
    """The page has more to decide than a page may have: said where it was seen, because nothing from there on was decided."""
    span = utterance.directive.head if isinstance(utterance, Task) else utterance.formula.locate(None)
    message = "what stands before it has used up what a page of this length may cost: from here on nothing was checked"
    return Diagnostic("too-large", Severity.ERROR, source, span, message, help="make several pages of it")


def _task(
    task: Task, source: Source, budget: Budget, steps: Work, lost: Mapping[int, LatexError], at: Callable[[int, float], None]
) -> tuple[CheckedDirective, tuple[Diagnostic, ...]]:
    from builder.check.directives import check_task  # a note without directives needs nothing of it

    directive = task.directive
    place = directive.span.start
    if place in lost:
        fault = lost[place]
        told = Diagnostic(fault.code, Severity.ERROR, source, directive.head, fault.message, help=fault.help)
        return CheckedDirective(directive, ()), (told,)
    at(place, SECONDS)
    try:
        return check_task(task, source, budget, steps)
    except JudgeDisagreement as found:
        told = Diagnostic("judge-disagreement", Severity.ERROR, source, directive.head, _contradiction(found), help=REPORT)
        return CheckedDirective(directive, ()), (told,)


def _saying(saying: Saying, source: Source, budget: Budget) -> tuple[CheckedRelation, ...]:
    try:
        return check_saying(saying, source, budget=budget)
    except JudgeDisagreement as found:
        whole = Span(0, len(saying.formula.latex))
        fault = LatexError("judge-disagreement", _contradiction(found), whole, REPORT)
        return check_saying(replace(saying, said=(Said(None, whole, 0, Role.UNREADABLE),), fault=fault), source, budget=budget)


def _contradiction(found: JudgeDisagreement) -> str:
    """All that it takes to see a contradiction again, in one line."""
    return "; ".join(["the prover and the refuter contradict each other", *str(found).split("\n")])


def _counted(checked: CheckedDirective) -> tuple[CheckedRelation, ...]:
    """The rows of a directive as they count for the document: a row that is wrong on purpose is no claim of its author."""
    if checked.directive.name != "mistake" or checked.expected is None:
        return checked.relations
    relations = list(checked.relations)
    for place in range(checked.expected, len(relations)):
        if relations[place].standing is not Standing.PROVED and relations[place].diagnostic is None:
            relations[place] = replace(
                relations[place], standing=Standing.SKIPPED, verdict=None, mistakes=(), note="wrong on purpose"
            )
    return tuple(relations)


def _front_matter(document: Document) -> list[Diagnostic]:
    """What is wrong with the mathematics and the rules that are named above a page."""
    return [*_assumptions(document), *_rule_names(document)]


def _assumptions(document: Document) -> list[Diagnostic]:
    text = document.front_matter.assume
    if not text:
        return []
    try:
        read_assumptions(text, Context(), document.macros)
    except LatexError as fault:
        start = max(document.source.text.find(text), 0)
        span = Span(start + fault.span.start, start + max(fault.span.end, fault.span.start + 1))
        return [Diagnostic(fault.code, Severity.ERROR, document.source, span, f"assume: {fault.message}", help=fault.help)]
    return []


def _rule_names(document: Document) -> list[Diagnostic]:
    found = []
    for name in document.front_matter.known:
        help = unknown_rule(name)
        if help is not None:
            # A value has no place of its own; it stands behind its key, and the same word may stand before that.
            key = re.search(r"^knows\s*:", document.source.text, re.MULTILINE)
            start = max(document.source.text.find(name, key.end() if key else 0), 0)
            span = Span(start, start + len(name))
            found.append(
                Diagnostic("bad-front-matter", Severity.ERROR, document.source, span, f"there is no rule `{name}`", help=help)
            )
    return found
