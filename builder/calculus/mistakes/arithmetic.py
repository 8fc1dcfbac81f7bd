"""Building expressions as a person writes them: no factor 1, no term 0, numbers multiplied out. Nothing else is simplified."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import cast

from builder.calculus.expression.functions import ON_THE_NAME
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    Division,
    Expression,
    Group,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children

ZERO, ONE, TWO = Number("0"), Number("1"), Number("2")


def bare(node: Expression) -> Expression:
    """`node` without the brackets around it."""
    while isinstance(node, Group):
        node = node.inner
    return node


def rational(node: Expression) -> Fraction | None:
    """The value of a number, a negated number or a quotient of numbers; None for everything else."""
    match bare(node):
        case Number() as number:
            return number.value
        case Negation(operand):
            inner = rational(operand)
            return None if inner is None else -inner
        case Quotient(numerator, denominator):
            upper, lower = rational(numerator), rational(denominator)
            return None if upper is None or not lower else upper / lower
        case _:
            return None


def number(value: Fraction | int) -> Expression:
    """A rational number as an expression."""
    value = Fraction(value)
    if value < 0:
        return Negation(number(-value))
    if value.denominator == 1:
        return Number(str(value.numerator))
    return Quotient(Number(str(value.numerator)), Number(str(value.denominator)))


def negative(node: Expression) -> Expression:
    """−node."""
    inner = bare(node)
    if isinstance(inner, Negation):
        return inner.operand
    return node if rational(node) == 0 else Negation(node)


def add(terms: Iterable[Expression]) -> Expression:
    """The sum of `terms`; zeros are left out, and sums among them are opened."""
    kept: list[Expression] = []
    for term in terms:
        inner = bare(term)
        if isinstance(inner, Sum):
            kept.extend(inner.terms)
        elif rational(inner) != 0:
            kept.append(inner)
    return ZERO if not kept else kept[0] if len(kept) == 1 else Sum(tuple(kept))


def subtract(left: Expression, right: Expression) -> Expression:
    """left − right."""
    return add((left, negative(right)))


def multiply(factors: Iterable[Expression]) -> Expression:
    """The product of `factors`: numbers gathered in front, a sign before everything, nothing multiplied by 0 or 1."""
    coefficient = Fraction(1)
    kept: list[Expression] = []
    below: list[Expression] = []
    for factor in _opened(factors):
        value = rational(factor)
        if value is not None:
            coefficient *= value
        elif isinstance(factor, Quotient) and factor.written is Division.FRACTION:
            kept.extend(() if factor.numerator == ONE else _opened((factor.numerator,)))
            below.append(factor.denominator)
        else:
            kept.append(factor)
    if coefficient == 0:
        return ZERO
    if below:
        return divide(multiply((number(coefficient), *kept)), multiply(below))
    kept = _gathered(kept)
    kept.sort(key=_place)
    if not kept:
        return number(coefficient)
    if abs(coefficient) != 1:
        kept.insert(0, number(abs(coefficient)))
    product = kept[0] if len(kept) == 1 else Product(tuple(kept), (Times.IMPLICIT,) * (len(kept) - 1))
    return Negation(product) if coefficient < 0 else product


def _gathered(factors: Iterable[Expression]) -> list[Expression]:
    """The factors with equal letters, and equal functions of a letter, as powers: x · x is written x²."""
    exponents: dict[Expression, int] = {}
    others: list[Expression] = []
    for factor in factors:
        base, exponent = _base(factor)
        if exponent and (isinstance(base, Symbol) or (isinstance(base, Call) and isinstance(base.arguments[0], Symbol))):
            exponents[base] = exponents.get(base, 0) + exponent
        else:
            others.append(factor)
    return [*(power(base, number(exponent)) for base, exponent in exponents.items()), *others]


def _base(factor: Expression) -> tuple[Expression, int]:
    """A factor as a base with a positive whole exponent, 0 where it has another."""
    match factor:
        case Power(base, exponent):
            pass
        case Call(power=Number() as exponent):
            base = Call(factor.function, factor.arguments, None, factor.base, factor.brackets)
        case _:
            return factor, 1
    value = rational(exponent)
    return base, int(value) if value is not None and value.denominator == 1 and value > 0 else 0


def _place(factor: Expression) -> int:
    """Letters stand before powers of them, and those before functions and brackets."""
    match factor:
        case Symbol() | Constant():
            return 0
        case Power(Symbol(), exponent) if rational(exponent) is not None:
            return 0
        case _:
            return 1


def _opened(factors: Iterable[Expression]) -> Iterable[Expression]:
    for factor in factors:
        inner = bare(factor)
        match inner:
            case Product(inside):
                yield from _opened(inside)
            case Negation(operand):
                yield number(-1)
                yield from _opened((operand,))
            case _:
                yield inner


def divide(numerator: Expression, denominator: Expression) -> Expression:
    """numerator / denominator."""
    upper, lower = rational(numerator), rational(denominator)
    if upper == 0 or lower == 1:
        return bare(numerator)
    if upper is not None and lower:
        return number(upper / lower)
    if isinstance(bare(numerator), Negation):
        return negative(divide(negative(numerator), denominator))
    return Quotient(bare(numerator), bare(denominator))


def tidied(node: Expression, written: Expression) -> Expression:
    """What is to be written in place of what was `written`: no number is a factor above and below a line, unless it was there."""
    kept = frozenset(part for part in descendants(written) if isinstance(part, Quotient))

    def tidy(part: Expression) -> Expression:
        inner = part if part in kept else cast(Expression, map_children(part, tidy))  # type: ignore[arg-type]
        if not isinstance(inner, Quotient) or inner in kept:
            return inner
        above, below = bare(inner.numerator), bare(inner.denominator)
        common = gcd(_coefficient(above), _coefficient(below))
        if common == 1:
            return inner
        below = _divided(below, common)
        return _divided(above, common) if below == ONE else Quotient(_divided(above, common), below, inner.written)

    return tidy(node)


def _coefficient(node: Expression) -> int:
    """The whole number that an expression has in front, or is; 1 for any other."""
    first = bare(node.factors[0]) if isinstance(node, Product) else node
    value = rational(first) if isinstance(first, Number) else None
    return int(value) if value is not None and value.denominator == 1 and value > 0 else 1


def _divided(node: Expression, by: int) -> Expression:
    """An expression without a factor of the whole number in front of it."""
    if not isinstance(node, Product):
        return number(Fraction(_coefficient(node), by))
    left = _coefficient(node) // by
    if left != 1:
        return Product((number(left), *node.factors[1:]), node.signs)
    return bare(node.factors[1]) if len(node.factors) == 2 else Product(node.factors[1:], node.signs[1:])


def power(base: Expression, exponent: Expression) -> Expression:
    """base to the exponent; the exponents 0 and 1 are worked out."""
    value = rational(exponent)
    if value == 0:
        return ONE
    inner = bare(base)
    if value is not None and value > 1 and isinstance(inner, Call) and inner.power is None and inner.function in ON_THE_NAME:
        return Call(inner.function, inner.arguments, bare(exponent), inner.base, inner.brackets)
    return inner if value == 1 else Power(inner, bare(exponent))


def call(name: str, argument: Expression) -> Expression:
    """A known function at an argument, in brackets unless this is a single letter or number."""
    inner = bare(argument)
    return Call(name, (inner,), brackets=not isinstance(inner, Symbol | Number | Constant))
