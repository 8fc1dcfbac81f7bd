"""Real roots of polynomials with integer coefficients, rationals between them, and the signs of a polynomial on an interval.

Roots are isolated by FLINT as balls (Johansson, *Arb*, 2017). Ends and points are exact rationals, and lie where they are
said to lie because balls were compared: nothing is rounded to a float, so no number is too large, too small or too near.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import flint
from flint import arb, fmpq, fmpz_poly

from builder.calculus.judge.field import ANY, NEGATIVE, POSITIVE, ZERO

DENOMINATORS = (1, 2, 3, 4, 5, 8, 16, 64, 1024, 2**20)
FINEST = 2**40
LARGEST_SIZE = 600  # bits of a coefficient times degree, for roots that may be near to each other


class Interval(NamedTuple):
    """Where a number is known to lie: no end is `None`, and an open end is excluded."""

    lower: fmpq | None
    open_lower: bool
    upper: fmpq | None
    open_upper: bool


def number_mask(value: fmpq) -> int:
    """The sign of a rational."""
    numerator = value.p  # FLINT compares integers in a quarter of the time
    return POSITIVE if numerator > 0 else NEGATIVE if numerator < 0 else ZERO


def centre(ball: arb) -> fmpq:
    """The midpoint of a finite ball, exactly."""
    middle: fmpq = ball.mid().fmpq()
    return middle


class TooClose(Exception):
    """The roots of a polynomial may lie so near to each other that to tell them apart takes too long."""


def real_roots(p: fmpz_poly) -> list[arb]:
    """The distinct real roots in rising order, as balls; rational roots are as exact as a ball can be.

    Raises TooClose for irreducible factors of degree 3 and more with coefficients of many digits.
    """
    if p.degree() < 1:
        return []
    factors = [p] if p.degree() == 1 else [f for f, _ in p.factor()[1]]
    return sorted((root for factor in factors for root in _irreducible(factor)), key=centre)


def _irreducible(p: fmpz_poly) -> list[arb]:
    """The real roots of an irreducible polynomial."""
    degree = p.degree()
    bits = max(abs(int(c)).bit_length() for c in p.coeffs())
    if degree == 1:
        return [arb(fmpq(-int(p[0]), int(p[1])))]
    if degree == 2:
        c, b, a = (int(x) for x in p.coeffs())
        square = b * b - 4 * a * c
        if square < 0:
            return []
        before = flint.ctx.prec
        flint.ctx.prec = 2 * bits + 64
        try:
            root = arb(square).sqrt()
            return [(-b - root) / (2 * a), (-b + root) / (2 * a)]
        finally:
            flint.ctx.prec = before
    if bits * degree > LARGEST_SIZE:
        raise TooClose
    pairs: list[Any] = list(p.complex_roots())
    return [z.real for z, _ in pairs if z.imag == 0]


def between(low: arb | None, high: arb | None) -> fmpq | None:
    """A rational, a simple one if there is one, that certainly lies between two balls; None stands for an infinite end.

    None is answered where the balls lie too near to each other.
    """
    for candidate in _candidates(low, high):
        place = arb(candidate)
        if (low is None or place > low) and (high is None or place < high):
            return candidate
    return None


def _candidates(low: arb | None, high: arb | None) -> list[fmpq]:
    if low is not None and high is not None:
        start = centre(low)
        steps = [((start * d).floor(), d) for d in DENOMINATORS]
        return [*(fmpq(n + k, d) for n, d in steps for k in (0, 1, -1)), (start + centre(high)) / 2]
    if low is not None:
        return [fmpq(centre(low).floor()) + _beyond(low)]
    if high is not None:
        return [fmpq(centre(high).floor()) - _beyond(high)]
    return [fmpq(0)]


def _beyond(end: arb) -> fmpq:
    """A whole number that leads out of a ball, also after rounding."""
    return 2 + fmpq((4 * end.rad().fmpq() + abs(centre(end)) / FINEST).floor())


def linear_signs(slope: fmpq, root: fmpq, interval: Interval) -> int:
    """The signs that slope·(x − root) has on an interval, slope ≠ 0."""
    lower, open_lower, upper, open_upper = interval
    if lower is not None and upper is not None and lower >= upper:
        return number_mask(slope * (lower - root)) if lower == upper else ANY
    mask = 0
    if lower is None or lower < root:
        mask |= number_mask(-slope)
    if upper is None or root < upper:
        mask |= number_mask(slope)
    if (lower is None or lower < root or (lower == root and not open_lower)) and (
        upper is None or root < upper or (root == upper and not open_upper)
    ):
        mask |= ZERO
    return mask


def signs_on(p: fmpz_poly, interval: Interval) -> int:
    """The signs that a polynomial other than 0 has on an interval; all of them where roots and ends cannot be told apart."""
    lower, open_lower, upper, open_upper = interval
    if lower is not None and upper is not None and lower >= upper:
        return number_mask(p(lower)) if lower == upper else ANY
    mask = 0
    inner, turn = p, 1
    for end, is_open, side in ((lower, open_lower, 1), (upper, open_upper, -1)):
        if end is None:
            continue
        if not is_open:
            mask |= number_mask(p(end))
        while inner(end) == 0:
            inner = inner // fmpz_poly([-int(end.p), int(end.q)])
            turn *= side
    first = None if lower is None else arb(lower)
    last = None if upper is None else arb(upper)
    try:
        roots = real_roots(inner)
    except TooClose:
        return ANY
    inside: list[arb] = []
    for root in roots:
        if (first is not None and root < first) or (last is not None and root > last):
            continue
        if (first is not None and not root > first) or (last is not None and not root < last):
            return ANY
        inside.append(root)
    if inside:
        mask |= ZERO
    for low, high in pairwise([first, *inside, last]):
        point = between(low, high)
        if point is None:
            return ANY
        mask |= number_mask(inner(point) * turn)
    return mask
