"""Numbers of very different size beside letters: what no ball tells apart is neither proved nor tested.

The oracle is arithmetic by hand: each false line differs from a true one by a number too small, or too large, for any precision.
"""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of

FALSE = [
    # claim, assumed
    (r"(2^{10^{10}})(q^2+1) = (4^{5 \cdot 10^9}+1)(q^2+1)", ""),
    (r"q(2^{10^{10}} + 1) = q \cdot 4^{5 \cdot 10^9}", ""),
    (r"\frac{(10^{10})!+1}{(10^{10})!} x = x", ""),
    (r"q e^{10^{-10^{10}}} = q", ""),
    (r"q \cos(10^{-10^{10}}) = q", ""),
    (r"q \tanh(10^{10}) = q", ""),
    (r"q \cosh(10^{10}) = q \frac{e^{10^{10}}}{2}", ""),
    (r"q \arctan(10^{10^{10}}) = \frac{\pi}{2} q", ""),
    (r"q \sinh(10^{-10^{10}}) = 10^{-10^{10}} q", ""),
    (r"x^{1+10^{-10^{10}}} = x", "x > 0"),
    (r"x \cdot 2^{10^{-10^{10}}} = x", ""),
    (r"\frac{d}{dx} (x^2 + 10^{-10^{10}} x^3) = 2x", ""),
    (r"\int_0^{1000} e^{-x} \, dx \cdot a = a", ""),
    (r"\sqrt{x^2 + 10^{-10^{10}}} = |x|", "x > 1"),
    (r"x (1 + 10^{-10^{10}}) \le x", "x > 0"),
    (r"\sum_{n=1}^\infty \frac{1}{n^3 + n} = 0.6718659", ""),  # a decimal beside a sum that is known to fewer digits
]
SEEN = [
    # false as well, but within reach of the highest precision
    (r"x (1 + 10^{-400}) = x", ""),
    (r"q e^{10^{-300}} = q", ""),
    (r"q \tanh(500) = q", ""),
    (r"\sum_{k=0}^{200} \frac{1}{k!} x = e x", ""),
]
TRUE = [
    (r"x \lfloor x \rfloor + \frac{x}{10^{9}} = x \left(\lceil x \rceil - 1 + 10^{-9}\right)", "0 < x < 1"),
    (r"\lfloor x \rfloor + \lfloor x + \frac{1}{2} \rfloor = \lfloor 2x \rfloor", ""),
    (r"\lfloor \frac{\lfloor 10^6 x \rfloor}{10} \rfloor = \lfloor 10^5 x \rfloor", ""),
]


@pytest.mark.parametrize(("text", "assume"), FALSE, ids=[row[0] for row in FALSE])
def test_what_no_ball_tells_apart_is_not_supported_by_points(text: str, assume: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of(assume=assume))), Proved | Tested)


@pytest.mark.parametrize(("text", "assume"), SEEN, ids=[row[0] for row in SEEN])
def test_what_high_precision_tells_apart_is_refuted(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Refuted)


@pytest.mark.parametrize(("text", "assume"), TRUE, ids=[row[0] for row in TRUE])
def test_points_still_speak_for_what_is_true(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Proved | Tested)
