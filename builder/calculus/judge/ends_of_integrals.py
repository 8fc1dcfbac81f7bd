"""Identities between definite integrals by a letter at an end: ∫ u v' from a to b is [u v] less ∫ u' v, as the derivatives by b
are the same, and so are the sides at b = a (fundamental theorem of calculus: Rudin, *Principles of Mathematical Analysis*, 6.20).
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.calculus.judge.differentiate import derivative
from builder.calculus.judge.exact import vanishes
from builder.calculus.judge.field import Convert, Field
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import parts, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Fn,
    IntegralOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    Term,
    UnknownAt,
    Variable,
)

_ENTIRE = frozenset({Fn.EXP, Fn.SIN, Fn.COS, Fn.SINH, Fn.COSH, Fn.TANH, Fn.ARCTAN})


def equal_by_ends(field: Field, left: Term, right: Term, convert: Convert) -> bool:
    """Whether the sides, which must be smooth for all values of their letters, are equal by a letter at an end of an integral.

    False says nothing. Raises Stop where that cannot be found out.
    """
    if not (_is_smooth(left) and _is_smooth(right)):
        return False
    for letter, other in dict.fromkeys(_ends(left, right)):
        if letter in field.integers:
            continue
        slopes = (derivative(side, letter) for side in (left, right))
        meeting = (substitute(side, letter, other) for side in (left, right))
        if _same(field, *slopes, convert=convert) and _same(field, *meeting, convert=convert):
            return True
    return False


def _ends(*sides: Term) -> Iterator[tuple[str, Term]]:
    """The letters that are an end of an integral, each with the other end."""
    for side in sides:
        for part in walk(side):
            if isinstance(part, IntegralOf):
                for end, other in ((part.upper, part.lower), (part.lower, part.upper)):
                    if isinstance(end, Variable) and end.name not in free_names(other):
                        yield end.name, other


def _same(field: Field, left: Term, right: Term, *, convert: Convert) -> bool:
    difference = field.subtract(convert(field, left), convert(field, right)).numerator
    return difference.is_zero() or vanishes(field, difference)


def _is_smooth(term: Term) -> bool:
    match term:
        case Variable() | Rational() | Pi():
            return True
        case Add() | Multiply() | UnknownAt() | IntegralOf():
            return all(map(_is_smooth, parts(term)))
        case Raise(base, exponent):
            power = rational_of(exponent)
            return power is not None and power >= 0 and power.denominator == 1 and _is_smooth(base)
        case Apply(function, arguments):
            return function in _ENTIRE and all(map(_is_smooth, arguments))
        case _:
            return False
