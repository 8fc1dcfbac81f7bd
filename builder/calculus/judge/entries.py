"""Which claims speak of entries of vectors and matrices: the judge of numbers leaves them to `tensors`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import cast

from builder.calculus.claim import Claim
from builder.calculus.context import Sort, definitions_reached
from builder.calculus.expression.nodes import (
    Derivative,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Negation,
    Node,
    Operator,
    Power,
    Product,
    Relation,
    Series,
    Sign,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import element_of, runs_in_name
from builder.calculus.judge.sorts import is_capital
from builder.calculus.judge.usage import names_reached
from builder.calculus.judge.verdict import Ignorance, Refuted, Unknown

_TRANSPOSED = frozenset({r"\top", r"\mathsf{T}"})
_VECTORS = frozenset("abhuvwxyz")
_LIKE_VECTORS = frozenset("buvwxz")
"""Letters of vectors by custom, and those of them that beside a matrix are no numbers."""

_NO_MATRICES = frozenset({"T", "I", "L", "N"})
"""Capital letters that are no matrices where nothing is told: the sign of a transpose, the identity, a loss, a number."""


def speaks_of_entries(claim: Claim) -> bool:
    """Whether a claim speaks of something whose shape is declared, by its name or by what its names are defined to be."""
    shapes = claim.context.shapes
    if not shapes:
        return False
    return any(isinstance(n, Symbol) and (n.name in shapes or _base(n.name) in shapes) for n in reached_nodes(claim)) or any(
        isinstance(n, Indexed) for n in reached_nodes(claim)
    )


def with_sizes(claim: Claim, sorts: Mapping[str, Sort]) -> Claim | None:
    """A claim that differentiates by vectors and matrices, or by what stands in something made of them, with sizes that are not
    known for all that the letters of `sorts` are said to be no more than such; None if it is no such claim."""
    context, by = claim.context, _by(claim)
    if not by <= sorts.keys() | context.shapes.keys():  # a letter of numbers stands in what is differentiated, or all is constant
        bodies = (nodes for _, nodes in definitions_reached(sorted(symbols(claim.relation)), context))
        inside = {n.name for nodes in bodies for n in nodes if isinstance(n, Symbol)} | context.definitions.keys()
        by = by if by <= inside | sorts.keys() | context.shapes.keys() else frozenset()
    if not by or context.parameters.keys() & sorts.keys() or not sorts or not set(sorts.values()) <= {Sort.VECTOR, Sort.MATRIX}:
        return None
    for name, sort in sorts.items():
        if name not in context.shapes:
            rank = 1 if sort is Sort.VECTOR else 2
            context = context.with_shape(name, tuple(Symbol(f"?{name}{axis}") for axis in range(rank)))
    return Claim(claim.relation, context)


def _by(claim: Claim) -> frozenset[str]:
    """The letters by which a claim differentiates."""
    nodes = descendants(claim.relation)
    found = {symbol.name for n in nodes if isinstance(n, Derivative) for symbol, _ in n.variables}
    for node in nodes:
        if isinstance(node, Gradient) and isinstance(node.operand, Symbol):
            definition = claim.context.definitions.get(node.operand.name)
            found |= set(definition.parameters) if definition is not None else set()
    return frozenset(found)


def arrays_beside(claim: Claim, sorts: Mapping[str, Sort]) -> Mapping[str, Sort]:
    """The letters of which nothing is told that beside those of `sorts` are vectors and matrices by custom, where it is
    differentiated by one: capital letters in products with the weights W, with matrices, or with those by which it is
    differentiated, and beside matrices the letters of vectors."""
    context, by = claim.context, _by(claim)
    if not by:
        return {}
    known = sorts.keys() | context.kinds.keys() | context.definitions.keys() | context.shapes.keys() | _NO_MATRICES
    found = {name for name in by if is_capital(name)} | {name for name, sort in sorts.items() if sort is Sort.MATRIX}
    nodes = reached_nodes(claim)
    products = [
        [f.name for f in n.factors if isinstance(f, Symbol) and is_capital(f.name)] for n in nodes if isinstance(n, Product)
    ]
    found |= {name for names in products for name in names if name[0] == "W"}
    for _ in products:
        more = {name for names in products if found & {*names} for name in names} - _NO_MATRICES
        if more <= found:
            break
        found |= more
    arrays: dict[str, Sort] = dict.fromkeys(found, Sort.MATRIX)
    if found:
        letters = by | {node.name for node in nodes if isinstance(node, Symbol) and node.name[0] in _LIKE_VECTORS}
        arrays |= {name: Sort.VECTOR for name in letters if name.partition("_")[0] in _VECTORS}
    return {name: arrays[name] for name in sorted(arrays.keys() - known)}


def arrays_multiplied(claim: Claim) -> Mapping[str, Sort]:
    r"""The letters of which nothing is told, where it is multiplied entry by entry and differentiated: vectors, and matrices."""
    context = claim.context
    if not any(isinstance(n, Product) and Times.ENTRYWISE in n.signs for n in descendants(claim.relation)) or not _by(claim):
        return {}
    names = names_reached(_by(claim), context) - context.kinds.keys() - context.definitions.keys() - context.shapes.keys()
    vectors = {name: Sort.VECTOR for name in sorted(names) if name.partition("_")[0] in _VECTORS}
    return {**vectors, **arrays_beside(claim, {})}


def capitals_in_doubt(claim: Claim) -> Mapping[str, Sort]:
    """The capital letters of which nothing is told in a chain rule, `∂L/∂X` where Z = WX and L is not defined: they may be
    numbers, and mostly are matrices."""
    context = claim.context
    derived = [
        (n.operand.name, s.name)
        for n in descendants(claim.relation)
        if isinstance(n, Derivative) and isinstance(n.operand, Symbol)
        for s, _ in n.variables
    ]
    if not any(is_capital(by) and name not in context.definitions for name, by in derived):
        return {}
    capitals = [
        [f for f in node.factors if isinstance(f, Symbol) and is_capital(f.name)]
        for _, nodes in definitions_reached([by for _, by in derived], context)
        for node in nodes
        if isinstance(node, Product)
    ]
    return arrays_beside(claim, {}) if any(len(factors) > 1 for factors in capitals) else {}


def before_vectors(claim: Claim, sorts: Mapping[str, Sort]) -> list[str]:
    """The capital letters of which nothing is told that stand before a vector, `A B \\mathbf{x}`."""
    context = claim.context
    known = sorts.keys() | context.kinds.keys() | context.definitions.keys() | context.shapes.keys() | {"T", "I"}
    found: set[str] = set()
    for node in reached_nodes(claim):
        if isinstance(node, Product):
            for factor, after in reversed([*pairwise(node.factors)]):
                if isinstance(after, Symbol):
                    vector = after.name in found or sorts.get(after.name) is not None
                else:
                    vector = isinstance(after, Group | Derivative) and bool(symbols(after) & sorts.keys())
                if vector and isinstance(factor, Symbol) and is_capital(factor.name) and factor.name not in known:
                    found.add(factor.name)
    return sorted(found)


def is_written_out(claim: Claim) -> bool:
    """Whether all that has a shape in a claim is defined entry by entry, so that the judge of numbers understands it too."""
    context = claim.context
    named = {node.name for node in reached_nodes(claim) if isinstance(node, Symbol)} & context.shapes.keys()
    bodies = [context.definitions[name].body for name in named & context.definitions.keys()]
    return len(bodies) == len(named) and all(isinstance(body, Vector | Matrix) for body in bodies)


def runs_over_entries(claim: Claim) -> bool:
    """Whether a claim speaks of entries by indices or by shapes, so that the judge of numbers does not decide it."""
    if speaks_of_entries(claim):
        return True
    nodes = reached_nodes(claim)
    return any(_has_entries(node) and not isinstance(node, Vector | Matrix) for node in nodes) or _by_other_letters(claim)


def may_have_entries(claim: Claim, verdict: Unknown | Refuted) -> bool:
    """Whether a claim that is not understood as one about numbers speaks of entries; or one that is refuted because an entry is
    told by another letter than in its definition, `s_j` where `s_i = w x_i + b`.
    """
    if isinstance(verdict, Refuted):
        return _by_other_letters(claim) or any(isinstance(n, Symbol) and _is_delta(n.name) for n in descendants(claim.relation))
    if verdict.code is Ignorance.UNDEFINED_NAME:
        return _by_other_letters(claim)
    return verdict.code is Ignorance.NOT_UNDERSTOOD and any(_has_entries(node) for node in reached_nodes(claim))


def _has_entries(node: Node) -> bool:
    match node:
        case Indexed() | Vector() | Matrix():
            return True
        case Series(operator=operator, lower=lower, index=index, body=body):
            if operator is not Operator.SUM:
                return False
            return lower is None or any(runs_in_name(index.name, inner) for inner in descendants(body))
        case Power(exponent=Symbol(name)):
            return name in _TRANSPOSED
        case _:
            return False


def _by_other_letters(claim: Claim) -> bool:
    families = {_base(name) for name in claim.context.definitions if _has_letter(name)}
    if not families:
        return False
    written = {n.name for n in descendants(claim.relation) if isinstance(n, Symbol) and _has_letter(n.name)}
    return any(_base(name) in families for name in written - claim.context.definitions.keys())


def tells_symmetry(relation: Relation) -> bool:
    """Whether an equation tells that entries with their indices exchanged are the same, `a_{jk} = a_{kj}`, or negative."""
    right = relation.right.operand if isinstance(relation.right, Negation) else relation.right
    if relation.sign is not Sign.EQUAL or not isinstance(relation.left, Symbol) or not isinstance(right, Symbol):
        return False
    (base, _, first), (other, _, second) = (side.name.partition("_") for side in (relation.left, right))
    indices = first.strip("{}").replace(",", "")
    return base == other and len(indices) == 2 and indices.isalpha() and second.strip("{}").replace(",", "") == indices[::-1]


def ties_entries(claim: Claim) -> bool:
    """Whether a claim speaks of entries of which the text tells that some are the same."""
    told = {_base(cast(Symbol, one.left).name) for one in claim.context.assumptions if tells_symmetry(one)}
    return bool(told) and any(_base(name) in told for name in symbols(claim.relation))


def hides_entries(claim: Claim) -> bool:
    """Whether a claim speaks of an entry or a term that is defined at another index, `y_m` where `y_i = w x_i` is, `F_{n+1}`
    where `F_n` is: as a letter of its own it is held fixed in derivatives, and has any value."""
    context = claim.context
    families = {_base(name) for name in context.definitions if re.search("_.*[a-z]", name)}
    if not families:
        return False
    names = names_reached(symbols(claim.relation), context) - context.definitions.keys()
    hidden = {name for name in names if "_" in name and _base(name) in families}
    if not differentiates(claim):
        hidden = {name for name in hidden if re.search("_.*[a-z]", name)}  # those of numbers are worked out elsewhere
    return any(element_of(name, context) is None for name in hidden)


def differentiates(claim: Claim) -> bool:
    """Whether a derivative is written in a claim."""
    return any(isinstance(node, Derivative) for node in descendants(claim.relation))


def _base(name: str) -> str:
    return name.partition("_")[0]


def _is_delta(name: str) -> bool:
    """Whether a name is Kronecker's delta of two letters."""
    base, _, subscript = name.partition("_")
    return base == r"\delta" and len(letters := subscript.strip("{}").replace(",", "")) == 2 and letters.isalpha()


def _has_letter(name: str) -> bool:
    """Whether a name has a letter alone as its subscript."""
    subscript = name.partition("_")[2]
    return len(subscript) == 1 and subscript.isalpha()


def reached_nodes(claim: Claim) -> list[Node]:
    """All nodes of a claim, and of what its names are defined to be."""
    relation, context = claim.relation, claim.context
    found = list(descendants(relation))
    names = [node.name for node in found if isinstance(node, Symbol)]
    bases = {_base(name) for name in names if "_" in name} | {n.base.name for n in found if isinstance(n, Indexed)}
    names += [name for name in context.definitions if _base(name) in bases]
    for _, nodes in definitions_reached(names, context):
        found.extend(nodes)
    return found
