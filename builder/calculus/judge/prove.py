"""The prover: whether two terms are equal wherever both are defined.

The difference is brought to a fraction of polynomials over kernels (`normal_form.py`). If its numerator reduces to 0 the
terms are equal, whether or not the kernels are independent. If it does not, nothing is known, but for a number that a ball
separates from 0.
"""

from __future__ import annotations

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.judge.attempt import Attempt, Equal, NotProved, NowhereDefined, UnequalConstants
from builder.calculus.judge.constants import ball
from builder.calculus.judge.domain import gather
from builder.calculus.judge.field import Field, Memory, Polynomial, Restart, Stop, Undefined
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.substitution import count
from builder.calculus.judge.terms import Comparison, Question

RESTARTS = 12


def prove(question: Question, budget: Budget = DEFAULT_BUDGET) -> Attempt:
    """Try to prove that both sides of `question` are equal wherever both are defined and its setting holds.

    `Equal` is a proof; whether the common domain has a point is the caller's to find out. `NotProved` says nothing about
    the claim. Questions of other comparisons are not proved.
    """
    if question.comparison is not Comparison.EQUAL:
        return NotProved("only equations are proved by the normal form")
    if count(question.left, budget.nodes) + count(question.right, budget.nodes) > budget.nodes:
        return NotProved("too many terms")
    if question.left == question.right:
        return Equal("reflexive")
    memory = Memory()
    for _ in range(RESTARTS):
        field = Field(memory, budget, question.setting)
        try:
            return _attempt(field, question)
        except Restart:
            continue
        except Undefined as undefined:
            return NowhereDefined(str(undefined))
        except Stop as stop:
            return NotProved(str(stop))
    return NotProved("the bases of exponents and angles do not settle")


def _attempt(field: Field, question: Question) -> Attempt:
    gather(field, question.left, question.right, question.setting)
    left = convert(field, question.left)
    right = convert(field, question.right)
    numerator, denominator = field.subtract(left, right)
    if numerator.is_zero():
        return Equal("normal form", (), tuple(field.identities))
    if field.is_constant(numerator) and field.is_constant(denominator):
        return _constant(field, numerator)
    return NotProved("the difference of the sides does not reduce to 0")


def _constant(field: Field, p: Polynomial) -> Attempt:
    bits = 128
    while bits <= field.budget.bits:
        value = ball(field, p, bits)
        if value is not None and not value.contains(0):
            return UnequalConstants(value.str(12))
        bits *= 4
    return NotProved("a number that may be 0")
