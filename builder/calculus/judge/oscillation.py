"""Limits that do not exist because a sine or cosine keeps swinging: two sequences to the point along which the values differ.

Source: Heine's criterion; the sequences are x = T m + c for integers m, T being a period of every sine and cosine in the term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import gcd, lcm

from flint import arb

from builder.calculus.judge.balls import NoLimit, written
from builder.calculus.judge.breaks import polynomial
from builder.calculus.judge.constants import ball
from builder.calculus.judge.differentiate import add, multiply
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.field import Field, Stop, Undefined
from builder.calculus.judge.field import Fraction as Quotient
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import Apply, Approach, Divide, Fn, Infinity, LimitOf, Pi, Rational, Setting, Term, Variable

PARTS_OF_A_PERIOD = tuple(map(Fraction, ("0", "1/4", "1/2", "1/12")))
BITS = 128
COUNTER = "m#"

Convert = Callable[[Field, Term], Quotient]


def swing(field_of: Callable[[Setting], Field], term: LimitOf, convert: Convert) -> NoLimit | None:
    """A proof that a limit without letters does not exist, by two sequences. `field_of` makes a field for a setting."""
    found: list[arb] = []
    for at in _sequences(term):
        value = _along(field_of(Setting(integers=frozenset((COUNTER,)), positive=frozenset((COUNTER,)))), term, at, convert)
        if value is None:
            continue
        for other in found:
            if not value.overlaps(other):
                return NoLimit.along(written(other), written(value))
        found.append(value)
    return None


def _sequences(term: LimitOf) -> Iterator[Term]:
    """x = T m + c, or at a finite point the reciprocal of that away from it."""
    frequencies = list(_frequencies(term))
    if not frequencies:
        return
    period = Fraction(2 * lcm(*(f.denominator for f in frequencies)), gcd(*(f.numerator for f in frequencies)))
    for part in PARTS_OF_A_PERIOD:
        far = multiply(Rational(period), Pi(), add(Variable(COUNTER), Rational(part)))
        if isinstance(term.point, Infinity):
            yield multiply(Rational(Fraction(-1)), far) if term.point.negative else far
        else:
            yield Divide(Rational(Fraction(-1 if term.approach is Approach.BELOW else 1)), far)


def _frequencies(term: LimitOf) -> Iterator[Fraction]:
    """The factors of x, or of 1/x where x tends to 0, in the sines and cosines that hold x."""
    for part in walk(term.body):
        if isinstance(part, Apply) and part.function in (Fn.SIN, Fn.COS) and term.variable in free_names(part):
            match part.arguments[0], term.point:
                case argument, Infinity():
                    p = polynomial(argument, term.variable)
                    if p is not None and p.degree() == 1:
                        yield abs(Fraction(int(p[1].p), int(p[1].q)))
                case Divide(Rational(value), Variable(name)), Rational(point) if name == term.variable and not point and value:
                    yield abs(value)
                case _:
                    pass


def _along(field: Field, term: LimitOf, at: Term, convert: Convert) -> arb | None:
    """The value of the body along a sequence, if it is the same number at all places, where the body is provably defined."""
    try:
        for need in requirements(term.body):
            if fraction_sign(field, convert(field, substitute(need.term, term.variable, at))) & ~need.mask:
                return None
        return _number(field, convert(field, substitute(term.body, term.variable, at)))
    except (Stop, Undefined):
        return None


def _number(field: Field, value: Quotient) -> arb | None:
    p, q = field.cancel(value)
    if not field.is_constant(p) or not field.is_constant(q):
        return None
    top, bottom = ball(field, p, BITS), ball(field, q, BITS)
    return None if top is None or bottom is None or bottom.contains(0) else top / bottom
