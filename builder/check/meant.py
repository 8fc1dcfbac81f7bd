"""What a wrong row equals after all, when it does not equal the row that it goes on from."""

from __future__ import annotations

from collections.abc import Iterator

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Expression, Group, Number, Prime, Relation, Sign, Symbol
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
