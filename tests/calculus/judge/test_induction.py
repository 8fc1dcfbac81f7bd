"""Induction on the letter of a bound: a chain that breaks, or starts too late, proves nothing."""

from __future__ import annotations

import pytest

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.judge.decide import decide
from builder.calculus.judge.induction import prove_by_induction
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.verdict import Proved
from tests.calculus.judge.claims import claim_of, context_of

NO_PROOF = [
    # The step holds for every n, but nothing reaches the first case behind the gap: 1/(n-5) has no value at n = 5.
    (r"\sum_{k=1}^n k = \frac{n(n+1)}{2} + \frac{1}{n-5} - \frac{1}{n-5}", ""),
    # Where a = 0 the claim for n says nothing of the sum.
    (r"x \sum_{k=1}^n \frac{1}{k(k+1)} = x - \frac{x}{n+1}", ""),
    # The letter is no integer that starts somewhere.
    (r"\sum_{k=1}^{m} \frac{1}{k(k+1)} = 1 - \frac{1}{n+1}", "n a positive integer"),
    # The first case is wrong, the step is right.
    (r"\sum_{k=1}^n \frac{1}{k(k+1)} = 2 - \frac{1}{n+1}", ""),
    # The first case is right, the step is wrong.
    (r"\sum_{k=1}^n \frac{1}{k(k+1)} = \frac{n}{2}", ""),
]


@pytest.mark.parametrize(("text", "given"), NO_PROOF)
def test_no_proof_by_induction(text: str, given: str) -> None:
    meaning = interpret(claim_of(text, context_of(given)))
    assert isinstance(meaning, Meaning)
    assert prove_by_induction(meaning.parts[0].question, DEFAULT_BUDGET) is None


def test_the_verdict_names_the_method() -> None:
    verdict = decide(claim_of(r"\prod_{k=1}^n k = n!", context_of()))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.method == "induction"
