"""A document as somebody reads it: headings, sentences and displays, one after another, with what tells them apart.

A *passage* is what is read at one go: a sentence with its formulas, or a display with the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from markdown_it.token import Token
from msgspec import Struct, field
from msgspec.structs import replace

from builder.document.document import Block, Directive, Formula, Prose


class Mention(Struct, frozen=True):
    """A formula in a text. `off` when the author switched checking off there, `struck` when it is struck out."""

    formula: Formula
    off: bool = False
    struck: bool = False


Part: TypeAlias = str | Mention


class Place(Struct, frozen=True):
    """What tells two statements apart that contradict each other: the list item, the table row, the rules, the paragraph."""

    item: int = 0
    row: int = 0
    rule: int = 0
    paragraph: int = 0


class Heading(Struct, frozen=True):
    """A heading of a level, from 1. What stands below belongs to it."""

    level: int


class Opening(Struct, frozen=True):
    """The beginning of an exercise that is an ordinary paragraph: `Exercise 3: …`."""


class Passage(Struct, frozen=True):
    """A sentence, or a display with its surroundings. `lead` is the text before it that may still tell what it is, `following`
    the sentence behind it."""

    parts: tuple[Part, ...]
    place: Place
    lead: str = ""
    table: str = ""
    following: str = ""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The formulas, in order."""
        return tuple(part for part in self.parts if isinstance(part, Mention))

    @property
    def text(self) -> str:
        """The words, with `□` for each formula."""
        return "".join(part if isinstance(part, str) else " □ " for part in self.parts)


class Enter(Struct, frozen=True):
    """The beginning of a directive."""

    directive: Directive


class Leave(Struct, frozen=True):
    """The end of a directive whose body is Markdown."""

    directive: Directive


Event: TypeAlias = Heading | Opening | Passage | Enter | Leave

_EXERCISE = re.compile(
    r"[\s*_(]*(?:exercise|example|problem|question|task|aufgabe|beispiel|übung|exercice|exemple|ejercicio|ejemplo)s?"
    r"(?:\s+(?:\d|\(?[a-z]\)|[A-Z]\b|[ivxIVX]+\b)|\s*[:.(]|\s*$)",
    re.I,
)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s+[A-Z][^.!?:;=]{2,90}$")
_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bvs)(?<!\bEq)(?<!\bFig)(?<!\bresp)[.!?][)*_”\"']*(?:\s+|$)")
_DISPLAY_END = re.compile(r"[.!?](?:\s|\\\]|\\end\{\w+\*?\}|\$)*$")


class _State(Struct):
    item: int = 0
    items: int = 0
    item_stack: list[int] = field(default_factory=list)
    row: int = 0
    rule: int = 0
    paragraph: int = 0
    header: str = ""
    lead: str = ""
    waiting: Passage | None = None  # a display that the next words may go on from

    @property
    def place(self) -> Place:
        return Place(self.item, self.row, self.rule, self.paragraph)


def events(blocks: Sequence[Block]) -> Iterator[Event]:
    """What a document says, in the order of the source."""
    waiting: Passage | None = None
    for event in _events(blocks):
        if waiting is not None:
            goes_on = isinstance(event, Passage) and (event.place.item, event.place.row) == (
                waiting.place.item,
                waiting.place.row,
            )
            yield replace(waiting, following=event.text) if isinstance(event, Passage) and goes_on else waiting
        waiting = event if isinstance(event, Passage) else None
        if waiting is None:
            yield event
    if waiting is not None:
        yield waiting


def _events(blocks: Sequence[Block]) -> Iterator[Event]:
    state = _State()
    yield from _blocks(blocks, state)
    yield from _flush(state)


def _flush(state: _State) -> Iterator[Event]:
    if state.waiting is not None:
        yield state.waiting
        state.waiting = None


def _blocks(blocks: Sequence[Block], state: _State) -> Iterator[Event]:
    for block in blocks:
        match block:
            case Prose():
                yield from _prose(block.tokens, state)
            case Directive():
                yield from _flush(state)
                state.paragraph += 1
                state.lead = ""
                yield Enter(block)
                if not block.formulas:
                    if block.title:
                        yield from _paragraph(_parts(block.title), state, from_heading=True)
                    yield from _blocks(block.body, state)
                    yield from _flush(state)
                    state.lead = ""
                    yield Leave(block)


def _prose(tokens: Sequence[Token], state: _State) -> Iterator[Event]:
    heading = header = cell = False
    for token in tokens:
        match token.type:
            case "heading_open":
                yield from _flush(state)
                state.lead = ""
                yield Heading(int(token.tag[1:]))
                heading = True
            case "heading_close":
                heading = False
                state.lead = ""
            case "list_item_open":
                yield from _flush(state)
                state.items += 1
                state.item_stack.append(state.item)
                state.item = state.items
            case "list_item_close":
                yield from _flush(state)
                state.item = state.item_stack.pop() if state.item_stack else 0
            case "bullet_list_close" | "ordered_list_close" | "table_close":
                state.items += 1
                state.header = ""
                state.lead = ""
            case "hr":
                yield from _flush(state)
                state.rule += 1
                state.lead = ""
            case "thead_open":
                header, state.header = True, ""
            case "thead_close":
                header = False
            case "tr_open":
                yield from _flush(state)
                state.row += 1
                state.lead = ""
            case "th_open" | "td_open":
                cell = True
                state.paragraph += 1
            case "math_block":
                yield from _flush(state)
                mention = _mention(token)
                if mention is not None:
                    state.waiting = Passage((mention,), state.place, state.lead, state.header)
                    state.lead = ""
            case "inline":
                parts = _parts(token.children or ())
                if header:
                    state.header += " " + "".join(part for part in parts if isinstance(part, str))
                if cell:
                    cell = False
                    if parts:
                        yield Passage(tuple(parts), state.place, "", state.header)
                else:
                    yield from _paragraph(parts, state, from_heading=heading)
            case "fence" | "code_block":
                yield from _flush(state)
                state.lead = ""
            case _:
                pass


def _mention(token: Token) -> Mention | None:
    formula = token.meta.get("formula")
    if not isinstance(formula, Formula):
        return None
    return Mention(formula, bool(token.meta.get("off")), bool(token.meta.get("struck")))


def _parts(tokens: Sequence[Token]) -> list[Part]:
    parts: list[Part] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                piece: Part = token.content
            case "code_inline":
                piece = " `code` "
            case "softbreak" | "hardbreak":
                piece = " "
            case "math_inline":
                mention = _mention(token)
                if mention is None:
                    continue
                piece = mention
            case _:
                continue
        if parts and isinstance(piece, str) and isinstance(parts[-1], str):
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _paragraph(parts: list[Part], state: _State, *, from_heading: bool) -> Iterator[Event]:
    state.paragraph += 1
    first = parts[0] if parts and isinstance(parts[0], str) else ""
    numbered = _NUMBERED.fullmatch(first.strip()) if len(parts) == 1 and not from_heading else None
    if numbered is not None:
        yield from _flush(state)
        state.lead = ""
        yield Heading(numbered.group(1).count(".") + 1)
        return
    if _EXERCISE.match(first):
        yield from _flush(state)
        state.lead = ""
        yield Opening()
    for number, sentence in enumerate(_sentences(parts)):
        passage = Passage(tuple(sentence), state.place, state.lead)
        text = passage.text.strip()
        if state.waiting is not None and number == 0 and re.match(r"\W*[a-zà-ÿ]", text) and not from_heading:
            waiting, state.waiting = state.waiting, None
            yield replace(waiting, parts=(*waiting.parts, *sentence))
        else:
            yield from _flush(state)
            if passage.mentions or text:
                yield passage
        state.lead = text
    if from_heading:
        state.lead = ""


def _sentences(parts: list[Part]) -> Iterator[list[Part]]:
    current: list[Part] = []
    for part in parts:
        if isinstance(part, Mention):
            current.append(part)
            if part.formula.display and _DISPLAY_END.search(part.formula.latex):
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
