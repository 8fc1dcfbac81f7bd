"""Infinite sums: values that are proved, near misses, sums that diverge, and their enclosures against mpmath."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest

from builder.calculus.judge.balls import precision
from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.terms import DerivativeOf, Infinity, Raise, Rational, SeriesOf, Term, Variable
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from tests.calculus.judge.claims import claim_of, context_of, near_misses

DIVERGENT = [
    r"\sum_{k=1}^\infty \frac1k = 10",
    r"\sum_{k=1}^\infty \frac{1}{2k-1} = 1",
    r"\sum_{k=1}^\infty \frac{1}{3k+5} = 1",
    r"\sum_{k=1}^\infty \frac{1}{\sqrt k} = 2",
    r"\sum_{k=1}^\infty \frac{k}{k^2+1} = 2",
    r"\sum_{k=0}^\infty 2^k = -1",
    r"\sum_{k=0}^\infty (-1)^k = \frac12",
    r"\sum_{k=1}^\infty k = -\frac{1}{12}",
    r"\sum_{k=1}^\infty \frac{k}{k+1} = 1",
    r"\sum_{k=1}^\infty (-1)^k\sqrt{k} = 0",
    r"\sum_{k=1}^\infty \frac{k!}{2^k} = 1",
    r"\sum_{k=0}^\infty q^k = \frac{1}{1-q}",  # for q > 1
]

# The body in k, the first index, and what mpmath sums.
ENCLOSED = [
    (r"\frac{1}{k^2}", 1, lambda k: 1 / k**2),
    (r"\frac{1}{k^{3/2}}", 1, lambda k: k ** mpmath.mpf("-1.5")),
    (r"\frac{k^3}{3^k}", 0, lambda k: k**3 / mpmath.mpf(3) ** k),
    (r"\frac{(-1)^k}{\sqrt{k+1}}", 0, lambda k: (-1) ** int(k) / mpmath.sqrt(k + 1)),
    (r"\frac{(2k)!}{(k!)^2 5^k}", 0, lambda k: mpmath.binomial(2 * k, k) / mpmath.mpf(5) ** k),
    (r"\binom{1/2}{k} \frac{1}{2^k}", 0, lambda k: mpmath.binomial(0.5, k) / mpmath.mpf(2) ** k),
    (r"\frac{k+3}{k^4+k+1}", 0, lambda k: (k + 3) / (k**4 + k + 1)),
    (r"e^{-k/3} (k+1)", 0, lambda k: mpmath.exp(-k / mpmath.mpf(3)) * (k + 1)),
    (r"\frac{(k!)^2}{(2k)!}", 0, lambda k: mpmath.factorial(k) ** 2 / mpmath.factorial(2 * k)),
    (r"\frac{2^k - 3^k}{k!}", 0, lambda k: (mpmath.mpf(2) ** k - mpmath.mpf(3) ** k) / mpmath.factorial(k)),
]  # fmt: skip


@pytest.mark.parametrize("left, right, wrong, given", list(near_misses("infinite_sums.txt")), ids=lambda text: text)
def test_a_sum_is_proved_and_its_near_miss_refuted(left: str, right: str, wrong: str, given: str) -> None:
    context = context_of(given)
    assert isinstance(decide(claim_of(f"{left} = {right}", context)), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)


@pytest.mark.parametrize("text", DIVERGENT)
def test_a_sum_that_diverges_is_refuted(text: str) -> None:
    verdict = decide(claim_of(text, context_of("q > 1")))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how is Refutation.NO_LIMIT
    assert verdict.left.startswith("diverges")


def _series(body: str, first: int) -> Term:
    meaning = interpret(claim_of(rf"\sum_{{k={first}}}^\infty {body} = 0", context_of()))
    assert isinstance(meaning, Meaning)
    return meaning.parts[0].question.left


@pytest.mark.parametrize(("body", "first", "term"), ENCLOSED, ids=[row[0] for row in ENCLOSED])
def test_the_enclosure_holds_the_sum(body: str, first: int, term: Callable[[mpmath.mpf], mpmath.mpf]) -> None:
    with precision(64):
        ball = value_at(_series(body, first), Place({}))
    with mpmath.workdps(30):
        truth = mpmath.nsum(term, [first, mpmath.inf])
        middle, radius = mpmath.mpf(ball.mid().str(30, radius=False)), mpmath.mpf(ball.rad().str(30, radius=False))
        assert abs(middle - truth) <= radius * (1 + mpmath.mpf(10) ** -10) + mpmath.mpf(10) ** -18
        assert radius < abs(truth) / 4 + mpmath.mpf(1) / 10


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_derivatives_of_a_power_series_are_enclosed(order: int) -> None:
    series = SeriesOf(Raise(Variable("x"), Variable("k")), "k", Rational(Fraction(0)), Infinity())
    with precision(64):
        ball = value_at(DerivativeOf(series, "x", order, Rational(Fraction(1, 2))), Place({}))
    truth = mpmath.factorial(order) * 2 ** (order + 1)
    assert abs(mpmath.mpf(ball.mid().str(30, radius=False)) - truth) < mpmath.mpf(10) ** -10
