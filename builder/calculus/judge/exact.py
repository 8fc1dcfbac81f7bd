"""Whether a number is 0: balls first, then exact algebraic numbers, then products for sums of logarithms and of arctangents.

The algebraic numbers are FLINT's `qqbar`, reached through a module of python-flint that is not public. Where it is missing,
such numbers are only not proved to be 0.
"""

from __future__ import annotations

from math import lcm, prod
from typing import Any

import flint
from flint import arb, fmpq

from builder.calculus.judge.constants import ball
from builder.calculus.judge.field import Field, Fraction, Kernel, Kind, Polynomial

try:
    from flint.types import _gr  # type: ignore[attr-defined]

    _REAL: Any = _gr.gr_real_qqbar_ctx.new()
    _COMPLEX: Any = _gr.gr_complex_qqbar_ctx.new()
except (ImportError, AttributeError):
    _REAL = _COMPLEX = None

LARGEST_DEGREE = 36
LARGEST_BITS = 2_000
MOST_GROUPS = 20
LARGEST_EXPONENT = 60


class NotAlgebraic(Exception):
    """A number that is not built from rationals and roots, or too large a one."""


def vanishes(field: Field, p: Polynomial) -> bool:
    """Whether each coefficient of `p`, as a polynomial in what is no number, is provably the number 0."""
    constant = {k.index: k.constant for k in field.kernels_in(p)}
    if not any(constant.values()):
        return bool(p.is_zero())
    groups: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        outer = tuple(0 if constant.get(i) else e for i, e in enumerate(monomial))
        inner = tuple(e if constant.get(i) else 0 for i, e in enumerate(monomial))
        groups.setdefault(outer, {})[inner] = coefficient
        if len(groups) > MOST_GROUPS:
            return False
    return all(is_zero(field, field.context.from_dict(group)) for group in groups.values())


def is_zero(field: Field, p: Polynomial) -> bool:
    """Whether the number `p` is provably 0."""
    if p.is_zero():
        return True
    if p.is_constant():
        return False
    value = ball(field, p, 256)
    if value is None or not value.contains(0) or _REAL is None:
        return False
    field.spend(20)
    try:
        return _by_transcendental_parts(field, p) or _by_products(field, p)
    except NotAlgebraic:
        return False


def _is_algebraic(field: Field, kernel: Kernel) -> bool:
    if kernel.kind is Kind.TURN:
        return True
    return kernel.kind in (Kind.ROOT, Kind.ABS) and all(
        _is_algebraic(field, k) for a in kernel.arguments for q in (a.numerator, a.denominator) for k in field.kernels_in(q)
    )


def _split(field: Field, p: Polynomial) -> dict[tuple[int, ...], Polynomial]:
    """`p` as a polynomial in its transcendental kernels, with algebraic coefficients."""
    algebraic = {k.index for k in field.kernels_in(p) if _is_algebraic(field, k)}
    groups: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        outer = tuple(0 if i in algebraic else e for i, e in enumerate(monomial))
        inner = tuple(e if i in algebraic else 0 for i, e in enumerate(monomial))
        groups.setdefault(outer, {})[inner] = coefficient
    return {outer: field.context.from_dict(group) for outer, group in groups.items()}


def _by_transcendental_parts(field: Field, p: Polynomial) -> bool:
    return all(bool(_algebraic(field, c, _REAL).is_zero()) for c in _split(field, p).values())


def _radicals(field: Field, p: Polynomial) -> dict[int, Kernel]:
    found: dict[int, Kernel] = {}
    stack = list(field.kernels_in(p))
    while stack:
        kernel = stack.pop()
        if kernel.index not in found:
            found[kernel.index] = kernel
            for a in kernel.arguments:
                stack.extend(field.kernels_in(a.numerator))
                stack.extend(field.kernels_in(a.denominator))
    return found


def _algebraic(field: Field, p: Polynomial, ring: Any) -> Any:
    degree = prod(max(k.degree, 1) for k in _radicals(field, p).values())
    if degree > LARGEST_DEGREE:
        raise NotAlgebraic
    total = ring(0)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        if coefficient.p.bit_length() + coefficient.q.bit_length() > LARGEST_BITS:
            raise NotAlgebraic
        term = ring(coefficient)
        for index, exponent in enumerate(monomial):
            if exponent:
                term = term * _algebraic_kernel(field, field.by_index[index], ring) ** exponent
        total = total + term
    return total


def _algebraic_fraction(field: Field, value: Fraction, ring: Any) -> Any:
    below = _algebraic(field, value.denominator, ring)
    if below.is_zero():
        raise NotAlgebraic
    return _algebraic(field, value.numerator, ring) / below


def _algebraic_kernel(field: Field, kernel: Kernel, ring: Any) -> Any:
    if kernel.kind is Kind.ROOT:
        inner = _algebraic_fraction(field, kernel.arguments[0], _REAL)
        if _REAL.cmp(inner, _REAL(0)) < 0:
            if kernel.degree % 2 == 0:
                raise NotAlgebraic
            return ring(-((-inner) ** fmpq(1, kernel.degree)))
        return ring(inner ** fmpq(1, kernel.degree))
    if kernel.kind is Kind.ABS:
        inner = _algebraic_fraction(field, kernel.arguments[0], _REAL)
        return ring(-inner if _REAL.cmp(inner, _REAL(0)) < 0 else inner)
    if kernel.kind is Kind.TURN and isinstance(kernel.name, int):
        return _cosine_of_turn(kernel.name, ring)
    raise NotAlgebraic


def _cosine_of_turn(n: int, ring: Any) -> Any:
    """cos(π/n), from the root of unity e^{iπ/n} = (−1)^{1/n}."""
    root = _COMPLEX(-1) ** fmpq(1, n)
    return ring(_REAL(_COMPLEX.real(root)))


def _by_products(field: Field, p: Polynomial) -> bool:
    """A sum with rational coefficients of logarithms, arctangents and π: its logarithms and its angles must each be 0."""
    logarithms: list[tuple[fmpq, Kernel]] = []
    angles: list[tuple[fmpq, Kernel]] = []
    circle = fmpq(0)
    for outer, coefficient in _split(field, p).items():
        inside = [(i, e) for i, e in enumerate(outer) if e]
        if len(inside) != 1 or inside[0][1] != 1 or not coefficient.is_constant():
            return False
        kernel = field.by_index[inside[0][0]]
        q = coefficient.leading_coefficient()
        match kernel.kind:
            case Kind.PI:
                circle = q
            case Kind.LN:
                logarithms.append((q, kernel))
            case Kind.ARCTAN | Kind.ARCSIN:
                angles.append((q, kernel))
            case _:
                return False
    return _logarithms_cancel(field, logarithms) and _angles_cancel(field, angles, circle)


def _whole(coefficients: list[fmpq]) -> tuple[int, list[int]]:
    """A common denominator and the integers over it."""
    denominator = lcm(1, *(int(q.q) for q in coefficients))
    whole = [int((q * denominator).p) for q in coefficients]
    if any(abs(n) > LARGEST_EXPONENT for n in whole):
        raise NotAlgebraic
    return denominator, whole


def _logarithms_cancel(field: Field, terms: list[tuple[fmpq, Kernel]]) -> bool:
    if not terms:
        return True
    _, exponents = _whole([q for q, _ in terms])
    product = _REAL(1)
    for exponent, (_, kernel) in zip(exponents, terms, strict=True):
        inner = _algebraic_fraction(field, kernel.arguments[0], _REAL)
        inner = -inner if _REAL.cmp(inner, _REAL(0)) < 0 else inner
        product = product * inner**exponent
    return bool((product - 1).is_zero())


def _angles_cancel(field: Field, terms: list[tuple[fmpq, Kernel]], circle: fmpq) -> bool:
    """Σ qᵢ arctan αᵢ + qπ = 0: the product of (1 + iαᵢ)^kᵢ is real, and a ball tells which multiple of π the sum is."""
    if not terms:
        return circle == 0
    denominator, exponents = _whole([q for q, _ in terms])
    if circle.q > 64:
        return False
    i = _COMPLEX.i()
    product = _COMPLEX(1)
    for exponent, (_, kernel) in zip(exponents, terms, strict=True):
        inner = _algebraic_fraction(field, kernel.arguments[0], _REAL)
        if kernel.kind is Kind.ARCSIN:
            point = _COMPLEX((_REAL(1) - inner * inner).sqrt()) + i * _COMPLEX(inner)
        else:
            point = _COMPLEX(1) + i * _COMPLEX(inner)
        product = product * point**exponent
    # denominator·Σ qᵢ arctan αᵢ is the argument of the product up to 2π; it must be −denominator·circle·π.
    turn = circle * denominator
    power = product ** int(turn.q)
    if not _COMPLEX.imag(power).is_zero():
        return False
    # times den(turn), the sum is a multiple of π; it is the right one if a ball of width < π says so.
    total = field.zero
    for q, kernel in terms:
        total = total + kernel.generator * q
    before = flint.ctx.prec
    value = ball(field, total, 256)
    flint.ctx.prec = 256
    try:
        if value is None:
            return False
        gap = (value + arb.pi() * arb(circle)) * denominator * int(turn.q)
        return bool(abs(gap) < 1)
    finally:
        flint.ctx.prec = before
