"""Statements that arrows join: what follows is decided by what stands before it, and never the other way round."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.check.chains import check_chain
from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

TRUE = [
    r"x + y = 1 \implies y = 1 - x",
    r"f(x) = x^2 \implies f'(x) = 2x",
    r"y = u^2 \implies y' = 2u u'",
    r"x^3 = a \iff x = \sqrt[3]{a}",
    r"2x + y = 3 \iff y = 3 - 2x",
    r"x = 3 \implies x^2 = 9",
    r"x > 2 \implies x^2 > 4",
    r"\sqrt{x+2} = x \implies x^2 = x+2",
    r"(x+1)^2 = x^2 + 2x + 1 \implies (x+1)^2 - 1 = x^2 + 2x",
    r"ax = b \implies x = \frac{b}{a}",
    r"x = a \implies x^2 = a^2",
]
FALSE = [
    r"xy = 0 \implies x = 0",
    r"\frac1x < 1 \iff x > 1",
    r"x^2 > 4 \implies x > 2",
    r"x^2 > 4 \implies x > 2 \implies x^3 > 8",
    r"x^2 \ge 0 \iff x \ge 0",
    r"ax^2 = a \iff x = \pm 1",
    r"x + y = 1 \implies y = x - 1",
    r"f(x) = x^2 \implies f'(x) = 3x",
]
NOT_PROVED = [
    r"x^2 = a \iff x = \sqrt{a}",
    r"x^2 = a^2 \implies x = a",
    r"x^2 = y^2 \iff x = y",
    r"x = a \iff x^2 = a^2",
    r"z^2 = w \iff z = \sqrt w",
    r"x^2+y^2 = 1 \implies y = \sqrt{1-x^2}",
    r"x = y \iff x + 1 = 1 + x",
]
NOT_REFUTED = [
    r"x^2 = a^2 \iff x = \pm a",
    r"x^2 < 9 \iff -3 < x < 3",
    r"x^2 > 4 \iff x > 2 \text{ or } x < -2",
    r"\sin x = 0 \iff x = k\pi",
    r"e^y = x \implies y = \ln x",
]


def statuses(text: str) -> set[Standing]:
    """What the whole is, as a chain of a batch; and that a directive says the same."""
    chain = check_chain(text, Context())
    checked = check_document(read_markdown(Source("note.md", f"```{{check}}\n{text}\n```\n")))
    directive = {relation.standing for relation in checked.relations}
    assert (Standing.REFUTED in directive) is (chain.status is Standing.REFUTED)
    assert (Standing.UNKNOWN in directive) is any(relation.standing is Standing.UNKNOWN for relation in chain.relations)
    return {chain.status}


@pytest.mark.parametrize("text", TRUE)
def test_what_follows_is_proved(text: str) -> None:
    assert statuses(text) == {Standing.PROVED}


@pytest.mark.parametrize("text", FALSE)
def test_what_does_not_follow_is_refuted(text: str) -> None:
    assert statuses(text) == {Standing.REFUTED}


@pytest.mark.parametrize("text", NOT_PROVED)
def test_a_conclusion_is_no_premise(text: str) -> None:
    assert statuses(text) <= {Standing.REFUTED, Standing.UNKNOWN}


@pytest.mark.parametrize("text", NOT_REFUTED)
def test_what_is_not_decided_is_told_so(text: str) -> None:
    assert statuses(text) == {Standing.UNKNOWN}
