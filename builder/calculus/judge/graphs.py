"""Graphs of functions of one letter, and level curves of two: where a line may be drawn, decided by enclosures.

A term that has a finite ball for an interval as a whole has values there and is continuous: each of its parts has, since balls
tell otherwise. Only over such an interval is a piece drawn; what is no such interval however often it is halved is left open, so
that no line crosses a pole, a jump or a gap. Points are taken closer where the graph bends, and are exact rationals; how many
there may be is counted.

Source: R. E. Moore, "Interval Analysis" (1966); J. Tupper, "Reliable two-dimensional graphing methods for mathematical formulae
with two free variables", SIGGRAPH 2001, for what may be drawn of a level curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import hypot

from flint import arb
from msgspec import Struct

from builder.calculus.budget import Work
from builder.calculus.judge.balls import ONE, ZERO, Scalar, Undecided, Undefined, precision, rational
from builder.calculus.judge.evaluate import Place, holds, jet_at, value_at
from builder.calculus.judge.jets import Jet
from builder.calculus.judge.subterms import free_variables, names_in, walk
from builder.calculus.judge.terms import Condition, DerivativeOf, Infinity, IntegralOf, LimitOf, SeriesOf, Term, UnknownAt

BITS = 64
CELLS = 64
"""Into how many intervals a graph is cut at first."""
HALVINGS = 24
"""How often one of them is halved at most where it is not decided whether there is a value."""
MOST_CELLS = 12_000
FINE = 1 / 1024
"""How wide a piece is at least, in parts of the picture."""
BEND = 1 / 4000
"""How far a line may be from the graph at its middle, in parts of the height of the picture."""
GRID = 64
"""Into how many cells across and up a picture of level curves is cut."""

FAR = 1e300

Point = tuple[float, float]


class TooMuchToDraw(Exception):
    """More is needed than a picture may cost."""


class Formula(Struct, frozen=True):
    """A term of the letters, where some conditions hold; `slope` tells to take its derivative by the first letter instead."""

    term: Term
    letters: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    slope: bool = False


class Window(Struct, frozen=True):
    """What a picture shows: from where to where across and up."""

    left: Fraction
    right: Fraction
    bottom: float = 0.0
    top: float = 0.0


class Graph(Struct, frozen=True):
    """What is to be drawn: pieces of points, intervals in which there is no value, and places at which the graph runs off."""

    pieces: tuple[tuple[Point, ...], ...]
    gaps: tuple[tuple[float, float], ...] = ()
    poles: tuple[float, ...] = ()


def why_not_drawn(term: Term, letters: Sequence[str]) -> str:
    """Why balls over an interval say nothing of a term, in words; "" if they do."""
    others = sorted(free_variables(term) - set(letters))
    if others:
        return f"no number is known for {', '.join(others)}"
    if unknown := sorted({part.name for part in walk(term) if isinstance(part, UnknownAt)}):
        return f"nothing in scope defines {', '.join(unknown)}"
    for part in walk(term):
        match part:
            case LimitOf():
                return "a limit cannot be drawn"
            case IntegralOf():
                return "an integral cannot be drawn"
            case DerivativeOf():
                return "a derivative can be drawn only beside its function"
            case SeriesOf(upper=upper) if upper == Infinity() or names_in(upper).variables:
                return "an infinite sum cannot be drawn"
            case _:
                pass
    return ""


# ---------------------------------------------------------------------------------------------- values


def value(formula: Formula, point: Sequence[Scalar], work: Work) -> Scalar:
    """The ball of a formula at numbers or over balls, one for each letter. Raises `Undefined` where there is provably no value,
    `Undecided` where that could not be told, and `TooMuchToDraw` when the work is used up.
    """
    place = Place(dict(zip(formula.letters, point, strict=True)), work=work)
    try:
        for condition in formula.conditions:
            if not holds(condition, place):
                raise Undefined("outside of what is assumed")
        found = value_at(formula.term, place)
        if formula.slope:
            return slope(formula, point, 0, work)
        return found
    except Undecided:
        if work.left < 0:
            raise TooMuchToDraw from None
        raise


def slope(formula: Formula, point: Sequence[Scalar], of: int, work: Work) -> Scalar:
    """The ball of the derivative by one of the letters, by a jet; raises as `value` does. At a kink it is undecided."""
    place = Place(dict(zip(formula.letters, point, strict=True)), level=1, work=work)
    place.values[formula.letters[of]] = Jet(1, False, 0, [point[of], ONE])
    jet = jet_at(formula.term, place)
    return jet.at(1) if isinstance(jet, Jet) else ZERO


def _over(low: Fraction, high: Fraction) -> arb:
    return arb(rational(low)).union(arb(rational(high)))


def _float(number: Scalar) -> float:
    """A number as a float; one that no float can hold is at the end of what is drawn, far outside of every picture."""
    return max(-FAR, min(float(arb(number).mid()), FAR))


def _bounds(number: Scalar) -> tuple[float, float]:
    ball = arb(number)
    return _float(ball.lower()), _float(ball.upper())


def known(formula: Formula, point: Sequence[Fraction], work: Work) -> float | None:
    """The value at a point as a float, to all of its digits; None where there is none, or none that could be told."""
    try:
        with precision(BITS):
            return _float(value(formula, [rational(x) for x in point], work))
    except (Undefined, Undecided):
        return None


def known_slope(formula: Formula, point: Sequence[Fraction], work: Work, of: int = 0) -> float | None:
    """The derivative by a letter at a point where there is a value, as `known` has it."""
    if known(formula, point, work) is None:
        return None
    try:
        with precision(BITS):
            return _float(slope(formula, [rational(x) for x in point], of, work))
    except (Undefined, Undecided):
        return None


# ---------------------------------------------------------------------------------------------- graphs


class _Cell(Struct, frozen=True):
    """An interval: the bounds of the values over it, or None; whether it is proved to hold none."""

    low: Fraction
    high: Fraction
    bounds: tuple[float, float] | None
    empty: bool = False


class _Cutter:
    """Cuts an interval into cells."""

    def __init__(self, formula: Formula, window: Window, work: Work) -> None:
        self.formula, self.window, self.work = formula, window, work
        self.width = window.right - window.left
        self.count = 0

    def cells(self) -> list[_Cell]:
        """The cells, in order: those with bounds are fine enough to be drawn as lines."""
        found: list[_Cell] = []
        step = self.width / CELLS
        for number in range(CELLS):
            low = self.window.left + step * number
            self._cut(low, low + step, 0, found)
        return found

    def _cut(self, low: Fraction, high: Fraction, depth: int, found: list[_Cell]) -> None:
        cell = self._cell(low, high)
        if self._is_done(cell, depth):
            found.append(cell)
            return
        middle = (low + high) / 2
        self._cut(low, middle, depth + 1, found)
        self._cut(middle, high, depth + 1, found)

    def _is_done(self, cell: _Cell, depth: int) -> bool:
        if cell.bounds is None:
            return cell.empty or depth == HALVINGS
        return _side(cell.bounds, self.window) != 0 or self._is_flat(cell)

    def _cell(self, low: Fraction, high: Fraction) -> _Cell:
        self.count += 1
        if self.count > MOST_CELLS:
            raise TooMuchToDraw
        try:
            bounds = _bounds(value(self.formula, [_over(low, high)], self.work))
        except Undefined:
            return _Cell(low, high, None, empty=True)
        except Undecided:
            return _Cell(low, high, None)
        return _Cell(low, high, bounds)

    def _is_flat(self, cell: _Cell) -> bool:
        if float((cell.high - cell.low) / self.width) <= FINE:
            return True
        assert cell.bounds is not None
        height = self.window.top - self.window.bottom
        ends = [known(self.formula, [x], self.work) for x in (cell.low, (cell.low + cell.high) / 2, cell.high)]
        if any(end is None for end in ends):
            return False
        first, middle, last = (end for end in ends if end is not None)
        over = (cell.bounds[1] - cell.bounds[0]) - abs(last - first)
        return abs(middle - (first + last) / 2) <= BEND * height and over <= height / 40


def graph(formula: Formula, window: Window, work: Work) -> Graph:
    """What is to be drawn of a formula of one letter. Raises `TooMuchToDraw`."""
    with precision(BITS):
        cutter = _Cutter(formula, window, work)
        cells = cutter.cells()
    pieces: list[list[Point]] = []
    last: Fraction | None = None
    ends = [_ends(formula, cell, work) for cell in cells]
    for cell, end in zip(cells, ends, strict=True):
        if end is None or _side(end, window):
            last = None
            continue
        if last != cell.low:
            pieces.append([(float(cell.low), end[0])])
        pieces[-1].append((float(cell.high), end[1]))
        last = cell.high
    drawn = tuple(tuple(_thinned(piece, window)) for piece in pieces)
    return Graph(drawn, _gaps(cells, window), _poles(cells, ends, window))


def _ends(formula: Formula, cell: _Cell, work: Work) -> tuple[float, float] | None:
    """The values at both ends of a cell over which a line may be drawn."""
    if cell.bounds is None:
        return None
    low, high = (known(formula, [x], work) for x in (cell.low, cell.high))
    return None if low is None or high is None else (low, high)


def _side(bounds: tuple[float, float], window: Window) -> int:
    """1 or −1 where both bounds are above the picture or below it, with some room; else 0."""
    room = (window.top - window.bottom) / 4
    return (min(bounds) > window.top + room) - (max(bounds) < window.bottom - room)


def _gaps(cells: Sequence[_Cell], window: Window) -> tuple[tuple[float, float], ...]:
    """Intervals in which there is provably no value, what is undecided at their ends with them."""
    found: list[tuple[float, float]] = []
    start: Fraction | None = None
    empty = False
    for cell in cells:
        if cell.bounds is not None:
            if start is not None and empty:
                found.append((float(start), float(cell.low)))
            start, empty = None, False
            continue
        start = cell.low if start is None else start
        empty = empty or cell.empty
    if start is not None and empty:
        found.append((float(start), float(window.right)))
    least = float(window.right - window.left) / 200
    return tuple(gap for gap in found if gap[1] - gap[0] > least)


def _poles(cells: Sequence[_Cell], ends: Sequence[tuple[float, float] | None], window: Window) -> tuple[float, ...]:
    """Places beside which the graph leaves the picture and at which no value could be told."""
    found: list[float] = []
    width = float(window.right - window.left)
    for place, cell in enumerate(cells):
        if cell.bounds is not None or cell.empty:
            continue
        beside = [ends[n] for n in (place - 1, place + 1) if 0 <= n < len(cells)]
        if any(end is not None and _side(end, window) for end in beside):
            middle = float(cell.low + cell.high) / 2
            if not found or middle - found[-1] > width / 500:
                found.append(middle)
    return tuple(found)


def _thinned(piece: Sequence[Point], window: Window) -> list[Point]:
    """A piece without the points that lie on the lines between others, as far as anybody can see (D. Douglas and T. Peucker)."""
    width, height = float(window.right - window.left), window.top - window.bottom
    kept = [False] * len(piece)
    kept[0] = kept[-1] = True
    spans = [(0, len(piece) - 1)]
    while spans:
        low, high = spans.pop()
        (x, y), (u, v) = piece[low], piece[high]
        run, rise = (u - x) / width, (v - y) / height
        length = hypot(run, rise)
        worst, at = BEND, -1
        for n in range(low + 1, high):
            p, q = (piece[n][0] - x) / width, (piece[n][1] - y) / height
            away = abs(run * q - rise * p) / length if length else hypot(p, q)
            if away > worst:
                worst, at = away, n
        if at >= 0:
            kept[at] = True
            spans += [(low, at), (at, high)]
    return [point for point, keep in zip(piece, kept, strict=True) if keep]


def heights(formula: Formula, window: Window, work: Work) -> tuple[float, ...]:
    """Values over a few places of the picture, sorted: from these it is told how high it is to be."""
    step = (window.right - window.left) / (2 * CELLS)
    found = (known(formula, [window.left + step * n], work) for n in range(2 * CELLS + 1))
    return tuple(sorted(y for y in found if y is not None and abs(y) < FAR))


# ---------------------------------------------------------------------------------------------- level curves


def level_curve(formula: Formula, level: Fraction, window: Window, work: Work) -> tuple[tuple[Point, ...], ...]:
    """The pieces of the curve on which a formula of two letters has a value: lines inside of small cells over which it is
    continuous. Raises `TooMuchToDraw`.
    """
    lines: list[tuple[Point, Point]] = []
    across = [window.left + (window.right - window.left) * n / GRID for n in range(GRID + 1)]
    low, high = Fraction(window.bottom), Fraction(window.top)
    up = [low + (high - low) * n / GRID for n in range(GRID + 1)]
    values: dict[tuple[int, int], float | None] = {}
    with precision(BITS):
        blocks = [(0, 0, GRID)]
        while blocks:
            i, j, size = blocks.pop()
            try:
                bounds = _bounds(value(formula, [_over(across[i], across[i + size]), _over(up[j], up[j + size])], work))
            except Undefined:
                continue
            except Undecided:
                bounds = None
            if bounds is not None and not bounds[0] <= level <= bounds[1]:
                continue
            if size > 1:
                half = size // 2
                blocks += [(i + a, j + b, half) for a in (half, 0) for b in (half, 0)]
            elif bounds is not None:
                corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
                for corner in corners:
                    if corner not in values:
                        values[corner] = known(formula, (across[corner[0]], up[corner[1]]), work)
                found = [values[corner] for corner in corners]
                places = [(float(across[a]), float(up[b])) for a, b in corners]
                lines += _crossings(places, [None if y is None else y - float(level) for y in found])
    return tuple(tuple(_thinned(piece, window)) for piece in _joined(lines))


def _crossings(places: Sequence[Point], above: Sequence[float | None]) -> list[tuple[Point, Point]]:
    """The lines inside a cell on which a value is 0, by its values at the corners (marching squares)."""
    cut: list[Point] = []
    if any(y is None for y in above):
        return []
    corners = [(place, y) for place, y in zip(places, above, strict=True) if y is not None]
    for (p, y), (q, z) in pairwise([*corners, corners[0]]):
        if (y < 0) is not (z < 0):
            # From the same corner in both cells that share the side, so that both have the same point.
            (p, y), (q, z) = sorted([(p, y), (q, z)])
            part = y / (y - z)
            cut.append((p[0] + (q[0] - p[0]) * part, p[1] + (q[1] - p[1]) * part))
    return [(cut[n], cut[n + 1]) for n in range(0, len(cut) - 1, 2) if cut[n] != cut[n + 1]]


def _joined(lines: Sequence[tuple[Point, Point]]) -> tuple[tuple[Point, ...], ...]:
    """Lines that share ends as longer ones."""
    at: dict[Point, list[int]] = {}
    for number, line in enumerate(lines):
        for end in line:
            at.setdefault(end, []).append(number)
    used = [False] * len(lines)

    def follow(chain: list[Point]) -> None:
        while (number := next((n for n in at[chain[-1]] if not used[n]), None)) is not None:
            used[number] = True
            first, second = lines[number]
            chain.append(second if first == chain[-1] else first)

    pieces: list[tuple[Point, ...]] = []
    for number, line in enumerate(lines):
        if not used[number]:
            used[number] = True
            chain = [*line]
            follow(chain)
            chain.reverse()
            follow(chain)
            pieces.append(tuple(chain))
    return tuple(pieces)
