"""Walks that treat all nodes alike: children, rebuilding, substitution. They know no mathematics.

The last field of a node is its span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from msgspec.structs import astuple, replace

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Ellipsis,
    Expression,
    Factorial,
    Group,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Sum,
    Symbol,
)

_LEAVES = frozenset({Number, Symbol, Constant, Ellipsis})
_PLAIN = frozenset({Number, Symbol, Sum, Product, Quotient, Negation, Group})
_NODES = frozenset(Node.__subclasses__())
"""All kinds of nodes: to look a type up here takes a quarter of the time of `isinstance`."""


_BELOW: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Sum: lambda node: node.terms[::-1],
    Product: lambda node: node.factors[::-1],
    Quotient: lambda node: (node.denominator, node.numerator),
    Power: lambda node: (node.exponent, node.base),
    Negation: lambda node: (node.operand,),
    Group: lambda node: (node.inner,),
    Relation: lambda node: (node.right, node.left),
    Application: lambda node: (*node.arguments[::-1], node.function),
    Call: lambda node: tuple(part for part in (node.base, node.power, *node.arguments[::-1]) if part is not None),
    Derivative: lambda node: (*[variable for variable, _ in node.variables[::-1]], node.operand),
    Prime: lambda node: (node.order, node.operand),
    Limit: lambda node: (node.point, node.variable, node.body),
    Binomial: lambda node: (node.lower, node.upper),
    Factorial: lambda node: (node.operand,),
}
"""The nodes below the most common kinds of nodes, the last one first, without a look at each field."""


def _push(values: tuple[Any, ...], stack: list[Node]) -> None:
    """Put the nodes among `values` on a stack, the first one on top."""
    for value in reversed(values):
        kind = type(value)
        if kind in _NODES:
            stack.append(value)
        elif kind is tuple:
            _push(value, stack)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, in the order in which they were written."""
    if type(node) in _LEAVES:
        return ()
    if (known := _BELOW.get(type(node))) is not None:
        return known(node)[::-1]
    below: list[Node] = []
    _push(astuple(node), below)
    below.reverse()
    return tuple(below)


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with `change` applied to each of its children; the node itself when nothing changed."""
    if type(node) in _LEAVES:
        return node
    new = {}
    for name, old in zip(node.__struct_fields__[:-1], astuple(node), strict=False):
        value = _changed(old, change)
        if value is not old:
            new[name] = value
    return replace(node, **new) if new else node


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    """A field of a node with `change` applied to the nodes in it; the field itself when nothing changed."""
    kind = type(value)
    if kind in _NODES:
        return change(value)
    if kind is not tuple:
        return value
    items = [_changed(item, change) for item in value]
    for item, old in zip(items, value, strict=True):
        if item is not old:
            return tuple(items)
    return value


def descendants(node: Node) -> tuple[Node, ...]:
    """A node and all nodes below it, each before its children. A node never changes: it keeps what is found."""
    below: list[Node] | None = node.__dict__.get("below")
    return (node, *(_walked(node) if below is None else below))


def _walked(node: Node) -> list[Node]:
    """The nodes below a node, which keeps them from now on."""
    if type(node) is Relation:  # its sides have mostly been walked over before
        node.__dict__["below"] = below = [*descendants(node.left), *descendants(node.right)]
        return below
    stack, found = [node], list[Node]()
    while stack:
        current = stack.pop()
        found.append(current)
        kind = type(current)
        if (known := _BELOW.get(kind)) is not None:
            stack += known(current)
        elif kind not in _LEAVES:
            _push(astuple(current), stack)
    node.__dict__["below"] = below = found[1:]
    return below


def kinds_in(node: Node) -> frozenset[type[Node]]:
    """The kinds of a node and of all nodes below it."""
    kept: frozenset[type[Node]] | None = node.__dict__.get("kinds")
    if kept is None:
        if type(node) is Relation:
            kept = kinds_in(node.left) | kinds_in(node.right) | {Relation}
        else:
            kept = frozenset(map(type, descendants(node)))
        node.__dict__["kinds"] = kept
    return kept


def nodes_of(node: Node, kinds: frozenset[type[Node]]) -> tuple[Node, ...]:
    """The nodes of these kinds in a tree, each before those below it; where there are none, without a look at each."""
    return () if kinds.isdisjoint(kinds_in(node)) else tuple([each for each in descendants(node) if type(each) in kinds])


def is_plain(node: Node) -> bool:
    """Whether an expression is made of letters and numbers alone, by sums, products and quotients: `af + bg`."""
    return all(type(part) in _PLAIN for part in descendants(node))


def symbols(node: Node) -> frozenset[str]:
    """The names of all symbols in `node`, bound ones too."""
    kept: frozenset[str] | None = node.__dict__.get("symbols")
    if kept is None:
        if type(node) is Relation:
            kept = symbols(node.left) | symbols(node.right)
        else:
            kept = frozenset([n.name for n in descendants(node) if type(n) is Symbol])
        node.__dict__["symbols"] = kept
    return kept


def symbols_of(nodes: Iterable[Node]) -> frozenset[str]:
    """The names of all symbols in some trees."""
    found: frozenset[str] = frozenset()
    return found.union(*map(symbols, nodes))


def substitute(node: Expression, by_name: Mapping[str, Expression]) -> Expression:
    """`node` with each symbol named in `by_name` replaced; bound names are the caller's care.

    Brackets are not added: the printer adds what reading back needs.
    """

    def change(n: Node) -> Node:
        if type(n) is Symbol:
            return by_name.get(n.name, n)
        return map_children(n, change)

    return cast(Expression, change(node))


def replaced(node: Expression, old: Expression, new: Expression) -> Expression:
    """`node` with each `old` in it replaced."""

    def change(n: Node) -> Node:
        return new if n == old else map_children(n, change)

    return cast(Expression, change(node))


def holds_constant(node: Node, name: ConstantName) -> bool:
    """Whether a constant, such as π, stands somewhere in `node`."""
    return any(isinstance(n, Constant) and n.name is name for n in descendants(node))


def nesting(node: Node) -> int:
    """How deep functions, roots, powers and fractions stand within each other: 0 for `2x + 1`, 2 for `\\sqrt{\\sin x}`."""
    inside = max(map(nesting, children(node)), default=0)
    return inside + isinstance(node, Call | Root | Power | Quotient)


def summands(node: Expression) -> tuple[Expression, ...]:
    """The terms of a sum; anything else alone."""
    return node.terms if isinstance(node, Sum) else (node,)


def differing(before: Expression, after: Expression) -> tuple[str, int | None, Expression, Expression] | None:
    """The only part in which two forms of one kind differ: its field, its place if that is a list, and both parts."""
    if type(before) is not type(after) or not children(before):
        return None
    found: tuple[str, int | None, Expression, Expression] | None = None
    for name, mine, theirs in zip(before.__struct_fields__[:-1], astuple(before), astuple(after), strict=False):
        if mine == theirs:
            continue
        pairs: list[tuple[int | None, object, object]] = [(None, mine, theirs)]
        if isinstance(mine, tuple) and len(mine) == len(theirs):
            pairs = [(place, a, b) for place, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
        place, one, other = pairs[0]
        if len(pairs) != 1 or found is not None or not isinstance(one, Node) or not isinstance(other, Node):
            return None
        found = (name, place, cast(Expression, one), cast(Expression, other))
    return found
