"""The prover: whether two terms are equal wherever both are defined.

The difference is brought to a fraction of polynomials over kernels (`normal_form.py`). If its numerator reduces to 0 the
terms are equal, whether or not the kernels are independent. If it does not, nothing is known, but for a number that a ball
separates from 0.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.judge.attempt import Attempt, Equal, NotProved, NowhereDefined, UnequalConstants
from builder.calculus.judge.constants import ball
from builder.calculus.judge.domain import gather, note_needs
from builder.calculus.judge.field import Field, Fraction, Memory, Polynomial, Restart, Stop, Undefined, restarting
from builder.calculus.judge.known import Known
from builder.calculus.judge.limits import same_limits
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.signs import conditions
from builder.calculus.judge.substitution import count, free_names
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import (
    Apply,
    Comparison,
    Fn,
    IntegralOf,
    LimitOf,
    Question,
    Setting,
    Term,
)
from builder.calculus.judge.written import kernels_as_latex

RESTARTS = 12

OF_LIMITS, EXACT = "limit", "exact value"
"""The methods of a proof that two limits are equal, but not what stands under them; and that two numbers are."""


def prove(question: Question, budget: Budget = DEFAULT_BUDGET, witnessed: bool = False, known: Known | None = None) -> Attempt:
    """Try to prove that both sides of `question` are equal wherever both are defined and its setting holds.

    `witnessed` tells that a point is known at which both are: so what is needed for that cannot contradict itself, and is learned
    only when a sign is asked for. `known` is what claims of one chain share.
    `Equal` is a proof; whether the common domain has a point is the caller's to find out. `NotProved` says nothing about
    the claim. Questions of other comparisons are not proved.
    """
    if question.comparison is not Comparison.EQUAL:
        return NotProved("only equations are proved by the normal form")
    if count(question.left, budget.nodes) + count(question.right, budget.nodes) > budget.nodes:
        return NotProved("too many terms")
    if question.left == question.right:
        return Equal("reflexive")
    known = Known() if known is None else known
    memory = Memory(generators=known.generators)
    for _ in range(RESTARTS):
        field = Field(memory, budget, question.setting)
        known.generators = memory.generators
        try:
            attempt = _attempt(field, question, witnessed)
            if isinstance(attempt, Equal) and not witnessed and _is_closed_limit(question):
                return replace(attempt, defined=_both_defined(memory, question, budget))
            return attempt
        except Restart:
            continue
        except Undefined as undefined:
            return NowhereDefined(str(undefined))
        except Stop as stop:
            return NotProved(str(stop))
    return NotProved("the bases of exponents and angles do not settle")


def _attempt(field: Field, question: Question, witnessed: bool) -> Attempt:
    left, right = question.left, question.right
    field.unlearned = partial(gather, field, left, right, question.setting)
    if not witnessed:
        field.learn_what_is_left()
    if isinstance(left, LimitOf) and isinstance(right, LimitOf) and same_limits(field, left, right, convert):
        return _equal(field, "normal form")
    numerator, denominator = _difference(field, left, right)
    if numerator.is_zero():
        if field.unlearned is not None:
            note_needs(field, left, right)
        of_limits = isinstance(left, LimitOf) and isinstance(right, LimitOf)
        return _equal(field, OF_LIMITS if of_limits else "normal form")
    field.learn_what_is_left()
    if field.is_constant(numerator) and field.is_constant(denominator):
        return _constant(field, numerator)
    from builder.calculus.judge.exact import vanishes

    if vanishes(field, numerator):
        return _equal(field, "constant")
    from builder.calculus.judge.cases import zero_in_all_cases
    from builder.calculus.judge.components import equal_by_calculus
    from builder.calculus.judge.convex import equal_on_convex_region

    answer = zero_in_all_cases(field, left, right, numerator, _difference)
    if answer is True:
        return _equal(field, "cases")
    if answer is None:
        return NowhereDefined("the two sides have no common domain")
    try:
        if equal_by_calculus(field, left, right, question.setting, convert):
            return _equal(field, "derivative and points")
        why = "the difference of the sides does not reduce to 0"
    except Stop as stop:
        why = str(stop)
    if any(isinstance(term, IntegralOf) for side in (left, right) for term in walk(side)):
        from builder.calculus.judge.ends_of_integrals import equal_by_ends

        ends = Field(field.memory, field.budget, question.setting)
        try:
            if equal_by_ends(ends, left, right, convert):
                return _equal(ends, "derivative and points")
        except (Stop, Undefined):
            pass
    region = Field(field.memory, field.budget, question.setting)
    try:
        if equal_on_convex_region(region, left, right, question.setting, convert):
            return _equal(region, "derivative and points")
    except (Stop, Undefined):  # a derivative without a value says nothing of the sides
        pass
    if _on_arcs(question, field):
        return Equal("derivative and points")
    return NotProved(why)


def _on_arcs(question: Question, field: Field) -> bool:
    """Whether the sides, which hold an inverse circular function, are equal between the zeros of sines and cosines."""
    if not any(isinstance(t, Apply) and t.function in _INVERSE for side in (question.left, question.right) for t in walk(side)):
        return False
    from builder.calculus.judge.arcs import equal_on_arcs

    return equal_on_arcs(question, field.budget, convert)


_INVERSE = frozenset({Fn.ARCSIN, Fn.ARCCOS, Fn.ARCTAN, Fn.ARCCOT})


def _is_closed_limit(question: Question) -> bool:
    left, right = question.left, question.right
    return (
        not free_names(left)
        and not free_names(right)
        and any(isinstance(t, LimitOf | IntegralOf) for t in (*walk(left), *walk(right)))
    )


def both_defined(question: Question, budget: Budget = DEFAULT_BUDGET) -> bool:
    """Whether both sides of a question without free letters provably have a value. False says nothing."""
    return _both_defined(Memory(), question, budget)


def _both_defined(memory: Memory, question: Question, budget: Budget) -> bool:
    from builder.calculus.judge.existence import has_value

    def attempt() -> bool:
        return all(has_value(Field(memory, budget, Setting()), side, convert) for side in (question.left, question.right))

    try:
        return restarting(attempt, RESTARTS) is True
    except Stop:
        return False


def _difference(field: Field, left: Term, right: Term) -> Fraction:
    return field.subtract(convert(field, left), convert(field, right))


def _equal(field: Field, method: str) -> Equal:
    return Equal(method, conditions(field), tuple(field.identities), kernels=kernels_as_latex(field))


def _constant(field: Field, p: Polynomial) -> Attempt:
    from builder.calculus.judge.exact import is_zero

    if is_zero(field, p):
        return _equal(field, "constant")
    bits = 128
    while bits <= field.budget.bits:
        value = ball(field, p, bits)
        if value is not None and not value.contains(0):
            return UnequalConstants(value.str(12))
        bits *= 4
    return NotProved("a number that may be 0")
