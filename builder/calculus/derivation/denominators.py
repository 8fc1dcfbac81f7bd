"""Moves that bring sums to one denominator, or clear the fractions in one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from builder.calculus.derivation.build import add, bare, negative, times
from builder.calculus.derivation.layers import through
from builder.calculus.derivation.sums import bases_below, collected, denominator_of, expanded, sum_of, terms_of
from builder.calculus.derivation.terms import Style, Term, Used, invert, multiply, raised, term_of, tree_of
from builder.calculus.expression.nodes import Expression, Matrix, Negation, Power, Product, Quotient, Sum, Vector
from builder.calculus.expression.walk import descendants
from builder.calculus.rules import algebra


def common_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with a fraction in a numerator, or of a root and its reciprocal, as one fraction."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        below = bases_below(terms)
        if not below or style.negative:
            return node
        if not (above or _has_root_and_reciprocal(terms) or _over_the_same(terms)):
            return node
        denominator = denominator_of(terms)
        above_terms = [multiply(t, denominator, []) for t in terms]
        used.append(algebra.COMMON_DENOMINATOR)
        return Quotient(sum_of(above_terms, style), tree_of(denominator, style))

    return through(tree, style, change)


def _has_root_and_reciprocal(terms: Sequence[Term]) -> bool:
    """Whether a root stands above in one term and below in another: of a sum, or below a sum, as in (1 - x)/√x - 2√x."""

    def roots(term: Term, sign: int) -> set[Expression]:
        return {b for b, e in term.powers if isinstance(e, Fraction) and e * sign > 0 and e.denominator > 1}

    top = set[Expression]().union(*(roots(term, 1) for term in terms))
    for term in terms:
        has_sum = any(isinstance(b, Sum) and isinstance(e, Fraction) and e.denominator == 1 and e > 0 for b, e in term.powers)
        if any(has_sum or isinstance(base, Sum) for base in top & roots(term, -1)):
            return True
    return False


def _over_the_same(terms: Sequence[Term]) -> bool:
    """Whether each term is divided by the same, or by a power of the same sum: 1/(1 + x^2) - 2/(1 + x^2)^2."""
    below = [tuple(p for p in t.powers if isinstance(p[1], Fraction) and p[1] < 0) for t in terms]
    if all(set(powers) == set(below[0]) for powers in below):
        return True
    bases = {base for powers in below for base, _ in powers}
    exponents = {exponent for powers in below for _, exponent in powers if isinstance(exponent, Fraction)}
    return (
        all(len(powers) == 1 for powers in below)
        and len(bases) == 1
        and isinstance(next(iter(bases)), Sum)
        and len(exponents) > 1
        and all(exponent.denominator == 1 for exponent in exponents)
    )


def clear_fractions(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with fractions that something is divided by, as one fraction: one over x (1 + 1/x) is one over x + 1."""
    if not any(isinstance(n, Quotient) and any(map(_has_fraction, _sums_of(n.denominator))) for n in descendants(tree)):
        return tree

    def term(node: Expression) -> Expression:
        before = term_of(node, [])
        after = Term(before.coefficient)
        for base, exponent in before.powers:
            part = Term(Fraction(1), ((base, exponent),))
            if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent < 0 and exponent.denominator == 1:
                denominator = denominator_of(terms_of(base))
                if (denominator.powers or denominator.coefficient != 1) and not style.negative:
                    products = [multiply(t, denominator, []) for t in terms_of(base)]
                    if exponent != -1:  # within a power nothing is multiplied out later
                        products = collected([t for product in products for t in expanded(product)])
                    above = sum_of(products, style)
                    part = raised(multiply(term_of(above, []), invert(denominator), []), int(exponent))
                    used.extend((algebra.COMMON_DENOMINATOR, algebra.NESTED_FRACTION))
            after = multiply(after, part, [])
        return tree_of(after, style) if used else node

    match tree:
        case Vector():
            return Vector(tuple(clear_fractions(e, style, used) for e in tree.entries), tree.style)
        case Matrix():
            return Matrix(tuple(tuple(clear_fractions(e, style, used) for e in row) for row in tree.rows), tree.environment)
        case Sum():
            terms = tuple(clear_fractions(t, style, used) for t in tree.terms)
            return tree if terms == tree.terms else add(*terms)
        case Negation():
            inner = clear_fractions(tree.operand, style, used)
            return tree if inner == tree.operand else negative(inner)
        case Product():
            factors = tuple(clear_fractions(f, style, used) if isinstance(bare(f), Sum) else f for f in tree.factors)
            return term(tree) if factors == tree.factors else times(*factors)
        case Quotient() | Power():
            return term(tree)
        case _:
            return tree


def _has_fraction(node: Expression) -> bool:
    return any(isinstance(n, Quotient) for n in descendants(node))


def _sums_of(node: Expression) -> list[Expression]:
    """The sums that are factors of a product, or below a whole power of it."""
    return [base for base, _ in term_of(node, []).powers if isinstance(base, Sum)]


def over_one_denominator(tree: Expression, style: Style, used: Used) -> Expression:
    """A sum with fractions as one fraction, whatever it looks like."""
    if not isinstance(tree, Sum):
        return tree
    terms = terms_of(tree)
    denominator = denominator_of(terms)
    if not denominator.powers:
        return tree
    used.append(algebra.COMMON_DENOMINATOR)
    return Quotient(sum_of([multiply(t, denominator, []) for t in terms], style), tree_of(denominator, style))
