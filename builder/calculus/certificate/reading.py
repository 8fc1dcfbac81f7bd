"""Terms as fractions over kernels, as they are written: nothing is reduced by a law, and nothing is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from builder.calculus.certificate.factorials import factorial_of, small_binomial
from builder.calculus.certificate.kernels import Kernel, Kind, Quotient, Table, normal
from builder.calculus.certificate.polynomial import (
    ONE,
    ZERO,
    Polynomial,
    TooLarge,
    add,
    constant,
    content,
    is_constant,
    kernels_in,
    multiply,
    power,
    scale,
    subtract,
    value_of,
)
from builder.calculus.judge.differentiate import evaluated
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    UnknownAt,
    Variable,
)

LARGEST_EXPONENT = 60


class NoCertificate(Exception):
    """A claim of a kind that certificates do not speak of; the text names the kind."""


class Side(Struct, frozen=True):
    """A numerator, and the denominator as a product: by number of what is said not to be 0, how often."""

    numerator: Polynomial
    denominator: Mapping[int, int]


def read(table: Table, term: Term) -> Side:
    """`term` as a fraction; raises NoCertificate, TooLarge, or ZeroDivisionError where it has no value anywhere."""
    match term:
        case Rational(value):
            return Side(constant(value), {})
        case Variable(name):
            return Side(table.letter(Kernel(Kind.VARIABLE, name)), {})
        case Pi():
            return Side(table.letter(Kernel(Kind.PI)), {})
        case Add(terms):
            total = read(table, terms[0])
            for part in terms[1:]:
                total = _sum(table, total, read(table, part))
            return total
        case Multiply(factors):
            product = read(table, factors[0])
            for part in factors[1:]:
                product = _product(product, read(table, part))
            return product
        case Divide(numerator, denominator):
            return _product(read(table, numerator), _inverse(table, read(table, denominator)))
        case Raise(base, exponent):
            return _raise(table, read(table, base), quotient(table, exponent))
        case RootOf(radicand, index):
            return _raise(table, read(table, radicand), Quotient(constant(Fraction(1, index))))
        case Apply(function, arguments):
            return _apply(table, function, arguments)
        case UnknownAt(name, orders, arguments):
            return Side(table.letter(Kernel(Kind.FUNCTION, name, tuple(quotient(table, a) for a in arguments), orders)), {})
        case DerivativeOf():
            return read(table, evaluated(term))
        case LimitOf():
            raise NoCertificate("limit")
        case SeriesOf():
            raise NoCertificate("sum or product over an index")
        case IntegralOf():
            raise NoCertificate("definite integral")
        case Branches():
            raise NoCertificate("definition by cases")
        case Infinity():
            raise NoCertificate("infinity")
        case _:
            assert_never(term)


def expanded(table: Table, side: Side) -> Quotient:
    """A side with its denominator multiplied out, without common powers of kernels."""
    return normal(side.numerator, product_of(table, side.denominator))


def quotient(table: Table, term: Term) -> Quotient:
    """A term as an argument of a kernel."""
    return expanded(table, read(table, term))


def product_of(table: Table, exponents: Mapping[int, int]) -> Polynomial:
    """The product of what is said not to be 0, each as often as told."""
    result = ONE
    for i, exponent in sorted(exponents.items()):
        result = multiply(result, power(table.nonzero[i].polynomial, exponent))
    return result


def lift(table: Table, side: Side, to: Mapping[int, int]) -> Polynomial:
    """The numerator of a side over the denominator `to`, which its own divides."""
    missing = {i: exponent - side.denominator.get(i, 0) for i, exponent in to.items()}
    return multiply(side.numerator, product_of(table, {i: e for i, e in missing.items() if e}))


def common(a: Mapping[int, int], b: Mapping[int, int]) -> dict[int, int]:
    """The least product that two denominators divide."""
    return {i: max(a.get(i, 0), b.get(i, 0)) for i in a.keys() | b.keys()}


# ---------------------------------------------------------------------------------------------- arithmetic


def _sum(table: Table, a: Side, b: Side) -> Side:
    below = common(a.denominator, b.denominator)
    return Side(add(lift(table, a, below), lift(table, b, below)), below)


def _product(a: Side, b: Side) -> Side:
    both = a.denominator.keys() | b.denominator.keys()
    return Side(multiply(a.numerator, b.numerator), {i: a.denominator.get(i, 0) + b.denominator.get(i, 0) for i in sorted(both)})


def _inverse(table: Table, a: Side) -> Side:
    if not a.numerator:
        raise ZeroDivisionError
    above = product_of(table, a.denominator)
    if is_constant(a.numerator):
        return Side(scale(above, 1 / value_of(a.numerator)), {})
    unit = content(a.numerator) * (1 if a.numerator[max(a.numerator)] > 0 else -1)
    return Side(scale(above, 1 / unit), {table.said(scale(a.numerator, 1 / unit), "denominator"): 1})


def _raise(table: Table, base: Side, exponent: Quotient) -> Side:
    if exponent.is_constant:
        value = value_of(exponent.numerator)
        if value < 0:
            return _inverse(table, _raise(table, base, Quotient(constant(-value))))
        if value.denominator == 1:
            if value > LARGEST_EXPONENT:
                raise TooLarge
            n = value.numerator
            return Side(power(base.numerator, n), {i: e * n for i, e in base.denominator.items()} if n else {})
    below = expanded(table, base)
    if not below.numerator:
        raise NoCertificate("a power of 0")
    inner = _single(table, below)
    if inner is not None and table.is_positive_number(inner.arguments[0]):
        # (bᵘ)ᵛ = bᵘᵛ for every positive number b
        return Side(_power(table, inner.arguments[0], times(inner.arguments[1], exponent)), {})
    return Side(_power(table, below, exponent), {})


def _power(table: Table, base: Quotient, exponent: Quotient) -> Polynomial:
    if not exponent.numerator:
        return ONE
    if base.is_constant and value_of(base.numerator) == 1:
        return ONE
    if exponent.is_constant and value_of(exponent.numerator) == 1 and base.denominator == ONE:
        return base.numerator
    return table.letter(Kernel(Kind.POWER, "", (base, exponent)))


def times(a: Quotient, b: Quotient) -> Quotient:
    """The product of two quotients."""
    return normal(multiply(a.numerator, b.numerator), multiply(a.denominator, b.denominator))


def _single(table: Table, base: Quotient) -> Kernel | None:
    """The power that a base is, if it is one."""
    if base.denominator != ONE or len(base.numerator) != 1:
        return None
    for i in kernels_in(base.numerator):
        if base.numerator == {((i, 1),): Fraction(1)} and table.kernels[i].kind is Kind.POWER:
            return table.kernels[i]
    return None


# ---------------------------------------------------------------------------------------------- functions


def e_to(table: Table, exponent: Quotient) -> Side:
    """e^exponent."""
    return Side(_power(table, Quotient(table.letter(Kernel(Kind.E))), exponent), {})


def _apply(table: Table, function: Fn, arguments: tuple[Term, ...]) -> Side:
    if function is Fn.BINOMIAL:
        return _binomial(table, quotient(table, arguments[0]), quotient(table, arguments[1]))
    if len(arguments) != 1:
        raise NoCertificate(function.value)
    argument = quotient(table, arguments[0])
    match function:
        case Fn.EXP:
            return e_to(table, argument)
        case Fn.FACTORIAL:
            return Side(_factorial(table, argument), {})
        case Fn.SIN | Fn.COS:
            return _circular(table, Kind(function.value), argument)
        case Fn.TAN | Fn.COT | Fn.SEC | Fn.CSC:
            sine, cosine = _circular(table, Kind.SIN, argument), _circular(table, Kind.COS, argument)
            one = Side(ONE, {})
            above, below = {
                Fn.TAN: (sine, cosine),
                Fn.COT: (cosine, sine),
                Fn.SEC: (one, cosine),
                Fn.CSC: (one, sine),
            }[function]
            return _product(above, _inverse(table, below))
        case Fn.SINH | Fn.COSH | Fn.TANH | Fn.COTH | Fn.SECH | Fn.CSCH:
            return _hyperbolic(table, function, argument)
        case Fn.LN | Fn.ABS | Fn.ARCSIN | Fn.ARCCOS | Fn.ARCTAN:
            return Side(table.letter(Kernel(Kind(function.value), "", (argument,))), {})
        case _:
            raise NoCertificate(function.value)


def _factorial(table: Table, argument: Quotient) -> Polynomial:
    found = factorial_of(table, argument)
    if found is None:
        raise NoCertificate("factorial of something that is no integer")
    return found


def _binomial(table: Table, upper: Quotient, lower: Quotient) -> Side:
    """n!/(k! (n − k)!): where letters are left, 0 ≤ k ≤ n is said."""
    small = small_binomial(upper, lower)
    if small is not None:
        return Side(small, {})
    if upper.denominator != ONE or lower.denominator != ONE:
        raise NoCertificate("factorial of something that is no integer")
    rest = Quotient(subtract(upper.numerator, lower.numerator))
    result = Side(_factorial(table, upper), {})
    for part in (lower, rest):
        below = _factorial(table, part)
        one = Side(constant(1 / value_of(below)), {}) if is_constant(below) else Side(ONE, {table.said(below, "factorial"): 1})
        result = _product(result, one)
    return result


def _circular(table: Table, kind: Kind, argument: Quotient) -> Side:
    if not argument.numerator:
        return Side(ZERO if kind is Kind.SIN else ONE, {})
    return Side(table.letter(Kernel(kind, "", (argument,))), {})


def _hyperbolic(table: Table, function: Fn, argument: Quotient) -> Side:
    rising = e_to(table, argument)
    falling = e_to(table, Quotient(scale(argument.numerator, -1), argument.denominator))
    half = Side(constant(Fraction(1, 2)), {})
    sine = _product(half, _sum(table, rising, Side(scale(falling.numerator, -1), {})))
    cosine = _product(half, _sum(table, rising, falling))
    one = Side(ONE, {})
    above, below = {
        Fn.SINH: (sine, one),
        Fn.COSH: (cosine, one),
        Fn.TANH: (sine, cosine),
        Fn.COTH: (cosine, sine),
        Fn.SECH: (one, cosine),
        Fn.CSCH: (one, sine),
    }[function]
    return _product(above, _inverse(table, below))
