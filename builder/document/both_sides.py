"""Both sides of an equation that is differentiated: `the left side becomes 2x + 2y y' and the right side becomes 0`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.expression.nodes import Derivative, Group, Relation, Sign, Symbol, Vector
from builder.calculus.expression.walk import symbols
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.properties import made
from builder.document.scope import Scopes
from builder.document.sentences import ReadFormula

_SIDE = r"\b(?P<which>left|right)(?:[- ]hand)? side (?:is|becomes|gives|yields|turns into|equals|is just|is then)$"
_OF_SIDE = (
    r"\bderivative of the (?P<which>left|right)(?:[- ]hand)? side(?: is| equals)$"
    r"|□ (?:and )?(?:that )?of the (?P<other>left|right)(?:[- ]hand)? side(?: is)?$"
)


def with_sides(read: Sequence[ReadFormula], lead: str, scopes: Scopes) -> list[ReadFormula]:
    """The formulas of a sentence, those that tell the derivative of a side of an equation with that at their left."""
    found = list(read)
    differentiated = re.search(r"\bdifferentiat\w+\b", f"{lead} {read[0].before if read else ''}".lower()) is not None
    of_derivative = False
    for number, one in enumerate(read):
        before = " ".join(one.before.lower().replace(",", " ").replace(":", " ").split())
        differentiated = differentiated or re.search(r"\bdifferentiat\w+\b", before) is not None
        told = re.search(_OF_SIDE, before)
        if told is not None and told["which"] is None and not of_derivative:
            told = None
        of_derivative = of_derivative or told is not None
        told = told or (re.search(_SIDE, before) if differentiated else None)
        equation = _equation(read[:number], scopes)
        statements = one.display.statements
        if told is None or equation is None or len(statements) != 1 or statements[0].signs or one.mention.struck:
            continue
        value = statements[0].sides[0]
        which = told["which"] or told["other"]
        side = equation.left if which == "left" else equation.right
        letter = _letter(read, equation)
        if value is None or isinstance(value, Vector) or not letter or cue_before(one.before) in (Cue.DENIED, Cue.ASKED):
            continue
        left = Derivative(Group(side), ((Symbol(letter), 1),))
        statement = made(left, Sign.EQUAL, value, statements[0])
        found[number] = replace(one, display=replace(one.display, statements=(statement,)), before="we have ")
    return found


def _equation(before: Sequence[ReadFormula], scopes: Scopes) -> Relation | None:
    """The equation in several letters that the sentence tells, or else the last one before it."""
    told = [each.relations[0] for one in before for each in one.display.statements if each.signs == (Sign.EQUAL,)]
    earlier = (*scopes.here.context.curves, *scopes.equations)
    both = [each for each in (*earlier, *told) if len(symbols(each)) > 1 and evidence.is_curve(each, scopes.here.context)]
    return both[-1] if both else None


def _letter(read: Sequence[ReadFormula], equation: Relation) -> str:
    """The letter by which is differentiated: as `with respect to` tells, or x beside y; "" where that is not told."""
    for one in read:
        side = one.display.statements[0].sides[0] if len(one.display.statements) == 1 else None
        if one.before.rstrip().endswith("with respect to") and isinstance(side, Symbol):
            return side.name
    return "x" if {"x", "y"} <= symbols(equation) else ""
