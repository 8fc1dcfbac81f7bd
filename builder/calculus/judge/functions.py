"""Known and unknown functions of fractions over kernels: each function of `terms.py` has one case in `apply`."""

from __future__ import annotations

from math import comb
from typing import assert_never

from flint import fmpq

from builder.calculus.judge.circular import arcsine, arctangent, cosine_and_sine, pi, quotient_of
from builder.calculus.judge.constants import ball
from builder.calculus.judge.field import NEGATIVE, Field, Fraction, Kind, Stop, Undefined, is_number
from builder.calculus.judge.isolation import centre
from builder.calculus.judge.powers import absolute, exponential, is_integer_polynomial, logarithm, rational_power, signum
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.terms import Fn

SMALL_INTEGERS = (0, -1, 1, 2, -2, 3, -3)
"""Whole parts that are tried."""

LARGEST_WHOLE_PART = 2**200
"""Of a number in a ball; beyond it a ball of 256 bits tells no whole part."""


def unknown_at(field: Field, name: str, orders: tuple[int, ...], arguments: tuple[Fraction, ...]) -> Fraction:
    """An unknown function, or a derivative of it, at its arguments."""
    kernel = field.kernel(Kind.FUNCTION, tuple(field.cancel(a) for a in arguments), (name, orders), constant=False)
    return Fraction(kernel.generator, field.one)


def apply(field: Field, function: Fn, arguments: tuple[Fraction, ...]) -> Fraction:
    """A known function at its arguments."""
    u = arguments[0]
    match function:
        case Fn.EXP:
            return exponential(field, u)
        case Fn.LN:
            return logarithm(field, u)
        case Fn.SIN:
            return cosine_and_sine(field, u)[1]
        case Fn.COS:
            return cosine_and_sine(field, u)[0]
        case Fn.TAN | Fn.COT | Fn.SEC | Fn.CSC:
            return quotient_of(field, function, u)
        case Fn.ARCSIN:
            return arcsine(field, u)
        case Fn.ARCCOS:
            return field.subtract(_right_angle(field), arcsine(field, u))
        case Fn.ARCTAN:
            return arctangent(field, u)
        case Fn.ARCCOT:
            return field.subtract(_right_angle(field), arctangent(field, u))
        case Fn.ARCSEC:
            return field.subtract(_right_angle(field), arcsine(field, field.invert(u)))
        case Fn.ARCCSC:
            return arcsine(field, field.invert(u))
        case Fn.SINH | Fn.COSH | Fn.TANH | Fn.COTH | Fn.SECH | Fn.CSCH:
            return _hyperbolic(field, function, u)
        case Fn.ARSINH:
            radicand = field.add(field.multiply(u, u), field.constant(1))
            return logarithm(field, field.add(u, rational_power(field, radicand, fmpq(1, 2))))
        case Fn.ARCOSH:
            radicand = field.subtract(field.multiply(u, u), field.constant(1))
            return logarithm(field, field.add(u, rational_power(field, radicand, fmpq(1, 2))))
        case Fn.ARTANH:
            one, half = field.constant(1), field.constant(fmpq(1, 2))
            return field.multiply(half, logarithm(field, field.divide(field.add(one, u), field.subtract(one, u))))
        case Fn.ABS:
            return absolute(field, u)
        case Fn.SIGN:
            return signum(field, u)
        case Fn.FLOOR:
            return _floor(field, u)
        case Fn.CEILING:
            return field.negate(_floor(field, field.negate(u)))
        case Fn.FACTORIAL:
            return factorial(field, u)
        case Fn.BINOMIAL:
            return binomial(field, u, arguments[1])
        case Fn.MAX | Fn.MIN:
            half = field.constant(fmpq(1, 2))
            for other in arguments[1:]:
                gap = absolute(field, field.subtract(u, other))
                total = field.add(u, other)
                u = field.multiply(half, field.add(total, gap if function is Fn.MAX else field.negate(gap)))
            return u
        case _:
            assert_never(function)


def _right_angle(field: Field) -> Fraction:
    return Fraction(pi(field) / 2, field.one)


def _hyperbolic(field: Field, function: Fn, u: Fraction) -> Fraction:
    up, down = exponential(field, u), exponential(field, field.negate(u))
    two = field.constant(2)
    total, gap = field.add(up, down), field.subtract(up, down)
    match function:
        case Fn.SINH:
            return field.divide(gap, two)
        case Fn.COSH:
            return field.divide(total, two)
        case Fn.TANH:
            return field.divide(gap, total)
        case Fn.COTH:
            return field.divide(total, gap)
        case Fn.SECH:
            return field.divide(two, total)
        case _:
            return field.divide(two, gap)


def _split_constant(field: Field, u: Fraction) -> tuple[Fraction, fmpq]:
    """u without the rational term of its numerator, and that term."""
    p, q = field.cancel(u)
    if not q.is_one():
        return Fraction(p, q), fmpq(0)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        if not any(monomial):
            return Fraction(p - coefficient, field.one), coefficient
    return Fraction(p, q), fmpq(0)


def _floor(field: Field, u: Fraction) -> Fraction:
    """⌊u⌋: what is an integer is taken out, and what is left is looked at."""
    p, q = field.cancel(u)
    whole = field.zero
    if q.is_one():
        field.tick(10 * len(p))
        for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
            term = field.context.term(coefficient.floor() if not any(monomial) else coefficient, monomial)
            if is_integer_polynomial(field, term):
                whole += term
    inner = p - field.times(whole, q)
    if inner.is_zero():
        return Fraction(whole, field.one)
    known = _constant_floor(field, Fraction(inner, q))
    if known is not None:
        return Fraction(whole + known, field.one)
    kernel = field.kernel(Kind.FLOOR, (Fraction(inner, q),))
    field.identities[r"\lfloor u+n\rfloor = \lfloor u\rfloor+n"] = None
    return Fraction(kernel.generator + whole, field.one)


def _constant_floor(field: Field, u: Fraction) -> int | None:
    """The whole part that `u` has everywhere, if that is seen: of a number, or of what lies between small integers."""
    if u.denominator.is_one() and field.is_constant(u.numerator):
        value = ball(field, u.numerator, 256)
        if value is None or not abs(value) < LARGEST_WHOLE_PART:
            return None
        lower = int(centre(value).floor())
        return lower if value > lower and value < lower + 1 else None
    for n in SMALL_INTEGERS:
        below = fraction_sign(field, field.subtract(u, field.constant(n)))
        if not below & NEGATIVE and fraction_sign(field, field.subtract(u, field.constant(n + 1))) == NEGATIVE:
            return n
    return None


def factorial(field: Field, u: Fraction, *, of_binomial: bool = False) -> Fraction:
    """u!: the kernel of u without its integer term, or with as much of it as makes it known not to be negative, times the factors
    between. For 0! is not 0 (-1)!: where u is 0, u - 1 has no factorial. Those of a binomial stand together, for numbers at which
    all of them exist.
    """
    rest, constant = _split_constant(field, u)
    if constant.q != 1:
        raise Stop("a factorial of a fraction")
    shift = int(constant.p)
    if rest.numerator.is_zero():
        if shift < 0:
            raise Undefined("a factorial of a negative integer")
        if shift > 500:
            raise Stop("too large a factorial")
        product = 1
        for i in range(2, shift + 1):
            product *= i
        return field.constant(product)
    if abs(shift) > 64:
        raise Stop("factorials too far apart")
    least = 0
    while not of_binomial and least < shift and fraction_sign(field, field.add(rest, field.constant(least))) & NEGATIVE:
        least += 1
    base = field.add(rest, field.constant(least)) if least else rest
    result = Fraction(field.kernel(Kind.FACTORIAL, (base,), constant=False).generator, field.one)
    for i in range(least + 1, shift + 1):
        result = field.multiply(result, field.add(rest, field.constant(i)))
    for i in range(0, shift, -1):
        result = field.divide(result, field.add(rest, field.constant(i)))
    field.identities["(n+1)! = (n+1)\\, n!"] = None
    return result


def integer_value(field: Field, u: Fraction) -> int | None:
    """The integer that `u` is, or None."""
    p, q = field.cancel(u)
    if not q.is_one() or not is_number(p):
        return None
    value = fmpq(0) if p.is_zero() else p.leading_coefficient()
    return int(value.p) if value.q == 1 else None


def binomial(field: Field, upper: Fraction, lower: Fraction) -> Fraction:
    """A binomial coefficient: a polynomial when the lower number is known, else by factorials."""
    n, k = integer_value(field, upper), integer_value(field, lower)
    counts = not fraction_sign(field, upper) & NEGATIVE
    if k is None and counts:
        k = integer_value(field, field.subtract(upper, lower))
    if k is not None:
        if k < 0:
            return Fraction(field.zero, field.one)
        if k > 64 and n is None:
            raise Stop("a binomial coefficient with too large a lower number")
        if n is not None and n >= 0:
            if n > 2000:
                raise Stop("too large a binomial coefficient")
            return field.constant(comb(n, k))
        result = Fraction(field.one, field.one)
        for i in range(k):
            result = field.multiply(result, field.subtract(upper, field.constant(i)))
            result = field.multiply(result, field.constant(fmpq(1, i + 1)))
        return result
    if not counts:
        raise Stop("a binomial coefficient of a number that may be negative")
    below = field.multiply(
        factorial(field, lower, of_binomial=True), factorial(field, field.subtract(upper, lower), of_binomial=True)
    )
    field.identities[r"\binom{n}{k} = \frac{n!}{k!\,(n-k)!}"] = None
    return field.divide(factorial(field, upper, of_binomial=True), below)
