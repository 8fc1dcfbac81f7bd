"""Points that a question asks for by its own form: where its kinks, poles and the ends of its domain lie, and between them.

The roots of the arguments of |·|, roots, logarithms, max and of denominators cut each variable's line into cells; a point is
taken at each rational root, on both sides of each root, and inside each cell. Only a choice of points: nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from itertools import pairwise

from builder.calculus.budget import Work
from builder.calculus.judge.balls import Undecided, Undefined, precision, rational
from builder.calculus.judge.evaluate import place_of, value_at
from builder.calculus.judge.points import Space, Trial, trials
from builder.calculus.judge.substitution import substitute
from builder.calculus.judge.subterms import free_variables, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    DerivativeOf,
    Divide,
    Fn,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Term,
)

MOST_CRITICAL = 24
NEAREST = 5
"""Between how many critical places points are taken where each of them takes long."""

SCAN = tuple(sorted({s * Fraction(m) * Fraction(2) ** k for s in (1, -1) for m in (1, 3) for k in range(-6, 25)} | {Fraction(0)}))


def cell_trials(question: Question, space: Space, work: Work, within_only: bool = False) -> Iterator[Trial]:
    """Trials at and around the critical places of each variable, the others at human values; `work` pays for the search.

    `within_only`: one point inside of each of the cells next to 0, none at their ends.
    """
    start = next(iter(trials(space, 1)), None)
    if start is None:
        return
    critical = _critical(question)
    for name in space.names[:4]:
        if name in space.setting.integers:
            continue
        roots: set[Fraction] = set()
        for term in critical:
            if name in free_variables(term):
                roots.update(_roots(term, name, start, space, work))
        if not roots:
            continue
        low, high = space.bounds.get(name, (None, None))
        nearest = sorted(roots, key=lambda root: (abs(root), root))
        ends = {end for end in (low, high) if end is not None}
        values = _between(sorted(nearest[:NEAREST])) if within_only else _around(sorted(nearest[:64]), ends)
        for value in values:
            if (low is None or value >= low) and (high is None or value <= high):
                yield Trial({**start.values, name: value}, start.functions)


def zero_trials(term: Term, space: Space, work: Work) -> Iterator[Trial]:
    """Trials at or near the zeros of a term in each variable, the others at human values; `work` pays for the search."""
    for start in trials(space, 1):
        for name in space.names[:4]:
            if name in free_variables(term) and name not in space.setting.integers:
                for root in _roots(term, name, start, space, work):
                    yield Trial({**start.values, name: root}, start.functions)


def _around(roots: list[Fraction], ends: Collection[Fraction]) -> Iterator[Fraction]:
    step = Fraction(1, 1024)
    for root in roots:
        yield from (root, root - step, root + step)
    yield from _between(roots)
    for end in sorted(ends):
        yield (end + min(roots, key=lambda root: abs(root - end))) / 2


def _between(roots: list[Fraction]) -> Iterator[Fraction]:
    for a, b in pairwise(roots):
        yield (a + b) / 2
    yield roots[0] - 1
    yield roots[-1] + 1


def _opened(side: Term) -> Iterator[Term]:
    """The terms in a side, and those in what is differentiated where the derivative is taken."""
    for term in walk(side):
        yield term
        if isinstance(term, DerivativeOf) and not isinstance(term.at, Rational):
            yield from _opened(substitute(term.body, term.variable, term.at))


def _critical(question: Question) -> list[Term]:
    """The terms whose zeros matter."""
    found: dict[Term, None] = {}
    for side in (question.left, question.right):
        for t in _opened(side):
            match t:
                case Apply(Fn.ABS | Fn.SIGN | Fn.LN | Fn.FLOOR | Fn.CEILING, (argument,)) | RootOf(argument, _):
                    found[argument] = None
                case Apply(Fn.TAN | Fn.SEC, (argument,)):
                    found[Apply(Fn.COS, (argument,))] = None
                case Apply(Fn.COT | Fn.CSC, (argument,)):
                    found[Apply(Fn.SIN, (argument,))] = None
                case Apply(Fn.MAX | Fn.MIN, arguments):
                    for a, b in pairwise(arguments):
                        found[Add((a, Multiply((Rational(Fraction(-1)), b))))] = None
                case Apply(Fn.ARCSIN | Fn.ARCCOS | Fn.ARTANH, (argument,)):
                    found[Add((argument, Rational(Fraction(1))))] = None
                    found[Add((argument, Rational(Fraction(-1))))] = None
                case Divide(denominator=denominator):
                    found[denominator] = None
                case Raise(base, exponent) if not (
                    isinstance(exponent, Rational) and exponent.value.denominator == 1 and exponent.value > 0
                ):
                    found[base] = None
                case Branches(branches):
                    for _, conditions in branches:
                        for c in conditions:
                            found[Add((c.left, Multiply((Rational(Fraction(-1)), c.right))))] = None
                case _:
                    pass
    for c in question.setting.conditions:
        if c.comparison is Comparison.LESS_EQUAL:  # its end belongs to the domain
            found[Add((c.left, Multiply((Rational(Fraction(-1)), c.right))))] = None
    return list(found)[:MOST_CRITICAL]


def _roots(term: Term, name: str, start: Trial, space: Space, work: Work) -> Iterator[Fraction]:
    """Rational roots, and rationals near other roots, found by the changes of sign on a grid that reaches far out."""
    place = place_of(start.values, start.functions, space.setting.integers, 50, work)

    def sign(x: Fraction) -> int | None:
        place.values[name] = rational(x)
        try:
            value = value_at(term, place)
        except (Undecided, Undefined):
            return None
        return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None

    with precision(64):
        before: tuple[Fraction, int] | None = None
        for x in SCAN:
            of = sign(x)
            if of is None:
                before = None
                continue
            if of == 0:
                yield x
            elif before is not None and before[1] not in (0, of):
                yield _bisected(sign, before[0], x, before[1])
            before = (x, of)


def _bisected(sign: Callable[[Fraction], int | None], a: Fraction, b: Fraction, at_a: int) -> Fraction:
    """The root between a and b: exactly, when it is a simple rational; else a point near it."""
    for _ in range(40):
        middle = (a + b) / 2
        of = sign(middle)
        if of == 0:
            return middle
        if of is None:
            break
        if of == at_a:
            a = middle
        else:
            b = middle
    simple = ((a + b) / 2).limit_denominator(1000)
    return simple if sign(simple) == 0 else (a + b) / 2
