"""Derivatives of inverse functions at a place: compared with the slope by mpmath, every row proved."""

from __future__ import annotations

import mpmath as mp
import pytest

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import Undefined, value
from tests.calculus.derivation.test_by_rules import derived

PLACES = [
    ("x^3 + x", "2", r"\frac{1}{4}", 1),
    ("x^5 + 2x - 1", "-1", r"\frac{1}{2}", 0),
    (r"x + e^x", "1", r"\frac{1}{2}", 0),
    (r"\sqrt{x^3 + 1}", "3", r"\frac{1}{2}", 2),
    (r"2x + \sin x", "0", r"\frac{1}{3}", 0),
    (r"\ln x + x", "1", r"\frac{1}{2}", 1),
    (r"\frac{x}{x + 1}", r"\frac{1}{2}", "4", 1),
    (r"x + \sin x", "0", r"\frac{1}{2}", 0),
    (r"x^3 - 3x^2 + 4x", "2", "1", 1),
    (r"\frac{e^x - 1}{e^x + 1}", "0", "2", 0),
]

BRANCHES = [
    ("x^2", "4", "x > 0", r"\frac{1}{4}"),
    ("x^2", "4", "x < 0", r"-\frac{1}{4}"),
    (r"x - \frac{1}{x}", "0", "x > 0", r"\frac{1}{2}"),
    (r"\tan x", "0", r"x \in (-\pi/2, \pi/2)", "1"),
    (r"\sin x", "0", r"x \in [-\pi/2, \pi/2]", "1"),
    ("x^3 - 3x", "2", "x > 1", r"\frac{1}{9}"),
    ("x e^x", "0", "x > -1", "1"),
]


@pytest.mark.parametrize(("function", "at", "assumption", "answer"), BRANCHES)
def test_one_branch_under_an_assumption(function: str, at: str, assumption: str, answer: str) -> None:
    derivation = derived(f"f(x) = {function}", f"(f^{{-1}})'({at})", "", assumption)
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "at"),
    [
        (r"e^{x/20} - x/10", "1"),
        (r"\tan x", "0"),
        (r"\sin x", "0"),
        (r"\cosh x", "1"),
        (r"x \ln x", "0"),
        ("x e^x", "0"),
        ("x - 2 \\sin x", "0"),
        (r"x^2 - \frac{1}{x}", "0"),
    ],
)
def test_a_function_that_may_have_no_inverse_is_refused(function: str, at: str) -> None:
    """e^{x/20} - x/10 has the value 1 at 0, and near 25 as well: -20 was called the derivative of the inverse."""
    with pytest.raises(CannotDerive, match="is one-to-one") as raised:
        derived(f"f(x) = {function}", f"(f^{{-1}})'({at})")
    assert raised.value.help


@pytest.mark.parametrize(("function", "at", "answer", "place"), PLACES)
def test_the_derivative_of_an_inverse(function: str, at: str, answer: str, place: int) -> None:
    """It was said that the inverse is not defined."""
    derivation = derived(f"f(x) = {function}", f"(f^{{-1}})'({at})")
    assert derivation.method == "inverse"
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED
    body = derived(f"f(x) = {function}").context.definitions["f"].body
    assert body is not None
    with mp.workdps(30):
        assert abs(1 / mp.diff(lambda t: value(body, {"x": t}), place) - value(derivation.answer, {})) < 1e-9


@pytest.mark.parametrize(
    ("function", "find", "says"),
    [
        ("x^2", "(f^{-1})'(4)", "at several places"),
        ("x^3 + x", "(f^{-1})'(5)", "is not found"),
        ("x^3 + x", "(f^{-1})'(a)", "is no number"),
        ("x^3 + x", "(g^{-1})'(2)", "is no function"),
        ("x^3", "(f^{-1})'(0)", "has no value"),
    ],
)
def test_what_is_not_found_says_why(function: str, find: str, says: str) -> None:
    with pytest.raises(CannotDerive, match=says):
        derived(f"f(x) = {function}", find)


@pytest.mark.parametrize(
    ("function", "on_curve", "end"),
    [
        (r"\arcsin x", r"\frac{1}{\cos y}", r"\frac{1}{\sqrt{1 - x^2}}"),
        (r"\arccos x", r"-\frac{1}{\sin y}", r"-\frac{1}{\sqrt{1 - x^2}}"),
        (r"\arctan x", r"\frac{1}{\sec^2 y}", r"\frac{1}{1 + x^2}"),
        (r"\operatorname{arsinh} x", r"\frac{1}{\cosh y}", r"\frac{1}{\sqrt{x^2 + 1}}"),
        (r"\operatorname{arcosh} x", r"\frac{1}{\sinh y}", r"\frac{1}{\sqrt{x^2 - 1}}"),
        (r"\operatorname{artanh} x", r"\frac{1}{1 - \tanh^2 y}", r"\frac{1}{1 - x^2}"),
        (r"\ln x", "e^{-y}", r"\frac{1}{x}"),
        (r"\sqrt{x}", r"\frac{1}{2y}", r"\frac{1}{2 \sqrt{x}}"),
        (r"\sqrt[5]{x}", r"\frac{1}{5y^4}", r"\frac{1}{5 \sqrt[5]{x^4}}"),
        (r"\operatorname{arccot} x", r"-\frac{1}{\csc^2 y}", r"-\frac{1}{1 + x^2}"),
        (r"\operatorname{arcsec} x", r"\frac{1}{\sec y \tan y}", r"\frac{1}{|x| \sqrt{x^2 - 1}}"),
        (r"\operatorname{arccsc} x", r"-\frac{1}{\csc y \cot y}", r"-\frac{1}{|x| \sqrt{x^2 - 1}}"),
        (r"\operatorname{arcsch} x", r"-\frac{1}{\operatorname{csch} y \coth y}", r"-\frac{1}{|x| \sqrt{1 + x^2}}"),
        (r"\log_2 x", r"\frac{1}{2^y \ln 2}", r"\frac{1}{x \ln 2}"),
        ("x^{1/3}", r"\frac{1}{3y^2}", r"\frac{1}{3x^{2/3}}"),
        ("e^x", "y", "e^x"),
        ("10^x", r"y \ln 10", r"10^x \ln 10"),
        (r"\arctan(x^2)", r"\frac{2x}{\sec^2 y}", r"\frac{2x}{1 + x^4}"),
        (r"\arcsin(2x)", r"\frac{2}{\cos y}", r"\frac{2}{\sqrt{1 - 4x^2}}"),
        (r"\ln(3x + 1)", "3e^{-y}", r"\frac{3}{3x + 1}"),
    ],
)
def test_functions_that_are_inverses(function: str, on_curve: str, end: str) -> None:
    derivation = derived(f"f(x) = {function}", method="inverse")
    assert derivation.method == "inverse"
    assert on_curve in [print_latex(step.after) for step in derivation.steps]
    assert print_latex(derivation.answer) == end
    assert judge_derivation(derivation).status is Standing.PROVED
    body = derivation.context.definitions["f"].body
    assert body is not None
    for at in (mp.mpf("0.37"), mp.mpf("1.62")):
        try:
            slope = value(derivation.answer, {"x": at})
            assert abs(slope - mp.diff(lambda t: value(body, {"x": t}), at)) < 1e-9
        except Undefined:
            pass


def test_what_is_no_inverse_function_is_told() -> None:
    with pytest.raises(CannotDerive, match="no derivative of an inverse function"):
        derived("f(x) = x^2", method="inverse")


def test_an_inverse_function_at_a_place() -> None:
    derivation = derived(r"f(x) = \operatorname{arcsec} x", "f'(2)", "inverse")
    assert print_latex(derivation.answer) == r"\frac{\sqrt{3}}{6}"
    assert judge_derivation(derivation).status is Standing.PROVED


def test_an_inverse_function_with_a_letter_for_its_base() -> None:
    derivation = derived(r"f(x) = \log_a x", "f'(x)", "inverse")
    assert print_latex(derivation.answer) == r"\frac{1}{x \ln a}"
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "assumed", "answer"),
    [
        ("x^3", "", r"\frac{1}{3y^2}"),
        ("2x + 3", "", r"\frac{1}{2}"),
        ("x^3 + x", "", r"\frac{1}{3y^2 + 1}"),
        ("x^2", "x > 0", r"\frac{1}{2y}"),
    ],
)
def test_the_inverse_of_a_function_everywhere(function: str, assumed: str, answer: str) -> None:
    """In y, which stands for the value of the inverse."""
    derivation = derived(f"f(x) = {function}", "(f^{-1})'(x)", assume=assumed)
    assert print_latex(derivation.answer) == answer
    assert judge_derivation(derivation).status is Standing.PROVED
