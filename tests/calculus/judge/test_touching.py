"""Strict inequalities and `≠` that fail at single points. The oracle: mpmath, at the point that is told and beside it."""

from __future__ import annotations

import mpmath
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.verdict import Proved, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import real_value

FALSE = [
    # claim, assumed
    (r"|\sin x| < 1", ""), (r"\sin x < 1", ""), (r"\cos x > -1", ""), (r"\cos^2 x > 0", ""), (r"\cos^4 x > 0", ""),
    (r"\sin(2x+1) < 1", ""), (r"\sin(x^2) < 1", ""), (r"\sin\frac{1}{x} < 1", ""), (r"\sin x < 1", r"0 < x < \pi"),
    (r"\sin x + \cos x < \sqrt{2}", ""), (r"|\sin x| + |\cos x| < \sqrt{2}", ""), (r"\sin x \cos x < \frac{1}{2}", ""),
    (r"\tan^2 x + \cot^2 x > 2", ""), (r"(5\sin x - 3)^2 > 0", ""), (r"\sin x \ne \frac{1}{2}", ""), (r"\tan x \ne 3", ""),
    (r"x^2 - 2x\sqrt{2} + 2 > 0", ""), (r"x^2 \ne 2", ""), (r"x^4 + 4 > 4x^2", ""), (r"x^3 + x \ne 3", ""),
    (r"(x^3-x-1)^2 > 0", ""),
    (r"x + \frac{2}{x} > 2\sqrt{2}", "x > 0"), (r"|x^2 - 2| > 0", ""), (r"\cos x \ne x", ""),
    (r"e^x \ne 3", ""), (r"(e^x - 3)^2 > 0", ""), (r"e^x + 2e^{-x} > 2\sqrt{2}", ""), (r"2^x > x e \ln 2", ""),
    (r"e^{2x} > 2ex", ""),
    (r"\ln^2 x - 2\ln x + 1 > 0", ""), (r"(\ln x - \frac{1}{2})^2 > 0", ""), (r"xe^{-x} < \frac{1}{e}", ""),
    (r"\frac{\ln x}{x} < \frac{1}{e}", ""), (r"x \ln x > -\frac{1}{e}", ""), (r"x^x > e^{-1/e}", "x > 0"),
    (r"\arcsin x < \frac{\pi}{2}", ""), (r"4\cos^3 x - 3\cos x < 1", ""), (r"x \ne \lfloor x \rfloor + \frac{1}{\sqrt{2}}", ""),
    (r"\sin x \cos y < 1", ""), (r"\sin x + \sin y < 2", ""), (r"(x - \sqrt{2} y)^2 > 0", "x > 0, y > 0"),
    (r"x^2 + y^2 + 2 > 2\sqrt{2} x", ""), (r"a \sin x + b \cos x < \sqrt{a^2 + b^2}", "a > 0, b > 0"),
    (r"n^2 + n + 41 \ne 1681", r"n \in \mathbb{N}"),
    (r"\lfloor \frac{n}{1000} \rfloor < 1", r"n \in \mathbb{N}"),
]  # fmt: skip
CROSSED = [
    (r"(\cos x - x)^2 > 0", ""), (r"(e^x + x)^2 > 0", ""), (r"|\cos x - x| > 0", ""), (r"(e^x - 3x)^2 > 0", ""),
    (r"(\tan x - x)^2 > 0", r"\frac{\pi}{2} < x < \frac{3\pi}{2}"), (r"|\ln x - \frac{1}{x}| > 0", ""),
    (r"(\cos x - x)^2 (x^2 + 1) > 0", ""), (r"-(\cos x - x)^2 < 0", ""), (r"\frac{(x^3 - \cos x)^2}{1 + x^2} > 0", ""),
    (r"\frac{2x}{\pi} < \sin x", r"0 < x \le \frac{\pi}{2}"),
    # several terms that vanish together, and squares that are not written as such
    (r"(\cos x - x)^2 + \sin^2(x - y) > 0", ""), (r"(\cos x - x)^2 + (y - e^{-y})^2 > 0", ""),
    (r"|\cos x - x| + |y - x| \ne 0", ""),
    (r"0 < \frac{(\cos x - y)^2 + (\cos y - x)^2}{1 + x^2}", ""), (r"(x + \ln y)^4 + |z - e^z + 2x| > 0", ""),
    (r"x^2 + \cos^2 x > 2x \cos x", ""), (r"x^2 + y^2 + e^{2x} > -2xe^x", ""), (r"\sqrt{|\cos x - x|} > 0", ""),
    (r"\ln(1 + (x - \cos x)^2) > 0", ""), (r"e^{(x - \cos x)^2} > 1", ""), (r"\cosh(x - \cos x) > 1", ""),
    (r"\sqrt{(e^x - y)^2 + (x + y)^2} > 0", ""), (r"1 - \cos(x - \cos x) > 0", ""),
]  # fmt: skip
NARROW = [
    # false on intervals that no sample meets
    (r"\sin x \le 0.9999999999", ""), (r"\sin^2 x \le 1 - 10^{-20}", ""), (r"xe^{-x} < 0.36787944", ""),
    (r"x^2 - 2x\sqrt{2} + 2 \ge 10^{-30}", ""), (r"x < e^{100}", ""),
    # false near corners of the gap
    (r"\sqrt{x + y^2} \le 2|x| + |y|", ""), (r"|x - \frac{3}{7}| + |y + \frac{2}{9}| > \frac{1}{100}", ""),
    (r"|x| + |y| + |z| \ge \sqrt{|x| + y^2 + z^2} - \frac{1}{5}", ""),
]  # fmt: skip
BY_HAND = [
    # at a root of which the oracle has no value beside it, and at numbers too large for it
    (r"\sqrt{x^2 - 2} > 0", ""), (r"\sum_{k=1}^n k \ne 24090", r"n \in \mathbb{N}"), (r"x > -e^{300}", ""),
]  # fmt: skip
JUMPS = [
    # equations that fail only where something jumps, at irrational places
    r"\lfloor |\sin x| \rfloor = 0", r"\operatorname{sgn}(x^2-2)^2 = 1", r"\lceil \sin x \rceil^2 = \lceil \sin x \rceil",
    r"\operatorname{sgn}(e^x - 3)^4 = 1", r"\lfloor \sin x \rfloor \lceil \sin x \rceil = 0",
    r"|x^2-2| = \begin{cases} x^2-2 & x^2 > 2 \\ 2-x^2 & x^2 < 2 \\ 1 & x^2 = 2 \end{cases}",
]  # fmt: skip
NO_JUMPS = [
    r"\lfloor \sin x \rfloor^3 = \lfloor \sin x \rfloor",
    r"|x^2-2| = \begin{cases} x^2-2 & x^2 > 2 \\ 2-x^2 & x^2 < 2 \\ 0 & x^2 = 2 \end{cases}",
    r"\operatorname{sgn}(x^2-2)^3 = \operatorname{sgn}(x^2-2)",
]
NOT_DECIDED = [r"(\cos x - x)^2 + \lfloor y \rfloor^2 > 0"]
HOLD = [
    (r"\sin x < 1", r"0 < x < \frac{\pi}{2}"), (r"\frac{2}{\pi} x < \sin x", r"0 < x < \frac{\pi}{2}"), (r"x^2 \ne 2", r"x > 2"),
    (r"\frac{\sin x}{x} < 1", "x > 0"), (r"\cos x < 1", r"0 < x < \pi"), (r"x^2 - 3 \ne 0", "0 < x < 1"),
    (r"\tan x > x", r"0 < x < \frac{\pi}{2}"), (r"x \ln x > -\frac{1}{e}", "x > 1"), (r"|\arctan x| < \frac{\pi}{2}", ""),
    (r"\sin x < 1.0001", ""), (r"(\cos x - x)^2 + (x - 1)^2 > 0", ""), (r"(\cos x - x)^2 + (y - x)^2 + (y + x)^2 > 0", ""),
    (r"(\lfloor x \rfloor + \frac12)^2 + (y - \cos y)^2 > 0", ""),
]  # fmt: skip


@pytest.mark.sample(12)
@pytest.mark.parametrize(
    ("text", "assume"), FALSE + CROSSED + NARROW, ids=[f"{row[0]} | {row[1]}" for row in FALSE + CROSSED + NARROW]
)
def test_what_fails_at_single_points_is_refuted_there(text: str, assume: str) -> None:
    claim = claim_of(text, context_of(assume=assume))
    verdict = decide(claim)
    assert isinstance(verdict, Refuted)
    meaning = interpret(claim)
    assert isinstance(meaning, Meaning)
    question = meaning.parts[0].question
    with mpmath.workdps(60):
        point = {name: mpmath.mpf(value.numerator) / value.denominator for name, value in verdict.at.items()}
        gap = real_value(question.right, point) - real_value(question.left, point)
        assert mpmath.re(gap) < 1e-4  # the point is told to nine places, and a root has the error of its square root


@pytest.mark.parametrize(("text", "assume"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_what_fails_by_hand(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Refuted)


@pytest.mark.parametrize("text", JUMPS)
def test_what_fails_at_a_jump_is_refuted(text: str) -> None:
    assert isinstance(decide(claim_of(text, context_of())), Refuted)


@pytest.mark.parametrize("text", NO_JUMPS)
def test_what_holds_at_jumps_too_is_not_refuted(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Refuted)


@pytest.mark.parametrize("text", NOT_DECIDED)
def test_where_the_sides_come_together_unexplained_nothing_is_said(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Proved | Refuted | Tested)


@pytest.mark.sample(2)
@pytest.mark.parametrize(("text", "assume"), HOLD, ids=[f"{row[0]} | {row[1]}" for row in HOLD])
def test_what_holds_is_not_doubted(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Proved | Tested)


# Both sides are equal at a place, which these allow; the oracle is a sketch by hand.
EQUAL_SOMEWHERE = [
    (r"x \le 3", r"|x| \le 3"), (r"x^2 \ge 4", r"|x| \ge 2"), (r"x \ge 1", r"\ln x \ge 0"), (r"x^2 \le 9", r"|x| \le 3"),
    (r"n^2 \ge n", r"n \in \mathbb{Z}"), (r"n \le n^2", r"n \in \mathbb{Z}"), (r"(n-10)(n-11) \ge 0", r"n \in \mathbb{N}"),
    (r"\frac{1}{n} \le 1", r"n \in \mathbb{Z}, n \ne 0"), (r"x(x-1) \ge 0", r"\sin(\pi x) \le 0, -1 \le x \le 2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume"), EQUAL_SOMEWHERE)
def test_an_order_that_allows_equality_does_not_fail_where_the_sides_are_equal(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(assume=assume))), Proved | Tested)
