"""Values of terms by mpmath: an oracle that shares no code with the prover."""

from __future__ import annotations

from collections.abc import Mapping

import mpmath
from mpmath import mpf

from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    DerivativeOf,
    Divide,
    Infinity,
    LimitOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    Variable,
)

FUNCTIONS = {
    "exp": mpmath.exp, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "cot": mpmath.cot,
    "sec": mpmath.sec, "csc": mpmath.csc, "arctan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "arsinh": mpmath.asinh, "abs": abs, "sign": mpmath.sign, "floor": mpmath.floor, "factorial": mpmath.factorial,
    "binomial": mpmath.binomial,
}  # fmt: skip


class NoValue(Exception):
    """The term has no real value here."""


def value(term: Term, at: Mapping[str, mpf]) -> mpf:
    """The real value of a term at a point; raises NoValue."""

    def go(part: Term) -> mpf:
        return value(part, at)

    match term:
        case Rational(number):
            return mpf(number.numerator) / number.denominator
        case Pi():
            return +mpmath.pi
        case Variable(name):
            return at[name]
        case Add(terms):
            return mpmath.fsum(go(t) for t in terms)
        case Multiply(factors):
            return mpmath.fprod(go(t) for t in factors)
        case Divide(p, q):
            below = go(q)
            if abs(below) < mpf(10) ** -25:
                raise NoValue
            return go(p) / below
        case RootOf(u, n):
            inner = go(u)
            if inner < 0:
                if n % 2 == 0:
                    raise NoValue
                return -mpmath.root(-inner, n)
            return mpmath.root(inner, n)
        case Raise(base, exponent):
            b, e = go(base), go(exponent)
            if e == mpmath.floor(e):
                if b == 0 and e < 0:
                    raise NoValue
                return mpmath.power(b, int(e))
            if b > 0:
                return mpmath.power(b, e)
            if isinstance(exponent, Rational) and exponent.value.denominator % 2:
                sign = -1 if exponent.value.numerator % 2 else 1
                return sign * mpmath.power(-b, e)
            raise NoValue
        case Apply(function, arguments):
            values = [go(a) for a in arguments]
            name = function.value
            if name == "ln":
                if values[0] <= 0:
                    raise NoValue
                return mpmath.log(values[0])
            if name in ("arcsin", "arccos"):
                if abs(values[0]) > 1:
                    raise NoValue
                return mpmath.asin(values[0]) if name == "arcsin" else mpmath.acos(values[0])
            return FUNCTIONS[name](*values)
        case DerivativeOf(body, variable, order, point):
            return mpmath.diff(lambda x: value(body, {**at, variable: x}), go(point), order)
        case SeriesOf(body, index, lower, upper, False):
            return mpmath.fsum(value(body, {**at, index: mpf(k)}) for k in range(int(go(lower)), int(go(upper)) + 1))
        case LimitOf(body, variable, point, approach):
            step = mpf(10) ** -12 * (-1 if approach is Approach.BELOW else 1)
            near = (-1 / abs(step) if point.negative else 1 / abs(step)) if isinstance(point, Infinity) else go(point) + step
            return value(body, {**at, variable: near})
        case _:
            raise NotImplementedError(type(term).__name__)
