"""Claims under a relation that ties variables together: derivatives along a curve, and points that lie on it.

On F = 0 with y a function of x, y' is −F_x / F_y, and so on for higher orders. Where several letters are functions of a parameter
t (related rates), all but the last keep derivatives of their own as free variables, and that of the last follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from flint import arb, fmpq_mpoly, fmpq_mpoly_ctx
from msgspec import Struct

from builder.calculus.judge.balls import Undecided, Undefined, precision, rational
from builder.calculus.judge.differentiate import differentiate
from builder.calculus.judge.evaluate import Place, Work, has_value, place_of, value_at
from builder.calculus.judge.field import Stop
from builder.calculus.judge.points import HUMAN, Space, Trial, trials
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Term,
    UnknownAt,
    Variable,
)

MINUS_ONE = Rational(Fraction(-1))
LARGEST_ORDER = 4
LARGEST_POWER = 12
LARGEST_POLYNOMIAL = 200
ROOT_BITS = 160


class OffTheCurve(Exception):
    """A term that cannot be read along the curve. `args[0]` says why."""


class Curve(Struct, frozen=True):
    """F = 0, the letters that are functions of `parameter`, and the one of them whose derivatives follow from the others'."""

    term: Term
    parameter: str
    dependent: tuple[str, ...]

    @property
    def solved(self) -> str:
        """The letter whose derivatives follow."""
        return self.dependent[-1]


def along(term: Term, curve: Curve) -> Term:
    """`term` without unknown functions: the letters of the curve as free variables, their derivatives as they follow from it."""
    names = frozenset(curve.dependent)
    if not any(isinstance(t, UnknownAt) and t.name in names for t in walk(term)):
        return term

    def read(t: Term) -> Term:
        match t:
            case UnknownAt(name, (order,), (at,)) if name in names:
                if at != Variable(curve.parameter):
                    raise OffTheCurve(f"{name} at a place of its own")
                return _derivative(curve, name, order)
            case UnknownAt(name, orders, arguments):
                return UnknownAt(name, orders, tuple(read(u) for u in arguments))
            case DerivativeOf(body, variable, order, at) if any(isinstance(u, UnknownAt) and u.name in names for u in walk(body)):
                for _ in range(order):
                    body = differentiate(body, variable)
                return read(substitute(body, variable, at))
            case Add(terms):
                return Add(tuple(read(u) for u in terms))
            case Multiply(factors):
                return Multiply(tuple(read(u) for u in factors))
            case Divide(a, b):
                return Divide(read(a), read(b))
            case Raise(a, b):
                return Raise(read(a), read(b))
            case RootOf(a, index):
                return RootOf(read(a), index)
            case Apply(function, arguments):
                return Apply(function, tuple(read(u) for u in arguments))
            case Branches(branches):
                return Branches(
                    tuple(
                        (read(v), tuple(Condition(read(c.left), c.comparison, read(c.right)) for c in conditions))
                        for v, conditions in branches
                    )
                )
            case _:
                if any(isinstance(u, UnknownAt) and u.name in names for u in walk(t)):
                    raise OffTheCurve("a limit or a sum along a curve")
                return t

    try:
        return read(term)
    except Stop as stop:
        raise OffTheCurve(str(stop)) from None


def _derivative(curve: Curve, name: str, order: int) -> Term:
    """The derivative of a letter of the curve by its parameter."""
    if order > LARGEST_ORDER:
        raise OffTheCurve("a derivative of such an order along a curve")
    if name != curve.solved:
        return Variable(name + "'" * order)
    term: Term = Variable(name)
    for i in range(order):
        term = _slope(curve) if i == 0 else _total(term, curve, i)
    return term


def _slope(curve: Curve) -> Term:
    """−(∂F/∂t + Σ ∂F/∂xᵢ xᵢ') / (∂F/∂y)."""
    parts = [differentiate(curve.term, curve.parameter)]
    for name in curve.dependent[:-1]:
        parts.append(Multiply((differentiate(curve.term, name), Variable(name + "'"))))
    return Divide(Multiply((MINUS_ONE, Add((*parts, Rational(Fraction(0)))))), differentiate(curve.term, curve.solved))


def _total(term: Term, curve: Curve, order: int) -> Term:
    """The derivative of a term along the curve: `order` derivatives of the free letters may stand in it."""
    parts = [
        differentiate(term, curve.parameter),
        Multiply((differentiate(term, curve.solved), _slope(curve))),
    ]
    for name in curve.dependent[:-1]:
        for i in range(order + 1):
            parts.append(Multiply((differentiate(term, name + "'" * i), Variable(name + "'" * (i + 1)))))
    return Add(tuple(parts))


def vanishes_on(question: Question, curve: Term) -> bool:
    """Whether the difference of the sides is a fraction of polynomials whose numerator is a multiple of the curve's."""
    names = sorted(free_variables(question.left, question.right, curve))
    if question.comparison is not Comparison.EQUAL or not names:
        return False
    ring = fmpq_mpoly_ctx.get(names, "lex")
    generators = dict(zip(names, ring.gens(), strict=True))
    try:
        left, below_left = _fraction(question.left, generators, ring)
        right, below_right = _fraction(question.right, generators, ring)
        divisor, _ = _fraction(curve, generators, ring)
    except OffTheCurve:
        return False
    difference = left * below_right - right * below_left
    return not divisor.is_zero() and bool(divmod(difference, divisor)[1].is_zero())


def _fraction(term: Term, generators: Mapping[str, fmpq_mpoly], ring: fmpq_mpoly_ctx) -> tuple[fmpq_mpoly, fmpq_mpoly]:
    """A term as numerator and denominator, if it is made of rational operations of modest size."""
    one = ring.constant(1)
    match term:
        case Rational(value):
            return ring.constant(rational(value)), one
        case Variable(name):
            return generators[name], one
        case Add(terms):
            above, below = ring.constant(0), one
            for t in terms:
                a, b = _fraction(t, generators, ring)
                above, below = _modest(above * b + a * below), _modest(below * b)
            return above, below
        case Multiply(factors):
            above, below = one, one
            for t in factors:
                a, b = _fraction(t, generators, ring)
                above, below = _modest(above * a), _modest(below * b)
            return above, below
        case Divide(numerator, denominator):
            a, b = _fraction(numerator, generators, ring)
            c, d = _fraction(denominator, generators, ring)
            return _modest(a * d), _modest(b * c)
        case Raise(base, Rational(value)) if value.denominator == 1 and abs(value) <= LARGEST_POWER:
            a, b = _fraction(base, generators, ring)
            if value < 0:
                a, b = b, a
            return _modest(a ** abs(int(value))), _modest(b ** abs(int(value)))
        case _:
            raise OffTheCurve("no rational function")


def _modest(polynomial: fmpq_mpoly) -> fmpq_mpoly:
    if len(polynomial) > LARGEST_POLYNOMIAL:
        raise OffTheCurve("a polynomial of too many terms")
    return polynomial


# ---------------------------------------------------------------------------------------------- points of the curve


def curve_trials(space: Space, curve: Term, count: int) -> Iterator[Trial]:
    """Trials on F = 0: all variables of the curve but one are chosen, and that one is enclosed by a change of sign of F."""
    on = sorted(free_variables(curve) & set(space.names))
    if not on:
        return
    found = 0
    for number, trial in enumerate(trials(space, 4 * count)):
        solved = on[-1 - number % len(on)]
        for low, high in _enclosures(curve, trial, solved, space):
            middle = (low + high) / 2
            found += 1
            yield Trial({**trial.values, solved: middle}, trial.functions, {} if low == high else {solved: (low, high)})
            if found >= count:
                return


def _enclosures(curve: Term, trial: Trial, solved: str, space: Space) -> Iterator[tuple[Fraction, Fraction]]:
    """Intervals that hold a zero of the curve's term in one variable, the others being fixed: exact where a grid meets it."""
    place = place_of({k: v for k, v in trial.values.items() if k != solved}, trial.functions, space.setting.integers, 50, Work())

    def sign(at: Fraction) -> int | None:
        place.values[solved] = rational(at)
        try:
            value = value_at(curve, place)
        except (Undecided, Undefined):
            return None
        return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None

    grid = sorted({*(Fraction(k, 2) for k in range(-12, 13)), *HUMAN, Fraction(10), Fraction(-10), Fraction(30), Fraction(-30)})
    with precision(2 * ROOT_BITS):
        before: tuple[Fraction, int] | None = None
        for at in grid:
            of = sign(at)
            if of == 0:
                yield at, at
            elif of is not None and before is not None and before[1] == -of:
                low, high = _bisected(sign, before[0], at, before[1])
                if low == high or _is_continuous(curve, place, solved, low, high):
                    yield low, high
            before = None if of is None or of == 0 else (at, of)


def _bisected(sign: Callable[[Fraction], int | None], low: Fraction, high: Fraction, at_low: int) -> tuple[Fraction, Fraction]:
    """A short interval at whose ends the signs differ, or a zero."""
    for _ in range(ROOT_BITS):
        middle = (low + high) / 2
        of = sign(middle)
        if of is None:
            break
        if of == 0:
            return middle, middle
        low, high = (middle, high) if of == at_low else (low, middle)
    return low, high


def _is_continuous(curve: Term, place: Place, solved: str, low: Fraction, high: Fraction) -> bool:
    """Whether the curve's term has a value on all of an interval, so that a change of sign is a zero and no pole or jump."""
    place.values[solved] = ball_of((low, high))
    return has_value(curve, place)


def ball_of(interval: tuple[Fraction, Fraction]) -> arb:
    """An interval as a ball."""
    low, high = interval
    return arb(rational((low + high) / 2)) + arb(0, 1) * arb(rational((high - low) / 2))
