"""Claims about limits that are no numbers: that one is ∞ or −∞, that two are, or that one exists which does not."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import NoLimit, Scalar, Undecided, Undefined, precision
from builder.calculus.judge.evaluate import Place, place_of, value_at
from builder.calculus.judge.jets import Infinite
from builder.calculus.judge.look import admits, as_mapping
from builder.calculus.judge.points import Trial
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import holds_any, parts, walk
from builder.calculus.judge.terms import (
    Add,
    Comparison,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Rational,
    Setting,
    Term,
    Variable,
)
from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict

Extended: TypeAlias = Scalar | Undefined | None
"""A number, `Infinite`, what else has no value, or None for unknown."""

BITS = (64, 256)
ENOUGH = 6

BOTH_INFINITE = "both sides are infinite, which does not tell that one follows from the other"


def speaks_of_infinity(question: Question) -> bool:
    """Whether a side is ±∞ itself."""
    return isinstance(question.left, Infinity) or isinstance(question.right, Infinity)


def may_be_infinite(question: Question) -> bool:
    """Whether the sides are compared as limits, which may both be ∞; an improper integral is a limit."""
    return question.comparison is Comparison.EQUAL and is_of_limits(question.left) and is_of_limits(question.right)


def is_of_limits(term: Term) -> bool:
    """Whether a term is ∞, a limit or an integral, or a sum or multiple of such: something that may be ∞ itself."""
    match term:
        case Infinity() | LimitOf() | IntegralOf():
            return True
        case Add(terms) | Multiply(terms):
            return any(is_of_limits(t) for t in terms)
        case _:
            return False


def decide_infinite(question: Question, trials: Iterable[Trial], constant: bool, scope: str, budget: Budget) -> Verdict:
    """Whether both sides are the same number of the extended line: proved for numbers, tested where letters are left."""
    held = 0
    for trial in trials:
        for bits in BITS:
            verdict = _at(question, trial, bits, scope, budget)
            if isinstance(verdict, Refuted):
                return verdict
            if verdict:
                held += 1
                break
        if held >= ENOUGH:
            break
    evidence = Evidence("limit", points=held, bits=BITS[0], scope=scope)
    if constant and held:
        return Unknown(Ignorance.NOT_UNDERSTOOD, BOTH_INFINITE) if _are_two_limits(question, budget) else Proved(evidence)
    if not held:
        return Unknown(Ignorance.TOO_LARGE, "no point was found at which it can be told whether the limit is infinite")
    return Tested(evidence, "a limit that is infinite is not decided for every value of the letters")


def _are_two_limits(question: Question, budget: Budget) -> bool:
    """Whether an integral stands beside another limit at the same point, which is infinite like it: that does not tell that one
    follows from the other, as a wrong antiderivative is infinite too."""
    if speaks_of_infinity(question) or not holds_any((IntegralOf,), question.left, question.right):
        return False
    left, right = _plain(question.left, budget), _plain(question.right, budget)
    if left is None or right is None or left.point != right.point:
        return False
    from builder.calculus.judge.prove import prove

    body = substitute(right.body, right.variable, Variable(left.variable))
    return not isinstance(prove(Question(left.body, body, Comparison.EQUAL, Setting()), budget), Equal)


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
        if left is None or right is None or _open(left) or _open(right):
            return False
        for value, first in ((left, True), (right, False)):
            if isinstance(value, NoLimit):
                words = (str(value), "") if first else ("", str(value))
                return Refuted(Refutation.NO_LIMIT, evidence, at, *words)
        if isinstance(left, Infinite) and isinstance(right, Infinite) and left.of == right.of:
            return True
        if isinstance(left, Infinite) or isinstance(right, Infinite):
            finite = [v for v in (left, right) if not isinstance(v, Infinite)]
            how = Refutation.NO_LIMIT if finite and speaks_of_infinity(question) is False else Refutation.DIFFERS
            return Refuted(how, evidence, at, _words(left), _words(right))
        return False


def _extended(term: Term, trial: Trial, place: Place, budget: Budget) -> Extended:
    from builder.calculus.judge.divergence import behaviour, fixed, in_a_field
    from builder.calculus.judge.existence import as_plain_limit
    from builder.calculus.judge.normal_form import convert

    if isinstance(term, Infinity):
        return Infinite(-1 if term.negative else 1)
    if isinstance(term, Add | Multiply) and is_of_limits(term):
        values = [_extended(part, trial, place, budget) for part in parts(term)]
        return _together(values) if isinstance(term, Add) else _multiplied(values)
    if any(isinstance(part, IntegralOf) for part in walk(term)):
        closed = fixed(term, trial)
        improper = in_a_field(lambda field: as_plain_limit(field, closed, convert), budget)
        if improper is not None:
            return behaviour(improper, budget)
        pieces = _pieces(closed) if isinstance(closed, IntegralOf) else ()
        return _together([_extended(piece, trial, place, budget) for piece in pieces]) if pieces else None
    try:
        return value_at(term, place)
    except (Infinite, NoLimit) as reason:
        return reason if isinstance(term, LimitOf) else None
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
    """What a sum is of which a part is infinite: that is told only if no other part runs the other way."""
    signs = {value.of for value in values if isinstance(value, Infinite)}
    if len(signs) != 1 or signs == {0} or any(value is None or _lacks_value(value) for value in values):
        return None
    return Infinite(*signs)


def _multiplied(values: list[Extended]) -> Extended:
    """What a product is of which one factor is infinite, the others being numbers other than 0."""
    sign, infinite = 1, 0
    for value in values:
        if isinstance(value, Infinite):
            sign, infinite = sign * value.of, infinite + 1
        elif value is None or isinstance(value, Undefined) or not (value > 0 or value < 0):
            return None
        elif value < 0:
            sign = -sign
    return Infinite(sign) if infinite == 1 else None


def _lacks_value(value: Extended) -> bool:
    return isinstance(value, Undefined) and not isinstance(value, Infinite)


def _open(value: Extended) -> bool:
    """Whether a limit is infinite with a sign that is not known."""
    return isinstance(value, Infinite) and value.of == 0


def _words(value: Scalar | Infinite) -> str:
    if isinstance(value, Infinite):
        return r"\infty" if value.of > 0 else r"-\infty"
    return balls.written(value)
