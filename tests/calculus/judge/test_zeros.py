"""A bound on the number of zeros is never too small, and it is met where all zeros are to be proved."""

from __future__ import annotations

import pytest

from builder.calculus.judge.zeros import zeros_at_most
from builder.calculus.latex.parser import parse_expression

BOUNDS = [
    ("(2 - x) e^{-x/2}", 1),
    (r"\frac{1 - x^2}{(x^2 + 1)^2}", 2),
    (r"\frac{1 - \ln x}{x^2}", 1),
    (r"x^2 \ln x", 1),
    (r"\frac{3x^2 - 12}{2x \sqrt{x}}", 1),
    (r"\frac{x^2 (x^2 - 2)}{x^3}", 2),
    (r"\sqrt{x} (x - 1)", 2),
    (r"x^{\pi} (x - 1)", 2),
    ("x^x (x - 2)", 1),
    ("4x^{7/3}", 1),
    (r"(\ln 3 - 1) (x - 1)", 1),
    (r"(\ln 1) (x - 1)", None),
    ("(x - x) e^x", None),
    ("2^{x + 1} - 9", 1),
    (r"\log_2 x - 3", 1),
    ("a (x - 1)", None),
    ("a x - 1", None),
    (r"\frac{x - 1}{a}", None),
    (r"\frac{(x - 1) \ln x}{x - 1}", 0),
    (r"\ln(x^2 - 3)", 2),
    (r"\frac{1}{\ln x}", 0),
    (r"\cosh^2 x - 1", None),
    (r"\sin x", None),
    (r"\sinh(x^2 - 1)", 2),
    (r"x \arctan x", 1),
    ("e^{2x} - 3", 1),
    ("e^{x^2} - 3", None),
    ("(e^{2x} - 3)(x - 1)", 2),
    ("e^x - e^{2x}", None),
    (r"\ln x + x", None),
]


@pytest.mark.parametrize(("text", "most"), BOUNDS)
def test_there_are_no_more_zeros_than_are_said(text: str, most: int | None) -> None:
    assert zeros_at_most(parse_expression(text), "x") == most
