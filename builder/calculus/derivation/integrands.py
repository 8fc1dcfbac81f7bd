"""What is integrated, and the moves of all integrals: powers, sums, factors."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from builder.calculus.derivation.alike import without_negative_exponentials
from builder.calculus.derivation.build import (
    add,
    bare,
    depends_on,
    number,
    rational,
    times,
)
from builder.calculus.derivation.derivation import Reason
from builder.calculus.derivation.integral_table import linear, scaled
from builder.calculus.derivation.integrals import Here, Line, Proposal, pending
from builder.calculus.derivation.polynomials import sum_of
from builder.calculus.derivation.rows import reason_of
from builder.calculus.derivation.sums import collected, expanded
from builder.calculus.derivation.terms import Style, Term, parted, style_in, term_of, tree_of, varies
from builder.calculus.expression.nodes import (
    Expression,
    Integral,
    Negation,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, replaced, summands
from builder.calculus.rules import algebra
from builder.calculus.rules import integration as rules
from builder.calculus.rules.rule import Rule

_MOST_TERMS = 9  # of what is multiplied out


HIGHEST = 12  # degree of a polynomial


def instead(here: Here, body: Expression, reason: Reason) -> Iterator[Proposal]:
    """The proposal to integrate something else that is equal."""
    yield Proposal((Line(here.of(body), reason),))


def as_powers(here: Here, body: Expression) -> Iterator[Proposal]:
    """Roots and reciprocals as powers, where each term is one power."""
    used: list[Rule] = []
    terms: list[Expression] = []
    for term in summands(body):
        new = _as_power(term, here, used)
        terms.append(new)
    if used:
        yield from instead(here, add(*terms), reason_of(*dict.fromkeys(used)))


def _as_power(node: Expression, here: Here, used: list[Rule]) -> Expression:
    front, rest = parted(term_of(node, []), here.x)
    if len(rest.powers) != 1:
        return node
    ((base, exponent),) = rest.powers
    if (
        not isinstance(exponent, Fraction)
        or exponent == -1
        or linear(base, here.x) is None
        or exponent.denominator == 1 <= exponent
    ):
        return node
    raised_ = Power(base, number(exponent, slash=True))
    new = scaled(tree_of(front, Style()), raised_)
    if new == node:
        return node
    holds_root = any(isinstance(n, Root) for n in descendants(node))
    if holds_root:
        used.append(algebra.ROOT_AS_POWER)
    if exponent < 0 and any(isinstance(n, Quotient) and depends_on(n.denominator, here.x.name) for n in descendants(node)):
        used.append(algebra.TO_NEGATIVE_EXPONENT)
    elif not holds_root:
        used.append(algebra.ADD_EXPONENTS)
    return new


def without_falling_exponentials(here: Here, body: Expression) -> Iterator[Proposal]:
    """1/(e^x + e^{-x}), multiplied above and below by e^x."""
    used: list[Rule] = []
    after = without_negative_exponentials(body, style_in(here.x), used)
    if used and after != body:
        yield from instead(here, after, reason_of(*used))


def term_by_term(here: Here, body: Expression) -> Iterator[Proposal]:
    """Sums term by term, constant factors in front."""
    terms = summands(body)
    if isinstance(body, Negation) and isinstance(bare(body.operand), Sum):
        terms = tuple(t.operand if isinstance(t, Negation) else Negation(t) for t in summands(bare(body.operand)))
    after: list[Expression] = []
    used: list[Rule] = [rules.INTEGRAL_OF_SUM] if len(terms) > 1 else []
    for node in terms:
        term = bare(node.operand) if isinstance(node, Negation) else bare(node)
        sign = -1 if isinstance(node, Negation) else 1
        if not depends_on(term, here.x.name):
            after.append(here.of(term) if sign > 0 else Negation(here.of(term)))
            continue
        front, rest = parted(term_of(term, []), here.x)
        if front.coefficient < 0:
            front, sign = Term(-front.coefficient, front.powers), -sign
        if front == Term(Fraction(1)):
            new: Expression = here.of(term if term_of(term, []).coefficient > 0 else tree_of(rest, style_in(here.x)))
        else:
            used.append(rules.INTEGRAL_OF_MULTIPLE)
            new = times(tree_of(front, Style()), here.of(tree_of(rest, style_like(term, here))))
        after.append(new if sign > 0 else Negation(new))
    if used or after != [here.of(body)]:
        yield Proposal((Line(add(*after), reason_of(*dict.fromkeys(used or [rules.INTEGRAL_OF_MULTIPLE]))),))


def style_like(term: Expression, here: Here) -> Style:
    """A style that writes powers and roots as `term` does."""
    fractional, roots, negative = set(), set(), False
    for node in descendants(term):
        match node:
            case Power(base=base, exponent=exponent) if (value := rational(exponent)) is not None:
                negative |= value < 0
                if value.denominator > 1:
                    fractional.add(bare(base))
            case Root(radicand=radicand):
                roots.add(bare(radicand))
            case _:
                pass
    return Style(frozenset(roots), frozenset(fractional), negative, variables=frozenset((here.x.name,)))


def multiply_out(here: Here, body: Expression) -> Iterator[Proposal]:
    """A product of polynomials and powers of x, or a power of a sum, multiplied out; a fraction over x, divided term by term."""
    powers = term_of(body, []).powers
    if len(powers) == 1 and powers[0][1] != 1:
        yield from multiply_out_all(here, body)
        return
    yield from _multiplied_out(here, body, lambda base, exponent: _is_simple(base, here.x))


def multiply_out_all(here: Here, body: Expression) -> Iterator[Proposal]:
    """A product with a sum, multiplied out, whatever the terms are."""
    yield from _multiplied_out(here, body, lambda base, exponent: True)


def _is_simple(base: Expression, x: Symbol) -> bool:
    return base == x or not depends_on(base, x.name) or (isinstance(base, Sum) and _of_powers(base, x))


def _of_powers(base: Sum, x: Symbol) -> bool:
    """Whether each term of a sum is a power of x, also a fractional one, with a factor."""
    return all(all(b == x or not varies((b, e), x) for b, e in term_of(t, []).powers) for t in base.terms)


def _multiplied_out(here: Here, body: Expression, fits: object) -> Iterator[Proposal]:
    term = term_of(body, [])
    sums = [(b, e) for b, e in term.powers if isinstance(b, Sum) and depends_on(b, here.x.name)]
    if not sums or not all(isinstance(e, Fraction) and e.denominator == 1 and 0 < e <= 3 for _, e in sums):
        return
    if not callable(fits) or not all(fits(b, e) for b, e in term.powers):
        return
    if len(term.powers) == 1 and isinstance(body, Sum):
        return
    out = collected(expanded(term))
    if len(out) > _MOST_TERMS:
        return
    style = style_like(body, here)
    new = sum_of(out, style)
    below = any(isinstance(e, Fraction) and e < 0 and varies((b, e), here.x) for b, e in term.powers)
    rule = algebra.SPLIT_FRACTION if below and len(sums) == 1 and sums[0][1] == 1 else algebra.EXPAND
    if new != body:
        yield from instead(here, new, reason_of(rule))


def put_in(node: Expression, values: dict[Integral, Expression]) -> Expression:
    """`node` with the values of integrals put in, signs taken along."""
    match node:
        case Integral() if node in values:
            return values[node]
        case Negation(operand=operand):
            inner = put_in(operand, values)
            return inner.operand if isinstance(inner, Negation) else Negation(inner)
        case Sum(terms=terms):
            return add(*(put_in(t, values) for t in terms))
        case Product(factors=factors_) if (last := factors_[-1]) != (new := put_in(last, values)):
            front = times(*factors_[:-1])
            sign, inner = (-1, new.operand) if isinstance(new, Negation) else (1, new)
            if isinstance(inner, Product) and any(pending(inner.factors[-1])):
                shown = scaled(times(front, *inner.factors[:-1]), inner.factors[-1])
            else:
                shown = times(front, inner)
            return Negation(shown) if sign < 0 else shown
        case Quotient(numerator=above, denominator=below):
            return Quotient(put_in(above, values), below, node.written)
        case _:
            for integral, value in values.items():
                node = replaced(node, integral, value)
            return node
