"""Sequences behind limits at infinity as functions of a real number, whose limit is an ordinary one.

`\\lim_{n \\to \\infty} \\sum_{k=1}^n t(k)` has the sum in closed form: if that tends to a limit as n runs through the reals,
the sums tend to it. Sums of powers by Faulhaber's formula with Bernoulli numbers (Knuth, *Johann Faulhaber and sums of
powers*, Math. Comp. 61 (1993)), geometric ones by theirs; factorials by Stirling's formula. A sequence with (−1)^n tends to what
it tends to along the even and along the odd numbers.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from flint import fmpq
from msgspec.structs import replace

from builder.calculus.judge.balls import fraction
from builder.calculus.judge.differentiate import ONE, ZERO, add, multiply, negate
from builder.calculus.judge.folding import offset_from, rational_of
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import (
    Apply,
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
)

HIGHEST_DEGREE = 12

COUNTING = frozenset({"n", "m", "k", "N", "M", "K", "j", "l"})
"""The letters that stand for integers where they tend to infinity; x and t are real numbers."""


def interpolated(term: Term) -> Term:
    """`term`, in which sums whose upper bound moves, and factorials, behind limits at infinity are replaced, where that is known.

    A limit of sums that only grow longer is the infinite sum.
    """
    new = map_parts(term, interpolated)
    if not isinstance(new, LimitOf) or new.point != Infinity():
        return new
    body = _closed(new.body, new.variable)
    if any(isinstance(part, Raise) or (isinstance(part, Apply) and part.function is Fn.LN) for part in walk(body)):
        from builder.calculus.judge.dominant import by_the_fastest

        body = by_the_fastest(body, new.variable)
    if any(isinstance(part, Apply) and part.function in (Fn.FACTORIAL, Fn.BINOMIAL) for part in walk(body)):
        from builder.calculus.judge.stirling import without_factorials  # few limits have one

        body = without_factorials(body, new.variable)
    if isinstance(body, SeriesOf) and _is_whole_bound(body, new.variable) is not None and not body.product:
        if new.variable not in free_names(body.body):
            return replace(body, upper=Infinity())
    return replace(new, body=body)


def along_parities(term: LimitOf) -> tuple[LimitOf, LimitOf] | None:
    """The limits along the even and along the odd integers of one at infinity, if it has powers of what may be negative.

    b^{pn + q}, p and q being integers, is |b|^{pn + q} where the exponent is even, and b |b|^{pn + q − 1} where it is odd. A
    number b < 0 has no other powers; where b is not known, the letter must be one that counts. None where there is no such power.
    """
    if term.point != Infinity():
        return None
    if not any(type(part) is Raise and type(part.exponent) is not Rational for part in walk(term.body)):
        return None  # balls ask at every point
    even = _along(term.body, term.variable, 0)
    if even is term.body:
        return None
    return replace(term, body=even), replace(term, body=_along(term.body, term.variable, 1))


def _along(term: Term, n: str, parity: int) -> Term:
    new = map_parts(term, lambda part: _along(part, n, parity))
    if not isinstance(new, Raise) or n not in free_names(new.exponent) or n in free_names(new.base):
        return new
    base = rational_of(new.base)
    if (base is None and (n.partition("#")[0] not in COUNTING or _has_sign(new.base))) or (base is not None and base > 0):
        return new
    linear = _coefficients(new.exponent, n)
    steps = [] if linear is None or len(linear) != 2 else [rational_of(coefficient) for coefficient in linear]
    if not steps or any(step is None or step.denominator != 1 for step in steps):
        return new
    offset, slope = (int(step) for step in steps if step is not None)
    odd = (offset + slope * parity) % 2 == 1
    if base is None:
        size = Apply(Fn.ABS, (new.base,))
        return multiply(new.base, Raise(size, add(new.exponent, negate(ONE)))) if odd else Raise(size, new.exponent)
    if base == 0:
        return ZERO if slope > 0 else new
    power = ONE if base == -1 else Raise(Rational(-base), new.exponent)
    return negate(power) if odd else power


def _has_sign(base: Term) -> bool:
    """Whether a base is never negative, by its form."""
    match base:
        case Pi() | Apply(Fn.EXP | Fn.ABS, _):
            return True
        case RootOf(radicand, index):
            return index % 2 == 0 or _has_sign(radicand)
        case Raise(inner, Rational(value)):
            return value.denominator % 2 == 0 or value.numerator % 2 == 0 or _has_sign(inner)
        case _:
            return False


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
