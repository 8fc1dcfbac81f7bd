"""The laws of sine and cosine: sin² + cos² = 1, and sums of angles down to a basis of those that occur."""

from __future__ import annotations

from builder.calculus.certificate.kernels import Kernel, Kind, Quotient, Table, same
from builder.calculus.certificate.laws import (
    Law,
    Laws,
    Pieces,
    Rank,
    components,
    from_pieces,
    of_kind,
    one_denominator,
    pieces,
    units,
)
from builder.calculus.certificate.polynomial import ONE, Polynomial, TooLarge, add, letter, multiply, scale, subtract

MOST_STEPS = 12


def add_angles(laws: Laws) -> None:
    """Take in the laws of all sines and cosines of the table."""
    table = laws.table
    angles: dict[int, Quotient] = {}
    for i in of_kind(table, Kind.SIN, Kind.COS):
        argument = table.kernels[i].arguments[0]
        if not any(same(argument, known) for known in angles.values()):
            angles[i] = argument
    for members in components({i: pieces(angle) for i, angle in angles.items()}):
        first = members[0]
        if len(members) > 1 and one_denominator([angles[i] for i in members]):
            basis = units([pieces(angles[i]) for i in members])
            for i in members:
                _sum_of_basis(laws, angles[i], basis, first, i)
    for i in of_kind(table, Kind.SIN, Kind.COS):
        if i not in laws.ranks:
            laws.lower(i, (i, 0, 0))
    for i in of_kind(table, Kind.SIN, Kind.COS):
        _squares(laws, i)


def _pair(table: Table, angle: Quotient) -> tuple[int, int]:
    """The kernels of the sine and the cosine of an angle."""
    return table.number(Kernel(Kind.SIN, "", (angle,))), table.number(Kernel(Kind.COS, "", (angle,)))


def _squares(laws: Laws, i: int) -> None:
    """sin² = 1 − cos², unless the sine is made of others."""
    sine, cosine = _pair(laws.table, laws.table.kernels[i].arguments[0])
    rank = laws.ranks[i]
    laws.lower(cosine, rank)
    if sine in laws.laws or cosine in laws.laws:
        return
    p = subtract(add(multiply(letter(sine), letter(sine)), multiply(letter(cosine), letter(cosine))), ONE)
    laws.put(Law("squares", sine, 2, {}, p, (sine, cosine)), rank)


def _sum_of_basis(laws: Laws, angle: Quotient, basis: Pieces, first: int, i: int) -> None:
    """An angle is built up from the basis, one element at a time."""
    steps = []
    for key, coefficient in sorted(pieces(angle).items()):
        n = int(coefficient / basis[key])
        steps += [(key, 1 if n > 0 else -1)] * abs(n)
    if len(steps) > MOST_STEPS:
        raise TooLarge
    steps.sort(key=lambda step: -step[1])
    if steps[0][1] < 0:
        opposite = Quotient(scale(angle.numerator, -1), angle.denominator)
        _sum_of_basis(laws, opposite, basis, first, i)
        _parity(laws, angle, opposite, (first, 2, i))
        return
    built: Pieces = {}
    for count, (key, sign) in enumerate(steps):
        before, element = from_pieces(built), from_pieces({key: basis[key]})
        built = {**built, key: built.get(key, 0) + sign * basis[key]}
        if count == 0:
            for kernel in _pair(laws.table, element):
                laws.lower(kernel, (first, 0, 0))
        else:
            _step(laws, from_pieces(built), before, element, sign, (first, 1, count))


def _step(laws: Laws, whole: Quotient, a: Quotient, b: Quotient, sign: int, rank: Rank) -> None:
    """sin(a ± b) and cos(a ± b)."""
    table = laws.table
    (sine, cosine), (sa, ca), (sb, cb) = _pair(table, whole), _pair(table, a), _pair(table, b)
    for kernel, name, p in (
        (sine, "sine of a sum", _two(sa, cb, ca, sb, sign)),
        (cosine, "cosine of a sum", _two(ca, cb, sa, sb, -sign)),
    ):
        laws.put(Law(name, kernel, 1, {}, subtract(letter(kernel), p), (kernel, sa, ca, sb, cb), sign), rank)


def _two(a: int, b: int, c: int, d: int, sign: int) -> Polynomial:
    """a·b ± c·d."""
    return add(multiply(letter(a), letter(b)), scale(multiply(letter(c), letter(d)), sign))


def _parity(laws: Laws, angle: Quotient, opposite: Quotient, rank: Rank) -> None:
    (sine, cosine), (s, c) = _pair(laws.table, angle), _pair(laws.table, opposite)
    laws.put(Law("parity", sine, 1, {}, add(letter(sine), letter(s)), (sine, s)), rank)
    laws.put(Law("parity", cosine, 1, {}, subtract(letter(cosine), letter(c)), (cosine, c)), rank)
