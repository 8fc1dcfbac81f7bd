"""Integrals of |·|, max, ⌊·⌋ and of cases: parted where they bend, with near misses beside the truth."""

from __future__ import annotations

import mpmath
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.kinks import parted_at_kinks
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import Apply, Fn, IntegralOf
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import real_value

# integral, its value, a near miss, what is assumed
INTEGRALS = [
    (r"\int_0^2 |x-1|\,dx", "1", "1 + 10^{-15}", ""), (r"\int_{-1}^2 |x|\,dx", r"\frac52", r"\frac32", ""),
    (r"\int_2^0 |x-1|\,dx", "-1", "1", ""), (r"\int_0^3 |x^2-4|\,dx", r"\frac{23}{3}", "3", ""),
    (r"\int_{-1}^3 |x^2-2|\,dx", r"\frac{14 + 8\sqrt2}{3}", r"\frac{10}{3}", ""),
    (r"\int_0^3 |x^3-x|\,dx", r"\frac{65}{4}", r"\frac{63}{4}", ""), (r"\int_{-2}^2 ||x|-1|\,dx", "2", "1", ""),
    (r"\int_0^{2\pi} |\sin x|\,dx", "4", "0", ""), (r"\int_0^\pi |\cos x|\,dx", "2", "0", ""),
    (r"\int_0^\pi |\cos x - \sin x|\,dx", r"2\sqrt2", "2", ""), (r"\int_0^\pi |\cos x + \sin x|\,dx", r"2\sqrt2", "2", ""),
    (r"\int_0^{2\pi} |\sin x| \cos^2 x\,dx", r"\frac43", r"\frac23", ""),
    (r"\int_{1/e}^e |\ln x|\,dx", r"2 - \frac2e", r"\frac2e", ""),
    (r"\int_{-1}^1 e^{|x|}\,dx", "2e - 2", "2e", ""), (r"\int_{-\infty}^\infty e^{-|x|}\,dx", "2", "1", ""),
    (r"\int_0^2 \max(x, 1)\,dx", r"\frac52", "2", ""), (r"\int_0^2 \min(x, x^2)\,dx", r"\frac{11}{6}", r"\frac83", ""),
    (r"\int_0^3 \lfloor x \rfloor\,dx", "3", r"\frac92", ""),
    (r"\int_0^2 \lfloor x^2 \rfloor\,dx", r"5 - \sqrt2 - \sqrt3", r"\frac83", ""),
    (r"\int_0^3 \lceil x \rceil\,dx", "6", "3", ""), (r"\int_{-1}^2 \operatorname{sgn}(x)\,dx", "1", "3", ""),
    (r"\int_{-1}^1 \frac{|x|}{x}\,dx", "0", "2", ""), (r"\int_0^2 \frac{1}{\sqrt{|x-1|}}\,dx", "4", "2", ""),
    (r"\int_0^{2\pi} \sqrt{1 - \cos^2 x}\,dx", "4", "0", ""), (r"\int_0^{2\pi} \sqrt{\sin^2 x}\,dx", "4", "0", ""),
    (r"\int_0^2 \sqrt{x^2 - 2x + 1}\,dx", "1", "0", ""), (r"\int_0^2 \sqrt{(x-1)^2}\,dx", "1", "0", ""),
    (r"\int_0^1 |2x-1|^3\,dx", r"\frac14", "0", ""),
    (r"\int_0^a |x-1|\,dx", r"\frac{(a-1)|a-1| + 1}{2}", r"\frac{(a-1)^2 + 1}{2}", ""),
    (r"\int_0^a |x-1|\,dx", r"a - \frac{a^2}{2}", r"\frac{a^2}{2} - a", "0 < a < 1"),
    (r"\int_{-a}^a |x|\,dx", "a^2", r"\frac{a^2}{2}", "a > 0"), (r"\int_0^x |t|\,dt", r"\frac{x|x|}{2}", r"\frac{x^2}{2}", ""),
    # between letters of which it is assumed where they are
    (r"\int_0^t |\sin x|\,dx", r"1 - \cos t", r"1 + \cos t", r"0 < t < \pi"),
    (r"\int_0^t |\sin x|\,dx", r"3 + \cos t", r"1 - \cos t", r"\pi < t < 2\pi"),
    (r"\int_t^\pi |\cos x|\,dx", r"2 - \sin t", r"\sin t", r"0 < t < \frac\pi2"),
    (r"\int_{-t}^t |e^x - 1|\,dx", "e^t + e^{-t} - 2", "e^t - e^{-t} - 2t", "t > 0"),
    (r"\int_1^t |\ln x|\,dx", r"t \ln t - t + 1", r"t \ln t - t", "t > 1"),
    (r"\int_0^t \lfloor x \rfloor\,dx", "2t - 3", "t - 1", "2 < t < 3"),
    (r"\int_0^1 |x-t|\,dx", r"\frac12 - t + t^2", r"\frac12 - t", "0 < t < 1"),
    (r"\int_0^1 \max(x, t)\,dx", r"\frac{1+t^2}{2}", r"\frac{1+t}{2}", "0 < t < 1"),
]  # fmt: skip
FALSE = [
    (r"\int_{-a}^a |x|\,dx = a^2", ""), (r"\int_0^t |\sin x|\,dx = 1 - \cos t", "t > 0"),
    (r"\int_0^a |x-1|\,dx = a - \frac{a^2}{2}", "a > 0"), (r"\int_0^1 \max(x, t)\,dx = \frac{1+t^2}{2}", ""),
    (r"\int_0^2 \frac{1}{|x-1|}\,dx = 0", ""), (r"\int_{-1}^1 \frac{1}{\sqrt{x^2}}\,dx = 0", ""),
]  # fmt: skip


@pytest.mark.sample(2)
@pytest.mark.parametrize(("integral", "value", "wrong", "assume"), INTEGRALS)
def test_the_value_is_proved_and_a_near_miss_refuted(integral: str, value: str, wrong: str, assume: str) -> None:
    context = context_of("", assume)
    assert isinstance(decide(claim_of(f"{integral} = {value}", context)), Proved)
    assert isinstance(decide(claim_of(f"{integral} = {wrong}", context)), Refuted)


@pytest.mark.parametrize(("text", "assume"), FALSE)
def test_false(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Refuted)


@pytest.mark.parametrize("body", ["|x-1|", r"|\cos 2x|", r"\max(x^2, x+1)", r"\lfloor 2x \rfloor", r"||x|-\frac12|", r"|x e^x|"])
def test_the_parts_have_no_kink_and_the_same_integral_by_mpmath(body: str) -> None:
    meaning = interpret(claim_of(rf"\int_{{-1}}^{{2}} {body}\,dx = 0", context_of()))
    assert isinstance(meaning, Meaning)
    parts = [t for t in walk(meaning.parts[0].question.left) if isinstance(t, IntegralOf)]
    assert len(parts) > 1
    assert not any(isinstance(t, Apply) and t.function in (Fn.ABS, Fn.MAX, Fn.FLOOR) for part in parts for t in walk(part))
    left = interpret(claim_of(f"{body} = 0", context_of()))
    assert isinstance(left, Meaning)
    whole = left.parts[0].question.left
    with mpmath.workdps(20):
        for part in parts:
            low, high = (real_value(end, {}) for end in (part.lower, part.upper))
            for k in range(1, 8):
                x = low + (high - low) * mpmath.mpf(k) / 8
                assert abs(real_value(part.body, {part.variable: x}) - real_value(whole, {"x": x})) < mpmath.mpf(10) ** -15


@pytest.mark.parametrize("body", [r"|x^5 - x - 1|", r"|\sin x - \frac13|", r"|e^x - 2x^2|", r"|\sin\frac1x|"])
def test_where_a_kink_cannot_be_written_down_an_integral_stays_whole(body: str) -> None:
    meaning = interpret(claim_of(rf"\int_{{-1}}^{{2}} {body}\,dx = 0", context_of()))
    assert isinstance(meaning, Meaning)
    integral = meaning.parts[0].question.left
    assert isinstance(integral, IntegralOf) and parted_at_kinks(integral) == integral
