"""Where a function of one variable may be unbounded: the zeros, between two ends, of what must not vanish in it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb, fmpq_poly

from builder.calculus.judge.balls import Undecided, Undefined, fraction, precision
from builder.calculus.judge.differentiate import ONE, add, multiply, negate
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.evaluate import Place, value_at
from builder.calculus.judge.field import ZERO
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Divide,
    Fn,
    Infinity,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    Term,
    Variable,
)

BITS = 128
MOST = 8
"""How many breaks are looked for."""

HIGHEST_DEGREE = 40


def position(term: Term) -> arb | None:
    """A ball around a term without letters, ±∞ as itself; None where there is none."""
    if isinstance(term, Infinity):
        return arb("-inf") if term.negative else arb("inf")
    if free_names(term):
        return None
    with precision(BITS):
        try:
            return arb(value_at(term, Place({})))
        except (Undecided, Undefined):
            return None


def breaks(body: Term, variable: str, low: arb, high: arb) -> tuple[Term, ...]:
    """Points strictly between `low` and `high` at which `body` may be unbounded, as far as they can be written down."""
    found: dict[Term, None] = {}
    for need in requirements(body):
        if not need.mask & ZERO:
            for zero in zeros(need.term, variable, low, high):
                at = position(zero)
                if at is not None and at > low and at < high:
                    found[zero] = None
                if len(found) >= MOST:
                    return tuple(found)
    return tuple(found)


def zeros(term: Term, x: str, low: arb, high: arb) -> Iterator[Term]:
    """Zeros of a term, of which many are not found."""
    if x not in free_names(term):
        return
    if (p := polynomial(term, x)) is not None:
        yield from roots(p)
        return
    match term:
        case Multiply(factors):
            for factor in factors:
                yield from zeros(factor, x, low, high)
        case Divide(numerator, _):
            yield from zeros(numerator, x, low, high)
        case Raise(base, Rational()) | RootOf(base, _) | Apply(Fn.ABS | Fn.SINH | Fn.TANH | Fn.ARCTAN | Fn.ARCSIN, (base,)):
            yield from zeros(base, x, low, high)
        case Apply(Fn.LN, (inner,)):
            yield from zeros(add(inner, negate(ONE)), x, low, high)
        case Apply(Fn.SIN | Fn.TAN, (inner,)):
            yield from _turns(inner, x, Fraction(0), low, high)
        case Apply(Fn.COS | Fn.COT, (inner,)):
            yield from _turns(inner, x, Fraction(1, 2), low, high)
        case Add(
            (Apply(Fn.COS | Fn.SIN as first, (inner,)), Multiply((Rational(value), Apply(Fn.COS | Fn.SIN as second, (again,)))))
        ):
            if inner == again and first is not second and value == -1:
                yield from _turns(inner, x, Fraction(1, 4), low, high)
        case Add((Apply(Fn.COS | Fn.SIN as first, (inner,)), Apply(Fn.COS | Fn.SIN as second, (again,)))):
            if inner == again and first is not second:
                yield from _turns(inner, x, Fraction(3, 4), low, high)
        case Add((Apply(Fn.EXP, (inner,)), Rational(value))) | Add((Rational(value), Apply(Fn.EXP, (inner,)))) if value == -1:
            yield from zeros(inner, x, low, high)
        case _:
            pass


def _turns(inner: Term, x: str, start: Fraction, low: arb, high: arb) -> Iterator[Term]:
    """Where inner = (start + j) π for integers j, `inner` being linear in x, or π times that."""
    p = polynomial(inner, x)
    scale: Term = Pi()
    if p is None and (p := polynomial(Divide(inner, Pi()), x)) is not None:
        scale = ONE
    if p is None or p.degree() != 1:
        return
    offset, slope = (fraction(p[i]) for i in (0, 1))
    for j in range(-MOST, MOST):
        yield multiply(Rational(1 / slope), add(multiply(Rational(start + j), scale), Rational(-offset)))


def polynomial(term: Term, x: str) -> fmpq_poly | None:
    """A polynomial in x with rational coefficients."""
    match term:
        case Rational(value):
            return fmpq_poly([value.numerator], value.denominator)
        case Variable(name) if name == x:
            return fmpq_poly([0, 1])
        case Add(terms) | Multiply(terms):
            inner = [polynomial(t, x) for t in terms]
            known = [p for p in inner if p is not None]
            if len(known) != len(inner) or sum(max(p.degree(), 0) for p in known) > HIGHEST_DEGREE:
                return None
            total = known[0]
            for p in known[1:]:
                total = total + p if isinstance(term, Add) else total * p
            return total
        case Divide(numerator, Rational(value)) if value:
            inside = polynomial(numerator, x)
            return None if inside is None else inside * fmpq_poly([value.denominator], value.numerator)
        case Divide(Multiply(factors), Pi()) if Pi() in factors:
            rest = [f for f in factors if f != Pi()]
            return polynomial(multiply(*rest), x) if len(rest) == len(factors) - 1 else None
        case Raise(base, Rational(value)) if value.denominator == 1 and 0 <= value <= HIGHEST_DEGREE:
            inside = polynomial(base, x)
            return None if inside is None or inside.degree() * value > HIGHEST_DEGREE else inside ** int(value)
        case _:
            return None


def written(p: fmpq_poly, x: str) -> Term:
    """A polynomial in x as a term."""
    return add(
        *(
            multiply(Rational(fraction(c)), *([Raise(Variable(x), Rational(Fraction(k)))] if k else []))
            for k, c in enumerate(p.coeffs())
            if c != 0
        )
    )


def roots(p: fmpq_poly) -> Iterator[Term]:
    """The real roots of the factors of degrees 1 and 2."""
    if p.degree() < 1:
        return
    for factor, _ in p.numer().factor()[1]:
        coefficients = [int(c) for c in factor.coeffs()]
        if len(coefficients) == 2:
            yield Rational(Fraction(-coefficients[0], coefficients[1]))
        elif len(coefficients) == 3:
            c, b, a = coefficients
            square = b * b - 4 * a * c
            if square > 0:
                for sign in (1, -1):
                    root = multiply(Rational(Fraction(sign)), RootOf(Rational(Fraction(square)), 2))
                    yield multiply(Rational(Fraction(1, 2 * a)), add(Rational(Fraction(-b)), root))
