"""Sums of very many terms in balls. The oracle: mpmath's digamma, zeta and gamma functions."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest
from flint import arb, fmpq

from builder.calculus.judge.balls import Undecided, precision
from builder.calculus.judge.decide import decide
from builder.calculus.judge.long_sums import long_sum
from builder.calculus.judge.verdict import Refuted
from tests.calculus.judge.claims import claim_of, context_of


def _powers(exponent: int) -> Callable[[object, int], list[arb]]:
    """Taylor coefficients of k^−exponent."""

    def taylor(at: object, count: int) -> list[arb]:
        ball = arb(at)
        coefficients = [ball**-exponent]
        for i in range(1, count):
            coefficients.append(coefficients[-1] * fmpq(-exponent - i + 1, i) / ball)
        return coefficients

    return taylor


@pytest.mark.parametrize("exponent", [1, 2, 3])
@pytest.mark.parametrize("last", [5, 1_000, 10**6 + 1, 2**50, 3**90])
def test_sums_of_powers_are_enclosed(exponent: int, last: int) -> None:
    with precision(200):
        found = arb(long_sum(_powers(exponent), 2, last))
    with mpmath.workdps(60):
        if exponent == 1:
            true = mpmath.harmonic(last) - 1
        else:
            true = mpmath.zeta(exponent) - mpmath.zeta(exponent, last + 1) - 1
        low, high = (mpmath.mpf(str(end.mid().str(50, radius=False))) for end in (found.lower(), found.upper()))
        assert low - mpmath.mpf(10) ** -40 <= true <= high + mpmath.mpf(10) ** -40
        assert high - low < true * mpmath.mpf(10) ** -6


def test_terms_that_are_not_alike_are_given_up_soon() -> None:
    asked = 0

    def taylor(at: object, count: int) -> list[arb]:
        nonlocal asked
        asked += 1
        return [arb(at).sin(), *[arb(0, 1)] * (count - 1)]

    with precision(64), pytest.raises(Undecided):
        long_sum(taylor, 1, 2**100)
    assert asked < 2_000


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (r"\sum_{k=1}^n \frac1k < 10", 12_367), (r"\sum_{k=1}^n \frac{1}{k^2} < 1.64", 203),
        (r"\prod_{k=1}^n \left(1+\frac{1}{k^2}\right) < 3.67", 604), (r"1+\frac12+\frac13+\dots+\frac1n < 10", 12_367),
    ],
)  # fmt: skip
def test_bounds_that_are_passed_late_are_refuted(text: str, least: int) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Refuted)
    assert verdict.at["n"] >= least
