"""Moves that take out what terms share, cancel it, and find the factors of polynomials on the other side of a fraction bar."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import cast

from builder.calculus.derivation.build import add, bare, flattened, rational, times
from builder.calculus.derivation.dividing import quotient_of_sums
from builder.calculus.derivation.layers import by_terms, through
from builder.calculus.derivation.sums import content_of, shared_powers, sum_of, taken_out, terms_of
from builder.calculus.derivation.terms import Style, Term, Used, term_of
from builder.calculus.expression.nodes import Call, Expression, Negation, Node, Product, Quotient, Sum, Symbol, Vector
from builder.calculus.expression.walk import descendants, map_children, symbols
from builder.calculus.rules import algebra


def factor_kernels(tree: Expression, style: Style, used: Used) -> Expression:
    """A power of a sum, an exponential or a function that all terms share, taken out with the letters that they share too."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        shared = shared_powers(terms, multiples=above)
        kernels = [
            (b, e)
            for b, e in shared
            if (isinstance(b, Sum) and e != 1) or not isinstance(e, Fraction) or (isinstance(b, Call) and _exponential(b, style))
        ]
        kernels += [(b, e) for b, e in shared if isinstance(b, Sum) and e == 1 and above]
        if not kernels:
            return node
        chosen = {b for b, _ in kernels} | {b for b, _ in shared if isinstance(b, Symbol)}
        shared = [p for p in shared if p[0] in chosen]
        used.append(algebra.FACTOR_OUT)
        return taken_out(terms, shared, content_of(terms), style)

    return through(tree, style, change)


def _exponential(exponent: Expression, style: Style) -> bool:
    return any(isinstance(n, Symbol) and n.name in style.variables for n in descendants(exponent))


def cancel_numbers(tree: Expression, style: Style, used: Used) -> Expression:
    """A whole number that all terms above and below a fraction bar share, cancelled."""

    def change(node: Expression) -> Expression:
        match node:
            case Quotient(numerator=above, denominator=Sum() as below):
                terms = [terms_of(above), terms_of(below)]
                coefficients = [t.coefficient for side in terms for t in side]
                shared = gcd(*(c.numerator for c in coefficients))
                if shared == 1 or any(c.denominator != 1 for c in coefficients):
                    return node
                used.append(algebra.CANCEL)
                top, bottom = (sum_of([Term(t.coefficient / shared, t.powers) for t in side], style) for side in terms)
                return Quotient(top, bottom, node.written)
            case Sum():
                return add(*map(change, node.terms))
            case Product():
                return times(*map(change, node.factors))
            case Negation():
                return Negation(change(node.operand))
            case Vector():
                return Vector(tuple(map(change, node.entries)), node.style)
            case _:
                return node

    changed = change(tree)
    return changed if used else tree


def factor_numerator(tree: Expression, style: Style, used: Used) -> Expression:
    """What all terms of a numerator share, taken out, so that it can be cancelled or seen."""

    def out_of(node: Sum) -> Expression:
        terms = terms_of(node)
        shared = shared_powers(terms, multiples=True)
        content = content_of(terms)
        if not shared and (content == 1 or content.denominator != 1):
            return node
        used.append(algebra.FACTOR_OUT if shared or content != -1 else algebra.SIGN_OUT)
        return taken_out(terms, shared, content, style)

    def within(node: Expression, factor: bool) -> Expression:
        match node:
            case Sum() if factor:
                return node if node in style.keep else out_of(node)
            case Sum():
                terms = tuple(within(t, False) for t in node.terms)
                return node if terms == node.terms else add(*terms)
            case Quotient():
                numerator = within(node.numerator, True)
                return node if numerator == node.numerator else Quotient(numerator, node.denominator, node.written)
            case Product():
                factors = tuple(within(f, True) for f in node.factors)
                return node if factors == node.factors else times(*factors)
            case Negation():
                inner = within(node.operand, factor)
                return node if inner == node.operand else Negation(inner)
            case Vector():
                return Vector(tuple(within(e, False) for e in node.entries), node.style)
            case _:
                return node

    return within(tree, False)


def factor_by_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A polynomial above or below that has a factor from the other side of the fraction bar, written with that factor."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, Quotient):
            return node
        term = term_of(node, [])
        sums = [(base, e) for base, e in term.powers if isinstance(base, Sum) and isinstance(e, Fraction) and e.denominator == 1]
        for base, exponent in sums:
            for other, to in sums:
                if base == other or (exponent > 0) == (to > 0):
                    continue
                rest = quotient_of_sums(base, other, style)
                if rest is None or rational(rest) is not None:
                    continue
                used.append(algebra.FACTOR_POLYNOMIAL)
                return _written(node, base, times(other, rest))
        return node

    return by_terms(tree, change)


def _written(node: Expression, sum_: Sum, product: Expression) -> Expression:
    """`node` with a sum in it written as a product."""

    def change(n: Node) -> Node:
        return product if n == sum_ else flattened(map_children(n, change))

    return cast(Expression, change(node))


def sign_inside(tree: Expression, style: Style, used: Used) -> Expression:
    """-(2 - x) e^{-x} as (x - 2) e^{-x}: a minus sign in front goes into a difference that then begins with the variable."""
    inner = tree.operand if isinstance(tree, Negation) else tree
    top = inner.numerator if isinstance(inner, Quotient) else inner
    factors = top.factors if isinstance(top, Product) else (top,)
    differences = [factor for factor in map(bare, factors) if isinstance(factor, Sum)]
    if inner is tree or len(differences) != 1 or differences[0] in style.keep or len(differences[0].terms) != 2:
        return tree
    first, second = differences[0].terms
    if isinstance(first, Negation) or not isinstance(second, Negation) or symbols(first) & style.variables:
        return tree
    if not symbols(second) & style.variables:
        return tree
    used.append(algebra.SIGN_INSIDE)
    turned = times(*(Sum((second.operand, Negation(first))) if bare(f) == differences[0] else f for f in factors))
    return Quotient(turned, inner.denominator, inner.written) if isinstance(inner, Quotient) else turned
