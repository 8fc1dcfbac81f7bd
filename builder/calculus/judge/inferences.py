"""Signs that follow from other signs: from sums of facts, on a box, and of functions by where their argument lies.

All say which signs are possible where both sides are defined. `Sign` is `signs.sign`, which asks here when it knows no better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from flint import fmpq

from builder.calculus.judge.field import ANY, NEGATIVE, POSITIVE, ZERO, Field, Fraction, Kernel, Kind, Known, Polynomial

Sign = Callable[[Field, Polynomial], int]

MOST_TERMS = 4
"""Polynomials of more terms are not compared with facts."""

MOST_FACTS = 12

MOST_SIDES = 4
"""The dimension of a box."""


def one_sided(field: Field) -> Iterator[Known]:
    """The facts that say on which side of 0 a short linear polynomial lies."""
    for known in list(field.facts.values())[:MOST_FACTS]:
        if known.mask in (ANY, NEGATIVE | POSITIVE, ZERO):
            continue
        if len(known.polynomial) <= MOST_TERMS and known.polynomial.total_degree() <= 1:
            yield known


def by_facts(field: Field, p: Polynomial, sign: Sign) -> Iterator[tuple[Known, fmpq, int]]:
    """Ways to write a linear `p` as a multiple of a known polynomial and a rest: the known one, the factor, the rest's signs.

    From 1 ≤ k and k ≤ n follows n ≥ 1: n − 1 = (n − k) + (k − 1).
    """
    if field.inferring or not field.facts or len(p) > MOST_TERMS or p.total_degree() > 1:
        return
    facts = list(one_sided(field))
    if not facts:
        return
    terms = dict(zip(p.monoms(), p.coeffs(), strict=True))
    field.inferring = True
    try:
        for known in facts:
            for monomial, coefficient in zip(known.polynomial.monoms(), known.polynomial.coeffs(), strict=True):
                if not any(monomial) or monomial not in terms:
                    continue
                field.spend()
                factor = terms[monomial] / coefficient
                rest = p - factor * known.polynomial
                if not rest.is_zero() and len(rest) <= len(p):
                    yield known, factor, sign(field, rest)
    finally:
        field.inferring = False


def on_box(field: Field, p: Polynomial, kernels: list[Kernel], bounds: list[tuple[fmpq | None, bool, fmpq | None, bool]]) -> int:
    """The signs on a box of a polynomial that is linear in each kernel: it lies between its values at the corners.

    Inside an open box it is a mean of them, in which all have positive weights.
    """
    if len(kernels) > MOST_SIDES or any(d > 1 for d in p.degrees()):
        return ANY
    sides = [(low, high) for low, _, high, _ in bounds if low is not None and high is not None]
    if len(sides) < len(kernels):
        return ANY
    field.spend(2 ** len(kernels))
    mask = 0
    for corner in product(*sides):
        value = p.subs({k.index: end for k, end in zip(kernels, corner, strict=True)})
        number = fmpq(0) if value.is_zero() else value.leading_coefficient()
        mask |= POSITIVE if number > 0 else NEGATIVE if number < 0 else ZERO
    is_open = all(open_low and open_high for _, open_low, _, open_high in bounds)
    if is_open and mask in (POSITIVE | ZERO, NEGATIVE | ZERO):
        return mask & ~ZERO
    return ANY if mask & POSITIVE and mask & NEGATIVE else mask


def beside_quarter_turns(field: Field, p: Polynomial, kernels: list[Kernel], sign: Sign) -> int:
    """The signs of a sum of π and inverse tangents and sines: −π/2 < arctan < π/2, −π/2 ≤ arcsin ≤ π/2, and the same of |·|.

    The ends of an inverse sine are not reached where its argument is known to be neither 1 nor −1.
    """
    if p.total_degree() != 1 or len(p) != len(kernels) or not any(k.kind is Kind.PI for k in kernels):
        return ANY
    low = high = fmpq(0)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        kernel = field.by_index[monomial.index(1)]
        if kernel.kind is Kind.PI:
            low, high = low + coefficient, high + coefficient
            continue
        inner = field.single(kernel.arguments[0].numerator) if kernel.kind is Kind.ABS else kernel
        if inner is None or inner.kind not in (Kind.ARCTAN, Kind.ARCSIN):
            return ANY
        ends = (fmpq(0) if kernel.kind is Kind.ABS else -coefficient / 2, coefficient / 2)
        low, high = low + min(ends), high + max(ends)
    if low > 0 or (low == 0 and _has_open_end(p, field, 1, sign)):
        return POSITIVE
    if high < 0 or (high == 0 and _has_open_end(p, field, -1, sign)):
        return NEGATIVE
    return POSITIVE | ZERO if low == 0 else NEGATIVE | ZERO if high == 0 else ANY


def _has_open_end(p: Polynomial, field: Field, side: int, sign: Sign) -> bool:
    """Whether an inverse function, or its |·|, has an open end where the sum is least (`side` 1) or greatest (−1)."""
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        kernel = field.by_index[monomial.index(1)]
        inner: Kernel | None = kernel
        if kernel.kind is Kind.ABS:
            inner = field.single(kernel.arguments[0].numerator) if coefficient * side < 0 else None
        if inner is not None and inner.kind is Kind.ARCTAN:
            return True
        if inner is not None and inner.kind is Kind.ARCSIN:
            u, below = inner.arguments[0]
            if below.is_one() and sign(field, field.one - u) == POSITIVE == sign(field, field.one + u):
                return True
    return False


def circular_mask(field: Field, kernel: Kernel, sign: Sign) -> int:
    """The signs of sin u and cos u, if u is known to lie between −π and π, or between −π/2 and π/2."""
    argument = kernel.arguments[0]
    if not field.facts or not argument.denominator.is_one() or len(argument.numerator) > 3 or field.inferring:
        return ANY
    inside = {k.index for k in field.kernels_in(argument.numerator)}
    if not any(k.index in inside for known in one_sided(field) for k in field.kernels_in(known.polynomial)):
        return ANY
    turn = field.kernel(Kind.PI, constant=True).generator
    u = argument.numerator
    if kernel.kind is Kind.COS:
        return _both_positive(sign(field, turn / 2 - u), sign(field, turn / 2 + u))
    side = sign(field, u)
    if not side & NEGATIVE:
        return _both_positive(side, sign(field, turn - u))
    if not side & POSITIVE:
        return ANY if sign(field, turn + u) & NEGATIVE else _negative(side, sign(field, turn + u))
    return ANY


def _both_positive(a: int, b: int) -> int:
    if (a | b) & NEGATIVE:
        return ANY
    return POSITIVE if not (a | b) & ZERO else POSITIVE | ZERO


def _negative(side: int, distance: int) -> int:
    return NEGATIVE if not (side | distance) & ZERO else NEGATIVE | ZERO


_SHORT = 2
"""How many terms a polynomial has whose square is looked at."""


def function_mask(field: Field, kernel: Kernel, sign: Sign, fraction_sign: Callable[[Field, Fraction], int]) -> int:
    """The signs of a value of sin, cos, arctan, arcsin or ln by those of its argument."""
    match kernel.kind:
        case Kind.SIN | Kind.COS:
            return circular_mask(field, kernel, sign)
        case Kind.ARCTAN | Kind.ARCSIN:
            return fraction_sign(field, kernel.arguments[0])
        case Kind.LN:
            inner = kernel.arguments[0].numerator
            if sign(field, inner) == POSITIVE and not (inner - field.one).is_zero():
                return sign(field, inner - field.one)
            # The kernel is ln|u|, whose sign is that of |u| − 1 and of u² − 1.
            for absolute in field.kernels:
                if absolute.kind is Kind.ABS and absolute.arguments[0].numerator == inner:
                    mask = sign(field, absolute.generator - field.one)
                    if mask in (POSITIVE, NEGATIVE):
                        return mask
            return sign(field, field.times(inner, inner) - field.one) if len(inner) <= _SHORT else ANY
        case _:
            return ANY
