r"""Limits, row by row: a table whose answers SymPy finds as well. Each row of a derivation is proved by the judge."""

from __future__ import annotations

import pytest
import sympy
from sympy import E, atan, cos, exp, ln, oo, pi, sin, sqrt, tan, tanh

from builder.calculus.derivation.derivation import CannotDerive, ExistsNowhere
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.test_by_rules import all_steps, derived, rows

x = sympy.Symbol("x")
a = sympy.Symbol("a")

# The limit, the answer as it is printed, a rule that must be used, and the same for SymPy: of what, where, from which side.
TABLE: list[tuple[str, str, str, sympy.Expr, sympy.Expr, str]] = [
    (r"\lim_{x \to 2} (x^2 + 3x)", "10", "put-in-point", x**2 + 3 * x, sympy.S(2), "+-"),
    (r"\lim_{x \to 2} \frac{x^2 - 4}{x - 2}", "4", "cancel-h", (x**2 - 4) / (x - 2), sympy.S(2), "+-"),
    (r"\lim_{x \to 0} \frac{(2 + x)^2 - 4}{x}", "4", "factor-out", ((2 + x) ** 2 - 4) / x, sympy.S(0), "+-"),
    (r"\lim_{x \to 1} \frac{x^3 - 1}{x^2 - 1}", r"\frac{3}{2}", "factor-polynomial", (x**3 - 1) / (x**2 - 1), sympy.S(1), "+-"),
    (r"\lim_{x \to a} \frac{x^2 - a^2}{x - a}", "2a", "l-hospital", (x**2 - a**2) / (x - a), a, "+"),
    (
        r"\lim_{x \to 2} \frac{\frac{1}{x} - \frac{1}{2}}{x - 2}", r"-\frac{1}{4}", "common-denominator",
        (1 / x - sympy.Rational(1, 2)) / (x - 2), sympy.S(2), "+-",
    ),
    (r"\lim_{x \to 4} \frac{\sqrt{x} - 2}{x - 4}", r"\frac{1}{4}", "conjugate", (sqrt(x) - 2) / (x - 4), sympy.S(4), "+-"),
    (r"\lim_{x \to 9} \frac{x - 9}{3 - \sqrt{x}}", "-6", "conjugate", (x - 9) / (3 - sqrt(x)), sympy.S(9), "+-"),
    (r"\lim_{x \to 0} \frac{\sin x}{x}", "1", "sine-limit", sin(x) / x, sympy.S(0), "+-"),
    (r"\lim_{x \to 0} \frac{e^x - 1}{x}", "1", "exponential-limit", (exp(x) - 1) / x, sympy.S(0), "+-"),
    (r"\lim_{x \to 0} \frac{\sin 3x}{\sin 5x}", r"\frac{3}{5}", "sine-limit", sin(3 * x) / sin(5 * x), sympy.S(0), "+-"),
    (r"\lim_{x \to 0} \frac{1 - \cos x}{x^2}", r"\frac{1}{2}", "sine-limit", (1 - cos(x)) / x**2, sympy.S(0), "+-"),
    (r"\lim_{x \to 0} \frac{\tan x - x}{x^3}", r"\frac{1}{3}", "l-hospital", (tan(x) - x) / x**3, sympy.S(0), "+-"),
    (r"\lim_{x \to \pi} \frac{\sin x}{x - \pi}", "-1", "work-out", sin(x) / (x - pi), pi, "+-"),
    (r"\lim_{x \to 1} \frac{\ln x}{x - 1}", "1", "l-hospital", ln(x) / (x - 1), sympy.S(1), "+-"),
    (r"\lim_{x \to 0} \frac{e^{-1/x^2}}{x}", "0", "squeeze", exp(-1 / x**2) / x, sympy.S(0), "+-"),
    (r"\lim_{x \to 0} \frac{e^{-2/x^2}}{x^5}", "0", "squeeze", exp(-2 / x**2) / x**5, sympy.S(0), "+-"),
    (r"\lim_{x \to 0^+} \frac{3 e^{-1/x}}{x^2}", "0", "squeeze", 3 * exp(-1 / x) / x**2, sympy.S(0), "+"),
    (r"\lim_{x \to 0^+} x \ln x", "0", "as-fraction", x * ln(x), sympy.S(0), "+"),
    (r"\lim_{x \to 0^+} x^2 \ln x", "0", "as-fraction", x**2 * ln(x), sympy.S(0), "+"),
    (r"\lim_{x \to 0^+} x^3 \ln x", "0", "as-fraction", x**3 * ln(x), sympy.S(0), "+"),
    (r"\lim_{x \to 0^+} x^2 (\ln x)^2", "0", "as-fraction", x**2 * ln(x) ** 2, sympy.S(0), "+"),
    (r"\lim_{x \to 0^+} (\sin x)^x", "1", "power-as-exponential", sin(x) ** x, sympy.S(0), "+"),
    (r"\lim_{x \to \infty} (\ln(x + 1) - \ln(x - 1))", "0", "logarithm-of-quotient", ln(x + 1) - ln(x - 1), oo, "+"),
    (r"\lim_{x \to \infty} \left(\frac{x + 1}{x - 1}\right)^x", "e^2", "as-fraction", ((x + 1) / (x - 1)) ** x, oo, "+"),
    (r"\lim_{x \to \infty} \sqrt[x]{x}", "1", "power-as-exponential", x ** (1 / x), oo, "+"),
    (r"\lim_{x \to 0^+} x^x", "1", "power-as-exponential", x**x, sympy.S(0), "+"),
    (r"\lim_{x \to 0^-} \frac{|x|}{x}", "-1", "absolute-value-on-side", sympy.Abs(x) / x, sympy.S(0), "-"),
    (r"\lim_{x \to 0} |x|", "0", "put-in-point", sympy.Abs(x), sympy.S(0), "+-"),
    (r"\lim_{x \to 0^+} \frac{1}{x}", r"\infty", "without-bound", 1 / x, sympy.S(0), "+"),
    (r"\lim_{x \to 1} \frac{x}{(x - 1)^2}", r"\infty", "without-bound", x / (x - 1) ** 2, sympy.S(1), "+-"),
    (r"\lim_{x \to 0^+} \ln x", r"-\infty", "without-bound", ln(x), sympy.S(0), "+"),
    (
        r"\lim_{x \to \infty} \frac{3x^2 - 4x + 5}{7x^2 + 9x - 10}", r"\frac{3}{7}", "divide-by-power",
        (3 * x**2 - 4 * x + 5) / (7 * x**2 + 9 * x - 10), oo, "+",
    ),
    (r"\lim_{x \to -\infty} \frac{2x + 3}{x + 4}", "2", "divide-by-power", (2 * x + 3) / (x + 4), -oo, "+"),
    (r"\lim_{x \to \infty} \frac{x^3}{x^2 + 1}", r"\infty", "let-grow", x**3 / (x**2 + 1), oo, "+"),
    (r"\lim_{x \to \infty} \frac{x^2}{e^x}", "0", "l-hospital", x**2 / exp(x), oo, "+"),
    (r"\lim_{x \to \infty} x e^{-x}", "0", "negative-exponent", x * exp(-x), oo, "+"),
    (r"\lim_{x \to \infty} \frac{\ln x}{x}", "0", "l-hospital", ln(x) / x, oo, "+"),
    (r"\lim_{x \to \infty} \arctan x", r"\frac{\pi}{2}", "let-grow", atan(x), oo, "+"),
    (r"\lim_{x \to \infty} \left(1 + \frac{1}{x}\right)^x", "e", "into-continuous", (1 + 1 / x) ** x, oo, "+"),
    (r"\lim_{x \to 0} \frac{\ln(1 + 2x)}{\sin x}", "2", "logarithm-limit", ln(1 + 2 * x) / sin(x), sympy.S(0), "+-"),
    (r"\lim_{x \to \infty} x \sin\frac{3}{x}", "3", "sine-limit", x * sin(3 / x), oo, "+"),
    (r"\lim_{x \to 0} x \cot x", "1", "cotangent-as-quotient", x / tan(x), sympy.S(0), "+-"),
    (r"\lim_{x \to 0} (\frac{1}{x} - \frac{1}{\sin x})", "0", "common-denominator", 1 / x - 1 / sin(x), sympy.S(0), "+"),
    (r"\lim_{x \to \infty} (\sqrt{x^2 + 3x} - \sqrt{x^2 - x})", "2", "conjugate", sqrt(x**2 + 3 * x) - sqrt(x**2 - x), oo, "+"),
    (r"\lim_{x \to -\infty} (\sqrt{x^2 + x} + x)", r"-\frac{1}{2}", "conjugate", sqrt(x**2 + x) + x, -oo, "+"),
    (r"\lim_{x \to -\infty} \frac{2x + 1}{\sqrt{x^2 + 3}}", "-2", "divide-by-power", (2 * x + 1) / sqrt(x**2 + 3), -oo, "+"),
    (r"\lim_{x \to -\infty} \frac{\sqrt{4x^2 + 1}}{x}", "-2", "divide-by-power", sqrt(4 * x**2 + 1) / x, -oo, "+"),
    (r"\lim_{x \to \infty} \frac{2^x + 3^x}{3^x}", "1", "divide-by-power", (2**x + 3**x) / 3**x, oo, "+"),
    (r"\lim_{x \to -\infty} \frac{e^x - e^{-x}}{e^x + e^{-x}}", "-1", "divide-by-power", tanh(x), -oo, "+"),
    (r"\lim_{x \to 0} (1 + 2x)^{1/x}", "e^2", "logarithm-limit", (1 + 2 * x) ** (1 / x), sympy.S(0), "+"),
    (r"\lim_{x \to \infty} x^{1/x}", "1", "l-hospital", x ** (1 / x), oo, "+"),
    (r"\lim_{x \to 0^-} e^{1/x}", "0", "put-in-limits", exp(1 / x), sympy.S(0), "-"),
    (r"\lim_{x \to 0} x^2 \cos\frac{1}{x}", "0", "squeeze", x**2 * cos(1 / x), sympy.S(0), "+"),
    (r"\lim_{x \to \infty} \frac{\sin x}{x}", "0", "squeeze", sin(x) / x, oo, "+"),
    (r"\lim_{x \to \pi/2} (\sec x - \tan x)", "0", "secant-as-quotient", 1 / cos(x) - tan(x), pi / 2, "+"),
    (r"\lim_{x \to -\infty} x^2 e^x", "0", "as-fraction", x**2 * exp(x), -oo, "+"),
    (r"\lim_{x \to 0} \frac{h \sin x}{x h}", "1", "sine-limit", sin(x) / x, sympy.S(0), "+-"),
    (r"\lim_{x \to \infty} \frac{5}{3 + e^{-x}}", r"\frac{5}{3}", "let-grow", 5 / (3 + exp(-x)), oo, "+"),
]  # fmt: skip


GROWTH = [
    (r"\lim_{x \to \infty} \frac{x^n}{e^x}", "0", "let-grow"),
    (r"\lim_{x \to \infty} (x - \ln x)", r"\infty", "factor-out"),
    (r"\lim_{x \to \infty} (\ln x - x)", r"-\infty", "factor-out"),
    (r"\lim_{x \to \infty} (x^2 - e^x)", r"-\infty", "factor-out"),
    (r"\lim_{x \to \infty} \frac{2x + \sin x}{x}", "2", "split-fraction"),
    (r"\lim_{x \to \infty} \frac{3x - \cos x}{2x}", r"\frac{3}{2}", "split-fraction"),
    (r"\lim_{x \to 0} \frac{x^2 \sin(1/x)}{\sin x}", "0", "squeeze"),
    (r"\lim_{x \to 1} \frac{x^m - 1}{x^n - 1}", r"\frac{m}{n}", "l-hospital"),
]
"""The values are those of every textbook."""


@pytest.mark.parametrize(("limit", "answer", "rule"), GROWTH)
def test_what_grows_slower_and_what_is_bounded_does_not_count(limit: str, answer: str, rule: str) -> None:
    derivation = derived("", limit)
    assert print_latex(derivation.answer) == answer
    assert rule in {step.reason.rule for step in derivation.steps}
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(("limit", "answer", "rule", "of", "at", "side"), TABLE, ids=[row[0] for row in TABLE])
def test_limits(limit: str, answer: str, rule: str, of: sympy.Expr, at: sympy.Expr, side: str) -> None:
    derivation = derived("", limit)
    assert print_latex(derivation.answer) == answer
    assert derivation.method == "limit"
    assert rule in {step.reason.rule for step in all_steps(derivation.steps)}
    assert judge_derivation(derivation).status is Standing.PROVED
    value = {r"\infty": oo, r"-\infty": -oo, r"\frac{\pi}{2}": pi / 2, "e": E, "e^2": E**2, "2a": 2 * a}.get(answer)
    if value is None:
        value = sympy.Rational(answer.replace(r"\frac{", "").replace("}{", "/").replace("}", ""))
    found = sympy.limit(of, x, at, side)
    assert found == value or sympy.simplify(found - value) == 0


def test_a_pair_of_one_sided_limits() -> None:
    goal = r"\left( \lim_{h \to 0^+} \frac{f(h) - f(0)}{h}, \lim_{h \to 0^-} \frac{f(h) - f(0)}{h} \right)"
    derivation = derived("f(x) = |x|", goal, "definition")
    assert print_latex(derivation.answer) == "(1, -1)"
    assert judge_derivation(derivation).status is Standing.PROVED


def test_a_quotient_of_roots_line_by_line() -> None:
    assert (
        rows(derived("", r"\lim_{x \to 0} \frac{\sqrt{1 + x} - 1}{x}"))
        == r"""
\lim_{x \to 0} \frac{\sqrt{1 + x} - 1}{x} = \lim_{x \to 0} \frac{(\sqrt{1 + x} - 1)(\sqrt{1 + x} + 1)}{x(\sqrt{1 + x} + 1)} [conjugate]
= \lim_{x \to 0} \frac{1 + x - 1}{x(\sqrt{1 + x} + 1)} [difference-of-squares]
= \lim_{x \to 0} \frac{x}{x(\sqrt{1 + x} + 1)} [collect]
= \lim_{x \to 0} \frac{1}{\sqrt{1 + x} + 1} [cancel-h]
= \frac{1}{\sqrt{1 + 0} + 1} [put-in-point]
= \frac{1}{2} [work-out]
""".strip()  # noqa: E501
    )


@pytest.mark.parametrize(
    "limit",
    [
        r"\lim_{x \to \infty} \sin x",
        r"\lim_{x \to 0} \sin \frac{1}{x}",
        r"\lim_{x \to 0} 0^x",
        r"\lim_{x \to 0} \frac{\sin \sin \sin \sin \sin \sin x}{\tan \tan \tan \tan \tan x - \ln(1 + \ln(1 + \ln(1 + x)))}",
    ],
)
def test_what_has_no_limit_or_none_that_is_found_says_so(limit: str) -> None:
    with pytest.raises(CannotDerive, match=r"needs more than|does not exist"):
        derived("", limit)


@pytest.mark.parametrize(
    ("limit", "sides"),
    [
        (r"\lim_{x \to 0} \frac{1}{x}", (r"-\infty", r"\infty")),
        (r"\lim_{x \to 0} \frac{x}{|x|}", ("-1", "1")),
        (r"\lim_{x \to 2} \frac{|x - 2|}{4 - x^2}", (r"\frac{1}{4}", r"-\frac{1}{4}")),
    ],
)
def test_where_both_sides_differ_they_are_told(limit: str, sides: tuple[str, str]) -> None:
    with pytest.raises(ExistsNowhere) as told:
        derived("", limit)
    assert all(f"`{side}` from" in told.value.message for side in sides)


def test_by_what_a_root_is_divided_is_told_as_it_is() -> None:
    """It said that x^2 is the root of x^2."""
    derivation = derived("", r"\lim_{x \to \infty} \frac{\sqrt{x^2 + 1}}{x^2 + 1}")
    assert print_latex(derivation.answer) == "0"
    told = " ".join(step.reason.text for step in derivation.steps)
    assert r"\sqrt{x^2} = x$" in told or "divide above and below" not in told
