"""Sines, cosines and their inverses over kernels: a basis of angles, sums and multiples multiplied out, exact parts of π."""

from __future__ import annotations

from math import lcm

from flint import fmpq, fmpz_poly

from builder.calculus.judge.circle import circle
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Fraction, Kind, Polynomial, Restart, Stop, is_number
from builder.calculus.judge.powers import basis_key, is_integer_polynomial, minus_one_power, pieces, rational_power, steps_of
from builder.calculus.judge.signs import fraction_sign
from builder.calculus.judge.terms import Fn

Pair = tuple[Fraction, Fraction]  # a cosine and a sine
FINEST_TURN = 64
"""The cosine of so small a part of π has a minimal polynomial that is calculated with."""


def pi(field: Field) -> Polynomial:
    """π."""
    return field.kernel(Kind.PI, constant=True).generator


def cosine_and_sine(field: Field, value: Fraction) -> Pair:
    """cos and sin of `value`."""
    result: Pair = (Fraction(field.one, field.one), Fraction(field.zero, field.one))
    first = True
    for coefficient, piece in pieces(field, value):
        here = _of_piece(field, coefficient, piece)
        result = here if first else _sum(field, result, here)
        first = False
    return result


def _sum(field: Field, a: Pair, b: Pair) -> Pair:
    field.identities[r"\sin(u+v) = \sin u \cos v + \cos u \sin v"] = None
    cosine = field.subtract(field.multiply(a[0], b[0]), field.multiply(a[1], b[1]))
    return cosine, field.add(field.multiply(a[1], b[0]), field.multiply(a[0], b[1]))


def _times(field: Field, pair: Pair, n: int) -> Pair:
    """The pair of n times the angle."""
    if abs(n) > 200:
        raise Stop("too large a multiple of an angle")
    if n < 0:
        cosine, sine = _times(field, pair, -n)
        return cosine, field.negate(sine)
    result: Pair = (Fraction(field.one, field.one), Fraction(field.zero, field.one))
    square = pair
    while n:
        if n & 1:
            result = square if result[0].numerator.is_one() and result[1].numerator.is_zero() else _sum(field, result, square)
        n >>= 1
        if n:
            square = _sum(field, square, square)
    return result


def _of_piece(field: Field, coefficient: fmpq, piece: Fraction) -> Pair:
    if piece.denominator.is_one():
        special = _special_angle(field, coefficient, piece)
        if special is not None:
            return special
    key = basis_key(field, "angle", piece)
    n, unit = steps_of(field, key, coefficient)
    cosine, sine = circle(field, piece if unit == 1 else field.multiply(piece, field.constant(unit)), key)
    field.identities[r"\sin^2 u + \cos^2 u = 1"] = None
    return _times(field, (Fraction(cosine.generator, field.one), Fraction(sine.generator, field.one)), n)


def _special_angle(field: Field, coefficient: fmpq, piece: Fraction) -> Pair | None:
    monomial = piece.numerator
    kernels = field.kernels_in(monomial)
    one = Fraction(field.one, field.one)
    zero = Fraction(field.zero, field.one)
    circle = next((k for k in kernels if k.kind is Kind.PI), None)
    if circle is not None and monomial.degrees()[circle.index] == 1:
        rest = monomial / circle.generator
        if rest.is_one():
            return part_of_turn(field, coefficient)
        if is_integer_polynomial(field, rest):
            if coefficient.q == 1:
                field.identities[r"\cos n\pi = (-1)^n,\ \sin n\pi = 0"] = None
                return (minus_one_power(field, rest), zero) if coefficient.p % 2 else (one, zero)
    if len(kernels) == 1 and monomial == kernels[0].generator and coefficient.q == 1:
        kernel = kernels[0]
        if kernel.kind in (Kind.ARCSIN, Kind.ARCTAN) and field.memory.units.get(basis_key(field, "angle", piece), 1) == 1:
            u = kernel.arguments[0]
            square = field.multiply(u, u)
            if kernel.kind is Kind.ARCSIN:
                field.identities[r"\cos\arcsin u = \sqrt{1 - u^2}"] = None
                pair = (rational_power(field, field.subtract(one, square), fmpq(1, 2)), u)
            else:
                field.identities[r"\cos\arctan u = \frac{1}{\sqrt{1 + u^2}}"] = None
                cosine = rational_power(field, field.add(one, square), fmpq(-1, 2))
                pair = (cosine, field.multiply(u, cosine))
            return _times(field, pair, int(coefficient.p))
    return None


def part_of_turn(field: Field, r: fmpq) -> Pair:
    """cos and sin of rπ."""
    quarter_turns = 2 * r
    if quarter_turns.q == 1:
        k = int(quarter_turns.p) % 4
        return field.constant((1, 0, -1, 0)[k]), field.constant((0, 1, 0, -1)[k])
    n = int(r.q)
    k = int(r.p) % (2 * n)
    base = _known_turn(field, n)
    if base is not None:
        return _times(field, base, k if k <= n else k - 2 * n)
    return _general_turn(field, n, k)


def _root(field: Field, value: Fraction) -> Fraction:
    return rational_power(field, value, fmpq(1, 2))


def _known_turn(field: Field, n: int) -> Pair | None:
    """cos and sin of π/n in square roots."""
    constant = field.constant
    match n:
        case 3:
            return constant(fmpq(1, 2)), field.multiply(constant(fmpq(1, 2)), _root(field, constant(3)))
        case 4:
            half = field.multiply(constant(fmpq(1, 2)), _root(field, constant(2)))
            return half, half
        case 6:
            return field.multiply(constant(fmpq(1, 2)), _root(field, constant(3))), constant(fmpq(1, 2))
        case 12:
            two, six = _root(field, constant(2)), _root(field, constant(6))
            quarter = constant(fmpq(1, 4))
            return field.multiply(quarter, field.add(six, two)), field.multiply(quarter, field.subtract(six, two))
        case _:
            return None


def _general_turn(field: Field, n: int, k: int) -> Pair:
    """cos and sin of kπ/n by one generator cos(π/N) for the whole attempt, and its minimal polynomial."""
    wanted = lcm(2, n)
    if field.memory.turn % wanted:
        finer = lcm(field.memory.turn, wanted)
        if finer > FINEST_TURN:  # not remembered: what comes behind may do without it
            raise Stop("too fine a part of π")
        field.memory.turn = finer
        raise Restart
    whole = field.memory.turn
    minimal = fmpz_poly.cos_minpoly(2 * whole)
    degree = minimal.degree()
    leading = int(minimal[degree]) * 2**degree

    def below(generator: Polynomial) -> Polynomial:
        return sum(
            (generator**i * fmpq(-int(minimal[i]) * 2**i, leading) for i in range(degree) if minimal[i] != 0), start=field.zero
        )

    kernel = field.kernel(Kind.TURN, (), whole, degree=degree, lower=below, constant=True)
    step = k * whole // n

    def chebyshev(m: int) -> Polynomial:
        m = abs(m) % (2 * whole)
        m = min(m, 2 * whole - m)
        before, now = field.one, kernel.generator
        if m == 0:
            return before
        for _ in range(m - 1):
            before, now = now, field.times(2 * kernel.generator, now) - before
        return now

    return Fraction(chebyshev(step), field.one), Fraction(chebyshev(whole // 2 - step), field.one)


# ---------------------------------------------------------------------------------------------- inverse functions


def arctangent(field: Field, value: Fraction) -> Fraction:
    """arctan(value), odd in its argument, exact at 0, ±1, ±√3, ±1/√3.

    Of a quotient with roots it is arcsin(u/√(1 + u²)) if that has none: arctan(x/√(1 − x²)) is arcsin x. Of two reciprocal
    arguments of known sign only one is a kernel.
    """
    u = field.cancel(value)
    if any(k.kind is Kind.ROOT and not k.constant for p in u for k in field.kernels_in(p)):
        one = Fraction(field.one, field.one)
        sine = field.cancel(field.multiply(u, rational_power(field, field.add(one, field.multiply(u, u)), fmpq(-1, 2))))
        if not any(k.kind in (Kind.ROOT, Kind.ABS) and not k.constant for p in sine for k in field.kernels_in(p)):
            field.identities[r"\arctan u = \arcsin\frac{u}{\sqrt{1+u^2}}"] = None
            return _odd(field, Kind.ARCSIN, sine)
    side = fraction_sign(field, u)
    if side in (NEGATIVE, POSITIVE) and not is_number(u.denominator) and _is_simpler(field, u.denominator, u.numerator):
        field.identities[r"\arctan u + \arctan\frac1u = \pm\frac{\pi}{2}"] = None
        quarter = Fraction(pi(field) / (2 if side == POSITIVE else -2), field.one)
        return field.subtract(quarter, _odd(field, Kind.ARCTAN, field.cancel(field.invert(u))))
    return _odd(field, Kind.ARCTAN, u)


def _is_simpler(field: Field, p: Polynomial, q: Polynomial) -> bool:
    """Whether p/q is to be a kernel rather than q/p."""
    return (q.total_degree(), len(q), field.structure(q)) < (p.total_degree(), len(p), field.structure(p))


def arcsine(field: Field, value: Fraction) -> Fraction:
    """arcsin(value), odd in its argument, exact at 0, ±1/2, ±√2/2, ±√3/2, ±1."""
    u = field.cancel(value)
    return _odd(field, Kind.ARCSIN, u)


def _odd(field: Field, kind: Kind, u: Fraction) -> Fraction:
    if u.numerator.is_zero():
        return u
    if u.numerator.leading_coefficient() < 0:
        return field.negate(_odd(field, kind, field.negate(u)))
    if u.denominator.is_one() and field.is_constant(u.numerator):
        for part in (fmpq(1, 2), fmpq(1, 3), fmpq(1, 4), fmpq(1, 6)):
            if part == fmpq(1, 2) and kind is Kind.ARCTAN:
                continue
            cosine, sine = part_of_turn(field, part)
            if field.subtract(sine if kind is Kind.ARCSIN else field.divide(sine, cosine), u).numerator.is_zero():
                return Fraction(pi(field) * part, field.one)
    made = field.kernel(kind, (u,))
    return Fraction(made.generator, field.one)


def quotient_of(field: Field, function: Fn, value: Fraction) -> Fraction:
    """tan, cot, sec, csc of `value`."""
    cosine, sine = cosine_and_sine(field, value)
    one = Fraction(field.one, field.one)
    match function:
        case Fn.TAN:
            return field.divide(sine, cosine)
        case Fn.COT:
            return field.divide(cosine, sine)
        case Fn.SEC:
            return field.divide(one, cosine)
        case _:
            return field.divide(one, sine)
