"""Integrals in balls along paths in the complex plane, and bounds for what is left of one that is improper at an end.

Beside an end from which t is the distance, x = e ± t, or x = 1/t for an infinite one, t = c e^(-u) carries the end to infinity:
up to U the integrand is analytic in u, and what lies beyond is bounded by how it behaves at the end (`ends`).

Source of the quadrature: F. Johansson, *Numerical integration in arbitrary-precision ball arithmetic* (ICMS 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import acb, arb, ctx, fmpq
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Work
from builder.calculus.judge.balls import Undecided, precision
from builder.calculus.judge.differentiate import ONE, add, negate
from builder.calculus.judge.ends import End
from builder.calculus.judge.holomorphic import Known, function_of
from builder.calculus.judge.oscillating import STILL, angle_degree, decaying, turned, waves
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.terms import Divide, Infinity, IntegralOf, Raise, Rational, RootOf, Term, Variable

if TYPE_CHECKING:
    from builder.calculus.judge.evaluate import Polynomial

GOAL, CLOSE_GOAL, CLOSER = 56, 104, 200
"""To how many bits an integral is known: a few, or as many as tell 30 digits from a certain precision on."""

REACHES = (3, 4, 5, 6, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256)
"""How far u goes: e^(-u) is the part of the interval beside the end that is enclosed as a whole."""

LARGEST_REACH = 0.05
MOST_EVALUATIONS = 20_000
WORK_OF_A_NODE = 20
WORK_OF_AN_END = 400

Path: TypeAlias = Callable[[acb, bool], acb]


class Near(Struct, frozen=True):
    """What is asked of the place at which an integral stands: values of terms, Taylor coefficients by its variable, which letters
    are integers, what unknown functions are taken to be, and the work that is paid for it."""

    value: Callable[[Term], Any]
    taylor: Callable[[Term, Any, int], list[Any]]
    integers: frozenset[str]
    functions: Mapping[str, Polynomial]
    work: Work

    def constant(self, term: Term) -> arb | fmpq:
        """The value of a term, if nothing in it is varied."""
        found = self.value(term)
        if not isinstance(found, arb | fmpq):
            raise Undecided("an integral of what varies")
        return found

    def function(self, body: Term, variable: str) -> Path:
        """A term as a function of a variable."""
        of = function_of(body, frozenset((variable,)), Known(self.constant, self.integers, self.functions, self.pay))
        return lambda z, analytic: of({variable: z}, analytic)

    def pay(self) -> bool:
        """Pay for a node; whether there was something left to pay with."""
        self.work.left -= WORK_OF_A_NODE
        return self.work.left >= 0


def improper(term: IntegralOf, near: Near) -> arb:
    """The value of an integral. Raises Undecided where it may have none, or is not found."""
    goal = GOAL if ctx.prec < CLOSER else CLOSE_GOAL
    with precision(4 * goal):
        return sum((_over(piece, near, goal) for piece in _pieces(term, near)), arb(0))


def _pieces(term: IntegralOf, near: Near) -> Iterator[IntegralOf]:
    """Integrals with increasing ends that add up to one: 0 is an end of those that reach it, and ±∞ stands beside ±1 or more."""
    low, high = term.lower, term.upper
    a, b = (None if isinstance(end, Infinity) else arb(near.constant(end)) for end in (low, high))
    if (isinstance(low, Infinity) and not low.negative) or (isinstance(high, Infinity) and high.negative):
        raise Undecided("an integral that runs backwards from infinity")
    if a is not None and b is not None and a > b:
        for piece in _pieces(replace(term, lower=high, upper=low), near):
            yield replace(piece, body=negate(piece.body))
        return
    between: list[int] = []
    if a is None or not a >= 1:
        between.append(1)
    if b is None:
        between.append(1 if a is None or not a >= 1 else _whole(a) + 2)
    if a is None:
        between.append(-1 if b is None or not b <= -1 else -_whole(-b) - 2)
    if (a is None or a < 0) and (b is None or b > 0):
        between.append(0)
    inside = sorted(n for n in set(between) if (a is None or a < n) and (b is None or b > n))
    if a is not None and b is not None:
        inside = [n for n in inside if n == 0]
    for lower, upper in pairwise((low, *(Rational(Fraction(n)) for n in inside), high)):
        yield replace(term, lower=lower, upper=upper)


def _whole(value: arb) -> int:
    """An integer near a number."""
    return int(float(value.mid()))


def _over(term: IntegralOf, near: Near, goal: int) -> arb:
    """Over an interval, one end of which may be infinite."""
    if isinstance(term.lower, Infinity):
        mirrored = substitute(term.body, term.variable, negate(Variable(term.variable)))
        term = replace(term, body=mirrored, lower=negate(term.upper), upper=Infinity())
    if isinstance(term.upper, Infinity):
        return _to_infinity(term, near, goal)
    function = near.function(term.body, term.variable)
    low, high = (acb(arb(near.constant(end))) for end in (term.lower, term.upper))
    improper_ends = [not function(end, True).is_finite() for end in (low, high)]
    if not any(improper_ends):
        return _along(function, low, high, near, goal).real
    if all(improper_ends):
        middle = Divide(add(term.lower, term.upper), Rational(Fraction(2)))
        return _beside(term, term.lower, middle, near, goal) - _beside(term, term.upper, middle, near, goal)
    if improper_ends[0]:
        return _beside(term, term.lower, term.upper, near, goal)
    return -_beside(term, term.upper, term.lower, near, goal)


def _beside(term: IntegralOf, end: Term, other: Term, near: Near, goal: int) -> arb:
    """The integral from an end at which it is improper to another, which may be the less."""
    x, length = term.variable, arb(near.constant(add(other, negate(end))))
    distance: Term = Variable(x) if length > 0 else negate(Variable(x))
    body, size = substitute(term.body, x, add(end, distance)), abs(length)
    function = near.function(body, x)

    def along(u: acb, analytic: bool) -> acb:
        at = size * (-u).exp()
        return function(at, analytic) * at

    found = _from_zero(body, along, x, size, near, goal)
    return found if length > 0 else -found


def _to_infinity(term: IntegralOf, near: Near, goal: int) -> arb:
    """From a number that is 1 or more."""
    x = term.variable
    if degree := angle_degree(term.body, x):
        return _of_waves(term, degree, near, goal)
    body = Divide(substitute(term.body, x, Divide(ONE, Variable(x))), Raise(Variable(x), Rational(Fraction(2))))
    function, start = near.function(term.body, x), arb(near.constant(term.lower))

    def along(u: acb, analytic: bool) -> acb:
        at = start * u.exp()
        return function(at, analytic) * at

    return _from_zero(body, along, x, 1 / start, near, goal)


def _from_zero(body: Term, along: Path, t: str, length: arb, near: Near, goal: int) -> arb:
    """∫ body dt from 0, where it is improper, to `length`; `along` is t times the body at t = e^(-u) `length`."""
    for far in REACHES:
        reach = length * arb(-far).exp()
        if not reach < LARGEST_REACH:
            continue
        near.work.left -= WORK_OF_AN_END
        end = End(t, reach, near.taylor, near.constant)
        rest = end.integral(end.growth(body))
        if rest < arb(2) ** -goal:
            return _along(along, acb(0), acb(far), near, goal).real + arb(0, rest.upper())
    raise Undecided("what is left beside the end is not small")


def _of_waves(term: IntegralOf, degree: int, near: Near, goal: int) -> arb:
    """To infinity of what oscillates: from where on the path is turned, and before that as it is."""
    x = term.variable
    found = waves(term.body, x, degree, near.constant)
    moving = [(wave, decaying(wave.rest, x, degree)) for wave in found if wave.frequency != STILL]
    lower = arb(near.constant(term.lower)) ** degree
    start = max(_whole(value) for value in (lower, *(g.radius for _, g in moving))) + 2
    turn = RootOf(Rational(Fraction(start)), degree) if degree > 1 else Rational(Fraction(start))
    total = acb(_over(replace(term, upper=turn), near, goal))
    for wave in found:
        if wave.frequency == STILL:
            total += wave.scale * _to_infinity(IntegralOf(wave.rest, x, turn, Infinity()), near, goal)
    for wave, g in moving:
        total += wave.scale * turned(g, wave.frequency, start, goal, lambda path, end: _along(path, acb(0), end, near, goal))
    return total.real


def _along(path: Path, low: acb, high: acb, near: Near, goal: int) -> acb:
    """By quadrature; raises Undecided where it does not come near enough."""

    def paid(z: acb, analytic: bool) -> acb:
        return path(z, analytic) if near.pay() else acb(arb("nan"))

    close, most = arb(2) ** -goal, min(MOST_EVALUATIONS, max(near.work.left, 0) // WORK_OF_A_NODE + 1)
    found = acb.integral(paid, low, high, rel_tol=close, abs_tol=close, eval_limit=most)
    if not found.is_finite() or not found.real.rad() < arb(2) ** -(goal // 2) * (1 + abs(found.real)):
        raise Undecided("an integral along a path that is not found closely enough")
    return found
