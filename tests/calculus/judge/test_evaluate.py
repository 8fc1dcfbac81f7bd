"""Balls hold the truth: values against mpmath, jets against numerical derivatives, limits, integrals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.calculus.judge.balls import Undecided, Undefined, precision, written
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.terms import (
    Add,
    Apply,
    DerivativeOf,
    Divide,
    Fn,
    IntegralOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    Term,
    Variable,
)
from tests.examples import examples

X = Variable("x")

FUNCTIONS: dict[Fn, Callable[[mpmath.mpf], mpmath.mpf]] = {
    Fn.EXP: mpmath.exp, Fn.LN: mpmath.log, Fn.SIN: mpmath.sin, Fn.COS: mpmath.cos, Fn.TAN: mpmath.tan, Fn.COT: mpmath.cot,
    Fn.SEC: mpmath.sec, Fn.CSC: mpmath.csc, Fn.ARCSIN: mpmath.asin, Fn.ARCCOS: mpmath.acos, Fn.ARCTAN: mpmath.atan,
    Fn.ARCCOT: lambda x: mpmath.pi / 2 - mpmath.atan(x), Fn.ARCSEC: mpmath.asec, Fn.ARCCSC: mpmath.acsc, Fn.SINH: mpmath.sinh,
    Fn.COSH: mpmath.cosh, Fn.TANH: mpmath.tanh, Fn.COTH: mpmath.coth, Fn.SECH: mpmath.sech, Fn.CSCH: mpmath.csch,
    Fn.ARSINH: mpmath.asinh, Fn.ARCOSH: mpmath.acosh, Fn.ARTANH: mpmath.atanh, Fn.ABS: abs, Fn.SIGN: mpmath.sign,
    Fn.FLOOR: mpmath.floor, Fn.CEILING: mpmath.ceil,
}  # fmt: skip

ELSEWHERE = {Fn.MAX, Fn.MIN, Fn.FACTORIAL, Fn.BINOMIAL}


def test_every_function_has_an_oracle() -> None:
    assert set(FUNCTIONS) | ELSEWHERE == set(Fn)


def _contains(ball: arb | fmpq, truth: mpmath.mpf) -> bool:
    low, high = arb(ball).lower(), arb(ball).upper()
    slack = arb("1e-25") * (1 + abs(arb(ball)))
    near = arb(mpmath.nstr(truth, 40))
    return bool(near >= low - slack and near <= high + slack)


POINTS = [Fraction(1, 3), Fraction(-2, 5), Fraction(5, 2), Fraction(-7, 3), Fraction(9, 10)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.value)
def test_values_and_derivatives_of_functions(function: Fn) -> None:
    oracle = FUNCTIONS[function]
    decided = 0
    with mpmath.workdps(50), precision(120):
        for point in POINTS:
            at = mpmath.mpf(point.numerator) / point.denominator
            truth = oracle(at)
            place = Place({"x": fmpq(point.numerator, point.denominator)})
            if not isinstance(truth, mpmath.mpf):
                with pytest.raises(Undefined):
                    value_at(Apply(function, (X,)), place)
                continue
            decided += 1
            assert _contains(value_at(Apply(function, (X,)), place), truth)
            for order in (1, 2, 3):
                term = DerivativeOf(Apply(function, (Variable("x#1"),)), "x#1", order, X)
                assert _contains(value_at(term, place), mpmath.diff(oracle, at, order))
    assert decided >= (1 if function is Fn.ARCOSH else 2)


def _terms() -> st.SearchStrategy[Term]:
    leaves: st.SearchStrategy[Term] = st.one_of(
        st.just(X), st.integers(-4, 4).map(lambda n: Rational(Fraction(n))), st.just(Pi()), st.just(Rational(Fraction(3, 2)))
    )

    def wider(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(Add),
            pairs.map(Multiply),
            pairs.map(lambda p: Divide(*p)),
            st.tuples(inner, st.integers(-2, 3)).map(lambda p: Raise(p[0], Rational(Fraction(p[1])))),
            st.tuples(inner, st.sampled_from((2, 3))).map(lambda p: RootOf(*p)),
            st.tuples(st.sampled_from((Fn.SIN, Fn.EXP, Fn.ARCTAN, Fn.LN, Fn.ABS, Fn.TANH)), inner).map(
                lambda p: Apply(p[0], (p[1],))
            ),
        )

    return st.recursive(leaves, wider, max_leaves=7)


class _NoValue(Exception):
    pass


def _oracle(term: Term, x: mpmath.mpf) -> mpmath.mpf:
    match term:
        case Rational(value):
            return mpmath.mpf(value.numerator) / value.denominator
        case Pi():
            return +mpmath.pi
        case Variable():
            return x
        case Add(terms):
            return mpmath.fsum(_oracle(t, x) for t in terms)
        case Multiply(factors):
            return mpmath.fprod(_oracle(t, x) for t in factors)
        case Divide(a, b):
            above, below = _oracle(a, x), _oracle(b, x)
            if abs(below) < 1e-20:
                raise _NoValue
            return above / below
        case Raise(base, Rational(value)):
            inside = _oracle(base, x)
            if value < 0 and abs(inside) < 1e-20:
                raise _NoValue
            return inside ** int(value)
        case RootOf(radicand, index):
            inside = _oracle(radicand, x)
            if abs(inside) < 1e-20 or (inside < 0 and index == 2):
                raise _NoValue
            return mpmath.sign(inside) * mpmath.root(abs(inside), index)
        case Apply(function, (argument,)):
            inside = _oracle(argument, x)
            if function is Fn.LN and inside < 1e-20:
                raise _NoValue
            if abs(inside) > 300:
                raise _NoValue
            return FUNCTIONS[function](inside)
    raise AssertionError(term)


@settings(max_examples=examples(300), deadline=None)
@given(_terms(), st.fractions(-3, 3, max_denominator=12))
def test_balls_contain_the_truth(term: Term, point: Fraction) -> None:
    with mpmath.workdps(60), precision(160):
        try:
            ball = value_at(term, Place({"x": fmpq(point.numerator, point.denominator)}))
            truth = _oracle(term, mpmath.mpf(point.numerator) / point.denominator)
        except (Undecided, Undefined, _NoValue, OverflowError):
            return
        assert _contains(ball, truth)


@settings(max_examples=examples(150), deadline=None)
@given(_terms(), st.fractions(-3, 3, max_denominator=12), st.integers(1, 2))
def test_jets_agree_with_numerical_derivatives(term: Term, point: Fraction, order: int) -> None:
    inner = _renamed(term)
    with mpmath.workdps(60), precision(200):
        at = mpmath.mpf(point.numerator) / point.denominator
        try:
            ball = value_at(DerivativeOf(inner, "x#1", order, X), Place({"x": fmpq(point.numerator, point.denominator)}))
            truth = mpmath.diff(lambda x: _oracle(term, x), at, order, h=mpmath.mpf(10) ** -18)
        except (Undecided, Undefined, _NoValue, OverflowError):
            return
        middle = mpmath.mpf(arb(ball).mid().str(50, radius=False))
        assert abs(middle - truth) <= 1e-6 * (1 + abs(truth))


def _renamed(term: Term) -> Term:
    match term:
        case Variable():
            return Variable("x#1")
        case Add(terms):
            return Add(tuple(map(_renamed, terms)))
        case Multiply(factors):
            return Multiply(tuple(map(_renamed, factors)))
        case Divide(a, b):
            return Divide(_renamed(a), _renamed(b))
        case Raise(a, b):
            return Raise(_renamed(a), b)
        case RootOf(a, index):
            return RootOf(_renamed(a), index)
        case Apply(function, arguments):
            return Apply(function, tuple(map(_renamed, arguments)))
        case _:
            return term


@pytest.mark.parametrize(
    ("body", "oracle"),
    [
        (Apply(Fn.EXP, (Multiply((Rational(Fraction(-1)), Variable("t#1"), Variable("t#1"))),)), lambda t: mpmath.exp(-t * t)),
        (Apply(Fn.SIN, (Variable("t#1"),)), mpmath.sin),
        (
            Divide(Rational(Fraction(1)), Add((Rational(Fraction(1)), Multiply((Variable("t#1"), Variable("t#1")))))),
            lambda t: 1 / (1 + t * t),
        ),
        (Apply(Fn.ABS, (Add((Variable("t#1"), Rational(Fraction(-1, 3)))),)), lambda t: abs(t - mpmath.mpf(1) / 3)),
    ],
)
def test_integrals_contain_the_truth(body: Term, oracle: Callable[[mpmath.mpf], mpmath.mpf]) -> None:
    term = IntegralOf(body, "t#1", Rational(Fraction(0)), Pi())
    with mpmath.workdps(30), precision(100):
        ball = arb(value_at(term, Place({})))
        truth = mpmath.quad(oracle, [0, mpmath.mpf(1) / 3, mpmath.pi])
        assert (
            abs(mpmath.mpf(ball.mid().str(40, radius=False)) - truth)
            <= mpmath.mpf(ball.rad().str(10, radius=False)) + mpmath.mpf(10) ** -20
        )
        assert ball.rad() < arb("0.001")


def test_what_is_about_0_is_written_as_0() -> None:
    """A message said `left 0e-38`."""
    assert written(arb(0, 1e-38)) == "0"
    assert written(arb("1e-30")) == "1.00000000000e-30"
