"""Limits of sums that grow longer, and the closed forms behind them against the sums themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.sequences import with_closed_sums
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Approach, Infinity, LimitOf, Rational, SeriesOf
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of, near_misses


@pytest.mark.parametrize("left, right, wrong, given", list(near_misses("sequences.txt")), ids=lambda text: text)
def test_a_limit_of_sums_is_proved_and_its_near_miss_refuted(left: str, right: str, wrong: str, given: str) -> None:
    assert isinstance(decide(claim_of(f"{left} = {right}", context_of(given))), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context_of(given))), Refuted)


@pytest.mark.parametrize("lower", [-2, 0, 1, 3])
@pytest.mark.parametrize("body", ["1", "k", "k^2", "k^5 - 3k + n", r"(n - k)^{4}", r"\frac{5 \cdot 3^{2k+1}}{2^k}", r"2^{-k}"])
def test_the_closed_form_is_the_sum(body: str, lower: int) -> None:
    claim = claim_of(rf"\sum_{{k={lower}}}^{{n+1}} ({body}) = 0", context_of("n a positive integer"))
    meaning = interpret(claim)
    assert isinstance(meaning, Meaning)
    series = meaning.parts[0].question.left
    limit = with_closed_sums(LimitOf(series, "n", Infinity(), Approach.BOTH))
    closed = limit.body if isinstance(limit, LimitOf) else limit
    assert not isinstance(closed, SeriesOf)
    for n in range(max(lower - 2, 1), 8):
        there = Rational(Fraction(n))
        assert value_at(substitute(closed, "n", there), Place({})) == value_at(substitute(series, "n", there), Place({}))
