"""Finite sums and series: closed forms that are proved, and near misses that are refuted."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

TRUE = [
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \ge 1"), (r"\sum_{k=1}^n \frac{1}{k} \ge 1", r"n \in \mathbb{Z}, n \ge 1"),
    (r"\sum_{k=1}^n k = \frac{n(n+1)}{2}", r"n \ge 0"), (r"\sum_{k=0}^n \binom{n}{k} = 2^n", r"n \ge 0"),
    (r"\sum_{k=1}^n \frac{1}{k(k+1)} = 1 - \frac{1}{n+1}", r"n \ge 0"),
]  # fmt: skip
FALSE = [
    # at n = 0, which is told to count
    (r"\sum_{k=0}^n (-1)^k \binom{n}{k} = 0", r"n \ge 0"), (r"\sum_{k=1}^n \frac{1}{k} \ge 1", r"n \in \mathbb{Z}, n \ge 0"),
    (r"\sum_{k=1}^n k > 0", r"n \ge 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume"), TRUE)
def test_true(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Proved)


@pytest.mark.parametrize(("text", "assume"), FALSE)
def test_false(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Refuted)
