"""The points at which a question is looked at: exact rationals, human ones first, the same on every machine.

Which points come is decided by the question alone: its text seeds the sequence. What is assumed of a variable by itself
(`x > 0`, `-1 \\le x \\le 1`) moves its values; everything else is left to the look, which skips points that fail.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.judge.balls import Undecided, Undefined, fraction, precision
from builder.calculus.judge.evaluate import Place, Polynomial, value_at
from builder.calculus.judge.subterms import Names, free_variables, names_in, terms_of
from builder.calculus.judge.terms import Comparison, Condition, Question, Setting, Term, Variable

HUMAN = tuple(map(Fraction, ("2", "1/2", "-3", "3", "-1/2", "4/3")))
WHOLE = tuple(map(Fraction, (2, 3, 1, 5)))
ANY_WHOLE = tuple(map(Fraction, (2, 3, 1, 5, 0, -1, -2, 4)))

ONE_VARIABLE = (
    Polynomial(((1, (2,)),), "t^2"),
    Polynomial(((1, (3,)), (1, (1,))), "t^3 + t"),
    Polynomial(((2, (1,)), (3, (0,))), "2t + 3"),
    Polynomial(((1, (2,)), (1, (0,))), "t^2 + 1"),
    Polynomial(((1, (4,)), (-1, (1,)), (2, (0,))), "t^4 - t + 2"),
)
TWO_VARIABLES = (
    Polynomial(((1, (2, 1)), (1, (0, 3))), "s^2 t + t^3"),
    Polynomial(((1, (1, 2)), (1, (3, 0)), (1, (0, 0))), "s t^2 + s^3 + 1"),
    Polynomial(((1, (1, 1)), (2, (1, 0)), (3, (0, 1))), "s t + 2s + 3t"),
    Polynomial(((1, (2, 0)), (1, (0, 2)), (1, (0, 0))), "s^2 + t^2 + 1"),
)


LARGEST_DENOMINATOR = 2**20
READABLE_DENOMINATORS = (16, 1000)
NEAR_AN_EDGE = Fraction(1, 16)
FAR = (64, 96, 160, 256, 512, 1024)


class Trial(Struct, frozen=True):
    """A point, and what unknown functions are taken to be. A value that is no rational has an interval that holds it."""

    values: Mapping[str, Fraction]
    functions: Mapping[str, Polynomial]
    enclosures: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def key(self) -> Hashable:
        """All that tells it from other trials of its space, in integers, whose hashes are quick."""
        values = tuple([value.as_integer_ratio() for value in self.values.values()])
        return (*self.values, *values, *self.functions.items(), *self.enclosures.items())


class Space(Struct, frozen=True):
    """Where points of a question may lie; `tied` are the names that the curves on which they lie hold."""

    names: tuple[str, ...]
    setting: Setting
    functions: tuple[tuple[str, int], ...]
    bounds: Mapping[str, tuple[Fraction | None, Fraction | None]]
    sides: tuple[Term, ...]
    tied: frozenset[str] = frozenset()


def space_of(question: Question, ties: tuple[Term, ...] = (), names_of: Callable[[Term], Names] = names_in) -> Space:
    """The free variables of a question and of what ties them, its unknown functions, and the bounds on single variables.

    `names_of` is `names_in`, or what remembers it.
    """
    tied = [names_of(term) for term in ties]
    names = [*map(names_of, terms_of(question)), *tied]
    functions = {name: arity for one in names for name, arity in one.functions.items()}
    return Space(
        tuple(sorted(frozenset().union(*(one.variables for one in names)))),
        question.setting,
        tuple(sorted(functions.items())),
        _bounds(question.setting.conditions),
        (question.left, question.right),
        frozenset().union(*(one.variables for one in tied)),
    )


def _bounds(conditions: tuple[Condition, ...]) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    bounds: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for c in conditions:
        if c.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
            continue
        if isinstance(c.left, Variable) and (high := _constant(c.right)) is not None:
            low, old = bounds.get(c.left.name, (None, None))
            bounds[c.left.name] = (low, high if old is None else min(old, high))
        elif isinstance(c.right, Variable) and (low := _constant(c.left)) is not None:
            old, up = bounds.get(c.right.name, (None, None))
            bounds[c.right.name] = (low if old is None else max(old, low), up)
    return bounds


def edges(space: Space, trial: Trial) -> Iterator[Trial]:
    """Trials with one letter at a number that it may just reach, as 1 for a ≥ 1, or just inside: no sequence meets them."""
    for name, (low, high) in space.bounds.items():
        if name not in trial.values:
            continue
        counted = name in space.setting.integers
        step = Fraction(1) if counted else NEAR_AN_EDGE
        numbers: list[Fraction] = []
        if low is not None:
            low = Fraction(ceil(low)) if counted else low
            numbers += (low, low + step)
        if high is not None:
            high = Fraction(floor(high)) if counted else high
            numbers += (high, high - step)
        yield from (replace(trial, values={**trial.values, name: number}) for number in numbers)


def _constant(term: Term) -> Fraction | None:
    """A rational near the value of a closed term: it only guides the choice of points."""
    if free_variables(term):
        return None
    try:
        with precision(64):
            value = value_at(term, Place({}))
    except (Undecided, Undefined):
        return None
    if hasattr(value, "p"):
        return fraction(value)
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


class _Sequence:
    """Numerical Recipes' linear congruential generator: small, and the same everywhere."""

    def __init__(self, seed: int) -> None:
        self._state = seed & 0xFFFFFFFF

    def below(self, bound: int) -> int:
        self._state = (1664525 * self._state + 1013904223) & 0xFFFFFFFF
        return (self._state >> 8) % bound


def trials(space: Space, count: int, start: int = 0) -> Iterator[Trial]:
    """`count` trials, from the `start`th on."""
    if not space.names and not space.functions:
        if start == 0:
            yield Trial({}, {})
        return

    seed = 0  # the first points need none
    for i in range(start, start + count):
        if i >= len(WHOLE) and not seed:
            seed = crc32(repr(space.sides).encode())
        sequence = _Sequence(seed + 7919 * i)
        values = {name: _value(space, name, i, j, sequence) for j, name in enumerate(space.names)}
        yield Trial(values, _functions(space, i))


def _value(space: Space, name: str, i: int, j: int, sequence: _Sequence) -> Fraction:
    setting = space.setting
    if name in setting.integers:
        whole = WHOLE if name in setting.positive else ANY_WHOLE
        number = (
            whole[(i + j) % len(whole)]
            if i < len(whole)
            else Fraction(sequence.below(9) + (1 if name in setting.positive else -3))
        )
        low, high = space.bounds.get(name, (None, None))
        if low is not None and number < low:
            number = Fraction(-(-low // 1)) + abs(number)
        if high is not None and number > high:
            number = Fraction(high // 1) - (abs(number) if low is None else 0)
        return number
    number = HUMAN[(i + j) % len(HUMAN)] if i < len(HUMAN) else _random(sequence)
    bounds = space.bounds.get(name)
    return number if bounds is None else _readable(within(number, bounds), bounds)


def within(number: Fraction, bounds: tuple[Fraction | None, Fraction | None]) -> Fraction:
    """A number inside the bounds, the number itself if it is."""
    if _is_between(number, bounds):
        return number
    low, high = bounds
    size = abs(number) or Fraction(1)
    if low is not None and high is not None:
        return low + (high - low) * size / (1 + size)
    if low is not None:
        return low + size
    assert high is not None
    return high - size


def _is_between(number: Fraction, bounds: tuple[Fraction | None, Fraction | None]) -> bool:
    low, high = bounds
    return (low is None or number > low) and (high is None or number < high)


def _readable(number: Fraction, bounds: tuple[Fraction | None, Fraction | None]) -> Fraction:
    """A number near to one inside bounds of which one is only near to a constant, as to π/3: one that a person can read."""
    if number.denominator > LARGEST_DENOMINATOR:
        for near in map(number.limit_denominator, READABLE_DENOMINATORS):
            if _is_between(near, bounds):
                return near
    return number


def _random(sequence: _Sequence) -> Fraction:
    of = -1 if sequence.below(3) == 0 else 1
    match sequence.below(5):
        case 0 | 1:
            return Fraction(of * (2 * sequence.below(32) + 1), 64)
        case 2:
            return Fraction(of * (sequence.below(12) + 1))
        case 3:
            return Fraction(of * (sequence.below(60) + 1), sequence.below(7) + 2)
        case _:
            return Fraction(of * (sequence.below(2000) + 1), 2 ** sequence.below(14))


def _functions(space: Space, i: int) -> dict[str, Polynomial]:
    chosen = {}
    for j, (name, arity) in enumerate(space.functions):
        if arity == 1:
            chosen[name] = ONE_VARIABLE[(i // 2 + j) % len(ONE_VARIABLE)]
        elif arity == 2:
            chosen[name] = TWO_VARIABLES[(i // 2 + j) % len(TWO_VARIABLES)]
        else:
            chosen[name] = _many(arity, (i // 2 + j) % 3)
    return chosen


def _many(arity: int, choice: int) -> Polynomial:
    """Π tᵢ + Σ tᵢ^(1 + (i + choice) mod 3) of three variables or more."""
    monomials = [(1, (1,) * arity)]
    written = [" ".join(f"t_{i + 1}" for i in range(arity))]
    for i in range(arity):
        exponent = 1 + (i + choice) % 3
        monomials.append((1, tuple(exponent if k == i else 0 for k in range(arity))))
        written.append(f"t_{i + 1}" + (f"^{exponent}" if exponent > 1 else ""))
    return Polynomial(tuple(monomials), " + ".join(written))


def function_text(name: str, arity: int, polynomial: Polynomial) -> str:
    """`f(t) = t^2`, or `a_t = t^2` of a sequence."""
    if name.endswith("_"):  # a sequence
        return f"{name}t = {polynomial.latex}"
    letters = ("t",) if arity == 1 else ("s", "t") if arity == 2 else tuple(f"t_{i + 1}" for i in range(arity))
    return f"{name}({', '.join(letters)}) = {polynomial.latex}"


def grid() -> Iterator[Fraction]:
    """±2^k and ±3·2^k from near 0 to far away, the middle first; then some that are very far, or very near to 0."""
    yield Fraction(0)
    for k in range(41):
        for exponent in {k, -k}:
            for mantissa in (1, -1, 3, -3):
                yield Fraction(mantissa) * Fraction(2) ** exponent
    for exponent in FAR:
        for mantissa in (1, -1):
            yield Fraction(mantissa) * Fraction(2) ** exponent
            yield Fraction(mantissa, 2**exponent)
