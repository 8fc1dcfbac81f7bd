"""Tests of the letters that are hardly meant as a product."""

from __future__ import annotations

import pytest

from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.run_together import may_run_together, run_together


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        ("sen(x)", ["sen"]),
        ("x = asinx", ["asinx"]),
        (r"\frac{1}{2}tg x^2", ["tg"]),
        (r"\mathrm{d}x + abclnx", ["abclnx"]),
        (r"\sin x \cosh x", []),
        (r"\operatorname{rank} A = ab", []),
    ],
)
def test_only_what_may_hold_some_need_be_looked_through(latex: str, letters: list[str]) -> None:
    assert [found.letters for found in run_together(tokenize(latex))] == letters
    assert may_run_together(latex) or not letters
