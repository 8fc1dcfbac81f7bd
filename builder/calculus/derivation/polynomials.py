"""Multiplying out in the order in which a person writes it, and what is left of an expression when a letter goes to 0."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, rational, times
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import Style, Term, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Call, Expression, Negation, Power, Product, Quotient, Root, Sum, Symbol
from builder.calculus.expression.walk import substitute

_TERMS = 200  # that an expansion may have
_HIGHEST_POWER = 12  # that is multiplied out
_HIGHEST_DEGREE = 12  # of a polynomial of which the coefficients are taken


def multiplied_out(node: Expression, letter: str) -> list[Term] | None:
    """The terms of `node` when all brackets that hold `letter` are multiplied out, or None when it is no polynomial in it."""
    node = bare(node)
    if not depends_on(node, letter):
        if isinstance(node, Sum):
            return [t for part in node.terms for t in multiplied_out(part, letter) or []]
        if isinstance(node, Negation):
            inner = multiplied_out(node.operand, letter)
            return None if inner is None else [_scaled(t, Fraction(-1)) for t in inner]
        return [term_of(node, [])]
    match node:
        case Symbol():
            return [Term(Fraction(1), ((node, Fraction(1)),))]
        case Sum():
            parts = [multiplied_out(t, letter) for t in node.terms]
            return None if any(p is None for p in parts) else [t for p in parts if p is not None for t in p]
        case Negation():
            inner = multiplied_out(node.operand, letter)
            return None if inner is None else [_scaled(t, Fraction(-1)) for t in inner]
        case Product():
            result: list[Term] = [Term(Fraction(1))]
            for factor in node.factors:
                terms = multiplied_out(factor, letter)
                if terms is None or len(terms) * len(result) > _TERMS:
                    return None
                result = [multiply(a, b, []) for a in result for b in terms]
            return result
        case Quotient():
            above = multiplied_out(node.numerator, letter)
            if above is None or depends_on(node.denominator, letter):
                return None
            below = term_of(Quotient(ONE, node.denominator), [])
            return [multiply(t, below, []) for t in above]
        case Power():
            value = rational(node.exponent)
            base = multiplied_out(node.base, letter)
            if base is None or value is None or value.denominator != 1 or not 0 <= value <= _HIGHEST_POWER:
                return None
            return _raised(base, int(value))
        case _:
            return None


def _scaled(term: Term, by: Fraction) -> Term:
    return Term(term.coefficient * by, term.powers)


def _power(term: Term, exponent: int) -> Term:
    result = Term(Fraction(1))
    for _ in range(exponent):
        result = multiply(result, term, [])
    return result


def _raised(terms: Sequence[Term], exponent: int) -> list[Term] | None:
    """A sum to a whole power: two terms by the binomial theorem, more by repeated multiplication."""
    if len(terms) == 2:
        first, second = terms
        return [
            _scaled(multiply(_power(first, exponent - k), _power(second, k), []), Fraction(comb(exponent, k)))
            for k in range(exponent + 1)
        ]
    result: list[Term] = [Term(Fraction(1))]
    for _ in range(exponent):
        if len(result) * len(terms) > _TERMS:
            return None
        result = collected([multiply(a, b, []) for a in result for b in terms])
    return result


def sum_of(terms: Sequence[Term], style: Style) -> Expression:
    """Terms as a sum; none is 0."""
    return add(*(tree_of(t, style) for t in terms)) if terms else ZERO


def without_one(terms: Sequence[Term], letter: Symbol) -> list[Term] | None:
    """The terms divided by `letter`, or None when one of them does not have it as a factor."""
    result = []
    for term in terms:
        exponent = dict(term.powers).get(letter)
        if not isinstance(exponent, Fraction) or exponent < 1:
            return None
        result.append(multiply(term, Term(Fraction(1), ((letter, Fraction(-1)),)), []))
    return result


def at_zero(node: Expression, letter: Symbol) -> Expression:
    """What is left of `node` when `letter` is 0: terms that have it as a factor are gone."""
    if not depends_on(node, letter.name):
        return node
    match node:
        case Symbol():
            return ZERO
        case Sum():
            kept = [t for t in (at_zero(t, letter) for t in node.terms) if t != ZERO]
            return add(*kept)
        case Negation():
            inner = at_zero(node.operand, letter)
            return ZERO if inner == ZERO else Negation(inner)
        case Product():
            factors = [at_zero(bare(f), letter) for f in node.factors]
            return ZERO if ZERO in factors else times(*factors)
        case Quotient():
            above = at_zero(node.numerator, letter)
            return ZERO if above == ZERO else Quotient(above, at_zero(node.denominator, letter), node.written)
        case Power():
            base = at_zero(bare(node.base), letter)
            return ZERO if base == ZERO else Power(base, node.exponent)
        case Root():
            return Root(at_zero(bare(node.radicand), letter), node.index)
        case Call():
            return Call(
                node.function, tuple(at_zero(bare(a), letter) for a in node.arguments), node.power, node.base, node.brackets
            )
        case _:
            return substitute(node, {letter.name: ZERO})


def coefficients(node: Expression, x: Symbol) -> list[Fraction] | None:
    """The coefficients of a polynomial in x, the constant first; None for anything else."""
    terms = multiplied_out(node, x.name)
    if terms is None:
        return None
    found: dict[int, Fraction] = {}
    for term in collected(terms):
        powers = dict(term.powers)
        exponent = powers.pop(x, Fraction(0))
        if powers or not isinstance(exponent, Fraction) or exponent.denominator != 1 or not 0 <= exponent <= _HIGHEST_DEGREE:
            return None
        found[int(exponent)] = found.get(int(exponent), Fraction(0)) + term.coefficient
    return [found.get(k, Fraction(0)) for k in range(max(found, default=0) + 1)]


def polynomial(coefficients: Sequence[Fraction], x: Symbol, style: Style) -> Expression:
    powers = [((x, Fraction(k)),) if k else () for k in range(len(coefficients))]
    terms = [Term(c, p) for c, p in zip(coefficients, powers, strict=True) if c]
    return sum_of(terms[::-1], style)
