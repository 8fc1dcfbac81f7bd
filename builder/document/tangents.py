"""Lines and polynomials that touch a curve, as a text tells them: `the tangent at x = 1 is y = 2x - 1`, Taylor polynomials.

Its y is another one than that of the curve. What is claimed is that the line has the height and the slope of the curve at the
place; so the left side of `y = 2x - 1` is read as f(1) + f'(1)(x - 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Definition
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Group,
    Negation,
    Number,
    NumberSet,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.latex.statement import Statement
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.phrases import Words
from builder.document.prose import Passage
from builder.document.scope import Scopes
from builder.document.sentences import ReadFormula, placeless

_LINES = ("tangent", "linear approximation", "linearization", "linearisation", "normal line", "the normal")
_POLYNOMIALS = ("taylor", "maclaurin", "quadratic approximation")
_DEGREES = ("constant", "first", "second", "third", "fourth", "fifth")
_HIGHEST = 6  # the degree of polynomials that texts tell in full
# How the words end that tell the line itself.
_TOLD = frozenset(
    ("is", "has the equation", "has equation", "with equation", "with the equation", "equation is", "reads", "line", ":")
)
_TOLD_TOO = frozenset(
    ("is given by", "equals", "equation", "tangent", "approximation", "is thus", "is then", "is therefore", "is the line")
)
_SLOPE = (
    r"\b(?P<second>second )?(?:slope|derivative|gradient|rate of change)\b"
    r"(?P<of> (?:of|to)(?: (?!(?:at|when|in|for|there|is)\b)(?:\w+|□)){1,5})?"
    r"(?: there| (?:at|when|in|for)(?: the point| that point)?(?: □)?(?: \w+ □)?)?"
    r" (?:is|equals|is equal to|becomes|has the value)(?: just| then| thus| therefore| now)?$"
)
_SLOPE_BEHIND = (
    r"\b(?:at|when|for) (?:the point )?□ (?:the|its) (?:(?P<second>second derivative)|slope|derivative|gradient|rate of change)"
    r"(?P<of> of the \w+)? (?:is|equals|becomes)$"
)
# Whose slope it may be: that of the only curve there is.
_ITS = (
    r" (?:of|to)(?: (?:the|its|this|our))?"
    r"(?: (?:graph|curve|tangent(?: line)?|function|parabola|circle|ellipse|hyperbola|line(?= □)))?"
    r"(?: of)?(?: □)?"
)
_SUPPOSED = r"\b(?:if|suppose|assume|let|unless|whether|would|no|not|were|find|want|need)\b"
_NO_SLOPES = ("secant", "chord", "average", "normal", "perpendicular", "line through", "partial", "directional")
_THERE = r"^(?:so |hence |thus |and )?(?:at|for|when) □ (?:this|it) (?:is|equals|becomes|is equal to|has the value|evaluates to)$"
# Between two equations of a line.
_OR = frozenset(
    "that is|or|i.e.|i.e|equivalently|or equivalently|that means|which is|which simplifies to|so|hence|thus".split("|")
)
# Behind the slope of a line its equation follows: `has slope 3, hence`.
_CONCLUDED = frozenset(
    "hence|so|thus|therefore|and so|and hence|and thus|so that|giving|which gives|and its equation is".split("|")
)
_AT = ("at", "in", "through", "near", "around", "about", "point", "where")


class _Place(Struct, frozen=True):
    """Where a line touches: the coordinates, or the first of them."""

    first: Expression
    second: Expression | None = None


_SUPPOSES = Words("if, when, where, find, suppose, assume, such that, whose, determine, which, show")


def speaks_of_lines(lead: str, text: str) -> bool:
    """Whether a sentence, or the text that leads to it, speaks of tangents, or of polynomials that touch."""
    words = f"{lead} {text}".lower()
    return any(line in words for line in (*_LINES, *_POLYNOMIALS))


def with_tangents(read: Sequence[ReadFormula], passage: Passage, scopes: Scopes) -> list[ReadFormula]:
    """The formulas of a sentence that speaks of such lines, those that tell a tangent with what it must be at their left."""
    found = list(read)
    for number, one in enumerate(read):
        before = one.before.lower()
        if (
            not any(line in before for line in (*_LINES, *_POLYNOMIALS))
            or not _is_told(before)
            or one.mention.struck
            or not one.display.statements
        ):
            continue
        if cue_before(one.before) in (Cue.DENIED, Cue.ASKED) or "parallel" in before or "perpendicular" in before:
            continue
        place = _place(read, number, passage, scopes)
        if place is None:
            continue
        statement = one.display.statements[0]
        line = evidence.target(statement.sides[0]) if statement.sides[0] is not None and statement.signs else None
        if line is not None and line != "y":
            scopes.here.touching.add(line)
        degree = 1
        if any(line in before for line in _POLYNOMIALS):
            degree = _degree(before, statement, read[:number])
        named = [other for other, old in zip(found[:number], read[:number], strict=True) if other is old]
        normal = before.rfind("normal") > before.rfind("tangent")
        touching = _touching(named, place, scopes, degree, normal=normal) if 0 < degree <= _HIGHEST else None
        if touching is None:
            continue
        made = _with_line(statement, *touching)
        if made is not None:
            others = [
                _with_line(other, *touching) or (other,) if _says_again(previous, other) else (other,)
                for previous, other in pairwise(one.display.statements)
            ]
            display = replace(one.display, statements=(*made, *(each for other in others for each in other)))
            before = one.before.replace("approximation", "polynomial")  # which is told exactly
            if not _SUPPOSES.stand_in(before):
                before = re.sub(r"\b(has|and|with) (?:the |an |its )?equation\s*$", r"\1 what is given by", before)
            found[number] = replace(one, display=display, before=before, bound=frozenset({touching[0]}))
            for again in range(number + 1, len(read)):
                statements = read[again].display.statements
                if _plain(read[again].before.rpartition("□")[2]) not in _OR or len(statements) != 1:
                    break
                if (same := _with_line(statements[0], *touching)) is not None:
                    display = replace(read[again].display, statements=same)
                    found[again] = replace(read[again], display=display, bound=frozenset({touching[0]}), before=one.before)
            if line == "y" and statement.sides[-1] is not None:
                scopes.here.lines["y"] = Definition("y", (), statement.sides[-1])
                scopes.restate(scopes.here.lines["y"])
    return found


def _says_again(previous: Statement, other: Statement) -> bool:
    return _plain(f"{previous.reasons[-1] if previous.reasons else ''} {other.words}") in _OR


def _plain(words: str) -> str:
    return " ".join(words.lower().replace(",", " ").replace(":", " ").split())


def with_slopes(read: Sequence[ReadFormula], passage: Passage, scopes: Scopes, last: Expression | None) -> list[ReadFormula]:
    """The formulas of a sentence, those that tell the slope of a curve at a place, `the slope at x = 2 is 7`, or what the `last`
    side of a display before it is there, `at x = 2 this equals 7`, with what that is at their left."""
    found = list(read)
    for number, one in enumerate(read):
        side = one.display.statements[0].sides[0] if len(one.display.statements) == 1 else None
        if side is None or not evidence.is_closed(side) or isinstance(side, Vector | NumberSet) or one.mention.struck:
            continue
        before = " ".join(one.before.lower().replace(",", " ").split())
        order = _order_told(before)
        told_before = re.search(_THERE, before) is not None and last is not None
        if not (order or told_before) or cue_before(one.before) in (Cue.DENIED, Cue.ASKED):
            continue
        given = _given(read[:number], scopes) if order else None
        place = given or _place(read[:number], number, passage, scopes)
        told_here = given is not None or "there" in before.split() or any(map(_is_place, read[:number]))
        if place is None or ("□" in before and not told_here):
            continue
        left: Expression | None = None
        if told_before and last is not None:
            letters = evidence.letters_untold(last, scopes.here.context)
            if len(letters) == 1 and not isinstance(last, Symbol):
                left = Evaluation(Group(last), ((Symbol(min(letters)), place.first),))
        elif order:
            left = _slope_there(read[:number], place, scopes, order)
        if left is not None:
            (statement,) = one.display.statements
            at = statement.span
            sides, spans = (placeless(left), *statement.sides), (at, *statement.sign_spans)
            rows, reasons = (0, *statement.rows), (*(statement.reasons or ("",)), "")[: len(statement.signs) + 1]
            made = replace(
                statement,
                sides=sides,
                signs=(Sign.EQUAL, *statement.signs),
                sign_spans=spans,
                rows=rows,
                reasons=reasons,
                words="",
            )
            found[number] = replace(one, display=replace(one.display, statements=(made,)), before="we have ")
    return found


def _order_told(before: str) -> int:
    """Which derivative the words in front of a formula say that it is a value of; 0 if they say nothing of the kind."""
    match = re.search(_SLOPE, before) or re.search(_SLOPE_BEHIND, before)
    if match is None or any(other in before for other in _NO_SLOPES) or re.search(_SUPPOSED, before):
        return 0
    if match["of"] is not None and re.fullmatch(_ITS, match["of"]) is None:
        return 0
    return 2 if match["second"] else 1


def _slope_there(before: Sequence[ReadFormula], place: _Place, scopes: Scopes, order: int) -> Expression | None:
    """A derivative of the curve that is told, at a place; None if none is told, or several are."""
    curve = curve_told(before, scopes)
    if curve is None:
        return _slope_of_moving_point(before, place, scopes) if order == 1 else None
    if isinstance(curve, Relation):
        known = place.second is not None and {"x", "y"} <= symbols(curve) and order == 1
        return _slope_on_curve(curve, place) if known else None
    letter, value, slope = curve
    if order == 1:
        at = ((Symbol(letter), place.first),)
        return Application(slope, (place.first,)) if isinstance(slope, Prime) else Evaluation(Group(slope), at)
    if isinstance(value, Symbol):
        return Application(Prime(value, Number(str(order))), (place.first,))
    return Evaluation(Group(Derivative(Group(value), ((Symbol(letter), order),))), ((Symbol(letter), place.first),))


def _slope_of_moving_point(before: Sequence[ReadFormula], place: _Place, scopes: Scopes) -> Expression | None:
    """The slope of the curve that x and y tell in a letter t, at a value of t, as dy/dt divided by dx/dt; None if they are not
    all that the innermost scope tells."""
    told = {name: _function(name, scopes) for name in scopes.here.made.keys() - scopes.here.touching}
    first, second = told.pop("x", None), told.pop("y", None)
    if any(told.values()) or first is None or second is None or isinstance(first, Relation) or isinstance(second, Relation):
        return None
    (letter, _, of_x), (other, _, of_y) = first, second
    at = [each.display.statements[0].sides[0] for each in before if _is_place(each) and each.display.statements]
    if letter != other or [side.name for side in at if isinstance(side, Symbol)] != [letter]:
        return None
    value = ((Symbol(letter), place.first),)
    slopes = (
        Application(each, (place.first,)) if isinstance(each, Prime) else Evaluation(Group(each), value) for each in (of_y, of_x)
    )
    return Quotient(next(slopes), next(slopes))


def _is_told(before: str) -> bool:
    """Whether the words in front of a formula say that the line is what follows."""
    head, formula, tail = before.rpartition("□")
    if formula and _plain(tail) in _CONCLUDED and re.search(r"\b(?:slope|gradient)\b[^.;]*$", head):
        return True
    words = before.rpartition("□")[2].strip()
    plain = " ".join(word for word in words.rstrip(":").split() if word not in ("just", "thus", "therefore", "then", "hence"))
    return words.endswith(":") or any(plain == told or plain.endswith(f" {told}") for told in _TOLD | _TOLD_TOO)


def _place(read: Sequence[ReadFormula], number: int, passage: Passage, scopes: Scopes) -> _Place | None:
    """Where the line touches, as the sentence tells it, or the one before."""
    for one in (*reversed(read[:number]), *read[number + 1 :]):
        if _is_place(one) and len(one.display.statements) == 1:
            (statement,) = one.display.statements
            side = statement.sides[-1]
            if not statement.signs and isinstance(side, Number):
                return _Place(side)
            if isinstance(side, Vector) and len(side.entries) == 2:
                return _Place(*side.entries)
            if isinstance(side, Application) and not statement.signs and len(side.arguments) == 2:
                return _Place(*side.arguments)  # P(1, 2)
            if statement.signs == (Sign.EQUAL,) and isinstance(statement.sides[0], Symbol) and side is not None:
                if evidence.is_closed(side) or isinstance(side, Symbol):
                    return _Place(side)
    if "maclaurin" in passage.text.lower():
        return _Place(Number("0"))
    told = {point.name: point.body for point in scopes.points_at(passage.place)}
    first = told.get("x", told.get("x_0"))
    return None if first is None or not evidence.is_closed(first) else _Place(first, told.get("y"))


def _given(before: Sequence[ReadFormula], scopes: Scopes) -> _Place | None:
    """The value that a sentence gives the letter of the curve, `For x = 3 the slope is`; None if it gives none."""
    curve = curve_told(before, scopes)
    letter = curve[0] if isinstance(curve, tuple) else ""
    for one in reversed(before):
        words = one.before.lower().rpartition("□")[2].split()[-1:]
        match [(statement.signs, statement.sides) for statement in one.display.statements]:
            case [((Sign.EQUAL,), (Symbol(name), value))] if value is not None and name == letter and evidence.is_closed(value):
                if words in (["for"], ["when"], ["if"]):
                    return _Place(value)
            case _:
                pass
    return None


def _is_place(one: ReadFormula) -> bool:
    return (one.before.lower().rpartition("□")[2].split() or [""])[-1] in _AT


def _degree(before: str, statement: Statement, read: Sequence[ReadFormula]) -> int:
    """The degree of a polynomial: told in words, by a formula behind `degree`, or below its name, `T_3(x)`; 0 if it is not."""
    if "quadratic" in before:
        return 2
    words = before.replace("-", " ").split()
    for noun in ("degree", "order"):
        if noun not in words:
            continue
        at = words.index(noun)
        for near in (*words[at + 1 : at + 2], *words[max(0, at - 1) : at]):
            if near in _DEGREES or near.strip(".,").isdecimal():
                return _DEGREES.index(near) if near in _DEGREES else int(near.strip(".,"))
        number = before[: before.index(noun)].count("□")
        side = read[number].display.statements[0].sides[-1] if number < len(read) and read[number].display.statements else None
        return int(side.text) if isinstance(side, Number) and side.text.isdecimal() else 0
    name = evidence.target(statement.sides[0]) if statement.signs and statement.sides[0] is not None else None
    index = (name or "").partition("_")[2].strip("{}")
    return int(index) if index.isdecimal() else 0


def _touching(
    before: Sequence[ReadFormula], place: _Place, scopes: Scopes, degree: int, *, normal: bool
) -> tuple[str, Expression] | None:
    """The letter of the line, and its height for each of its values; None if the curve is not told, or is told twice."""
    curve = curve_told(before, scopes)
    if curve is None:
        return None
    if isinstance(curve, Relation):
        return (
            None
            if degree > 1 or place.second is None or not {"x", "y"} <= symbols(curve)
            else ("x", _on_curve(curve, place, normal=normal))
        )
    letter, value, slope = curve
    at = ((Symbol(letter), place.first),)
    height = Application(value, (place.first,)) if isinstance(value, Symbol) else Evaluation(Group(value), at)
    rate = Application(slope, (place.first,)) if isinstance(slope, Prime) else Evaluation(Group(slope), at)
    line = _line(height, rate, letter, place.first, normal=normal)
    if degree == 1:
        return letter, line
    terms = [*line.terms]
    for order in range(2, degree + 1):
        of_order = Derivative(Group(value), ((Symbol(letter), order),))
        if isinstance(value, Symbol):
            there: Expression = Application(Prime(value, Number(str(order))), (place.first,))
        else:
            there = Evaluation(Group(of_order), at)
        power = Power(_step(letter, place.first), Number(str(order)))
        terms.append(Product((Quotient(there, Factorial(Number(str(order)))), power), (Times.IMPLICIT,)))
    return letter, Sum(tuple(terms))


def _line(height: Expression, rate: Expression, letter: str, at: Expression, *, normal: bool) -> Sum:
    step = _step(letter, at)
    if normal:
        rate = Group(Negation(Quotient(Number("1"), rate)))
    return Sum((height, Product((rate, step), (Times.IMPLICIT,))))


def _step(letter: str, at: Expression) -> Expression:
    return (
        Symbol(letter)
        if at == Number("0", span=at.span)
        else Group(Sum((Symbol(letter), Negation(Group(at) if _is_sum(at) else at))))
    )


def _is_sum(node: Expression) -> bool:
    return isinstance(node, Sum | Negation)


def _on_curve(curve: Relation, place: _Place, *, normal: bool) -> Expression:
    """The height of the tangent of a curve F(x, y) = 0, with the slope -F_x/F_y."""
    assert place.second is not None
    return _line(place.second, _slope_on_curve(curve, place), "x", place.first, normal=normal)


def _slope_on_curve(curve: Relation, place: _Place) -> Expression:
    assert place.second is not None
    difference = Group(Sum((Group(curve.left), Negation(Group(curve.right)))))
    at = ((Symbol("x"), place.first), (Symbol("y"), place.second))
    by_x, by_y = (Evaluation(Group(Derivative(difference, ((Symbol(name), 1),), partial=True)), at) for name in ("x", "y"))
    return Group(Negation(Quotient(by_x, by_y)))


Curve: TypeAlias = Relation | tuple[str, Expression, Expression]
"""A curve by its equation in x and y; or the graph of a function by its letter, its value and its slope there."""


def curve_told(before: Sequence[ReadFormula], scopes: Scopes, *, named: bool = False) -> Curve | None:
    """The curve that formulas name, or else, if it need not be `named`, the only one that the innermost scope tells; None if
    there are several."""
    curves = list(_named(before, scopes)) or ([] if named else list(_made_here(scopes)))
    return curves[0] if len(curves) == 1 else None


def _named(before: Sequence[ReadFormula], scopes: Scopes) -> Iterator[Curve]:
    """The curve that the sentence itself names last: `f`, `f(x)`, `f(x) = x^2`, `y = x^2`, `x^2 + y^2 = 25`."""
    context = scopes.here.context
    for one in reversed(before):
        if len(one.display.statements) != 1 or one.display.faults or _is_place(one):
            continue
        (statement,) = one.display.statements
        left, right = statement.sides[0], statement.sides[-1]
        if left is None or right is None:
            continue
        name = evidence.target(left)
        if not statement.signs and name is None and not evidence.is_closed(left):
            letters = evidence.letters_untold(left, context)
            if len(letters) == 1 and (one.before.lower().rpartition("□")[2].split() or [""])[-1] in (
                "of",
                "to",
                "for",
                "function",
            ):
                (letter,) = letters
                yield _graph(left, letter)
                return
        if name is not None and (own := _function(name, scopes)) is not None and (not statement.signs or name != "y"):
            yield own
            return
        if statement.signs == (Sign.EQUAL,) and name is not None and not evidence.is_closed(right):
            letters = evidence.letters_untold(right, context)
            if len(letters) == 1:
                (letter,) = letters
                yield _graph(right, letter)
                return
        if statement.signs == (Sign.EQUAL,) and name is None and {"x", "y"} <= symbols(statement.relations[0]):
            yield statement.relations[0]
            return


def _graph(height: Expression, letter: str) -> Curve:
    """The graph of a formula in one letter."""
    return letter, height, Derivative(Group(height), ((Symbol(letter), 1),))


def _function(name: str, scopes: Scopes) -> Curve | None:
    """A function of one letter that is defined, as it is written."""
    definition = scopes.here.context.definitions.get(name)
    if definition is None or definition.body is None:
        return None
    if len(definition.parameters) == 1:
        return definition.parameters[0], Symbol(name), Prime(Symbol(name), Number("1"))
    letters = evidence.free_names(definition.body, scopes.here.context) - scopes.here.context.kinds.keys()
    if definition.parameters or len(letters) != 1:
        return None
    (letter,) = letters
    return _graph(definition.body, letter)


def _made_here(scopes: Scopes) -> Iterator[Curve]:
    """The functions of one letter, and the curves, that the innermost scope tells."""
    for name in scopes.here.made.keys() - scopes.here.touching:
        if (function := _function(name, scopes)) is not None:
            yield function
    told = scopes.here.context.curves
    for curve in told if any({"x", "y"} <= symbols(curve) for curve in told) else scopes.here.equations:
        if {"x", "y"} <= symbols(curve) and not any(symbols(curve) & {name} for name in scopes.here.made):
            yield curve


def _with_line(statement: Statement, letter: str, height: Expression) -> tuple[Statement, ...] | None:
    """The statement of a line with its height at the left; None if it is none, or tells it in another way."""
    sides: tuple[Expression | None, ...]
    left, right = statement.sides[0], statement.sides[1] if len(statement.sides) > 1 else None
    if left is not None and not statement.signs and letter in symbols(left):
        at = statement.span
        sides = (placeless(height), left)
        return (replace(statement, sides=sides, signs=(Sign.EQUAL,), sign_spans=(at,), rows=(0, 0), reasons=("",)),)
    if left is None or right is None or set(statement.signs) != {Sign.EQUAL}:
        return None
    name = evidence.target(left)
    if name is None:
        if (
            len(statement.signs) != 1
            or not symbols(statement.relations[0]) <= {letter, "y"}
            or "y" not in symbols(statement.relations[0])
        ):
            return None
        there = ((Symbol("y"), Group(height)),)  # 2x - y = 1
        sides = (Evaluation(Group(left), there), Evaluation(Group(right), there))
        return (replace(statement, sides=sides),)
    if any(isinstance(node, Symbol) and node.name == "y" for node in descendants(right)):
        return None
    line = replace(statement, sides=(placeless(height), *statement.sides[1:]))
    if name == "y":
        return (line,)
    return statement, replace(
        line,
        sides=line.sides[:2],
        signs=line.signs[:1],
        sign_spans=line.sign_spans[:1],
        rows=line.rows[:2],
        reasons=line.reasons[:1],
        words="",
    )
