"""Antiderivatives of fractions of polynomials with rational coefficients, by partial fractions.

Source: M. Bronstein, *Symbolic Integration I* (Springer 2005), section 2.1. Denominators have linear and quadratic factors, and
x⁴ + p x² + q without real zeros to the first power, with √q rational (which is one of quadratic factors with a root); of others
nothing is said. The formulas for these are 2.103 and 2.161 of I. S. Gradshteyn, I. M. Ryzhik, *Table of Integrals, Series, and
Products* (7th edition, 2007).
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_poly

from builder.calculus.judge.balls import exact_root, fraction
from builder.calculus.judge.breaks import polynomial, written
from builder.calculus.judge.differentiate import add, multiply, negate, square
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Apply, Divide, Fn, Raise, Rational, RootOf, Term, Variable

_HIGHEST_DEGREE = 12


def primitive_of_fraction(above: Term, below: Term, x: str) -> Term | None:
    """An antiderivative of above/below by x, which is continuous wherever that is; None where this method gives none."""
    p, q = polynomial(above, x), polynomial(below, x)
    if p is None or q is None or not 1 <= q.degree() <= _HIGHEST_DEGREE or p.degree() > 2 * _HIGHEST_DEGREE:
        return None
    whole, rest = divmod(p, q)
    found = [] if whole.degree() < 0 else [written(whole.integral(), x)]
    for factor, multiplicity in q.factor()[1]:
        power = factor**multiplicity
        others = divmod(q, power)[0]
        # rest/q = Σ numerator/power, with numerator · others = rest modulo power.
        inverse = others.xgcd(power)[1]
        part = _of_part(divmod(rest * inverse, power)[1], factor, multiplicity, x)
        if part is None:
            return None
        found += part
    return add(*found)


def _of_part(numerator: fmpq_poly, factor: fmpq_poly, multiplicity: int, x: str) -> list[Term] | None:
    """Antiderivatives that add up to that of numerator/factor^multiplicity."""
    if numerator.degree() < 0:
        return []
    base = written(factor, x)
    if factor.degree() == 1:
        found: list[Term] = []
        for power in range(multiplicity, 0, -1):
            numerator, digit = divmod(numerator, factor)
            scale = fraction(digit[0] / factor[1])
            if not scale:
                continue
            if power == 1:
                found.append(multiply(Rational(scale), _logarithm_of(base)))
            else:
                found.append(Divide(Rational(scale / (1 - power)), Raise(base, Rational(Fraction(power - 1)))))
        return found
    if factor.degree() == 2:
        return _of_quadratic(numerator, factor, multiplicity, x)
    return _of_quartic(numerator, factor, x) if multiplicity == 1 else None


def _of_quadratic(numerator: fmpq_poly, factor: fmpq_poly, multiplicity: int, x: str) -> list[Term]:
    """With a factor f = a x² + b x + c: of (u f' + v)/fᵐ for each power.

    ∫ 1/fᵐ = f'/((m − 1) d fᵐ⁻¹) + 2a (2m − 3)/((m − 1) d) ∫ 1/fᵐ⁻¹ with d = 4ac − b².
    """
    c, b, a = (factor[k] for k in range(3))
    gap = 4 * a * c - b * b
    base, slope = written(factor, x), written(factor.derivative(), x)
    found: list[Term] = []
    left = fmpq(0)  # the multiple of 1/fᵐ that higher powers leave
    for power in range(multiplicity, 0, -1):
        numerator, digit = divmod(numerator, factor)
        lead = digit[1] / (2 * a)
        rest = digit[0] - lead * b + left
        if power == 1:
            if lead:
                found.append(multiply(Rational(fraction(lead)), _logarithm_of(base)))
            if rest:
                found.append(multiply(Rational(fraction(rest)), _reciprocal(slope, gap)))
            continue
        below = Raise(base, Rational(Fraction(power - 1)))
        if lead:
            found.append(Divide(Rational(fraction(lead / (1 - power))), below))
        if rest:
            found.append(multiply(Rational(fraction(rest / ((power - 1) * gap))), Divide(slope, below)))
        left = rest * 2 * a * (2 * power - 3) / ((power - 1) * gap)
    return found


def _logarithm_of(u: Term) -> Term:
    return Apply(Fn.LN, (Apply(Fn.ABS, (u,)),))


def _reciprocal(slope: Term, gap: fmpq) -> Term:
    """Of 1/f for a quadratic f, by its derivative and 4ac − b², which is not 0."""
    root = RootOf(Rational(fraction(abs(gap))), 2)
    if gap > 0:
        return Divide(multiply(Rational(Fraction(2)), Apply(Fn.ARCTAN, (Divide(slope, root),))), root)
    quotient = Divide(add(slope, negate(root)), add(slope, root))
    return Divide(_logarithm_of(quotient), root)


def _of_quartic(numerator: fmpq_poly, factor: fmpq_poly, x: str) -> list[Term] | None:
    """With x⁴ + p x² + q = (x² + s x + r)(x² − s x + r), where r = √q, s² = 2r − p, and 2r + p > 0.

    ∫ (x² + r)/… = (arctan((2x + s)/g) + arctan((2x − s)/g))/g with g² = 2r + p, and
    ∫ (x² − r)/… = ln((x² − s x + r)/(x² + s x + r))/(2s).
    The odd part is a fraction in x².
    """
    if factor.degree() != 4 or factor[3] or factor[1]:
        return None
    numerator, q, p = numerator / factor[4], factor[0] / factor[4], factor[2] / factor[4]
    r = exact_root(q, 2) if q > 0 else None
    if r is None or not -2 * r < p < 2 * r:
        return None
    letter, value = Variable(x), [Rational(fraction(each)) for each in (2 * r - p, 2 * r + p, r)]
    s, g = RootOf(value[0], 2), RootOf(value[1], 2)
    found: list[Term] = []
    if odd := _of_quadratic(fmpq_poly([numerator[1] / 2, numerator[3] / 2]), fmpq_poly([q, p, 1]), 1, x):
        found += [substitute(term, x, square(letter)) for term in odd]
    with_sum, with_difference = (numerator[2] + numerator[0] / r) / 2, (numerator[2] - numerator[0] / r) / 2
    twice = multiply(Rational(Fraction(2)), letter)
    if with_sum:
        angles = [Apply(Fn.ARCTAN, (Divide(add(twice, side), g),)) for side in (s, negate(s))]
        found.append(multiply(Rational(fraction(with_sum)), Divide(add(*angles), g)))
    if with_difference:
        below, above = (add(square(letter), multiply(side, letter), value[2]) for side in (s, negate(s)))
        quotient = _logarithm_of(Divide(above, below))
        found.append(multiply(Rational(fraction(with_difference / 2)), Divide(quotient, s)))
    return found
