"""The refuter: both sides are enclosed at exact points. Disjoint balls at a point of the domain prove that a claim is false."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import inf

from flint import arb, ctx, fmpq
from msgspec import Struct, field

from builder.calculus.budget import Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.balls import Diverges, NoLimit, Scalar, Undecided, Undefined, precision
from builder.calculus.judge.evaluate import Place, has_value, holds, place_of, value_at, value_or_reason
from builder.calculus.judge.jets import Infinite, Jet
from builder.calculus.judge.known import Known
from builder.calculus.judge.points import Trial
from builder.calculus.judge.subterms import holds_any
from builder.calculus.judge.terms import Comparison, IntegralOf, Question, Rational, Term
from builder.calculus.judge.two_sided import is_meromorphic
from builder.calculus.judge.verdict import Domain

AGREEMENT = 16
"""To how many bits enclosures must tell what they enclose, for their overlap to speak for a claim."""

NEAR_BITS = 56
"""How small a ball around a trial is: 2^−56, which leaves enough of the bits that an integral is known to."""

LEAST_TO_CONFIRM = 200_000
"""What the confirmation of a counterexample may cost at least: it is made once, and must not fail for want of work."""


SETTLED = inf
"""The bits that stand for all: what is an exact rational, or provably has no value, stays so at any precision."""


_WRITTEN_BITS = 128
"""The precision at which a value is told."""


class Counterexample(Struct, frozen=True):
    """A trial at which the sides provably do not compare as claimed, and the sides there, as a person writes them."""

    trial: Trial
    left: str
    right: str
    bits: int


class Sight(Struct):
    """What was seen so far: the points that were decided, by which sides points are defined, the first witness, what was
    undefined and why. `looked` are the bits with which each trial was looked at; `SETTLED` where more would tell the same.

    `exactly_equal` tells that at the last decided point both sides were the same exact rational.
    `unconfirmed` tells that there was a point that seemed to refute, and did not when it was looked at more closely.
    `without_limit` are points at which a side has no finite limit; `unseen` is a point beyond a break of the sides at which
    nothing could be told; `work` is what may still be spent; `known` is what claims
    of one chain share.
    """

    exactly_equal: bool = False
    seen: dict[Hashable, Trial] = field(default_factory=dict)
    looked: dict[Hashable, float] = field(default_factory=dict)
    left_only: int = 0
    right_only: int = 0
    bits: int = 0
    witness: Trial | None = None
    counterexample: Counterexample | None = None
    missing: Undefined | None = None
    left_missing: bool = True
    admitted: int = 0
    unconfirmed: bool = False
    without_limit: list[Trial] = field(default_factory=list)
    unseen: Trial | None = None
    work: Work = field(default_factory=Work)
    known: Known = field(default_factory=Known)

    @property
    def decided(self) -> int:
        """How many different points were decided."""
        return len(self.seen)

    @property
    def domain(self) -> Domain:
        """How the domain of the right side compares with that of the left, as far as points told."""
        if self.left_only:
            return Domain.NARROWED
        return Domain.WIDENED if self.right_only else Domain.SAME


def look(question: Question, trials: Iterable[Trial], sight: Sight, bits: int, enough: int, budget: Budget) -> None:
    """Look at trials until `enough` of them were decided or one refutes; the findings go into `sight`.

    A counterexample is evaluated again at twice the precision before it counts.
    """
    sight.bits = max(sight.bits, bits)
    decided = 0
    with precision(bits):
        for trial in trials:
            if decided >= enough or sight.counterexample is not None or sight.work.left < 0:
                return
            key = trial.key()
            if sight.looked.get(key, 0) >= bits:
                decided += key in sight.seen
                continue
            before = sight.work.left
            seen = _at(question, trial, key, sight.work, budget, sight.known)
            cost = before - sight.work.left
            if sight.work.left >= 0:
                sight.looked[key] = bits
            if seen is None:
                continue
            sight.admitted += 1
            left, right = seen
            if isinstance(left, Undefined) or isinstance(right, Undefined):
                _count(sight, left, right)
                if _lacks_a_limit(left, right) and trial not in sight.without_limit:
                    sight.without_limit.append(trial)
                if left is not None and right is not None:
                    sight.looked[key] = SETTLED
                continue
            if left is None or right is None:
                continue
            decided += 1
            sight.seen.setdefault(key, trial)
            exact = type(left) is fmpq and type(right) is fmpq
            sight.exactly_equal = exact and left == right
            if sight.witness is None and _has_interior(question, trial, key, sight, budget):
                sight.witness = trial
            if exact and sight.witness is not None:
                sight.looked[key] = SETTLED
            if _refutes(question.comparison, left, right):
                sight.counterexample = _confirmed(question, trial, bits, Work(max(4 * cost, LEAST_TO_CONFIRM)), budget)
                sight.unconfirmed = sight.unconfirmed or sight.counterexample is None


def supports(question: Question, trial: Trial, sight: Sight, bits: int, budget: Budget) -> bool:
    """Whether a trial that does not refute speaks for the claim: the sides are seen to compare as claimed, or they agree
    closely and nothing in them is hidden by something much larger."""
    with precision(bits):
        seen = _at(question, trial, trial.key(), sight.work, budget, sight.known)
        if seen is None:
            return False
        left, right = seen
        if left is None or right is None or isinstance(left, Undefined) or isinstance(right, Undefined):
            return False
        if question.comparison is not Comparison.EQUAL and _holds(question.comparison, left, right):
            return True
        from builder.calculus.judge.reach import agree_closely, is_out_of_reach

        place = _place(question, trial, sight.work, budget)
        hidden = any(is_out_of_reach(side, place, bits) for side in (question.left, question.right))
        needed = max(_bits_to_tell(question.left), _bits_to_tell(question.right), AGREEMENT)
        return not hidden and place.work.left >= 0 and agree_closely(left, right, needed)


def _bits_to_tell(side: Term) -> int:
    """How many bits tell a number that is written out from others of its kind: p/q from what is farther than 1/q² from it."""
    return 2 * side.value.denominator.bit_length() if isinstance(side, Rational) else 0


def _holds(comparison: Comparison, left: Scalar, right: Scalar) -> bool:
    """Whether an inequality is seen to hold."""
    if comparison is Comparison.NOT_EQUAL:
        return bool(left != right)
    return bool(left < right if comparison is Comparison.LESS else left <= right)


def _count(sight: Sight, left: Scalar | Undefined | None, right: Scalar | Undefined | None) -> None:
    if not isinstance(left, Undefined):
        sight.left_only += left is not None
    elif not isinstance(right, Undefined):
        sight.right_only += right is not None
    missing = left if isinstance(left, Undefined) else right
    if isinstance(missing, Undefined) and (sight.missing is None or isinstance(missing, NoLimit)):
        sight.missing = missing
        sight.left_missing = isinstance(left, Undefined)


def _lacks_a_limit(left: Scalar | Undefined | None, right: Scalar | Undefined | None) -> bool:
    """Whether a side provably has no finite limit, the other being defined or without limit too."""
    sides = (left, right)
    lacking = [side for side in sides if no_limit(side)]
    return bool(lacking) and all(no_limit(s) or not (s is None or isinstance(s, Undefined)) for s in sides)


def _place(question: Question, trial: Trial, work: Work, budget: Budget) -> Place:
    place = place_of(trial.values, trial.functions, question.setting.integers, budget.series_terms, work)
    for name, (low, high) in trial.enclosures.items():
        middle, radius = balls.rational((low + high) / 2), balls.rational((high - low) / 2)
        place.values[name] = middle + arb(0, 1) * arb(radius)
    return place


def _at(
    question: Question, trial: Trial, key: Hashable, work: Work, budget: Budget, known: Known
) -> tuple[Scalar | Undefined | None, Scalar | Undefined | None] | None:
    """Both sides at a trial: a ball, a proof that there is none, or None for unknown. None alone: no point of the setting."""
    place = _place(question, trial, work, budget)
    if not admits(question, place):
        return None
    there = known.at(_where(question, key)).values
    return _side(question.left, place, there), _side(question.right, place, there)


def allows(question: Question, trial: Trial, budget: Budget) -> bool:
    """Whether a trial provably lies inside the setting of a question."""
    return admits(question, _place(question, trial, budget.purse(), budget))


def admits(question: Question, place: Place) -> bool:
    """Whether a place provably lies inside the setting of a question."""
    setting = question.setting
    if any(place.values.get(name, 1) < 1 for name in setting.positive):
        return False
    try:
        return all(holds(c, place) for c in setting.conditions)
    except (Undefined, Undecided):
        return False


def _where(question: Question, key: Hashable) -> Hashable:
    """All that the value of a side at a trial, of which the key is told, depends on but the side."""
    return ctx.prec, question.setting.integers, key


def _side(term: Term, place: Place, there: dict[int, tuple[Term, Scalar | Undefined | None]]) -> Scalar | Undefined | None:
    if (found := there.get(id(term))) is not None:
        return found[1]
    value = value_or_reason(term, place)
    if place.work.left >= 0:
        there[id(term)] = term, value
    return value


def _refutes(comparison: Comparison, left: Scalar, right: Scalar) -> bool:
    match comparison:
        case Comparison.EQUAL:
            return balls.disjoint(left, right)
        case Comparison.NOT_EQUAL:
            return bool(left == right)
        case Comparison.LESS:
            return bool(left >= right)
        case Comparison.LESS_EQUAL:
            return bool(left > right)


def _confirmed(question: Question, trial: Trial, bits: int, work: Work, budget: Budget) -> Counterexample | None:
    with precision(2 * bits):
        seen = _at(question, trial, trial.key(), work, budget, Known())
        if seen is None:
            return None
        left, right = seen
        if left is None or right is None or isinstance(left, Undefined) or isinstance(right, Undefined):
            return None
        if not _refutes(question.comparison, left, right):
            return None
        return Counterexample(trial, *_written_apart(left, right), 2 * bits)


def value_written(term: Term, trial: Trial, budget: Budget) -> str:
    """The value of a term at a trial as a person would write it; "" where balls do not tell it."""
    with precision(_WRITTEN_BITS):
        place = place_of(trial.values, trial.functions, frozenset(), budget.series_terms, budget.purse())
        try:
            return balls.written(value_at(term, place))
        except (Undecided, Undefined):
            return ""


def _written_apart(left: Scalar, right: Scalar) -> tuple[str, str]:
    """Both values with as many digits as tell them apart, at least 12 where so many are certain."""
    for digits in (12, 20, 40, 80, 200, 500):
        texts = balls.written(left, digits), balls.written(right, digits)
        if balls.apart(*texts):
            return texts
    return texts


def _has_interior(question: Question, trial: Trial, key: Hashable, sight: Sight, budget: Budget) -> bool:
    """Whether both sides are provably defined around the trial, not only at it; letters that are integers stay where they are.

    They are, if they have jets there: a jet asks for strict signs and for denominators that do not vanish, which then hold in
    a neighbourhood. Entire functions have jets everywhere.
    """
    if any(c.comparison is Comparison.EQUAL for c in question.setting.conditions):
        return True
    place = _place(question, trial, sight.work, budget)
    reals = [name for name in trial.values if name not in question.setting.integers]
    if not reals:
        return True
    place.level = 1
    for i, name in enumerate(reals):
        place.values[name] = Jet(1, False, 0, [place.values[name], fmpq(2 * i + 1, i + 1)])
    interiors = sight.known.at(_where(question, key)).interiors
    for side in (question.left, question.right):
        if (known := interiors.get(id(side))) is None:
            everywhere = is_meromorphic(side, question.setting.integers, entire=True)
            defined = everywhere or has_value(side, place)
            if not defined and holds_any((IntegralOf,), side):  # one whose ends and whose integrand vary has no jet
                defined = has_value(side, _around(question, trial, reals, sight.work, budget))
            known = interiors[id(side)] = side, defined
        _, defined = known
        if not defined:
            return False
    return True


def _around(question: Question, trial: Trial, reals: list[str], work: Work, budget: Budget) -> Place:
    """The place of a trial with a ball around each real letter."""
    place = _place(question, trial, work, budget)
    for name in reals:
        place.values[name] = arb(place.values[name]) + arb(0, 1) * arb(2) ** -NEAR_BITS
    return place


def no_limit(missing: object) -> bool:
    """Whether a side has no value because a limit, or an integral or a sum as a limit, does not exist."""
    return isinstance(missing, NoLimit | Infinite | Diverges)


def as_mapping(trial: Trial | None) -> Mapping[str, Fraction]:
    """The point of a trial, for a report: exact, but for values that are no rationals, which are given to nine places."""
    if trial is None:
        return {}
    return {
        name: Fraction(round(value * 10**9), 10**9) if name in trial.enclosures else value for name, value in trial.values.items()
    }
