"""Moves of what stands under square roots, and of absolute values beside them."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from builder.calculus.derivation.build import ONE, bare, number, times
from builder.calculus.derivation.identities import square_beside_one
from builder.calculus.derivation.layers import by_terms, with_powers
from builder.calculus.derivation.signs import is_positive
from builder.calculus.derivation.sums import by_degree, collected, content_of, denominator_of, expanded, sum_of, terms_of
from builder.calculus.derivation.terms import Exponent, Style, Term, Used, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Fence, Fenced, Power, Product, Quotient, Root, Sum
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.rules import algebra


def absolute_beside_root(tree: Expression, style: Style, used: Used) -> Expression:
    """|u| beside a square root of u as u."""
    if not any(isinstance(n, Fenced) and n.fence is Fence.ABSOLUTE for n in descendants(tree)):
        return tree

    def change(node: Expression) -> Expression:
        return with_powers(node, style, taken) if isinstance(node, Product | Quotient) else node

    def taken(base: Expression, exponent: Exponent, term: Term) -> tuple[Expression, Exponent]:
        if isinstance(base, Fenced) and base.fence is Fence.ABSOLUTE:
            inner = bare(base.inner)
            if any(b == inner and isinstance(e, Fraction) and e.denominator % 2 == 0 for b, e in term.powers):
                used.append(algebra.ABSOLUTE_BESIDE_ROOT)
                base = inner
        return base, exponent

    changed = by_terms(tree, change)
    return changed if used else tree


def inside_roots(tree: Expression, style: Style, used: Used) -> Expression:
    """What stands under a square root that the source does not have: multiplied out, and squares and denominators taken out."""
    if not any(isinstance(n, Root) for n in descendants(tree)):
        return tree

    def change(node: Expression) -> Expression:
        match node:
            case Root(radicand=radicand, index=None):
                return _without_squares(_multiplied_out(bare(radicand)))
            case Product():
                return times(*map(change, node.factors))
            case Quotient():
                return Quotient(change(node.numerator), change(node.denominator), node.written)
            case _:
                return node

    def _multiplied_out(radicand: Expression) -> Expression:
        if not isinstance(radicand, Sum) or radicand in style.roots:
            return radicand
        terms = terms_of(radicand)
        if (one := square_beside_one(terms)) is not None:
            used.append(one[1])
            return tree_of(one[0], style)
        opened = [t for term in terms for t in expanded(term)]
        short = collected(opened)
        if short == terms or len(short) > len(terms):
            return radicand
        used.extend([algebra.EXPAND] * (opened != terms) + [algebra.COLLECT] * (len(short) < len(opened)))
        return sum_of(by_degree(short), style)

    def _without_squares(radicand: Expression) -> Expression:
        if isinstance(radicand, Sum) and radicand not in style.roots:
            terms = terms_of(radicand)
            denominator = denominator_of(terms)
            below = _root_of_square(denominator, style)
            if below is not None and below != Term(Fraction(1)):
                used.extend((algebra.COMMON_DENOMINATOR, algebra.ROOT_OF_FRACTION))
                products = [multiply(t, denominator, []) for t in terms]
                short = collected([t for product in products for t in expanded(product)])
                if len(short) < len(products):
                    used.append(algebra.OPPOSITE_TERMS)
                above = sum_of(by_degree(short) if len(short) < len(products) else products, style)
                return Quotient(ONE if above == ONE else Root(above), tree_of(below, style))
            content = abs(content_of(terms))
            side = isqrt(content.numerator)
            if content.denominator == 1 and side > 1 and side * side == content.numerator:
                used.append(algebra.SQUARE_OUT_OF_ROOT)
                return times(number(side), Root(sum_of([Term(t.coefficient / content, t.powers) for t in terms], style)))
            return Root(radicand)
        side_of_square = _root_of_square(term_of(radicand, []), style) if isinstance(radicand, Power | Call | Product) else None
        if side_of_square is None:
            return Root(radicand)
        used.append(algebra.ROOT_OF_SQUARE)
        return tree_of(side_of_square, style)

    changed = by_terms(tree, change)
    return changed if used else tree


def _root_of_square(term: Term, style: Style) -> Term | None:
    """The root of what is a square as it is written, or positive, with bars around what may be negative; None where it is
    neither, or where it has constant letters of unknown sign: then a person leaves the root."""
    side = isqrt(term.coefficient.numerator) if term.coefficient > 0 else 0
    if Fraction(side * side) != term.coefficient:
        return None
    powers: list[tuple[Expression, Exponent]] = []
    for base, exponent in term.powers:
        sure = base in style.positive or is_positive(base)
        if (
            not isinstance(exponent, Fraction)
            or exponent.denominator != 1
            or (exponent % 2 and not (sure and isinstance(base, Sum)))
        ):
            return None
        if not sure and not symbols(base) & style.variables:
            return None
        powers.append((base if sure or exponent % 4 == 0 else Fenced(Fence.ABSOLUTE, base), exponent / 2))
    return Term(Fraction(side), tuple(powers))
