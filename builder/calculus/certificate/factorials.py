"""Factorials over kernels: n! = n (n − 1)!, and binomial coefficients as quotients of factorials."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

from builder.calculus.certificate.kernels import Kernel, Kind, Quotient, Table
from builder.calculus.certificate.laws import Law, Laws, of_kind
from builder.calculus.certificate.polynomial import (
    ONE,
    Polynomial,
    add,
    constant,
    is_constant,
    letter,
    multiply,
    subtract,
    value_of,
)

LARGEST = 60
MOST_STEPS = 12


def factorial_of(table: Table, argument: Quotient) -> Polynomial | None:
    """The number u!, or its kernel; None where it is neither."""
    if argument.is_constant:
        value = value_of(argument.numerator)
        return constant(factorial(int(value))) if value.denominator == 1 and 0 <= value <= LARGEST else None
    return table.letter(Kernel(Kind.FACTORIAL, "", (argument,))) if argument.denominator == ONE else None


def small_binomial(upper: Quotient, lower: Quotient) -> Polynomial | None:
    """A binomial coefficient whose lower number, or the one opposite to it, is a small number: a polynomial in the upper one."""
    if upper.denominator != ONE or lower.denominator != ONE:
        return None
    opposite = subtract(upper.numerator, lower.numerator)
    for below in (lower.numerator, opposite):
        if is_constant(below) and value_of(below).denominator == 1 and 0 <= value_of(below) <= MOST_STEPS:
            k = int(value_of(below))
            if upper.is_constant:
                n = value_of(upper.numerator)
                return constant(comb(int(n), k)) if n.denominator == 1 and k <= n <= LARGEST else None
            return multiply(_falling(upper.numerator, k), constant(Fraction(1, factorial(k))))
    return None


def _falling(p: Polynomial, steps: int) -> Polynomial:
    """p (p − 1) … with as many factors as there are steps."""
    result = ONE
    for i in range(steps):
        result = multiply(result, add(p, constant(-i)))
    return result


def add_factorials(laws: Laws) -> None:
    """Take in that each factorial is a product times the least one whose argument differs by a whole number."""
    table = laws.table
    arguments = {i: table.kernels[i].arguments[0].numerator for i in of_kind(table, Kind.FACTORIAL)}
    for i, argument in arguments.items():
        steps = {j: subtract(argument, other) for j, other in arguments.items()}
        whole = {j: value_of(p) for j, p in steps.items() if is_constant(p) and value_of(p).denominator == 1}
        least = max(whole, key=lambda j: whole[j])
        start = min(whole)
        if least == i or whole[least] > MOST_STEPS:
            laws.lower(i, (start, 0, 0))
            continue
        p = subtract(letter(i), multiply(_falling(argument, int(whole[least])), letter(least)))
        laws.put(Law("factorial", i, 1, {}, p, (i, least)), (start, 1, i))
