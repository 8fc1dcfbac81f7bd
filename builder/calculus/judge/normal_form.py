"""Terms to fractions over kernels. Each construct of `terms.py` has one case here; the mathematics of kernels is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction as Number
from typing import Any

from flint import fmpq

from builder.calculus.judge.circular import pi
from builder.calculus.judge.differentiate import evaluated, negate
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Fraction, Kind, Stop, Undefined
from builder.calculus.judge.functions import apply, unknown_at
from builder.calculus.judge.limits import limit
from builder.calculus.judge.powers import raise_to, raise_to_number, rational_power
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.substitution import count, substitute
from builder.calculus.judge.subterms import holds_any, walk
from builder.calculus.judge.sums import series
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    DerivativeOf,
    Divide,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    UnknownAt,
    Variable,
)


def _number(field: Field, value: Number) -> fmpq:
    """A rational of FLINT; raises Stop where it has too many digits."""
    numerator, denominator = value.as_integer_ratio()
    if numerator.bit_length() + denominator.bit_length() > field.budget.integer_bits:
        raise Stop("a number with too many digits")
    return fmpq(numerator, denominator)


def convert(field: Field, term: Term) -> Fraction:
    """The normal form of `term` over the kernels of `field`.

    Raises Stop where there is none or it costs too much, Restart where a basis was refined, Undefined where the term has
    no value anywhere.
    """
    if type(term) is Variable:
        return Fraction(field.symbol(term.name).generator, field.one)
    if type(term) is Rational:
        return field.constant(_number(field, term.value))
    if type(term) is Pi:
        return Fraction(pi(field), field.one)
    known = field.cache.get(id(term))
    if known is not None:
        return known[1]
    field.tick()
    field.depth += 1
    if field.depth > 150:
        raise Stop("nested too deeply")
    result = _CONVERSIONS[type(term)](field, term)
    field.depth -= 1
    field.cache[id(term)] = (term, result)
    return result


def _add(field: Field, term: Add) -> Fraction:
    total = convert(field, term.terms[0])
    for part in term.terms[1:]:
        total = field.add(total, convert(field, part))
    return total


def _multiply(field: Field, term: Multiply) -> Fraction:
    result = convert(field, term.factors[0])
    for part in term.factors[1:]:
        result = field.multiply(result, convert(field, part))
    return result


def _divide(field: Field, term: Divide) -> Fraction:
    return field.divide(convert(field, term.numerator), convert(field, term.denominator))


def _raise(field: Field, term: Raise) -> Fraction:
    base, exponent = convert(field, term.base), term.exponent
    if type(exponent) is Rational:
        return raise_to_number(field, base, _number(field, exponent.value))
    return raise_to(field, base, convert(field, exponent))


def _root(field: Field, term: RootOf) -> Fraction:
    radicand = convert(field, term.radicand)
    return radicand if term.index == 1 else rational_power(field, radicand, fmpq(1, term.index))


def _apply(field: Field, term: Apply) -> Fraction:
    return apply(field, term.function, tuple(convert(field, a) for a in term.arguments))


def _unknown(field: Field, term: UnknownAt) -> Fraction:
    return unknown_at(field, term.name, term.orders, tuple(convert(field, a) for a in term.arguments))


def _limit(field: Field, term: LimitOf) -> Fraction:
    return limit(field, term, convert)


def _series(field: Field, term: SeriesOf) -> Fraction:
    return series(field, term, convert)


def _integral(field: Field, term: IntegralOf) -> Fraction:
    return integral(field, term.body, term.variable, term.lower, term.upper)


def _branches(field: Field, term: Branches) -> Fraction:
    raise Stop("a definition by cases")


def _infinity(field: Field, term: Infinity) -> Fraction:
    raise Stop("∞ as a number")


def _derivative(field: Field, term: DerivativeOf) -> Fraction:
    try:
        return convert(field, evaluated(term))
    except Undefined:
        convert(field, substitute(term.body, term.variable, term.at))
        raise Stop("the formula for the derivative has no value, but the derivative may have one") from None


_CONVERSIONS: Mapping[type, Callable[[Field, Any], Fraction]] = {
    Add: _add,
    Multiply: _multiply,
    Divide: _divide,
    Raise: _raise,
    RootOf: _root,
    Apply: _apply,
    UnknownAt: _unknown,
    DerivativeOf: _derivative,
    LimitOf: _limit,
    SeriesOf: _series,
    IntegralOf: _integral,
    Branches: _branches,
    Infinity: _infinity,
}


def _by_antiderivative(field: Field, body: Term, variable: str, lower: Term, upper: Term) -> Fraction | None:
    """F(upper) − F(lower), F being continuous wherever `body` is; None where no F is known, or it has no value at an end."""
    from builder.calculus.judge.parametric import primitive_with_letters

    field.tick(20 * count(body, field.budget.nodes))
    found = primitive_with_letters(body, variable, lambda term: fraction_sign(field, convert(field, term)))
    if found is None:
        return None
    ends: list[Fraction] = []
    before = field.depth, field.binders
    for end, other in ((upper, lower), (lower, upper)):
        try:
            ends.append(_end_value(field, found, variable, end, other))
        except (Stop, Undefined):
            field.depth, field.binders = before
            return None
    field.identities[r"\int_a^b f = F(b) - F(a)"] = None
    return field.subtract(*ends)


def _by_half_angle(field: Field, body: Term, variable: str, lower: Term, upper: Term) -> Fraction | None:
    """An integral of a quotient of sines and cosines, by the tangent of half the angle; None where it is none."""
    if not any(isinstance(t, Divide | Raise) for t in walk(body)):
        return None
    if not any(isinstance(t, Pi) for end in (lower, upper) for t in walk(end)):
        return None
    from builder.calculus.judge.half_angle import by_half_angle

    total: Fraction | None = None
    for part in by_half_angle(body, variable, lower, upper):
        value = _by_antiderivative(field, part.body, variable, part.lower, part.upper)
        if value is None:
            return None
        total = value if total is None else field.add(total, value)
    return total


def _over_line(field: Field, term: IntegralOf) -> Fraction | None:
    """An integral to infinity of a product of powers and an exponential; None where it is none."""
    from builder.calculus.judge.gaussians import over_line

    found = over_line(term, lambda part: fraction_sign(field, convert(field, part)), field.integers)
    if found is None:
        return None
    field.identities[
        r"\int_{-\infty}^\infty e^{-x^2} \, dx = \sqrt\pi" if holds_any((Pi,), found) else r"\int_0^\infty x^n e^{-x} \, dx = n!"
    ] = None
    return convert(field, found)


def _end_value(field: Field, found: Term, variable: str, end: Term, other: Term) -> Fraction:
    """An antiderivative at an end, or its limit there from the side of the other end: the integral is then an improper one."""
    before = field.depth, field.binders
    if isinstance(end, Infinity):
        return limit(field, LimitOf(found, variable, end, Approach.BOTH), convert)
    try:
        return convert(field, substitute(found, variable, end))
    except Undefined:
        field.depth, field.binders = before
    if isinstance(other, Infinity):
        side = NEGATIVE if other.negative else POSITIVE
    else:
        side = fraction_sign(field, field.subtract(convert(field, other), convert(field, end)))
    if side not in (NEGATIVE, POSITIVE):
        raise Stop("the ends of an improper integral in an order that is not known")
    return limit(field, LimitOf(found, variable, end, Approach.ABOVE if side == POSITIVE else Approach.BELOW), convert)


def _is_odd_over_symmetric_interval(field: Field, body: Term, variable: str, lower: Term, upper: Term, bound: str) -> bool:
    if isinstance(lower, Infinity) or isinstance(upper, Infinity):
        return False  # such an integral need not exist where a limit of symmetric ones does
    if not field.add(convert(field, lower), convert(field, upper)).numerator.is_zero():
        return False
    at = Variable(bound)
    field.binders += 1
    sides = [convert(field, substitute(body, variable, place)) for place in (at, negate(at))]
    field.binders -= 1
    return bool(field.add(*sides).numerator.is_zero())


def integral(field: Field, body: Term, variable: str, lower: Term, upper: Term) -> Fraction:
    """A definite integral: by the fundamental theorem, else a kernel of its integrand, its variable named by the nesting only."""
    by_theorem = _by_antiderivative(field, body, variable, lower, upper)
    if by_theorem is None:
        by_theorem = _by_half_angle(field, body, variable, lower, upper)
    if by_theorem is None and (isinstance(lower, Infinity) or isinstance(upper, Infinity)):
        by_theorem = _over_line(field, IntegralOf(body, variable, lower, upper))
    if by_theorem is not None:
        return by_theorem
    finite = not isinstance(lower, Infinity) and not isinstance(upper, Infinity)
    if finite and field.subtract(convert(field, lower), convert(field, upper)).numerator.is_zero():
        return Fraction(field.zero, field.one)
    bound = f"∫{field.binders}"
    if _is_odd_over_symmetric_interval(field, body, variable, lower, upper, bound):
        field.identities[r"\int_{-a}^a f = 0 \text{ for odd } f"] = None
        return Fraction(field.zero, field.one)
    ends: list[Any] = []
    arguments = []
    for end in (lower, upper):
        if isinstance(end, Infinity):
            ends.append(end.negative)
        else:
            ends.append(None)
            arguments.append(field.cancel(convert(field, end)))
    field.binders += 1
    integrand = field.cancel(convert(field, substitute(body, variable, Variable(bound))))
    field.binders -= 1
    if integrand.numerator.is_zero():
        return integrand
    content = integrand.numerator.leading_coefficient()
    arguments.append(Fraction(integrand.numerator / content, integrand.denominator))
    kernel = field.kernel(Kind.INTEGRAL, tuple(arguments), (bound, *ends), constant=False)
    return Fraction(kernel.generator * content, field.one)
