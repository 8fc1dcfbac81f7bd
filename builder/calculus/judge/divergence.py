"""Whether a term without letters provably has no value because something in it runs off: a limit, an integral, a sum.

The refuter finds infinite limits by series (`jets.py`); what logarithms and exponentials do at infinity is found here, by the
growth of leading terms over the kernels, and looked at on the way to the limit before it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from flint import arb

from builder.calculus.budget import Budget
from builder.calculus.judge.approach import runs_off
from builder.calculus.judge.balls import NoLimit, Undefined
from builder.calculus.judge.constants import ball
from builder.calculus.judge.existence import defined_near
from builder.calculus.judge.expansion import MoreTerms
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Memory, Restart, Stop
from builder.calculus.judge.field import Undefined as UndefinedEverywhere
from builder.calculus.judge.jets import Infinite
from builder.calculus.judge.limits import Unbounded, limit
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.points import Trial
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import parts
from builder.calculus.judge.terms import Approach, Branches, Infinity, LimitOf, Rational, SeriesOf, Setting, Term

RESTARTS = 12
BITS = 256

Behaviour: TypeAlias = arb | Undefined | None
"""A number, enclosed; a proof that there is none; or None for unknown."""

Found = TypeVar("Found")


def fixed(term: Term, trial: Trial) -> Term:
    """`term` with the values of a trial put in for its letters, those that are exact."""
    for name, value in trial.values.items():
        if name not in trial.enclosures:
            term = substitute(term, name, Rational(value))
    return term


def lack_of_value(term: Term, budget: Budget) -> Undefined | None:
    """Why `term`, which has no free letters, provably has no value: the first limit in it that is none. None says nothing."""
    if isinstance(term, LimitOf) and not free_names(term):
        found = behaviour(term, budget)
        return found if isinstance(found, Undefined) else None
    for part in _needed_parts(term):
        if (found := lack_of_value(part, budget)) is not None:
            return found
    return None


def _needed_parts(term: Term) -> tuple[Term, ...]:
    """The parts that must have a value for the term to have one, and in which nothing is bound."""
    match term:
        case Branches():
            return ()
        case SeriesOf(_, _, lower, upper):
            of: tuple[Term, ...] = (lower, upper)
        case _:
            of = parts(term)
    return tuple(part for part in of if not isinstance(part, Infinity) and not free_names(part))


def behaviour(term: LimitOf, budget: Budget) -> Behaviour:
    """What a limit without letters is, if the growth of leading terms tells."""
    if free_names(term):
        return None
    if isinstance(term.point, Infinity) or term.approach is not Approach.BOTH:
        return _from_one_side(term, budget)
    above, below = (
        _from_one_side(LimitOf(term.body, term.variable, term.point, side), budget) for side in (Approach.ABOVE, Approach.BELOW)
    )
    if not isinstance(above, Infinite) and not isinstance(below, Infinite):
        return None
    if above is None or below is None:
        return Infinite(0)  # on the other side there may be nothing, or something else
    if isinstance(above, Infinite) and isinstance(below, Infinite) and above.of == below.of:
        return above
    return NoLimit(_words(above), _words(below))


def _words(value: Behaviour) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty" if value.of else "without bound"
    return "another value"


def _from_one_side(term: LimitOf, budget: Budget) -> Behaviour:
    side = Approach.BELOW if term.approach is Approach.BELOW else Approach.ABOVE

    def find(field: Field) -> Behaviour:
        try:
            p, q = limit(field, term, convert)
        except Unbounded as unbounded:
            of = _SIGNS.get(unbounded.mask, 0)
            field = Field(field.memory, budget, Setting())
            return Infinite(of) if defined_near(field, term, side, convert) and runs_off(term, of, budget) else None
        top, bottom = ball(field, p, BITS), ball(field, q, BITS)
        if top is None or bottom is None or bottom.contains(0):
            return None
        field = Field(field.memory, budget, Setting())
        return top / bottom if defined_near(field, term, side, convert) else None

    return in_a_field(find, budget)


_SIGNS = {POSITIVE: 1, NEGATIVE: -1}


def in_a_field(find: Callable[[Field], Found], budget: Budget) -> Found | None:
    """What `find` finds in a field without facts; None where it stops."""
    memory = Memory()
    for _ in range(RESTARTS):
        try:
            return find(Field(memory, budget, Setting()))
        except Restart:
            continue
        except (Stop, UndefinedEverywhere, MoreTerms):
            return None
    return None
