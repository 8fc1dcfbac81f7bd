"""Rough values, in floating point, by which a writer chooses its next row. They decide nothing: each row is for the judge."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Expression,
    Fence,
    Fenced,
    Group,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)

NEAR = 1e-9
"""What is closer to 0 is taken for 0."""
NOTHING = 1e-13
"""What is closer to 0 is not divided by: it is 0 but for rounding."""

_FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        **{name: getattr(math, name) for name in ("sin", "cos", "tan", "exp", "sinh", "cosh", "tanh")},
        **{f"arc{name}": getattr(math, f"a{name}") for name in ("sin", "cos", "tan")},
        "ln": math.log,
        "log": math.log,
        "cot": lambda u: 1 / math.tan(u),
        "sec": lambda u: 1 / math.cos(u),
        "csc": lambda u: 1 / math.sin(u),
    }
)


def rough(node: Expression, values: Mapping[str, float]) -> float | None:
    """The value of an expression, None where it has none. Letters without a value are taken for some positive number."""
    try:
        found = _value(node, values)
    except (ArithmeticError, ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, float) and math.isfinite(found) else None


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
            under = _value(below, values)
            if abs(under) < NOTHING:
                raise ZeroDivisionError
            return _value(above, values) / under
        case Power(base, exponent):
            under, to = _value(base, values), _value(exponent, values)
            if abs(under) < NEAR and to < NEAR:
                raise ZeroDivisionError
            return float(under**to)
        case Root(radicand, index):
            return float(_value(radicand, values) ** (1 / (2 if index is None else _value(index, values))))
        case Fenced(Fence.ABSOLUTE, inner):
            return abs(_value(inner, values))
        case Call(function, (argument,), to, None):
            plain = _FUNCTIONS[function](_value(argument, values))
            return plain if to is None else plain ** _value(to, values)
        case _:
            raise LookupError
