"""Whether a relation that is false at a point is false everywhere: then it is no equation that anybody could solve or use."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Division, Expression, Group, Negation, Number, Quotient, Relation, Sign, Sum
from builder.calculus.judge.attempt import Equal, UnequalConstants
from builder.calculus.judge.decide import decide
from builder.calculus.judge.inequalities import prove_comparison
from builder.calculus.judge.known import Known
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.prove import prove
from builder.calculus.judge.subterms import names_in, parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Divide,
    Fn,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    Term,
    Variable,
)
from builder.calculus.judge.verdict import Proved, Refuted

_LARGEST_DENOMINATOR = 12
_NEAR = Fraction(1, 1_000)
_LONGEST_EXPONENT = 3
_IMAGINARY = "i"
_ZERO = Rational(Fraction(0))
_OPPOSITES = MappingProxyType({Comparison.LESS: Comparison.LESS_EQUAL, Comparison.LESS_EQUAL: Comparison.LESS})


def holds_nowhere(claim: Claim, refuted: Refuted, budget: Budget = DEFAULT_BUDGET, concluded: bool = False) -> bool:
    """Whether a claim, which was `refuted` at a point, provably holds at none: its sides differ by the same number everywhere.

    An equation that is `concluded` from others is also one whose sides are nowhere equal, as a certain sign of their difference
    shows, or its derivatives; a concluded inequality is one whose opposite holds. Not so a polynomial that has no real zero, or
    one times an exponential: it may be a characteristic equation; nor what holds an i. False says nothing. Nothing is told where
    partial derivatives have two readings, on a curve, and of vectors.
    """
    budget = budget.opened()
    meaning = interpret(claim, budget, Known())
    if not isinstance(meaning, Meaning) or meaning.partials or len(meaning.parts) != 1 or meaning.parts[0].ties:
        return False
    question = meaning.parts[0].question
    attempt = prove(replace(question, comparison=Comparison.EQUAL), budget)
    if isinstance(attempt, UnequalConstants):
        return True
    if isinstance(attempt, Equal):
        return question.comparison is not Comparison.EQUAL
    if _differ_by_a_rational(claim, refuted, budget):
        return True
    if not concluded:
        return False
    if question.comparison is Comparison.EQUAL:
        return _are_nowhere_equal(question, budget)
    return question.comparison in _OPPOSITES and _opposite_holds(question, budget)


def _opposite_holds(question: Question, budget: Budget) -> bool:
    opposite = replace(question, left=question.right, right=question.left, comparison=_OPPOSITES[question.comparison])
    return prove_comparison(opposite, budget) is not None


def _are_nowhere_equal(question: Question, budget: Budget) -> bool:
    letters = names_in(question.left).variables | names_in(question.right).variables
    if _is_characteristic(question) or _IMAGINARY in letters - question.setting.integers:
        return False
    return prove_comparison(replace(question, comparison=Comparison.NOT_EQUAL), budget) is not None


def _is_characteristic(question: Question) -> bool:
    """Whether an equation may be meant for complex numbers: `r^2 + 1 = 0`, `(r^2 + 1) e^{rx} = 0`."""
    sides = (question.left, question.right)
    if all(_is_polynomial(side, exponentials=False) for side in sides):
        return True
    (other, *rest) = (side for side in sides if side != _ZERO)
    return not rest and _is_polynomial(other, exponentials=True) and _holds_exponentials(other) and _has_letters(other)


def _is_polynomial(term: Term, *, exponentials: bool) -> bool:
    match term:
        case Rational() | Pi() | Variable():
            return True
        case Add(inner) | Multiply(inner):
            return all(_is_polynomial(part, exponentials=exponentials) for part in inner)
        case Divide(above, below):
            return _is_polynomial(above, exponentials=exponentials) and not names_in(below).variables
        case Raise(base, Rational(exponent)):
            return exponent.denominator == 1 and exponent > 0 and _is_polynomial(base, exponentials=exponentials)
        case Apply(Fn.EXP, _):
            return exponentials
        case _:
            return False


def _holds_exponentials(term: Term) -> bool:
    """Whether each term of a sum has an exponential among its factors."""
    match term:
        case Add(terms):
            return all(map(_holds_exponentials, terms))
        case Multiply(factors):
            return any(map(_holds_exponentials, factors))
        case Divide(above, _):
            return _holds_exponentials(above)
        case _:
            return isinstance(term, Apply)


def _has_letters(term: Term) -> bool:
    """Whether a letter stands outside of the exponents."""
    return isinstance(term, Variable) or (not isinstance(term, Apply) and any(map(_has_letters, parts(term))))


def _differ_by_a_rational(claim: Claim, refuted: Refuted, budget: Budget) -> bool:
    """Whether the difference that the sides have at the point of the refutation is provably their difference everywhere."""
    relation = claim.relation
    left, right = _number(refuted.left), _number(refuted.right)
    if left is None or right is None:
        return False
    difference = left - right
    near = difference.limit_denominator(_LARGEST_DENOMINATOR)
    if relation.sign is not Sign.EQUAL or not near or abs(near - difference) > _NEAR:
        return False
    shifted = Relation(relation.left, Sign.EQUAL, Sum((Group(relation.right), _term(near))))
    return isinstance(decide(Claim(shifted, claim.context), budget), Proved)


def _number(text: str) -> Fraction | None:
    """The number that a side is at a point; None for words, where it has no value, and for one with too long an exponent."""
    _, _, exponent = text.partition("e")
    try:
        return Fraction(text) if len(exponent) <= _LONGEST_EXPONENT else None
    except (ValueError, ZeroDivisionError):
        return None


def _term(value: Fraction) -> Expression:
    size: Expression = Number(str(abs(value.numerator)))
    if value.denominator != 1:
        size = Quotient(size, Number(str(value.denominator)), Division.FRACTION)
    return Negation(size) if value < 0 else size
