"""Derivatives of inverse functions at a place: compared with the slope by mpmath, every row proved."""

from __future__ import annotations

import mpmath as mp
import pytest

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import value
from tests.calculus.derivation.test_by_rules import derived

PLACES = [
    ("x^3 + x", "2", r"\frac{1}{4}", 1),
    ("x^5 + 2x - 1", "-1", r"\frac{1}{2}", 0),
    (r"x + e^x", "1", r"\frac{1}{2}", 0),
    (r"\sqrt{x^3 + 1}", "3", r"\frac{1}{2}", 2),
    (r"2x + \sin x", "0", r"\frac{1}{3}", 0),
    (r"\ln x + x", "1", r"\frac{1}{2}", 1),
]


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
        ("x^3 + x", "(f^{-1})'(x)", "is no number"),
        ("x^3 + x", "(g^{-1})'(2)", "is no function"),
        ("x^3", "(f^{-1})'(0)", "has no value"),
    ],
)
def test_what_is_not_found_says_why(function: str, find: str, says: str) -> None:
    with pytest.raises(CannotDerive, match=says):
        derived(f"f(x) = {function}", find)
