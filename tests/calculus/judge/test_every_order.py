"""Derivatives whose order is a letter: by induction on it, and what is not decided so."""

from __future__ import annotations

from fractions import Fraction

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested, Unknown
from tests.calculus.judge.claims import claim_of, context_of, near_misses


@pytest.mark.parametrize("left, right, wrong, given", list(near_misses("every_order.txt")), ids=lambda text: text)
def test_a_formula_is_proved_and_its_near_miss_refuted(left: str, right: str, wrong: str, given: str) -> None:
    context = context_of(given)
    verdict = decide(claim_of(f"{left} = {right}", context))
    assert isinstance(verdict, Proved)
    assert verdict.evidence.method == "induction"
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)


@pytest.mark.parametrize(
    ("left", "right", "wrong", "given"),
    [
        (r"\sum_{k=0}^{2} f^{(k)}(0)\frac{x^k}{k!}", r"1 + 2x + 2x^2", "1 + 2x + 4x^2", "f(x) = e^{2x}"),
        (r"\sum_{k=1}^{3} \frac{d^k}{dx^k} x^3", "3x^2 + 6x + 6", "x^3 + 3x^2 + 6x + 6", ""),
        (r"\sum_{k=1}^{3} \frac{d^k}{dx^k} x^k", "9", "6", ""),
        (r"\prod_{k=0}^{1} f^{(k)}(x)", r"\sin x \cos x", r"-\sin x \cos x", r"f(x) = \sin x"),
        ("f^{(0)}(2)", "4", "1", "f(x) = x^2"),
        (r"\frac{d^0}{dx^0} x^2", "x^2", "2x", ""),
    ],
)
def test_derivatives_from_the_order_nought_on_are_those_of_numbers(left: str, right: str, wrong: str, given: str) -> None:
    assert isinstance(decide(claim_of(f"{left} = {right}", context_of(given))), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context_of(given))), Refuted)


def test_the_order_is_told_at_which_a_formula_fails() -> None:
    verdict = decide(claim_of(r"\frac{d^n}{dx^n} x^3 = 6x^{3-n}", context_of()))
    assert isinstance(verdict, Refuted)
    assert verdict.at["n"] == Fraction(1)


@pytest.mark.parametrize(
    ("text", "given", "answer"),
    [
        (r"\frac{d^n}{dx^n} xe^{nx} = n^n (x+1)e^{nx}", "", Tested),  # another function for each order: there is no step
        (r"\frac{d^n}{dx^n} \left(x^n \cdot \frac{n-50}{n-50}\right) = n!", "", Tested),  # and here at n = 50
        (r"f^{(n)}(0) = n!", r"f(x) = \frac{1}{1-x}", Tested),  # a value cannot be differentiated again
        (r"f^{(n)}(0) = n", r"f(x) = \frac{1}{1-x}", Refuted),
        (r"f^{(n)}(x) = f^{(n)}(x)", r"f(x) = e^x", Unknown),
        (r"f^{(n)}(x) = 1", r"f(x) = x^n", Refuted),  # the letter is in the function already
        (r"f^{(n)}(x) = 1", r"g(x) = x^n, f(x) = g(x)", Unknown),
        (r"f^{(n)}(x) = e^x + \frac{n-5}{n-5} - 1", r"f(x) = e^x", Tested),  # nothing at n = 5 leads on to n = 6
    ],
)
def test_what_induction_does_not_decide(text: str, given: str, answer: type) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), answer)
