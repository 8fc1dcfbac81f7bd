"""Limits that do not exist because a sine or cosine keeps swinging: two sequences to the point along which the values differ.

Source: Heine's criterion; the sequences are x = T m + c for integers m, T being a period of every sine and cosine in the term.
Along each of them these stay what they are at c, so that a limit of the term with numbers in their place is the limit along it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from flint import arb

from builder.calculus.judge.balls import NoLimit, Undefined, written
from builder.calculus.judge.breaks import polynomial
from builder.calculus.judge.differentiate import multiply
from builder.calculus.judge.jets import Infinite
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Apply, Approach, Divide, Fn, Infinity, LimitOf, Pi, Rational, Term, Variable

PARTS_OF_A_PERIOD = tuple(map(Fraction, ("0", "1/4", "1/2", "1/12")))

Value: TypeAlias = arb | Undefined | None
"""A number, enclosed; a proof that there is none; or None for unknown."""


def swing(term: LimitOf, value_of: Callable[[LimitOf], Value]) -> NoLimit | None:
    """A proof that a limit without letters does not exist, by two sequences. `value_of` tells one-sided limits."""
    found: list[arb | Infinite] = []
    for steady in _along_sequences(term):
        value = value_of(steady)
        if not isinstance(value, arb | Infinite) or (isinstance(value, Infinite) and not value.of):
            continue
        for other in found:
            if _differ(value, other):
                return NoLimit.along(_words(other), _words(value))
        found.append(value)
    return None


def _differ(a: arb | Infinite, b: arb | Infinite) -> bool:
    if isinstance(a, Infinite) or isinstance(b, Infinite):
        return not (isinstance(a, Infinite) and isinstance(b, Infinite) and a.of == b.of)
    return not a.overlaps(b)


def _words(value: arb | Infinite) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty"
    return written(value)


def _along_sequences(term: LimitOf) -> Iterator[LimitOf]:
    """The limit with the values that sines and cosines have along x = T m + c, or at 0 along the reciprocals of that."""
    frequencies = list(_frequencies(term))
    if not frequencies:
        return
    period = Fraction(2 * lcm(*(f.denominator for f in frequencies)), gcd(*(f.numerator for f in frequencies)))
    one_sided = term.approach
    if not isinstance(term.point, Infinity) and one_sided is Approach.BOTH:
        one_sided = Approach.ABOVE
    backwards = term.point == Infinity(negative=True) or one_sided is Approach.BELOW
    for part in PARTS_OF_A_PERIOD:
        place = multiply(Rational(-period * part if backwards else period * part), Pi())
        yield LimitOf(_steady(term.body, term, place), term.variable, term.point, one_sided)


def _steady(body: Term, term: LimitOf, place: Term) -> Term:
    """`body` with the sines and cosines of the letter at a place."""
    if isinstance(body, Apply) and body.function in (Fn.SIN, Fn.COS) and term.variable in free_names(body):
        match body.arguments[0], term.point:
            case argument, Infinity():
                p = polynomial(argument, term.variable)
                if p is not None and p.degree() == 1:
                    return Apply(body.function, (substitute(argument, term.variable, place),))
            case Divide(Rational(), Variable()) as argument, Rational() if _is_reciprocal(argument, term):
                return Apply(body.function, (multiply(argument.numerator, place),))
            case _:
                pass
    return map_parts(body, lambda part: _steady(part, term, place))


def _frequencies(term: LimitOf) -> Iterator[Fraction]:
    """The factors of x, or of 1/x where x tends to 0, in the sines and cosines that hold x."""
    for part in walk(term.body):
        if isinstance(part, Apply) and part.function in (Fn.SIN, Fn.COS) and term.variable in free_names(part):
            match part.arguments[0], term.point:
                case argument, Infinity():
                    p = polynomial(argument, term.variable)
                    if p is not None and p.degree() == 1:
                        yield abs(Fraction(int(p[1].p), int(p[1].q)))
                case Divide(Rational(value), Variable()) as argument, Rational() if _is_reciprocal(argument, term):
                    yield abs(value)
                case _:
                    pass


def _is_reciprocal(argument: Term, term: LimitOf) -> bool:
    """Whether a term is a number divided by the letter, which tends to 0."""
    match argument:
        case Divide(Rational(value), Variable(name)):
            return bool(value) and name == term.variable and term.point == Rational(Fraction(0))
        case _:
            return False
