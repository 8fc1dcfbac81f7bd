"""Inequalities for all integers from one on, with near misses. The oracle: exact arithmetic for the first integers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

Test = Callable[[int], bool]
POINTS = (Fraction(-1), Fraction(-1, 3), Fraction(0), Fraction(1, 2), Fraction(3))


def _bernoulli(n: int) -> bool:
    return all((1 + x) ** n >= 1 + n * x for x in POINTS)


TRUE: list[tuple[str, str, int, Test]] = [
    # claim, assumed, from which integer on, and the same in Python
    ("2^n > n", r"n \in \mathbb{N}", 0, lambda n: 2**n > n),
    (r"2^n \ge n^2", r"n \in \mathbb{N}, n \ge 4", 4, lambda n: 2**n >= n**2),
    ("3^n > 2^n", r"n \in \mathbb{N}, n \ge 1", 1, lambda n: 3**n > 2**n),
    (r"n! \ge 2^{n-1}", r"n \in \mathbb{N}", 0, lambda n: factorial(n) >= Fraction(2) ** (n - 1)),
    ("n! > 2^n", r"n \in \mathbb{N}, n \ge 4", 4, lambda n: factorial(n) > 2**n),
    (r"\frac{2^n}{n!} \le \frac{4}{n}", r"n \in \mathbb{N}, n \ge 1", 1,
     lambda n: Fraction(2**n, factorial(n)) <= Fraction(4, n)),
    (r"(1+x)^n \ge 1+nx", r"x \ge -1, n \in \mathbb{N}", 0, _bernoulli),
    (r"\left(\frac12\right)^n \le \frac1n", r"n \in \mathbb{N}, n \ge 1", 1, lambda n: Fraction(1, 2**n) <= Fraction(1, n)),
    (r"5^n \ge 1+4n", r"n \in \mathbb{N}", 0, lambda n: 5**n >= 1 + 4 * n),
    (r"\sum_{k=1}^n \frac{1}{k^2} \le 2 - \frac{1}{n}", r"n \in \mathbb{N}, n \ge 1", 1,
     lambda n: sum(Fraction(1, k * k) for k in range(1, n + 1)) <= 2 - Fraction(1, n)),
    (r"\sum_{k=1}^n \frac{1}{\sqrt{k}} \ge \sqrt{n}", r"n \in \mathbb{N}, n \ge 1", 1,
     lambda n: sum(k**-0.5 for k in range(1, n + 1)) >= n**0.5 - 1e-9),
]  # fmt: skip
FALSE = [
    ("2^n > 2n", r"n \in \mathbb{N}"), (r"2^n > n^2", r"n \in \mathbb{N}"), (r"2^n \ge n^2", r"n \in \mathbb{N}"),
    ("3^n > 2^n", r"n \in \mathbb{N}, n \ge 0"),(r"n! \ge 2^n", r"n \in \mathbb{N}"),
    (r"n! \ge 3^{n-1}", r"n \in \mathbb{N}, n \ge 1"),
    (r"(1+x)^n \ge 1+nx", r"x \ge -3, n \in \mathbb{N}"), (r"(1+x)^n > 1+nx", r"x > 0, n \in \mathbb{N}, n \ge 1"),
    (r"5^n \ge 2+4n", r"n \in \mathbb{N}"), (r"\sum_{k=1}^n \frac{1}{k^2} < 2 - \frac{1}{n}", r"n \in \mathbb{N}, n \ge 1"),
    (r"n^2 \le 100n", r"n \in \mathbb{N}"), (r"n! \le 100^n", r"n \in \mathbb{N}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume"), [row[:2] for row in TRUE], ids=[row[0] for row in TRUE])
def test_true(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Proved)


@pytest.mark.parametrize(("least", "holds"), [row[2:] for row in TRUE], ids=[row[0] for row in TRUE])
def test_the_table_by_arithmetic(least: int, holds: Test) -> None:
    assert all(holds(n) for n in range(least, 60))


@pytest.mark.parametrize(("text", "assume"), FALSE, ids=[" | ".join(row) for row in FALSE])
def test_false(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Refuted)
