r"""Terms that stand in themselves without an end: `x = \sqrt{2 + \sqrt{2 + \cdots}}` tells the equation `x = \sqrt{2 + x}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.expression.nodes import Ellipsis, Expression, Node, Sign, Symbol
from builder.calculus.expression.walk import children, map_children
from builder.calculus.latex.statement import Display, Statement
from builder.document.sentences import ReadFormula

_HOLE = Ellipsis()


def with_repeated(read: Sequence[ReadFormula]) -> tuple[list[ReadFormula], bool]:
    """The formulas of a sentence, in which letters equal what they tell of themselves; and whether there are any."""
    found = [
        replace(one, display=Display(tuple(map(_told_of_itself, one.display.statements)), one.display.faults))
        if "dots" in one.mention.formula.latex
        else one
        for one in read
    ]
    return found, any(one.display != other.display for one, other in zip(found, read, strict=True))


def _told_of_itself(statement: Statement) -> Statement:
    if statement.signs not in ((Sign.EQUAL,), (Sign.DEFINES,)):
        return statement
    left, right = statement.sides
    if not isinstance(left, Symbol) or right is None or (equal := repeated(right, left)) is None:
        return statement
    return replace(statement, sides=(left, equal), signs=(Sign.EQUAL,))


def repeated(term: Expression, itself: Expression) -> Expression | None:
    r"""A term with `itself` in place of what stands in it and is built as it is, down to dots; None if nothing is."""
    path = _to_dots(term)
    last = len(path) - 1
    for period in range(1, last // 2 + 1):
        pairs = range(last - period)
        if all(_without(path[i], path[i + 1]) == _without(path[i + period], path[i + period + 1]) for i in pairs):
            node: Node = itself
            for outer, inner in zip(path[period - 1 :: -1], path[period:0:-1], strict=True):
                node = _without(outer, inner, node)
            return cast(Expression, node)
    return None


def _to_dots(node: Node) -> list[Node]:
    """The nodes from one down to the dots in it; none if there are none."""
    if isinstance(node, Ellipsis):
        return [node]
    below = next(filter(None, map(_to_dots, children(node))), [])
    return [node, *below] if below else []


def _without(node: Node, inner: Node, other: Node = _HOLE) -> Node:
    """A node with another child in place of one."""
    return map_children(node, lambda child: other if child is inner else child)
