"""Moves that multiply products of sums out, and put like terms together."""

from __future__ import annotations

from fractions import Fraction

from builder.calculus.derivation.dividing import POLYNOMIAL_TERMS, coefficients_of
from builder.calculus.derivation.identities import pythagoras
from builder.calculus.derivation.layers import through
from builder.calculus.derivation.sums import EXPANDED_TERMS, by_degree, collected, expanded, size_of, sum_of, terms_of
from builder.calculus.derivation.terms import Exponent, Style, Term, Used, multiply, term_of
from builder.calculus.expression.nodes import Call, Expression, Sum, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.rules import algebra


def collect(tree: Expression, style: Style, used: Used) -> Expression:
    """Like terms of each sum put together."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        together = collected(terms)
        if len(together) == len(terms):
            return node
        numbers = [t for t in terms if not t.powers]
        only_numbers = len(terms) - len(together) == len(numbers) - 1 > 0
        opposite = all(t in terms for t in together) and not (only_numbers and len(numbers) == len(terms))
        used.append(algebra.OPPOSITE_TERMS if opposite else algebra.ADD_NUMBERS if only_numbers else algebra.COLLECT)
        return sum_of(by_degree(together), style)

    return through(tree, style, change)


def expand(tree: Expression, style: Style, used: Used) -> Expression:
    """Products of sums multiplied out, where all is a polynomial, or where it makes terms cancel."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        sizes = [size_of(t) for t in terms]
        if max(sizes) == 1 or sum(sizes) > EXPANDED_TERMS:
            return node
        out = [t for term in terms for t in expanded(term)]
        short = collected(out)
        if len(short) > len(terms):
            short = terms_of(pythagoras(sum_of(short, style), style, []))
        polynomial = all(
            isinstance(b, Symbol) and isinstance(e, Fraction) and e.denominator == 1 and e > 0 for t in out for b, e in t.powers
        )
        if not (polynomial and len(short) <= POLYNOMIAL_TERMS) and len(short) > len(terms):
            return node
        letters = frozenset().union(*(symbols(b) for t in out for b, _ in t.powers)) - style.variables
        if letters and len(terms) < len(short) == len(out):
            return node
        used.append(algebra.EXPAND)
        return sum_of(out, style)

    return through(tree, style, change)


def collect_beside_functions(tree: Expression, style: Style, used: Used) -> Expression:
    """Polynomials that stand beside the same functions, added: (2x - 2) sin x + (x^2 - 2x + 2) sin x is x^2 sin x."""

    def change(node: Expression, above: bool) -> Expression:
        assert isinstance(node, Sum)
        terms = terms_of(node)
        opened = [t for term in terms for t in _opened(term)]
        parts = [_beside(term, style) for term in opened]
        if None in parts or sum(map(size_of, opened)) > EXPANDED_TERMS:
            return node
        found: dict[frozenset[tuple[object, object]], tuple[Term, list[Term]]] = {}
        for polynomial, rest in (part for part in parts if part is not None):
            _, sums = found.setdefault(frozenset(rest.powers), (rest, []))
            sums.extend(expanded(polynomial))
        if len(found) > len(terms) or len(found) == len(opened) or not all(rest.powers for rest, _ in found.values()):
            return node
        kept = [(rest, by_degree(short)) for rest, sums in found.values() if (short := collected(sums))]
        if len(terms) == len(opened) == sum(len(short) for _, short in kept):
            return node
        used.extend((algebra.EXPAND, algebra.COLLECT) if len(opened) > len(terms) else (algebra.COLLECT,))
        return sum_of([multiply(term_of(sum_of(short, style), []), rest, []) for rest, short in kept], style)

    return through(tree, style, change)


def _opened(term: Term) -> list[Term]:
    """A term whose sums of functions are multiplied out; other sums stay."""
    for place, (base, exponent) in enumerate(term.powers):
        if isinstance(base, Sum) and exponent == 1 and any(isinstance(node, Call) for node in descendants(base)):
            rest = Term(term.coefficient, term.powers[:place] + term.powers[place + 1 :])
            return [t for part in terms_of(base) for t in _opened(multiply(rest, part, []))]
    return [term]


def _beside(term: Term, style: Style) -> tuple[Term, Term] | None:
    """A term as a polynomial in the variable times the rest; None where it is divided by something that varies."""
    polynomial: list[tuple[Expression, Exponent]] = []
    rest: list[tuple[Expression, Exponent]] = []
    for base, exponent in term.powers:
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        if isinstance(exponent, Fraction) and exponent < 0 and symbols(base) & style.variables:
            return None
        plain = isinstance(base, Symbol) or (isinstance(base, Sum) and coefficients_of(base) is not None)
        (polynomial if whole and plain else rest).append((base, exponent))
    return Term(term.coefficient, tuple(polynomial)), Term(Fraction(1), tuple(rest))
