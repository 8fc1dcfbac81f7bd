"""The prover alone on random rewritings, most of them wrong: `python -m tests.fuzz.rewritings --cases N --seed S`.

A random expression is rewritten by a law, often outside its domain or with a sign, factor, exponent or branch changed, and the
prover is asked whether both are equal, the refuter switched off. Whatever it proves is compared by mpmath at 60 digits at many
points of the domain, negative, small, near kinks and large. What has no such point is counted: the judge does not publish it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
from mpmath import mpf
from msgspec import Struct

from builder.calculus.judge.attempt import Attempt, Equal, NowhereDefined, UnequalConstants
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Setting,
    Term,
    Variable,
)
from tests.fuzz.real_values import NoValue, holds, real_value

DIGITS = 60
POINTS = 42


def number(value: int | Fraction) -> Rational:
    return Rational(Fraction(value))


ONE, TWO, HALF, MINUS = number(1), number(2), number(Fraction(1, 2)), number(-1)
X, Y, N = Variable("x"), Variable("y"), Variable("n")
RIGHT_ANGLE = Divide(Pi(), TWO)


def plus(*terms: Term) -> Term:
    return Add(terms)


def times(*factors: Term) -> Term:
    return Multiply(factors)


def minus(u: Term) -> Term:
    return Multiply((MINUS, u))


def root(u: Term) -> Term:
    return RootOf(u, 2)


def power(u: Term, n: Fraction | int) -> Term:
    return Raise(u, number(n))


def of(function: Fn, *arguments: Term) -> Term:
    return Apply(function, arguments)


# ---------------------------------------------------------------------------------------------- laws, right and wrong

Random = random.Random
Law = tuple[Callable[..., Term], Callable[..., Term]]


def _laws(r: Random) -> list[Law]:
    """Pairs of terms in two arguments u and v that are equal somewhere; `s` and `q` are often right and often not."""
    s, q = r.choice((1, 1, -1)), r.choice((HALF, HALF, number(Fraction(1, 4)), ONE))
    a, b = Fraction(r.choice((1, 2, 3, 4, 6))), Fraction(r.choice((1, 2, 3)), r.choice((1, 2, 3, 4)))
    k = r.choice((2, 2, 3, 4))
    turn = number(r.choice((0, 0, 1, -1, Fraction(1, 2))))
    sign = number(s)

    def f(function: Fn) -> Callable[[Term], Term]:
        return lambda u: Apply(function, (u,))

    sin, cos, tan, exp, ln, absolute = f(Fn.SIN), f(Fn.COS), f(Fn.TAN), f(Fn.EXP), f(Fn.LN), f(Fn.ABS)
    arcsin, arccos, arctan, floor = f(Fn.ARCSIN), f(Fn.ARCCOS), f(Fn.ARCTAN), f(Fn.FLOOR)
    sinh, cosh, tanh, signum = f(Fn.SINH), f(Fn.COSH), f(Fn.TANH), f(Fn.SIGN)
    arsinh, arcosh, artanh = f(Fn.ARSINH), f(Fn.ARCOSH), f(Fn.ARTANH)

    def half(u: Term) -> Term:
        return times(q, u)

    def shifted(u: Term) -> Term:
        return plus(u, times(turn, Pi()))

    def unit_root(u: Term) -> Term:
        return root(plus(ONE, minus(power(u, 2))))

    return [
        # roots
        (lambda u, v: root(power(u, 2)), lambda u, v: times(sign, u)),
        (lambda u, v: root(power(u, 2)), lambda u, v: times(sign, absolute(u))),
        (lambda u, v: power(root(u), 2), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: root(times(u, v)), lambda u, v: times(sign, root(u), root(v))),
        (lambda u, v: root(Divide(u, v)), lambda u, v: Divide(root(u), root(v))),
        (lambda u, v: root(times(power(u, 2), v)), lambda u, v: times(r.choice((u, absolute(u))), root(v))),
        (lambda u, v: root(plus(power(u, 2), power(v, 2))), lambda u, v: plus(u, v)),
        (lambda u, v: RootOf(power(u, int(a)), k), lambda u, v: power(u, a / k)),
        (lambda u, v: RootOf(power(u, k), k), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: RootOf(root(u), k), lambda u, v: RootOf(u, r.choice((2 * k, k + 2)))),
        (lambda u, v: Divide(u, root(u)), lambda u, v: times(sign, root(u))),
        (lambda u, v: root(plus(u, v, times(TWO, root(times(u, v))))), lambda u, v: plus(root(u), times(sign, root(v)))),
        (lambda u, v: root(plus(u, v, times(number(-2), root(times(u, v))))), lambda u, v: plus(root(u), minus(root(v)))),
        (lambda u, v: root(power(plus(u, minus(v)), 2)), lambda u, v: plus(u, minus(v))),
        # powers
        (lambda u, v: power(power(u, a), b), lambda u, v: power(u, a * b)),
        (lambda u, v: power(power(u, b), a), lambda u, v: power(u, a * b)),
        (lambda u, v: power(times(u, v), b), lambda u, v: times(power(u, b), power(v, b))),
        (lambda u, v: times(power(u, b), power(u, -b)), lambda u, v: ONE),
        (lambda u, v: Raise(Raise(u, v), number(b)), lambda u, v: Raise(u, times(number(b), v))),
        (lambda u, v: Raise(power(u, 2), v), lambda u, v: Raise(r.choice((u, absolute(u))), times(TWO, v))),
        (lambda u, v: Raise(u, plus(v, ONE)), lambda u, v: times(r.choice((u, absolute(u))), Raise(u, v))),
        (lambda u, v: Raise(u, v), lambda u, v: exp(times(v, ln(u)))),
        (lambda u, v: Raise(u, times(TWO, N)), lambda u, v: Raise(r.choice((u, absolute(u))), times(TWO, N))),
        (lambda u, v: Raise(minus(u), N), lambda u, v: r.choice((Raise(u, N), times(Raise(MINUS, N), Raise(u, N))))),
        (lambda u, v: Raise(power(u, 2), N), lambda u, v: power(Raise(absolute(u), N), 2)),
        (lambda u, v: root(Raise(u, times(TWO, N))), lambda u, v: Raise(r.choice((u, absolute(u))), N)),
        (lambda u, v: Raise(MINUS, times(N, plus(N, ONE))), lambda u, v: sign),
        (lambda u, v: power(Raise(MINUS, N), 3), lambda u, v: Raise(MINUS, r.choice((N, plus(N, ONE))))),
        (lambda u, v: Raise(times(u, v), N), lambda u, v: times(Raise(u, N), Raise(v, N))),
        # logarithms
        (lambda u, v: ln(times(u, v)), lambda u, v: plus(ln(u), times(sign, ln(v)))),
        (lambda u, v: ln(Divide(u, v)), lambda u, v: plus(ln(u), minus(ln(v)))),
        (lambda u, v: ln(times(u, v)), lambda u, v: plus(ln(absolute(u)), ln(absolute(v)))),
        (lambda u, v: ln(power(u, 2)), lambda u, v: times(TWO, ln(r.choice((u, absolute(u), minus(u)))))),
        (lambda u, v: ln(root(u)), lambda u, v: times(q, ln(u))),
        (lambda u, v: exp(ln(u)), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: exp(times(q, ln(u))), lambda u, v: root(u)),
        (lambda u, v: exp(ln(absolute(u))), lambda u, v: r.choice((u, absolute(u), minus(u)))),
        (lambda u, v: ln(exp(u)), lambda u, v: times(sign, u)),
        (lambda u, v: plus(ln(u), ln(minus(u))), lambda u, v: r.choice((number(0), ln(minus(power(u, 2)))))),
        (lambda u, v: Divide(ln(power(u, 4)), ln(power(u, 2))), lambda u, v: r.choice((TWO, number(4)))),
        (lambda u, v: Raise(u, Divide(ONE, ln(u))), lambda u, v: exp(sign)),
        # circular and inverse circular functions
        (lambda u, v: sin(times(TWO, u)), lambda u, v: times(TWO, sign, sin(u), cos(u))),
        (lambda u, v: root(plus(ONE, minus(power(sin(u), 2)))), lambda u, v: r.choice((cos(u), absolute(cos(u))))),
        (lambda u, v: root(times(half(ONE), plus(ONE, minus(cos(u))))), lambda u, v: absolute(sin(times(HALF, u)))),
        (lambda u, v: root(times(half(ONE), plus(ONE, cos(u)))), lambda u, v: r.choice((cos, lambda w: absolute(cos(w))))(half(u))),
        (lambda u, v: root(plus(ONE, sin(u))), lambda u, v: absolute(plus(sin(half(u)), times(sign, cos(half(u)))))),
        (lambda u, v: root(plus(TWO, times(sign, TWO, cos(u)))), lambda u, v: times(TWO, absolute(cos(half(u))))),
        (lambda u, v: tan(half(u)), lambda u, v: Divide(plus(ONE, times(sign, minus(cos(u)))), sin(u))),
        (lambda u, v: tan(plus(u, v)), lambda u, v: Divide(plus(tan(u), tan(v)), plus(ONE, minus(times(sign, tan(u), tan(v)))))),
        (lambda u, v: sin(plus(u, Pi())), lambda u, v: times(sign, sin(u))),
        (lambda u, v: cos(times(N, Pi())), lambda u, v: r.choice((Raise(MINUS, N), ONE))),
        (lambda u, v: arcsin(sin(u)), lambda u, v: r.choice((u, plus(Pi(), minus(u))))),
        (lambda u, v: arccos(cos(u)), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: arctan(tan(u)), lambda u, v: shifted(u)),
        (lambda u, v: sin(arcsin(u)), lambda u, v: u),
        (lambda u, v: tan(arctan(u)), lambda u, v: times(sign, u)),
        (lambda u, v: cos(arcsin(u)), lambda u, v: times(sign, unit_root(u))),
        (lambda u, v: sin(arccos(u)), lambda u, v: unit_root(u)),
        (lambda u, v: cos(times(TWO, arccos(u))), lambda u, v: plus(times(TWO, power(u, 2)), sign)),
        (lambda u, v: tan(arcsin(u)), lambda u, v: Divide(u, unit_root(u))),
        (lambda u, v: sin(times(HALF, arctan(u))), lambda u, v: half(Divide(u, root(plus(ONE, power(u, 2)))))),
        (lambda u, v: plus(arctan(u), arctan(v)), lambda u, v: shifted(arctan(Divide(plus(u, v), plus(ONE, minus(times(u, v))))))),
        (lambda u, v: plus(arctan(u), arctan(Divide(ONE, u))), lambda u, v: times(sign, r.choice((RIGHT_ANGLE, times(RIGHT_ANGLE, signum(u)))))),
        (lambda u, v: arctan(Divide(plus(ONE, u), plus(ONE, minus(u)))), lambda u, v: shifted(plus(Divide(Pi(), number(4)), arctan(u)))),
        (lambda u, v: times(TWO, arctan(u)), lambda u, v: shifted(arctan(Divide(times(TWO, u), plus(ONE, minus(power(u, 2))))))),
        (lambda u, v: times(TWO, arctan(u)), lambda u, v: shifted(arcsin(Divide(times(TWO, u), plus(ONE, power(u, 2)))))),
        (lambda u, v: times(TWO, arctan(u)), lambda u, v: times(sign, arccos(Divide(plus(ONE, minus(power(u, 2))), plus(ONE, power(u, 2)))))),
        (lambda u, v: arcsin(times(TWO, u, unit_root(u))), lambda u, v: shifted(times(TWO, sign, arcsin(u)))),
        (lambda u, v: arcsin(u), lambda u, v: arctan(Divide(u, unit_root(u)))),
        (lambda u, v: arccos(u), lambda u, v: shifted(arctan(Divide(unit_root(u), u)))),
        (lambda u, v: plus(arcsin(u), arccos(u)), lambda u, v: times(sign, RIGHT_ANGLE)),
        (lambda u, v: arcsin(unit_root(u)), lambda u, v: arccos(r.choice((u, absolute(u))))),
        (lambda u, v: plus(arccos(u), arccos(minus(u))), lambda u, v: times(q, TWO, Pi())),
        (lambda u, v: of(Fn.ARCSEC, u), lambda u, v: r.choice((arccos(Divide(ONE, u)), arctan(root(plus(power(u, 2), MINUS)))))),
        (lambda u, v: of(Fn.ARCCOT, u), lambda u, v: shifted(arctan(Divide(ONE, u)))),
        # hyperbolic functions and their inverses
        (lambda u, v: sinh(times(TWO, u)), lambda u, v: times(TWO, sign, sinh(u), cosh(u))),
        (lambda u, v: root(plus(power(cosh(u), 2), MINUS)), lambda u, v: r.choice((sinh(u), absolute(sinh(u))))),
        (lambda u, v: root(times(HALF, plus(cosh(u), MINUS))), lambda u, v: r.choice((sinh(half(u)), absolute(sinh(half(u)))))),
        (lambda u, v: arcosh(cosh(u)), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: cosh(arcosh(u)), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: sinh(arcosh(u)), lambda u, v: times(sign, root(plus(power(u, 2), MINUS)))),
        (lambda u, v: artanh(u), lambda u, v: times(q, ln(Divide(plus(ONE, u), plus(ONE, minus(u)))))),
        (lambda u, v: artanh(u), lambda u, v: times(HALF, ln(absolute(Divide(plus(ONE, u), plus(ONE, minus(u))))))),
        (lambda u, v: arsinh(u), lambda u, v: ln(plus(u, times(sign, root(plus(power(u, 2), ONE)))))),
        (lambda u, v: arcosh(u), lambda u, v: ln(plus(u, times(sign, root(plus(power(u, 2), MINUS)))))),
        (lambda u, v: artanh(Divide(ONE, u)), lambda u, v: artanh(u)),
        (lambda u, v: tanh(arsinh(u)), lambda u, v: Divide(u, root(plus(power(u, 2), ONE)))),
        # absolute values, signs, greatest and least, whole parts
        (lambda u, v: absolute(times(u, v)), lambda u, v: times(sign, absolute(u), absolute(v))),
        (lambda u, v: absolute(plus(u, v)), lambda u, v: plus(absolute(u), absolute(v))),
        (lambda u, v: absolute(u), lambda u, v: times(sign, u)),
        (lambda u, v: signum(u), lambda u, v: Divide(r.choice((u, absolute(u))), r.choice((u, absolute(u))))),
        (lambda u, v: power(signum(u), 2), lambda u, v: ONE),
        (lambda u, v: signum(times(u, v)), lambda u, v: times(signum(u), signum(v))),
        (lambda u, v: of(Fn.MAX, u, v), lambda u, v: times(HALF, plus(u, v, times(sign, absolute(plus(u, minus(v))))))),
        (lambda u, v: plus(of(Fn.MAX, u, v), of(Fn.MIN, u, v)), lambda u, v: plus(u, times(sign, v))),
        (lambda u, v: of(Fn.MAX, u, minus(u)), lambda u, v: r.choice((u, absolute(u)))),
        (lambda u, v: floor(plus(u, ONE)), lambda u, v: plus(floor(u), sign)),
        (lambda u, v: plus(floor(u), floor(minus(u))), lambda u, v: r.choice((number(0), MINUS))),
        (lambda u, v: floor(plus(u, v)), lambda u, v: plus(floor(u), floor(v))),
        (lambda u, v: floor(plus(N, u)), lambda u, v: plus(N, floor(u))),
        (lambda u, v: of(Fn.CEILING, u), lambda u, v: plus(floor(u), r.choice((ONE, number(0))))),
        (lambda u, v: floor(floor(u)), lambda u, v: floor(u)),
        # derivatives, sums, cases
        (lambda u, v: DerivativeOf(absolute(X), "x", 1, X), lambda u, v: r.choice((signum(X), Divide(X, absolute(X))))),
        (lambda u, v: DerivativeOf(ln(times(sign, X)), "x", 1, X), lambda u, v: times(sign, Divide(ONE, X))),
        (lambda u, v: DerivativeOf(root(power(X, 2)), "x", 1, X), lambda u, v: r.choice((signum(X), ONE))),
        (lambda u, v: DerivativeOf(arcsin(X), "x", 1, X), lambda u, v: Divide(sign, unit_root(X))),
        (lambda u, v: DerivativeOf(arctan(Divide(ONE, X)), "x", 1, X), lambda u, v: Divide(minus(sign), plus(ONE, power(X, 2)))),
        (lambda u, v: DerivativeOf(power(X, b), "x", 1, X), lambda u, v: times(number(b), power(X, b - 1))),
        (lambda u, v: SeriesOf(Raise(u, Variable("k#1")), "k#1", number(0), N), lambda u, v: Divide(plus(ONE, minus(Raise(u, plus(N, turn)))), plus(ONE, minus(u)))),
        (lambda u, v: plus(DerivativeOf(ln(Variable("x#1")), "x#1", 1, TWO), root(power(u, 2))), lambda u, v: plus(HALF, u)),
        (lambda u, v: SeriesOf(root(Variable("k#1")), "k#1", ONE, number(3)), lambda u, v: plus(ONE, root(TWO), times(sign, root(number(3))))),
        (lambda u, v: Branches(((ln(u), (Condition(number(0), Comparison.LESS, u),)), (u, ()))), lambda u, v: r.choice((u, ln(u)))),
        # rational functions
        (lambda u, v: Divide(plus(power(u, 2), minus(power(v, 2))), plus(u, minus(v))), lambda u, v: plus(u, times(sign, v))),
        (lambda u, v: Divide(u, u), lambda u, v: r.choice((ONE, number(0)))),
        (lambda u, v: power(plus(u, v), 2), lambda u, v: plus(power(u, 2), times(TWO, sign, u, v), power(v, 2))),
        (lambda u, v: times(Divide(ONE, plus(u, minus(u))), v), lambda u, v: v),
        (lambda u, v: power(plus(u, minus(v)), 600), lambda u, v: power(plus(v, minus(u)), r.choice((600, 601)))),
        (lambda u, v: Divide(power(times(TWO, u), 700), power(u, 700)), lambda u, v: power(TWO, r.choice((700, 699)))),
        (lambda u, v: power(plus(root(u), root(v)), 500), lambda u, v: power(plus(u, v, times(TWO, root(times(u, v)))), r.choice((250, 251)))),
        (lambda u, v: of(Fn.FACTORIAL, plus(N, ONE)), lambda u, v: times(r.choice((N, plus(N, ONE))), of(Fn.FACTORIAL, N))),
        (lambda u, v: of(Fn.BINOMIAL, plus(N, ONE), TWO), lambda u, v: plus(of(Fn.BINOMIAL, N, TWO), of(Fn.BINOMIAL, N, r.choice((ONE, TWO))))),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- random terms

FUNCTIONS = (
    Fn.SIN, Fn.COS, Fn.TAN, Fn.EXP, Fn.LN, Fn.ABS, Fn.ARCTAN, Fn.ARCSIN, Fn.ARCCOS, Fn.SINH, Fn.COSH, Fn.TANH, Fn.SIGN,
    Fn.ARSINH, Fn.ARTANH, Fn.SEC, Fn.COT,
)  # fmt: skip
NUMBERS = tuple(number(n) for n in (1, 1, 2, 3, -1, -2, 5, Fraction(1, 2), Fraction(-3, 2), Fraction(1, 3)))


def expression(r: Random, depth: int) -> Term:
    """A random term in x, seldom in y or n."""
    if depth == 0 or r.random() < 0.2:
        return r.choice((X, X, X, X, Y, N)) if r.random() < 0.75 else r.choice(NUMBERS)
    match r.randrange(8):
        case 0 | 1:
            return plus(expression(r, depth - 1), expression(r, depth - 1))
        case 2:
            return plus(expression(r, depth - 1), r.choice(NUMBERS))
        case 3:
            return times(expression(r, depth - 1), expression(r, depth - 1))
        case 4:
            return Divide(expression(r, depth - 1), expression(r, depth - 1))
        case 5:
            return power(expression(r, depth - 1), r.choice((2, 2, 3, -1, -2, Fraction(1, 2), Fraction(1, 3), Fraction(2, 3))))
        case _:
            return of(r.choice(FUNCTIONS), expression(r, depth - 1))


def argument(r: Random) -> Term:
    """What stands in a law: mostly x or something near it."""
    match r.randrange(6):
        case 0 | 1:
            return r.choice((X, X, Y, N))
        case 2:
            return plus(X, r.choice(NUMBERS))
        case 3:
            return r.choice((power(X, 2), minus(X), times(TWO, X), plus(ONE, minus(power(X, 2))), Divide(ONE, X), of(Fn.EXP, X)))
        case 4:
            return r.choice(NUMBERS)
        case _:
            return expression(r, 2)


SETTINGS = (
    Setting(),
    Setting(),
    Setting(),
    Setting((Condition(number(0), Comparison.LESS, X),)),
    Setting((Condition(number(0), Comparison.LESS_EQUAL, X),)),
    Setting((Condition(X, Comparison.LESS, number(0)),)),
    Setting((Condition(ONE, Comparison.LESS, X),)),
    Setting((Condition(MINUS, Comparison.LESS_EQUAL, X), Condition(X, Comparison.LESS_EQUAL, ONE))),
    Setting((Condition(X, Comparison.LESS, Y),)),
    Setting((Condition(X, Comparison.NOT_EQUAL, number(0)),)),
)


def changed(r: Random, term: Term) -> Term:
    """`term` with one thing changed somewhere: a sign, a factor, an exponent, a function, an absolute value left out."""
    match term:
        case Add(terms) if r.random() < 0.7:
            i = r.randrange(len(terms))
            return Add((*terms[:i], changed(r, terms[i]), *terms[i + 1 :]))
        case Multiply(factors) if r.random() < 0.7:
            i = r.randrange(len(factors))
            return Multiply((*factors[:i], changed(r, factors[i]), *factors[i + 1 :]))
        case Divide(p, q) if r.random() < 0.7:
            return Divide(changed(r, p), q) if r.random() < 0.5 else Divide(p, changed(r, q))
        case Raise(base, exponent) if r.random() < 0.7:
            if r.random() < 0.5 and isinstance(exponent, Rational) and abs(exponent.value) < 100:
                return Raise(base, number(r.choice((exponent.value + 1, -exponent.value, exponent.value / 2))))
            return Raise(changed(r, base), exponent)
        case RootOf(u, n) if r.random() < 0.7:
            return RootOf(changed(r, u), n) if r.random() < 0.7 else RootOf(u, n + 1)
        case Apply(Fn.ABS, (u,)) if r.random() < 0.5:
            return u
        case Apply(function, (u,)) if r.random() < 0.7:
            return Apply(function, (changed(r, u),)) if r.random() < 0.6 else Apply(r.choice(FUNCTIONS), (u,))
        case Rational(value):
            return number(r.choice((-value, value + 1, value / 2)))
        case _:
            pass
    return r.choice((minus, lambda u: times(TWO, u), lambda u: plus(u, ONE), root, lambda u: of(Fn.ABS, u)))(term)


def cases(count: int, seed: int) -> Iterator[Question]:
    """`count` questions whether a term equals a rewriting of it."""
    r = random.Random(seed)
    for _ in range(count):
        left_law, right_law = r.choice(_laws(r))
        u, v = argument(r), argument(r)
        left, right = left_law(u, v), right_law(u, v)
        if r.random() < 0.15:
            other_left, other_right = r.choice(_laws(r))
            w = argument(r)
            left, right = plus(left, other_left(w, v)), plus(right, other_right(w, v))
        if r.random() < 0.6:
            right = changed(r, right)
        for _ in range(r.choice((0, 0, 0, 1, 2))):
            left, right = _around(r, left, right)
        base = r.choice(SETTINGS)
        positive = r.random() < 0.5
        setting = Setting(base.conditions, frozenset() if positive else frozenset("n"), frozenset("n") if positive else frozenset())
        yield Question(left, right, Comparison.EQUAL, setting)


def _around(r: Random, left: Term, right: Term) -> tuple[Term, Term]:
    """Both sides in the same surroundings."""
    other = expression(r, 2)
    match r.randrange(7):
        case 0:
            return plus(left, other), plus(other, right)
        case 1:
            return times(left, other), times(right, other)
        case 2:
            return Divide(left, other), Divide(right, other)
        case 3:
            return Divide(other, left), Divide(other, right)
        case 4:
            function = r.choice(FUNCTIONS)
            return of(function, left), of(function, right)
        case 5:
            return power(left, 2), power(right, 2)
        case _:
            return plus(left, minus(right)), number(0)


# ---------------------------------------------------------------------------------------------- the oracle

SIMPLE = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1), (3, 1), (-3, 1), (3, 2), (5, 1), (-5, 1))]
NEAR = [Fraction(n) + e for n in (-1, 0, 1) for e in (Fraction(1, 10**6), -Fraction(1, 10**6), Fraction(1, 97), -Fraction(1, 97))]
FAR = [Fraction(n) for n in (17, -17, 101, -101, 10**6 + 7, -(10**6) - 7)]
WHOLE = (1, 2, 3, 4, 5, 7)


def points(question: Question, seed: int) -> Iterator[dict[str, mpf]]:
    """Points for the letters: every simple one, near kinks, far away, then random ones."""
    r = random.Random(seed)
    along = [*SIMPLE, *NEAR, *FAR, *(Fraction(r.randint(-6000, 6000), 1009) for _ in range(POINTS - 40))]
    along += [Fraction(r.randint(-1009, 1009), 1009) for _ in range(10)]
    for x in along:
        y = r.choice(SIMPLE) if r.random() < 0.5 else Fraction(r.randint(-4000, 4000), 1013)
        n = r.choice(WHOLE) if question.setting.positive else r.choice((*WHOLE, 0, -1, -2, -3))
        yield {"x": mpf(x.numerator) / x.denominator, "y": mpf(y.numerator) / y.denominator, "n": mpf(n)}


def _sides(question: Question, at: dict[str, mpf]) -> tuple[mpf, mpf]:
    integers = question.setting.integers | question.setting.positive
    for condition in question.setting.conditions:
        if not holds(condition, at, integers):
            raise NoValue
    return real_value(question.left, at, integers), real_value(question.right, at, integers)


def gap(question: Question, at: dict[str, mpf], digits: int = DIGITS) -> mpf:
    """How far the sides are apart, relative to their size; raises NoValue."""
    with mpmath.workdps(digits):
        try:
            a, b = _sides(question, at)
        except (ZeroDivisionError, OverflowError, ValueError):
            raise NoValue from None
        if not (mpmath.isfinite(a) and mpmath.isfinite(b)) or isinstance(a + b, mpmath.mpc):
            raise NoValue
        return abs(a - b) / (1 + abs(a) + abs(b))


def differs(question: Question, at: dict[str, mpf]) -> bool:
    """Whether the sides are different at a point, and stay so with more digits; raises NoValue."""
    limit = mpf(10) ** -10
    return bool(gap(question, at) > limit and gap(question, at, 3 * DIGITS) > limit)


class Outcome(Struct, frozen=True):
    """What was found of one attempt: at how many points it was compared, and a point at which it is wrong."""

    compared: int
    wrong_at: dict[str, mpf] | None = None


def confirm(question: Question, attempt: Attempt, seed: int) -> Outcome:
    """Compare what the prover says with the values: an `Equal` must be equal, `NowhereDefined` must have no values."""
    compared = 0
    for at in points(question, seed):
        try:
            different = differs(question, at)
        except NoValue:
            continue
        compared += 1
        match attempt:
            case Equal() if different:
                return Outcome(compared, at)
            case NowhereDefined():
                return Outcome(compared, at)
            case UnequalConstants() if not different:
                return Outcome(compared, at)
            case _:
                pass
    return Outcome(compared)


class Tally(Struct):
    """Counts of a run."""

    cases: int = 0
    proved: int = 0
    unequal: int = 0
    nowhere: int = 0
    without_witness: int = 0
    unsound: int = 0


def run(count: int, seed: int) -> tuple[Tally, list[str]]:
    """Ask the prover `count` questions; the counts, and each answer that the values contradict."""
    tally, contradictions = Tally(), []
    for i, question in enumerate(cases(count, seed)):
        tally.cases += 1
        attempt = prove(question)
        if not isinstance(attempt, Equal | NowhereDefined | UnequalConstants):
            continue
        outcome = confirm(question, attempt, i)
        match attempt:
            case Equal():
                tally.proved += 1
                tally.without_witness += outcome.compared == 0
            case NowhereDefined():
                tally.nowhere += 1
            case UnequalConstants():
                tally.unequal += 1
        if outcome.wrong_at is not None:
            tally.unsound += 1
            where = ", ".join(f"{name} = {mpmath.nstr(x, 12)}" for name, x in outcome.wrong_at.items())
            contradictions.append(f"{attempt} at {where}: {question}")
    return tally, contradictions


def share_false(count: int, seed: int) -> float:
    """The share of the questions that the values refute."""
    false = 0
    for i, question in enumerate(cases(count, seed)):
        for at in points(question, i):
            try:
                if differs(question, at):
                    false += 1
                    break
            except NoValue:
                continue
    return false / count


def main() -> int:
    """Run; print the contradictions and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally, contradictions = run(options.cases, options.seed)
    for text in contradictions:
        print(text)
    print(
        f"{tally.cases} cases, seed {options.seed}, {share_false(min(options.cases, 500), options.seed):.0%} of a sample false: "
        f"{tally.proved} proved ({tally.without_witness} with no point to compare at), {tally.unequal} unequal constants, "
        f"{tally.nowhere} nowhere defined; {tally.unsound} unsound"
    )
    return 1 if tally.unsound else 0


if __name__ == "__main__":
    sys.exit(main())
