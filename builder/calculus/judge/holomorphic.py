"""Terms as functions of a complex variable, in balls, for integration along paths. Knows nothing of integrals.

What is evaluated is real on the real line, where the judge's conventions hold: a root or a logarithm of what is negative there
has no value, an odd root is that of the absolute value with its sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import add, mul
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from flint import acb, arb, fmpq
from msgspec import Struct

from builder.calculus.judge.balls import Undecided
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    Multiply,
    Raise,
    Rational,
    RootOf,
    Term,
    UnknownAt,
    Variable,
)

if TYPE_CHECKING:
    from builder.calculus.judge.evaluate import Polynomial

Values: TypeAlias = Mapping[str, acb]
"""Balls in which variables lie."""

Function: TypeAlias = Callable[[Values, bool], acb]
"""A value at balls; if it is told to be `analytic` on all of them, not finite where the function may not be."""

LARGEST_EXPONENT = 400
MOST_INNER_EVALUATIONS = 400

_ENTIRE: Mapping[Fn, Callable[[acb], acb]] = MappingProxyType(
    {
        Fn.EXP: acb.exp,
        Fn.SIN: acb.sin,
        Fn.COS: acb.cos,
        Fn.TAN: acb.tan,
        Fn.COT: acb.cot,
        Fn.SEC: acb.sec,
        Fn.CSC: acb.csc,
        Fn.SINH: acb.sinh,
        Fn.COSH: acb.cosh,
        Fn.TANH: acb.tanh,
        Fn.COTH: acb.coth,
        Fn.SECH: acb.sech,
        Fn.CSCH: acb.csch,
    }
)
"""Functions that are not finite where they are not analytic."""

_CUT: Mapping[Fn, tuple[Callable[[acb], acb], bool]] = MappingProxyType(
    {
        Fn.ARCSIN: (acb.asin, False),
        Fn.ARCCOS: (acb.acos, False),
        Fn.ARTANH: (acb.atanh, False),
        Fn.ARCTAN: (acb.atan, True),
        Fn.ARSINH: (acb.asinh, True),
    }
)
"""Functions whose cuts are the real numbers, or i times them (True), of absolute value 1 and more."""


class Known(Struct, frozen=True):
    """What is known where a term is evaluated.

    `constant` values what holds no variable, `integers` are letters that are integers, `functions` what unknown functions are
    taken to be, and `pay()` pays for a node of an inner integral, and tells whether that
    could be paid.
    """

    constant: Callable[[Term], arb | fmpq]
    integers: frozenset[str]
    functions: Mapping[str, Polynomial]
    pay: Callable[[], bool]


def function_of(term: Term, variables: frozenset[str], known: Known) -> Function:
    """The function of `variables` that a term is. Raises Undecided where there is none."""

    def of(part: Term) -> Function:
        return function_of(part, variables, known)

    if not variables & free_names(term):
        number = acb(known.constant(term))
        return lambda z, analytic: number
    match term:
        case Variable(name):
            return lambda z, analytic: z[name]
        case Add(terms) | Multiply(terms):
            parts, operation = [of(part) for part in terms], add if isinstance(term, Add) else mul
            return lambda z, analytic: reduce(operation, [part(z, analytic) for part in parts])
        case Divide(above, below):
            p, q = of(above), of(below)
            return lambda z, analytic: p(z, analytic) / q(z, analytic)
        case Raise(base, Rational(exponent)):
            return _power(of(base), exponent)
        case RootOf(radicand, index):
            return _power(of(radicand), Fraction(1, index))
        case Raise(base, exponent):
            if not variables & free_names(exponent) and is_integer(exponent, known.integers):
                value = known.constant(exponent)
                if isinstance(value, fmpq) and value.q == 1:
                    return _power(of(base), Fraction(int(value.p)))
            b, e = of(base), of(exponent)
            return lambda z, analytic: (e(z, analytic) * _logarithm(b(z, analytic), analytic)).exp()
        case Apply(Fn.LN, (argument,)):
            u = of(argument)
            return lambda z, analytic: _logarithm(u(z, analytic), analytic)
        case Apply(function, (argument,)) if function in _ENTIRE:
            u, entire = of(argument), _ENTIRE[function]
            return lambda z, analytic: entire(u(z, analytic))
        case Apply(function, (argument,)) if function in _CUT:
            u, (cut, turned) = of(argument), _CUT[function]
            return lambda z, analytic: _with_cut(u(z, analytic), cut, turned, analytic)
        case IntegralOf(body, inner, lower, upper) if not isinstance(lower, Infinity) and not isinstance(upper, Infinity):
            f = function_of(body, variables | {inner}, known)
            low, high = of(lower), of(upper)
            return lambda z, analytic: _integral(f, inner, low(z, analytic), high(z, analytic), z, analytic, known.pay)
        case UnknownAt(name, orders, arguments) if name in known.functions and not any(orders):
            values, polynomial = [of(argument) for argument in arguments], known.functions[name]
            return lambda z, analytic: _polynomial(polynomial, [u(z, analytic) for u in values])
        case _:
            raise Undecided("not a function of a complex variable")


def _integral(f: Function, name: str, low: acb, high: acb, z: Values, analytic: bool, pay: Callable[[], bool]) -> acb:
    """An inner integral, along the segment between its ends, which is analytic in what they and the integrand depend on if the
    integrand is."""
    if not low.is_finite() or not high.is_finite():
        return _not_finite()
    at = dict(z)

    def along(y: acb, also: bool) -> acb:
        at[name] = y
        return f(at, analytic or also) if pay() else _not_finite()

    return acb.integral(along, low, high, eval_limit=MOST_INNER_EVALUATIONS)


def _polynomial(function: Polynomial, arguments: Sequence[acb]) -> acb:
    total = acb(0)
    for coefficient, exponents in function.monomials:
        term = acb(coefficient)
        for u, exponent in zip(arguments, exponents, strict=True):
            term *= u**exponent
        total += term
    return total


def _not_finite() -> acb:
    return acb(arb("nan"))


def _logarithm(u: acb, analytic: bool) -> acb:
    return u.log(analytic=True) if analytic else u.log() if u.real > 0 else _not_finite()


def _power(base: Function, exponent: Fraction) -> Function:
    if exponent.denominator == 1 and abs(exponent) <= LARGEST_EXPONENT:
        whole = int(exponent)
        return lambda z, analytic: base(z, analytic) ** whole
    power, sign = acb(fmpq(exponent.numerator, exponent.denominator)), -1 if exponent.numerator % 2 else 1

    def of(z: Values, analytic: bool) -> acb:
        u = base(z, analytic)
        if u.real < 0 and exponent.denominator % 2:
            return sign * (-u).pow(power, analytic=analytic)
        return u.pow(power, analytic=analytic) if analytic or u.real > 0 else _not_finite()

    return of


def _with_cut(u: acb, function: Callable[[acb], acb], turned: bool, analytic: bool) -> acb:
    along, across = (u.imag, u.real) if turned else (u.real, u.imag)
    on_cut = across.contains(0) and not abs(along) < 1
    return _not_finite() if on_cut and (analytic or not turned) else function(u)
