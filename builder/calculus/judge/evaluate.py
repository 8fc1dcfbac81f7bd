"""The value of a term at a point: enclosed in a ball, with its derivatives by jets and its limits by series.

`Undefined` is raised where the term provably has no value, `Undecided` where that, or the value, could not be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import factorial
from typing import Any, cast

from flint import arb, ctx, fmpq
from msgspec import Struct, field

from builder.calculus.budget import Work
from builder.calculus.judge import balls, jets
from builder.calculus.judge.balls import ONE, ZERO, Scalar, Undecided, Undefined, is_exact_zero, precision
from builder.calculus.judge.differentiate import by_leibniz
from builder.calculus.judge.function_values import FUNCTIONS
from builder.calculus.judge.integers import is_integer, is_rational
from builder.calculus.judge.jets import Growth, Infinite, Jet, NeedsMoreTerms, NeedsRoot, Value
from builder.calculus.judge.sequences import along_parities
from builder.calculus.judge.subterms import degree_in, free_variables, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
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
from builder.calculus.judge.two_sided import both_sequences, both_sides, is_meromorphic

_PLAIN = frozenset({Rational, Pi, Add, Multiply, Divide, Raise, RootOf, Apply})

LENGTHS = (3, 5, 9, 17, 33)
"""How many coefficients a limit is tried with."""

LARGEST_RAMIFICATION = 12
LARGEST_ROOT = 64

WORK_OF_AN_INVERSE = 4  # of a jet, or a root, power or function of one, against a sum or product of jets
WORK_OF_A_TERM = 20
"""What a term of an infinite sum costs more than its evaluation."""


class TooMuchWork(Undecided):
    """The work allowed is used up."""


class Polynomial(Struct, frozen=True):
    """What an unknown function is taken to be: Σ coefficient · Π tᵢ^exponentᵢ, and how a person writes it."""

    monomials: tuple[tuple[int, tuple[int, ...]], ...]
    latex: str


class Place(Struct):
    """A point, and what is known there: values, unknown functions, integer letters.

    `level` is that of the innermost jet; `weight` is what one operation costs there, which grows with the lengths of all jets.
    """

    values: dict[str, Value]
    functions: Mapping[str, Polynomial] = field(default_factory=dict)
    integers: frozenset[str] = frozenset()
    series_terms: int = 300
    level: int = 0
    weight: int = 1
    work: Work = field(default_factory=Work)


def value_at(term: Term, place: Place) -> Scalar:
    """The ball that encloses `term` at `place`, at the precision in force."""
    value = _value(term, place)
    if isinstance(value, Jet):
        raise Undecided("a jet is no number")
    return value


def jet_at(term: Term, place: Place) -> Value:
    """The jet of `term` at `place`, some of whose values are jets; a number where it does not depend on these."""
    return _value(term, place)


def known_value(term: Term, place: Place) -> Scalar | None:
    """The ball that encloses `term` at `place`; None where balls cannot tell, or there is no value."""
    try:
        return value_at(term, place)
    except (Undecided, Undefined):
        return None


def value_or_reason(term: Term, place: Place) -> Scalar | Undefined | None:
    """The value of `term` at `place`, or why it has none; None where balls cannot tell."""
    try:
        return value_at(term, place)
    except Undefined as reason:
        return reason
    except Undecided:
        return None


def has_value(term: Term, place: Place) -> bool:
    """Whether `term` provably has a value, or a jet, at `place`."""
    try:
        _value(term, place)
    except (Undecided, Undefined):
        return False
    return True


def holds(condition: Condition, place: Place) -> bool:
    """Whether a condition holds at a place. Raises `Undecided` when balls cannot tell, `Undefined` when a side has no value."""
    difference = _value(condition.left, place) - _value(condition.right, place)
    if isinstance(difference, Jet) and not difference.directed and jets.may_vanish(difference.coefficients[0]):
        raise Undecided("a condition at its boundary")
    match condition.comparison:
        case Comparison.EQUAL:
            return not _differs(difference) and jets.sign(difference) == 0
        case Comparison.NOT_EQUAL:
            return _differs(difference) or jets.sign(difference) != 0
        case Comparison.LESS:
            return jets.sign(difference) < 0
        case Comparison.LESS_EQUAL:
            return jets.sign(difference) <= 0


def _differs(value: Value) -> bool:
    return not isinstance(value, Jet) and bool(value != 0)


# ---------------------------------------------------------------------------------------------- terms


def _value(term: Term, place: Place) -> Value:
    work = place.work
    work.left -= place.weight
    if work.left < 0:
        raise TooMuchWork("too much work")
    try:
        return _VALUES[type(term)](term, place)
    except Growth as growth:
        raise Undecided(*growth.args) from None


def _growing(term: Term, place: Place) -> Value:
    """As `_value`, but raises `Growth` where the term itself, and not a part of it, grows past every power."""
    work = place.work
    work.left -= place.weight
    if work.left < 0:
        raise TooMuchWork("too much work")
    return _VALUES[type(term)](term, place)


def _rational(term: Rational, place: Place) -> Value:
    return fmpq(*term.value.as_integer_ratio())


def _pi(term: Pi, place: Place) -> Value:
    return balls.PI()


def _infinity(term: Infinity, place: Place) -> Value:
    raise Undecided("infinity is no number")


def _variable(term: Variable, place: Place) -> Value:
    value = place.values.get(term.name)
    if value is None:
        raise Undecided(f"{term.name} has no value")
    return value


def _add(term: Add, place: Place) -> Value:
    total: Value = ZERO
    growth: Growth | None = None
    for t in term.terms:
        try:
            total = total + _growing(t, place)
        except Growth as more:
            if growth is not None and (growth.of, growth.level) != (more.of, more.level):
                raise Undecided("a difference of exponentials that grow past every power") from None
            growth = more
    if growth is not None:
        if isinstance(total, Jet) and total.level != growth.level:
            raise Undecided("an exponential that grows past every power")
        raise Growth(growth.of, growth.level)
    return total if type(total) is not fmpq else balls.bounded(total)


def _multiply(term: Multiply, place: Place) -> Value:
    total: Value = ONE
    try:
        for t in term.factors:
            total = total * _growing(t, place)
    except Growth:
        return _gathered(term, place)
    return total if type(total) is not fmpq else balls.bounded(total)


def _divide(term: Divide, place: Place) -> Value:
    try:
        numerator, denominator = _growing(term.numerator, place), _growing(term.denominator, place)
        if type(denominator) is Jet:
            _pay(place)
        value = jets.divide(numerator, denominator)
    except Growth:
        return _gathered(term, place)
    return value if type(value) is not fmpq else balls.bounded(value)


def _gathered(term: Multiply | Divide, place: Place) -> Value:
    """A product of exponentials as one: factors that grow past every power may cancel in the exponent."""
    if isinstance(term, Divide) and isinstance(term.numerator, Add):
        return _add(Add(tuple(Divide(t, term.denominator) for t in term.numerator.terms)), place)
    exponent: Value = ZERO
    rest: Value = ONE
    factors: list[tuple[Term, int]] = [(term, 1)]
    while factors:
        factor, of = factors.pop()
        match factor:
            case Multiply(inner):
                factors.extend((t, of) for t in inner)
            case Divide(numerator, denominator):
                factors += [(numerator, of), (denominator, -of)]
            case Apply(Fn.EXP, (argument,)):
                exponent = exponent + _value(argument, place) * of
            case Raise(base, power) if not isinstance(power, Rational):
                exponent = exponent + _value(power, place) * jets.logarithm(_value(base, place)) * of
            case _:
                value = _value(factor, place)
                rest = rest * value if of > 0 else jets.divide(rest, value)
    if not isinstance(exponent, Jet) or (isinstance(rest, Jet) and rest.level != exponent.level):
        raise Undecided("an exponential that grows past every power")
    try:
        return jets.exponential(exponent) * rest
    except Growth as growth:
        of = jets.sign(rest)
        if of == 0:
            raise Undecided("nothing times an exponential that grows past every power") from None
        raise Growth(of, growth.level) from None


def _pay(place: Place) -> None:
    """Pay for an inverse, a root, a power or a function of a jet before it is worked out."""
    place.work.left -= place.weight * WORK_OF_AN_INVERSE
    if place.work.left < 0:
        raise TooMuchWork("too much work")


def _raise(term: Raise, place: Place) -> Value:
    base = _value(term.base, place)
    if type(base) is Jet:
        _pay(place)
    if isinstance(term.exponent, Rational):
        p, q = term.exponent.value.numerator, term.exponent.value.denominator
        if q == 1 and 1 < p <= LARGEST_ROOT and type(base) is arb and (exact := _power_of_roots(term.base, p, place)) is not None:
            return exact
        if q <= LARGEST_ROOT and abs(p) < 2**balls.BITS_OF_EXPONENT:
            return _rational_power(term.base, base, p, q, place)
    exponent = _value(term.exponent, place)
    if type(exponent) is fmpq and exponent.q == 1 and is_integer(term.exponent, place.integers):
        return jets.integer_power(base, int(exponent.p))
    if base == 0 and type(base) is fmpq and (jets.is_great(exponent) or (isinstance(exponent, arb | fmpq) and exponent > 0)):
        return ZERO
    if type(exponent) is fmpq and _is_root_of_negative(term, base, exponent, place):
        return jets.rational_power(base, int(exponent.p), int(exponent.q))
    return jets.real_power(base, exponent)


def _power_of_roots(base: Term, exponent: int, place: Place) -> fmpq | None:
    """A power of roots of rational numbers that is rational, such as (-√3)² = 3: a ball around it would be at no end of a domain.

    The base has a value. None where it is made of anything else.
    """
    match base:
        case RootOf(radicand, index) if exponent % index == 0 and type(inner := _value(radicand, place)) is fmpq:
            return inner ** (exponent // index)
        case Rational(number):
            return fmpq(number.numerator, number.denominator) ** exponent
        case Multiply(factors):
            product = fmpq(1)
            for factor in factors:
                if (power := _power_of_roots(factor, exponent, place)) is None:
                    return None
                product *= power
            return product
        case Divide(above, below):
            over, under = (_power_of_roots(part, exponent, place) for part in (above, below))
            return None if over is None or not under else over / under
        case _:
            return None


def _is_root_of_negative(term: Raise, base: Value, exponent: fmpq, place: Place) -> bool:
    """Whether a power of a negative number is meant for the integers at which it has a value, as (−1)^{n/2} for even n."""
    return (
        type(base) is not Jet
        and bool(base < 0)
        and exponent.q <= LARGEST_ROOT
        and abs(exponent.p) < 2**balls.BITS_OF_EXPONENT
        and is_rational(term.exponent, place.integers)
        and not free_variables(term.base)
    )


def is_negative_number(term: Term) -> bool:
    """Whether arithmetic of numbers, roots and functions of numbers is provably negative."""
    if any(type(part) not in _PLAIN for part in walk(term)):
        return False
    try:
        with precision(64):
            return bool(value_at(term, Place({})) < 0)
    except (Undecided, Undefined):
        return False


def _root(term: RootOf, place: Place) -> Value:
    radicand = _value(term.radicand, place)
    if type(radicand) is Jet:
        _pay(place)
    return _rational_power(term.radicand, radicand, 1, term.index, place)


def _rational_power(base: Term, value: Value, p: int, q: int, place: Place) -> Value:
    """base^(p/q), `value` being that of the base. Of a square that may be 0, by |u| for √(u²): its ball is also below 0."""
    if q % 2 == 0 and isinstance(base, Raise) and isinstance(base.exponent, Rational) and jets.may_vanish(value):
        even, odd = base.exponent.value.numerator, base.exponent.value.denominator
        if even % 2 == 0 and even > 0 and p > 0:
            exponent = fmpq(even * p, odd * q)
            return jets.rational_power(jets.absolute(_value(base.base, place)), int(exponent.p), int(exponent.q))
    return jets.rational_power(value, p, q)


def _apply(term: Apply, place: Place) -> Value:
    arguments = [_value(a, place) for a in term.arguments]
    if type(arguments[0]) is Jet:
        _pay(place)
    return FUNCTIONS[term.function](*arguments)


def _unknown(term: UnknownAt, place: Place) -> Value:
    function = place.functions.get(term.name)
    if function is None:
        raise Undecided(f"{term.name} is unknown")
    arguments = [_value(a, place) for a in term.arguments]
    place.work.left -= place.weight * len(function.monomials) * len(arguments)
    if place.work.left < 0:
        raise TooMuchWork("too much work")
    total: Value = ZERO
    for coefficient, exponents in function.monomials:
        factor, powers = coefficient, None
        for argument, exponent, order in zip(arguments, exponents, term.orders, strict=True):
            if order > exponent:
                factor = 0
                break
            factor *= factorial(exponent) // factorial(exponent - order) if order else 1
            if exponent > order:
                power = jets.integer_power(argument, exponent - order)
                powers = power if powers is None else powers * power
        if factor:
            total = total + (fmpq(factor) if powers is None else powers * factor)
    return total


def _branches(term: Branches, place: Place) -> Value:
    for value, conditions in term.branches:
        if all(holds(c, place) for c in conditions):
            return _value(value, place)
    raise Undefined("no case applies")


def _infinite_series(term: SeriesOf, place: Place) -> Value:
    from builder.calculus.judge.tails import infinite_sum

    first = _value(term.lower, place)
    if term.product or type(first) is not fmpq:
        raise Undecided("an infinite product, or a sum whose first index is not known")
    if first.q != 1:
        raise Undefined("the bounds of a sum are no integers")
    integers = place.integers

    def at(body: Term, k: int) -> Value:
        place.work.left -= place.weight * WORK_OF_A_TERM
        place.values[term.index], place.integers = fmpq(k), integers | {term.index}
        try:
            return _value(body, place)
        finally:
            place.integers = integers
            place.values.pop(term.index, None)

    return infinite_sum(term, int(first.p), lambda part: _value(part, place), at, place.series_terms)


LONGEST_SUM = 8
"""How many times more terms are added up at a point than the prover writes out."""


def _sum_of_polynomial(term: SeriesOf, place: Place, first: int, count: int, degree: int) -> Value:
    """Σ p(k) of `count` terms for a polynomial p of at most the `degree` told: Σ_j C(count, j + 1) Δ^j p(first) (I. Newton)."""
    integers = place.integers
    place.integers = integers | {term.index}
    column: list[Value] = []
    try:
        for k in range(first, first + degree + 1):
            place.values[term.index] = fmpq(k)
            column.append(_value(term.body, place))
    finally:
        place.integers = integers
        place.values.pop(term.index, None)
    total: Value = ZERO
    choose = fmpq(1)
    for j in range(degree + 1):
        choose = choose * (count - j) / (j + 1)
        total = total + column[0] * choose
        column = [b - a for a, b in pairwise(column)]
    return balls.bounded(total) if type(total) is fmpq else total


def _series(term: SeriesOf, place: Place) -> Value:
    if term.upper == Infinity():
        return _infinite_series(term, place)
    lower, upper = _value(term.lower, place), _value(term.upper, place)
    if type(lower) is not fmpq or type(upper) is not fmpq:
        raise Undecided("the bounds of a sum are not known exactly")
    if lower.q != 1 or upper.q != 1:
        raise Undefined("the bounds of a sum are no integers")
    first, last = int(lower.p), int(upper.p)
    if last - first >= place.series_terms:
        degree = None if term.product else degree_in(term.body, term.index)
        if degree is not None:
            return _sum_of_polynomial(term, place, first, last - first + 1, degree)
        if last - first >= LONGEST_SUM * place.series_terms:
            return _long_series(term, place, first, last)
    total: Value = ONE if term.product else ZERO
    integers = place.integers
    place.integers = integers | {term.index}
    try:
        for k in range(first, last + 1):
            place.values[term.index] = fmpq(k)
            part = _value(term.body, place)
            total = total * part if term.product else total + part
            if type(total) is fmpq:
                total = balls.bounded(total)
    finally:
        place.integers = integers
        place.values.pop(term.index, None)
    return total


def _long_series(term: SeriesOf, place: Place, first: int, last: int) -> Value:
    """A sum of very many terms, or the exponential of that of the logarithms of the factors."""
    from builder.calculus.judge.long_sums import long_sum

    level = place.level + 1

    def taylor(at: Value, count: int) -> list[Value]:
        value = _under(term.body, place, term.index, Jet(level, False, 0, [at, ONE, *[ZERO] * (count - 2)]))
        value = jets.logarithm(value) if term.product else value
        return list(value.coefficients) if isinstance(value, Jet) and value.level == level else [value, *[ZERO] * (count - 1)]

    total = long_sum(taylor, first, last)
    return jets.exponential(total) if term.product else total


# ---------------------------------------------------------------------------------------------- derivatives and limits


def _under(term: Term, place: Place, variable: str, value: Value, of: Callable[[Term, Place], Value] = _value) -> Value:
    """The value of `term` in which a bound variable has the value told, one level deeper."""
    weight = place.weight
    place.level += 1
    place.weight = weight * _cost(value, nested=place.level > 1)
    place.values[variable] = value
    try:
        return of(term, place)
    finally:
        place.level -= 1
        place.weight = weight
        place.values.pop(variable, None)


def _cost(value: Value, nested: bool) -> int:
    """How many times as much an operation costs on jets as long as this one; `nested` tells that their coefficients are jets."""
    if not isinstance(value, Jet):
        return 1
    length = len(value.coefficients)
    return length * (length + 1) // 2 if nested else 1 + length * length // 16


def _derivative(term: DerivativeOf, place: Place) -> Value:
    at = _value(term.at, place)
    level = place.level + 1
    try:
        jet = _under(term.body, place, term.variable, Jet(level, False, 0, [at, ONE, *[ZERO] * (term.order - 1)]))
        if not isinstance(jet, Jet) or jet.level < level:
            return ZERO
        return jet.at(term.order) * factorial(term.order)
    except Undecided:
        if (under_the_integral := by_leibniz(term)) is not None:
            return _value(under_the_integral, place)
        if place.level or term.order != 1:
            raise
        return _slope(term, place, at)


def _slope(term: DerivativeOf, place: Place, at: Value) -> Value:
    """The first derivative at a place that may be a kink: the slope from both sides, as limits of the difference quotient."""
    place.values[term.variable] = at
    try:
        here = _value(term.body, place)
    finally:
        place.values.pop(term.variable, None)

    def slope(side: int) -> Value:
        def quotient(value: Value, step: Jet) -> Value:
            return jets.divide(value - here, step) * fmpq(side)

        return _one_sided(term.body, term.variable, place, at, side, quotient)

    return both_sides(slope, "no finite slope")


def _limit(term: LimitOf, place: Place) -> Value:
    point = term.point
    if isinstance(point, Infinity):
        if (parities := along_parities(term)) is not None:
            return both_sequences(lambda parity: _one_sided(parities[parity].body, term.variable, place, None, 1))
        return _one_sided(term.body, term.variable, place, None, -1 if point.negative else 1)
    at = _value(point, place)

    def side(of: int) -> Value:
        return _one_sided(term.body, term.variable, place, at, of)

    match term.approach:
        case Approach.ABOVE:
            return side(1)
        case Approach.BELOW:
            return side(-1)
        case Approach.BOTH:
            return both_sides(side, "no finite limit", alike=is_meromorphic(term.body, place.integers, variable=term.variable))


def _one_sided(
    body: Term, variable: str, place: Place, at: Value | None, side: int, then: Callable[[Value, Jet], Value] | None = None
) -> Value:
    """lim body as variable → at from one side (`at` None: as variable → ±∞), of what `then` makes of it."""
    level = place.level + 1
    ramification = 1
    short: Undecided = NeedsMoreTerms("a limit")
    for length in LENGTHS:
        while ramification <= LARGEST_RAMIFICATION:
            step = Jet(level, True, ramification, [ONE, *[ZERO] * (length * ramification)])
            if at is None:
                approaching: Value = Jet(level, True, -ramification, [fmpq(side), *[ZERO] * (length * ramification)])
            else:
                approaching = at + step * fmpq(side)
            try:
                if isinstance(body, Apply) and body.function is Fn.LN and then is None:
                    _logarithm_runs_off(_under(body.arguments[0], place, variable, approaching), level)
                value = _under(body, place, variable, approaching, _growing)
                return jets.limit_value(value if then is None else then(value, step), level)
            except Growth as growth:
                if growth.level == level and then is None:
                    raise Infinite(growth.of) from None
                raise
            except NeedsRoot as root:
                ramification *= root.index
                short = root
            except NeedsMoreTerms as more:
                short = more
                break
        else:
            raise short
    raise short


def _logarithm_runs_off(argument: Value, level: int) -> None:
    """Raises `Infinite` when the argument of a logarithm tends to 0 from above or to ∞."""
    if isinstance(argument, Jet) and argument.level == level and argument.valuation != 0 and argument.coefficients:
        if jets.sign(argument.coefficients[0]) > 0:
            raise Infinite(-1 if argument.valuation > 0 else 1)


MOST_DERIVATIVES = 4


def _beside_gap(term: IntegralOf, place: Place, end: fmpq, around: arb) -> Value | None:
    """What encloses a quotient p/q on one side of `end`, where both are 0, as sin x / x beside 0; None where that is not found.

    If p and q and their derivatives below the m-th are 0 at `end`, p(x)/q(x) is p^(m)(ξ)/q^(m)(ξ) for some ξ between (Cauchy's
    mean value theorem).
    """
    if not isinstance(term.body, Divide):
        return None
    level = place.level + 1

    def coefficients(part: Term, at: Value) -> list[Value]:
        jet = _under(part, place, term.variable, Jet(level, False, 0, [at, ONE, *[ZERO] * MOST_DERIVATIVES]))
        if not isinstance(jet, Jet) or jet.level != level:
            return [jet, *[ZERO] * (MOST_DERIVATIVES + 1)]
        return list(jet.coefficients)

    sides = (term.body.numerator, term.body.denominator)
    try:
        above, below = (coefficients(part, end) for part in sides)
        order = next((m for m, c in enumerate(below) if not is_exact_zero(c)), 0)
        if order == 0 or not all(is_exact_zero(c) for c in above[:order]):
            return None
        p, q = (coefficients(part, around)[order] for part in sides)
        return jets.divide(p, q)
    except (Undecided, Undefined):
        return None  # an integral may be improper at its end: it is not told by what has no value there


def _integral(term: IntegralOf, place: Place) -> Value:
    """Along a path in the complex plane, which takes the least time and tells the most; of what varies, by Taylor polynomials."""
    ways = (_integral_in_pieces, _integral_along_path) if place.level else (_integral_along_path, _integral_in_pieces)
    try:
        return ways[0](term, place)
    except TooMuchWork:
        raise
    except Undecided as reason:
        try:
            return ways[1](term, place)
        except Undecided:
            raise reason from None


def _integral_along_path(term: IntegralOf, place: Place) -> Value:
    from builder.calculus.judge.improper import Near, improper

    taylor = partial(_taylor, place=place, variable=term.variable)
    with place.work.share(place.work.left) as work:
        return improper(term, Near(partial(_value, place=place), taylor, place.integers, place.functions, work))


def _taylor(body: Term, at: Value, count: int, place: Place, variable: str) -> list[Value]:
    """The first Taylor coefficients of a term by a variable."""
    level = place.level + 1
    jet = _under(body, place, variable, Jet(level, False, 0, [at, ONE, *[ZERO] * (count - 2)]))
    return list(jet.coefficients) if isinstance(jet, Jet) and jet.level == level else [jet, *[ZERO] * (count - 1)]


def _integral_in_pieces(term: IntegralOf, place: Place) -> Value:
    if isinstance(term.lower, Infinity) or isinstance(term.upper, Infinity):
        from builder.calculus.judge.unbounded import to_infinity

        return cast("Value", to_infinity(term, partial(_value, place=place)))
    low, high = _value(term.lower, place), _value(term.upper, place)

    def taylor(at: Value, count: int) -> list[Value]:
        return _taylor(term.body, at, count, place, term.variable)

    def value(at: Value) -> Value:
        try:
            return _under(term.body, place, term.variable, at)
        except (Undecided, Undefined):
            if isinstance(at, arb):
                for end in (low, high):
                    if type(end) is fmpq and at.contains(end) and (quotient := _beside_gap(term, place, end, at)) is not None:
                        return quotient
            raise

    from builder.calculus.judge.quadrature import definite

    return definite(taylor, value, low, high)


_VALUES: Mapping[type, Callable[[Any, Place], Value]] = {
    Rational: _rational,
    Pi: _pi,
    Infinity: _infinity,
    Variable: _variable,
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
}


def place_of(
    point: Mapping[str, Fraction], functions: Mapping[str, Polynomial], integers: frozenset[str], series_terms: int, work: Work
) -> Place:
    """A place at a point of exact rationals, at which evaluations cost of `work`."""
    values = cast("dict[str, Value]", {name: balls.rational(value) for name, value in point.items()})
    return Place(values, functions, integers, series_terms, weight=1 + ctx.prec // 512, work=work)
