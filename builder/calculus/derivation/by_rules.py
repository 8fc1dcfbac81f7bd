"""The method `rules`: state the rule, put in what the parts give, tidy; then put in the point, or differentiate once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import comb
from typing import cast

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.build import ONE, add, bare, dotted, number, rational, replace_nodes, times, without_groups
from builder.calculus.derivation.by_operators import is_operator, operator_rows, with_vectors_multiplied
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import Target, last_definition, refuse_jump, refuse_point, target_of, unfolded
from builder.calculus.derivation.pieces import piece_beside
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.signs import known_signs
from builder.calculus.derivation.terms import exponent_sum, raised, style_of, term_of, tree_of
from builder.calculus.derivation.values import exact, worked_out
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Constant,
    Derivative,
    Differential,
    Directional,
    Evaluation,
    Expression,
    Fence,
    Fenced,
    Gradient,
    Matrix,
    Node,
    Notation,
    Number,
    Power,
    Prime,
    Root,
    Sum,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import children, descendants, map_children, substitute, symbols
from builder.calculus.rules import algebra, moves

_LARGEST_BINOMIAL = 200


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
    found = target.body
    steps: list[Step] = []
    rows: Rows | None = None
    for place, variable in enumerate(target.variables):
        way = replace(target.way, variable=variable)
        style = style_of(found if place else target.body, {variable.name} | (symbols(found) if target.way.partial else set()))
        style = replace(style, positive=frozenset(Symbol(name) for name, sign in known_signs(context).items() if sign > 0))
        if place == 0 and found != target.source:
            rows = Rows(target.shown[0], way.here)
            rows.add(way.of(found), by_move(moves.PUT_IN_DEFINITIONS, "put in what the names stand for"))
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
        refuse_point(target.goal, (target.body,), target.point)
        refuse_jump(target.goal, target.body, target.point)
        rows = at_point(rows, target.goal, found, target.point, context)
    return rows


def at_point(rows: Rows, goal: Expression, found: Expression, point: Mapping[str, Expression], context: Context) -> Rows:
    """The rows of `rows`, and then those that put in the point. Raises CannotDerive where nothing has a value there."""
    met = ""
    if len(point) == 1 and any(isinstance(n, Cases) for n in descendants(found)):
        ((name, place),) = point.items()
        found, met = _in_case(found, Symbol(name), rough(place, {}), goal), ", in the case that holds there"
    refuse_point(goal, (found,), point, derived=True)
    at = Rows(goal, context)
    where = ", ".join(f"{tex(Symbol(name))[:-1]} = {tex(value)[1:]}" for name, value in point.items())
    value = without_groups(substitute(found, {name: without_groups(v) for name, v in point.items()}))
    at.add(value, by_move(moves.PUT_IN_POINT, f"put in {where}{met}"))
    if not symbols(value) and any(isinstance(n, Call | Constant | Root | Fenced) for n in descendants(value)):
        at.add(exact(value), by_move(moves.WORK_OUT))
    at.finish(style_of(found, ()))
    if not symbols(at.current):
        at.add(worked_out(at.current), by_move(moves.WORK_OUT))
    at.steps = [*rows.steps, *at.steps]
    return at


def _in_case(found: Expression, x: Symbol, at: float | None, goal: Expression) -> Expression:
    """A formula with the case that holds at a place instead of all of them. Raises CannotDerive where none does."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if not isinstance(node, Cases):
            return node
        piece = piece_beside(node, x, at, 0)
        if piece is None:
            raise CannotDerive(f"{quoted(goal)} is not given by one of the cases", "ask for it by the method definition")
        return piece

    return without_groups(cast(Expression, change(found)))


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
    if is_operator(goal, context):
        return operator_rows(goal, context, rows_for)
    match inner:
        case Gradient():
            return _gradient_rows(goal, inner, None, context, answer)
        case Application(function=Gradient() as gradient):
            return _gradient_rows(goal, gradient, inner.arguments, context, answer)
        case Symbol(name) if _is_matrix_of("J", name, context):
            return _jacobian_rows(goal, context)
        case Symbol(name) if _is_matrix_of("H", name, context):
            return _gradient_rows(goal, Gradient(Symbol(last_definition(context).name), 2), None, context, answer)
        case Differential():
            return _differential_rows(goal, inner, context)
        case Evaluation():
            return _evaluated_rows(goal, inner, context)
        case Directional():
            return _directional_rows(goal, inner, None, context)
        case Application(function=Directional() as along):
            return _directional_rows(goal, along, inner.arguments, context)
    rows = Rows(goal, context)
    parts = list(dict.fromkeys(_parts(goal)))
    if parts:
        _put_in_found(rows, goal, parts, context)
    else:
        value = unfolded(goal, context)
        refuse_point(goal, (value,), {})
        coefficients = _binomials(value)
        if coefficients != value:
            if value != without_groups(goal):
                rows.add(value, by_move(moves.PUT_IN_DEFINITIONS, "put in what the names stand for"))
            rows.add(coefficients, _binomial_reason(value))
            value = coefficients
        elif value == without_groups(goal):
            raise CannotDerive(
                f"{quoted(goal)} asks for no derivative", "ask for f'(x), \\frac{\\partial f}{\\partial x} or \\nabla f"
            )
        elif not rows.steps:
            rows.add(value, by_move(moves.PUT_IN_DEFINITIONS, "put in what the names stand for"))
    rows.add(with_vectors_multiplied(rows.current), by_move(moves.DOT_PRODUCT))
    lengths = _lengths(rows.current)
    if lengths != rows.current:
        rows.add(lengths, by_move(moves.LENGTH))
    if not symbols(rows.current):
        rows.add(exact(rows.current), by_move(moves.WORK_OUT))
    rows.finish(style_of(rows.current, symbols(rows.current)))
    return rows


def _is_matrix_of(letter: str, name: str, context: Context) -> bool:
    """Whether a name asks for the Jacobian, `J` or `J_f`, or the Hessian, `H` or `H_f`, of the last function f."""
    return name.startswith(letter) and name not in context.definitions and name[1:] in ("", f"_{last_definition(context).name}")


def _lengths(node: Expression) -> Expression:
    """`node` with the lengths of vectors whose entries are known written out."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Fenced) and n.fence in (Fence.NORM, Fence.EUCLIDEAN) and isinstance(vector := bare(n.inner), Vector):
            return Root(add(*map(squared, vector.entries)))
        return n

    def squared(entry: Expression) -> Expression:
        if rational(entry) is not None or isinstance(entry, Sum):
            return Power(entry, Number("2"))
        return tree_of(raised(term_of(entry, []), 2), style)

    style = style_of(node, symbols(node))

    return cast(Expression, change(node))


def _put_in_found(rows: Rows, node: Expression, parts: list[Expression], context: Context) -> None:
    """One row in which each derivative of `node` is replaced by what its own derivation finds."""
    steps: list[Step] = []
    values: dict[Expression, Expression] = {}
    for part in parts:
        inner = rows_for(part, context)
        steps.extend(inner.steps)
        values[part] = inner.current
    by_identity = {id(n): values[n] for n in _parts(node)}
    rows.add(replace_nodes(node, by_identity), by_move(moves.PUT_IN_DERIVATIVES, "put in the derivatives"), steps)


def _binomials(node: Expression) -> Expression:
    """`node` with binomial coefficients of numbers worked out, and two neighbours in Pascal's triangle added."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Binomial):
            upper, lower = rational(n.upper), rational(n.lower)
            if (
                upper is not None
                and lower is not None
                and upper.denominator == lower.denominator == 1
                and 0 <= lower <= upper <= _LARGEST_BINOMIAL
            ):
                return number(comb(int(upper), int(lower)))
        if isinstance(n, Sum) and len(n.terms) == 2:
            first, second = n.terms
            if isinstance(first, Binomial) and isinstance(second, Binomial) and first.upper == second.upper:
                for k, other in ((second.lower, first.lower), (first.lower, second.lower)):
                    if exponent_sum(other, Fraction(1)) == k:
                        return Binomial(add(first.upper, ONE), k)
        return n

    return cast(Expression, change(node))


def _binomial_reason(value: Expression) -> Reason:
    if any(isinstance(n, Binomial) and (rational(n.upper) is None or rational(n.lower) is None) for n in descendants(value)):
        return reason_of(algebra.PASCAL)
    return by_move(moves.BINOMIAL_COEFFICIENTS, "work out the binomial coefficients")


def _apart(operand: Expression, arguments: tuple[Expression, ...] | None) -> tuple[Expression, tuple[Expression, ...] | None]:
    """`f(1, 1)` under an operator as f and its point."""
    inner = bare(operand)
    if arguments is None and isinstance(inner, Application) and not all(isinstance(bare(a), Symbol) for a in inner.arguments):
        return inner.function, inner.arguments
    return operand, arguments


def _directional_rows(goal: Expression, along: Directional, arguments: tuple[Expression, ...] | None, context: Context) -> Rows:
    """The derivative along a vector: the partial derivatives times its entries, added."""
    operand, arguments = _apart(along.operand, arguments)
    name, parameters = _function(operand, context)
    direction = unfolded(along.direction, context)
    if not isinstance(direction, Vector) or len(direction.entries) != len(parameters):
        raise CannotDerive(
            f"the direction {quoted(along.direction)} has no entry for each variable", "define it, such as u = (3/5, 4/5)"
        )
    terms = []
    for parameter, entry in zip(parameters, direction.entries, strict=True):
        rate: Expression = Derivative(name, ((parameter, 1),), True, Notation.QUOTIENT)
        terms.append(dotted(rate if arguments is None else Application(rate, arguments), entry))
    length = rough(add(*(Power(entry, Number("2")) for entry in direction.entries)), {})
    is_unit = length is not None and abs(length - 1) < NEAR
    said = moves.DIRECTIONAL.says
    text = said.replace("a vector", "a unit vector", 1) if is_unit else f"{said}; it is not divided by its length"
    rows = Rows(goal, context)
    rows.add(add(*terms), by_move(moves.DIRECTIONAL, text))
    _put_in_found(rows, rows.current, list(dict.fromkeys(_parts(rows.current))), context)
    rows.finish(style_of(rows.current, symbols(rows.current)))
    return rows


def _function(operand: Expression, context: Context) -> tuple[Symbol, tuple[Symbol, ...]]:
    name = bare(operand)
    if isinstance(name, Application) and isinstance(bare(name.function), Symbol):
        return cast(Symbol, bare(name.function)), cast(tuple[Symbol, ...], name.arguments)
    if not isinstance(name, Symbol):
        raise CannotDerive(
            f"the gradient of {quoted(operand)} needs a named function", "define it first, such as f(x, y) = x^2 y"
        )
    definition = context.definitions.get(name.name)
    if definition is None or definition.body is None:
        raise CannotDerive(f"{quoted(name)} is not defined", f"define it first, such as {name.name}(x, y) = x^2 y")
    if definition.parameters:
        return name, tuple(Symbol(p) for p in definition.parameters)
    if context.shapes:
        raise CannotDerive(
            f"{quoted(operand)} does not tell by what it is differentiated",
            r"ask for \frac{\partial f}{\partial x}, or define f(x)",
        )
    return name, tuple(Symbol(s) for s in sorted(symbols(unfolded(definition.body, context))))


def _gradient_rows(
    goal: Expression, gradient: Gradient, arguments: tuple[Expression, ...] | None, context: Context, answer: Expression | None
) -> Rows:
    operand, arguments = _apart(gradient.operand, arguments)
    gradient = Gradient(operand, gradient.order)
    name, parameters = _function(operand, context)
    if arguments is not None and all(isinstance(bare(a), Symbol) for a in arguments):
        parameters = cast(tuple[Symbol, ...], tuple(bare(a) for a in arguments))
        arguments = None
    point = {p.name: a for p, a in zip(parameters, arguments, strict=True)} if arguments is not None else {}
    refuse_point(goal, (unfolded(name if not parameters else Application(name, parameters), context),), point)
    shown = goal if not point else Application(gradient, parameters)
    column = isinstance(answer, Matrix)

    def partial(*by: Symbol) -> Expression:
        if len(by) == 2 and by[0] == by[1]:
            return Derivative(name, ((by[0], 2),), True, Notation.QUOTIENT)
        return Derivative(name, tuple((v, 1) for v in by), True, Notation.QUOTIENT)

    tree: Expression
    if gradient.order == 2:
        tree = Matrix(tuple(tuple(partial(p, q) for q in parameters) for p in parameters))
        reason = by_move(moves.HESSIAN, "the Hessian holds the second partial derivatives")
    else:
        entries = tuple(partial(p) for p in parameters)
        tree = Matrix(tuple((e,) for e in entries)) if column else Vector(entries, VectorStyle.ANGLE)
        reason = by_move(moves.GRADIENT, "the gradient holds the partial derivatives")
    rows = Rows(shown, context)
    rows.add(tree, reason)
    _put_in_found(rows, rows.current, list(dict.fromkeys(_parts(rows.current))), context)
    if gradient.order != 2:  # the partial derivatives first, as rows of their own
        told, put_in = rows.steps
        rows.steps = [*put_in.steps, told, replace(put_in, steps=())]
    if point:
        return at_point(rows, goal, without_groups(rows.current), point, context)
    return rows


def _evaluated_rows(goal: Expression, evaluation: Evaluation, context: Context) -> Rows:
    """What is found, or stands, before a bar, at the point behind it."""
    operand = bare(evaluation.operand)
    point = {name.name: value for name, value in evaluation.at}
    if isinstance(operand, Differential):
        raise CannotDerive(f"{quoted(goal)} is no number", "ask for the partial derivatives at the point")
    is_matrix = isinstance(operand, Symbol) and any(_is_matrix_of(letter, operand.name, context) for letter in "JH")
    if is_matrix or any(True for _ in _parts(operand)):
        rows = rows_for(operand, context)
        return at_point(rows, goal, without_groups(rows.current), point, context)
    return at_point(Rows(goal, context), goal, unfolded(operand, context, frozenset(point)), point, context)


def _differential_rows(goal: Expression, differential: Differential, context: Context) -> Rows:
    """The total differential: each partial derivative times the differential of its variable."""
    name, parameters = _function(differential.variable, context)
    partial = len(parameters) > 1
    parts = [Derivative(name, ((p, 1),), partial, Notation.QUOTIENT) for p in parameters]
    rows = Rows(goal, context)
    rows.add(
        add(*(times(part, Differential(p)) for part, p in zip(parts, parameters, strict=True))),
        by_move(moves.TOTAL_DIFFERENTIAL),
    )
    found = Rows(rows.current, context)
    _put_in_found(found, rows.current, list(dict.fromkeys(_parts(rows.current))), context)
    (put_in,) = found.steps
    return Rows(goal, context, [*rows.steps, replace(put_in, before=goal, left=goal)])


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
    here = context.with_definition(Definition("J", tuple(parameter.name for parameter in parameters), tree))
    reason = by_move(moves.JACOBIAN, "the Jacobian has a row for each component and a column for each variable")
    named = Step(goal, tree, reason, here, goal, ((goal, tree),))
    rows = Rows(goal, here, [named])
    _put_in_found(rows, tree, list(dict.fromkeys(_parts(tree))), here)
    return rows
