"""The prover alone on random rewritings, always the same ones; `tests.fuzz.rewritings` runs more."""

from __future__ import annotations

from tests.fuzz.rewritings import run, share_false


def test_nothing_that_is_proved_is_contradicted_by_values() -> None:
    counts, contradictions = run((200, 2026))
    assert not contradictions
    assert counts["proved"] > 30


def test_many_of_the_rewritings_are_wrong() -> None:
    assert share_false(60, 2026) > 0.4
