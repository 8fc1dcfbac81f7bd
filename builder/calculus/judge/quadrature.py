"""Definite integrals in balls, by Taylor polynomials with a remainder that is itself enclosed. Knows no term.

On an interval with centre m and radius r, f(m + t) = Σ_{k<K} c_k t^k + c_K(ξ) t^K; for even K the remainder's integral is that of
t^K times a number in the ball of c_K over the whole interval. Intervals are halved until the sum is narrow enough.

Source: R. E. Moore, *Methods and Applications of Interval Analysis* (SIAM 1979), chapter 8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flint import arb, fmpq

from builder.calculus.judge import jets
from builder.calculus.judge.balls import ZERO, Scalar, Undecided, Undefined, is_exact_zero
from builder.calculus.judge.jets import Jet, Value

TERMS = 16
"""The even number K of Taylor coefficients."""

DEEPEST = 12
"""How often an interval is halved at most."""

PIECES = 128
GOOD_BITS = 44


def integral(taylor: Callable[[Value, int], list[Value]], value: Callable[[Value], Value], low: fmpq, high: fmpq) -> Value:
    """∫ f from low to high.

    `taylor(x, n)` gives the first n Taylor coefficients at x, which may be a ball, and `value(x)` the value alone; both raise
    `Undecided` or `Undefined` where they cannot.
    """
    if low == high:
        return ZERO
    if low > high:
        return -integral(taylor, value, high, low)
    finest = (high - low) / 2**DEEPEST
    for a, b in ((low, low + finest), (high - finest, high)):
        value(_ball(a, b))  # where that raises, so would the last piece at this end, behind many others
    total: Value = ZERO
    pieces = [(low, high, 0)]
    count = 0
    while pieces:
        a, b, depth = pieces.pop()
        count += 1
        if count > PIECES:
            raise Undecided("an integral that needs too many pieces")
        part = _piece(taylor, value, a, b, last=depth == DEEPEST)
        if part is None:
            middle = (a + b) / 2
            pieces += [(a, middle, depth + 1), (middle, b, depth + 1)]
        else:
            total = total + part
    return total


def _piece(
    taylor: Callable[[Value, int], list[Value]], value: Callable[[Value], Value], a: fmpq, b: fmpq, last: bool
) -> Value | None:
    """The integral over one interval, or None when halving it would do better."""
    centre, radius = (a + b) / 2, (b - a) / 2
    whole = _ball(a, b)
    try:
        coefficients = taylor(centre, TERMS)
        remainder = taylor(whole, TERMS + 1)[TERMS]
        total: Value = ZERO
        for k in range(0, TERMS, 2):
            total = total + coefficients[k] * radius ** (k + 1) * fmpq(2, k + 1)
        if not is_exact_zero(remainder):
            total = total + remainder * radius ** (TERMS + 1) * fmpq(2, TERMS + 1)
        if last or all(_is_narrow(part) for part in _numbers_in(total)):
            return total
    except (Undecided, Undefined):
        if last:
            return value(whole) * (b - a)
    return None


def _ball(a: fmpq, b: fmpq) -> arb:
    return arb((a + b) / 2) + arb(0, 1) * arb((b - a) / 2)


def _numbers_in(value: Value) -> list[Value]:
    """The value, or where something else is varied around the integral its coefficients."""
    if not isinstance(value, Jet):
        return [value]
    if value.directed:
        raise Undecided("an integral in a limit that depends on what tends to it")
    return [number for c in value.coefficients for number in _numbers_in(c)]


def _is_narrow(value: Value) -> bool:
    return bool(arb(value).rad() < arb(2) ** -GOOD_BITS * (1 + abs(arb(value))))


def definite(taylor: Callable[[Value, int], list[Value]], value: Callable[[Value], Value], low: Value, high: Value) -> Value:
    """A definite integral. An end that moves contributes the integrand there; one that is no rational, the short rest."""
    if isinstance(low, Jet) and isinstance(high, Jet):
        between = _constant(low)
        return definite(taylor, value, low, between) + definite(taylor, value, between, high)
    if isinstance(low, Jet):
        return -definite(taylor, value, high, low)
    if isinstance(high, Jet):
        if high.directed:
            raise Undecided("an integral whose end tends to a limit")
        if isinstance(value(_constant(high)), Jet):
            raise Undecided("an integral whose end moves and whose integrand varies")
        constant = definite(taylor, value, low, high.coefficients[0])
        return jets.integrated(value(high) * jets.derivative(high), constant, high)
    ends = []
    rest: Value = ZERO
    for of, end in ((-1, low), (1, high)):
        if type(end) is fmpq:
            ends.append(end)
            continue
        near = _near(end)
        ends.append(near)
        rest = rest + value(end.union(arb(near))) * (end - near) * of
    return integral(taylor, value, ends[0], ends[1]) + rest


def _constant(value: Value) -> Scalar:
    """The number that a value is where nothing is varied."""
    while isinstance(value, Jet):
        if value.directed:
            raise Undecided("an integral whose end tends to a limit")
        value = value.coefficients[0]
    return cast(Scalar, value)


def _near(ball: arb) -> fmpq:
    mantissa, exponent = ball.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
