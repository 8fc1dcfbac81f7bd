"""Integrals in balls along paths: known values are not refuted and near misses are, and what may diverge has no value."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of, near_misses

ROWS = list(near_misses("improper_integrals.txt"))
WITHOUT_VALUE = [
    r"\int_0^\infty \sin x\,dx = 1",
    r"\int_0^\infty \frac{x\sin x}{1+x}\,dx = 1",
    r"\int_0^1 \frac{\cos x}{x}\,dx = 1",
    r"\int_0^1 \frac{1}{x\ln x}\,dx = -1",
    r"\int_{-1}^1 \frac{\cos x}{x}\,dx = 0",
    r"\int_0^\infty \frac{\sin^2 x}{x}\,dx = 1",
    r"\int_0^2 \ln(x-1)\,dx = 0",
    r"\int_0^\pi \ln\cos x\,dx = -\pi\ln 2",
]


@pytest.mark.sample(3)
@pytest.mark.parametrize(("left", "right", "wrong", "assume"), ROWS, ids=[left for left, _, _, _ in ROWS])
def test_a_value_is_told_from_a_near_miss(left: str, right: str, wrong: str, assume: str) -> None:
    context = context_of(assume=assume)
    assert isinstance(decide(claim_of(f"{left} = {right}", context)), Proved | Tested)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)


@pytest.mark.parametrize("text", WITHOUT_VALUE)
def test_what_may_have_no_value_is_not_given_one(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert not isinstance(verdict, Proved | Tested)
    assert not isinstance(verdict, Refuted) or "differ" not in verdict.how.name.lower()
