"""What an expression comes to when its variable grows without bound, where this can be read off its parts."""

from __future__ import annotations

from builder.calculus.derivation.build import EULER, INFINITY, ONE, PI, ZERO, add, bare, call, depends_on, number, rational, times
from builder.calculus.derivation.polynomials import coefficients
from builder.calculus.derivation.rough import rough
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)


def far(node: Expression, x: Symbol, sign: int) -> Expression | None:
    """What `node` comes to when x goes to ∞ (`sign` 1) or -∞ (-1), None where this cannot be read off. ±∞ are values."""

    def infinite(positive: bool) -> Expression:
        return INFINITY if positive else Negation(INFINITY)

    def of(n: Expression) -> Expression | None:
        if not depends_on(n, x.name):
            return n
        match bare(n):
            case Symbol():
                return infinite(sign > 0)
            case Negation(operand):
                inner = of(operand)
                return None if inner is None else _negative(inner)
            case Sum(terms):
                values = [of(t) for t in terms]
                growing = [v for v in values if v is not None and size(v)]
                if None in values or len({size(v) for v in growing}) > 1:
                    return _by_highest_power(n)
                return growing[0] if growing else add(*(v for v in values if v is not None and v != ZERO))
            case Product(factors):
                return product([of(f) for f in factors])
            case Quotient(above, below):
                top, bottom = of(above), of(below)
                if top is None or bottom is None or bottom == ZERO:
                    return None
                if size(bottom):
                    return None if size(top) else ZERO
                if size(top):
                    positive = rough(bottom, {})
                    return None if not positive else infinite((positive > 0) == (size(top) > 0))
                return ZERO if top == ZERO else Quotient(top, bottom)
            case Power(base, exponent) if base == EULER:
                inner = of(exponent)
                if inner is None:
                    return None
                return (INFINITY if size(inner) > 0 else ZERO) if size(inner) else Power(EULER, inner)
            case Power(base, exponent) if (size_of_base := rational(base)) is not None and size_of_base > 0:
                inner = of(exponent)
                if inner is None:
                    return None
                grows = size(inner) * (size_of_base > 1) - size(inner) * (size_of_base < 1)
                return (INFINITY if grows > 0 else ZERO) if grows else Power(base, inner)
            case Power(base, exponent) if (value := rational(exponent)) is not None:
                inner = of(base)
                if inner is None or (inner == ZERO and value < 0):
                    return None
                if not size(inner):
                    return ZERO if inner == ZERO else Power(inner, exponent)
                if value < 0:
                    return ZERO
                if value.denominator != 1 and size(inner) < 0:
                    return None
                return infinite(size(inner) > 0 or value % 2 == 0)
            case Root(radicand, None):
                inner = of(radicand)
                if inner is None or size(inner) < 0:
                    return None
                return INFINITY if size(inner) else Root(inner)
            case Call("ln" | "log", (argument,), None, None):
                inner = of(argument) or _ratio(argument)
                if inner is None or inner == ZERO or size(inner) < 0:
                    return None
                return INFINITY if size(inner) else call("ln", inner)
            case Call("arctan", (argument,), None):
                inner = of(argument)
                if inner is None:
                    return None
                half = Quotient(PI, number(2))
                return (half if size(inner) > 0 else Negation(half)) if size(inner) else call("arctan", inner)
            case Call("sin" | "cos" | "tanh" as function, (argument,), None):
                inner = of(argument)
                if inner is None or (size(inner) and function != "tanh"):
                    return None
                return (ONE if size(inner) > 0 else Negation(ONE)) if size(inner) else call(function, inner)
            case _:
                return None

    def product(values: list[Expression | None]) -> Expression | None:
        known = [v for v in values if v is not None]
        if len(known) < len(values) or (any(map(size, known)) and ZERO in known):
            return None
        if ZERO in known:
            return ZERO
        if not any(map(size, known)):
            return times(*known)
        signs = [size(v) or rough(v, {}) for v in known]
        if any(s is None or s == 0 for s in signs):
            return None
        return infinite(sum(1 for s in signs if s is not None and s < 0) % 2 == 0)

    def _by_highest_power(n: Expression) -> Expression | None:
        values = coefficients(n, x)
        return None if values is None or len(values) < 2 else infinite((values[-1] > 0) == (sign > 0 or len(values) % 2 == 1))

    def _ratio(n: Expression) -> Expression | None:
        """What a fraction of polynomials of one degree goes to."""
        n = bare(n)
        parts = [coefficients(bare(part), x) for part in (n.numerator, n.denominator)] if isinstance(n, Quotient) else []
        values = [part for part in parts if part]
        return number(values[0][-1] / values[1][-1]) if len(values) == 2 and len(values[0]) == len(values[1]) else None

    return of(node)


def size(node: Expression) -> int:
    """1 or -1 for an infinity, 0 for a number."""
    if isinstance(node, Negation) and node.operand == INFINITY:
        return -1
    return 1 if node == INFINITY else 0


def _negative(node: Expression) -> Expression:
    return node.operand if isinstance(node, Negation) else ZERO if node == ZERO else Negation(node)
