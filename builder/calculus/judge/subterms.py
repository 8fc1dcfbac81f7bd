"""Walks over terms: their parts, their free variables, their unknown functions, their size."""

from __future__ import annotations

from collections.abc import Iterator

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
    Term,
    UnknownAt,
    Variable,
)


def parts(term: Term) -> tuple[Term, ...]:
    """The terms directly below `term`."""
    match term:
        case Rational() | Pi() | Infinity() | Variable():
            return ()
        case Add(inner) | Multiply(inner) | Apply(_, inner) | UnknownAt(_, _, inner):
            return inner
        case Divide(a, b) | Raise(a, b):
            return (a, b)
        case RootOf(a, _):
            return (a,)
        case DerivativeOf(body, _, _, at):
            return (body, at)
        case LimitOf(body, _, point, _):
            return (body, point)
        case SeriesOf(body, _, lower, upper, _) | IntegralOf(body, _, lower, upper):
            return (body, lower, upper)
        case Branches(branches):
            return tuple(
                t for value, conditions in branches for t in (value, *(s for c in conditions for s in (c.left, c.right)))
            )


def with_parts(term: Term, new: tuple[Term, ...]) -> Term:
    """`term` with other terms directly below it, in the order of `parts`."""
    match term:
        case Rational() | Pi() | Infinity() | Variable():
            return term
        case Add():
            return Add(new)
        case Multiply():
            return Multiply(new)
        case Apply(function, _):
            return Apply(function, new)
        case UnknownAt(name, orders, _):
            return UnknownAt(name, orders, new)
        case Divide():
            return Divide(new[0], new[1])
        case Raise():
            return Raise(new[0], new[1])
        case RootOf(_, index):
            return RootOf(new[0], index)
        case DerivativeOf(_, variable, order, _):
            return DerivativeOf(new[0], variable, order, new[1])
        case LimitOf(_, variable, _, approach):
            return LimitOf(new[0], variable, new[1], approach)
        case SeriesOf(_, index_name, _, _, product):
            return SeriesOf(new[0], index_name, new[1], new[2], product)
        case IntegralOf(_, variable, _, _):
            return IntegralOf(new[0], variable, new[1], new[2])
        case Branches(branches):
            rest = iter(new)
            return Branches(
                tuple(
                    (next(rest), tuple(Condition(next(rest), c.comparison, next(rest)) for c in conditions))
                    for _, conditions in branches
                )
            )


def walk(term: Term) -> Iterator[Term]:
    """`term` and all terms below it."""
    stack = [term]
    while stack:
        current = stack.pop()
        yield current
        if not isinstance(current, Rational | Variable):
            stack.extend(parts(current))


def is_bound_name(name: str) -> bool:
    """Whether a variable's name was given by the interpreter to something that is bound."""
    return "#" in name


def free_variables(*terms: Term) -> frozenset[str]:
    """The names of the free variables: bound ones were renamed apart, so a name tells."""
    return frozenset(t.name for term in terms for t in walk(term) if isinstance(t, Variable) and not is_bound_name(t.name))


def unknown_functions(*terms: Term) -> dict[str, int]:
    """The unknown functions, and how many arguments each has."""
    return {t.name: len(t.orders) for term in terms for t in walk(term) if isinstance(t, UnknownAt)}


def terms_of(question: Question) -> tuple[Term, ...]:
    """Both sides and the sides of all conditions."""
    return (question.left, question.right, *sides_of(question.setting.conditions))


def sides_of(conditions: tuple[Condition, ...]) -> tuple[Term, ...]:
    """The terms that are compared."""
    return tuple(t for c in conditions for t in (c.left, c.right))
