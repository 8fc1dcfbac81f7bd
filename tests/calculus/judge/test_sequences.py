"""Limits of sums that grow longer, and the closed forms behind them against the sums themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
import pytest

from builder.calculus.judge.balls import precision
from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.sequences import interpolated
from builder.calculus.judge.stirling import without_factorials
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import Apply, Approach, Fn, Infinity, LimitOf, Rational, SeriesOf
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Unknown
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
    limit = interpolated(LimitOf(series, "n", Infinity(), Approach.BOTH))
    closed = limit.body if isinstance(limit, LimitOf) else limit
    assert not isinstance(closed, SeriesOf)
    for n in range(max(lower - 2, 1), 8):
        there = Rational(Fraction(n))
        assert value_at(substitute(closed, "n", there), Place({})) == value_at(substitute(series, "n", there), Place({}))


@pytest.mark.parametrize(
    "text",
    [
        r"\lim_{n\to\infty} (-1)^n = 1",
        r"\lim_{n\to\infty} (-1)^n = \lim_{n\to\infty} (-1)^n",
        r"\lim_{n\to\infty} (-1)^n n = \infty",
        r"\lim_{n\to\infty} (-2)^n = \infty",
        r"\lim_{n\to\infty} \frac{(-1)^n n}{n+1} = 1",
        r"\lim_{n\to\infty} (2 + (-1)^n)^n = \infty",
    ],
)
def test_a_limit_that_differs_along_even_and_odd_numbers_does_not_exist(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Refuted)
    assert verdict.how is Refutation.NO_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        r"\lim_{n\to\infty} \frac{(-1)^{n(n+1)/2}}{n} = 0",  # four sequences, and not two
        r"\lim_{n\to\infty} \left(\frac{n!}{\sqrt{2\pi n}(n/e)^n}\right)^n = 1",  # it is e^{1/12}
        r"\lim_{n\to\infty} (n! - \sqrt{2\pi n}(n/e)^n) = 0",  # it is infinite
        r"\lim_{n\to\infty} (1 + \frac{x^n}{n!}) = \operatorname{sgn}(x)^2",  # false at 0 alone
    ],
)
def test_what_is_like_it_is_neither_proved_nor_refuted_so(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Unknown)


LIKE: Mapping[str, Callable[[int], mpmath.mpf]] = {
    "n!": mpmath.factorial,
    "(n+3)!": lambda n: mpmath.factorial(n + 3),
    "(2n-1)!": lambda n: mpmath.factorial(2 * n - 1),
    r"\binom{2n}{n}": lambda n: mpmath.binomial(2 * n, n),
    r"\binom{3n+1}{n}": lambda n: mpmath.binomial(3 * n + 1, n),
    r"\frac{(n!)^2}{(2n)!}": lambda n: mpmath.factorial(n) ** 2 / mpmath.factorial(2 * n),
    r"\sqrt{n!}": lambda n: mpmath.sqrt(mpmath.factorial(n)),
    "(n!)^{1/n}": lambda n: mpmath.root(mpmath.factorial(n), n),
    r"|(-1)^n n!|": mpmath.factorial,
}


@pytest.mark.parametrize("text", LIKE)
def test_what_stands_for_a_factorial_is_like_it(text: str) -> None:
    meaning = interpret(claim_of(rf"{text} = 0", context_of("n a positive integer")))
    assert isinstance(meaning, Meaning)
    like = without_factorials(meaning.parts[0].question.left, "n")
    assert not any(isinstance(part, Apply) and part.function in (Fn.FACTORIAL, Fn.BINOMIAL) for part in walk(like))
    with precision(128), mpmath.workdps(30):
        value = value_at(substitute(like, "n", Rational(Fraction(1000))), Place({}, integers=frozenset("n")))
        assert abs(mpmath.mpf(value.str(25, radius=False)) / LIKE[text](1000) - 1) < 1e-3
