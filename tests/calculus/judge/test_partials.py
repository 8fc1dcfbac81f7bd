"""Partial derivatives of names that stand for something: what is held fixed, and that a verdict says it where customs differ."""

from __future__ import annotations

import pytest

from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import chain_of, claim_of, context_of

LINE = r"y = \sin x, z = x^2 + y"
NETWORK = r"h = \tanh(w x), s = \tanh(w v + u h)"
HELD, EVERY, EITHER = "held fixed", "along every path", "in either reading"
TRUE = [
    # given, claim, how the partial derivative was read
    (LINE, r"\frac{dz}{dx} = \frac{\partial z}{\partial x} + \frac{\partial z}{\partial y}\frac{dy}{dx}", HELD),
    (LINE, r"\frac{\partial z}{\partial x} = 2x", HELD),
    (LINE, r"\frac{\partial z}{\partial x} = 2x + \cos x", EVERY),
    (LINE, r"\frac{\partial z}{\partial y} = 1", ""),
    (LINE, r"\frac{dz}{dx} = 2x + \cos x", ""),
    (NETWORK, r"\frac{\partial s}{\partial w} = (1 - s^2)(v + u(1 - h^2)x)", EVERY),
    (NETWORK, r"\frac{\partial s}{\partial h} = (1 - s^2)u", ""),
    ("h = wx, s = wh, L = s^2", r"\frac{\partial s}{\partial w} = h", ""),
    ("h = wx, s = wh, L = s^2", r"\frac{\partial L}{\partial w} = 4w^3x^2", ""),
    ("y = 3t, z = x^2 + y", r"\frac{\partial z}{\partial x} = 2x", ""),
]
FALSE = [
    (LINE, r"\frac{\partial z}{\partial x} = 3x", EITHER),
    (LINE, r"\frac{dz}{dx} = 2x", ""),
    (LINE, r"\frac{dz}{dx} = \frac{\partial z}{\partial x} - \frac{\partial z}{\partial y}\frac{dy}{dx}", EITHER),
    (NETWORK, r"\frac{\partial s}{\partial w} = (1 - s^2)(v + u(1 - h^2))", EITHER),
    ("h = wx, s = wh, L = s^2", r"\frac{\partial s}{\partial w} = 2wx", ""),
]


@pytest.mark.parametrize(("given", "text", "read"), TRUE, ids=[row[1] for row in TRUE])
def test_true_in_a_customary_reading(given: str, text: str, read: str) -> None:
    verdict = decide(claim_of(text, context_of(given)))
    assert isinstance(verdict, Proved)
    assert read in verdict.evidence.scope if read else "partial" not in verdict.evidence.scope
    assert refute(claim_of(text, context_of(given))) is None


@pytest.mark.parametrize(("given", "text", "read"), FALSE, ids=[row[1] for row in FALSE])
def test_false_in_every_reading(given: str, text: str, read: str) -> None:
    verdict = decide(claim_of(text, context_of(given)))
    assert isinstance(verdict, Refuted)
    assert read in verdict.evidence.scope if read else "partial" not in verdict.evidence.scope
    assert refute(claim_of(text, context_of(given))) is not None


def test_a_chain_that_changes_its_reading_is_refuted() -> None:
    """Each step is true in a reading of its own, and the whole in none: that is the author's error, and no bug of ours."""
    context = context_of(LINE)
    sides = (
        r"\frac{\partial z}{\partial x}",
        r"2x + \cos x",
        r"\frac{\partial z}{\partial x} + \frac{\partial z}{\partial y}\frac{dy}{dx}",
    )
    text = " = ".join(sides)
    statement = chain_of(text, context)
    links = decide_chain([s for s in statement.sides if s is not None], statement.signs, context)
    assert [type(link.verdict) for link in links] == [Proved, Refuted]
