"""Closed expressions that a number may be: of a rational that is near to it, its root, its logarithm, a part of π, and so on.

Nothing is proved: whoever asks has to show that the expression is what it is taken for. A number is recognised by a
function that would make it a simple rational, so that no table of constants is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from flint import arb

from builder.calculus.judge import balls
from builder.calculus.judge.differentiate import add, multiply
from builder.calculus.judge.terms import Apply, Divide, Fn, Pi, Rational, RootOf, Term

LARGEST = 10_000
"""The largest numerator and denominator of the rationals that are recognised."""

HALVES = tuple(Fraction(k, 2) for k in range(-6, 7) if k)
"""Numbers that a square root may be added to."""

TURNS = tuple(Fraction(k, d) for d in (2, 3, 4, 6) for k in range(-2 * d, 2 * d + 1) if k)
"""Multiples of π that a rational may be added to."""


def closed_forms(value: Fraction, within: Fraction) -> Iterator[Term]:
    """Expressions without letters as near to `value` as told, the simplest kinds first. Needs a high precision in force."""
    number, tolerance = arb(balls.rational(value)), arb(balls.rational(within))
    pi = balls.PI()

    def rational(of: arb) -> Fraction | None:
        """The simple rational that a number is near to."""
        if not of.is_finite() or not abs(of) < LARGEST:
            return None
        found = balls.fraction(of.mid().fmpq()).limit_denominator(LARGEST)
        if not abs(found.numerator) <= LARGEST or not abs(arb(balls.rational(found)) - of) < tolerance * (1 + abs(of)):
            return None
        return found

    def if_simple(of: arb, form: Callable[[Term], Term]) -> Iterator[Term]:
        found = rational(of)
        if found is not None:
            yield form(Rational(found))

    sign = Rational(Fraction(1 if value >= 0 else -1))
    yield from if_simple(number, lambda r: r)
    yield from if_simple(number / pi, lambda r: multiply(r, Pi()))
    for index in (2, 3, 4):
        power = abs(number) ** index
        yield from if_simple(power, lambda r, i=index: multiply(sign, RootOf(r, i)))  # type: ignore[misc]
    if abs(number) < 100:
        yield from if_simple(number.exp(), lambda r: Apply(Fn.LN, (r,)))
    if value > 0:
        yield from if_simple(number.log(), lambda r: Apply(Fn.EXP, (r,)))
    yield from if_simple(number.tan(), lambda r: _turned(number, Apply(Fn.ARCTAN, (r,)), r, Fn.ARCTAN))
    yield from if_simple(number.sin(), lambda r: _of_sine(number, r))
    yield from if_simple(number.cos(), lambda r: _of_cosine(number, r))
    if value:
        yield from if_simple(number * pi, lambda r: Divide(r, Pi()))
        yield from if_simple(number * number / pi, lambda r: multiply(sign, RootOf(multiply(r, Pi()), 2)))
        yield from if_simple(number / arb(2).log(), lambda r: multiply(r, Apply(Fn.LN, (Rational(Fraction(2)),))))
        yield from if_simple(number / arb(1).exp(), lambda r: multiply(r, Apply(Fn.EXP, (Rational(Fraction(1)),))))
        if abs(1 / number) < 100:
            yield from if_simple((1 / number).exp(), lambda r: Divide(Rational(Fraction(1)), Apply(Fn.LN, (r,))))
    if abs(number) < 100:
        yield from if_simple((2 * number).exp(), lambda r: multiply(Rational(Fraction(1, 2)), Apply(Fn.LN, (r,))))
        yield from if_simple(number.exp() / pi, lambda r: Apply(Fn.LN, (multiply(r, Pi()),)))
    for half in HALVES:
        beside = number - arb(balls.rational(half))
        of = Rational(Fraction(1 if beside > 0 else -1))
        yield from if_simple(beside * beside, lambda r, h=half, s=of: add(Rational(h), multiply(s, RootOf(r, 2))))  # type: ignore[misc]
    for turn in TURNS:
        part = multiply(Rational(turn), Pi())
        yield from if_simple(number - pi * balls.rational(turn), lambda r, p=part: add(r, p))  # type: ignore[misc]


def _turned(number: arb, principal: Term, r: Term, function: Fn) -> Term:
    """An inverse tangent, and the multiple of π that leads to the number."""
    assert isinstance(r, Rational)
    turns = Fraction(round(float((number - arb(balls.rational(r.value)).atan()) / balls.PI())))
    return add(Apply(function, (r,)), multiply(Rational(turns), Pi())) if turns else principal


def _of_sine(number: arb, r: Term) -> Term:
    """(−1)^k arcsin r + k π."""
    assert isinstance(r, Rational)
    principal = arb(balls.rational(r.value)).asin()
    for k in range(-4, 5):
        if abs((-principal if k % 2 else principal) + k * balls.PI() - number) < arb(1, 0) / 1_000:
            signed = multiply(Rational(Fraction(-1 if k % 2 else 1)), Apply(Fn.ARCSIN, (r,)))
            return add(signed, multiply(Rational(Fraction(k)), Pi()))
    return Apply(Fn.ARCSIN, (r,))


def _of_cosine(number: arb, r: Term) -> Term:
    """±arccos r + 2 k π."""
    assert isinstance(r, Rational)
    principal = arb(balls.rational(r.value)).acos()
    for k in range(-2, 3):
        for sign in (1, -1):
            if abs(sign * principal + 2 * k * balls.PI() - number) < arb(1, 0) / 1_000:
                signed = multiply(Rational(Fraction(sign)), Apply(Fn.ARCCOS, (r,)))
                return add(signed, multiply(Rational(Fraction(2 * k)), Pi()))
    return Apply(Fn.ARCCOS, (r,))
