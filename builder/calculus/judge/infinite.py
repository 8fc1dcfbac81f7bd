"""Claims about limits that are no numbers: that one is ∞ or −∞, that two are, or that one exists which does not."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import Diverges, NoLimit, Scalar, Undecided, Undefined, precision
from builder.calculus.judge.differentiate import MINUS_ONE, ONE, ZERO, add, multiply
from builder.calculus.judge.evaluate import Place, place_of, value_at
from builder.calculus.judge.jets import Infinite
from builder.calculus.judge.look import admits, as_mapping
from builder.calculus.judge.points import Trial, edges, space_of
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import holds_any, parts, walk
from builder.calculus.judge.terms import (
    Add,
    Approach,
    Comparison,
    Condition,
    Divide,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Rational,
    SeriesOf,
    Setting,
    Term,
    Variable,
)
from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict

Extended: TypeAlias = Scalar | Undefined | None
"""A number, `Infinite`, what else has no value, or None for unknown."""

BITS = (64, 256)
ENOUGH = 12
_RESTARTS = 12
_LETTER = "→"
"""The letter of limits that are gathered, which no reader writes."""

BOTH_INFINITE = "both sides are infinite, which does not tell that one follows from the other"
ONE_INFINITE = "one side is infinite, and of the other it is not known"


def speaks_of_infinity(question: Question) -> bool:
    """Whether a side is ±∞ itself."""
    return isinstance(question.left, Infinity) or isinstance(question.right, Infinity)


def may_be_infinite(question: Question) -> bool:
    """Whether the sides are compared as limits, which may both be ∞; improper integrals and infinite sums are limits."""
    return question.comparison is Comparison.EQUAL and is_of_limits(question.left) and is_of_limits(question.right)


def is_of_limits(term: Term) -> bool:
    """Whether a term is ∞, a limit, an integral, an infinite sum, or a sum or multiple of such: what may be ∞ itself."""
    match term:
        case Infinity() | LimitOf() | IntegralOf() | SeriesOf(upper=Infinity()):
            return True
        case Add(terms) | Multiply(terms):
            return any(is_of_limits(t) for t in terms)
        case Divide(numerator, _):
            return is_of_limits(numerator)
        case _:
            return False


def decide_infinite(question: Question, trials: Iterable[Trial], constant: bool, scope: str, budget: Budget) -> Verdict:
    """Whether both sides are the same number of the extended line: proved for numbers, tested where letters are left."""
    held = 0
    good: Trial | None = None
    for trial in trials:
        for bits in BITS:
            verdict = _at(question, trial, bits, scope, budget)
            if isinstance(verdict, Refuted):
                return verdict
            if verdict:
                held, good = held + 1, trial
                break
        if held >= ENOUGH:
            break
    evidence = Evidence("limit", points=held, bits=BITS[0], scope=scope)
    if constant and held:
        return Proved(evidence) if _follows(question, budget) else Unknown(Ignorance.NOT_UNDERSTOOD, BOTH_INFINITE)
    if constant and _one_is_infinite(question, budget):
        if _is_changed_variable(question, budget):
            return Proved(replace(evidence, method="change of variable"))
        return Unknown(Ignorance.NOT_UNDERSTOOD, ONE_INFINITE)
    if good is not None and (used := _is_infinite_for_all(question, budget)) is not None:
        return Proved(replace(evidence, conditions=used))
    for trial in () if good is None else edges(space_of(question), good):
        if isinstance(verdict := _at(question, trial, BITS[0], scope, budget), Refuted):
            return verdict
    if not held:
        return Unknown(Ignorance.TOO_LARGE, "no point was found at which it can be told whether the limit is infinite")
    return Tested(evidence, "a limit that is infinite is not decided for every value of the letters")


def _follows(question: Question, budget: Budget) -> bool:
    """Whether sides that are infinite are so for one reason, as far as integrals and infinite sums stand in them.

    A wrong antiderivative is infinite as the right one is. So the limits that the sides are made of are gathered by the points at
    which they are taken, left minus right, and what is gathered at each must come to a number, all of them to 0: ∞ never minus ∞.
    """
    if speaks_of_infinity(question) or not holds_any((IntegralOf, SeriesOf), question.left, question.right):
        return True
    from builder.calculus.judge.prove import prove

    if isinstance(prove(question, budget), Equal) or _is_changed_variable(question, budget):
        return True
    gathered: dict[tuple[Term, Approach], Term] = {}
    rest: list[Term] = []
    for side, factor in ((question.left, ONE), (question.right, MINUS_ONE)):
        if not _gather(side, factor, gathered, rest, budget):
            return False
    limits = [LimitOf(body, _LETTER, point, approach) for (point, approach), body in gathered.items()]
    return isinstance(prove(Question(add(*limits, *rest), ZERO, Comparison.EQUAL, Setting()), budget), Equal)


def _is_infinite_for_all(question: Question, budget: Budget) -> tuple[str, ...] | None:
    """As `tends_to_infinity`, of the side that the other one says to be ∞ or −∞."""
    from builder.calculus.judge.field import NEGATIVE, POSITIVE

    side, to = question.left, question.right
    if not isinstance(to, Infinity):
        side, to = to, side
    if not isinstance(to, Infinity):
        return None
    return tends_to_infinity(side, NEGATIVE if to.negative else POSITIVE, question.setting, budget)


def tends_to_infinity(side: Term, of: int, setting: Setting, budget: Budget) -> tuple[str, ...] | None:
    """The conditions of a proof that a limit, or an improper integral, is infinite for all values of its letters; None without
    one. The mask `of` tells which signs it may have."""
    from builder.calculus.judge.divergence import side_of
    from builder.calculus.judge.domain import gather
    from builder.calculus.judge.existence import as_plain_limit, defined_near
    from builder.calculus.judge.expansion import MoreTerms
    from builder.calculus.judge.field import Field, Memory, Stop, restarting
    from builder.calculus.judge.field import Undefined as UndefinedEverywhere
    from builder.calculus.judge.limits import Unbounded, limit
    from builder.calculus.judge.normal_form import convert
    from builder.calculus.judge.signs import conditions

    if not isinstance(side, LimitOf | IntegralOf):
        return None

    def find(memory: Memory, setting: Setting) -> tuple[str, ...] | None:
        def fresh() -> Field:
            field = Field(memory, budget, setting)
            gather(field, ZERO, ZERO, setting)
            return field

        term = (
            side if isinstance(side, LimitOf) and not holds_any((IntegralOf,), side) else as_plain_limit(fresh(), side, convert)
        )
        used: list[str] = []
        for one in () if term is None else _one_sided(term):
            field = fresh()
            try:
                limit(field, one, convert)
                return None
            except Unbounded as unbounded:
                if unbounded.mask & ~of or not defined_near(fresh(), one, side_of(one), convert):
                    return None
                used += conditions(field)
        return None if term is None else tuple(dict.fromkeys(used))

    for each in (setting, _of_reals(setting)):
        try:
            if (found := restarting(partial(find, Memory(), each), _RESTARTS)) is not None:
                return found
        except (Stop, UndefinedEverywhere, MoreTerms):
            continue
    return None


def _one_sided(term: LimitOf) -> tuple[LimitOf, ...]:
    """The limits that all must be infinite for one to be: from both sides, along even and along odd numbers."""
    from builder.calculus.judge.sequences import along_parities

    if (parities := along_parities(term)) is not None:
        return parities
    if isinstance(term.point, Infinity) or term.approach is not Approach.BOTH:
        return (term,)
    return tuple(replace(term, approach=approach) for approach in (Approach.ABOVE, Approach.BELOW))


def _of_reals(setting: Setting) -> Setting:
    """The setting of real letters instead of integers: what holds for all real exponents from 1 on holds for integers."""
    from_one = (Condition(ONE, Comparison.LESS_EQUAL, Variable(letter)) for letter in sorted(setting.positive))
    return Setting((*setting.conditions, *from_one))


def _one_is_infinite(question: Question, budget: Budget) -> bool:
    """Whether one side, which has no letters as the other, is infinite, and of the other nothing is known."""
    with precision(BITS[0]):
        place = place_of({}, {}, question.setting.integers, budget.series_terms, budget.purse())
        values = [_extended(side, Trial({}, {}), place, budget) for side in (question.left, question.right)]
    return any(isinstance(value, Infinite) for value in values) and None in values


def _is_changed_variable(question: Question, budget: Budget) -> bool:
    """Whether both sides are one integral in two letters, of which the integrands have values everywhere between the ends."""
    from builder.calculus.judge.change_of_variable import has_integrand_throughout, prove_by_change_of_variable

    return prove_by_change_of_variable(question, budget, seen_only=True) is not None and all(
        has_integrand_throughout(side, question.setting, budget) for side in (question.left, question.right)
    )


def _gather(side: Term, factor: Term, gathered: dict[tuple[Term, Approach], Term], rest: list[Term], budget: Budget) -> bool:
    """Add the limits of a side, times a number, to those that were gathered; whether all of it could be parted into such."""
    match side:
        case Add(terms):
            return all(_gather(term, factor, gathered, rest, budget) for term in terms)
        case Multiply(factors) if len(of_limits := [f for f in factors if is_of_limits(f)]) == 1:
            others = [f for f in factors if f is not of_limits[0]]
            return _gather(of_limits[0], multiply(factor, *others), gathered, rest, budget)
        case Divide(numerator, denominator) if is_of_limits(numerator):
            return _gather(numerator, Divide(factor, denominator), gathered, rest, budget)
        case LimitOf() | IntegralOf():
            pieces = () if isinstance(side, LimitOf) or _plain(side, budget) is not None else _pieces(side)
            for piece in pieces or (side,):
                if (plain := _plain(piece, budget)) is None:
                    return False
                place = plain.point, Approach.BOTH if isinstance(plain.point, Infinity) else plain.approach
                body = multiply(factor, substitute(plain.body, plain.variable, Variable(_LETTER)))
                gathered[place] = add(gathered[place], body) if place in gathered else body
            return True
        case _ if is_of_limits(side):
            return False
        case _:
            rest.append(multiply(factor, side))
            return True


def _plain(term: Term, budget: Budget) -> LimitOf | None:
    """A limit without integrals, with their antiderivatives; None for what is no such limit."""
    from builder.calculus.judge.divergence import in_a_field
    from builder.calculus.judge.existence import as_plain_limit
    from builder.calculus.judge.normal_form import convert

    if isinstance(term, LimitOf) and not holds_any((IntegralOf,), term):
        return term
    return in_a_field(lambda field: as_plain_limit(field, term, convert), budget)


def _at(question: Question, trial: Trial, bits: int, scope: str, budget: Budget) -> Refuted | bool:
    """A refutation at a point, or whether the claim holds there."""
    with precision(bits):
        place = place_of(trial.values, trial.functions, question.setting.integers, budget.series_terms, budget.purse())
        if not admits(question, place):
            return False
        left, right = _extended(question.left, trial, place, budget), _extended(question.right, trial, place, budget)
        evidence = Evidence("look", points=1, bits=bits, scope=scope)
        at = as_mapping(trial)
        for value, first in ((left, True), (right, False)):
            if isinstance(value, NoLimit | Diverges):
                words = (str(value), "") if first else ("", str(value))
                return Refuted(Refutation.NO_LIMIT, evidence, at, *words)
        if left is None or right is None or _open(left) or _open(right):
            return False
        if isinstance(left, Infinite) and isinstance(right, Infinite) and left.of == right.of:
            return True
        if isinstance(left, Infinite) or isinstance(right, Infinite):
            finite = [v for v in (left, right) if not isinstance(v, Infinite)]
            how = Refutation.NO_LIMIT if finite and speaks_of_infinity(question) is False else Refutation.DIFFERS
            return Refuted(how, evidence, at, _words(left), _words(right))
        return False


def _extended(term: Term, trial: Trial, place: Place, budget: Budget, *, is_piece: bool = False) -> Extended:
    """The value of a term on the extended line; a piece of an integral is not parted again: it is improper at one end only."""
    from builder.calculus.judge.divergence import behaviour, fixed, in_a_field
    from builder.calculus.judge.existence import as_plain_limit
    from builder.calculus.judge.normal_form import convert

    if isinstance(term, Infinity):
        return Infinite(-1 if term.negative else 1)
    if isinstance(term, Add | Multiply) and is_of_limits(term):
        values = [_extended(part, trial, place, budget) for part in parts(term)]
        return _together(values) if isinstance(term, Add) else _multiplied(values)
    if isinstance(term, Divide) and is_of_limits(term):
        denominator = Divide(ONE, term.denominator)
        return _multiplied([_extended(term.numerator, trial, place, budget), _extended(denominator, trial, place, budget)])
    if any(isinstance(part, IntegralOf) for part in walk(term)):
        closed = fixed(term, trial)
        improper = in_a_field(lambda field: as_plain_limit(field, closed, convert), budget)
        if improper is not None:
            return behaviour(improper, budget)
        pieces = _pieces(closed) if isinstance(closed, IntegralOf) and not is_piece else ()
        if pieces:
            return _together([_extended(piece, trial, place, budget, is_piece=True) for piece in pieces])
    try:
        return value_at(term, place)
    except (Infinite, NoLimit) as reason:
        return reason if isinstance(term, LimitOf) else None
    except Diverges as reason:
        return Infinite(reason.of) if isinstance(term, SeriesOf) and reason.of else None
    except Undefined:
        return None
    except Undecided:
        closed = fixed(term, trial)
        return behaviour(closed, budget) if isinstance(closed, LimitOf) else None


def _pieces(term: IntegralOf) -> tuple[IntegralOf, ...]:
    """An integral without letters, parted so that it is improper at no more than one end of each part; () if it need not be."""
    from builder.calculus.judge.breaks import breaks, position

    low, high = position(term.lower), position(term.upper)
    if low is None or high is None or not low < high:
        return ()
    at = [(position(point), point) for point in breaks(term.body, term.variable, low, high)]
    inner = sorted(((place, point) for place, point in at if place is not None), key=lambda p: float(p[0]))
    if not inner and low.is_finite() and high.is_finite():
        return ()
    found: list[IntegralOf] = []
    for (start, a), (end, b) in pairwise([(low, term.lower), *inner, (high, term.upper)]):
        left = float(start) if start.is_finite() else min(float(end) - 1 if end.is_finite() else 0.0, 0.0)
        right = float(end) if end.is_finite() else max(left + 1, 0.0)
        middle = Rational(Fraction((left + right) / 2))
        found += [replace(term, lower=a, upper=middle), replace(term, lower=middle, upper=b)]
    return tuple(found)


def _together(values: list[Extended]) -> Extended:
    """What a sum is of which a part may be infinite: that is told only if no other part runs the other way."""
    total: Scalar = balls.ZERO
    signs: set[int] = set()
    for value in values:
        if isinstance(value, Infinite):
            signs.add(value.of)
        elif value is None or isinstance(value, Undefined):
            return None
        else:
            total = total + value
    if not signs:
        return total
    if signs == {1, -1}:
        return Diverges(r"is \infty - \infty")
    return Infinite(*signs) if 0 not in signs else None


def _multiplied(values: list[Extended]) -> Extended:
    """What a product is of which one factor may be infinite: that is told if the others are numbers other than 0."""
    product: Scalar = balls.ONE
    infinite = [value for value in values if isinstance(value, Infinite)]
    for value in values:
        if value is None or (isinstance(value, Undefined) and not isinstance(value, Infinite)):
            return None
        if not isinstance(value, Infinite):
            product = product * value
    if not infinite:
        return product
    return Infinite(infinite[0].of * (1 if product > 0 else -1)) if len(infinite) == 1 and (product > 0 or product < 0) else None


def _open(value: Extended) -> bool:
    """Whether a limit is infinite with a sign that is not known."""
    return isinstance(value, Infinite) and value.of == 0


def _words(value: Scalar | Infinite) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty"
    return balls.written(value)
