"""Where the sentence of an equation says for which values it holds, and where it does not."""

from __future__ import annotations

import pytest

from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from builder.check.check import check_document
from builder.document.markdown import read_markdown
from builder.source import Source

STATED = [
    r"We have $\ln x^2 = 2\ln x$ for all $x \ne 0$.",
    r"For $x \ne 0$, $\ln x^2 = 2\ln x$.",
    r"For $x \ne 0$ we have $\ln x^2 = 2\ln x$.",
    r"If $x \ne 0$, then $\ln x^2 = 2\ln x$.",
    r"$$\ln x^2 = 2\ln x \quad \text{for all } x \ne 0.$$",
    r"$$\ln x^2 = 2\ln x \quad \text{for all real } x.$$",
    r"For all real $x$ we have $\ln x^2 = 2 \ln x$.",
    r"For every real number $x$, $\sqrt{x^2} = (\sqrt{x})^2$.",
    r"We have $\ln x^2 = 2\ln x$ for every $x \in \mathbb{R}$.",
    r"Hence $\ln(xy) = \ln x + \ln y$ for $x \ne 0$ and $y \ne 0$.",
    r"Hence $\sqrt{x^2} = x^{1/2} x^{1/2}$ for $x \in (-1, 1)$.",
]
NOT_STATED = [
    r"We have $\ln x^2 = 2\ln x$.",
    r"We have $\ln x^2 = 2\ln x$, where $x \ne 0$.",
    r"We have $\ln x^2 = 2\ln x$ for all $x$.",
    r"We have $\ln x^2 = 2\ln x$ for all $x > 0$.",
    r"We have $\ln x^2 = 2\ln|x|$ for all $x \ne 0$.",
    r"We have $\frac{x^2-1}{x-1} = x + 1$ for all real $x$.",
    "Let $x \\ne 0$.\n\nThen $\\ln x^2 = 2\\ln x$.",
    "For $x \\ne 0$ we have $\\frac{x^2}{x} = x$.\n\nWe have $\\ln x^2 = 2\\ln x$.",
    r"For all real $c$ we have $\frac{d}{dx} \ln(cx) = \frac{1}{x}$.",
]
HELD = [
    r"For $0 < x < 1$ we have $|x| = x$.",
    r"For $x > 0$ and $x \ne 1$ we have $|x| = x$.",
    r"For $-1 \le x \le 1$, $$\arcsin x + \arccos x = \frac{\pi}{2}.$$",
    r"For $0 < x < \pi$ we have $\sqrt{\sin^2 x} = \sin x$.",
    r"Let $y = \arcsin x$ for $-1 < x < 1$, so $\sin y = x$.",
]
OUTSIDE = [
    r"For $x < 0$ we have $\sqrt{x^2} = (\sqrt x)^2$.",
    r"We have $\ln x^2 = 2\ln x$ for $x < 0$.",
]
STATED_IN_ROWS = [
    r"\ln x^2 = 2\ln x \quad \text{for } x \ne 0",
    r"\ln x^2 &= 2\ln x \quad \text{for all } x \ne 0 \\ e^{2\ln x} &= x^2",
    r"\sqrt{x^2} = (\sqrt x)^2 \quad \text{for all real } x",
    r"\ln x^2 &= \ln x + \ln x \\ &= 2\ln x \qquad \text{if } x \in (-1, 1)",
    ":assume: x \\ne 0\n\n\\ln x^2 = 2\\ln x",
]
NOT_STATED_IN_ROWS = [
    r"\ln x^2 = 2\ln x",
    r"\ln x^2 = 2\ln x, \quad x \ne 0",
    r"\ln x^2 = 2\ln x \quad \text{for } x > 0",
    r"\ln x^2 = 2\ln|x| \quad \text{for } x \ne 0",
]


def _verdicts(text: str) -> list[object]:
    checked = check_document(read_markdown(Source("note.md", text + "\n")))
    return [relation.verdict for relation in checked.relations if relation.verdict is not None]


@pytest.mark.parametrize("text", STATED)
def test_what_the_sentence_states_must_be_covered(text: str) -> None:
    (verdict,) = _verdicts(text)
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.DOMAIN


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_no_sentence_states_is_meant_where_both_sides_exist(text: str) -> None:
    verdicts = _verdicts(text)
    assert verdicts and all(isinstance(verdict, Proved) for verdict in verdicts)


@pytest.mark.parametrize("text", HELD)
def test_two_bounds_of_a_letter_hold_both(text: str) -> None:
    (verdict,) = _verdicts(text)
    assert isinstance(verdict, Proved)


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_condition_under_which_nothing_exists_is_not_passed_over(text: str) -> None:
    (verdict,) = _verdicts(text)
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.NOWHERE_DEFINED


@pytest.mark.parametrize("text", STATED_IN_ROWS)
def test_what_rows_state_must_be_covered(text: str) -> None:
    verdicts = _verdicts(f"```{{check}}\n{text}\n```")
    assert any(isinstance(verdict, Refuted) and verdict.how is Refutation.DOMAIN for verdict in verdicts)


@pytest.mark.parametrize("text", NOT_STATED_IN_ROWS)
def test_what_no_row_states_is_meant_where_both_sides_exist(text: str) -> None:
    verdicts = _verdicts(f"```{{check}}\n{text}\n```")
    assert verdicts and all(isinstance(verdict, Proved) for verdict in verdicts)
