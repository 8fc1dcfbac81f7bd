"""Expressions in one letter as polynomials with rational coefficients."""

from __future__ import annotations

from math import lcm

from flint import fmpq, fmpq_poly, fmpz_poly

from builder.calculus.expression.nodes import Expression, Group, Negation, Number, Power, Product, Quotient, Sum, Symbol

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
