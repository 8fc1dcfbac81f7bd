"""Walks that treat all nodes alike: children, rebuilding, substitution. They know no mathematics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import Expression, Node, Symbol


@cache
def _parts(kind: type[Node]) -> tuple[str, ...]:
    """The names of the fields of a kind of node, but for its span."""
    return tuple(name for name in kind.__struct_fields__ if name != "span")


def _kind(node: Node) -> Any:
    """The class of a node; mypy does not see that the class of a node can be hashed."""
    return type(node)


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, in the order in which they were written."""
    below: list[Node] = []
    for name in _parts(_kind(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            below.append(value)
        elif isinstance(value, tuple):
            below.extend(_nodes_in(value))
    return tuple(below)


def descendants(node: Node) -> Iterator[Node]:
    """`node` and all nodes below it, each before its children."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with `change` applied to each of its children; the node itself when nothing changed."""

    def changed(value: Any) -> Any:
        if isinstance(value, Node):
            return change(value)
        if isinstance(value, tuple):
            items = tuple(changed(item) for item in value)
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        return value

    new = {}
    for name in _parts(_kind(node)):
        old = getattr(node, name)
        value = changed(old)
        if value is not old:
            new[name] = value
    return replace(node, **new) if new else node


def symbols(node: Node) -> frozenset[str]:
    """The names of all symbols in `node`, bound ones too."""
    return frozenset(n.name for n in descendants(node) if isinstance(n, Symbol))


def substitute(node: Expression, by_name: Mapping[str, Expression]) -> Expression:
    """`node` with each symbol named in `by_name` replaced; bound names are the caller's care.

    Brackets are not added: the printer adds what reading back needs.
    """

    def change(n: Node) -> Node:
        if isinstance(n, Symbol):
            return by_name.get(n.name, n)
        return map_children(n, change)

    return cast(Expression, change(node))
