"""Points at which several equations hold: what is affine in a letter is solved for it, one more letter by a change of sign.

A value that is no rational is enclosed: every equation provably has a common solution in the enclosures of a trial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from flint import arb, fmpq
from msgspec.structs import replace

from builder.calculus.budget import Work
from builder.calculus.judge.balls import Scalar, Undecided, Undefined, fraction, precision, rational
from builder.calculus.judge.differentiate import add, multiply
from builder.calculus.judge.evaluate import Place, has_value, place_of, value_at
from builder.calculus.judge.known import Known
from builder.calculus.judge.points import HUMAN, Space, Trial, trials
from builder.calculus.judge.substitution import count, substitute
from builder.calculus.judge.subterms import free_variables
from builder.calculus.judge.terms import Add, Divide, Multiply, Rational, Term, Variable

ROOT_BITS = 160
LARGEST = 2_000
"""How large an equation may grow while letters are put in."""

FRUITLESS = 48
"""After how many trials without a single point the search ends: each looks at all of the grid."""

GRID = tuple(
    sorted({*(Fraction(k, 2) for k in range(-12, 13)), *HUMAN, Fraction(10), Fraction(-10), Fraction(30), Fraction(-30)})
)
ZERO = Rational(Fraction(0))
ONE = Rational(Fraction(1))
MINUS_ONE = Rational(Fraction(-1))

Solved = tuple[str, Term, Term]
"""A letter y with terms a ≠ 0 and b in other letters, y = b / a."""


def tied_trials(space: Space, ties: tuple[Term, ...], count: int, work: Work, known: Known | None = None) -> Iterator[Trial]:
    """Trials at which all `ties` are 0; none where no such point is found. They cost of `work`.

    `known` keeps them for the next question about the same curve.
    """
    solved, rest = _triangular(ties, space)
    free = {n for t in rest for n in free_variables(t)} & set(space.names)
    on = sorted(free)
    if rest and not on:
        return
    found = 0
    # What several sides ask is seen at the same points: there the curve alone tells where to look.
    places = space if known is None else replace(space, sides=ties)
    for number, trial in enumerate(trials(places, 4 * count)):
        if number >= FRUITLESS and not found:
            return
        for start in _known_on_the_rest(rest, trial, on[-1 - number % len(on)], space, work, known) if rest else (trial,):
            whole = _with_solved(start, solved, space, work)
            if whole is not None:
                found += 1
                yield whole
            if found >= count:
                return


def _triangular(ties: tuple[Term, ...], space: Space) -> tuple[list[Solved], list[Term]]:
    """The equations solved one after another for letters in which they are affine, and the others with these letters put in."""
    rest, solved = list(ties), list[Solved]()
    while rest:
        step = _affine_step(rest, space)
        if step is None:
            break
        i, (name, a, b) = step
        following = [substitute(t, name, Divide(b, a)) for j, t in enumerate(rest) if j != i]
        if any(count(t, LARGEST) > LARGEST for t in following):
            break
        solved.append((name, a, b))
        rest = following
    return solved, rest


def _affine_step(rest: list[Term], space: Space) -> tuple[int, Solved] | None:
    """An equation and a letter to solve it for; one with a number as coefficient first."""
    best: tuple[int, Solved] | None = None
    for i, term in enumerate(rest):
        for name in sorted(free_variables(term), reverse=True):
            if name not in space.names or name in space.setting.integers or (form := affine(term, name)) is None:
                continue
            a, b = form
            if a == ZERO:
                continue
            if isinstance(a, Rational):
                return i, (name, a, b)
            if best is None:
                best = i, (name, a, b)
    return best


def affine(term: Term, name: str) -> tuple[Term, Term] | None:
    """(a, b) with term = a·name − b, neither of which holds the name; None if it is not of that form as it is written."""
    form = _affine(term, name)
    return None if form is None else (form[0], multiply(MINUS_ONE, form[1]))


def _affine(term: Term, name: str) -> tuple[Term, Term] | None:
    if name not in free_variables(term):
        return ZERO, term
    match term:
        case Variable():
            return ONE, ZERO
        case Add(terms):
            forms = [_affine(t, name) for t in terms]
            known = [f for f in forms if f is not None]
            if len(known) != len(forms):
                return None
            return _number(add(*(f[0] for f in known))), add(*(f[1] for f in known))
        case Multiply(factors):
            holding = [t for t in factors if name in free_variables(t)]
            if len(holding) != 1 or (form := _affine(holding[0], name)) is None:
                return None
            others = [t for t in factors if t is not holding[0]]
            return _number(multiply(form[0], *others)), multiply(form[1], *others)
        case Divide(numerator, denominator) if name not in free_variables(denominator):
            form = _affine(numerator, name)
            return None if form is None else (Divide(form[0], denominator), Divide(form[1], denominator))
        case _:
            return None


def _number(term: Term) -> Term:
    """A sum or product of rationals as one."""
    match term:
        case Add(terms) if all(isinstance(t, Rational) for t in terms):
            return Rational(sum((t.value for t in terms if isinstance(t, Rational)), Fraction(0)))
        case Multiply(factors) if all(isinstance(t, Rational) for t in factors):
            product = Fraction(1)
            for t in factors:
                product *= t.value if isinstance(t, Rational) else 1
            return Rational(product)
        case _:
            return term


def _with_solved(start: Trial, solved: list[Solved], space: Space, work: Work) -> Trial | None:
    """A trial with the values of the letters that were solved for; the last one solved depends on none of the others."""
    values, enclosures = dict(start.values), dict(start.enclosures)
    with precision(2 * ROOT_BITS):
        for name, a, b in reversed(solved):
            place = _place(Trial(values, start.functions, enclosures), space, work)
            place.values.pop(name, None)
            try:
                value = value_at(Divide(b, a), place)
            except (Undecided, Undefined):
                return None
            if not isinstance(value, fmpq) and not value.is_finite():
                return None
            low, high = _ends(value)
            values[name] = (low + high) / 2
            if low != high:
                enclosures[name] = (low, high)
    return replace(start, values=values, enclosures=enclosures)


def _place(trial: Trial, space: Space, work: Work) -> Place:
    place = place_of(trial.values, trial.functions, space.setting.integers, 50, work)
    for name, interval in trial.enclosures.items():
        place.values[name] = ball_of(interval)
    return place


def _ends(value: Scalar) -> tuple[Fraction, Fraction]:
    if isinstance(value, fmpq):
        return fraction(value), fraction(value)
    middle, radius = _exact(value.mid()), _exact(value.rad())
    return middle - radius, middle + radius


def _exact(value: arb) -> Fraction:
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _known_on_the_rest(
    rest: list[Term], trial: Trial, name: str, space: Space, work: Work, known: Known | None
) -> Iterable[Trial]:
    """What `_on_the_rest` finds, once for equal questions."""
    if known is None or trial.functions:
        return _on_the_rest(rest, trial, name, space, work)
    others = tuple(sorted((letter, value) for letter, value in trial.values.items() if letter != name))
    asked = (tuple(rest), name, others, space.setting.integers)
    if asked not in known.on_curves:
        known.on_curves[asked] = tuple(_on_the_rest(rest, trial, name, space, work))
    return known.on_curves[asked]


def _on_the_rest(rest: list[Term], trial: Trial, name: str, space: Space, work: Work) -> Iterator[Trial]:
    """The zeros of the first equation in one letter that are zeros of all, the other letters being as in `trial`."""
    first, *others = rest
    for low, high in _zeros(first, trial, name, space, work):
        middle = (low + high) / 2
        found = Trial({**trial.values, name: middle}, trial.functions, {} if low == high else {name: (low, high)})
        if all(_is_zero(t, found, space, work) for t in others):
            yield found


def _is_zero(term: Term, trial: Trial, space: Space, work: Work) -> bool:
    with precision(2 * ROOT_BITS):
        try:
            value = value_at(term, _place(trial, space, work))
        except (Undecided, Undefined):
            return False
    return type(value) is fmpq and value == 0


def _zeros(term: Term, trial: Trial, name: str, space: Space, work: Work) -> Iterator[tuple[Fraction, Fraction]]:
    """Intervals that hold a zero of a term in one variable, the others being fixed: exact where a grid meets it."""
    place = place_of({k: v for k, v in trial.values.items() if k != name}, trial.functions, space.setting.integers, 50, work)

    def value(at: Fraction) -> Scalar | None:
        place.values[name] = rational(at)
        try:
            found = value_at(term, place)
        except (Undecided, Undefined):
            return None
        return found if found > 0 or found < 0 or found == 0 else None

    with precision(2 * ROOT_BITS):
        before: tuple[Fraction, Scalar] | None = None
        for at in GRID:
            of = value(at)
            if of is not None and of == 0:
                yield at, at
            elif of is not None and before is not None and (of > 0) != (before[1] > 0):
                low, high = _narrowed(value, before[0], at, before[1], of)
                if low == high or _is_continuous(term, place, name, low, high):
                    yield low, high
            before = None if of is None or of == 0 else (at, of)


def _narrowed(
    value: Callable[[Fraction], Scalar | None], low: Fraction, high: Fraction, at_low: Scalar, at_high: Scalar
) -> tuple[Fraction, Fraction]:
    """A short interval at whose ends the signs differ, or a zero.

    By false position, and every fourth step by halves; where one end stays, its value is halved (the Illinois algorithm: Dowell
    and Jarratt, *A modified regula falsi method*, BIT 11 (1971)).
    """
    short = (high - low) / 2**ROOT_BITS
    moved = 0
    for step in range(2 * ROOT_BITS):
        if high - low <= short:
            break
        share = 0.5 if step % 4 == 3 else float(arb(at_low) / (arb(at_low) - arb(at_high)))
        middle = low + short * round((high - low) / short * Fraction(share))
        if not low < middle < high:
            middle = (low + high) / 2
        of = value(middle)
        if of is None:
            break
        if of == 0:
            return middle, middle
        if (of > 0) == (at_low > 0):
            low, at_low = middle, of
            at_high = at_high / 2 if moved < 0 else at_high
            moved = -1
        else:
            high, at_high = middle, of
            at_low = at_low / 2 if moved > 0 else at_low
            moved = 1
    return low, high


def _is_continuous(term: Term, place: Place, name: str, low: Fraction, high: Fraction) -> bool:
    """Whether a term has a value on all of an interval, so that a change of sign is a zero and no pole or jump."""
    place.values[name] = ball_of((low, high))
    return has_value(term, place)


def ball_of(interval: tuple[Fraction, Fraction]) -> arb:
    """An interval as a ball."""
    low, high = interval
    return arb(rational((low + high) / 2)) + arb(0, 1) * arb(rational((high - low) / 2))
