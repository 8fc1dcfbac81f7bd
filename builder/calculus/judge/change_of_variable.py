"""Integrals that are equal by a change of variable: ∫ h(g(x)) g'(x) dx from a to b is ∫ h(u) du from g(a) to g(b).

g must have a derivative of one sign between a and b. Then it maps the open interval to the open interval one to one, and the
integrals are equal whatever h is: where they are improper, too, and infinite together.
Source: T. M. Apostol, *Mathematical Analysis* (1974), theorem 7.36, on each interval within.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.breaks import position
from builder.calculus.judge.differentiate import ONE, ZERO, add, derivative, multiply, negate
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.field import NEGATIVE, POSITIVE, Field, Stop
from builder.calculus.judge.folding import folded_throughout
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.prove import prove
from builder.calculus.judge.signs import fraction_sign, learn
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import holds_any, walk
from builder.calculus.judge.terms import (
    Apply,
    Approach,
    Comparison,
    Condition,
    Divide,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Setting,
    Term,
    UnknownAt,
    Variable,
)

MOST_CANDIDATES = 16
_METHOD = "change of variable"


def prove_by_change_of_variable(question: Question, budget: Budget, seen_only: bool = False) -> Equal | None:
    """A proof that two definite integrals, or multiples of them, are equal by a change of variable; None says nothing.

    `seen_only`: by one that stands in an integrand. By x = u², ∫ dx/x from 1 on is twice itself, which nobody means.
    """
    if question.comparison is not Comparison.EQUAL:
        return None
    left, right = _as_integral(question.left), _as_integral(question.right)
    if left is None or right is None:
        return None
    for of, other in ((left, right), (right, left)):
        turned = IntegralOf(negate(other.body), other.variable, other.upper, other.lower)
        for one in (other, turned):
            if (proof := _of(of, one, question.setting, budget, seen_only)) is not None:
                return proof
    return None


def _as_integral(side: Term) -> IntegralOf | None:
    """A side that is an integral times what holds no letter of it, with that in the integrand."""
    match side:
        case IntegralOf():
            return side
        case Multiply(factors) if sum(isinstance(f, IntegralOf) for f in factors) == 1:
            of = next(f for f in factors if isinstance(f, IntegralOf))
            return replace(of, body=multiply(*(f for f in factors if f is not of), of.body))
        case Divide(numerator, denominator) if (above := _as_integral(numerator)) is not None:
            return replace(above, body=Divide(above.body, denominator))
        case _:
            return None


def has_integrand_throughout(side: Term, setting: Setting, budget: Budget) -> bool:
    """Whether the integrand of a side that is an integral has a value everywhere between its ends, which are numbers."""
    of = _as_integral(side)
    between = None if of is None else _between(of, setting)
    if of is None or between is None:
        return False
    return all(_holds_between(need.term, need.mask, between, budget) for need in requirements(of.body))


def _of(of: IntegralOf, other: IntegralOf, setting: Setting, budget: Budget, seen_only: bool) -> Equal | None:
    """A proof by u = g(x), x being the letter of the first integral and u that of the second."""
    if holds_any((IntegralOf, LimitOf), of.body, other.body):
        return None
    between = _between(of, setting)
    for g in islice(_candidates(of, other, seen_only), MOST_CANDIDATES):
        try:
            slope = derivative(g, of.variable)
        except Stop:
            continue
        carried = multiply(substitute(other.body, other.variable, g), slope)
        proof = prove(Question(of.body, carried, Comparison.EQUAL, between or setting), budget)
        if (
            isinstance(proof, Equal)
            and _ends_meet(of, other, g, setting, budget)
            and _is_one_to_one(of, g, slope, between, setting, budget)
        ):
            kept = tuple(c for c in proof.conditions if of.variable not in c)
            return Equal(_METHOD, kept, proof.identities, kernels=proof.kernels)
    return None


def _between(of: IntegralOf, setting: Setting) -> Setting | None:
    """The setting, with the letter of an integral between its ends; None where it is not known which of them is the less."""
    low, high = position(of.lower), position(of.upper)
    if low is None or high is None or not (low < high or low > high):
        return None
    lower, upper = (of.lower, of.upper) if low < high else (of.upper, of.lower)
    letter = Variable(of.variable)
    above = () if isinstance(lower, Infinity) else (Condition(lower, Comparison.LESS, letter),)
    below = () if isinstance(upper, Infinity) else (Condition(letter, Comparison.LESS, upper),)
    return replace(setting, conditions=(*setting.conditions, *above, *below))


def _candidates(of: IntegralOf, other: IntegralOf, seen_only: bool) -> Iterator[Term]:
    """What may be substituted: what an unknown function is taken of, the line between the ends, what stands in the integrand."""
    x, seen = of.variable, set[Term]()

    def found() -> Iterator[Term]:
        called = {t.name for t in walk(other.body) if isinstance(t, UnknownAt) and t.arguments == (Variable(other.variable),)}
        for part in walk(of.body):
            if isinstance(part, UnknownAt) and part.name in called and len(part.arguments) == 1:
                yield part.arguments[0]
        ends = (of.lower, of.upper, other.lower, other.upper)
        if not any(isinstance(end, Infinity) for end in ends):
            a, b, c, d = ends
            share = Divide(add(Variable(x), negate(a)), add(b, negate(a)))
            yield add(c, multiply(add(d, negate(c)), share))
        yield negate(Variable(x))
        for part in walk(of.body):
            match part:
                case Apply(_, (argument,)):
                    yield part
                    yield argument
                case RootOf(radicand, _) | Raise(radicand, _):
                    yield part
                    yield radicand
                    if isinstance(part, Raise):
                        yield part.exponent
                case Divide(_, denominator):
                    yield denominator
                case _:
                    pass
        if seen_only:
            return
        yield Divide(ONE, Variable(x))
        for power in (2, 3, 4):
            yield Raise(Variable(x), Rational(Fraction(power)))

    for g in found():
        if x in free_names(g) and g != Variable(x) and g not in seen:
            seen.add(g)
            yield g


def _ends_meet(of: IntegralOf, other: IntegralOf, g: Term, setting: Setting, budget: Budget) -> bool:
    """Whether g tends to the ends of the other integral at those of the first, in their order."""
    sides = ((of.lower, other.lower, Approach.ABOVE), (of.upper, other.upper, Approach.BELOW))
    return all(_tends(g, of.variable, end, to, approach, setting, budget) for end, to, approach in sides)


def _tends(g: Term, x: str, end: Term, to: Term, approach: Approach, setting: Setting, budget: Budget) -> bool:
    from builder.calculus.judge.divergence import behaviour
    from builder.calculus.judge.jets import Infinite

    at = LimitOf(g, x, end, Approach.BOTH if isinstance(end, Infinity) else approach)
    if isinstance(to, Infinity):
        found = behaviour(at, budget)
        return isinstance(found, Infinite) and found.of == (-1 if to.negative else 1)
    if not isinstance(end, Infinity):
        value = folded_throughout(substitute(g, x, end))
        if isinstance(prove(Question(value, to, Comparison.EQUAL, setting), budget), Equal):
            return True
    return isinstance(prove(Question(at, to, Comparison.EQUAL, setting), budget), Equal)


def _is_one_to_one(of: IntegralOf, g: Term, slope: Term, between: Setting | None, setting: Setting, budget: Budget) -> bool:
    """Whether g has a derivative of one sign between the ends: everywhere, where it is not known which of them is the less."""
    from builder.calculus.judge.inequalities import prove_comparison

    needs = [*requirements(g), *requirements(slope)]
    if between is None:
        if any(of.variable in free_names(need.term) for need in needs):
            return False
    elif any(not _holds_between(need.term, need.mask, between, budget) for need in needs):
        return False
    for less, more in ((ZERO, slope), (slope, ZERO)):
        if prove_comparison(Question(less, more, Comparison.LESS, between or setting), budget) is not None:
            return True
    return of.variable not in free_names(slope) and _is_number_but_0(slope, budget)


def _holds_between(term: Term, mask: int, between: Setting, budget: Budget) -> bool:
    from builder.calculus.judge.divergence import in_a_field

    def find(field: Field) -> bool:
        for condition in between.conditions:
            if condition.comparison is Comparison.LESS:
                learn(field, convert(field, add(condition.right, negate(condition.left))), POSITIVE)
        return not fraction_sign(field, convert(field, term)) & ~mask

    return bool(in_a_field(find, budget))


def _is_number_but_0(slope: Term, budget: Budget) -> bool:
    from builder.calculus.judge.divergence import in_a_field

    return bool(in_a_field(lambda field: not fraction_sign(field, convert(field, slope)) & ~(NEGATIVE | POSITIVE), budget))
