"""A second opinion on proofs about limits that balls cannot decide: the sides on the way to the limit.

`\\lim_{x \\to 0^+} x \\ln x = 0` is proved by rates of growth, and no ball at 0 says more. Ever nearer to the point, the
difference of what stands behind the limits must shrink. That is no proof, but a wrong proof does not survive it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from flint import arb

from builder.calculus.budget import Budget
from builder.calculus.judge.balls import Scalar, Undecided, Undefined, precision
from builder.calculus.judge.evaluate import place_of, value_at
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import parts, walk, with_parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Divide,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Term,
)

STEPS = (10, 20, 40, 80)
"""Powers of 2 that say how near to the point, or how far out, the sides are looked at."""

LEAST_STEPS = 2
ON_THE_WAY_BITS = 640
SHRINKS = 0.75
"""A difference counts as shrinking when the last one is at most this part of the one before: 1/ln ln x just does so."""


def agrees_on_the_way(question: Question, budget: Budget) -> int:
    """At how many points the difference of two closed sides was seen to shrink; 0 if it does not, or is not known."""
    seen = 0
    either = any(isinstance(t, LimitOf) and _is_two_sided(t) for side in (question.left, question.right) for t in walk(side))
    for above in (True, False) if either else (True,):
        gaps = list(_gaps(question, above, budget))
        if not gaps and not above:
            break  # there is nothing on this side
        if len(gaps) < len(STEPS) or not _shrink(gaps):
            return 0
        seen += len(gaps)
    return seen


def _is_two_sided(term: LimitOf) -> bool:
    return term.approach is Approach.BOTH and not isinstance(term.point, Infinity)


def runs_off(term: LimitOf, of: int, budget: Budget) -> bool:
    """Whether what stands behind a one-sided limit was seen to grow on the way to it: to ∞ or, `of` < 0, to −∞; 0 for either."""
    sizes: list[arb] = []
    for step in STEPS:
        on_the_way = _on_the_way(term, step, term.approach is not Approach.BELOW)
        if on_the_way is None or (value := _value_of(on_the_way, frozenset(), budget)) is None:
            continue
        if (of > 0 and not value > 0) or (of < 0 and not value < 0):
            return False
        sizes.append(abs(arb(value)))
    return len(sizes) >= LEAST_STEPS and all(bool(a < b) for a, b in pairwise(sizes))


def _value_of(side: Term, integers: frozenset[str], budget: Budget) -> Scalar | None:
    with precision(ON_THE_WAY_BITS):
        try:
            return value_at(side, place_of({}, {}, integers, budget.series_terms, budget.purse()))
        except (Undecided, Undefined):
            return None


def _gaps(question: Question, above: bool, budget: Budget) -> Iterator[arb]:
    """The sizes of the differences, nearer and nearer, coming from one side; it ends where a value is not known."""
    for step in STEPS:
        left, right = _on_the_way(question.left, step, above), _on_the_way(question.right, step, above)
        if left is None or right is None or free_names(left) | free_names(right):
            return
        with precision(ON_THE_WAY_BITS):
            values = [_value_of(side, question.setting.integers, budget) for side in (left, right)]
            if values[0] is None or values[1] is None:
                return
            yield abs(arb(values[0]) - arb(values[1]))


def _shrink(gaps: list[arb]) -> bool:
    """Whether the differences go down, or are too small to be told from 0."""
    if gaps[-1].contains(0):
        return True
    return bool(gaps[-1] < gaps[-2] * SHRINKS and gaps[-2] < gaps[-3])


def _inwards(end: Term, step: int, side: int) -> Term:
    """An end of an improper integral, moved inwards; an integral is costly, so the steps are smaller."""
    if isinstance(end, Infinity):
        return Rational(Fraction(-step if end.negative else step, 5))
    return Add((end, Rational(Fraction(side, 2 ** (step // 10)))))


def _on_the_way(term: Term, step: int, above: bool) -> Term | None:
    """`term` with what stands behind each limit, a step before its point; None where this is no such term."""
    match term:
        case LimitOf(body, variable, point, approach):
            inner = _on_the_way(body, step, above)
            if inner is None:
                return None
            side = 1 if approach is Approach.ABOVE or (above and approach is Approach.BOTH) else -1
            if any(isinstance(part, IntegralOf) for part in walk(body)):
                return substitute(inner, variable, _inwards(point, step, side))
            if isinstance(point, Infinity):
                return substitute(inner, variable, Rational(Fraction(-(2**step) if point.negative else 2**step)))
            return substitute(inner, variable, Add((point, Rational(Fraction(side, 2**step)))))
        case IntegralOf(body, variable, lower, upper):
            return IntegralOf(body, variable, _inwards(lower, step, 1), _inwards(upper, step, -1))
        case Add() | Multiply() | Apply() | Divide() | Raise() | RootOf():
            below = [_on_the_way(part, step, above) for part in parts(term)]
            known = tuple(part for part in below if part is not None)
            return with_parts(term, known) if len(known) == len(below) else None
        case _:
            return term
