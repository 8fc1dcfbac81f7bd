"""Polynomials with rational coefficients, the constant first: divided, factored, and a quotient as partial fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from itertools import product as choices
from math import gcd, isqrt, lcm
from typing import TypeAlias

from msgspec import Struct

Polynomial: TypeAlias = tuple[Fraction, ...]

_LARGEST = 10_000  # coefficient of which divisors are tried


class Part(Struct, frozen=True):
    """One partial fraction: `above` over `below` to the `power`."""

    above: Polynomial
    below: Polynomial
    power: int


def trimmed(coefficients: Sequence[Fraction]) -> Polynomial:
    """The coefficients without zeros behind the highest one."""
    size = len(coefficients)
    while size and not coefficients[size - 1]:
        size -= 1
    return tuple(coefficients[:size])


def multiplied(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    found = [Fraction(0)] * max(0, len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            found[i + j] += a * b
    return trimmed(found)


def raised(base: Polynomial, exponent: int) -> Polynomial:
    """A polynomial to a whole power."""
    found: Polynomial = (Fraction(1),)
    for _ in range(exponent):
        found = multiplied(found, base)
    return found


def divided(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The quotient and what is left over."""
    rest, quotient = list(above), [Fraction(0)] * max(0, len(above) - len(below) + 1)
    for place in range(len(above) - len(below), -1, -1):
        quotient[place] = factor = rest[place + len(below) - 1] / below[-1]
        for k, coefficient in enumerate(below):
            rest[place + k] -= factor * coefficient
    return trimmed(quotient), trimmed(rest)


def slope(polynomial: Polynomial) -> Polynomial:
    """The derivative of a polynomial."""
    return trimmed([k * c for k, c in enumerate(polynomial)][1:])


def factors(polynomial: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    """A number, and the factors with whole coefficients and their powers: those of degree one, then others.

    Factors of degree three and more have no rational root, and none of degree two where coefficients are small.
    """
    rest, content = primitive(polynomial)
    found: list[Polynomial] = []
    while len(rest) > 2 and (root := next(_rational_roots(rest), None)) is not None:
        factor = (Fraction(-root.numerator), Fraction(root.denominator))
        found.append(factor)
        rest = divided(rest, factor)[0]
    while len(rest) > 4 and (factor_ := next(_quadratic_factors(rest), None)) is not None:
        found.append(factor_)
        rest = divided(rest, factor_)[0]
    if len(rest) > 1:
        found.append(rest)
    elif rest:
        content *= rest[0]
    return content, [(factor, found.count(factor)) for factor in dict.fromkeys(found)]


def primitive(polynomial: Polynomial) -> tuple[Polynomial, Fraction]:
    """The multiple with coprime whole coefficients, the highest positive, and the number that was taken out."""
    content = Fraction(gcd(*(c.numerator for c in polynomial)), lcm(*(c.denominator for c in polynomial)))
    content = -content if polynomial[-1] < 0 else content
    return tuple(c / content for c in polynomial), content


def roots_between(polynomial: Polynomial, low: Fraction | None, high: Fraction | None) -> int:
    """How many real roots a polynomial without multiple roots has between two places (None: infinitely far), these left out.

    Source: Sturm's theorem.
    """
    chain = [polynomial, slope(polynomial)]
    while chain[-1]:
        chain.append(tuple(-c for c in divided(chain[-2], chain[-1])[1]))
    del chain[-1]

    def changes(at: Fraction | None, side: int) -> int:
        if at is None:
            values = [p[-1] * side ** (len(p) - 1) for p in chain]
        else:
            values = [sum((c * at**k for k, c in enumerate(p)), Fraction(0)) for p in chain]
        signs = [value > 0 for value in values if value]
        return sum(a != b for a, b in pairwise(signs))

    at_end = high is not None and not sum(c * high**k for k, c in enumerate(polynomial))
    return changes(low, -1) - changes(high, 1) - at_end


def _rational_roots(polynomial: Polynomial) -> Iterator[Fraction]:
    """The rational roots of a polynomial with whole coefficients, the small ones first."""
    if not polynomial[0]:
        yield Fraction(0)
        return
    pairs = choices(_divisors(polynomial[0]), _divisors(polynomial[-1]))
    for size in sorted({Fraction(p, q) for p, q in pairs}):
        for root in (size, -size):
            if not sum(c * root**k for k, c in enumerate(polynomial)):
                yield root


def _quadratic_factors(polynomial: Polynomial) -> Iterator[Polynomial]:
    """Factors of degree two with whole coefficients."""
    bound = isqrt(int(max(abs(c) for c in polynomial))) + 2
    for high, low in choices(_divisors(polynomial[-1]), _divisors(polynomial[0])):
        for sign, middle in choices((1, -1), range(-bound, bound + 1)):
            factor = (Fraction(sign * low), Fraction(middle), Fraction(high))
            if not divided(polynomial, factor)[1]:
                yield factor


def _divisors(value: Fraction) -> list[int]:
    size = abs(int(value))
    return [k for k in range(1, size + 1) if size % k == 0] if size <= _LARGEST else [1, size]


def partial_fractions(above: Polynomial, below: Sequence[tuple[Polynomial, int]]) -> list[Part] | None:
    """`above` over the product of the powers `below`, coprime and of higher degree, as a sum; None where there is none.

    The unknown numerators are the solution of the linear equations that comparing coefficients gives.
    """
    whole: Polynomial = (Fraction(1),)
    for factor, power in below:
        whole = multiplied(whole, raised(factor, power))
    size = len(whole) - 1
    if len(above) > size:
        return None
    places = [(factor, k, j) for factor, power in below for k in range(1, power + 1) for j in range(len(factor) - 1)]
    columns = [multiplied(divided(whole, raised(factor, k))[0], (*(Fraction(0),) * j, Fraction(1))) for factor, k, j in places]
    rows = [[c[i] if i < len(c) else Fraction(0) for c in columns] for i in range(size)]
    values = _solved(rows, [above[i] if i < len(above) else Fraction(0) for i in range(size)])
    if values is None:
        return None
    parts = []
    for factor, power in below:
        for k in range(1, power + 1):
            top = trimmed([v for v, (f, n, _) in zip(values, places, strict=True) if f == factor and n == k])
            if top:
                parts.append(Part(top, factor, k))
    return parts


def _solved(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """The solution of as many linear equations as unknowns, by elimination; None where there is not just one."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for place in range(len(table)):
        pivot = next((i for i in range(place, len(table)) if table[i][place]), None)
        if pivot is None:
            return None
        table[place], table[pivot] = table[pivot], table[place]
        table[place] = [v / table[place][place] for v in table[place]]
        for i, row in enumerate(table):
            if i != place and row[place]:
                table[i] = [v - row[place] * w for v, w in zip(row, table[place], strict=True)]
    return [row[-1] for row in table]
