"""Right claims made wrong by one change: `python -m tests.fuzz.mutations --cases N --seed S --jobs J`.

The claims and chains are those of the tests' tables and all that the documents of this repository say. A change is of a sign, a
number, a factor, a term, an exponent, a function, a bound or an order, two parts that change places, an assumption or a row that
is dropped. What the oracle finds false at some point must be refuted: never proved, never only tested. What it finds true must
not be refuted; where a counterexample is told, the oracle must find the claim false just there, and where a witness is told, both
sides must have a value there.

10^4 cases are part of `.ci/run`; a night has time for 10^6.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache, partial

from mpmath import mpf
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation, Sign
from builder.calculus.expression.walk import descendants
from builder.calculus.given import read_given
from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested, Verdict
from builder.calculus.latex.printer import print_latex
from tests.fuzz import oracle, runs, values
from tests.fuzz.changes import changes
from tests.fuzz.oracle import Answer, Fails, Holds
from tests.fuzz.pool import Chain, all_claims, written_chains
from tests.fuzz.reals import Silent
from tests.fuzz.tables import number
from tests.fuzz.usage import usage_of

LARGEST = 400
"""Nodes of a claim that is changed: a few of the documents' are so long that they would eat the time of a thousand others."""

TWICE = 0.15
WITHOUT_ASSUMPTION = 0.1
AS_CHAIN = 0.1
SLOW = 2.0
ROUNDED_FROM = 10**5
"""The least denominator of a number that is taken for one that was rounded to nine places."""

SLIGHT = mpf(10) ** -10
"""By less than this two numbers may differ though the oracle sees none: it works integrals out to some digits only."""


class Outcome(Struct, frozen=True):
    """What the judge and the oracle say of a claim; `contradiction` tells that one of them must be wrong."""

    claim: Claim
    verdict: Verdict
    truth: Answer
    contradiction: str = ""


# ---------------------------------------------------------------------------------------------- single claims


@lru_cache(maxsize=20_000)
def _changed(relation: Relation) -> tuple[Relation, ...]:
    return tuple(each for each in changes(relation) if isinstance(each, Relation))


def changed(claim: Claim, source: random.Random) -> Claim:
    """A claim with one change: of its relation, or of what is assumed."""
    context = claim.context
    if context.assumptions and source.random() < WITHOUT_ASSUMPTION:
        dropped = source.randrange(len(context.assumptions))
        rest = (*context.assumptions[:dropped], *context.assumptions[dropped + 1 :])
        return Claim(claim.relation, replace(context, assumptions=rest))
    return Claim(source.choice(_changed(claim.relation)), context)


def cases(count: int, seed: int, claims: Sequence[Claim]) -> Iterator[Claim]:
    """`count` claims: with one change, with two now and then."""
    source = random.Random(seed)
    fit = [claim for claim in claims if sum(1 for _ in descendants(claim.relation)) <= LARGEST]
    for _ in range(count):
        claim = changed(source.choice(fit), source)
        yield changed(claim, source) if source.random() < TWICE else claim


def judged(claim: Claim) -> Outcome:
    """The verdict on a claim beside the oracle's answer: at the counterexample if one is told, else at points of its own."""
    verdict = decide(claim)
    if isinstance(verdict, Refuted) and verdict.how is Refutation.DIFFERS and verdict.at:
        there = _at_counterexample(claim, verdict)
        if isinstance(there, Fails):
            return Outcome(claim, verdict, there)
        where = f"{dict(verdict.at)} {dict(verdict.functions)}"
        if isinstance(there, Holds):
            return Outcome(claim, verdict, there, f"refuted at {where}, where it holds")
        if there == oracle.NOT_DEFINED:
            return Outcome(claim, verdict, there, f"refuted at {where}, where it is not defined")
    truth = oracle.ask(claim.relation, claim.context)
    return Outcome(claim, verdict, truth, _contradiction(claim, verdict, truth))


def _at_counterexample(claim: Claim, verdict: Refuted) -> Answer:
    """What the oracle says at the counterexample.

    One at an irrational place is told to nine places, where an inequality that fails at the place alone does hold. Nor does the
    oracle tell sides apart that are close.
    """
    functions = {name: _function(text) for name, text in verdict.functions.items()}
    there = oracle.ask_at(claim.relation, claim.context, verdict.at, functions)
    if there == oracle.SAME and verdict.left == verdict.right:
        return Fails({name: str(x) for name, x in verdict.at.items()}, verdict.left, verdict.right)
    if not isinstance(there, Fails) and (any(map(_is_rounded, verdict.at.values())) or _is_close(verdict)):
        return oracle.TOO_CLOSE
    return there


def _is_close(verdict: Refuted) -> bool:
    """Whether the sides are said to differ by less than the oracle can tell, which has limits to five digits only."""
    try:
        left, right = mpf(verdict.left), mpf(verdict.right)
    except ValueError:
        return False
    return bool(abs(left - right) < mpf(10) ** -4 * (1 + abs(left)))


def _is_slight(verdict: Refuted) -> bool:
    """Whether two numbers are said to differ, by less than the oracle can tell of an integral."""
    told = re.search(r"differ by \[?(-?[0-9.]+e-[0-9]+) ", verdict.left + verdict.right)
    if told is not None:
        return abs(mpf(told[1])) < SLIGHT
    try:
        left, right = mpf(verdict.left), mpf(verdict.right)
    except ValueError:
        return False
    return bool(0 < abs(left - right) < SLIGHT)


def _is_rounded(value: Fraction) -> bool:
    return value.denominator >= ROUNDED_FROM and 10**9 % value.denominator == 0


def _contradiction(claim: Claim, verdict: Verdict, truth: Answer) -> str:
    """In what judge and oracle contradict each other, or ""."""
    match verdict:
        case Proved() | Tested() if isinstance(truth, Fails):
            return f"false at {truth.at}: {truth.left} and {truth.right}; yet accepted"
        case Proved(evidence=evidence) if evidence.witness:
            there = oracle.ask_at(claim.relation, claim.context, evidence.witness, {})
            if isinstance(there, Fails):
                return f"false at its witness {there.at}: {there.left} and {there.right}"
            if there == oracle.NOT_DEFINED and not _has_unknown(claim):
                return f"not defined at its witness {dict(evidence.witness)}"
        case Refuted(how=Refutation.NO_LIMIT) if isinstance(truth, Holds) and truth.without_limit:
            pass
        case Refuted(how=Refutation.DOMAIN) if oracle.ask_at(claim.relation, claim.context, verdict.at, {}) == oracle.NOT_DEFINED:
            pass  # it says for which values it holds, and at one of them a side has none
        case Refuted() if isinstance(truth, Holds) and _is_slight(verdict):
            pass  # numbers that differ by less than the oracle sees
        case Refuted(how=how) if isinstance(truth, Holds) and not (how is Refutation.DIFFERS and verdict.at):
            return f"holds at {truth.points} points; refuted: {verdict.how.value}, {verdict.left}, {verdict.right}"
        case _:
            pass
    return ""


def _has_unknown(claim: Claim) -> bool:
    try:
        return bool(usage_of(claim.relation, claim.context).unknown)
    except Silent:
        return True


def _function(text: str) -> values.Unknown:
    """What an unknown function was taken to be, `f(s, t) = s t^2`: our own text."""
    (definition,) = read_given(text, Context()).definitions.values()
    parameters, body = definition.parameters, definition.body
    assert body is not None

    def apply(*arguments: mpf) -> mpf:
        return number(values.value(body, dict(zip(parameters, arguments, strict=True)), values.World({}, {})))

    return values.Unknown(parameters, apply)


# ---------------------------------------------------------------------------------------------- chains


def changed_chain(chain: Chain, source: random.Random) -> Chain:
    """A chain with a side changed, two sides swapped, or a row dropped."""
    place = source.randrange(1, len(chain.sides))
    sides = list(chain.sides)
    match source.randrange(6):
        case 0 if len(sides) > 2:
            del sides[place]
            signs = [*chain.signs[: place - 1], *chain.signs[place:]]
            return Chain(tuple(sides), tuple(signs), chain.context)
        case 1:
            sides[place], sides[place - 1] = sides[place - 1], sides[place]
        case _:
            others = [each for each in changes(sides[place]) if not isinstance(each, Relation)]
            if others:
                sides[place] = source.choice(others)  # type: ignore[call-overload]
    return Chain(tuple(sides), chain.signs, chain.context)


def chain_faults(chain: Chain) -> tuple[list[str], str]:
    """What is wrong with the judgement of a chain, and what became of its first row that the oracle finds false.

    That row must not pass, and no row before it may be refuted.
    """
    links = decide_chain(chain.sides, chain.signs, chain.context)
    told: list[str] = []
    for place, (claim, link) in enumerate(zip(chain.claims(), links, strict=True)):
        if isinstance(link.verdict, Refuted) and not link.follows:
            # Either this step is false, or what the chain says up to here.
            whole = Claim(Relation(chain.sides[0], chain.signs[0], claim.relation.right), chain.context)
            asked = [claim, whole] if place else [claim]
            answers = [_at_counterexample(each, link.verdict) for each in asked]
            if not any(isinstance(answer, Fails) or answer == oracle.TOO_CLOSE for answer in answers):
                truths = [oracle.ask(each.relation, each.context) for each in asked]
                # That a limit exists hardly anywhere is no matter of values, which are all that the oracle compares.
                if link.verdict.how is not Refutation.NO_LIMIT and all(
                    isinstance(truth, Holds) and not truth.without_limit for truth in truths
                ):
                    told.append(f"a right row is refuted: {text_of(claim)}")
            return told, "refuted"
        truth = oracle.ask(claim.relation, claim.context)
        if isinstance(truth, Fails) and place and oracle.has_open_integral(chain.sides[0]):
            # Behind an integral stand families: F + C = F + 2C, where each of them is equal to it.
            families = (chain.sides[place], claim.relation.right)
            truths = [oracle.ask(Relation(chain.sides[0], Sign.EQUAL, side), chain.context) for side in families]
            truth = next((each for each in truths if not isinstance(each, Holds)), truths[0])
        if isinstance(truth, Fails):
            if isinstance(link.verdict, Proved | Tested):
                told.append(f"a false row passes: {text_of(claim)}; {truth.left} and {truth.right} at {truth.at}")
                return told, "accepted"
            return told, "no verdict on the false row"
    return told, "no row is false"


# ---------------------------------------------------------------------------------------------- the run


def text_of(claim: Claim) -> str:
    """A claim as a person reads it, with the definitions that it may use."""
    context = claim.context
    given = ", ".join(
        f"{d.name}({', '.join(d.parameters)}) = {print_latex(d.body)}" if d.parameters else f"{d.name} = {print_latex(d.body)}"
        for d in context.definitions.values()
        if d.body is not None
    )
    assumed = ", ".join(print_latex(a) for a in (*context.assumptions, *context.curves))
    kinds = ", ".join(f"{name} {kind.value}" for name, kind in context.kinds.items())
    return f"{print_latex(claim.relation)}   [{given}] [{assumed}] [{kinds}]"


def _run(task: tuple[int, int], shown: str) -> tuple[Counter[str], list[str]]:
    """One chunk of cases: what became of them, and the contradictions, each a line."""
    count, seed = task
    counts: Counter[str] = Counter()
    found: list[str] = []
    chains = [
        chain
        for chain in written_chains()
        if len(chain.sides) > 2 and sum(1 for s in chain.sides for _ in descendants(s)) < LARGEST
    ]
    source = random.Random(seed + 1)
    as_chain = int(count * AS_CHAIN) if chains else 0
    for claim in cases(count - as_chain, seed, all_claims()):
        started = time.process_time()
        try:
            outcome = judged(claim)
        except Exception as fault:  # a crash is a finding, too, and the run goes on
            counts["crashed"] += 1
            found.append(f"crashed: {type(fault).__name__}: {fault}: {text_of(claim)}")
            continue
        name = f"{type(outcome.truth).__name__.lower()}, {type(outcome.verdict).__name__.lower()}"
        counts[name] += 1
        if shown and name.startswith(shown):
            found.append(f"{runs.SHOWN}{text_of(claim)}: {outcome.truth}, {outcome.verdict}")
        if outcome.contradiction:
            found.append(f"{type(outcome.verdict).__name__}: {text_of(claim)}: {outcome.contradiction}")
        if (took := time.process_time() - started) > SLOW:
            counts["slow"] += 1
            found.append(f"{runs.SHOWN}slow, {took:.1f} s: {text_of(claim)}")
    for _ in range(as_chain):
        chain = changed_chain(source.choice(chains), source)
        try:
            told, outcome_of_chain = chain_faults(chain)
        except Exception as fault:
            counts["crashed"] += 1
            found.append(f"crashed: {type(fault).__name__}: {fault}: " + " = ".join(map(print_latex, chain.sides)))
            continue
        counts[f"chain, {outcome_of_chain}"] += 1
        found.extend(told)
    return counts, found


def main() -> int:
    """Judge the cases; print the contradictions and the counts."""
    parser = runs.parser(__doc__)
    parser.add_argument("--show", default="", help="also print the cases of a kind, such as `holds, unknown`")
    options = parser.parse_args()
    claims = all_claims()  # before the processes are forked, so that it is done once
    counts, contradictions = runs.run_all(partial(_run, shown=options.show), options, f" of {len(claims)} claims")
    false = {name: count for name, count in counts.items() if name.startswith("fails")}
    undecided = sum(count for name, count in false.items() if name.endswith("unknown"))
    if false:
        print(f"  of {sum(false.values())} false ones {undecided} ({undecided / sum(false.values()):.2%}) have no verdict")
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
