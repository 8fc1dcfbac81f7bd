"""Integrals to ∞ as integrals over intervals that end, and a ball for what is left.

Of a fraction of polynomials, x = 1/t carries what is far out to 0: ∫ f(x) dx from c > 0 to ∞ is ∫ f(1/t)/t² dt from 0 to 1/c, in
which nothing is improper if the degree below is greater by 2 at least.

Of p(x) e^{-q(x)} with a polynomial p of degree n and q(x) = b x + a x², a ≥ 0, what is left from R on is at most P(R) e^{-q(R)}/δ
with δ = q'(R) - n/R > 0, where P has the absolute values of the coefficients of p: P(x) e^{-q(x) + δ x} falls from R on, since
P'/P ≤ n/x. Sines and cosines are at most 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpq_poly
from msgspec.structs import replace

from builder.calculus.judge.balls import Undecided
from builder.calculus.judge.breaks import polynomial, written
from builder.calculus.judge.differentiate import ZERO, negate
from builder.calculus.judge.primitives import as_exponential, coefficients
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Infinity, IntegralOf, Multiply, Raise, Rational, Term, Variable

HIGHEST_DEGREE = 8
FAR = (4, 6, 8, 12, 16, 24, 32, 48, 64)
"""From where on the rest is enclosed as a whole."""
TAIL_BITS = 48


def to_infinity(term: IntegralOf, value: Callable[[Term], Any]) -> Any:
    """The value of an integral with an infinite end, by `value`, that of its parts. Raises Undecided where none is found."""
    total: Any = fmpq(0)
    for part in _upwards(term):
        bounded = _over_bounded_intervals(part)
        if bounded is None:
            total = total + _with_tail(part, value)
        else:
            for each in bounded:
                total = total + value(each)
    return total


def _upwards(term: IntegralOf) -> Iterator[IntegralOf]:
    """Integrals to ∞, from an end that is finite, that add up to an integral."""
    low, high = term.lower, term.upper
    if isinstance(low, Infinity):
        if not low.negative or (isinstance(high, Infinity) and high.negative):
            raise Undecided("an integral from ∞")
        middle: Term = ZERO if isinstance(high, Infinity) else high
        mirrored = substitute(term.body, term.variable, negate(Variable(term.variable)))
        yield replace(term, body=mirrored, lower=negate(middle), upper=Infinity())
        low = middle
    if isinstance(high, Infinity):
        if high.negative:
            raise Undecided("an integral to −∞")
        yield replace(term, lower=low)


def _with_tail(term: IntegralOf, value: Callable[[Term], Any]) -> Any:
    product = as_exponential(term.body, term.variable)
    if product is None:
        raise Undecided("an integral to ∞ of what is neither a fraction nor falls as an exponential")

    def ball(part: Term) -> arb:
        found = value(part)
        if not isinstance(found, arb | fmpq):
            raise Undecided("an integral to ∞ of what varies")
        return arb(found)

    q = [-ball(c) for c in product.exponent] + [arb(0)] * (3 - len(product.exponent))
    scale = arb(1)
    for factor in product.constants:
        scale *= abs(ball(factor))
    powers, degree = [], 0
    for factor in product.others:
        if _is_wave(factor, term.variable):
            continue
        majorant = _majorant(factor, term.variable, ball)
        degree += len(majorant) - 1
        powers.append(majorant)
    start = ball(term.lower)
    if not q[2] >= 0:
        raise Undecided("an integral to ∞ of what does not fall")
    for end in FAR:
        falls = q[1] + 2 * q[2] * end - arb(degree) / end
        if not (falls > 0 and start < end):
            continue
        rest = scale * (-(q[0] + q[1] * end + q[2] * end * end)).exp() / falls
        for majorant in powers:
            rest *= sum((c * arb(end) ** k for k, c in enumerate(majorant)), arb(0))
        if rest < arb(2) ** -TAIL_BITS:
            return value(replace(term, upper=Rational(Fraction(end)))) + arb(0, rest.upper())
    raise Undecided("an integral to ∞ of what falls too slowly")


def _is_wave(factor: Term, x: str) -> bool:
    """Whether a factor is a sine or a cosine of a polynomial, which is real, or a natural power of one: at most 1."""
    match factor:
        case Raise(base, Rational(value)) if value.denominator == 1 and value > 0:
            return _is_wave(base, x)
        case Apply(Fn.SIN | Fn.COS, (argument,)):
            return coefficients(argument, x) is not None
        case _:
            return False


def _majorant(factor: Term, x: str, ball: Callable[[Term], arb]) -> list[arb]:
    """The absolute values of the coefficients of a polynomial."""
    if isinstance(factor, Raise) and factor.base == Variable(x):
        value = ball(factor.exponent)
        exponent = value.unique_fmpz()
        if exponent is None or not 0 <= exponent <= HIGHEST_DEGREE or not value.is_exact():
            raise Undecided("an integral to ∞ of a power that is none of a polynomial")
        return [arb(0)] * int(exponent) + [arb(1)]
    found = coefficients(factor, x)
    if found is None:
        raise Undecided("an integral to ∞ of what is no polynomial beside an exponential")
    return [abs(ball(c)) for c in found]


def _over_bounded_intervals(term: IntegralOf) -> tuple[IntegralOf, IntegralOf] | None:
    """What an integral to ∞ of a fraction of polynomials is, from a rational end on; None where it is none, or diverges at ∞."""
    start = polynomial(term.lower, term.variable)
    fraction = fraction_of(term.body, term.variable)
    if start is None or start.degree() > 0 or fraction is None:
        return None
    above, below = fraction
    gap = below.degree() - above.degree()
    if gap < 2:
        return None
    between = Rational(max(Fraction(int(start[0].p), int(start[0].q)), Fraction(1)))
    shifted = _reversed(above) * fmpq_poly([0] * (gap - 2) + [1])
    far = Divide(written(shifted, term.variable), written(_reversed(below), term.variable))
    return replace(term, upper=between), replace(term, body=far, lower=ZERO, upper=Rational(1 / between.value))


def _reversed(p: fmpq_poly) -> fmpq_poly:
    return fmpq_poly(list(reversed(p.coeffs())))


def fraction_of(term: Term, x: str) -> tuple[fmpq_poly, fmpq_poly] | None:
    """Numerator and denominator, both not 0, of a fraction of polynomials with rational coefficients."""
    one = fmpq_poly([1])
    match term:
        case Add(terms) | Multiply(terms):
            above, below = (fmpq_poly([0]), one) if isinstance(term, Add) else (one, one)
            for part in terms:
                if (found := fraction_of(part, x)) is None:
                    return None
                p, q = found
                above, below = (above * q + p * below if isinstance(term, Add) else above * p), below * q
        case Divide(numerator, denominator):
            parts = fraction_of(numerator, x), fraction_of(denominator, x)
            if parts[0] is None or parts[1] is None:
                return None
            above, below = parts[0][0] * parts[1][1], parts[0][1] * parts[1][0]
        case Raise(base, Rational(value)) if value.denominator == 1 and value < 0:
            inside = fraction_of(Raise(base, Rational(-value)), x)
            if inside is None:
                return None
            below, above = inside
        case _:
            found_polynomial = polynomial(term, x)
            if found_polynomial is None:
                return None
            above, below = found_polynomial, one
    if above.degree() < 0 or below.degree() < 0 or max(above.degree(), below.degree()) > HIGHEST_DEGREE:
        return None
    return above, below
