"""Proofs of a question by proofs of others that together imply it.

- A definition by cases, an absolute value, a maximum: one question for each branch.
- Integrals between letters of what has kinks: parted at these.
- |u| ≤ w, if u ≤ w and −u ≤ w.
- u ≤ w, if 0 ≤ w and u² ≤ w², because u ≤ |u|.
- u ≤ w, if both are positive and ln u ≤ ln w: where exponents hold letters.
- √x is a letter t ≥ 0, and x is t².
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
from builder.calculus.judge.substitution import count, substitute
from builder.calculus.judge.subterms import free_variables, holds_any, map_parts, replaced, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    Divide,
    Fn,
    IntegralOf,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
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
    if (by_root := _by_root(question)) is not None:
        yield "derivatives", (by_root,)
    if any(_has_power(side) for side in (left, right)):
        positive: dict[Term, None] = {}
        logarithms = replace(question, left=_logarithm(left, positive), right=_logarithm(right, positive))
        asked = [replace(question, left=_ZERO, right=part, comparison=Comparison.LESS) for part in positive]
        yield "logarithms", (*asked, logarithms)
    if free_variables(left, right):
        not_negative = replace(question, left=_ZERO, comparison=Comparison.LESS_EQUAL)
        yield "squares", (not_negative, replace(question, left=square(left), right=square(right)))


def _by_root(question: Question) -> Question | None:
    """The question of t = √x; None where the root of the only letter stands in no side, or more than its sign is assumed."""
    names = free_variables(question.left, question.right)
    (name,) = names if len(names) == 1 else ("",)
    letter, zero = Variable(name), Rational(Fraction(0))
    roots = (RootOf(letter, 2), Raise(letter, Rational(Fraction(1, 2))))
    if name in question.setting.integers or not any(t in roots for side in (question.left, question.right) for t in walk(side)):
        return None
    signs = {Condition(zero, Comparison.LESS, letter), Condition(zero, Comparison.LESS_EQUAL, letter)}
    if not signs >= set(question.setting.conditions):
        return None

    def of_root(side: Term) -> Term:
        for root in roots:
            side = replaced(side, root, Variable("t#"))
        return substitute(substitute(side, name, square(Variable("t#"))), "t#", letter)

    setting = replace(question.setting, conditions=(*question.setting.conditions, Condition(zero, Comparison.LESS_EQUAL, letter)))
    return replace(question, left=of_root(question.left), right=of_root(question.right), setting=setting)


def _has_power(side: Term) -> bool:
    """Whether a factor of a side is a power whose exponent holds a letter."""
    match side:
        case Multiply(factors):
            return any(map(_has_power, factors))
        case Divide(numerator, denominator):
            return _has_power(numerator) or _has_power(denominator)
        case Raise(_, exponent) | Apply(Fn.EXP, (exponent,)):
            return bool(free_variables(exponent))
        case _:
            return False


def _logarithm(side: Term, positive: dict[Term, None]) -> Term:
    """ln of a side, taken apart; `positive` takes up what must be so for that."""
    match side:
        case Multiply(factors):
            return Add(tuple(_logarithm(factor, positive) for factor in factors))
        case Divide(numerator, denominator):
            return Add((_logarithm(numerator, positive), negate(_logarithm(denominator, positive))))
        case Apply(Fn.EXP, (exponent,)):
            return exponent
        case Raise(base, exponent):
            return Multiply((exponent, _logarithm(base, positive)))
        case _:
            positive[side] = None
            return Apply(Fn.LN, (side,))


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
