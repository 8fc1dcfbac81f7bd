"""Fractions and differences at infinity: divide by what grows fastest below, and multiply differences of roots by their sum."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.at_infinity import size
from builder.calculus.derivation.build import ONE, ZERO, add, bare, depends_on, number, power, rational, times
from builder.calculus.derivation.limit_moves import Here, Row, squared
from builder.calculus.derivation.polynomials import coefficients, polynomial
from builder.calculus.derivation.rough import rough
from builder.calculus.derivation.rows import by_move, reason_of, tex
from builder.calculus.derivation.terms import Exponent, Term, exponent_product, exponent_sum, multiply, term_of, tree_of
from builder.calculus.expression.nodes import Expression, Negation, Power, Product, Quotient, Root, Sum
from builder.calculus.expression.walk import summands
from builder.calculus.rules import algebra, moves


class _Growth(Struct, frozen=True):
    """A term: what does not grow, x to `degree`, the root of a polynomial (its coefficients) and a power with x above."""

    constant: Term
    degree: Fraction = Fraction(0)
    radicand: tuple[Fraction, ...] = ()
    exponential: tuple[Expression, Expression] | None = None
    rate: float = 0.0

    @property
    def root_degree(self) -> int:
        """By which power of x the root grows."""
        return max(len(self.radicand) - 1, 0) // 2


def by_fastest(here: Here, body: Expression) -> list[Row]:
    """A fraction with roots of polynomials or exponentials, divided above and below by what grows fastest below."""
    inner = bare(body)
    if not here.at_infinity or not isinstance(inner, Quotient):
        return []
    above, below = _growths(here, inner.numerator), _growths(here, inner.denominator)
    if above is None or below is None:
        return []
    every = (*above, *below)
    fastest = max(below, key=lambda g: (here.at_infinity * g.rate, g.degree + g.root_degree))
    degree = fastest.degree + fastest.root_degree
    alone = len(above) == 1 and (above[0].exponential is None or above[0].exponential[0] == (fastest.exponential or (ONE,))[0])
    if len(below) == 1 and not any(g.radicand for g in every) and (alone or not fastest.exponential):
        return []
    if fastest.exponential is not None:
        base, exponent = fastest.exponential
        divisor: Expression = Power(base, exponent)
    elif any(g.radicand for g in every) and degree.denominator == 1 and degree > 0 and not fastest.rate:
        divisor = power(here.x, number(degree))
    else:
        return []
    text = f"divide above and below by {tex(divisor)}"
    root_degree = next((g.root_degree for g in every if g.radicand), 0)
    if root_degree and fastest.exponential is None:
        outside = power(here.x, number(root_degree))
        turned = here.at_infinity < 0 and root_degree % 2 == 1
        root = Root(power(here.x, number(2 * root_degree)))
        text += f"; here {tex(root)[:-1]} = {tex(Negation(outside) if turned else outside)[1:]}"
    top, bottom = (add(*(_divided(here, g, fastest, degree) for g in part)) for part in (above, below))
    after = top if bottom == ONE else Quotient(top, bottom)
    return [] if after == inner else [(after, by_move(moves.DIVIDE_BY_POWER, text), ())]


def _growths(here: Here, node: Expression) -> list[_Growth] | None:
    found = [_growth(here, term_of(term, [])) for term in summands(bare(node))]
    return [g for g in found if g is not None] if None not in found else None


def _growth(here: Here, term: Term) -> _Growth | None:
    """How a term grows; None where this is not seen."""
    growth = _Growth(Term(term.coefficient))
    for base, exponent in term.powers:
        moving = depends_on(base, here.x.name)
        if not moving and (isinstance(exponent, Fraction) or not depends_on(exponent, here.x.name)):
            growth = replace(growth, constant=multiply(growth.constant, Term(Fraction(1), ((base, exponent),)), []))
        elif base == here.x and isinstance(exponent, Fraction):
            growth = replace(growth, degree=growth.degree + exponent)
        elif moving and exponent == Fraction(1, 2) and not growth.radicand:
            inside = coefficients(base, here.x)
            if inside is None or len(inside) % 2 == 0 or inside[-1] <= 0:
                return None
            growth = replace(growth, radicand=tuple(inside))
        elif not moving and not isinstance(exponent, Fraction) and growth.exponential is None:
            slope, size_of_base = coefficients(exponent, here.x), rough(base, {})
            if slope is None or len(slope) != 2 or size_of_base is None or size_of_base <= 0:
                return None
            growth = replace(growth, exponential=(base, exponent), rate=float(slope[1]) * log(size_of_base))
        else:
            return None
    return growth


def _divided(here: Here, growth: _Growth, fastest: _Growth, degree: Fraction) -> Expression:
    """A term divided by the exponential of the fastest, or by the power of x with which it grows."""
    x, coefficient, left = here.x, growth.constant, growth.degree
    powers: list[tuple[Expression, Exponent]] = []
    ahead: list[Expression] = []
    if fastest.exponential is None:
        left += growth.root_degree - degree
        if here.at_infinity < 0 and growth.root_degree % 2:
            coefficient = Term(-coefficient.coefficient, coefficient.powers)
    if growth.radicand:
        lowered = growth.root_degree if fastest.exponential is None else 0
        inside = add(
            *(
                tree_of(Term(c, ((x, Fraction(k - 2 * lowered)),) if k != 2 * lowered else ()), here.style)
                for k, c in reversed(list(enumerate(growth.radicand)))
                if c
            )
        )
        if rational(inside) != 1:
            powers.append((inside, Fraction(1, 2)))
    if left:
        powers.append((x, left))
    pair = growth.exponential
    if fastest.exponential is None:
        powers.extend([pair] if pair is not None else [])
    else:
        base, exponent = fastest.exponential
        against = exponent_product(exponent, Fraction(-1))
        if pair is None:
            powers.append((base, against))
        elif pair[0] == base:
            together = exponent_sum(pair[1], against)
            powers.extend([(base, together)] if together != 0 else [])
        elif pair[1] == exponent:
            ahead.append(Power(tree_of(term_of(Quotient(pair[0], base), []), here.style), exponent))
        else:
            powers.extend([pair, (base, against)])
    tree = tree_of(Term(coefficient.coefficient, (*coefficient.powers, *powers)), here.style)
    return tree if not ahead else ahead[0] if tree == ONE else times(tree, *ahead)


def by_difference_of_roots(here: Here, body: Expression) -> list[Row]:
    """A difference of which both parts grow without bound, one of them a square root: times the sum, over the sum."""
    inner = bare(body)
    if not here.at_infinity:
        return []
    factors = inner.factors if isinstance(inner, Product) else (inner,)
    differences = [f for f in map(bare, factors) if isinstance(f, Sum)]
    if len(differences) != 1 or len(differences[0].terms) != 2:
        return []
    beside = [f for f in factors if bare(f) != differences[0]]
    first, last = map(bare, differences[0].terms)
    minus = [isinstance(part, Negation) for part in (first, last)]
    parts = [part.operand if isinstance(part, Negation) else part for part in (first, last)]
    ends = [here.far(part) for part in (first, last)]
    if not any(isinstance(part, Root) and part.index is None for part in parts):
        return []
    if any(end is None for end in ends) or {size(end) for end in ends if end is not None} != {1, -1}:
        return []
    total = add(first, last.operand if isinstance(last, Negation) else Negation(last))
    squares = add(*(Negation(squared(p)) if m != minus[0] else squared(p) for p, m in zip(parts, minus, strict=True)))
    if minus[0] == minus[1]:
        squares = add(squared(parts[0]), Negation(squared(parts[1])))
    short = coefficients(squares, here.x)
    if short is None:
        return []
    left = polynomial(short, here.x, here.style) if any(short) else ZERO
    tops: Sequence[Expression] = (times(differences[0], total), squares, left)
    reasons = (algebra.CONJUGATE, algebra.DIFFERENCE_OF_SQUARES, algebra.COLLECT)
    rows: list[Row] = []
    for top, rule in zip(tops, reasons, strict=True):
        above = times(*beside, top) if top != ONE or not beside else times(*beside)
        rows.append((Quotient(above, total), reason_of(rule), ()))
    return rows
