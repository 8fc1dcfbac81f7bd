"""Decides what a statement says, relation by relation, and makes the messages: of the prose and of the directives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, definitions_reached
from builder.calculus.expression.nodes import (
    ORDERS,
    Application,
    Derivative,
    Expression,
    Group,
    Integral,
    Limit,
    Node,
    NumberSet,
    Prime,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, symbols
from builder.calculus.given import definition_of
from builder.calculus.judge.chain import Link, decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.prove import EXACT, OF_LIMITS
from builder.calculus.judge.verdict import (
    Ignorance,
    JudgeDisagreement,
    Proved,
    Refutation,
    Refuted,
    Tested,
    Unknown,
    Verdict,
)
from builder.calculus.latex.choices import ASKED_ABOUT
from builder.calculus.latex.display import parse_display_readings, parse_in
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import NO_MACROS, names_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.run_together import RunTogether, may_run_together, run_together
from builder.calculus.mistakes import difference, name_mistakes
from builder.check import messages
from builder.check.checked import CheckedRelation, NamedMistake
from builder.check.coverage import DOUBTFUL
from builder.check.meant import CONVENTIONS, equals_instead, is_mixed, with_mixed_numbers
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.document.evidence import is_closed, looks_like_an_identity
from builder.document.hypotheses import as_told
from builder.document.sayings import DECIDED, Alternative, Role, Said, Saying
from builder.source import Source, Span

if TYPE_CHECKING:
    from builder.calculus.remembered import Remembered
    from builder.check.antiderivatives import WrongAntiderivative
    from builder.check.likely import Likely

_NUMBER = r"-?(?:\d+|\\frac\{\d+\}\{\d+\})"
_SIGN = r"[=<>≤≥≠≈∈]|\\(?:le|ge|lt|gt|ne|approx|in|leq|geq|neq|equiv|sim|simeq|cong|propto)(?![A-Za-z])"
LESS_FOR_A_PROOF = 10
"""What part of the usual looks a claim gets that is judged again, where these can only tell again what they told."""

_UNCLEAR = "it holds for some values only, and the words tell something of the letters that is not understood"
_USED = "an equation to be used, not a claim"
_DEEP = 40  # levels of an expression; people write ten


class Rigour(Enum):
    """How strictly a claim is taken: in prose, in a directive, or in a directive that allows what is only tested."""

    PROSE = "prose"
    DIRECTIVE = "directive"
    TESTED_ALLOWED = "tested allowed"


class _Decided(Struct, frozen=True):
    verdict: Verdict
    follows: bool
    context: Context
    note: str = ""


def check_saying(
    saying: Saying, source: Source, rigour: Rigour = Rigour.PROSE, trust: str = "", budget: Budget = DEFAULT_BUDGET
) -> tuple[CheckedRelation, ...]:
    """What each relation of a statement turned out to be. `trust` is the reason for which nothing is decided, if there is one.

    All that is decided and named is paid from the account of `budget`.
    """
    budget = budget.opened()
    if saying.fault is not None:
        return (_unreadable(saying, source, rigour),)
    if saying.solving is not None and not trust:
        from builder.check.solving import check_solving

        formula, context = saying.formula, saying.context
        solved = check_solving(saying.solving, saying.statements, formula, source, context, budget, restricted=saying.restricted)
        return tuple(_with_answer(solved, saying, source, budget))
    checked: list[CheckedRelation] = []
    run: list[Said] = []
    for said in saying.said:
        if said.role in DECIDED and said.relation is not None and not trust:
            run.append(said)
            continue
        checked.extend(_check_run(run, saying, source, rigour, budget))
        run = []
        undecided = _undecided(said, saying, source, trust)
        if said.solves and undecided.standing is Standing.CONDITION:
            from builder.check.solving import check_value

            undecided = check_value(undecided, said.solves, saying.context, source, budget, alone=said.alone)
        elif said.solves and not trust:
            from builder.check.functions_that_solve import check_function

            undecided = check_function(undecided, said.solves, saying.context, source, budget, alone=said.alone)
        checked.append(undecided)
    checked.extend(_check_run(run, saying, source, rigour, budget))
    if not trust:
        checked = _with_answer(checked, saying, source, budget)
    return tuple(map(_as_aside, checked) if saying.aside else checked)


def _with_answer(checked: list[CheckedRelation], saying: Saying, source: Source, budget: Budget) -> list[CheckedRelation]:
    """What was found of a saying, with what became of the answer that it tells: a fault is told once."""
    if saying.answer is None or not checked or any(one.standing is Standing.REFUTED for one in checked):
        return checked
    from builder.check.solving import check_answer

    return [*checked[:-1], check_answer(checked[-1], saying.answer, source, budget)]


def _as_aside(checked: CheckedRelation) -> CheckedRelation:
    """What stands among the words beside a row, as `(c)' = 0` in its reason: of what is not understood there, nothing is told."""
    if checked.standing is not Standing.UNKNOWN:
        return checked
    return replace(checked, standing=Standing.SKIPPED, verdict=None, diagnostic=None)


def _undecided(said: Said, saying: Saying, source: Source, trust: str) -> CheckedRelation:
    standings = {
        Role.DEFINITION: Standing.DEFINITION,
        Role.REBOUND: Standing.DEFINITION,
        Role.CLASH: Standing.DEFINITION,
        Role.CONDITION: Standing.CONDITION,
        Role.TRUSTED: Standing.TRUSTED,
    }
    standing = standings.get(said.role, Standing.SKIPPED)
    note = said.note
    if trust and said.role in DECIDED:
        standing, note = Standing.TRUSTED, trust
    diagnostic = None
    if said.role in (Role.CLASH, Role.REBOUND):
        # A conclusion that contradicts the definition is wrong; a second definition without a word may only be careless.
        severity = Severity.ERROR if said.role is Role.CLASH else Severity.WARNING
        where = saying.formula.locate(said.span)
        message = f"`{said.name}` already stands for something else here"
        notes = (said.note,) if said.note else ()
        help = "take another letter, begin with `Now let`, or put a heading between"
        diagnostic = Diagnostic("name-clash", severity, source, where, message, help=help, notes=notes)
    elif (
        standing is Standing.DEFINITION
        and (run := _run_together(said.relation, saying.formula, said.span)) is not None
        and not run.inside
    ):
        diagnostic = messages.run_together(run, source, saying.formula.locate(run.span), Severity.WARNING)
    elif said.doubt is not None and said.relation is not None:
        left, right = _side(said.relation.left, saying.formula), _side(said.relation.right, saying.formula)
        diagnostic = messages.taken_as_condition(said.doubt, source, saying.formula.locate(said.span), left, right)
    return CheckedRelation(
        relation=said.relation,
        formula=saying.formula,
        span=said.span,
        row=said.row,
        standing=standing,
        verdict=said.doubt,
        name=said.name if standing is Standing.DEFINITION else "",
        note=note if diagnostic is None or said.doubt is not None else f"defines {said.name}",
        latex=_latex(said, saying.formula),
        diagnostic=diagnostic,
    )


def _unreadable(saying: Saying, source: Source, rigour: Rigour) -> CheckedRelation:
    fault, (said,) = saying.fault, saying.said
    assert fault is not None
    strict = rigour is not Rigour.PROSE
    lost = fault.code in ("timed-out", "crashed", "judge-disagreement")
    wrong = fault.code in ("bad-math", "confusable-character", "name-clash", "crashed", "judge-disagreement")
    unknown = said.role is Role.UNREADABLE or strict or wrong
    diagnostic = None
    if unknown:
        severity = Severity.ERROR if strict or wrong else Severity.WARNING if lost else Severity.INFO
        where = saying.formula.locate(fault.at)
        diagnostic = Diagnostic(fault.code, severity, source, where, fault.message, help=fault.help)
    return CheckedRelation(
        relation=None,
        formula=saying.formula,
        span=fault.span,
        row=said.row,
        standing=Standing.UNKNOWN if unknown else Standing.SKIPPED,
        verdict=None,
        note=(fault.message if lost else f"not understood: {fault.message}") if unknown else _passed_over(saying),
        diagnostic=diagnostic,
    )


def _passed_over(saying: Saying) -> str:
    """Why a formula that cannot be read is no claim: it says nothing of anything, or nobody says that it holds."""
    fault = saying.fault
    assert fault is not None
    return f"{DOUBTFUL}{fault.message}" if re.search(_SIGN, saying.formula.latex) else "a formula, not a claim"


# ---------------------------------------------------------------------------------------------- deciding


def _check_run(run: Sequence[Said], saying: Saying, source: Source, rigour: Rigour, budget: Budget) -> list[CheckedRelation]:
    """A chain of claims: each against the side before it, and against the first."""
    if not run:
        return []
    try:
        found = _decide(run, saying, budget)
        checked = [_checked(said, run, decided, saying, source, rigour, budget) for said, decided in zip(run, found, strict=True)]
    except JudgeDisagreement as found:
        raise messages.disagreement(found, saying.formula.latex, saying.context) from found
    if any(one.standing is Standing.REFUTED for one in checked):
        return checked
    wrong = [number for number, one in enumerate(checked) if _is_wrong(one)]
    checked = [replace(one, diagnostic=None) if number in wrong[1:] else one for number, one in enumerate(checked)]
    # The side before is only an equation to be used, or the range of a letter, `0 < x < 1`, of which its ends tell nothing.
    if len(checked) > 1 and run[0].relation is not None and checked[-1].relation is not None:
        first, last = run[0].relation, checked[-1].relation
        if first.sign in ORDERS and last.sign in ORDERS and is_closed(first.left) and is_closed(last.right):
            return [
                replace(one, standing=Standing.CONDITION, verdict=None, note=_USED) if one.standing is Standing.FOLLOWS else one
                for one in checked
            ]
    return [replace(one, standing=Standing.PROVED) if one.standing is Standing.FOLLOWS else one for one in checked]


def _is_wrong(checked: CheckedRelation) -> bool:
    """Whether a row that holds is wrong under its limit."""
    return checked.diagnostic is not None and checked.diagnostic.code == Refutation.DIFFERS.value


def _decide(run: Sequence[Said], saying: Saying, budget: Budget) -> list[_Decided]:
    relations = [said.relation for said in run if said.relation is not None]
    sides: list[Expression] = [relations[0].left, *(relation.right for relation in relations)]
    signs: list[Sign] = [relation.sign for relation in relations]
    decided = [_Decided(link.verdict, link.follows, saying.context) for link in _links(sides, signs, saying.context, budget)]
    for alternative in saying.others:
        if not any(_is_doubtful(one) for one in decided):
            break
        firmly = alternative.above and all(said.role is Role.CLAIM for said in run)
        decided = _in_alternative(decided, sides, signs, alternative, budget, firmly=firmly)
    for alternative in saying.others:
        if alternative.here and all(isinstance(one.verdict, Proved | Tested) for one in decided):
            decided = _at_its_place(decided, sides, signs, alternative, budget)
        if alternative.moved and any(isinstance(one.verdict, Proved | Tested) for one in decided):
            decided = _unless_moved(decided, sides, signs, alternative, budget)
    decided = [_with_dots(relation, one, budget) for relation, one in zip(relations, decided, strict=True)]
    return _by_convention(decided, sides, signs, saying, budget)


def _at_its_place(
    decided: Sequence[_Decided], sides: Sequence[Expression], signs: Sequence[Sign], alternative: Alternative, budget: Budget
) -> list[_Decided]:
    """What is decided in general, but for what has no value at the place of which the sentence speaks: `For x = 0, x^2/x = x`."""
    from builder.check.places import at_place, context_of

    if (context := context_of(alternative, budget)) is None:
        return list(decided)
    links = _links([at_place(side, alternative) for side in sides], signs, context, budget)
    without = [isinstance(link.verdict, Refuted) and link.verdict.how in _OF_DOMAINS for link in links]
    place = ", ".join(f"{print_latex(letter)} = {print_latex(value)}" for letter, value in alternative.at)
    unknown = Unknown(Ignorance.NOT_UNDERSTOOD, f"at {place} a side has no value, and the sentence speaks of that place")
    return [replace(one, verdict=unknown) if lacks else one for one, lacks in zip(decided, without, strict=True)]


def _unless_moved(
    decided: Sequence[_Decided], sides: Sequence[Expression], signs: Sequence[Sign], alternative: Alternative, budget: Budget
) -> list[_Decided]:
    r"""What is decided, but for what holds of constants only, and not of what letters of that name stand for:
    `\frac{d}{dx}(xu) = u` where u = x^2 in the section before."""
    links = _links(sides, signs, alternative.context, budget)
    wrong = [isinstance(link.verdict, Refuted) for link in links]
    unknown = Unknown(Ignorance.NOT_UNDERSTOOD, f"it does not hold {alternative.note}, which may be meant")
    return [replace(one, verdict=unknown) if lost else one for one, lost in zip(decided, wrong, strict=True)]


def _in_alternative(
    decided: Sequence[_Decided],
    sides: Sequence[Expression],
    signs: Sequence[Sign],
    alternative: Alternative,
    budget: Budget,
    *,
    firmly: bool,
) -> list[_Decided]:
    """What is decided, or better in another context in which it may be meant; `firmly`: it is meant there if nowhere else."""
    from builder.check.places import at_place, context_of

    context = context_of(alternative, budget)
    if context is None or (not alternative.at and _means_the_same(sides, decided[0].context, context)):
        return list(decided)
    if all(_needs_a_proof(one.verdict) for one in decided):
        budget = replace(budget, evaluations=budget.evaluations // LESS_FOR_A_PROOF)
    links = _links([at_place(side, alternative) for side in sides], signs, context, budget)
    if alternative.own or alternative.unclear:
        of_rows = "it holds for the values that a row below puts in, and not for all"
        unknown = Unknown(Ignorance.NOT_UNDERSTOOD, of_rows if alternative.own else alternative.note or _UNCLEAR)
        enough = Proved if alternative.own else Proved | Tested
        held = [
            isinstance(one.verdict, Refuted) and isinstance(link.verdict, enough) and not _has_no_points(link.verdict)
            for one, link in zip(decided, links, strict=True)
        ]
        return [replace(one, verdict=unknown) if holds else one for one, holds in zip(decided, held, strict=True)]
    found = [
        _Decided(_as_told(link.verdict, alternative), link.follows, context, alternative.note)
        if (
            _is_better(link.verdict, one.verdict)
            or (alternative.told and _gives_way(one.verdict, link.verdict))
            or (firmly and isinstance(link.verdict, Refuted) and _is_of_undefined(one.verdict))
            or (alternative.at and sign is Sign.APPROXIMATE and _has_a_value_only_there(one.verdict, link.verdict))
        )
        and not _is_without_domain(one, context)
        and not _is_without_zero(one, context)
        and not _differentiates_in_general(link_sides, one, alternative)
        and not (alternative.continuous and isinstance(one.verdict, Refuted))
        and not (alternative.of_numbers and not _is_a_number(link_sides[1], alternative))
        else one
        for one, link, link_sides, sign in zip(decided, links, pairwise(sides), signs, strict=True)
    ]
    return found if any(isinstance(one.verdict, Refuted) for one in found) else [replace(one, follows=False) for one in found]


def _is_a_number(side: Expression, alternative: Alternative) -> bool:
    """Whether all letters in a side stand for numbers wherever they are moved to."""
    placed = {letter.name for letter, _ in alternative.at}
    bodies = [known.body for name in symbols(side) - placed if (known := alternative.context.definitions.get(name)) is not None]
    return len(bodies) == len(symbols(side)) and all(body is not None and is_closed(body) for body in bodies)


def _has_no_points(verdict: Verdict) -> bool:
    return isinstance(verdict, Tested) and not verdict.evidence.points


def _differentiates_in_general(sides: tuple[Expression, Expression], one: _Decided, alternative: Alternative) -> bool:
    """Whether a row is refuted that tells a derivative in its letter, `L'(w) = 2(2w - 4)`: it is no value at the place of which
    its sentence speaks, at which it may happen to hold. So it is with `dL/dw = 2(2w - 4)`."""
    placed = {letter.name for letter, _ in alternative.at}
    placed |= {name for name in alternative.context.definitions if name not in one.context.definitions}
    left, right = sides
    if not isinstance(one.verdict, Refuted):
        return False
    match left:
        case Application(Prime(), (Symbol(name),)) | Derivative(variables=((Symbol(name), _),)):
            return name in placed & symbols(right)
        case _:
            return False


def _is_without_zero(one: _Decided, context: Context) -> bool:
    """Whether a claim fails where a letter is 0 of which the text says that it may be, n ≥ 0, and another context says nothing of
    it: there a letter that counts begins with 1."""
    if not isinstance(one.verdict, Refuted) or 0 not in one.verdict.at.values():
        return False
    dropped = [relation for relation in one.context.assumptions if relation not in context.assumptions]
    told = frozenset[str]().union(*(symbols(relation.left) | symbols(relation.right) for relation in dropped))
    return any(value == 0 and name in told for name, value in one.verdict.at.items())


def _has_a_value_only_there(verdict: Verdict, there: Verdict) -> bool:
    """Whether an approximation is false at the place that is told, and nothing can be said of it in general."""
    return isinstance(verdict, Unknown) and verdict.code is Ignorance.NOT_UNDERSTOOD and isinstance(there, Refuted)


def _is_of_undefined(verdict: Verdict) -> bool:
    return isinstance(verdict, Unknown) and verdict.code is Ignorance.UNDEFINED_NAME


def _gives_way(verdict: Verdict, where_told: Verdict) -> bool:
    """Whether a refutation gives way to what is found of functions as the text tells: the others may be none of those."""
    return isinstance(verdict, Refuted) and (not isinstance(where_told, Refuted) or _tells_more(verdict, where_told))


def _tells_more(verdict: Refuted, where_told: Refuted) -> bool:
    """Whether the functions that refute a claim as the text tells of them are shown."""
    return bool(verdict.functions or verdict.at) and bool(where_told.functions or where_told.at)


def _as_told(verdict: Verdict, alternative: Alternative) -> Verdict:
    """A verdict with the functions and integers that the text speaks of."""
    return as_told(verdict, alternative.context) if alternative.told else verdict


def _means_the_same(sides: Sequence[Expression], one: Context, other: Context) -> bool:
    """Whether two contexts differ in nothing but definitions of which the sides, and what is assumed, make no use."""
    if replace(one, definitions=other.definitions) != other:
        return False
    names = {name for tree in (*sides, *one.assumptions, *one.curves) for name in symbols(tree)}
    for _, nodes in definitions_reached(sorted(names), one):
        names.update(node.name for node in nodes if isinstance(node, Symbol))
    names |= {letter for name in names for letter in name.partition("_")[2]}  # the i of p_i
    sequences = {name.partition("_")[0] for name in names}
    names |= {name for name in other.definitions if "_" in name and name.partition("_")[0] in sequences}  # the a_1 of a_n
    return all(one.definitions.get(name) == other.definitions.get(name) for name in names)


def _needs_a_proof(verdict: Verdict) -> bool:
    """Whether nothing but a proof is better: points that are looked at in another context tell nothing more."""
    return isinstance(verdict, Proved | Refuted) or (isinstance(verdict, Tested) and verdict.evidence.points > 0)


def _with_dots(relation: Relation, decided: _Decided, budget: Budget) -> _Decided:
    """A claim that was not understood, read as an expansion if it ends in dots."""
    if not isinstance(decided.verdict, Unknown):
        return decided
    from builder.check.expansions import decide_expansion

    found = decide_expansion(relation, decided.context, budget)
    return decided if found is None else replace(decided, verdict=found[0], note=found[1])


def _by_convention(
    decided: Sequence[_Decided], sides: Sequence[Expression], signs: Sequence[Sign], saying: Saying, budget: Budget
) -> list[_Decided]:
    r"""A chain that is false as it is read, by another convention if it holds so, or up to a later place: `\log 100 = 2`,
    `2\frac{1}{2} = 2.5`."""
    wrong = _first_refuted(decided)
    if wrong == len(decided):
        return _unless_mixed(decided, sides, signs, budget) if is_mixed(tuple(sides)) else list(decided)
    for note, convention in CONVENTIONS.items():
        for context in (decided[wrong].context, *(other.context for other in saying.others if not other.at)):
            others, meant = convention(tuple(sides), context)
            if (others == tuple(sides) and meant is context) or _is_without_domain(decided[wrong], meant):
                continue
            found = [_Decided(link.verdict, link.follows, meant, note) for link in _links(others, signs, meant, budget)]
            if _first_refuted(found) > wrong and isinstance(found[wrong].verdict, Proved):
                return [one if other.verdict == one.verdict else other for one, other in zip(decided, found, strict=True)]
    return list(decided)


def _unless_mixed(
    decided: Sequence[_Decided], sides: Sequence[Expression], signs: Sequence[Sign], budget: Budget
) -> list[_Decided]:
    r"""A chain that holds as it is read, and is not decided where it does not hold of mixed numbers, which it may be about:
    `1\frac12 + 1\frac12 = 1`."""
    others, context = with_mixed_numbers(tuple(sides), decided[0].context)
    unknown = Unknown(Ignorance.NOT_UNDERSTOOD, "it holds of products of whole numbers and fractions, and not of mixed numbers")
    links = _links(others, signs, context, budget)
    return [
        one if isinstance(link.verdict, Proved) or not isinstance(one.verdict, Proved | Tested) else replace(one, verdict=unknown)
        for one, link in zip(decided, links, strict=True)
    ]


def _first_refuted(decided: Sequence[_Decided]) -> int:
    return next((n for n, one in enumerate(decided) if isinstance(one.verdict, Refuted)), len(decided))


def _links(sides: Sequence[Expression], signs: Sequence[Sign], context: Context, budget: Budget) -> Sequence[Link]:
    """The links of a chain. One that is nested deeply may be too deep for the judge; of any other, that is a bug, and shows."""
    try:
        return decide_chain(sides, signs, context, budget)
    except RecursionError:
        if not any(_is_deep(side) for side in sides):
            raise
        return [Link(Unknown(Ignorance.TOO_LARGE, "this is nested too deeply"), follows=False) for _ in signs]


def _is_deep(side: Expression) -> bool:
    level: list[Node] = [side]
    for _ in range(_DEEP):
        level = [child for node in level for child in children(node)]
    return bool(level)


def _is_doubtful(decided: _Decided) -> bool:
    return _rank(decided.verdict) > 0


_OF_DOMAINS = (Refutation.DOMAIN, Refutation.NOWHERE_DEFINED, Refutation.NO_LIMIT)


def _is_without_domain(decided: _Decided, context: Context) -> bool:
    """Whether a claim is refuted for the domain that it states, of which nothing is left in another context."""
    return (
        isinstance(decided.verdict, Refuted)
        and decided.verdict.how in _OF_DOMAINS
        and not decided.context.stated <= context.stated
    )


def _holds_nowhere(said: Said, decided: _Decided, relation: Relation, verdict: Refuted, budget: Budget) -> bool:
    from builder.calculus.judge.nowhere import holds_nowhere

    return holds_nowhere(Claim(relation, decided.context), verdict, budget, said.concluded)


def _is_better(verdict: Verdict, than: Verdict) -> bool:
    """Whether a claim is taken in another context. A refutation gives way to a proof only."""
    if isinstance(than, Refuted):
        return isinstance(verdict, Proved)
    return _rank(verdict) < _rank(than) and not isinstance(verdict, Unknown)


def _rank(verdict: Verdict) -> int:
    """The less the better: a claim is taken as it was meant, if there is a context in which it holds."""
    match verdict:
        case Proved():
            return 0
        case Tested(evidence=evidence):
            return 1 if evidence.points else 4
        case Unknown():
            return 2
        case Refuted():
            return 3


def _checked(
    said: Said, run: Sequence[Said], decided: _Decided, saying: Saying, source: Source, rigour: Rigour, budget: Budget
) -> CheckedRelation:
    """What one claim of a chain, the `run`, turned out to be."""
    relation, formula = said.relation, saying.formula
    assert relation is not None
    if isinstance(decided.verdict, Refuted) and any(other.at for other in saying.others):
        decided = replace(decided, verdict=_at_told_values(decided.verdict, relation, saying, budget))
    base = CheckedRelation(
        relation=relation,
        formula=formula,
        span=said.span,
        row=said.row,
        standing=Standing.PROVED,
        verdict=decided.verdict,
        note=decided.note,
        latex=_latex(said, formula),
        context=decided.context,
    )
    where = formula.locate(said.span)
    left, right = _side(relation.left, formula), _side(relation.right, formula)
    open_claim = said.role is not Role.CLAIM and rigour is Rigour.PROSE
    match decided.verdict:
        case Proved():
            standing = Standing.FOLLOWS if decided.follows else Standing.PROVED
            if (told := _wrong_under_limits(said, decided, saying, source, where, budget)) is not None:
                return replace(base, standing=standing, diagnostic=told)
            if not said.reason:
                return replace(base, standing=standing)
            from builder.check.reasons import told_of_reason

            severity = Severity.WARNING if rigour is Rigour.PROSE else Severity.ERROR
            told = told_of_reason(said, saying, decided.context, source, severity, budget.remembered)
            return replace(base, standing=standing, diagnostic=told)
        case Refuted() as verdict if (other := other_reading(relation, formula, decided.context, budget)) is not None:
            if open_claim:
                return replace(base, standing=Standing.CONDITION, verdict=None, note=_USED)
            severity = Severity.WARNING if rigour is Rigour.PROSE else Severity.ERROR
            from builder.calculus.latex.explicit import explicit

            read, otherwise = print_latex(explicit(relation)), print_latex(explicit(other))
            message = f"this is read as {read}, which is false; read as {otherwise} it holds"
            help = "write brackets, so that it can be read in one way only"
            diagnostic = Diagnostic("ambiguous-notation", severity, source, where, message, help=help)
            unknown = Unknown(Ignorance.NOT_UNDERSTOOD, message)
            return replace(base, standing=Standing.UNKNOWN, verdict=unknown, note=message, diagnostic=diagnostic)
        case Refuted() as verdict:
            if open_claim and not (said.role is Role.PERHAPS and _holds_nowhere(said, decided, relation, verdict, budget)):
                used = replace(base, standing=Standing.CONDITION, verdict=None, note=_USED)
                if said.role is Role.SHOWN:
                    return replace(used, verdict=verdict, note=said.note, is_shown=True)
                if said.role is Role.PERHAPS and looks_like_an_identity(relation, decided.context):
                    of_order = relation.sign is not Sign.EQUAL
                    told = messages.taken_as_condition(verdict, source, where, left, right, of_order=of_order)
                    return replace(used, verdict=verdict, diagnostic=told)
                return used
            primitive = _wrong_antiderivative(relation, decided.context, budget)
            meant = _likely(relation, run, decided.context, budget) if primitive is None else None
            is_named = primitive is None and not (meant is not None and meant.instead)
            mistakes = named_mistakes(relation, decided.context, budget) if is_named else ()
            if verdict.how is Refutation.DOMAIN:  # where both sides have values they are equal: no wrong rule gives that
                mistakes = tuple(mistake for mistake in mistakes if mistake.name == "missing-assumption")
            name, differs = mistakes[0].name if mistakes else "", None
            if relation.sign is Sign.EQUAL:
                differs = _differing(relation, formula, decided.context, name, budget)
            # The carets stand under the part that is wrong, where it is smaller than the right side and on the line of the claim.
            proper = differs is not None and differs != relation.right.span and _inside(differs, said.span)
            part = formula.locate(differs) if proper else where
            near = source.position(part.start).line == source.position(where.start).line
            place = part if near else where
            left = left if relation.left.span is not None else _worked_out(relation.left, decided.context, budget)
            sign = relation.sign
            diagnostic = messages.refuted(verdict, source, place, left, right, mistakes, row=_row(said, saying), sign=sign)
            if relation.left.span is None and re.fullmatch(_NUMBER, left):
                diagnostic = replace(diagnostic, message=f"what is said here is not so: it is {left}, and not {right}", label="")
            if primitive is not None:
                diagnostic = replace(diagnostic, notes=(primitive.note,), help=primitive.help)
            if verdict.how is Refutation.DIFFERS and _is_up_to_a_constant(relation):
                diagnostic = replace(diagnostic, label=messages.label_of_derivatives(verdict))
                if not diagnostic.help:
                    from builder.check.antiderivatives import integral_that_is_left

                    diagnostic = replace(diagnostic, help=integral_that_is_left(relation, decided.context, budget))
            if (clash := _redefined(relation, said, decided.context)) is not None:
                note = f"{clash.name} stands for {print_latex(cast(Expression, clash.body))} here, as was said before"
                help = f"{diagnostic.help.rstrip('.')}; or, if it is another function, take another name, or begin with a heading"
                diagnostic = replace(diagnostic, notes=(*diagnostic.notes, note), help=help.removeprefix("; or, "))
            if meant is not None and (not mistakes or mistakes[0].name == meant.of):
                diagnostic = replace(diagnostic, notes=tuple(filter(None, (meant.note,))), help=meant.help)
            if not (meant or primitive or mistakes) and (letters := _run_together(relation, formula, said.span)) is not None:
                if rigour is Rigour.PROSE:
                    told = messages.run_together(letters, source, formula.locate(letters.span), Severity.INFO)
                    return replace(base, standing=Standing.UNKNOWN, verdict=None, note=told.message, diagnostic=told)
                told = messages.run_together(letters, source, where, Severity.ERROR)
                diagnostic = replace(diagnostic, help=told.help, notes=(told.message,))
            if relation.sign is Sign.MEMBER and isinstance(relation.right, NumberSet) and relation.right.name == "Q":
                diagnostic = replace(diagnostic, message=f"{left} is not rational", label="")
            if decided.note:
                diagnostic = replace(diagnostic, notes=(*diagnostic.notes, decided.note))
            if (
                not mistakes
                and meant is None
                and _goes_on(said)
                and (side := equals_instead(relation, decided.context, budget)) is not None
            ):
                note = f"this row goes on from {left}, and does not equal it; it equals {print_latex(side)}"
                help = "write at its left what it equals, or mend the row before it"
                diagnostic = replace(diagnostic, notes=(*diagnostic.notes, note), help=help)
            if not near and differs is not None:
                note = f"the part that is wrong: {formula.latex[differs.start : differs.end]}"
                diagnostic = replace(diagnostic, notes=(*diagnostic.notes, note))
            return replace(base, standing=Standing.REFUTED, mistakes=mistakes, difference=differs, diagnostic=diagnostic)
        case Tested() as verdict:
            if open_claim:
                return replace(base, standing=Standing.CONDITION, verdict=None, note=_USED)
            if decided.follows:
                return replace(base, standing=Standing.FOLLOWS)
            severity = Severity.ERROR if rigour is Rigour.DIRECTIVE else Severity.WARNING
            diagnostic = messages.tested(verdict, source, where, left, right, severity, relation.sign)
            return replace(base, standing=Standing.TESTED, diagnostic=diagnostic)
        case Unknown() as verdict:
            if said.role in (Role.SUPPOSED, Role.SHOWN) and open_claim:
                return replace(base, standing=Standing.CONDITION, verdict=None, note=_USED)
            if open_claim:
                return replace(base, standing=Standing.SKIPPED, verdict=None, note=f"{DOUBTFUL}{verdict.why}")
            severity = Severity.INFO if rigour is Rigour.PROSE else Severity.ERROR
            diagnostic = messages.unknown(verdict, source, where, severity, decided.context)
            if verdict.code is Ignorance.UNDEFINED_NAME and (letters := _run_together(relation, formula, said.span)) is not None:
                diagnostic = messages.run_together(letters, source, formula.locate(letters.span), severity)
            return replace(base, standing=Standing.UNKNOWN, note=verdict.why, diagnostic=diagnostic)


def _at_told_values(verdict: Refuted, relation: Relation, saying: Saying, budget: Budget) -> Refuted:
    """Why a claim is false, at the values that its sentence tells for its letters, if it is false there too."""
    from builder.calculus.mistakes.arithmetic import rational
    from builder.check.places import at_place, context_of

    for other in saying.others:
        at = {letter.name: value for letter, side in other.at if (value := rational(side)) is not None}
        if not at.keys() or not verdict.at.keys() <= at.keys() <= symbols(relation) or len(at) < len(other.at):
            continue
        context = context_of(other, budget)
        if context is not None:
            there = Relation(at_place(relation.left, other), relation.sign, at_place(relation.right, other))
            found = decide(Claim(there, context), budget)
            if isinstance(found, Refuted) and found.how is verdict.how:
                return replace(found, at=MappingProxyType(at))
    return verdict


def _wrong_antiderivative(relation: Relation, context: Context, budget: Budget) -> WrongAntiderivative | None:
    if not isinstance(relation.left, Integral | Derivative):
        return None
    from builder.check.antiderivatives import wrong_antiderivative

    return wrong_antiderivative(relation, context, budget)


def _is_up_to_a_constant(relation: Relation) -> bool:
    """Whether an antiderivative stands in a relation: what is compared then are derivatives."""
    return any(isinstance(node, Integral) and node.lower is None for node in descendants(relation))


def _redefined(relation: Relation, said: Said, context: Context) -> Definition | None:
    """What the name at the left stands for, if a row has the form of a definition of it by something else."""
    if relation is not said.relation or relation.sign is not Sign.EQUAL or not isinstance(relation.left, Symbol | Application):
        return None
    again = definition_of(relation, context)
    known = None if again is None else context.definitions.get(again.name)
    if again is None or known is None or known.body is None or known.parameters != again.parameters:
        return None
    return known


def _wrong_under_limits(
    said: Said, decided: _Decided, saying: Saying, source: Source, where: Span, budget: Budget
) -> Diagnostic | None:
    """The message for a slip under a limit that does not matter for its value: `2xh - h^2`, or `2xh + 3h^2`, for `2xh + h^2`."""
    match said.relation, decided.verdict:
        case Relation(Limit(left), Sign.EQUAL, Limit(right)), Proved(evidence) if evidence.method in (OF_LIMITS, EXACT):
            from builder.check.under_limits import slip_under_limits
        case _:
            return None
    verdict = slip_under_limits(said.relation, decided.context, budget)
    if verdict is None:
        return None
    mistakes = named_mistakes(Relation(left, Sign.EQUAL, right), decided.context, budget)
    first, second = _side(left, saying.formula), _side(right, saying.formula)
    return messages.wrong_under_limits(verdict, source, where, first, second, mistakes, row=_row(said, saying))


def other_reading(relation: Relation, formula: Formula, context: Context, budget: Budget) -> Relation | None:
    """What a relation says in an unlikely reading of ambiguous notation in which it holds; None without one."""
    left, right = relation.left, relation.right
    if left.span is None or right.span is None:
        return None
    return budget.once(
        lambda known: (
            *(other_reading, formula.latex, left.span, relation.sign, right.span),
            *(known.tree(left), known.tree(right), known.context(context)),
        ),
        lambda budget: _other_reading(relation, formula.latex, context, budget.remembered),
    )


def _other_reading(relation: Relation, latex: str, context: Context, remembered: Remembered | None) -> Relation | None:
    left, right = relation.left.span, relation.right.span
    likely = parse_in(latex, context, NO_MACROS, remembered)
    for display in parse_display_readings(latex, names_of(context), ASKED_ABOUT, likely)[1:]:
        for statement in display.statements:
            for other in statement.relations:
                same = (other.left.span, other.right.span, other.sign) == (left, right, relation.sign)
                if same and other != relation and isinstance(decide(Claim(other, context)), Proved):
                    return other
    return None


def named_mistakes(relation: Relation, context: Context, budget: Budget = DEFAULT_BUDGET) -> tuple[NamedMistake, ...]:
    """The known mistakes that give exactly what was written."""
    left, right = relation.left, relation.right
    return budget.once(
        lambda known: (named_mistakes, relation.sign, known.tree(left), known.tree(right), known.context(context)),
        lambda budget: _named_mistakes(relation, context, budget),
        tuple[NamedMistake, ...],
    )


def _named_mistakes(relation: Relation, context: Context, budget: Budget) -> tuple[NamedMistake, ...]:
    from builder.calculus.mistakes.arithmetic import tidied  # few relations are refuted

    return tuple(
        NamedMistake(
            named.mistake.name,
            named.mistake.says,
            named.mistake.help,
            print_latex(tidied(named.repair, relation.right)) if named.repair is not None else "",
        )
        for named in name_mistakes(Claim(relation, context), budget.account)
    )


def _worked_out(side: Expression, context: Context, budget: Budget) -> str:
    """A side that no one wrote, and words stand for, as LaTeX."""
    from builder.check.worked_out import worked_out

    def found(budget: Budget) -> str:
        shown = worked_out(side, context, budget)
        return print_latex(shown.inner if isinstance(shown, Group) else shown)

    return budget.once(lambda known: (_worked_out, known.tree(side), known.context(context)), found, str)


def _run_together(relation: Relation | None, formula: Formula, span: Span) -> RunTogether | None:
    """The first letters in a relation that are hardly meant as the product that they are read as: `sen(x)`, `lnx`."""
    latex = formula.latex[span.start : span.end]
    if relation is None or not may_run_together(latex):
        return None
    try:
        tokens = tokenize(latex, NO_MACROS)
    except LatexError:
        return None
    names = {node.name for node in descendants(relation) if isinstance(node, Symbol)}  # e is a constant
    for found in run_together(tokens):
        if not found.often and names.issuperset(found.letters.replace("e", "")):
            return replace(found, span=found.span.shift(span.start))
    return None


def _likely(relation: Relation, run: Sequence[Said], context: Context, budget: Budget) -> Likely | None:
    """What was probably meant, if that is evident."""
    from builder.check.likely import Likely, likely  # most notes hold nothing that is false

    chain = tuple(one.relation for one in run if one.relation is not None)
    return budget.once(
        lambda known: (
            _likely,
            known.tree(chain[0].left),
            known.tree(relation.left),
            known.tree(relation.right),
            known.context(context),
        ),
        lambda budget: likely(relation, chain, context, replace(budget, remembered=None)),
        Likely | None,
    )


def _differing(relation: Relation, formula: Formula, context: Context, mistake: str, budget: Budget) -> Span | None:
    """Where the part of the right side that is wrong stands in its formula."""
    left, right = relation.left, relation.right

    def found(budget: Budget) -> Span | None:
        part = difference(left, right, context, mistake, budget.purse())
        return None if part is None else part.span

    return budget.once(
        lambda known: (
            *(difference, formula.latex, right.span, mistake),
            *(known.tree(left), known.tree(right), known.context(context)),
        ),
        found,
        Span | None,
    )


def _row(said: Said, saying: Saying) -> int | None:
    """The row of a relation, counted from 1, in a display that has several."""
    return said.row + 1 if any(other.row for other in saying.said) else None


def _goes_on(said: Said) -> bool:
    """Whether a row begins with its sign, so that its left side stands in a row before it."""
    left = said.relation.left.span if said.relation is not None else None
    return left is None or left.start < said.span.start


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _side(side: Expression, formula: Formula) -> str:
    """A side as it was written, or printed when it stands in another formula."""
    return formula.latex[side.span.start : side.span.end] if side.span is not None else print_latex(side)


def _latex(said: Said, formula: Formula) -> str:
    """A relation whose left side stands in another row, as one row; "" when its span says it all."""
    relation = said.relation
    if relation is None:
        return ""
    left = relation.left.span
    if left is not None and left.start >= said.span.start:
        return ""
    return " ".join(f"{_side(relation.left, formula)} {relation.sign.value} {_side(relation.right, formula)}".split())
