"""The prover alone on random rewritings, always the same ones; `tests.fuzz.rewritings` runs more."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath import mpf

from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Fn,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    Setting,
    Term,
    Variable,
)
from tests.fuzz.rewritings import agrees, run, share_false

X = Variable("x")
SMALL = Rational(Fraction(2, 3))


def test_nothing_that_is_proved_is_contradicted_by_values() -> None:
    counts, contradictions = run((100, 2026))
    assert not contradictions
    assert counts["proved"] > 15


def test_many_of_the_rewritings_are_wrong() -> None:
    assert share_false(60, 2026) > 0.4


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (Raise(SMALL, Rational(Fraction(600))), Raise(SMALL, Rational(Fraction(601))), False),
        (Raise(SMALL, Rational(Fraction(600))), Multiply((SMALL, Raise(SMALL, Rational(Fraction(599))))), True),
        (Apply(Fn.SIN, (Pi(),)), Rational(Fraction(0)), True),
        (Add((X, Rational(Fraction(1)))), Add((Rational(Fraction(1)), X)), True),
        (Add((X, Rational(Fraction(1)))), X, False),
    ],
)
def test_the_oracle_tells_small_values_apart(left: Term, right: Term, *, same: bool) -> None:
    assert agrees(Question(left, right, Comparison.EQUAL, Setting()), {"x": mpf(2)}) is same


def test_a_base_may_be_negative_below_an_exponent_that_is_an_integer_worked_out() -> None:
    """|u| / u = u^{-1+1} holds for u > 0 alone, and both sides have values for u < 0."""
    cube = Raise(Add((X, Rational(Fraction(1)))), Rational(Fraction(3)))
    none = Add((Rational(Fraction(-1)), Rational(Fraction(1))))
    sign = Multiply((Apply(Fn.ABS, (cube,)), Raise(cube, Rational(Fraction(-1)))))
    left = Add((Raise(cube, none), Multiply((Rational(Fraction(-1)), sign))))
    assert not isinstance(prove(Question(left, Rational(Fraction(0)), Comparison.EQUAL, Setting())), Equal)
