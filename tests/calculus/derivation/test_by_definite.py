r"""Definite integrals: every row is proved, and the value is that of mpmath's quadrature."""

from __future__ import annotations

import mpmath as mp
import pytest

from builder.calculus.derivation.build import INFINITY, bare
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.values import exact
from builder.calculus.expression.nodes import Expression, Integral, Negation
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import value
from tests.calculus.derivation.test_by_antiderivative import KNOWN
from tests.calculus.derivation.test_by_rules import all_steps, derived, rows

TABLE = [
    (r"\int_0^1 x^2 \, dx", r"\frac{1}{3}"),
    (r"\int_1^2 (3x^2 + 2x - 1) \, dx", "9"),
    (r"\int_0^\pi \sin x \, dx", "2"),
    (r"\int_1^e \frac{1}{x} \, dx", "1"),
    (r"\int_0^1 e^{2x} \, dx", r"\frac{e^2}{2} - \frac{1}{2}"),
    (r"\int_1^4 \sqrt{x} \, dx", r"\frac{14}{3}"),
    (r"\int_0^1 \frac{1}{1 + x^2} \, dx", r"\frac{\pi}{4}"),
    (r"\int_0^{1/2} \frac{1}{\sqrt{1 - x^2}} \, dx", r"\frac{\pi}{6}"),
    (r"\int_0^{\pi/2} \sin^2 x \, dx", r"\frac{\pi}{4}"),
    (r"\int_0^{2\pi} \cos^2 x \, dx", r"\pi"),
    (r"\int_1^2 2x e^{x^2} \, dx", "e^4 - e"),
    (r"\int_0^1 x \sqrt{1 - x^2} \, dx", r"\frac{1}{3}"),
    (r"\int_0^1 \frac{x}{x^2 + 1} \, dx", r"\frac{1}{2} \ln 2"),
    (r"\int_0^{\pi/2} \sin^3 x \cos x \, dx", r"\frac{1}{4}"),
    (r"\int_0^{\pi/2} \cos^3 x \, dx", r"\frac{2}{3}"),
    (r"\int_0^1 x e^x \, dx", "1"),
    (r"\int_1^e \ln x \, dx", "1"),
    (r"\int_0^\pi x \sin x \, dx", r"\pi"),
    (r"\int_0^1 \arctan x \, dx", r"\frac{\pi}{4} - \frac{1}{2} \ln 2"),
    (r"\int_2^3 \frac{1}{x^2 - 1} \, dx", r"\frac{1}{2} \ln\left( \frac{3}{2} \right)"),
    (r"\int_0^1 \frac{1}{x^2 + 3x + 2} \, dx", r"\ln\left( \frac{4}{3} \right)"),
    (r"\int_0^1 \sqrt{1 - x^2} \, dx", r"\frac{\pi}{4}"),
    (r"\int_0^{\pi/4} \tan x \, dx", r"\frac{1}{2} \ln 2"),
    (r"\int_0^{\pi/2} e^x \sin x \, dx", r"\frac{1}{2} e^{\frac{\pi}{2}} + \frac{1}{2}"),
    (r"\int_{-2}^{-1} \frac{1}{x} \, dx", r"-\ln 2"),
    (r"\int_0^{\pi/3} \sec^2 x \, dx", r"\sqrt{3}"),
    (r"\int_0^3 \frac{x}{\sqrt{x + 1}} \, dx", r"\frac{8}{3}"),
    (r"\int_1^3 x \ln x \, dx", r"\frac{9}{2} \ln 3 - 2"),
    (r"\int_1^\infty \frac{1}{x^2} \, dx", "1"),
    (r"\int_0^\infty e^{-x} \, dx", "1"),
    (r"\int_0^\infty x e^{-x} \, dx", "1"),
    (r"\int_{-\infty}^0 e^x \, dx", "1"),
    (r"\int_0^\infty \frac{1}{1 + x^2} \, dx", r"\frac{\pi}{2}"),
    (r"\int_0^1 \frac{1}{\sqrt{x}} \, dx", "2"),
    (r"\int_0^1 \ln x \, dx", "-1"),
    (r"\int_{-\infty}^\infty \frac{1}{1 + x^2} \, dx", r"\pi"),
    (r"\int_{-\infty}^\infty x e^{-x^2} \, dx", "0"),
    (r"\int_{-1}^1 \frac{1}{\sqrt{1 - x^2}} \, dx", r"\pi"),
]


def _end(node: Expression | None) -> mp.mpf:
    assert node is not None
    if node == INFINITY or (isinstance(node, Negation) and node.operand == INFINITY):
        return mp.inf if node == INFINITY else -mp.inf
    return value(node, {})


@pytest.mark.sample(2)
@pytest.mark.parametrize(("integral", "answer"), TABLE, ids=[row[0] for row in TABLE])
def test_definite_integrals(integral: str, answer: str) -> None:
    derivation = derived(integral)
    assert derivation.method == "definite"
    assert print_latex(derivation.answer) == answer
    assert {step.reason.rule for step in all_steps(derivation.steps)} <= KNOWN
    judged = judge_derivation(derivation)
    assert judged.status is Standing.PROVED, [(step.plain, step.verdict) for step in judged.steps]
    goal = bare(derivation.goal)
    assert isinstance(goal, Integral)
    body, name = goal.body, goal.variable.name
    with mp.workdps(20):
        truth = mp.quad(lambda t: value(body, {name: t}), [_end(goal.lower), _end(goal.upper)])
        assert abs(truth - value(derivation.answer, {})) < 1e-6


def test_ends_change_with_the_letter() -> None:
    assert (
        rows(derived(r"\int_1^2 2x e^{x^2} \, dx"))
        == r"""
u = x^2 [name-inner]
du = 2x \, dx [differential]
\int_1^2 2xe^{x^2} \, dx = \int_1^4 e^u \, du [substitute]
= [e^u]_1^4 [fundamental-theorem]
= e^4 - e^1 [put-in-ends]
= e^4 - e [known-values]
""".strip()
    )


def test_letters_in_the_ends() -> None:
    derivation = derived(r"\int_a^b x \, dx")
    assert print_latex(derivation.answer) == r"\frac{b^2}{2} - \frac{a^2}{2}"
    assert judge_derivation(derivation).status is Standing.PROVED
    scaled = derived(r"\int_0^1 a x^2 \, dx")
    assert r"\left[ \frac{1}{3} ax^3 \right]_{x = 0}^{x = 1}" in rows(scaled)
    assert judge_derivation(scaled).status is Standing.PROVED
    assert print_latex(derived("f(x) = x^2", r"\int_0^t f(x) \, dx").answer) == r"\frac{t^3}{3}"


@pytest.mark.parametrize(
    ("integral", "why"),
    [
        (r"\int_{-1}^1 \frac{1}{x} \, dx", "has no value near x = 0"),
        (r"\int_0^3 \frac{1}{(x - \sqrt{2})^2} \, dx", "has no value near x = 1.4"),
        (r"\int_1^\infty \frac{1}{x} \, dx", "diverges"),
        (r"\int_0^1 \frac{1}{x} \, dx", "diverges"),
        (r"\int_{-\infty}^\infty e^{-x} \, dx", "diverges"),
        (r"\int_{-\infty}^\infty x \, dx", "diverges"),
        (r"\int_0^\infty e^{-ax} \, dx", "depends on the letters"),
        (r"\int_0^1 x^n \, dx", "depends on the letters"),
        (r"\int_0^1 \int_0^1 x \, dx \, dy", "an integral in the integral"),
        (r"\int_0^1 \frac{x}{0} \, dx", "no value near"),
        (r"\int \frac{1}{0} \, dx", "divides by 0"),
        (r"\int_0^1 e^{x^2} \, dx", "no antiderivative"),
        (r"\int_0^{2\pi} \frac{1}{2 + \cos x} \, dx", "jumps"),
    ],
)
def test_what_is_refused_says_why(integral: str, why: str) -> None:
    with pytest.raises(CannotDerive, match=why) as found:
        derived(integral)
    assert found.value.help


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (r"\sin\frac{\pi}{3} + \cos \pi", r"\frac{\sqrt{3}}{2} - 1"),
        (r"\arctan(-1)", r"-\frac{\pi}{4}"),
        (r"\ln e^3 + e^{\ln 2}", "5"),
        (r"4^{3/2}", "8"),
        (r"2^{3/2}", r"2 \sqrt{2}"),
        (r"\sin 1 + x \cdot 0", r"\sin 1"),
    ],
)
def test_known_values(given: str, known: str) -> None:
    assert print_latex(exact(parse_expression(given, Names()))) == known
