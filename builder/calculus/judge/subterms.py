"""Walks over terms: their parts, their free variables, their unknown functions, their size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from msgspec import Struct

from builder.calculus.judge.integers import is_integer, is_rational
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
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

LEAVES = frozenset({Rational, Variable, Pi, Infinity})
"""The terms without parts: half of all, so walks ask for them first and by their type, which takes a quarter of `isinstance`."""


def parts(term: Term) -> tuple[Term, ...]:
    """The terms directly below `term`."""
    return _PARTS[type(term)](term)


def _none(term: Term) -> tuple[Term, ...]:
    return ()


def _of_branches(term: Branches) -> tuple[Term, ...]:
    return tuple(t for value, conditions in term.branches for t in (value, *(s for c in conditions for s in (c.left, c.right))))


_PARTS: Mapping[type, Callable[[Any], tuple[Term, ...]]] = {
    Rational: _none,
    Pi: _none,
    Infinity: _none,
    Variable: _none,
    Add: attrgetter("terms"),
    Multiply: attrgetter("factors"),
    Apply: attrgetter("arguments"),
    UnknownAt: attrgetter("arguments"),
    Divide: attrgetter("numerator", "denominator"),
    Raise: attrgetter("base", "exponent"),
    RootOf: lambda term: (term.radicand,),
    DerivativeOf: attrgetter("body", "at"),
    LimitOf: attrgetter("body", "point"),
    SeriesOf: attrgetter("body", "lower", "upper"),
    IntegralOf: attrgetter("body", "lower", "upper"),
    Branches: _of_branches,
}


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


def map_parts(term: Term, change: Callable[[Term], Term]) -> Term:
    """`term` with `change` applied to each term directly below it; the term itself where nothing changed."""
    below = parts(term)
    new = tuple([change(part) for part in below])
    for a, b in zip(new, below, strict=True):
        if a is not b:
            return with_parts(term, new)
    return term


def replaced(term: Term, old: Term, new: Term) -> Term:
    """`term` with `new` wherever `old` stands in it."""
    return new if term == old else map_parts(term, lambda part: replaced(part, old, new))


def walk(term: Term) -> Iterator[Term]:
    """`term` and all terms below it."""
    stack = [term]
    while stack:
        current = stack.pop()
        yield current
        if type(current) not in LEAVES:
            stack += parts(current)


def is_bound_name(name: str) -> bool:
    """Whether a variable's name was given by the interpreter to something that is bound."""
    return "#" in name


_TELLING = frozenset({UnknownAt, Apply, SeriesOf, Raise})
"""The terms that hold a name of a function, or tell that names in them are integers."""


class Names(Struct, frozen=True):
    """The names in a term: free variables, and unknown functions with how many arguments each has.

    `integers` are the variables that must be integers for the term to have a value, and whether they count from 1: those in a
    binomial coefficient, a factorial, the bounds of a sum, or in the exponent of a negative number.
    """

    variables: frozenset[str]
    functions: Mapping[str, int]
    integers: tuple[tuple[str, bool], ...]


def names_in(term: Term) -> Names:
    """The names in a term: bound variables were renamed apart, so a name tells whether it is free."""
    variables: set[str] = set()
    functions: dict[str, int] = {}
    integers: list[tuple[str, bool]] = []
    for t in walk(term):
        if type(t) is Variable:
            variables.add(t.name)
            continue
        if type(t) not in _TELLING:
            continue
        match t:
            case UnknownAt(name, orders):
                functions[name] = len(orders)
            case Apply(Fn.BINOMIAL | Fn.FACTORIAL, arguments):
                integers += ((name, False) for a in arguments for name in _letters(a))
            case SeriesOf(lower=lower, upper=upper):
                integers += ((name, False) for name in _letters(lower))
                integers += ((name, True) for name in _letters(upper))
            case Raise(base, exponent) if type(exponent) is not Rational and _is_negative(base):
                integers += ((name, False) for name in _letters(exponent, is_rational))
            case _:
                pass
    return Names(frozenset(name for name in variables if not is_bound_name(name)), functions, tuple(integers))


def _letters(term: Term, is_kind: Callable[[Term, frozenset[str]], bool] = is_integer) -> frozenset[str]:
    """The free letters of a term that is an integer, or another kind of number, once they are integers."""
    names = frozenset(t.name for t in walk(term) if isinstance(t, Variable))
    return free_variables(term) if is_kind(term, names) else frozenset()


def _is_negative(base: Term) -> bool:
    """Whether a base is a number below 0, of which a letter's power is only meant for integers: −2, (1 − √5)/2."""
    if isinstance(base, Rational):
        return base.value < 0
    if isinstance(base, Variable | Pi):
        return False
    from builder.calculus.judge.evaluate import is_negative_number  # few powers have another base

    return is_negative_number(base)


def degree_in(term: Term, name: str, most: int = 12) -> int | None:
    """A bound on the degree of a polynomial in a letter, of at most `most`; None for what is no such polynomial."""
    match term:
        case _ if not any(isinstance(t, Variable) and t.name == name for t in walk(term)):
            return 0
        case Variable():
            return 1
        case Add(terms):
            degrees = [degree_in(t, name, most) for t in terms]
            return None if None in degrees else max(d for d in degrees if d is not None)
        case Multiply(factors):
            degrees = [degree_in(f, name, most) for f in factors]
            total = sum(d for d in degrees if d is not None)
            return None if None in degrees or total > most else total
        case Divide(numerator, denominator) if degree_in(denominator, name, most) == 0:
            return degree_in(numerator, name, most)
        case Raise(base, Rational(value)) if value.denominator == 1 and 0 < value <= most:
            degree = degree_in(base, name, most)
            return None if degree is None or degree * value > most else int(degree * value)
        case _:
            return None


def holds_any(kinds: tuple[type[Term], ...], *terms: Term) -> bool:
    """Whether a term of one of these kinds stands in one of the terms."""
    return any(isinstance(t, kinds) for term in terms for t in walk(term))


def free_variables(*terms: Term) -> frozenset[str]:
    """The names of the free variables: bound ones were renamed apart, so a name tells."""
    names = {t.name for term in terms for t in walk(term) if type(t) is Variable}
    return frozenset(name for name in names if not is_bound_name(name))


def unknown_functions(*terms: Term) -> dict[str, int]:
    """The unknown functions, and how many arguments each has."""
    return {t.name: len(t.orders) for term in terms for t in walk(term) if isinstance(t, UnknownAt)}


def over_a_point(term: Term) -> bool:
    """Whether it is an integral from a number to itself, which is 0 whatever is integrated."""
    return isinstance(term, IntegralOf) and term.lower == term.upper


def terms_of(question: Question) -> tuple[Term, ...]:
    """Both sides and the sides of all conditions."""
    return (question.left, question.right, *sides_of(question.setting.conditions))


def sides_of(conditions: tuple[Condition, ...]) -> tuple[Term, ...]:
    """The terms that are compared."""
    return tuple(t for c in conditions for t in (c.left, c.right))
