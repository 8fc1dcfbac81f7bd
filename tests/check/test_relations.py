"""In which context a claim is taken when several may be meant."""

from __future__ import annotations

import pytest

from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict
from builder.check.relations import _is_better

EVIDENCE = Evidence("points", points=8)
PROVED, TESTED = Proved(EVIDENCE), Tested(EVIDENCE, "no proof")
REFUTED, UNKNOWN = Refuted(Refutation.DIFFERS, EVIDENCE), Unknown(Ignorance.NOT_UNDERSTOOD, "a set")


@pytest.mark.parametrize(
    ("verdict", "than", "expected"),
    [
        (PROVED, REFUTED, True),
        (TESTED, REFUTED, False),
        (UNKNOWN, REFUTED, False),
        (PROVED, TESTED, True),
        (TESTED, UNKNOWN, True),
        (REFUTED, TESTED, False),
        (REFUTED, UNKNOWN, False),
    ],
)
def test_a_refutation_gives_way_to_a_proof_only(verdict: Verdict, than: Verdict, expected: bool) -> None:
    assert _is_better(verdict, than) is expected
