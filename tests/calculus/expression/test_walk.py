"""Walks find all nodes, in the order in which they were written, also where a kind of node has a walk of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from builder.calculus.expression.nodes import Derivative, Limit, Node, Relation, Sign, Symbol
from builder.calculus.expression.walk import children, descendants, kinds_in, nodes_of, substitute, symbols, symbols_of
from builder.calculus.latex.parser import parse_expression

EXPRESSIONS = (
    r"-\frac{a + 2b - c}{d^{n + 1}} (x - y)",
    r"a / (b \cdot c) + \sqrt[3]{x} + \sin^2 (x y) + \binom{n}{k} + |x|",
    r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h}",
    r"\sum_{k=0}^{n} \frac{d}{dx} x^k + \int_0^1 t \, dt",
    r"\begin{bmatrix} a & b \\ -c & d^2 \end{bmatrix}",
)


def _below(value: object) -> Iterator[Node]:
    """The nodes that the fields of a node hold, in the order of the fields."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _below(item)


def _all(node: Node) -> Iterator[Node]:
    yield node
    for name in node.__struct_fields__:
        for child in _below(getattr(node, name)):
            yield from _all(child)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_nodes_are_found_in_the_order_in_which_they_were_written(text: str) -> None:
    tree = Relation(parse_expression(text), Sign.EQUAL, Symbol("z"))
    assert list(descendants(tree)) == list(_all(tree))
    assert list(descendants(tree)) == list(_all(tree)), "as it was kept"
    for node in descendants(tree):
        assert children(node) == tuple(child for name in node.__struct_fields__ for child in _below(getattr(node, name)))


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_changed_node_keeps_nothing_of_what_was_found_below_it(text: str) -> None:
    tree = parse_expression(text)
    assert symbols(tree) == {node.name for node in _all(tree) if isinstance(node, Symbol)}
    assert kinds_in(tree) == {type(node) for node in _all(tree)}
    changed = substitute(tree, dict.fromkeys(symbols(tree), Symbol("q")))
    assert list(descendants(changed)) == list(_all(changed)) and symbols(changed) == {"q"}
    assert tree == parse_expression(text) and hash(tree) == hash(parse_expression(text))


@pytest.mark.parametrize("known", [False, True], ids=["sides walked over before", "not"])
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_relation_takes_what_is_known_of_its_sides(text: str, known: bool) -> None:
    sides = parse_expression(text), Symbol("q")
    if known:
        assert symbols(sides[0]) and kinds_in(sides[0]) and descendants(sides[0])
    relation = Relation(sides[0], Sign.EQUAL, sides[1])
    assert symbols(relation) == {node.name for node in _all(relation) if isinstance(node, Symbol)}
    assert kinds_in(relation) == {type(node) for node in _all(relation)}
    assert list(descendants(relation)) == list(_all(relation))


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_nodes_of_a_kind_are_those_of_all_nodes(text: str) -> None:
    relation = Relation(parse_expression(text), Sign.EQUAL, Symbol("q"))
    for kinds in (frozenset({Limit}), frozenset({Derivative, Limit}), frozenset[type[Node]]()):
        assert list(nodes_of(relation, kinds)) == [node for node in _all(relation) if type(node) in kinds]


def test_the_symbols_of_several_trees_are_those_of_each() -> None:
    assert symbols_of(map(parse_expression, EXPRESSIONS)) == {
        name for text in EXPRESSIONS for name in symbols(parse_expression(text))
    }
    assert symbols_of(()) == frozenset()
