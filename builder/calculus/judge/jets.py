"""Truncated series whose coefficients are numbers, or series of a lower level. Knows no term.

A jet of level k is Σ cᵢ tᵏⁱ + O(tᴺ) in the infinitesimal of level k; its coefficients may hold those of lower levels. So nested
derivatives, mixed partial derivatives and limits of derivatives are one arithmetic. There are two kinds:

* *undirected*, for derivatives: t has both signs, the valuation is 0, and the function is smooth where it has such a jet. A kink
  or a jump at t = 0 makes the jet undecided in every coefficient.
* *directed*, for limits: t > 0, the valuation may be negative, and the first coefficient that is not 0 decides signs. Exact zeros
  in front are dropped, never zeros that are merely possible. What is bounded but has no series (sin at a pole) is O(t⁰).

Recurrences for the coefficients: Griewank and Walther, *Evaluating Derivatives*, 2nd ed., chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import gcd
from typing import Any, TypeAlias

from flint import arb, fmpq

from builder.calculus.judge import balls
from builder.calculus.judge.balls import ONE, ZERO, Undecided, Undefined


class NeedsMoreTerms(Undecided):
    """The answer lies behind the last coefficient that is known."""


class NeedsRoot(Undecided):
    """The series goes on in powers of t^(1/index)."""

    def __init__(self, index: int) -> None:
        super().__init__("a fractional power of the infinitesimal")
        self.index = index


class Growth(Undecided):
    """What grows past every power of 1/t, t being the infinitesimal of `level`.

    It has no series, but tends to ∞ or, `of` < 0, to −∞.
    """

    def __init__(self, of: int, level: int) -> None:
        super().__init__("an exponential that grows past every power")
        self.of = of
        self.level = level


class Infinite(Undefined):
    """A limit that is infinite: `of` is the sign of it."""

    def __init__(self, of: int) -> None:
        super().__init__("grows without bound" if of >= 0 else "falls without bound")
        self.of = of


class Jet:
    """Σ coefficients[i] · t^(valuation + i) + O(t^order), t being the infinitesimal of `level`."""

    __slots__ = ("coefficients", "directed", "level", "valuation")

    def __init__(self, level: int, directed: bool, valuation: int, coefficients: Sequence[Value]) -> None:
        if directed:
            start = 0
            while start < len(coefficients) and _vanishes(coefficients[start]):
                start += 1
            if start:
                valuation += start
                coefficients = coefficients[start:]
        self.level = level
        self.directed = directed
        self.valuation = valuation
        self.coefficients = coefficients

    @property
    def order(self) -> int:
        """The power of t from which on nothing is known."""
        return self.valuation + len(self.coefficients)

    def like(self, valuation: int, coefficients: Sequence[Value]) -> Jet:
        """A jet of the same level and kind."""
        return Jet(self.level, self.directed, valuation, coefficients)

    def at(self, power: int) -> Value:
        """The coefficient of t^power."""
        place = power - self.valuation
        if place < 0:
            return ZERO
        if place >= len(self.coefficients):
            raise NeedsMoreTerms("a coefficient behind the last one known")
        return self.coefficients[place]

    def dense(self) -> list[Value]:
        """The coefficients from t⁰ on. The valuation must not be negative."""
        return [ZERO] * self.valuation + list(self.coefficients)

    def __add__(self, other: Value) -> Value:
        if not isinstance(other, Jet) or other.level < self.level:
            if type(other) is int:  # Python would divide two of them as floats
                other = fmpq(other)
            if self.order <= 0 or _vanishes(other):
                return self
            if self.valuation > 0:
                return self.like(0, [other, *[ZERO] * (self.valuation - 1), *self.coefficients])
            coefficients = list(self.coefficients)
            coefficients[-self.valuation] = coefficients[-self.valuation] + other
            return self.like(self.valuation, coefficients)
        if other.level > self.level:
            return other + self
        valuation = min(self.valuation, other.valuation)
        order = min(self.order, other.order)
        if order <= valuation:
            return self.like(order, [])
        coefficients = [ZERO] * (order - valuation)
        for jet in (self, other):
            shift = jet.valuation - valuation
            for i, c in enumerate(jet.coefficients[: max(order - jet.valuation, 0)]):
                coefficients[shift + i] = coefficients[shift + i] + c
        return self.like(valuation, coefficients)

    def __neg__(self) -> Jet:
        return self.like(self.valuation, [-c for c in self.coefficients])

    def __sub__(self, other: Value) -> Value:
        return self + (-other)

    def __rsub__(self, other: Value) -> Value:
        return (-self) + other

    def __mul__(self, other: Value) -> Value:
        if not isinstance(other, Jet) or other.level < self.level:
            if type(other) is int:
                other = fmpq(other)
            if _vanishes(other):
                return ZERO
            return self.like(self.valuation, [c * other for c in self.coefficients])
        if other.level > self.level:
            return other * self
        a, b = self.coefficients, other.coefficients
        size = min(len(a), len(b))
        valuation = self.valuation + other.valuation
        if size == 0:
            return self.like(min(self.order + other.valuation, other.order + self.valuation), [])
        coefficients: list[Value] = []
        for k in range(size):
            total: Value = a[0] * b[k]
            for j in range(1, k + 1):
                total = total + a[j] * b[k - j]
            coefficients.append(balls.bounded(total) if type(total) is fmpq else total)
        return self.like(valuation, coefficients)

    __radd__ = __add__
    __rmul__ = __mul__


Value: TypeAlias = Any
"""A `Scalar` or a `Jet`: they mix in sums and products."""


def _vanishes(value: Value) -> bool:
    """Whether a coefficient is known to be 0 (of an undirected jet: as far as it is kept)."""
    if type(value) is Jet:
        return not value.directed and all(_vanishes(c) for c in value.coefficients)
    return balls.is_exact_zero(value)


def may_vanish(value: Value) -> bool:
    """Whether nothing that is known forbids the value to be 0."""
    if isinstance(value, Jet):
        return all(may_vanish(c) for c in value.coefficients)
    return balls.may_be_zero(value)


def sign(value: Value) -> int:
    """1, −1, or 0 for an exact zero; of a jet for all small t. Raises `Undecided` at a kink."""
    if not isinstance(value, Jet):
        return balls.sign(value)
    if not value.coefficients:
        raise NeedsMoreTerms("the sign of what is only known to be small")
    of = sign(value.coefficients[0])
    if of == 0 and not _vanishes(value):
        raise Undecided("a kink")
    return of


def invert(value: Value) -> Value:
    """1 / value."""
    if not isinstance(value, Jet):
        return balls.invert(value)
    a = value.coefficients
    if not a:
        raise NeedsMoreTerms("a denominator that is only known to be small")
    try:
        first = invert(a[0])
    except Undefined:
        if value.directed:
            raise Undecided("a denominator whose leading coefficient vanishes") from None
        raise
    inverse: list[Value] = [first]
    for k in range(1, len(a)):
        total: Value = a[1] * inverse[k - 1]
        for j in range(2, k + 1):
            total = total + a[j] * inverse[k - j]
        inverse.append(balls.bounded(-(total * first)))
    return value.like(-value.valuation, inverse)


def divide(numerator: Value, denominator: Value) -> Value:
    """numerator / denominator."""
    if not isinstance(denominator, Jet):
        if not balls.may_be_zero(denominator):
            return numerator / denominator if not isinstance(numerator, Jet) else numerator * (1 / denominator)
        return numerator * balls.invert(denominator)
    return numerator * invert(denominator)


# ---------------------------------------------------------------------------------------------- powers


def integer_power(base: Value, exponent: int) -> Value:
    """base ** exponent, 0⁰ = 1."""
    if not isinstance(base, Jet):
        return balls.integer_power(base, exponent)
    if exponent < 0:
        return integer_power(invert(base), -exponent)
    leading = base.coefficients[0] if base.coefficients else ZERO
    if exponent > (3 if type(leading) is fmpq else 64) and not may_vanish(leading):
        return _unit_power(base, exponent, 1)
    result: Value = ONE
    while exponent:
        if exponent & 1:
            result = base * result if result is not ONE else base
        exponent >>= 1
        if exponent:
            base = base * base
    return result


def rational_power(base: Value, numerator: int, denominator: int) -> Value:
    """base ** (numerator/denominator) in lowest terms, with real odd roots."""
    if denominator == 1:
        return integer_power(base, numerator)
    if not isinstance(base, Jet):
        return balls.rational_power(base, numerator, denominator)
    return _unit_power(base, numerator, denominator)


def _unit_power(base: Jet, numerator: int, denominator: int) -> Value:
    """The power by its recurrence: the leading coefficient must not be 0."""
    a = base.coefficients
    if not a:
        raise NeedsMoreTerms("a root of what is only known to be small")
    if base.valuation * numerator % denominator:
        raise NeedsRoot(denominator // gcd(base.valuation * numerator, denominator))
    if sign(a[0]) == 0:
        if numerator < 0 and not base.directed:
            raise Undefined("a negative power of 0")
        raise Undecided("a kink of a root")
    first = rational_power(a[0], numerator, denominator)
    inverse = invert(a[0])
    p = fmpq(numerator, denominator)
    power: list[Value] = [first]
    for k in range(1, len(a)):
        total: Value = ZERO
        for j in range(1, k + 1):
            total = total + a[j] * power[k - j] * (p * j - (k - j))
        power.append(total * inverse * fmpq(1, k))
    return base.like(base.valuation * numerator // denominator, power)


def is_great(value: Value) -> bool:
    """Whether a value tends to ∞."""
    return isinstance(value, Jet) and value.directed and value.valuation < 0 and sign(value) > 0


def real_power(base: Value, exponent: Value) -> Value:
    """base ** exponent for a base > 0."""
    if not isinstance(base, Jet) and not isinstance(exponent, Jet):
        return balls.real_power(base, exponent)
    of = sign(base) if not isinstance(base, Jet) or base.directed else sign(base.coefficients[0])
    if of < 0 and not isinstance(base, Jet) and isinstance(exponent, Jet) and exponent.directed and exponent.valuation < 0:
        raise Undecided("a power of a negative number whose exponent is an integer only now and then")
    if of <= 0:
        raise Undefined("a real power of a number that is not positive")
    if (
        not isinstance(exponent, Jet)
        and type(exponent) is fmpq
        and exponent.q <= 64
        and abs(exponent.p) < 2**balls.BITS_OF_EXPONENT
    ):
        return rational_power(base, int(exponent.p), int(exponent.q))
    return exponential(exponent * logarithm(base))


# ---------------------------------------------------------------------------------------------- functions


def _known(value: Jet) -> list[Value]:
    """The coefficients from t⁰ on, at least one."""
    if value.order <= 0:
        raise NeedsMoreTerms("the argument of a function")
    return value.dense()


def derivative(value: Jet) -> Jet:
    """By t, term by term."""
    return (
        value.like(value.valuation - 1, [c * (value.valuation + i) for i, c in enumerate(value.coefficients)])
        if value.directed
        else (value.like(0, [c * i for i, c in enumerate(value.coefficients)][1:]))
    )


def integrated(value: Value, constant: Value, like: Jet) -> Value:
    """∫ value dt with this constant term, as a jet of the kind of `like`."""
    if not isinstance(value, Jet) or value.level < like.level:
        if not _vanishes(value):
            raise Undecided("an integral that is no jet")
        return constant
    if not value.directed:
        return value.like(0, [constant, *(c * fmpq(1, i + 1) for i, c in enumerate(value.coefficients))])
    if value.valuation < 0:
        raise Undecided("a singular derivative")
    return constant + value.like(
        value.valuation + 1, [c * fmpq(1, value.valuation + i + 1) for i, c in enumerate(value.coefficients)]
    )


def _pole(value: Value) -> int:
    """The sign of a directed jet that tends to ±∞, else 0."""
    if isinstance(value, Jet) and value.valuation < 0:
        if not value.coefficients:
            raise NeedsMoreTerms("what may be unbounded")
        return sign(value.coefficients[0])
    return 0


def _small(value: Jet) -> Jet:
    """Smaller than every power of t, as far as jets of this length can tell."""
    return value.like(max(len(value.coefficients), 1), [])


def exponential(value: Value) -> Value:
    """eˣ."""
    if not isinstance(value, Jet):
        return balls.exponential(value)
    if of := _pole(value):
        if of < 0:
            return _small(value)
        raise Growth(1, value.level)
    a = _known(value)
    result = [exponential(a[0])]
    for k in range(1, len(a)):
        total: Value = ZERO
        for j in range(1, k + 1):
            total = total + a[j] * result[k - j] * j
        result.append(total * fmpq(1, k))
    return value.like(0, result)


def logarithm(value: Value) -> Value:
    """ln x."""
    if not isinstance(value, Jet):
        return balls.logarithm(value)
    a = value.coefficients
    if not a:
        raise NeedsMoreTerms("the argument of a logarithm")
    if sign(a[0]) < 0:
        raise Undefined("the logarithm of a negative number")
    if value.valuation != 0:
        raise Undecided("a logarithm of what tends to 0 or infinity")
    result = [logarithm(a[0])]
    if len(a) > 1:
        inverse = invert(a[0])
        for k in range(1, len(a)):
            total: Value = a[k] * k
            for j in range(1, k):
                total = total - result[j] * a[k - j] * j
            result.append(total * inverse * fmpq(1, k))
    return value.like(0, result)


def _pair(value: Jet, first: Value, second: Value, back: int) -> tuple[Jet, Jet]:
    """s and c with s' = u' c and c' = back · u' s, from their constant terms: sine and cosine, or the hyperbolic ones."""
    a = _known(value)
    s, c = [first], [second]
    for k in range(1, len(a)):
        up: Value = ZERO
        down: Value = ZERO
        for j in range(1, k + 1):
            up = up + a[j] * c[k - j] * j
            down = down + a[j] * s[k - j] * j
        s.append(up * fmpq(1, k))
        c.append(down * fmpq(back, k))
    return value.like(0, s), value.like(0, c)


def sine_cosine(value: Value) -> tuple[Value, Value]:
    """sin x and cos x."""
    if not isinstance(value, Jet):
        return balls.sine(value), balls.cosine(value)
    if _pole(value):
        return value.like(0, []), value.like(0, [])
    s, c = sine_cosine(_known(value)[0])
    return _pair(value, s, c, -1)


def hyperbolic_pair(value: Value) -> tuple[Value, Value]:
    """sinh x and cosh x."""
    if not isinstance(value, Jet):
        return balls.hyperbolic_sine(value), balls.hyperbolic_cosine(value)
    if _pole(value):
        raise Undecided("an exponential that grows past every power")
    s, c = hyperbolic_pair(_known(value)[0])
    return _pair(value, s, c, 1)


def _by_derivative(value: Jet, at_constant: Callable[[Value], Value], slope: Callable[[Value], Value]) -> Value:
    """A function through its derivative: f(u) = f(u₀) + ∫ slope(u) u' dt."""
    constant = at_constant(_known(value)[0])
    return integrated(slope(value) * derivative(value), constant, value)


def arctangent(value: Value) -> Value:
    """arctan x."""
    if not isinstance(value, Jet):
        return balls.arctangent(value)
    if of := _pole(value):
        return balls.PI() * fmpq(of, 2) - arctangent(invert(value))
    return _by_derivative(value, arctangent, lambda u: invert(u * u + 1))


def arcsine(value: Value) -> Value:
    """arcsin x."""
    if not isinstance(value, Jet):
        return balls.arcsine(value)
    _outside(value)
    return _by_derivative(value, arcsine, lambda u: rational_power(1 - u * u, -1, 2))


def _outside(value: Jet) -> None:
    """Raises where 1 − u² is negative for small t."""
    if sign(1 - value * value) < 0:
        raise Undefined("an inverse sine or cosine of a number outside [-1, 1]")


def arccosine(value: Value) -> Value:
    """arccos x."""
    if not isinstance(value, Jet):
        return balls.arccosine(value)
    return balls.PI() * balls.HALF - arcsine(value)


def inverse_hyperbolic_sine(value: Value) -> Value:
    """arsinh x."""
    if not isinstance(value, Jet):
        return balls.inverse_hyperbolic_sine(value)
    return _by_derivative(value, inverse_hyperbolic_sine, lambda u: rational_power(u * u + 1, -1, 2))


def inverse_hyperbolic_cosine(value: Value) -> Value:
    """arcosh x."""
    if not isinstance(value, Jet):
        return balls.inverse_hyperbolic_cosine(value)
    if sign(value - 1) < 0:
        raise Undefined("an inverse hyperbolic cosine of a number below 1")
    return _by_derivative(value, inverse_hyperbolic_cosine, lambda u: rational_power(u * u - 1, -1, 2))


def inverse_hyperbolic_tangent(value: Value) -> Value:
    """artanh x."""
    if not isinstance(value, Jet):
        return balls.inverse_hyperbolic_tangent(value)
    if sign(1 - value * value) < 0:
        raise Undefined("an inverse hyperbolic tangent of a number outside (-1, 1)")
    return _by_derivative(value, inverse_hyperbolic_tangent, lambda u: invert(1 - u * u))


def hyperbolic_tangent(value: Value) -> Value:
    """tanh x."""
    if not isinstance(value, Jet):
        return balls.hyperbolic_tangent(value)
    if of := _pole(value):
        return _small(value) + fmpq(of)
    s, c = hyperbolic_pair(value)
    return divide(s, c)


# ---------------------------------------------------------------------------------------------- kinks and jumps


def absolute(value: Value) -> Value:
    """|x|."""
    if not isinstance(value, Jet):
        return abs(value)
    of = sign(value)
    return value if of > 0 else -value


def floor(value: Value) -> Value:
    """The floor: constant where the argument is no integer, one less at an integer from below."""
    if not isinstance(value, Jet):
        return balls.floor(value)
    if value.valuation < 0:
        raise Undecided("the floor of what is unbounded")
    constant = _known(value)[0]
    low = floor(constant)
    if not isinstance(low, Jet) and sign(constant - low) == 0:
        if not value.directed:
            raise Undecided("a jump of the floor")
        return low if sign(value - constant) >= 0 else low - 1
    return low


def largest(left: Value, right: Value) -> Value:
    """The greater of two."""
    if not isinstance(left, Jet) and not isinstance(right, Jet):
        return balls.largest(left, right)
    return left if sign(left - right) >= 0 else right


# ---------------------------------------------------------------------------------------------- limits


def limit_value(value: Value, level: int) -> Value:
    """The value to which a directed jet of `level` tends as t → 0.

    Coefficients of negative powers that may be 0 are taken to be 0: else there would be no limit, and a claim about it would be
    false all the same. The value is a ball then, even if it would be exact. Raises `Infinite` when one of them is not 0.
    """
    if not isinstance(value, Jet) or value.level < level:
        return value
    for place in range(-value.valuation):
        if place >= len(value.coefficients):
            raise NeedsMoreTerms("a limit")
        coefficient = value.coefficients[place]
        if not may_vanish(coefficient):
            raise Infinite(0 if isinstance(coefficient, Jet) else balls.sign(coefficient))
    if value.order < 1:
        raise NeedsMoreTerms("a limit")
    result = value.at(0)
    return arb(result) if value.valuation < 0 and type(result) is fmpq else result
