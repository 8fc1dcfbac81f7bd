"""Integrals, improper ones among them, that hold letters; near misses beside them. The oracle: mpmath's quadrature at points."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest
from mpmath import inf, mpf

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Domain, Proved, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of

Function = Callable[..., mpf]

INTEGRALS: list[tuple[str, str, str, str, Function, tuple[object, object], Function]] = [
    # integral, value, near miss, assumed; integrand (x, a), bounds, value (a)
    (r"\int_0^\infty e^{-ax} \, dx", r"\frac{1}{a}", r"\frac{1}{a^2}", "a > 0", lambda x, a: mpmath.exp(-a * x), (0, inf),
     lambda a: 1 / a),
    (r"\int_0^\infty x e^{-ax} \, dx", r"\frac{1}{a^2}", r"\frac{2}{a^2}", "a > 0", lambda x, a: x * mpmath.exp(-a * x), (0, inf),
     lambda a: a**-2),
    (r"\int_1^\infty x^{-a} \, dx", r"\frac{1}{a-1}", r"\frac{1}{a}", "a > 1", lambda x, a: x ** -(a + 1), (1, inf),
     lambda a: 1 / a),
    (r"\int_1^\infty \frac{1}{x^a} \, dx", r"\frac{1}{a-1}", r"\frac{1}{1-a}", "a > 1", lambda x, a: x ** -(a + 1), (1, inf),
     lambda a: 1 / a),
    (r"\int_0^1 x^{a} \, dx", r"\frac{1}{1+a}", r"\frac{1}{a}", "a > -1", lambda x, a: x**a, (0, 1), lambda a: 1 / (1 + a)),
    (r"\int_0^\infty \frac{1}{x^2+a^2} \, dx", r"\frac{\pi}{2a}", r"\frac{\pi}{a}", "a > 0", lambda x, a: 1 / (x * x + a * a),
     (0, inf), lambda a: mpmath.pi / 2 / a),
    (r"\int_0^a \frac{1}{\sqrt{a^2-x^2}} \, dx", r"\frac{\pi}{2}", r"\frac{\pi}{2a}", "a > 0",
     lambda x, a: 1 / mpmath.sqrt(1 - x * x), (0, 1), lambda a: mpmath.pi / 2),
    (r"\int_0^\infty e^{-ax} \cos x \, dx", r"\frac{a}{a^2+1}", r"\frac{1}{a^2+1}", "a > 0",
     lambda x, a: mpmath.exp(-a * x) * mpmath.cos(x), (0, inf), lambda a: a / (a * a + 1)),
    (r"\int_0^\infty e^{-x} \sin(ax) \, dx", r"\frac{a}{a^2+1}", r"\frac{1}{a^2+1}", "a > 0",
     lambda x, a: mpmath.exp(-x) * mpmath.sin(a * x), (0, inf), lambda a: a / (a * a + 1)),
    (r"\int_0^\infty \frac{a}{(1+ax)^2} \, dx", "1", "a", "a > 0", lambda x, a: a / (1 + a * x) ** 2, (0, inf), lambda a: mpf(1)),
    (r"\int_0^3 e^{-ax} \, dx", r"\frac{1-e^{-3a}}{a}", r"\frac{1+e^{-3a}}{a}", "a > 0", lambda x, a: mpmath.exp(-a * x), (0, 3),
     lambda a: (1 - mpmath.exp(-3 * a)) / a),
    (r"\int_0^{\pi} \sin(ax) \, dx", r"\frac{1-\cos(\pi a)}{a}", r"\frac{\cos(\pi a)-1}{a}", "a > 0",
     lambda x, a: mpmath.sin(a * x), (0, mpmath.pi), lambda a: (1 - mpmath.cos(mpmath.pi * a)) / a),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "wrong", "assume"), [row[:4] for row in INTEGRALS], ids=[row[0] for row in INTEGRALS])
def test_letters(left: str, right: str, wrong: str, assume: str) -> None:
    context = context_of(assume=assume)
    assert isinstance(decide(claim_of(f"{left} = {right}", context)), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)


@pytest.mark.parametrize(("of", "bounds", "value"), [row[4:] for row in INTEGRALS], ids=[row[0] for row in INTEGRALS])
def test_the_table_by_quadrature(of: Function, bounds: tuple[object, object], value: Function) -> None:
    for a in (mpf(2), mpf(3) / 2):
        assert abs(mpmath.quad(lambda x, a=a: of(x, a), bounds) - value(a)) < 1e-6


def test_where_an_integral_diverges_for_some_letters_that_are_meant_nothing_is_said_of_all() -> None:
    text = r"\int_1^\infty x^{-p} \, dx = \frac{1}{p-1}"
    assert not isinstance(decide(claim_of(text, context_of(assume="p > 0"))), Proved | Tested)


CONVERGING = [
    (r"\int_0^\infty e^{-st} \, dt = \frac{1}{s}", "s > 0"),
    (r"\int_0^\infty t e^{-st} \, dt = \frac{1}{s^2}", "s > 0"),
    (r"\int_0^\infty e^{-st} e^{at} \, dt = \frac{1}{s-a}", "s - a > 0"),
    (r"\int_1^\infty x^{-p} \, dx = \frac{1}{p-1}", "p - 1 > 0"),
    (r"\int_0^1 x^p \, dx = \frac{1}{p+1}", "p + 1 > 0"),
]


@pytest.mark.parametrize(("text", "condition"), CONVERGING)
def test_where_an_integral_has_a_value_is_part_of_its_domain(text: str, condition: str) -> None:
    """A Laplace transform was refuted, since it diverges for s < 0."""
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.domain is Domain.WIDENED
    assert condition in verdict.evidence.conditions
    integral, value = text.split(" = ")
    assert isinstance(decide(claim_of(f"{integral} = -{value}", context_of())), Refuted)


@pytest.mark.parametrize(
    "text", [r"\int_0^\infty \lambda e^{-\lambda x} \, dx = 1", r"\int_0^\infty e^{-st} \cos t \, dt = \frac{s}{s^2+1}"]
)
def test_an_integral_that_diverges_for_some_letters_is_not_refuted_for_that(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Refuted)


@pytest.mark.parametrize(
    ("text", "assume"),
    [
        (r"\int_0^1 x^{-p} \, dx = \frac{1}{1-p}", "p > 0"),
        (r"\int_0^\infty \frac{1}{x^2+a^2} \, dx = \frac{\pi}{2a}", r"a \ne 0"),
    ],
)
def test_what_fails_for_some_letters_is_refuted(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Refuted)
