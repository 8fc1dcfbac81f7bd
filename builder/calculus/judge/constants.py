"""Balls around polynomials in kernels that are numbers."""

from __future__ import annotations

import flint
from flint import arb

from builder.calculus.judge.field import Field, Fraction, Kernel, Kind, Polynomial


def ball(field: Field, p: Polynomial, bits: int) -> arb | None:
    """A ball that holds the number `p`; None when a kernel in it has no ball. Restores the precision."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        return _ball(field, p, {})
    finally:
        flint.ctx.prec = before


def _ball(field: Field, p: Polynomial, known: dict[int, arb | None]) -> arb | None:
    total = arb(0)
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        term = arb(coefficient)
        for index, exponent in enumerate(monomial):
            if exponent:
                if index not in known:
                    known[index] = _kernel_ball(field, field.by_index[index], known)
                value = known[index]
                if value is None:
                    return None
                term *= value**exponent
        total += term
    return total if total.is_finite() else None


def _fraction_ball(field: Field, value: Fraction, known: dict[int, arb | None]) -> arb | None:
    numerator = _ball(field, value.numerator, known)
    denominator = _ball(field, value.denominator, known)
    if numerator is None or denominator is None or denominator.contains(0):
        return None
    return numerator / denominator


def _kernel_ball(field: Field, kernel: Kernel, known: dict[int, arb | None]) -> arb | None:
    if not kernel.constant:
        return None
    if kernel.kind is Kind.PI:
        return arb.pi()
    if kernel.kind is Kind.TURN:
        return arb.cos_pi(arb(1) / int(str(kernel.name)))
    if not kernel.arguments:
        return None
    argument = _fraction_ball(field, kernel.arguments[0], known)
    if argument is None:
        return None
    match kernel.kind:
        case Kind.POWER:
            exponent = kernel.arguments[1].numerator
            return argument ** int(exponent.leading_coefficient().p) if exponent.is_constant() else None
        case Kind.EXP:
            return argument.exp()
        case Kind.SIN:
            return argument.sin()
        case Kind.COS:
            return argument.cos()
        case Kind.LN:
            return None if argument.contains(0) else abs(argument).log()
        case Kind.ROOT:
            if argument < 0 and kernel.degree % 2:
                return -((-argument).root(kernel.degree))
            return argument.root(kernel.degree) if argument > 0 else None
        case Kind.ABS:
            return abs(argument)
        case Kind.ARCTAN:
            return argument.atan()
        case Kind.ARCSIN:
            value = argument.asin()
            return value if value.is_finite() else None
        case _:
            return None
