"""A `{plot}` as lines on a picture: numbers to places, and to the words of those who do not see it.

No mathematics is done here, and none is left to the page: a slider moves along places that stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil, floor, hypot, log10

import msgspec
from msgspec import Struct

from builder.check.plotted import Plot, PlottedCurve, Point, Spot, Touch
from builder.publish.mathematics import Setting
from builder.publish.nodes import Entry, Line, Node, PlotBlock, Slider, Tick, unicode_of
from builder.publish.words import Said

WIDTH, HEIGHT = 464, 270
LEFT, RIGHT, ABOVE, BELOW = 46, 14, 12, 34
"""The room for the graph, and around it, in the units of the picture."""
REACH = 130
ARROW = 34
FARTHEST = 2_000
GHOSTS = (0.5, 0.2)
"""Which further secants stand in the picture, by how far their second point is off in parts of the farthest."""


def plot_block(plot: Plot, anchor: str, title: tuple[Node, ...], macros: tuple[tuple[str, str], ...]) -> PlotBlock:
    """The picture of what was plotted; the same numbers give the same picture."""
    width = WIDTH
    height = HEIGHT
    if plot.levels:
        height = round(width * (plot.up[1] - plot.up[0]) / (plot.across[1] - plot.across[0]))
    frame = _Frame(plot.across, plot.up, width, height)
    lines = [*_gone(plot, frame), *_graphs(plot, frame), *_levels(plot, frame), *_secants(plot, frame)]
    return PlotBlock(
        anchor=anchor,
        title=title,
        name=_name(plot),
        description=_description(plot),
        size=(LEFT + width + RIGHT, ABOVE + height + BELOW),
        box=(LEFT, ABOVE, width, height),
        across=tuple(Tick(_text(frame.x(v) + LEFT), number(v)) for v in _ticks(*plot.across, 6)),
        up=tuple(Tick(_text(frame.y(v) + ABOVE), number(v)) for v in _ticks(*plot.up, 5)),
        axes=(_zero(plot.across, frame.x), _zero(plot.up, frame.y)),
        letters=(unicode_of(plot.letters[0]), unicode_of(plot.letters[1]) if len(plot.letters) > 1 else ""),
        lines=tuple(lines),
        gaps=tuple(_shaded(plot, frame)),
        points=tuple((_text(frame.x(s.x)), _text(frame.y(s.y))) for s in (plot.tangent,) if s is not None),
        legend=tuple(_legend(plot, macros)),
        slider=_slider(plot, frame),
        level=bool(plot.levels),
    )


class _Frame(Struct, frozen=True):
    """Numbers to places of a picture."""

    across: tuple[float, float]
    up: tuple[float, float]
    width: int
    height: int

    def x(self, value: float) -> float:
        return (value - self.across[0]) / (self.across[1] - self.across[0]) * self.width

    def y(self, value: float) -> float:
        place = (self.up[1] - value) / (self.up[1] - self.up[0]) * self.height
        return max(-float(FARTHEST), min(place, float(FARTHEST)))

    def path(self, points: Sequence[Point]) -> str:
        return "M" + " ".join(f"{_text(self.x(x))} {_text(self.y(y))}" for x, y in points)

    def line(self, at: Point, slope: float, reach: float) -> tuple[float, float, float, float]:
        """The ends of a line through a point, as far to both sides as told."""
        x, y = self.x(at[0]), self.y(at[1])
        steep = -slope * (self.height / (self.up[1] - self.up[0])) / (self.width / (self.across[1] - self.across[0]))
        part = reach / hypot(1, steep)
        return x - part, y - part * steep, x + part, y + part * steep


ROUNDING = 1e-12
"""What sums and products of floats near 1 may be wrong by."""


def _text(place: float) -> str:
    """A place in the picture, to a tenth of its unit."""
    return f"{place + 0.0:.1f}".removesuffix(".0").replace("-0", "0") if abs(place) < 0.05 else f"{place:.1f}".removesuffix(".0")


def number(value: float, digits: int = 4) -> str:
    """A number to a few digits, as it is printed; what floats leave of 0 is 0."""
    value = value if abs(value) > ROUNDING else 0.0
    rounded = Decimal(f"{value:.{digits}g}")
    text = format(rounded, "f") if rounded else "0"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "\u2212")


def _ticks(low: float, high: float, most: int) -> Iterator[float]:
    size = (high - low) / most
    power = 10.0 ** floor(log10(size))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= size * (1 - 1e-9))
    for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1):
        yield n * step


def _zero(of: tuple[float, float], place: object) -> str:
    assert callable(place)
    return _text(place(0.0)) if of[0] <= 0 <= of[1] else ""


def _shaded(plot: Plot, frame: _Frame) -> Iterator[tuple[str, str]]:
    """Where the first of all functions, or all of them, have no value."""
    for low, high in plot.curves[0].gaps if plot.curves else ():
        yield _text(frame.x(low)), _text(frame.x(high) - frame.x(low))


def _gone(plot: Plot, frame: _Frame) -> Iterator[Line]:
    for pole in sorted({pole for curve in plot.curves for pole in curve.poles}):
        place = _text(frame.x(pole))
        if not any(abs(pole - end) < 1e-3 * (plot.across[1] - plot.across[0]) for end in plot.across):
            yield Line(f"M{place} 0V{frame.height}", "pole")


def _classes(plot: Plot) -> Iterator[tuple[PlottedCurve, str]]:
    count = 0
    for curve in plot.curves:
        count += not curve.is_slope
        yield curve, f"curve c{count}{' slope' if curve.is_slope else ''}"


def _graphs(plot: Plot, frame: _Frame) -> Iterator[Line]:
    for curve, names in _classes(plot):
        yield Line("".join(map(frame.path, curve.pieces)), names)


def _levels(plot: Plot, frame: _Frame) -> Iterator[Line]:
    for count, level in enumerate(plot.levels):
        yield Line("".join(map(frame.path, level.pieces)), f"curve level l{count % 4 + 1}")
    longest = max((hypot(*way) for _, way in plot.arrows), default=0.0)
    arrows = []
    for at, way in plot.arrows:
        if hypot(*way) < longest / 100:
            continue
        x, y = frame.x(at[0]), frame.y(at[1])
        u, v = way[0] / hypot(*way), -way[1] / hypot(*way)
        size = ARROW * max(hypot(*way) / longest, 0.25)
        x2, y2 = x + u * size, y + v * size
        head = [(x2 - 5 * u + 3 * v * s, y2 - 5 * v - 3 * u * s) for s in (1, -1)]
        ends = [(x, y), (x2, y2), head[0], (x2, y2), head[1]]
        texts = [f"{_text(a)} {_text(b)}" for a, b in ends]
        arrows.append(f"M{texts[0]} {texts[1]}M{texts[2]} {texts[3]} {texts[4]}")
    if arrows:
        yield Line("".join(arrows), "arrows")


def _straight(ends: tuple[float, float, float, float]) -> str:
    return "M{} {} {} {}".format(*map(_text, ends))


def _secants(plot: Plot, frame: _Frame) -> Iterator[Line]:
    if plot.tangent is None:
        return
    for spot in plot.spots:
        if any(abs(spot.step / plot.spots[0].step - part) < 1e-6 for part in GHOSTS):
            yield Line(_straight(frame.line((spot.x, spot.y), spot.slope, frame.width)), "ghost")
    yield Line(_straight(frame.line((plot.tangent.x, plot.tangent.y), plot.tangent.slope, frame.width)), "tangent")


def _slider(plot: Plot, frame: _Frame) -> Slider | None:
    if plot.touch is Touch.NONE:
        return None
    has_slope = any(curve.is_slope for curve in plot.curves)

    def state(spot: Spot) -> tuple[str, ...]:
        reach = REACH if plot.touch is Touch.TANGENT else frame.width
        ends = frame.line((spot.x, spot.y), spot.slope, reach)
        second: tuple[str, str] = ("", "")
        if plot.touch is Touch.SECANTS:
            second = _text(frame.x(spot.x + spot.step)), _text(frame.y(spot.end))
        elif has_slope:
            second = _text(frame.x(spot.x)), _text(frame.y(spot.slope))
        where = number(spot.step if plot.touch is Touch.SECANTS else spot.x)
        return (*map(_text, ends), _text(frame.x(spot.x)), _text(frame.y(spot.y)), *second, where, number(spot.slope))

    states = [state(spot) for spot in plot.spots]
    shown = states[plot.first]
    return Slider(
        kind=plot.touch.value,
        states=msgspec.json.encode(states).decode(),
        last=len(states) - 1,
        first=plot.first,
        line=shown[:8],
        letter="h" if plot.touch is Touch.SECANTS else unicode_of(plot.letters[0]),
        where=shown[8],
        slope=shown[9],
        tangent=number(plot.tangent.slope) if plot.tangent is not None else "",
    )


def _legend(plot: Plot, macros: tuple[tuple[str, str], ...]) -> Iterator[Entry]:
    for curve, names in _classes(plot):
        yield Entry(Setting(curve.latex, source=curve.latex, macros=macros), names)
    for count, level in enumerate(plot.levels):
        latex = f"{plot.of.partition('=')[0].strip()} = {level.level}"
        yield Entry(Setting(latex, source=latex, macros=macros), f"curve level l{count % 4 + 1}")
    if plot.arrows:
        latex = rf"\nabla {_function(plot.of)}"
        yield Entry(Setting(latex, source=latex, macros=macros), "arrows")


def _function(latex: str) -> str:
    """The name of what is applied, `f` of `f(x, y)`, or the formula in brackets."""
    left = latex.partition("=")[0].strip()
    applied = re.fullmatch(r"(\\?[A-Za-z]+(?:_\w)?)\s*\([^()]*\)", left)
    return applied[1] if applied else rf"\left( {left} \right)"


# ---------------------------------------------------------------------------------------------- words


def _name(plot: Plot) -> str:
    if plot.levels:
        return Said("Level curves of {}", unicode_of(plot.of))
    return Said("Graph of {}", _and([unicode_of(curve.latex) for curve in plot.curves]))


def _and(words: Sequence[str]) -> str:
    return Said("{} and {}", _listed(words[:-1]), words[-1]) if len(words) > 1 else words[0] if words else ""


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else Said("{}, {}", _listed(words[:-1]), words[-1])


def _description(plot: Plot) -> str:
    """What the picture shows, in sentences."""
    letter = unicode_of(plot.letters[0])
    seen = (plot.across[1] - plot.across[0]) / 5_000

    def place(value: float) -> str:
        """A place that was found by halving, as far as anybody can see it."""
        return number(round(value / seen) * seen)

    said = [plot.alt] if plot.alt else []
    said.append(Said("{} from {} to {}.", letter, number(plot.across[0]), number(plot.across[1])))
    for curve in plot.curves:
        what = unicode_of(curve.latex.partition("=")[0].strip())
        if curve.values:
            values = [Said("{} at {}", number(y), number(x)) for x, y in curve.values]
            said.append(Said("{} is {}.", what, _and(values)))
        if curve.gaps:
            gaps = [Said("between {} and {}", place(low), place(high)) for low, high in curve.gaps]
            said.append(Said("{} has no value {}.", what, _and(gaps)))
        if curve.poles:
            poles = _and([place(pole) for pole in curve.poles])
            said.append(Said("{} leaves the picture beside {} = {}.", what, letter, poles))
    if plot.levels:
        said.append(Said("The levels are {}.", _and([unicode_of(level.level) for level in plot.levels])))
    if plot.arrows:
        said.append(Said("Arrows show the gradient, at right angles to the level curves."))
    spot = plot.tangent or (plot.spots[plot.first] if plot.spots else None)
    if spot is not None:
        said.append(Said("The tangent at {} = {} has the slope {}.", letter, number(spot.x), number(spot.slope)))
    if plot.touch is Touch.SECANTS:
        shown = [plot.spots[0], *(s for s in plot.spots if any(abs(s.step / plot.spots[0].step - p) < 1e-6 for p in GHOSTS))]
        slopes = [Said("{} with the slope {}", number(s.step), number(s.slope)) for s in shown]
        said.append(Said("Secants for h = {}.", _and(slopes)))
    return Said(" ".join("{}" for _ in said), *said)
