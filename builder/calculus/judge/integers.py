"""Which terms are integers by what they are made of, whatever the values of the letters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as Number
from itertools import product
from math import lcm

from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, SeriesOf, Term, Variable

MOST_RESIDUES = 600
"""For how many values of its letters a polynomial over a number is looked at."""

_INTEGER_FUNCTIONS = frozenset({Fn.FLOOR, Fn.CEILING, Fn.FACTORIAL})


def is_integer(term: Term, integers: frozenset[str]) -> bool:
    """Whether `term` is an integer wherever it is defined, the letters in `integers` being integers."""
    match term:
        case Rational(value):
            return value.denominator == 1
        case Variable(name):
            return name in integers
        case Add(terms):
            return all(is_integer(t, integers) for t in terms)
        case Multiply(factors):
            below = lcm(*(f.value.denominator for f in factors if isinstance(f, Rational)))
            if below > 1:
                return _is_multiple(Multiply((Rational(Number(below)), *factors)), below, integers)
            return all(is_integer(f, integers) for f in factors)
        case Divide(numerator, Rational(value)):
            return value.denominator == 1 and _is_multiple(numerator, abs(value.numerator), integers)
        case Raise(base, Rational(value)):
            return value.denominator == 1 and value >= 0 and is_integer(base, integers)
        case Apply(function, arguments):
            if function in _INTEGER_FUNCTIONS:
                return True
            return function in (Fn.MAX, Fn.MIN, Fn.ABS, Fn.BINOMIAL) and all(is_integer(a, integers) for a in arguments)
        case SeriesOf(body=body, index=index):
            return is_integer(body, integers | {index})
        case _:
            return False


def is_rational(term: Term, integers: frozenset[str]) -> bool:
    """Whether `term` is arithmetic of rationals and of the letters in `integers`: it is rational where these are integers."""
    match term:
        case Rational():
            return True
        case Add(inner) | Multiply(inner):
            return all(is_rational(part, integers) for part in inner)
        case Divide(numerator, denominator):
            return is_rational(numerator, integers) and is_rational(denominator, integers)
        case Raise(base, Rational(value)):
            return value.denominator == 1 and is_rational(base, integers)
        case _:
            return is_integer(term, integers)


def is_whole_on_integers(coefficients: Mapping[tuple[int, ...], Number]) -> bool:
    """Whether a polynomial, by its coefficients at the exponents of its letters, is an integer wherever these are.

    Its values times the common denominator depend only on the letters modulo that: n(n + 1)/2 is one.
    """
    below = lcm(*(c.denominator for c in coefficients.values()))
    letters = max(map(len, coefficients), default=0)
    if below**letters > MOST_RESIDUES:
        return False
    whole = [(exponents, int(c * below)) for exponents, c in coefficients.items()]
    return all(
        sum(c * _monomial(at, exponents, below) for exponents, c in whole) % below == 0
        for at in product(range(below), repeat=letters)
    )


def _monomial(at: tuple[int, ...], exponents: tuple[int, ...], modulus: int) -> int:
    value = 1
    for number, exponent in zip(at, exponents, strict=True):
        value = value * pow(number, exponent, modulus) % modulus
    return value


def _is_multiple(term: Term, of: int, integers: frozenset[str]) -> bool:
    """Whether a polynomial in integer letters is a multiple of a number at all of them: it is if it is at all residues."""
    if of == 0:
        return False
    letters = sorted({t.name for t in _leaves(term) if isinstance(t, Variable)})
    if of ** len(letters) > MOST_RESIDUES or not set(letters) <= integers:
        return False
    try:
        return all(_residue(term, dict(zip(letters, at, strict=True)), of) == 0 for at in product(range(of), repeat=len(letters)))
    except _NoPolynomial:
        return False


class _NoPolynomial(Exception):
    """What is no polynomial with integer coefficients."""


def _leaves(term: Term) -> list[Term]:
    match term:
        case Add(parts) | Multiply(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
        case Raise(base, _):
            return _leaves(base)
        case _:
            return [term]


def _residue(term: Term, at: Mapping[str, int], of: int) -> int:
    """The residue of a polynomial modulo `of`; rational factors must multiply to an integer."""
    match term:
        case Rational(value) if value.denominator == 1:
            return value.numerator % of
        case Variable(name) if name in at:
            return at[name]
        case Add(terms):
            return sum(_residue(t, at, of) for t in terms) % of
        case Multiply(factors):
            scale, residue = Number(1), 1
            for factor in factors:
                if isinstance(factor, Rational):
                    scale *= factor.value
                else:
                    residue = residue * _residue(factor, at, of) % of
            if scale.denominator != 1:
                raise _NoPolynomial
            return int(scale) * residue % of
        case Raise(base, Rational(value)) if value.denominator == 1 and value >= 0:
            return pow(_residue(base, at, of), int(value), of)
        case _:
            raise _NoPolynomial
