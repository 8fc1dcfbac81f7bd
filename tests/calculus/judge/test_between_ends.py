"""Integrals up to a letter, or over one: that none runs over a pole is a condition of what is proved of them."""

from __future__ import annotations

import mpmath
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Domain, Proved
from tests.calculus.judge.claims import claim_of, context_of

OVER_POLES = [  # claim, what must hold between the ends, the integrand, its ends at a value of the letter, and the right side
    (r"\int_0^a \frac{dx}{x - 1} = \ln|a - 1|", r"x - 1 \ne 0", lambda x, a: 1 / (x - 1), (0, 0.5),
     lambda a: mpmath.log(abs(a - 1))),
    (r"\int_{-1}^a \frac{1}{x}\,dx = \ln|a|", r"x \ne 0", lambda x, a: 1 / x, (-1, -3), lambda a: mpmath.log(abs(a))),
    (r"\int_0^a \tan x\,dx = -\ln|\cos a|", r"\cos\left(x\right) \ne 0", lambda x, a: mpmath.tan(x), (0, 1.25),
     lambda a: -mpmath.log(abs(mpmath.cos(a)))),
    (r"\int_{-1}^a \frac{1}{x^2}\,dx = -\frac{1}{a} - 1", r"x \ne 0", lambda x, a: 1 / x**2, (-1, -0.25), lambda a: -1 / a - 1),
    (r"\int_2^a \frac{dx}{(x - 1)^3} = \frac{1}{2} - \frac{1}{2(a - 1)^2}", r"x - 1 \ne 0", lambda x, a: (x - 1) ** -3, (2, 7),
     lambda a: 0.5 - 0.5 / (a - 1) ** 2),
]  # fmt: skip
WITHOUT = [
    r"\int_0^a \frac{dx}{1 + x^2} = \arctan a", r"\int_0^a \cos x\,dx = \sin a", r"\int_1^a \frac{dx}{x} = \ln a",
    r"\int_0^a \frac{dx}{1 - x^2} = \operatorname{artanh} a", r"\int_1^2 \frac{dx}{x} = \ln 2",
]  # fmt: skip


@pytest.mark.parametrize("row", OVER_POLES, ids=lambda row: row[0])
def test_that_an_integral_avoids_a_pole_is_a_condition(row: tuple) -> None:
    text, asked, integrand, (low, high), right = row
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved) and verdict.evidence.domain is Domain.WIDENED
    assert any(
        condition.startswith(rf"{asked} \text{{ for }} x \text{{ from }} {low}") for condition in verdict.evidence.conditions
    )
    assert abs(mpmath.quad(lambda x: integrand(x, high), [low, high]) - right(high)) < 1e-9


@pytest.mark.parametrize("text", WITHOUT)
def test_an_integral_that_exists_wherever_the_other_side_does_asks_for_nothing(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved) and not any("text" in condition for condition in verdict.evidence.conditions)
