"""Equations with a sum or product up to a letter, by mathematical induction on that letter.

With S(n) = Σ_{k ≤ u(n)} t(k) and a claim a(n) S(n) + b(n) = 0 that is affine in S, the first cases are written out, and the step
is that a(n) (a(n+1) t + b(n+1)) = a(n+1) b(n), t being the term that S(n+1) has more. It uses the claim for n, so a(n) ≠ 0 must
be known, and a and b must be defined for every number from the first case on: what is undefined at 5 would break the chain to 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal, NowhereDefined, by_all
from builder.calculus.judge.differentiate import ONE, add, multiply, negate
from builder.calculus.judge.domain import Requirement, from_setting, requirements
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Memory, Stop, Undefined, restarting
from builder.calculus.judge.field import ZERO as NOUGHT
from builder.calculus.judge.folding import folded, offset_from, rational_of
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.prove import prove
from builder.calculus.judge.signs import fraction_sign, learn
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, replaced, walk
from builder.calculus.judge.terms import (
    Add,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Raise,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)

MOST_FIRST_CASES = 20
RESTARTS = 12
MARK = "S#"
SUMS = r"\sum_{k=1}^{n+1} a_k = \sum_{k=1}^n a_k + a_{n+1}"
PRODUCTS = r"\prod_{k=1}^{n+1} a_k = a_{n+1} \prod_{k=1}^n a_k"


class Rise(Struct, frozen=True):
    """A sum or product in a question whose upper bound is `letter` plus a number, and what the two sides differ by, of `MARK`."""

    series: SeriesOf
    letter: str
    gap: Term


def prove_by_induction(question: Question, budget: Budget) -> Equal | None:
    """A proof that both sides are equal wherever both are defined; None where none is found."""
    if question.comparison is not Comparison.EQUAL:
        return None
    for rise in _rises(question):
        least = least_value(rise.letter, question.setting)
        if least is None:
            continue
        proofs = _proofs(question, rise, least, budget)
        if proofs is not None:
            return by_all("induction", proofs, rise.letter, (PRODUCTS if rise.series.product else SUMS,))
    return None


def _rises(question: Question) -> Iterator[Rise]:
    seen: set[SeriesOf] = set()
    gap = add(question.left, negate(question.right))
    for term in walk(gap):
        if not isinstance(term, SeriesOf) or term in seen or rational_of(term.lower) is None:
            continue
        seen.add(term)
        for letter in free_names(term.upper) & question.setting.integers:
            if letter in free_names(term.body) - {term.index} or offset_from(term.upper, letter) is None:
                continue
            marked = replaced(gap, term, Variable(MARK))
            if _is_affine(marked):
                yield Rise(term, letter, marked)


def _is_affine(term: Term) -> bool:
    """Whether a term is a + b·MARK with a and b free of it, by its form."""
    if MARK not in free_names(term):
        return True
    match term:
        case Variable():
            return True
        case Add(terms):
            return all(_is_affine(t) for t in terms)
        case Multiply(factors):
            return sum(MARK in free_names(f) for f in factors) == 1 and all(_is_affine(f) for f in factors)
        case Divide(numerator, denominator):
            return MARK not in free_names(denominator) and _is_affine(numerator)
        case _:
            return False


def least_value(letter: str, setting: Setting) -> int | None:
    """The least value that an integer letter may have; None where it may be any."""
    known = [1] if letter in setting.positive else []
    for c in setting.conditions:
        if c.right == Variable(letter) and (low := rational_of(c.left)) is not None:
            if c.comparison is Comparison.LESS_EQUAL:
                known.append(ceil(low))
            elif c.comparison is Comparison.LESS:
                known.append(int(low // 1) + 1)
    return max(known, default=None)


def _proofs(question: Question, rise: Rise, least: int, budget: Budget) -> list[Equal] | None:
    """Proofs of the first cases and of the step; None where one is missing."""
    letter, series = rise.letter, rise.series
    lower, offset = rational_of(series.lower), offset_from(series.upper, letter)
    assert lower is not None and offset is not None
    if lower.denominator != 1 or offset.denominator != 1:
        return None
    # From `start` on, the step adds a term; for less than that the sum is empty.
    start = max(least, int(lower - 1 - offset))
    if start - least > MOST_FIRST_CASES:
        return None
    others = tuple(c for c in question.setting.conditions if letter not in free_names(c.left) | free_names(c.right))
    setting = replace(question.setting, conditions=others)
    step = from_least(setting, letter, start)
    proofs: list[Equal] = []
    for value in range(least, start + 1):
        left, right = (_at(side, letter, Rational(Fraction(value))) for side in (question.left, question.right))
        attempt = prove(Question(left, right, Comparison.EQUAL, setting), budget)
        if isinstance(attempt, Equal):
            proofs.append(attempt)
        elif value == start or not isinstance(attempt, NowhereDefined):
            return None
    at_nought, at_one = (substitute(rise.gap, MARK, Rational(Fraction(i))) for i in (0, 1))
    a, b = add(at_one, negate(at_nought)), at_nought
    following = add(Variable(letter), ONE)
    a_next, b_next = (_at(part, letter, following) for part in (a, b))
    more = substitute(series.body, series.index, folded(add(series.upper, ONE)))
    if series.product:
        left, right = multiply(a_next, more, b), multiply(a, b_next)
    else:
        left, right = multiply(a, add(multiply(a_next, more), b_next)), multiply(a_next, b)
    attempt = prove(Question(left, right, Comparison.EQUAL, step), budget)
    return [*proofs, attempt] if isinstance(attempt, Equal) and _is_safe(rise.gap, letter, a, step, budget) else None


def _at(term: Term, letter: str, value: Term) -> Term:
    """`term` for a value of the letter, bounds of sums being worked out."""
    return _with_bounds(substitute(term, letter, value))


def _with_bounds(term: Term) -> Term:
    new = map_parts(term, _with_bounds)
    return replace(new, lower=folded(new.lower), upper=folded(new.upper)) if isinstance(new, SeriesOf) else new


def is_defined_throughout(term: Term, letter: str, least: int, setting: Setting, budget: Budget) -> bool:
    """Whether `term` is defined for every integer value of the letter from `least` on, if it is for one. False says nothing.

    What `setting` assumes of the letter does not count.
    """
    return _is_safe(term, letter, None, from_least(setting, letter, least), budget)


def is_defined_before(term: Term, letter: str, least: int, setting: Setting, budget: Budget) -> bool:
    """Whether `term` is defined for every integer value of the letter from `least` on, up to one for which it is. False says
    nothing. x^{m-n} is defined at 0 as long as n is small enough.

    What `setting` assumes of the letter does not count.
    """
    return _is_safe(term, letter, None, from_least(setting, letter, least), budget, below=True)


def from_least(setting: Setting, letter: str, least: int) -> Setting:
    """The setting in which nothing is assumed of the letter but that it is an integer from `least` on."""
    others = tuple(c for c in setting.conditions if letter not in free_names(c.left) | free_names(c.right))
    bound = Condition(Rational(Fraction(least)), Comparison.LESS_EQUAL, Variable(letter))
    positive = setting.positive | {letter} if least >= 1 else setting.positive - {letter}
    return Setting((*others, bound), setting.integers | {letter}, positive)


def _is_safe(term: Term, letter: str, nonzero: Term | None, setting: Setting, budget: Budget, below: bool = False) -> bool:
    """Whether `term` is defined for all values of the letter, or those `below`, if it is for one, and another is never 0 then."""
    memory = Memory()

    def attempt() -> bool:
        field = Field(memory, budget, setting)
        if not _is_defined_throughout(field, term, letter, setting, below):
            return False
        return nonzero is None or not fraction_sign(field, field.cancel(convert(field, nonzero))) & NOUGHT

    try:
        return restarting(attempt, RESTARTS) is True
    except (Stop, Undefined):
        return False


def _taken_apart(field: Field, need: Requirement, letter: str) -> Iterator[Requirement]:
    """What must not be 0, factor by factor, and as a base without the letter where it is a positive power of one."""
    match need.term:
        case Multiply(factors) if need.mask == NEGATIVE | POSITIVE:
            for factor in factors:
                yield from _taken_apart(field, replace(need, term=factor), letter)
        case Raise(base, exponent) if (
            need.mask == NEGATIVE | POSITIVE
            and letter not in free_names(base)
            and fraction_sign(field, convert(field, exponent)) == POSITIVE
        ):
            yield replace(need, term=base)
        case _:
            yield need


def _is_defined_throughout(field: Field, whole: Term, letter: str, setting: Setting, below: bool) -> bool:
    for term in walk(whole):
        if isinstance(term, LimitOf | DerivativeOf | IntegralOf | Branches) and letter in free_names(term):
            return False
        if isinstance(term, SeriesOf) and letter in free_names(term.body):
            return False
    for term, mask in from_setting(setting):
        learn(field, convert(field, term), mask)
    needs = [part for need in requirements(whole) if need.exponent is None for part in _taken_apart(field, need, letter)]
    for need in needs:
        if letter not in free_names(need.term) and MARK not in free_names(need.term):
            learn(field, convert(field, need.term), need.mask)
    if any(letter in free_names(n.term) and fraction_sign(field, convert(field, n.term)) & ~n.mask for n in needs):
        return False
    for term in walk(whole):
        if isinstance(term, Raise) and letter in free_names(term) and not isinstance(term.exponent, Rational):
            base, exponent = (fraction_sign(field, convert(field, t)) for t in (term.base, term.exponent))
            rate = None if letter in free_names(term.base) else _rate(field, term.exponent, letter)
            falls = below and rate is not None and rate <= 0
            if base & NOUGHT and exponent & NEGATIVE and (exponent != NEGATIVE or letter in free_names(term.base)) and not falls:
                return False  # at 0 some powers have a value, and others have none
            fractional = _is_never_whole(term.exponent, setting.integers) and letter not in free_names(term.base)
            if falls:
                continue  # whether it is whole does not change, and at 0 a greater exponent is as good
            if not fractional and not is_integer(term.exponent, setting.integers) and base & (NEGATIVE | NOUGHT):
                return False
    return True


def _rate(field: Field, exponent: Term, letter: str) -> int | None:
    """By how much an exponent that is linear in the letter grows with it, where that is a whole number."""
    p, q = field.cancel(convert(field, exponent))
    place = field.symbol(letter).index
    if not q.is_one() or p.degrees()[place] != 1:
        return None
    slope = p.derivative(place)
    value = slope.leading_coefficient()
    return int(value.p) if slope.is_constant() and value.q == 1 else None


def _is_never_whole(exponent: Term, integers: frozenset[str]) -> bool:
    """Whether an exponent is an integer plus a fraction: the base must be positive then, whatever the integer."""
    if not isinstance(exponent, Add):
        return False
    rest = tuple(t for t in exponent.terms if not is_integer(t, integers))
    value = rational_of(Add(rest)) if rest else None
    return value is not None and value.denominator != 1
