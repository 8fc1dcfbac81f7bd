"""Whether an equation covers the domain that it states: `\\ln x^2 = 2 \\ln x` for all x ≠ 0 does not, though it holds for x > 0.

An equation without such words is said wherever both of its sides have values. One that says for which values it holds is false
where one side alone has a value, if that is so on an open part of what it says, or at a single place inside, where a limit or
a derivative does not exist, or the other side jumps. The equation tells what fills other gaps: `\\frac{x}{x} = 1`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice

from flint import arb, fmpq
from msgspec import Struct

from builder.calculus.budget import Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.balls import Diverges, Scalar, Undefined, precision
from builder.calculus.judge.cells import cell_trials, zero_trials
from builder.calculus.judge.differentiate import add, negate
from builder.calculus.judge.evaluate import Place, place_of, value_or_reason
from builder.calculus.judge.kinks import compared_in, difference, is_kinked
from builder.calculus.judge.look import admits, allows, no_limit
from builder.calculus.judge.looks import has_any
from builder.calculus.judge.meaning import Part
from builder.calculus.judge.points import Space, Trial, space_of, trials
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, holds_any, walk
from builder.calculus.judge.terms import (
    Apply,
    Approach,
    Branches,
    Comparison,
    DerivativeOf,
    Fn,
    IntegralOf,
    LimitOf,
    Question,
    Rational,
    Term,
)

_TRIED = 48
_BITS = 64
_WIDTH = Fraction(1, 2**16)
_PROOFS = 8
"""At how many points it is asked for a proof that an integral diverges."""
_EVALUATIONS = 300_000
_CLOSED = (Comparison.LESS_EQUAL, Comparison.EQUAL)
_ALIKE = 3
"""At how many points a limit must be missing: balls do not tell that it is on a whole interval."""


class Gap(Struct, frozen=True):
    """A point of the stated domain at which one side alone has a value: what each side is there, in words, as it was asked."""

    at: Mapping[str, Fraction]
    left: str
    right: str


def gap_in_stated_domain(part: Part, stated: frozenset[str], witness: Mapping[str, Fraction], budget: Budget) -> Gap | None:
    """A gap in the domain that is stated of the letters `stated`, for one question of a claim that holds where it has values.

    Letters of which nothing is stated keep the values of the `witness`, at which both sides are defined; where another value
    of theirs gives both sides one there is no gap. None says nothing.
    """
    space = space_of(part.question, part.ties)
    if part.ties or space.functions or not stated & set(space.names):
        return None
    others = {name: witness[name] for name in space.names if name not in stated and name in witness}
    if not others and has_any(part.question, (IntegralOf,)) and (diverging := divergence(part, budget)) is not None:
        return diverging
    alike: list[Gap] = []
    with precision(_BITS), budget.purse().share(_EVALUATIONS) as work:
        for trial in _trials(part.question, space, budget):
            point = {**trial.values, **others}
            gap, missing = _gap_at(part, point, work, budget)
            if gap is None or (others and _is_filled(part.question, space, point, stated, budget)):
                continue
            if isinstance(missing, Diverges):
                return gap  # where a series converges is what such words tell, to the ends of the interval
            if not no_limit(missing):
                if _is_open(part.question, point, missing.args[0], stated, budget) or _jumps(
                    part.question, point, stated, budget
                ):
                    return gap
            elif _is_inside(part.question, point, stated, budget):
                return gap
            elif all(gap.at != other.at for other in alike):
                alike.append(gap)
                if len(alike) == _ALIKE:
                    return alike[0]
    return None


def divergence(part: Part, budget: Budget) -> Gap | None:
    """A gap at which an integral of one side provably diverges, at one of the first points of the domain, or of those beside the
    breaks of the sides."""
    space = space_of(part.question, part.ties)
    if part.ties or space.functions:
        return None
    few = chain(islice(trials(space, _TRIED), _PROOFS), islice(_at_breaks(part.question, space, budget), _PROOFS))
    gaps = (_where_it_diverges(part, trial, budget) for trial in few)
    return next((gap for gap in gaps if gap is not None), None)


def gap_in_told_case(part: Part, budget: Budget) -> Gap | None:
    """A place at which a case on one side tells a value, `1` for `x \\ge 0`, and no derivative exists on the other.

    Where there is a case for all else, as in an indicator function, none is told for single places.
    """
    question, space = part.question, space_of(part.question)
    if part.ties or space.functions:
        return None
    for side, other in ((question.left, question.right), (question.right, question.left)):
        if not holds_any((Branches,), side) or not holds_any((DerivativeOf,), other):
            continue
        told = [term.branches for term in walk(side) if isinstance(term, Branches)]
        closed = [c for branches in told if all(cases for _, cases in branches) for _, cases in branches for c in cases]
        with precision(_BITS), budget.purse().share(_EVALUATIONS) as work:
            for end in dict.fromkeys(add(c.left, negate(c.right)) for c in closed if c.comparison in _CLOSED):
                for trial in zero_trials(end, space, work):
                    gap, missing = _gap_at(part, trial.values, work, budget)
                    if gap is not None and no_limit(missing) and _is_inside(question, trial.values, free_variables(end), budget):
                        return gap
    return None


def doubtful_corner(part: Part, stated: frozenset[str], budget: Budget) -> Mapping[str, Fraction] | None:
    """A place inside of what is stated, or near one, at which something in a derivative may have a corner or a jump, and it is
    not known whether the derivative exists, while the other side has a value; None where there is none."""
    question, space = part.question, space_of(part.question, part.ties)
    if part.ties or space.functions:
        return None
    with precision(_BITS), budget.purse().share(_EVALUATIONS) as work:
        for side, other in ((question.left, question.right), (question.right, question.left)):
            for corner in dict.fromkeys(_corners_in_derivatives(side, space, work, budget)):
                for trial in islice(zero_trials(corner, space, work), _TRIED):
                    place = place_of(trial.values, {}, question.setting.integers, budget.series_terms, work)
                    if not admits(question, place) or not _is_inside(question, trial.values, free_variables(corner), budget):
                        continue
                    zero, here, beside = (value_or_reason(term, place) for term in (corner, side, other))
                    exists = type(zero) is fmpq and zero == 0 and here is not None
                    if not exists and beside is not None and not isinstance(beside, Undefined):
                        return trial.values
    return None


def _corners_in_derivatives(side: Term, space: Space, work: Work, budget: Budget) -> Iterator[Term]:
    """The terms at whose zeros something may have a corner or a jump that stands in a derivative."""
    for derivative in walk(side):
        if not isinstance(derivative, DerivativeOf) or isinstance(derivative.at, Rational) or not is_kinked(derivative.body):
            continue
        for term in walk(substitute(derivative.body, derivative.variable, derivative.at)):
            yield from map(difference, compared_in(term))
            match term:
                case Apply(Fn.FLOOR | Fn.CEILING, (u,)):
                    for trial in trials(space, _PROOFS):
                        value = value_or_reason(u, place_of(trial.values, {}, frozenset(), budget.series_terms, work))
                        if value is not None and not isinstance(value, Undefined) and arb(value).is_finite():
                            below = int(arb(value).mid().floor().unique_fmpz() or 0)
                            yield from (add(u, Rational(Fraction(-n))) for n in (below, below + 1))
                case _:
                    pass


def _trials(question: Question, space: Space, budget: Budget) -> Iterator[Trial]:
    yield from trials(space, _TRIED)
    yield from _at_breaks(question, space, budget)


def _at_breaks(question: Question, space: Space, budget: Budget) -> Iterator[Trial]:
    yield from cell_trials(question, space, budget.purse())


def _gap_at(part: Part, point: Mapping[str, Fraction], work: Work, budget: Budget) -> tuple[Gap | None, Undefined]:
    """The gap at a point, and why there is no value; None where there is none, or it is no point of the domain."""
    question, nothing = part.question, Undefined("")
    place = place_of(point, {}, question.setting.integers, budget.series_terms, work)
    if place.work.left < 0 or not admits(question, place):
        return None, nothing
    values = [value_or_reason(side, place) for side in (question.left, question.right)]
    if any(value is None for value in values):
        return None, nothing
    lacking = [value for value in values if isinstance(value, Undefined)]
    if len(lacking) != 1:
        return None, nothing
    return _gap(part, point, values), lacking[0]


def _where_it_diverges(part: Part, trial: Trial, budget: Budget) -> Gap | None:
    """The gap at a point where one side provably diverges, of which balls tell nothing, and the other has a value."""
    from builder.calculus.judge.divergence import fixed, lack_of_value

    if not allows(part.question, trial, budget):
        return None
    sides = [fixed(side, trial) for side in (part.question.left, part.question.right)]
    values: list[Scalar | Undefined | None] = [lack_of_value(side, budget) for side in sides]
    if sum(isinstance(value, Diverges) for value in values) != 1:
        return None
    with budget.purse().share(_EVALUATIONS) as work:
        place = place_of(trial.values, {}, part.question.setting.integers, budget.series_terms, work)
        values = [value or value_or_reason(side, place) for side, value in zip(sides, values, strict=True)]
    return (
        None
        if any(value is None for value in values) or all(isinstance(v, Undefined) for v in values)
        else _gap(part, trial.values, values)
    )


def _gap(part: Part, point: Mapping[str, Fraction], values: Sequence[Scalar | Undefined | None]) -> Gap:
    left, right = (_in_words(value) for value in (values[::-1] if part.turned else values))
    return Gap(dict(point), left, right)


def _is_filled(question: Question, space: Space, point: Mapping[str, Fraction], stated: frozenset[str], budget: Budget) -> bool:
    """Whether other values of the letters of which nothing is stated give both sides a value: `\\ln(cx)` for all real c."""
    for trial in trials(space, _TRIED // 2):
        other = {name: point[name] if name in stated else value for name, value in trial.values.items()}
        place = place_of(other, {}, question.setting.integers, budget.series_terms, budget.purse())
        values = [value_or_reason(side, place) for side in (question.left, question.right)]
        if not any(value is None or isinstance(value, Undefined) for value in values):
            return True
    return False


def _in_words(value: Scalar | Undefined | None) -> str:
    if isinstance(value, Undefined):
        return str(value) if no_limit(value) else f"has no value: {value}"
    assert value is not None
    return balls.written(value, 12)


def _boxed(question: Question, point: Mapping[str, Fraction], stated: frozenset[str], budget: Budget) -> Place | None:
    """A box around a point in the letters that are real and of which a domain is stated; None if it is not all in that domain."""
    place = place_of(point, {}, question.setting.integers, budget.series_terms, budget.purse())
    for name in _real(question, point, stated):
        place.values[name] = balls.rational(point[name]) + arb(0, 1) * arb(balls.rational(_WIDTH * (abs(point[name]) + 1)))
    return place if admits(question, place) else None


def _real(question: Question, point: Mapping[str, Fraction], stated: frozenset[str]) -> list[str]:
    return [name for name in point if name in stated and name not in question.setting.integers]


def _is_inside(question: Question, point: Mapping[str, Fraction], stated: frozenset[str], budget: Budget) -> bool:
    """Whether a point is no end of the stated domain, where a derivative is one from the inside."""
    return _boxed(question, point, stated, budget) is not None


def _jumps(question: Question, point: Mapping[str, Fraction], stated: frozenset[str], budget: Budget) -> bool:
    """Whether, at a point inside of the stated domain where one side has no value, the other is not what it is beside it."""
    if not _is_inside(question, point, stated, budget):
        return False
    for name in _real(question, point, stated):
        for side in (question.left, question.right):
            limit = LimitOf(side, name, Rational(point[name]), Approach.BOTH)
            here, beside = (
                value_or_reason(term, place_of(point, {}, question.setting.integers, budget.series_terms, budget.purse()))
                for term in (side, limit)
            )
            if isinstance(here, Undefined) or here is None or beside is None:
                continue
            if no_limit(beside) or (not isinstance(beside, Undefined) and balls.disjoint(here, beside)):
                return True
    return False


def _is_open(question: Question, point: Mapping[str, Fraction], why: str, stated: frozenset[str], budget: Budget) -> bool:
    """Whether around a point, too, one side has no value: on a box, as balls tell. None is what the equation would fill."""
    if not _real(question, point, stated):
        return True  # an integer is one of those that are told, and no place on a line
    place = _boxed(question, point, stated, budget)
    if place is None:
        return False
    found = (value_or_reason(side, place) for side in (question.left, question.right))
    return any(isinstance(value, Undefined) and value.args[0] == why for value in found)
