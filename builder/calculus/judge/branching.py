"""Claims about definitions by cases, as one question for each branch: on its part of the domain the branch stands for the whole.

A branch counts where its conditions hold and those of no branch before it do. Where that cannot be said the conditions of the
branches before are left out: the question is then about more points, and a proof of it is a proof all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, parts, replaced
from builder.calculus.judge.terms import (
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    IntegralOf,
    LimitOf,
    Question,
    SeriesOf,
    Term,
    Variable,
)

MOST_QUESTIONS = 16


def questions_by_branch(question: Question) -> tuple[Question, ...]:
    """Questions without cases that together imply `question`; empty where cases stand below a binder, or are too many.

    The branches of a definition by cases need not cover the line: elsewhere it has no value, and nothing is claimed.
    """
    done: list[Question] = []
    waiting = [question]
    while waiting:
        current = waiting.pop()
        found = _first(current.left) or _first(current.right)
        if found is None:
            if _holds_branches(current.left) or _holds_branches(current.right):
                return ()
            done.append(current)
        else:
            waiting.extend(_split(current, found))
        if len(done) + len(waiting) > MOST_QUESTIONS:
            return ()
    return tuple(done)


def _first(term: Term) -> Branches | None:
    """Cases that stand below no binder and hold none themselves in their conditions."""
    match term:
        case Branches(branches):
            if not any(_holds_branches(s) for _, conditions in branches for c in conditions for s in (c.left, c.right)):
                return term
            return None
        case DerivativeOf() | LimitOf() | SeriesOf() | IntegralOf():
            return None
        case _:
            return next((found for p in parts(term) if (found := _first(p)) is not None), None)


def _holds_branches(term: Term) -> bool:
    return isinstance(term, Branches) or any(_holds_branches(p) for p in parts(term))


def _split(question: Question, cases: Branches) -> Iterator[Question]:
    before: list[Condition] = []
    for value, conditions in cases.branches:
        told = (*question.setting.conditions, *before, *conditions)
        left, right = (replaced(side, cases, value) for side in (question.left, question.right))
        yield _put_in(replace(question, left=left, right=right, setting=replace(question.setting, conditions=told)))
        if len(conditions) == 1:
            before.append(_opposite(conditions[0]))


def _opposite(condition: Condition) -> Condition:
    left, right = condition.left, condition.right
    match condition.comparison:
        case Comparison.LESS:
            return Condition(right, Comparison.LESS_EQUAL, left)
        case Comparison.LESS_EQUAL:
            return Condition(right, Comparison.LESS, left)
        case Comparison.EQUAL:
            return Condition(left, Comparison.NOT_EQUAL, right)
        case Comparison.NOT_EQUAL:
            return Condition(left, Comparison.EQUAL, right)


def _put_in(question: Question) -> Question:
    """A question in which a letter that a condition fixes is its value."""
    for c in question.setting.conditions:
        if c.comparison is not Comparison.EQUAL:
            continue
        for letter, value in ((c.left, c.right), (c.right, c.left)):
            if isinstance(letter, Variable) and not free_variables(value):
                left, right = (substitute(side, letter.name, value) for side in (question.left, question.right))
                conditions = tuple(
                    Condition(substitute(d.left, letter.name, value), d.comparison, substitute(d.right, letter.name, value))
                    for d in question.setting.conditions
                    if d is not c
                )
                return replace(question, left=left, right=right, setting=replace(question.setting, conditions=conditions))
    return question
