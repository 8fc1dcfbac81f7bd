"""A document as somebody reads it: headings, sentences and displays, one after another, with what tells them apart.

A *passage* is what is read at one go: a sentence with its formulas, or a display with the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from builder.document.answered import with_answers
from builder.document.applied import functions_only
from builder.document.cues import rejects
from builder.document.document import (
    Begin,
    Display,
    Element,
    End,
    Enter,
    Headline,
    Leave,
    Macros,
    Mark,
    Mention,
    Paragraph,
    Part,
    Row,
    Setting,
)
from builder.document.options import with_options
from builder.document.phrases import Text
from builder.document.triangles import with_triangles


class Place(Struct, frozen=True):
    """What tells two statements apart that contradict each other: the list item, the table row, the rules, the paragraph; and its
    sentence, and the items around."""

    item: int = 0
    row: int = 0
    rule: int = 0
    paragraph: int = 0
    sentence: int = 0
    outer: tuple[int, ...] = ()


class Heading(Struct, frozen=True):
    """A heading of a level, from 1, and its words. What stands below belongs to it."""

    level: int
    words: str = ""


class Opening(Struct, frozen=True):
    """The beginning of an exercise that is an ordinary paragraph: `Exercise 3: …`."""


class Section(Struct, frozen=True, dict=True):
    """The sentences between two headings, in order."""

    texts: tuple[Text, ...] = ()

    @cached_property
    def last_rejecting(self) -> int:
        """The number of the last sentence that may reject a solution, counted from 0; -1 if none does."""
        return max((number for number, text in enumerate(self.texts) if rejects(text)), default=-1)


_NO_SECTION = Section()


class Passage(Struct, frozen=True):
    """A sentence, or a display with its surroundings.

    `mentions` are its formulas, in order, `text` its words, with `□` for each formula. `lead` is the text before it that may
    still tell what it is, `following` the sentence behind it, and `next_formula` the first formula there. It is the
    sentence `number` of its `section`, which uses the letters `applied` as functions only.
    """

    parts: tuple[Part, ...]
    mentions: tuple[Mention, ...]
    text: Text
    place: Place
    lead: str = ""
    table: str = ""
    following: str = ""
    next_formula: str = ""
    section: Section = _NO_SECTION
    number: int = 0
    applied: frozenset[str] = frozenset()

    @property
    def rejected(self) -> bool:
        """Whether a sentence behind it in its section may reject a solution."""
        return self.number < self.section.last_rejecting


def _passage(parts: Sequence[Part], place: Place, lead: str, table: str = "") -> Passage:
    mentions = tuple([part for part in parts if isinstance(part, Mention)])
    text = Text("".join([part if isinstance(part, str) else " □ " for part in parts]))
    return Passage(tuple(parts), mentions, text, place, lead, table)


Event: TypeAlias = Heading | Opening | Passage | Enter | Leave | Begin | End | Macros

_EXERCISES = tuple("exercise example problem question task aufgabe beispiel übung exercice exemple ejercicio ejemplo".split())
_SOLUTION = r"\b(?:solution|answer|sol|ans|lösung|antwort|réponse|solución|respuesta)\b[*_]{0,3}\s*[.:]"
_LETTER = r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])"
_IS_NUMBERED = r"s?(?:\s+(?:\d|\(?[a-z]\)|[a-z]\b|[ivx]+\b)|\s*[:.(]|\s*$)"
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s+([A-Z][^.!?:;=]{2,90})$")
_SENTENCE_END = re.compile(
    r"[.!?](?<!\be\.g.)(?<!\bi\.e.)(?<!\bcf.)(?<!\bvs.)(?<!\bEq.)(?<!\bFig.)(?<!\bresp.)[)*_”\"']*(?:\s+|$)"
)
_DISPLAY_END = r"[.!?](?:\s|\\\]|\\end\{\w+\*?\}|\$)*$"


_FUNCTION = frozenset(
    ("function", "f", "f(x)", "y", "function$f(x)$", "functionf(x)", "y=f(x)", "funktion", "fonction", "función")
)
_ANTIDERIVATIVE = " has the antiderivative "
_TOLD_OF_IT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("derivative", "f'", "f'(x)", "y'", "derivativef'(x)", "\\frac{dy}{dx}", "dy/dx", "ableitung", "dérivée", "derivada"),
            " has the derivative ",
        ),
        **dict.fromkeys(("secondderivative", "f''", "f''(x)", "y''"), " has the second derivative "),
        **dict.fromkeys("antiderivative primitive integral indefiniteintegral stammfunktion primitiva".split(), _ANTIDERIVATIVE),
        **dict.fromkeys(("\\intf(x)dx", "antiderivativef(x)", "integral\\intf(x)dx"), _ANTIDERIVATIVE),
    }
)

_LABEL = re.compile(r"(?:(?:^|(?<=[:;.,]))\s*|(?<=\s)(?=\(?[a-z]\)\s*$))([*_]{0,2}\(?([a-z])\)[*_]{0,2})(?=\s|$)")
"""The letter of an item, behind a formula or a sign that ends a part of a sentence, or directly before a formula."""

# What says, between a letter and a number, that the one is the other, and what stands in front of that.
_EQUALS = frozenset(("equal to", "equals", "is equal to", "is", "be", "be equal to", "being", "being equal to"))
_LET_BE = r"(?:^|.*\b)(?:for|if|when|whenever|where|with|at|let|suppose|assume|given)(?: that)?"
_VALUE = r"\s*-?\s*(?:\d+(?:[./]\d+)?|\\[dt]?frac\s*(?:\{\d+\}|\d)\s*(?:\{\d+\}|\d)|\\pi)\s*"
_ONE_LETTER = r"\s*(?:[A-Za-z]|\\[a-z]+)(?:_(?:\w|\{\w+\}))?\s*"

MOST_FORMULAS = 50
"""Of one sentence."""


class _State(Struct):
    item: int = 0
    items: int = 0
    begun: int = 0
    item_stack: list[int] = field(default_factory=list)
    row: int = 0
    rule: int = 0
    paragraph: int = 0
    sentence: int = 0
    header: str = ""
    columns: tuple[str, ...] = ()
    heads: Sequence[tuple[Part, ...]] = ()
    above: tuple[Part, ...] = ()  # the paragraph above
    functions: tuple[tuple[Part, ...], ...] = ()  # the row of a table that names functions, whose derivatives may stand below
    lead: str = ""
    waiting: Passage | None = None  # a display that the next words may go on from

    @property
    def place(self) -> Place:
        return Place(self.item, self.row, self.rule, self.paragraph, self.sentence, tuple(self.item_stack))


def events(flow: Sequence[Element]) -> Iterator[Event]:
    """What a document says, in the order in which it is read."""
    section: list[Event] = []
    for event in _events(with_triangles(with_answers(with_options(flow)))):
        if isinstance(event, Heading | Opening):
            yield from _with_what_follows(section)
            section = []
        section.append(event)
    yield from _with_what_follows(section)


def _with_what_follows(section: Sequence[Event]) -> Iterator[Event]:
    """The events of a section, in which each passage knows what stands behind it."""
    told: list[Event] = []
    behind: Event | None = None
    passages = [event for event in section if isinstance(event, Passage)]
    sentences, number = Section(tuple([passage.text for passage in passages])), len(passages)
    applied = functions_only([mention.formula.latex for passage in passages for mention in passage.mentions])
    for event in reversed(section):
        if isinstance(event, Passage):
            goes_on = isinstance(behind, Passage) and (behind.place.item, behind.place.row) == (event.place.item, event.place.row)
            following, formula = "", ""
            if goes_on and isinstance(behind, Passage):
                following = behind.text
                formula = behind.mentions[0].formula.latex if behind.mentions else ""
            number -= 1
            told.append(
                replace(event, following=following, next_formula=formula, section=sentences, number=number, applied=applied)
            )
        else:
            told.append(event)
        behind = event
    yield from reversed(told)


def _events(flow: Iterable[Element]) -> Iterator[Event]:
    state = _State()
    for element in flow:
        match element:
            case Paragraph(parts, title):
                state.above = parts
                for number, piece in enumerate(_lettered(parts)):
                    if number:
                        state.items += 1
                        state.item = state.items
                        state.lead = ""
                    yield from _paragraph(piece, state, from_heading=title)
            case Display(mention):
                yield from _flush(state)
                state.waiting = _passage((mention,), state.place, state.lead, state.header)
                state.lead = ""
            case Headline(level, parts):
                yield from _flush(state)
                state.lead = ""
                yield Heading(level, "".join(part for part in parts if isinstance(part, str)))
                yield from _paragraph(parts, state, from_heading=True)
                state.lead = ""
            case Row(cells, head):
                yield from _flush(state)
                state.row += 1
                state.lead = ""
                told: Iterable[tuple[Part, ...]] = cells
                from builder.document.tabulated import with_names, with_signs, with_values  # few notes have tables

                if head:
                    state.columns, state.heads = tuple(map(_column, cells)), with_names(cells, state.above)
                else:
                    told = with_signs(_told_together(with_values(cells, state.heads), state.columns), cells, state.heads)
                    told = _told_below(tuple(told), state.functions)
                if cells and _column(cells[0]) in _FUNCTION:
                    state.functions = cells
                for cell in told:
                    state.paragraph += 1
                    if head:
                        state.header += " " + "".join(part for part in cell if isinstance(part, str))
                    for few in _of_few_formulas(cell):
                        yield _passage(few, state.place, "", state.header)
            case Enter() | Begin():
                yield from _flush(state)
                state.paragraph += 1
                state.lead = ""
                yield element
            case End(setting=Setting.ITEM):
                yield from _flush(state)
                yield element
            case Leave() | End() | Macros():
                yield from _flush(state)
                state.lead = ""
                yield element
            case Mark():
                yield from _mark(element, state)
            case _:
                assert_never(element)
    yield from _flush(state)


def _column(cell: Sequence[Part]) -> str:
    """What the head of a column says, as words and LaTeX without blanks."""
    text = "".join(part if isinstance(part, str) else part.formula.latex for part in cell)
    text = re.sub(r"\\[,;:! ]|\s", "", text).strip("*_:")
    if text == "F(x)":
        return "antiderivative"
    return text.lower().replace("\\prime", "'").replace("^{'}", "'").replace("^'", "'")


def _told_together(cells: Sequence[tuple[Part, ...]], columns: Sequence[str]) -> Iterator[tuple[Part, ...]]:
    """The cells of a row, those of a function and of its derivative in the columns that are named so as one sentence."""
    function = next((n for n, name in enumerate(columns) if name in _FUNCTION), None)
    subject = cells[function] if function is not None and function < len(cells) else ()
    for number, cell in enumerate(cells):
        words = _TOLD_OF_IT.get(columns[number]) if number < len(columns) else None
        is_value = words == _ANTIDERIVATIVE and _is_value(cell, subject)
        if words is None or number == function or is_value or not _is_bare(subject) or not _is_bare(cell):
            yield cell
        else:
            yield (*(part for part in subject if isinstance(part, Mention)), words, *cell)


def _told_below(cells: Sequence[tuple[Part, ...]], functions: Sequence[tuple[Part, ...]]) -> Iterator[tuple[Part, ...]]:
    """The cells of a row, those of derivatives, as its first cell names them, as sentences on the functions above them."""
    words = _TOLD_OF_IT.get(_column(cells[0])) if cells and functions else None
    for number, cell in enumerate(cells):
        subject = functions[number] if words is not None and 0 < number < len(functions) else ()
        is_value = words == _ANTIDERIVATIVE and _is_value(cell, subject)
        if words is None or is_value or not _is_bare(subject) or not _is_bare(cell) or not _holds_letter(subject):
            yield cell
        else:
            yield (*(part for part in subject if isinstance(part, Mention)), words, *cell)


def _is_value(cell: Sequence[Part], subject: Sequence[Part]) -> bool:
    """Whether a cell holds an integral, or no letter of its function: the value of a definite integral."""
    latex = "".join(part.formula.latex for part in cell if isinstance(part, Mention))
    of = "".join(part.formula.latex for part in subject if isinstance(part, Mention))
    letters = frozenset(re.findall(_LETTER, of))
    return "\\int" in latex or (bool(letters) and letters.isdisjoint(re.findall(_LETTER, latex)))


def _holds_letter(cell: Sequence[Part]) -> bool:
    return any(isinstance(part, Mention) and re.search(_LETTER, part.formula.latex) for part in cell)


def _is_bare(cell: Sequence[Part]) -> bool:
    """Whether a cell is one formula, and no words; and no letter alone, which may stand for a constant."""
    parts = [part for part in cell if not isinstance(part, str) or part.strip()]
    latex = "" if len(parts) != 1 or isinstance(parts[0], str) else parts[0].formula.latex.strip()
    return bool(latex) and "=" not in latex and "\\text" not in latex and not (len(latex) == 1 and latex.isalpha())


def _mark(mark: Mark, state: _State) -> Iterator[Event]:
    match mark:
        case Mark.ITEM:
            yield from _flush(state)
            state.items += 1
            state.item_stack.append(state.item)
            state.item = state.items
        case Mark.ITEM_END:
            yield from _flush(state)
            state.item = state.item_stack.pop() if state.item_stack else 0
        case Mark.LIST_END | Mark.TABLE_END:
            state.items += 1
            state.header = ""
            state.lead = ""
        case Mark.TABLE:
            state.header = ""
            state.columns, state.heads, state.functions = (), (), ()
        case Mark.RULE:
            yield from _flush(state)
            state.rule += 1
            state.lead = ""
        case Mark.CODE:
            yield from _flush(state)
            state.lead = ""
        case _:
            assert_never(mark)


def _flush(state: _State) -> Iterator[Event]:
    if state.waiting is not None:
        yield state.waiting
        state.waiting = None


def _paragraph(parts: Sequence[Part], state: _State, *, from_heading: bool) -> Iterator[Event]:
    state.paragraph += 1
    first = parts[0] if parts and isinstance(parts[0], str) else ""
    numbered = _NUMBERED.fullmatch(first.strip()) if len(parts) == 1 and not from_heading else None
    if numbered is not None:
        yield from _flush(state)
        state.lead = ""
        yield Heading(numbered.group(1).count(".") + 1, numbered.group(2))
        return
    opening = first.lstrip(" \t\n*_(")
    solved = state.item > state.begun and _tells_solution(parts)
    state.begun = max(state.begun, state.item)
    if solved or _opens_exercise(opening.lower()):
        yield from _flush(state)
        state.lead = ""
        yield Opening()
    if any(isinstance(part, str) and part.strip() in _EQUALS for part in parts):
        parts = _with_values(parts)
    for number, sentence in enumerate(few for whole in _sentences(parts) for few in _of_few_formulas(whole)):
        state.sentence += not state.lead or state.lead.endswith((".", "!", "?"))
        passage = _passage(sentence, state.place, state.lead)
        text = passage.text.strip()
        if state.waiting is not None and number == 0 and re.match(r"\W*[a-zà-ÿ]", text) and not from_heading:
            waiting, state.waiting = state.waiting, None
            yield _passage((*waiting.parts, *sentence), waiting.place, waiting.lead, waiting.table)
        else:
            yield from _flush(state)
            if passage.mentions or text:
                yield passage
        state.lead = text
    if from_heading:
        state.lead = ""


def _with_values(parts: Sequence[Part]) -> list[Part]:
    """A text in which a letter that words give a value, `For $n$ equal to $2$`, stands with it as the equation that this is."""
    found: list[Part] = []
    for part in parts:
        match found[-3:]:
            case [str() as before, Mention() as letter, str() as words] if isinstance(part, Mention) and words.strip() in _EQUALS:
                is_value = re.fullmatch(_VALUE, part.formula.latex) and re.fullmatch(_ONE_LETTER, letter.formula.latex)
                if is_value and re.fullmatch(_LET_BE, before[-40:].strip().lower(), re.DOTALL):
                    first, last = letter.formula, part.formula
                    offsets = (*first.offsets, first.offsets[-1], first.offsets[-1], *last.offsets)
                    found[-2:] = [replace(part, formula=replace(last, latex=f"{first.latex} = {last.latex}", offsets=offsets))]
                    continue
            case _:
                pass
        found.append(part)
    return found


def _lettered(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """A paragraph, or its pieces if it holds items with letters, of which Markdown knows no list: `a) …`, `b) …`."""
    labels = [
        (n, found.start(1), found[2])
        for n, part in enumerate(parts)
        if isinstance(part, str) and ")" in part
        for found in _LABEL.finditer(part)
    ]
    letters = "".join(letter for _, _, letter in labels)
    if len(letters) < 2 or letters not in "abcdefghijklmnopqrstuvwxyz":
        yield parts
        return
    piece: list[Part] = []
    for number, part in enumerate(parts):
        at = 0
        for start in [start for n, start, _ in labels if n == number]:
            piece.append(part[at:start] if isinstance(part, str) else part)
            if any(not isinstance(one, str) or one.strip() for one in piece):
                yield piece
            piece, at = [], start
        piece.append(part[at:] if isinstance(part, str) else part)
    yield piece


def _tells_solution(parts: Sequence[Part]) -> bool:
    """Whether a paragraph goes on to its own solution: `Differentiate $x^2$. *Solution.* …`."""
    return any(re.search(_SOLUTION, part.lower()) is not None for part in parts if isinstance(part, str))


def _opens_exercise(text: str) -> bool:
    """Whether a paragraph in small letters begins as an exercise does: `exercise 3:`."""
    word = next((word for word in _EXERCISES if text.startswith(word)), "") if text.startswith(_EXERCISES) else ""
    return bool(word) and re.match(_IS_NUMBERED, text[len(word) :]) is not None


def _of_few_formulas(sentence: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """A sentence, or several of one that holds more formulas than people write: each may depend on all others."""
    start = formulas = 0
    for end, part in enumerate(sentence, 1):
        formulas += isinstance(part, Mention)
        if formulas == MOST_FORMULAS:
            yield tuple(sentence[start:end])
            start, formulas = end, 0
    if start < len(sentence):
        yield tuple(sentence[start:])


def _sentences(parts: Sequence[Part]) -> Iterator[list[Part]]:
    current: list[Part] = []
    for part in parts:
        if isinstance(part, Mention):
            current.append(part)
            if part.formula.display and re.search(_DISPLAY_END, part.formula.latex):
                yield current
                current = []
            continue
        at = 0
        for match in _SENTENCE_END.finditer(part):
            piece = part[at : match.end()]
            at = match.end()
            current.append(piece)
            yield current
            current = []
        if part[at:]:
            current.append(part[at:])
    if current:
        yield current
