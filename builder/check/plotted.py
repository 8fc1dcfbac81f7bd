"""What a `{plot}` shows, as numbers: all that is drawn was worked out by the check. Nothing of the judge is loaded."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

Point = tuple[float, float]


class Touch(Enum):
    """What may be moved along the first curve: nothing, a tangent, or a second point that comes nearer."""

    NONE = ""
    TANGENT = "tangent"
    SECANTS = "secants"


class PlottedCurve(Struct, frozen=True):
    """A graph: what it is of, as LaTeX, and its pieces. There is no value in `gaps`; at `poles` it leaves the picture.

    `values` are a few points of it, for those who do not see it.
    """

    latex: str
    pieces: tuple[tuple[Point, ...], ...]
    gaps: tuple[tuple[float, float], ...]
    poles: tuple[float, ...]
    values: tuple[Point, ...]
    is_slope: bool = False


class PlottedLevel(Struct, frozen=True):
    """A level curve: the value on it, and its pieces."""

    level: str
    pieces: tuple[tuple[Point, ...], ...]


class Spot(Struct, frozen=True):
    """A place of what is moved: the point on the curve, the slope there or of the secant, and how far the second point is off."""

    x: float
    y: float
    slope: float
    step: float = 0.0
    end: float = 0.0


class Plot(Struct, frozen=True):
    """A picture: what letters go across and up, from where to where, and what is drawn.

    `spots` are the places of what is moved, `first` the one that is shown at first; `tangent` is that at the point of secants.
    `arrows` are gradients: where, and in which direction.
    """

    letters: tuple[str, ...]
    across: tuple[float, float]
    up: tuple[float, float]
    curves: tuple[PlottedCurve, ...] = ()
    levels: tuple[PlottedLevel, ...] = ()
    of: str = ""
    arrows: tuple[tuple[Point, Point], ...] = ()
    touch: Touch = Touch.NONE
    spots: tuple[Spot, ...] = ()
    first: int = 0
    tangent: Spot | None = None
    alt: str = ""
