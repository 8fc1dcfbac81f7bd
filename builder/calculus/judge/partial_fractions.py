"""Antiderivatives of fractions of polynomials with rational coefficients, by partial fractions.

Source: M. Bronstein, *Symbolic Integration I* (Springer 2005), section 2.1. Denominators have linear factors, and quadratic ones
without real zeros to the first power; of others nothing is said.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq_poly

from builder.calculus.judge.balls import fraction
from builder.calculus.judge.breaks import polynomial, written
from builder.calculus.judge.differentiate import add, multiply
from builder.calculus.judge.terms import Apply, Divide, Fn, Raise, Rational, RootOf, Term

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
                found.append(multiply(Rational(scale), Apply(Fn.LN, (Apply(Fn.ABS, (base,)),))))
            else:
                found.append(Divide(Rational(scale / (1 - power)), Raise(base, Rational(Fraction(power - 1)))))
        return found
    if factor.degree() != 2 or multiplicity != 1:
        return None
    c, b, a = (factor[k] for k in range(3))
    gap = 4 * a * c - b * b
    if gap <= 0:
        return None
    lead = numerator[1] / (2 * a)
    rest = numerator[0] - lead * b
    root = RootOf(Rational(fraction(gap)), 2)
    slope = written(factor.derivative(), x)
    logarithm = multiply(Rational(fraction(lead)), Apply(Fn.LN, (Apply(Fn.ABS, (base,)),)))
    angle = multiply(Rational(fraction(2 * rest)), Divide(Apply(Fn.ARCTAN, (Divide(slope, root),)), root))
    return [term for value, term in ((lead, logarithm), (rest, angle)) if value != 0]
