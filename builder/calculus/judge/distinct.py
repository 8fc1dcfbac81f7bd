r"""Entries that a derivative takes for different variables: `\frac{\partial}{\partial x_i} (x_i x_j) = x_j` holds where i ≠ j.

The judge of numbers reads x_i and x_j as two letters. Nothing in the notation says that they are two; so what it proves of a
derivative by one of them holds on the condition that the indices differ, and a verdict tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from builder.calculus.claim import Claim
from builder.calculus.expression.nodes import Derivative, Node, Number, Relation, Sign, Symbol
from builder.calculus.judge.entries import reached_nodes

INDICES = frozenset("ijklmn")
"""The letters that are read as running indices; others in a subscript are labels: v_x and v_y are two things."""


def differing_indices(claim: Claim, nodes: Sequence[Node]) -> tuple[str, ...] | None:
    """The conditions, as LaTeX, under which the entries by which a claim differentiates are no other ones that it names.

    `nodes` are those of its relation. What the claim's context assumes is left out; None: it assumes that two are the same.
    """
    by = {name.name for node in nodes if type(node) is Derivative for name, _ in node.variables if _indices(name.name)}
    if not by:
        return ()
    assumed, found = claim.context.assumptions, dict[str, None]()
    stands_for = {name: _text(one.body) for name, one in claim.context.definitions.items() if one.body is not None}
    names = sorted({node.name for node in reached_nodes(claim) if isinstance(node, Symbol)})
    for pairs in filter(None, (_pairs(moved, other) for moved in sorted(by) for other in names)):
        if all(_is_one(pair, stands_for) or any(_says(relation, Sign.EQUAL, pair) for relation in assumed) for pair in pairs):
            return None
        if not any(_says(relation, Sign.NOT_EQUAL, pair) for relation in assumed for pair in pairs):
            left, right = (",".join(side) for side in zip(*pairs, strict=True))
            found[rf"{left} \ne {right}" if len(pairs) == 1 else rf"({left}) \ne ({right})"] = None
    return tuple(found)


def _indices(name: str) -> tuple[str, ...]:
    """The indices in a subscript that are letters or digits one by one; () where it is something else, or holds no index."""
    of = tuple(name.partition("_")[2].strip("{}").replace(",", "").replace(" ", ""))
    return of if of and all(c in INDICES or c.isdigit() for c in of) and any(c in INDICES for c in of) else ()


def _pairs(moved: str, other: str) -> tuple[tuple[str, str], ...]:
    """The indices in which two entries of one family differ, if they may be the same entry; else ()."""
    if moved == other or moved.partition("_")[0] != other.partition("_")[0]:
        return ()
    a = _indices(moved)
    b = _indices(other) or tuple(c for c in other.partition("_")[2].strip("{}") if c.isdigit())
    if len(a) != len(b):
        return ()
    pairs = tuple((x, y) for x, y in zip(a, b, strict=True) if x != y)
    return () if any(x.isdigit() and y.isdigit() for x, y in pairs) else pairs


def _is_one(pair: tuple[str, str], stands_for: Mapping[str, str]) -> bool:
    """Whether two indices are the same by what letters stand for, `i = j`, or may be: of longer expressions nothing is known."""
    left, right = map(partial(_end, stands_for=stands_for), pair)
    return left == right or "" in (left, right)


def _end(index: str, stands_for: Mapping[str, str]) -> str:
    for _ in stands_for:
        if index not in stands_for:
            break
        index = stands_for[index]
    return index


def _says(relation: Relation, sign: Sign, pair: tuple[str, str]) -> bool:
    """Whether an assumption relates the two indices of a pair by a sign."""
    return relation.sign is sign and {_text(relation.left), _text(relation.right)} == set(pair)


def _text(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else node.text if isinstance(node, Number) else ""
