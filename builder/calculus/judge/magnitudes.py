"""Inequalities with absolute values and roots: by squares, and by the signs of what stands between bars.

A < B holds where B ≥ 0 and A² < B², since then |A| < |B|; the same with ≤. An absolute value |u| is u where u ≥ 0 and −u where
u ≤ 0: an inequality that holds in all these cases holds (the triangle inequality, |x| ≥ x).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.differentiate import negate, square
from builder.calculus.judge.inequalities import prove_comparison
from builder.calculus.judge.subterms import parts, walk, with_parts
from builder.calculus.judge.terms import (
    Apply,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Fn,
    IntegralOf,
    LimitOf,
    Question,
    Rational,
    RootOf,
    SeriesOf,
    Term,
)

MOST_SPLITS = 3
NOUGHT = Rational(Fraction(0))


def prove_by_magnitude(question: Question, budget: Budget) -> Equal | None:
    """A proof of an inequality with bars or roots; None says nothing."""
    if question.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
        return None
    terms = [*walk(question.left), *walk(question.right)]
    if any(isinstance(t, LimitOf | SeriesOf | IntegralOf | DerivativeOf | Branches) for t in terms):
        return None
    if not any(isinstance(t, RootOf) or (isinstance(t, Apply) and t.function is Fn.ABS) for t in terms):
        return None
    return _by_squares(question, budget) or _by_signs(question, budget)


def _by_squares(question: Question, budget: Budget) -> Equal | None:
    not_negative = replace(question, left=NOUGHT, comparison=Comparison.LESS_EQUAL)
    squares = replace(question, left=square(question.left), right=square(question.right))
    proofs = [prove_comparison(each, budget) for each in (not_negative, squares)]
    return _all_of(proofs, "squares")


def _by_signs(question: Question, budget: Budget) -> Equal | None:
    cases = list(_cases(question, MOST_SPLITS))
    if len(cases) < 2:
        return None
    return _all_of([prove_comparison(case, budget) or _by_squares(case, budget) for case in cases], "cases")


def _cases(question: Question, splits: int) -> Iterator[Question]:
    """The question without its absolute values, in each case of the signs between the bars."""
    inner = next((a for side in (question.left, question.right) if (a := _innermost(side)) is not None), None)
    if inner is None or not splits:
        yield question
        return
    (argument,) = inner.arguments
    for condition, value in (
        (Condition(NOUGHT, Comparison.LESS_EQUAL, argument), argument),
        (Condition(argument, Comparison.LESS_EQUAL, NOUGHT), negate(argument)),
    ):
        setting = replace(question.setting, conditions=(*question.setting.conditions, condition))
        left, right = (_replaced(side, inner, value) for side in (question.left, question.right))
        yield from _cases(Question(left, right, question.comparison, setting), splits - 1)


def _innermost(term: Term) -> Apply | None:
    for part in walk(term):
        if isinstance(part, Apply) and part.function is Fn.ABS and not any(_is_bars(t) for t in walk(part.arguments[0])):
            return part
    return None


def _is_bars(term: Term) -> bool:
    return isinstance(term, Apply) and term.function is Fn.ABS


def _replaced(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    below = tuple(_replaced(part, old, new) for part in parts(term))
    return with_parts(term, below) if below else term


def _all_of(proofs: list[Equal | None], method: str) -> Equal | None:
    known = [proof for proof in proofs if proof is not None]
    if len(known) < len(proofs):
        return None
    identities = tuple(dict.fromkeys(chain.from_iterable(p.identities for p in known)))
    kernels = tuple(dict.fromkeys(chain.from_iterable(p.kernels for p in known)))
    return Equal(method, (), identities, kernels=kernels)
