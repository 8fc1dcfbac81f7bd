"""Limits of sums that grow longer: `\\lim_{n \\to \\infty} \\sum_{k=1}^n t(k)` with the sum in closed form, which is a number for
every real n, so that the limit is an ordinary one.

If the closed form tends to a limit as n runs through the real numbers, the sums tend to it. Sums of powers by Faulhaber's
formula with Bernoulli numbers (Knuth, *Johann Faulhaber and sums of powers*, Math. Comp. 61 (1993)), geometric ones by theirs.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from flint import fmpq
from msgspec.structs import replace

from builder.calculus.judge.balls import fraction
from builder.calculus.judge.differentiate import ONE, add, multiply, negate
from builder.calculus.judge.folding import offset_from, rational_of
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import map_parts
from builder.calculus.judge.terms import Divide, Infinity, LimitOf, Multiply, Raise, Rational, SeriesOf, Term

HIGHEST_DEGREE = 12


def with_closed_sums(term: Term) -> Term:
    """`term`, in which the sums behind limits at infinity whose upper bound moves are closed, where a formula is known.

    A limit of sums that only grow longer is the infinite sum.
    """
    new = map_parts(term, with_closed_sums)
    if not isinstance(new, LimitOf) or new.point != Infinity():
        return new
    body = _closed(new.body, new.variable)
    if isinstance(body, SeriesOf) and _is_whole_bound(body, new.variable) is not None and not body.product:
        if new.variable not in free_names(body.body):
            return replace(body, upper=Infinity())
    return replace(new, body=body)


def _closed(term: Term, n: str) -> Term:
    new = map_parts(term, lambda part: _closed(part, n))
    if isinstance(new, SeriesOf) and n in free_names(new.upper) and not new.product:
        return _sum_of_powers(new, n) or _geometric(new, n) or new
    return new


def _is_whole_bound(series: SeriesOf, n: str) -> int | None:
    """The lower bound, if it is an integer and the upper one is n plus an integer."""
    lower, rest = rational_of(series.lower), offset_from(series.upper, n)
    if lower is None or rest is None or lower.denominator != 1 or rest.denominator != 1:
        return None
    return int(lower)


def _sum_of_powers(series: SeriesOf, n: str) -> Term | None:
    """Σ of a polynomial in the index."""
    lower, coefficients = _is_whole_bound(series, n), _coefficients(series.body, series.index)
    if lower is None or coefficients is None:
        return None
    total = []
    for power, coefficient in enumerate(coefficients):
        faulhaber = _faulhaber(power)
        before = sum((c * (lower - 1) ** i for i, c in enumerate(faulhaber)), Fraction(0))
        values = [multiply(Rational(c), _power(series.upper, i)) for i, c in enumerate(faulhaber) if c]
        total.append(multiply(coefficient, add(*values, Rational(-before))))
    return add(*total)


def _power(base: Term, exponent: int) -> Term:
    return ONE if exponent == 0 else base if exponent == 1 else Raise(base, Rational(Fraction(exponent)))


def _faulhaber(power: int) -> list[Fraction]:
    """The coefficients, from the constant on, of the polynomial in N that is 1^m + … + N^m, and N itself for m = 0."""
    found = [Fraction(0)] * (power + 2)
    for j in range(power + 1):
        b = fraction(fmpq.bernoulli(j))
        found[power + 1 - j] += Fraction(comb(power + 1, j), power + 1) * (-b if j == 1 else b)
    return found


def _coefficients(term: Term, k: str) -> list[Term] | None:
    from builder.calculus.judge.primitives import coefficients  # few claims have a sum that is to be closed

    found = coefficients(term, k)
    return None if found is None or len(found) - 1 > HIGHEST_DEGREE else found


def _geometric(series: SeriesOf, n: str) -> Term | None:
    """Σ c r^k for a number r other than 0 and 1."""
    lower, split = _is_whole_bound(series, n), _ratio(series.body, series.index)
    if lower is None or split is None or split[1] in (0, 1):
        return None
    constant, ratio = split
    beyond = Raise(Rational(ratio), add(series.upper, ONE))
    first = Rational(ratio**lower)
    return multiply(constant, Rational(1 / (ratio - 1)), add(beyond, negate(first)))


def _ratio(term: Term, k: str) -> tuple[Term, Fraction] | None:
    """(c, r) with term = c·r^k, c being free of k."""
    if k not in free_names(term):
        return term, Fraction(1)
    match term:
        case Multiply(factors):
            split = [_ratio(f, k) for f in factors]
            known = [s for s in split if s is not None]
            if len(known) != len(split):
                return None
            ratio = Fraction(1)
            for _, r in known:
                ratio *= r
            return multiply(*(c for c, _ in known)), ratio
        case Divide(numerator, denominator):
            above, below = _ratio(numerator, k), _ratio(denominator, k)
            if above is None or below is None or not below[1]:
                return None
            return Divide(above[0], below[0]), above[1] / below[1]
        case Raise(base, exponent) if (value := rational_of(base)) is not None and value > 0:
            linear = _coefficients(exponent, k)
            if linear is None or len(linear) != 2 or (slope := rational_of(linear[1])) is None:
                return None
            if slope.denominator != 1 or abs(slope) > HIGHEST_DEGREE:
                return None
            return Raise(base, linear[0]), value ** int(slope)
        case _:
            return None
