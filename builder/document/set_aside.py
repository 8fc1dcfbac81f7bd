"""Conditions that a sentence names, and under which it says nothing: `Unless □`, `We drop □`, `near □`, `□ or □`, `□ and for □`.

What is said of their letters holds without them, or nothing is decided of it. So it is with a letter that is given a list of
values, `for x = 1, 2, 3`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.expression.nodes import Ellipsis, Relation, Sign, Symbol
from builder.calculus.expression.walk import symbols, symbols_of
from builder.calculus.latex.statement import Statement
from builder.document import evidence
from builder.document.phrases import Text, Words
from builder.document.prose import Passage
from builder.document.sentences import RESTRICTING, ReadFormula

_MAY_NEGATE = Words(
    "unless, except*, save, apart, aside, other than, without, drop, drops, dropping, ignor*, disregard*, dispens*, relax*",
    "abandon*, no longer, not, instead, rather, regardless, irrespective, independent*, whether, don't, doesn't, needn't, never",
    "replac*, remov*, lifting, nothing like, had, textbook*, book*, author*, texts, people, students, writers",
)
_SUPPOSE = r"(?:assum|requir|suppos|demand|tak|restrict|need)\w*"
_NEGATES = (
    r"\b(?:unless|except(?:ing)?|save for|apart from|aside from|other than|without(?! restriction)|drop(?:s|ping)?|ignor\w+"
    r"|disregard\w*|dispens\w+ with|replac(?:e|es|ing)|remov(?:e|es|ing)|lifting|nothing like"
    r"|relax\w*|abandon\w*|no longer|not only(?= (?:for|if|when|at)\b)|if not|instead of"
    r"|rather than|regardless of"
    r"|irrespective of|independent(?:ly)? of|whether(?: or not)?|need not|(?:do|does|did|must|shall|will|can) not|cannot|is not"
    r"|don't|doesn't|needn't|never|if (?:we|one|you) had|had (?:we|one|you)"
    rf"|(?:many|some|most|other|several) (?:\w+ ){{0,2}}?(?:textbooks?|books?|authors?|texts|people|students|writers) {_SUPPOSE})"
    rf"(?: (?:{_SUPPOSE}|have|us\w+|just|merely|only|when|if|for|at|in|on|that|the|this|our|any|all|cases?|assumptions?"
    r"|conditions?|restrictions?|hypothes[ie]s|both|it|is|true|points?|values?|even|longer|x|from))*[\s:,]*$"
)
_MAY_NEGATE_BEHIND = Words(
    "more generally, not, n't, isn't, doesn't, fails?, never, unnecessary, superfluous, violated, dropped",
    "irrelevant, redundant, false, omitted",
    "relaxed, removed, weakened, no longer, cannot, excluded, ruled out, vice versa, conversely, wrong",
)
_NEGATES_BEHIND = (
    r"\s*[,(]?\s*(?:(?:which|that|this|here|then|it)\s+)*(?:needs? not|or not\b"
    r"|(?:(?:is|are|was|were|be) (?:not|no longer|never)|isn't)(?: \w+ly)? (?:needed|required|satisfied|assumed|true|met"
    r"|necessary|fulfilled|the case|essential|used|valid|given|guaranteed)"
    r"|cannot be (?:guaranteed|assumed|ensured|expected)|,? ?or (?:vice versa|conversely)"
    r"|is not (?:an?|the) (?:\w+ )?(?:solution|root|zero)\b|or,? more generally\b"
    r"|(?:is|are|be) (?:excluded|ruled out|forbidden)|be (?:false|wrong|violated)"
    r"|(?:does|do|did|must|may|can) not (?:hold|have to|need)|doesn't (?:hold|have to|need)|fails?\b"
    r"|no longer holds?|never holds?"
    r"|is (?:\w+ly )?(?:unnecessary|superfluous|violated|false|dropped|irrelevant|redundant|unimportant)"
    r"|(?:can|may|could|might) be (?:dropped|omitted|relaxed|removed|weakened))"
)
_MAY_DENY = Words("do not, don't, did not, shall not, will not")
_DENIES = (
    r"\W*(?:but |however,? )?(?:here )?we (?:do|did|will|shall)(?: not|n't)(?: (?:do|need|assume|require|use|make|here|this|that"
    r"|it|so))*\s*[.!;,]"
)
_MAY_BE_NEAR = Words(
    "near, around, close, nearby, left, right, before, after, beyond, below, above, past, until, up to, away",
    "different, distinct, unequal, not equal, outside, neighbo*, vicinity, approach*, towards?, from, between",
)
_NEAR = (
    r"\b(?:near|around|close to|nearby|left of|right of|before|after|beyond|below|above|past|until|up to|away from"
    r"|(?:different|distinct) from"
    r"|(?:unequal|not equal) to|outside(?: of)?|neighbou?rhoods? of|vicinity of|approach\w*|towards?|between)"
    r"(?: (?:the|a|each|every|any|points?|places?|values?))*\s*$"
)
_FROM, _ON = r"\bfrom(?: the)?(?: points?| values?)?\s*$", r"\s*(?:on|onwards?|upwards?)\b"
_AFTER = r"\bafter\s*$"
_UNITS = (
    r"\s*(?:s\b|ms\b|h\b|sec|min|hour|day|week|month|year|step|iteration|trial|toss|throw|period|cycle|round|unit|stage|generation"
    r"|half-li)"
)
_CONDITIONAL = (
    r"\b(?:if|when|whenever|for|let|suppose|assum\w+|given|provided|that|either|where|with|as|since|at|of|consider|take|in)"
    r"(?: (?:\w+ ){0,2}\w+)?[\s:,]*$"
)
_MAY_BE_SEVERAL = Words(
    "or, and/or, xor, oder, to, through, till, one of, both, neither, any of, some of, and for, and if, and when, and also"
)
_JOINS = re.compile(
    r"[\s,;]*(?:(?:and/or|and|or|xor|nor|oder|und)\b[\s,]*)?(?:more generally\b[\s,]*)?"
    r"(?:(?:else|if|for|when|at|that|both|let|with|also)\s+)*\s*"
)
_OR = re.compile(r"\b(?:or|xor|oder)\b")
_MORE_GENERALLY = re.compile(r"\bor\b[\s,]*more generally\b")
_UP_TO = re.compile(r"\s*(?:up )?(?:to|through|until|till)\s*(?:and including\s*)?")
_FOR_TOO = re.compile(r"\b(?:and|und) (?:also )?(?:for|if|when)\b")
_SOME_OF = (
    r"\b(?:not both|neither|nor|not all|at (?:least|most) one(?: of)?|one of|any of|some of)"
    r"(?: (?:the|following|conditions|inequalities|numbers|is|if|of))*[\s:,]*$"
)
_FOR_LIST = (
    r"\b(?:for|at|when|if|whenever|let|where|with|take|putting|suppose)(?: (?:all|each|every|the|values?|any|only|both))*\s*$"
)
_THROUGHOUT = Words("let, suppose, assume, throughout, where")


class SetAside(Struct, frozen=True):
    """The formulas `read` of a passage without the conditions that are set aside: these by number of the formula, their
    `letters`, and whether they are set aside from there on, `Let x > 0 or y > 0`."""

    read: Sequence[ReadFormula]
    conditions: Mapping[int, tuple[Statement, ...]]
    letters: frozenset[str] = frozenset()
    throughout: bool = False


class _Place(Struct, frozen=True):
    """A statement that may be a condition: the numbers of its formula and of it there, the words in front of it and behind."""

    formula: int
    index: int
    statement: Statement
    before: str
    behind: str


def set_aside(read: Sequence[ReadFormula], passage: Passage, budget: Budget) -> SetAside:
    """The formulas of a passage without conditions under which it says nothing."""
    beside = (words for one in read for s in one.display.statements for words in (s.words, *s.reasons, s.after))
    told = tuple(filter(None, beside))
    listed = any("," in one.mention.formula.latex for one in read)
    if not listed and not (
        budget.of_words(_may_set_aside, " ; ".join((passage.text, *told)))
        or budget.of_words(_MAY_DENY.stand_in, passage.following)
    ):
        return SetAside(read, {})
    found = {(each.formula, each.index): each.statement for each in _found(list(_places(read)), passage.following.lower())}
    if not found:
        return SetAside(read, {})
    kept: list[ReadFormula] = []
    conditions: dict[int, tuple[Statement, ...]] = {}
    for number, one in enumerate(read):
        statements = one.display.statements
        aside = tuple(s for index, s in enumerate(statements) if (number, index) in found)
        if aside:
            conditions[number] = aside
            left = tuple(s for index, s in enumerate(statements) if (number, index) not in found)
            one = replace(one, display=replace(one.display, statements=left))
        kept.append(one)
    letters = frozenset[str]().union(*(symbols(r) for statement in found.values() for r in statement.relations))
    return SetAside(tuple(kept), conditions, letters, _THROUGHOUT.stand_in(passage.text))


def _may_set_aside(words: str) -> bool:
    """Whether words may set conditions aside, or are of a list."""
    text = Text.of(words)
    return (
        re.search(r"□\s*,\s*□", text) is not None
        or _MAY_NEGATE.stand_in(text)
        or _MAY_NEGATE_BEHIND.stand_in(text)
        or _MAY_BE_NEAR.stand_in(text)
        or _MAY_BE_SEVERAL.stand_in(text)
    )


def _places(read: Sequence[ReadFormula]) -> Iterator[_Place]:
    for number, one in enumerate(read):
        statements = one.display.statements
        words = one.before.rpartition("□")[2]
        for index, statement in enumerate(statements):
            last = index == len(statements) - 1
            behind = f"{statement.after} {one.after.partition('□')[0]}" if last else statements[index + 1].words
            reasons = statement.reasons[-1] if statement.reasons else ""
            yield _Place(number, index, statement, f"{words} {statement.words}".lower(), f"{reasons} {behind}".lower())
            words = reasons


def _found(places: Sequence[_Place], following: str) -> Iterator[_Place]:
    at = 0
    while at < len(places):
        if not _is_condition(places[at].statement):
            at += 1
            continue
        end = at + 1
        while end < len(places) and _is_condition(places[end].statement) and _JOINS.fullmatch(places[end].before):
            end += 1
        while end < len(places) and _is_range(places[end - 1], places[end]):
            end += 1
        run = places[at:end]
        values = list(_further_values(run[-1], places[end:]))
        if _is_aside(run, following, listed=bool(values), between=at > 0 and end < len(places)):
            yield from (*run, *values)
        at = end


def _is_aside(run: Sequence[_Place], following: str, *, listed: bool, between: bool) -> bool:
    """Whether conditions that are joined by `and` and `or` are ones under which nothing is said. They stand `between` others:
    `|x| = x for x > 0, and for x < 0, …` tells two cases."""
    first, last = run[0], run[-1]
    if re.search(_NEGATES, first.before) or re.match(_NEGATES_BEHIND, last.behind) or re.search(_SOME_OF, first.before):
        return True
    if listed and re.search(_FOR_LIST, last.before):
        return True
    if len(run) > 1 and _is_range(*run[-2:]):
        return True
    beside = first.index > 0 and not first.before.strip(" ,;(")  # `|xy| = xy, x > 0 or y > 0`
    if (beside or re.search(_CONDITIONAL, first.before)) and _are_several(run, between=between):
        return True
    if all(_is_value(one.statement) for one in run) and _is_near(first, last):
        return True
    return not last.behind.strip(" .,;") and _MAY_DENY.stand_in(following) and re.match(_DENIES, following) is not None


def _are_several(run: Sequence[_Place], *, between: bool) -> bool:
    """Whether only one of several conditions holds: of different letters, `□ or □`, or of the same ones, `for □ and for □`."""
    for before, one in pairwise(run):
        same = _letters(before.statement) == _letters(one.statement)
        if _MORE_GENERALLY.search(one.before):
            return True
        if not same and _OR.search(one.before):
            return True
        if same and not between and _FOR_TOO.search(one.before):
            return not (_is_value(before.statement) and _is_value(one.statement))
    return False


def _is_range(first: _Place, last: _Place) -> bool:
    """Whether two values of a letter are the ends of a range: `x = 1 up to x = 5`."""
    same = _is_value(first.statement) and _is_value(last.statement) and _letters(first.statement) == _letters(last.statement)
    return same and _UP_TO.fullmatch(last.before) is not None


def _is_near(first: _Place, last: _Place) -> bool:
    """Whether words tell of values near one that a letter is given, or beyond it, and not of that."""
    if re.search(_FROM, first.before) and re.match(_ON, last.behind):
        return True
    if re.search(_NEAR, first.before) is None:
        return False
    return not (re.search(_AFTER, first.before) and re.match(_UNITS, last.behind))  # `after t = 2 seconds` is that moment


def _further_values(last: _Place, behind: Sequence[_Place]) -> Iterator[_Place]:
    """The values that a list goes on with: `x = 1, 2, 3`, `n = 0, 1, \\dots`."""
    if not _is_value(last.statement):
        return
    for one in behind:
        side = one.statement.sides[0] if not one.statement.signs else None
        is_more = side is not None and (isinstance(side, Ellipsis) or evidence.is_closed(side))
        if not is_more or one.before.strip(" ,;") not in ("", "and", "or", "and for", "or for"):
            return
        yield one


def _letters(statement: Statement) -> frozenset[str]:
    return symbols_of(statement.relations)


def _is_condition(statement: Statement) -> bool:
    """Whether a statement tells no more than which values letters have."""
    relations = statement.relations
    if not relations or statement.continues or not _letters(statement):
        return False
    return all(relation.sign in RESTRICTING for relation in relations) or _is_value(statement)


def _is_value(statement: Statement) -> bool:
    """Whether a statement gives a letter a value."""
    return len(statement.relations) == 1 and _gives_value(statement.relations[0])


def _gives_value(relation: Relation) -> bool:
    return relation.sign is Sign.EQUAL and isinstance(relation.left, Symbol) and evidence.is_closed(relation.right)
