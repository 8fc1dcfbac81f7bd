r"""The n-th derivative: every row is proved, and the pattern is compared with derivatives by mpmath."""

from __future__ import annotations

import mpmath as mp
import pytest

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import value
from tests.calculus.derivation.test_by_antiderivative import KNOWN
from tests.calculus.derivation.test_by_rules import all_steps, derived

PATTERNS = [
    ("x e^x", "(x + n) e^x"),
    (r"\sin x", r"\sin\left( x + \frac{n \pi}{2} \right)"),
    ("x e^{-x}", "(-1)^n (x - n) e^{-x}"),
    ("(2x + 1) e^{3x}", r"3^{n - 1}(3(2x + 1) + 2n) e^{3x}"),
    (r"\frac{1}{1 + x}", r"\frac{(-1)^nn!}{(1 + x)^{n + 1}}"),
    (r"\frac{1}{1 - x}", r"\frac{n!}{(1 - x)^{n + 1}}"),
    (r"\frac{1}{x^2}", r"\frac{(-1)^n (n + 1)!}{x^{n + 2}}"),
    (r"\frac{3}{(2x + 1)^3}", None),
    (r"\ln(3x)", r"\frac{(-1)^{n - 1}(n - 1)!}{x^n}"),
    (r"3 \cdot 2^x", None),
    (r"\cos(2x + 1)", None),
    (r"\frac{5}{2x + 3}", None),
    (r"\ln(1 - 2x)", None),
    (r"\sqrt{x}", r"\frac{(-1)^{n - 1}(2n - 2)!}{2^{2n - 1}(n - 1)!} x^{\frac{1}{2} - n}"),
    (r"\frac{1}{\sqrt{1 + 2x}}", None),
    ("x^2 e^x", "(x^2 + 2nx + n(n - 1)) e^x"),
    ("(x^2 + 1) e^{2x}", None),
    (r"x \sin x", r"x \sin\left( x + \frac{n \pi}{2} \right) + n \sin\left( x + \frac{(n - 1) \pi}{2} \right)"),
    (r"e^x \sin x", r"2^{\frac{n}{2}} e^x \sin\left( x + \frac{n \pi}{4} \right)"),
    (r"e^{-2x} \cos x", None),
    (r"\sinh x", r"\frac{1}{2} e^x - \frac{1}{2}(-1)^ne^{-x}"),
    (r"\cos^2 x", None),
    (r"\sin x \cos x", None),
    (r"\frac{1 + x}{1 - x}", None),
    (r"\frac{1}{x^2 - 1}", None),
    (r"-2 \sin x + \ln x", None),
    (r"\sin(2x) \cos(3x)", None),
    (r"\cos x \cos(2x)", None),
    (r"\sin x \sin(3x)", None),
]

OF_LETTERS = [
    ("x^m", r"m(m - 1) \cdots (m - n + 1) x^{m - n}", ""),
    ("(ax + b)^m", None, ""),
    (r"\frac{1}{ax + b}", r"\frac{(-1)^na^nn!}{(ax + b)^{n + 1}}", ""),
    (r"\ln(ax + b)", None, ""),
    (r"e^{ax} \sin(bx)", None, "a > 0"),
    (r"e^{-ax} \cos x", None, "a > 0"),
]


@pytest.mark.parametrize(("function", "pattern"), PATTERNS, ids=[row[0] for row in PATTERNS])
def test_the_pattern_is_proved_by_induction(function: str, pattern: str | None) -> None:
    derivation = derived(f"f(x) = {function}", "f^{(n)}(x)")
    assert derivation.method == "nth"
    assert pattern is None or print_latex(derivation.answer) == pattern
    assert judge_derivation(derivation).status is Standing.PROVED
    assert {step.reason.rule for step in all_steps(derivation.steps)} <= KNOWN
    body = derivation.context.definitions["f"].body
    assert body is not None
    with mp.workdps(40):
        for order in (1, 4):
            found = value(derivation.answer, {"x": mp.mpf("0.3"), "n": mp.mpf(order)})
            assert abs(found - mp.diff(lambda t: value(body, {"x": t}), mp.mpf("0.3"), order)) < 1e-12 * (1 + abs(found))


LATER = [
    (r"x \ln x", r"\frac{(-1)^n (n - 2)!}{x^{n - 1}}", 2),
    (r"x^2 \ln x", r"\frac{2(-1)^{n + 1}(n - 3)!}{x^{n - 2}}", 3),
    ("x^2 + e^x", "e^x", 3),
]


@pytest.mark.parametrize(("function", "pattern", "first"), LATER)
def test_a_pattern_may_begin_later(function: str, pattern: str, first: int) -> None:
    derivation = derived(f"f(x) = {function}", "f^{(n)}(x)")
    assert print_latex(derivation.answer) == pattern
    assert judge_derivation(derivation).status is Standing.PROVED
    body = derivation.context.definitions["f"].body
    assert body is not None
    with mp.workdps(40):
        for order in (first, first + 2):
            found = value(derivation.answer, {"x": mp.mpf("0.3"), "n": mp.mpf(order)})
            assert abs(found - mp.diff(lambda t: value(body, {"x": t}), mp.mpf("0.3"), order)) < 1e-12 * (1 + abs(found))


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (r"\ln(1 + x)", "(-1)^{n - 1}(n - 1)!"),
        ("e^{2x}", "2^n"),
        (r"\sin x", r"\sin\left( \frac{n \pi}{2} \right)"),
        ("x e^x", "n"),
    ],
)
def test_the_nth_derivative_at_a_point(function: str, answer: str) -> None:
    """The point was passed over."""
    derivation = derived(f"f(x) = {function}", "f^{(n)}(0)")
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status in (Standing.PROVED, Standing.TESTED)


@pytest.mark.parametrize(("function", "pattern", "assumed"), OF_LETTERS, ids=[row[0] for row in OF_LETTERS])
def test_functions_with_letters_have_patterns(function: str, pattern: str | None, assumed: str) -> None:
    derivation = derived(f"f(x) = {function}", "f^{(n)}(x)", assume=assumed)
    assert pattern is None or print_latex(derivation.answer) == pattern
    assert judge_derivation(derivation).status is Standing.PROVED


def test_a_fraction_for_exponent_is_tested() -> None:
    assert judge_derivation(derived(r"f(x) = \sqrt[3]{x}", "f^{(n)}(x)")).status in (Standing.PROVED, Standing.TESTED)


@pytest.mark.parametrize(("function", "answer"), [("x^n", "n!"), ("3x^n", "3n!"), ("(2x + 1)^n", r"n! \cdot 2^n")])
def test_the_order_may_be_the_exponent(function: str, answer: str) -> None:
    derivation = derived(f"f(x) = {function}", "f^{(n)}(x)")
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "goal", "answer"),
    [
        (r"\sin x", "f^{(10)}(x)", r"-\sin x"),
        (r"\cos x", "f^{(99)}(x)", r"\sin x"),
        ("x e^x", "f^{(20)}(0)", "20"),
        (r"\frac{1}{1 - x}", "f^{(12)}(x)", r"\frac{12!}{(1 - x)^{13}}"),
        (r"x^2 \sin x", "f^{(10)}(x)", r"-x^2 \sin x + 20x \cos x + 90 \sin x"),
    ],
)
def test_a_high_order_is_put_into_the_pattern(function: str, goal: str, answer: str) -> None:
    derivation = derived(f"f(x) = {function}", goal)
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "why"),
    [(r"\tan x", "no pattern that is known"), ("x^5", "from order 6 on they are 0"), ("n^x", "is in the function")],
)
def test_what_has_no_known_pattern_is_refused(function: str, why: str) -> None:
    with pytest.raises(CannotDerive, match=why):
        derived(f"f(x) = {function}", "f^{(n)}(x)")


def test_the_numerator_over_a_power_with_a_letter_stays() -> None:
    """2/x^n was written as x^{-n}."""
    derivation = derived(r"f(x) = \frac{2}{x^n}", "f'(x)")
    assert judge_derivation(derivation).status is Standing.PROVED
