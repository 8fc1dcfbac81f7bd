"""Derivatives along a curve: of letters that equations tie together.

On F = 0 with y a function of x, y' is −F_x / F_y, and so on for higher orders. Where more letters are functions of a parameter
t (related rates) than there are equations, the derivatives of some stay free variables (`x'`), and those of the rest follow.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from builder.calculus.budget import Work
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.differentiate import differentiate, evaluated
from builder.calculus.judge.evaluate import place_of, value_at
from builder.calculus.judge.field import Stop
from builder.calculus.judge.points import HUMAN
from builder.calculus.judge.subterms import free_variables, map_parts, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    DerivativeOf,
    Divide,
    Multiply,
    Raise,
    Rational,
    RootOf,
    Term,
    UnknownAt,
    Variable,
)

MINUS_ONE = Rational(Fraction(-1))
LARGEST_ORDER = 4
MOST_SOLVED = 3


class OffTheCurve(Exception):
    """A term that cannot be read along the curve. `args[0]` says why."""


class Curve(Struct, frozen=True):
    """What is 0 on the curve, the letters that are functions of `parameter`, and those whose derivatives follow.

    `rows` are the equations that tell the derivatives of the letters `solved`, in the same order.
    """

    terms: tuple[Term, ...]
    parameter: str
    dependent: tuple[str, ...]
    rows: tuple[int, ...] = ()
    solved: tuple[str, ...] = ()


def curve_of(terms: tuple[Term, ...], parameter: str, dependent: tuple[str, ...], work: Work) -> Curve:
    """A curve, with as many letters solved for as its equations allow: the later ones first. It costs of `work`."""
    for size in range(min(len(terms), len(dependent), MOST_SOLVED), 0, -1):
        for names in combinations(reversed(dependent), size):
            for rows in combinations(range(len(terms)), size):
                if _may_differ_from_zero(_determinant([[differentiate(terms[i], n) for n in names] for i in rows]), work):
                    return Curve(terms, parameter, dependent, rows, names)
    return Curve(terms, parameter, dependent)


def _may_differ_from_zero(term: Term, work: Work) -> bool:
    """Whether a term is not 0 at one of a few points."""
    names = sorted(free_variables(term))
    for shift in range(3):
        point = {name: HUMAN[(i + shift) % len(HUMAN)] for i, name in enumerate(names)}
        with precision(64):
            try:
                value = value_at(term, place_of(point, {}, frozenset(), 50, work))
            except (Undecided, Undefined):
                continue
            if value != 0:
                return True
    return False


def _determinant(rows: list[list[Term]]) -> Term:
    """By the first column; the zeros of a triangular system keep it small."""
    if len(rows) == 1:
        return rows[0][0]
    parts: list[Term] = [Rational(Fraction(0))]
    for i, row in enumerate(rows):
        if row[0] != Rational(Fraction(0)):
            minor = _determinant([r[1:] for j, r in enumerate(rows) if j != i])
            parts.append(Multiply((Rational(Fraction((-1) ** i)), row[0], minor)))
    return Add(tuple(parts)) if len(parts) > 1 else parts[0]


def along(term: Term, curve: Curve) -> Term:
    """`term` without unknown functions: the letters of the curve as free variables, their derivatives as they follow from it."""
    names = frozenset(curve.dependent)
    if not any(isinstance(t, UnknownAt) and t.name in names for t in walk(term)):
        return term
    if set(curve.solved) == names and curve.parameter not in free_variables(*curve.terms):
        # All rates would be 0, and a claim about them 0 = 0: a letter that changes was taken for a constant.
        raise OffTheCurve(f"the equations leave {', '.join(sorted(names))} no way to change")

    def read(t: Term) -> Term:
        match t:
            case UnknownAt(name, (order,), (at,)) if name in names:
                if at != Variable(curve.parameter):
                    raise OffTheCurve(f"{name} at a place of its own")
                return _derivative(curve, name, order)
            case UnknownAt(name, orders, arguments):
                return UnknownAt(name, orders, tuple(read(u) for u in arguments))
            case DerivativeOf() if any(isinstance(u, UnknownAt) and u.name in names for u in walk(t)):
                return read(evaluated(t))
            case Add() | Multiply() | Divide() | Raise() | RootOf() | Apply() | Branches():
                return map_parts(t, read)
            case _:
                if any(isinstance(u, UnknownAt) and u.name in names for u in walk(t)):
                    raise OffTheCurve("a limit or a sum along a curve")
                return t

    try:
        return read(term)
    except Stop as stop:
        raise OffTheCurve(str(stop)) from None


def _derivative(curve: Curve, name: str, order: int) -> Term:
    """The derivative of a letter of the curve by its parameter."""
    if order > LARGEST_ORDER:
        raise OffTheCurve("a derivative of such an order along a curve")
    if name not in curve.solved:
        return Variable(name + "'" * order)
    term: Term = Variable(name)
    for i in range(order):
        term = _slope(curve, name) if i == 0 else _total(term, curve, i)
    return term


def _slope(curve: Curve, name: str) -> Term:
    """The derivative of a solved letter, by Cramer's rule from ∂F/∂t + Σ ∂F/∂xᵢ xᵢ' = 0; of one equation −F_t / F_y."""
    matrix = [[differentiate(curve.terms[i], n) for n in curve.solved] for i in curve.rows]
    place = curve.solved.index(name)
    sides = [Multiply((MINUS_ONE, _known(curve, i))) for i in curve.rows]
    replaced = [[*row[:place], side, *row[place + 1 :]] for row, side in zip(matrix, sides, strict=True)]
    return Divide(_determinant(replaced), _determinant(matrix))


def _known(curve: Curve, row: int) -> Term:
    """What the letters that are not solved for contribute to the derivative of an equation."""
    parts = [differentiate(curve.terms[row], curve.parameter)]
    for name in curve.dependent:
        if name not in curve.solved:
            parts.append(Multiply((differentiate(curve.terms[row], name), Variable(name + "'"))))
    return Add((*parts, Rational(Fraction(0))))


def _total(term: Term, curve: Curve, order: int) -> Term:
    """The derivative of a term along the curve: `order` derivatives of the free letters may stand in it."""
    parts = [differentiate(term, curve.parameter)]
    for name in curve.dependent:
        if name in curve.solved:
            parts.append(Multiply((differentiate(term, name), _slope(curve, name))))
            continue
        for i in range(order + 1):
            parts.append(Multiply((differentiate(term, name + "'" * i), Variable(name + "'" * (i + 1)))))
    return Add((*parts, Rational(Fraction(0))))
