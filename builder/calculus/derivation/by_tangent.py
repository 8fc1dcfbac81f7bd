"""The methods `tangent` and `normal`: value and slope at a point, and the line through the point with this slope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import ONE, add, bare, negative, rational, times, without_groups
from builder.calculus.derivation.by_curve import by_curve, curve_of, is_on_curve
from builder.calculus.derivation.by_parameter import by_parameter, is_by_parameter
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.finish import over_one_denominator
from builder.calculus.derivation.goals import last_definition, refuse_point, unfolded, variable_of, with_constants
from builder.calculus.derivation.polynomials import coefficients, polynomial
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.derivation.rows import Rows, by_move, reason_of, tex
from builder.calculus.derivation.solving import factored_polynomial, numerator_of, zeros_of
from builder.calculus.derivation.terms import Style, term_of, tree_of
from builder.calculus.derivation.values import exact, worked_out
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Negation,
    Number,
    NumberSet,
    Prime,
    Quotient,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import substitute, symbols
from builder.calculus.latex.printer import print_latex
from builder.calculus.rules import algebra, moves


def by_tangent(problem: Problem) -> Derivation:
    """The tangent line at a point. Raises CannotDerive."""
    return _line(problem, "tangent")


def by_normal(problem: Problem) -> Derivation:
    """The line through a point at a right angle to the tangent. Raises CannotDerive."""
    return _line(problem, "normal")


def function_asked_for(context: Context) -> tuple[Symbol, Symbol, bool]:
    """The name of the last function, its variable, and whether it is applied to it (`f(x)`, not `y`). Raises CannotDerive."""
    definition = last_definition(context)
    name = Symbol(definition.name)
    if len(definition.parameters) > 1:
        raise CannotDerive(f"{definition.name} has several variables", "give a function of one variable, such as f(x) = x^2")
    if definition.parameters:
        return name, Symbol(definition.parameters[0]), True
    return name, variable_of(unfolded(name, context), context), False


def at_place(name: Symbol, x: Symbol, applied: bool, order: int, at: Expression) -> Expression:
    """The value of a function, or of a derivative of it, at a place: `f'(2)`, or `y` with a bar."""
    if applied:
        return Application(Prime(name, Number(str(order))) if order else name, (at,))
    return Evaluation(Derivative(name, ((x, order),)) if order else name, ((x, at),))


def value_rows(goal: Expression, formula: Expression, x: Symbol, at: Expression, context: Context) -> Rows:
    """The rows that put a place into a formula, and work out what stands there."""
    rows = Rows(goal, context)
    put_in = without_groups(substitute(formula, {x.name: at}))
    rows.add(put_in, by_move(moves.PUT_IN_POINT, f"put in {tex(x)[:-1]} = {tex(at)[1:]}"))
    rows.add(worked_out(put_in), by_move(moves.WORK_OUT))
    return rows


def derivative_asked_for(name: Symbol, x: Symbol, applied: bool, order: int) -> Expression:
    """The derivative of a function as it is asked for: `f''(x)`, or `\\frac{d^2 y}{dx^2}`."""
    return Application(Prime(name, Number(str(order))), (x,)) if applied else Derivative(name, ((x, order),))


def formula_of(name: Symbol, x: Symbol, context: Context) -> Expression:
    """What the function is at its variable."""
    body = context.definitions[name.name].body
    assert body is not None
    return unfolded(body, context, frozenset({x.name}))


class _Contact(Struct, frozen=True):
    """Where a line touches a curve: the place, the height and the slope there, and what the last two are called, if they are."""

    x: Symbol
    at: Expression
    height: Expression
    rate: Expression
    called: tuple[Expression, Expression] | None = None


def _line(problem: Problem, kind: str) -> Derivation:
    goal = bare(problem.goal)
    if not isinstance(goal, Evaluation) or len(goal.at) > 2:
        raise CannotDerive(f"a {kind} needs a point", f"ask for `{kind} at x = 2`")
    at = tuple((letter, without_groups(unfolded(value, problem.context))) for letter, value in goal.at)
    y = goal.operand
    assert isinstance(y, Symbol)
    if len(at) == 2 and (slope := _slope_on_curve(problem.context, at)) is not None:
        return _at_point_of_curve(problem.context, at, slope, kind)
    if len(at) == 1 and at[0][0] != (x := Symbol("x")):
        slope = Problem(Evaluation(Derivative(y, ((x, 1),)), at), problem.context)
        if is_by_parameter(slope):
            return _at_parameter(slope, x, y, at, kind)
    return _on_graph(problem.context, at, kind)


def _slope_on_curve(context: Context, at: Sequence[tuple[Symbol, Expression]]) -> Problem | None:
    """The problem of the slope at a point of a curve, if the two letters of the point are tied by one."""
    (x, _), (y, _) = at
    slope = Problem(Evaluation(Derivative(y, ((x, 1),)), tuple(at)), context)
    return slope if is_on_curve(slope) else None


def _at_point_of_curve(context: Context, at: Sequence[tuple[Symbol, Expression]], slope: Problem, kind: str) -> Derivation:
    """The line at a point of a curve, whose slope is found implicitly. Raises CannotDerive."""
    (x, place), (y, height) = at
    curve = curve_of(y, x, context)
    assert curve is not None
    sides = [without_groups(substitute(side, {x.name: place, y.name: height})) for side in (curve.left, curve.right)]
    values = [rough(side, {}) for side in sides]
    if None in values or abs((values[0] or 0.0) - (values[1] or 0.0)) > NEAR:
        raise CannotDerive(
            f"the point ({tex(place)[1:-1]}, {tex(height)[1:-1]}) is not on the curve", "give a point of the curve"
        )
    on_curve = Rows(sides[0], context)
    on_curve.add(worked_out(sides[1]), by_move(moves.PUT_IN_POINT, "the point is on the curve"))
    found = by_curve(slope)
    rows = _line_rows(kind, _Contact(x, place, height, found.answer), y, replace(context, curves=()))
    return Derivation(y, rows.current, kind, context, (*on_curve.steps, *found.steps, *rows.steps))


def _at_parameter(slope: Problem, x: Symbol, y: Symbol, at: tuple[tuple[Symbol, Expression], ...], kind: str) -> Derivation:
    """The line at a point of a curve that a parameter gives. Raises CannotDerive."""
    context = slope.context
    ((t, place),) = at
    names = (x, y)
    formulas = [formula_of(name, t, context) for name in names]
    refuse_point(slope.goal, formulas, {t.name: place})
    point = [value_rows(Evaluation(n, at), f, t, place, context) for n, f in zip(names, formulas, strict=True)]
    found = by_parameter(slope)
    elsewhere = replace(context, definitions={n: d for n, d in context.definitions.items() if n != x.name})
    rows = _line_rows(kind, _Contact(x, point[0].current, point[1].current, found.answer), y, elsewhere)
    steps = (*(step for part in point for step in part.steps), *found.steps, *rows.steps)
    return Derivation(y, rows.current, kind, context, steps)


def _on_graph(context: Context, at: Sequence[tuple[Symbol, Expression]], kind: str) -> Derivation:
    """The line at a place of the graph of the last function, or the tangents from a point elsewhere. Raises CannotDerive."""
    name, x, applied = function_asked_for(context)
    (letter, place), *rest = at
    if letter != x and not rest:
        raise CannotDerive(
            f"{tex(name)[1:-1]} is a function of {x.name}, not of {letter.name}", f"ask for `{kind} at {x.name} = 2`"
        )
    formula = formula_of(name, x, context)
    if rest:
        height, there = rest[0][1], rough(without_groups(substitute(formula, {x.name: place})), {})
        if there is None or abs(there - (rough(height, {}) or 0.0)) > NEAR:
            return _from_point(context, (place, height), kind)
    derivative = rows_for(derivative_asked_for(name, x, applied, 1), context)
    contact, (of_height, of_slope) = _contact(context, place, without_groups(derivative.current))
    rows = _line_rows(kind, contact, _line_name(context, formula, contact), context)
    return Derivation(rows.goal, rows.current, kind, context, (*of_height, *derivative.steps, *of_slope, *rows.steps))


def _quoted_point(point: tuple[Expression, Expression]) -> str:
    return f"`({', '.join(map(print_latex, point))})`"


def _contact(context: Context, at: Expression, slope: Expression) -> tuple[_Contact, tuple[list[Step], list[Step]]]:
    """A place of the graph of the last function; the rows that find its height, and those that find the slope."""
    name, x, applied = function_asked_for(context)
    formula, named = formula_of(name, x, context), [at_place(name, x, applied, order, at) for order in (0, 1)]
    for shown, part in zip(named, (formula, slope), strict=True):
        refuse_point(shown, (part,), {x.name: at})
    height, rate = (value_rows(shown, part, x, at, context) for shown, part in zip(named, (formula, slope), strict=True))
    return _Contact(x, at, height.current, rate.current, (named[0], named[1]) if applied else None), (height.steps, rate.steps)


def _line_name(context: Context, formula: Expression, contact: _Contact) -> Symbol:
    """What the line is called: y, unless that is taken."""
    used = frozenset((contact.x.name,)).union(*map(symbols, (formula, contact.at, contact.height, contact.rate)))
    own = () if contact.called is None else context.definitions.keys()
    return Symbol(next(n for n in ("y", "T", "z", "w", "q") if n not in used and n not in own))


def _from_point(context: Context, point: tuple[Expression, Expression], kind: str) -> Derivation:
    """The tangents through a point that is not on the graph: where they touch it is solved for. Raises CannotDerive."""
    if kind == "normal":
        raise CannotDerive(f"the point {_quoted_point(point)} is not on the graph", "give a point of it")
    name, x, applied = function_asked_for(context)
    formula = formula_of(name, x, context)
    derivative = rows_for(derivative_asked_for(name, x, applied, 1), context)
    slope = without_groups(derivative.current)
    a = Symbol(next(n for n in ("a", "c", "s", "b") if n not in symbols(formula) and n not in context.definitions))
    run, context_of_a = add(point[0], negative(a)), with_constants(a, frozenset(), context)
    shown = [at_place(name, x, applied, order, a) for order in (0, 1)]
    formulas = [without_groups(substitute(part, {x.name: a})) for part in (formula, slope)]
    rows = Rows(add(shown[0], times(shown[1], run)), context_of_a)
    words = f"the tangent at ${x.name} = {a.name}$, where {tex(x)[:-1]} = {tex(point[0])[1:]}"
    rows.add(add(formulas[0], times(formulas[1], run)), by_move(moves.PUT_IN_VALUES, words))
    style = Style(variables=frozenset((a.name,)))
    rows.finish(style)
    equation = rows.current if rational(point[1]) == 0 else add(rows.current, negative(point[1]))
    together = over_one_denominator(equation, style, [])
    zeros = zeros_of(factored_polynomial(numerator_of(together), a) or together, a)
    if not zeros:
        raise CannotDerive(f"no tangent goes through {_quoted_point(point)}", "the point lies on the other side of the graph")
    names = tuple((cast(Expression, a), zero) for zero in zeros)
    words = f"the tangent goes through the point where this is {tex(point[1])}"
    touching = Step(a, zeros[-1], Reason(moves.SOLVE.name, words), context_of_a, a, names, solved=equation)
    steps = [*derivative.steps, *rows.steps, touching]
    lines: list[Expression] = []
    for zero in zeros:
        contact, found = _contact(context, zero, slope)
        line = _line_rows(kind, contact, _line_name(context, formula, contact), context)
        steps.extend((*found[0], *found[1], *line.steps))
        lines.append(line.current)
    answer = lines[0] if len(lines) == 1 else NumberSet("finite", members=tuple(lines))
    return Derivation(line.goal, answer, kind, context, tuple(steps))


def _line_rows(kind: str, contact: _Contact, y: Symbol, context: Context) -> Rows:
    """The rows of the line through a point with the slope of a curve, or at a right angle to it. Raises CannotDerive."""
    x, at, height, rate = contact.x, contact.at, contact.height, contact.rate
    if kind == "normal":
        if rational(rate) == 0:
            raise CannotDerive(
                f"the tangent is level, so that the normal is the line {tex(x)[1:-1]} = {tex(at)[1:-1]}", "it has no slope"
            )
        rate = without_groups(exact(Quotient(Negation(ONE), rate)))
    run = add(x, negative(at)) if rational(at) != 0 else x
    through = _numbers(height, rate, run)
    if contact.called is not None:  # by the names of value and slope, and then by numbers
        of_height, of_slope = contact.called
        shown_slope: Expression = times(of_slope, run) if kind == "tangent" else Negation(Quotient(run, of_slope))
        line, where, slope_words = add(of_height, shown_slope), "the point", "the slope of the curve"
    else:
        line, where, slope_words = through, f"the point ({tex(at)}, {tex(height)})", f"slope {tex(rate)}"
    words = f"the line through {where} with {slope_words}"
    if kind == "normal":
        words = f"the line through {where} at a right angle to the tangent"
        words += f", with slope {tex(rate)}" if contact.called is None else ": its slope is minus one over that of the curve"
    here = context.with_definition(Definition(y.name, (), line)).with_variable(x.name)
    rows = Rows(y, here, [Step(y, line, Reason(moves.LINE_THROUGH_POINT.name, words), here, y, ((y, line),))])
    if contact.called is not None:
        rows.add(through, by_move(moves.PUT_IN_VALUES))
    _collected(rows, height, rate, at, x)
    return rows


def _numbers(height: Expression, rate: Expression, run: Expression) -> Expression:
    """The line as a number plus a slope times how far x has gone."""
    if rational(rate) == 0:
        return height
    second = _product(rate, run)
    return add(height, second) if rational(height) != 0 else second


def _product(rate: Expression, run: Expression) -> Expression:
    if rational(rate) == 1:
        return run
    if rational(rate) == 0:
        return Number("0")
    if isinstance(rate, Negation):
        return Negation(times(rate.operand, run) if rate.operand != ONE else run)
    return times(rate, run)


def _collected(rows: Rows, height: Expression, rate: Expression, at: Expression, x: Symbol) -> None:
    """The line as slope times x plus a number."""
    values = coefficients(rows.current, x)
    if values is not None:
        rows.add(polynomial(values, x, Style()), reason_of(algebra.EXPAND, algebra.COLLECT))
        return
    constant = worked_out(add(height, negative(worked_out(times(rate, at)))))
    sloped = tree_of(term_of(times(rate, x), []), Style(variables=frozenset((x.name,))))
    total = sloped if rational(constant) == 0 else add(sloped, constant)
    if isinstance(total, Sum) or total != rows.current:
        rows.add(total, reason_of(algebra.EXPAND, algebra.COLLECT))
