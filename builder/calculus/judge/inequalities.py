"""Proofs of `<`, `\\le` and `\\ne`: by the sign of the normal form of the difference, else by its derivatives.

With f = right − left on an interval: f'' ≥ 0 and f'(c) = 0 give f ≥ f(c), and f' ≥ 0 gives f ≥ f(a) to the right of the end a;
f' ≤ 0 gives f ≥ its limit at infinity; what holds of all real numbers holds of all integers;
so does a derivative of higher order, if those before it are ≥ 0 at a (Taylor's theorem); and f'' ≤ 0 gives f ≥ 0 between two ends
at which f ≥ 0. The signs of derivatives are found in the same way, and those of f from f times a denominator that is positive.
Where the domain may be no interval nothing is concluded.
"""

from __future__ import annotations

from fractions import Fraction as Number

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import precision
from builder.calculus.judge.differentiate import ONE, add, derivative, multiply, negate
from builder.calculus.judge.domain import from_setting, gather, requirements
from builder.calculus.judge.evaluate import holds, place_of, value_at
from builder.calculus.judge.exact import is_zero
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Field, Fraction, Memory, Stop, Undefined, restarting
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.points import space_of, trials
from builder.calculus.judge.prove import prove
from builder.calculus.judge.signs import conditions, fraction_sign, learn
from builder.calculus.judge.substitution import count, free_names, substitute
from builder.calculus.judge.subterms import parts, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Setting,
    Term,
    UnknownAt,
    Variable,
)
from builder.calculus.judge.touching import least_places
from builder.calculus.judge.written import kernels_as_latex

ZERO_TERM = Rational(Number(0))
RESTARTS = 8
DEPTH = 3
ORDERS = 8
"""How many derivatives are taken at the end of an interval."""

BITS = 256
ROUGH_BITS = 64
LOOKS = 6
"""At how many points a sign is looked at before it is proved."""

CENTRES = tuple(map(Number, ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3")))

ALLOWED = {
    Comparison.LESS: POSITIVE,
    Comparison.LESS_EQUAL: POSITIVE | ZERO,
    Comparison.NOT_EQUAL: POSITIVE | NEGATIVE,
}


def prove_comparison(question: Question, budget: Budget) -> Equal | None:
    """A proof that the sides compare as told wherever both are defined and the setting holds; None says nothing.

    It counts, as a proof of an equation does, only with a point at which both sides are defined.
    """
    allowed = ALLOWED.get(question.comparison)
    if allowed is None or count(question.left, budget.nodes) + count(question.right, budget.nodes) > budget.nodes:
        return None
    names = free_names(question.left) | free_names(question.right)
    counted = names & (question.setting.integers | question.setting.positive)
    asked = [question]
    if len(names) == 1 and not counted:
        asked.append(_mirrored(question, *names))  # derivatives are followed upwards only
    elif len(names) == 1 and (of_reals := _of_all_reals(question, next(iter(names)), budget)) is not None:
        asked.append(of_reals)
    memories = [Memory() for _ in asked]
    for one, memory in zip(asked, memories, strict=True):
        mirrored = one is not question and not counted
        try:
            if (proof := _in_a_field(one, allowed, budget, memory, mirrored)) is not None:
                return proof
            if memory.halvings:  # in half the angle a derivative may have no sign that can be told
                if (proof := _in_a_field(one, allowed, budget, Memory(may_halve=False), mirrored)) is not None:
                    return proof
        except _Fails:
            return None
    return None


class _Fails(Exception):
    """A place at which a comparison fails was met: no other way can prove it."""


def _in_a_field(question: Question, allowed: int, budget: Budget, memory: Memory, mirrored: bool) -> Equal | None:
    try:
        return restarting(lambda: _prove(Field(memory, budget, question.setting), question, allowed, mirrored), RESTARTS)
    except (Stop, Undefined):
        return None


def _of_all_reals(question: Question, name: str, budget: Budget) -> Question | None:
    """The same question of all real numbers from the least integer on. None where integers have powers that others have not."""
    least = (Condition(ONE, Comparison.LESS_EQUAL, Variable(name)),) if name in question.setting.positive else ()
    setting = Setting((*question.setting.conditions, *least))
    powers = [t for side in (question.left, question.right) for t in walk(side) if isinstance(t, Raise)]
    bases = [t.base for t in powers if not isinstance(t.exponent, Rational)]

    def all_positive() -> bool:
        field = Field(memory, budget, setting)
        gather(field, ZERO_TERM, ZERO_TERM, setting)
        return all(_is_positive(field, base) for base in bases)

    memory = Memory()
    try:
        holds = restarting(all_positive, RESTARTS)
    except (Stop, Undefined):
        return None
    return replace(question, setting=setting) if holds else None


def _mirrored(question: Question, name: str) -> Question:
    """The same question of −x."""

    def turned(term: Term) -> Term:
        return substitute(term, name, negate(Variable(name)))

    conditions = tuple(Condition(turned(c.left), c.comparison, turned(c.right)) for c in question.setting.conditions)
    setting = replace(question.setting, conditions=conditions)
    return replace(question, left=turned(question.left), right=turned(question.right), setting=setting)


def _prove(field: Field, question: Question, allowed: int, mirrored: bool) -> Equal | None:
    gather(field, question.left, question.right, field.setting)
    difference = Add((question.right, negate(question.left)))
    if not mirrored and _has_sign(field, convert(field, difference), allowed):
        return _proof(field, "sign of the difference")
    names = free_names(difference)
    if len(names) != 1:
        return None
    (name,) = names
    if not _smooth(field, difference, name):
        return None
    # What holds everywhere, not only where the sides are defined, is found in a field that knows no facts.
    everywhere = Field(field.memory, field.budget, Setting())
    if name in field.integers or (domain := _interval(everywhere, question, name)) is None:
        return None
    signs = allowed & _signs_that_may_be(question, difference, field.account)
    if not signs:
        raise _Fails
    found = Derivatives(field, everywhere, name, domain)
    whole = _without_denominators(field, difference, name)
    senses = [(POSITIVE, difference), (NEGATIVE, negate(difference))]
    if whole is not None:
        senses = [(POSITIVE, whole), (NEGATIVE, negate(whole)), *senses]  # the simpler derivatives first
    for sense, term in senses:
        if signs & sense and found.positive(term, not allowed & ZERO, DEPTH):
            return Equal("derivatives", kernels=kernels_as_latex(field)) if mirrored else _proof(field, "derivatives")
    if mirrored:
        return None
    for order in range(2):  # where it may be least itself, and where its slope may be
        for sense, term in senses:
            if not signs & sense:
                continue
            followed = derivative(term, name) if order else term
            if centres := least_places(followed, name, question.setting, field.budget):
                least = Derivatives(field, everywhere, name, domain, tuple(centres))
                if least.fails(term, not allowed & ZERO):
                    signs &= ~sense
                elif least.positive(term, not allowed & ZERO, DEPTH):
                    return _proof(field, "derivatives")
    if not signs:
        raise _Fails
    return None


def _signs_that_may_be(question: Question, difference: Term, work: Work) -> int:
    """The signs that a difference may have throughout, as far as some points tell: what has both somewhere has neither."""
    signs = POSITIVE | NEGATIVE
    with precision(ROUGH_BITS):
        for trial in trials(space_of(question), LOOKS):
            place = place_of(trial.values, {}, frozenset(), 50, work)
            try:
                value = value_at(difference, place) if all(holds(c, place) for c in question.setting.conditions) else 0
            except (balls.Undefined, balls.Undecided):
                continue
            if value > 0 or value < 0:
                signs &= POSITIVE if value > 0 else NEGATIVE
    return signs


def _without_denominators(field: Field, term: Term, name: str) -> Term | None:
    """A sum times the denominators in it that hold a letter, if their product is positive; None where there are none."""
    rows: list[tuple[list[Term], list[Term]]] = []
    for summand in _summands(term):
        rows.append(([], []))
        stack = [summand]
        while stack:
            match stack.pop():
                case Multiply(factors):
                    stack.extend(factors)
                case Divide(numerator, denominator) if name in free_names(denominator):
                    stack.append(numerator)
                    rows[-1][1].append(denominator)
                case factor:
                    rows[-1][0].append(factor)
    denominators = list(dict.fromkeys(d for _, below in rows for d in below))
    if not denominators or any(len(below) > 1 for _, below in rows) or not _is_positive(field, multiply(*denominators)):
        return None
    return add(*(multiply(*above, *(d for d in denominators if d not in below)) for above, below in rows))


def _summands(term: Term) -> list[Term]:
    match term:
        case Add(terms):
            return [s for t in terms for s in _summands(t)]
        case Multiply((Rational() as number, Add(terms))):
            return [multiply(number, s) for t in terms for s in _summands(t)]
        case _:
            return [term]


def _proof(field: Field, method: str) -> Equal:
    return Equal(method, conditions(field), tuple(field.identities), kernels=kernels_as_latex(field))


def _has_sign(field: Field, value: Fraction, allowed: int) -> bool:
    if value.numerator.is_zero():
        return bool(allowed & ZERO)
    return fraction_sign(field, value) & ~allowed == 0


# ---------------------------------------------------------------------------------------------- by derivatives


_ANALYTIC = frozenset(
    {
        Fn.EXP, Fn.LN, Fn.SIN, Fn.COS, Fn.TAN, Fn.COT, Fn.SEC, Fn.CSC, Fn.ARCTAN, Fn.ARCCOT,
        Fn.SINH, Fn.COSH, Fn.TANH, Fn.SECH, Fn.ARSINH, Fn.ARTANH,
    }
)  # fmt: skip
_TO_THE_END = frozenset({Fn.ARCSIN, Fn.ARCCOS, Fn.ARCOSH})
"""Analytic but where the argument is at an end: with an affine argument, at the end of the domain."""


def _smooth(field: Field, term: Term, name: str) -> bool:
    """Whether a term is analytic inside the domain. A root of what vanishes there is not: `\\sqrt{x^2}`, `\\arcsin(\\sin x)`."""
    match term:
        case LimitOf() | SeriesOf() | IntegralOf() | Branches() | DerivativeOf() | UnknownAt():
            return False
        case Apply(function, (argument,)):
            if function not in _ANALYTIC and not (function in _TO_THE_END and _is_affine(field, argument, name)):
                return False
        case Apply():
            return False
        case RootOf(radicand, index):
            if not (index % 2 == 0 and _is_affine(field, radicand, name)) and not _is_positive(field, radicand):
                return False
        case Raise(base, exponent):
            whole = isinstance(exponent, Rational) and exponent.value.denominator == 1
            if not whole and not _is_positive(field, base):
                return False
        case _:
            pass
    return all(_smooth(field, part, name) for part in parts(term))


def _is_affine(field: Field, term: Term, name: str) -> bool:
    try:
        slope = derivative(term, name)
    except Stop:
        return False
    value = convert(field, slope)
    return bool(value.numerator.is_constant() and value.denominator.is_constant())


def _is_positive(field: Field, term: Term) -> bool:
    value = convert(field, term)
    return not value.numerator.is_zero() and fraction_sign(field, value) == POSITIVE


# ---------------------------------------------------------------------------------------------- the domain


class End(Struct, frozen=True):
    """Where the domain begins: None reaches to −∞. `closed` tells that the end belongs to it. `needs` are what it asks for.

    `upper` is the upper end, if it is assumed and there is no other; None tells nothing. `endless`: there is none.
    """

    at: Term | None
    closed: bool
    needs: tuple[tuple[Term, int], ...] = ()
    upper: Term | None = None
    upper_closed: bool = False
    endless: bool = False


def _interval(everywhere: Field, question: Question, name: str) -> End | None:
    """The lower end of the domain, if all that is asked of the letter is on which side of some numbers it lies; else None.

    What follows from the assumptions alone asks for nothing more.
    """
    needs = from_setting(question.setting)
    assumed = Field(everywhere.memory, everywhere.budget, question.setting)
    gather(assumed, ZERO_TERM, ZERO_TERM, question.setting)
    asked = [r for side in (question.left, question.right) for r in requirements(side)]
    for need in sorted(asked, key=lambda r: not _is_affine(everywhere, r.term, name)):
        value = convert(assumed, need.term)
        if value.numerator.is_zero() or fraction_sign(assumed, value) & ~need.mask:
            needs.append((need.term, need.mask))
            if not value.numerator.is_zero() and _is_affine(everywhere, need.term, name):
                learn(assumed, value, need.mask)
    lowest: Number | None = None
    end, holes, upper_ends, irrational = End(None, False), list[Number](), 0, 0
    for term, mask in needs:
        if name not in free_names(term):
            continue
        value = convert(everywhere, term)
        if value.numerator.is_zero() or fraction_sign(everywhere, value) & ~mask == 0:
            continue
        slope = convert(everywhere, derivative(term, name))
        if not (slope.numerator.is_constant() and slope.denominator.is_constant()):
            return None
        zero = everywhere.divide(everywhere.negate(convert(everywhere, substitute(term, name, Rational(Number(0))))), slope)
        if mask == ZERO:
            return None
        if not (zero.numerator.is_constant() and zero.denominator.is_constant()):
            if mask & POSITIVE and mask & NEGATIVE:
                return None
            if everywhere.is_constant(zero.numerator) and everywhere.is_constant(zero.denominator):
                of = fraction_sign(everywhere, slope)
                if of in (POSITIVE, NEGATIVE):
                    below = (of == POSITIVE) is bool(mask & POSITIVE)
                    irrational += below
                    upper_ends += not below
                    continue
            return None
        if mask == POSITIVE | NEGATIVE:
            holes.append(_rational(zero))
            continue
        if (fraction_sign(everywhere, slope) == POSITIVE) is bool(mask & POSITIVE):
            at, closed = _rational(zero), bool(mask & ZERO)
            if lowest is None or at > lowest:
                lowest, end = at, End(Rational(at), closed)
            elif at == lowest:
                end = End(Rational(at), closed and end.closed)
        else:
            upper_ends += 1
    if irrational:
        lower = [c for c in question.setting.conditions if c.right == Variable(name) and not free_names(c.left)]
        if irrational > 1 or len(lower) != 1 or any(not _is_above(lower[0].left, at) for at in holes):
            return None
        if lowest is not None and not _is_above(lower[0].left, lowest):
            return None
        end = End(lower[0].left, lower[0].comparison is Comparison.LESS_EQUAL)
    elif any(lowest is None or hole > lowest or (hole == lowest and end.closed) for hole in holes):
        return None
    upper = [c for c in question.setting.conditions if c.left == Variable(name) and not free_names(c.right)]
    orders = (Comparison.LESS, Comparison.LESS_EQUAL)
    if len(upper) == 1 == upper_ends and upper[0].comparison in orders:
        return replace(end, needs=tuple(needs), upper=upper[0].right, upper_closed=upper[0].comparison is Comparison.LESS_EQUAL)
    return replace(end, needs=tuple(needs), endless=not upper_ends)


def _is_above(term: Term, number: Number) -> bool:
    """Whether a closed term is provably greater than a number."""
    with precision(BITS):
        try:
            return bool(value_at(term, place_of({}, {}, frozenset(), 50, Work())) > balls.rational(number))
        except (balls.Undefined, balls.Undecided):
            return False


def _rational(value: Fraction) -> Number:
    if value.numerator.is_zero():
        return Number(0)
    quotient = value.numerator.leading_coefficient() / value.denominator.leading_coefficient()
    return Number(int(quotient.p), int(quotient.q))


class Derivatives(Struct, frozen=True):
    """Signs on an interval, by derivatives. `field` knows what holds where the sides are defined."""

    field: Field
    everywhere: Field
    name: str
    end: End
    centres: tuple[Term, ...] = tuple(Rational(c) for c in CENTRES)

    def positive(self, term: Term, strict: bool, depth: int) -> bool:
        """Whether a smooth term is > 0 (`strict`), or ≥ 0, on the whole interval."""
        try:
            if _has_sign(self.field, convert(self.field, term), POSITIVE if strict else POSITIVE | ZERO):
                return True
            if depth == DEPTH and (self._rises_by_orders(term, strict) or self._is_above_its_chord(term, strict, depth)):
                return True
            return depth > 0 and (
                self._rises(term, strict, depth)
                or self._falls_to_the_end(term, strict, depth)
                or self._falls_to_a_limit(term, strict, depth)
                or self._has_least_value(term, strict, depth)
            )
        except Stop:
            self.field.depth = self.field.binders = 0
            return False

    def fails(self, term: Term, strict: bool) -> bool:
        """Whether a term that is to be > 0 (`strict`), or ≥ 0, is not at one of the centres."""
        against = (NEGATIVE, ZERO) if strict else (NEGATIVE,)
        return any(self._sign_at(term, at) in against and self._inside(at) for at in self.centres)

    def _rises(self, term: Term, strict: bool, depth: int) -> bool:
        """By f' ≥ 0 and the value at the lower end, at which f is continuous because it is defined there."""
        if self.end.at is None:
            return False
        at_end = self._sign_at(term, self.end.at)
        if at_end not in (ZERO, POSITIVE):
            return False
        slope = derivative(term, self.name)
        if strict and at_end == ZERO:
            # An analytic function that does not fall rises, unless it is constant: the zeros of its derivative are isolated.
            if self.end.closed or not any(self._inside(at) and self._sign_at(slope, at) == POSITIVE for at in self.centres):
                return False
        return self.positive(slope, False, depth - 1)

    def _falls_to_the_end(self, term: Term, strict: bool, depth: int) -> bool:
        """By f' ≤ 0 and the value at the upper end, at which f is continuous because it is defined there."""
        if self.end.at is None or self.end.upper is None:
            return False
        at_end = self._sign_at(term, self.end.upper)
        if at_end != POSITIVE and (strict or at_end != ZERO):
            return False
        return self.positive(negate(derivative(term, self.name)), False, depth - 1)

    def _falls_to_a_limit(self, term: Term, strict: bool, depth: int) -> bool:
        """By f' ≤ 0 and the limit of f at infinity. Where an analytic function falls to 0 and vanishes once, it is 0."""
        if not self.end.endless or not self.positive(negate(derivative(term, self.name)), False, depth - 1):
            return False
        limit = LimitOf(term, self.name, Infinity(), Approach.BOTH)
        if self._sign_at(limit, ZERO_TERM) == POSITIVE:
            return True
        if strict and not any(self._inside(Rational(at)) and self._sign_at(term, Rational(at)) == POSITIVE for at in CENTRES):
            return False
        return isinstance(prove(Question(limit, ZERO_TERM, Comparison.EQUAL, Setting()), self.field.budget), Equal)

    def _rises_by_orders(self, term: Term, strict: bool) -> bool:
        """By a derivative that is ≥ 0, those of lower orders being ≥ 0 at the lower end, at which all have values."""
        if self.end.at is None:
            return False
        at, rises = self.end.at, False
        for order in range(ORDERS):
            of = self._sign_at(term, at)
            if of not in (ZERO, POSITIVE):
                return False
            rises = rises or (of == POSITIVE and (order == 0 or not self.end.closed))
            term = derivative(term, self.name)
            if _has_sign(self.field, convert(self.field, term), POSITIVE | ZERO):
                # The zeros of an analytic function are isolated: what does not fall rises, unless it is constant.
                inside = (c for c in self.centres if self._inside(c) and self._sign_at(term, c) == POSITIVE)
                return not strict or rises or (not self.end.closed and next(inside, None) is not None)
        return False

    def _is_above_its_chord(self, term: Term, strict: bool, depth: int) -> bool:
        """By f'' ≤ 0 and the values at both ends, at which f is continuous because it is defined there: f is concave.

        Where a concave function that is ≥ 0 vanishes inside it is 0 on the whole interval.
        """
        if self.end.at is None or self.end.upper is None:
            return False
        for at, closed in ((self.end.at, self.end.closed), (self.end.upper, self.end.upper_closed)):
            of = self._sign_at(term, at)
            if of not in (ZERO, POSITIVE) or (strict and closed and of == ZERO):
                return False
        inside = Multiply((Rational(Number(1, 2)), Add((self.end.at, self.end.upper))))
        if strict and self._sign_at(term, inside) != POSITIVE:
            return False
        curvature = derivative(derivative(term, self.name), self.name)
        return self.positive(negate(curvature), False, depth - 1)

    def _has_least_value(self, term: Term, strict: bool, depth: int) -> bool:
        """By a place c in the interval where f' = 0, and f'' ≥ 0 or (x − c) f' ≥ 0: the least value is there."""
        slope = derivative(term, self.name)
        for centre in self.centres:
            if self._inside(centre) and self._sign_at(slope, centre) == ZERO:
                least = self._sign_at(term, centre)
                if least == POSITIVE or (least == ZERO and not strict):
                    beside = Multiply((Add((Variable(self.name), negate(centre))), slope))
                    if self.positive(derivative(slope, self.name), False, depth - 1) or self.positive(beside, False, 0):
                        return True
        return False

    def _inside(self, at: Term) -> bool:
        return all((self._sign_at(t, at) or NEGATIVE | ZERO | POSITIVE) & ~mask == 0 for t, mask in self.end.needs)

    def _sign_at(self, term: Term, at: Term) -> int | None:
        """The sign of a term at a number, None where it has no value or its sign is not known."""
        there = substitute(term, self.name, at)
        with precision(BITS):
            try:
                value = value_at(there, place_of({}, {}, frozenset(), 50, self.field.account))
            except (balls.Undefined, balls.Undecided):
                return None
            if value > 0 or value < 0:
                return POSITIVE if value > 0 else NEGATIVE
        try:
            exact = convert(self.everywhere, there)
        except (Stop, Undefined):
            return None
        return ZERO if exact.numerator.is_zero() or is_zero(self.everywhere, exact.numerator) else None
