"""Whether a term without letters provably has no value because something in it runs off: a limit, an integral, a sum.

The refuter finds infinite limits by series (`jets.py`); what logarithms and exponentials do at infinity is found here, by the
growth of leading terms over the kernels, and looked at on the way to the limit before it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from flint import arb

from builder.calculus.budget import Budget
from builder.calculus.judge.approach import runs_off
from builder.calculus.judge.balls import Diverges, NoLimit, Undefined, written
from builder.calculus.judge.breaks import breaks, position
from builder.calculus.judge.constants import ball
from builder.calculus.judge.differentiate import add, multiply, negate
from builder.calculus.judge.existence import defined_near
from builder.calculus.judge.expansion import MoreTerms
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Found, Memory, Stop, restarting
from builder.calculus.judge.field import Undefined as UndefinedEverywhere
from builder.calculus.judge.folding import rational_of
from builder.calculus.judge.jets import Infinite
from builder.calculus.judge.limits import Unbounded, limit
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.oscillation import swing
from builder.calculus.judge.points import Trial
from builder.calculus.judge.primitives import primitive
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import parts
from builder.calculus.judge.terms import (
    Approach,
    Branches,
    Infinity,
    IntegralOf,
    LimitOf,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)

RESTARTS = 12
BITS = 256

Behaviour: TypeAlias = arb | Undefined | None
"""A number, enclosed; a proof that there is none; or None for unknown."""


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
    if isinstance(term, IntegralOf) and not free_names(term):
        return diverging(term, budget)
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
        found = _from_one_side(term, budget)
        return _swing(term, budget) if found is None else found
    above, below = (
        _from_one_side(LimitOf(term.body, term.variable, term.point, side), budget) for side in (Approach.ABOVE, Approach.BELOW)
    )
    if isinstance(above, arb) and isinstance(below, arb) and not above.overlaps(below):
        return NoLimit(_words(above), _words(below))
    if not isinstance(above, Infinite) and not isinstance(below, Infinite):
        return _swing(term, budget)
    if above is None or below is None:
        return Infinite(0)  # on the other side there may be nothing, or something else
    if isinstance(above, Infinite) and isinstance(below, Infinite) and above.of == below.of:
        return above
    return NoLimit(_words(above), _words(below))


def _swing(term: LimitOf, budget: Budget) -> NoLimit | None:
    return swing(term, lambda along: _from_one_side(along, budget))


def _words(value: Behaviour) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty" if value.of else "without bound"
    return written(value) if isinstance(value, arb) else "another value"


def side_of(term: LimitOf) -> Approach:
    """The side from which a one-sided limit comes, in the letter that tends to 0 from above."""
    return Approach.BELOW if term.approach is Approach.BELOW and not isinstance(term.point, Infinity) else Approach.ABOVE


def _from_one_side(term: LimitOf, budget: Budget) -> Behaviour:
    side = side_of(term)

    def find(field: Field) -> Behaviour:
        try:
            p, q = limit(field, term, convert)
        except Unbounded as unbounded:
            of = _SIGNS.get(unbounded.mask, 0)
            field = Field(field.memory, budget, Setting())
            return Infinite(of) if defined_near(field, term, side, convert) and runs_off(term, of, budget) else None
        top, bottom = ball(field, p, BITS), arb(1) if p.is_zero() else ball(field, q, BITS)
        if top is None or bottom is None or bottom.contains(0):
            return None
        field = Field(field.memory, budget, Setting())
        return top / bottom if defined_near(field, term, side, convert) else None

    return in_a_field(find, budget)


def diverging(term: IntegralOf, budget: Budget) -> Diverges | None:
    """Why an integral without letters has no value. It has none if it diverges on one side of one point between its ends.

    Near such a point c the integrand is compared with 1/(x − c): where (x − c) f(x) tends to a number other than 0 or to
    infinity, f keeps its sign and |f| ≥ m/|x − c|; at infinity it is compared with 1/x (limit comparison test: Rudin,
    *Principles of Mathematical Analysis*, theorem 6.20 and exercises 6.7, 6.8). Else a known antiderivative is infinite there.
    """
    low, high = position(term.lower), position(term.upper)
    if low is None or high is None:
        return None
    if low > high:
        return diverging(IntegralOf(term.body, term.variable, term.upper, term.lower), budget)
    if not low < high:
        return None
    inner = breaks(term.body, term.variable, low, high)
    both = (Approach.ABOVE, Approach.BELOW)
    places = [(term.lower, both[:1]), (term.upper, both[1:]), *((point, both) for point in inner)]
    found = primitive(term.body, term.variable)
    for point, sides in places:
        if any(_runs_off_at(term, found, point, side, budget) for side in sides):
            return Diverges(f"diverges {_at(point)}")
    return None


def _at(point: Term) -> str:
    if isinstance(point, Infinity):
        return r"at -\infty" if point.negative else r"at \infty"
    value = rational_of(point)
    if value is not None:
        return f"at {value}"
    near = position(point)
    return "" if near is None else f"at {near.str(8, radius=False)}"


def _runs_off_at(term: IntegralOf, antiderivative: Term | None, point: Term, side: Approach, budget: Budget) -> bool:
    distance = Variable(term.variable) if isinstance(point, Infinity) else add(Variable(term.variable), negate(point))
    side = Approach.BOTH if isinstance(point, Infinity) else side
    compared = behaviour(LimitOf(multiply(distance, term.body), term.variable, point, side), budget)
    if isinstance(compared, Infinite) or (isinstance(compared, arb) and bool(compared != 0)):
        return True
    if antiderivative is None:
        return False
    if not isinstance(behaviour(LimitOf(antiderivative, term.variable, point, side), budget), Undefined):
        return False
    near = LimitOf(term.body, term.variable, point, side)
    return bool(in_a_field(lambda field: defined_near(field, near, side_of(near), convert), budget))


_SIGNS = {POSITIVE: 1, NEGATIVE: -1}


def in_a_field(find: Callable[[Field], Found], budget: Budget) -> Found | None:
    """What `find` finds in a field without facts; None where it stops."""
    memory = Memory()
    try:
        return restarting(lambda: find(Field(memory, budget, Setting())), RESTARTS)
    except (Stop, UndefinedEverywhere, MoreTerms):
        return None
