"""Where a formula may have no value."""

from __future__ import annotations

import pytest

from builder.calculus.expression.gaps import may_have_gaps
from builder.calculus.latex.parser import parse_expression

WITHOUT = (
    r"3x^2 - 5",
    r"-\frac{3}{4} x + \frac{25}{4}",
    r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h}",
    r"\sum_{k=1}^{n} \frac{1}{k}",
    r"\frac{1}{1 + x^2}",
    r"\frac{e^{-x}}{(1 + e^{-x})^2}",
    r"\sqrt{x^2 + 4}",
    r"\sqrt{x^2}",
    r"\ln(1 + e^x)",
    r"(1 + x^2)^{-1/2}",
    r"\frac{1}{1 + \cos^2 x}",
    r"\sqrt[3]{x}",
)
WITH = (
    r"\frac{1}{x}",
    r"\frac{x^2 - 1}{x - 1}",
    r"\lim_{h \to 0} \frac{-1}{(x + h) x}",
    r"\lim_{t \to x} \frac{1}{t}",
    r"\sum_{k=m}^{n} \frac{1}{k}",
    r"\int_0^x \frac{1}{t - 1} \, dt",
    r"\frac{1}{1 - x^2}",
    r"\frac{1}{x^2}",
    r"\sqrt{x^2 - 4}",
    r"\ln(x^2)",
    r"x^{-3}",
    r"x^x",
    r"\tan x",
    r"\frac{1}{e^{-x} - 1}",
    r"\frac{1}{x \cdot x}",
)


@pytest.mark.parametrize("latex", WITHOUT)
def test_what_always_has_a_value(latex: str) -> None:
    """x^2 + 1 below a line, and the h of a limit, were told to restrict x."""
    assert not may_have_gaps(parse_expression(latex))


@pytest.mark.parametrize("latex", WITH)
def test_what_has_not_always_a_value(latex: str) -> None:
    assert may_have_gaps(parse_expression(latex))


def test_of_other_letters_than_real_numbers_no_sign_is_known() -> None:
    """1 + z^2 is 0 at i."""
    assert may_have_gaps(parse_expression(r"\frac{1}{1 + z^2}"), real=False)
