"""The search for questions that cost too much, on some cases: it asks what users ask, and what it once found has an answer."""

from __future__ import annotations

import pytest

from tests.fuzz.costs import Case, answered, cases, cost

WAYS = ("line", "display", "derive")


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_ask_is_answered(way: str) -> None:
    case = next(case for case in cases([way]) if case.size == 8)
    assert answered(case) not in ("", "nothing")


@pytest.mark.parametrize(
    ("shape", "size", "question"),
    [
        ("integrals to x", 20, "by another"),
        ("roots of roots", 20, "without bounds"),
        ("arctangents", 8, "without bounds"),
    ],
)
def test_what_grows_with_each_nesting_is_bounded(shape: str, size: int, question: str) -> None:
    (case,) = (c for c in cases(["display"]) if (c.shape, c.size, c.question) == (shape, size, question))
    assert cost(case, 20).said not in ("timed-out", "nothing", "MemoryError")


def test_an_integral_that_is_nested_too_deeply_is_refused_at_once() -> None:
    nested = "x"
    for _ in range(20):
        nested = rf"\arctan(x + {nested})"
    assert cost(Case("arctangents", 20, "derive", "derive", rf"\int {nested} \, dx"), 20).said not in ("timed-out", "nothing")
