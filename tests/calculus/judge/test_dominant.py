"""Limits of roots and logarithms of sums of exponentials: each against its sequence far out, by mpmath."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

LIMITS = [  # what tends to what, a wrong limit, and the sequence
    (r"\sqrt[n]{2^n + 3^n}", "3", "2", lambda n: (2**n + 3**n) ** (1 / n)),
    (r"(2^n + 3^n)^{1/n}", "3", "5", lambda n: (2**n + 3**n) ** (1 / n)),
    (r"\sqrt[n]{2^n + 3^n + 5^n}", "5", "10", lambda n: (2**n + 3**n + 5**n) ** (1 / n)),
    (r"\sqrt[n]{5 \cdot 2^n + 7 \cdot 3^n}", "3", "21", lambda n: (5 * 2**n + 7 * 3**n) ** (1 / n)),
    (r"\sqrt[n]{3^n - 2^n}", "3", "1", lambda n: (3**n - 2**n) ** (1 / n)),
    (r"\sqrt[n]{n^2 + 3^n}", "3", "1", lambda n: (n**2 + 3**n) ** (1 / n)),
    (r"\sqrt[n]{n 2^n + 3^n}", "3", "2", lambda n: (n * 2**n + 3**n) ** (1 / n)),
    (r"\frac{\ln(e^{2n} + e^n)}{n}", "2", "3", lambda n: mpmath.log(mpmath.exp(2 * n) + mpmath.exp(n)) / n),
    (r"\left(\ln(e^{2n} + e^n) - 2n\right)", "0", "1", lambda n: mpmath.log(mpmath.exp(2 * n) + mpmath.exp(n)) - 2 * n),
    (r"\sqrt[n]{(1/2)^n + (1/3)^n}", r"\frac{1}{2}", r"\frac{1}{3}",
     lambda n: (mpmath.mpf(2) ** -n + mpmath.mpf(3) ** -n) ** (1 / n)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "limit", "wrong", "sequence"), LIMITS)
def test_the_fastest_exponential_decides(body: str, limit: str, wrong: str, sequence: Callable[[object], object]) -> None:
    with mpmath.workdps(2000):
        far = sequence(mpmath.mpf(4000))
        value = mpmath.mpf(1) / 2 if "frac" in limit else mpmath.mpf(limit)
        assert abs(far - value) < 0.01
    assert isinstance(decide(claim_of(rf"\lim_{{n \to \infty}} {body} = {limit}", context_of())), Proved)
    assert isinstance(decide(claim_of(rf"\lim_{{n \to \infty}} {body} = {wrong}", context_of())), Refuted)


@pytest.mark.parametrize("body", [r"\sqrt[n]{2^n - 3^n}", r"\sqrt[n]{2^n - 2^n}", r"\ln(2^n - e^n)"])
def test_what_is_negative_far_out_has_no_such_limit(body: str) -> None:
    for value in ("0", "2", "3"):
        assert not isinstance(decide(claim_of(rf"\lim_{{n \to \infty}} {body} = {value}", context_of())), Proved)
