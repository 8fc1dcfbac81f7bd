"""Finite sums and series: closed forms that are proved, and near misses that are refuted."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Rational, SeriesOf
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

TRUE = [
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \ge 1"), (r"\sum_{k=1}^n \frac{1}{k} \ge 1", r"n \in \mathbb{Z}, n \ge 1"),
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \in \mathbb{Z}_{>0}"),
    (r"\sum_{k=0}^n \binom{n}{k} = 2^n", r"n \in \mathbb{N}_0"),
    (r"\sum_{k=1}^n k = \frac{n(n+1)}{2}", r"n \ge 0"), (r"\sum_{k=0}^n \binom{n}{k} = 2^n", r"n \ge 0"),
    (r"\sum_{k=1}^n \frac{1}{k(k+1)} = 1 - \frac{1}{n+1}", r"n \ge 0"),
    (r"\sum_{k=0}^n k\binom{n}{k} = n2^{n-1}", r""),
    (r"\sum_{k=0}^n k^2\binom{n}{k} = n(n+1)2^{n-2}", r""),
    (r"\sum_{k=1}^{1000000} k = 500000500000", r""),
    (r"\sum_{k=1}^{10^6} k = 500000500000", r""),
    (r"\sum_{k=1}^{1000} k^2 = 333833500", r""),
    (r"\sum_{k=1}^{100} k = 5050", r""),
    (r"\sum_{k=1}^{500} (2k-1) = 250000", r""),
    (r"\sum_{k=1}^{1000} (3k^2-2k+1) = 3 \cdot 333833500 - 2\cdot 500500 + 1000", r""),
    (r"\sum_{k=0}^{1000} 2^k = 2^{1001} - 1", r""),
    (r"\frac{d^n}{dx^n} x^n = n!", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty x^k = \sum_{k=1}^\infty k x^{k-1}", r"|x| < 1"),
    (r"\sum_{k=1}^\infty k x^{k-1} = \frac{1}{(1-x)^2}", r"|x| < 1"),
    (r"\sum_{k=0}^\infty \frac{x^k}{k!} = e^x", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{x^k}{k!} = \sum_{k=1}^\infty \frac{x^{k-1}}{(k-1)!}", r""),
    (r"\sum_{k=0}^n k^2 \binom nk x^k = nx(1+nx)(1+x)^{n-2}", r""),
    (r"\sum_{k=0}^n k \binom nk p^k (1-p)^{n-k} = np", r"0 < p < 1"),
    (r"\sum_{k=1}^n k \binom nk = n 2^{n-1}", r""),
    (r"\sum_{k=0}^n k(k-1)\binom nk = n(n-1)2^{n-2}", r""),
    (r"\sum_{k=1}^{1000} k^3 = 500500^2", r""),
    (r"\sum_{k=1}^{400} (xk + 1) = 80200x + 400", r""),
    (r"\frac{d^n}{dx^n} (2x+1)^n = 2^n n!", r""),
    (r"\frac{d^n}{dx^n} x^{n-1} = 0", r""),
    (r"\frac{d^n}{dx^n} x^{n+1} = (n+1)! x", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{x^k}{k!} = e^x", r""),
    (r"\frac{d}{dx}\sum_{k=1}^\infty \frac{x^k}{k} = \frac{1}{1-x}", r"|x| < 1"),
    (r"\frac{d}{dx}\sum_{k=0}^\infty x^k = \frac{1}{(1-x)^2}", r"|x| < 1"),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{(-1)^k x^{2k}}{(2k)!} = -\sin x", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{(-1)^k x^{2k+1}}{(2k+1)!} = \cos x", r""),
    (r"\sum_{k=1}^\infty k x^k = \frac{x}{(1-x)^2}", r"|x| < 1"),
]  # fmt: skip
FALSE = [
    # at n = 0, which is told to count
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \ge 0"), (r"\sum_{k=1}^n \frac{1}{k} \ge 1", r"n \in \mathbb{Z}, n \ge 0"),
    (r"\sum_{k=1}^n k > 0", r"n \ge 0"),
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \in \mathbb{N}_0"), (r"n^2 > 0", r"n \in \mathbb{N}_0"),
    (r"\sum_{k=0}^n k\binom{n}{k} = n2^{n}", r""),
    (r"\sum_{k=1}^{1000000} k = 500000500001", r""),
    (r"\sum_{k=1}^{10^6} k = 500000500001", r""),
    (r"\sum_{k=1}^{500} (2k-1) = 250001", r""),
    (r"\sum_{k=0}^{1000} 2^k = 2^{1001}", r""),
    (r"\frac{d^n}{dx^n} x^n = (n-1)!", r""),
    (r"\frac{d^n}{dx^n} x^n = n", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty x^k = \sum_{k=1}^\infty k x^{k}", r"|x| < 1"),
    (r"\sum_{k=1}^\infty k x^{k-1} = \frac{1}{1-x^2}", r"|x| < 1"),
    (r"\sum_{k=0}^n k^2 \binom nk x^k = nx(1+x)(1+x)^{n-2}", r""),
    (r"\sum_{k=0}^n k \binom nk p^k (1-p)^{n-k} = n", r"0 < p < 1"),
    (r"\sum_{k=0}^n k(-1)^k\binom nk = 0", r""),
    (r"\sum_{k=1}^{1000} k^3 = 500500^2 + 1", r""),
    (r"\sum_{k=1}^{400} (xk + 1) = 80200x + 401", r""),
    (r"\sum_{k=1}^{1000} \frac{1}{k} = 7", r""),
    (r"\frac{d^n}{dx^n} (2x+1)^n = n!", r""),
    (r"\frac{d^n}{dx^n} x^{n+1} = (n+1)!", r""),
    (r"\frac{d^n}{dx^n} x^n = \frac{n(n+1)}{2}", r""),
    (r"\frac{d^n}{dx^n} x^n = n^2 - n + 1", r""),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{x^k}{k!} = e^x - 1", r""),
    (r"\frac{d}{dx}\sum_{k=1}^\infty \frac{x^k}{k} = \frac{x}{1-x}", r"|x| < 1"),
    (r"\frac{d}{dx}\sum_{k=0}^\infty x^k = \frac{1}{1-x}", r"|x| < 1"),
    (r"\frac{d}{dx}\sum_{k=0}^\infty \frac{(-1)^k x^{2k}}{(2k)!} = \sin x", r""),
]  # fmt: skip


NOT_KNOWN = [
    # derivatives of sums that are no power series, and a step that is none: u_{n+1}' is no multiple of u_n
    (r"\frac{d}{dx}\sum_{k=1}^\infty \frac{\sin(k^2 x)}{k^2} = \sum_{k=1}^\infty \cos(k^2 x)", ""),
    (r"\frac{d^n}{dx^n} (x^n e^x) = \sum_{k=0}^n \binom{n}{k} \frac{n!}{k!} x^k e^x", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_true(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Proved)


@pytest.mark.parametrize(("text", "assume"), FALSE)
def test_false(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Refuted)


@pytest.mark.parametrize(("text", "assume"), NOT_KNOWN)
def test_what_the_methods_do_not_reach_is_neither_proved_nor_refuted(text: str, assume: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of("", assume))), Proved | Refuted)


@pytest.mark.parametrize("body", ["k", "k^3 - 2k + 1", r"\frac{(k-500)^2}{7}", "(2k+1)^5", "3"])
def test_a_long_sum_of_a_polynomial_is_what_adding_gives(body: str) -> None:
    meaning = interpret(claim_of(rf"\sum_{{k=-3}}^{{4000}} ({body}) = 0", context_of()))
    assert isinstance(meaning, Meaning)
    series = meaning.parts[0].question.left
    assert isinstance(series, SeriesOf)
    terms = (value_at(substitute(series.body, series.index, Rational(Fraction(k))), Place({})) for k in range(-3, 4001))
    assert value_at(series, Place({})) == sum(terms, fmpq(0))
