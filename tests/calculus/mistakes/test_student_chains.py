"""Derivations as students write them: the row that is wrong, and its name among the first two; right ones of the same shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.check.chains import check_chain
from builder.check.standing import Standing

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.sample(2)
@pytest.mark.parametrize("case", CASES, ids=[case["chain"] for case in CASES])
def test_the_first_wrong_row_is_found_and_named(case: dict[str, Any]) -> None:
    """`row` counts the relations from 1, and is 0 where nothing is wrong; any of `mistakes` says what a teacher would say."""
    context = read_given(case["given"], Context()) if case["given"] else Context()
    relations = check_chain(case["chain"], context).relations
    wrong = [place for place, relation in enumerate(relations, 1) if relation.standing is Standing.REFUTED]
    assert wrong[:1] == ([case["row"]] if case["row"] else [])
    if case["mistakes"]:
        named = [mistake.name for mistake in relations[case["row"] - 1].mistakes]
        assert set(named[:2]) & set(case["mistakes"])
    else:
        assert {relation.standing for relation in relations} == {Standing.PROVED}
