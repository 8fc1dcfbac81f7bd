"""The value of an expression by mpmath, straight from the tree: it shares nothing with the writer, the judge or the bridge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath as mp

from builder.calculus.expression.nodes import (
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Factorial,
    Fenced,
    Group,
    Limit,
    Negation,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)

_FUNCTIONS = {
    "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "cot": mp.cot, "sec": mp.sec, "csc": mp.csc,
    "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan, "arcsec": mp.asec, "arccsc": mp.acsc,
    "arccot": lambda t: mp.pi / 2 - mp.atan(t),
    "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "coth": mp.coth, "sech": mp.sech, "csch": mp.csch,
    "arsinh": mp.asinh, "arcosh": mp.acosh, "artanh": mp.atanh, "arcoth": mp.acoth, "arsech": mp.asech, "arcsch": mp.acsch,
    "exp": mp.exp, "ln": mp.log, "log": mp.log,
}  # fmt: skip


class Undefined(Exception):
    """The expression has no real value here."""


def _power(base: Any, exponent: Any) -> Any:
    for index in (3, 5, 7):
        scaled = exponent * index
        if base < 0 and scaled == mp.nint(scaled) and exponent != mp.nint(exponent):
            size = mp.power(-base, exponent)
            return -size if int(mp.nint(scaled)) % 2 else size
    if base < 0 and exponent != mp.nint(exponent):
        raise Undefined
    return mp.power(base, exponent)


def value(node: Expression, at: Mapping[str, Any], variable: str = "x") -> Any:
    """The real value of `node` at a point; a prime is a derivative by `variable`. Raises Undefined."""

    def go(inner: Expression) -> Any:
        return value(inner, at, variable)

    match node:
        case Number():
            return mp.mpf(node.text)
        case Symbol():
            return at[node.name]
        case Constant():
            return {ConstantName.PI: mp.pi, ConstantName.E: mp.e}[node.name] + 0
        case Group():
            return go(node.inner)
        case Sum():
            return mp.fsum(go(t) for t in node.terms)
        case Negation():
            return -go(node.operand)
        case Product():
            return mp.fprod(go(f) for f in node.factors)
        case Quotient():
            below = go(node.denominator)
            if below == 0:
                raise Undefined
            return go(node.numerator) / below
        case Power():
            exponent = go(node.exponent)
            base = go(node.base)
            if base == 0 and exponent <= 0:
                raise Undefined
            return _power(base, exponent)
        case Root():
            index = 2 if node.index is None else int(go(node.index))
            radicand = go(node.radicand)
            if radicand < 0:
                if index % 2 == 0:
                    raise Undefined
                return -mp.root(-radicand, index)
            return mp.root(radicand, index)
        case Factorial(operand):
            return mp.factorial(go(operand))
        case Fenced():
            return abs(go(node.inner))
        case Call():
            result = _FUNCTIONS[node.function](go(node.arguments[0]))
            if node.base is not None:
                result = result / mp.log(go(node.base))
            if abs(mp.im(result)) > mp.mpf(10) ** -25:
                raise Undefined
            result = mp.re(result)
            return result if node.power is None else _power(result, go(node.power))
        case Prime() | Derivative():
            by = variable if isinstance(node, Prime) else node.variables[0][0].name
            return mp.diff(lambda t: value(node.operand, {**at, by: t}, variable), at[by])
        case Limit():
            return value(node.body, {**at, node.variable.name: mp.mpf(10) ** -15}, variable)
        case _:
            raise AssertionError(f"no value for {type(node).__name__}")
