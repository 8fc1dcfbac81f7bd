"""Whether a relation that is false at a point is false everywhere: then it is no equation that anybody could solve or use."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Division, Expression, Group, Negation, Number, Quotient, Relation, Sign, Sum
from builder.calculus.judge.attempt import Equal, UnequalConstants
from builder.calculus.judge.decide import decide
from builder.calculus.judge.known import Known
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import Comparison
from builder.calculus.judge.verdict import Proved, Refuted

_LARGEST_DENOMINATOR = 12
_NEAR = Fraction(1, 1_000)


def holds_nowhere(claim: Claim, refuted: Refuted, budget: Budget = DEFAULT_BUDGET) -> bool:
    """Whether the sides of a claim, which was `refuted` at a point, provably differ by the same number at every point.

    False says nothing. Nothing is told where partial derivatives have two readings, on a curve, and of vectors.
    """
    meaning = interpret(claim, budget, Known())
    if not isinstance(meaning, Meaning) or meaning.partials or len(meaning.parts) != 1 or meaning.parts[0].ties:
        return False
    question = meaning.parts[0].question
    attempt = prove(replace(question, comparison=Comparison.EQUAL), budget)
    if isinstance(attempt, UnequalConstants):
        return True
    if isinstance(attempt, Equal):
        return question.comparison is not Comparison.EQUAL
    return _differ_by_a_rational(claim, refuted, budget)


def _differ_by_a_rational(claim: Claim, refuted: Refuted, budget: Budget) -> bool:
    """Whether the difference that the sides have at the point of the refutation is provably their difference everywhere."""
    relation = claim.relation
    try:
        difference = Fraction(refuted.left) - Fraction(refuted.right)
    except (ValueError, ZeroDivisionError):
        return False  # words: a side has no value there
    near = difference.limit_denominator(_LARGEST_DENOMINATOR)
    if relation.sign is not Sign.EQUAL or not near or abs(near - difference) > _NEAR:
        return False
    shifted = Relation(relation.left, Sign.EQUAL, Sum((Group(relation.right), _term(near))))
    return isinstance(decide(Claim(shifted, claim.context), budget), Proved)


def _term(value: Fraction) -> Expression:
    size: Expression = Number(str(abs(value.numerator)))
    if value.denominator != 1:
        size = Quotient(size, Number(str(value.denominator)), Division.FRACTION)
    return Negation(size) if value < 0 else size
