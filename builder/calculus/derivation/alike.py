"""Moves by which two equal forms become alike, without regard to looks: sine and cosine of single angles, one denominator, no
products of sums. They carry on what `finish` leaves, and are read backwards for the form that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from builder.calculus.derivation.build import EULER, ONE, add, bare, call, negative, number, times
from builder.calculus.derivation.finish import (
    EXPANDED_TERMS,
    Attempt,
    Move,
    arrange,
    carried_on,
    collect,
    collected,
    expanded,
    over_one_denominator,
    pythagoras,
    size_of,
    sum_of,
    terms_of,
)
from builder.calculus.derivation.terms import Style, Term, Used, exponent_product, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Negation, Node, Power, Product, Quotient, Sum
from builder.calculus.expression.walk import map_children
from builder.calculus.rules import algebra, trigonometry
from builder.calculus.rules.rule import Rule


def made_alike(tree: Expression, style: Style) -> Iterator[Move]:
    """The moves by which a form is carried on to one that equal forms share, where they find it."""
    return carried_on(tree, style, _MOVES)


def sines_and_cosines(tree: Expression, style: Style, used: Used) -> Expression:
    """tan, cot, sec, csc by sine and cosine, tanh by sinh and cosh, double angles by single ones."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and node.function in _AS_QUOTIENTS and len(node.arguments) == 1:
            above, below, rule = _AS_QUOTIENTS[node.function]
            used.append(rule)
            top = ONE if not above else Call(above, node.arguments, brackets=node.brackets)
            quotient = Quotient(top, Call(below, node.arguments, brackets=node.brackets))
            return quotient if node.power is None else Power(quotient, node.power)
        if isinstance(node, Call) and node.function in ("sin", "cos") and node.power is None:
            angle = term_of(node.arguments[0], [])
            if angle.coefficient == 2 and angle.powers:
                half = tree_of(Term(Fraction(1), angle.powers), style)
                sine, cosine = call("sin", half), call("cos", half)
                used.append(trigonometry.DOUBLE_SINE if node.function == "sin" else trigonometry.DOUBLE_COSINE)
                if node.function == "sin":
                    return times(number(2), sine, cosine)
                return add(
                    Call("cos", (half,), number(2), None, cosine.brackets),
                    Negation(Call("sin", (half,), number(2), None, sine.brackets)),
                )
        return node

    return cast(Expression, change(tree))


_AS_QUOTIENTS: Mapping[str, tuple[str, str, Rule]] = {
    "tan": ("sin", "cos", trigonometry.TANGENT_AS_QUOTIENT),
    "cot": ("cos", "sin", trigonometry.COTANGENT_AS_QUOTIENT),
    "sec": ("", "cos", trigonometry.SECANT_AS_QUOTIENT),
    "csc": ("", "sin", trigonometry.COSECANT_AS_QUOTIENT),
    "tanh": ("sinh", "cosh", trigonometry.HYPERBOLIC_TANGENT_AS_QUOTIENT),
}


def expand_all(tree: Expression, style: Style, used: Used) -> Expression:
    """A product of sums multiplied out and collected, in a numerator, then in a denominator, whatever it looks like."""
    match tree:
        case Quotient():
            inner = expand_all(tree.numerator, style, used)
            if inner != tree.numerator:
                return Quotient(inner, tree.denominator, tree.written)
            below = expand_all(tree.denominator, style, used)
            return tree if below == tree.denominator else Quotient(inner, below, tree.written)
        case Negation():
            inner = expand_all(tree.operand, style, used)
            return tree if inner == tree.operand else Negation(inner)
        case Sum() | Product() | Power():
            terms = terms_of(tree)
            sizes = [size_of(t) for t in terms]
            if max(sizes) == 1 or sum(sizes) > EXPANDED_TERMS:
                return tree
            used.append(algebra.EXPAND)
            return sum_of(collected([t for term in terms for t in expanded(term)]), style)
        case _:
            return tree


def without_negative_exponentials(tree: Expression, style: Style, used: Used) -> Expression:
    """A fraction with e^{-u} in a sum below, multiplied by e^u above and below."""
    if not isinstance(tree, Quotient) or not isinstance(tree.denominator, Sum):
        return tree
    terms = terms_of(tree.denominator)
    lowest = [(b, e) for t in terms for b, e in t.powers if not isinstance(e, Fraction) and isinstance(bare(e), Negation)]
    if not lowest:
        return tree
    base, exponent = lowest[0]
    by = Term(Fraction(1), ((base, exponent_product(exponent, Fraction(-1))),))
    used.append(algebra.EXPAND_FRACTION)
    above = tree_of(multiply(term_of(tree.numerator, []), by, []), style)
    below = sum_of([multiply(t, by, []) for t in terms], style)
    return tree if isinstance(tree.numerator, Sum) else Quotient(above, below, tree.written)


def hyperbolic_as_exponentials(tree: Expression, style: Style, used: Used) -> Expression:
    """sinh and cosh by exponentials."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and node.function in _AS_EXPONENTIALS and len(node.arguments) == 1:
            sign, rule = _AS_EXPONENTIALS[node.function]
            used.append(rule)
            up = bare(node.arguments[0])
            falling = Power(EULER, negative(up))
            half = Quotient(add(Power(EULER, up), falling if sign > 0 else Negation(falling)), number(2))
            return half if node.power is None else Power(half, node.power)
        return node

    return cast(Expression, change(tree))


_AS_EXPONENTIALS: Mapping[str, tuple[int, Rule]] = {
    "sinh": (-1, trigonometry.HYPERBOLIC_SINE_AS_EXPONENTIALS),
    "cosh": (1, trigonometry.HYPERBOLIC_COSINE_AS_EXPONENTIALS),
}

_MOVES: tuple[Attempt, ...] = (
    sines_and_cosines,
    arrange,
    collect,
    pythagoras,
    over_one_denominator,
    hyperbolic_as_exponentials,
    without_negative_exponentials,
    expand_all,
)
