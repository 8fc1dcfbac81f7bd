"""For which letters an integral has a value, where that is told by the sign of a denominator of what it is said to be."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.differentiate import ZERO
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.field import NEGATIVE, POSITIVE
from builder.calculus.judge.infinite import tends_to_infinity
from builder.calculus.judge.subterms import free_variables, holds_any
from builder.calculus.judge.terms import (
    Comparison,
    Condition,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Raise,
    Rational,
    SeriesOf,
    Setting,
    Term,
)

MOST_DENOMINATORS = 3


def settings_of_values(question: Question, budget: Budget) -> Iterator[tuple[Setting, bool]]:
    """Settings outside of which one side, an integral or a limit, is infinite, or the other has no value.

    With each goes whether the other side, which may have a value there, is the left one.
    """
    for side, other, is_left in ((question.left, question.right, False), (question.right, question.left, True)):
        if not isinstance(side, IntegralOf | LimitOf) or holds_any((IntegralOf, LimitOf, SeriesOf), other):
            continue
        needed = [r.term for r in requirements(other) if r.mask == NEGATIVE | POSITIVE and r.exponent is None]
        bases = dict.fromkeys(base for term in needed for base in _bases(term) if free_variables(base))
        for base in list(bases)[:MOST_DENOMINATORS]:
            above, below = Condition(ZERO, Comparison.LESS, base), Condition(base, Comparison.LESS, ZERO)
            for inside, outside in ((above, below), (below, above)):
                if tends_to_infinity(side, NEGATIVE | POSITIVE, _with(question.setting, outside), budget) is not None:
                    yield _with(question.setting, inside), is_left


def _with(setting: Setting, condition: Condition) -> Setting:
    return replace(setting, conditions=(*setting.conditions, condition))


def _bases(term: Term) -> Iterator[Term]:
    """What is not 0 if a product is not."""
    match term:
        case Multiply(factors):
            for factor in factors:
                yield from _bases(factor)
        case Raise(base, Rational()):
            yield from _bases(base)
        case _:
            yield term
