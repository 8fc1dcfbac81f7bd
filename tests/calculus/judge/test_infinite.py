"""Sides that are both infinite: proved where one is so for the reason that the other is, never refuted, and never ∞ minus ∞."""

import pytest

from builder.calculus.context import Context
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of

FOLLOWS = [
    r"\int_0^\infty \frac{dx}{\sqrt x} = \lim_{b \to \infty} [2\sqrt x]_0^b",
    r"\int_0^\infty \frac{dx}{\sqrt x} = \lim_{b \to \infty} [2\sqrt x]_0^b + \lim_{b \to \infty} \frac1b",
    r"\int_1^\infty \frac{dx}{x} = \lim_{b \to \infty} [\ln x]_1^b",
    r"\int_0^\infty \frac{dx}{x} = \lim_{a \to 0^+} \int_a^1 \frac{dx}{x} + \lim_{b \to \infty} \int_1^b \frac{dx}{x}",
    r"\int_0^\infty \frac{dx}{x} = \int_0^2 \frac{dx}{x} + \int_2^\infty \frac{dx}{x}",
    r"\int_{-1}^1 \frac{dx}{x^2} = \lim_{a \to 0^-} \left[-\frac1x\right]_{-1}^a + \lim_{a \to 0^+} \left[-\frac1x\right]_a^1",
    r"\int_1^\infty \frac2x \, dx = 2 \int_1^\infty \frac{dx}{x}",
    r"\frac{\int_1^\infty \frac{dx}{x}}{2} = \infty",
    r"\int_e^\infty \frac{dx}{x \ln x} = \int_1^\infty \frac{du}{u}",
    r"\lim_{x \to \infty} \frac{x}{1+1/x} = \frac{\lim_{x \to \infty} x}{\lim_{x \to \infty} (1+1/x)}",
    r"\sum_{n=1}^\infty \frac1n = \infty",
    r"\sum_{n=1}^\infty \frac{-2^n}{n} = -\infty",
]

DOES_NOT_FOLLOW = [
    r"\int_0^\infty \frac{dx}{\sqrt x} = \lim_{b \to \infty} [\sqrt x]_0^b + \lim_{b \to \infty} \frac1b",
    r"\int_0^\infty \frac{dx}{\sqrt x} = 2 \lim_{b \to \infty} [x]_0^b - 1",
    r"\int_1^\infty \frac{dx}{x} = \lim_{b \to \infty} [x]_1^b",
    r"\int_1^\infty \frac{dx}{x} = \lim_{b \to \infty} \ln b + 1",
    r"\int_1^\infty \frac{dx}{x} = 2 \int_1^\infty \frac{dx}{x}",
    r"\frac{\int_1^\infty \frac{dx}{x}}{2} = \int_1^\infty \frac{dx}{x}",
    r"\int_0^\infty \frac{dx}{x} = \int_0^2 \frac{dx}{x} + \int_1^\infty \frac{dx}{x}",
    r"\int_{-1}^1 \frac{dx}{x^2} = \lim_{a \to 0^-} \left[-\frac2x\right]_{-1}^a + \lim_{a \to 0^+} \left[-\frac1x\right]_a^1",
    r"\int_1^\infty \frac{dx}{x} = \int_0^1 \frac{du}{u^2}",
    r"\int_e^\infty \frac{dx}{x \ln x} = \int_2^\infty \frac{du}{u}",
    r"\sum_{n=1}^\infty \frac1n = \sum_{n=1}^\infty \frac{1}{2n}",
]

NONE_AT_ALL = [
    r"\int_1^\infty \frac{dx}{x} - \int_1^\infty \frac{dx}{x} = 0",
    r"\lim_{x \to \infty} (x^2-x) = \lim_{x \to \infty} x^2 - \lim_{x \to \infty} x",
    r"\lim_{x \to 0^+} \ln x + \lim_{x \to 0^+} \frac1x = \infty",
    r"\int_1^\infty \left(\frac1x - \frac1{x+1}\right) dx = \int_1^\infty \frac{dx}{x} - \int_1^\infty \frac{dx}{x+1}",
    r"\lim_{x \to \infty} x \cdot \lim_{x \to \infty} \frac1x = 1",
    r"\int_1^\infty \frac{dx}{x} = \int_0^1 e^{x^2} \, dx",
    r"\int_0^1 \frac{dx}{x} = \lim_{a \to 0^+} [-\ln x]_a^1",
    r"\sum_{n=1}^\infty (-1)^n = \infty",
]


FOR_ALL = [
    (r"\lim_{x \to \infty} e^{kx} = \infty", "k > 0"),
    (r"\lim_{x \to \infty} x^p = \infty", "p > 0"),
    (r"\lim_{x \to -\infty} (ax^3+bx) = -\infty", "a > 0"),
    (r"\lim_{x \to a} \frac{b}{(x-a)^2} = -\infty", "b < 0"),
    (r"\lim_{x \to a^+} \frac{1}{x^2-a^2} = \infty", "a > 0"),
    (r"\lim_{x \to 0^+} \log_a x = -\infty", "a > 1"),
    (r"\lim_{x \to \infty} (x - a \ln x) = \infty", ""),
    (r"\lim_{x \to 0^+} \frac{1}{x^p} = \infty", "p > 0"),
    (r"\lim_{n \to \infty} n^k = \infty", r"k \in \mathbb{N}"),
    (r"\lim_{n \to \infty} a^n = \infty", "a > 1"),
]

AT_THE_EDGE = [
    (r"\int_0^\infty e^{kx} \, dx = \infty", r"k \ge 0"),
    (r"\int_0^\infty 1^x \, dx = \infty", ""),
    (r"\lim_{x \to \infty} (ax + x) = \infty", r"a \ge 0"),
]

NOT_FOR_ALL = [
    (r"\lim_{x \to \infty} e^{kx} = \infty", "k > -1"),
    (r"\lim_{x \to -\infty} e^{kx} = \infty", r"k \ne 0"),
    (r"\lim_{x \to a} \frac{b}{(x-a)^2} = \infty", ""),
    (r"\lim_{x \to 0} \frac{a}{x} = \infty", "a > 0"),
    (r"\lim_{x \to 0^+} \log_a x = -\infty", "a > 0"),
    (r"\lim_{x \to \infty} x \sin(ax) = \infty", ""),
    (r"\lim_{x \to \infty} (e^{kx} - e^{mx}) = \infty", "k > m"),
    (r"\int_1^\infty x^p \, dx = \infty", "p > -2"),
    (r"\lim_{n \to \infty} n^k = \infty", r"k \in \mathbb{N}_0"),
]

NOT_AT_THE_EDGE = [
    (r"\lim_{x \to \infty} ax = \infty", r"a \ge 0"),
    (r"\lim_{n \to \infty} a^n = \infty", r"a \ge 1"),
    (r"\lim_{x \to \infty} x^p = \infty", r"p \ge 0"),
    (r"\lim_{x \to 0^+} \frac{a}{x} = -\infty", r"a \le 0"),
]


@pytest.mark.parametrize("text", FOLLOWS)
def test_infinite_for_one_reason_is_equal(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Proved)


@pytest.mark.parametrize("text", DOES_NOT_FOLLOW)
def test_infinite_for_two_reasons_is_not_decided(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Unknown)


@pytest.mark.parametrize("text", NONE_AT_ALL)
def test_a_side_that_has_no_value_on_the_extended_line_or_another_one_refutes(text: str) -> None:
    assert not isinstance(decide(claim_of(text, Context())), Proved)
    if r"(-1)^n" not in text:
        assert isinstance(decide(claim_of(text, Context())), Refuted)


@pytest.mark.parametrize(("text", "condition"), FOR_ALL)
def test_infinite_for_all_values_of_the_letters_is_proved(text: str, condition: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=condition))), Proved)


@pytest.mark.parametrize(("text", "condition"), [*NOT_FOR_ALL, *NOT_AT_THE_EDGE])
def test_infinite_for_some_values_of_the_letters_is_refuted(text: str, condition: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=condition))), Refuted)


@pytest.mark.parametrize(("text", "condition"), AT_THE_EDGE)
def test_infinite_also_at_the_edge_is_not_refuted(text: str, condition: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of(assume=condition))), Refuted)
