"""Derivatives of every order: `f^{(n)}(x) = R(n)` and `\\frac{d^n}{dx^n} F = R(n)`, restated as claims without a letter as order.

With m the least n that is meant, the claim holds for all n ≥ m exactly if f^{(m)} = R(m) and R(n)' = R(n + 1) for all n ≥ m
(mathematical induction), provided that each R(n) is defined wherever the later ones are. Some of the first orders are claimed
as well: they show a wrong formula most plainly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Expression,
    Group,
    HigherDerivative,
    Limit,
    Notation,
    Number,
    NumberSet,
    Operator,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.judge.scope import not_understood

FIRST_ORDERS = 3
"""For how many orders the claim is looked at by itself."""

MORE_ORDERS = 6
"""The same where there is no step from one order to the next."""

MOST_TERMS = 12
"""How many terms of a sum over orders are written out."""


WITH_ORDER = frozenset({Prime, HigherDerivative})
"""The kinds of nodes whose order may be a letter."""


class EveryOrder(Struct, frozen=True):
    """What a claim about the derivative of order `letter` says: of the first orders, and the step from each to the next.

    The step holds in `context`, in which the letter is an integer from `least` on; it is None where the formula is not one
    that can be differentiated. It rests on `also`, which is claimed there too, and on values of `operand`
    for all of them. `shrinking` is the derivative and the formula where the letter also stands in what is differentiated.
    """

    letter: str
    least: int
    first: tuple[tuple[int, Relation], ...]
    step: Relation | None
    context: Context
    also: tuple[Relation, ...] = ()
    operand: Expression | None = None
    shrinking: tuple[HigherDerivative, Expression] | None = None


def sums_written_out(expression: Expression) -> Expression:
    r"""An expression in which short sums of derivatives whose order is their index are written out: `\sum_{k=0}^2 f^{(k)}(0)`."""
    new = cast(Expression, map_children(expression, lambda node: sums_written_out(cast(Expression, node))))
    match new:
        case Series(operator, body, index, Number() as low, Number() as high) if any(
            _letter(n) == index for n in descendants(body)
        ):
            first, last = Fraction(low.value), Fraction(high.value)
            if first < 0 or first.denominator != 1 or not first < last < first + MOST_TERMS or _binds(body, index.name):
                return new
            terms = tuple(Group(_at_index(body, index.name, value)) for value in range(int(first), int(last) + 1))
            written = Sum(terms) if operator is Operator.SUM else Product(terms, (Times.IMPLICIT,) * (len(terms) - 1))
            return Group(written)
        case _:
            return new


def _at_index(body: Expression, name: str, value: int) -> Expression:
    number = Number(str(value))
    return _with_numbers_as_orders(substitute(body, {name: number}), number)


def _with_numbers_as_orders(node: Expression, order: Number) -> Expression:
    new = cast(Expression, map_children(node, lambda part: _with_numbers_as_orders(cast(Expression, part), order)))
    if isinstance(new, HigherDerivative) and new.order == order:
        return Derivative(new.operand, ((new.variable, int(order.value)),), notation=Notation.OPERATOR)
    return new


def every_order(relation: Relation, context: Context) -> EveryOrder | None:
    """The claims that a relation makes if one side is a derivative whose order is a letter; None if none is."""
    if not any(_letter(n) is not None for side in (relation.left, relation.right) for n in descendants(side)):
        return None
    if relation.sign not in (Sign.EQUAL, Sign.IDENTICAL):
        not_understood("a derivative whose order is no number")
    derivative, formula = relation.left, relation.right
    if _order(derivative) is None:
        derivative, formula = formula, derivative
    letter = _order(derivative)
    if letter is None or any(_letter(n) is not None for n in descendants(formula)):
        not_understood("a derivative whose order is no number, inside more")
    name = letter.name
    if (operated := _of_body(derivative, context)) is not None and name in symbols(operated.operand):
        derivative = operated  # f^{(n)}(x) of f(x) = x^n, which is d^n/dx^n x^n
        context = replace(context, definitions={n: d for n, d in context.definitions.items() if not _holds(d, name)})
    held = any(_holds(d, name) for d in context.definitions.values())
    if name in context.definitions or held or _binds(formula, name) or _binds(derivative, name):
        not_understood("a derivative whose order is a letter that other things depend on")
    least = _least(name, context)
    variable = _variable(derivative, context)
    shrinking = isinstance(derivative, HigherDerivative) and name in symbols(derivative.operand)
    stepped = variable is not None and not shrinking
    last = least + (FIRST_ORDERS if stepped else MORE_ORDERS)
    first = tuple(
        (i, Relation(_at_order(derivative, Number(str(i))), Sign.EQUAL, _replaced(formula, name, Number(str(i)))))
        for i in range(least, last)
    )
    step = None
    if stepped and variable is not None:
        following = Group(Sum((letter, Number("1"))))
        slope = Derivative(Group(formula), ((variable, 1),), notation=Notation.OPERATOR)
        step = Relation(slope, Sign.EQUAL, _replaced(formula, name, following), span=relation.span)
    if shrinking and isinstance(derivative, HigherDerivative):
        operand = _replaced(derivative.operand, name, Group(Sum((letter, Number("1")))))
        step, also = _step_of_shrinking(derivative, formula, letter)
        return EveryOrder(name, least, first, step, _counting(context, name, least), also, operand, (derivative, formula))
    return EveryOrder(name, least, first, step, _counting(context, name, least))


def _holds(definition: Definition, name: str) -> bool:
    return definition.body is not None and name in symbols(definition.body)


def _of_body(derivative: Expression, context: Context) -> HigherDerivative | None:
    """`f^{(n)}(x)` as d^n/dx^n of what f(x) is; None for others."""
    match derivative:
        case Application(Prime(Symbol(name), Symbol() as order), (Symbol() as x,)):
            definition = context.definitions.get(name)
            if definition is not None and definition.body is not None and definition.parameters == (x.name,):
                return HigherDerivative(Group(definition.body), x, order)
    return None


def _step_of_shrinking(
    derivative: HigherDerivative, formula: Expression, letter: Symbol
) -> tuple[Relation, tuple[Relation, ...]]:
    """The step for d^n/dx^n u_n = F_n where u_{n+1}' = c_n u_n and c_n is a number, as for u_n = x^n: F_{n+1} = c_n F_n."""
    following, variable = Group(Sum((letter, Number("1")))), derivative.variable
    next_one = _replaced(derivative.operand, letter.name, following)
    slope = Derivative(next_one, ((variable, 1),), notation=Notation.OPERATOR)
    factor = Quotient(slope, Group(derivative.operand))
    step = Relation(Product((factor, Group(formula)), (Times.IMPLICIT,)), Sign.EQUAL, _replaced(formula, letter.name, following))
    change = Derivative(Group(factor), ((variable, 1),), notation=Notation.OPERATOR)
    return step, (Relation(change, Sign.EQUAL, Number("0")),)


def _letter(node: object) -> Symbol | None:
    """The letter that is the order of a derivative."""
    if type(node) not in WITH_ORDER:
        return None
    match node:
        case Prime(_, Symbol() as letter) | HigherDerivative(_, _, Symbol() as letter):
            return letter
        case Prime(_, Number()):
            return None
        case Prime() | HigherDerivative():
            return not_understood("a derivative whose order is no number")
        case _:
            return None


def _order(side: Expression) -> Symbol | None:
    """The order of a side that is such a derivative, or its value at an argument."""
    return _letter(side.function if isinstance(side, Application) else side)


def _at_order(side: Expression, order: Expression) -> Expression:
    match side:
        case Application(function, arguments):
            return Application(_at_order(function, order), arguments)
        case Prime(operand):
            return Prime(operand, order, marks=False)
        case HigherDerivative(operand, variable, Symbol(name)) if isinstance(order, Number):
            operand = Group(substitute(operand, {name: order}))
            return Derivative(operand, ((variable, int(order.value)),), notation=Notation.OPERATOR)
        case _:
            return side


def _variable(side: Expression, context: Context) -> Symbol | None:
    """What the derivative is taken by; None where it is a value at a point, which cannot be differentiated again."""
    match side:
        case Application(Prime(), (Symbol() as variable,)) | HigherDerivative(_, variable):
            return variable
        case Application(HigherDerivative(_, variable), (argument,)) if argument == variable:
            return variable
        case Prime(Symbol(name)) if (definition := context.definitions.get(name)) is not None:
            letters = frozenset() if definition.body is None else symbols(definition.body)
            return Symbol(next(iter(letters))) if len(letters) == 1 and not definition.parameters else None
        case _:
            return None


def _binds(formula: Expression, name: str) -> bool:
    return any(
        (isinstance(n, Series) and n.index.name == name) or (isinstance(n, Limit) and n.variable.name == name)
        for n in descendants(formula)
    )


def _replaced(formula: Expression, name: str, value: Expression) -> Expression:
    return Group(substitute(formula, {name: value}))


def _least(name: str, context: Context) -> int:
    """The least order that is meant: what is assumed, else 1."""
    least = [1] if context.kinds.get(name) is Kind.POSITIVE_INTEGER else []
    for a in context.assumptions:
        if name not in symbols(a):
            continue
        match a:
            case Relation(Symbol(n), Sign.MEMBER, NumberSet("N" | "Z")):
                continue
            case Relation(Symbol(n), Sign.GREATER_EQUAL, Number("0", span=None)):
                continue  # ℕ, of which nobody wrote that it begins with 0
            case Relation(Symbol(n), Sign.GREATER_EQUAL, Number() as low) | Relation(Number() as low, Sign.LESS_EQUAL, Symbol(n)):
                bound = Fraction(low.value)
            case Relation(Symbol(n), Sign.GREATER, Number() as low) | Relation(Number() as low, Sign.LESS, Symbol(n)):
                bound = Fraction(low.value) + 1
            case _:
                not_understood("a derivative whose order is a letter of which more is assumed than from where it counts")
        if n != name or bound.denominator != 1 or bound < 0:
            not_understood("a derivative of such orders")
        least.append(int(bound))
    return max(least, default=1)


def _counting(context: Context, name: str, least: int) -> Context:
    """The context, in which the letter is an integer from `least` on and nothing else is assumed of it."""
    rest = tuple(a for a in context.assumptions if name not in symbols(a))
    counted = replace(context, assumptions=rest).with_kind(name, Kind.POSITIVE_INTEGER if least >= 1 else Kind.INTEGER)
    return counted.with_assumption(Relation(Number(str(least)), Sign.LESS_EQUAL, Symbol(name)))
