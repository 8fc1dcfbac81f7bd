"""True claims with one thing changed: the judge and the oracle never contradict each other. `tests.fuzz.mutations` tries more."""

from __future__ import annotations

import pytest

from tests.fuzz.mutations import cases, judged, text_of
from tests.fuzz.oracle import Fails
from tests.fuzz.pool import table_claims


@pytest.mark.parametrize("seed", range(1))
def test_judge_and_oracle_do_not_contradict_each_other(seed: int) -> None:
    outcomes = [judged(claim) for claim in cases(40, seed, list(table_claims()))]
    assert not [(text_of(o.claim), o.contradiction) for o in outcomes if o.contradiction]
    assert sum(isinstance(o.truth, Fails) for o in outcomes) > 18
