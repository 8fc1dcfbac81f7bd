"""Expressions after one wrong move of algebra in one place: what a person might have made of the left side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import comb
from typing import TypeAlias

from msgspec import Struct

from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Expression,
    Group,
    Negation,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
)
from builder.calculus.expression.walk import summands
from builder.calculus.mistakes.arithmetic import ONE, add, bare, divide, multiply, negative, number, power, rational
from builder.calculus.mistakes.places import places

Slip: TypeAlias = tuple[str, Expression]

_MOST_TERMS = 9


class Move(Struct, frozen=True):
    """An expression after a wrong move of algebra, and after the right one if there is one that people write."""

    mistake: str
    wrong: Expression
    right: Expression | None


def moves(node: Expression) -> Iterator[Move]:
    """`node` with one wrong move in one place."""
    for inner, rebuild in places(node):
        right = _multiplied_out(inner)
        meant = rebuild(right) if right is not None else None
        for name, wrong in _moves_at(inner):
            yield Move(name, rebuild(wrong), meant if name in _EXPANSIONS else None)


# What goes wrong while brackets are multiplied out.
_EXPANSIONS = frozenset({"partial-distribution", "linear-distribution", "dropped-term", "sign-distribution"})


def _multiplied_out(node: Expression) -> Expression | None:
    """A product with a sum in it, or a small power of a sum of two terms, multiplied out once; None for anything else."""
    match node:
        case Product(factors):
            for i, factor in enumerate(factors):
                terms = _terms(factor)
                if len(terms) > 1:
                    rest = (*factors[:i], *factors[i + 1 :])
                    others = _terms(rest[0]) if len(rest) == 1 else (multiply(rest),)
                    if len(terms) * len(others) <= _MOST_TERMS:
                        pairs = ((other, term) if i else (term, other) for term in terms for other in others)
                        return add(multiply(pair) for pair in pairs)
        case Negation(operand) if isinstance(bare(operand), Sum):
            return add(negative(term) for term in _terms(operand))
        case Power(base, exponent) if isinstance(bare(base), Sum):
            opened = _binomial(_terms(base), exponent)
            return add(opened) if opened else None
        case _:
            pass
    return None


def _moves_at(node: Expression) -> Iterator[Slip]:
    match node:
        case Sum(terms):
            yield from _in_sum(terms)
        case Negation(operand) if isinstance(bare(operand), Sum):
            first, *rest = _terms(operand)
            yield "sign-distribution", add((negative(first), *rest))
        case Negation(Product((first, *rest))):
            yield from ((name, wrong) for name, wrong in _in_product((negative(first), *rest)) if name == "partial-distribution")
        case Product(factors):
            yield from _in_product(factors)
        case Quotient(numerator, denominator):
            yield from _in_quotient(numerator, denominator)
        case Power(base, exponent):
            if isinstance(bare(base), Sum):
                yield from _with_a_term_dropped(_binomial(_terms(base), exponent))
                yield "linear-distribution", add(_each(_terms(base), lambda term: _simple_power(term, exponent)))
            if isinstance(bare(exponent), Sum):
                yield "linear-distribution", add(_each(_terms(exponent), lambda term: Power(base, term)))
        case Root(radicand, index) if isinstance(bare(radicand), Sum):
            yield "linear-distribution", add(_each(_terms(radicand), lambda term: _simple_root(term, index)))
        case Call(arguments=(argument,)) if isinstance(bare(argument), Sum):
            parts = _each(_terms(argument), lambda term: Call(node.function, (term,), node.power, node.base))
            yield "linear-distribution", add(parts)
        case Call(arguments=(argument,), power=None) if (pulled := _pulled_out(argument)) is not None:
            yield "pulled-out-factor", multiply((pulled[0], Call(node.function, (pulled[1],), None, node.base)))
        case Application(function, (argument,)) if (pulled := _pulled_out(argument)) is not None:
            yield "pulled-out-factor", multiply((pulled[0], Application(function, (pulled[1],))))
        case Application(function, (argument,)) if isinstance(bare(argument), Sum):
            yield "linear-distribution", add(_each(_terms(argument), lambda term: Application(function, (term,))))
            first, *rest = _terms(argument)
            yield "linear-distribution", add((Application(function, (first,)), *rest))
        case _:
            return


def _pulled_out(argument: Expression) -> tuple[Expression, Expression] | None:
    """A number that is a factor of an argument, and what is left of it; None without one."""
    inner = bare(argument)
    if not isinstance(inner, Product) or rational(inner.factors[0]) is None:
        return None
    return inner.factors[0], multiply(inner.factors[1:])


def _terms(node: Expression) -> tuple[Expression, ...]:
    return summands(bare(node))


def _each(terms: Sequence[Expression], change: Callable[[Expression], Expression]) -> list[Expression]:
    """Every term changed, its sign kept in front."""
    return [negative(change(term.operand)) if isinstance(term, Negation) else change(term) for term in terms]


def _simple_power(base: Expression, exponent: Expression) -> Expression:
    inner = bare(base)
    if isinstance(inner, Power) and rational(exponent) is not None and rational(inner.exponent) is not None:
        return Power(inner.base, multiply((inner.exponent, exponent)))
    return Power(inner, exponent)


def _simple_root(radicand: Expression, index: Expression | None) -> Expression:
    inner = bare(radicand)
    if isinstance(inner, Power) and rational(inner.exponent) == (2 if index is None else rational(index)):
        return inner.base
    return inner if inner == ONE else Root(inner, index)


def _in_sum(terms: Sequence[Expression]) -> Iterator[Slip]:
    for i, term in enumerate(terms):
        others_before, others_after = terms[:i], terms[i + 1 :]
        yield "dropped-term", add((*others_before, *others_after))
        yield "sign", add((*others_before, negative(term), *others_after))
        if isinstance(term, Negation):
            inside = _terms(term.operand)
            if len(inside) > 1:
                yield "sign-distribution", add((*others_before, negative(inside[0]), *inside[1:], *others_after))
            for opened in _opened(term.operand):
                for j in range(1, len(opened)):
                    kept = [negative(part) if k < j else part for k, part in enumerate(opened)]
                    yield "sign-distribution", add((*others_before, *kept, *others_after))


def _opened(node: Expression) -> Iterator[list[Expression]]:
    """A product, power or quotient with a sum in it, as a sum of terms: once for each such factor."""
    match bare(node):
        case Product(factors):
            for i, factor in enumerate(factors):
                terms = _terms(factor)
                if len(terms) > 1:
                    yield [multiply((*factors[:i], term, *factors[i + 1 :])) for term in terms]
        case Power(base, exponent):
            opened = _binomial(_terms(base), exponent)
            if opened:
                yield opened
        case Quotient(numerator, denominator):
            terms = _terms(numerator)
            if len(terms) > 1:
                yield [divide(term, denominator) for term in terms]
        case _:
            return


def _binomial(terms: Sequence[Expression], exponent: Expression) -> list[Expression]:
    """The terms of a power of a sum of two; none for anything else, or for a power that nobody writes out."""
    count = rational(exponent)
    if len(terms) != 2 or count is None or count.denominator != 1 or not 2 <= count <= 6:
        return []
    first, second = terms
    n = int(count)
    return [multiply((number(comb(n, k)), power(first, number(n - k)), power(Group(second), number(k)))) for k in range(n + 1)]


def _with_a_term_dropped(terms: Sequence[Expression]) -> Iterator[Slip]:
    """A sum written out, but for one of its terms. The first and the last alone are what distributing gives."""
    if len(terms) > 3:
        for i in range(len(terms)):
            yield "dropped-term", add((*terms[:i], *terms[i + 1 :]))


def _in_product(factors: Sequence[Expression]) -> Iterator[Slip]:
    if len(factors) == 2:
        first, second = _terms(factors[0]), _terms(factors[1])
        if len(first) == len(second) > 1:
            yield "partial-distribution", add(multiply((one, other)) for one, other in zip(first, second, strict=True))
        if 1 < len(first) <= 4 and 1 < len(second) <= 4:
            yield from _with_a_term_dropped([multiply((one, other)) for one in first for other in second])
    for i, factor in enumerate(factors):
        rest = (*factors[:i], *factors[i + 1 :])
        terms = _terms(factor)
        if len(terms) > 1:
            for j in range(len(terms)):
                some = [multiply((*rest, term)) if k <= j else term for k, term in enumerate(terms)]
                if j + 1 < len(terms):
                    yield "partial-distribution", add(some)
            for j in range(1, len(terms)):
                whole = [multiply((*rest, term)) for term in terms]
                yield "sign-distribution", add((*whole[:j], negative(whole[j]), *whole[j + 1 :]))
        if _is_derivative(factor):
            yield missing_derivative(rest), multiply(rest)


def missing_derivative(others: Sequence[Expression]) -> str:
    """The name of a derivative that lacks among factors: beside f'(u) it is that of u."""
    return "missing-inner-derivative" if any(_is_outer_derivative(other) for other in others) else "missing-factor"


def _is_outer_derivative(node: Expression) -> bool:
    inner = bare(node)
    return isinstance(inner, Application) and isinstance(bare(inner.function), Prime)


def _is_derivative(node: Expression) -> bool:
    inner = bare(node)
    if isinstance(inner, Application):
        inner = bare(inner.function)
    return isinstance(inner, Prime | Derivative)


def _in_quotient(numerator: Expression, denominator: Expression) -> Iterator[Slip]:
    above, below = _terms(numerator), _terms(denominator)
    if len(below) > 1:
        yield "linear-distribution", add(_each(below, lambda term: divide(numerator, term)))
    if len(above) == len(below) > 1:
        yield "bad-cancellation", add(_quotient(one, other) for one, other in zip(above, below, strict=True))
    for i, term in enumerate(above):
        for j, other in enumerate(below):
            if bare(term) == bare(other) and len(above) > 1:
                rest = add((*above[:i], *above[i + 1 :]))
                left = add((*below[:j], *below[j + 1 :])) if len(below) > 1 else ONE
                yield "bad-cancellation", divide(rest, left)
                yield "bad-cancellation", divide(add((ONE, rest)), add((ONE, left)) if len(below) > 1 else ONE)
    if len(above) > 1:
        for i, term in enumerate(above):
            shared = _without_factor(term, denominator)
            if shared is not None:
                yield "bad-cancellation", add((*above[:i], shared, *above[i + 1 :]))


def _quotient(term: Expression, other: Expression) -> Expression:
    """One term over another, with its sign in front and what they share cancelled."""
    if isinstance(term, Negation):
        return negative(_quotient(term.operand, other))
    if isinstance(other, Negation):
        return negative(_quotient(term, other.operand))
    shared = _without_factor(term, other)
    return divide(term, other) if shared is None else shared


def _without_factor(term: Expression, factor: Expression) -> Expression | None:
    """A term divided by one of its factors; None when it has no such factor."""
    if isinstance(bare(factor), Product):
        left: Expression | None = term
        for one in bare(factor).factors:  # type: ignore[union-attr]
            left = None if left is None else _without_factor(left, one)
        return left
    inner = bare(term)
    if isinstance(inner, Negation):
        rest = _without_factor(inner.operand, factor)
        return None if rest is None else negative(rest)
    if inner == bare(factor):
        return ONE
    if isinstance(inner, Power) and bare(inner.base) == bare(factor):
        exponent = rational(inner.exponent)
        return None if exponent is None or exponent <= 1 else power(inner.base, number(exponent - 1))
    if isinstance(inner, Product):
        for i, part in enumerate(inner.factors):
            rest = _without_factor(part, factor)
            if rest is not None:
                return multiply((*inner.factors[:i], rest, *inner.factors[i + 1 :]))
    return None
