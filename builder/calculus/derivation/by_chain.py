"""The method `chain`: along the names that are defined; else name the parts, differentiate each, multiply, put the parts back."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from builder.calculus.context import Definition
from builder.calculus.derivation.build import bare, depends_on, dotted, replace_nodes, without_groups
from builder.calculus.derivation.by_paths import folded, named_rows
from builder.calculus.derivation.by_rules import by_rules
from builder.calculus.derivation.derivation import Derivation, Problem, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import Target, target_of
from builder.calculus.derivation.rows import Rows, Way, by_move, reason_of, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import (
    Call,
    Derivative,
    Expression,
    Fenced,
    Negation,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, substitute, symbols
from builder.calculus.rules import differentiation as rules
from builder.calculus.rules import moves

_INNER = ("u", "v", "w", "q", "r", "s")
_OUTER = ("y", "z", "q", "w")


def by_chain(problem: Problem) -> Derivation:
    """Differentiate a composition part by part. What is no composition is differentiated by the rules. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None or len(target.variables) != 1 or target.point:
        return replace(by_rules(problem), method="chain")
    rows = named_rows(target, problem.context, problem.answer)
    if rows is None:
        parts = _parts(target.body, target.way.variable)
        if len(parts) < 2:
            return replace(by_rules(problem), method="chain")
        rows = _chain_rows(target, parts)
    return Derivation(problem.goal, rows.current, "chain", problem.context, tuple(rows.steps))


# ------------------------------------------------------------------------------------------------ one chain


def _parts(body: Expression, x: Symbol) -> list[Expression]:
    """The layers of a composition from the outside in; each but the last has a hole, the symbol `_`, for the next."""
    layers: list[Expression] = []
    current = bare(body)
    while current != x:
        found = _peeled(current, x)
        if found is None or found[1] == x:
            break
        layers.append(found[0])
        current = found[1]
    return [*layers, current]


_HOLE = Symbol("_")


def _peeled(node: Expression, x: Symbol) -> tuple[Expression, Expression] | None:
    """The outer function with a hole and what stands in it, or None when the node is no function of one inner expression."""
    match node:
        case Root():
            return Root(_HOLE, node.index), bare(node.radicand)
        case Power() if not depends_on(node.exponent, x.name):
            return Power(_HOLE, node.exponent), bare(node.base)
        case Power() if not depends_on(node.base, x.name):
            return Power(node.base, _HOLE), bare(node.exponent)
        case Call(power=None, arguments=(argument,)) if node.base is None or not depends_on(node.base, x.name):
            return Call(node.function, (_HOLE,), None, node.base, False), bare(argument)
        case Call(arguments=(argument,)) if node.power is not None and not depends_on(node.power, x.name):
            return Power(_HOLE, node.power), Call(node.function, (argument,), None, node.base, node.brackets)
        case Fenced():
            return Fenced(node.fence, _HOLE), bare(node.inner)
        case Negation():
            inner = _peeled(bare(node.operand), x)
            return None if inner is None else (Negation(inner[0]), inner[1])
        case Quotient() if not depends_on(node.numerator, x.name) and depends_on(node.denominator, x.name):
            return Quotient(node.numerator, _HOLE, node.written), bare(node.denominator)
        case Product() | Sum() | Quotient():
            varying = [c for c in children(node) if depends_on(c, x.name)]
            if len(varying) != 1:
                return None
            inner = _peeled(bare(cast(Expression, varying[0])), x)
            if inner is None or inner[1] == x:
                return None
            return replace_nodes(node, {id(varying[0]): inner[0]}), inner[1]
        case _:
            return None


def _chain_rows(target: Target, parts: list[Expression]) -> Rows:
    x, base = target.way.variable, target.way.context
    taken = symbols(target.body) | symbols(target.goal) | {x.name}
    inner = [Symbol(n) for n in [name for name in _INNER if name not in taken][: len(parts) - 1]]
    if len(inner) < len(parts) - 1:
        parts = [*parts[: len(inner)], _composed(parts[len(inner) :])]
    outer = _outer_name(target, taken)
    names = [outer, *reversed(inner)]
    values = [
        substitute(part, {_HOLE.name: names[place + 1]}) if place + 1 < len(names) else part for place, part in enumerate(parts)
    ]
    values = [without_groups(v) for v in values]
    everything = base
    for name, value in zip(reversed(names), reversed(values), strict=True):
        everything = everything.with_definition(Definition(name.name, (), value))
    entries = tuple(zip(names, values, strict=True))
    said = "name the inside" if len(names) == 2 else "name the parts, from the outside in"
    steps = [Step(names[-1], values[-1], by_move(moves.NAME_PARTS, said), everything, names[-1], entries)]
    followed = [*names[1:], x]
    factors: list[Expression] = []
    results: list[Expression] = []
    for name, value, by in zip(names, values, followed, strict=True):
        factor = Derivative(name, ((by, 1),))
        here = base.with_definition(Definition(name.name, (), value))
        way = Way(by, here)
        found = derivative_rows(value, way, style_of(value, {by.name}), factor)
        steps.append(folded(found, factor, here))
        factors.append(factor)
        results.append(found.current)
    rows = Rows(target.goal, everything)
    rows.add(dotted(*factors), reason_of(rules.CHAIN_OF_RATES))
    rows.add(dotted(*results), by_move(moves.PUT_IN_DERIVATIVES, "put in the derivatives of the parts"))
    back: dict[str, Expression] = {}
    for name, value in zip(reversed(names[1:]), reversed(values[1:]), strict=True):
        back[name.name] = without_groups(substitute(value, back))
    written = [without_groups(substitute(r, back)) for r in results]
    where = ", ".join(f"{tex(Symbol(n))[:-1]} = {tex(v)[1:]}" for n, v in reversed(back.items()))
    rows.add(dotted(*written), by_move(moves.PUT_BACK, f"put back {where}"))
    rows.finish(style_of(target.body, {x.name}))
    rows.steps = [*steps, *rows.steps]
    return rows


def _composed(parts: list[Expression]) -> Expression:
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = substitute(part, {_HOLE.name: whole})
    return whole


def _outer_name(target: Target, taken: frozenset[str]) -> Symbol:
    goal = bare(target.goal)
    if isinstance(goal, Derivative | Prime) and isinstance(goal.operand, Symbol):
        return goal.operand
    return Symbol(next(name for name in _OUTER if name not in taken and name not in target.way.context.definitions))
