"""The looks of a decision that take more than a few points: a hard look, the search for a witness, and what supports a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain as joined
from itertools import islice, product

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.judge.differentiate import add, evaluated, negate
from builder.calculus.judge.domain import requirements
from builder.calculus.judge.evaluate import Polynomial
from builder.calculus.judge.field import NEGATIVE, POSITIVE, ZERO, Stop
from builder.calculus.judge.folding import folded_throughout, rational_of
from builder.calculus.judge.integers import is_integer
from builder.calculus.judge.look import SETTLED, Sight, allows, look, supports
from builder.calculus.judge.meaning import Part
from builder.calculus.judge.points import Space, Trial, grid, trials, within
from builder.calculus.judge.prove import both_defined
from builder.calculus.judge.substitution import at_point, substitute
from builder.calculus.judge.subterms import free_variables, holds_any, map_parts, walk
from builder.calculus.judge.terms import (
    Apply,
    Comparison,
    DerivativeOf,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Question,
    Rational,
    SeriesOf,
    Term,
)
from builder.calculus.judge.verdict import Domain

_PERIODIC = frozenset({Fn.SIN, Fn.COS, Fn.TAN, Fn.COT, Fn.SEC, Fn.CSC})
POINTS = 3
"""How many decided points make a look."""

TRIED = 24
"""How many points a look tries to find them."""

LOOKED_AT_FOR_DIVERGENCE = 8
"""At how many points it is asked whether a limit runs off in a way that no ball sees."""

HARD_POINTS = 64
FEW_POINTS = 6
"""How many points stand for a hard look at integrals and infinite sums, each of which takes long."""

BEYOND = tuple(map(Fraction, (5, -5, 8)))
"""Where a claim with an integral is looked at as well: an antiderivative may jump beyond the first points."""

SUPPORTING_TRIALS = 12
"""How many of the points seen are asked whether they speak for a claim that is neither proved nor refuted."""

HARD_BITS = (64, 256, 1_024)
CONSTANT_BITS = (64, 256, 1_024, 4_096)
SMALL_COUNTS, BESIDE_COUNTED = 10, 4
NEAR_END = Fraction(1, 8)
"""How many small integers are tried beside how many points of real letters, and how far from the ends of their bounds."""

COUNTED = 48
FARTHEST = 200
FARTHEST_OF_ALL = 2**42
"""How far an integer letter is counted, how far it goes where what costs as much as its value is made of it, and else."""

FARTHER = tuple(Fraction(2) ** k for k in (4096, 14_000))
"""Where inequalities are looked at as well: what grows slowly passes a bound late. They have as many digits as Python writes."""

LONG_SUMS = tuple(Fraction(2**k) for k in (10, 14, 20, 160))
"""How many terms a sum between two sides has that may pass a bound late: 1 + 1/2 + … + 1/n passes 100 at n ≈ 10⁴³."""

EMPTY = tuple(map(Fraction, (-1, -2, -3, -6)))
"""How far before it begins a sum may end."""

WITNESS_TRIALS = 400
LIMIT_WITNESSES = 3


def look_hard(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    """Many points, growing precision; the breakpoints and what lies between them; points near 0 and far away."""
    from builder.calculus.judge.cells import cell_trials

    if not space.names and not space.functions:
        for bits in CONSTANT_BITS[:2] if has_any(question, (IntegralOf,)) else CONSTANT_BITS:
            if sight.counterexample is None:
                look(question, (Trial({}, {}),), sight, bits, 1, budget)
        return
    if question.comparison is not Comparison.EQUAL and space.functions:
        look(question, _with_constant_functions(space), sight, 64, FEW_POINTS, budget)
        if sight.counterexample is not None:
            return
    if has_any(question, (IntegralOf,)):
        look(question, trials(space, FEW_POINTS), sight, 64, FEW_POINTS, budget)
        if sight.counterexample is None:
            look(question, _coinciding(space), sight, 64, FEW_POINTS, budget)
        if sight.counterexample is None:
            look(question, _beyond(space), sight, 64, FEW_POINTS, budget)
        if sight.counterexample is None:
            _look_into_cells(question, space, sight, budget)
        return
    if _has_infinite_sum(question):  # which converge at some of the points only
        look(question, trials(space, TRIED), sight, 64, FEW_POINTS, budget)
        return
    for bits in HARD_BITS:
        if sight.counterexample is not None:
            return
        look(question, trials(space, HARD_POINTS), sight, bits, HARD_POINTS, budget)
    nearer = _plain(space), cell_trials(question, space, sight.work), _counted(space), _far(question, space)
    for more in (*nearer, _with_long_sums(question, space)):
        if sight.counterexample is None:
            look(question, more, sight, 128, WITNESS_TRIALS, budget)


def _look_into_cells(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    """A point in each of the cells next to 0. Where one tells nothing, neither do points in the others speak for it."""
    from builder.calculus.judge.cells import cell_trials

    for trial in cell_trials(question, space, sight.work, within_only=True):
        look(question, (trial,), sight, 64, 1, budget)
        if sight.counterexample is not None:
            return
        if trial.key() not in sight.seen and sight.looked.get(trial.key()) != SETTLED and allows(question, trial, budget):
            sight.unseen = sight.unseen or trial


def _beyond(space: Space) -> Iterator[Trial]:
    """Points beyond those that are looked at first, which may lie on one side of all kinks."""
    for trial in trials(space, 1):
        for name in space.names[:2]:
            for number in BEYOND:
                yield Trial({**trial.values, name: within(number, space.bounds.get(name, (None, None)))}, trial.functions)


def _with_constant_functions(space: Space) -> Iterator[Trial]:
    """Unknown functions that are 0, 1 and −1: f(x)² > 0 is true of none that has a zero."""
    for trial in trials(space, 2):
        for number in (0, 1, -1):
            functions = {name: Polynomial(((number, (0,) * arity),), str(number)) for name, arity in space.functions}
            yield Trial(trial.values, functions)


def _coinciding(space: Space) -> Iterator[Trial]:
    """Integers that are equal, neighbours, or one twice the other: ∫ sin mx sin nx over a period is 0 but for m = n."""
    counted = [name for name in space.names if name in space.setting.integers][:2]
    if len(counted) == 2:
        for trial in trials(space, 1):
            for pair in ((2, 2), (1, 2), (2, 1), (2, 4), (0, 0), (-2, 2)):
                yield Trial({**trial.values, **dict(zip(counted, map(Fraction, pair), strict=True))}, trial.functions)


def _plain(space: Space) -> Iterator[Trial]:
    """Where two letters or three are 0, or of the same size: x² + xy + y² is positive but for there."""
    if 1 < len(space.names) <= 3:
        for trial in trials(space, 1):
            for sizes in ((0, 0, 0), (1, 1, 1), (1, -1, 1), (-1, -1, -1)):
                yield Trial(dict(zip(space.names, map(Fraction, sizes), strict=False)), trial.functions)


def _counted(space: Space) -> Iterator[Trial]:
    """Small integers one after the other, beside several points of the other letters and those near the ends of their bounds."""
    real = [name for name in space.names if name not in space.setting.integers]
    counted = [name for name in space.names if name in space.setting.integers][:2]
    if not real or not counted:
        return
    for trial in trials(space, BESIDE_COUNTED):
        beside = [trial.values]
        for name in real[:2]:
            low, high = space.bounds.get(name, (None, None))
            ends = [*([] if low is None else [low, low + NEAR_END]), *([] if high is None else [high, high - NEAR_END])]
            beside += [{**trial.values, name: end} for end in ends]
        for values in beside:
            for name in counted:
                for number in range(SMALL_COUNTS):
                    yield Trial({**values, name: Fraction(number)}, trial.functions)


def _far(question: Question, space: Space) -> Iterator[Trial]:
    """One variable after the other runs through the grid; the others stay at human values. Integers also count from 0."""
    start = next(iter(trials(space, 1)), None)
    if start is None:
        return
    farthest = FARTHEST if has_any(question, (SeriesOf,)) or _counts_subsets(question) else FARTHEST_OF_ALL
    for name in space.names[:4]:
        counted = map(Fraction, range(COUNTED)) if name in space.setting.integers else ()
        for number in joined(counted, grid(), FARTHER if question.comparison is not Comparison.EQUAL else ()):
            if name in space.setting.integers:
                if number.denominator != 1 or abs(number) > farthest:
                    continue
                if name in space.setting.positive and number < 1:
                    continue
            yield Trial({**start.values, name: within(number, space.bounds.get(name, (None, None)))}, start.functions)


def _with_long_sums(question: Question, space: Space) -> Iterator[Trial]:
    """Very large integers as numbers of terms, where sizes are compared: those of an equation need not be so many."""
    if question.comparison not in (Comparison.LESS, Comparison.LESS_EQUAL):
        return
    sums = [t for side in (question.left, question.right) for t in walk(side) if isinstance(t, SeriesOf)]
    counted = {name for t in sums for name in free_variables(t.upper)} & set(space.names) & space.setting.integers
    for trial in trials(space, 1):
        for name in sorted(counted):
            for number in LONG_SUMS:
                yield Trial({**trial.values, name: number}, trial.functions)


def empty_sums(question: Question, space: Space) -> Iterator[Trial]:
    """Points at which sums and products end before they begin, or far before: there they are empty, and no formula for their
    terms tells what they are."""
    sums = [t for side in (question.left, question.right) for t in walk(side) if isinstance(t, SeriesOf)]
    lengths = dict.fromkeys(add(t.upper, negate(t.lower)) for t in sums if not isinstance(t.upper, Infinity))
    for trial in trials(space, 1):
        for length in lengths:
            for name in sorted(free_variables(length) & space.setting.integers - space.setting.positive):
                at_0, at_1 = (_number_at(length, {**trial.values, name: Fraction(i)}) for i in range(2))
                if at_0 is None or at_1 is None or at_0 == at_1:
                    continue
                for beyond in EMPTY:
                    number = (beyond - at_0) / (at_1 - at_0)
                    if number.denominator == 1:
                        yield Trial({**trial.values, name: number}, trial.functions)


def _number_at(term: Term, values: Mapping[str, Fraction]) -> Fraction | None:
    for name, value in values.items():
        term = substitute(term, name, Rational(value))
    return rational_of(folded_throughout(term))


def see_domains(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    """Look for a point at which one side alone has a value, if the sides do not ask for the same signs: `\\ln(xy)` has one where
    both letters are negative, `\\ln x + \\ln y` has not; nor has a derivative one where there is a kink, or a jump."""
    differing = _asked_signs(question.left, space) ^ _asked_signs(question.right, space)
    if not differing and not _differentiates_kinks(question):
        return
    # What is periodic changes its sign in every period: a few points show it, and its zeros are too many to be looked for.
    periodic = any(isinstance(part, Apply) and part.function in _PERIODIC for term, _ in differing for part in walk(term))
    for trial in _signed(space) if periodic else joined(_signed(space), _between_zeros(question, space, sight)):
        look(question, (trial,), sight, 64, 1, budget)
        if sight.domain is not Domain.SAME or sight.counterexample is not None:
            return


def _differentiates_kinks(question: Question) -> bool:
    if not has_any(question, (DerivativeOf,)):
        return False
    from builder.calculus.judge.kinks import is_kinked

    sides = (question.left, question.right)
    return any(isinstance(term, DerivativeOf) and is_kinked(term.body) for side in sides for term in walk(side))


def _between_zeros(question: Question, space: Space, sight: Sight) -> Iterator[Trial]:
    from builder.calculus.judge.cells import cell_trials

    yield from cell_trials(question, space, sight.work)


def _asked_signs(side: Term, space: Space) -> set[tuple[Term, int]]:
    """The signs that a side asks for within its domain, of what holds a real letter: whether 0 is one of them shows at single
    points only, and a power whose exponent is an integer asks for none."""
    real = set(space.names) - space.setting.integers
    return {
        (need.term, need.mask | ZERO)
        for need in requirements(side)
        if need.mask != NEGATIVE | POSITIVE
        and free_variables(need.term) & real
        and (need.exponent is None or not is_integer(need.exponent, space.setting.integers))
    }


def _signed(space: Space) -> Iterator[Trial]:
    """Points with all signs that up to three letters can have."""
    real = [name for name in space.names if name not in space.setting.integers][:3]
    for trial in trials(space, 3):
        for signs in product((1, -1), repeat=len(real)):
            values = {
                name: within(of * abs(trial.values[name]), space.bounds.get(name, (None, None)))
                for name, of in zip(real, signs, strict=True)
            }
            yield Trial({**trial.values, **values}, trial.functions)


def search_witness(part: Part, space: Space, sight: Sight, budget: Budget) -> None:
    """Look for a point around which both sides are defined, or for one that refutes; off a curve only."""
    from builder.calculus.judge.cells import cell_trials

    question = part.question
    if part.ties:
        return
    costly = has_any(question, (IntegralOf,)) or _has_infinite_sum(question)
    count = FEW_POINTS if costly else WITNESS_TRIALS
    for bits in (64, 128):
        if sight.witness is None and sight.counterexample is None:
            look(question, _until_witness(trials(space, count), sight), sight, bits, count, budget)
    if sight.witness is None and sight.counterexample is None and space.names:
        look(question, _until_witness(cell_trials(question, space, sight.work), sight), sight, 128, WITNESS_TRIALS, budget)
    if (
        sight.witness is None
        and sight.counterexample is None
        and not space.functions
        and has_any(question, (LimitOf, IntegralOf))
    ):
        sight.witness = _witness_of_limits(question, space, budget)
    if sight.witness is None and sight.counterexample is None and has_any(question, (DerivativeOf,)) and costly:
        sight.witness = _witness_of_series(question, space, sight, budget)


def _witness_of_series(question: Question, space: Space, sight: Sight, budget: Budget) -> Trial | None:
    """A point around which power series that are differentiated converge, as those of their derivatives do there."""
    try:
        carried_out = replace(question, left=_carried_out(question.left), right=_carried_out(question.right))
    except Stop:
        return None
    seen = Sight(known=sight.known, work=sight.work)
    look(carried_out, _until_witness(trials(space, TRIED), seen), seen, 64, FEW_POINTS, budget)
    return seen.witness


def _carried_out(term: Term) -> Term:
    term = map_parts(term, _carried_out)
    return evaluated(term) if isinstance(term, DerivativeOf) else term


def _witness_of_limits(question: Question, space: Space, budget: Budget) -> Trial | None:
    """The simplest point at which limits that balls do not find provably exist: one of three, so that it is no odd one."""
    admitted = (trial for trial in trials(space, WITNESS_TRIALS) if allows(question, trial, budget))
    simple = sorted(islice(admitted, TRIED), key=lambda t: sum(v.denominator + abs(v.numerator) for v in t.values.values()))
    chosen = simple[:LIMIT_WITNESSES]
    if len(chosen) < LIMIT_WITNESSES or not all(both_defined(closed_at(question, t), budget) for t in chosen):
        return None
    return chosen[0]


def _until_witness(of: Iterable[Trial], sight: Sight) -> Iterator[Trial]:
    for trial in of:
        if sight.witness is not None:
            return
        yield trial


def see_divergence(question: Question, space: Space, sight: Sight, budget: Budget) -> None:
    """Points at which a limit, an integral or a sum provably runs off though no ball tells so."""
    from builder.calculus.judge.divergence import fixed, lack_of_value

    if space.functions or not has_any(question, (LimitOf, IntegralOf, SeriesOf)):
        return
    admitted = (trial for trial in trials(space, TRIED) if allows(question, trial, budget))
    for trial in islice(admitted, LOOKED_AT_FOR_DIVERGENCE):
        if trial.key() in sight.seen or trial in sight.without_limit:
            continue
        lacks = [lack_of_value(fixed(side, trial), budget) for side in (question.left, question.right)]
        missing = lacks[0] or lacks[1]
        if missing is not None:
            sight.without_limit.append(trial)
            sight.missing, sight.left_missing = missing, lacks[0] is not None


def is_supported(question: Question, sight: Sight, needed: int, budget: Budget) -> bool:
    """Whether enough of the points seen speak for the claim; one that refutes it at the highest precision goes into `sight`."""
    with budget.purse().share(budget.evaluations // 2) as work:  # what is left of the looks may be nothing
        sight.work = work
        return _supporting(question, sight, needed, budget)


def _supporting(question: Question, sight: Sight, needed: int, budget: Budget) -> bool:
    unseen, costly = (
        list(islice(sight.seen.values(), SUPPORTING_TRIALS)),
        has_any(question, (IntegralOf,)) or _has_infinite_sum(question),
    )
    supporting = 0
    for bits in CONSTANT_BITS[:2] if costly else CONSTANT_BITS:
        speak = [trial for trial in unseen if supports(question, trial, sight, bits, budget)]
        supporting += len(speak)
        if supporting >= needed:
            return True
        unseen = [trial for trial in unseen if trial not in speak]
        look(question, unseen[:POINTS], sight, 4 * bits, POINTS, budget)
        if sight.counterexample is not None:
            return False
    return False


def closed_at(question: Question, trial: Trial) -> Question:
    """A question at one point, arithmetic worked out and integrals parted at their kinks."""
    closed = at_point(question, trial.values)
    return replace(closed, left=_parted(folded_throughout(closed.left)), right=_parted(folded_throughout(closed.right)))


def _parted(term: Term) -> Term:
    from builder.calculus.judge.kinks import parted_at_kinks

    if not holds_any((IntegralOf,), term):
        return term
    term = map_parts(term, _parted)
    return parted_at_kinks(term) if isinstance(term, IntegralOf) else term


def has_any(question: Question, kinds: tuple[type[Term], ...]) -> bool:
    """Whether a side holds a term of one of the kinds."""
    return holds_any(kinds, question.left, question.right)


def _counts_subsets(question: Question) -> bool:
    """Whether there are binomial coefficients: as many operations as their lower number."""
    return any(isinstance(t, Apply) and t.function is Fn.BINOMIAL for s in (question.left, question.right) for t in walk(s))


def _has_infinite_sum(question: Question) -> bool:
    return any(isinstance(t, SeriesOf) and t.upper == Infinity() for side in (question.left, question.right) for t in walk(side))
