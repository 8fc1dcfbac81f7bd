"""Identities in several letters on a convex region: where all partial derivatives of the difference are 0, it is constant.

The region is that of assumptions which are linear in the letters, so it is convex. Both sides must be defined on the whole of
it, which has to follow from the assumptions alone. One exact point then gives the constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Number
from itertools import islice, product

from flint import fmpq

from builder.calculus.judge.components import continuous, mask_at, zero_at
from builder.calculus.judge.differentiate import derivative
from builder.calculus.judge.domain import Requirement, from_setting, gather, requirements
from builder.calculus.judge.exact import vanishes
from builder.calculus.judge.field import ZERO, Convert, Field, Polynomial, Stop, Undefined
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.terms import Comparison, Rational, Setting, Term

MOST_LETTERS = 3

SIMPLE = tuple(fmpq(n, d) for n, d in ((0, 1), (1, 2), (1, 1), (-1, 2), (-1, 1), (2, 1), (-2, 1), (1, 4), (3, 1), (-3, 1)))

MOST_POINTS = 200


def equal_on_convex_region(field: Field, left: Term, right: Term, setting: Setting, convert: Convert) -> bool:
    """Whether the sides are equal on the region that the assumptions of `setting` describe. `field` has not been used.

    False, Stop and Undefined say nothing.
    """
    names = sorted(free_names(left) | free_names(right))
    if not 0 < len(names) <= MOST_LETTERS or not setting.conditions or field.integers & set(names):
        return False
    if not (continuous(left) and continuous(right)) or not _is_convex(field, setting, names, convert):
        return False
    nothing = Rational(Number(0))
    gather(field, nothing, nothing, setting)
    if not all(follows(field, need, convert) for need in requirements(left) + requirements(right)):
        return False
    for name in names:
        slope = field.subtract(convert(field, derivative(left, name)), convert(field, derivative(right, name)))
        if not slope.numerator.is_zero() and not vanishes(field, slope.numerator):
            return False
    inside = (point for point in _points(names) if _admitted(field, setting, point, convert))
    return any(zero_at(field, left, right, point, convert) for point in islice(inside, 4))


def _is_convex(field: Field, setting: Setting, names: list[str], convert: Convert) -> bool:
    """Whether all conditions are linear in the letters, and in these only, none of them ≠."""
    letters = {field.symbol(name).index for name in names}
    for condition in setting.conditions:
        if condition.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
            return False
        gap = field.subtract(convert(field, condition.right), convert(field, condition.left))
        if not gap.denominator.is_one() or not _is_linear(field, gap.numerator, letters):
            return False
    return True


def _is_linear(field: Field, p: Polynomial, letters: set[int]) -> bool:
    if any(not k.constant and k.index not in letters for k in field.kernels_in(p)):
        return False
    return all(sum(int(monomial[i]) for i in letters) <= 1 for monomial in p.monoms())


def follows(field: Field, need: Requirement, convert: Convert) -> bool:
    """Whether a requirement follows from what the field knows."""
    if need.loose or need.exponent is not None:
        return False
    return not fraction_sign(field, convert(field, need.term)) & ~need.mask


def _points(names: list[str]) -> Iterator[dict[str, fmpq]]:
    for values in islice(product(SIMPLE, repeat=len(names)), MOST_POINTS):
        yield dict(zip(names, values, strict=True))


def _admitted(field: Field, setting: Setting, point: dict[str, fmpq], convert: Convert) -> bool:
    for term, wanted in from_setting(setting):
        try:
            mask = mask_at(field, term, point, convert)
        except (Stop, Undefined):
            return False
        if mask & ~wanted or (mask == ZERO and not wanted & ZERO):
            return False
    return True
