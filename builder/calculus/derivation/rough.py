"""Rough values, in floating point, by which a writer chooses its next row. They decide nothing: each row is for the judge."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from builder.calculus.derivation.build import ONE, bare, rational
from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Fence,
    Fenced,
    Gradient,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, symbols

NEAR = 1e-9
"""What is closer to 0 is taken for 0."""
NOTHING = 1e-13
"""What is closer to 0 is not divided by: it is 0 but for rounding."""


def _over(above: float, below: float) -> float:
    if abs(below) < NOTHING:
        raise ZeroDivisionError
    return above / below


_FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        **{name: getattr(math, name) for name in ("sin", "cos", "exp", "sinh", "cosh", "tanh")},
        **{f"arc{name}": getattr(math, f"a{name}") for name in ("sin", "cos", "tan")},
        **{f"ar{name}": getattr(math, f"a{name}") for name in ("sinh", "cosh", "tanh")},
        "sign": lambda u: float((u > 0) - (u < 0)),
        "ln": math.log,
        "log": math.log,
        "tan": lambda u: _over(math.sin(u), math.cos(u)),
        "cot": lambda u: _over(math.cos(u), math.sin(u)),
        "sec": lambda u: _over(1, math.cos(u)),
        "csc": lambda u: _over(1, math.sin(u)),
        "coth": lambda u: _over(math.cosh(u), math.sinh(u)),
        "sech": lambda u: 1 / math.cosh(u),
        "csch": lambda u: _over(1, math.sinh(u)),
    }
)


def rough(node: Expression, values: Mapping[str, float]) -> float | None:
    """The value of an expression, None where it has none. Letters without a value are taken for some positive number."""
    try:
        found = _value(node, values)
    except (ArithmeticError, ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, float) and math.isfinite(found) else None


def without_value(node: Node) -> Expression | None:
    """The first part of a formula, among those that hold no letter, that has no value: a division by 0, the square root or the
    logarithm of a negative number. None where there is none, or nothing is known of it."""
    if isinstance(node, Limit | Integral | Series | Evaluation | Derivative | Prime | Gradient):
        return None
    for child in children(node):
        if (found := without_value(child)) is not None:
            return found
    closed = not symbols(node)
    if isinstance(node, Quotient) and not closed and not symbols(node.denominator):
        return node if _is_undefined(Quotient(ONE, node.denominator)) else None
    return cast(Expression, node) if closed and _is_undefined(cast(Expression, node)) else None


def _is_undefined(node: Expression) -> bool:
    try:
        return isinstance(_value(node, {}), complex)
    except (ZeroDivisionError, ValueError):
        return True
    except (ArithmeticError, LookupError, TypeError):
        return False


def _odd_root(base: float, exponent: Expression) -> float | None:
    """A negative number to a fraction with an odd denominator, which is real; None for anything else."""
    to = rational(bare(exponent)) if base < 0 else None
    if to is None or to.denominator % 2 == 0 or to.denominator == 1:
        return None
    size = math.pow(abs(base), float(to))
    return -size if to.numerator % 2 else size


def _value(node: Expression, values: Mapping[str, float]) -> float:
    match node:
        case Number():
            return float(node.value)
        case Constant(ConstantName.PI):
            return math.pi
        case Constant(ConstantName.E):
            return math.e
        case Symbol(name):
            return values[name] if name in values else 1.3 + sum(map(ord, name)) % 89 / 97
        case Group(inner):
            return _value(inner, values)
        case Sum(terms):
            return math.fsum(_value(term, values) for term in terms)
        case Negation(operand):
            return -_value(operand, values)
        case Product(factors):
            return math.prod(_value(factor, values) for factor in factors)
        case Quotient(above, below):
            return _over(_value(above, values), _value(below, values))
        case Power(base, exponent):
            under, to = _value(base, values), _value(exponent, values)
            if abs(under) < NEAR and to < NEAR:
                raise ZeroDivisionError
            real = _odd_root(under, exponent)
            return cast(float, under**to) if real is None else real
        case Root(radicand, index):
            under = _value(radicand, values)
            real = None if index is None else _odd_root(under, Quotient(ONE, index))
            return cast(float, under ** (1 / (2 if index is None else _value(index, values)))) if real is None else real
        case Fenced(Fence.ABSOLUTE, inner):
            return abs(_value(inner, values))
        case Call("max" | "min" as function, arguments, None, None):
            return (max if function == "max" else min)(_value(argument, values) for argument in arguments)
        case Call(function, (argument,), to, None):
            plain = _FUNCTIONS[function](_value(argument, values))
            return plain if to is None else plain ** _value(to, values)
        case _:
            raise LookupError
