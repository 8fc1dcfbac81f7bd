"""The methods `tangent` and `normal`: value and slope at a point, and the line through the point with this slope."""

from __future__ import annotations

from builder.calculus.context import Context, Definition
from builder.calculus.derivation.build import ONE, add, bare, negative, rational, times, without_groups
from builder.calculus.derivation.by_rules import rows_for
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.goals import last_definition, refuse_point, unfolded, variable_of
from builder.calculus.derivation.polynomials import coefficients, polynomial
from builder.calculus.derivation.rows import Rows, by_move, reason_of, tex
from builder.calculus.derivation.terms import Style, term_of, tree_of
from builder.calculus.derivation.values import exact, worked_out
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Negation,
    Number,
    Prime,
    Quotient,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import substitute, symbols
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


def _line(problem: Problem, kind: str) -> Derivation:
    goal = bare(problem.goal)
    if not isinstance(goal, Evaluation) or len(goal.at) != 1:
        raise CannotDerive(f"a {kind} needs a point", f"ask for `{kind} at x = 2`")
    name, x, applied = function_asked_for(problem.context)
    letter, at = goal.at[0]
    if letter != x:
        raise CannotDerive(
            f"{tex(name)[1:-1]} is a function of {x.name}, not of {letter.name}", f"ask for `{kind} at {x.name} = 2`"
        )
    at = without_groups(unfolded(at, problem.context))
    derivative = rows_for(derivative_asked_for(name, x, applied, 1), problem.context)
    formula, found = formula_of(name, x, problem.context), without_groups(derivative.current)
    refuse_point(at_place(name, x, applied, 0, at), (formula,), {x.name: at})
    refuse_point(at_place(name, x, applied, 1, at), (found,), {x.name: at})
    value = value_rows(at_place(name, x, applied, 0, at), formula, x, at, problem.context)
    slope = value_rows(at_place(name, x, applied, 1, at), found, x, at, problem.context)
    steps: list[Step] = [*value.steps, *derivative.steps, *slope.steps]
    height, rate = value.current, slope.current
    if kind == "normal":
        if rational(rate) == 0:
            raise CannotDerive(
                f"the tangent is level, so that the normal is the line {tex(x)[1:-1]} = {tex(at)[1:-1]}", "it has no slope"
            )
        rate = without_groups(exact(Quotient(Negation(ONE), rate)))
    run = add(x, negative(at)) if rational(at) != 0 else x
    through = _numbers(height, rate, run)
    used = frozenset((x.name,)).union(*map(symbols, (at, height, rate)))
    y = Symbol(next(n for n in ("y", "T", "z", "w", "q") if n not in used))
    named = applied and y.name not in symbols(formula) | problem.context.definitions.keys()
    if named:  # by the names of value and slope, and then by numbers
        shown_slope: Expression = times(slope.goal, run) if kind == "tangent" else Negation(Quotient(run, slope.goal))
        line, where, slope_words = add(value.goal, shown_slope), "the point", "the slope of the curve"
    else:
        line, where, slope_words = through, f"the point ({tex(at)}, {tex(height)})", f"slope {tex(rate)}"
    words = f"the line through {where} with {slope_words}"
    if kind == "normal":
        words = f"the line through {where} at a right angle to the tangent"
        words += ": its slope is minus one over that of the curve" if named else f", with slope {tex(rate)}"
    here = problem.context.with_definition(Definition(y.name, (), line)).with_variable(x.name)
    rows = Rows(y, here, [Step(y, line, Reason(moves.LINE_THROUGH_POINT.name, words), here, y, ((y, line),))])
    if named:
        rows.add(through, by_move(moves.PUT_IN_VALUES))
    _collected(rows, height, rate, at, x)
    return Derivation(y, rows.current, kind, problem.context, (*steps, *rows.steps))


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
