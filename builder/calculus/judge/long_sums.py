"""Finite sums of very many terms in balls: a block of terms by a Taylor polynomial with a remainder that is itself enclosed.

On a block of integers with centre m and radius r, f(k) = Σ_{i<K} c_i (k − m)^i + c_K(ξ) (k − m)^K. The sums of the powers
(k − m)^i are known exactly, so that a block costs as much as two evaluations, however long it is. Blocks are halved until the
remainder is small. Knows no term.

Sources: R. E. Moore, *Methods and Applications of Interval Analysis* (SIAM 1979), chapter 8; J. Faulhaber's formula by Bernoulli
polynomials: R. L. Graham, D. E. Knuth, O. Patashnik, *Concrete Mathematics* (2nd ed., 1994), equation 6.78.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flint import arb, fmpq, fmpq_poly

from builder.calculus.judge.balls import ZERO, Scalar, Undecided, Undefined, is_exact_zero

TERMS = 16
"""The even number K of Taylor coefficients."""

SHORT = 8
"""How many terms are added one by one."""

LONGEST = fmpq(2, 3)
"""How long a block may be, as a part of its distance from 0: most terms are singular there, as 1/k is."""

HOPELESS = fmpq(1, 64)
"""A block shorter than this part of its distance from 0 is not halved: there would be too many."""

BLOCKS = 800
GOOD_BITS = 26
SMALL_BITS = 40


def long_sum(taylor: Callable[[Scalar, int], list[Scalar]], first: int, last: int) -> Scalar:
    """Σ f(k) for k = first … last.

    `taylor(x, n)` gives the first n Taylor coefficients of f at x, which may be a ball; it raises `Undecided` or `Undefined`
    where it cannot.
    """
    total: Scalar = ZERO
    blocks, count = [(first, last)], 0
    while blocks:
        low, high = blocks.pop()
        count += 1
        if count > BLOCKS:
            raise Undecided("a sum of too many terms")
        if high - low < SHORT:
            for k in range(low, high + 1):
                total = total + _number(taylor(fmpq(k), 1)[0])
            continue
        part = _block(taylor, low, high) if high - low <= LONGEST * max(abs(low), abs(high)) else None
        if part is None:
            if high - low < HOPELESS * min(abs(low), abs(high)):
                raise Undecided("a sum of very many terms that are not alike")
            middle = (low + high) // 2
            blocks += [(middle + 1, high), (low, middle)]
        else:
            total = total + part
    return total


def _block(taylor: Callable[[Scalar, int], list[Scalar]], low: int, high: int) -> arb | None:
    """The sum of one block, or None when halving it would do better."""
    centre, radius = fmpq(low + high, 2), fmpq(high - low, 2)
    try:
        around = _number(taylor(arb(centre) + arb(0, 1) * arb(radius), TERMS + 1)[TERMS])
        coefficients = [_number(c) for c in taylor(centre, TERMS)]
    except (Undecided, Undefined):
        return None
    total: Scalar = ZERO
    for i in range(0, TERMS, 2):
        total = total + coefficients[i] * _moment(i, radius)
    if not is_exact_zero(around):
        total = total + around * _moment(TERMS, radius)
    whole = arb(total)
    good = whole.is_finite() and (whole.rad() < arb(2) ** -GOOD_BITS * abs(whole) or whole.rad() < arb(2) ** -SMALL_BITS)
    return whole if good else None


def _number(value: object) -> Scalar:
    if not isinstance(value, fmpq | arb):
        raise Undecided("a sum of very many terms that depends on what is varied around it")
    return value


def _moment(power: int, radius: fmpq) -> fmpq:
    """Σ j^power for j = −radius, −radius + 1, …, radius."""
    p = _bernoulli(power + 1)
    return (p(radius + 1) - p(-radius)) / (power + 1)


@cache
def _bernoulli(degree: int) -> fmpq_poly:
    """The Bernoulli polynomial: B_n' = n B_{n−1}, with mean 0 on [0, 1]."""
    if degree == 0:
        return fmpq_poly([1])
    raised = (_bernoulli(degree - 1) * degree).integral()
    return raised - raised.integral()(fmpq(1))
