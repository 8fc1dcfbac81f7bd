"""Expressions in one letter as polynomials with rational coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt, lcm
from typing import cast

from flint import fmpq, fmpq_poly, fmpz_poly

from builder.calculus.expression.nodes import (
    Constant,
    ConstantName,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute

LARGEST_DEGREE = 12
LARGEST_DIGITS = 40


def in_integers(rational: fmpq_poly) -> fmpz_poly | None:
    """A polynomial with integer coefficients that has the same roots; None if they are too large."""
    scale = lcm(*(int(c.q) for c in rational.coeffs()))
    whole = fmpz_poly([int((c * scale).p) for c in rational.coeffs()])
    return None if any(abs(int(c)) > 10**LARGEST_DIGITS for c in whole.coeffs()) else whole


def polynomial(node: Expression, letter: str) -> fmpq_poly | None:
    """An expression as a polynomial in `letter` with rational coefficients; None if it is none, or too large."""
    match node:
        case Number(text=text) if len(text) <= LARGEST_DIGITS:
            return fmpq_poly([fmpq(node.value.numerator, node.value.denominator)])
        case Symbol(name=name) if name == letter:
            return fmpq_poly([0, 1])
        case Group(inner=inner):
            return polynomial(inner, letter)
        case Negation(operand=operand):
            inside = polynomial(operand, letter)
            return None if inside is None else -inside
        case Sum(terms=parts) | Product(factors=parts):
            adds = isinstance(node, Sum)
            result = fmpq_poly([0 if adds else 1])
            for part in parts:
                found = polynomial(part, letter)
                if found is None or (not adds and result.degree() + found.degree() > LARGEST_DEGREE):
                    return None
                result = result + found if adds else result * found
            return result
        case Quotient(numerator=above, denominator=below):
            over, under = polynomial(above, letter), polynomial(below, letter)
            if over is None or under is None or under.degree() != 0:
                return None
            return over / under[0]
        case Power(base=base, exponent=Number() as exponent) if (
            exponent.text.isdecimal() and int(exponent.text) <= LARGEST_DEGREE
        ):
            inside = polynomial(base, letter)
            if inside is None or inside.degree() * int(exponent.text) > LARGEST_DEGREE:
                return None
            return inside ** int(exponent.text)
        case _:
            return None


def fraction(node: Expression, letter: str) -> tuple[fmpq_poly, fmpq_poly] | None:
    """An expression as a quotient of two polynomials in `letter` with rational coefficients; None if it is none, or too large."""
    whole = polynomial(node, letter)
    if whole is not None:
        return whole, fmpq_poly([1])
    found: tuple[fmpq_poly, fmpq_poly] | None
    match node:
        case Group(inner=inner):
            return fraction(inner, letter)
        case Negation(operand=operand):
            found = fraction(operand, letter)
            return None if found is None else (-found[0], found[1])
        case Power(base=base, exponent=Number() as exponent) if exponent.text.isdecimal() and int(exponent.text) < LARGEST_DEGREE:
            found = fraction(base, letter)
            times = int(exponent.text)
            if found is None or max(found[0].degree(), found[1].degree()) * times > LARGEST_DEGREE:
                return None
            return found[0] ** times, found[1] ** times
        case Sum(terms=parts) | Product(factors=parts):
            above, below = fmpq_poly([0 if isinstance(node, Sum) else 1]), fmpq_poly([1])
            for part in parts:
                found = fraction(part, letter)
                if found is None or below.degree() + found[1].degree() > LARGEST_DEGREE:
                    return None
                above = above * found[1] + found[0] * below if isinstance(node, Sum) else above * found[0]
                below = below * found[1]
            return above, below
        case Quotient(numerator=over, denominator=under):
            first, second = fraction(over, letter), fraction(under, letter)
            if first is None or second is None or second[0].degree() < 0:
                return None
            return first[0] * second[1], first[1] * second[0]
        case _:
            return None


def value_at(node: Expression, values: Mapping[str, fmpq]) -> fmpq | None:
    """The value of arithmetic of rationals where letters have values; None for what is more, or has none."""
    constant = polynomial(substitute(node, {name: Group(rational(value)) for name, value in values.items()}), "")
    return None if constant is None else constant[0]


def is_rational(node: Expression) -> bool | None:
    """Whether a number is rational: arithmetic of rationals is, and a polynomial in π or e is not (Lindemann), nor
    is a square root of what is no square, in the first degree. None for what is more."""
    if value_at(node, {}) is not None:
        return True
    parts = {part for part in descendants(node) if isinstance(part, Constant | Root)}
    if len(parts) != 1:
        return None
    (part,) = parts
    letter = Symbol("t")
    whole = polynomial(cast(Expression, _with_letter(node, part, letter)), letter.name)
    if whole is None or whole.degree() < 1:
        return None
    if isinstance(part, Constant):
        return False if part.name in (ConstantName.PI, ConstantName.E) else None
    radicand = value_at(part.radicand, {})
    index = fmpq(2) if part.index is None else value_at(part.index, {})
    if whole.degree() > 1 or radicand is None or index != 2 or radicand <= 0:
        return None
    return all(isqrt(int(n)) ** 2 == int(n) for n in (radicand.p, radicand.q))


def _with_letter(node: Node, part: Node, letter: Symbol) -> Node:
    return letter if node == part else map_children(node, lambda child: _with_letter(child, part, letter))


def rational(value: fmpq) -> Expression:
    """A rational as an expression."""
    size: Expression = Number(str(abs(int(value.p))))
    if value.q != 1:
        size = Quotient(size, Number(str(int(value.q))))
    return Negation(size) if value < 0 else size
