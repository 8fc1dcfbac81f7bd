"""Integrals over the line or half of it that no antiderivative gives: of x^k e^{-a x² + b x + c}, and of x^n e^{-a x}.

Sources: I. S. Gradshteyn, I. M. Ryzhik, *Table of Integrals, Series, and Products* (7th edition, 2007), 3.323 and 3.351.
"""

from __future__ import annotations

from fractions import Fraction

from builder.calculus.judge.differentiate import ONE, ZERO, add, multiply, negate, square
from builder.calculus.judge.field import POSITIVE
from builder.calculus.judge.field import ZERO as MAY_BE_ZERO
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.parametric import MaskOf
from builder.calculus.judge.primitives import as_exponential, coefficients
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Infinity, IntegralOf, Pi, Raise, Rational, RootOf, Term, Variable

_HALF, _TWO = Rational(Fraction(1, 2)), Rational(Fraction(2))


def over_line(term: IntegralOf, mask_of: MaskOf, integers: frozenset[str]) -> Term | None:
    """The value of an integral to infinity, or from −∞, of a product of powers and an exponential; None where it is no such.

    `mask_of` are the signs that a term without the variable may have, and `integers` the letters that are integers.
    """
    x, low, high = term.variable, term.lower, term.upper
    if isinstance(term.body, Add):
        found = [over_line(IntegralOf(part, x, low, high), mask_of, integers) for part in term.body.terms]
        known = [one for one in found if one is not None]
        return add(*known) if len(known) == len(found) else None
    if high == ZERO and low == Infinity(negative=True):
        mirrored = substitute(term.body, x, negate(Variable(x)))
        return over_line(IntegralOf(mirrored, x, ZERO, Infinity()), mask_of, integers)
    whole = low == Infinity(negative=True)
    if high != Infinity() or not (whole or low == ZERO):
        return None
    product = as_exponential(term.body, x)
    if product is None:
        return None
    constants, rest, exponent = product
    scale = Apply(Fn.EXP, (exponent[0],))
    decay = negate(exponent[-1])
    if mask_of(decay) != POSITIVE:
        return None
    if len(exponent) == 2:
        value = None if whole else _of_power(rest, x, decay, mask_of, integers)
    else:
        value = _of_polynomial(rest, x, decay, exponent[1], whole)
    return None if value is None else multiply(ONE, *constants, scale, value)


def _of_power(rest: list[Term], x: str, decay: Term, mask_of: MaskOf, integers: frozenset[str]) -> Term | None:
    """∫ x^p e^{-a x} dx = p!/a^{p + 1} from 0 to ∞, for an integer p ≥ 0."""
    match rest:
        case [Raise(Variable(name), exponent)] if name == x:
            pass
        case _:
            return None
    if not is_integer(exponent, integers) or mask_of(exponent) & ~(POSITIVE | MAY_BE_ZERO):
        return None
    return Divide(Apply(Fn.FACTORIAL, (exponent,)), Raise(decay, add(exponent, ONE)))


def _of_polynomial(rest: list[Term], x: str, a: Term, b: Term, whole: bool) -> Term | None:
    """∫ p(x) e^{-a x² + b x} dx by the moments M(k): 2a M(k + 1) = b M(k) + k M(k - 1), but for what stands at the end 0."""
    polynomial = coefficients(multiply(ONE, *rest), x)
    if polynomial is None or not (whole or b == ZERO):
        return None
    root = RootOf(Divide(Pi(), a), 2)
    twice = multiply(_TWO, a)
    if whole:
        zeroth = multiply(root, Apply(Fn.EXP, (Divide(square(b), multiply(_TWO, twice)),)))
        first = Divide(multiply(b, zeroth), twice)
    else:
        zeroth, first = multiply(_HALF, root), Divide(ONE, twice)
    moments = [zeroth, first]
    while len(moments) < len(polynomial):
        k = len(moments) - 1
        lower = multiply(Rational(Fraction(k)), moments[k - 1])
        moments.append(Divide(add(lower, multiply(b, moments[k])) if b != ZERO else lower, twice))
    return add(*(multiply(c, moment) for c, moment in zip(polynomial, moments, strict=False) if c != ZERO))
