r"""Sums of exponentials behind limits at infinity, written by the one that grows fastest.

`2^n + 3^n` is 3^n (1 + (2/3)^n), so that its n-th root is 3 (1 + (2/3)^n)^{1/n}, and its logarithm n \ln 3 + \ln(1 + (2/3)^n):
from some n on, if what stands beside the fastest one is positive.
"""

from __future__ import annotations

from fractions import Fraction
from math import log

from builder.calculus.judge.differentiate import ONE, add, multiply
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import map_parts
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, Term, Variable

_CLOSE = 1e-9
"""How far apart the growth of two exponentials must be, to be told apart by numbers of double precision."""


def by_the_fastest(term: Term, letter: str) -> Term:
    """`term` with the fastest exponential of a letter in front in logarithms of sums of such, and in powers that vary with it."""
    if letter not in free_names(term):
        return term
    new = map_parts(term, lambda part: by_the_fastest(part, letter))
    match new:
        case Apply(Fn.LN, (Add(terms),)):
            if (found := _parted(terms, letter)) is not None:
                base, rest = found
                return add(multiply(Variable(letter), _logarithm(base)), Apply(Fn.LN, (rest,)))
        case Raise(Add(terms), exponent) if letter in free_names(exponent):
            if (found := _parted(terms, letter)) is not None:
                base, rest = found
                return Multiply((_power(base, _times(letter, exponent)), Raise(rest, exponent)))
        case _:
            pass
    return new


Base = tuple[Fraction, Fraction]
"""b and k of b^n e^{kn}."""

_NONE = (Fraction(1), Fraction(0))


def _parted(terms: tuple[Term, ...], letter: str) -> tuple[Base, Term] | None:
    """The base of the fastest exponential of a sum and what it is multiplied by to give that; None where there is no such."""
    parts = [_exponential(term, letter) for term in terms]
    rates = [log(b) + float(k) for _, (b, k) in parts]
    first = max(range(len(parts)), key=rates.__getitem__)
    others = [rate for i, rate in enumerate(rates) if i != first]
    beside = rational_of(parts[first][0])
    if abs(rates[first]) < _CLOSE or beside is None or beside <= 0 or any(rates[first] - rate < _CLOSE for rate in others):
        return None
    base = parts[first][1]
    return base, Add(tuple(_shrunk(factor, (b / base[0], k - base[1]), letter) for factor, (b, k) in parts))


def _exponential(term: Term, letter: str) -> tuple[Term, Base]:
    """A term as what is no exponential of the letter with a rational rate, times one."""
    match term:
        case Raise(of, Variable(name)) if name == letter and (number := rational_of(of)) is not None and number > 0:
            return ONE, (number, Fraction(0))
        case Apply(Fn.EXP, (argument,)) if (rate := _rate(argument, letter)) is not None:
            return ONE, (Fraction(1), rate)
        case Multiply(factors):
            b, k, rest = Fraction(1), Fraction(0), list[Term]()
            for factor in factors:
                beside, (base, rate) = _exponential(factor, letter)
                b, k = b * base, k + rate
                if beside != ONE:
                    rest.append(beside)
            return (Multiply(tuple(rest)) if len(rest) > 1 else rest[0] if rest else ONE), (b, k)
        case _:
            return term, _NONE


def _rate(argument: Term, letter: str) -> Fraction | None:
    match argument:
        case Variable(name) if name == letter:
            return Fraction(1)
        case Multiply((first, Variable(name))) if name == letter:
            return rational_of(first)
        case _:
            return None


def _shrunk(factor: Term, base: Base, letter: str) -> Term:
    if base == _NONE:
        return factor
    return Multiply((factor, _power(base, Variable(letter))))


def _power(base: Base, exponent: Term) -> Term:
    """b^x e^{kx}."""
    b, k = base
    by_number = Raise(Rational(b), exponent) if b != 1 else ONE
    return by_number if not k else Multiply((by_number, Apply(Fn.EXP, (Multiply((Rational(k), exponent)),))))


def _logarithm(base: Base) -> Term:
    b, k = base
    return add(Apply(Fn.LN, (Rational(b),)), Rational(k)) if b != 1 else Rational(k)


def _times(letter: str, exponent: Term) -> Term:
    """The letter times an exponent: 1 for its reciprocal."""
    match exponent:
        case Divide(Rational(above), Variable(name)) if name == letter:
            return Rational(above)
        case _:
            return Multiply((Variable(letter), exponent))
