"""Definite integrals of |·|, max, min, sign, ⌊·⌋ and of definitions by cases: parted at the kinks.

∫ f from a to b is the sum of the integrals between the zeros of what decides the case, if its sign is certain between any two of
them. Zeros are written down exactly, and that there are no others is proved: of a polynomial because all its roots are known, of
another function by enclosures of it, and beside a zero by enclosures of its derivative (mean value theorem).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from flint import arb, fmpq, fmpq_poly
from msgspec import Struct

from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.breaks import BITS, polynomial, position, roots, written, zeros
from builder.calculus.judge.differentiate import ONE, add, derivative, negate
from builder.calculus.judge.evaluate import Place, known_value, value_at
from builder.calculus.judge.prove import prove
from builder.calculus.judge.substitution import free_names
from builder.calculus.judge.subterms import map_parts, parts, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    Multiply,
    Pi,
    Question,
    Raise,
    Rational,
    RootOf,
    Setting,
    Term,
    Variable,
)

_MOST_PARTS = 24
_MOST_STEPS = 16
"""How many integers a ⌊·⌋ may run through."""

_DEEPEST = 12
_KINKED = frozenset({Fn.ABS, Fn.SIGN, Fn.MAX, Fn.MIN, Fn.FLOOR, Fn.CEILING})
_ANALYTIC = frozenset(
    {Fn.EXP, Fn.LN, Fn.SIN, Fn.COS, Fn.TAN, Fn.COT, Fn.SEC, Fn.CSC, Fn.ARCTAN, Fn.ARCSIN, Fn.ARCCOS, Fn.SINH, Fn.COSH, Fn.TANH}
)
_TWO = Rational(Fraction(2))


class _Uncertain(Exception):
    """A sign between two places is not certain."""


def parted_at_kinks(term: IntegralOf) -> Term:
    """An integral without letters as the sum of those between its kinks; whole where none are, or not all are known.

    Roots of squares are written as what they are, |u|: then every kink is seen.
    """
    body = _with_bars(term.body, term.variable)
    if not is_kinked(body):
        return term
    whole = term if body == term.body else IntegralOf(body, term.variable, term.lower, term.upper)
    if free_names(whole):
        return whole
    low, high = position(term.lower), position(term.upper)
    if low is None or high is None or not (low < high or low > high):
        return whole
    try:
        with precision(BITS):
            if low > high:
                return negate(add(*_parts(body, term.variable, (term.upper, high), (term.lower, low))))
            return add(*_parts(body, term.variable, (term.lower, low), (term.upper, high)))
    except (_Uncertain, Undecided, Undefined):
        return whole


def upwards(term: Term) -> Term:
    """An integral from a greater number to a less one as minus that from the less to the greater."""
    if not isinstance(term, IntegralOf):
        return term
    low, high = position(term.lower), position(term.upper)
    if low is None or high is None or not low > high:
        return term
    return negate(IntegralOf(term.body, term.variable, term.upper, term.lower))


def parted_within(term: Term, conditions: tuple[Condition, ...]) -> Term:
    """A term, in which integrals that end at letters are parted at their kinks, as far as it is assumed where the letters are."""
    term = map_parts(term, lambda part: parted_within(part, conditions))
    if not isinstance(term, IntegralOf) or not is_kinked(term.body) or free_names(term.body) - {term.variable}:
        return term
    low, high = (_range(end, conditions) for end in (term.lower, term.upper))
    if low is None or high is None or not _is_at_most(low[1], high[0]):
        return term
    try:
        with precision(BITS):
            inside = _parts(term.body, term.variable, low[0], high[1])
    except (_Uncertain, Undecided, Undefined):
        return term
    cuts = [(of.upper, at) for of in inside[:-1] if (at := position(of.upper)) is not None]
    # What is cut between must lie between the ends wherever these are in their ranges.
    if len(cuts) != len(inside) - 1 or not all(_is_at_most(low[1], cut) and _is_at_most(cut, high[0]) for cut in cuts):
        return term
    inside[0] = IntegralOf(inside[0].body, term.variable, term.lower, inside[0].upper)
    inside[-1] = IntegralOf(inside[-1].body, term.variable, inside[-1].lower, term.upper)
    return add(*inside)


def _is_at_most(left: tuple[Term, arb], right: tuple[Term, arb]) -> bool:
    return bool(left[1] <= right[1]) or _are_equal(left[0], right[0])


def _are_equal(left: Term, right: Term) -> bool:
    """Whether two numbers are provably the same."""
    if left == right:
        return True
    places = position(left), position(right)
    if places[0] is None or places[1] is None or not places[0].overlaps(places[1]) or not places[0].is_finite():
        return False
    return isinstance(prove(Question(left, right, Comparison.EQUAL, Setting())), Equal)


def _range(end: Term, conditions: tuple[Condition, ...]) -> tuple[tuple[Term, arb], tuple[Term, arb]] | None:
    """Between which numbers an end of an integral is assumed to be: a number, a letter, or a letter with the other sign."""
    if (at := position(end)) is not None:
        return (end, at), (end, at)
    match end:
        case Variable(name):
            turned = False
        case Multiply((Rational(value), Variable(name))) if value == -1:
            turned = True
        case _:
            return None
    low: tuple[Term, arb] = Infinity(negative=True), arb("-inf")
    high: tuple[Term, arb] = Infinity(), arb("inf")
    for c in conditions:
        if c.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
            continue
        if c.left == Variable(name) and (at := position(c.right)) is not None:
            high = (c.right, at) if at < high[1] else high
        elif c.right == Variable(name) and (at := position(c.left)) is not None:
            low = (c.left, at) if at > low[1] else low
    return ((negate(high[0]), -high[1]), (negate(low[0]), -low[1])) if turned else (low, high)


def _parts(body: Term, x: str, low: tuple[Term, arb], high: tuple[Term, arb]) -> list[IntegralOf]:
    """The integrals between the kinks; those of what stands in others come first."""
    if not is_kinked(body):
        return [IntegralOf(body, x, low[0], high[0])]
    cuts = [low, *_cuts(body, x, low[1], high[1]), high]
    if len(cuts) > _MOST_PARTS:
        raise _Uncertain
    found: list[IntegralOf] = []
    for before, after in pairwise(cuts):
        found += _parts(_decided(body, _Stretch(x, before, after)), x, before, after)
        if len(found) > _MOST_PARTS:
            raise _Uncertain
    return found


def is_kinked(term: Term) -> bool:
    """Whether something in a term may have a kink, or jump."""
    return any(_is_kink(part) for part in walk(term))


def _is_kink(term: Term) -> bool:
    return isinstance(term, Branches) or (isinstance(term, Apply) and term.function in _KINKED)


def _with_bars(term: Term, x: str) -> Term:
    """A term with |u| for √(u²), and for √(1 − cos² u) and √(1 − sin² u)."""
    if not any(isinstance(part, RootOf) for part in walk(term)):
        return term
    term = map_parts(term, lambda part: _with_bars(part, x))
    if not isinstance(term, RootOf) or term.index != 2:
        return term
    match term.radicand:
        case Raise(base, Rational(value)) if value == 2:
            return Apply(Fn.ABS, (base,))
        case Add((first, Multiply((Rational(value), Raise(Apply(Fn.COS | Fn.SIN as function, (u,)), power))))):
            if first == ONE and value == -1 and power == _TWO:
                return Apply(Fn.ABS, (Apply(Fn.SIN if function is Fn.COS else Fn.COS, (u,)),))
        case _:
            pass
    p = polynomial(term.radicand, x)
    root = None if p is None or p.degree() < 1 else _square_root(p)
    return term if root is None else Apply(Fn.ABS, (written(root, x),))


def _square_root(p: fmpq_poly) -> fmpq_poly | None:
    content, factors = p.numer().factor()
    top, bottom = Fraction(int(content), int(p.denom())).as_integer_ratio()
    if top <= 0 or any(multiplicity % 2 for _, multiplicity in factors):
        return None
    if isqrt(top) ** 2 != top or isqrt(bottom) ** 2 != bottom:
        return None
    root = fmpq_poly([isqrt(top)], isqrt(bottom))
    for factor, multiplicity in factors:
        root = root * fmpq_poly(factor) ** (multiplicity // 2)
    return root


# ---------------------------------------------------------------------------------------------- where the cases change


def _deciding(body: Term) -> Iterator[Term]:
    """What decides the innermost cases by its sign; of ⌊u⌋ it is u, which is no such term."""
    for part in walk(body):
        for operands in compared_in(part):
            if not any(map(is_kinked, operands)):
                yield difference(operands)


def compared_in(part: Term) -> Iterator[tuple[Term, ...]]:
    """What decides by its sign which case of a term holds: one operand, or two that are compared. ⌊u⌋ has no such operands."""
    match part:
        case Apply(Fn.ABS | Fn.SIGN, (_,) as operands) | Apply(Fn.MAX | Fn.MIN, (_, _) as operands):
            yield operands
        case Branches(branches):
            yield from ((c.left, c.right) for _, conditions in branches for c in conditions)
        case _:
            pass


def difference(operands: tuple[Term, ...]) -> Term:
    """The term whose sign compares operands, as `compared_in` tells them."""
    first, *others = operands
    return add(first, *map(negate, others)) if others else first


def _cuts(body: Term, x: str, low: arb, high: arb) -> list[tuple[Term, arb]]:
    """The zeros between the ends of what decides the cases, in order."""
    found: dict[Term, arb] = {}
    watched = [*_deciding(body), *_steps(body, x, low, high)]
    for term in watched:
        for zero in zeros(term, x, low, high):
            at = position(zero)
            if at is None:
                raise _Uncertain
            if at > low and at < high:
                found.setdefault(zero, at)
    cuts = sorted(found.items(), key=lambda item: float(item[1].mid()))
    if any(a[1].overlaps(b[1]) for a, b in pairwise(cuts)):
        raise _Uncertain
    return cuts


def _steps(body: Term, x: str, low: arb, high: arb) -> Iterator[Term]:
    """u − n for the integers n that a ⌊u⌋ or ⌈u⌉ may take between the ends."""
    for part in walk(body):
        if isinstance(part, Apply) and part.function in (Fn.FLOOR, Fn.CEILING) and not is_kinked(part.arguments[0]):
            (u,) = part.arguments
            values = known_value(u, Place({x: low.union(high)}))
            if values is None or not arb(values).is_finite():
                raise _Uncertain
            least, most = _floor(arb(values).lower()), _floor(arb(values).upper())
            if most - least > _MOST_STEPS:
                raise _Uncertain
            for n in range(least, most + 2):
                yield add(u, Rational(Fraction(-n)))


def _floor(value: arb) -> int:
    found = value.floor().unique_fmpz()
    if found is None:
        raise _Uncertain
    return int(found)


# ---------------------------------------------------------------------------------------------- what holds between two cuts


class _Stretch(Struct, frozen=True):
    """The places between two neighbouring cuts, each an exact term and a ball around it."""

    x: str
    low: tuple[Term, arb]
    high: tuple[Term, arb]

    def sign(self, term: Term) -> int:
        """The sign of a term everywhere strictly between the cuts. Raises `_Uncertain` where it is not certain."""
        p = polynomial(term, self.x)
        if p is not None and all(factor.degree() <= 2 for factor, _ in p.numer().factor()[1]):
            return self._of_polynomial(p)
        match term:
            case Multiply(factors):
                of = 1
                for factor in factors:
                    of *= self.sign(factor)
                return of
            case Divide(numerator, denominator):
                return self.sign(numerator) * self.sign(denominator)
            case Raise(base, Rational(value)) if value.denominator == 1:
                return self.sign(base) if value.numerator % 2 else abs(self.sign(base))
            case Apply(Fn.EXP | Fn.COSH, _):
                return 1
            case Apply(Fn.LN, (u,)):
                return self.sign(add(u, negate(ONE)))
            case Add((Apply(Fn.EXP, (u,)), Rational(value))) if value == -1:
                return self.sign(u)
            case _:
                return self._by_enclosures(term)

    def _of_polynomial(self, p: fmpq_poly) -> int:
        """All roots can be written down: none may lie strictly between the cuts."""
        for root in roots(p):
            at = position(root)
            if at is None or not (root in (self.low[0], self.high[0]) or at < self.low[1] or at > self.high[1]):
                raise _Uncertain
        value = p(self._inside())
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
        raise _Uncertain

    def _inside(self) -> fmpq:
        low, high = self.low[1], self.high[1]
        if not low.is_finite():
            return fmpq(0) if not high.is_finite() else high.mid().fmpq() - 1
        return low.mid().fmpq() + 1 if not high.is_finite() else (low.mid().fmpq() + high.mid().fmpq()) / 2

    def _by_enclosures(self, term: Term) -> int:
        if not _is_analytic(term) or not self.low[1].is_finite() or not self.high[1].is_finite():
            raise _Uncertain
        slope = derivative(term, self.x)
        vanishes = [any(_are_equal(zero, end[0]) for zero in zeros(term, self.x, *self._ends())) for end in (self.low, self.high)]
        signs: set[int] = set()
        pieces = [(self.low[1], self.high[1], vanishes[0], vanishes[1], 0)]
        while pieces:
            a, b, from_zero, to_zero, depth = pieces.pop()
            whole = a.union(b)
            value = self._value(term, whole)
            if value is None and depth >= _DEEPEST:
                raise _Uncertain
            if value is not None and (value > 0 or value < 0):
                signs.add(1 if value > 0 else -1)
            elif (
                from_zero is not to_zero
                and value is not None
                and (rise := self._value(slope, whole)) is not None
                and (rise > 0 or rise < 0)
            ):
                signs.add((1 if rise > 0 else -1) * (1 if from_zero else -1))
            elif depth >= _DEEPEST:
                raise _Uncertain
            else:
                middle = ((a.mid() + b.mid()) / 2).mid()
                pieces += [(a, middle, from_zero, False, depth + 1), (middle, b, False, to_zero, depth + 1)]
        if len(signs) != 1:
            raise _Uncertain
        return signs.pop()

    def _ends(self) -> tuple[arb, arb]:
        return self.low[1] - 1, self.high[1] + 1

    def _value(self, term: Term, at: arb) -> arb | None:
        value = known_value(term, Place({self.x: at}))
        return None if value is None or not arb(value).is_finite() else arb(value)

    def between(self, u: Term) -> int:
        """The integer n with n < u < n + 1 everywhere strictly between the cuts."""
        n = _floor(arb(value_at(u, Place({self.x: self._inside()}))))
        if self.sign(add(u, Rational(Fraction(-n)))) != 1 or self.sign(add(u, Rational(Fraction(-n - 1)))) != -1:
            raise _Uncertain
        return n


def _decided(body: Term, stretch: _Stretch) -> Term:
    """The integrand between two cuts, with what the signs there decide of its innermost cases."""
    if not is_kinked(body):
        return body
    inner = map_parts(body, lambda part: _decided(part, stretch)) if _holds_kinks(body) else body
    if inner != body:
        return inner
    match body:
        case Apply(Fn.ABS, (u,)):
            return u if stretch.sign(u) > 0 else negate(u)
        case Apply(Fn.SIGN, (u,)):
            return Rational(Fraction(stretch.sign(u)))
        case Apply(Fn.MAX | Fn.MIN as function, (a, b)):
            return a if (stretch.sign(add(a, negate(b))) > 0) is (function is Fn.MAX) else b
        case Apply(Fn.FLOOR, (u,)):
            return Rational(Fraction(stretch.between(u)))
        case Apply(Fn.CEILING, (u,)):
            return Rational(Fraction(stretch.between(u) + 1))
        case Branches(branches):
            for value, conditions in branches:
                if all(_holds(c, stretch) for c in conditions):
                    return value
    raise _Uncertain


def _holds_kinks(term: Term) -> bool:
    """Whether a kink stands below the top of a term; of cases, in their conditions: only one of the values counts."""
    if isinstance(term, Branches):
        return any(is_kinked(side) for _, conditions in term.branches for c in conditions for side in (c.left, c.right))
    return any(map(is_kinked, parts(term)))


def _holds(condition: Condition, stretch: _Stretch) -> bool:
    of = stretch.sign(add(condition.left, negate(condition.right)))
    match condition.comparison:
        case Comparison.LESS | Comparison.LESS_EQUAL:
            return of < 0
        case Comparison.EQUAL:
            return False
        case Comparison.NOT_EQUAL:
            return True


def _is_analytic(term: Term) -> bool:
    """Whether a term is made of functions that are analytic wherever enclosures of them and of their derivatives are finite."""
    return all(
        isinstance(part, Rational | Pi | Variable | Add | Multiply | Divide | RootOf)
        or (isinstance(part, Raise) and isinstance(part.exponent, Rational))
        or (isinstance(part, Apply) and part.function in _ANALYTIC)
        for part in walk(term)
    )
