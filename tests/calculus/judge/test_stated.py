"""Equations that say for which values they hold: they must have values there, of which the natural domain alone needs none."""

from __future__ import annotations

from contextlib import suppress

import mpmath
import pytest

from builder.calculus import check
from builder.calculus.context import Context
from builder.calculus.given import read_domain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.verdict import Domain, Proved, Refutation, Refuted, Tested
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import NoValue, real_value

NARROWED = [
    # claim, assumed, of which letters
    (r"\ln x^2 = 2\ln x", r"x \ne 0", "x"), (r"2\ln x = \ln x^2", r"x \ne 0", "x"), (r"\sqrt{x^2} = (\sqrt{x})^2", "", "x"),
    (r"\sqrt{x}\sqrt{x} = x", "", "x"), (r"e^{\ln x} = x", "", "x"), (r"(x^{1/2})^2 = x", "x > -1", "x"),
    (r"\ln(xy) = \ln x + \ln y", "xy > 0", "xy"), (r"\ln\frac{x}{y} = \ln x - \ln y", "xy > 0", "xy"),
    (r"\ln(x^2-1) = \ln(x-1) + \ln(x+1)", "|x| > 1", "x"), (r"\sqrt{x(x-1)} = \sqrt{x}\sqrt{x-1}", "|x| > 1", "x"),
    (r"\frac{d}{dx}\ln x = \frac{1}{x}", r"x \ne 0", "x"), (r"\int \frac{1}{x}\,dx = \ln x + C", r"x \ne 0", "x"),
    (r"\sin(\arcsin x) = x", "", "x"), (r"\tan(\arcsin x) = \frac{x}{\sqrt{1 - x^2}} + 0 \cdot \sqrt{x}", "-1 < x < 1", "x"),
    (r"\sum_{k=0}^\infty x^k = \frac{1}{1-x}", "x > 0", "x"), (r"\sum_{k=0}^\infty x^k = \frac{1}{1-x}", r"-1 \le x < 1", "x"),
    (r"\sum_{k=1}^\infty \frac{x^k}{k} = -\ln(1-x)", "x < 1", "x"),
    (r"\int_0^1 x^{-p}\,dx = \frac{1}{1-p}", "p > 0", "p"), (r"\frac{1}{1-p} = \int_0^1 x^{-p}\,dx", "p > 0", "p"),
    (r"\int_0^\infty e^{-ax}\,dx = \frac{1}{a}", "", "a"), (r"\int_0^\infty e^{-ax}\,dx = \frac{1}{a}", "a < 2", "a"),
    (r"\int_1^\infty x^{-p}\,dx = \frac{1}{p-1}", "", "p"), (r"\int_0^\infty x e^{-ax}\,dx = \frac{1}{a^2}", "", "a"),
    (r"\int_1^\infty x^a\,dx = -\frac{1}{a+1}", "", "a"), (r"\int_0^b \frac{dx}{1-x} = -\ln|1-b|", "b > 0", "b"),
    (r"\int_{-1}^b \frac{dx}{x^2} = -1 - \frac{1}{b}", r"b \ne 0", "b"),
    (r"\int_0^1 x^a\,dx = \frac{1}{a+1}", "a > -2", "a"), (r"\int_0^2 x^a\,dx = \frac{2^{a+1}}{a+1}", "a > -2", "a"),
]  # fmt: skip
COVERED = [
    (r"\ln x^2 = 2\ln|x|", r"x \ne 0", "x"), (r"\ln x^2 = 2\ln x", "x > 0", "x"), (r"\sqrt{x^2} = |x|", "", "x"),
    (r"\frac{x^2-1}{x-1} = x+1", "", "x"), (r"\tan x = \frac{\sin x}{\cos x}", "", "x"), (r"x \cdot \frac{1}{x} = 1", "", "x"),
    (r"\ln(xy) = \ln|x| + \ln|y|", "xy > 0", "xy"), (r"\ln(xy) = \ln x + \ln y", "x > 0, y > 0", "xy"),
    (r"\ln(x^2-1) = \ln(x-1) + \ln(x+1)", "x > 1", "x"), (r"\frac{d}{dx}\ln|x| = \frac{1}{x}", r"x \ne 0", "x"),
    (r"\frac{d}{dx}|x| = \frac{x}{|x|}", "", "x"), (r"\sqrt{x}\sqrt{x} = x", r"x \ge 0", "x"),
    (r"x^{1/3} x^{2/3} = x", "", "x"), (r"\sqrt[3]{x^3} = x", "", "x"), (r"(x^2)^{1/2} = |x|", "", "x"),
    (r"\sin(\arcsin x) = x", r"-1 \le x \le 1", "x"), (r"\sum_{k=0}^\infty x^k = \frac{1}{1-x}", "|x| < 1", "x"),
    (r"\sum_{k=1}^\infty \frac{x^k}{k} = -\ln(1-x)", r"-1 \le x < 1", "x"),
    (r"\int_0^1 x^{-p}\,dx = \frac{1}{1-p}", "p < 1", "p"), (r"\int_0^\infty e^{-ax}\,dx = \frac{1}{a}", "a > 0", "a"),
    (r"\int_1^\infty x^{-p}\,dx = \frac{1}{p-1}", "p > 1", "p"), (r"\int_0^1 x^{a}\,dx = \frac{1}{a+1}", "a > -1", "a"),
    (r"\int_0^\infty x e^{-ax}\,dx = \frac{1}{a^2}", "a > 0", "a"), (r"\int_0^b \frac{dx}{1-x} = -\ln(1-b)", "b < 1", "b"),
    (r"\int \frac{1}{x}\,dx = \ln|x| + C", r"x \ne 0", "x"), (r"\frac{d}{dx}\ln(cx) = \frac{1}{x}", "", "c"),
    (r"\ln(ax) = \ln a + \ln x", "x > 0", "x"), (r"\ln x^2 = 2 \ln x", r"x \ne 0", ""),
]  # fmt: skip


def _context(assume: str, stated: str) -> Context:
    return context_of("", assume).with_stated(frozenset(stated))


@pytest.mark.parametrize(("text", "assume", "stated"), NARROWED)
def test_a_domain_that_is_stated_and_not_covered_is_refuted(text: str, assume: str, stated: str) -> None:
    verdict = decide(claim_of(text, _context(assume, stated)))
    assert isinstance(verdict, Refuted), verdict
    assert verdict.how in (Refutation.DOMAIN, Refutation.NO_LIMIT)
    assert sum(side.startswith(("has no value", "diverges")) for side in (verdict.left, verdict.right)) == 1


@pytest.mark.parametrize(
    ("text", "assume", "stated"), [row for row in NARROWED if "int" not in row[0] and "frac{d" not in row[0]]
)
def test_at_the_point_of_a_gap_one_side_has_no_real_value_by_mpmath(text: str, assume: str, stated: str) -> None:
    context = _context(assume, stated)
    verdict, meaning = decide(claim_of(text, context)), interpret(claim_of(text, context))
    assert isinstance(verdict, Refuted) and isinstance(meaning, Meaning)
    if "infty" in text:
        assert abs(verdict.at["x"]) >= 1  # where a geometric series, or one divided by k, diverges
        return
    question = meaning.parts[0].question
    valued = 0
    with mpmath.workdps(30):
        at = {name: mpmath.mpf(value.numerator) / value.denominator for name, value in verdict.at.items()}
        for side in (question.left, question.right):
            with suppress(NoValue):
                valued += mpmath.im(real_value(side, at)) == 0
    assert valued == 1


@pytest.mark.parametrize(("text", "assume", "stated"), COVERED)
def test_a_domain_that_is_covered_but_for_single_places_is_proved(text: str, assume: str, stated: str) -> None:
    assert isinstance(decide(claim_of(text, _context(assume, stated))), Proved)


AT_SINGLE_PLACES = [  # a claim, what is assumed, and where a derivative or a limit does not exist, or the right side jumps
    (r"\frac{d}{dx}\lfloor x\rfloor = 0", "", None), (r"\frac{d}{dx}\lceil x\rceil = 0", "0 < x < 2", 1),
    (r"\frac{d}{dx}|x| = \operatorname{sgn} x", "", 0), (r"\frac{d}{dx}|x - 5| = \operatorname{sgn}(x - 5)", "", 5),
    (r"\frac{d}{dx}|2x - 7| = 2\operatorname{sgn}(2x - 7)", "x > 0", 3.5), (r"\frac{d}{dx}\operatorname{sgn} x = 0", "", 0),
    (r"\lim_{h \to 0}\frac{|x + h| - |x|}{h} = \operatorname{sgn} x", "", 0), (r"\frac{x}{|x|} = \operatorname{sgn} x", "", 0),
    (r"\frac{d}{dx}\max(x, 1) = \begin{cases} 1 & x \ge 1 \\ 0 & x < 1 \end{cases}", "", 1),
]  # fmt: skip
NOT_AT_SINGLE_PLACES = [
    (r"\frac{d}{dx}|x| = 1", r"0 \le x \le 1"),  # the derivative at an end is that from the inside
    (r"\frac{d}{dx} x\sqrt{x} = \frac{3}{2}\sqrt{x}", r"x \ge 0"), (r"\frac{d}{dx}\frac{x^2}{x} = 1", ""),
    (r"\frac{d}{dx}|x|^3 = 3x|x|", ""), (r"\frac{d}{dx}\max(x, 0)^2 = 2\max(x, 0)", ""),
    (r"\frac{d}{dx}|x| = \operatorname{sgn} x", r"x \ne 0"), (r"\frac{d}{dx}|x - 3| = \operatorname{sgn}(x - 3)", "x > 3"),
    (r"\frac{d}{dx}\sqrt[3]{x} = \frac{1}{3\sqrt[3]{x^2}}", ""), (r"\frac{\sin x}{x} \cdot x = \sin x", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assume", "place"), AT_SINGLE_PLACES)
def test_a_kink_or_a_jump_inside_of_a_stated_domain_is_a_gap_in_it(text: str, assume: str, place: float | None) -> None:
    verdict = decide(claim_of(text, _context(assume, "x")))
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.DOMAIN, verdict
    at = verdict.at["x"]
    assert at == place if place is not None else at.denominator == 1


@pytest.mark.parametrize(("text", "assume"), NOT_AT_SINGLE_PLACES)
def test_ends_of_a_stated_domain_and_gaps_that_the_equation_fills_are_none(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, _context(assume, "x"))), Proved)


TOLD_BY_CASES = [
    (r"\frac{d}{dx}|x| = \begin{cases} 1 & x \ge 0 \\ -1 & x < 0 \end{cases}", "", 0),
    (r"\frac{d}{dx}\max(x, 1) = \begin{cases} 1 & x > 1 \\ 0 & x \le 1 \end{cases}", "", 1),
    (r"f'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}", r"f(x) = \max(0, x)", 0),
]
NOT_TOLD_BY_CASES = [
    (r"\frac{d}{dx}|x| = \begin{cases} 1 & x > 0 \\ -1 & x < 0 \end{cases}", ""),
    (r"f'(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", r"f(x) = \max(0, x)"),
    (r"f'(x) = \mathbb{1}(x \ge 0)", r"f(x) = \max(0, x)"),  # as it is written for a subgradient
    (r"f'(x) = \begin{cases} 2x & x \ge 0 \\ 0 & x < 0 \end{cases}", r"f(x) = \max(0, x)^2"),
]


@pytest.mark.parametrize(("text", "given", "place"), TOLD_BY_CASES)
def test_a_case_that_tells_a_derivative_at_a_kink_is_refuted_there(text: str, given: str, place: int) -> None:
    verdict = decide(claim_of(text, context_of(given)))
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.DOMAIN and verdict.at == {"x": place}


@pytest.mark.parametrize(("text", "given"), NOT_TOLD_BY_CASES)
def test_cases_that_leave_a_kink_to_all_else_tell_no_derivative_there(text: str, given: str) -> None:
    assert isinstance(decide(claim_of(text, context_of(given))), Proved)


@pytest.mark.parametrize("text", [r"\frac{d}{dx}|x - 3| = \operatorname{sgn}(x - 3)", r"\frac{d}{dx}\lfloor x\rfloor = 0"])
def test_without_a_stated_domain_a_kink_narrows_it_and_that_is_told(text: str) -> None:
    verdict = decide(claim_of(text, context_of()))
    assert isinstance(verdict, Proved) and verdict.evidence.domain is Domain.WIDENED


@pytest.mark.parametrize(
    ("text", "assume", "right"),
    [
        (r"\ln(x^2) = 2\ln x", r"x \ne 0", False),
        (r"\ln(x^2) = 2\ln x", "x > 0", True),
        (r"\ln(x^2) = 2\ln x", "", True),
        (r"\sqrt{x}\sqrt{y} = \sqrt{xy}", "xy > 0", False),
        (r"\ln x^n = n\ln x", r"n \in \mathbb{Z}, x \ne 0", False),
        (r"\int_1^2 x^n\,dx = \frac{2^{n+1} - 1}{n + 1}", r"n \in \mathbb{Z}", False),
        (r"n! = n(n - 1)!", r"n \ge 0", False),
        (r"\int_1^2 x^n\,dx = \frac{2^{n+1} - 1}{n + 1}", r"n \in \mathbb{N}", True),
        (r"n! = n(n - 1)!", r"n \ge 1", True),
        (r"\frac{d}{dx} x^n = n x^{n-1}", r"n \in \mathbb{Z}", True),
        (r"\ln(cx) = \ln c + \ln x", "x > 0", True),
        (r"\frac{d}{dx}\ln(x^2 + a) = \frac{2x}{x^2 + a}", "a a constant", True),
        (r"\frac{x^2 - 1}{x - 1} = x + 1", r"x \in \mathbb{R}", True),
        (r"\sum_{k=0}^\infty x^k = \frac{1}{1 - x}", r"|x| \le 1", False),
        (r"\sum_{k=0}^\infty x^k = \frac{1}{1 - x}", "|x| < 1", True),
    ],
)
def test_what_is_assumed_of_claims_that_are_asked_about_is_the_domain_that_they_state(
    text: str, assume: str, right: bool
) -> None:
    (verdict,) = check(text, assume=assume)
    assert isinstance(verdict, Proved if right else Refuted)


OVER_POLES = [  # each integral has a pole between its ends at some of the assumed values; its right side has a value there
    (r"\int_0^a \sec^2 x \, dx = \tan a", "a > 0"),
    (r"\int_0^a \frac{dx}{(x - 1)^2} = \frac{a}{1 - a}", "a > 0"),
    (r"\int_1^a \frac{dx}{x} = \ln|a|", r"a \ne 0"),
    (r"\int_a^b \frac{dx}{x} = \ln\left|\frac ba\right|", r"a \ne 0, b \ne 0"),
    (r"\int_0^a \tan x \, dx = -\ln|\cos a|", r"0 < a < \pi"),
]
BEFORE_POLES = [
    (r"\int_0^a \sec^2 x \, dx = \tan a", "0 < a < 1"),
    (r"\int_0^a \frac{dx}{(x - 1)^2} = \frac{a}{1 - a}", "0 < a < 1"),
    (r"\int_1^a \frac{dx}{x} = \ln|a|", "a > 0"),
    (r"\int_a^b \frac{dx}{x} = \ln\left|\frac ba\right|", "0 < a < b"),
    (r"\int_0^a \tan x \, dx = -\ln|\cos a|", "0 < a < 1"),
    (r"\int_0^1 x^a \, dx = \frac{1}{a + 1}", "a > -1"),
]


@pytest.mark.parametrize(("text", "assume"), OVER_POLES)
def test_an_integral_over_a_pole_is_refuted_where_the_other_side_has_a_value(text: str, assume: str) -> None:
    verdict = decide(claim_of(text, _context(assume, "")))
    assert isinstance(verdict, Refuted) and verdict.how is Refutation.DOMAIN


@pytest.mark.parametrize(("text", "assume"), BEFORE_POLES)
def test_an_integral_without_a_pole_where_its_letters_are_assumed_to_lie_is_proved(text: str, assume: str) -> None:
    assert isinstance(decide(claim_of(text, _context(assume, ""))), Proved)


# Corners and jumps at irrational places, and derivatives of higher order at rational ones: false, by hand.
AT_CORNERS = [
    # claim, assumed, given
    (r"\frac{d}{dx}|x-\pi| = \operatorname{sgn}(x-\pi)", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}|x^2-2| = \begin{cases} 2x & |x| \ge \sqrt2 \\ -2x & |x| < \sqrt2 \end{cases}", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}\operatorname{sgn}(x^2-2) = 0", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}\lfloor x^2 \rfloor = 0", "1 < x < 1.5", ""),
    (r"\frac{d}{dx}\lfloor \ln x \rfloor = 0", "x > 1", ""),
    (r"\frac{d}{dx}\lfloor \sin x \rfloor = 0", "1 < x < 4", ""),
    (r"f''(x) = \begin{cases} 2 & x \ge 0 \\ -2 & x < 0 \end{cases}", r"x \in \mathbb{R}", "f(x) = x|x|"),
    (r"\frac{d^2}{dx^2} |x| = 0", r"x \in \mathbb{R}", ""),
    (r"\frac{d^2}{dx^2} \max(x, 1) = 0", "x > 0", ""),
    (r"\frac{d}{dx}|x^2-2| = 2x \operatorname{sgn}(x^2-2)", r"x \in \mathbb{R}", ""),
]
# The same without a corner in what is told, or with one at which there is a derivative.
BESIDE_CORNERS = [
    (r"\frac{d}{dx}(x|x|) = 2|x|", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}|x-\pi| = 1", "x > 4", ""),
    (r"\frac{d}{dx}|x^2+1| = 2x", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}\max(x, 0)^2 = 2\max(x, 0)", r"x \in \mathbb{R}", ""),
    (r"\frac{d}{dx}\lfloor x^2 \rfloor = 0", "1 < x < 1.4", ""),
    (r"\frac{d}{dx}|x| = \frac{x}{|x|}", r"x \in \mathbb{R}", ""),
]


@pytest.mark.parametrize(("claim", "assumed", "given"), AT_CORNERS)
def test_a_derivative_at_a_corner_that_no_point_meets_is_not_passed_over(claim: str, assumed: str, given: str) -> None:
    context = read_domain(assumed, context_of(given))
    assert not isinstance(decide(claim_of(claim, context)), Proved | Tested)


@pytest.mark.parametrize(("claim", "assumed", "given"), BESIDE_CORNERS)
def test_a_derivative_beside_corners_is_proved(claim: str, assumed: str, given: str) -> None:
    context = read_domain(assumed, context_of(given))
    assert isinstance(decide(claim_of(claim, context)), Proved)
