"""Whether balls can see all of a term at a point, or numbers of very different size hide each other there.

`q (2^{10^{10}} + 1)` and `q \\, 2^{10^{10}}` are the same ball at every precision that is ever used: that they agree at a point
supports nothing. So a point supports a claim only if nothing in either side is out of reach there: in no sum are two terms
that differ by more than a part of the precision, and no function is so near to a limit, or to its value at 0, that
its argument hardly matters. A part of the precision only, so that what is left shows differences of higher order too.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flint import arb, fmpq, fmpz

from builder.calculus.judge.balls import ONE, Scalar, may_be_zero, rational
from builder.calculus.judge.evaluate import Place, known_value
from builder.calculus.judge.subterms import parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    DerivativeOf,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Raise,
    Rational,
    SeriesOf,
    Term,
)

PART_FOR_SIZES = 4
"""In a sum, terms may differ by this part of the precision, in bits."""

INSIDE = Fraction(3, 7)
"""How far from the point of a limit, and between which bounds of an integral, what stands under it is looked at."""

_WITHOUT_SATURATION = frozenset({Fn.ABS, Fn.SIGN, Fn.MAX, Fn.MIN, Fn.FLOOR, Fn.CEILING, Fn.FACTORIAL, Fn.BINOMIAL, Fn.LN})
_EXPONENTIAL = frozenset({Fn.SINH, Fn.COSH, Fn.TANH, Fn.COTH, Fn.SECH, Fn.CSCH})


def is_out_of_reach(term: Term, place: Place, bits: int) -> bool:
    """Whether something in `term` cannot be told from something else at `place`, with `bits` of precision in force."""
    return _hidden(term, place, bits // PART_FOR_SIZES)


def _hidden(term: Term, place: Place, reach: int) -> bool:
    match term:
        case Rational(value):
            return max(value.numerator.bit_length(), value.denominator.bit_length()) > 2 * reach
        case Add(terms):
            if _apart(terms, place, reach):
                return True
        case Apply(function, (argument,)):
            if function not in _WITHOUT_SATURATION and _saturated(function, argument, place, reach):
                return True
        case Raise(_, exponent):
            if not isinstance(exponent, Rational) and (size := _size(known_value(exponent, place))) is not None and size < -reach:
                return True
        case SeriesOf():
            return _hidden_in_sum(term, place, reach)
        case IntegralOf(body, variable, lower, upper):
            return any(_hidden(t, place, reach) for t in (lower, upper)) or _hidden_in_integral(term, place, reach)
        case LimitOf(body, variable, point, _):
            at = rational(1 / INSIDE) if isinstance(point, Infinity) else _moved(known_value(point, place))
            beside = False if isinstance(point, Infinity) else _hidden(point, place, reach)
            return beside or _hidden_under(body, variable, at, place, reach)
        case DerivativeOf(body, variable, _, point):
            return _hidden(point, place, reach) or _hidden_under(body, variable, known_value(point, place), place, reach)
        case _:
            pass
    return any(_hidden(part, place, reach) for part in parts(term))


def _moved(value: Scalar | None) -> Scalar | None:
    return None if value is None else value + rational(INSIDE)


def _size(value: Scalar | None) -> int | None:
    """About the binary logarithm of |value|; None for a number that is, or may be, 0, and where there is none."""
    if value is None or may_be_zero(value):
        return None
    if type(value) is fmpq:
        return int(abs(int(value.p)).bit_length() - int(value.q).bit_length())
    mantissa, exponent = value.mid().man_exp()
    return abs(int(mantissa)).bit_length() + int(exponent)


def _apart(terms: Iterable[Term], place: Place, reach: int) -> bool:
    sizes = [size for term in terms if (size := _size(known_value(term, place))) is not None]
    return bool(sizes) and max(sizes) - min(sizes) > reach


def _saturated(function: Fn, argument: Term, place: Place, reach: int) -> bool:
    value = known_value(argument, place)
    if value is None:
        return False
    size = _size(value)
    if size is None:
        return False
    if size < -reach or (function in (Fn.ARCTAN, Fn.ARCCOT, Fn.ARCSEC, Fn.ARCCSC) and size > reach):
        return True
    return function in _EXPONENTIAL and bool(abs(value) > reach)


def _hidden_under(body: Term, variable: str, at: Scalar | None, place: Place, reach: int) -> bool:
    """Whether something is out of reach in what a bound variable stands in, for one value of it."""
    if at is None:
        return False
    place.values[variable] = at
    try:
        return _hidden(body, place, reach)
    finally:
        place.values.pop(variable, None)


def _hidden_in_sum(term: SeriesOf, place: Place, reach: int) -> bool:
    """Whether the last terms of a finite sum do not count beside the first, or something in the first or the last is hidden."""
    if any(_hidden(t, place, reach) for t in (term.lower, term.upper) if not isinstance(t, Infinity)):
        return True
    first, last = known_value(term.lower, place), known_value(term.upper, place)
    ends = [end for end in (first, last) if end is not None]
    integers = place.integers
    place.integers = integers | {term.index}
    try:
        if any(_hidden_under(term.body, term.index, end, place, reach) for end in ends):
            return True
        if term.product or len(ends) < 2 or isinstance(term.upper, Infinity):
            return False
        sizes = []
        for end in ends:
            place.values[term.index] = end
            sizes.append(_size(known_value(term.body, place)))
            place.values.pop(term.index)
        return None not in sizes and abs(sizes[0] - sizes[1]) > reach  # type: ignore[operator]
    finally:
        place.integers = integers


def _hidden_in_integral(term: IntegralOf, place: Place, reach: int) -> bool:
    """Whether the integrand at a bound is nothing beside what it is inside, or something in it is hidden."""
    lower, upper = (None if isinstance(t, Infinity) else known_value(t, place) for t in (term.lower, term.upper))
    if lower is None or upper is None:
        at = lower + 1 if lower is not None else upper - 1 if upper is not None else ONE
        return _hidden_under(term.body, term.variable, at, place, reach)
    sizes = []
    for at in (lower, upper, lower + (upper - lower) * rational(INSIDE)):
        if _hidden_under(term.body, term.variable, at, place, reach):
            return True
        place.values[term.variable] = at
        size = _size(known_value(term.body, place))
        place.values.pop(term.variable)
        if size is not None:
            sizes.append(size)
    return bool(sizes) and max(sizes) - min(sizes) > reach


def agree_closely(left: Scalar, right: Scalar, bits: int) -> bool:
    """Whether two enclosures are narrow enough that their overlap says something."""
    return all(_is_narrow(value, bits) for value in (left, right))


def _is_narrow(value: Scalar, bits: int) -> bool:
    if type(value) is fmpq:
        return True
    radius, size = arb(value.rad()), abs(arb(value.mid()))
    return bool(radius < size * arb(2) ** fmpz(-bits) or radius < arb(2) ** fmpz(-bits))
