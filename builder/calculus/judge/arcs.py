"""Identities of one letter on an interval that sines and cosines part: arcsin(sin x) = π − x from π/2 to 3π/2.

The interval that is assumed is cut at the zeros of all sines and cosines of the sides, which are known, and at those of the
arguments of |·|. Between two cuts all their signs are known: there the difference of the sides has the derivative 0, and is 0 at
one exact point. Both sides are continuous where they are defined, so that they are equal at the cuts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Number
from functools import partial
from itertools import pairwise
from math import ceil, floor

from flint import arb
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.components import continuous
from builder.calculus.judge.convex import follows
from builder.calculus.judge.differentiate import ZERO, add, derivative, multiply, negate
from builder.calculus.judge.domain import gather, requirements
from builder.calculus.judge.evaluate import place_of, value_at
from builder.calculus.judge.exact import is_zero, vanishes
from builder.calculus.judge.field import Convert, Field, Memory, Stop, Undefined, restarting
from builder.calculus.judge.folding import folded_throughout
from builder.calculus.judge.half_angle import parts_of_turn
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import (
    Apply,
    Comparison,
    Condition,
    Fn,
    Pi,
    Question,
    Rational,
    Setting,
    Term,
    Variable,
)

RESTARTS = 8
BITS = 128
MOST_CUTS = 12
_CIRCULAR = frozenset({Fn.SIN, Fn.COS, Fn.TAN, Fn.COT, Fn.SEC, Fn.CSC})
_INVERSE = frozenset({Fn.ARCSIN, Fn.ARCCOS, Fn.ARCTAN, Fn.ARCCOT, Fn.ABS})
_WITHIN = tuple(Rational(Number(n, d)) for n, d in ((1, 2), (1, 3), (2, 3), (1, 4)))
_HALF = Rational(Number(1, 2))


class Cut(Struct, frozen=True):
    """A place at which the interval is cut, and a ball around it."""

    at: Term
    place: arb


def equal_on_arcs(question: Question, budget: Budget, convert: Convert) -> bool:
    """Whether the sides are equal on the whole interval that is assumed of the only letter. False says nothing."""
    names = free_names(question.left) | free_names(question.right)
    (name,) = names if len(names) == 1 else ("",)
    question = _of_angle(question, name)
    left, right, setting = question.left, question.right, question.setting
    inside = [t for side in (left, right) for t in walk(side) if isinstance(t, Apply)]
    if not name or name in setting.integers or not any(t.function in _INVERSE for t in inside):
        return False
    low = [c.left for c in setting.conditions if c.right == Variable(name) and c.comparison is not Comparison.NOT_EQUAL]
    high = [c.right for c in setting.conditions if c.left == Variable(name) and c.comparison is not Comparison.NOT_EQUAL]
    if len(low) != 1 or len(high) != 1 or free_names(low[0]) or free_names(high[0]):
        return False
    if not (continuous(left) and continuous(right)):
        return False
    return any(_equal_between_all(question, name, inside, low[0], high[0], halves, budget, convert) for halves in (False, True))


def _of_angle(question: Question, name: str) -> Question:
    """The question of the angle itself, where all sines and cosines are of the same multiple of the letter."""
    sides = (question.left, question.right)
    angles = [t.arguments[0] for side in sides for t in walk(side) if isinstance(t, Apply) and t.function in _CIRCULAR]
    slopes = {folded_throughout(derivative(angle, name)) for angle in angles}
    if len(slopes) != 1 or not isinstance(slope := slopes.pop(), Rational) or slope.value <= 0 or slope.value == 1:
        return question

    def scaled(term: Term) -> Term:
        return folded_throughout(substitute(term, name, multiply(Rational(1 / slope.value), Variable(name))))

    def moved(condition: Condition) -> Condition:
        """`a < x` as `α a < x`; others keep their form."""
        if Variable(name) not in (condition.left, condition.right):
            return replace(condition, left=scaled(condition.left), right=scaled(condition.right))
        ends = (
            folded_throughout(multiply(slope, end)) if end != Variable(name) else end for end in (condition.left, condition.right)
        )
        return Condition(next(ends), condition.comparison, next(ends))

    setting = replace(question.setting, conditions=tuple(map(moved, question.setting.conditions)))
    return replace(question, left=scaled(question.left), right=scaled(question.right), setting=setting)


def _equal_between_all(
    question: Question, name: str, inside: list[Apply], low: Term, high: Term, halves: bool, budget: Budget, convert: Convert
) -> bool:
    signed = list(dict.fromkeys(_signed(inside, name, halves)))
    cuts = _cuts(signed, name, low, high)
    if cuts is None or not signed:
        return False
    pieces = pairwise(cuts)
    return all(_equal_between(question, name, signed, before.at, after.at, budget, convert) for before, after in pieces)


def _signed(inside: list[Apply], name: str, halves: bool) -> Iterator[Term]:
    """What must not change its sign between two cuts: sines, cosines, and the arguments of |·| that hold none.

    `halves`: of half the angles, too, with which 1 + cos x is factored.
    """
    for term in inside:
        (argument, *_) = term.arguments
        if term.function in _CIRCULAR and name in free_names(argument):
            for angle in (argument, multiply(_HALF, argument)) if halves else (argument,):
                yield Apply(Fn.SIN, (angle,))
                yield Apply(Fn.COS, (angle,))
        elif term.function is Fn.ABS and not any(isinstance(t, Apply) and t.function in _CIRCULAR for t in walk(argument)):
            yield argument


def _ball(term: Term) -> arb | None:
    try:
        value = arb(value_at(term, place_of({}, {}, frozenset(), 50, Work())))
    except (balls.Undefined, balls.Undecided):
        return None
    return value if value.is_finite() else None


def _cuts(signed: list[Term], name: str, low: Term, high: Term) -> list[Cut] | None:
    """The ends of the interval and all places between them where a sign may change; None where they are not known."""
    with balls.precision(BITS):
        ends = _ball(low), _ball(high)
        if ends[0] is None or ends[1] is None or not ends[0] < ends[1]:
            return None
        first, last = Cut(low, ends[0]), Cut(high, ends[1])
        found: list[Cut] = []
        for term in signed:
            zeros = _zeros(term, name, first.place, last.place)
            if zeros is None:
                return None
            for at in zeros:
                place = _ball(at)
                if place is None or len(found) > MOST_CUTS:
                    return None
                if place < first.place or place > last.place:
                    continue
                if place.overlaps(first.place) or place.overlaps(last.place):
                    if not (_same(at, low) or _same(at, high)):
                        return None
                    continue
                if all(not place.overlaps(cut.place) for cut in found):
                    found.append(Cut(at, place))
                elif not any(_same(at, cut.at) for cut in found):
                    return None
        found.sort(key=lambda cut: float(cut.place.mid()))
        return [first, *found, last]


def _same(one: Term, other: Term) -> bool:
    """Whether two rational multiples of π, or two rationals, are the same."""
    return parts_of_turn(one) is not None and parts_of_turn(one) == parts_of_turn(other)


def _zeros(term: Term, name: str, low: arb, high: arb) -> list[Term] | None:
    """All zeros of a sine, a cosine or a linear term from `low` to `high`; None where its argument is not linear."""
    argument = term.arguments[0] if isinstance(term, Apply) and term.function in (Fn.SIN, Fn.COS) else term
    slope = folded_throughout(derivative(argument, name))
    start = folded_throughout(substitute(argument, name, ZERO))
    if not isinstance(slope, Rational) or not slope.value or free_names(start) or (at_start := _ball(start)) is None:
        return None
    inverse = Rational(1 / slope.value)
    if argument is term:
        return [multiply(inverse, negate(start))]
    shift = _HALF if isinstance(term, Apply) and term.function is Fn.COS else ZERO
    ends = [float(((end * balls.rational(slope.value) + at_start) / arb.pi()).mid()) for end in (low, high)]
    if max(map(abs, ends)) > 1000 or abs(ends[1] - ends[0]) > MOST_CUTS:
        return None
    turns = range(floor(min(ends)) - 1, ceil(max(ends)) + 2)
    return [multiply(inverse, add(multiply(add(Rational(Number(k)), shift), Pi()), negate(start))) for k in turns]


def _equal_between(
    question: Question, name: str, signed: list[Term], low: Term, high: Term, budget: Budget, convert: Convert
) -> bool:
    """Whether the sides are equal between two cuts, where all terms of `signed` keep their signs."""
    letter = Variable(name)
    points = [folded_throughout(add(low, multiply(part, add(high, negate(low))))) for part in _WITHIN]
    conditions = [Condition(low, Comparison.LESS, letter), Condition(letter, Comparison.LESS, high)]
    with balls.precision(BITS):
        for term in signed:
            value = _ball(substitute(term, name, points[0]))
            if value is None or not (value > 0 or value < 0):
                return False
            above = value > 0
            conditions.append(Condition(ZERO if above else term, Comparison.LESS, term if above else ZERO))
    setting = replace(question.setting, conditions=tuple(conditions))
    memory = Memory()
    left, right = question.left, question.right

    def attempt() -> bool:
        field = Field(memory, budget, setting)
        gather(field, ZERO, ZERO, setting)
        if not all(follows(field, need, convert) for need in requirements(left) + requirements(right)):
            return False
        slope = field.subtract(convert(field, derivative(left, name)), convert(field, derivative(right, name)))
        return bool(slope.numerator.is_zero()) or vanishes(field, slope.numerator)

    def zero_at(point: Term) -> bool:
        field = Field(memory, budget, Setting())
        gap = field.subtract(*(convert(field, substitute(side, name, point)) for side in (left, right)))
        return bool(gap.numerator.is_zero()) or is_zero(field, gap.numerator)

    try:
        return restarting(attempt, RESTARTS) is True and any(restarting(partial(zero_at, p), RESTARTS) for p in points)
    except (Stop, Undefined):
        return False
