"""Decides a claim: a look at exact points, a proof, a hard look; and the evidence for the answer.

Disjoint balls at a point of the domain prove a claim false, a zero normal form proves it true, and a proof counts only with
a witness: a box in which balls show both sides defined. A proof and a counterexample at once are a bug of ours: `JudgeDisagreement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain as joined

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Number, Sign
from builder.calculus.judge.approximate import decide_approximation, is_rounded_decimal
from builder.calculus.judge.attempt import Equal, NotProved, NowhereDefined, UnequalConstants
from builder.calculus.judge.cells import cell_trials
from builder.calculus.judge.look import Counterexample, Sight, as_mapping, look, no_limit
from builder.calculus.judge.meaning import Meaning, Part, ShapesDiffer, interpret
from builder.calculus.judge.points import Space, Trial, function_text, grid, space_of, trials, within
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import Comparison, Question
from builder.calculus.judge.verdict import (
    Domain,
    Evidence,
    Ignorance,
    JudgeDisagreement,
    Proved,
    Refutation,
    Refuted,
    Tested,
    Unknown,
    Verdict,
)

POINTS = 3
"""How many decided points make a look."""

TRIED = 24
"""How many points a look tries to find them."""

REFUTING_POINTS = 8
"""How many decided points a look takes that only refutes."""

HARD_POINTS = 64
HARD_BITS = (64, 256, 1_024)
CONSTANT_BITS = (64, 256, 1_024, 4_096)
WITNESS_TRIALS = 400


def decide(claim: Claim, budget: Budget = DEFAULT_BUDGET) -> Verdict:
    """Whether a claim holds wherever both of its sides are defined and its context allows.

    The answer carries its evidence. `Tested` says neither true nor false; `Unknown` says why there is no answer.
    Raises `JudgeDisagreement` when prover and refuter contradict each other.
    """
    meaning = interpret(claim, budget)
    if isinstance(meaning, Unknown):
        return meaning
    if isinstance(meaning, ShapesDiffer):
        return Refuted(Refutation.SHAPE, Evidence("shapes"), left=meaning.left, right=meaning.right)
    if claim.relation.sign is Sign.APPROXIMATE:
        return decide_approximation(claim, meaning, budget)
    verdict = decide_meaning(meaning, budget)
    if claim.relation.sign is Sign.EQUAL and isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS:
        if isinstance(claim.relation.right, Number) and is_rounded_decimal(claim.relation.right, meaning, budget):
            return Refuted(Refutation.ROUNDED, verdict.evidence, verdict.at, verdict.left, verdict.right)
    return verdict


def refute(claim: Claim, budget: Budget = DEFAULT_BUDGET) -> Refuted | None:
    """A refutation of a claim, if a look at a few points finds one; nothing is proved and no effort is made."""
    meaning = interpret(claim, budget)
    if isinstance(meaning, Unknown):
        return None
    if isinstance(meaning, ShapesDiffer):
        return Refuted(Refutation.SHAPE, Evidence("shapes"), left=meaning.left, right=meaning.right)
    for part in meaning.parts:
        space, sight = space_of(part.question), Sight()
        look(part.question, trials(space, TRIED), sight, 64, REFUTING_POINTS, budget)
        if sight.counterexample is not None:
            return _refuted(part, sight, space, sight.counterexample)
    return None


def decide_meaning(meaning: Meaning, budget: Budget) -> Verdict:
    """All questions of a claim: proved only if all are, refuted at the first that is."""
    verdicts: list[Verdict] = []
    for part in meaning.parts:
        verdict = decide_part(part, budget)
        if isinstance(verdict, Refuted | Unknown):
            return verdict
        verdicts.append(verdict)
    if len(verdicts) == 1:
        return verdicts[0]
    return _together(verdicts)


def _together(verdicts: list[Verdict]) -> Verdict:
    """The verdict on several entries none of which is refuted or unknown: the weakest, with all evidence."""
    evidence = [v.evidence for v in verdicts if isinstance(v, Proved | Tested)]
    domains = [e.domain for e in evidence if e.domain is not Domain.SAME]
    witness: dict[str, Fraction] = {}
    for e in evidence:
        witness.update(e.witness)
    whole = Evidence(
        "entries",
        tuple(dict.fromkeys(joined.from_iterable(e.conditions for e in evidence))),
        tuple(dict.fromkeys(joined.from_iterable(e.identities for e in evidence))),
        domains[0] if domains else Domain.SAME,
        witness,
        sum(e.points for e in evidence),
        max(e.bits for e in evidence),
        _common_scope([e.scope for e in evidence]),
    )
    tested = next((v for v in verdicts if isinstance(v, Tested)), None)
    return Proved(whole) if tested is None else Tested(whole, tested.why)


def _common_scope(scopes: list[str]) -> str:
    return max(scopes, key=len)


# ---------------------------------------------------------------------------------------------- one question


def decide_part(part: Part, budget: Budget) -> Verdict:
    """One scalar question."""
    question = part.question
    space = space_of(question)
    sight = Sight()
    constant = not space.names and not space.functions
    if constant:
        for bits in CONSTANT_BITS[:2]:
            if sight.decided == 0 or bits == CONSTANT_BITS[0]:
                look(question, trials(space, 1), sight, bits, 1, budget)
    else:
        look(question, trials(space, TRIED), sight, 64, POINTS, budget)
    if sight.counterexample is None and sight.missing is not None and constant and sight.decided == 0:
        return _without_value(part, sight)
    if sight.counterexample is not None:
        return _refuted(part, sight, space, sight.counterexample)
    attempt = prove(question, budget)
    match attempt:
        case Equal(method, conditions, identities):
            if sight.witness is None:
                _search_witness(question, space, sight, budget)
            if sight.counterexample is not None:
                raise JudgeDisagreement(_disagreement(question, sight.counterexample))
            if sight.witness is None:
                return _no_witness(part, space, sight)
            evidence = Evidence(
                method, conditions, identities, sight.domain, as_mapping(sight.witness), sight.decided, sight.bits, _scope(space)
            )
            return Proved(evidence)
        case UnequalConstants(difference):
            if sight.witness is None:
                _search_witness(question, space, sight, budget)
            if sight.counterexample is not None:
                return _refuted(part, sight, space, sight.counterexample)
            if sight.witness is not None:
                _look_hard(question, space, sight, budget)
                if sight.counterexample is not None:
                    return _refuted(part, sight, space, sight.counterexample)
                evidence = Evidence("constant", domain=sight.domain, points=sight.decided, bits=sight.bits, scope=_scope(space))
                return Refuted(Refutation.DIFFERS, evidence, as_mapping(sight.witness), f"differs by {difference}")
            return _no_witness(part, space, sight)
        case NowhereDefined(why):
            if sight.witness is not None:
                raise JudgeDisagreement(f"nowhere defined ({why}), yet defined at {dict(sight.witness.values)}: {question}")
            evidence = Evidence("domain", points=sight.decided, bits=sight.bits, scope=_scope(space))
            return Refuted(Refutation.NOWHERE_DEFINED, evidence, left=why)
        case NotProved(why):
            pass
    _look_hard(question, space, sight, budget)
    if sight.counterexample is not None:
        return _refuted(part, sight, space, sight.counterexample)
    if constant and sight.decided == 0 and sight.missing is not None:
        return _without_value(part, sight)
    by_balls = _proved_by_balls(question, constant, sight, budget)
    if by_balls is not None:
        return by_balls
    if sight.admitted == 0 and question.setting.conditions:
        return Unknown(Ignorance.CONTRADICTION, "no point was found at which all assumptions hold")
    evidence = Evidence(
        "points",
        domain=sight.domain,
        witness=as_mapping(sight.witness),
        points=sight.decided,
        bits=sight.bits,
        scope=_scope(space),
    )
    return Tested(evidence, why if sight.decided else "no point was found at which both sides are known to be defined")


def _proved_by_balls(question: Question, constant: bool, sight: Sight, budget: Budget) -> Proved | None:
    """An inequality between constants, which balls prove."""
    if not constant or question.comparison is Comparison.EQUAL:
        return None
    opposite = {
        Comparison.NOT_EQUAL: Question(question.left, question.right, Comparison.EQUAL, question.setting),
        Comparison.LESS: Question(question.right, question.left, Comparison.LESS_EQUAL, question.setting),
        Comparison.LESS_EQUAL: Question(question.right, question.left, Comparison.LESS, question.setting),
    }[question.comparison]
    against = Sight()
    for bits in CONSTANT_BITS:
        look(opposite, (Trial({}, {}),), against, bits, 1, budget)
        if against.counterexample is not None:
            return Proved(Evidence("constant", points=1, bits=against.bits, scope="this number"))
    return None


def _search_witness(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    for bits in (64, 128):
        if sight.witness is None and sight.counterexample is None:
            look(question, _until_witness(trials(space, WITNESS_TRIALS), sight), sight, bits, WITNESS_TRIALS, budget)
    if sight.witness is None and sight.counterexample is None and space.names:
        look(question, _until_witness(cell_trials(question, space), sight), sight, 128, WITNESS_TRIALS, budget)


def _until_witness(of: Iterable[Trial], sight: Sight) -> Iterator[Trial]:
    for trial in of:
        if sight.witness is not None:
            return
        yield trial


def _look_hard(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    """Many points, growing precision; the breakpoints and what lies between them; points near 0 and far away."""
    if not space.names and not space.functions:
        for bits in CONSTANT_BITS:
            if sight.counterexample is None:
                look(question, (Trial({}, {}),), sight, bits, 1, budget)
        return
    for bits in HARD_BITS:
        if sight.counterexample is not None:
            return
        look(question, trials(space, HARD_POINTS), sight, bits, HARD_POINTS, budget)
    for more in (cell_trials(question, space), _far(space)):
        if sight.counterexample is None:
            look(question, more, sight, 128, WITNESS_TRIALS, budget)


def _far(space: Space) -> Iterator[Trial]:
    """One variable after the other runs through the grid; the others stay at human values."""
    start = next(iter(trials(space, 1)), None)
    if start is None:
        return
    for name in space.names[:4]:
        for number in grid():
            if name in space.setting.integers:
                if number.denominator != 1 or abs(number) > 200:
                    continue
                if name in space.setting.positive and number < 1:
                    continue
            yield Trial({**start.values, name: within(number, space.bounds.get(name, (None, None)))}, start.functions)


# ---------------------------------------------------------------------------------------------- reports


def _scope(space: Space) -> str:
    """For what a verdict holds, in words."""
    if not space.names and not space.functions:
        return "this number"
    functions = [f"every {name}" for name, _ in space.functions]
    letters = [
        f"every {'positive integer ' if n in space.setting.positive else 'integer '}{n}"
        if n in space.setting.integers
        else f"every {n}"
        for n in space.names
    ]
    return ", ".join((*functions, *letters))


def _refuted(part: Part, sight: Sight, space: Space, found: Counterexample) -> Refuted:
    left, right = (found.right, found.left) if part.turned else (found.left, found.right)
    arity = dict(space.functions)
    functions = {name: function_text(name, arity[name], p) for name, p in found.trial.functions.items()}
    evidence = Evidence("look", domain=sight.domain, points=sight.decided, bits=found.bits, scope=_scope(space))
    return Refuted(Refutation.DIFFERS, evidence, as_mapping(found.trial), left, right, functions, part.entry)


def _without_value(part: Part, sight: Sight) -> Refuted:
    """A constant side that provably has no value."""
    how = Refutation.NO_LIMIT if no_limit(sight.missing) else Refutation.NOWHERE_DEFINED
    evidence = Evidence("look", points=1, bits=sight.bits, scope="this number")
    says = str(sight.missing)
    sides = (says, "") if sight.left_missing is not part.turned else ("", says)
    return Refuted(how, evidence, left=sides[0], right=sides[1], entry=part.entry)


def _no_witness(part: Part, space: Space, sight: Sight) -> Verdict:
    if not space.names and not space.functions and sight.missing is not None:
        return _without_value(part, sight)
    if sight.admitted == 0 and part.question.setting.conditions:
        return Unknown(Ignorance.CONTRADICTION, "no point was found at which all assumptions hold")
    evidence = Evidence("points", points=sight.decided, bits=sight.bits, scope=_scope(space))
    return Tested(evidence, "equal wherever both sides are defined, but no point was found at which they are")


def _disagreement(question: Question, found: Counterexample) -> str:
    point: Mapping[str, Fraction] = found.trial.values
    return f"proved, yet at {dict(point)} the sides are {found.left} and {found.right}: {question}"
