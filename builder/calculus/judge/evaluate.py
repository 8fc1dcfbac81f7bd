"""The value of a term at a point: enclosed in a ball, with its derivatives by jets and its limits by series.

`Undefined` is raised where the term provably has no value, `Undecided` where that, or the value, could not be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any, cast

from flint import arb, ctx, fmpq
from msgspec import Struct, field

from builder.calculus.budget import Work
from builder.calculus.judge import balls, jets
from builder.calculus.judge.balls import ONE, ZERO, NoLimit, Scalar, Undecided, Undefined
from builder.calculus.judge.differentiate import by_leibniz
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.jets import Growth, Infinite, Jet, NeedsMoreTerms, NeedsRoot, Value
from builder.calculus.judge.subterms import degree_in
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

LENGTHS = (3, 5, 9, 17, 33)
"""How many coefficients a limit is tried with."""

LARGEST_RAMIFICATION = 12

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
        _pay(denominator, place)
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


def _pay(argument: Value, place: Place) -> None:
    """Pay for an inverse, a root, a power or a function of a jet before it is worked out."""
    if isinstance(argument, Jet):
        place.work.left -= place.weight * WORK_OF_AN_INVERSE
        if place.work.left < 0:
            raise TooMuchWork("too much work")


def _raise(term: Raise, place: Place) -> Value:
    base = _value(term.base, place)
    _pay(base, place)
    if isinstance(term.exponent, Rational):
        p, q = term.exponent.value.numerator, term.exponent.value.denominator
        if q <= 64 and abs(p) < 2**balls.BITS_OF_EXPONENT:
            return _rational_power(term.base, base, p, q, place)
    exponent = _value(term.exponent, place)
    if type(exponent) is fmpq and exponent.q == 1 and is_integer(term.exponent, place.integers):
        return jets.integer_power(base, int(exponent.p))
    return jets.real_power(base, exponent)


def _root(term: RootOf, place: Place) -> Value:
    radicand = _value(term.radicand, place)
    _pay(radicand, place)
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
    _pay(arguments[0], place)
    return _FUNCTIONS[term.function](*arguments)


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

    return _both(slope, "no finite slope")


def _limit(term: LimitOf, place: Place) -> Value:
    point = term.point
    if isinstance(point, Infinity):
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
            return _both(side, "no finite limit", alike=_is_meromorphic(term.body, place.integers))


def _is_meromorphic(term: Term, integers: frozenset[str], entire: bool = False) -> bool:
    """Whether a term is made of sums, products, quotients and integer powers of entire functions; or is `entire` itself.

    Where it has a finite limit from one side of a point, it has a removable singularity there and the same limit from the
    other. Not so where an exponential is of something that has a pole: e^(-1/x) is 0 from one side only.
    """
    match term:
        case Rational() | Pi() | Variable():
            return True
        case Add(inner) | Multiply(inner) | UnknownAt(_, _, inner):
            return all(_is_meromorphic(t, integers, entire) for t in inner)
        case Divide(a, b):
            without_poles = isinstance(b, Rational) or not entire
            return without_poles and _is_meromorphic(a, integers, entire) and _is_meromorphic(b, integers)
        case Raise(base, exponent):
            if entire and not (isinstance(exponent, Rational) and exponent.value >= 0):
                return False
            fixed = isinstance(exponent, Rational) or (isinstance(exponent, Variable) and exponent.name in integers)
            return fixed and is_integer(exponent, integers) and _is_meromorphic(base, integers, entire)
        case Apply(function, (argument,)):
            return function in _ENTIRE and _is_meromorphic(argument, integers, entire=True)
        case _:
            return False


_ENTIRE = frozenset({Fn.EXP, Fn.SIN, Fn.COS, Fn.SINH, Fn.COSH})


def _both(side: Callable[[int], Value], nothing: str, alike: bool = False) -> Value:
    """A two-sided limit from its two one-sided ones. A side on which the function is not defined does not count.

    `alike` tells that a value from above is the value from below.
    """
    found: dict[int, Value | Undefined] = {}
    for of in (1, -1):
        try:
            found[of] = side(of)
            if alike:
                return found[of]
        except Undefined as reason:
            found[of] = reason
    above, below = found[1], found[-1]
    if isinstance(above, Undefined) or isinstance(below, Undefined):
        outside = [f for f in (above, below) if isinstance(f, Undefined) and not isinstance(f, Infinite)]
        if len(outside) == 2:
            raise outside[0]
        if len(outside) == 1:
            inside = below if isinstance(above, Undefined) and not isinstance(above, Infinite) else above
            if isinstance(inside, Undefined):
                raise inside
            return inside
        if isinstance(above, Infinite) and isinstance(below, Infinite) and above.of == below.of:
            raise above
        raise NoLimit(_side(above, nothing), _side(below, nothing))
    if isinstance(above, Jet) or isinstance(below, Jet):
        if jets.may_vanish(above - below):
            return above
        raise NoLimit("one value", "another")
    if balls.disjoint(above, below):
        raise NoLimit(balls.written(above), balls.written(below))
    return above if type(below) is fmpq else below


def _side(value: Value | Undefined, nothing: str) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty"
    if isinstance(value, Undefined):
        return "undefined"
    return nothing if isinstance(value, Jet) else balls.written(value)


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


def _integral(term: IntegralOf, place: Place) -> Value:
    low, high = _value(term.lower, place), _value(term.upper, place)
    level = place.level + 1

    def taylor(at: Value, count: int) -> list[Value]:
        jet = _under(term.body, place, term.variable, Jet(level, False, 0, [at, ONE, *[ZERO] * (count - 2)]))
        return list(jet.coefficients) if isinstance(jet, Jet) and jet.level == level else [jet, *[ZERO] * (count - 1)]

    def value(at: Value) -> Value:
        return _under(term.body, place, term.variable, at)

    return _definite(taylor, value, low, high)


def _definite(taylor: Callable[[Value, int], list[Value]], value: Callable[[Value], Value], low: Value, high: Value) -> Value:
    """A definite integral. An end that moves contributes the integrand there; one that is no rational, the short rest."""
    from builder.calculus.judge.quadrature import integral

    if isinstance(low, Jet) and isinstance(high, Jet):
        between = _constant(low)
        return _definite(taylor, value, low, between) + _definite(taylor, value, between, high)
    if isinstance(low, Jet):
        return -_definite(taylor, value, high, low)
    if isinstance(high, Jet):
        if high.directed:
            raise Undecided("an integral whose end tends to a limit")
        if isinstance(value(_constant(high)), Jet):
            raise Undecided("an integral whose end moves and whose integrand varies")
        constant = _definite(taylor, value, low, high.coefficients[0])
        return jets.integrated(value(high) * jets.derivative(high), constant, high)
    ends = []
    rest: Value = ZERO
    for of, end in ((-1, low), (1, high)):
        if type(end) is fmpq:
            ends.append(end)
            continue
        near = _near(end)
        ends.append(near)
        rest = rest + value(end.union(arb(near))) * (end - near) * of
    return integral(taylor, value, ends[0], ends[1]) + rest


def _constant(value: Value) -> Scalar:
    """The number that a value is where nothing is varied."""
    while isinstance(value, Jet):
        if value.directed:
            raise Undecided("an integral whose end tends to a limit")
        value = value.coefficients[0]
    return cast(Scalar, value)


def _near(ball: arb) -> fmpq:
    mantissa, exponent = ball.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


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


# ---------------------------------------------------------------------------------------------- functions


def _sine(x: Value) -> Value:
    return balls.sine(x) if not isinstance(x, Jet) else jets.sine_cosine(x)[0]


def _cosine(x: Value) -> Value:
    return balls.cosine(x) if not isinstance(x, Jet) else jets.sine_cosine(x)[1]


def _tangent(x: Value) -> Value:
    s, c = jets.sine_cosine(x)
    return jets.divide(s, c)


def _cotangent(x: Value) -> Value:
    s, c = jets.sine_cosine(x)
    return jets.divide(c, s)


def _hyperbolic_cotangent(x: Value) -> Value:
    return jets.invert(jets.hyperbolic_tangent(x))


def _sign(x: Value) -> Value:
    of = jets.sign(x)
    if of == 0 and isinstance(x, Jet):
        raise Undecided("a jump of the sign")
    return fmpq(of)


def _maximum(*values: Value) -> Value:
    result = values[0]
    for value in values[1:]:
        result = jets.largest(result, value)
    return result


def _factorial(n: Value) -> Value:
    if isinstance(n, Jet):
        raise Undecided("a factorial of what is no integer")
    return balls.factorial(n)


def _binomial(n: Value, k: Value) -> Value:
    """The falling factorial n (n−1) … (n−k+1) over k!; 0 for k < 0."""
    if type(k) is not fmpq:
        raise Undecided("a binomial coefficient whose lower number is not known")
    if k.q != 1:
        raise Undefined("a binomial coefficient whose lower number is no integer")
    if k > 300:
        raise Undecided("a large binomial coefficient")
    count = int(k.p)
    if count < 0:
        return ZERO
    result: Value = ONE
    for i in range(count):
        result = result * (n - i)
        if type(result) is fmpq:
            result = balls.bounded(result)
    return result * fmpq(1, factorial(count))


_FUNCTIONS: Mapping[Fn, Callable[..., Value]] = {
    Fn.EXP: jets.exponential,
    Fn.LN: jets.logarithm,
    Fn.SIN: _sine,
    Fn.COS: _cosine,
    Fn.TAN: _tangent,
    Fn.COT: _cotangent,
    Fn.SEC: lambda x: jets.invert(_cosine(x)),
    Fn.CSC: lambda x: jets.invert(_sine(x)),
    Fn.ARCSIN: jets.arcsine,
    Fn.ARCCOS: jets.arccosine,
    Fn.ARCTAN: jets.arctangent,
    Fn.ARCCOT: lambda x: balls.PI() * balls.HALF - jets.arctangent(x),
    Fn.ARCSEC: lambda x: jets.arccosine(jets.invert(x)),
    Fn.ARCCSC: lambda x: jets.arcsine(jets.invert(x)),
    Fn.SINH: lambda x: jets.hyperbolic_pair(x)[0],
    Fn.COSH: lambda x: jets.hyperbolic_pair(x)[1],
    Fn.TANH: jets.hyperbolic_tangent,
    Fn.COTH: _hyperbolic_cotangent,
    Fn.SECH: lambda x: jets.invert(jets.hyperbolic_pair(x)[1]),
    Fn.CSCH: lambda x: jets.invert(jets.hyperbolic_pair(x)[0]),
    Fn.ARSINH: jets.inverse_hyperbolic_sine,
    Fn.ARCOSH: jets.inverse_hyperbolic_cosine,
    Fn.ARTANH: jets.inverse_hyperbolic_tangent,
    Fn.ABS: jets.absolute,
    Fn.SIGN: _sign,
    Fn.FLOOR: jets.floor,
    Fn.CEILING: lambda x: -jets.floor(-x),
    Fn.MAX: _maximum,
    Fn.MIN: lambda *values: -_maximum(*(-v for v in values)),
    Fn.FACTORIAL: _factorial,
    Fn.BINOMIAL: _binomial,
}


def place_of(
    point: Mapping[str, Fraction], functions: Mapping[str, Polynomial], integers: frozenset[str], series_terms: int, work: Work
) -> Place:
    """A place at a point of exact rationals, at which evaluations cost of `work`."""
    values = cast("dict[str, Value]", {name: balls.rational(value) for name, value in point.items()})
    return Place(values, functions, integers, series_terms, weight=1 + ctx.prec // 512, work=work)
