"""Where a comparison fails at single points that no sample meets: `\\sin x < 1` at π/2, `x^2 \\ne 2` at √2, `xe^{-x} < 1/e` at 1.

The gap between the sides is followed to its least values and to its zeros by Newton's method, which proves nothing. What is
found there is either plainly on the wrong side, or it is recognised as a closed expression of which the prover shows that
both sides are equal there, or it is an irrational root of a polynomial: each is a proof that the comparison fails. Where the
sides come together and none of them succeeds, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from flint import arb, fmpq, fmpz
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import Undecided, Undefined, precision
from builder.calculus.judge.differentiate import add, negate
from builder.calculus.judge.evaluate import Place, has_value, holds, known_value, place_of, value_at
from builder.calculus.judge.field import Field, Memory, Stop, restarting
from builder.calculus.judge.field import Undefined as NoFraction
from builder.calculus.judge.isolation import TooClose, real_roots
from builder.calculus.judge.jets import Jet, Value
from builder.calculus.judge.look import Counterexample
from builder.calculus.judge.meeting import Meeting, meetings
from builder.calculus.judge.normal_form import convert
from builder.calculus.judge.points import Space, Trial, space_of, trials, within
from builder.calculus.judge.prove import both_defined, prove
from builder.calculus.judge.signs import univariate
from builder.calculus.judge.substitution import free_names, substitute
from builder.calculus.judge.subterms import holds_any
from builder.calculus.judge.terms import (
    Apply,
    Comparison,
    DerivativeOf,
    Divide,
    Fn,
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
)

SCAN = tuple(
    sorted(
        {Fraction(k, 3) for k in range(-30, 31)} | {s * Fraction(2) ** k for s in (1, -1) for k in (*range(-8, 0), *range(4, 12))}
    )
)
"""Where least values are looked for first."""

MOST_PLACES = 8
NEAREST = 4
"""How many of the places at which the gap may be least are looked at: those nearest to 0, and then the others."""

MOST_LETTERS = 3
MOST_EDGES = 40
"""How many places at and around the ends of the domain are looked at."""

STARTS = 2
SWEEPS = 2
"""How often each of several letters is moved to where the gap is least, the others being held."""

ROUGH_BITS, ROUGH_STEPS = 96, 16
FINE_BITS, FINE_STEPS = 768, 5
HALVED, HALVINGS = Fraction(1, 4), 24
NEAR = Fraction(1, 2**100)
"""A gap as small as this is taken for 0 until it is shown to be, or not to be."""

SIMPLE = 10_000
"""The largest denominator of a number that is taken for a rational."""

WORK = 200_000


class TooNear(Struct, frozen=True):
    """A place at which the sides come together, and it is not known whether they are equal there."""

    at: Mapping[str, Fraction]


def isolated_failure(question: Question, space: Space, budget: Budget) -> Counterexample | Trial | TooNear | None:
    """Where an inequality or `≠` fails: proved to, or to be looked at (a trial), or a place that could not be decided."""
    names = [name for name in space.names if name not in question.setting.integers]
    if question.comparison is Comparison.EQUAL or space.functions or len(names) > MOST_LETTERS:
        return None
    strict = question.comparison is not Comparison.LESS_EQUAL  # of which both sides may be equal at a root
    found = _at_a_root(question, space.names[0], budget) if strict and len(space.names) == 1 else None
    if found is not None or not names:
        return found
    if holds_any((LimitOf, IntegralOf, SeriesOf, DerivativeOf), question.left, question.right):
        return None
    gap = add(question.right, negate(question.left))
    with budget.purse().share(WORK) as work:
        outcome = _where_least(Search(question, space, budget, gap, work), names)
    if isinstance(outcome, Counterexample | Trial):
        return outcome
    with budget.purse().share(WORK) as work:
        search = Search(question, space, budget, gap, work)
        for meeting in meetings(question, gap, space, budget, work):
            found = search.at_meeting(meeting)
            if found is not None:
                return found
    return outcome


def _where_least(search: Search, names: list[str]) -> Counterexample | Trial | TooNear | None:
    """At the ends of the domain, and where the gap is least or 0 as a function of one letter after the other."""
    from builder.calculus.judge.cells import cell_trials

    question, space = search.question, search.space
    for trial in islice(cell_trials(question, space, search.work), MOST_EDGES):
        found = search.at_rationals(trial)
        if found is not None:
            return found
    doubtful = None
    for trial in islice(trials(space, STARTS if len(names) == 1 else 2 * STARTS), 2 * STARTS):
        outcome = search.from_trial(trial, names)
        if isinstance(outcome, Counterexample | Trial):
            return outcome
        doubtful = doubtful or outcome
    return doubtful


def least_places(term: Term, name: str, setting: Setting, budget: Budget) -> list[Term]:
    """Closed expressions of where a term in one letter may be least. Nothing is proved of them."""
    question = Question(Rational(Fraction(0)), term, Comparison.LESS_EQUAL, setting)
    found: list[Term] = []
    with budget.purse().share(WORK) as work:
        search = Search(question, space_of(question), budget, term, work)
        for at in search.places(name, {name: Rational(Fraction(0))}):
            found += search.forms(at)[:1] if at.denominator > SIMPLE else [Rational(at)]
    return list(dict.fromkeys(found))


def _at_a_root(question: Question, name: str, budget: Budget) -> Counterexample | None:
    """At a real root of the difference, a rational function of one letter."""
    memory = Memory()

    def roots() -> list[arb]:
        field = Field(memory, budget, Setting((), question.setting.integers, question.setting.positive))
        difference = field.cancel(field.subtract(convert(field, question.left), convert(field, question.right)))
        kernels = field.kernels_in(difference.numerator)
        if len(kernels) != 1 or kernels[0] != field.symbol(name):
            return []
        p = univariate(difference.numerator, kernels[0].index)
        return [] if p is None else real_roots(p)

    try:
        found = restarting(roots, 8) or []
    except (Stop, NoFraction, TooClose):
        return None
    for root in found[:MOST_PLACES]:
        if name in question.setting.integers and not root.is_integer():
            continue
        if name in question.setting.positive and not root > 0:
            continue
        middle, radius = balls.fraction(root.mid().fmpq()), balls.fraction(root.rad().fmpq())
        low, high = middle - radius, middle + radius
        value = root if radius else balls.rational(middle)
        counterexample = _confirmed(
            question, {name: value}, {name: (low, high)} if radius else {}, {name: middle}, budget.purse()
        )
        if counterexample is not None:
            return counterexample
    return None


def _confirmed(
    question: Question,
    values: Mapping[str, Value],
    enclosures: Mapping[str, tuple[Fraction, Fraction]],
    point: Mapping[str, Fraction],
    work: Work,
    defined: bool = False,
) -> Counterexample | None:
    """The counterexample at a point where both sides are known to be equal if they have values, and it lies in the setting.

    `defined` tells that they have.
    """
    with precision(FINE_BITS):
        place = place_of({}, {}, question.setting.integers, DEFAULT_BUDGET.series_terms, work)
        place.values.update(values)
        try:
            if not all(holds(c, place) for c in question.setting.conditions):
                return None
        except (Undecided, Undefined):
            return None
        values_of_sides = [value for side in (question.left, question.right) if (value := known_value(side, place)) is not None]
        if not values_of_sides or not (defined or len(values_of_sides) == 2):
            return None
        exact = [value for value in values_of_sides if type(value) is fmpq]
        text = balls.written((exact or values_of_sides)[0])
    return Counterexample(Trial(point, {}, enclosures), text, text, FINE_BITS)


class Search(Struct, frozen=True):
    """A search for places at which the gap between two sides is least."""

    question: Question
    space: Space
    budget: Budget
    gap: Term
    work: Work

    def at_rationals(self, trial: Trial) -> Counterexample | None:
        """The counterexample at a rational point where the sides are equal, which balls do not tell: `\\arcsin x < π/2` at 1."""
        exact: dict[str, Term] = {name: Rational(value) for name, value in trial.values.items()}
        with precision(FINE_BITS):
            place = self._place(exact)
            size = None if place is None else self._size(place)
        return self._equal_at(exact) if size is not None and abs(size) < _ball(NEAR) else None

    def at_meeting(self, meeting: Meeting) -> Counterexample | None:
        """The counterexample at a place at which the gap is 0 if it has a value."""
        left, right = meeting.without(self.question.left), meeting.without(self.question.right)
        with precision(FINE_BITS):
            values: dict[str, Value] = {name: balls.rational(value) for name, value in meeting.values.items()}
            for name, (low, high) in meeting.enclosures.items():
                values[name] = _ball((low + high) / 2) + arb(0, 1) * _ball((high - low) / 2)
        there = replace(self.question, left=left, right=right)
        return _confirmed(there, values, meeting.enclosures, meeting.values, self.budget.purse())

    def from_trial(self, trial: Trial, names: list[str]) -> Counterexample | Trial | TooNear | None:
        """Move one letter after the other to where the gap is least, and see what the gap is there."""
        exact: dict[str, Term] = {name: Rational(value) for name, value in trial.values.items()}
        doubtful = None
        for _ in range(SWEEPS if len(names) > 1 else 1):
            for name in names:
                least: tuple[arb, Term] | None = None
                for at in self.places(name, exact):
                    outcome, value, term = self._seen(name, at, exact)
                    if isinstance(outcome, Counterexample | Trial):
                        return outcome
                    doubtful = doubtful or outcome
                    if value is not None and (least is None or value < least[0]):
                        least = value, term
                if least is not None:
                    exact[name] = least[1]
        return doubtful

    def _place(self, exact: Mapping[str, Term]) -> Place | None:
        place = place_of({}, {}, self.question.setting.integers, 50, self.work)
        try:
            for name, term in exact.items():
                place.values[name] = value_at(term, place)
        except (Undecided, Undefined):
            return None
        return place

    def places(self, name: str, exact: Mapping[str, Term]) -> Iterator[Fraction]:
        """Where the gap may be least, or 0, as a function of one letter."""
        with precision(ROUGH_BITS):
            starts = self._starts(name, exact)
        seen: list[Fraction] = []
        for start in starts[:MOST_PLACES]:
            least = self._newton(name, exact, start, 1)
            for at in (self._halving(name, exact, start) if least is None else least, self._newton(name, exact, start, 0)):
                if at is not None and not any(abs(at - other) < NEAR for other in seen):
                    seen.append(at)
                    yield at

    def _starts(self, name: str, exact: Mapping[str, Term]) -> list[Fraction]:
        """Points at which the gap is smaller than beside them: those nearest to 0 first, then those where it is smallest."""
        place = self._place(exact)
        if place is None:
            return []
        bounds = self.space.bounds.get(name, (None, None))
        rows: list[tuple[Fraction, arb | None]] = []
        for x in sorted({within(x, bounds) for x in SCAN}):
            place.values[name] = balls.rational(x)
            rows.append((x, self._size(place)))
        found = []
        for i, (x, size) in enumerate(rows):
            if size is None:
                continue
            beside = [rows[j][1] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
            if all(other is None or size <= other for other in beside):
                found.append((size, abs(x), x))
        near = sorted(found, key=lambda row: (row[1], row[2]))[:NEAREST]
        small = sorted(found, key=lambda row: (float(row[0]), row[1], row[2]))
        return list(dict.fromkeys(x for _, _, x in (*near, *small)))

    def _size(self, place: Place) -> arb | None:
        """The gap at a place, without its radius; None where it has no value, or the place is not in the setting."""
        try:
            if not all(holds(c, place) for c in self.question.setting.conditions):
                return None
            value = arb(value_at(self.gap, place)).mid()
        except (Undecided, Undefined):
            return None
        return abs(value) if self.question.comparison is Comparison.NOT_EQUAL else value

    def _newton(self, name: str, exact: Mapping[str, Term], start: Fraction, order: int) -> Fraction | None:
        """A zero near `start` of h, the gap or its derivative, of whatever multiplicity: Newton's method for h/h'."""
        at = start
        for bits, steps, enough in ((ROUGH_BITS, ROUGH_STEPS, 24), (FINE_BITS, FINE_STEPS, 200)):
            with precision(bits):
                place = self._place(exact)
                if place is None:
                    return None
                for _ in range(steps):
                    step = self._step(name, place, at, order)
                    if step is None or abs(at + step - start) > 4 + 2 * abs(start):
                        return None
                    at = _rounded(at + step, bits)
                    if abs(step) < Fraction(1, 2**enough):
                        break
                else:
                    return None
        simple = at.limit_denominator(SIMPLE)
        return simple if abs(simple - at) < NEAR else at

    def _halving(self, name: str, exact: Mapping[str, Term], start: Fraction) -> Fraction | None:
        """Where the gap is least near `start` if that may be a corner, at which no derivative is 0: steps to what is smaller, and
        half as long where neither side is (R. Hooke and T. A. Jeeves, *J. ACM* 8, 1961).
        """
        with precision(ROUGH_BITS):
            place = self._place(exact)
            if place is None:
                return None

            def size(x: Fraction) -> arb | None:
                place.values[name] = balls.rational(x)
                return self._size(place)

            bounds = self.space.bounds.get(name, (None, None))
            at, least, step = start, size(start), HALVED
            while least is not None and step > HALVED / 2**HALVINGS:
                beside = [(x, size(x)) for x in (within(at - step, bounds), within(at + step, bounds))]
                lower = [(value, x) for x, value in beside if value is not None and value < least]
                if lower:
                    least, at = min(lower)
                else:
                    step /= 2
        simple = at.limit_denominator(SIMPLE // 100)
        return simple if abs(simple - at) < HALVED / 2 ** (HALVINGS - 2) else at

    def _step(self, name: str, place: Place, at: Fraction, order: int) -> Fraction | None:
        def derivative(of: int) -> arb:
            if of == 0:
                place.values[name] = balls.rational(at)
                return arb(value_at(self.gap, place)).mid()
            return arb(value_at(DerivativeOf(self.gap, name, of, Rational(at)), place)).mid()

        try:
            h, h1, h2 = (derivative(order + k) for k in range(3))
        except (Undecided, Undefined):
            return None
        if h == 0:
            return Fraction(0)
        below = (h1 * h1 - h * h2).mid()
        if below == 0:
            return None
        quotient = (-h * h1 / below).mid()
        return balls.fraction(quotient.fmpq()) if quotient.is_finite() and _is_handy(quotient) else None

    def _seen(
        self, name: str, at: Fraction, exact: Mapping[str, Term]
    ) -> tuple[Counterexample | Trial | TooNear | None, arb | None, Term]:
        """What is known of a place, the gap there, and the place as a term."""
        here: Term = Rational(at)
        moved = {**exact, name: here}
        with precision(FINE_BITS):
            place = self._place(moved)
            size = None if place is None else self._size(place)
        if size is None:
            return None, None, here
        if abs(size) > _ball(NEAR):
            if size < 0 and self.question.comparison is not Comparison.NOT_EQUAL:
                rest = {n: t.value for n, t in moved.items() if n != name and isinstance(t, Rational)}
                if len(rest) == len(moved) - 1:
                    return Trial({**rest, name: self._simplest_below(name, at, moved)}, {}), size, here
            return None, size, self.forms(at)[0]
        forms = self.forms(at)
        for form in forms:
            if (found := self._equal_at({**moved, name: form})) is not None:
                return found, size, form
        if self.question.comparison is not Comparison.LESS_EQUAL:
            for term in dict.fromkeys(_roots_of(self.gap)):
                if name in free_names(term) and (found := self._crossing(term, name, at, moved)) is not None:
                    return found, size, here
        if self.question.comparison is Comparison.LESS_EQUAL or any(self._is_excluded({**moved, name: f}) for f in forms):
            return None, size, forms[0]
        return TooNear(self._written(moved)), size, forms[0]

    def _simplest_below(self, name: str, at: Fraction, exact: Mapping[str, Term]) -> Fraction:
        """A number near `at` with few digits at which the gap is below 0 as well."""
        for digits in range(1, 40):
            rounded = Fraction(round(at * 10**digits), 10**digits)
            with precision(FINE_BITS):
                place = self._place({**exact, name: Rational(rounded)})
                size = None if place is None else self._size(place)
            if size is not None and size < 0:
                return rounded
        return at

    def forms(self, at: Fraction) -> list[Term]:
        """What a number may be as a closed expression; itself at last."""
        from builder.calculus.judge.closed_forms import closed_forms

        with precision(FINE_BITS):
            return [*([] if at.denominator <= SIMPLE else closed_forms(at, NEAR)), Rational(at)]

    def _equal_at(self, exact: Mapping[str, Term]) -> Counterexample | None:
        """The counterexample at a point of which it is proved that both sides are equal there."""
        if self.question.comparison is Comparison.LESS_EQUAL:
            return None
        closed = self._closed(self.question, exact)
        if not isinstance(prove(closed, self.budget), Equal):
            return None
        with precision(FINE_BITS):
            place = self._place(exact)
        if place is None:
            return None
        irrational = {n for n, t in exact.items() if not isinstance(t, Rational)}
        point = self._written(exact)
        enclosures = {n: (point[n] - NEAR, point[n] + NEAR) for n in irrational}
        defined = both_defined(closed, self.budget)
        return _confirmed(self._within(exact), dict(place.values), enclosures, point, self.budget.purse(), defined)

    def _within(self, exact: Mapping[str, Term]) -> Question:
        """The question without the conditions at whose closed end a point provably is: balls do not tell that they hold."""
        setting = self.question.setting
        kept = tuple(
            c
            for c in setting.conditions
            if c.comparison is not Comparison.LESS_EQUAL
            or not isinstance(
                prove(self._closed(Question(c.left, c.right, Comparison.EQUAL, Setting()), exact), self.budget), Equal
            )
        )
        return replace(self.question, setting=replace(setting, conditions=kept))

    def _is_excluded(self, exact: Mapping[str, Term]) -> bool:
        """Whether a point is at an open end of what is assumed."""
        for c in self.question.setting.conditions:
            if c.comparison in (Comparison.LESS, Comparison.NOT_EQUAL):
                closed = self._closed(Question(c.left, c.right, Comparison.EQUAL, Setting()), exact)
                if isinstance(prove(closed, self.budget), Equal):
                    return True
        return False

    def _closed(self, question: Question, exact: Mapping[str, Term]) -> Question:
        """A question as an equation at a point."""
        left, right = question.left, question.right
        for name, term in exact.items():
            left, right = (substitute(side, name, term) for side in (left, right))
        return Question(left, right, Comparison.EQUAL, Setting())

    def _crossing(self, term: Term, name: str, at: Fraction, exact: Mapping[str, Term]) -> Counterexample | None:
        """The counterexample where a continuous term changes its sign (B. Bolzano, *Rein analytischer Beweis*, 1817), with which
        the gap vanishes: the gap itself, or what stands in a square or an absolute value."""
        with precision(FINE_BITS):
            place = self._place(exact)
            if place is None:
                return None
            low, high = at - NEAR, at + NEAR
            try:
                place.values[name] = balls.rational(low)
                before = balls.sign(value_at(term, place))
                place.values[name] = balls.rational(high)
                after = balls.sign(value_at(term, place))
            except (Undecided, Undefined):
                return None
            if before * after >= 0:
                return None
            ball = balls.rational(at) + arb(0, 1) * arb(balls.rational(NEAR))
            place.values[name], place.level = Jet(1, False, 0, [ball, fmpq(1)]), 1
            if not has_value(term, place):
                return None
            return _confirmed(
                self.question, {**place.values, name: ball}, {name: (low, high)}, self._written(exact), self.budget.purse()
            )

    def _written(self, exact: Mapping[str, Term]) -> dict[str, Fraction]:
        """The rationals that a point is, or is near."""
        with precision(FINE_BITS):
            place = self._place(exact)
            assert place is not None
            return {n: balls.fraction(v if type(v) is fmpq else arb(v).mid().fmpq()) for n, v in place.values.items()}


def _roots_of(term: Term) -> Iterator[Term]:
    """Terms of which each makes `term` 0 where it is 0 and `term` has a value."""
    match term:
        case Multiply(factors):
            for factor in factors:
                yield from _roots_of(factor)
        case Divide(numerator, _):
            yield from _roots_of(numerator)
        case Raise(base, Rational(value)) if value > 0:
            yield from _roots_of(base)
        case RootOf(base, _) | Apply(Fn.ABS | Fn.SIN | Fn.TAN | Fn.SINH | Fn.TANH | Fn.ARCTAN | Fn.ARCSIN, (base,)):
            yield from _roots_of(base)
        case _:
            yield term


def _ball(value: Fraction) -> arb:
    return arb(balls.rational(value))


def _is_handy(value: arb) -> bool:
    """Whether a number is neither so large nor so small that it takes long to write it out."""
    return bool(value == 0 or arb(2) ** fmpz(-4_000) < abs(value) < arb(2) ** fmpz(4_000))


def _rounded(value: Fraction, bits: int) -> Fraction:
    return Fraction(round(value * 2**bits), 2**bits)
