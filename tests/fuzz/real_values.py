"""Real values of the judge's terms by mpmath: an oracle that shares no code with the judge and says when it cannot tell.

A value that hangs on whether a rounded number is exactly 0, or exactly an integer, is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
from mpmath import mpf

from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
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
from tests.fuzz.reals import NoValue

TINY = mpf(10) ** -25
HUGE = mpf(10) ** 30

PLAIN = {
    Fn.EXP: mpmath.exp, Fn.SIN: mpmath.sin, Fn.COS: mpmath.cos, Fn.ARCTAN: mpmath.atan, Fn.SINH: mpmath.sinh,
    Fn.COSH: mpmath.cosh, Fn.TANH: mpmath.tanh, Fn.ARSINH: mpmath.asinh, Fn.SECH: mpmath.sech,
}  # fmt: skip


def real_value(term: Term, at: Mapping[str, mpf], integers: frozenset[str] = frozenset()) -> mpf:
    """The real value of `term` at a point; raises NoValue. Letters of `integers` are integers."""

    def go(part: Term) -> mpf:
        result = real_value(part, at, integers)
        if not mpmath.isfinite(result) or abs(result) > HUGE:
            raise NoValue
        return result

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
            return mpmath.fprod([go(t) for t in factors])
        case Divide(p, q):
            return go(p) / _nonzero(go(q))
        case RootOf(u, n):
            return _rational_power(go(u), Fraction(1, n))
        case Raise(base, Rational(exponent)):
            return _rational_power(go(base), exponent)
        case Raise(base, exponent):
            b, e = go(base), go(exponent)
            if _is_whole(exponent, integers):
                return _rational_power(b, Fraction(int(mpmath.nint(e))))
            if b < TINY or abs(e) > 1000:
                raise NoValue
            return mpmath.power(b, e)
        case Apply(function, arguments):
            return _function(function, [go(a) for a in arguments])
        case DerivativeOf(body, variable, order, point):
            return _derivative(body, variable, order, go(point), at, integers)
        case SeriesOf(body, index, lower, upper, product):
            terms = [
                real_value(body, {**at, index: mpf(k)}, integers | {index})
                for k in range(int(mpmath.nint(go(lower))), int(mpmath.nint(go(upper))) + 1)
            ]
            return mpmath.fprod(terms) if product else mpmath.fsum(terms)
        case LimitOf(body, variable, point, approach):
            return _limit(body, variable, point, approach, at, integers)
        case Branches(branches):
            for value, conditions in branches:
                if all(holds(c, at, integers) for c in conditions):
                    return go(value)
            raise NoValue
        case _:
            raise NoValue


def holds(condition: Condition, at: Mapping[str, mpf], integers: frozenset[str] = frozenset()) -> bool:
    """Whether a condition holds at a point; raises NoValue where rounded numbers do not tell."""
    gap = real_value(condition.right, at, integers) - real_value(condition.left, at, integers)
    if 0 < abs(gap) < TINY:
        raise NoValue
    match condition.comparison:
        case Comparison.LESS:
            return bool(gap > 0)
        case Comparison.LESS_EQUAL:
            return bool(gap >= 0)
        case Comparison.EQUAL:
            return bool(gap == 0)
        case Comparison.NOT_EQUAL:
            return bool(gap != 0)


def _is_whole(term: Term, integers: frozenset[str]) -> bool:
    match term:
        case Rational(value):
            return value.denominator == 1
        case Variable(name):
            return name in integers
        case Add(parts) | Multiply(parts):
            return all(_is_whole(part, integers) for part in parts)
        case _:
            return False


def _nonzero(x: mpf) -> mpf:
    if abs(x) < TINY:
        raise NoValue
    return x


def _clear(x: mpf) -> mpf:
    """A number that is 0 or is not."""
    if 0 < abs(x) < TINY:
        raise NoValue
    return x


def _within(x: mpf, low: int, high: int) -> mpf:
    if x < low or x > high or 0 < min(x - low, high - x) < TINY:
        raise NoValue
    return x


def _rational_power(base: mpf, exponent: Fraction) -> mpf:
    if exponent.denominator == 1:
        if abs(exponent) > 10_000 or (exponent < 0 and abs(base) < TINY):
            raise NoValue
        return mpmath.power(base, exponent.numerator)
    base = _clear(base)
    if base == 0:
        if exponent < 0:
            raise NoValue
        return mpf(0)
    real = mpf(exponent.numerator) / exponent.denominator
    if base > 0:
        return mpmath.power(base, real)
    if exponent.denominator % 2 == 0:
        raise NoValue
    return (-1 if exponent.numerator % 2 else 1) * mpmath.power(-base, real)


def _floor(x: mpf) -> mpf:
    near = mpmath.nint(x)
    if x != near and abs(x - near) < TINY:
        raise NoValue
    return mpmath.floor(x)


def _function(function: Fn, arguments: list[mpf]) -> mpf:
    u = arguments[0]
    if function is Fn.TANH and abs(u) > 1.15 * (mpmath.mp.dps - 35):  # too close to 1 to tell
        raise NoValue
    if function in PLAIN:
        if function not in (Fn.SIN, Fn.COS, Fn.ARCTAN, Fn.ARSINH) and abs(u) > 1000:
            raise NoValue
        return PLAIN[function](u)
    match function:
        case Fn.LN:
            if u < TINY:
                raise NoValue
            return mpmath.log(u)
        case Fn.TAN:
            return mpmath.sin(u) / _nonzero(mpmath.cos(u))
        case Fn.COT:
            return mpmath.cos(u) / _nonzero(mpmath.sin(u))
        case Fn.SEC:
            return 1 / _nonzero(mpmath.cos(u))
        case Fn.CSC:
            return 1 / _nonzero(mpmath.sin(u))
        case Fn.ARCSIN:
            return mpmath.asin(_within(u, -1, 1))
        case Fn.ARCCOS:
            return mpmath.acos(_within(u, -1, 1))
        case Fn.ARCCOT:
            return mpmath.pi / 2 - mpmath.atan(u)
        case Fn.ARCSEC:
            return mpmath.acos(_within(1 / _nonzero(u), -1, 1))
        case Fn.ARCCSC:
            return mpmath.asin(_within(1 / _nonzero(u), -1, 1))
        case Fn.COTH:
            return mpmath.cosh(u) / _nonzero(mpmath.sinh(u)) if abs(u) < 1000 else mpmath.sign(u)
        case Fn.CSCH:
            if abs(u) > 1000:
                raise NoValue
            return 1 / _nonzero(mpmath.sinh(u))
        case Fn.ARCOSH:
            if u < 1:
                raise NoValue
            return mpmath.acosh(u)
        case Fn.ARTANH:
            if abs(u) >= 1 - TINY:
                raise NoValue
            return mpmath.atanh(u)
        case Fn.ABS:
            return abs(u)
        case Fn.SIGN:
            return mpmath.sign(_clear(u))
        case Fn.FLOOR:
            return _floor(u)
        case Fn.CEILING:
            return -_floor(-u)
        case Fn.MAX:
            return max(arguments)
        case Fn.MIN:
            return min(arguments)
        case Fn.FACTORIAL:
            if u < 0 or u > 200 or u != mpmath.floor(u):
                raise NoValue
            return mpmath.factorial(u)
        case Fn.BINOMIAL:
            return mpmath.binomial(u, arguments[1])
        case _:
            raise NoValue


def _derivative(body: Term, variable: str, order: int, point: mpf, at: Mapping[str, mpf], integers: frozenset[str]) -> mpf:
    """By differences from both sides, which must agree."""

    def along(x: mpf) -> mpf:
        return real_value(body, {**at, variable: x}, integers)

    with mpmath.workdps(3 * mpmath.mp.dps):
        along(point)
        above = mpmath.diff(along, point, order, direction=1)
        below = mpmath.diff(along, point, order, direction=-1)
    if abs(above - below) > mpf(10) ** -15 * (1 + abs(above)):
        raise NoValue
    return (above + below) / 2


def _limit(body: Term, variable: str, point: Term, approach: Approach, at: Mapping[str, mpf], integers: frozenset[str]) -> mpf:
    """From two values near the point, and for a limit from both sides two on each, that must agree."""
    if isinstance(point, Infinity):
        steps = [mpf(10) ** k * (-1 if point.negative else 1) for k in (9, 10)]
        middle = mpf(0)
    else:
        middle = real_value(point, at, integers)
        signs = {Approach.ABOVE: (1,), Approach.BELOW: (-1,)}.get(approach, (1, -1))
        steps = [sign * mpf(10) ** -k for sign in signs for k in (9, 10)]
    near = [real_value(body, {**at, variable: middle + step}, integers) for step in steps]
    if max(near) - min(near) > mpf(10) ** -6 * (1 + max(map(abs, near))):
        raise NoValue
    return near[-1]
