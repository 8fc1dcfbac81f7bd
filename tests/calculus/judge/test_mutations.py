"""Right derivatives with one thing changed: what the oracle finds false is refuted, what it finds true is proved."""

from __future__ import annotations

from tests.fuzz.mutations import cases, wrong


def test_what_is_wrong_is_refuted_and_what_is_right_is_proved() -> None:
    contradictions = [(case.claim, verdict) for case in cases(300, 7) if (verdict := wrong(case)) is not None]
    assert not contradictions
