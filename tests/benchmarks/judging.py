"""Milliseconds a claim of the judge, beside what its own balls and what others take for the same claims in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Work, place_of, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.points import Trial, space_of, trials
from builder.calculus.judge.terms import Question
from builder.calculus.judge.verdict import Proved, Refuted
from tests.benchmarks.corpus import Asked, asked
from tests.benchmarks.peers import PEERS, SECONDS, Took, Unread, answers
from tests.fuzz.pool import written_chains

POINTS = 64
BITS = 64


class Judged(Struct, frozen=True):
    """A claim, whether the verdict is right and certain, its seconds, and those of both sides at 64 points."""

    asked: Asked
    right: bool
    seconds: float
    evaluation: float | None


def seconds(question: Callable[[], object], repeat: int = 5) -> float:
    """The least processor time of `repeat` askings."""
    times: list[float] = []
    for _ in range(repeat):
        began = time.process_time()
        question()
        times.append(time.process_time() - began)
    return min(times)


def percentile(values: Iterable[float], share: float) -> float:
    """The value that a share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def judge(question: Asked) -> Judged:
    """Time the judge on a claim; nothing is kept from one asking to the next."""
    claim = question.claim()
    verdict = decide(claim)
    right = isinstance(verdict, Proved if question.true else Refuted)
    return Judged(question, right, seconds(lambda: decide(claim)), evaluation(claim))


def evaluation(claim: Claim) -> float | None:
    """The seconds that both sides take at 64 points where they are defined, as balls at 64 bits; None where there are none.

    The points are made before, and what decides (the domain, the comparison) is not counted. A number has one point.
    """
    meaning = interpret(claim)
    assert isinstance(meaning, Meaning)
    total = 0.0
    for part in meaning.parts:
        question, space = part.question, space_of(part.question, part.ties)
        count = POINTS if space.names or space.functions else 1
        with precision(BITS):
            points = list(islice((t for t in trials(space, 4 * POINTS) if _has_values(question, t)), count))
            if not points:
                return None
            total += seconds(partial(_all_values, question, points))
            total *= POINTS / len(points)
    return total


def _all_values(question: Question, points: Iterable[Trial]) -> None:
    for trial in points:
        _values(question, trial)


def _values(question: Question, trial: Trial) -> None:
    place = place_of(trial.values, trial.functions, question.setting.integers, 300, Work())
    value_at(question.left, place)
    value_at(question.right, place)


def _has_values(question: Question, trial: Trial) -> bool:
    try:
        _values(question, trial)
    except (Undefined, Undecided):
        return False
    return True


# ---------------------------------------------------------------------------------------------- what is printed


def report() -> None:
    """Time all and print."""
    judged = [judge(question) for question in asked()]
    true, false = ([j for j in judged if j.asked.true is truth] for truth in (True, False))
    _summary("all claims", judged)
    _summary("true claims", true)
    _summary("false claims", false)
    documents()
    ratios = [j.seconds / j.evaluation for j in true if j.right and j.evaluation]
    print(
        f"a proof takes {statistics.median(ratios):.1f} times (median of {len(ratios)}) as long as "
        f"both sides as balls at {POINTS} points"
    )
    print("the slowest: " + "; ".join(_slow(j) for j in sorted(judged, key=lambda j: -j.seconds)[:5]))
    for name, peer in PEERS.items():
        for kind, some in (("true", true), ("false", false)):
            _beside(f"{name}, {kind} claims", some, list(answers(peer, [j.asked for j in some])))
    if len(PEERS) == 1:
        print("Math-Verify is not here: pip install -e '.[benchmarks]'")


def documents() -> None:
    """What the documents of this repository say, right and wrong: the common case, where the tables have the hard ones."""
    claims = [claim for chain in written_chains() for claim in chain.claims()]
    times = [seconds(partial(decide, claim), repeat=2) for claim in claims]
    print(f"rows of the documents: {len(claims)}; milliseconds a row: {_figures(times)}")


def _figures(times: Sequence[float]) -> str:
    return (
        f"median {1e3 * statistics.median(times):.2f}, mean {1e3 * statistics.mean(times):.2f}, "
        f"p99 {1e3 * percentile(times, 0.99):.1f}, slowest {1e3 * max(times):.1f}"
    )


def _summary(name: str, judged: Sequence[Judged]) -> None:
    right = sum(j.right for j in judged)
    print(f"{name}: {len(judged)}, {right} decided rightly; milliseconds a claim: {_figures([j.seconds for j in judged])}")


def _slow(judged: Judged) -> str:
    return f"{1e3 * judged.seconds:.0f} ms {judged.asked.left} = {judged.asked.right}"


def _beside(name: str, judged: Sequence[Judged], theirs: Sequence[Took | Unread]) -> None:
    """What a peer took for the claims that it reads, as multiples of what the judge took for each."""
    pairs = [(j, t) for j, t in zip(judged, theirs, strict=True) if isinstance(t, Took)]
    ratios = [t.seconds / j.seconds for j, t in pairs]
    late = sum(t.equal is None for _, t in pairs)
    right = sum(t.equal is j.asked.true for j, t in pairs)
    times = [t.seconds for _, t in pairs]
    whole = sum(times) / sum(j.seconds for j, _ in pairs)
    print(
        f"{name}: reads {len(pairs)} of {len(judged)}, right on {right}, {late} given up after {SECONDS:.0f} s; "
        f"milliseconds a claim: {_figures(times)}; "
        f"{statistics.median(ratios):.0f} times as long as the judge (median of the ratios), {whole:.0f} times for all together"
    )


if __name__ == "__main__":
    report()
