"""Derivatives at one point of a curve, or at one moment: true values, worked by hand, and near misses beside them."""

from __future__ import annotations

import pytest

from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Ignorance, Proved, Refuted, Unknown
from tests.calculus.judge.claims import chain_of, claim_of, context_of

CIRCLE = "x^2 + y^2 = 25"
CURVE = "x = t^2, y = t^3"
RATE = r"\frac{dx}{dt} = 3, x = 3, y = 4"
BALL = r"V = \frac{4}{3} \pi r^3"
POINT = [
    # given, assumed, true, near miss
    (CIRCLE, "x = 3, y = 4", r"\frac{dy}{dx} = -\frac{3}{4}", r"\frac{dy}{dx} = 0"),
    (CIRCLE, "x = 3, y = -4", r"\frac{dy}{dx} = \frac{3}{4}", r"\frac{dy}{dx} = -\frac{3}{4}"),
    (CIRCLE, "x = 3", r"\frac{dy}{dx} = -\frac{3}{y}", r"\frac{dy}{dx} = \frac{3}{y}"),
    ("x^2 + y^2 = r^2", "r = 5, x = 3, y = 4", r"y' = -\frac{3}{4}", r"y' = \frac{3}{4}"),
    ("x^2 + y^2 = r^2", "r = 5, x = 3, y = 4", r"y'' = -\frac{25}{64}", r"y'' = -\frac{25}{16}"),
    ("y^5 + y = x", "x = 2, y = 1", r"\frac{d^2y}{dx^2} = -\frac{20}{216}", r"\frac{d^2y}{dx^2} = -\frac{20}{36}"),
    (CIRCLE, "", r"\left.\frac{dy}{dx}\right|_{x=3,y=4} = -\frac{3}{4}", r"\left.\frac{dy}{dx}\right|_{x=3,y=4} = \frac{3}{4}"),
    (CURVE, "t = 2", r"\frac{dy}{dx} = 3", r"\frac{dy}{dx} = 12"),
    (CURVE, "t = 2", r"\frac{d^2y}{dx^2} = \frac{3}{8}", r"\frac{d^2y}{dx^2} = \frac{3}{2}"),
    (CURVE, "", r"\left.\frac{dy}{dx}\right|_{t=2} = 3", r"\left.\frac{dy}{dx}\right|_{t=2} = 12"),
    (CURVE, "", r"\left.\frac{dy}{dx}\right|_{t=a} = \frac{3a}{2}", r"\left.\frac{dy}{dx}\right|_{t=a} = \frac{3a}{4}"),
    (CURVE, "", r"\left.\frac{dy}{dx}\right|_{t=2} = \left.\frac{3t}{2}\right|_{t=2}",
     r"\left.\frac{dy}{dx}\right|_{t=2} = \left.3t\right|_{t=2}"),
    (CIRCLE, RATE, r"\frac{dy}{dt} = -\frac{9}{4}", r"\frac{dy}{dt} = \frac{9}{4}"),
    (CIRCLE, r"\frac{dy}{dt} = 3, x = 3, y = 4", r"\frac{dx}{dt} = -4", r"\frac{dx}{dt} = -\frac{9}{4}"),
    ("x y = 12", r"x = 3, \frac{dx}{dt} = 2", r"\frac{dy}{dt} = -\frac{8}{3}", r"\frac{dy}{dt} = -8"),
    ("x^2 + y^2 + z^2 = 25", "z = 3", r"y \frac{dy}{dt} = -x \frac{dx}{dt}", r"y \frac{dy}{dt} = -z \frac{dx}{dt}"),
    (BALL, r"r = 3, \frac{dr}{dt} = 2", r"\frac{dV}{dt} = 72 \pi", r"\frac{dV}{dt} = 36 \pi"),
    (BALL, r"\frac{dV}{dt} = 100", r"\frac{dr}{dt} = \frac{25}{\pi r^2}", r"\frac{dr}{dt} = \frac{100}{\pi r^2}"),
    (BALL, r"r = 3, \frac{dV}{dt} = 72 \pi", r"\frac{dr}{dt} = 2", r"\frac{dr}{dt} = 3"),
    ("y = 5", "", r"\frac{dy}{dx} = 0", r"\frac{dy}{dx} = 5"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "assume", "true", "wrong"), POINT)
def test_values_are_put_in_after_the_derivative(given: str, assume: str, true: str, wrong: str) -> None:
    context = context_of(given, assume)
    assert isinstance(decide(claim_of(true, context)), Proved)
    assert isinstance(decide(claim_of(wrong, context)), Refuted)


def test_a_point_off_the_curve_is_none() -> None:
    verdict = decide(claim_of(r"\left.\frac{dy}{dx}\right|_{x=3,y=5} = -\frac{3}{5}", context_of(CIRCLE)))
    assert isinstance(verdict, Unknown) and verdict.code is Ignorance.CONTRADICTION


@pytest.mark.parametrize("claim", [r"2 \left.\frac{dy}{dx}\right|_{x=3,y=4} = -\frac{3}{2}"])
def test_a_derivative_that_would_be_stopped_is_not_judged(claim: str) -> None:
    assert isinstance(decide(claim_of(claim, context_of(CIRCLE))), Unknown)


def test_rows_of_a_chain_are_each_at_the_moment() -> None:
    context = context_of(CIRCLE, RATE)
    chain = chain_of(r"\frac{dy}{dt} = -\frac{x}{y} \frac{dx}{dt} = -\frac{3}{4} \cdot 3 = -\frac{9}{4}", context)
    sides = [chain.relations[0].left, *(relation.right for relation in chain.relations)]
    decided = decide_chain(sides, [relation.sign for relation in chain.relations], context)
    assert all(isinstance(link.verdict, Proved) for link in decided)
