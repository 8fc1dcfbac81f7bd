"""Free variables of terms, and substitution that respects binders. The walks are those of `subterms`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from msgspec.structs import replace

from builder.calculus.judge.subterms import LEAVES, parts
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Condition,
    DerivativeOf,
    Divide,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Setting,
    Term,
    UnknownAt,
    Variable,
)


def free_names(term: Term) -> frozenset[str]:
    """The names of the free variables of `term`."""
    names: set[str] = set()
    stack = [term]
    while stack:
        match current := stack.pop():
            case Variable(name):
                names.add(name)
            case DerivativeOf(body, variable, _, at):
                names |= free_names(body) - {variable}
                stack.append(at)
            case LimitOf(body, variable, point, _):
                names |= free_names(body) - {variable}
                stack.append(point)
            case SeriesOf(body, index, lower, upper) | IntegralOf(body, index, lower, upper):
                names |= free_names(body) - {index}
                stack += (lower, upper)
            case _:
                stack += parts(current)
    return frozenset(names)


def count(term: Term, limit: int) -> int:
    """How many terms there are in `term`; counting stops a little above `limit`."""
    seen, stack = 0, [term]
    while stack and seen <= limit:
        seen += 1
        current = stack.pop()
        if type(current) not in LEAVES:
            stack += parts(current)
    return seen


def at_point(question: Question, point: Mapping[str, Fraction]) -> Question:
    """A question at one point, its conditions left away: that they hold there is the caller's to know."""
    left, right = question.left, question.right
    for name, value in point.items():
        left, right = (substitute(side, name, Rational(value)) for side in (left, right))
    return Question(left, right, question.comparison, Setting())


def substitute(term: Term, name: str, value: Term) -> Term:
    """`term` with the free variable `name` replaced; bound names that `value` would be caught by are renamed."""
    return _substitute(term, name, value, free_names(value))


def _substitute(term: Term, name: str, value: Term, caught: frozenset[str]) -> Term:
    def go(part: Term) -> Term:
        return _substitute(part, name, value, caught)

    def under(body: Term, variable: str) -> tuple[Term, str]:
        if variable == name:
            return body, variable
        if variable in caught and name in free_names(body):
            fresh = variable + "'"
            while fresh in caught or fresh in free_names(body):
                fresh += "'"
            return go(substitute(body, variable, Variable(fresh))), fresh
        return go(body), variable

    match term:
        case Variable():
            return value if term.name == name else term
        case Rational() | Pi() | Infinity():
            return term
        case Add(terms):
            return Add(tuple(go(t) for t in terms))
        case Multiply(factors):
            return Multiply(tuple(go(t) for t in factors))
        case Divide(numerator, denominator):
            return Divide(go(numerator), go(denominator))
        case Raise(base, exponent):
            return Raise(go(base), go(exponent))
        case RootOf(radicand, index):
            return RootOf(go(radicand), index)
        case Apply(_, arguments):
            return replace(term, arguments=tuple(go(a) for a in arguments))
        case UnknownAt(_, _, arguments):
            return replace(term, arguments=tuple(go(a) for a in arguments))
        case DerivativeOf(body, variable, order, at):
            body, variable = under(body, variable)
            return DerivativeOf(body, variable, order, go(at))
        case LimitOf(body, variable, point, approach):
            body, variable = under(body, variable)
            return LimitOf(body, variable, go(point), approach)
        case SeriesOf(body, index, lower, upper, product):
            body, index = under(body, index)
            return SeriesOf(body, index, go(lower), go(upper), product)
        case IntegralOf(body, variable, lower, upper):
            body, variable = under(body, variable)
            return IntegralOf(body, variable, go(lower), go(upper))
        case Branches(branches):
            return Branches(
                tuple(
                    (go(body), tuple(Condition(go(c.left), c.comparison, go(c.right)) for c in conditions))
                    for body, conditions in branches
                )
            )
        case _:
            assert_never(term)
