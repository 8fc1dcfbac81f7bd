"""Relations that hold nowhere, and those that only fail where they were looked at: the former are no equations to be solved."""

from __future__ import annotations

import pytest

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.judge.decide import decide
from builder.calculus.judge.nowhere import holds_nowhere
from builder.calculus.judge.verdict import Refuted
from tests.calculus.judge.claims import claim_of, context_of

NOWHERE = [
    # claim, assumed: the sides differ by a number everywhere
    ("x^2 = x^2 + 1", ""), (r"\frac{d}{dx} x^2 = 2x + 1", ""), (r"\sin^2 x + \cos^2 x = 2", ""), (r"\ln 2x = \ln x", "x > 0"),
    (r"(x+1)^2 = x^2 + 2x + 3", ""), (r"\arctan x + \arctan\frac1x = \pi", "x > 0"), ("2 = 3", ""), ("x < x", ""),
    (r"x \ne x", ""), (r"\sqrt{x^2} = |x| - \frac12", ""), (r"\int_0^x 2t\,dt = x^2 + 1", ""),
]  # fmt: skip
CONCLUDED = [
    # a certain sign of the difference shows that they are nowhere equal, or that the opposite holds
    ("e^x = 0", ""), (r"\sin x = 2", ""), (r"e^x = x", ""), (r"\ln x = x", "x > 0"), ("x^2 + 1 < 0", ""),
    (r"\sqrt x > x", "x > 1"),
    (r"e^x \le x", ""), (r"\cosh x = \frac12", ""),
]  # fmt: skip
SOMEWHERE = [
    # equations that have a solution, characteristic equations, and what holds an i
    ("x^2 = 4", ""), ("x = 3", ""), ("e^x = 3", ""), (r"\sin x = \frac12", ""), ("2x = x^2", ""), ("x < 1", ""), ("x = y", ""),
    ("r^2 + 1 = 0", ""), ("r^2 + r + 1 = 0", ""), ("(r^2 + 1) e^{rx} = 0", ""), ("r^2 e^{rx} + e^{rx} = 0", ""),
    ("x^2 + 4 = 2x", ""), (r"\frac{i}{2} e^{x} + e^x = 0", ""),
]  # fmt: skip


def _holds_nowhere(text: str, assumed: str, *, concluded: bool) -> bool:
    claim = claim_of(text, context_of(assume=assumed))
    verdict = decide(claim)
    assert isinstance(verdict, Refuted)
    return holds_nowhere(claim, verdict, concluded=concluded)


@pytest.mark.parametrize(("text", "assumed"), NOWHERE)
def test_sides_that_differ_by_a_number_agree_nowhere(text: str, assumed: str) -> None:
    assert _holds_nowhere(text, assumed, concluded=False)


@pytest.mark.parametrize(("text", "assumed"), CONCLUDED)
def test_a_sign_of_the_difference_counts_where_a_relation_is_concluded(text: str, assumed: str) -> None:
    assert _holds_nowhere(text, assumed, concluded=True)
    assert not _holds_nowhere(text, assumed, concluded=False)


@pytest.mark.parametrize(("text", "assumed"), SOMEWHERE)
def test_an_equation_that_may_have_a_solution_is_left_alone(text: str, assumed: str) -> None:
    assert not _holds_nowhere(text, assumed, concluded=True)


@pytest.mark.parametrize("text", [r"\sin x = \frac12", r"2\sin x + 2\cos x = 2", r"\sin x < 1", r"(1 + \sin x)(1 + x^2) > 0"])
def test_no_proof_is_tried_of_what_fails_at_a_point(text: str) -> None:
    """It was searched for until the budget was used up."""
    claim = claim_of(text, context_of())
    verdict = decide(claim)
    assert isinstance(verdict, Refuted)
    budget = DEFAULT_BUDGET.opened()
    assert not holds_nowhere(claim, verdict, budget, concluded=True)
    assert budget.purse().left > 0.9 * budget.chain


@pytest.mark.parametrize("curve", ["x^2 + y^2 = 25"])
def test_nothing_is_told_on_a_curve(curve: str) -> None:
    claim = claim_of("x + 1 = x + 2", context_of(curve=curve))
    verdict = decide(claim)
    assert isinstance(verdict, Refuted)
    assert not holds_nowhere(claim, verdict, concluded=True)
