"""Polynomials that are sums of terms: their coefficients, and the quotient of two of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from builder.calculus.derivation.sums import by_degree, sum_of, terms_of
from builder.calculus.derivation.terms import Style, Term
from builder.calculus.expression.nodes import Expression, Sum, Symbol
from builder.calculus.expression.walk import symbols

HIGHEST_DEGREE = 40  # of a polynomial that is divided


POLYNOMIAL_TERMS = 9  # that a polynomial may have when it is multiplied out


def coefficients_of(node: Sum) -> tuple[Symbol, list[Fraction]] | None:
    """The letter of a polynomial in one letter, and its coefficients, the highest first."""
    by_degree: dict[int, Fraction] = {}
    letters: set[Symbol] = set()
    for term in terms_of(node):
        degree = 0
        for base, exponent in term.powers:
            if (
                not isinstance(base, Symbol)
                or not isinstance(exponent, Fraction)
                or exponent.denominator != 1
                or not 0 < exponent <= HIGHEST_DEGREE
            ):
                return None
            letters.add(base)
            degree = int(exponent)
        if len(term.powers) > 1:
            return None
        by_degree[degree] = by_degree.get(degree, Fraction(0)) + term.coefficient
    if len(letters) != 1:
        return None
    return letters.pop(), [by_degree.get(k, Fraction(0)) for k in range(max(by_degree), -1, -1)]


_Polynomial: TypeAlias = dict[tuple[int, ...], Fraction]


def quotient_of_sums(above: Sum, below: Sum, style: Style) -> Expression | None:
    """The quotient of two sums that are polynomials, in the order of a textbook; None when there is none."""
    letters = [Symbol(name) for name in sorted(symbols(above) | symbols(below), key=lambda n: (n not in style.variables, n))]
    polynomials = _polynomial(above, letters), _polynomial(below, letters)
    if polynomials[0] is None or polynomials[1] is None:
        return None
    quotient = _divided(polynomials[0], polynomials[1])
    if quotient is None:
        return None
    terms = [
        Term(coefficient, tuple((letter, Fraction(e)) for letter, e in zip(letters, exponents, strict=True) if e))
        for exponents, coefficient in quotient.items()
    ]
    return sum_of(by_degree(terms), style)


def _polynomial(node: Sum, letters: Sequence[Symbol]) -> _Polynomial | None:
    """The coefficients of a polynomial by the exponents of its letters; None for anything else, or for a long one."""
    found: _Polynomial = {}
    for term in terms_of(node):
        powers = dict(term.powers)
        exponents = [powers.pop(letter, Fraction(0)) for letter in letters]
        whole = [int(e) for e in exponents if isinstance(e, Fraction) and e.denominator == 1 and 0 <= e <= HIGHEST_DEGREE]
        if powers or len(whole) < len(exponents):
            return None
        found[tuple(whole)] = found.get(tuple(whole), Fraction(0)) + term.coefficient
    found = {exponents: coefficient for exponents, coefficient in found.items() if coefficient}
    return found if len(found) <= POLYNOMIAL_TERMS and any(map(any, found)) else None


def _divided(above: _Polynomial, below: _Polynomial) -> _Polynomial | None:
    """The quotient of two polynomials in the same letters, or None when something is left over. The longest division of terms."""
    rest, quotient, lead = dict(above), _Polynomial(), max(below)
    while rest:
        top = max(rest)
        by = tuple(t - e for t, e in zip(top, lead, strict=True))
        if min(by) < 0:
            return None
        factor = quotient[by] = rest[top] / below[lead]
        for exponents, coefficient in below.items():
            place = tuple(e + d for e, d in zip(exponents, by, strict=True))
            left = rest.get(place, Fraction(0)) - factor * coefficient
            if left:
                rest[place] = left
            else:
                rest.pop(place, None)
        if len(rest) > POLYNOMIAL_TERMS:
            return None
    return quotient
