"""Inequalities, membership and orders of smallness: what is proved and what is refuted, with near misses beside the truth."""

from __future__ import annotations

import re

import mpmath
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.terms import Comparison
from builder.calculus.judge.verdict import Proved, Refutation, Refuted
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import NoValue, real_value

TRUE = [
    # claim, assumed
    ("x^2 + 1 > 0", ""), (r"x^2 \ge 2x - 1", ""), (r"x^2 + y^2 \ge 2xy", ""), ("e^x > 0", ""), (r"e^x \ge 1 + x", ""),
    (r"\ln x \le x - 1", ""), (r"\ln x < x", ""), (r"\ln(1 + x) \le x", ""), (r"\sin x \le x", r"x \ge 0"),
    (r"e^x \ge 1 + x + \frac{x^2}{2}", r"x \ge 0"), (r"\cos x \ge 1 - \frac{x^2}{2}", r"x \ge 0"), (r"e^{-x} \ge 1 - x", ""),
    (r"\sqrt{1+x} \le 1 + \frac{x}{2}", ""), (r"\arctan x \le x", r"x \ge 0"), (r"x \ln x \ge x - 1", ""),
    (r"x^3 - 3x + 2 \ge 0", r"x \ge 0"), (r"\sqrt{x^2} \ge x", ""), (r"\frac{x}{1+x^2} \le \frac{1}{2}", ""),
    (r"\frac{1}{x^2} > 0", ""), (r"e^x \ne 0", ""), (r"x \ne x + 1", ""), (r"0 \le \sqrt{x}", ""),
    (r"3 \in \mathbb{N}", ""), (r"\frac{1}{2} \in [0, 1]", ""), (r"x^2 + 1 \in (0, \infty)", ""), (r"\sin x \in [-1, 1]", ""),
    (r"2 \in \{1, 2, 3\}", ""), (r"\sqrt{2} \in \mathbb{R}", ""),
    (r"|\sin x| \le 1", ""), (r"|\tanh x| < 1", ""), (r"|\sin x| \le |x|", ""), (r"\sin x < x", "x > 0"),
    (r"|x + y| \le |x| + |y|", ""), (r"||x| - |y|| \le |x - y|", ""), (r"\max(x, y) \ge \frac{x + y}{2}", ""),
    (r"\frac{x + y}{2} \ge \sqrt{xy}", r"x > 0, y > 0"), (r"a \sin x + b \cos x \le \sqrt{a^2 + b^2}", ""),
    (r"\sin x + \cos x \le \sqrt{2}", ""), (r"\frac{|x|}{1 + x^2} \le \frac{1}{2}", ""), (r"xe^{-x} \le \frac{1}{e}", ""),
    (r"\frac{x}{1 + x} < \ln(1 + x)", "x > 0"), (r"|2xy| \le x^2 + y^2", ""), (r"(x + y)^2 \le 2x^2 + 2y^2", ""),
    (r"\sqrt{x^2 + y^2} \le |x| + |y|", ""), (r"-1 \le -|\cos x|", ""), (r"e^{-x} < 1", "x > 0"), (r"x < \sinh x", "x > 0"),
    (r"\sin x > x", "x < 0"), (r"\ln(1 + x) < x", "x < 0"), (r"\arctan x > x", "x < 0"),
    (r"|\arctan x| < \frac{\pi}{2}", ""), (r"|\arcsin x| \le \frac{\pi}{2}", ""),
    (r"|\arcsin x| < \frac{\pi}{2}", "-1 < x < 1"), (r"\arccos x > 0", "-1 < x < 1"), (r"\arccos x \le \pi", ""),
    (r"|\arctan x - \arctan y| < \pi", ""), (r"\arctan x \ne \frac{\pi}{2}", ""),
    (r"\tan x > x", r"0 < x < \frac{\pi}{2}"), (r"\tan x > x + \frac{x^3}{3}", r"0 < x < \frac{\pi}{2}"),
    (r"\cos x < 1", r"0 < x < \pi"), (r"\sec x > 1", r"0 < x < \frac{\pi}{2}"), (r"\arcsin x > x", "0 < x < 1"),
    (r"\sin x > x - \frac{x^3}{6}", "0 < x < 1"), (r"x \ln x \ge -\frac{1}{e}", ""), (r"x^x \ge e^{-1/e}", "x > 0"),
    (r"x \ln x > -\frac{1}{2}", ""), (r"x^2 - \ln x > \frac{4}{5}", "x > 0"), (r"x - \sqrt{2} \ln x > 0", "x > 0"),
    (r"2^x \ge x e \ln 2", ""),
    (r"\frac{\ln x}{x} \le \frac1e", r""),
    (r"x^2e^{-x} \le \frac{4}{e^2}", r"x \ge 0"), (r"x^3e^{-x} \le 27e^{-3}", r"x \ge 0"),
    (r"e^x < \frac1{1-x}", r"0 < x < 1"),
    (r"\frac{2x}{\pi} < \sin x", r"0 < x < \frac{\pi}{2}"),
    (r"\frac{2x}{\pi} \le \sin x", r"0 \le x \le \frac{\pi}{2}"),
    (r"1+x \le e^x", r""),
    (r"\ln(1+x) \le x", r""),
    (r"x - \frac{x^3}{6} < \sin x", r"x > 0"),
    (r"\cos x < 1 - \frac{x^2}{2} + \frac{x^4}{24}", r"x > 0"),
    (r"\sin x < x - \frac{x^3}{6} + \frac{x^5}{120}", r"x > 0"),
    (r"\sin x \le x - \frac{x^3}{6} + \frac{x^5}{120}", r"x \ge 0"),
    (r"e^x > 1 + x + \frac{x^2}{2} + \frac{x^3}{6}", r"x > 0"),
    (r"\ln(1+x) > x - \frac{x^2}{2}", r"x > 0"),
    (r"\ln(1+x) < x - \frac{x^2}{2} + \frac{x^3}{3}", r"x > 0"),
    (r"\sin x > \frac{x}{2}", r"0 < x < \frac{\pi}{2}"),
    (r"\cos x > 1 - \frac{2x}{\pi}", r"0 < x < \frac{\pi}{2}"),
    (r"\cos x \ge 1 - \frac{2x}{\pi}", r"0 \le x \le \frac{\pi}{2}"),
    (r"e^x < 1 + (e-1)x", r"0 < x < 1"),
    (r"\ln x > \frac{2(x-1)}{x+1}", r"x > 1"),
    (r"\frac{x}{1+x^2} < \arctan x", r"x > 0"),
    (r"\frac{\ln x}{x^2} \le \frac{1}{2e}", r""),
    (r"\frac{e^x}{x} \ge e", r"x > 0"),
    (r"\frac{\sin x}{x} < 1", r"x > 0"),
    (r"\frac{\sin x}{x} > \frac{2}{\pi}", r"0 < x < \frac{\pi}{2}"),
    (r"\frac{1}{1+x} > 1 - x", r"x > 0"),
    (r"\sqrt{1+x} > 1 + \frac{x}{2} - \frac{x^2}{8}", r"x > 0"),
    (r"\frac{x}{e^x} \le \frac{1}{e}", r""),
    (r"\frac{1}{e^x} \ge 1 - x", r""),
    (r"x^2 < 2^x", r"0 < x < 2"),
    (r"\tan x < \frac{4x}{\pi}", r"0 < x < \frac{\pi}{4}"),
    (r"x^2 < x", r"0 < x < 1, 2x < 1"),
    (r"4x(1-x) \le 1", r"0 < x < 1"),
    (r"x^2 + xy + y^2 > 0", "x > 0, y > 0"),
]  # fmt: skip
FALSE = [
    (r"x^2 > 0", ""), ("x^2 > 2x - 1", ""), (r"e^x \ge 1 + 2x", ""), (r"\ln x < x - 1", ""), (r"\sin x \le x", ""),
    (r"\sin x < x", r"x \ge 0"), (r"e^x \ge 1 + x + \frac{x^2}{2}", ""), (r"x \ge \sqrt{x^2}", ""),
    (r"\frac{2}{3} x + \frac{1}{3} \ge x^{2/3}", ""), (r"x^3 - 3x + 2 \ge 0", ""), (r"\frac{1}{x} > 0", ""), (r"e^x \ne 1", ""),
    ("x < 1000000", ""), (r"\sqrt{1+x} < 1 + \frac{x}{2}", ""), (r"x^4 - 4x + 3 > 0", ""),
    (r"-3 \in \mathbb{N}", ""), (r"\frac{1}{2} \in \mathbb{Z}", ""), (r"2 \in [0, 1]", ""), (r"4 \in \{1, 2, 3\}", ""),
    (r"x^2 \in (0, \infty)", ""),
    (r"|\sin x| \le \frac{1}{2}", ""), (r"|\sin x| \le x", ""), (r"|x + y| \ge |x| + |y|", ""), (r"|x + y| < |x| + |y|", ""),
    (r"||x| - |y|| \ge |x - y|", ""), (r"\frac{x + y}{2} \ge \sqrt{xy}", "x < 0, y < 0"),
    (r"\frac{x + y}{2} > \sqrt{xy}", r"x \ge 0, y \ge 0"), (r"a \sin x + b \cos x \le \sqrt{a^2 + b^2} - \frac{1}{2}", ""),
    (r"\sin x + \cos x \le 1", ""), (r"\frac{|x|}{1 + x^2} \le \frac{1}{3}", ""), (r"\frac{|x|}{1 + x^2} < \frac{1}{2}", ""),
    (r"xe^{-x} \le \frac{1}{3}", ""), (r"\frac{x}{1 + x} < \ln(1 + x)", r"x \ge 0"), (r"\frac{x}{1 + x} \ge \ln(1 + x)", "x > 0"),
    (r"|2xy| < x^2 + y^2", ""), (r"\sqrt{x^2 + y^2} < |x| + |y|", ""), (r"\sqrt{x^2 + y^2} \le x + y", ""),
    (r"|\arctan x| < \frac{\pi}{3}", ""), (r"|\arcsin x| < \frac{\pi}{2}", ""),
    (r"\arcsin x < \frac{\pi}{2}", r"-1 < x \le 1"), (r"\arccos x < \pi", ""), (r"\arccos x > 0", ""),
    (r"|\arctan x - \arctan y| < 3", ""), (r"|\arctan x| > 0", ""),
    (r"\tan x > x", r"0 < x < \pi"), (r"\tan x > x", r"0 \le x < \frac{\pi}{2}"), (r"\tan x > 2x", r"0 < x < \frac{\pi}{2}"),
    (r"\cos x < 1", "0 < x < 7"), (r"\arcsin x > x", "-1 < x < 1"), (r"x \ln x \ge -\frac{1}{3}", ""),
    (r"x^x > \frac{7}{10}", "x > 0"),
    (r"x^2 - \ln x > \frac{17}{20}", "x > 0"), (r"x - \sqrt{3} \ln x > 1", "x > 0"),
    (r"e^{-x} < 1", r"x \ge 0"), (r"\sin x > x", "x > 0"), (r"\ln(1 + x) > x", "x < 0"), (r"\sin x < x", "x < 0"),
    (r"\frac{\ln x}{x} < \frac1e", r""),
    (r"\frac{\ln x}{x} \le \frac13", r""),
    (r"e^x < \frac1{1-x}", r"0 \le x < 1"),
    (r"e^x < \frac{1}{1-x}", r"0 < x < 2"),
    (r"\frac{2x}{\pi} < \sin x", r"0 < x < \pi"),
    (r"\frac{2x}{\pi} < \sin x", r"0 < x \le \frac{\pi}{2}"),
    (r"\cos x \ne x", r""),
    (r"x - \frac{x^3}{7} < \sin x", r"x > 0"),
    (r"\sin x < x - \frac{x^3}{6} + \frac{x^5}{120}", r"x \ge 0"),
    (r"\sin x < x - \frac{x^3}{6} + \frac{x^5}{130}", r"x > 0"),
    (r"e^x > 1 + x + \frac{x^2}{2} + \frac{x^3}{5}", r"x > 0"),
    (r"\sin x > \frac{x}{2}", r"0 < x < \pi"),
    (r"\cos x > 1 - \frac{2x}{\pi}", r"0 \le x < \frac{\pi}{2}"),
    (r"\cos x \ge 1 - \frac{x}{\pi}", r"0 \le x \le \frac{\pi}{2}"),
    (r"e^x < 1 + (e-1)x", r"0 < x < 2"),
    (r"e^x < 1 + (e-1)x", r"0 \le x < 1"),
    (r"\frac{x}{1+x^2} < \arctan x", r"x \ge 0"),
    (r"\frac{\ln x}{x^2} \le \frac{1}{6}", r""),
    (r"\frac{e^x}{x} > e", r"x > 0"),
    (r"\frac{\sin x}{x} > \frac{2}{3}", r"0 < x < \frac{\pi}{2}"),
    (r"\sqrt{1+x} > 1 + \frac{x}{2} - \frac{x^2}{9}", r"x > 0"),
    (r"\tan x < \frac{4x}{\pi}", r"0 < x < \frac{\pi}{3}"),
    (r"\cos x > \frac{1}{2}", r"0 < x < \pi, x < \frac{\pi}{2}"),
    (r"\sin x > \frac{x}{2}", r"0 < x < 3, 2x < 5"),
    (r"4x(1-x) > 1 - \frac{1}{100}", r"0 < x < 1"),
    (r"(x-1)(x-2) \ge 0", r"0 < x < 3"),
    (r"3 - x - \frac{1}{10}\sin(20 x) > 0", r"0 < x < 3"),
    (r"\cos(10x) > -1", r"0 < x < \frac{\pi}{2}"),
    (r"\sin(3x) > \frac{x}{10}", r"0 < x < \frac{\pi}{2}"),
    (r"x^2 + xy + y^2 > 0", ""),
]  # fmt: skip
ORDERS_TRUE = [
    (r"e^x = 1 + x + \frac{x^2}{2} + O(x^3)", ""), (r"\sin x = x - \frac{x^3}{6} + o(x^4)", ""),
    (r"\sqrt{1+x} = 1 + \frac{x}{2} + O(x^2)", ""), (r"\ln x = (x-1) + O((x-1)^2)", ""),
    (r"f(x) = f(a) + f'(a)(x-a) + O((x-a)^2)", ""), (r"f(x+h) = f(x) + hf'(x) + \frac{h^2}{2}f''(x) + O(h^3)", ""),
    (r"\sin x + O(x^3) = x + O(x^3)", ""), ("x^2 = O(x^2)", ""),
]  # fmt: skip
ORDERS_FALSE = [
    (r"e^x = 1 + x + \frac{x^2}{3} + O(x^3)", ""), (r"\sin x = x - \frac{x^3}{6} + O(x^6)", ""),
    (r"\sqrt{1+x} = 1 + \frac{x}{3} + O(x^2)", ""), ("x^2 = o(x^2)", ""), (r"\ln x = x + O((x-1)^2)", ""),
    (r"f(x+h) = f(x) + hf'(x) + h^2f''(x) + O(h^3)", ""),
]  # fmt: skip
NOT_KNOWN = [
    *("5 = O(1)", r"\sin x = O(1)", "n^2 = O(2^n)", r"x = O(\sqrt{x})", r"\frac{1}{n} = O(\frac{1}{n})", r"|\sin x| = O(|x|)"),
    *(r"\frac{1}{n} = \Theta(\frac{1}{n})", r"n = \Omega(1)", r"n = \omega(1)"),
    r"\sqrt{x^2} = O(x)",
    r"x \sin\frac{1}{x} = O(x)",
    r"\frac{\sin x}{x} = 1 + O(x^2)",
    r"x\sqrt[3]{x} = O(x^2)",
]


@pytest.mark.parametrize(("text", "assume"), TRUE + ORDERS_TRUE, ids=[row[0] for row in TRUE + ORDERS_TRUE])
def test_true(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Proved)


@pytest.mark.sample(4)
@pytest.mark.parametrize(("text", "assume"), FALSE + ORDERS_FALSE, ids=[f"{row[0]} | {row[1]}" for row in FALSE + ORDERS_FALSE])
def test_false(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, context_of("", assume))), Refuted)


@pytest.mark.parametrize("text", NOT_KNOWN)
def test_where_derivatives_do_not_exist_nothing_is_known(text: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of())), Proved | Refuted)


@pytest.mark.parametrize(
    ("text", "assume"),
    [(r"|\sin x| < 1", ""), (r"\sin x + \cos x < \sqrt{2}", ""), (r"xe^{-x} < \frac{1}{e}", ""), (r"\cos x < 1", "x > 0")],
)
def test_what_fails_at_single_points_is_not_proved(text: str, assume: str) -> None:
    assert not isinstance(decide(claim_of(text, context_of("", assume))), Proved)


def test_an_inequality_that_is_nowhere_defined() -> None:
    verdict = decide(claim_of(r"\sqrt{x - 5}\sqrt{2 - x} > 1", context_of()))
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.NOWHERE_DEFINED


@pytest.mark.parametrize(("text", "assume"), [row for row in TRUE if not re.search(r"y|\ba", row[0])], ids=str)
def test_what_is_proved_holds_by_mpmath(text: str, assume: str) -> None:
    meaning = interpret(claim_of(text, context_of("", assume)))
    assert isinstance(meaning, Meaning)
    holds = {
        Comparison.LESS: lambda a, b: a < b,
        Comparison.LESS_EQUAL: lambda a, b: a <= b + mpmath.mpf(10) ** -25,
        Comparison.NOT_EQUAL: lambda a, b: a != b,
        Comparison.EQUAL: lambda a, b: abs(a - b) < mpmath.mpf(10) ** -25,
    }
    with mpmath.workdps(40):
        for k in range(-60, 61):
            x = mpmath.mpf(k) / 7
            for part in meaning.parts:
                try:
                    conditions = part.question.setting.conditions
                    if not all(
                        holds[c.comparison](real_value(c.left, {"x": x}), real_value(c.right, {"x": x})) for c in conditions
                    ):
                        continue
                    left, right = real_value(part.question.left, {"x": x}), real_value(part.question.right, {"x": x})
                except (NoValue, ZeroDivisionError, ValueError):
                    continue
                if mpmath.im(left) == 0 == mpmath.im(right):
                    assert holds[part.question.comparison](left, right), (x, left, right)
