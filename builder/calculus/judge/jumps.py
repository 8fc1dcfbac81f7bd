"""Equations that fail only where a step function jumps, at an irrational place: `\\lfloor |\\sin x| \\rfloor = 0` at π/2.

No ball tells the value of ⌊u⌋ at an irrational place where u is an integer. So such places are sought as those are at which
inequalities fail, recognised, and shown by the prover to be what they seem; there u is put in as the integer that it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb

from builder.calculus.budget import Budget
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.differentiate import add, negate
from builder.calculus.judge.evaluate import holds, place_of, value_at
from builder.calculus.judge.look import Counterexample
from builder.calculus.judge.points import Space, Trial
from builder.calculus.judge.prove import prove
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import holds_any, map_parts, walk
from builder.calculus.judge.terms import (
    Apply,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Fn,
    IntegralOf,
    LimitOf,
    Question,
    Rational,
    SeriesOf,
    Setting,
    Term,
)
from builder.calculus.judge.touching import FINE_BITS, NEAR, SIMPLE, WORK, Search

INTEGERS = tuple(map(Fraction, (0, 1, -1, 2)))
"""At which integers the steps of ⌊u⌋ are looked at."""

MOST_STEPS = 6


def failure_at_a_jump(question: Question, space: Space, budget: Budget) -> Counterexample | None:
    """Where an equation in one letter provably fails: at an irrational place where something jumps."""
    if question.comparison is not Comparison.EQUAL or len(space.names) != 1 or space.functions:
        return None
    (name,) = space.names
    sides = (question.left, question.right)
    if name in question.setting.integers:
        return None
    if holds_any((LimitOf, IntegralOf, SeriesOf, DerivativeOf), *sides):
        return None
    steps = list(dict.fromkeys(step for side in sides for step in _steps(side, name)))[:MOST_STEPS]
    if not steps:
        return None
    with budget.purse().share(WORK) as work:
        for left, right in steps:
            of = Question(left, right, Comparison.NOT_EQUAL, question.setting)
            search = Search(of, space, budget, add(left, negate(right)), work)
            for at in search.places(name, {name: Rational(Fraction(0))}):
                if at.denominator <= SIMPLE:
                    continue
                for form in search.forms(at):
                    found = _failure_at(question, name, at, form, budget)
                    if found is not None:
                        return found
    return None


def _steps(side: Term, name: str) -> Iterator[tuple[Term, Term]]:
    """What jumps where the two terms are equal."""
    for term in walk(side):
        match term:
            case Apply(Fn.SIGN, (u,)) if name in free_names(u):
                yield u, Rational(Fraction(0))
            case Apply(Fn.FLOOR | Fn.CEILING, (u,)) if name in free_names(u):
                yield from ((u, Rational(value)) for value in INTEGERS)
            case Branches(branches):
                yield from ((c.left, c.right) for _, conditions in branches for c in conditions)
            case _:
                pass


def _failure_at(question: Question, name: str, at: Fraction, form: Term, budget: Budget) -> Counterexample | None:
    left, right = (_resolved(substitute(side, name, form), budget) for side in (question.left, question.right))
    with precision(FINE_BITS):
        place = place_of({}, {}, frozenset(), 50, budget.purse())
        try:
            place.values[name] = value_at(form, place)
            if not all(holds(c, place) for c in question.setting.conditions):
                return None
            values = value_at(left, place), value_at(right, place)
        except (Undecided, Undefined):
            return None
        if not balls.disjoint(*values):
            return None
        texts = [balls.written(value) for value in values]
    for i, side in enumerate((left, right)):
        if _are_equal(side, Rational(Fraction(0)), budget):
            texts[i] = "0"
    return Counterexample(Trial({name: at}, {}, {name: (at - NEAR, at + NEAR)}), texts[0], texts[1], FINE_BITS)


def _resolved(term: Term, budget: Budget) -> Term:
    """A term without letters in which steps and cases at their jumps are put in as what they are there."""
    term = map_parts(term, lambda part: _resolved(part, budget))
    match term:
        case Apply(Fn.FLOOR | Fn.CEILING, (u,)):
            whole = _integer(u, budget)
            return term if whole is None else Rational(whole)
        case Apply(Fn.SIGN, (u,)):
            return Rational(Fraction(0)) if _integer(u, budget) == 0 else term
        case Branches(branches):
            kept: list[tuple[Term, tuple[Condition, ...]]] = []
            for value, conditions in branches:
                open_conditions = [c for c in conditions if not _are_equal(c.left, c.right, budget)]
                at_jump = [c for c in conditions if c not in open_conditions]
                if all(c.comparison in (Comparison.EQUAL, Comparison.LESS_EQUAL) for c in at_jump):
                    kept.append((value, tuple(open_conditions)))
            return Branches(tuple(kept)) if kept else term
        case _:
            return term


def _integer(term: Term, budget: Budget) -> Fraction | None:
    """The integer that a term without letters provably is."""
    with precision(FINE_BITS):
        try:
            value = arb(value_at(term, place_of({}, {}, frozenset(), 50, budget.purse())))
        except (Undecided, Undefined):
            return None
        whole = (value + balls.rational(Fraction(1, 2))).mid().floor().unique_fmpz()
    if whole is None:
        return None
    number = Fraction(int(whole))
    return number if _are_equal(term, Rational(number), budget) else None


def _are_equal(left: Term, right: Term, budget: Budget) -> bool:
    """Whether two terms without letters, which have values, are provably equal."""
    with precision(FINE_BITS):
        place = place_of({}, {}, frozenset(), 50, budget.purse())
        try:
            if balls.disjoint(value_at(left, place), value_at(right, place)):
                return False
        except (Undecided, Undefined):
            return False
    return isinstance(prove(Question(left, right, Comparison.EQUAL, Setting()), budget), Equal)
