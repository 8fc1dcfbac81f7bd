"""The lines of a whole calculus course, each with a near miss: what is true is proved, what is false is refuted."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of, near_misses


@pytest.mark.parametrize("left, right, wrong, given", list(near_misses("course.txt")), ids=lambda text: text)
def test_a_line_of_the_course_is_proved_and_its_near_miss_refuted(left: str, right: str, wrong: str, given: str) -> None:
    context = context_of(given)
    assert isinstance(decide(claim_of(f"{left} = {right}", context)), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)
