"""Sums that end in dots, against the coefficients of Taylor's series."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from builder.check.expansions import decide_expansion

KNOWN = read_given("f(x) = e^{2x}", Context())


def outcome(latex: str) -> str:
    relation = parse_display(latex, names_of(KNOWN)).statements[0].relations[0]
    match decide_expansion(relation, KNOWN):
        case (Proved(), _):
            return "proved"
        case (Refuted(), how):
            return how.partition(": ")[2]
        case _:
            return ""


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"e^x = 1 + x + \frac{x^2}{2!} + \frac{x^3}{3!} + \cdots", "proved"),
        (r"e^x = 1 + x + x^2 + \cdots", "the coefficient of x^2 is another"),
        (r"\sin x = x - \frac{x^3}{6} + \ldots", "proved"),
        (r"\sin x = x + \frac{x^3}{6} + \ldots", "the coefficient of x^3 is another"),
        (r"\cos x = 1 - \frac{x^2}{2} + \frac{x^4}{24} - \cdots", "proved"),
        (r"\cos x = x - \frac{x^2}{2} + \cdots", "the coefficient of order 0 is another"),
        (r"\frac{1}{1 - x} = 1 + x + x^2 + \cdots", "proved"),
        (r"(x + h)^n = x^n + n x^{n-1} h + \frac{n(n-1)}{2} x^{n-2} h^2 + \cdots", "proved"),
        (r"(x + h)^n = x^n + n x^{n-1} h + n(n-1) x^{n-2} h^2 + \cdots", "the coefficient of h^2 is another"),
        (r"f(x) = 1 + 2x + 2x^2 + \cdots", "proved"),
        (r"f(x) = 1 + 2x + 4x^2 + \cdots", "the coefficient of x^2 is another"),
        (r"(1 + x)^2 = 1 + x^2 + \cdots", "the coefficient of x is another"),  # a power between is missing
        # Nothing is known of these, or another order of terms is meant.
        (r"g(x) = 1 + x + x^2 + \cdots", ""),
        (r"e^x = c_0 + c_1 x + c_2 x^2 + \cdots", ""),
        (r"S = 1 + x + x^2 + \cdots", ""),
        (r"x = 1 + 1 + 1 + \cdots", ""),
        (r"\frac{1}{x} = x^{-1} + 0 x + \cdots", ""),
        (r"e^x = 1 + x + \cdots + x^9", ""),
        (r"e^x = 1 + x", ""),
        (r"\ln x = x + x^2 + \cdots", ""),  # no value at 0
    ],
)
def test_the_coefficients_shown_are_those_of_the_left_side(latex: str, expected: str) -> None:
    assert outcome(latex) == expected
