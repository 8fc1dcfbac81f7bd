"""The laws that tie kernels together, as instances: each has its kernels, and a polynomial that is 0 where all is defined.

An instance rewrites one kernel: its polynomial is `unit · kernel^degree` and a rest of lower degree in it. The ranks order the
kernels so that what a kernel is made of has a lower rank; laws are used from the highest rank down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from msgspec import Struct, field

from builder.calculus.certificate.kernels import Kind, Quotient, Table
from builder.calculus.certificate.polynomial import Monomial, Polynomial

Rank: TypeAlias = tuple[int, int, int]

Powers: TypeAlias = tuple[tuple[int, int], ...]
"""Pairs of a kernel and an exponent ≥ 1."""

Pieces: TypeAlias = dict[tuple[Monomial, tuple[tuple[Monomial, Fraction], ...]], Fraction]
"""A quotient as a sum: monomial over denominator, and its coefficient."""


class Law(Struct, frozen=True):
    """An instance of a law: `name` and what follows `polynomial` say which.

    `unit` is a product of what is said not to be 0, by number. `kernels` are those that a law has places for, in the order of the
    manual; `sign` tells sin(a + b) from sin(a − b). A law of `exponents` says Π left = base^whole · Π right. A law of
    `bases` says (Π b^n)^u = Π (b^|n|)^±u: `factors` are b, n and the kernel of the power, None where that is a number.
    """

    name: str
    rewrites: int
    degree: int
    unit: Mapping[int, int]
    polynomial: Polynomial
    kernels: tuple[int, ...] = ()
    sign: int = 1
    left: Powers = ()
    right: Powers = ()
    whole: int = 0
    base: Quotient | None = None
    factors: tuple[tuple[Quotient, int, int | None], ...] = ()


class Laws(Struct):
    """The instances found so far, at most one for each kernel, and the ranks."""

    table: Table
    laws: dict[int, Law] = field(default_factory=dict)
    ranks: dict[int, Rank] = field(default_factory=dict)

    def put(self, law: Law, rank: Rank) -> None:
        """Take in a law of a kernel that has none."""
        self.laws.setdefault(law.rewrites, law)
        self.lower(law.rewrites, rank)

    def lower(self, kernel: int, rank: Rank) -> None:
        """Make the rank of a kernel at most this."""
        self.ranks[kernel] = min(self.ranks.get(kernel, rank), rank)

    def in_order(self) -> list[Law]:
        """The laws, those of the highest rank first."""
        return sorted(self.laws.values(), key=lambda law: (self.ranks[law.rewrites], law.rewrites), reverse=True)


def pieces(value: Quotient) -> Pieces:
    """The terms of a quotient, each a monomial over the same denominator."""
    below = tuple(sorted(value.denominator.items()))
    return {(monomial, below): c for monomial, c in value.numerator.items()}


def from_pieces(found: Pieces) -> Quotient:
    """The sum of pieces that have one denominator."""
    if not found:
        return Quotient({})
    ((_, below), *_) = found
    return Quotient({monomial: c for (monomial, _), c in found.items() if c}, dict(below))


def one_denominator(values: Sequence[Quotient]) -> bool:
    """Whether quotients have the same denominator, so that their pieces add up to quotients."""
    return all(value.denominator == values[0].denominator for value in values)


def components(values: dict[int, Pieces]) -> list[list[int]]:
    """The kernels in groups, so that only kernels of one group have pieces in common."""
    groups: list[tuple[set[object], list[int]]] = []
    for kernel, found in values.items():
        keys: set[object] = set(found)
        members = [kernel]
        apart = []
        for known, others in groups:
            if known & keys:
                keys |= known
                members = others + members
            else:
                apart.append((known, others))
        groups = [*apart, (keys, members)]
    return [members for _, members in groups]


def units(values: Sequence[Pieces]) -> Pieces:
    """For each piece the greatest rational of which all its coefficients are integer multiples."""
    found: Pieces = {}
    for value in values:
        for key, c in value.items():
            found[key] = common_unit(found.get(key, Fraction(0)), c)
    return found


def common_unit(a: Fraction, b: Fraction) -> Fraction:
    """The greatest positive rational of which both are integer multiples."""
    below = lcm(a.denominator, b.denominator)
    return Fraction(gcd(int(a * below), int(b * below)), below)


def of_kind(table: Table, *kinds: Kind) -> list[int]:
    """The numbers of the kernels of some kinds."""
    return [i for i, kernel in enumerate(table.kernels) if kernel.kind in kinds]
