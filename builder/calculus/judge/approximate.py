"""Decimals that stand for more digits: `\\approx`, and an `=` that should have been one."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Expression, Group, Negation, Number, Power, Product
from builder.calculus.judge import balls
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.meaning import Meaning
from builder.calculus.judge.subterms import free_variables, unknown_functions
from builder.calculus.judge.terms import Question, Term
from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict

BITS = (64, 256, 1_024)


def half_a_unit(expression: Expression) -> Fraction | None:
    """Half a unit of the last digit of a decimal, with its sign or without, and times a power of 10; None for anything else.

    Zeros at the end of a whole number of three digits or more may stand for what was rounded: 22,000 says no more than 22.
    """
    while isinstance(expression, Group):
        expression = expression.inner
    if isinstance(expression, Negation):
        return half_a_unit(expression.operand)
    match expression:
        case Product((Number() as digits, Power(Number(text="10"), Number(text=power))), _) if (
            power.isdecimal() and len(power) < 3
        ):
            unit = half_a_unit(digits)
            return None if unit is None else unit * 10 ** int(power)
        case Number(text):
            whole, _, behind = text.partition(".")
            zeros = len(whole) - len(whole.rstrip("0")) if "." not in text and len(whole) > 2 and whole.strip("0") else 0
            return Fraction(10**zeros, 2 * 10 ** len(behind))
        case _:
            return None


def is_rounded_decimal(right: Expression, meaning: Meaning, budget: Budget) -> bool:
    """Whether the right side is a decimal with digits behind its point that the left side rounds to."""
    unit = half_a_unit(right)
    if unit is None or unit >= Fraction(1, 2) or len(meaning.parts) != 1:
        return False
    return _within(meaning.parts[0].question, unit) is True


def decide_approximation(claim: Claim, meaning: Meaning, budget: Budget) -> Verdict:
    """`A \\approx d`: whether A and d are within half a unit of d's last digit. Two sides without a decimal are only tested."""
    unit = half_a_unit(claim.relation.right)
    if unit is None:
        unit = half_a_unit(claim.relation.left)
    if unit is None or len(meaning.parts) != 1:
        return Unknown(Ignorance.NOT_UNDERSTOOD, "an approximation that does not say how close")
    question = meaning.parts[0].question
    if free_variables(question.left, question.right) or unknown_functions(question.left, question.right):
        return Unknown(Ignorance.NOT_UNDERSTOOD, "an approximation of what has no one value")
    evidence = Evidence("constant", points=1, bits=BITS[0], scope="this number")
    match _within(question, unit):
        case True:
            return Proved(evidence)
        case False:
            with precision(BITS[0]):
                return Refuted(Refutation.DIFFERS, evidence, left=_written(question.left), right=_written(question.right))
        case None if _is_known(question, unit / 16):
            return Tested(evidence, "the difference is too near half a unit of the last digit")
        case None:
            return Unknown(Ignorance.TOO_LARGE, "the values are not known closely enough")


def _written(term: Term) -> str:
    return balls.written(value_at(term, Place({})))


def _is_known(question: Question, accuracy: Fraction) -> bool:
    """Whether the difference of the sides is enclosed as closely as that."""
    with precision(BITS[-1]):
        try:
            difference = arb(value_at(question.left, Place({})) - value_at(question.right, Place({})))
        except (Undecided, Undefined):
            return False
        return bool(difference.rad() < arb(balls.rational(accuracy)))


def _within(question: Question, unit: Fraction) -> bool | None:
    """Whether the sides, which are numbers, provably are within `unit`; None when balls cannot tell."""
    allowed = balls.rational(unit)
    for bits in BITS:
        with precision(bits):
            try:
                difference = abs(value_at(question.left, Place({})) - value_at(question.right, Place({})))
            except (Undecided, Undefined):
                continue
            if difference <= allowed:
                return True
            if difference > allowed:
                return False
    return None
