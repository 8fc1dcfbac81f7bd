"""Laws of algebra and calculus, right and wrong: pairs of terms in u and v that are equal somewhere, often not everywhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

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
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    Variable,
)


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


Random = random.Random
Law = tuple[Callable[..., Term], Callable[..., Term]]


def laws(r: Random) -> list[Law]:
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
        (lambda u, v: root(plus(power(u, 2), power(v, 2))), plus),
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
        (Raise, lambda u, v: exp(times(v, ln(u)))),
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
        (lambda u, v: root(times(half(ONE), plus(ONE, cos(u)))), lambda u, v: r.choice((cos(half(u)), absolute(cos(half(u)))))),
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
        (
            lambda u, v: plus(arctan(u), arctan(v)),
            lambda u, v: shifted(arctan(Divide(plus(u, v), plus(ONE, minus(times(u, v)))))),
        ),
        (
            lambda u, v: plus(arctan(u), arctan(Divide(ONE, u))),
            lambda u, v: times(sign, r.choice((RIGHT_ANGLE, times(RIGHT_ANGLE, signum(u))))),
        ),
        (
            lambda u, v: arctan(Divide(plus(ONE, u), plus(ONE, minus(u)))),
            lambda u, v: shifted(plus(Divide(Pi(), number(4)), arctan(u))),
        ),
        (lambda u, v: times(TWO, arctan(u)), lambda u, v: shifted(arctan(Divide(times(TWO, u), plus(ONE, minus(power(u, 2))))))),
        (lambda u, v: times(TWO, arctan(u)), lambda u, v: shifted(arcsin(Divide(times(TWO, u), plus(ONE, power(u, 2)))))),
        (
            lambda u, v: times(TWO, arctan(u)),
            lambda u, v: times(sign, arccos(Divide(plus(ONE, minus(power(u, 2))), plus(ONE, power(u, 2))))),
        ),
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
        (
            lambda u, v: SeriesOf(Raise(u, Variable("k#1")), "k#1", number(0), N),
            lambda u, v: Divide(plus(ONE, minus(Raise(u, plus(N, turn)))), plus(ONE, minus(u))),
        ),
        (lambda u, v: plus(DerivativeOf(ln(Variable("x#1")), "x#1", 1, TWO), root(power(u, 2))), lambda u, v: plus(HALF, u)),
        (
            lambda u, v: SeriesOf(root(Variable("k#1")), "k#1", ONE, number(3)),
            lambda u, v: plus(ONE, root(TWO), times(sign, root(number(3)))),
        ),
        (
            lambda u, v: Branches(((ln(u), (Condition(number(0), Comparison.LESS, u),)), (u, ()))),
            lambda u, v: r.choice((u, ln(u))),
        ),
        # rational functions
        (lambda u, v: Divide(plus(power(u, 2), minus(power(v, 2))), plus(u, minus(v))), lambda u, v: plus(u, times(sign, v))),
        (lambda u, v: Divide(u, u), lambda u, v: r.choice((ONE, number(0)))),
        (lambda u, v: power(plus(u, v), 2), lambda u, v: plus(power(u, 2), times(TWO, sign, u, v), power(v, 2))),
        (lambda u, v: times(Divide(ONE, plus(u, minus(u))), v), lambda u, v: v),
        (lambda u, v: power(plus(u, minus(v)), 600), lambda u, v: power(plus(v, minus(u)), r.choice((600, 601)))),
        (lambda u, v: Divide(power(times(TWO, u), 700), power(u, 700)), lambda u, v: power(TWO, r.choice((700, 699)))),
        (
            lambda u, v: power(plus(root(u), root(v)), 500),
            lambda u, v: power(plus(u, v, times(TWO, root(times(u, v)))), r.choice((250, 251))),
        ),
        (lambda u, v: of(Fn.FACTORIAL, plus(N, ONE)), lambda u, v: times(r.choice((N, plus(N, ONE))), of(Fn.FACTORIAL, N))),
        (
            lambda u, v: of(Fn.BINOMIAL, plus(N, ONE), TWO),
            lambda u, v: plus(of(Fn.BINOMIAL, N, TWO), of(Fn.BINOMIAL, N, r.choice((ONE, TWO)))),
        ),
    ]
