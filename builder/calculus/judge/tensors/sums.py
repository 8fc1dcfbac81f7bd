"""Closed sums in normal form: flattened, split into parts that share no letter, with canonical names for what is bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations, product

from builder.calculus.judge.tensors.calculator import Calculator
from builder.calculus.judge.tensors.elements import Index
from builder.calculus.judge.tensors.monomials import (
    UNIT,
    ADelta,
    AnEntry,
    ASum,
    Atom,
    Monomial,
    Terms,
    frozen,
    letters_of,
    made,
    steps_of,
    text_of,
)
from builder.calculus.judge.tensors.slopes import Stuck

MOST_BOUND = 7
MOST_ORDERS = 720
MOST_ENDS = 3
"""So many terms may stand before or behind a sum that is aligned."""

Bounds = tuple[tuple[str, Index], ...]
"""Letters that are bound, each with the size up to which it runs from 1."""


def summed(calculator: Calculator, letter: str, size: Index, terms: Terms) -> Terms:
    """The sum of a polynomial for `letter` from 1 to `size`."""
    if calculator.aligned and size.letter and calculator.extents.at_most(Index(""), size):
        return calculator.add(*(calculator.scaled(_aligned(calculator, letter, size, m), c) for m, c in terms.items()))
    return calculator.add(*(calculator.scaled(closed(calculator, ((letter, size),), m), c) for m, c in terms.items()))


def _aligned(calculator: Calculator, letter: str, size: Index, monomial: Monomial) -> Terms:
    """A sum as one from 1 to the letter in `size`, in which the least index is that of the sum, and the terms at both ends."""
    step = min(steps_of(monomial, letter), default=0)
    end = size.offset + step
    if max(abs(step), abs(end)) > MOST_ENDS:
        return closed(calculator, ((letter, size),), monomial)
    calculator.ranges[letter] = whole = Index(size.letter)
    moved = calculator.substituted(monomial, {letter: Index(letter, -step)})

    def terms_at(places: Iterable[Index], sign: int) -> Terms:
        found = (calculator.moved_polynomial(frozen(moved), {letter: place}) for place in places)
        return calculator.scaled(calculator.add(*found), Fraction(sign))

    return calculator.add(
        _each(calculator, ((letter, whole),), moved),
        terms_at((Index("", k) for k in range(1, step + 1)), -1),
        terms_at((Index("", k) for k in range(step + 1, 1)), 1),
        terms_at((whole.moved(k) for k in range(1, end + 1)), 1),
        terms_at((whole.moved(k) for k in range(end + 1, 1)), -1),
    )


def closed(calculator: Calculator, bounds: Bounds, monomial: Monomial) -> Terms:
    """The sum of a monomial over all `bounds`."""
    calculator.spend(3)
    if not bounds:
        return {monomial: UNIT}
    bound = {letter for letter, _ in bounds}
    outside = tuple((a, e) for a, e in monomial if a.letters.isdisjoint(bound))
    inside = tuple((a, e) for a, e in monomial if not a.letters.isdisjoint(bound))
    result = _inside(calculator, bounds, inside)
    return calculator.multiply({outside: UNIT}, result) if outside else result


def _inside(calculator: Calculator, bounds: Bounds, monomial: Monomial) -> Terms:
    used = letters_of(monomial)
    for place, (letter, size) in enumerate(bounds):
        others = (*bounds[:place], *bounds[place + 1 :])
        if letter not in used:
            if not calculator.extents.at_most(Index(""), size):
                raise Stuck("a sum that may have fewer terms than none")
            return calculator.multiply(calculator.size(size), closed(calculator, others, monomial))
        for atom, _ in monomial:
            if isinstance(atom.data, ADelta) and letter in atom.letters:
                value = _fixed(letter, atom.data)
                if calculator.are_beyond(value, size):
                    return {}
                if calculator.are_within(value, size):
                    rest = tuple((a, e) for a, e in monomial if a != atom)
                    return _each(calculator, others, calculator.substituted(rest, {letter: value}))
    opened = _flattened(calculator, bounds, monomial)
    if opened is not None:
        return _each(calculator, *opened)
    parts = list(_parts(bounds, monomial))
    if len(parts) > 1:
        result: Terms = {(): UNIT}
        for run, factors in parts:
            result = calculator.multiply(result, _inside(calculator, run, factors))
        return result
    found = _partial_sum(calculator, bounds, monomial)
    return found if found is not None else _named(calculator, bounds, monomial)


def _each(calculator: Calculator, bounds: Bounds, terms: Terms) -> Terms:
    return calculator.add(*(calculator.scaled(closed(calculator, bounds, m), c) for m, c in terms.items()))


def _fixed(letter: str, delta: ADelta) -> Index:
    """The index at which a delta fixes a bound letter."""
    own, other = (delta.left, delta.right) if delta.left.letter == letter else (delta.right, delta.left)
    return other.moved(-own.offset)


def _flattened(calculator: Calculator, bounds: Bounds, monomial: Monomial) -> tuple[Bounds, Terms] | None:
    """The sum with the sums opened that are factors in it; None where there are none."""
    new: list[tuple[str, Index]] = []
    factors: Terms = {(): UNIT}
    found = False
    for atom, exponent in monomial:
        if not isinstance(atom.data, ASum) or exponent < 0 or exponent.denominator > 1:
            factors = calculator.multiply(factors, {((atom, exponent),): UNIT})
            continue
        found = True
        for _ in range(int(exponent)):
            names = {letter: Index(calculator.fresh(size)) for letter, size in atom.data.bounds}
            new += [(names[letter].letter, size) for letter, size in atom.data.bounds]
            factors = calculator.multiply(factors, calculator.substituted(atom.data.monomial, names))
            if len(bounds) + len(new) > MOST_BOUND:
                raise Stuck("too many sums within one another")
    return ((*bounds, *new), factors) if found else None


def _parts(bounds: Bounds, monomial: Monomial) -> Iterator[tuple[Bounds, Monomial]]:
    """The parts of a product that share no bound letter."""
    bound = {letter for letter, _ in bounds}
    waiting = list(bounds)
    while waiting:
        letters = {waiting[0][0]}
        while True:
            linked = {x for a, _ in monomial if not a.letters.isdisjoint(letters) for x in a.letters & bound}
            if linked <= letters:
                break
            letters |= linked
        yield (
            tuple(pair for pair in waiting if pair[0] in letters),
            tuple((a, e) for a, e in monomial if not a.letters.isdisjoint(letters)),
        )
        waiting = [pair for pair in waiting if pair[0] not in letters]


def _partial_sum(calculator: Calculator, bounds: Bounds, monomial: Monomial) -> Terms | None:
    """The sum with one letter summed first, where that cancels against a factor or is known by an assumption."""
    if len(bounds) < 2:
        return None
    for place, (letter, size) in enumerate(bounds):
        own = tuple((a, e) for a, e in monomial if letter in a.letters)
        rest = tuple((a, e) for a, e in monomial if letter not in a.letters)
        if any(isinstance(a.data, ADelta) for a, _ in own):
            continue
        inner = _named(calculator, ((letter, size),), own)
        ((found, _),) = inner.items() if len(inner) == 1 else (((), UNIT),)
        known = not (len(found) == 1 and isinstance(found[0][0].data, ASum))
        if known or any(a == found[0][0] for a, _ in rest):
            others = (*bounds[:place], *bounds[place + 1 :])
            return _each(calculator, others, calculator.multiply({rest: UNIT}, inner))
    return None


def _named(calculator: Calculator, bounds: Bounds, monomial: Monomial) -> Terms:
    """A sum that falls into no parts, as an atom: of all ways to name what is bound, the one with the least text."""
    height = max(atom.height for atom, _ in monomial) + 1
    groups: dict[str, list[tuple[str, Index]]] = {}
    for letter, size in bounds:
        groups.setdefault(_signature(letter, size, monomial, calculator.symmetric), []).append((letter, size))
    orders = 1
    for group in groups.values():
        for number in range(2, len(group) + 1):
            orders *= number
    if orders > MOST_ORDERS:
        raise Stuck("too many sums of one kind")
    best: tuple[str, Bounds, Monomial] | None = None
    for choice in product(*(permutations(groups[key]) for key in sorted(groups))):
        run = [pair for group in choice for pair in group]
        names = {letter: Index(f"#{height}.{number}") for number, (letter, _) in enumerate(run, 1)}
        moved = calculator.substituted(monomial, names)
        if len(moved) != 1:
            raise Stuck("a sum whose terms change with their names")
        ((named, coefficient),) = moved.items()
        if coefficient != 1:
            raise Stuck("a sum whose terms change with their names")
        new = tuple((names[letter].letter, size) for letter, size in run)
        text = text_of(named)
        if best is None or text < best[0]:
            best = text, new, named
    assert best is not None
    atom = made(ASum(best[1], best[2]))
    return _by_rule(calculator, atom) or {((atom, UNIT),): UNIT}


def _signature(letter: str, size: Index, monomial: Monomial, symmetric: frozenset[str]) -> str:
    """What can be told of a bound letter without naming any: letters with different signatures need no trying of orders."""
    marks: list[str] = []
    for atom, exponent in monomial:
        if letter in atom.letters:
            what = type(atom.data).__name__
            if isinstance(atom.data, AnEntry):
                places = [str(i) for i, index in enumerate(atom.data.indices) if index.letter == letter]
                what = atom.data.name + ("" if atom.data.name in symmetric else ",".join(places))
            marks.append(f"{what}^{exponent}")
    return f"{size.written()}: {' '.join(sorted(marks))}"


def _by_rule(calculator: Calculator, atom: Atom) -> Terms | None:
    """What an assumption says of a closed sum."""
    for rule in calculator.rules:
        if not rule.letters:
            if rule.pattern == atom:
                return dict(rule.value)
            continue
        here = sorted(atom.letters)
        for choice in product(here, repeat=len(rule.letters)):
            places = {letter: Index(to) for letter, to in zip(rule.letters, choice, strict=True)}
            plain = Calculator(calculator.ranges, calculator.extents, calculator.firsts, calculator.symmetric)
            if plain.substituted(((rule.pattern, UNIT),), places) == {((atom, UNIT),): UNIT}:
                return plain.moved_polynomial(rule.value, places)
    return None
