r"""Divergence and curl, `\nabla \cdot F` and `\nabla \times F`, as they are read: sums of derivatives times unit vectors."""

from __future__ import annotations

from builder.calculus.expression.nodes import Derivative, Expression, Group, Node, Product, Sum, Symbol, Times, Vector


def field_operator(node: Node) -> tuple[bool, Expression, tuple[Symbol, ...]] | None:
    """Whether it is a curl, its field and the letters of the coordinates; None for what is neither divergence nor curl."""
    if not isinstance(node, Group) or not isinstance(node.inner, Sum):
        return None
    terms = node.inner.terms
    found: list[tuple[Expression, Symbol, Times]] = []
    for place, term in enumerate(terms):
        match term:
            case Product((Vector(unit), Derivative(operand=field, variables=((letter, 1),))), (Times.CROSS,)):
                sign = Times.CROSS
            case Product((Derivative(operand=field, variables=((letter, 1),)), Vector(unit)), (Times.DOT,)):
                sign = Times.DOT
            case _:
                return None
        if len(unit) != len(terms) or any(getattr(e, "text", "") != ("1" if k == place else "0") for k, e in enumerate(unit)):
            return None
        found.append((field, letter, sign))
    fields, letters, signs = zip(*found, strict=True)
    if len({*fields}) > 1 or len({*signs}) > 1 or len({*letters}) < len(letters):
        return None
    return signs[0] is Times.CROSS, fields[0], letters
