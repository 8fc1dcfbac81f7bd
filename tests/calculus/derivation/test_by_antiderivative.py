r"""Antiderivatives: every row is proved, the end has the integrand as its derivative, and differs from SymPy's by a constant.

`integrals.txt` has an integrand a line, and behind `|` what SymPy finds, where it finds a real function.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import mpmath as mp
import pytest

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.expression.nodes import Expression, Integral
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules.book import MOVES, RULES
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import Undefined, value
from tests.calculus.derivation.test_by_rules import all_steps, derived, rows

TABLE = [
    tuple(part.strip() for part in line.split("|SymPy:"))
    for line in (Path(__file__).parent / "integrals.txt").read_text(encoding="utf-8").splitlines()
]
KNOWN = {rule.name for rule in RULES} | {move.name for move in MOVES}
LETTERS = {"a": mp.mpf("1.7"), "b": mp.mpf("0.6"), "c": mp.mpf("2.3"), "n": mp.mpf("1.5"), "C": mp.mpf("0.25")}


def _at(node: Expression, x: mp.mpf) -> mp.mpf | None:
    """The value of `node`, None where it has none."""
    try:
        found = value(node, {**LETTERS, "x": x})
    except (Undefined, ZeroDivisionError, ValueError):
        return None
    return found if mp.isfinite(found) and not mp.im(found) else None


@pytest.mark.sample(5)
@pytest.mark.parametrize(("integrand", "sympy"), TABLE, ids=[row[0] for row in TABLE])
def test_antiderivatives(integrand: str, sympy: str) -> None:
    derivation = derived("", rf"\int \left({integrand}\right) \, dx")
    assert derivation.method == "antiderivative"
    assert {step.reason.rule for step in all_steps(derivation.steps)} <= KNOWN
    judged = judge_derivation(derivation)
    assert judged.status is Standing.PROVED, [(step.plain, step.verdict) for step in judged.steps]
    body = parse_expression(integrand, Names())
    theirs = parse_expression(sympy, Names()) if sympy else None
    compared = 0
    chosen = random.Random(integrand)
    with mp.workdps(30):
        for scale in (1, 3) * 9:
            x, step = mp.mpf(chosen.randrange(-700, 1200)) / 701 * scale, mp.mpf(1) / 10**6
            truth, near, far = _at(body, x), _at(derivation.answer, x - step), _at(derivation.answer, x + step)
            if truth is None or near is None or far is None:
                continue
            assert abs((far - near) / (2 * step) - truth) <= mp.mpf(10) ** -6 * (1 + abs(truth) ** 3), (x, truth)
            compared += 1
            other = None if theirs is None else (_at(theirs, x - step), _at(theirs, x + step))
            if other is not None and other[0] is not None and other[1] is not None:
                assert abs((far - other[1]) - (near - other[0])) <= mp.mpf(10) ** -9
    assert compared >= 2


def test_the_table_is_that_of_a_course_and_has_no_row_twice() -> None:
    assert len(TABLE) == len({row[0] for row in TABLE}) >= 200
    assert sum(bool(sympy) for _, sympy in TABLE) >= 180


def test_a_substitution_line_by_line() -> None:
    assert (
        rows(derived(r"f(x) = x \sin x^2", r"\int f(x) \, dx"))
        == r"""
\int f(x) \, dx = \int x \sin(x^2) \, dx [put-in-function]
u = x^2 [name-inner]
du = 2x \, dx [differential]
\int f(x) \, dx = \frac{1}{2} \int \sin u \, du [substitute]
= -\frac{1}{2} \cos u + C [integral-of-sin]
= -\frac{1}{2} \cos(x^2) + C [put-back]
""".strip()
    )


def test_twice_by_parts_line_by_line() -> None:
    assert (
        rows(derived("", r"\int x^2 e^x \, dx"))
        == r"""
\int x^2 e^x \, dx = x^2 e^x - \int 2xe^x \, dx [integration-by-parts]
= x^2 e^x - 2 \int xe^x \, dx [integral-of-multiple]
= x^2 e^x - 2 \left( xe^x - \int e^x \, dx \right) [integration-by-parts]
= x^2 e^x - 2(xe^x - e^x) + C [integral-of-exponential]
= x^2 e^x - 2xe^x + 2e^x + C [expand]
= (x^2 - 2x + 2) e^x + C [factor-out]
""".strip()
    )


def test_an_integral_that_comes_back_is_solved_for() -> None:
    assert (
        rows(derived("", r"\int e^x \sin x \, dx"))
        == r"""
\int e^x \sin x \, dx = e^x \sin x - \int e^x \cos x \, dx [integration-by-parts]
= e^x \sin x - \left( e^x \cos x + \int e^x \sin x \, dx \right) [integration-by-parts]
= e^x \sin x - e^x \cos x - \int e^x \sin x \, dx [expand]
2 \int e^x \sin x \, dx = e^x \sin x - e^x \cos x + C [integral-comes-back]
\int e^x \sin x \, dx = \frac{1}{2} e^x (\sin x - \cos x) + C [divide-by-number]
""".strip()
    )


def test_partial_fractions_are_told() -> None:
    derivation = derived("", r"\int \frac{1}{x(x-1)^2} \, dx")
    text = derivation.steps[0].reason.text
    assert text == (r"partial fractions: $\frac{A}{x} + \frac{B}{x - 1} + \frac{D}{(x - 1)^2}$ with $A = 1$, $B = -1$, $D = 1$")
    assert print_latex(derivation.answer) == r"\ln |x| - \ln |x - 1| - \frac{1}{x - 1} + C"


@pytest.mark.parametrize(
    ("integral", "answer"),
    [
        (r"\int C x \, dx", r"\frac{1}{2} Cx^2 + K"),
        (r"\int \cos(\omega t + \varphi) \, dt", r"\frac{1}{\omega} \sin(\omega t + \varphi) + C"),
        (r"\int u e^{u^2} \, du", r"\frac{1}{2} e^{u^2} + C"),
        (r"\int \sqrt{1 - t^2} \, dt", r"\frac{1}{2} \arcsin t + \frac{1}{2} t \sqrt{1 - t^2} + C"),
        (r"\int \frac{1}{\sqrt{a^2 - x^2}} \, dx", r"\arcsin\left( \frac{x}{|a|} \right) + C"),
        (r"\int 0 \, dx", "C"),
    ],
)
def test_letters_that_are_taken_and_constants(integral: str, answer: str) -> None:
    derivation = derived("", integral)
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    "integrand",
    [r"e^{x^2}", r"\frac{\sin x}{x}", "x^x", r"\frac{1}{\ln x}", r"\sqrt{1 - x^4}", r"\sin(x^2)", r"g(x)", r"\sqrt{\sin x}"],
)
def test_what_is_not_found_says_what_would_do(integrand: str) -> None:
    begun = time.process_time()
    with pytest.raises(CannotDerive, match="no antiderivative") as found:
        derived("", rf"\int {integrand} \, dx")
    assert "{check}" in found.value.help
    assert time.process_time() - begun < 5


def test_an_integral_alone_is_what_to_find() -> None:
    derivation = derived(r"\int x \, dx")
    assert isinstance(derivation.goal, Integral)
    assert print_latex(derivation.answer) == r"\frac{x^2}{2} + C"


def test_a_method_that_does_not_fit() -> None:
    with pytest.raises(CannotDerive, match="no integral without bounds"):
        derived("f(x) = x^2", "f'(x)", "antiderivative")
