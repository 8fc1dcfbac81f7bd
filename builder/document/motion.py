"""What moves: behind `a particle has the position s(t) = t^3`, `the velocity is v(t) = 3t^2` tells the derivative of s."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.expression.nodes import Application, Expression, Number, NumberSet, Prime, Sign, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.latex.statement import Statement
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.properties import made
from builder.document.scope import Moving, Scopes
from builder.document.sentences import ReadFormula

_MOVES = ("position", "displacement", "height", "distance", "location", "velocity", "acceleration")
_IS_POSITION = r"\b(?P<what>position|displacement|height|distance|location|velocity)\b(?: (?!of □)[\w']+){0,6}$"
_IS_POSITION_BEHIND = (
    r" *(?:be|is|denotes?|gives|represents?|describes?)(?: \w+)? (?:position|displacement|height|distance|location)\b"
)
_IS_TOLD = (
    r"(?:^|\b(?:the|its|a|an|whose|with|so|thus|hence|then|and|instantaneous|\w+'s) )(?P<what>velocity|acceleration)"
    r"(?: function)?(?: of (?:the|this|that) (?:particle|object|body|ball|point|car|stone|rocket|projectile))?"
    r"(?P<place> at (?:time )?□| there| then| at (?:that|this) (?:time|moment|instant))?"
    r"(?: (?:is|equals|becomes|is given by|is then|is therefore|is thus)|:)?$"
)
_AT_TIME = r"\b(?:at|when|after)(?: time)? □ (?:seconds? )?the (?P<what>velocity|acceleration) (?:is|equals)$"


def with_motion(read: Sequence[ReadFormula], scopes: Scopes) -> list[ReadFormula]:
    """The formulas of a sentence, those that tell a velocity or an acceleration with the derivative of the position that it must
    be. A position that the sentence tells is noted."""
    found = list(read)
    time: Expression | None = None
    for number, one in enumerate(read):
        if one.mention.struck or one.mention.off or one.display.faults or len(one.display.statements) != 1:
            continue
        (statement,) = one.display.statements
        before = " ".join(one.before.lower().replace(",", " ").split())
        left = statement.sides[0]
        if statement.signs == (Sign.EQUAL,) and left == Symbol("t", span=left.span if left is not None else None):
            time = statement.sides[1]
        told = re.search(_AT_TIME, before) or re.search(_IS_TOLD, before)
        if told is not None and scopes.here.position is not None and cue_before(one.before) not in (Cue.DENIED, Cue.ASKED):
            order = 1 if told["what"] == "velocity" else 2
            at = time if "□" in told.group() or told.groupdict().get("place") else None
            claim = _claim(statement, scopes.here.position, order, at)
            if claim is not None:
                kept = (statement,) if statement.signs else ()
                found[number] = replace(one, display=replace(one.display, statements=(*kept, claim)), before="we have ")
                if kept:
                    found[number] = replace(found[number], before=one.before)
            continue
        of_position = re.search(_IS_POSITION, before)
        behind = re.match(_IS_POSITION_BEHIND, one.after.lower())
        if (of_position or behind) and (position := _position(statement)) is not None:
            velocity = of_position is not None and of_position["what"] == "velocity"
            known = scopes.here.position
            if known is None or known.name == position[0]:
                scopes.here.position = Moving(*position, 1 if velocity else 0)
            elif not velocity:
                scopes.here.position = Moving("", "", 0)  # of several that move
    return found


def may_move(words: str) -> bool:
    """Whether a sentence speaks of what moves."""
    return any(word in words for word in _MOVES)


def _position(statement: Statement) -> tuple[str, str] | None:
    """The function that a formula names, `s(t) = t^2`, and its letter."""
    left = statement.sides[0]
    if isinstance(left, Application) and isinstance(left.function, Symbol) and len(left.arguments) == 1:
        (argument,) = left.arguments
        if isinstance(argument, Symbol) and argument.name == "t":
            return left.function.name, argument.name
    return None


def _claim(statement: Statement, moving: Moving, order: int, at: Expression | None) -> Statement | None:
    """That a derivative of the position is what a formula tells: `v(t) = 3t^2`, `3t^2`, or a number at a time."""
    name, letter, order = moving.name, moving.letter, order - moving.order
    value = statement.sides[1] if len(statement.sides) > 1 else statement.sides[0]
    derivative = Prime(Symbol(name), Number(str(order)))
    if not name or order < 1 or value is None or isinstance(value, NumberSet) or statement.signs[:1] not in ((), (Sign.EQUAL,)):
        return None
    if statement.signs:
        target = statement.sides[0]
        of_time = isinstance(target, Symbol) or (
            isinstance(target, Application) and target.arguments[:1] != () and symbols(target)
        )
        named = evidence.target(target) if target is not None else None
        if not of_time or named in (None, name) or symbols(value) - {letter}:
            return None
        return made(Application(derivative, (Symbol(letter),)), Sign.EQUAL, value, statement)
    if symbols(value) == {letter}:
        return made(Application(derivative, (Symbol(letter),)), Sign.EQUAL, value, statement)
    if at is not None and evidence.is_closed(value) and evidence.is_closed(at):
        return made(Application(derivative, (at,)), Sign.EQUAL, value, statement)
    return None
