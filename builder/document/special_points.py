"""Points that words name of a known function or of a curve: critical points, zeros, extreme values, vertices, inflection
points, and those that lie on it.

Of each what is known is taken: at a critical point the derivative is zero where there is one (Fermat), at a minimum the second
one is not negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from builder.calculus.claim import Alternatives, Answer
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Group,
    Limit,
    Negation,
    Number,
    NumberSet,
    Prime,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.latex.printer import print_latex
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.phrases import Words
from builder.document.properties import FAR
from builder.document.scope import Scopes
from builder.document.sentences import ReadFormula
from builder.document.tangents import Curve, curve_told
from builder.document.values_told import between, values_told

# Which derivative is zero at points that have a name, and which sign the second one has there.
_POINTS: Mapping[str, tuple[int, Sign | None]] = MappingProxyType(
    {
        **dict.fromkeys(("critical", "stationary", "turning", "extreme", "extrema", "extremum", "vertex"), (1, None)),
        **dict.fromkeys(("minimum", "minima", "lowest"), (1, Sign.GREATER_EQUAL)),
        **dict.fromkeys(("maximum", "maxima", "highest"), (1, Sign.LESS_EQUAL)),
        **dict.fromkeys(("inflection",), (2, None)),
        **dict.fromkeys(("zero", "zeros", "zeroes", "root", "roots"), (0, None)),
    }
)
# At these the derivative is not only zero: it changes its sign.
_TURNING = frozenset("turning extreme extrema extremum minimum minima lowest maximum maxima highest inflection".split())
_PLURAL = frozenset(("zeros", "zeroes", "roots"))
_WHOLE = frozenset(("only", "all", "exactly"))
_HARMLESS = frozenset(
    "and but with it so there the its a an this that has have is are in graph function curve parabola whose two three one"
    " real local global absolute relative unique strict we get find obtain point points number numbers of on at lies lie occurs"
    " occur located attained reached exactly where which our polynomial quadratic vertex place places both"
    " only all exactly".split()
)
_AT = frozenset(("at", "point", "points"))
_PLACES = frozenset(("at", "in", "for", "when", "by", "where"))
_CHANGED = Words("shift*, translat*, stretch*, reflect*, mov*, scal*, rotat*, transform*, new, image, tangent*, antiderivative*")
_CONSTRAINED = Words("subject to, constraint*, constrained, lagrange*, multipliers?, boundary, region, disk, restricted")
_ON = (
    r"(?:also )?(?:lies|is|lie|are) (?:on|a point (?:of|on))(?: the)?"
    r"(?: (?:graph|curve|line|circle|ellipse|parabola|hyperbola|function|of|the))*"
)
_THROUGH = r"(?:which )?(?:passes|goes|runs) through(?: the)?(?: points?)?"


def points_told(
    read: Sequence[ReadFormula], number: int, words: str, scopes: Scopes, *, ranged: bool
) -> Iterator[tuple[int, Answer]]:
    """What a formula tells to be points of a kind, with the number of the formula that ends it, by the `words` in front of it.
    Where an interval was told (`ranged`), extreme values may stand at its ends."""
    on = bool(number) and " on" in words and re.fullmatch(_ON, words) is not None
    if on or (number and "through" in words and re.fullmatch(_THROUGH, words)):
        point, curve = (number - 1, number) if on else (number, number - 1)
        if cue_before(read[number - 1].before) not in (Cue.DENIED, Cue.ASKED):
            yield from _on_curve(read, point, curve, number, scopes)
        return
    split = words.split()
    of_subject = True
    if number and not split and read[number].before.rpartition("□")[2].strip() == ":":
        split = ["are"]  # `critical points of □: □`
    if number and split[:1] in (["is"], ["are"], ["lies"], ["occurs"]) and set(split) <= _HARMLESS:
        before = between(read, number - 1).split()
        if "of" not in before:
            return
        split = [*before, *split]
    elif split[:1] in (["has"], ["have"]) and number:
        pass
    else:
        of_subject = False  # `f'(x) = 0. The zeros are`
    nouns = [word for word in split if word in _POINTS]
    if ("number", "of") in pairwise(split):
        return  # how many they are
    if len(set(nouns)) != 1 or not set(split) <= _HARMLESS | {nouns[0]}:
        return
    order, sign = _POINTS[nouns[0]]
    if order == 1 and (ranged or any(_is_range(read, n) for n in range(number))):
        return
    if _CHANGED.stand_in(read[number].before) or not FAR.isdisjoint(split):
        return
    told = _subject(read, number, scopes, of_subject=of_subject)
    if order == 1 and sign is None and (surface := _surface(read[number - 1 : number] if of_subject else (), scopes)) is not None:
        name, letters = surface
        values, end = values_told(read, number, letters)
        at = Application(Symbol(name), tuple(map(Symbol, letters)))
        slopes = (Derivative(at, ((Symbol(letter), 1),), partial=True) for letter in letters)
        if values and all(each.sign is Sign.EQUAL for way in values for each in way):
            yield end, Answer((tuple(Relation(slope, Sign.EQUAL, Number("0")) for slope in slopes),), values)
        return
    if told is None or isinstance(told, Relation):
        return
    letter, *_ = told
    values, end = values_told(read, number, (letter,))
    placed = split[-1] in _AT or any(read[number].display.statements[0].signs[:1]) if read[number].display.statements else False
    if not values:
        values, end = values_told(read, number, (letter, "y"))
    elif sign is not None and not placed:
        return  # `the minimum is -3`
    if not values or any(each.sign is not Sign.EQUAL for way in values for each in way):
        return
    given = [Relation(_derived(told, order), Sign.EQUAL, Number("0"))]
    if sign is not None:
        given.append(Relation(_derived(told, 2), sign, Number("0")))
    if nouns[0] in _TURNING:
        given.append(_turns(told, order))
    if any("y" in symbols(each) for way in values for each in way):
        given.append(Relation(Symbol("y"), Sign.EQUAL, _derived(told, 0)))
    ways: Alternatives = (tuple(given),)
    if order == 0 and not of_subject:
        ways = (*ways, *((Relation(_derived(told, n), Sign.EQUAL, Number("0")),) for n in (1, 2)))
    whole = len(given) == 1 and (not _WHOLE.isdisjoint(split) or nouns[0] in _PLURAL or "points" in split)
    in_words = f"{print_latex(given[0])} with a change of sign" if nouns[0] in _TURNING else ""
    yield end, Answer(ways, values, whole=whole, said=not whole or not _WHOLE.isdisjoint(split), in_words=in_words)


def _subject(read: Sequence[ReadFormula], number: int, scopes: Scopes, *, of_subject: bool) -> Curve | None:
    """The curve that is spoken of: what stands before the words, if they are said `of_subject`, or else in the sentence. The
    function that was told before is meant only where the sentence speaks of no other."""
    if of_subject:
        place = between(read, number - 1).split()[-1:]
        return None if place and place[0] in _PLACES else curve_told(read[number - 1 : number], scopes, named=True)
    if (told := curve_told(read[:number], scopes, named=True)) is not None:
        return told
    bare = (each.sides[0] for one in read[:number] for each in one.display.statements if not each.signs)
    if any(side is not None and not evidence.is_closed(side) for side in bare):
        return None
    return curve_told((), scopes)


def _surface(named: Sequence[ReadFormula], scopes: Scopes) -> tuple[str, tuple[str, ...]] | None:
    """The function of several letters that a formula names, or else the only function that the innermost scope tells, with its
    letters; None if it has one letter, or if its letters stand for something."""
    definitions = scopes.here.context.definitions
    made = [name for name in scopes.here.made if name in definitions and definitions[name].parameters]
    for one in named:
        side = one.display.statements[0].sides[0] if len(one.display.statements) == 1 else None
        made = [name] if side is not None and (name := evidence.target(side)) is not None else []
    if len(made) != 1 or made[0] not in definitions:
        return None
    definition = definitions[made[0]]
    letters = definition.parameters
    known = definition.body is not None and len(letters) > 1 and not definitions.keys() & {*letters}
    if scopes.here.equations or scopes.here.context.curves or _CONSTRAINED.stand_in(" ".join(scopes.heard)):
        return None
    return (made[0], letters) if known else None


def _is_range(read: Sequence[ReadFormula], number: int) -> bool:
    """Whether a formula is an interval, and not a point that is told before."""
    sides = (each.sides[0] for each in read[number].display.statements if not each.signs)
    return any(isinstance(side, Vector | NumberSet) for side in sides) and between(read, number).split()[-1:] != ["at"]


def _derived(curve: tuple[str, Expression, Expression], order: int) -> Expression:
    letter, value, _ = curve
    if isinstance(value, Symbol):
        return Application(Prime(value, Number(str(order))) if order else value, (Symbol(letter),))
    return Derivative(Group(value), ((Symbol(letter), order),)) if order else value


def _turns(curve: tuple[str, Expression, Expression], order: int) -> Relation:
    r"""That a derivative changes its sign at a zero, if it has a first power there: `f(x + h) / f(x - h)` tends to (-1)^k where
    k is the order of the zero (L'Hospital)."""
    letter, *_ = curve
    step = next(name for name in "htk" if name != letter)
    ahead, behind = Sum((Symbol(letter), Symbol(step))), Sum((Symbol(letter), Negation(Symbol(step))))
    derivative = _derived(curve, order)
    above, below = (Evaluation(Group(derivative), ((Symbol(letter), place),)) for place in (ahead, behind))
    ratio = Quotient(above, below)
    return Relation(Limit(ratio, Symbol(step), Number("0")), Sign.EQUAL, Negation(Number("1")))


def _on_curve(read: Sequence[ReadFormula], point: int, curve: int, end: int, scopes: Scopes) -> Iterator[tuple[int, Answer]]:
    told = curve_told(read[curve : curve + 1], scopes)
    if told is None:
        return
    equation = told if isinstance(told, Relation) else Relation(Symbol("y"), Sign.EQUAL, _derived(told, 0))
    letters = ("x" if isinstance(told, Relation) else told[0], "y")
    free = symbols(equation) - scopes.here.context.functions
    if free != set(letters):
        return
    values, last = values_told(read, point, letters)
    if any(not {each.left for each in way} >= {Symbol(letter) for letter in letters} for way in values):
        return  # a coordinate alone is that of some point: `y = -4 lies on … when x = 3`
    if values and all(each.sign is Sign.EQUAL for way in values for each in way):
        yield max(end, last if point >= curve else end), Answer(((equation,),), values)
