"""What may be meant by what is wrong as it is read: a row that goes on from elsewhere, logarithms to base 10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Call, Expression, Group, Node, Number, Prime, Relation, Sign, Symbol
from builder.calculus.expression.walk import map_children
from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.known import Known
from builder.calculus.judge.verdict import Proved

_MOST_FUNCTIONS = 4


def equals_instead(relation: Relation, context: Context, budget: Budget) -> Expression | None:
    """A value or a derivative of the functions in scope, or of two of them composed, that the right side provably equals.

    So a row is found that lost its left side, as in the rows `f(x) = x^3`, `g(x) = 2x + 1`, `= 3 (2x + 1)^2 \\cdot 2`.
    """
    if relation.sign is not Sign.EQUAL:
        return None
    known = Known()  # the right side is read and evaluated once
    for side in _sides(context):
        claim = Claim(Relation(side, Sign.EQUAL, relation.right), context)
        if side != relation.left and refute(claim, budget, known) is None and isinstance(decide(claim, budget, known), Proved):
            return side
    return None


def _sides(context: Context) -> Iterator[Expression]:
    """The derivatives first: they are what rows are mostly about."""
    functions = [d for d in context.definitions.values() if len(d.parameters) == 1 and d.body is not None][-_MOST_FUNCTIONS:]
    values: list[Expression] = []
    for definition in functions:
        name, variable = Symbol(definition.name), Symbol(definition.parameters[0])
        yield Application(Prime(name, Number("1")), (variable,))
        values.append(Application(name, (variable,)))
    for outer in functions:
        for inner in functions:
            if outer is not inner:
                composed = Application(Symbol(outer.name), (Application(Symbol(inner.name), (Symbol(inner.parameters[0]),)),))
                yield Prime(Group(composed), Number("1"))
                values.append(composed)
    yield from values


def in_base_ten(relation: Relation) -> Relation:
    r"""A relation with logarithms to base 10 wherever it has `\log` without a base."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        natural = isinstance(node, Call) and node.function == "log" and node.base is None
        return replace(node, base=Number("10")) if natural else node

    return cast(Relation, change(relation))
