"""Definite integrals, proper and improper: what is proved, refuted, and what has no value and is never accepted."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest

from builder.calculus.context import Context
from builder.calculus.judge.balls import precision
from builder.calculus.judge.decide import decide
from builder.calculus.judge.evaluate import Work, place_of, value_at
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.primitives import primitive
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import IntegralOf, Rational
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import real_value

TRUE = [
    r"\int_0^a x^2 \, dx = \frac{a^3}{3}",
    r"\int_a^b x \, dx = \frac{b^2 - a^2}{2}",
    r"\int_0^\pi \sin x \, dx = 2",
    r"\int_0^1 \frac{1}{1+x^2} \, dx = \frac{\pi}{4}",
    r"\int_0^1 x^2 e^{-x} \, dx = 2 - \frac{5}{e}",
    r"\int_0^{\pi/2} \sin^2 x \, dx = \frac{\pi}{4}",
    r"\int_0^\infty e^{-x} \, dx = 1",
    r"\int_1^\infty \frac{1}{x^2} \, dx = 1",
    r"\int_0^1 \frac{1}{\sqrt{x}} \, dx = 2",
    r"\int_0^1 \sqrt{1-x^2} \, dx = \frac{\pi}{4}",
    r"\int_1^4 \frac{x+1}{\sqrt{x}} \, dx = \frac{20}{3}",
    r"\int_0^1 x e^{x^2} \, dx = \frac{e-1}{2}",
    r"\int_1^e x \ln x \, dx = \frac{e^2+1}{4}",
    r"\int_0^{\pi/4} \tan x \, dx = \frac{\ln 2}{2}",
    r"\int_0^t \sin x \cos x \, dx = \frac{\sin^2 t}{2}",
    r"\int_{-\infty}^\infty \frac{1}{1+x^2} \, dx = \pi",
    r"\int_{-\infty}^0 e^{x} \, dx = 1",
    r"\int_0^1 \ln x \, dx = -1",
    r"\int_0^1 x \ln x \, dx = -\frac14",
    r"\int_0^4 \frac{1}{\sqrt{4-x}} \, dx = 4",
    r"\int_0^\infty x e^{-x^2} \, dx = \frac12",
    r"\int_2^3 \frac{1}{x^2-1} \, dx = \frac12 \ln\frac32",
    r"\int_0^1 \frac{1}{(x+1)(x^2+1)} \, dx = \frac{\ln 2}{4} + \frac{\pi}{8}",
    r"\int_2^\infty \frac{1}{x^2-1} \, dx = \frac{\ln 3}{2}",
    r"\int_0^{\pi/2} \cos^3 x \, dx = \frac23",
    r"\int_0^{\pi/2} \sin^5 x \cos^2 x \, dx = \frac{8}{105}",
    r"\int_0^{\pi} \sin^3 (2x + 1) \, dx = 0",
    r"\int_0^3 \frac{x}{\sqrt{x+1}} \, dx = \frac83",
    r"\int_0^4 x \sqrt{2x+1} \, dx = \frac{298}{15}",
    r"\int_{-1}^0 x^2 \sqrt{1+x} \, dx = \frac{16}{105}",
    r"\int_{-1}^0 x^{20} \sqrt{1+x} \, dx = \frac{549755813888}{60755857577415}",
    r"\int_0^\infty x^3 e^{-x^2} \, dx = \frac12",
    r"\int_0^1 x^5 \sqrt{1-x^3} \, dx = \frac{4}{45}",
    r"\int_0^{\sqrt{\pi}} x^3 \sin(x^2) \, dx = \frac{\pi}{2}",
    r"\int_0^1 (x+a)^9 \, dx = \frac{(1+a)^{10} - a^{10}}{10}",
    r"\int \frac{1}{x^2-1} \, dx = \frac12 \ln\left|\frac{x-1}{x+1}\right| + C",
    r"\int_1^\infty \frac{\ln x}{x^3} \, dx = \frac14",
    r"\int_0^{\pi/4} \tan^2 x \sec^4 x \, dx = \frac{8}{15}",
    r"\int_0^\infty \frac{1}{(1+x^2)^3} \, dx = \frac{3\pi}{16}",
    r"\int_{-\infty}^\infty \frac{1}{1+x^4} \, dx = \frac{\pi}{\sqrt2}",
    r"\int_{-\infty}^\infty \frac{1}{x^4+x^2+1} \, dx = \frac{\pi}{\sqrt3}",
    r"\int_{-\infty}^\infty \frac{1}{(x^2+2x+2)^2} \, dx = \frac{\pi}{2}",
    r"\int_0^\infty \frac{1}{1+x^3} \, dx = \frac{2\pi}{3\sqrt3}",
    r"\int_0^1 \frac{x^3+x}{1+x^4} \, dx = \frac{\ln 2}{4} + \frac{\pi}{8}",
    r"\int_0^1 \frac{1}{x^2-2} \, dx = \frac{\sqrt2}{4} \ln\frac{\sqrt2-1}{\sqrt2+1}",
    r"\int_{-\infty}^\infty e^{-x^2} \, dx = \sqrt\pi",
    r"\int_{-\infty}^\infty e^{-x^2+2x} \, dx = e\sqrt\pi",
    r"\int_{-\infty}^0 (x^2 - x) e^{-x^2} \, dx = \frac{\sqrt\pi}{4} + \frac12",
    r"\frac{1}{\sqrt{2\pi}} \int_{-\infty}^\infty x^4 e^{-x^2/2} \, dx = 3",
    r"\int_0^\infty x^n e^{-x} \, dx = n!",
]

AS_LIMITS = [
    r"\int_1^\infty \frac{1}{x^3} \, dx = \lim_{t \to \infty} \int_1^t \frac{1}{x^3} \, dx",
    r"\lim_{b \to \infty} \int_0^b e^{-2x} \, dx = \frac12",
    r"\int_{-\infty}^0 e^{3x} \, dx = \lim_{s \to -\infty} \int_s^0 e^{3x} \, dx",
    r"\int_0^1 \ln x \, dx = \lim_{a \to 0^+} \int_a^1 \ln x \, dx",
    r"\lim_{b \to 2^-} \int_0^b \frac{1}{\sqrt{4-x^2}} \, dx = \frac{\pi}{2}",
    r"\lim_{R \to \infty} \int_{-R}^R \frac{1}{4+x^2} \, dx = \frac{\pi}{2}",
    r"\lim_{t \to \infty} \left( -\frac{\ln t}{t} + \int_1^t \frac{1}{x^2} \, dx \right) = 1",
    r"\int_0^\infty t e^{-kt} \, dt = \lim_{b \to \infty} \int_0^b t e^{-kt} \, dt",
]

NOT_AS_LIMITS = [
    r"\lim_{b \to \infty} \int_0^b e^{-2x} \, dx = 2",
    r"\int_1^\infty \frac{1}{x} \, dx = \lim_{b \to \infty} \int_1^b \frac{1}{x^2} \, dx",
    r"\int_{-\infty}^\infty x \, dx = \lim_{R \to \infty} \int_{-R}^R x \, dx",
]

UNBOUNDED = [
    r"\int_3^\infty \frac{1}{x} \, dx = \lim_{t \to \infty} (\ln t - \ln 3)",
    r"\int_3^\infty \frac{1}{x} \, dx = \infty",
    r"\int_{-\infty}^0 x \, dx = -\infty",
    r"\int_{-1}^1 \frac{1}{x^2} \, dx = \infty",
    r"\int_0^1 \frac{1}{x^2} \, dx = \lim_{t \to 0^+} \int_t^1 \frac{1}{x^2} \, dx",
]

NOT_UNBOUNDED = [
    r"\int_3^\infty \frac{1}{x} \, dx = -\infty",
    r"\int_3^\infty \frac{1}{x^2} \, dx = \infty",
    r"\int_{-1}^1 \frac{1}{x} \, dx = \infty",
    r"\int_{-\infty}^\infty x \, dx = \infty",
]

FALSE = [
    r"\int_0^\infty \frac{1}{1+x^4} \, dx = \frac{\pi}{\sqrt2}",
    r"\int_{-\infty}^\infty e^{-x^2} \, dx = \pi",
    r"\int_0^\infty x^2 e^{-x^2} \, dx = \frac{\sqrt\pi}{2}",
    r"\int_{-\infty}^\infty e^{-x^2+2x} \, dx = \sqrt\pi",
    r"\int_0^\infty x^n e^{-x} \, dx = (n+1)!",
    r"\int_0^\infty e^{-x} \cos(3x) \, dx = \frac{1}{9}",
    r"\int_0^\infty x^3 e^{-x^2} \, dx = 1",
    r"\int_{-1}^0 x^{20} \sqrt{1+x} \, dx = \frac{16}{105}",
    r"\int_0^1 (x^2+ax+b)^{12} \sqrt{1+x} \, dx = 1",
    r"\int_0^{\pi/2} \cos^3 x \, dx = \frac13",
    r"\int_0^3 \frac{x}{\sqrt{x+1}} \, dx = 3",
    r"\int_0^a x^2 \, dx = \frac{a^3}{2}",
    r"\int_0^\infty e^{-x} \, dx = 2",
    r"\int_0^1 \frac{1}{\sqrt{x}} \, dx = 1",
    r"\int_0^\infty e^{-2x} \, dx = 2",
    r"\int_1^\infty \frac{1}{x^3} \, dx = 1",
    r"\int_{-\infty}^\infty \frac{1}{1+x^2} \, dx = 2\pi",
    r"\int_0^1 \ln x \, dx = 1",
]

DIVERGENT = [
    r"\int_1^\infty \frac{1}{x} \, dx = 1",
    r"\int_1^\infty \frac{1}{\sqrt{x}} \, dx = -2",
    r"\int_1^\infty \frac{\ln x}{x} \, dx = 1",
    r"\int_{-\infty}^\infty \frac{x}{1+x^2} \, dx = 0",
    r"\int_{-\infty}^0 e^{-x} \, dx = 1",
    r"\int_0^\infty e^{x} \, dx = -1",
    r"\int_0^\infty \cos x \, dx = 0",
    r"\int_0^\infty \sin x \, dx = 1",
    r"\int_0^1 \frac{1}{x^{3/2}} \, dx = -2",
    r"\int_1^0 \frac{1}{x} \, dx = 0",
    r"\int_0^1 \frac{e^{1/x}}{x^2} \, dx = 0",
    r"\int_1^2 \frac{1}{x \ln x} \, dx = 1",
    r"\int_0^2 \frac{1}{x-1} \, dx = 0",
    r"\int_0^3 \frac{1}{x^2-3x+2} \, dx = \ln 2",
    r"\int_0^3 \frac{1}{x^2-3x+2} \, dx = -\ln 4",
    r"\int_0^2 \frac{1}{x-1} \, dx = 5",
    r"\int_0^1 \frac{1}{x^2-x} \, dx = 0",
    r"\int_{-2}^2 \frac{1}{x^2-2} \, dx = 0",
    r"\int_0^t \frac{1}{x} \, dx = \ln t",
    r"\int_{-1}^1 \frac{1}{x^2} \, dx = -2",
    r"\int_0^\pi \tan x \, dx = 0",
    r"\int_{-1}^1 \frac{1}{x} \, dx = 0",
    r"\int_0^\pi \sec^2 x \, dx = 0",
]

INTEGRANDS = [
    r"x^3 e^{2 - 3x^2}", r"\frac{x^5}{\sqrt{3 - x^2}}", r"x^7 \cos(x^4 + 1)",
    r"(2x+1)^4", r"\sqrt{2x+1}", r"\frac{1}{2x+1}", r"e^{-3x}", r"x^3 e^{2x}", r"x^2 \sin(2x)", r"\sin^2(3x)", r"\tan x",
    r"\ln(x+2)", r"x^2 \ln x", r"\arctan x", r"\frac{1}{4+9x^2}", r"\frac{1}{\sqrt{4-x^2}}", r"\sqrt{4-x^2}", r"2^x",
    r"\frac{x}{1+x^2}", r"\sin^3 x \cos x", r"\frac{\ln x}{x}", r"\cosh(2x)", r"\frac{x^2+1}{\sqrt{x}}", r"x \sqrt{1+x^2}",
    r"\frac{1}{x^2-4}", r"\frac{1}{x^2+3x+2}", r"\frac{x^3}{x^2+1}", r"\frac{1}{(x+1)(x^2+1)}", r"\frac{x+2}{(x+1)^2}",
    r"\frac{2x+1}{x^2+x+1}", r"\frac{1}{x(x+1)^3}", r"\frac{3x-1}{(2x+3)^2(3-x)}", r"\frac{1}{2x^2+2x+3}",
    r"\frac{e^x}{1+e^{2x}}", r"\frac{\sin x}{1+\cos^2 x}", r"\frac{\arctan x}{1+x^2}", r"\sec x \tan x", r"\frac{(\ln x)^2}{x^3}",
    r"\frac{e^{1/x}}{x^2}", r"\frac{1}{1+\sqrt{x}}", r"\sqrt{x} \ln x", r"e^x \cos(e^x)", r"\frac{e^{\sqrt{x}}}{\sqrt{x}}",
    r"\frac{1}{(1+x^2)^2}", r"\frac{x^5 - 2}{(2x^2+x+1)^3}", r"\frac{1}{(x^2-2)^2}", r"\frac{1}{1+x^4}",
    r"\frac{x^3+3x^2-x}{x^4-x^2+4}",
    r"\frac{2x-1}{3x^4+x^2+12}", r"\frac{1}{x^2+x-3}", r"\frac{1}{x^6+1}",
    r"\cos^3 x", r"\sin^5(2x) \cos^2(2x)", r"\frac{x^2}{\sqrt{2x+1}}", r"x (3x+1)^{2/3}",
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_a_true_value_is_proved(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Proved)


@pytest.mark.parametrize("text", AS_LIMITS)
def test_a_limit_of_integrals_is_the_improper_one(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", "k > 0"))), Proved)


@pytest.mark.parametrize("text", NOT_AS_LIMITS)
def test_a_limit_of_integrals_is_nothing_else(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Refuted)


@pytest.mark.parametrize("text", UNBOUNDED)
def test_integrals_that_are_infinite_are_equal_to_what_is(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Proved)


@pytest.mark.parametrize("text", NOT_UNBOUNDED)
def test_integrals_are_infinite_only_where_they_are(text: str) -> None:
    assert not isinstance(decide(claim_of(text, Context())), Proved | Tested)


@pytest.mark.parametrize("text", FALSE)
def test_a_false_value_is_refuted(text: str) -> None:
    assert isinstance(decide(claim_of(text, Context())), Refuted)


@pytest.mark.parametrize("text", DIVERGENT)
def test_what_diverges_is_refuted(text: str) -> None:
    verdict = decide(claim_of(text, Context()))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how is Refutation.NO_LIMIT
    assert verdict.left.startswith("diverges")


@pytest.mark.parametrize("integrand", INTEGRANDS)
def test_an_antiderivative_gives_the_integral(integrand: str) -> None:
    meaning = interpret(claim_of(rf"\int_{{1/4}}^{{5/4}} {integrand} \, dx = 0", Context()))
    assert isinstance(meaning, Meaning)
    integral = meaning.parts[0].question.left
    assert isinstance(integral, IntegralOf)
    found = primitive(integral.body, integral.variable)
    assert found is not None
    with mpmath.workdps(30):
        ends = [real_value(substitute(found, integral.variable, Rational(Fraction(n, 4))), {}) for n in (1, 5)]
        truth = mpmath.quad(lambda x: real_value(integral.body, {integral.variable: x}), [mpmath.mpf(1) / 4, mpmath.mpf(5) / 4])
        assert abs(ends[1] - ends[0] - truth) < mpmath.mpf(10) ** -20


@pytest.mark.parametrize(
    ("integrand", "function"),
    [
        (r"\frac{\sin x}{x}", lambda x: mpmath.sin(x) / x),
        (r"\frac{\ln(1+x)}{x}", lambda x: mpmath.log(1 + x) / x),
        (r"\frac{e^x - 1}{\sin x}", lambda x: (mpmath.exp(x) - 1) / mpmath.sin(x)),
    ],
)
def test_a_gap_of_the_integrand_at_an_end_is_no_obstacle(integrand: str, function: Callable[[mpmath.mpf], mpmath.mpf]) -> None:
    truth = mpmath.quad(function, [0, 1])
    integral = rf"\int_0^1 {integrand} \, dx"
    assert isinstance(decide(claim_of(f"{integral} \\approx {mpmath.nstr(truth, 5)}", Context())), Proved)
    assert isinstance(decide(claim_of(f"{integral} \\approx {mpmath.nstr(truth + 0.001, 5)}", Context())), Refuted)
    assert isinstance(decide(claim_of(f"{integral} = {mpmath.nstr(truth + 0.01, 5)}", Context())), Refuted)


def test_a_pole_at_an_end_is_no_gap() -> None:
    for text in (r"\int_0^1 \frac{\sin x}{x^2} \, dx = 2", r"\int_0^1 \frac{\cos x}{x} \, dx = 2"):
        assert isinstance(decide(claim_of(text, Context())), Refuted)


@pytest.mark.parametrize(
    ("integrand", "low", "pieces", "function"),
    [
        (r"\frac{x}{(x^2+1)(x+3)^2}", "0", (0,), lambda x: x / ((x**2 + 1) * (x + 3) ** 2)),
        (r"\left(\frac{1}{x+1} - \frac{1}{x+2}\right)", r"\frac72", (3.5,), lambda x: 1 / (x + 1) - 1 / (x + 2)),
        (r"\frac{1}{x^2+x+1}", r"-\infty", (-mpmath.inf, -10, 0), lambda x: 1 / (x**2 + x + 1)),
        (r"(x^3-2x) e^{-x^2+x}", r"-\infty", (-mpmath.inf, -10, 0), lambda x: (x**3 - 2 * x) * mpmath.exp(-(x**2) + x)),
        (r"\sin(x)^2 x^2 e^{-2x}", "1", (1,), lambda x: mpmath.sin(x) ** 2 * x**2 * mpmath.exp(-2 * x)),
    ],
)
def test_a_value_to_infinity_lies_in_its_ball(
    integrand: str, low: str, pieces: tuple[float, ...], function: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    meaning = interpret(claim_of(rf"\int_{{{low}}}^\infty {integrand} \, dx = 0", Context()))
    assert isinstance(meaning, Meaning)
    with precision(64):
        value = value_at(meaning.parts[0].question.left, place_of({}, {}, frozenset(), 100, Work(10**7)))
    assert float(value.rad()) < 1e-9
    with mpmath.workdps(30):
        truth = mpmath.quad(function, [*pieces, 10, 30, 100, mpmath.inf])
        assert abs(mpmath.mpf(value.mid().str(30, radius=False)) - truth) < float(value.rad()) + 1e-15


OF_UNKNOWN = [
    (r"\int_a^b f'(x) \, dx = f(b) - f(a)", r"\int_a^b f'(x) \, dx = f(a) - f(b)"),
    (r"\int_a^b f'(2x) \, dx = \frac{f(2b) - f(2a)}{2}", r"\int_a^b f'(2x) \, dx = f(2b) - f(2a)"),
    (r"\int_a^b f''(x) \, dx = f'(b) - f'(a)", r"\int_a^b f''(x) \, dx = f'(b) + f'(a)"),
    (
        r"\int_a^b f(x) \, dx + \int_b^c f(x) \, dx = \int_a^c f(x) \, dx",
        r"\int_a^b f(x) \, dx - \int_b^c f(x) \, dx = \int_a^c f(x) \, dx",
    ),
    (r"\int_a^b f(x) \, dx = \int_{a+c}^{b+c} f(x - c) \, dx", r"\int_a^b f(x) \, dx = \int_{a+c}^{b+c} f(x + c) \, dx"),
    (r"\int_a^b f'(g(x)) g'(x) \, dx = f(g(b)) - f(g(a))", r"\int_a^b f'(g(x)) \, dx = f(g(b)) - f(g(a))"),
    (
        r"\int_a^b f(g(x)) g'(x) \, dx = \int_{g(a)}^{g(b)} f(u) \, du",
        r"\int_a^b f(g(x)) g'(x) \, dx = \int_a^b f(u) \, du",
    ),
    (
        r"\int_a^b f(x) g'(x) \, dx = f(b) g(b) - f(a) g(a) - \int_a^b f'(x) g(x) \, dx",
        r"\int_a^b f(x) g'(x) \, dx = f(b) g(b) - f(a) g(a) + \int_a^b f'(x) g(x) \, dx",
    ),
    (r"\int_b^a f(x) \, dx = -\int_a^b f(x) \, dx", r"\int_b^a f(x) \, dx = \int_a^b f(x) \, dx"),
    (
        r"\int_0^x t f(t) \, dt = x \int_0^x f(t) \, dt - \int_0^x \int_0^s f(t) \, dt \, ds",
        r"\int_0^x t f(t) \, dt = x \int_0^x f(t) \, dt + \int_0^x \int_0^s f(t) \, dt \, ds",
    ),
]


@pytest.mark.parametrize(("right", "wrong"), OF_UNKNOWN)
def test_integrals_of_functions_that_nobody_defined(right: str, wrong: str) -> None:
    verdict = decide(claim_of(right, context_of("", "f function, g function")))
    assert isinstance(verdict, Proved), verdict
    assert verdict.evidence.scope.startswith("every smooth f")
    assert isinstance(decide(claim_of(wrong, context_of("", "f function, g function"))), Refuted)
