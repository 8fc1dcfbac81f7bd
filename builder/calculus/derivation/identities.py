"""Moves by identities of trigonometric and hyperbolic functions: squares beside one another, and quotients of functions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from builder.calculus.derivation.build import call
from builder.calculus.derivation.layers import by_terms, through, with_powers
from builder.calculus.derivation.sums import sum_of, terms_of
from builder.calculus.derivation.terms import Exponent, Style, Term, Used, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Product, Quotient, Sum, Vector
from builder.calculus.expression.walk import descendants
from builder.calculus.rules import trigonometry
from builder.calculus.rules.rule import Rule


def pythagoras(tree: Expression, style: Style, used: Used) -> Expression:
    """sin² + cos² = 1 and cosh² − sinh² = 1, with the same factor on both."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        for i, first in enumerate(terms):
            for j, second in enumerate(terms):
                if i == j:
                    continue
                for outer, inner, sign, rule in _SQUARES:
                    rest = _without_square(first, outer)
                    other = _without_square(second, inner)
                    if rest is None or other is None or rest[1] != other[1]:
                        continue
                    if set(rest[0].powers) == set(other[0].powers) and rest[0].coefficient == sign * other[0].coefficient:
                        used.append(rule)
                        left = [rest[0] if k == i else t for k, t in enumerate(terms) if k != j]
                        return sum_of(left, style)
        return node

    return through(tree, style, change)


_SQUARES = (
    ("sin", "cos", 1, trigonometry.PYTHAGORAS),
    ("cosh", "sinh", -1, trigonometry.PYTHAGORAS_HYPERBOLIC),
    ("sec", "tan", -1, trigonometry.TANGENT_SQUARED),
    ("csc", "cot", -1, trigonometry.COTANGENT_SQUARED),
)


def beside_one(tree: Expression, style: Style, used: Used) -> Expression:
    """1 - sin² as cos², sec² - 1 as tan², and their like, with the same factor on both."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        one = square_beside_one(terms_of(node))
        if one is None:
            return node
        used.append(one[1])
        return tree_of(one[0], style)

    return through(tree, style, change)


def square_beside_one(terms: Sequence[Term]) -> tuple[Term, Rule] | None:
    """Of 1 - sin² the square that it is, cos², with the same factor on both; the rule by which it is."""
    if len(terms) != 2:
        return None
    for first, second in (terms, terms[::-1]):
        for outer, sign, inner, rule in _BESIDE_ONE:
            rest = _without_square(second, outer)
            if rest is not None and set(rest[0].powers) == set(first.powers) and rest[0].coefficient == sign * first.coefficient:
                square = Term(first.coefficient, ((call(inner, rest[1]), Fraction(2)),))
                turned = Term(Fraction(-1 if outer in _OF_GREATER else 1), first.powers)
                return multiply(square, turned, []), rule
    return None


_BESIDE_ONE = (
    ("sin", -1, "cos", trigonometry.PYTHAGORAS),
    ("cos", -1, "sin", trigonometry.PYTHAGORAS),
    ("tan", 1, "sec", trigonometry.TANGENT_SQUARED),
    ("cot", 1, "csc", trigonometry.COTANGENT_SQUARED),
    ("sec", -1, "tan", trigonometry.TANGENT_SQUARED),
    ("csc", -1, "cot", trigonometry.COTANGENT_SQUARED),
    ("sinh", 1, "cosh", trigonometry.PYTHAGORAS_HYPERBOLIC),
    ("cosh", -1, "sinh", trigonometry.PYTHAGORAS_HYPERBOLIC),
)
"""1, the square beside it with its sign, and the square that this is; of those that are greater than 1 it is its opposite."""


_OF_GREATER = frozenset({"sec", "csc", "cosh"})


def _without_square(term: Term, function: str) -> tuple[Term, Expression] | None:
    for base, exponent in term.powers:
        if isinstance(base, Call) and base.function == function and exponent == 2:
            return Term(term.coefficient, tuple(p for p in term.powers if p[0] != base)), base.arguments[0]
    return None


def reciprocal_functions(tree: Expression, style: Style, used: Used) -> Expression:
    """sec beside cos, and csc beside sin, of the same angle: as one over cos, one over sin."""
    names = {n.function for n in descendants(tree) if isinstance(n, Call)}
    if not any({function, partner} <= names for function, partner, _ in _RECIPROCALS):
        return tree

    def change(node: Expression) -> Expression:
        match node:
            case Vector():
                return Vector(tuple(by_terms(entry, change) for entry in node.entries), node.style)
            case Product() | Quotient():
                return with_powers(node, style, partnered)
            case _:
                return node

    def partnered(base: Expression, exponent: Exponent, term: Term) -> tuple[Expression, Exponent]:
        for function, partner, rule in _RECIPROCALS:
            if isinstance(base, Call) and base.function == function and isinstance(exponent, Fraction):
                other = Call(partner, base.arguments, brackets=base.brackets)
                if any(b == other for b, _ in term.powers):
                    base, exponent = other, -exponent
                    used.append(rule)
        return base, exponent

    changed = by_terms(tree, change)
    return changed if used else tree


_RECIPROCALS = (
    ("sec", "cos", trigonometry.SECANT_AS_QUOTIENT),
    ("csc", "sin", trigonometry.COSECANT_AS_QUOTIENT),
)


def quotient_of_sine_and_cosine(tree: Expression, style: Style, used: Used) -> Expression:
    """sin over cos as tan, cos over sin as cot, sinh over cosh as tanh, where no other power of these stands with them."""

    def change(node: Expression) -> Expression:
        match node:
            case Vector():
                return Vector(tuple(by_terms(entry, change) for entry in node.entries), node.style)
            case Quotient():
                term = term_of(node, [])
                for top, bottom, name, rule in _QUOTIENTS:
                    for base, exponent in term.powers:
                        if isinstance(base, Call) and base.function == top and exponent == 1:
                            below = Call(bottom, base.arguments, brackets=base.brackets)
                            if dict(term.powers).get(below) == -1:
                                used.append(rule)
                                one = Call(name, base.arguments, brackets=base.brackets)
                                rest = tuple(power for power in term.powers if power[0] not in (base, below))
                                return tree_of(Term(term.coefficient, (*rest, (one, Fraction(1)))), style)
                return node
            case _:
                return node

    return by_terms(tree, change)


_QUOTIENTS = (
    ("sin", "cos", "tan", trigonometry.TANGENT_AS_QUOTIENT),
    ("cos", "sin", "cot", trigonometry.COTANGENT_AS_QUOTIENT),
    ("sinh", "cosh", "tanh", trigonometry.HYPERBOLIC_TANGENT_AS_QUOTIENT),
)
