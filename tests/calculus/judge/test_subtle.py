"""Claims of a course that are false in a subtle way (a branch, a kink, an end, a parity), and true ones as hard."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of, subtle_claims

QUICK = [row for row in subtle_claims() if row[0] in ("false", "true")]


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("truth", "text", "holds"), QUICK, ids=[f"{text} | {', '.join(holds.values())}" for _, text, holds in QUICK]
)
def test_what_is_false_is_refuted_and_what_is_true_is_proved(truth: str, text: str, holds: dict[str, str]) -> None:
    verdict = decide(claim_of(text, context_of(**holds)))
    assert isinstance(verdict, Proved if truth == "true" else Refuted)
