"""Brackets that leave one reading: around what a function, an operator or a sign is applied to."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Division,
    Expression,
    Factorial,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.latex.calls import ALWAYS


def explicit(node: Node) -> Node:
    """`node` with brackets, fractions and signs for what is only understood. What it says is the same."""
    node = map_children(node, explicit)
    match node:
        case Call(power=None):
            return replace(node, brackets=True)
        case Call(power=power):
            return Power(_bracketed(replace(node, power=None, brackets=True)), cast(Expression, power))
        case Application(arguments=(Sum() as argument,)) if symbols(argument) & ALWAYS:
            return replace(node, arguments=(Group(argument),))
        case Derivative(operand=operand) if not isinstance(operand, Symbol):
            return replace(node, operand=_bracketed(operand))
        case Limit(body=body) | Series(body=body) | Integral(body=body):
            return replace(node, body=_bracketed(body))
        case Quotient(numerator=above, denominator=below) if node.written is not Division.FRACTION:
            return Quotient(_bare(above), _bare(below))
        case Negation(operand=Power() as power):
            return replace(node, operand=_bracketed(power))
        case Power(base=Application() as base):
            return replace(node, base=_bracketed(base))
        case Sum(terms=terms):
            return replace(node, terms=_parted(terms))
        case Product(factors=factors, signs=signs):
            factors = tuple(_bracketed(factor) if isinstance(factor, Factorial) else factor for factor in _parted(factors))
            before_a_letter = any(isinstance(a, Call) and isinstance(b, Symbol) for a, b in pairwise(factors))
            if before_a_letter or any(isinstance(factor, Group) for factor in factors):
                signs = tuple(Times.DOT if sign is Times.IMPLICIT else sign for sign in signs)
            return replace(node, factors=factors, signs=signs)
        case _:
            return node


def _parted(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Parts of which each ends before the next begins, although an operator reaches as far as it can."""
    *first, last = parts
    return (*(_bracketed(part) if isinstance(part, Derivative | Limit | Series) else part for part in first), last)


def _bracketed(node: Expression) -> Expression:
    return node if isinstance(node, Group | Symbol | Number) else Group(node)


def _bare(node: Expression) -> Expression:
    return node.inner if isinstance(node, Group) else node
