"""Walks over the upper layer of a tree, its sums, products, fractions and powers. What stands inside a function, and the sums
that the source already had, stay as they were written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from builder.calculus.derivation.build import ONE, add, bare, negative, times
from builder.calculus.derivation.terms import Exponent, Style, Term, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Expression, Matrix, Negation, Node, Power, Product, Quotient, Sum, Vector
from builder.calculus.expression.walk import symbols

Layer = Callable[[Expression, bool], Expression]


def through(tree: Expression, style: Style, change: Layer, above: bool = False) -> Expression:
    """`change` on each sum of the upper layer of `tree`, the inner first; `above` tells one that is a numerator or a factor."""
    match tree:
        case Vector():
            return Vector(tuple(through(e, style, change) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(through(e, style, change) for e in row) for row in tree.rows), tree.environment)
        case Sum() if above and tree in style.keep:
            return tree
        case Sum():
            terms = tuple(through(t, style, change) for t in tree.terms)
            changed = tree if terms == tree.terms else add(*terms)
            return change(changed, above) if isinstance(changed, Sum) else changed
        case Negation():
            inner = through(tree.operand, style, change, above)
            return tree if inner == tree.operand else Negation(inner)
        case Product():
            # In x^x (ln x + 1/x) the bracket stays: such a power does not take in what a denominator brings.
            beside = not any(is_general_power(f, style) for f in tree.factors)
            factors = tuple(through(f, style, change, beside) if isinstance(bare(f), Sum | Quotient) else f for f in tree.factors)
            return tree if factors == tree.factors else times(*(f for f in factors if f != ONE))
        case Quotient():
            numerator, denominator = (
                through(tree.numerator, style, change, True),
                through(tree.denominator, style, change, True),
            )
            return (
                tree
                if (numerator, denominator) == (tree.numerator, tree.denominator)
                else Quotient(numerator, denominator, tree.written)
            )
        case _:
            return tree


def is_general_power(node: Node, style: Style) -> bool:
    """Whether base and exponent vary."""
    return isinstance(node, Power) and all(symbols(part) & style.variables for part in (node.base, node.exponent))


def by_terms(tree: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`tree`, of a sum each term, with what stands behind minus signs changed."""
    match tree:
        case Sum():
            return add(*(by_terms(term, change) for term in tree.terms))
        case Negation():
            return negative(by_terms(tree.operand, change))
        case _:
            return change(tree)


def with_powers(
    node: Expression, style: Style, change: Callable[[Expression, Exponent, Term], tuple[Expression, Exponent]]
) -> Expression:
    """A product or a quotient in which each power, of which `change` is told the base, the exponent and the whole term, is
    another one; as it was if that is no change."""
    term = term_of(node, [])
    after = Term(term.coefficient)
    for base, exponent in term.powers:
        after = multiply(after, Term(Fraction(1), (change(base, exponent, term),)), [])
    return tree_of(after, style) if after != term else node
