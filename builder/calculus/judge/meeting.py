"""Where a comparison fails because several terms vanish at once: `(\\cos x - x)^2 + \\sin^2(x - y) > 0` at a point without name.

The gap between the sides is taken apart: into factors, one of which vanishes, or into terms of a sum, all of which do. A common
zero is looked for by Newton's method, which proves nothing, and proved by an interval Newton step that maps a box into itself.

Source: R. E. Moore, R. B. Kearfott, M. J. Cloud, *Introduction to Interval Analysis* (SIAM 2009), theorem 8.4 (Krawczyk's test).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, islice, permutations, product

from flint import arb, arb_mat, fmpq
from msgspec import Struct

from builder.calculus.budget import Budget, Work
from builder.calculus.judge import balls
from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.balls import precision
from builder.calculus.judge.differentiate import ONE, ZERO, add, derivative, multiply, negate, square
from builder.calculus.judge.evaluate import has_value, known_value, place_of
from builder.calculus.judge.field import Stop
from builder.calculus.judge.jets import Jet
from builder.calculus.judge.parametric import taken_apart
from builder.calculus.judge.points import Space, trials
from builder.calculus.judge.primitives import times
from builder.calculus.judge.prove import prove
from builder.calculus.judge.subterms import free_variables, replaced, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Divide,
    Fn,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Setting,
    Term,
)

MOST_SYSTEMS = 6
MOST_TERMS = 4
"""How many terms of a sum are taken to vanish together."""

STARTS = 8
STEPS = 24
BITS = 256
NEAR = Fraction(1, 2**100)
"""Half the side of the box in which a zero is proved to be."""

_NEAR_ENOUGH = arb(2) ** -160
_NOTHING = Setting()
_VANISH_WITH = frozenset({Fn.ABS, Fn.SIN, Fn.TAN, Fn.SINH, Fn.TANH, Fn.ARCTAN, Fn.ARCSIN, Fn.ARSINH})


class Meeting(Struct, frozen=True):
    """A place at which all `terms` are 0: exact values of some letters, and intervals that hold those of the others."""

    terms: tuple[Term, ...]
    values: Mapping[str, Fraction]
    enclosures: Mapping[str, tuple[Fraction, Fraction]]

    def without(self, side: Term) -> Term:
        """A term with 0 for what vanishes there."""
        for term in self.terms:
            side = replaced(side, term, ZERO)
        return side


def meetings(question: Question, gap: Term, space: Space, budget: Budget, work: Work) -> Iterator[Meeting]:
    """Places at which the gap of a question is 0 if it has a value, because all of some terms vanish there."""
    letters = [name for name in space.names if name not in question.setting.integers]
    if question.comparison not in (Comparison.LESS, Comparison.NOT_EQUAL):
        return
    for system in islice(dict.fromkeys(_systems(gap, len(letters), budget)), MOST_SYSTEMS):
        search = _Search(system, tuple(letters), question, work)
        for trial in trials(space, STARTS):
            found = search.near(trial.values)
            if found is not None:
                yield found
                break


def _systems(gap: Term, letters: int, budget: Budget) -> Iterator[tuple[Term, ...]]:
    """Terms with letters, no more than there are letters, that make the gap 0 where all of them are."""
    for whole in (gap, *_with_squares(gap, budget)):
        for terms in _vanishing(whole):
            if 0 < len(terms) <= letters:
                yield terms
    yield from _put_to_zero(gap, letters, budget)


def _put_to_zero(gap: Term, letters: int, budget: Budget) -> Iterator[tuple[Term, ...]]:
    """Sums inside the gap that make it provably 0 if 0 is put in for them: u in ln(1 + u²), e^{u²} − 1 or 1/(1 + u²) − 1."""
    inside = [t for t in dict.fromkeys(walk(gap)) if isinstance(t, Add) and t != gap and free_variables(t)]
    sums = [t for t in inside if t not in _summands(gap)][-MOST_TERMS:]
    for size in range(1, min(letters, 2) + 1):
        for terms in combinations(sums, size):
            left = gap
            for term in terms:
                left = replaced(left, term, ZERO)
            if isinstance(prove(Question(left, ZERO, Comparison.EQUAL, _NOTHING), budget), Equal):
                yield terms


def _vanishing(term: Term) -> list[tuple[Term, ...]]:
    """Sets of terms with letters that make `term` 0 where all of one set are 0 and `term` has a value."""
    match term:
        case Rational(value):
            return [] if value else [()]
        case Multiply(factors):
            return [terms for factor in factors for terms in _vanishing(factor)]
        case Divide(numerator, _):
            return _vanishing(numerator)
        case Raise(base, Rational(value)) if value > 0:
            return _vanishing(base)
        case RootOf(base, _):
            return _vanishing(base)
        case Apply(function, (inner,)) if function in _VANISH_WITH:
            return _vanishing(inner)
        case Add():
            terms = tuple(_summands(term))
            if len(terms) > MOST_TERMS:
                return [(term,)]
            together = islice(product(*map(_vanishing, terms)), MOST_SYSTEMS)
            return [(term,), *(tuple(dict.fromkeys(t for terms in sets for t in terms)) for sets in together)]
        case _:
            return [(term,)] if free_variables(term) else []


def _summands(term: Term) -> Iterator[Term]:
    """The terms of a sum of sums, without zeros."""
    match term:
        case Add(terms):
            for part in terms:
                yield from _summands(part)
        case Multiply((Rational(value), Add(terms))) if value == -1:
            for part in terms:
                yield from _summands(negate(part))
        case _ if term not in (ZERO, negate(ZERO)):
            yield term


def _with_squares(gap: Term, budget: Budget) -> Iterator[Term]:
    """The gap with (u − v)² or (u + v)² for three of its terms that provably are that, and 2 sin² (u/2) for 1 − cos u."""
    terms = tuple(_summands(gap))
    if not 2 <= len(terms) <= MOST_TERMS + 2:
        return
    for first, second in permutations(terms, 2):
        match first, taken_apart(second):
            case Rational(value), (size, Apply(Fn.COS, (u,))) if value == -size:
                half = Apply(Fn.SIN, (multiply(Rational(Fraction(1, 2)), u),))
                yield add(times(2 * value, square(half)), *(t for t in terms if t not in (first, second)))
            case _:
                pass
    of = {term: base for term in terms if (base := _base(term)) is not None}
    for (first, u), (second, v) in combinations(of.items(), 2):
        for third in terms:
            if third in (first, second):
                continue
            for root in (add(u, negate(v)), add(u, v)):
                for sign in (ONE, Rational(Fraction(-1))):
                    question = Question(add(first, second, third), multiply(sign, square(root)), Comparison.EQUAL, _NOTHING)
                    if isinstance(prove(question, budget), Equal):
                        yield add(multiply(sign, square(root)), *(t for t in terms if t not in (first, second, third)))


def _base(term: Term) -> Term | None:
    """u with u² = term, up to a sign."""
    match term:
        case Raise(base, Rational(value)) if value > 0 and value % 2 == 0:
            return base if value == 2 else Raise(base, Rational(value / 2))
        case Apply(Fn.EXP, (u,)):
            return Apply(Fn.EXP, (multiply(Rational(Fraction(1, 2)), u),))
        case Rational(value) if value > 0:
            return RootOf(term, 2)
        case Multiply(factors):
            bases = [_base(f) for f in factors if f != Rational(Fraction(-1))]
            known = [b for b in bases if b is not None]
            return multiply(ONE, *known) if len(known) == len(bases) else None
        case _:
            return None


class _Search(Struct, frozen=True):
    """A search for a common zero of terms in some letters."""

    terms: tuple[Term, ...]
    letters: tuple[str, ...]
    question: Question
    work: Work

    def near(self, start: Mapping[str, Fraction]) -> Meeting | None:
        """A common zero that Newton's method leads to from a point, if it is proved to be one."""
        slopes = self._slopes()
        if slopes is None:
            return None
        with precision(BITS):
            at = {name: arb(balls.rational(start[name])) for name in self.letters}
            others = {name: value for name, value in start.items() if name not in self.letters}
            chosen = self._approach(at, others, slopes)
            return None if chosen is None else self._proved(at, others, slopes, chosen)

    def _slopes(self) -> list[list[Term]] | None:
        try:
            return [[derivative(term, name) for name in self.letters] for term in self.terms]
        except Stop:
            return None

    def _values(self, terms: list[Term], at: Mapping[str, arb], others: Mapping[str, Fraction]) -> list[arb] | None:
        place = place_of(others, {}, self.question.setting.integers, 50, self.work)
        place.values.update(at)
        found: list[arb] = []
        for term in terms:
            value = known_value(term, place)
            if value is None or not arb(value).is_finite():
                return None
            found.append(arb(value))
        return found

    def _approach(self, at: dict[str, arb], others: Mapping[str, Fraction], slopes: list[list[Term]]) -> tuple[int, ...] | None:
        """Moves `at` to where the terms are nearly 0, and tells which letters are moved, as many as there are terms."""
        chosen: tuple[int, ...] | None = None
        for _ in range(STEPS):
            values = self._values(list(self.terms), at, others)
            rows = [self._values(row, at, others) for row in slopes]
            if values is None or any(row is None for row in rows) or self.work.left < 0:
                return None
            whole = [[entry.mid() for entry in row] for row in rows if row is not None]
            if chosen is None:
                chosen = max(combinations(range(len(self.letters)), len(self.terms)), key=lambda c: _size(whole, c))
            step = _solved([[row[i] for i in chosen] for row in whole], [value.mid() for value in values])
            if step is None or any(abs(s) > 1e6 for s in step):
                return None
            for i, s in zip(chosen, step, strict=True):
                at[self.letters[i]] = (at[self.letters[i]] - s).mid()
            if all(abs(s) < _NEAR_ENOUGH for s in step):
                return chosen
        return None

    def _proved(
        self, at: Mapping[str, arb], others: Mapping[str, Fraction], slopes: list[list[Term]], chosen: tuple[int, ...]
    ) -> Meeting | None:
        """The box around `at` in the chosen letters, if Newton's step over all of it ends strictly inside."""
        names = [self.letters[i] for i in chosen]
        around = arb(0, 1) * arb(balls.rational(NEAR))
        values = self._values(list(self.terms), at, others)
        box = {**at, **{name: at[name] + around for name in names}}
        rows = [self._values([row[i] for i in chosen], box, others) for row in slopes]
        if values is None or any(row is None for row in rows) or not self._are_smooth(box, others, names):
            return None
        step = _solved([row for row in rows if row is not None], values)
        if step is None or not all(abs(s) < arb(balls.rational(NEAR)) / 2 for s in step):
            return None
        exact = {name: balls.fraction(value.mid().fmpq()) for name, value in at.items()}
        enclosures = {name: (exact[name] - NEAR, exact[name] + NEAR) for name in names}
        return Meeting(self.terms, {**others, **exact}, enclosures)

    def _are_smooth(self, box: Mapping[str, arb], others: Mapping[str, Fraction], names: list[str]) -> bool:
        """Whether the terms are analytic on a box: they have jets there, which jumps and kinks have not."""
        place = place_of(others, {}, self.question.setting.integers, 50, self.work)
        place.values.update(box)
        place.values.update({name: Jet(1, False, 0, [box[name], fmpq(1)]) for name in names})
        place.level = 1
        return all(has_value(term, place) for term in self.terms)


def _size(rows: list[list[arb]], chosen: tuple[int, ...]) -> float:
    return abs(float(arb_mat([[row[i] for i in chosen] for row in rows]).det().mid()))


def _solved(rows: list[list[arb]], values: list[arb]) -> list[arb] | None:
    try:
        found = arb_mat(rows).solve(arb_mat([[value] for value in values]))
    except ZeroDivisionError:
        return None
    step = [found[i, 0] for i in range(len(values))]
    return step if all(s.is_finite() for s in step) else None
