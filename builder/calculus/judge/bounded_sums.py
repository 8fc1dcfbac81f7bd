"""Bounds that hold for all partial sums: 1 + 1/4 + … + 1/n² < 2, by comparison with a sum that telescopes.

If t(k) ≤ g(k−1) − g(k) for all k > m, then S(n) ≤ S(m) + g(m) − g(n) for all n ≥ m, where S(n) is the sum of t(k) up to n.
That is at most S(m) + g(m) where g ≥ 0, and less where g > 0.
For g multiples of k t(k), of t(k) and of powers of k are tried: sums like those of powers, and sums like geometric ones.
A product is bounded by the sum of the logarithms of its factors.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal, by_all
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.differentiate import ONE, ZERO, add, multiply, negate
from builder.calculus.judge.evaluate import place_of, value_at
from builder.calculus.judge.folding import folded, offset_from, rational_of
from builder.calculus.judge.inequalities import prove_comparison
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.terms import (
    Apply,
    Comparison,
    Condition,
    Divide,
    Fn,
    Question,
    Raise,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)

BITS = 96
MOST_FIRST_TERMS = 48
"""So many terms are added up before the rest is bounded, at most."""

_FACTORS = tuple(Rational(Fraction(n, d)) for n, d in ((1, 1), (2, 1), (1, 2), (1, 3)))
_SOME = (0, 1, 2, 5, 30)
_EXPONENTS = tuple(Fraction(n, d) for n, d in ((-1, 1), (-2, 1), (-1, 2)))


def prove_bounded_sum(question: Question, budget: Budget) -> Equal | None:
    """A proof that a sum or product up to an integer letter is less than a number, whatever the letter is; None says nothing."""
    left, right = question.left, question.right
    if question.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL) or not isinstance(left, SeriesOf) or free_names(right):
        return None
    lower, letters = rational_of(left.lower), free_names(left.upper)
    (letter,) = letters if len(letters) == 1 else ("",)
    if (
        lower is None
        or lower.denominator != 1
        or free_names(left.body) != {left.index}
        or letter not in question.setting.integers
    ):
        return None
    by = offset_from(left.upper, letter)
    if by is None or by.denominator != 1:
        return None
    term, bound, index = left.body, right, left.index
    positive: list[Equal] = []
    if left.product:
        proof = _for_all(ZERO, Comparison.LESS, term, index, int(lower), budget)
        if proof is None:
            return None
        positive.append(proof)
        term, bound = Apply(Fn.LN, (term,)), Apply(Fn.LN, (right,))
    for rest in _rests(term, index):
        start = _start(term, rest, index, int(lower), bound, question.comparison, budget)
        if start is None:
            continue
        following, after = (substitute(one, index, add(Variable(index), ONE)) for one in (term, rest))
        more = add(rest, negate(after), negate(following))
        if not _may_be_positive(more, index, start, budget):
            continue
        not_negative = _for_all(ZERO, question.comparison, rest, index, start, budget)
        telescopes = not_negative and _for_all(ZERO, Comparison.LESS_EQUAL, more, index, start, budget)
        if not_negative is not None and telescopes is not None:
            return by_all("telescoping sum", [*positive, not_negative, telescopes], letter)
    return None


def _rests(term: Term, index: str) -> Iterator[Term]:
    """Terms that may bound what is left of a sum behind k."""
    letter = Variable(index)
    for factor in _FACTORS:
        yield folded(multiply(factor, _times_index(term, letter)))
    for factor in _FACTORS[:3]:
        yield folded(multiply(factor, term))
    for exponent in _EXPONENTS:
        for factor in _FACTORS[:3]:
            yield multiply(factor, Raise(letter, Rational(exponent)))


def _times_index(term: Term, letter: Variable) -> Term:
    match term:
        case Divide(numerator, denominator):
            return Divide(multiply(numerator, letter), denominator)
        case _:
            return multiply(term, letter)


def _start(term: Term, rest: Term, index: str, lower: int, bound: Term, comparison: Comparison, budget: Budget) -> int | None:
    """The first m with S(m) + g(m) within the bound, if no sum before it, nor the empty one, exceeds it."""
    place = place_of({}, {}, frozenset({index}), MOST_FIRST_TERMS, budget.purse())
    with precision(BITS):
        try:
            limit, total = value_at(bound, place), value_at(ZERO, place)
            for m in range(lower - 1, lower + MOST_FIRST_TERMS):
                if m >= lower:
                    total = total + value_at(substitute(term, index, Rational(Fraction(m))), place)
                if not (total < limit if comparison is Comparison.LESS else total <= limit):
                    return None
                if m >= max(lower, 1):
                    most = total + value_at(substitute(rest, index, Rational(Fraction(m))), place)
                    if most <= limit:
                        return m
        except (Undecided, Undefined):
            return None
    return None


def _may_be_positive(term: Term, index: str, least: int, budget: Budget) -> bool:
    """Whether a term is negative at none of a few integers from `least` on."""
    place = place_of({}, {}, frozenset({index}), MOST_FIRST_TERMS, budget.purse())
    with precision(BITS):
        try:
            values = [value_at(substitute(term, index, Rational(Fraction(least + k))), place) for k in _SOME]
        except (Undecided, Undefined):
            return False
    return not any(value < 0 for value in values)


def _for_all(left: Term, comparison: Comparison, right: Term, index: str, least: int, budget: Budget) -> Equal | None:
    """A proof for all integers from `least` on."""
    from_least = Condition(Rational(Fraction(least)), Comparison.LESS_EQUAL, Variable(index))
    positive = frozenset({index} if least >= 1 else ())
    return prove_comparison(Question(left, right, comparison, Setting((from_least,), frozenset({index}), positive)), budget)
