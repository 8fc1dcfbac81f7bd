"""Antiderivatives have no jumps, which their derivatives do not tell."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Unknown
from tests.calculus.judge.claims import claim_of, context_of

JUMPS = [
    r"\int \lfloor x \rfloor dx = x \lfloor x \rfloor + C",
    r"\int 2x \, dx = x^2 + \lfloor x \rfloor + C",
    r"\int 2x \, dx = x^2 + \operatorname{sgn}(x) + C",
    r"\int 0 \, dx = \lceil x \rceil",
    r"\int \operatorname{sgn}(x - 1) dx = x \operatorname{sgn}(x - 1) + C",
    r"\int x + \operatorname{sgn}(x) \, dx = \frac{x^2}{2} + \operatorname{sgn}(x)(x + 1) + C",
]
NO_JUMPS = [
    r"\int |x| dx = \frac{x |x|}{2} + C",
    r"\int |x| dx = \operatorname{sgn}(x) \frac{x^2}{2} + C",
    r"\int \operatorname{sgn}(x - 1) dx = (x - 1) \operatorname{sgn}(x - 1) + C",
    r"\int 3 \lfloor x \rfloor dx = 3 \int \lfloor x \rfloor dx",
]


@pytest.mark.parametrize("text", JUMPS)
def test_what_jumps_is_no_antiderivative(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Unknown)


@pytest.mark.parametrize("text", NO_JUMPS)
def test_what_does_not_jump_is_proved(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Proved)
