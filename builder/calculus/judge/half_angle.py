"""Integrals of rational functions of sin x and cos x between multiples of π, by t = tan(x/2) (K. Weierstrass).

sin x = 2t/(1 + t²), cos x = (1 − t²)/(1 + t²), dx = 2 dt/(1 + t²). The interval is parted at the odd multiples of π, where t
runs to ∞ and comes back from −∞: F(tan(x/2)) has a jump there, which an antiderivative of all x has not.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil

from flint import fmpq, fmpq_poly

from builder.calculus.judge.differentiate import ONE, ZERO, add, derivative, multiply
from builder.calculus.judge.folding import folded_throughout
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import replaced
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    Term,
    Variable,
)

LARGEST_POWER = 8
LARGEST_DEGREE = 24
MOST_TURNS = 8

_Quotient = tuple[fmpq_poly, fmpq_poly]
_T = fmpq_poly([0, 1])
_ONE = fmpq_poly([1])
_SQUARE = _T * _T + 1


def by_half_angle(body: Term, variable: str, lower: Term, upper: Term) -> tuple[IntegralOf, ...]:
    """Integrals of rational functions of `variable` that an integral of sines and cosines is the sum of; none says nothing."""
    low, high = _turns(lower), _turns(upper)
    if low is None or high is None or not low < high or high - low > MOST_TURNS:
        return ()
    found = _rational(body, variable)
    if found is None:
        return ()
    above, below = _reduced(found[0] * 2, found[1] * _SQUARE)
    if max(above.degree(), below.degree()) > LARGEST_DEGREE:
        return ()
    integrand = Divide(_polynomial(above, variable), _polynomial(below, variable))
    odd = [Fraction(k) for k in range(ceil(low), int(high // 1) + 1) if k % 2 and low < k < high]
    ends = [low, *odd, high]
    return tuple(
        IntegralOf(integrand, variable, _tangent(a, from_above=True), _tangent(b, from_above=False)) for a, b in pairwise(ends)
    )


def _turns(end: Term) -> Fraction | None:
    """r, if an end is rπ."""
    parts = None if isinstance(end, Infinity) else parts_of_turn(end)
    return parts[1] if parts is not None and parts[0] == 0 else None


def parts_of_turn(term: Term) -> tuple[Fraction, Fraction] | None:
    """(a, b), if a term without letters is a + bπ with rationals."""
    linear = replaced(term, Pi(), Variable("π"))
    start, slope = folded_throughout(substitute(linear, "π", ZERO)), folded_throughout(derivative(linear, "π"))
    return (start.value, slope.value) if isinstance(start, Rational) and isinstance(slope, Rational) else None


def _tangent(turns: Fraction, from_above: bool) -> Term:
    """tan(rπ/2), and at odd r what it tends to from above or below."""
    if turns.denominator == 1 and turns % 2:
        return Infinity(negative=from_above)
    return Apply(Fn.TAN, (multiply(Rational(turns / 2), Pi()),))


def _reduced(above: fmpq_poly, below: fmpq_poly) -> _Quotient:
    shared = above.gcd(below)
    return above // shared, below // shared


def _rational(term: Term, x: str) -> _Quotient | None:
    """A term as a quotient of polynomials in t; None if it is none, or not of sines and cosines of `x` alone."""
    match term:
        case Rational(number):
            return fmpq_poly([fmpq(number.numerator, number.denominator)]), _ONE
        case Apply(function, (Variable(name),)) if name == x:
            return _CIRCULAR.get(function)
        case Add(terms):
            total: _Quotient | None = (fmpq_poly([0]), _ONE)
            for part in terms:
                value = _rational(part, x)
                if value is None or total is None or value[1].degree() + total[1].degree() > 2 * LARGEST_DEGREE:
                    return None
                total = _reduced(total[0] * value[1] + value[0] * total[1], total[1] * value[1])
            return total
        case Multiply(factors):
            product: _Quotient = (_ONE, _ONE)
            for part in factors:
                value = _rational(part, x)
                if value is None or value[1].degree() + product[1].degree() > 2 * LARGEST_DEGREE:
                    return None
                product = _reduced(product[0] * value[0], product[1] * value[1])
            return product
        case Divide(numerator, denominator):
            above, below = _rational(numerator, x), _rational(denominator, x)
            if above is None or below is None or below[0].degree() < 0:
                return None
            return _reduced(above[0] * below[1], above[1] * below[0])
        case Raise(base, Rational(exponent)) if exponent.denominator == 1 and abs(exponent) <= LARGEST_POWER:
            found = _rational(base, x)
            if found is None or (exponent < 0 and found[0].degree() < 0):
                return None
            of, under = found if exponent >= 0 else (found[1], found[0])
            return of ** abs(int(exponent)), under ** abs(int(exponent))
        case _:
            return None


_CIRCULAR: dict[Fn, _Quotient] = {
    Fn.SIN: (2 * _T, _SQUARE),
    Fn.COS: (1 - _T * _T, _SQUARE),
    Fn.TAN: (2 * _T, 1 - _T * _T),
    Fn.COT: (1 - _T * _T, 2 * _T),
    Fn.SEC: (_SQUARE, 1 - _T * _T),
    Fn.CSC: (_SQUARE, 2 * _T),
}


def _polynomial(p: fmpq_poly, x: str) -> Term:
    terms: list[Term] = []
    for exponent in range(p.degree() + 1):
        coefficient = Rational(Fraction(int(p[exponent].p), int(p[exponent].q)))
        power = ONE if exponent == 0 else Variable(x) if exponent == 1 else Raise(Variable(x), Rational(Fraction(exponent)))
        if coefficient.value:
            terms.append(multiply(coefficient, power))
    return add(*terms) if terms else ZERO
