"""Numbers that know how well they are known: exact rationals while they stay exact, else balls of FLINT. Knows no term.

A number is an `fmpq` or a finite `arb` that encloses the true value at the precision in force (`precision`). There is no NaN and
no infinity: an operation outside its domain raises. `Undefined` is a proof that there is no value; `Undecided` says that
the ball was too wide, or the method too weak, to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb, ctx, fmpq, fmpz

Scalar: TypeAlias = Any
"""An `fmpq` or an `arb`. They mix in all arithmetic, which the stubs of python-flint cannot say."""

ZERO = fmpq(0)
ONE = fmpq(1)
HALF = fmpq(1, 2)

EXACT_BITS = 4_096
"""An exact rational that grows past this many bits goes on as a ball."""

LONGEST_EXPONENT = 1_000
"""A decimal with a longer exponent than this is never compared with a fraction digit by digit."""

BITS_OF_EXPONENT = 60
"""An exponent past this many bits is not used as an exact one."""


class Undefined(Exception):
    """There is provably no value. `args[0]` says why, in words."""


class NoLimit(Undefined):
    """A limit, or a derivative as a limit, that differs on the two sides: `above` and `below` say how, in words."""

    def __init__(self, above: str, below: str) -> None:
        super().__init__(f"does not exist: {above} from the right, {below} from the left")
        self.above = above
        self.below = below

    @classmethod
    def along(cls, one: str, other: str) -> NoLimit:
        """One that does not exist because two sequences to the point give different values."""
        reason = cls(one, other)
        reason.args = (f"does not exist: {one} along one sequence, {other} along another",)
        return reason


class Diverges(Undefined):
    """An integral or a sum that has no finite value, or none at all; `of` is 1 or −1 where it is known to be ∞ or −∞, else 0."""

    def __init__(self, why: str, of: int = 0) -> None:
        super().__init__(why)
        self.of = of


class Undecided(Exception):
    """The value, or whether there is one, is not known at this precision or with this method."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """FLINT's working precision for a block: it is global to the process, so it is restored."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def rational(value: Fraction) -> fmpq:
    """A fraction as FLINT's."""
    return fmpq(*value.as_integer_ratio())


def fraction(value: fmpq) -> Fraction:
    """FLINT's rational as a fraction."""
    return Fraction(int(value.p), int(value.q))


def finite(value: arb) -> arb:
    """`value`, if it is a finite ball; raises `Undecided`."""
    if not value.is_finite():
        raise Undecided("not a finite ball")
    return value


def bounded(value: Scalar) -> Scalar:
    """`value`, as a ball when its exact form has grown too large."""
    if type(value) is fmpq and value.height_bits() > EXACT_BITS:
        return arb(value)
    return value


def is_positive(value: Scalar) -> bool:
    """Whether the value is known to be above 0. FLINT compares integers in a quarter of the time of rationals."""
    return bool(value.p > 0 if type(value) is fmpq else value > 0)


def sign(value: Scalar) -> int:
    """1, 0 or −1; raises `Undecided` for a ball that holds 0 and more."""
    if is_positive(value):
        return 1
    if value < 0:
        return -1
    if value == 0:
        return 0
    raise Undecided("a sign")


def is_exact_zero(value: Scalar) -> bool:
    """Whether the value is known to be 0."""
    return not value if type(value) is fmpq else bool(value == 0)


def may_be_zero(value: Scalar) -> bool:
    """Whether the ball holds 0."""
    return not (value if type(value) is fmpq else value != 0)  # of a ball, neither = nor ≠ need hold


def invert(value: Scalar) -> Scalar:
    """1 / value. Raises `Undefined` at 0."""
    if not may_be_zero(value):
        return 1 / value
    if value == 0:
        raise Undefined("division by zero")
    raise Undecided("a denominator near 0")


def disjoint(left: Scalar, right: Scalar) -> bool:
    """Whether the two enclosed numbers provably differ."""
    if type(left) is fmpq and type(right) is fmpq:
        return bool(left != right)
    return not arb(left).overlaps(arb(right))


# ---------------------------------------------------------------------------------------------- powers


def exact_root(value: fmpq, index: int) -> fmpq | None:
    """The exact root of a rational > 0, if it is rational."""
    numerator, denominator = value.p, value.q
    p = fmpz(numerator).root(index)
    if p**index != numerator:
        return None
    q = fmpz(denominator).root(index)
    return fmpq(p, q) if q**index == denominator else None


def integer_power(base: Scalar, exponent: int) -> Scalar:
    """base ** exponent, 0⁰ = 1. Raises `Undefined` for a negative power of 0."""
    if exponent == 0:
        return ONE
    if exponent < 0:
        base, exponent = invert(base), -exponent
    if type(base) is fmpq:
        if base.q == 1 and abs(base.p) <= 1:
            return base if exponent % 2 else base * base
        if base.height_bits() * exponent <= EXACT_BITS:
            return base**exponent
        base = arb(base)
    if base.contains(0):
        return finite(_power_by_squaring(base, exponent))
    return finite(base ** fmpz(exponent))


def _power_by_squaring(base: arb, exponent: int) -> arb:
    """base ** exponent for exponent ≥ 1; `**` of a ball around 0 is not a number."""
    result = base
    for digit in bin(exponent)[3:]:
        result = result * result
        if digit == "1":
            result = result * base
    return result


def rational_power(base: Scalar, numerator: int, denominator: int) -> Scalar:
    """base ** (numerator/denominator) in lowest terms; odd roots of negative numbers are real."""
    if denominator == 1:
        return integer_power(base, numerator)
    of = sign(base)
    if of == 0:
        if numerator > 0:
            return ZERO
        raise Undefined("a negative power of 0")
    if of < 0:
        if denominator % 2 == 0:
            raise Undefined("an even root of a negative number")
        positive = rational_power(-base, numerator, denominator)
        return -positive if numerator % 2 else positive
    if type(base) is fmpq and (exact := exact_root(base, denominator)) is not None:
        return integer_power(exact, numerator)
    return integer_power(finite(arb(base).root(denominator)), numerator)


def real_power(base: Scalar, exponent: Scalar) -> Scalar:
    """base ** exponent for a base > 0; anything else is outside the domain of a real exponent."""
    if is_positive(base):
        if type(exponent) is fmpq and exponent.height_bits() <= BITS_OF_EXPONENT and exponent.q <= 64:
            return rational_power(base, int(exponent.p), int(exponent.q))
        return exponential(exponent * logarithm(base))
    if base <= 0:
        raise Undefined("a real power of a number that is not positive")
    raise Undecided("the sign of a base")


# ---------------------------------------------------------------------------------------------- functions


def exponential(value: Scalar) -> Scalar:
    """eˣ; exact at 0."""
    return ONE if is_exact_zero(value) else finite(arb(value).exp())


def logarithm(value: Scalar) -> Scalar:
    """ln x; exact at 1."""
    if is_positive(value):
        return ZERO if value == 1 else finite(arb(value).log())
    if value <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    raise Undecided("the sign of the argument of a logarithm")


def sine(value: Scalar) -> Scalar:
    """sin x; exact at 0."""
    return ZERO if is_exact_zero(value) else finite(arb(value).sin())


def cosine(value: Scalar) -> Scalar:
    """cos x; exact at 0."""
    return ONE if is_exact_zero(value) else finite(arb(value).cos())


def hyperbolic_sine(value: Scalar) -> Scalar:
    """sinh x; exact at 0."""
    return ZERO if is_exact_zero(value) else finite(arb(value).sinh())


def hyperbolic_cosine(value: Scalar) -> Scalar:
    """cosh x; exact at 0."""
    return ONE if is_exact_zero(value) else finite(arb(value).cosh())


def arctangent(value: Scalar) -> Scalar:
    """arctan x; exact at 0."""
    return ZERO if is_exact_zero(value) else finite(arb(value).atan())


def _within(value: Scalar) -> None:
    """Raises unless −1 ≤ value ≤ 1 is proved."""
    if value > 1 or value < -1:
        raise Undefined("an inverse sine or cosine of a number outside [-1, 1]")
    if not (value <= 1 and value >= -1):
        raise Undecided("an argument near 1 or -1")


def arcsine(value: Scalar) -> Scalar:
    """arcsin x; exact at 0."""
    _within(value)
    return ZERO if is_exact_zero(value) else finite(arb(value).asin())


def arccosine(value: Scalar) -> Scalar:
    """arccos x; exact at 1."""
    _within(value)
    return ZERO if value == 1 else finite(arb(value).acos())


def inverse_hyperbolic_sine(value: Scalar) -> Scalar:
    """arsinh x; exact at 0."""
    return ZERO if is_exact_zero(value) else finite(arb(value).asinh())


def inverse_hyperbolic_cosine(value: Scalar) -> Scalar:
    """arcosh x; exact at 1."""
    if value < 1:
        raise Undefined("an inverse hyperbolic cosine of a number below 1")
    if not value >= 1:
        raise Undecided("an argument near 1")
    return ZERO if value == 1 else finite(arb(value).acosh())


def inverse_hyperbolic_tangent(value: Scalar) -> Scalar:
    """artanh x; exact at 0."""
    if value >= 1 or value <= -1:
        raise Undefined("an inverse hyperbolic tangent of a number outside (-1, 1)")
    if not (value < 1 and value > -1):
        raise Undecided("an argument near 1 or -1")
    return ZERO if is_exact_zero(value) else finite(arb(value).atanh())


def hyperbolic_tangent(value: Scalar) -> Scalar:
    """tanh x; exact at 0."""
    return ZERO if is_exact_zero(value) else finite(arb(value).tanh())


def _integer(value: arb) -> fmpz | None:
    """The only integer in a ball, if it is no larger than an exact number may be: FLINT writes out as many bits as it has."""
    return value.unique_fmpz() if abs(value) < arb(fmpz(1) << EXACT_BITS) else None


def floor(value: Scalar) -> Scalar:
    """The greatest integer that is not above the value."""
    if type(value) is fmpq:
        return fmpq(value.floor())
    integer = _integer(value.floor())
    if integer is None:
        raise Undecided("near a jump of the floor")
    return fmpq(integer)


def largest(left: Scalar, right: Scalar) -> Scalar:
    """The greater of two."""
    if type(left) is fmpq and type(right) is fmpq:
        return max(left, right)
    return arb(left).max(arb(right))


def factorial(value: Scalar) -> Scalar:
    """n! of an integer ≥ 0."""
    if type(value) is not fmpq:
        raise Undecided("the factorial of a number that is not known exactly")
    if value.q != 1 or value < 0:
        raise Undefined("the factorial of a number that is no integer ≥ 0")
    if value <= 500:
        return fmpq(fmpz.fac_ui(value.p))
    return finite(arb(value).fac())


PI: Callable[[], arb] = arb.pi
"""π at the precision in force."""


# ---------------------------------------------------------------------------------------------- as a person writes it


def written(value: Scalar, digits: int = 12) -> str:
    """An exact rational when it is one and short, else decimals all of which are certain."""
    if type(value) is fmpq and len(exact := str(value)) <= 24:
        return exact
    ball = arb(value)
    if ball.is_exact() and (short := _integer(ball)) is not None and len(str(short)) <= 24:
        return str(short)
    text = str(ball.str(digits, radius=False))
    return "0" if text.startswith("0e-") else text  # no digit of it is certain but that it is about 0


def apart(left: str, right: str) -> bool:
    """Whether two numbers, as written, differ. Exponents may be huge: nothing is written out."""
    if left == right:
        return False
    try:
        if "/" in left or "/" in right:
            if max(_magnitude(left), _magnitude(right)) > LONGEST_EXPONENT:
                return True
            return Fraction(left) != Fraction(right)
        return Decimal(left) != Decimal(right)
    except ArithmeticError:
        return True


def _magnitude(text: str) -> int:
    """How far the first digit of a decimal is from the point; 0 for a fraction."""
    return 0 if "/" in text else abs(Decimal(text).adjusted())
