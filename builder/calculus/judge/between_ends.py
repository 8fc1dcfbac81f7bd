"""What an equation asks of what lies between the ends of its integrals and sums, where nothing is told of it.

`\\int_0^a \\frac{dx}{x - 1} = \\ln|a - 1|` holds for a < 1. Beyond, its left side diverges, and what keeps the interval away from
the pole is a condition of the equation. A sum is written for ends in order, `\\sum_{k=m}^n 1 = n - m + 1` for m ≤ n + 1; one that
ends before it begins is empty, and 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.calculus.budget import Budget
from builder.calculus.judge.differentiate import ONE, add, negate
from builder.calculus.judge.divergence import in_a_field
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.field import ZERO
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.signs import RELATIONS
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import (
    Add,
    Comparison,
    IntegralOf,
    Question,
    Raise,
    Rational,
    SeriesOf,
    Term,
    Variable,
)
from builder.calculus.judge.written import fraction_latex


def asked_between_ends(question: Question, budget: Budget) -> tuple[str, ...]:
    """What integrands must not be between the ends of the integrals of both sides, as LaTeX, as far as it is short."""
    terms = (term for side in (question.left, question.right) for term in walk(side))
    return tuple(dict.fromkeys(text for term in terms if isinstance(term, IntegralOf) for text in _asked(term, budget)))


def asked_of_sums(question: Question, told: frozenset[str], budget: Budget) -> tuple[str, ...]:
    """What is supposed of the ends of sums and products, as LaTeX: that letters which are `told` to be any integers count terms,
    and that no sum ends more than one before it begins."""
    counting = [rf"{name} \ge 1" for name in sorted(question.setting.positive & told)]
    ends = {c.left: c.right for c in question.setting.conditions if c.comparison is Comparison.LESS_EQUAL}
    for side in (question.left, question.right):
        for term in walk(side):
            if isinstance(term, SeriesOf) and free_names(term.lower) and ends.get(term.lower) == Add((term.upper, ONE)):
                counting.append(rf"{_written(add(negate(term.lower), ends[term.lower]), budget)} \ge 0")
    return tuple(dict.fromkeys(counting))


def may_have_poles(question: Question) -> bool:
    """Whether an integrand of a side asks for something not to be 0."""
    terms = (term for side in (question.left, question.right) for term in walk(side))
    return any(True for term in terms if isinstance(term, IntegralOf) for _ in _strict(term))


def _strict(term: IntegralOf) -> Iterator[tuple[Term, int]]:
    for need in requirements(term.body):
        if not need.mask & ZERO and term.variable in free_names(need.term) and need.exponent is None:
            of = need.term
            while isinstance(of, Raise) and isinstance(of.exponent, Rational):
                of = of.base  # x² is 0 where x is
            yield of, need.mask


def _asked(term: IntegralOf, budget: Budget) -> Iterator[str]:
    letter = term.variable.partition("#")[0]
    low, high = (_written(end, budget) for end in (term.lower, term.upper))
    for of, mask in _strict(term):
        text = _written(substitute(of, term.variable, Variable(letter)), budget)
        if text and low and high:
            yield rf"{text} {RELATIONS[mask]} 0 \text{{ for }} {letter} \text{{ from }} {low} \text{{ to }} {high}"


def _written(term: Term, budget: Budget) -> str:
    return in_a_field(lambda field: fraction_latex(field, convert(field, term)), budget) or ""
