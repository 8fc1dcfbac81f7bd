"""Sums whose ends are letters: what is told of these decides where they are empty; the verdict tells for which ends it holds."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Domain, Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

Side = Callable[[int], Fraction]
TOLD = [  # claim; what is told of n; from where on that is; both sides by Python, whose range is empty where a sum is
    (r"\sum_{k=1}^n 1 = n", r"n \ge 0", 0, lambda n: sum(1 for _ in range(1, n + 1)), lambda n: n),
    (r"\sum_{k=1}^n 1 = n", r"n \ge -1", -1, lambda n: sum(1 for _ in range(1, n + 1)), lambda n: n),
    (r"\sum_{k=1}^n 1 = n", r"n > -1", 0, lambda n: sum(1 for _ in range(1, n + 1)), lambda n: n),
    (r"\sum_{k=0}^n 1 = n + 1", r"-1 \le n", -1, lambda n: sum(1 for _ in range(n + 1)), lambda n: n + 1),
    (r"\sum_{k=0}^n 1 = n + 1", r"-3 < n", -2, lambda n: sum(1 for _ in range(n + 1)), lambda n: n + 1),
    (r"\sum_{k=1}^n k = \frac{n(n + 1)}{2}", r"n \ge -1", -1, lambda n: sum(range(1, n + 1)), lambda n: n * (n + 1) // 2),
    (r"\sum_{k=1}^n k = \frac{n(n + 1)}{2}", r"n \ge -5", -5, lambda n: sum(range(1, n + 1)), lambda n: n * (n + 1) // 2),
    (r"\sum_{k=0}^n 2^k = 2^{n+1} - 1", r"n \ge -1", -1, lambda n: sum(2**k for k in range(n + 1)), lambda n: 2 ** (n + 1) - 1),
    (r"\sum_{k=0}^n 2^k = 2^{n+1} - 1", r"n \ge -4", -4, lambda n: sum(2**k for k in range(n + 1)),
     lambda n: Fraction(2) ** (n + 1) - 1),
    (r"\sum_{k=5}^n 1 = n - 4", r"n \ge 1", 1, lambda n: sum(1 for _ in range(5, n + 1)), lambda n: n - 4),
    (r"\sum_{k=5}^n 1 = n - 4", r"n \ge 4", 4, lambda n: sum(1 for _ in range(5, n + 1)), lambda n: n - 4),
    (r"\sum_{k=n}^{2n} 1 = n + 1", r"n \ge -5", -5, lambda n: sum(1 for _ in range(n, 2 * n + 1)), lambda n: n + 1),
    (r"\sum_{k=n}^{2n} 1 = n + 1", r"n \ge -1", -1, lambda n: sum(1 for _ in range(n, 2 * n + 1)), lambda n: n + 1),
    (r"\sum_{k=2}^n \frac{1}{k(k - 1)} = 1 - \frac{1}{n}", r"n \ge 1", 1,
     lambda n: sum((Fraction(1, k * (k - 1)) for k in range(2, n + 1)), Fraction(0)), lambda n: 1 - Fraction(1, n)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "least", "left", "right"), TOLD)
def test_a_sum_is_held_to_all_ends_that_are_told(text: str, told: str, least: int, left: Side, right: Side) -> None:
    verdict = decide(claim_of(text, context_of("", told).with_stated(frozenset("n"))))
    failing = [n for n in range(least, 12) if left(n) != right(n)]
    assert isinstance(verdict, Refuted if failing else Proved)
    if failing:
        assert isinstance(verdict, Refuted) and left(int(verdict.at["n"])) != right(int(verdict.at["n"]))


@pytest.mark.parametrize(
    "text", [r"\sum_{k=1}^n k = \frac{n(n + 1)}{2}", r"\sum_{k=0}^n 2^k = 2^{n+1} - 1", r"\sum_{k=n}^{2n} 1 = n + 1"]
)
@pytest.mark.parametrize("stated", [frozenset("n"), frozenset[str]()])
def test_that_a_letter_counts_is_a_condition_where_any_integer_is_told(text: str, stated: frozenset[str]) -> None:
    verdict = decide(claim_of(text, context_of("", r"n \in \mathbb{Z}").with_stated(stated)))
    assert (
        isinstance(verdict, Proved) and verdict.evidence.domain is Domain.NARROWED and r"n \ge 1" in verdict.evidence.conditions
    )


def test_that_ends_are_in_order_is_a_condition_where_nothing_is_told() -> None:
    text = r"\sum_{k=m}^n 1 = n - m + 1"
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved) and verdict.evidence.conditions == (r"n - m + 1 \ge 0",)
    assert isinstance(decide(claim_of(text, context_of("", r"m, n \in \mathbb{Z}").with_stated(frozenset("mn")))), Refuted)
    assert isinstance(decide(claim_of(text, context_of("", r"m \le n").with_stated(frozenset("mn")))), Proved)
