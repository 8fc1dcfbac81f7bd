r"""Where an array has entries, and which indices and sizes a claim speaks of.

A claim is about the sizes and indices at which each entry that it names exists. A declared array has the entries 1 to n. One
that is not declared has those that are named and summed over: in `\sum_{k=1}^{n-1} x_k` alone x has n - 1 entries, beside x_n
it has n. So that what is proved is not read as more, whatever narrows the sizes and indices is told as a condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from builder.calculus.expression.nodes import Relation, Sign
from builder.calculus.judge.tensors.elements import Index
from builder.calculus.judge.tensors.names import NameReader, Use
from builder.calculus.judge.tensors.subscripts import index_of

_RUNNING = frozenset("ijkl")
"""Letters that are customary for indices: a sum up to one of them does not tell how many entries there are."""

_INDICES = _RUNNING | frozenset("pqrst")
"""Letters of which nobody thinks as of a size."""

_TURNED = {Sign.GREATER: Sign.LESS, Sign.GREATER_EQUAL: Sign.LESS_EQUAL}


class Run(Struct, frozen=True):
    """The indices from a whole number to a last one."""

    first: int
    last: Index

    def moved(self, step: int) -> Run:
        """These indices with `step` added."""
        return Run(self.first + step, self.last.moved(step))


class Extents(Struct, frozen=True):
    """`firsts` are the first indices of axes that do not begin with 1, `least` the least number that each size may be, `runs` the
    indices that letters may be, which nothing binds.
    """

    firsts: Mapping[tuple[str, int], int]
    least: Mapping[str, int]
    runs: Mapping[str, Run]
    conditions: tuple[str, ...]

    def at_most(self, one: Index, other: Index) -> bool:
        """Whether an index surely is at most another one."""
        if one.letter == other.letter:
            return one.offset <= other.offset
        return not one.letter and other.letter in self.least and one.offset <= self.least[other.letter] + other.offset


def settle(reader: NameReader) -> None:
    """Tell the sizes of arrays that are not declared: the largest index that is named or up to which is summed."""
    for axis in dict.fromkeys(reader.sizes.resolved(use.axis) for use in reader.uses):
        if not axis.letter.startswith("?"):
            continue
        here = [use for use in reader.uses if reader.sizes.resolved(use.axis) == axis]
        lasts = {use.last for use in here if use.last.letter in reader.size_letters}
        summed = [use.last.offset for use in here if not use.last.letter and use.index.letter]
        letters = {last.letter for last in lasts}
        if len(letters) == 1 and not letters & _RUNNING:
            reader.sizes.agree(axis, Index(min(letters), max(last.offset for last in lasts)))
        elif not letters and summed:
            reader.sizes.agree(axis, Index("", max(use.last.offset for use in here if not use.last.letter)))


def extents_of(reader: NameReader, free: Iterable[str], assumptions: Sequence[Relation]) -> Extents:
    """Where the arrays that were read have entries, and what the sizes and the letters `free` may be."""
    firsts: dict[tuple[str, int], int] = {}
    for use in reader.uses:
        if use.base not in reader.context.shapes and not use.first.letter and use.first.offset < 1:
            firsts[use.base, use.place] = min(use.first.offset, firsts.get((use.base, use.place), 1))
    axes = [size for sizes in reader.axes.values() for size in sizes] + list(reader.ranges.values())
    least = dict.fromkeys({reader.sizes.resolved(axis).letter for axis in axes} | reader.size_letters, 1)
    least.pop("", None)
    for base, sizes in reader.axes.items():
        for place, size in enumerate(map(reader.sizes.resolved, sizes)):
            if size.letter:  # no array is empty
                least[size.letter] = max(least[size.letter], firsts.get((base, place), 1) - size.offset)
    for lower, upper in reader.explicit.values():
        if upper.letter in least and not lower.letter:  # no sum ends more than one before it begins
            least[upper.letter] = max(least[upper.letter], lower.offset - 1 - upper.offset)
    for use in reader.uses:
        axis, first = reader.sizes.resolved(use.axis), firsts.get((use.base, use.place), 1)
        if not use.index.letter and axis.letter:
            least[axis.letter] = max(least[axis.letter], use.index.offset - axis.offset)
        elif use.index.letter in least:
            least[use.index.letter] = max(least[use.index.letter], first - use.index.offset)
    runs = {letter: run for letter in free if (run := _run(reader, letter, firsts)) is not None}
    for lower, upper in _bounds(assumptions):
        if not lower.letter and upper.letter in least:
            least[upper.letter] = max(least[upper.letter], lower.offset - upper.offset)
    narrowed = dict(runs)
    for lower, upper in _bounds(assumptions):
        if (run := narrowed.get(upper.letter)) is not None and not lower.letter:
            narrowed[upper.letter] = Run(max(run.first, lower.offset - upper.offset), run.last)
        elif (run := narrowed.get(lower.letter)) is not None and upper.letter == run.last.letter:
            narrowed[lower.letter] = Run(run.first, min(run.last, upper.moved(-lower.offset), key=lambda last: last.offset))
    return Extents(firsts, least, narrowed, tuple(_told(reader, firsts, least, runs)))


def _run(reader: NameReader, letter: str, firsts: Mapping[tuple[str, int], int]) -> Run | None:
    """The indices at which all exists that is named by a letter."""
    axis = reader.ranges.get(letter)
    if axis is None:
        return None
    run = Run(min((_first(use, firsts) for use in _of(reader, letter)), default=1), reader.sizes.resolved(axis))
    for use in _of(reader, letter):
        last = reader.sizes.resolved(use.axis).moved(-use.index.offset)
        if last.letter == run.last.letter and last.offset < run.last.offset:
            run = Run(run.first, last)
        run = Run(max(run.first, _first(use, firsts) - use.index.offset), run.last)
    return run


def _of(reader: NameReader, letter: str) -> Iterator[Use]:
    return (use for use in reader.uses if use.index.letter == letter)


def _first(use: Use, firsts: Mapping[tuple[str, int], int]) -> int:
    return firsts.get((use.base, use.place), 1)


def _bounds(assumptions: Sequence[Relation]) -> Iterator[tuple[Index, Index]]:
    """Pairs of indices of which the first is assumed to be at most the second."""
    for assumed in assumptions:
        left, right, sign = index_of(assumed.left), index_of(assumed.right), assumed.sign
        if left is None or right is None:
            continue
        if sign in _TURNED:
            left, right, sign = right, left, _TURNED[sign]
        if sign in (Sign.LESS, Sign.LESS_EQUAL):
            yield (left.moved(1) if sign is Sign.LESS else left), right


def _told(
    reader: NameReader, firsts: Mapping[tuple[str, int], int], least: Mapping[str, int], runs: Mapping[str, Run]
) -> Iterator[str]:
    """What narrows the indices and sizes that somebody would read into a claim, as LaTeX."""
    for base in sorted({use.base for use in reader.uses} - reader.context.shapes.keys() - reader.families.keys()):
        for place, axis in enumerate(map(reader.sizes.resolved, reader.axes.get(base, ()))):
            if len(reader.axes[base]) == 1 and not axis.letter.startswith("?"):
                first = firsts.get((base, place), 1)
                if first != 1 or (axis.offset and axis.letter):
                    yield rf"{base} = ({base}_{{{first}}}, \ldots, {base}_{{{axis.written()}}})"
    for letter, run in sorted(runs.items()):
        author = letter.partition("'")[0]
        whole = reader.sizes.resolved(reader.ranges[letter])
        by_itself = author in _INDICES or all(use.base in reader.context.shapes for use in _of(reader, letter))
        if author and not letter[len(author) :].strip("'0") and (run.first != 1 or run.last != whole or not by_itself):
            yield rf"{run.first} \le {author} \le {run.last.written()}"
    for letter, number in sorted(least.items()):
        if number > 1 and not letter.startswith("?"):
            yield rf"{letter} \ge {number}"
