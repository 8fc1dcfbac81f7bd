"""Proofs of a question by proofs of others that together imply it.

- A definition by cases, an absolute value, a maximum: one question for each branch.
- Integrals between letters of what has kinks: parted at these.
- |u| ≤ w, if u ≤ w and −u ≤ w.
- u ≤ w, if 0 ≤ w and u² ≤ w², because u ≤ |u|.
- Less assumed: conditions that are not linear in their letters may leave a domain that is no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal, NowhereDefined
from builder.calculus.judge.differentiate import negate, square
from builder.calculus.judge.inequalities import prove_comparison
from builder.calculus.judge.prove import prove
from builder.calculus.judge.substitution import count
from builder.calculus.judge.subterms import free_variables, holds_any, map_parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    Fn,
    IntegralOf,
    Multiply,
    Question,
    Rational,
    Term,
    Variable,
)

DEPTH = 2
"""How many reductions may follow each other."""

MOST_NODES = 120
"""Larger questions are only taken by their branches."""

_ZERO = Rational(Fraction(0))
_ORDERS = (Comparison.LESS, Comparison.LESS_EQUAL)


def prove_by_reduction(question: Question, budget: Budget, depth: int = DEPTH) -> Equal | None:
    """A proof by proofs of other questions; None says nothing."""
    from builder.calculus.judge.branching import questions_by_branch

    reductions = [("branches", questions_by_branch(question)), ("cases", _parted(question))]
    small = count(question.left, budget.nodes) + count(question.right, budget.nodes) <= MOST_NODES
    if depth and question.comparison in _ORDERS and small:
        reductions += _reductions(question)
    for method, questions in reductions:
        if questions and questions != (question,) and (proof := _all(method, questions, budget, depth - 1)) is not None:
            return proof
    return None


def _parted(question: Question) -> tuple[Question, ...]:
    """The question with its integrals parted at kinks, if it has such that end at letters."""
    from builder.calculus.judge.kinks import parted_within

    if not holds_any((IntegralOf,), question.left, question.right):
        return ()
    left, right = (parted_within(side, question.setting.conditions) for side in (question.left, question.right))
    return (replace(question, left=left, right=right),)


def _all(method: str, questions: tuple[Question, ...], budget: Budget, depth: int) -> Equal | None:
    """A proof of each question; one that is asked nowhere needs none."""
    proofs: list[Equal] = []
    for question in questions:
        attempt = prove(replace(question, comparison=Comparison.EQUAL), budget)
        if isinstance(attempt, NowhereDefined):
            continue
        if question.comparison is Comparison.EQUAL:
            proof = attempt if isinstance(attempt, Equal) else None
        else:
            proof = prove_comparison(question, budget)
        if proof is None and depth >= 0:
            proof = prove_by_reduction(question, budget, depth)
        if proof is None:
            return None
        proofs.append(proof)
    if not proofs:
        return None

    def together(of: Callable[[Equal], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(of(proof) for proof in proofs)))

    return Equal(method, (), together(lambda p: p.identities), kernels=together(lambda p: p.kernels))


def _reductions(question: Question) -> Iterator[tuple[str, tuple[Question, ...]]]:
    from builder.calculus.judge.branching import questions_by_branch

    left, right = question.left, question.right
    if isinstance(left, Apply) and left.function is Fn.ABS:
        (inner,) = left.arguments
        yield "cases", (replace(question, left=inner), replace(question, left=negate(inner)))
    linear = tuple(c for c in question.setting.conditions if _is_linear(c.left) and _is_linear(c.right))
    if linear != question.setting.conditions:
        yield "derivatives", (replace(question, setting=replace(question.setting, conditions=linear)),)
    yield "cases", questions_by_branch(replace(question, left=_by_cases(left), right=_by_cases(right)))
    if free_variables(left, right):
        not_negative = replace(question, left=_ZERO, comparison=Comparison.LESS_EQUAL)
        yield "squares", (not_negative, replace(question, left=square(left), right=square(right)))


def _is_linear(term: Term) -> bool:
    """Whether a term is a number, a letter, or a sum of multiples of letters."""
    match term:
        case Rational() | Variable():
            return True
        case Add(terms):
            return all(_is_linear(t) for t in terms)
        case Multiply(factors):
            return all(_is_linear(f) for f in factors) and sum(not isinstance(f, Rational) for f in factors) <= 1
        case _:
            return False


def _by_cases(term: Term) -> Term:
    """A term with its absolute values, maxima and minima of two as definitions by cases."""
    term = map_parts(term, _by_cases)
    match term:
        case Apply(Fn.ABS, (u,)):
            return Branches(((u, (_at_most(_ZERO, u),)), (negate(u), (_at_most(u, _ZERO),))))
        case Apply(Fn.MAX, (a, b)):
            return Branches(((a, (_at_most(b, a),)), (b, (_at_most(a, b),))))
        case Apply(Fn.MIN, (a, b)):
            return Branches(((a, (_at_most(a, b),)), (b, (_at_most(b, a),))))
        case _:
            return term


def _at_most(low: Term, high: Term) -> Condition:
    return Condition(low, Comparison.LESS_EQUAL, high)
