"""Functions that a text says to solve a differential equation: each is put into the equation, and into what is told of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, definitions_reached
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Group,
    Node,
    Notation,
    Number,
    Prime,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.calculus.given import definition_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted, Verdict
from builder.calculus.latex.printer import print_latex
from builder.check import messages
from builder.check.checked import CheckedRelation
from builder.check.standing import Standing
from builder.document.differential_equations import initial_value, variable_of
from builder.document.scope import without
from builder.source import Source


def check_function(
    checked: CheckedRelation,
    equations: Sequence[Relation],
    context: Context,
    source: Source,
    budget: Budget,
    *,
    alone: bool = False,
) -> CheckedRelation:
    """A definition that is said to solve `equations`, a differential equation and values: proved if it solves all of them,
    refuted if it does not solve one, and as it was where that is not known.

    A solution may have an interval of its own, so that it must fail for positive values of its letter, too. The name of one that
    solves them may have stood for another before, as for the general one. What is said to be the only one, `alone`, is not
    proved by solving them.
    """
    assert checked.relation is not None
    definition = definition_of(checked.relation, Context())
    letter = variable_of(definition, equations[0]) if definition is not None else ""
    if definition is None or not letter or any(_is_hidden_in(definition.name, equation, context) for equation in equations):
        return checked
    bare = without(replace(context, curves=()), frozenset((letter, definition.name)))
    verdicts: list[Verdict] = []
    for equation in equations:
        claim = Claim(_with_function(equation, definition, letter), bare)
        verdict = decide(claim, budget)
        if isinstance(verdict, Refuted):
            positive = bare.with_assumption(Relation(Symbol(letter), Sign.GREATER, Number("0")))
            if not isinstance(decide(replace(claim, context=positive), budget), Refuted):
                return checked
            told = f"{print_latex(checked.relation)} does not solve {print_latex(equation)}"
            where = checked.formula.locate(checked.span)
            left, right = print_latex(equation.left), print_latex(equation.right)
            diagnostic = messages.refuted(verdict, source, where, left, right, ())
            diagnostic = replace(diagnostic, message=told, help="put the function into the equation")
            return replace(checked, standing=Standing.REFUTED, verdict=verdict, note="", diagnostic=diagnostic)
        verdicts.append(verdict)
    if not alone and all(isinstance(verdict, Proved) for verdict in verdicts):
        return replace(checked, standing=Standing.PROVED, verdict=verdicts[0], note="", diagnostic=None)
    return checked


def _is_hidden_in(name: str, equation: Relation, context: Context) -> bool:
    """Whether a function stands in what other names of an equation stand for: `w' = -g` where g = 2w."""
    others = definitions_reached(sorted(symbols(equation) - {name}), context)
    return any(each.body is not None and name in symbols(each.body) and name not in each.parameters for each, _ in others)


def _with_function(equation: Relation, definition: Definition, letter: str) -> Relation:
    """An equation with what a function stands for in place of its name, each derivative by its `letter`."""
    body, by = definition.body, Symbol(letter)
    assert body is not None
    whole = Group(body)

    def derivative(order: Expression) -> Expression:
        times = int(order.value) if isinstance(order, Number) else 1
        return Group(Derivative(whole, ((by, times),), notation=Notation.OPERATOR))

    def change(node: Node) -> Node:
        match node:
            case Symbol(definition.name):
                return whole
            case Application(Symbol(definition.name), (argument,)) if definition.name in symbols(argument):
                return Product((whole, Group(cast(Expression, change(argument)))), (Times.IMPLICIT,))  # P(1 - P)
            case Application(function=Symbol(definition.name)):
                return whole
            case (
                Application(function=Prime(operand=Symbol(definition.name), order=order))
                | Prime(operand=Symbol(definition.name), order=order)
            ):
                return derivative(order)
            case _:
                return map_children(node, change)

    if (place := initial_value(equation)) is not None:
        value = derivative(Number(str(place.order))) if place.order else whole
        return replace(equation, left=Evaluation(value, ((by, place.at),)))
    changed = change(equation)
    assert isinstance(changed, Relation)
    return changed
