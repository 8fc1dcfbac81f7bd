"""Inequalities with bars and roots: proved by squares or by cases of signs; near misses are refuted."""

from __future__ import annotations

import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

# what holds, a near miss, what is given
LINES = [
    (r"|\sin x| \le 1", r"|\sin x| \le \frac12", ""),
    (r"|x+y| \le |x| + |y|", r"|x+y| \ge |x| + |y|", ""),
    (r"|x+y| \le |x| + |y|", r"|x+y| < |x| + |y|", ""),
    (r"|x-y| \ge |x| - |y|", r"|x-y| \le |x| - |y|", ""),
    (r"\frac{x+y}{2} \ge \sqrt{xy}", r"\frac{x+y}{2} \le \sqrt{xy}", r"x \ge 0, y \ge 0"),
    (r"\frac{x+y}{2} \ge \sqrt{xy}", r"\frac{x+y}{2} > \sqrt{xy}", r"x \ge 0, y \ge 0"),
    (r"|xy| \le \frac{x^2+y^2}{2}", r"|xy| \le \frac{x^2+y^2}{3}", ""),
    (r"\sqrt{x^2+y^2} \le |x| + |y|", r"\sqrt{x^2+y^2} \ge |x| + |y|", ""),
    (r"\sqrt{x+y} \le \sqrt{x} + \sqrt{y}", r"\sqrt{x+y} \ge \sqrt{x} + \sqrt{y}", r"x \ge 0, y \ge 0"),
    (r"|x\cos y| \le |x|", r"|x\cos y| < |x|", ""),
    (r"|a\cos x + b\sin x| \le \sqrt{a^2+b^2}", r"|a\cos x + b\sin x| \ge \sqrt{a^2+b^2}", ""),
    (r"|x| \ge x", r"|x| > x", ""),
    # The squares compare so, but the greater side may be negative.
    (r"|x| \le \sqrt{x^2+1}", r"|x| \le x^3 + x", ""),
]


@pytest.mark.parametrize(("text", "wrong", "given"), LINES)
def test_an_inequality_is_proved_and_its_near_miss_refuted(text: str, wrong: str, given: str) -> None:
    context = context_of(given)
    assert isinstance(decide(claim_of(text, context)), Proved)
    assert isinstance(decide(claim_of(wrong, context)), Refuted)
