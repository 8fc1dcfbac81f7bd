"""The sentence around a formula: the words before and behind it, what they make of it, and what is said under which condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Definition
from builder.calculus.expression.nodes import (
    INEQUALITIES,
    ORDERS,
    Application,
    Derivative,
    Expression,
    Node,
    Number,
    NumberSet,
    Prime,
    Relation,
    Sign,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import symbols, symbols_of
from builder.calculus.judge.sorts import UNITS
from builder.calculus.latex.statement import Display, Join, Statement
from builder.calculus.remembered import Remembered
from builder.calculus.solving import interval_of
from builder.document import evidence
from builder.document.cues import Cue, concludes, cue_before, cue_of
from builder.document.document import Mention
from builder.document.phrases import Text, Words
from builder.document.prose import Passage
from builder.document.truth import answers_truth, asks_truth
from builder.source import Span

_BEHIND = re.compile(
    r"\W*(?:but |only |valid |true |holds |and so |again |wherever |everywhere )*"
    r"(?:for|if|when|whenever|where|with|at|provided|as long as|so long as|on|assuming|near)"
    r"(?: that| all| any| every| each| real| the| point| points| integers?| numbers?| values?| of)*\W*"
)
# These stand as texts: they are compiled where something could match them, and few documents have all of that.
_STATES = (
    r"(?is)(?:.*[^\w'-])?(?<!except )(?:for|if|when|whenever)"
    r"(?: all| any| every| each| the| points?| numbers?| values?| of| real| integers?)*\W*"
)
_STATES_ALL = (
    r"(?is)(?:.*[^\w'-])?(?:for|whenever) (?:all|any|every|each) (?P<numbers>real|integers?|whole)(?: numbers?| values?| of)*\W*"
)
# Not `for every such x`.
_FOR_ALL = (
    r"(?is)(?:.*[^\w'-])?(?:for|whenever) (?:all|any|every|each|arbitrary)(?: real| complex| positive| negative| numbers?"
    r"| values?| of| choices?| pairs?| integers?| angles?| the)*\W*"
)
_ALL_REAL = r"\b(?:for|whenever) (?:all|any|every|each) real(?: numbers?| values?| of)* \$(?P<name>[A-Za-z])\$"
_OF_ALL = Words("real, integers?, whole")
_ON_INTERVAL = r"\s*(?:on|for\s+□\s+in)(?: the)?(?: whole| open| closed)?(?: interval)?\s*"
_EACH = Words("all, any, every, each, arbitrary")
_LEAVE_OUT = Words(
    "positive, negative, nonnegative, non-negative, nonzero, non-zero, defined, undefined, exist*, sense, meaningful, provided",
    "if, when, whenever, domain*, where, except, unless, other than, apart from, excluding, as long as, such that, for which",
)
_FORMULA = re.compile(r"\$[^$]*\$")
_AND = re.compile(r"\W*(?:and)?\W*")
_WITH = re.compile(r"\W*(?:with|where|such that|satisfying|for which|so that)\W*")
_ALSO = re.compile(r"\W*(?:(?:and|or)(?: at)?)?\W*")
_SINCE = re.compile(r"\W*(?:since|because|as)(?: here| we (?:have|know))?(?: that)?\W*")
_AT = re.compile(r"\s*(?:at|when|where|if)(?: the point)?\s*")
_PLAIN_SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "<=": Sign.LESS_EQUAL,
        ">=": Sign.GREATER_EQUAL,
        "!=": Sign.NOT_EQUAL,
        "<": Sign.LESS,
        ">": Sign.GREATER,
        "≤": Sign.LESS_EQUAL,
        "≥": Sign.GREATER_EQUAL,
        "≠": Sign.NOT_EQUAL,
    }
)
_PLAIN_CONDITION = (
    r"\s*,?\s*(?:\(|for|if|when|where|with|provided(?: that)?)\s*\(?(?P<letter>[A-Za-z])\s*"
    r"(?P<sign><=|>=|!=|[<>≤≥≠])\s*(?P<number>\d+)\s*(?=[).,;]|$)"
)
RESTRICTING = (*INEQUALITIES, Sign.MEMBER)
"""Signs of relations that say which values are meant."""


_NEXT_CLAUSE = r"\s*(?:[,;.:]|(?:and|but|while|whereas)\b)"


class ReadFormula(Struct, frozen=True):
    """A formula that was read, and the words before and behind it in its sentence, with `□` for each other formula. What is said
    is said for all values of the letters that are `bound`."""

    mention: Mention
    display: Display
    before: str
    after: str
    bound: frozenset[str] = frozenset()


def changed(one: ReadFormula, change: Callable[[Expression], Expression]) -> ReadFormula:
    """A formula in whose relations every side is changed."""
    statements = tuple(
        replace(statement, sides=tuple(None if side is None else change(side) for side in statement.sides))
        for statement in one.display.statements
    )
    return replace(one, display=replace(one.display, statements=statements))


def rounded(one: ReadFormula) -> ReadFormula:
    """A formula in whose equations a decimal number at the end is rounded, as the words tell: `To two decimals, □`."""
    statements = tuple(
        replace(statement, signs=(*statement.signs[:-1], Sign.APPROXIMATE))
        if statement.signs[-1:] == (Sign.EQUAL,) and isinstance(last := statement.sides[-1], Number) and "." in last.text
        else statement
        for statement in one.display.statements
    )
    return replace(one, display=replace(one.display, statements=statements))


class Behind(Struct, frozen=True):
    """Under what a statement is said, where that stands behind it: `|x| = x for x ≥ 0`, `f'(x) = 4 at x = 2`, `at (3, 4)`.

    `stated` is what says for which values it holds: `for all x ≠ 0`, `for all real x`; `bound` are the letters of which it is
    said for all: `for any x`, `anew` those of which nothing holds that was said before the sentence.
    """

    conditions: tuple[Relation, ...] = ()
    points: tuple[Definition, ...] = ()
    place: Vector | None = None
    stated: tuple[Relation, ...] = ()
    bound: frozenset[str] = frozenset()
    anew: frozenset[str] = frozenset()


MOST_WORDS = 4_000
"""How many characters before a formula, and behind it, say how it is meant: no sentence has as many."""


def words_after(passage: Passage) -> tuple[str, ...]:
    """For each part of a passage what stands behind it."""
    behind = [""]
    for part in reversed(passage.parts[1:]):
        behind.append(f"{part if isinstance(part, str) else ' □ '}{behind[-1]}"[:MOST_WORDS])
    return tuple(reversed(behind))


def cue_for(one: ReadFormula, number: int, passage: Passage, remembered: Remembered | None = None) -> Cue:
    """The cue for the statement `number` of a formula: that of its own words, or of the sentence around it.

    It is looked for once in equal sentences that are `remembered`.
    """
    statement = one.display.statements[number]
    display = one.mention.formula.display
    behind = "".join([f" {other.words} □" for other in one.display.statements[number + 1 :]])
    reason = statement.reasons[-1] if statement.reasons else ""
    reasons = _FORMULA.sub(" □ ", reason) if reason else ""
    after = f"{reasons} {statement.after}{behind}{one.after}"
    of_subject = _may_be_of_subject(statement, one.before)
    if remembered is None:
        return _cue(statement, one.before, after, passage, display=display, of_subject=of_subject)
    question = (
        cue_for,
        statement.words,
        statement.join,
        statement.label,
        one.before,
        after,
        passage.following,
        passage.table,
        display,
        of_subject,
    )
    return remembered.answer(
        question, lambda: _cue(statement, one.before, after, passage, display=display, of_subject=of_subject)
    )


def _may_be_of_subject(statement: Statement, before: str) -> bool:
    """Whether an equation may be said of what words `before` it tell, `For products, □`, as its form tells: none that is solved
    for a letter, or for where a function has a value, or the same as another."""
    if not ("or " in before or "hen " in before or "ür " in before or "our " in before or "ara " in before):
        return False  # for, when, für, pour, para
    if statement.signs[:1] != (Sign.EQUAL,):
        return False
    if statement.sides[0] is None or statement.sides[1] is None:
        return False
    left, right = evidence.bare(statement.sides[0]), evidence.bare(statement.sides[1])
    if evidence.is_closed(right):
        return isinstance(left, Derivative | Prime) and not _is_named(left.operand)
    return not (evidence.is_linear(left) and evidence.is_linear(right)) and not (_is_named(left) and _is_named(right))


def _is_named(node: Node) -> bool:
    """Whether it is a letter, or a function that is named, its derivative, or a value of either."""
    match node:
        case Symbol():
            return True
        case Prime(operand=inner) | Derivative(operand=inner) | Application(function=inner):
            return _is_named(inner)
        case _:
            return False


def _cue(statement: Statement, before: str, after: str, passage: Passage, *, display: bool, of_subject: bool) -> Cue:
    around = cue_of(before, after, passage.following, table=passage.table, display=display, of_subject=of_subject)
    if around in (Cue.DENIED, Cue.ASKED):
        return around
    if asks_truth(passage.lead):
        if not (answered := answers_truth(passage.following)):
            return Cue.ASKED if answered is None else Cue.DENIED
        around = Cue.UNIVERSAL if around is Cue.NONE else around
    if statement.join is not Join.NONE or (statement.label and not statement.words):
        return Cue.CLAIM
    if statement.words.startswith("for all ") and re.fullmatch(r"for all (?:\\?[A-Za-z]+)\s*[:,.]\s*", statement.words):
        return Cue.UNIVERSAL  # `\forall x: …`
    own = cue_before(statement.words) if statement.words.strip() else Cue.NONE
    return around if own is Cue.NONE else own


def said_behind(read: Sequence[ReadFormula], number: int, index: int) -> Behind:
    """Under what the statement `index` of the formula `number` of a sentence is said by the words behind it."""
    conditions: list[Relation] = []
    points: list[Definition] = []
    reasons = read[number].display.statements[index].reasons
    stated = _of_all_real(reasons[-1]) if reasons else []
    bound = {name for relation in stated for name in symbols(relation)}
    following = list(_following(read, number, index))
    if not following:
        return Behind(stated=_unlimited(stated, read[number].after), bound=frozenset(bound))
    in_front = frozenset().union(*(symbols(r) for one in read[:number] for s in one.display.statements for r in orders_in(s)))
    valued = {r.left for one in read[:number] for s in one.display.statements for r in s.relations[:1] if r.sign is Sign.EQUAL}
    in_display = len(read[number].display.statements) - index - 1 if read[number].mention.formula.display else 0
    defines = False
    for place, (words, statement) in enumerate(following):
        told = symbols_of(orders_in(statement))
        if told & in_front and place < len(following) - 1 and re.match(_NEXT_CLAUSE, words.lower()):
            break  # `For x > 0, …; for x < 0, …`: it is a condition of what stands behind it
        opens = _BEHIND if not conditions and not points else _ALSO
        if defines and place == len(following) - 1:
            opens = _AT  # `dy/dx = 12 for y = x^3 at x = 2`
        defines = False
        beside = bool(told) and (
            (place < in_display and (statement.bracketed or not words.strip(" ,;")))  # `|x| = -x  (x < 0)`
            or (statement.bracketed and not words.strip(" ,;"))  # `$|x| = -x$ $(x < 0)$`
            or words.strip() == "("  # `$|x| = -x$ ($x < 0$)`
        )
        listed = _of_other_real(words, statement, stated) if place > 0 else []
        if not beside and not listed and not opens.fullmatch(words):
            break
        if stated or not conditions:
            stated += listed or _stated_of("for" if conditions or beside else words, statement)
        if (letter := _bound_by(words, statement)) is not None:
            bound.add(letter)
        if not statement.signs and isinstance(statement.sides[0], Vector) and not conditions and not points:
            return Behind(place=statement.sides[0])
        if not statement.signs and stated:
            continue  # for all real x and y
        if len(statement.relations) != 1:
            conditions += [r for r in statement.relations if r.sign in RESTRICTING]
            break
        (relation,) = statement.relations
        if relation.sign in RESTRICTING:
            conditions.append(relation)
        elif (
            relation.sign is Sign.EQUAL
            and isinstance(relation.left, Symbol)
            and relation.left.name not in symbols(relation.right)
        ):
            if relation.left in valued and place < len(following) - 1:
                break  # `If n = 4, …; for n = 5, …`
            points.append(Definition(relation.left.name, (), relation.right))
            defines = bool(symbols(relation.right))
        elif place == 0 and relation.sign is Sign.EQUAL and isinstance(relation.left, Application):
            defines = True
        else:
            break
    return Behind(tuple(conditions), tuple(points), stated=_unlimited(stated, read[number].after), bound=frozenset(bound))


def reasons_behind(read: Sequence[ReadFormula], number: int, index: int) -> tuple[Relation, ...]:
    """The orders that are told behind a statement as what is known: `|x| = x, since x > 0`."""
    found: list[Relation] = []
    for words, statement in _following(read, number, index):
        if (_ALSO if found else _SINCE).fullmatch(words) is None or not all(sign in ORDERS for sign in statement.signs):
            break
        found += statement.relations
    return tuple(found)


def plain_condition(after: str) -> Relation | None:
    """The condition that words behind a formula begin with, where it is written without marks of mathematics: `□ (x > 0)`."""
    found = re.match(_PLAIN_CONDITION, after) if any(sign in after[:40] for sign in _PLAIN_SIGNS) else None
    return found and Relation(Symbol(found["letter"]), _PLAIN_SIGNS[found["sign"]], Number(found["number"]))


def of_only_letter(statement: Statement, sign: Sign, of: Expression) -> tuple[Relation, ...]:
    """The condition on the only letter of a statement that it has a sign, `for all positive numbers, √(x²) = x`, or lies in an
    interval."""
    letters = frozenset[str]().union(*(symbols(side) for side in statement.sides if side is not None))
    return (Relation(Symbol(min(letters)), sign, of),) if len(letters) == 1 else ()


def lying_before(read: Sequence[ReadFormula], number: int) -> NumberSet | None:
    """The interval on which a sentence says at its beginning that a formula holds: `On [0, π], …`, `For x in (0, 1), …`."""
    for one in read[: min(number, 2)]:
        side = one.display.statements[0].sides[0] if len(one.display.statements) == 1 else None
        if side is not None and not one.display.statements[0].signs and re.fullmatch(_ON_INTERVAL, one.before.lower()):
            return interval_of(side)
    return None


def each_value(behind: Behind) -> tuple[Behind, ...]:
    """Under what a statement is said, once for each value of a letter that has several: `f'(x) = 0 for x = 1 and x = -1`."""
    names = [point.name for point in behind.points]
    several = next((name for name in names if names.count(name) > 1), None)
    if several is None:
        return (behind,)
    others = tuple(point for point in behind.points if point.name != several)
    return tuple(replace(behind, points=(*others, point)) for point in behind.points if point.name == several)


def orders_in(statement: Statement) -> list[Relation]:
    """What a statement says of the values of letters, if it says no more: `x > 0`."""
    relations = statement.relations
    return list(relations) if relations and all(relation.sign in RESTRICTING for relation in relations) else []


def said_before(read: Sequence[ReadFormula], number: int) -> tuple[tuple[Relation, ...], frozenset[str]]:
    """What the words of a sentence in front of a formula say of the values for which it holds, `For x ≠ 0, …`, and the letters
    of which they say that it holds for all of them, `for any $x$`."""
    stated: list[Relation] = []
    bound: set[str] = set()
    before: list[Relation] = []
    behind = ""
    for one in read[:number]:
        words = one.before.rpartition("□")[2]
        joined = bool(before) and _ALSO.fullmatch(words) is not None
        earlier, before = before, []
        for statement in one.display.statements:
            said = words + statement.words
            if bound and _WITH.fullmatch(said):
                said = "for"  # For all x with x > 1
            before += _of_other_real(words, statement, earlier) or _stated_of("for" if joined else said, statement)
            letter = _bound_by("for all" if bound and _ALSO.fullmatch(said) else said, statement)
            if letter is not None:
                bound.add(letter)
        if before and not stated:
            behind = one.before
        stated += before
    left_out = f"{read[number].before.removeprefix(behind)} {read[number].after}"
    return _unlimited(stated, left_out), frozenset(bound)


def stated_before(read: Sequence[ReadFormula], number: int) -> tuple[Relation, ...]:
    """The last condition in front of a formula of a sentence: `For x ≠ 0, …`."""
    for one in reversed(read[:number]):
        words = one.before.rpartition("□")[2]
        stated = [relation for each in one.display.statements for relation in _stated_of(words + each.words, each)]
        if stated:
            return tuple(stated)
    return ()


def stated_in_rows(statements: Sequence[Statement]) -> tuple[Relation, ...]:
    """What the words in rows of formulas say of the values for which these hold: `\\text{for } x ≠ 0`."""
    stated: list[Relation] = []
    beside = ""  # in aligned rows the words before a condition stand beside the row that it is behind
    for statement in statements:
        stated += _stated_of(f"{beside} {statement.words}", statement)
        stated += (relation for reason in statement.reasons for relation in _of_all_real(reason))
        beside = statement.reasons[-1] if statement.reasons else ""
    return tuple(stated)


def _of_all_real(reason: str) -> list[Relation]:
    """What a text beside a formula says of a letter: that it is any real number."""
    real = re.search(_ALL_REAL, reason) if "real" in reason else None
    return [] if real is None else [_is_real(Symbol(real["name"]))]


def _unlimited(stated: Sequence[Relation], words: str) -> tuple[Relation, ...]:
    """What is stated, but for any numbers where other words leave some out: `if both are positive`, `other than 0`."""
    if stated and any(map(is_of_all_numbers, stated)) and _LEAVE_OUT.stand_in(words):
        return tuple(relation for relation in stated if not is_of_all_numbers(relation))
    return tuple(stated)


def _of_other_real(words: str, statement: Statement, stated: Sequence[Relation]) -> list[Relation]:
    """What is said of a letter that `and` joins to others of which it is `stated` that they are any real numbers, or integers."""
    bare = None if statement.signs else statement.sides[0]
    listed = (
        isinstance(bare, Symbol) and bool(stated) and all(map(is_of_all_numbers, stated)) and _ALSO.fullmatch(words) is not None
    )
    return [replace(stated[-1], left=bare)] if isinstance(bare, Symbol) and listed else []


def _bound_by(words: str, statement: Statement) -> str | None:
    """The letter that a statement is, if the words in front of it bind it: `for all`."""
    bare = None if statement.signs else statement.sides[0]
    return bare.name if isinstance(bare, Symbol) and _EACH.stand_in(words) and re.fullmatch(_FOR_ALL, words) else None


def stated_letters(stated: Sequence[Relation], assumed: Sequence[Relation]) -> frozenset[str]:
    """The letters of which it is said for which values a statement holds, if all that is said of them is `assumed` there."""
    lacking = [relation for relation in stated if relation not in assumed and not is_of_all_numbers(relation)]
    letters = symbols_of(stated)
    return letters.difference(*map(symbols, lacking))


def _stated_of(words: str, statement: Statement) -> list[Relation]:
    """What a condition, with the words in front of it, says of the values for which something holds."""
    if not statement.signs:
        bare = statement.sides[0]
        told = re.fullmatch(_STATES_ALL, words) if isinstance(bare, Symbol) and _OF_ALL.stand_in(words) else None
        if not isinstance(bare, Symbol) or told is None:
            return []
        return [_is_real(bare) if told["numbers"].lower() == "real" else Relation(bare, Sign.MEMBER, NumberSet("Z"))]
    if any(sign not in RESTRICTING for sign in statement.signs) or not re.fullmatch(_STATES, words):
        return []
    return [relation for relation in statement.relations if _tells_a_domain(relation)]


def is_of_all_numbers(relation: Relation) -> bool:
    """Whether a relation tells no more than that something is a real number, or an integer."""
    of = relation.right
    return relation.sign is Sign.MEMBER and isinstance(of, NumberSet) and of.name in ("R", "Z") and not of.positive


def _is_real(letter: Symbol) -> Relation:
    return Relation(letter, Sign.MEMBER, NumberSet("R"))


def _tells_a_domain(relation: Relation) -> bool:
    """Whether a condition says which numbers are meant."""
    of = relation.right
    return relation.sign is not Sign.MEMBER or (
        isinstance(of, NumberSet) and of.name in ("R", "interval", "Z", "N") and not of.sizes
    )


def solved_behind(read: Sequence[ReadFormula], number: int, index: int) -> frozenset[str]:
    """The letters that are given a number, or are concluded to be larger or smaller than one, behind a statement in its
    sentence: an equation before it was solved for them. The end of a range is none, `n = 1 to n = 4`."""
    return frozenset(
        relation.left.name
        for words, statement in _following(read, number, index)
        if words.strip() not in ("to", "up to", "through", "until", "bis")
        for relation in statement.relations[:1]
        if isinstance(relation.left, Symbol) and evidence.is_closed(relation.right)
        if relation.sign is Sign.EQUAL or (relation.sign in RESTRICTING and concludes(words))
    )


def _following(read: Sequence[ReadFormula], number: int, index: int) -> Iterator[tuple[str, Statement]]:
    """The statements behind one, in its formula and in those behind it, each with the words in front of it."""
    statements = read[number].display.statements[index:]
    for before, statement in pairwise(statements):
        yield f"{before.reasons[-1] if before.reasons else ''} {statement.words}", statement
    words = read[number].display.statements[-1].after
    for one in read[number + 1 :]:
        words += one.before.rpartition("□")[2]
        for statement in one.display.statements:
            yield words + statement.words, statement
            words = ""


def shared(display: Display) -> Display:
    """A display in which each letter of a list has what is said of the last one, as in `a, b > 0` and `a, b ∈ ℝ`."""
    statements = list(display.statements)
    for at in range(len(statements) - 1, 0, -1):
        last, before = statements[at], statements[at - 1]
        listed = not before.signs and isinstance(before.sides[0], Symbol) and not before.after and not last.words.strip()
        if listed and len(last.signs) == 1 and _is_shared(last) and isinstance(last.sides[0], Symbol):
            sides = (before.sides[0], *last.sides[1:])
            statements[at - 1] = replace(last, sides=sides, words=before.words, join=before.join)
    return display if statements == list(display.statements) else replace(display, statements=tuple(statements))


def _is_shared(last: Statement) -> bool:
    """Whether what is said of the last letter of a list is said of all: an inequality, or in which set of numbers they are."""
    of = last.sides[1]
    of_numbers = isinstance(of, NumberSet) and not of.sizes and of.name != "named"
    return last.signs[0] in INEQUALITIES or (last.signs[0] is Sign.MEMBER and of_numbers)


def goes_on(one: ReadFormula, index: int) -> bool:
    """Whether a statement is joined to the one before it in its sentence by no more than `and`: `x > 0 and x ≠ 1`."""
    if index > 0:
        before = one.display.statements[index - 1]
        words = f"{before.reasons[-1] if before.reasons else ''} {one.display.statements[index].words}"
        return _AND.fullmatch(words) is not None
    return "□" in one.before and _AND.fullmatch(one.before.rpartition("□")[2]) is not None


def placeless(side: Expression | None) -> Expression | None:
    """A side that the next display may continue from: its place would be one in another formula."""
    return None if side is None else replace(side, span=None)


def ends(text: str) -> bool:
    """Whether a text ends with a sentence."""
    return text.rstrip().endswith((".", "!", "?"))


def words_with_letters(passage: Passage) -> Text:
    """The words of a passage with its short formulas as they were written: `where $C$ is a constant`."""
    if not passage.mentions:
        return passage.text
    parts = []
    for part in passage.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            latex = part.formula.latex
            parts.append(f"${latex}$" if len(latex) <= 24 else " □ ")
    return Text("".join(parts))


def place_of(statement: Statement, i: int, sides: Sequence[Expression | None], latex: str = "") -> tuple[Span, int]:
    """Where a relation stands: both sides, or from its sign on when its left side stands in a row above, or is the right side of
    another one and stands in a line above in `latex`."""
    row = statement.rows[i + 1] if i + 1 < len(statement.rows) else 0
    sign, right, left = statement.sign_spans[i], sides[i + 1], sides[i]
    end = right.span.end if right is not None and right.span is not None else sign.end
    same_row = i < len(statement.rows) and statement.rows[i] == row and not (i == 0 and statement.continues)
    start = left.span.start if same_row and left is not None and left.span is not None else sign.start
    if i > 0 and "\n" in latex[start : sign.start]:
        start = sign.start
    return Span(min(start, sign.start), max(end, sign.end)), row


def is_about(name: str, statement: Statement) -> bool:
    """Whether a statement says something of a name at its left side, without defining it: `f'(x) = 3x^2`."""
    left = statement.sides[0]
    return left is not None and evidence.target(left) != name and name in symbols(left) and not isinstance(left, Application)


def are_values(one: Definition, other: Definition) -> bool:
    """Whether a letter is given two numbers, as in a table: it stands for neither."""
    return not one.parameters and all(d.body is not None and symbols(d.body) <= UNITS for d in (one, other))


def stem(name: str) -> str:
    """`f` for `f_a`: what an author calls a function for short in its own row."""
    return name.partition("_")[0]


def stand_by_themselves(name: str, statements: Sequence[Statement], first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether a display tells of a name between its two definitions: `f(x) = x^2 → f'(x) = 2x`, next row `f(x) = x^3 → …`."""
    if first[0] != second[0]:
        return False
    between = statements[first[1] : second[1]]
    return len(between[0].relations) > 1 or any(is_about(name, statement) for statement in between[1:])
