"""The method `rules`: state the rule, put in what the parts give, tidy; then put in the point, or differentiate once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from builder.calculus.context import Context
from builder.calculus.derivation.build import ONE, bare, replace_nodes, without_groups
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import Target, last_definition, target_of, unfolded
from builder.calculus.derivation.rows import Rows, tex
from builder.calculus.derivation.terms import Style, style_of
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Gradient,
    Matrix,
    Node,
    Notation,
    Prime,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import children, substitute, symbols


def by_rules(problem: Problem) -> Derivation:
    """Differentiate by the rules. Raises CannotDerive."""
    rows = rows_for(problem.goal, problem.context, problem.answer)
    return Derivation(problem.goal, rows.current, "rules", problem.context, tuple(rows.steps))


def rows_for(goal: Expression, context: Context, answer: Expression | None = None) -> Rows:
    """The rows that find `goal`. Raises CannotDerive."""
    target = target_of(goal, context)
    if target is not None:
        return target_rows(target, context)
    return _assembled_rows(goal, context, answer)


def target_rows(target: Target, context: Context) -> Rows:
    """The rows that find one derivative: order by order, then at the point."""
    from dataclasses import replace

    found = target.body
    steps: list[Step] = []
    rows: Rows | None = None
    for place, variable in enumerate(target.variables):
        way = replace(target.way, variable=variable)
        style = style_of(found if place else target.body, {variable.name} | (symbols(found) if target.way.partial else set()))
        if place == 0 and found != target.source:
            rows = Rows(target.shown[0], way.here)
            rows.add(way.of(found), Reason("put-in-definitions", "put in what the names stand for"))
            inner = derivative_rows(found, way, style, way.of(found))
            for step in inner.steps:
                rows.add(step.after, step.reason, step.steps)
        else:
            rows = derivative_rows(found, way, style, target.shown[place])
        steps.extend(rows.steps)
        found = without_groups(rows.current)
    assert rows is not None
    rows.steps = steps
    if target.point:
        rows = _at_point(rows, target.goal, found, target.point, context)
    return rows


def _at_point(rows: Rows, goal: Expression, found: Expression, point: Mapping[str, Expression], context: Context) -> Rows:
    """The rows of `rows`, and then those that put in the point."""
    at = Rows(goal, context)
    where = ", ".join(f"{tex(Symbol(name))[:-1]} = {tex(value)[1:]}" for name, value in point.items())
    value = without_groups(substitute(found, {name: without_groups(v) for name, v in point.items()}))
    at.add(value, Reason("put-in-point", f"put in {where}"))
    at.finish(style_of(found, ()))
    at.steps = [*rows.steps, *at.steps]
    return at


# ------------------------------------------------------------------------------------------------ several derivatives together


def _parts(node: Node) -> Iterator[Expression]:
    """The derivatives in a goal that are found on their own, outermost only."""
    match node:
        case Application(function=function) if isinstance(bare(function), Prime | Derivative | Gradient):
            yield node
        case Prime() | Derivative() | Gradient() | Evaluation():
            yield node
        case _:
            for child in children(node):
                yield from _parts(child)


def _assembled_rows(goal: Expression, context: Context, answer: Expression | None) -> Rows:
    inner = bare(goal)
    match inner:
        case Gradient():
            return _gradient_rows(goal, inner, None, context, answer)
        case Application(function=Gradient() as gradient):
            return _gradient_rows(goal, gradient, inner.arguments, context, answer)
        case Symbol(name="J") if "J" not in context.definitions:
            return _jacobian_rows(goal, context)
        case Symbol(name="H") if "H" not in context.definitions:
            return _gradient_rows(goal, Gradient(Symbol(last_definition(context).name), 2), None, context, answer)
    rows = Rows(goal, context)
    parts = list(dict.fromkeys(_parts(goal)))
    if parts:
        _put_in_found(rows, goal, parts, context)
    else:
        value = unfolded(goal, context)
        if value == without_groups(goal):
            raise CannotDerive(
                f"{tex(goal)} asks for no derivative", "ask for f'(x), \\frac{\\partial f}{\\partial x} or \\nabla f"
            )
        rows.add(value, Reason("put-in-definitions", "put in what the names stand for"))
    rows.finish(style_of(rows.current, symbols(rows.current)))
    return rows


def _put_in_found(rows: Rows, node: Expression, parts: list[Expression], context: Context) -> None:
    """One row in which each derivative of `node` is replaced by what its own derivation finds."""
    steps: list[Step] = []
    values: dict[Expression, Expression] = {}
    for part in parts:
        inner = rows_for(part, context)
        steps.extend(inner.steps)
        values[part] = inner.current
    by_identity = {id(n): values[cast(Expression, n)] for n in _parts(node)}
    rows.add(replace_nodes(node, by_identity), Reason("put-in-derivatives", "put in the derivatives"), steps)


def _function(operand: Expression, context: Context) -> tuple[Symbol, tuple[Symbol, ...]]:
    name = bare(operand)
    if isinstance(name, Application) and isinstance(bare(name.function), Symbol):
        return cast(Symbol, bare(name.function)), cast(tuple[Symbol, ...], name.arguments)
    if not isinstance(name, Symbol):
        raise CannotDerive(f"the gradient of {tex(operand)} needs a named function", "define it first, such as f(x, y) = x^2 y")
    definition = context.definitions.get(name.name)
    if definition is None or definition.body is None:
        raise CannotDerive(f"{tex(name)} is not defined", f"define it first, such as {name.name}(x, y) = x^2 y")
    if definition.parameters:
        return name, tuple(Symbol(p) for p in definition.parameters)
    return name, tuple(Symbol(s) for s in sorted(symbols(unfolded(definition.body, context))))


def _gradient_rows(
    goal: Expression, gradient: Gradient, arguments: tuple[Expression, ...] | None, context: Context, answer: Expression | None
) -> Rows:
    name, parameters = _function(gradient.operand, context)
    if arguments is not None and all(isinstance(bare(a), Symbol) for a in arguments):
        parameters = cast(tuple[Symbol, ...], tuple(bare(a) for a in arguments))
        arguments = None
    point = {p.name: a for p, a in zip(parameters, arguments, strict=True)} if arguments is not None else {}
    shown = goal if not point else Application(gradient, parameters)
    column = isinstance(answer, Matrix)

    def partial(*by: Symbol) -> Expression:
        if len(by) == 2 and by[0] == by[1]:
            return Derivative(name, ((by[0], 2),), True, Notation.QUOTIENT)
        return Derivative(name, tuple((v, 1) for v in by), True, Notation.QUOTIENT)

    tree: Expression
    if gradient.order == 2:
        tree = Matrix(tuple(tuple(partial(p, q) for q in parameters) for p in parameters))
        reason = Reason("hessian", "the Hessian holds the second partial derivatives")
    else:
        entries = tuple(partial(p) for p in parameters)
        tree = Matrix(tuple((e,) for e in entries)) if column else Vector(entries, VectorStyle.ANGLE)
        reason = Reason("gradient", "the gradient holds the partial derivatives")
    rows = Rows(shown, context)
    rows.add(tree, reason)
    _put_in_found(rows, rows.current, list(dict.fromkeys(_parts(rows.current))), context)
    if point:
        return _at_point(rows, goal, without_groups(rows.current), point, context)
    return rows


def _jacobian_rows(goal: Expression, context: Context) -> Rows:
    last = last_definition(context)
    body = unfolded(cast(Expression, last.body), context)
    if not isinstance(body, Vector | Matrix):
        raise CannotDerive("the last function has one value: it has a gradient, not a Jacobian", f"ask for \\nabla {last.name}")
    entries = body.entries if isinstance(body, Vector) else tuple(e for row in body.rows for e in row)
    parameters = [Symbol(p) for p in last.parameters] or [Symbol(s) for s in sorted(symbols(body))]

    def partial(entry: Expression, by: Symbol) -> Expression:
        return Derivative(entry, ((by, 1),), True, Notation.OPERATOR)

    from builder.calculus.context import Definition
    from builder.calculus.expression.nodes import Group

    tree = Matrix(tuple(tuple(partial(Group(e), p) for p in parameters) for e in entries))
    here = context.with_definition(Definition("J", (), tree))
    reason = Reason("jacobian", "the Jacobian has a row for each component and a column for each variable")
    named = Step(goal, tree, reason, here, goal, ((goal, tree),))
    rows = Rows(goal, here, [named])
    _put_in_found(rows, tree, list(dict.fromkeys(_parts(tree))), here)
    return rows


__all__ = ["ONE", "Style", "by_rules", "rows_for", "target_rows"]
