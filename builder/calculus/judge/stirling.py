"""Limits at infinity of products with factorials, which have values at every real number by Stirling's formula.

z! = √(2πz) (z/e)^z (1 + ε) with ε → 0 as z → ∞ (NIST Handbook, 5.11.3). A factor 1 + ε, or a power of it whose exponent stays
bounded, changes no limit: z! may be replaced where it is a factor, or below the bar, and nowhere else.
"""

from __future__ import annotations

from fractions import Fraction

from builder.calculus.judge.differentiate import ONE, add, multiply, negate
from builder.calculus.judge.folding import folded, rational_of
from builder.calculus.judge.primitives import coefficients
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.terms import Apply, Divide, Fn, Multiply, Pi, Raise, Rational, RootOf, Term, Variable

MOST_FACTORS = 12
"""By how many factors the factorial of 2n + 3 is brought to that of 2n."""


def without_factorials(term: Term, n: str) -> Term:
    """What has the limit of `term` as n → ∞: factorials and binomials that grow are replaced where they are factors."""
    match term:
        case Multiply(factors):
            return Multiply(tuple(without_factorials(f, n) for f in factors))
        case Divide(numerator, denominator):
            return Divide(without_factorials(numerator, n), without_factorials(denominator, n))
        case Apply(Fn.ABS, (argument,)):
            return Apply(Fn.ABS, (without_factorials(argument, n),))
        case RootOf(radicand, index):
            return RootOf(without_factorials(radicand, n), index)
        case Raise(base, exponent) if n not in free_names(exponent) or _falls(exponent, n):
            return Raise(without_factorials(base, n), exponent)
        case Apply(Fn.FACTORIAL, (argument,)) if _slope(argument, n) > 0:
            return _stirling(argument, n)
        case Apply(Fn.BINOMIAL, (upper, lower)) if 0 < _slope(lower, n) < _slope(upper, n):
            rest = add(upper, negate(lower))
            return Divide(_stirling(upper, n), multiply(_stirling(lower, n), _stirling(rest, n)))
        case _:
            return term


def _falls(exponent: Term, n: str) -> bool:
    """Whether an exponent is a constant over n, or over a multiple of n and a constant."""
    return isinstance(exponent, Divide) and n not in free_names(exponent.numerator) and _slope(exponent.denominator, n) != 0


def _slope(term: Term, n: str) -> Fraction:
    """a of a·n + b, an integer; 0 for all else."""
    found = coefficients(term, n)
    slope = rational_of(found[1]) if found is not None and len(found) == 2 else None
    return slope if slope is not None and slope.denominator == 1 else Fraction(0)


def _stirling(argument: Term, n: str) -> Term:
    """What the factorial of a·n + b is like; it is that of a·n and b factors more where b is a small integer."""
    found = coefficients(argument, n)
    assert found is not None
    offset, z = rational_of(found[0]), argument
    factors: list[Term] = []
    below: list[Term] = []
    if offset is not None and offset.denominator == 1 and abs(offset) <= MOST_FACTORS:
        z = multiply(folded(found[1]), Variable(n))
        factors = [add(z, Rational(Fraction(i))) for i in range(1, int(offset) + 1)]
        below = [add(z, Rational(Fraction(i))) for i in range(int(offset) + 1, 1)]
    root = Raise(multiply(Rational(Fraction(2)), Pi(), z), Rational(Fraction(1, 2)))
    whole = multiply(*factors, root, Raise(Divide(z, Apply(Fn.EXP, (ONE,))), z))
    return Divide(whole, multiply(ONE, *below)) if below else whole
