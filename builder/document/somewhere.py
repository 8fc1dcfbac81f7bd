"""Equations that hold somewhere only: `At x = 0, f(x) = 1`, `a fixed point is an x with f(x) = x`, `If f(a) = g(a), …`.

They have the form of definitions, and define no function: what would follow from them everywhere is not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Node, Relation, Sign, Symbol
from builder.calculus.expression.walk import children, symbols
from builder.document import evidence
from builder.document.cues import Cue, introduces
from builder.document.determined import unknown_applied
from builder.document.hypotheses import names_point
from builder.document.phrases import Words
from builder.document.sentences import ReadFormula, said_behind

# Places that have a name; behind them a verb tells something of a function that is written out: `At the vertex, f(x) = x^2 has`.
_PLACES = Words(
    "vertex, top, bottom, intersection*, crossing*, points?, zeros?, zeroes, roots?, maximum, minimum, extremum, origin, start",
    "beginning, end, ends, moment, instant, time, boundary, equilibrium, contact, tangency",
)
_AT_A_PLACE = (
    r"(?:^|[^\w])(?:at|in|near|until|after|before) (?:(?:a|an|the|some|any|this|that|each|every|these|those|its|their|one|such) )"
    r"(?:\w+ ){0,3}?(?:vertex|top|bottom|intersections?|crossings?|points?|zeros?|zeroes|roots?|maximum|minimum|extremum|origin"
    r"|start|beginning|ends?|moment|instant|time|boundary|equilibrium)(?: of \w+)?\W*(?:(?:we|one) (?:have|has)\W*)?$"
)
_GOES_ON = r"\s*(?:has|have|had|takes?|and its|\w+s)\b"

# What an equation tells of one argument: `an x with f(x) = x`, `a zero of f, i.e. f(x) = 0`, `f(x) = g(x) for some x`.
_OF_THE_LETTER = (
    r"(?:[\w-]+[\s,]+){0,6}(?:with|such that|so that|for which|satisfying|that satisfy|that satisfies|fulfilling"
    r"|with the property that)\s*"
)
_OF_A_FUNCTION = Words("function*, map*, mapping*, curve*, graph*, polynomial*, sequence*, variable*, density")
_OF_AN_EQUATION = (
    r"(?:(?:^|[.,;:]\s*|\b(?:to|we|now|and|then|us) )(?:solve|solving)(?: (?:the|this))?(?: equation)?|"
    r"(?:^|.*\W)(?:the|an) equation)"
    r"[\s:]*"
)
_OF_A_CURVE = Words("by, with, has, define*, function*, curve*, graph*, given")
_MEETING = Words("meet, meets, intersect, intersects, cross, crosses, coincide, agree")
_SOLUTIONS = Words("fixed points?, zeros?, zeroes, roots?, intersect*, meet, meets, cross, crosses, coincide, agree, solutions?")
_RESTATES = r"[^□]*(?:i\.\s*e\.|that is|that means|which means|namely|meaning|so that|so|hence|thus|then)[\s,:]*$"
_RIGHT_NOW = (
    r"\b(?:right now|currently|presently|at present|at the moment|initially)\W*(?:we have|we let|let|suppose|the \w+ is)?\W*$"
)
_OF_EXTREMA = r"\b(?:maxim(?:um|al)|minim(?:um|al)|largest|smallest|greatest|least|extreme) .*\b(?:is|was|of|be)\s*$"
_SOME_BEFORE = r"\bfor (?:some|a certain|certain|one|at least one|exactly one)\W*$"
_ONLY_AT = r"\W*only at\b"
_FOR_SOME = r"[\s,]*(?:holds )?(?:for|at) (?:some|one|an?|a certain|certain|at least one|exactly one|at most one|finitely many)\b"
_THEN = r"\bthen\W*(?:we have|it follows that|also)?\W*$"
_GIVES_REASON, _AT_ONCE = r"\W*(?:since|because|as)\b", r"\s*,\s*(?:(?:we have|we get|we find|it follows that)\W*)?"
_SUPPOSES = Words("if, suppose, assume, whenever, since, because, as, when, assuming, supposing")
_MOMENT_BEFORE = Words("at, when, initially, as soon as, moment, instant, while")
_VALUED_BEFORE = Words("at, when, initially, as soon as, moment, instant, while, for")
_AT_THAT = (
    r"\W*at (?:that|this|these|those|such|some)\b"
    r"|\W*has (?:an?|no|one|two|three|exactly|at (?:least|most)|only|\w+ly many)\b.*\b(?:solution|root)"
)
_MOMENT = (
    r"\W*(?:(?:be|is|as) the (?:value|height|ordinate|size|amount|number)\b[^□.;]*)?"
    r"(?:at|when|initially|as soon as|in the moment|the moment|at the moment|at the instant)\b"
)


def holds_somewhere(
    definition: Definition, read: Sequence[ReadFormula], number: int, index: int, cue: Cue, context: Context
) -> bool:
    """Whether an equation that has the form of a definition, the statement `index` of the formula `number` of a sentence, is said
    of one place, or of some, rather than everywhere."""
    one, statement = read[number], read[number].display.statements[index]
    relation = statement.relations[0]
    clause = f"{one.before.rpartition('□')[2]} {statement.words}".lower()
    behind = said_behind(read, number, index)
    last = index == len(one.display.statements) - 1
    after = one.after if last else ""
    values = _values_before(read, number, index)
    if not definition.parameters:
        if evidence.is_closed(relation.right) and re.search(_RIGHT_NOW, clause):
            return True
        placed = {name for name in values if _MOMENT_BEFORE.stand_in(one.before)}
        told = bool(placed - {definition.name}) or re.match(_MOMENT, after) is not None
        return told and evidence.is_closed(relation.right) and relation.sign is Sign.EQUAL
    if not isinstance(relation.left, Application) or relation.sign is not Sign.EQUAL:
        return False
    letters = frozenset(definition.parameters)
    open_right = evidence.is_closed(relation.right) or _is_of_unknown(relation.right, letters, context)
    points = values | {point.name for point in behind.points}
    if open_right and letters <= points:
        return True
    if _PLACES.stand_in(clause) and re.search(_AT_A_PLACE, clause):
        return evidence.is_closed(relation.right) or not re.match(_GOES_ON, after)
    if last and (re.match(_AT_THAT, after.lower()) or re.match(_ONLY_AT, after)):
        return True
    named = introduces(clause) and _names_parameter(relation.right, letters, read, number)
    if last and re.match(_FOR_SOME, after) and not named:
        return True
    if evidence.is_closed(relation.right) and re.search(_OF_EXTREMA, clause):
        return True
    if _is_of_letter_before(letters, read, number, index, clause):
        return True
    sentence = one.before.lower()
    if _SOLUTIONS.stand_in(sentence) and re.fullmatch(_RESTATES, clause) and not introduces(clause):
        return True
    if _MEETING.stand_in(sentence) and re.search(r"\b(?:where|when|if|iff)\s*$", clause):
        return True
    if re.fullmatch(_OF_AN_EQUATION, clause.strip()) and not _OF_A_CURVE.stand_in(clause):
        return True
    if evidence.is_closed(relation.right) and re.search(r"\bwhenever\s*$", clause):
        return True
    if _tells_values(letters, relation, cue, clause):
        return True
    return _follows_from_equation(definition, relation, read, number, index, clause, context)


def _names_parameter(right: Node, letters: frozenset[str], read: Sequence[ReadFormula], number: int) -> bool:
    """Whether the letter that stands behind an equation is one of its right side, and no argument: `f(x) = cx for some c`."""
    statements = read[number + 1].display.statements if number + 1 < len(read) else ()
    return bool(statements) and isinstance(name := statements[0].sides[0], Symbol) and name.name in symbols(right) - letters


def _values_before(read: Sequence[ReadFormula], number: int, index: int) -> set[str]:
    """The letters to which a sentence gives numbers before one of its statements, as a condition: `At x = 0, …`."""
    found: set[str] = set()
    for place, one in enumerate(read[: number + 1]):
        clause = one.before.rpartition("□")[2]
        if not _VALUED_BEFORE.stand_in(clause) and not found:
            continue
        for statement in one.display.statements[: index if place == number else None]:
            for relation in statement.relations[:1]:
                if relation.sign is Sign.EQUAL and isinstance(relation.left, Symbol) and evidence.is_closed(relation.right):
                    found.add(relation.left.name)
    return found


def _is_of_unknown(right: Node, letters: frozenset[str], context: Context) -> bool:
    """Whether a side holds the letters only in values of functions of which nothing is known: g(x)."""
    match right:
        case Application():
            return bool(unknown_applied(right, context))
        case Symbol():
            return right.name not in letters
        case _:
            return all(_is_of_unknown(child, letters, context) for child in children(right))


def _is_of_letter_before(letters: frozenset[str], read: Sequence[ReadFormula], number: int, index: int, clause: str) -> bool:
    """Whether the words before an equation make it one for the letter that stands before them: `an x with f(x) = x`."""
    if index > 0 or number == 0:
        return False
    before = read[number - 1]
    statements = before.display.statements
    bare = statements[-1].sides[0] if statements and not statements[-1].signs else None
    if not isinstance(bare, Symbol) or {bare.name} != letters:
        return False
    if re.search(_SOME_BEFORE, before.before.lower()) or _SOLUTIONS.stand_in(clause):
        return True
    of_function = _OF_A_FUNCTION.stand_in(before.before) or _OF_A_FUNCTION.stand_in(clause)
    return re.fullmatch(_OF_THE_LETTER, clause.strip(" ,") + " ") is not None and not of_function


def _tells_values(letters: frozenset[str], relation: Relation, cue: Cue, clause: str) -> bool:
    """Whether a condition compares values at an argument that has the name of a number: `If f(a) = g(a)`, `If f(a) = b`."""
    if cue is not Cue.CONDITION and not _SUPPOSES.stand_in(clause):
        return False
    if not all(map(names_point, letters)):
        return False
    return not letters & _bare_letters(relation.right)


def _bare_letters(node: Node) -> frozenset[str]:
    """The letters of an expression that stand outside of values of functions."""
    if isinstance(node, Application):
        return frozenset()
    if isinstance(node, Symbol):
        return frozenset({node.name})
    return frozenset[str]().union(*map(_bare_letters, children(node)))


def _follows_from_equation(
    definition: Definition,
    relation: Relation,
    read: Sequence[ReadFormula],
    number: int,
    index: int,
    clause: str,
    context: Context,
) -> bool:
    """Whether an equation is concluded of a function from others of it that do not tell its values: `If f(0) = g(0), then
    f(x) = g(x)`, `If f'(x) = 0, then f(x) = 0`. One with a constant of its own, `f(x) = x^2 + C`, tells all of them."""
    at_once = re.match(_GIVES_REASON, read[number].before.lower()) is not None and re.fullmatch(_AT_ONCE, clause) is not None
    if not (at_once or re.search(_THEN, clause)) or not _SUPPOSES.stand_in(read[number].before):
        return False
    known = context.definitions.get(definition.name)
    if known is not None and known.body is not None and symbols(known.body) - {*known.parameters} - context.definitions.keys():
        return False  # a value gives the constant of `f(x) = x^2 + C`
    premises = [
        premise
        for place, one in enumerate(read[: number + 1])
        for statement in one.display.statements[: index if place == number else None]
        for premise in statement.relations
        if premise.sign is Sign.EQUAL and definition.name in symbols(premise)
    ]
    if not premises:
        return False
    if unknown_applied(relation.right, context) or evidence.is_closed(relation.right):
        return True
    if all(isinstance(premise.left, Application) and evidence.is_closed(premise.right) for premise in premises):
        if all(map(evidence.is_closed, (a for premise in premises for a in getattr(premise.left, "arguments", ())))):
            return True  # `Since f(1) = 1, f(x) = x`
    told = any(
        isinstance(side, Application) and all(map(evidence.is_closed, side.arguments))
        for premise in premises
        for side in (premise.left, premise.right)
    )
    return not told and symbols(relation.right) <= frozenset(definition.parameters)
