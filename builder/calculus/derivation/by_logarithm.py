"""The method `logarithmic`: take logarithms first, differentiate both sides, and multiply by the function."""

from __future__ import annotations

from builder.calculus.derivation.build import EULER, ONE, add, bare, call, dotted, negative, rational, times, without_groups
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem, Reason, Step
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.goals import target_of
from builder.calculus.derivation.layers import is_general_power
from builder.calculus.derivation.rows import Rows, by_move, quoted, reason_of, tex
from builder.calculus.derivation.terms import style_of
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
)
from builder.calculus.expression.walk import descendants, summands
from builder.calculus.rules import algebra, moves
from builder.calculus.rules import differentiation as rules
from builder.calculus.rules.rule import Rule


def by_logarithm(problem: Problem) -> Derivation:
    """Differentiate by taking logarithms. Raises CannotDerive."""
    target = target_of(problem.goal, problem.context)
    if target is None or len(target.variables) != 1 or target.point:
        raise CannotDerive("logarithmic differentiation finds a first derivative", "ask for f'(x)")
    way, body = target.way, target.body
    used: list[Rule] = []
    logarithm = _logarithm(body, used)
    if not used:
        raise CannotDerive(f"the logarithm of {quoted(body)} is not simpler than it", "use the method rules")
    value = _value(target.goal)
    shown = call("ln", value)
    steps = [Step(shown, logarithm, reason_of(*used), way.here, shown)]
    rate = Quotient(target.goal, value)
    found = derivative_rows(logarithm, way, style_of(logarithm, {way.variable.name}))
    rows = Rows(rate, way.here)
    rows.add(
        way.of(logarithm), Reason(rules.LOGARITHM.name, f"differentiate both sides: the left one is {tex(call('ln', value))}")
    )
    for step in found.steps:
        rows.add(step.after, step.reason, step.steps)
    last = Rows(target.goal, way.here)
    last.add(
        dotted(value, without_groups(rows.current)), by_move(moves.MULTIPLY_BY_FUNCTION, f"multiply both sides by {tex(value)}")
    )
    last.add(times(body, without_groups(rows.current)), by_move(moves.PUT_BACK, f"put back what {tex(value)} is"))
    style = style_of(last.current, {way.variable.name})
    if not isinstance(rows.current, Sum) and not any(is_general_power(n, style) for n in descendants(body)):
        last.finish(style, gently=True)  # else it stays as it is: that is what the logarithm is for
    return Derivation(problem.goal, last.current, "logarithmic", problem.context, (*steps, *rows.steps, *last.steps))


def _value(goal: Expression) -> Expression:
    """What the goal is the derivative of, as it is written: `f(x)` for `f'(x)`, `y` for `dy/dx`."""
    match bare(goal):
        case Application(function=Prime(operand=operand), arguments=arguments):
            return Application(operand, arguments)
        case Prime(operand=operand) | Derivative(operand=operand):
            return operand
        case other:
            raise CannotDerive(f"{quoted(other)} does not name a function", "ask for f'(x) or \\frac{dy}{dx}")


def _logarithm(node: Expression, used: list[Rule]) -> Expression:
    """ln of `node`, taken apart by the laws of logarithms; the laws are appended to `used`."""
    node = bare(node)
    match node:
        case _ if node == EULER:
            used.append(algebra.LOGARITHM_OF_E)
            return ONE
        case Power():
            used.append(algebra.LOGARITHM_OF_POWER)
            return _multiple(node.exponent, _logarithm(node.base, used))
        case Root():
            used.append(algebra.LOGARITHM_OF_POWER)
            index = node.index or Number("2")
            return _multiple(Quotient(ONE, index), _logarithm(node.radicand, used))
        case Product():
            used.append(algebra.LOGARITHM_OF_PRODUCT)
            return add(*(_logarithm(f, used) for f in node.factors))
        case Quotient():
            used.append(algebra.LOGARITHM_OF_QUOTIENT)
            below = _logarithm(node.denominator, used)
            parts = summands(below)
            above = [] if rational(node.numerator) == 1 else [_logarithm(node.numerator, used)]
            return add(*above, *(negative(part) for part in parts))
        case _:
            return call("ln", node)


def _multiple(factor: Expression, logarithm: Expression) -> Expression:
    return factor if logarithm == ONE else times(factor, logarithm)
