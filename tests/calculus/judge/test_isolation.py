"""Signs on intervals: roots next to an end, next to each other, and beyond the range of floats."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import pytest
from flint import arb, fmpq, fmpz_poly
from hypothesis import given
from hypothesis import strategies as st

from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO
from builder.calculus.judge.isolation import Interval, between, linear_signs, real_roots, signs_on
from builder.calculus.judge.prove import prove
from tests.calculus.judge.test_prove import question

SMALL = st.fractions(min_value=-4, max_value=4, max_denominator=6)
SCALES = st.sampled_from([Fraction(1), Fraction(1, 10**30), Fraction(1, 10**400), Fraction(10**20), Fraction(10**400)])
NUMBERS = st.builds(lambda a, b, scale: a + b * scale, SMALL, SMALL, SCALES)


def _sign(value: Fraction) -> int:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else ZERO


def _signs(roots: list[Fraction], lower: Fraction | None, upper: Fraction | None, is_open: bool) -> int:
    """The signs of ∏(x − r) on an interval, from its values at the ends, at the roots and between them: exact."""

    def at(x: Fraction) -> int:
        product = Fraction(1)
        for r in roots:
            product *= x - r
        return _sign(product)

    ends = [e for e in (lower, upper) if e is not None]
    inside = sorted({r for r in roots if (lower is None or r > lower) and (upper is None or r < upper)})
    places = sorted({*inside, *ends}) or [Fraction(0)]
    if lower is None:
        places = [places[0] - 1, *places]
    if upper is None:
        places = [*places, places[-1] + 1]
    points = [*inside, *((a + b) / 2 for a, b in pairwise(places)), *([] if is_open else ends)]
    mask = 0
    for point in points:
        mask |= at(point)
    return mask


@given(
    st.lists(NUMBERS, min_size=1, max_size=4),
    st.one_of(st.none(), NUMBERS),
    st.one_of(st.none(), NUMBERS),
    st.booleans(),
    st.data(),
)
def test_no_sign_is_missed(
    roots: list[Fraction], lower: Fraction | None, upper: Fraction | None, is_open: bool, data: st.DataObject
) -> None:
    if data.draw(st.booleans()):
        lower = roots[0]
    if lower is not None and upper is not None and lower >= upper:
        lower, upper = upper, lower
    if lower == upper:
        upper = None
    p = fmpz_poly([1])
    for r in roots:
        p *= fmpz_poly([-r.numerator, r.denominator])
    low, high = (None if e is None else fmpq(e.numerator, e.denominator) for e in (lower, upper))
    answered = signs_on(p, Interval(low, is_open, high, is_open))
    right = _signs(roots, lower, upper, is_open)
    assert right & ~answered == 0, (roots, lower, upper)


@pytest.mark.parametrize(
    "coefficients, interval, signs",
    [
        ([-1, 0, 1], (fmpq(1), True, None, True), POSITIVE),
        ([-1, 0, 1], (fmpq(1), False, None, True), POSITIVE | ZERO),
        ([-1, 0, 1], (fmpq(-1), True, fmpq(1), True), NEGATIVE),
        ([-(10**800), 0, 1], (fmpq(10**400), False, None, True), POSITIVE | ZERO),
        ([-2 * 10**800, 0, 1], (fmpq(10**401), True, None, True), POSITIVE),
        ([1, -(10**400)], (None, True, fmpq(0), True), POSITIVE),
        ([1, -(10**400)], (fmpq(1, 10**399), True, None, True), NEGATIVE),
    ],
)
def test_signs_are_known_on_an_interval(coefficients: list[int], interval: tuple[fmpq, bool, fmpq, bool], signs: int) -> None:
    assert signs_on(fmpz_poly(coefficients), Interval(*interval)) == signs


@pytest.mark.parametrize(
    "low, high",
    [
        (None, None),
        (arb(10**400), None),
        (None, arb(-(10**400))),
        (arb(2).sqrt() * arb(10) ** 40, None),
        (None, arb(2).sqrt() * arb(10) ** 40),
        (arb(0), arb(fmpq(1, 10**400))),
        (arb(1), arb(2).sqrt()),
    ],
)
def test_a_point_lies_between(low: arb | None, high: arb | None) -> None:
    point = between(low, high)
    assert point is not None
    assert low is None or arb(point) > low
    assert high is None or arb(point) < high


def test_roots_rise() -> None:
    roots = real_roots(fmpz_poly([-(10**400), 1]) * fmpz_poly([-2 * 10**400, 1]) * fmpz_poly([1, 10**400]))
    assert len(roots) == 3
    assert all(a < b for a, b in pairwise(roots))


@pytest.mark.parametrize(
    "left, right, given",
    [
        (r"|(3x-1)(x-\frac13-10^{-30})|", r"(3x-1)(x-\frac13-10^{-30})", r"x \ge \frac13"),
        (r"|x^2-10^{800}|", r"x^2-10^{800}", "x > 1"),
        (r"\arctan(x-10^{20}\sqrt2)+\arctan\frac{1}{x-10^{20}\sqrt2}", r"\frac\pi2", ""),
        (r"\arctan(x-10^{400})+\arctan\frac{1}{x-10^{400}}", r"-\frac\pi2", ""),
    ],
)
def test_a_claim_that_fails_near_or_far_is_not_proved(left: str, right: str, given: str) -> None:
    assert not isinstance(prove(question(left, right, given)), Equal)


@pytest.mark.parametrize(
    "left, right, given",
    [
        (r"|x^2-10^{800}|", r"x^2-10^{800}", "x > 10^{400}"),
        (r"\arctan(x-10^{400})+\arctan\frac{1}{x-10^{400}}", r"\frac\pi2", "x > 10^{400}"),
    ],
)
def test_a_claim_beyond_floats_is_proved(left: str, right: str, given: str) -> None:
    assert isinstance(prove(question(left, right, given)), Equal)


ENDS = (None, *(fmpq(k, 2) for k in range(-2, 3)))


@pytest.mark.parametrize("slope", [-2, 1])
@pytest.mark.parametrize("root", [fmpq(0), fmpq(1, 2), fmpq(1, 3), fmpq(-1)])
def test_a_linear_polynomial_has_the_signs_that_roots_and_points_tell(root: fmpq, slope: int) -> None:
    p = fmpz_poly([-slope * int(root.p), slope * int(root.q)])
    for lower, open_lower, upper, open_upper in product(ENDS, (False, True), ENDS, (False, True)):
        interval = Interval(lower, open_lower, upper, open_upper)
        assert linear_signs(fmpq(slope * int(root.q)), root, interval) == signs_on(p, interval)
