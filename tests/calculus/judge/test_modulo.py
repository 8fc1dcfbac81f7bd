"""Claims modulo equations, and claims under what is assumed of unknown functions: true forms, and near misses beside them.

The truths are worked by hand: solutions of the systems, derivatives of the functions.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import fmpq

from builder.calculus.budget import DEFAULT_BUDGET, Work
from builder.calculus.judge.decide import decide
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.points import space_of
from builder.calculus.judge.variety import ROOT_BITS, _narrowed, tied_trials
from builder.calculus.judge.verdict import Ignorance, Proved, Refuted, Unknown
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.real_values import real_value

CIRCLE = "x^2 + y^2 = 25"
MODULO = [
    # equations, assumptions, true, near miss
    ("x + y = 10, xy = 21", "", "x^2 + y^2 = 58", "x^2 + y^2 = 57"),
    ("x + y = 10, xy = 21", "", "(x - y)^2 = 16", "x - y = 4"),
    ("uv = 1, u + v = 3", "", "u^3 + v^3 = 18", "u^3 + v^3 = 27"),
    ("x + y + z = 0, xy + yz + zx = -3", "", "x^2 + y^2 + z^2 = 6", "x^2 + y^2 + z^2 = 3"),
    ("x^2 + y^2 = 1, z = x^2 - y^2", "", "z^2 = 1 - 4x^2y^2", "z^2 = 1 + 4x^2y^2"),
    ("a^2 + b^2 = c^2, a + b = c + 2", "", "ab = 2c + 2", "ab = 2c - 2"),
    (CIRCLE, "", r"\sqrt{x^2 + y^2} = 5", r"\sqrt{x^2 + y^2} = 25"),
    (CIRCLE, "", r"\ln(x^2 + y^2) = 2 \ln 5", r"\ln(x^2 + y^2) = \ln 5"),
    (CIRCLE, "", r"e^{25 - x^2} = e^{y^2}", r"e^{25 + x^2} = e^{y^2}"),
    (CIRCLE, "", r"|y| = \sqrt{25 - x^2}", r"|y| = \sqrt{24 - x^2}"),
    (CIRCLE, "y > 0", r"y = \sqrt{25 - x^2}", r"y = -\sqrt{25 - x^2}"),
    (CIRCLE, "y < 0", r"y = -\sqrt{25 - x^2}", r"y = \sqrt{25 - x^2}"),
    (CIRCLE, "", r"\frac{d^2y}{dx^2} = -\frac{25}{y^3}", r"\frac{d^2y}{dx^2} = \frac{25}{y^3}"),
    (r"\tan y = x", "", r"\frac{dy}{dx} = \frac{1}{1 + x^2}", r"\frac{dy}{dx} = \frac{1}{1 - x^2}"),
    (r"e^y = x", "", r"\frac{dy}{dx} = \frac{1}{x}", r"\frac{dy}{dx} = \frac{1}{y}"),
    (r"\sin y = x", r"\cos y > 0", r"\frac{dy}{dx} = \frac{1}{\sqrt{1 - x^2}}", r"\frac{dy}{dx} = -\frac{1}{\sqrt{1 - x^2}}"),
    ("x^2 + y^2 = 25, xz = 12", "", r"\frac{dz}{dt} = -\frac{z}{x}\frac{dx}{dt}", r"\frac{dz}{dt} = \frac{z}{x}\frac{dx}{dt}"),
    ("x^2 + y^2 = 25, xz = 12", "", r"\frac{dy}{dt} = -\frac{x}{y}\frac{dx}{dt}", r"\frac{dy}{dt} = -\frac{y}{x}\frac{dx}{dt}"),
    ("x + y + z = 6, xyz = 6", "", r"\frac{dx}{dt} + \frac{dy}{dt} + \frac{dz}{dt} = 0", r"\frac{dx}{dt} = \frac{dy}{dt}"),
]
ASSUMED = [
    # assumed, true, near miss
    ("x^2 = x + 1", "x^3 = 2x + 1", "x^3 = 2x + 2"),
    ("x^2 = x + 1", r"\frac{1}{x} = x - 1", r"\frac{1}{x} = x + 1"),
    (r"\sin x = \frac{3}{5}", r"\cos(2x) = \frac{7}{25}", r"\cos(2x) = \frac{8}{25}"),
    (r"e^x = 3", "e^{2x} = 9", "e^{2x} = 6"),
    ("a + b = 1", "a^2 - b^2 = a - b", "a^2 - b^2 = a + b"),
]
FUNCTIONS = [
    # assumed, given, true, near miss
    ("f'(x) = f(x)", "", "f''(x) = f(x)", "f''(x) = 2f(x)"),
    ("y' = 3y", "", "y'' = 9y", "y'' = 6y"),
    ("f'(x) = x f(x)^2", "", r"\frac{d}{dx} f(x)^2 = 2x f(x)^3", r"\frac{d}{dx} f(x)^2 = 2x f(x)^2"),
    ("f(2) = 3, g(2) = 4, f'(2) = 4, g'(2) = 2", "", "(fg)'(2) = 22", "(fg)'(2) = 8"),
    ("f(2) = 3, g(2) = 4, f'(2) = 4, g'(2) = 2", "", r"(f/g)'(2) = \frac{5}{8}", r"(f/g)'(2) = 2"),
    ("g(1) = 3, g'(1) = 5, f'(3) = 7", "h(x) = f(g(x))", "h'(1) = 35", "h'(1) = 7"),
    ("", "", "(2f)'(3) = 2f'(3)", "(2f)'(3) = f'(6)"),
]  # fmt: skip
PARAMETRIC = [
    (r"\frac{d^2y}{dx^2} = -\frac{1}{\sin^3 t}", r"\frac{d^2y}{dx^2} = -\frac{1}{\sin^2 t}"),
    (r"\frac{d^3y}{dx^3} = -\frac{3\cos t}{\sin^5 t}", r"\frac{d^3y}{dx^3} = \frac{3\cos t}{\sin^5 t}"),
]


@pytest.mark.parametrize(("given", "assume", "true", "false"), MODULO, ids=[row[2] for row in MODULO])
def test_modulo_equations(given: str, assume: str, true: str, false: str) -> None:
    context = context_of(given, assume)
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(false, context)), Refuted)


@pytest.mark.parametrize(("assume", "true", "false"), ASSUMED, ids=[row[1] for row in ASSUMED])
def test_equations_among_the_assumptions(assume: str, true: str, false: str) -> None:
    context = context_of("", assume)
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(false, context)), Refuted)


@pytest.mark.parametrize(("assume", "given", "true", "false"), FUNCTIONS, ids=[row[2] for row in FUNCTIONS])
def test_what_is_assumed_of_functions(assume: str, given: str, true: str, false: str) -> None:
    context = context_of(given, assume)
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(false, context)), Refuted)


def test_a_law_at_two_places_refutes_nothing() -> None:
    """f(x + 1) = e f(x) follows from f' = f, but not from values of f that are chosen at will."""
    verdict = decide(claim_of("f(x + 1) = 3f(x)", context_of("", "f'(x) = f(x)")))
    assert isinstance(verdict, Unknown) and verdict.code is Ignorance.NOT_UNDERSTOOD


@pytest.mark.parametrize(("true", "false"), PARAMETRIC)
def test_higher_derivatives_of_parametric_curves(true: str, false: str) -> None:
    context = context_of(r"x = \cos t, y = \sin t")
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(false, context)), Refuted)


@pytest.mark.parametrize(
    ("given", "true", "false"),
    [
        (r"x = a(t - \sin t), y = a(1 - \cos t)", r"\frac{dy}{dx} = \frac{\sin t}{1 - \cos t}", r"\frac{dy}{dx} = 0"),
        (r"x = r \cos\theta, y = r \sin\theta", r"\frac{dy}{dx} = -\cot\theta", r"\frac{dy}{dx} = \cot\theta"),
        (r"x = a \cos t, y = a \sin t", r"\frac{d^2y}{dx^2} = -\frac{1}{a \sin^3 t}", r"\frac{d^2y}{dx^2} = 0"),
    ],
)
def test_a_parameter_beside_a_constant_that_both_share(given: str, true: str, false: str) -> None:
    """dy/dx = 0 was proved of the cycloid, since a is in both, and the right one refuted."""
    context = context_of(given)
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(false, context)), Refuted)
    assert isinstance(decide(claim_of(r"\frac{dy}{dx} = 0", context_of("x = pq, y = p + q"))), Unknown)


def test_a_letter_of_a_curve_that_is_solved_for() -> None:
    """Which branch is meant is not said where one of them is right; where none is, the claim is false."""
    context = context_of(CIRCLE)
    assert isinstance(decide(claim_of(r"y = \sqrt{25 - x^2}", context)), Unknown)
    assert isinstance(decide(claim_of(r"y = \sqrt{24 - x^2}", context)), Refuted)
    assert isinstance(decide(claim_of("x = 4", context_of("x + y = 10, xy = 21"))), Refuted)
    assert isinstance(decide(claim_of("x = 3", context_of("x + y = 10, xy = 21"))), Unknown)


@pytest.mark.parametrize("given", [row[0] for row in MODULO])
def test_points_lie_on_all_curves(given: str) -> None:
    """By mpmath: at the middle of the enclosures each equation is 0 to far more digits than the question needs."""
    names = sorted({n for relation in context_of(given).curves for n in _letters(relation)})
    meaning = interpret(claim_of(" + ".join(names) + " = 0", context_of(given)), DEFAULT_BUDGET)
    assert isinstance(meaning, Meaning)
    (part,) = meaning.parts
    found = list(tied_trials(space_of(part.question, part.ties), part.ties, 6, Work()))
    assert found
    with mpmath.workdps(60):
        for trial in found:
            at = {name: _number(x) for name, x in trial.values.items()}
            for tie in part.ties:
                assert abs(real_value(tie, at)) < mpmath.mpf(10) ** -30


def _letters(relation: object) -> frozenset[str]:
    from builder.calculus.expression.nodes import Relation
    from builder.calculus.expression.walk import symbols

    assert isinstance(relation, Relation)
    return symbols(relation)


def _number(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


@pytest.mark.parametrize("letter", ["w", "u", "v", "s", "p", "a"])
def test_letters_that_the_equations_fix_have_no_rates_to_speak_of(letter: str) -> None:
    context = context_of("", rf"x^2 + y^2 = 25, x{letter} = 12")
    for claim in (r"\frac{dy}{dt} = -x\frac{dx}{dt}", r"\frac{dy}{dt} = 5\frac{dx}{dt}", r"\frac{dx}{dt} = 0"):
        assert isinstance(decide(claim_of(claim, context)), Unknown)


def test_what_holds_on_a_curve_is_said_of_its_points() -> None:
    """The derivative on a circle was said to be −x/y for every x and every y."""
    verdict = decide(claim_of(r"\frac{dy}{dx} = -\frac{x}{y}", context_of(CIRCLE)))
    assert isinstance(verdict, Proved) and verdict.evidence.scope == "every point (x, y) of the curve"


@pytest.mark.parametrize(("power", "of", "high", "most"), [(2, 2, 2, 40), (9, 2, 30, 80), (3, 27, 8, 40)])
def test_a_root_is_enclosed_after_few_values(power: int, of: int, high: int, most: int) -> None:
    """By halves it took 160 of them, which was most of what a derivation on a curve cost."""
    asked: list[Fraction] = []

    def value(at: Fraction) -> fmpq:
        asked.append(at)
        return fmpq(at.numerator, at.denominator) ** power - of

    low, up = _narrowed(value, Fraction(1), Fraction(high), value(Fraction(1)), value(Fraction(high)))
    assert low**power <= of <= up**power and up - low <= Fraction(high, 2**ROOT_BITS)
    assert len(asked) < most


@pytest.mark.parametrize("given", ["x = 3, y = t", "y = t^2", r"y = \sin\theta"])
def test_where_nothing_tells_how_x_goes_with_the_parameter_dy_dx_is_not_decided(given: str) -> None:
    """It was 0, as if t stood still."""
    verdict = decide(claim_of(r"\frac{dy}{dx} = 0", context_of(given)))
    assert isinstance(verdict, Unknown) and verdict.code is Ignorance.NOT_UNDERSTOOD
    assert isinstance(decide(claim_of(r"\frac{dc}{dx} = 0", context_of("c = a^2"))), Proved)
