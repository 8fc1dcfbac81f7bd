"""Which claims speak of entries of vectors and matrices: the judge of numbers leaves them to `tensors`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from builder.calculus.claim import Claim
from builder.calculus.context import Sort, definitions_reached
from builder.calculus.expression.nodes import (
    Derivative,
    Group,
    Indexed,
    Matrix,
    Node,
    Operator,
    Power,
    Product,
    Series,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import element_of, runs_in_name
from builder.calculus.judge.sorts import is_capital
from builder.calculus.judge.usage import names_reached
from builder.calculus.judge.verdict import Ignorance, Refuted, Unknown

_TRANSPOSED = frozenset({r"\top", r"\mathsf{T}"})
_VECTORS = frozenset("abhuvwxyz")


def speaks_of_entries(claim: Claim) -> bool:
    """Whether a claim speaks of something whose shape is declared, by its name or by what its names are defined to be."""
    shapes = claim.context.shapes
    if not shapes:
        return False
    return any(isinstance(n, Symbol) and (n.name in shapes or _base(n.name) in shapes) for n in reached_nodes(claim)) or any(
        isinstance(n, Indexed) for n in reached_nodes(claim)
    )


def with_sizes(claim: Claim, sorts: Mapping[str, Sort]) -> Claim | None:
    """A claim that differentiates by a vector or a matrix, with sizes that are not known for all that the letters of `sorts` are
    said to be no more than vectors and matrices; None if it is no such claim."""
    context = claim.context
    arrays = names_reached(_by(claim), context) & (sorts.keys() | context.shapes.keys())
    if not arrays or not sorts or not set(sorts.values()) <= {Sort.VECTOR, Sort.MATRIX}:
        return None
    for name, sort in sorts.items():
        if name not in context.shapes:
            rank = 1 if sort is Sort.VECTOR else 2
            context = context.with_shape(name, tuple(Symbol(f"?{name}{axis}") for axis in range(rank)))
    return Claim(claim.relation, context)


def _by(claim: Claim) -> frozenset[str]:
    """The letters by which a claim differentiates."""
    return frozenset(s.name for n in descendants(claim.relation) if isinstance(n, Derivative) for s, _ in n.variables)


def arrays_beside(claim: Claim, sorts: Mapping[str, Sort]) -> Mapping[str, Sort]:
    """The letters of which nothing is told that beside those of `sorts` are vectors and matrices by custom, where it is
    differentiated by one: the weights W, capital letters beside matrices, and letters of vectors, by which it is."""
    context, by = claim.context, _by(claim)
    if not by:
        return {}
    known = sorts.keys() | context.kinds.keys() | context.definitions.keys() | context.shapes.keys() | {"T", "I", "L"}
    found: dict[str, Sort] = {}
    for node in reached_nodes(claim):
        pairs = pairwise(node.factors) if isinstance(node, Product) else ()
        for pair in pairs:
            for one, other in (pair, pair[::-1]):
                if isinstance(one, Symbol) and is_capital(one.name) and isinstance(other, Symbol) and is_capital(other.name):
                    found |= {one.name: Sort.MATRIX} if sorts.get(other.name) is Sort.MATRIX else {}
            if isinstance(pair[0], Symbol) and is_capital(pair[0].name) and pair[0].name[0] == "W":
                found[pair[0].name] = Sort.MATRIX
    found |= {name: Sort.MATRIX for name in by if is_capital(name)}
    if Sort.MATRIX in (*sorts.values(), *found.values()):
        found |= {name: Sort.VECTOR for name in by if name.partition("_")[0] in _VECTORS}
    return {name: found[name] for name in sorted(found.keys() - known)}


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
