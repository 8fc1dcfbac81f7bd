"""Polynomials over ℚ as sums of monomials, in plain Python: what a certificate says must be simple enough to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

Monomial: TypeAlias = tuple[tuple[int, int], ...]
"""Pairs of a kernel's number and its exponent ≥ 1, in rising order of the numbers."""

Polynomial: TypeAlias = Mapping[Monomial, Fraction]
"""Monomials with their coefficients, none of which is 0."""

MOST_TERMS = 2_000
MOST_PRODUCTS = 50_000
MOST_BITS = 4_000

ZERO: Polynomial = {}
ONE: Polynomial = {(): Fraction(1)}


class TooLarge(Exception):
    """A certificate would have to hold more than anyone wants to read."""


def constant(value: Fraction | int) -> Polynomial:
    """A number as a polynomial."""
    return {(): Fraction(value)} if value else ZERO


def letter(kernel: int) -> Polynomial:
    """One kernel as a polynomial."""
    return {((kernel, 1),): Fraction(1)}


def collect(terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
    """The sum of terms; raises TooLarge."""
    result: dict[Monomial, Fraction] = {}
    for monomial, coefficient in terms:
        value = result.get(monomial, Fraction(0)) + coefficient
        if value:
            result[monomial] = value
        else:
            result.pop(monomial, None)
    if len(result) > MOST_TERMS:
        raise TooLarge
    return result


def add(p: Polynomial, q: Polynomial) -> Polynomial:
    """p + q."""
    return collect([*p.items(), *q.items()])


def scale(p: Polynomial, factor: Fraction | int) -> Polynomial:
    """p times a number."""
    return {monomial: coefficient * factor for monomial, coefficient in p.items()} if factor else ZERO


def subtract(p: Polynomial, q: Polynomial) -> Polynomial:
    """p − q."""
    return add(p, scale(q, -1))


def times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    exponents = dict(m)
    for kernel, exponent in n:
        exponents[kernel] = exponents.get(kernel, 0) + exponent
    return tuple(sorted(exponents.items()))


def multiply(p: Polynomial, q: Polynomial) -> Polynomial:
    """p · q; raises TooLarge before it is computed."""
    if len(p) * len(q) > MOST_PRODUCTS:
        raise TooLarge
    return collect((times(m, n), a * b) for m, a in p.items() for n, b in q.items())


def power(p: Polynomial, n: int) -> Polynomial:
    """pⁿ for n ≥ 0; raises TooLarge before it is computed."""
    if n * max((_bits(c) for c in p.values()), default=0) > MOST_BITS or (len(p) > 1 and n > 60):
        raise TooLarge
    if len(p) == 1:
        ((monomial, coefficient),) = p.items()
        return {tuple((kernel, e * n) for kernel, e in monomial) if n else (): coefficient**n}
    result = ONE
    for _ in range(n):
        result = multiply(result, p)
    return result


def _bits(value: Fraction) -> int:
    return max(abs(value.numerator).bit_length() - 1, value.denominator.bit_length() - 1)


def is_constant(p: Polynomial) -> bool:
    """Whether p is a number."""
    return not p or p.keys() == {()}


def value_of(p: Polynomial) -> Fraction:
    """The number that a constant polynomial is."""
    return p.get((), Fraction(0))


def kernels_in(p: Polynomial) -> frozenset[int]:
    """The numbers of the kernels that occur."""
    return frozenset(kernel for monomial in p for kernel, _ in monomial)


def degree(p: Polynomial, kernel: int) -> int:
    """The degree in one kernel; −1 of 0."""
    return max((dict(monomial).get(kernel, 0) for monomial in p), default=-1)


def top(p: Polynomial, kernel: int, exponent: int) -> Polynomial:
    """What stands before kernel^exponent."""
    return {
        tuple(pair for pair in monomial if pair[0] != kernel): coefficient
        for monomial, coefficient in p.items()
        if dict(monomial).get(kernel, 0) == exponent
    }


def content(p: Polynomial) -> Fraction:
    """The positive rational that leaves coprime integer coefficients."""
    numerator = gcd(*(c.numerator for c in p.values()))
    return Fraction(numerator, lcm(*(c.denominator for c in p.values())))
