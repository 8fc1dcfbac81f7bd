"""Real numbers by mpmath, for the oracles of this folder: roots, powers and the known functions, and where they have no value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
from mpmath import mpf

LARGEST = mpf(2) ** 256
"""No exponential of more than this is taken: mpmath would try to write down its exponent."""

MOST_FACTORS = 400


class NoValue(Exception):
    """There is no real number here."""


class NoLimit(NoValue):
    """A limit or a derivative does not exist: from two sides come two values, or values grow beyond all bounds."""


class Silent(Exception):
    """The oracle has no certain reading of this."""


def real(value: object) -> mpf:
    """A value of mpmath, if it is a real number."""
    if not isinstance(value, mpf) or not mpmath.isfinite(value):
        raise NoValue
    return value


def root(radicand: mpf, index: Fraction) -> mpf:
    """The real root of a number: an odd one of a negative number is negative. Raises NoValue and Silent."""
    if index.denominator != 1 or index < 1:
        raise Silent("the index of a root")
    n = int(index)
    if radicand < 0:
        if n % 2 == 0:
            raise NoValue
        return -real(mpmath.root(-radicand, n))
    return real(mpmath.root(radicand, n))


def rational_power(base: mpf, exponent: Fraction) -> mpf:
    """A number to an exact exponent; a negative one has one with an odd denominator. Raises NoValue and Silent."""
    if base == 0:
        if exponent < 0:
            raise NoValue
        return mpf(1 if exponent == 0 else 0)
    if exponent.denominator == 1:
        if abs(exponent) > 10**9:
            raise Silent("a large exponent")
        return real(mpmath.power(base, int(exponent)))
    if base < 0:
        if exponent.denominator % 2 == 0:
            raise NoValue
        return (-1) ** (exponent.numerator % 2) * rational_power(-base, exponent)
    return exponential(mpf(exponent.numerator) / exponent.denominator * mpmath.log(base))


def exponential(x: mpf) -> mpf:
    """e to a number. Raises NoValue and Silent."""
    if abs(x) > LARGEST:
        raise Silent("a large exponent")
    return real(mpmath.exp(x))


def factorial(n: mpf) -> mpf:
    """n! of an integer that is not negative. Raises NoValue and Silent."""
    if n != mpmath.floor(n) or n < 0:
        raise NoValue
    if n > 10**6:
        raise Silent("a large factorial")
    return real(mpmath.factorial(n))


def binomial(n: mpf, k: mpf) -> mpf:
    """A binomial coefficient, its lower number an integer that is not negative. Raises NoValue and Silent."""
    if k != mpmath.floor(k) or k < 0 or k > MOST_FACTORS:
        raise Silent("a binomial coefficient")
    return mpmath.fprod((n - i) / (i + 1) for i in range(int(k)))


_PLAIN: Mapping[str, Callable[[mpf], object]] = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "arctan": mpmath.atan, "tanh": mpmath.tanh,
    "arsinh": mpmath.asinh, "arcsin": mpmath.asin, "arccos": mpmath.acos, "sign": mpmath.sign,
}  # fmt: skip
_RECIPROCAL: Mapping[str, Callable[[mpf], mpf]] = {
    "cot": mpmath.tan, "sec": mpmath.cos, "csc": mpmath.sin, "coth": mpmath.tanh, "sech": mpmath.cosh, "csch": mpmath.sinh
}  # fmt: skip
_OF_RECIPROCAL: Mapping[str, str] = {
    "arccot": "arctan", "arcsec": "arccos", "arccsc": "arcsin", "arcoth": "artanh", "arsech": "arcosh", "arcsch": "arsinh"
}  # fmt: skip


def known(name: str, x: mpf) -> mpf:
    """The value of a known function of one number, by the name that it has in the tree. Raises NoValue and Silent."""
    if name in ("exp", "sinh", "cosh", "sech", "csch"):
        exponential(abs(x))
    if name in ("ln", "log"):
        if x <= 0:
            raise NoValue
        return real(mpmath.log(x))
    if name in _OF_RECIPROCAL:
        # Where authors disagree about the branch, nothing is said.
        if x <= 0:
            raise Silent("a branch that is a convention")
        return known(_OF_RECIPROCAL[name], 1 / x)
    if name in _RECIPROCAL:
        below = _RECIPROCAL[name](x)
        if below == 0:
            raise NoValue
        return 1 / below
    if name == "artanh":
        if abs(x) >= 1:
            raise NoValue
        return real(mpmath.log((1 + x) / (1 - x)) / 2)
    if name == "arcosh":
        if x < 1:
            raise NoValue
        return real(mpmath.log(x + mpmath.sqrt(x * x - 1)))
    if name in ("exp", "sinh", "cosh"):
        return real(getattr(mpmath, name)(x))
    if name in _PLAIN:
        return real(_PLAIN[name](x))
    raise Silent(f"the function {name}")
