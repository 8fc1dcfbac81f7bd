"""Single rows as students write them: the mistake a teacher would name is named first, and none where none is to be named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.mistakes import MISTAKES
from builder.check.chains import check_chain
from builder.check.standing import Standing

ROWS = [json.loads(line) for line in Path(__file__).with_name("rows.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.sample(2)
@pytest.mark.parametrize("row", ROWS, ids=[row["row"] for row in ROWS])
def test_a_wrong_row_is_named_as_a_teacher_would(row: dict[str, Any]) -> None:
    """Any of `mistakes` may be named; none at all, where they are empty or `unnamed` says that none is as good."""
    context = read_given(row["given"], Context()) if row["given"] else Context()
    relations = check_chain(row["row"], context).relations
    wrong = next(relation for relation in relations if relation.standing is Standing.REFUTED)
    named = [mistake.name for mistake in wrong.mistakes][:1]
    assert set(named) <= set(row["mistakes"])
    assert named or row["unnamed"]


def test_the_rows_are_spread_over_all_mistakes() -> None:
    assert {name for row in ROWS for name in row["mistakes"]} == {mistake.name for mistake in MISTAKES}
