"""Proof by cases: the sign of a polynomial that stands in |·|, in sign(·) or under an even root is supposed to be known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as Number

from flint import fmpq

from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Field, Fraction, Kind, Polynomial, Stop, Undefined
from builder.calculus.judge.signs import assume, sign
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Rational, Term

Difference = Callable[[Field, Term, Term], Fraction]
DEPTH = 3


def zero_in_all_cases(
    field: Field, left: Term, right: Term, numerator: Polynomial, difference: Difference, depth: int = 0
) -> bool | None:
    """Whether the difference of the sides is 0 for each sign of some polynomials; None if no case has a common domain.

    `numerator` is that of the difference as far as it is known. The cases are complete: p < 0, p = 0 and p > 0,
    or p ≤ 0 and p ≥ 0.
    """
    if depth >= DEPTH:
        return False
    open_signs, jump = _candidates(field, numerator)
    for p in open_signs[:3]:
        possible = sign(field, p)
        verdicts = []
        for mask in _cells(possible, jump):
            verdicts.append(_in_cell(field, left, right, p, mask, difference, depth))
            if verdicts[-1] is False:
                break
        if False not in verdicts:
            return None if all(v is None for v in verdicts) else True
    return False


def _cells(possible: int, jump: bool) -> list[int]:
    if jump:
        return [m for m in (NEGATIVE, ZERO, POSITIVE) if possible & m]
    return [NEGATIVE | (possible & ZERO), POSITIVE | (possible & ZERO)]


def _candidates(field: Field, numerator: Polynomial) -> tuple[list[Polynomial], bool]:
    """Polynomials whose sign would tell more, and whether they stand in sign(·)."""
    found: list[Polynomial] = []
    jumps: list[Polynomial] = []
    for kernel in field.kernels_in(numerator):
        if kernel.kind is Kind.ABS:
            found.append(kernel.arguments[0].numerator)
        elif kernel.kind is Kind.SIGN:
            jumps.append(kernel.arguments[0].numerator)
        elif kernel.kind is Kind.ROOT:
            if not kernel.degree % 2 and not kernel.arguments[0].numerator.is_constant():
                found.extend(p for p, _ in field.factor(kernel.arguments[0].numerator)[1])
            for inner in field.kernels_in(kernel.arguments[0].numerator):
                if inner.kind is Kind.ABS:
                    found.append(inner.arguments[0].numerator)
    chosen = jumps or found
    unique = list({field.key(p): p for p in chosen if sign(field, p) & NEGATIVE and sign(field, p) & POSITIVE}.values())
    return unique, bool(jumps)


def _in_cell(field: Field, left: Term, right: Term, p: Polynomial, mask: int, difference: Difference, depth: int) -> bool | None:
    """Whether the sides are equal where `p` has the sign `mask`; None if that is nowhere."""
    facts, used, bounds = dict(field.facts), dict(field.used), {k: list(v) for k, v in field.bounds.items()}
    field.cache.clear()
    try:
        if mask == ZERO:
            value = _root_of_linear(field, p)
            if value is None:
                return False
            name, number = value
            numerator, _ = difference(field, substitute(left, name, number), substitute(right, name, number))
            return bool(numerator.is_zero())
        assume(field, p, mask)
        numerator, _ = difference(field, left, right)
        if numerator.is_zero():
            return True
        return zero_in_all_cases(field, left, right, numerator, difference, depth + 1)
    except Undefined:
        return None
    except Stop:
        field.depth = field.binders = 0
        return False
    finally:
        field.facts, field.bounds = facts, bounds
        field.used = used | {key: fact for key, fact in field.used.items() if isinstance(key, str) and facts.get(key) == fact}
        field.found_signs.clear()
        field.cache.clear()


def _root_of_linear(field: Field, p: Polynomial) -> tuple[str, Term] | None:
    kernels = field.kernels_in(p)
    if len(kernels) != 1 or kernels[0].kind is not Kind.SYMBOL or p.degrees()[kernels[0].index] != 1:
        return None
    rest = p.subs({kernels[0].index: fmpq(0)})
    constant = fmpq(0) if rest.is_zero() else rest.leading_coefficient()
    value = -constant / p.leading_coefficient()
    return str(kernels[0].name), Rational(Number(int(value.p), int(value.q)))
