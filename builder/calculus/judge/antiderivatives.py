"""Claims about indefinite integrals: both sides are differentiated, since an antiderivative is meant up to a constant."""

from __future__ import annotations

from builder.calculus.expression.nodes import (
    Derivative,
    Expression,
    Group,
    Integral,
    Negation,
    Node,
    Notation,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols


def is_antiderivative(node: Node) -> bool:
    """Whether an indefinite integral stands in an expression."""
    return any(is_indefinite(n) for n in descendants(node))


def is_indefinite(node: Node) -> bool:
    """Whether a node is an integral without bounds."""
    return isinstance(node, Integral) and node.lower is None and node.upper is None


def differentiated(relation: Relation) -> Relation | None:
    """`\\int f \\, dx = F + C` as `f = (F + C)'`: the sides' derivatives, each integral giving what it integrates.

    None when an integral stands where that is not its derivative: in a power, times something that depends on the variable,
    or by two variables at once. A relation that says other than equality has no such reading.
    """
    integrals = [n for n in descendants(relation) if isinstance(n, Integral) and is_indefinite(n)]
    variables = {n.variable.name for n in integrals}
    if len(variables) != 1 or relation.sign not in (Sign.EQUAL, Sign.IDENTICAL):
        return None
    variable = integrals[0].variable
    left, right = _derivative(relation.left, variable), _derivative(relation.right, variable)
    if left is None or right is None:
        return None
    return Relation(left, relation.sign, right, span=relation.span)


def _derivative(expression: Expression, by: Symbol) -> Expression | None:
    if not is_antiderivative(expression):
        return Derivative(Group(expression), ((by, 1),), notation=Notation.OPERATOR)
    match expression:
        case Integral(body=body):
            return None if is_antiderivative(body) else Group(body)
        case Group(inner):
            return _derivative(inner, by)
        case Negation(operand):
            inside = _derivative(operand, by)
            return None if inside is None else Negation(inside)
        case Sum(terms):
            parts = [_derivative(t, by) for t in terms]
            known = tuple(p for p in parts if p is not None)
            return Sum(known) if len(known) == len(parts) else None
        case Product(factors, signs):
            holding = [i for i, f in enumerate(factors) if is_antiderivative(f)]
            others = [f for i, f in enumerate(factors) if i not in holding]
            if len(holding) != 1 or any(by.name in symbols(f) for f in others):
                return None
            inside = _derivative(factors[holding[0]], by)
            if inside is None:
                return None
            return Product(tuple(inside if i == holding[0] else f for i, f in enumerate(factors)), signs)
        case Quotient(numerator, denominator):
            if is_antiderivative(denominator) or by.name in symbols(denominator):
                return None
            inside = _derivative(numerator, by)
            return None if inside is None else Quotient(inside, denominator, expression.written)
        case _:
            return None
