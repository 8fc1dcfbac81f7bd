"""Claims said in another way keep their verdicts. `tests.fuzz.metamorphic` tries more."""

from __future__ import annotations

import random

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Tested
from tests.fuzz.metamorphic import WAYS, Way
from tests.fuzz.mutations import changed, text_of
from tests.fuzz.pool import table_claims


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_another_way_to_say_it_changes_no_verdict(way: Way) -> None:
    source = random.Random(4)
    claims = list(table_claims())
    tried = 0
    for claim in source.sample(claims, 6):
        for said in (claim, changed(claim, source)):
            other = way(said, source)
            if other is None:
                continue
            tried += 1
            before, after = decide(said), decide(other)
            if isinstance(before, Proved):
                assert not isinstance(after, Refuted), (text_of(said), text_of(other), after)
            if isinstance(before, Refuted) and before.how is Refutation.DIFFERS:
                assert not isinstance(after, Proved | Tested), (text_of(said), text_of(other), after)
    assert tried > 3
