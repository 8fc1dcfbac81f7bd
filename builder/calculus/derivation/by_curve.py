"""The method `implicit`: differentiate both sides of a curve, y depending on x, and solve for the derivative."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from builder.calculus.context import Context, Kind
from builder.calculus.derivation.build import ZERO, add, bare, depends_on, negative, without_groups
from builder.calculus.derivation.derivation import CannotDerive, Derivation, Problem
from builder.calculus.derivation.differentiate import derivative_rows
from builder.calculus.derivation.rows import Rows, Way, by_move, quoted, tex
from builder.calculus.derivation.terms import Style, Term, multiply, style_of, term_of, tree_of
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Node,
    Prime,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import map_children
from builder.calculus.rules import moves


def by_curve(problem: Problem) -> Derivation:
    """Find dy/dx on a curve of the context. Raises CannotDerive."""
    y, x = _letters(problem.goal, problem.context)
    context = problem.context
    curve = _curve(y, x, context)
    if curve is None:
        raise CannotDerive(f"no curve ties {quoted(y)} to {quoted(x)}", "give one, such as x^2 + y^2 = 25")
    rate = problem.goal if isinstance(bare(problem.goal), Derivative) else Derivative(y, ((x, 1),))
    way = Way(x, context, leibniz=True)
    total = without_groups(
        add(curve.left, negative(curve.right))
        if depends_on(curve.right, x.name) or depends_on(curve.right, y.name)
        else curve.left
    )
    style = style_of(total, {x.name, y.name})
    hidden = _with_y_of_x(total, y, x)
    inner_context = Context(kinds=context.kinds, assumptions=()).with_kind(y.name, Kind.FUNCTION)
    found = derivative_rows(hidden, Way(x, inner_context, leibniz=True), style)
    differentiated = _with_plain_y(found.current, y, x, rate)
    rows = Rows(way.of(total), context)
    rows.add(
        differentiated,
        by_move(moves.DIFFERENTIATE_CURVE, f"differentiate; {tex(y)} depends on {tex(x)}, so the chain rule gives {tex(rate)}"),
    )
    rows.add(ZERO, by_move(moves.OTHER_SIDE, "the other side of the curve is constant"))
    last = Rows(problem.goal, context)
    last.add(_solved(differentiated, rate, style), by_move(moves.SOLVE, f"solve for {tex(rate)}"))
    last.finish(style)
    return Derivation(problem.goal, last.current, "implicit", context, (*rows.steps, *last.steps))


def is_on_curve(problem: Problem) -> bool:
    """Whether the derivative of a letter is asked for that nothing defines, and that a curve ties to the other one."""
    context = problem.context
    match bare(problem.goal):
        case Derivative(operand=Symbol(name), variables=((Symbol(), 1),)) | Prime(operand=Symbol(name)):
            y, x = _letters(problem.goal, context)
            definition = context.definitions.get(name)
            return (definition is None or definition.body is None) and _curve(y, x, context) is not None
        case _:
            return False


def _curve(y: Symbol, x: Symbol, context: Context) -> Relation | None:
    """The first curve that ties two letters."""
    return next((c for c in context.curves if c.sign is Sign.EQUAL and depends_on(c, y.name) and depends_on(c, x.name)), None)


def _letters(goal: Expression, context: Context) -> tuple[Symbol, Symbol]:
    match bare(goal):
        case Derivative(operand=Symbol() as y, variables=((x, 1),)):
            return y, x
        case Prime(operand=Symbol() as y):
            return y, Symbol(context.variable or "x")
        case _:
            raise CannotDerive(f"{quoted(goal)} is no derivative on a curve", "ask for \\frac{dy}{dx}")


def _with_y_of_x(node: Expression, y: Symbol, x: Symbol) -> Expression:
    def change(n: Node) -> Node:
        return Application(y, (x,)) if n == y else map_children(n, change)

    return cast(Expression, change(node))


def _with_plain_y(node: Expression, y: Symbol, x: Symbol, rate: Expression) -> Expression:
    def change(n: Node) -> Node:
        match n:
            case Application(function=Prime()):
                return rate
            case Application(function=Symbol() as name) if name == y:
                return y
            case _:
                return map_children(n, change)

    return cast(Expression, change(node))


def _solved(node: Expression, rate: Expression, style: Style) -> Expression:
    """The value of `rate` from `node = 0`, in which it is linear. Raises CannotDerive."""
    with_rate: list[Expression] = []
    without: list[Expression] = []
    whole = without_groups(node)
    if isinstance(whole, Quotient):
        whole = whole.numerator
    for part in whole.terms if isinstance(whole, Sum) else (whole,):
        term = term_of(part, [])
        powers = dict(term.powers)
        if rate not in powers:
            without.append(tree_of(term, style))
        elif powers[rate] == 1:
            with_rate.append(tree_of(multiply(term, Term(Fraction(1), ((rate, Fraction(-1)),)), []), style))
        else:
            raise CannotDerive("the derivative does not stand alone in a term", "bring the curve to another form")
    if not with_rate:
        raise CannotDerive("the derivative cancels", "bring the curve to another form")
    above = add(*(negative(t) for t in without))
    return Quotient(above, add(*with_rate))
