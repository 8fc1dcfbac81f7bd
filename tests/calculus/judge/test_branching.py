"""Definitions by cases: proved branch by branch, refuted on whichever branch is wrong, however far away it lies."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

ABSOLUTE = r"f(x) = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}"
FAR = r"f(x) = \begin{cases} x^2 & x < 1000003 \\ 0 & x \ge 1000003 \end{cases}"
MIXED = r"f(x) = \begin{cases} x & x \ge 0 \\ x^2 & x < 0 \end{cases}"
GAP = r"f(x) = \begin{cases} \frac{x^2 - 4}{x - 2} & x \ne 2 \\ 4 & x = 2 \end{cases}"
WRONG_GAP = r"f(x) = \begin{cases} \frac{x^2 - 4}{x - 2} & x \ne 2 \\ 5 & x = 2 \end{cases}"
TRUE = [
    # given, assumed, claim
    (ABSOLUTE, "", "f(x) = |x|"),
    (ABSOLUTE, "", "f(x)^2 = x^2"),
    (FAR, "x < 1000000", "f(x) = x^2"),
    (MIXED, "", r"f(x) \ge 0"),
    (GAP, "", "f(x) = x + 2"),
    ("", "", r"\begin{cases} x & x > 0 \\ -x & x < 0 \end{cases} = |x|"),
    ("", "", r"\begin{cases} 1 & x > 0 \\ 2 & x > -1 \\ 3 & x \le -1 \end{cases} \ge 1"),
]
FALSE = [
    (ABSOLUTE, "", "f(x) = x"),
    (FAR, "", "f(x) = x^2"),
    (MIXED, "", "f(x) > 0"),
    (WRONG_GAP, "", "f(x) = x + 2"),
    ("", "", r"\begin{cases} x & x > 1 \\ -x & x \le 1 \end{cases} = |x|"),
    ("", "", r"\begin{cases} 1 & x > 0 \\ 2 & x > -1 \\ 3 & x \le -1 \end{cases} \ge 2"),
]


@pytest.mark.parametrize(("given", "assume", "text"), TRUE, ids=[row[2] for row in TRUE])
def test_proved(given: str, assume: str, text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given, assume))), Proved)


@pytest.mark.parametrize(("given", "assume", "text"), FALSE, ids=[row[2] for row in FALSE])
def test_refuted(given: str, assume: str, text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given, assume))), Refuted)
