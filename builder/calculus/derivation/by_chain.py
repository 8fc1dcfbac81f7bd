"""The method `chain`: name the parts, differentiate each, multiply along the chain, put the parts back; or sum over the paths."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import add, bare, depends_on, dotted, replace_nodes, without_groups
from builder.calculus.derivation.by_rules import by_rules, rows_for
from builder.calculus.derivation.derivation import Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import Target, target_of
from builder.calculus.derivation.rows import Rows, Way, reason_of, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import (
    Call,
    Derivative,
    Expression,
    Fenced,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import children, descendants, substitute, symbols
from builder.calculus.rules import differentiation as rules

_INNER = ("u", "v", "w", "q", "r", "s")
_OUTER = ("y", "z", "q", "w")


def by_chain(problem: Problem) -> Derivation:
    """Differentiate a composition part by part. What is no composition is differentiated by the rules. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None or len(target.variables) != 1 or target.point:
        return replace(by_rules(problem), method="chain")
    paths = _paths(target, problem.context)
    if paths and depends_on(target.source, target.way.variable.name):
        # With the variable itself among the paths, ∂z/∂x and dz/dx would stand side by side in one row for two meanings.
        return replace(by_rules(problem), method="chain")
    if paths:
        rows = _path_rows(target, paths, problem.context)
    else:
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
    taken = symbols(target.body) | {x.name}
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
    steps = [Step(names[-1], values[-1], Reason("name-parts", said), everything, names[-1], entries)]
    followed = [*names[1:], x]
    factors: list[Expression] = []
    results: list[Expression] = []
    for name, value, by in zip(names, values, followed, strict=True):
        factor = Derivative(name, ((by, 1),))
        here = base.with_definition(Definition(name.name, (), value))
        way = Way(by, here)
        found = derivative_rows(value, way, style_of(value, {by.name}), factor)
        steps.append(_folded(found, factor, here))
        factors.append(factor)
        results.append(found.current)
    rows = Rows(target.goal, everything)
    rows.add(dotted(*factors), reason_of(rules.CHAIN_OF_RATES))
    rows.add(dotted(*results), Reason("put-in-derivatives", "put in the derivatives of the parts"))
    back: dict[str, Expression] = {}
    for name, value in zip(reversed(names[1:]), reversed(values[1:]), strict=True):
        back[name.name] = without_groups(substitute(value, back))
    written = [without_groups(substitute(r, back)) for r in results]
    where = ", ".join(f"{tex(Symbol(n))[:-1]} = {tex(v)[1:]}" for n, v in reversed(back.items()))
    rows.add(dotted(*written), Reason("put-back", f"put back {where}"))
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
    if isinstance(goal, Derivative) and isinstance(goal.operand, Symbol):
        return goal.operand
    return Symbol(next(name for name in _OUTER if name not in taken and name not in target.way.context.definitions))


def _folded(rows: Rows, goal: Expression, context: Context) -> Step:
    """A derivation as one row: its reason is that of the first step, and what it rests on is folded."""
    steps = rows.steps
    reason = steps[0].reason
    inner = tuple(steps) if len(steps) > 1 else steps[0].steps
    return Step(goal, rows.current, reason, context, goal, (), (), inner)


# ------------------------------------------------------------------------------------------------ several paths


def _paths(target: Target, context: Context) -> list[Symbol]:
    """The names in the value of the goal that are defined themselves and depend on the variable."""
    x = target.way.variable
    found = []
    for name in _in_order(target.source):
        definition = context.definitions.get(name)
        if definition is None or definition.parameters or definition.body is None or name == x.name:
            continue
        if _reaches(definition.body, x.name, context, 0):
            found.append(Symbol(name))
    return found


def _in_order(node: Node) -> list[str]:
    return list(dict.fromkeys(n.name for n in descendants(node) if isinstance(n, Symbol)))


def _reaches(node: Expression, name: str, context: Context, depth: int) -> bool:
    if depth > 30:
        return False
    for symbol in symbols(node):
        definition = context.definitions.get(symbol)
        if symbol == name:
            return True
        if (
            definition is not None
            and definition.body is not None
            and not definition.parameters
            and _reaches(definition.body, name, context, depth + 1)
        ):
            return True
    return False


def _path_rows(target: Target, through: list[Symbol], context: Context) -> Rows:
    """dz/dt as the sum over the names that z is made of, each partial derivative times the derivative of the name."""
    x, goal = target.way.variable, bare(target.goal)
    assert isinstance(goal, Derivative)
    name = bare(goal.operand)
    partial = goal.partial
    terms: list[Expression] = []
    products: list[Expression] = []
    steps: list[Step] = []
    single = len(through) == 1
    for via in through:
        outer = Derivative(name, ((via, 1),), partial=not single or partial)
        here = Context(kinds=context.kinds, assumptions=context.assumptions).with_definition(
            Definition(cast(Symbol, name).name, (), target.source)
        )
        way = Way(via, here, leibniz=True, partial=True)
        found = derivative_rows(target.source, way, style_of(target.source, symbols(target.source)), outer)
        steps.append(_folded(found, outer, here))
        inner = Derivative(via, ((x, 1),), partial)
        along = rows_for(inner, context)
        steps.append(_folded(along, inner, along.context))
        terms.append(dotted(outer, inner))
        products.append(dotted(found.current, along.current))
    rows = Rows(target.goal, context)
    rows.add(add(*terms), reason_of(rules.CHAIN_OF_PATHS))
    rows.add(add(*products), Reason("put-in-derivatives", "put in the derivatives"))
    back = {via.name: context.definitions[via.name].body for via in through}
    value = without_groups(substitute(rows.current, {n: without_groups(b) for n, b in back.items() if b is not None}))
    where = ", ".join(f"{tex(Symbol(n))[:-1]} = {tex(b)[1:]}" for n, b in back.items() if b is not None)
    rows.add(value, Reason("put-back", f"put in {where}"))
    rows.finish(style_of(target.body, symbols(target.body)))
    rows.steps = [*steps, *rows.steps]
    return rows
