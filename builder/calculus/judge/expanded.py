r"""Powers of sums that are expanded with dots, `(x + h)^n = x^n + n x^{n-1} h + \cdots + h^n`.

The terms are known by the binomial theorem, so that the dots stand for those that are not shown: what is said is that the terms
that are shown are those of their places, from the beginning and from the end. It is so where no general term fits them, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Ellipsis,
    Expression,
    Group,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import kinds_in, symbols
from builder.calculus.judge.verdict import Proved, Refuted, Verdict

ONE = Number("1")
_MOST_SHOWN = 6
_WHOLE = frozenset(("n", "m", "k", "N"))
"""Letters that stand for whole numbers as exponents."""


class _Expansion(Struct, frozen=True):
    """The terms of a side: the one `at` a place from the beginning on, how many are left out there, and the exponent."""

    at: Callable[[int], Expression]
    first: int
    exponent: str


def expands(relation: Relation) -> bool:
    """Whether a relation is an expansion with dots of a power of a sum whose exponent is a letter."""
    relation = _of_factor(relation)
    return _shown(relation) is not None and any(each.exponent in _WHOLE for each in _expansions(relation.left))


def _of_factor(relation: Relation) -> Relation:
    r"""`x^n - a^n = (x - a)(x^{n-1} + \cdots)` as what the sum with dots is; others as they are."""
    match relation.right:
        case Product((factor, Group(Sum(terms) as inner))) if any(isinstance(term, Ellipsis) for term in terms):
            return Relation(Quotient(_inner(relation.left), factor), relation.sign, inner)
        case _:
            return relation


def decide_expanded(claim: Claim, decide: Callable[[Claim, Budget], Verdict], budget: Budget) -> Verdict | None:
    """The verdict on an expansion with dots: proved if all terms that are shown are those of their places, refuted where one is
    not and another is; None for other claims, and where none is."""
    relation = _of_factor(claim.relation)
    shown = _shown(relation)
    expansions = _expansions(relation.left) if shown is not None else ()
    if shown is None or not expansions or not symbols(relation.right) <= symbols(relation.left):
        return None
    exponent = expansions[0].exponent
    told = any(a.sign is Sign.MEMBER and exponent in symbols(a) for a in claim.context.assumptions)
    told = told or claim.context.kinds.get(exponent) is Kind.REAL
    if exponent not in _WHOLE or (told and exponent not in claim.context.integers):
        return None
    before, after = shown
    context = _of_large(claim.context, exponent, len(before) + len(after))
    found: list[tuple[int, list[Expression]]] = []
    for number, forward in enumerate(expansions):
        backward = expansions[1 - number]
        terms = [forward.at(forward.first + i) for i in range(len(before))]
        terms += [backward.at(backward.first + i) for i in reversed(range(len(after)))]
        said = (Claim(Relation(one, Sign.EQUAL, term), context) for one, term in zip((*before, *after), terms, strict=True))
        found.append((sum(isinstance(decide(each, budget), Proved) for each in said), terms))
    fitting, terms = max(found, key=lambda each: each[0])
    if not fitting:
        return None
    right = Sum((relation.left, *before, *after, *(Negation(Group(term)) for term in terms)))
    verdict = decide(Claim(Relation(relation.left, Sign.EQUAL, right), context), budget)
    return verdict if isinstance(verdict, Proved if fitting == len(terms) else Refuted) else None


def _of_large(context: Context, letter: str, least: int) -> Context:
    """A context in which a letter is a whole number that is so large that no term is shown twice."""
    if letter in context.definitions:
        return context
    large = Relation(Symbol(letter), Sign.GREATER_EQUAL, Number(str(least)))
    return context.with_kind(letter, Kind.POSITIVE_INTEGER).with_assumption(large)


def _shown(relation: Relation) -> tuple[Sequence[Expression], Sequence[Expression]] | None:
    """The terms of the right side before its dots and behind them, if it is a sum with dots in one place and in no term."""
    right = relation.right
    if relation.sign is not Sign.EQUAL or not isinstance(right, Sum) or Ellipsis in kinds_in(relation.left):
        return None
    places = [place for place, term in enumerate(right.terms) if isinstance(_without_sign(term), Ellipsis)]
    if len(places) != 1 or not 1 < len(right.terms) <= _MOST_SHOWN:
        return None
    before, after = right.terms[: places[0]], right.terms[places[0] + 1 :]
    return None if not before or any(Ellipsis in kinds_in(term) for term in (*before, *after)) else (before, after)


def _without_sign(term: Expression) -> Expression:
    return term.operand if isinstance(term, Negation) else term


def _expansions(left: Expression) -> tuple[_Expansion, ...]:
    """The terms of an expanded side, from its beginning on and from its end on; nothing for other sides.

    Of `(a + b)^n - a^n` the first is left out; those of `((a + b)^n - a^n)/h` are divided.
    """
    match left:
        case Group(inner):
            return _expansions(inner)
        case Quotient(Sum((Power(a, Symbol(name) as n), Negation(taken))), below) if (
            b := _base(taken, n)
        ) is not None and _inner(below) == Sum((a, Negation(b))):
            return tuple(_Expansion(_powers(*each, name), 0, name) for each in ((a, b), (b, a)))
        case Quotient(above, below):
            return tuple(_Expansion(_divided(each.at, below), each.first, each.exponent) for each in _expansions(above))
        case Power(Group(Sum((first, second))), Symbol(name)) if name not in symbols(first) | symbols(second):
            return tuple(_Expansion(_terms(a, b, name), 0, name) for a, b in ((first, second), (second, first)))
        case Sum((power, Negation(taken))):
            without = tuple(replace(each, first=int(each.at(0) == taken)) for each in _expansions(power))
            return without if any(each.first for each in without) else ()
        case _:
            return ()


def _terms(first: Expression, second: Expression, exponent: str) -> Callable[[int], Expression]:
    """The terms of `(first + second)^n`: n(n-1)… first^{n-k} second^k / k!."""

    def at(place: int) -> Expression:
        n = Symbol(exponent)
        factors: list[Expression] = [_minus(n, i) if not i else Group(_minus(n, i)) for i in range(place)]
        factors += [_raised(first, _minus(n, place))] if first != ONE else []
        factors += [_raised(second, Number(str(place)))] if place and second != ONE else []
        if not factors:
            return ONE
        whole = factors[0] if len(factors) == 1 else Product(tuple(factors), (Times.IMPLICIT,) * (len(factors) - 1))
        return Quotient(whole, Number(str(factorial(place)))) if place > 1 else whole

    return at


def _powers(first: Expression, second: Expression, exponent: str) -> Callable[[int], Expression]:
    """The terms of `(first^n - second^n)/(first - second)`."""

    def at(place: int) -> Expression:
        factors = [] if first == ONE else [_raised(first, _minus(Symbol(exponent), place + 1))]
        factors += [_raised(second, Number(str(place)))] if place and second != ONE else []
        return Product(tuple(factors), (Times.IMPLICIT,)) if len(factors) == 2 else factors[0] if factors else ONE

    return at


def _base(power: Expression, exponent: Symbol) -> Expression | None:
    """The base of a power with this exponent; 1 is a power of 1."""
    if isinstance(power, Power) and power.exponent == exponent:
        return power.base
    return ONE if power == ONE else None


def _inner(node: Expression) -> Expression:
    return _inner(node.inner) if isinstance(node, Group) else node


def _divided(terms: Callable[[int], Expression], below: Expression) -> Callable[[int], Expression]:
    return lambda place: Quotient(terms(place), below)


def _minus(letter: Symbol, number: int) -> Expression:
    return Sum((letter, Negation(Number(str(number))))) if number else letter


def _raised(base: Expression, exponent: Expression) -> Expression:
    return Power(base if isinstance(base, Symbol | Number) else Group(base), exponent)
