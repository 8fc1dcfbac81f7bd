"""Works out what a `{plot}` shows: its formulas are read where they stand, and all of its numbers come from the judge's balls."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor, hypot, log10
from typing import TypeVar

from msgspec import Struct

from builder.calculus.budget import Budget, Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Application, Expression, Number, Prime, Relation, Sign, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.judge import graphs
from builder.calculus.judge.graphs import Formula as Drawn
from builder.calculus.judge.graphs import TooMuchToDraw, Window
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.subterms import free_variables, names_in
from builder.calculus.judge.verdict import Unknown
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from builder.check.plotted import Plot, PlottedCurve, PlottedLevel, Point, Spot, Touch
from builder.document.document import Directive, Formula
from builder.document.suggest import did_you_mean
from builder.source import Span

Drawing = TypeVar("Drawing")

MOST_CURVES = 6
MOST_LEVELS = 12
MOST_ARROWS = 36
MOST_POINTS = 3_000
"""Of a picture: about 35 kilobytes of it."""
WORK = 1_500_000
"""What a picture may cost, in microseconds of an account."""

_SHOWN = ("derivative", "tangent at", "secants at", "gradient")
_STEPS = tuple(Fraction(n, 100) for n in (100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 2, 1))
"""How far the second point of a secant is off, in parts of how far it is at first."""

Tell = Callable[[str, Span, str, str], None]


class _CannotDraw(Exception):
    """Why there is no picture: a code, the place, what is wrong, and what to do."""

    def __init__(self, code: str, span: Span, message: str, help: str) -> None:
        super().__init__(message)
        self.told = code, span, message, help


class _Asked(Struct):
    """What `:show:` asks for."""

    derivative: bool = False
    gradient: bool = False
    touch: Touch = Touch.NONE
    at: Fraction = Fraction(0)


class _Curve(Struct, frozen=True):
    """A formula to draw: where it stands, what it is of, how that and its derivative are written."""

    formula: Formula
    drawn: Drawn
    latex: str
    slope_latex: str


def plot_of(directive: Directive, context: Context, macros: Mapping[str, str], budget: Budget, tell: Tell) -> Plot | None:
    """What a directive shows, where `context` holds; what is wrong with it is told, and then there is nothing to show.

    It is worked out once for equal directives in equal contexts, and paid for each time.
    """
    purse = budget.purse()
    left = purse.left
    work = Work(min(left, WORK))

    def plotted() -> tuple[Plot, int, int]:
        plot = _Plotter(directive, context, macros, budget, work).plot()
        return plot, left - purse.left, work.left

    given = work.left
    try:
        if budget.remembered is None:
            return plotted()[0]
        formulas = tuple([formula.latex for formula in directive.formulas])
        options = tuple([(name, option.value) for name, option in directive.options.items()])
        place = budget.remembered.context(context), budget.remembered.macros(macros)
        plot, spent, work.left = budget.remembered.answer((plot_of, formulas, options, *place, left), plotted)
        purse.left = left - spent
        return plot
    except _CannotDraw as fault:
        tell(*fault.told)
    except TooMuchToDraw:
        message = "this changes too often to be drawn, or where it has values could not be decided"
        tell("too-large", directive.head, message, "choose a shorter range for `:x:`, away from where it oscillates")
    finally:
        purse.left -= given - max(work.left, 0)
    return None


class _Plotter:
    def __init__(self, directive: Directive, context: Context, macros: Mapping[str, str], budget: Budget, work: Work) -> None:
        self._directive, self._context, self._macros = directive, context, macros
        self._budget, self._work = budget, work

    def _once(self, draw: Callable[..., Drawing], *given: Hashable) -> Drawing:
        """What `draw` makes of what is `given`, with what is left to spend: it is drawn once for equal pictures, as in the notes
        of a course that all show the same parabola, and paid for each time."""
        if self._budget.remembered is None:
            return draw(*given, self._work)
        left = self._work.left

        def drawn() -> tuple[Drawing, int]:
            return draw(*given, self._work), left - self._work.left

        drawing, spent = self._budget.remembered.answer((draw, *given, left), drawn)
        self._work.left = left - spent
        return drawing

    def plot(self) -> Plot:
        asked = self._asked()
        left, right = self._range("x")
        up = self._range("y") if "y" in self._directive.options else None
        levels = self._levels()
        curves = list(self._curves(2 if levels else 1))
        if len(curves) > MOST_CURVES:
            raise _CannotDraw(
                "bad-directive", self._directive.head, f"{len(curves)} curves in one picture", f"draw {MOST_CURVES} at most"
            )
        if levels:
            return self._plot_levels(curves, levels, (left, right), up, asked)
        if asked.gradient:
            raise self._wrong("show", "a gradient stands on level curves", "say which with `:level: 1, 2, 3`")
        return self._plot_graphs(curves, (left, right), up, asked)

    # ------------------------------------------------------------------------------------------ options

    def _wrong(self, name: str, message: str, help: str) -> _CannotDraw:
        option = self._directive.options.get(name)
        return _CannotDraw("bad-option", option.span if option is not None else self._directive.head, message, help)

    def _asked(self) -> _Asked:
        asked = _Asked()
        option = self._directive.options.get("show")
        for word in re.split(r"\s*,\s*", option.value) if option is not None else ():
            touched = re.fullmatch(r"(tangent|secants) at (.+)", word)
            if word == "derivative":
                asked.derivative = True
            elif word == "gradient":
                asked.gradient = True
            elif touched and asked.touch is Touch.NONE:
                asked.touch, asked.at = Touch(touched[1]), self._number("show", touched[2])
            elif touched:
                raise self._wrong("show", "one picture has one tangent, or secants at one point", "make two pictures of it")
            else:
                help = did_you_mean(word, _SHOWN) or "it can show `derivative`, `tangent at 1`, `secants at 1` and `gradient`"
                raise self._wrong("show", f"`{word}` is nothing that can be shown", help)
        return asked

    def _range(self, name: str) -> tuple[Fraction, Fraction]:
        value = self._directive.options[name].value if name in self._directive.options else ""
        ends = re.split(r"\s*\.\.+\s*", value)
        if len(ends) != 2 or not all(ends):
            raise self._wrong(name, f"`{value}` is no range", f"write it with two dots: `:{name}: -2 .. 2`")
        low, high = (self._number(name, end) for end in ends)
        if not low < high:
            raise self._wrong(name, f"the range is empty: {ends[0]} is not below {ends[1]}", "put the smaller number first")
        if high - low < Fraction(1, 10**9) or max(abs(low), abs(high)) > 10**9:
            raise self._wrong(name, "a picture cannot have this range", "choose one within a milliard that is not as short")
        return low, high

    def _levels(self) -> list[tuple[str, Fraction]]:
        option = self._directive.options.get("level")
        if option is None:
            return []
        words = re.split(r"\s*,\s*", option.value)
        if len(words) > MOST_LEVELS:
            raise self._wrong("level", f"{len(words)} level curves in one picture", f"draw {MOST_LEVELS} at most")
        return [(word, self._number("level", word)) for word in words]

    def _number(self, name: str, text: str) -> Fraction:
        help = f"write a number, such as 2, -0.5, \\pi: `:{name}:`"
        try:
            read = parse_expression(text, names_of(self._context, self._macros))
            term = self._drawn(read, ()).term
        except (LatexError, _CannotDraw):
            raise self._wrong(name, f"`{text}` is no number", help) from None
        number = None if free_variables(term) else graphs.known(Drawn(term, ()), (), self._work)
        if number is None or abs(number) > 1e12:
            raise self._wrong(name, f"`{text}` is no number", help)
        return Fraction(number).limit_denominator(10**9)

    # ------------------------------------------------------------------------------------------ formulas

    def _curves(self, letters: int) -> Iterator[_Curve]:
        for formula in self._directive.formulas:
            display = parse_in(formula.latex, self._context, self._macros, self._budget.remembered)
            for statement in display.statements:
                sides = [side for side in statement.sides if side is not None]
                if not sides or statement.beside:
                    continue
                span = formula.locate(statement.span)
                if len(sides) > 2 or any(sign is not Sign.EQUAL for sign in statement.signs):
                    raise _CannotDraw("bad-directive", span, "this is no function", r"write `f(x) = x^2`, or `x^2` alone")
                if _is_number(sides):
                    continue  # it tells what a letter stands for
                drawn = self._checked(sides[-1], _parameters(sides[0]), letters, span)
                yield _Curve(
                    formula, drawn, formula.latex[statement.span.start : statement.span.end].strip(" ,.;"), _slope(sides, drawn)
                )

    def _drawn(self, side: Expression, letters: tuple[str, ...]) -> Drawn:
        claim = Claim(Relation(side, Sign.EQUAL, Number("0")), self._context)
        meaning = interpret(claim, self._budget)
        if not isinstance(meaning, Meaning) or len(meaning.parts) != 1:
            why = meaning.why if isinstance(meaning, Unknown) else "this is no number"
            raise _CannotDraw("not-understood", self._directive.head, why, "")
        question = meaning.parts[0].question
        return Drawn(question.left, letters, question.setting.conditions)

    def _checked(self, side: Expression, parameters: tuple[str, ...], letters: int, span: Span) -> Drawn:
        """A formula of as many letters as the picture has directions."""
        try:
            drawn = self._drawn(side, ())
        except _CannotDraw as fault:
            message = f"this is not understood, and cannot be drawn: {fault}"
            raise _CannotDraw("bad-directive", span, message, "draw a function of one letter") from None
        found = sorted(free_variables(drawn.term))
        names = parameters if len(parameters) == letters and set(found) <= set(parameters) else tuple(found)
        if len(names) < letters and not (letters == 1 and not names):
            message = f"level curves need a function of two letters, and this depends on {', '.join(names) or 'none'}"
            raise _CannotDraw("bad-directive", span, message, "leave `:level:` out, or draw `x^2 + y^2`")
        if len(names) > letters:
            message = f"this depends on {', '.join(names)}: a picture needs numbers for all letters but {letters}"
            help = f"give a number above: ${names[0]} = 2$" + ("; or draw level curves with `:level:`" if len(names) == 2 else "")
            raise _CannotDraw("bad-directive", span, message, help)
        names = names or ("x",)
        if why := graphs.why_not_drawn(drawn.term, names):
            raise _CannotDraw(
                "bad-directive", span, f"this cannot be drawn: {why}", "draw a formula of functions that have values"
            )
        if names_in(drawn.term).integers:
            raise _CannotDraw("bad-directive", span, "this has values at integers only", "draw a function of all numbers")
        conditions = tuple(c for c in drawn.conditions if free_variables(c.left, c.right) <= set(names))
        return Drawn(drawn.term, names, conditions)

    # ------------------------------------------------------------------------------------------ graphs

    def _plot_graphs(
        self, curves: Sequence[_Curve], across: tuple[Fraction, Fraction], up: tuple[Fraction, Fraction] | None, asked: _Asked
    ) -> Plot:
        drawn: list[tuple[_Curve, Drawn]] = []
        for curve in curves:
            drawn.append((curve, curve.drawn))
            if asked.derivative:
                drawn.append((curve, Drawn(curve.drawn.term, curve.drawn.letters, curve.drawn.conditions, slope=True)))
        if not drawn:
            raise _CannotDraw("bad-directive", self._directive.head, "there is nothing to draw", "write a function: `f(x) = x^2`")
        low, high = up if up is not None else self._height(drawn, across, asked)
        window = Window(*across, float(low), float(high))
        found: list[PlottedCurve] = []
        for curve, formula in drawn:
            graph = self._once(graphs.graph, formula, window)
            if not graph.pieces:
                span = curve.formula.locate(None)
                known = self._once(graphs.heights, formula, window)
                what = "leaves the picture" if known else "has no value, or none that could be told,"
                message = f"there is nothing to draw: this {what} for all {formula.letters[0]} of the range"
                raise _CannotDraw(
                    "bad-directive", span, message, "choose another range with `:x:`" + (" or `:y:`" if known else "")
                )
            latex = curve.slope_latex if formula.slope else curve.latex
            found.append(PlottedCurve(latex, graph.pieces, graph.gaps, graph.poles, self._values(formula, across), formula.slope))
        _count_points(curve.pieces for curve in found)
        spots, first, tangent = self._spots(curves[0], across, asked)
        return Plot(
            letters=curves[0].drawn.letters,
            across=(float(across[0]), float(across[1])),
            up=(window.bottom, window.top),
            curves=tuple(found),
            touch=asked.touch,
            spots=spots,
            first=first,
            tangent=tangent,
            alt=self._alt,
        )

    @property
    def _alt(self) -> str:
        option = self._directive.options.get("alt")
        return option.value if option is not None else ""

    def _height(
        self, drawn: Sequence[tuple[_Curve, Drawn]], across: tuple[Fraction, Fraction], asked: _Asked
    ) -> tuple[float, float]:
        """From where to where up: what is seldom reached, beside a pole, is left out; 0 is there if it is near."""
        lows: list[float] = []
        highs: list[float] = []
        for curve, formula in drawn:
            known = self._once(graphs.heights, formula, Window(*across))
            if not known:
                span = curve.formula.locate(None)
                message = (
                    f"there is nothing to draw: this has no value that could be told for any {formula.letters[0]} of the range"
                )
                raise _CannotDraw("bad-directive", span, message, "choose another range with `:x:`")
            low, high = known[0], known[-1]
            near, far = known[len(known) // 8], known[-1 - len(known) // 8]
            spread = max(far - near, 1e-9 * max(abs(far), abs(near)))
            low, high = low if near - low <= 3 * spread else near - spread, high if high - far <= 3 * spread else far + spread
            if formula.slope:  # the graph goes before its slope
                size = highs[-1] - lows[-1]
                low, high = max(low, lows[-1] - size), min(high, highs[-1] + size)
            lows.append(low)
            highs.append(high)
        if asked.touch is not Touch.NONE and (y := graphs.known(drawn[0][1], (asked.at,), self._work)) is not None:
            lows.append(y)
            highs.append(y)
        low, high = min(lows), max(highs)
        if high - low < 1e-6 * max(abs(high), abs(low), 1e-6):
            low, high = low - max(abs(low), 1) / 2, high + max(abs(high), 1) / 2
        size = high - low
        low, high = (min(low, 0) if low < size / 3 else low), (max(high, 0) if high > -size / 3 else high)
        return low - 0.06 * (high - low), high + 0.06 * (high - low)

    def _values(self, formula: Drawn, across: tuple[Fraction, Fraction]) -> tuple[Point, ...]:
        points = [across[0] + (across[1] - across[0]) * n / 4 for n in range(5)]
        known = [(float(x), graphs.known(formula, (x,), self._work)) for x in points]
        return tuple((x, y) for x, y in known if y is not None)

    def _spots(
        self, curve: _Curve, across: tuple[Fraction, Fraction], asked: _Asked
    ) -> tuple[tuple[Spot, ...], int, Spot | None]:
        if asked.touch is Touch.NONE:
            return (), 0, None
        if not across[0] <= asked.at <= across[1]:
            raise self._wrong("show", f"{float(asked.at):g} is outside of the picture", "take a point of the range `:x:`")
        here = self._spot(curve.drawn, asked.at)
        if here is None:
            message = f"there is no tangent at {float(asked.at):g}: no derivative there could be told"
            raise self._wrong("show", message, "take a point at which the function is smooth")
        if asked.touch is Touch.TANGENT:
            step = _nice((across[1] - across[0]) / 48)
            places = {step * n for n in range(-floor(-across[0] / step), floor(across[1] / step) + 1)} | {asked.at}
            spots = [spot for x in sorted(places) if (spot := self._spot(curve.drawn, x)) is not None]
            return tuple(spots), spots.index(here), None
        after, before = across[1] - asked.at, asked.at - across[0]
        room, way = (after, 1) if 3 * after >= before else (before, -1)
        most = way * _nice(room * Fraction(9, 10), down=True)
        secants = [spot for part in _STEPS if (spot := self._secant(curve.drawn, asked.at, here.y, most * part)) is not None]
        if not secants:
            raise self._wrong("show", f"there are no secants at {float(asked.at):g}", "take a point with values beside it")
        return tuple(secants), 0, here

    def _spot(self, drawn: Drawn, x: Fraction) -> Spot | None:
        y, slope = (known(drawn, (x,), self._work) for known in (graphs.known, graphs.known_slope))
        return None if y is None or slope is None else Spot(float(x), y, slope)

    def _secant(self, drawn: Drawn, x: Fraction, y: float, step: Fraction) -> Spot | None:
        end = graphs.known(drawn, (x + step,), self._work)
        return None if end is None else Spot(float(x), y, (end - y) / float(step), float(step), end)

    # ------------------------------------------------------------------------------------------ level curves

    def _plot_levels(
        self,
        curves: Sequence[_Curve],
        levels: Sequence[tuple[str, Fraction]],
        across: tuple[Fraction, Fraction],
        up: tuple[Fraction, Fraction] | None,
        asked: _Asked,
    ) -> Plot:
        if asked.derivative or asked.touch is not Touch.NONE:
            raise self._wrong("show", "level curves can be shown with the gradient only", "write `:show: gradient`")
        if len(curves) != 1:
            raise _CannotDraw("bad-directive", self._directive.head, "level curves are of one function", "write one function")
        up = across if up is None else up
        if not Fraction(1, 4) <= (up[1] - up[0]) / (across[1] - across[0]) <= Fraction(3, 2):
            message = "a gradient would not stand upright on its level curve: both directions are drawn to the same scale"
            raise self._wrong("y", message, "choose ranges of about the same length")
        curve = curves[0]
        window = Window(*across, float(up[0]), float(up[1]))
        found = [PlottedLevel(text, self._once(graphs.level_curve, curve.drawn, level, window)) for text, level in levels]
        _count_points(level.pieces for level in found)
        for level in found:
            if not level.pieces:
                raise self._wrong("level", f"there is no curve of the level {level.level} in the picture", "leave it out")
        return Plot(
            letters=curve.drawn.letters,
            across=(float(across[0]), float(across[1])),
            up=(window.bottom, window.top),
            levels=tuple(found),
            of=curve.latex,
            arrows=tuple(self._arrows(curve.drawn, found, window)) if asked.gradient else (),
            alt=self._alt,
        )

    def _arrows(self, drawn: Drawn, levels: Sequence[PlottedLevel], window: Window) -> Iterator[tuple[Point, Point]]:
        """Gradients along the curves, at about equal distances."""
        total = sum(_length(piece) for level in levels for piece in level.pieces)
        apart = max(total / MOST_ARROWS, float(window.right - window.left) / 7)
        for level in levels:
            for piece in level.pieces:
                gone = apart / 2
                for p, q in itertools.pairwise(piece):
                    gone += hypot(q[0] - p[0], q[1] - p[1])
                    if gone >= apart:
                        gone = 0
                        point = tuple(map(Fraction, q))
                        slopes = [graphs.known_slope(drawn, point, self._work, of) for of in (0, 1)]
                        if slopes[0] is not None and slopes[1] is not None:
                            yield q, (slopes[0], slopes[1])


def _count_points(pieces: Iterable[tuple[tuple[Point, ...], ...]]) -> None:
    if sum(len(piece) for some in pieces for piece in some) > MOST_POINTS:
        raise TooMuchToDraw


def _length(piece: Sequence[Point]) -> float:
    return sum(hypot(q[0] - p[0], q[1] - p[1]) for p, q in itertools.pairwise(piece))


def _nice(size: Fraction, down: bool = False) -> Fraction:
    """The next of 1, 2, 5, 10, … times a power of ten, above or below."""
    power = Fraction(10) ** floor(log10(size))
    steps = [power * n for n in (1, 2, 5, 10)]
    return max(s for s in steps if s <= size) if down else min(s for s in steps if s >= size)


def _is_number(sides: Sequence[Expression]) -> bool:
    """Whether an equation tells the number that a letter stands for."""
    return len(sides) == 2 and isinstance(sides[0], Symbol) and not symbols(sides[1])


def _parameters(side: Expression) -> tuple[str, ...]:
    """The letters that a function is applied to: x of `f(x)`."""
    if not isinstance(side, Application):
        return ()
    return tuple(argument.name for argument in side.arguments if isinstance(argument, Symbol))


def _slope(sides: Sequence[Expression], drawn: Drawn) -> str:
    """How the derivative of what is drawn is written: `f'(x)`, or with a d."""
    first = sides[0]
    match first:
        case Application(function=Symbol() | Prime() as function, arguments=arguments):
            return print_latex(Application(Prime(function, Number("1")), arguments))
        case Symbol() if len(sides) == 2:
            return print_latex(Prime(first, Number("1")))
        case _:
            return rf"\frac{{d}}{{d{drawn.letters[0]}}} \left( {print_latex(first)} \right)"
