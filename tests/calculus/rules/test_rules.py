"""The laws that every rule obeys: it is true, its name is its own, and a reader is told something."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.calculus.rules.book import MOVES, RULES
from builder.calculus.rules.rule import Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_judge_proves_every_rule(rule: Rule) -> None:
    verdict = decide(rule.claim)
    assert isinstance(verdict, Proved), verdict


def test_names_are_not_used_twice() -> None:
    names = [rule.name for rule in RULES] + [move.name for move in MOVES]
    assert len(names) == len(set(names)) > 90


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_reason_says_something_else_than_simplify(rule: Rule) -> None:
    assert rule.because.strip()
    assert "simplif" not in rule.because
