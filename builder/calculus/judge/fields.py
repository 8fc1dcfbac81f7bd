r"""Vector fields of which nothing is told, in `\nabla\cdot(\nabla\times\mathbf{F}) = 0`: their components are unknown functions.

So they are in three dimensions, of x, y and z, and so are the functions beside them, f in `\nabla\cdot(f\mathbf{F})`. The second
`\nabla^2` beside a divergence or a curl is Laplace's operator.
"""

from __future__ import annotations

from typing import cast

from builder.calculus.claim import Claim
from builder.calculus.context import Definition, Kind
from builder.calculus.expression.functions import is_field
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Gradient,
    Group,
    Node,
    Number,
    Product,
    Relation,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, kinds_in, map_children, symbols
from builder.calculus.judge.conventions import VECTORS

_IN_FIELDS: frozenset[type[Node]] = frozenset({Sum, Product, Vector, Derivative})
"""What stands in each divergence and curl."""
_LETTERS = ("x", "y", "z")
ZEROS = frozenset({r"\mathbf{0}", r"\vec{0}", r"\boldsymbol{0}"})
"""Names of the zero vector."""
_FUNCTIONS = frozenset({"f", "g", "h", r"\phi", r"\varphi", r"\psi", r"\Phi"})


def with_unknown_fields(claim: Claim) -> Claim | None:
    """A claim that takes a divergence or a curl, in which the fields and functions of which nothing is told have components and
    arguments; None for others."""
    relation, context = claim.relation, claim.context
    if not kinds_in(relation) >= _IN_FIELDS:
        return None
    nodes = descendants(relation)
    if not any(_is_of_field(node) for node in nodes):
        return None
    by = {id(symbol) for node in nodes if isinstance(node, Derivative) for symbol, _ in node.variables}
    names = frozenset(n.name for n in nodes if isinstance(n, Symbol) and id(n) not in by) - context.definitions.keys()
    fields = {name for name in names if is_field(name)}
    functions = {name for name in names & _FUNCTIONS if context.kinds.get(name) is not Kind.CONSTANT}
    if names & {*_LETTERS} and (fields or functions):
        return None  # what is at one place
    if any(name.startswith(VECTORS) for name in names - fields - ZEROS):
        return None  # a place itself, or what nothing tells
    told = [Definition(name, _LETTERS, None) for name in sorted(functions)]
    at = tuple(map(Symbol, _LETTERS))
    for name in sorted(fields):
        components = tuple(Symbol(f"{name}_{letter}") for letter in _LETTERS)
        told += (Definition(component.name, _LETTERS, None) for component in components)
        told.append(Definition(name, _LETTERS, Vector(tuple(Application(c, at) for c in components))))
    context = context.with_definitions(told)

    def change(node: Node) -> Node:
        match node:
            case Gradient(operand, 2):
                return _laplacian(cast(Expression, map_children(operand, change)))
            case Symbol(name) if name in ZEROS:
                return Number("0")
            case Symbol(name) if name.startswith("\\Delta ") and name.removeprefix("\\Delta ") in functions:
                return _laplacian(Symbol(name.removeprefix("\\Delta ")))
            case _:
                return map_children(node, change)

    return Claim(cast(Relation, map_children(cast(Node, relation), change)), context)


def may_be_tied(claim: Claim) -> bool:
    r"""Whether an equation may tell of its fields that they are those of physics: one side speaks of what the other does not, or
    of a field is said what is so of those without sources, `\nabla\times(\nabla\times\mathbf{E}) = -\nabla^2\mathbf{E}`."""
    left, right = symbols(claim.relation.left), symbols(claim.relation.right)
    by = frozenset[str]() if any(map(is_field, left | right)) else {*_LETTERS}
    return left - by != right - by


def _is_of_field(node: Node) -> bool:
    r"""Whether a node is the divergence or the curl that the parser makes of `\nabla\\cdot` and `\nabla\times`."""
    if not isinstance(node, Sum):
        return False
    return all(
        isinstance(term, Product)
        and len(term.factors) == 2
        and term.signs in ((Times.DOT,), (Times.CROSS,))
        and any(isinstance(factor, Vector) for factor in term.factors)
        and any(isinstance(factor, Derivative) for factor in term.factors)
        for term in node.terms
    )


def _laplacian(operand: Expression) -> Expression:
    return Group(Sum(tuple(Derivative(operand, ((Symbol(letter), 2),), True) for letter in _LETTERS)))
