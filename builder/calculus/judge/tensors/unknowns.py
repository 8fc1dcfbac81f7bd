r"""Unknown functions of vectors and matrices whose values are numbers: f of `L = f(\mathbf{z})`, and L of which nothing is told.

Of such a function no more than its gradient at one place is spoken of where nothing is differentiated twice. So it may be taken
for `c + \sum_i g_i z_i` there, with any number c and any gradient g: what holds of these holds of all that are differentiable,
and a linear function is one of them, too.
"""

from __future__ import annotations

from collections.abc import Iterable

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import Application, Derivative, Expression, Gradient, Node, Prime, Relation, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import VECTORS
from builder.calculus.judge.sorts import OF_MATRICES
from builder.calculus.judge.usage import bare_name, reachable

_LETTER = r"\mathcal{"
_LOSSES = frozenset({"L", "J", "C", "E", r"\ell", *(f"{_LETTER}{letter}}}" for letter in "LJCE")})
"""Letters of what is minimised, which is a number."""

_NAMED = (r"\operatorname", r"\mathrm", r"\text")
"""What the names of functions begin with that are known by them."""

_FUNCTIONS = _LOSSES | {"f", "F"}
"""Letters of functions that customarily are not applied entry by entry."""


def unknowns_of(relation: Relation, context: Context) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The unknown functions of a claim whose values are numbers by what is differentiated, and the letters that nothing defines,
    each with those by which it is: none where one is differentiated twice, or by primes, which are taken of functions of numbers.
    """
    nodes = reachable(relation, context)
    primed = {bare_name(node.operand) for node in nodes if isinstance(node, Prime)}
    applied = {
        node.function.name
        for node in nodes
        if isinstance(node, Application) and isinstance(node.function, Symbol) and len(node.arguments) == 1
    }
    by: dict[str, list[str]] = {}
    functions = set[str]()
    for node in nodes:
        match node:
            case Gradient(operand, 1) if (name := bare_name(operand)) is not None:
                functions.add(name)
            case Derivative(Application(Symbol(name)), ((Symbol(letter), 1),)) if letter.startswith(VECTORS):
                functions |= {name} & _FUNCTIONS
            case Derivative(operand, ((Symbol(letter), 1),)) if (name := bare_name(operand)) is not None:
                if name in _LOSSES or (letter.startswith(VECTORS) and not name.startswith(VECTORS)):
                    by.setdefault(name, []).append(letter)
            case _:
                pass
    for name in (*functions, *by):
        definition = context.definitions.get(name)
        if definition is not None and isinstance(definition.body, Application) and isinstance(definition.body.function, Symbol):
            functions.add(definition.body.function.name)
    functions = {name for name in functions if not name.startswith(_NAMED)} - primed - _of_vectors(context)
    functions -= context.definitions.keys() | OF_MATRICES
    losses = by.keys() - context.definitions.keys() - context.shapes.keys() - context.sorts.keys() - primed - applied
    losses = {name for name in losses if all(_differentiates(side, name, context) for side in (relation.left, relation.right))}
    if not (functions or losses) or _is_twice(nodes, context):
        return frozenset(), {}
    return frozenset(functions), {name: tuple(dict.fromkeys(by[name])) for name in sorted(losses)}


def _of_vectors(context: Context) -> frozenset[str]:
    """The functions whose values are vectors: those in bold, and those by which one is defined."""
    bodies = (d.body for d in context.definitions.values() if d.name.startswith(VECTORS) and d.body is not None)
    applied = (node for body in bodies for node in descendants(body) if isinstance(node, Application))
    return frozenset(node.function.name for node in applied if isinstance(node.function, Symbol))


def _differentiates(side: Expression, name: str, context: Context) -> bool:
    """Whether a derivative of a letter is spoken of in a side."""
    return any(isinstance(node, Derivative) and bare_name(node.operand) == name for node in _below((side,), context))


def _is_twice(nodes: Iterable[Node], context: Context) -> bool:
    """Whether something is differentiated that has derivatives in it."""
    for node in nodes:
        if isinstance(node, Derivative | Gradient):
            twice = node.order if isinstance(node, Gradient) else sum(order for _, order in node.variables)
            if twice > 1 or any(isinstance(n, Derivative | Gradient) for n in _below((node.operand,), context)):
                return True
    return False


def _below(trees: Iterable[Expression], context: Context) -> Iterable[Node]:
    for tree in trees:
        yield from descendants(tree)
        for _, nodes in definitions_reached(sorted(symbols(tree)), context):
            yield from nodes
