"""Factors of polynomials in the sine and cosine of an angle.

Modulo sin² + cos² = 1 such polynomials have no unique factors: 1 − cos² is (1 − cos)(1 + cos) and sin · sin. Forms, in which all
terms have the same degree in sine and cosine, do. So a polynomial is made a form by powers of sin² + cos², which are 1, and the
form is factored. Terms of even and of odd degree have no common form: then half the angle is taken, in which all are of even
degree: 1 − cos x = 2 sin²(x/2), 1 + sin x = (sin(x/2) + cos(x/2))².
"""

from __future__ import annotations

from collections.abc import Hashable

from flint import fmpq

from builder.calculus.judge.field import (
    MOST_TERMS_TO_FACTOR,
    Field,
    Fraction,
    Kernel,
    Kind,
    Polynomial,
    Restart,
    is_number,
    primitive_unit,
)

HALVINGS = 3
"""How often an angle is halved for the sake of factors."""

HIGHEST_DEGREE = 40


def circle(field: Field, argument: Fraction, angle: Hashable) -> tuple[Kernel, Kernel]:
    """The kernels cos and sin of an argument; `angle` is the key under which the memory has the unit of such angles."""
    cosine = field.kernel(Kind.COS, (argument,))
    sine = field.kernel(Kind.SIN, (argument,), degree=2, lower=lambda _: field.one - cosine.generator**2)
    field.circles[cosine.index] = field.circles[sine.index] = (cosine, sine, angle)
    return cosine, sine


def factors(field: Field, p: Polynomial) -> tuple[fmpq, tuple[tuple[Polynomial, int], ...]]:
    """A rational unit and factors of `p` with exponents, so that what is equal on all circles has the same factors.

    Raises `Restart` when an angle was halved.
    """
    if not field.circles:
        return field.factor(p)
    circles = {field.circles[k.index][0].index: field.circles[k.index] for k in field.kernels_in(p) if k.index in field.circles}
    if not circles:
        return field.factor(p)
    form = p
    for cosine, sine, angle in circles.values():
        if len(form) > MOST_TERMS_TO_FACTOR:
            break  # `factor` says so
        form = _form(field, form, cosine, sine, angle)
    unit, found = field.factor(form)
    merged: dict[Hashable, tuple[Polynomial, int]] = {}
    for factor, exponent in found:
        reduced = field.reduce(factor)
        content = reduced.leading_coefficient() if is_number(reduced) else primitive_unit(reduced)
        unit *= content**exponent
        if not is_number(reduced):
            normal = reduced / content
            key = field.key(normal)
            _, before = merged.get(key, (normal, 0))
            merged[key] = normal, before + exponent
    return unit, tuple(merged.values())


def _form(field: Field, p: Polynomial, cosine: Kernel, sine: Kernel, angle: Hashable) -> Polynomial:
    """`p` with all terms of the same degree in a cosine and a sine; `p` itself where that costs too much."""
    terms: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in zip(p.monoms(), p.coeffs(), strict=True):
        terms.setdefault(int(monomial[cosine.index]) + int(monomial[sine.index]), {})[monomial] = coefficient
    parts = {degree: field.context.from_dict(part) for degree, part in terms.items()}
    field.spend(1 + len(p) // 20)
    highest = max(parts)
    if len(parts) == 1 or highest > HIGHEST_DEGREE:
        return p
    if len({degree % 2 for degree in parts}) > 1:
        halved = field.memory.halvings.get(angle, 0)
        if halved >= HALVINGS or not field.memory.may_halve:
            return p
        field.memory.halvings[angle] = halved + 1
        field.memory.units[angle] /= 2
        raise Restart
    field.identities[r"\sin^2 u + \cos^2 u = 1"] = None
    one = cosine.generator**2 + sine.generator**2
    return sum((part * one ** ((highest - degree) // 2) for degree, part in parts.items()), start=field.zero)
