"""Sums as lists of terms: like ones put together, in order, multiplied out; what all share, and what they are divided by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import cast

from builder.calculus.derivation.build import ONE, add, negative, times
from builder.calculus.derivation.terms import (
    Exponent,
    Style,
    Term,
    exponent_product,
    exponent_sum,
    multiply,
    rescaled,
    scaled,
    term_of,
    tree_of,
)
from builder.calculus.expression.nodes import Expression, Negation, Product, Sum, Symbol

EXPANDED_TERMS = 60  # that a product of sums may have before it is collected


def terms_of(tree: Expression) -> list[Term]:
    """The terms of a sum; of anything else itself."""
    return [term_of(t, []) for t in tree.terms] if isinstance(tree, Sum) else [term_of(tree, [])]


def sum_of(terms: Sequence[Term], style: Style) -> Expression:
    """The sum of terms, in the order in which the source has it."""
    tree = add(*(tree_of(t, style) for t in terms if t.coefficient))
    if isinstance(tree, Sum):
        return next((kept for kept in style.keep if Counter(kept.terms) == Counter(tree.terms)), tree)
    return tree


def by_degree(terms: list[Term]) -> list[Term]:
    """Polynomials in one letter fall in degree, unless they would begin with a minus; everything else stays as it is."""
    letters = {b for t in terms for b, _ in t.powers}
    if len(letters) != 1 or not isinstance(next(iter(letters)), Symbol):
        return terms
    if any(not isinstance(e, Fraction) for t in terms for _, e in t.powers):
        return terms
    ordered = sorted(terms, key=lambda t: -(t.powers[0][1] if t.powers and isinstance(t.powers[0][1], Fraction) else Fraction(0)))
    if ordered[0].coefficient < 0 < ordered[-1].coefficient:
        ordered.reverse()
    return ordered


def collected(terms: Sequence[Term]) -> list[Term]:
    """Like terms added, each at the place of the first; what cancels is gone. `b - a` is like `a - b`."""
    found: dict[frozenset[tuple[object, object]], Term] = {}
    for term in terms:
        key = frozenset((_whatever_order(base, exponent), exponent) for base, exponent in term.powers)
        first = found.get(key)
        if first is None:
            found[key] = term
        else:
            found[key] = Term(first.coefficient + _sign_beside(first, term) * term.coefficient, first.powers)
    return [t for t in found.values() if t.coefficient]


def _whatever_order(base: Expression, exponent: Exponent) -> object:
    """A sum without the order of its terms, and to a whole power without its sign; anything else as it is."""
    if not isinstance(base, Sum):
        return base
    terms = frozenset(Counter(base.terms).items())
    if not isinstance(exponent, Fraction) or exponent.denominator != 1:
        return terms
    return frozenset((terms, frozenset(Counter(map(negative, base.terms)).items())))


def _sign_beside(first: Term, other: Term) -> int:
    """The sign of a term once its sums are written as in a like one."""
    sign = 1
    written = [Counter(base.terms) for base, _ in first.powers if isinstance(base, Sum)]
    for base, exponent in other.powers:
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent % 2 == 1 and Counter(base.terms) not in written:
            sign = -sign
    return sign


def shared_powers(terms: Sequence[Term], multiples: bool = False) -> list[tuple[Expression, Fraction | Expression]]:
    """The powers that all terms have: the least exponent above 0, or an equal tree; with `multiples` e^x of e^{2x}, too."""
    shared: list[tuple[Expression, Fraction | Expression]] = []
    for base, exponent in terms[0].powers:
        found = [dict(t.powers).get(base) for t in terms]
        if any(e is None for e in found):
            continue
        numbers = [e for e in found if isinstance(e, Fraction)]
        if len(numbers) == len(found) and min(numbers) > 0:
            shared.append((base, min(numbers)))
        elif not numbers and all(e == exponent for e in found):
            shared.append((base, exponent))
        elif not numbers and not isinstance(base, Product) and (lower := _lowest(found)) is not None:
            shared.append((base, lower))
        elif not numbers and multiples:
            scales = [scaled(e) for e in found if e is not None and not isinstance(e, Fraction)]
            if len({rest for _, rest in scales}) == 1 and len({size > 0 for size, _ in scales}) == 1:
                size, rest = min(scales, key=lambda scale: abs(scale[0]))
                shared.append((base, rescaled(size, rest)))
    return shared


def _lowest(exponents: Sequence[Exponent | None]) -> Exponent | None:
    """The lowest of exponents that differ by numbers, n - 1 of n and n - 1; None where they do not."""
    first = exponents[0]
    assert first is not None
    by_size: dict[Fraction, Exponent] = {}
    for exponent in exponents:
        difference = exponent_sum(cast(Exponent, exponent), exponent_product(first, Fraction(-1)))
        if not isinstance(difference, Fraction):
            return None
        by_size[difference] = cast(Exponent, exponent)
    return by_size[min(by_size)]


def taken_out(
    terms: Sequence[Term], shared: Sequence[tuple[Expression, Fraction | Expression]], content: Fraction, style: Style
) -> Expression:
    """The sum of terms as the product of what they share, with a number, and of what is left."""
    rest = [multiply(t, Term(1 / content, tuple((b, exponent_product(e, Fraction(-1))) for b, e in shared)), []) for t in terms]
    common = tree_of(Term(content, tuple(shared)), style)
    inner = sum_of(by_degree(rest), style)
    if isinstance(common, Negation):
        return Negation(times(common.operand, inner)) if common.operand != ONE else Negation(inner)
    return times(common, inner)


def content_of(terms: Sequence[Term]) -> Fraction:
    """The number that all terms share, with a minus sign where that leaves fewer."""
    sizes = [t.coefficient for t in terms]
    content = Fraction(gcd(*(s.numerator for s in sizes)), lcm(*(s.denominator for s in sizes)))
    return -content if all(s < 0 for s in sizes) or (sizes[0] < 0 and (content != 1 or sizes[-1] < 0)) else content


def expanded(term: Term) -> list[Term]:
    """The term with its sums multiplied out; a sum to a power that is no small whole number stays."""
    for place, (base, exponent) in enumerate(term.powers):
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent.denominator == 1 and 1 <= exponent <= 3:
            rest = Term(term.coefficient, term.powers[:place] + term.powers[place + 1 :])
            return [t for part in _raised(base, int(exponent)) for t in expanded(multiply(rest, part, []))]
    return [term]


def _raised(base: Sum, exponent: int) -> list[Term]:
    """A sum to a whole power, multiplied out: 1 - 2x + x^2, not 1 - x - x + x^2."""
    product = terms = terms_of(base)
    for _ in range(exponent - 1):
        product = collected([multiply(a, b, []) for a in product for b in terms])
    return product


def size_of(term: Term) -> int:
    size = 1
    for base, exponent in term.powers:
        if isinstance(base, Sum) and isinstance(exponent, Fraction) and exponent.denominator == 1 and 1 <= exponent <= 3:
            size *= len(base.terms) ** int(exponent)
    return size


def bases_below(terms: Sequence[Term]) -> dict[Expression, Fraction]:
    """The bases that terms are divided by, each with the highest exponent."""
    below: dict[Expression, Fraction] = {}
    for term in terms:
        for base, exponent in term.powers:
            if isinstance(exponent, Fraction) and exponent < 0:
                below[base] = max(below.get(base, Fraction(0)), -exponent)
    return below


def denominator_of(terms: Sequence[Term]) -> Term:
    """The least common denominator of terms."""
    return Term(Fraction(lcm(*(t.coefficient.denominator for t in terms))), tuple(bases_below(terms).items()))
