"""Sides at a place that is told, on a curve or off it. The oracle for slopes: implicit differentiation by SymPy."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Division, Expression, Negation, Number, Quotient, Relation, Sign, Symbol
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.check.places import at_place, context_of
from builder.document.sayings import Alternative
from tests.calculus.judge import claims

X, Y = sympy.symbols("x y")
ON_CURVES = [
    # curve, place, F of F = 0
    ("x^2 + y^2 = 25", (3, 4), X**2 + Y**2 - 25), ("x^2 + y^2 = 25", (-4, 3), X**2 + Y**2 - 25),
    ("xy = 6", (2, 3), X * Y - 6), ("x^3 + y^3 = 6xy", (3, 3), X**3 + Y**3 - 6 * X * Y),
    ("y^2 = x^3 + 1", (2, -3), Y**2 - X**3 - 1), ("x^2 + xy + y^2 = 7", (1, 2), X**2 + X * Y + Y**2 - 7),
]  # fmt: skip
OFF_CURVES = [("x^2 + y^2 = 25", (3, 3)), ("xy = 6", (2, 2)), ("y^2 = x^3 + 1", (1, 1))]


def _written(value: Fraction) -> Expression:
    size = Quotient(Number(str(abs(value.numerator))), Number(str(value.denominator)), Division.FRACTION)
    return Negation(size) if value < 0 else size


def _alternative(context: Context, place: tuple[int, ...], names: str = "xy") -> Alternative:
    at = tuple((Symbol(name), _written(Fraction(value))) for name, value in zip(names, place, strict=True))
    return Alternative(context, "there", at)


def _side(text: str, context: Context) -> Expression:
    return claims.claim_of(f"{text} = 0", context).relation.left


def _verdict(text: str, value: Fraction, alternative: Alternative) -> object:
    context = context_of(alternative, DEFAULT_BUDGET)
    assert context is not None
    side = at_place(_side(text, alternative.context), alternative)
    return decide(Claim(Relation(side, Sign.EQUAL, _written(value)), context))


@pytest.mark.parametrize(("curve", "place", "equation"), ON_CURVES)
@pytest.mark.parametrize("slope", [r"\frac{dy}{dx}", "y'"])
def test_a_derivative_on_a_curve_is_its_slope_at_the_place(
    curve: str, place: tuple[int, int], equation: sympy.Expr, slope: str
) -> None:
    alternative = _alternative(claims.context_of(curve=curve), place)
    value = (-equation.diff(X) / equation.diff(Y)).subs({X: place[0], Y: place[1]})
    true = Fraction(int(value.p), int(value.q))
    assert isinstance(_verdict(slope, true, alternative), Proved)
    assert isinstance(_verdict(slope, true + 1, alternative), Refuted)
    assert isinstance(_verdict(r"\frac{dx}{dy}", 1 / true, alternative), Proved)


@pytest.mark.parametrize(("curve", "place"), OFF_CURVES)
def test_a_place_off_the_curve_has_no_context(curve: str, place: tuple[int, int]) -> None:
    assert context_of(_alternative(claims.context_of(curve=curve), place), DEFAULT_BUDGET) is None


def test_letters_off_curves_are_put_in() -> None:
    alternative = _alternative(claims.context_of("f(x) = x^3 + ax"), (2,), "x")
    context = context_of(alternative, DEFAULT_BUDGET)
    assert context is not None
    for right, answer in (("12 + a", Proved), ("3x^2", Refuted)):
        claim = claims.claim_of(f"f'(x) = {right}", alternative.context)
        sides = (at_place(side, alternative) for side in (claim.relation.left, claim.relation.right))
        assert isinstance(decide(Claim(Relation(next(sides), Sign.EQUAL, next(sides)), context)), answer)


def test_without_a_place_nothing_changes() -> None:
    context = claims.context_of(curve="x^2 + y^2 = 25")
    alternative = Alternative(context, "elsewhere")
    side = _side(r"\frac{dy}{dx}", context)
    assert at_place(side, alternative) is side
    assert context_of(alternative, DEFAULT_BUDGET) is context
