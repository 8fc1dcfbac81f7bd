"""The method `parametric`: x and y are given by a parameter, and dy/dx is the quotient of their rates.

A derivative of a higher order divides the rate of the one before by the rate of x.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import ONE, ZERO, bare, without_groups
from builder.calculus.derivation.by_rules import at_point, rows_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem
from builder.calculus.derivation.differentiate import derivative_rows, telling
from builder.calculus.derivation.goals import order_of, refuse_point, unfolded
from builder.calculus.derivation.rows import Rows, Way, by_move, quoted, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import Derivative, Evaluation, Expression, Number, Quotient, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.rules import moves

_USUAL = frozenset(("t", r"\theta", r"\varphi", r"\phi", r"\tau", "s", "u"))


class _Asked(Struct, frozen=True):
    """What a goal asks for: the derivative of `y` by `x` of an order, both given by `parameter`, at a value of it or anywhere."""

    y: Symbol
    x: Symbol
    order: int
    parameter: Symbol
    at: tuple[tuple[Symbol, Expression], ...] = ()


def by_parameter(problem: Problem) -> Derivation:
    """Find a derivative of y by x where both are given by a parameter. Raises CannotDerive."""
    context = problem.context
    asked = _asked(problem.goal, context)
    if asked is None:
        raise CannotDerive(
            f"{quoted(problem.goal)} is no derivative of one name by another that a parameter gives",
            "give both, such as x = \\cos t, y = \\sin t, and ask for \\frac{dy}{dx}",
        )
    t = asked.parameter
    of_x, of_y = (Derivative(name, ((t, 1),)) for name in (asked.x, asked.y))
    x_rows, y_rows = rows_for(of_x, context), rows_for(of_y, context)
    speed, found = without_groups(x_rows.current), without_groups(y_rows.current)
    if speed == ZERO:
        raise CannotDerive(f"{quoted(asked.x)} does not change with {quoted(t)}", "ask for the derivative by the parameter")
    steps = [*x_rows.steps, *y_rows.steps]
    way = Way(t, context, leibniz=True)
    for order in range(1, asked.order + 1):
        rows = Rows(Derivative(asked.y, ((asked.x, order),)), context)
        style = replace(style_of(found, {t.name}), keep=frozenset())  # the sums are those of the rates, which nobody wrote
        if order == 1:
            rows.add(Quotient(of_y, of_x), by_move(moves.PARAMETRIC))
            rows.add(Quotient(found, speed), by_move(moves.PUT_IN_DERIVATIVES))
        else:
            rows.add(
                Quotient(way.of(found), of_x),
                by_move(moves.PARAMETRIC, f"differentiate by {tex(t)} once more, and divide by the rate of {tex(asked.x)}"),
            )
            inner = derivative_rows(found, way, style)
            rows.add(Quotient(without_groups(inner.current), speed), telling(inner.steps), inner.steps)
        rows.finish(style)
        steps.extend(rows.steps)
        found = without_groups(rows.current)
    rows.steps = steps
    if asked.at:
        point = {name.name: value for name, value in asked.at}
        refuse_point(problem.goal, (*(unfolded(name, context) for name in (asked.x, asked.y)), Quotient(ONE, speed)), point)
        rows = at_point(rows, problem.goal, found, point, context)
    return Derivation(problem.goal, rows.current, "parametric", context, tuple(rows.steps))


def is_by_parameter(problem: Problem) -> bool:
    """Whether a derivative is asked for of one name by another, where both are given by one letter that moves."""
    return _asked(problem.goal, problem.context) is not None


def _asked(goal: Expression, context: Context) -> _Asked | None:
    match bare(goal):
        case Derivative(operand=Symbol() as y, variables=((x, order),), partial=False):
            letters = [_letters(name, context) for name in (y, x)]
            of_y, of_x = letters
            if not of_y or x.name in of_y or y.name in of_x or not (of_x or _is_value(x, context)):
                return None
            parameter = _parameter(of_y & of_x if of_x else of_y)
            return None if parameter is None else _Asked(y, x, order_of(Number(str(order))), Symbol(parameter))
        case Evaluation(operand=operand, at=at):
            inner = _asked(operand, context)
            return None if inner is None or inner.at else replace(inner, at=at)
        case _:
            return None


def _is_value(name: Symbol, context: Context) -> bool:
    """Whether a name stands for a number: nothing changes with it."""
    definition = context.definitions.get(name.name)
    return definition is not None and definition.body is not None and not symbols(unfolded(definition.body, context))


def _parameter(common: frozenset[str]) -> str | None:
    """The letter that moves, of those that both are given by: the only one, or the only one that is a usual parameter."""
    if len(common) > 1:
        common = common & _USUAL
    return next(iter(common)) if len(common) == 1 else None


def _letters(name: Symbol, context: Context) -> frozenset[str]:
    """What varies in the value of a name; nothing where it has none, or is a function."""
    definition = context.definitions.get(name.name)
    if definition is None or definition.body is None or definition.parameters:
        return frozenset()
    free = symbols(unfolded(definition.body, context))
    return frozenset(n for n in free if n not in context.definitions and context.kinds.get(n, Kind.REAL) is Kind.REAL)
