"""Polynomials over the rationals: what is taken apart is put together again."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from builder.calculus.derivation.partial_fractions import (
    Polynomial,
    divided,
    factors,
    multiplied,
    partial_fractions,
    raised,
    roots_between,
    trimmed,
)


def _value(polynomial: Polynomial, x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(polynomial)), Fraction(0))


def _some(chosen: random.Random, size: int) -> Polynomial:
    return trimmed([Fraction(chosen.randrange(-6, 7), chosen.choice((1, 1, 2, 3))) for _ in range(size)] + [Fraction(1)])


@pytest.mark.parametrize("seed", range(30))
def test_division_and_factors_give_the_polynomial_again(seed: int) -> None:
    chosen = random.Random(seed)
    above, below = _some(chosen, 4), _some(chosen, 2)
    quotient, rest = divided(above, below)
    assert len(rest) < len(below)
    for x in map(Fraction, range(-3, 4)):
        assert _value(quotient, x) * _value(below, x) + _value(rest, x) == _value(above, x)
    content, found = factors(multiplied(above, below))
    product: Polynomial = (content,)
    for factor, power in found:
        product = multiplied(product, raised(factor, power))
    assert product == multiplied(above, below)


@pytest.mark.parametrize("seed", range(30))
def test_partial_fractions_add_up(seed: int) -> None:
    chosen = random.Random(seed)
    below = [((Fraction(k), Fraction(1)), chosen.randrange(1, 3)) for k in chosen.sample(range(-5, 6), 2)]
    below.append(((Fraction(chosen.randrange(1, 5)), Fraction(0), Fraction(1)), chosen.randrange(1, 3)))
    size = sum((len(p) - 1) * k for p, k in below)
    above = _some(chosen, size - 2)
    parts = partial_fractions(above, below)
    assert parts is not None
    for x in (Fraction(13, 7), Fraction(-17, 3)):
        whole = _value(above, x)
        for factor, power in below:
            whole /= _value(factor, x) ** power
        assert sum(_value(p.above, x) / _value(p.below, x) ** p.power for p in parts) == whole


def test_factors_are_found_where_they_are_rational() -> None:
    minus_one: Polynomial = (Fraction(-1), *(Fraction(0),) * 3, Fraction(1))
    assert [power for _, power in factors(minus_one)[1]] == [1, 1, 1]
    four: Polynomial = (Fraction(4), *(Fraction(0),) * 3, Fraction(1))
    assert [len(factor) for factor, _ in factors(four)[1]] == [3, 3]


@pytest.mark.parametrize("coefficients", [(-2, 0, 1), (0, -3, 0, 1), (1, 1, 1), (4, -4, 0, 0, 0, 1), (-6, 11, -6, 1)])
@pytest.mark.parametrize("ends", [(None, None), (0, None), (None, 1), (-2, 2), (1, 3)])
def test_roots_between_two_places_are_counted(coefficients: tuple[int, ...], ends: tuple[int | None, int | None]) -> None:
    """Against SymPy's real roots."""
    z = sympy.Symbol("z")
    roots = sympy.real_roots(sympy.Poly(coefficients[::-1], z))
    low, high = ends
    inside = [r for r in roots if (low is None or r > low) and (high is None or r < high)]
    places = [None if end is None else Fraction(end) for end in ends]
    assert roots_between(tuple(map(Fraction, coefficients)), *places) == len(inside)
