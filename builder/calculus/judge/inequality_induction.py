"""Inequalities for all integers from one on, by mathematical induction: 2^n > n, n! ≥ 2^{n−1}, (1 + x)^n ≥ 1 + nx.

With D(n) = right − left, the step is that D(n+1) ≥ c D(n) for some c ≥ 0: then D(n) ≥ 0 gives D(n+1) ≥ 0. For c the factors are
tried by which the terms of D grow from n to n + 1. First cases are proved one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal, by_all
from builder.calculus.judge.differentiate import ONE, ZERO, add, multiply, negate
from builder.calculus.judge.folding import folded, folded_throughout, offset_from, rational_of
from builder.calculus.judge.induction import from_least, is_defined_throughout, least_value
from builder.calculus.judge.inequalities import prove_comparison
from builder.calculus.judge.primitives import coefficients
from builder.calculus.judge.prove import prove
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import map_parts, replaced, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Divide,
    Fn,
    Multiply,
    Question,
    Raise,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)

MOST_FIRST_CASES = 6
MOST_FACTORS = 6
MARK = "S#"


def prove_inequality_by_induction(question: Question, budget: Budget) -> Equal | None:
    """A proof that the sides compare as told wherever both are defined and the setting holds; None says nothing."""
    if question.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
        return None
    difference = add(question.right, negate(question.left))
    for letter in sorted(question.setting.integers & free_names(difference)):
        least = least_value(letter, question.setting)
        if least is None or not is_defined_throughout(difference, letter, least, question.setting, budget):
            continue
        proof = _by_induction(question, difference, letter, least, budget)
        if proof is not None:
            return proof
    return None


def _by_induction(question: Question, difference: Term, letter: str, least: int, budget: Budget) -> Equal | None:
    others = tuple(c for c in question.setting.conditions if letter not in free_names(c.left) | free_names(c.right))
    case_setting = replace(question.setting, conditions=others)
    following = _next(difference, letter)
    factors = list(dict.fromkeys((*_factors(difference, letter), ONE)))[:MOST_FACTORS]
    proofs: list[Equal] = []
    for start in range(least, least + MOST_FIRST_CASES):
        case = folded_throughout(substitute(difference, letter, Rational(Fraction(start))))
        proof = _compared(ZERO, question.comparison, case, case_setting, budget)
        if proof is None:
            return None
        proofs.append(proof)
        step = from_least(question.setting, letter, start)
        for factor in factors:
            steps = _step(question.comparison, difference, following, factor, step, budget)
            if steps is not None:
                return by_all("induction", [*proofs, *steps], letter)
    return None


def _step(
    comparison: Comparison, difference: Term, following: Term, factor: Term, setting: Setting, budget: Budget
) -> list[Equal] | None:
    """Proofs that c ≥ 0 and D(n+1) ≥ c D(n); one of them strictly where D > 0 is claimed."""
    more = _without_marks(_with_marks(add(following, negate(multiply(factor, difference)))), budget)
    strict = Comparison.LESS
    for first, second in ((comparison, Comparison.LESS_EQUAL), (Comparison.LESS_EQUAL, comparison)):
        grows = _compared(ZERO, first, factor, setting, budget)
        if grows is not None and (rest := _compared(ZERO, second, more, setting, budget)) is not None:
            return [grows, rest]
        if comparison is not strict:
            break
    return None


def _with_marks(term: Term) -> Term:
    """`term` with a letter for each sum that goes up to a letter: of such a sum nothing need be known but that it is a number."""
    marks: dict[SeriesOf, Term] = {}
    for part in walk(term):
        if isinstance(part, SeriesOf) and rational_of(part.upper) is None and part not in marks:
            marks[part] = Variable(f"{MARK}{len(marks)}")
    for series, mark in marks.items():
        term = replaced(term, series, mark)
    return term


def _without_marks(term: Term, budget: Budget) -> Term:
    """`term` without the marks that it does not depend on: 1 + 1/n + S − S."""
    for mark in [name for name in sorted(free_names(term)) if name.startswith(MARK)]:
        without = substitute(term, mark, ZERO)
        if isinstance(prove(Question(term, without, Comparison.EQUAL, Setting()), budget), Equal):
            term = without
    return term


def _compared(left: Term, comparison: Comparison, right: Term, setting: Setting, budget: Budget) -> Equal | None:
    return prove_comparison(Question(left, right, comparison, setting), budget)


def _next(term: Term, letter: str) -> Term:
    """`term` for the next value of the letter: a sum up to the letter has one term more."""
    match term:
        case SeriesOf(body, index, lower, upper, product) if letter in free_names(term):
            by = offset_from(upper, letter)
            if by is None or by.denominator != 1 or letter in free_names(body) - {index} or letter in free_names(lower):
                return substitute(term, letter, add(Variable(letter), ONE))
            last = substitute(body, index, _shifted(letter, by + 1))
            return multiply(term, last) if product else add(term, last)
        case Variable(name) if name == letter:
            return add(term, ONE)
        case Add():
            by = offset_from(term, letter)
            return map_parts(term, lambda part: _next(part, letter)) if by is None else _shifted(letter, by + 1)
        case _:
            return map_parts(term, lambda part: _next(part, letter))


def _shifted(letter: str, by: Fraction) -> Term:
    return add(Variable(letter), Rational(by)) if by else Variable(letter)


def _factors(term: Term, letter: str) -> Iterator[Term]:
    """By what the terms of a sum grow from one value of the letter to the next."""
    match term:
        case Add(terms):
            for t in terms:
                yield from _factors(t, letter)
        case _:
            factor = _growth(term, letter)
            if factor is not None and factor != ONE:
                yield factor


def _growth(term: Term, letter: str) -> Term | None:
    """c with t(n+1) = c t(n), by the form of t."""
    if letter not in free_names(term):
        return ONE
    match term:
        case Multiply(factors):
            parts = [_growth(f, letter) for f in factors]
            known = [p for p in parts if p is not None]
            return folded(multiply(*known)) if len(known) == len(parts) else None
        case Divide(a, b):
            above, below = _growth(a, letter), _growth(b, letter)
            return None if above is None or below is None else folded(above if below == ONE else Divide(above, below))
        case Raise(base, exponent) if letter not in free_names(base):
            found = coefficients(exponent, letter)
            slope = None if found is None or len(found) != 2 else rational_of(found[1])
            return None if slope is None else base if slope == 1 else Raise(base, Rational(slope))
        case Apply(Fn.FACTORIAL, (argument,)):
            by = offset_from(argument, letter)
            return None if by is None else _shifted(letter, by + 1)
        case _:
            return None
