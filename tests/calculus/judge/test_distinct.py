"""Derivatives by an entry beside another one: that the two are different is told as a condition."""

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of

CONDITIONS = [
    (r"\frac{\partial}{\partial x_i} (x_i x_j) = x_j", "", (r"i \ne j",)),
    (r"\frac{\partial}{\partial x_i} (x_i x_j) = x_j", r"i \ne j", ()),
    (r"\frac{\partial}{\partial x_i} (x_i x_j) = x_j", r"j \ne i", ()),
    (r"\frac{\partial}{\partial x_1} (x_1 x_2) = x_2", "", ()),
    (r"\frac{\partial}{\partial x_i} (x_i y_j) = y_j", "", ()),
    (r"\frac{\partial}{\partial w_{ij}} (w_{ij} w_{ik}) = w_{ik}", "", (r"j \ne k",)),
    (r"\frac{\partial}{\partial w_{ij}} (w_{ij} w_{kl}) = w_{kl}", "", (r"(i,j) \ne (k,l)",)),
    (r"\frac{\partial}{\partial v_x} (v_x v_y) = v_y", "", ()),
]


@pytest.mark.parametrize(("text", "assume", "conditions"), CONDITIONS)
def test_that_indices_differ_is_a_condition(text: str, assume: str, conditions: tuple[str, ...]) -> None:
    verdict = decide(claim_of(text, context_of("", assume)))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.conditions == conditions


def test_entries_that_are_one_are_not_told_apart() -> None:
    text = r"\frac{\partial}{\partial x_i} (x_i x_j) = "
    for assume in ("i = j", "j = i", "i = k, j = k", "i = 2, j = 2", "i = k + 1"):
        assert isinstance(decide(claim_of(text + "x_j", context_of("", assume))), Unknown), assume
    assert isinstance(decide(claim_of(text + "x_j", context_of("", "i = 1, j = 2"))), Proved)
    assert isinstance(decide(claim_of(text + "2x_i", context_of())), Refuted)
