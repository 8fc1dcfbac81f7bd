r"""The order of a derivative told apart from the same letter in what is differentiated: `\frac{d^n}{dx^n} e^{nx} = n^n e^{nx}`.

If d^m/dx^m u_n = G(m, n) for all m, then the derivative of order n of u_n is G(n, n). What is claimed is G(n, n); of which n in
it the order is m and which is that of u_n is tried: each choice is a claim about the derivatives of all orders m of u_n, where n
is any number, and the right one is proved by induction on m.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import cast

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Derivative,
    Expression,
    Group,
    Node,
    Notation,
    Number,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.judge.orders import EveryOrder

_MOST_PLACES = 7
_MOST_CHOICES = 64
_LETTERS = ("m", "p", "q", "r", "j", "l")


def told_apart(orders: EveryOrder, context: Context) -> Iterator[EveryOrder]:
    """Claims about the derivatives of every order of the same operand, each of which implies the one that is made."""
    if orders.shrinking is None:
        return
    (derivative, formula), letter, least = orders.shrinking, Symbol(orders.letter), orders.least
    used = symbols(derivative.operand) | symbols(formula) | context.definitions.keys() | {derivative.variable.name}
    name = next((m for m in _LETTERS if m not in used and not any(m in symbols(a) for a in context.assumptions)), None)
    places = sum(node == letter for node in descendants(formula))
    if name is None or not 0 < places <= _MOST_PLACES:
        return
    order, counted = Symbol(name), context.with_kind(name, Kind.INTEGER)
    counted = counted.with_assumption(Relation(Number(str(least)), Sign.LESS_EQUAL, order))
    operand = Group(derivative.operand)
    choices = (chosen for size in range(1, places + 1) for chosen in combinations(range(places), size))
    for chosen in islice(choices, _MOST_CHOICES):
        general = _with_order(formula, letter, order, frozenset(chosen))
        following = Group(substitute(general, {name: Group(Sum((order, Number("1"))))}))
        slope = Derivative(Group(general), ((derivative.variable, 1),), notation=Notation.OPERATOR)
        first = Derivative(operand, ((derivative.variable, least),), notation=Notation.OPERATOR) if least else operand
        start = Relation(first, Sign.EQUAL, Group(substitute(general, {name: Number(str(least))})))
        step = Relation(slope, Sign.EQUAL, following)
        yield EveryOrder(name, least, ((least, start),), step, counted, operand=operand)


def _with_order(formula: Expression, letter: Symbol, order: Symbol, chosen: frozenset[int]) -> Expression:
    """The formula with the order for those of its letters that are chosen, counted as they are written."""
    count = -1

    def change(node: Node) -> Node:
        nonlocal count
        if node == letter:
            count += 1
            return order if count in chosen else node
        return map_children(node, change)

    return cast(Expression, change(formula))
