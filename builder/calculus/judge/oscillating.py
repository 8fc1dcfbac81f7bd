"""Integrals to infinity of fractions times sines and cosines, in balls, by a path that is turned upwards.

Of g(x) e^{iωx} with ω > 0 and a fraction times a power of x, g, that tends to 0: if g has no pole in |z| ≥ R, then
∫ g(x) e^{iωx} dx = i e^{iωR} ∫ g(R + iy) e^{-ωy} dy, from R and from 0 to ∞ (C. Jordan's lemma). Where all angles are multiples
of x^n, x^n takes the place of x.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from flint import acb, arb, fmpq, fmpq_poly

from builder.calculus.judge.balls import Undecided, fraction, rational
from builder.calculus.judge.differentiate import ONE, multiply
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.primitives import coefficients
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import walk
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Pi, Raise, Rational, RootOf, Term, Variable
from builder.calculus.judge.unbounded import fraction_of

MOST_WAVES = 32
HIGHEST_POWER = 6
_UNIT = acb(0, 1)

Frequency: TypeAlias = tuple[Fraction, Fraction]
"""r and s of r + sπ."""

STILL: Frequency = (Fraction(0), Fraction(0))


class Wave(NamedTuple):
    """scale · rest · e^{iωx^n}."""

    scale: acb
    frequency: Frequency
    rest: Term


class Decaying(NamedTuple):
    """above/below · y^power, which tends to 0: what stands beside e^{iωy} where y = x^n, dx/dy included."""

    above: fmpq_poly
    below: fmpq_poly
    power: Fraction

    @property
    def radius(self) -> arb:
        """Beyond it the denominator has no zero, and is half of its leading term at least (A.-L. Cauchy)."""
        lead = self.below[self.below.degree()]
        return arb(1 + 2 * sum((abs(c / lead) for c in self.below.coeffs()[:-1]), fmpq(0)))


def angle_degree(term: Term, x: str) -> int:
    """The n of the angles x^n in a term; 0 where nothing oscillates, or beside an exponential. Raises Undecided elsewhere."""
    if any(isinstance(p, Apply) and p.function is Fn.EXP and x in free_names(p) for p in walk(term)):
        return 0
    angle = next((p.arguments[0] for p in walk(term) if _oscillates(p, x) and isinstance(p, Apply)), None)
    if angle is None:
        return 0
    found = coefficients(angle, x)
    if found is None or len(found) < 2:
        raise Undecided("an integral to infinity of what oscillates otherwise")
    return len(found) - 1


def waves(term: Term, x: str, degree: int, constant: Callable[[Term], arb | fmpq]) -> list[Wave]:
    """A term as a sum of waves; raises Undecided where it is none."""

    def of(part: Term) -> list[Wave]:
        return waves(part, x, degree, constant)

    if not any(_oscillates(part, x) for part in walk(term)):
        return [Wave(acb(1), STILL, term)]
    match term:
        case Add(terms):
            return [wave for part in terms for wave in of(part)]
        case Multiply(factors):
            found = [Wave(acb(1), STILL, ONE)]
            for factor in factors:
                found = _products(found, of(factor))
            return found
        case Divide(above, below) if not any(_oscillates(part, x) for part in walk(below)):
            return [Wave(wave.scale, wave.frequency, Divide(wave.rest, below)) for wave in of(above)]
        case Raise(base, Rational(exponent)) if exponent.denominator == 1 and 0 < exponent <= HIGHEST_POWER:
            return of(Multiply((base,) * int(exponent)))
        case Apply(Fn.SIN | Fn.COS as function, (argument,)):
            angle = coefficients(argument, x)
            if angle is None or len(angle) != degree + 1 or any(rational_of(c) != 0 for c in angle[1:-1]):
                raise Undecided("an angle of another kind")
            value = constant(angle[-1])
            r, s = (fraction(value), Fraction(0)) if isinstance(value, fmpq) else _in_pi(angle[-1])
            phase = (acb(arb(constant(angle[0]))) * _UNIT).exp()
            up, down = (phase / 2, 1 / phase / 2) if function is Fn.COS else (-_UNIT * phase / 2, _UNIT / phase / 2)
            return [Wave(up, (r, s), ONE), Wave(down, (-r, -s), ONE)]
        case _:
            raise Undecided("a sine or a cosine inside of something else")


def _oscillates(part: Term, x: str) -> bool:
    return isinstance(part, Apply) and part.function in (Fn.SIN, Fn.COS) and x in free_names(part)


def _products(one: list[Wave], other: list[Wave]) -> list[Wave]:
    if len(one) * len(other) > MOST_WAVES:
        raise Undecided("too many waves")
    return [
        Wave(a.scale * b.scale, (a.frequency[0] + b.frequency[0], a.frequency[1] + b.frequency[1]), multiply(a.rest, b.rest))
        for a in one
        for b in other
    ]


def _in_pi(term: Term) -> Frequency:
    """A number as r + sπ; raises Undecided for others."""
    value = rational_of(term)
    if value is not None:
        return value, Fraction(0)
    match term:
        case Pi():
            return Fraction(0), Fraction(1)
        case Multiply(factors) if sum(rational_of(f) is None for f in factors) == 1:
            r, s = next(_in_pi(f) for f in factors if rational_of(f) is None)
            for factor in factors:
                known = rational_of(factor)
                if known is not None:
                    r, s = r * known, s * known
            return r, s
        case Divide(above, below) if known := rational_of(below):
            r, s = _in_pi(above)
            return r / known, s / known
        case _:
            raise Undecided("a frequency that is no rational number, and no rational part of π")


def decaying(term: Term, x: str, degree: int) -> Decaying:
    """What stands beside a wave, by y = x^degree; raises Undecided unless it is a fraction times a power, and tends to 0."""
    factors, power = [(term, 1)], Fraction(0)
    above, below = fmpq_poly([1]), fmpq_poly([1])
    while factors:
        factor, of = factors.pop()
        match factor:
            case Multiply(inner):
                factors += [(part, of) for part in inner]
            case Divide(p, q):
                factors += [(p, of), (q, -of)]
            case Raise(Variable(name), Rational(exponent)) if name == x:
                power += of * exponent
            case Variable(name) if name == x:
                power += of
            case RootOf(Variable(name), index) if name == x:
                power += Fraction(of, index)
            case _:
                found = fraction_of(factor, x)
                if found is None:
                    raise Undecided("an oscillating integral of what is no fraction")
                top, bottom = found if of > 0 else (found[1], found[0])
                above, below = above * top, below * bottom
    if degree > 1:
        if above.degree() > 0 or below.degree() > 0:
            raise Undecided("an oscillating integral of a fraction, beside an angle that is no line")
        power = (power + 1) / degree - 1
        below = below * degree
    if power + above.degree() - below.degree() >= 0:
        raise Undecided("an oscillating integral of what does not tend to 0")
    return Decaying(above, below, power)


def turned(
    g: Decaying, frequency: Frequency, start: int, goal: int, integrate: Callable[[Callable[[acb, bool], acb], acb], acb]
) -> acb:
    """∫ g(y) e^{iωy} dy from `start`, which is beyond the radius of g, to ∞; `integrate(f, end)` is an integral from 0 on."""
    omega = arb(rational(frequency[0])) + rational(frequency[1]) * arb.pi()
    size = abs(omega)
    top = sum((abs(c) * fmpq(start) ** k for k, c in enumerate(g.above.coeffs())), fmpq(0))
    least = abs(g.below[g.below.degree()]) * fmpq(start) ** g.below.degree() / 2
    most = arb(top / least) * arb(start) ** arb(rational(g.power))
    end = acb((((most + 1).log() + goal * arb(2).log()) / size + 1).upper())
    exponent = acb(arb(rational(g.power)))
    above, below = ([acb(c) for c in reversed(p.coeffs())] for p in (g.above, g.below))

    def along(y: acb, analytic: bool) -> acb:
        z = start + _UNIT * y
        return _polynomial(above, z) / _polynomial(below, z) * z.pow(exponent, analytic=analytic) * (-size * y).exp()

    rest = (most * (-size * end.real).exp() / size).upper()
    found = _UNIT * (_UNIT * size * start).exp() * (integrate(along, end) + acb(arb(0, rest), arb(0, rest)))
    return found if omega > 0 else found.conjugate()


def _polynomial(falling: list[acb], z: acb) -> acb:
    value = falling[0]
    for c in falling[1:]:
        value = value * z + c
    return value
