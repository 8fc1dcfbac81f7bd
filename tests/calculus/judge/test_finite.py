"""Claims of members of finite sets: each against what its cases say, worked out with Python's integers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Unknown
from builder.calculus.latex.display import parse_display


def members(*letters: str, of: tuple[int, ...]) -> Context:
    """A context in which letters are members of a finite set."""
    context = Context()
    for letter in letters:
        inside = ", ".join(map(str, of))
        context = context.with_assumption(claimed(rf"{letter} \in \{{{inside}\}}", context).relation)
    return context


def claimed(latex: str, context: Context) -> Claim:
    (statement,) = parse_display(latex).statements
    relation: Relation = statement.relations[0]
    return Claim(relation, context)


@pytest.mark.parametrize("values", [(1, 2), (1, 3), (2,), (-1, 0, 1)])
@pytest.mark.parametrize(("latex", "holds"), [("x^2 = 3x - 2", lambda x: x * x == 3 * x - 2), ("x^3 = x", lambda x: x**3 == x)])
def test_a_claim_holds_if_all_its_cases_do(values: tuple[int, ...], latex: str, holds: Callable[[int], bool]) -> None:
    verdict = decide(claimed(latex, members("x", of=values)))
    assert isinstance(verdict, Proved if all(map(holds, values)) else Refuted)


def test_two_letters_make_all_pairs() -> None:
    context = members("a", "b", of=(0, 1))
    assert all((a + b) ** 2 == a + b + 2 * a * b for a, b in product((0, 1), repeat=2))
    assert isinstance(decide(claimed("(a + b)^2 = a + b + 2ab", context)), Proved)
    assert isinstance(decide(claimed("(a + b)^2 = a + b", context)), Refuted)


@pytest.mark.parametrize("latex", [r"\frac{d}{dx} x^2 = 2x", r"\sum_{x=1}^3 x = 6"])
def test_a_letter_that_is_moved_is_no_member(latex: str) -> None:
    assert not isinstance(decide(claimed(latex, members("x", of=(1, 2)))), Refuted)


def test_too_many_cases_are_not_tried() -> None:
    assert isinstance(decide(claimed("x^2 = x", members("x", of=tuple(range(40))))), Unknown)
