"""How a function behaves beside an end of an interval, where t is the distance from it: an enclosure that holds for all small t.

A `Growth` says that f(t) = t^p L^k exp(Σ c_q t^(-q)) b with L = ln(1/t), for 0 < t ≤ ε and a b in a ball, which may depend on t.
Sums are told by the part that outgrows the others; where parts cancel, by Taylor's theorem: f(t) = t^v f^(v)(ξ)/v! where f is
smooth up to the end and its derivatives below the v-th are 0 there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, fmpq
from msgspec import Struct

from builder.calculus.judge.balls import Undecided, Undefined, fraction, is_exact_zero, rational
from builder.calculus.judge.differentiate import ZERO
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Pi, Raise, Rational, RootOf, Term, Variable

MOST_DERIVATIVES = 5
_FRACTIONS: Mapping[Fn, tuple[Fn | None, Fn]] = {
    Fn.TAN: (Fn.SIN, Fn.COS),
    Fn.COT: (Fn.COS, Fn.SIN),
    Fn.SEC: (None, Fn.COS),
    Fn.CSC: (None, Fn.SIN),
    Fn.TANH: (Fn.SINH, Fn.COSH),
    Fn.COTH: (Fn.COSH, Fn.SINH),
    Fn.SECH: (None, Fn.COSH),
    Fn.CSCH: (None, Fn.SINH),
}
_ONE = Rational(Fraction(1))
_PART = arb(0.5, 0.5)


class Growth(Struct, frozen=True):
    """t^power · ln(1/t)^logs · exp(Σ poles[q] t^(−q)) times a number in the ball `factor`."""

    factor: arb
    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)
    poles: tuple[tuple[Fraction, arb], ...] = ()


class End(Struct, frozen=True):
    """An end of an interval, and what is asked about near it.

    `variable` is the distance t from it, at most `reach`, which is small enough for ln(1/t) > e. `taylor(part, x, n)` are n
    Taylor coefficients of a term at x, a number or a ball, and `constant(part)` values a term without t.
    """

    variable: str
    reach: arb
    taylor: Callable[[Term, Any, int], list[Any]]
    constant: Callable[[Term], Any]

    @property
    def whole(self) -> arb:
        """All distances that are meant."""
        return _up_to(self.reach)

    @property
    def logarithm(self) -> arb:
        """The least that ln(1/t) is."""
        return -self.reach.log()

    def growth(self, term: Term) -> Growth:
        """What encloses a term. Raises Undecided where that is not found."""
        if self.variable not in free_names(term):
            return Growth(arb(self.constant(term)))
        match term:
            case Variable():
                return Growth(arb(1), Fraction(1))
            case Multiply(factors):
                total = Growth(arb(1))
                for factor in factors:
                    total = self.times(total, self.growth(factor))
                return total
            case Divide(above, below):
                return self.times(self.growth(above), self.raised(self.growth(below), Fraction(-1)))
            case Raise(base, Rational(exponent)):
                return self.raised(self.growth(base), exponent)
            case Raise(base, exponent):
                value = None if self.variable in free_names(exponent) else self.constant(exponent)
                if isinstance(value, fmpq) and (inner := self.growth(base)).factor > 0:
                    return self.raised(inner, fraction(value))
                return self.exponential(Multiply((exponent, Apply(Fn.LN, (base,)))))
            case RootOf(radicand, index):
                return self.raised(self.growth(radicand), Fraction(1, index))
            case Apply(function, (argument,)) if function in _FRACTIONS:
                top, bottom = _FRACTIONS[function]
                return self.growth(Divide(_ONE if top is None else Apply(top, (argument,)), Apply(bottom, (argument,))))
            case Apply(Fn.SIN | Fn.COS as function, (argument,)) if (zero := self.beside_zero(function, argument)) is not None:
                return zero
            case _:
                pass
        if (smooth := self.smooth(term)) is not None:
            return smooth
        match term:
            case Add(terms):
                return self.added([self.growth(part) for part in terms])
            case Apply(Fn.SINH | Fn.COSH as function, (argument,)):
                up, down = Apply(Fn.EXP, (argument,)), Apply(Fn.EXP, (Multiply((Rational(Fraction(-1)), argument)),))
                gap = Multiply((Rational(Fraction(-1)), down)) if function is Fn.SINH else down
                return self.growth(Divide(Add((up, gap)), Rational(Fraction(2))))
            case Apply(Fn.EXP, (argument,)):
                return self.exponential(argument)
            case Apply(Fn.LN, (argument,)):
                return self.log_of(self.growth(argument))
            case Apply(Fn.SIN | Fn.COS as function, (argument,)):
                return self.wave(function, argument)
            case Apply(Fn.ARCTAN, (argument,)):
                inner = self.growth(argument)
                return Growth(arb.pi() / 2 * (_PART if inner.factor > 0 else arb(0, 1)))
            case Apply(Fn.ARCSIN | Fn.ARCCOS, _):
                return Growth(arb.pi() * arb(0, 1))
            case Apply(Fn.ABS, (argument,)):
                inner = self.growth(argument)
                return Growth(abs(inner.factor), inner.power, inner.logs, inner.poles)
            case _:
                raise Undecided("how it behaves at the end")

    # ------------------------------------------------------------------------------------------ arithmetic

    def smooth(self, term: Term) -> Growth | None:
        """By Taylor's theorem; None where the term is not seen to be smooth up to the end."""
        try:
            at = self.taylor(term, fmpq(0), MOST_DERIVATIVES + 1)
            order = next((n for n, c in enumerate(at) if not is_exact_zero(c)), None)
            if order is None:
                return None
            factor = arb(self.taylor(term, self.whole, MOST_DERIVATIVES + 1)[order])
        except (Undecided, Undefined, TypeError):
            return None
        return Growth(factor, Fraction(order)) if factor.is_finite() else None

    def times(self, one: Growth, other: Growth) -> Growth:
        """The product."""
        poles = dict(one.poles)
        for q, c in other.poles:
            poles[q] = poles.get(q, arb(0)) + c
        kept = tuple((q, c) for q, c in sorted(poles.items()) if not is_exact_zero(c))
        return Growth(one.factor * other.factor, one.power + other.power, one.logs + other.logs, kept)

    def raised(self, of: Growth, exponent: Fraction) -> Growth:
        """A power: of what is negative only an integer or an odd root, of what may be 0 only one that is natural."""
        power = rational(exponent)
        if exponent.denominator == 1 and (exponent > 0 or not of.factor.contains(0)):
            factor = of.factor ** int(exponent)
        elif of.factor > 0 or (exponent > 0 and of.factor >= 0):
            factor = of.factor ** arb(power)
        elif of.factor < 0 and exponent.denominator % 2:
            factor = (-of.factor) ** arb(power) * (-1 if exponent.numerator % 2 else 1)
        else:
            raise Undecided("a power of what may vanish at the end")
        poles = tuple((q, c * power) for q, c in of.poles)
        return Growth(factor, of.power * exponent, of.logs * exponent, poles)

    def added(self, parts: list[Growth]) -> Growth:
        """The sum, by what outgrows the rest."""
        for leading in parts:
            try:
                factor = sum((self.beside(part, leading) for part in parts if part is not leading), leading.factor)
            except Undecided:
                continue
            return Growth(factor, leading.power, leading.logs, leading.poles)
        raise Undecided("which part of a sum outgrows the others")

    def beside(self, part: Growth, leading: Growth) -> arb:
        """A ball for part/leading without the factor of `leading`; raises Undecided if it may be unbounded."""
        unit = Growth(arb(1), leading.power, leading.logs, leading.poles)
        return self.ball(self.times(part, self.raised(unit, Fraction(-1))))

    def ball(self, of: Growth) -> arb:
        """A ball for all values; raises Undecided if they may be unbounded."""
        if not of.poles and not of.power and not of.logs:
            return of.factor
        return of.factor * _up_to(self.largest(of))

    def largest(self, of: Growth) -> arb:
        """The value at `reach` of what stands beside the factor, if it only grows with t."""
        slope = arb(rational(of.power)) - (arb(rational(of.logs)) / self.logarithm if of.logs > 0 else arb(0))
        value = arb(0)
        if of.poles:
            *others, (top, lead) = of.poles
            slowed = lead
            for q, c in others:
                slowed += abs(c) * self.reach ** arb(rational(top - q))
            if not slowed < 0:
                raise Undecided("an exponential that may grow at the end")
            slope -= slowed * rational(top) * self.reach ** arb(rational(-top))
            value = sum((c * self.reach ** arb(rational(-q)) for q, c in of.poles), arb(0))
        if not (slope > 0 or (slope >= 0 and of.logs <= 0)):
            raise Undecided("what may grow at the end")
        return self.reach ** arb(rational(of.power)) * self.logarithm ** arb(rational(of.logs)) * value.exp()

    # ------------------------------------------------------------------------------------------ functions

    def exponential(self, argument: Term) -> Growth:
        """e to what has poles at the end."""
        total = Growth(arb(1))
        for part in argument.terms if isinstance(argument, Add) else (argument,):
            inner = self.growth(part)
            if inner.poles:
                raise Undecided("an exponential of an exponential")
            if inner.power < 0 and not inner.logs:
                total = self.times(total, Growth(arb(1), poles=((-inner.power, inner.factor),)))
            elif inner.power < 0 and inner.factor < 0:
                total = self.times(total, Growth(_up_to(arb(1))))
            else:
                total = self.times(total, Growth(self.ball(inner).exp()))
        return total

    def log_of(self, of: Growth) -> Growth:
        """ln of what is positive: −p L + k ln L + Σ c_q t^(−q) + ln b."""
        if not of.factor > 0:
            raise Undecided("the logarithm of what may not be positive at the end")
        parts = [Growth(c, -q) for q, c in of.poles]
        rest = of.factor.log()
        if of.power:
            per_log = rest / self.logarithm * _up_to(arb(1))
            if of.logs:
                least = self.logarithm
                per_log += rational(of.logs) * _up_to(least.log() / least)  # ln L / L falls from L = e on
            parts.append(Growth(per_log - rational(of.power), logs=Fraction(1)))
        elif of.logs:
            raise Undecided("the logarithm of a logarithm")
        else:
            parts.append(Growth(rest))
        return self.added(parts)

    def beside_zero(self, function: Fn, argument: Term) -> Growth | None:
        """A sine or a cosine beside a zero that is an exact part of π, by the distance from it; None elsewhere."""
        quarters = _quarters(substitute(argument, self.variable, ZERO))
        if quarters is None or quarters.denominator != 1 or bool(quarters % 2) is not (function is Fn.COS):
            return None
        try:
            slope = arb(self.taylor(argument, self.whole, 3)[1])
        except (Undecided, Undefined, TypeError):
            return None
        at = int(quarters) + (1 if function is Fn.COS else 0)  # cos x = sin(x + π/2)
        return Growth(slope * (slope * self.whole).sinc() * (-1 if at % 4 else 1), Fraction(1))

    def wave(self, function: Fn, argument: Term) -> Growth:
        """A sine or a cosine of what is not smooth up to the end."""
        inner = self.growth(argument)
        try:
            angle = self.ball(inner)
        except Undecided:
            return Growth(arb(0, 1))
        if function is Fn.SIN:
            return Growth(inner.factor * angle.sinc(), inner.power, inner.logs, inner.poles)
        return Growth(angle.cos())

    def integral(self, of: Growth) -> arb:
        """What bounds ∫ |f| dt from 0 to `reach`; raises Undecided where it may diverge."""
        if of.poles:
            return abs(of.factor) * self.largest(of) * self.reach
        if of.power <= -1:
            raise Undecided("an integral that may diverge at the end")
        above = rational(of.power + 1)
        size, logs, total, scale = self.reach ** arb(above), of.logs, arb(0), arb(1)
        while logs > 0:
            total += scale * size * self.logarithm ** arb(rational(logs)) / above
            scale *= rational(logs) / above
            logs -= 1
        total += scale * size * self.logarithm ** arb(rational(logs)) / above
        return abs(of.factor) * total


def _up_to(value: arb) -> arb:
    """The ball from 0 to a positive number."""
    return value * _PART


def _quarters(term: Term) -> Fraction | None:
    """How many times π/2 a term without letters is, if it is a rational number of times."""
    match term:
        case Pi():
            return Fraction(2)
        case Rational(value):
            return Fraction(0) if not value else None
        case Add(terms):
            parts = [_quarters(part) for part in terms]
            known = [part for part in parts if part is not None]
            return sum(known, Fraction(0)) if len(known) == len(parts) else None
        case Multiply(factors):
            numbers = [rational_of(factor) for factor in factors]
            others = [factor for factor, number in zip(factors, numbers, strict=True) if number is None]
            if not others:
                return None if all(numbers) else Fraction(0)
            inner = _quarters(others[0]) if len(others) == 1 else None
            for number in numbers:
                inner = None if inner is None else inner * (1 if number is None else number)
            return inner
        case Divide(above, below):
            inner, number = _quarters(above), rational_of(below)
            return inner / number if inner is not None and number else None
        case _:
            return None
