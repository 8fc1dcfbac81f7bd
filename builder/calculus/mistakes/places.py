"""Changing an expression in one place: each child of a node with the way to put another in its stead. Knows no mathematics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Indexed,
    Integral,
    Limit,
    Node,
    NumberSet,
    Prime,
    Relation,
    Series,
    Symbol,
)
from builder.calculus.expression.walk import children, map_children


def replace_child(node: Node, position: int, new: Node) -> Node:
    """`node` with its child at `position` (as `children` counts) replaced, and no other, not even the same object elsewhere."""
    count = -1

    def change(child: Node) -> Node:
        nonlocal count
        count += 1
        return new if count == position else child

    return map_children(node, change)


def places(node: Expression) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every sub-expression of `node`, itself first, with a function that rebuilds the whole around another one."""
    yield node, lambda new: new
    for position, child in enumerate(children(node)):
        if isinstance(child, Relation | NumberSet) or _binds(node, position):
            continue
        for inner, rebuild in places(cast(Expression, child)):
            yield inner, _inside(node, position, rebuild)


def _binds(node: Node, position: int) -> bool:
    """Whether the child at `position` names a variable or a function of `node`, and is no expression of its own."""
    match node:
        case Application() | Indexed():
            return position == 0
        case Limit() | Series() | Integral():
            return position == 1
        case Derivative() | Evaluation() | Prime():
            return position > 0
        case _:
            return False


def _inside(node: Expression, position: int, rebuild: Callable[[Expression], Expression]) -> Callable[[Expression], Expression]:
    return lambda new: cast(Expression, replace_child(node, position, rebuild(new)))


def renamed(node: Expression, old: str, new: Expression) -> Expression:
    """`node` with every symbol `old` replaced."""

    def change(child: Node) -> Node:
        if isinstance(child, Symbol):
            return new if child.name == old else child
        if isinstance(new, Symbol):
            return map_children(child, change)
        position = -1

        def below(inner: Node) -> Node:
            nonlocal position
            position += 1
            return inner if _binds(child, position) else change(inner)

        return map_children(child, below)

    return cast(Expression, change(node))
