"""Small moves on terms as they are made: arithmetic of rationals, derivatives of unknown functions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from builder.calculus.judge.shapes import Many, Meant
from builder.calculus.judge.subterms import map_parts, walk
from builder.calculus.judge.terms import Add, Divide, Multiply, Rational, Term, UnknownAt, Variable


def entries_of(value: Meant) -> tuple[Term, ...]:
    """The entries of a value; a number is its own."""
    return value.entries if isinstance(value, Many) else (value,)


def prime_of(body: UnknownAt, bound: Sequence[tuple[str, int, Term]]) -> UnknownAt | None:
    """The derivative of an unknown function by its own arguments, each a bound name of its own."""
    orders, arguments = list(body.orders), list(body.arguments)
    for name, order, at in bound:
        used = [i for i, a in enumerate(body.arguments) if any(t == Variable(name) for t in walk(a))]
        if len(used) != 1 or body.arguments[used[0]] != Variable(name):
            return None
        orders[used[0]] += order
        arguments[used[0]] = at
    return UnknownAt(body.name, tuple(orders), tuple(arguments))


def offset_from(term: Term, letter: str) -> Fraction | None:
    """c with term = letter + c; None for what is no such sum."""
    match term:
        case Variable(name) if name == letter:
            return Fraction(0)
        case Add(terms) if terms.count(Variable(letter)) == 1:
            return rational_of(Add(tuple(t for t in terms if t != Variable(letter))))
        case _:
            return None


def folded(term: Term) -> Term:
    """An exponent, an index or a bound as one rational, when it is arithmetic of rationals; else as it is."""
    value = rational_of(term)
    return term if value is None else Rational(value)


def rational_of(term: Term) -> Fraction | None:
    """The value of arithmetic of rationals; None for what is more."""
    match term:
        case Rational(value):
            return value
        case Add(terms) | Multiply(terms):
            values = [rational_of(t) for t in terms]
            known = [v for v in values if v is not None]
            if len(known) != len(values):
                return None
            if isinstance(term, Add):
                return sum(known, Fraction(0))
            product = Fraction(1)
            for v in known:
                product *= v
            return product
        case Divide(a, b):
            above, below = rational_of(a), rational_of(b)
            return None if above is None or not below else above / below
        case _:
            return None


def folded_throughout(term: Term) -> Term:
    """`term` with all arithmetic of rationals in it worked out."""
    return folded(map_parts(term, folded_throughout))
