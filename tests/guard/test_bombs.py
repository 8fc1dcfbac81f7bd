"""Bombs are stopped by counting: their worker answers, and is there for the next question."""

from __future__ import annotations

import json
import time

import pytest

from builder.batch import run_batch
from builder.calculus.context import Context
from builder.check.chains import check_chain
from builder.guard.pool import Pool
from tests.guard.bombs import BOMBS, TOWERS

SLOW = {"sums of sums of sums"}
"""Those take most of what a claim may; they are for the long run, `python -m tests.fuzz.guard --judge`."""


def test_bombs_are_answered_by_one_worker() -> None:
    bombs = {name: chain for name, chain in BOMBS.items() if name not in SLOW}
    lines = [json.dumps({"id": name, "chain": chain}).encode() for name, chain in bombs.items()]
    with Pool("builder.records.check:answer", 1) as pool:
        answers = [json.loads(line) for line in run_batch(pool, [[line] for line in lines])]
    assert [answer["id"] for answer in answers] == list(bombs)
    assert [answer["id"] for answer in answers if answer.get("code") in ("timed-out", "crashed")] == []


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", list(TOWERS)[::3])
def test_towers_cost_less_than_a_claim_may(name: str) -> None:
    """Counted in what a machine does for them, with room for a slow one: the limit of a claim is two seconds of its time."""
    began = time.process_time()
    check_chain(TOWERS[name], Context())
    assert time.process_time() - began < 4
