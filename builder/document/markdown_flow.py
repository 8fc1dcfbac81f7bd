"""The flow of a Markdown document: what its blocks say, from the tokens of markdown-it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from markdown_it.token import Token

from builder.document.document import (
    Block,
    Directive,
    Display,
    Element,
    Enter,
    Formula,
    Headline,
    Leave,
    Mark,
    Mention,
    Paragraph,
    Part,
    Prose,
    Row,
)
from builder.document.options import NO_TICK, TICKED

_MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "list_item_open": Mark.ITEM,
        "list_item_close": Mark.ITEM_END,
        "bullet_list_close": Mark.LIST_END,
        "ordered_list_close": Mark.LIST_END,
        "table_open": Mark.TABLE,
        "table_close": Mark.TABLE_END,
        "hr": Mark.RULE,
        "fence": Mark.CODE,
        "code_block": Mark.CODE,
    }
)


def flow_of(blocks: Sequence[Block]) -> Iterator[Element]:
    """What blocks of Markdown say, in order."""
    for block in blocks:
        match block:
            case Prose():
                yield from _prose(block.tokens)
            case Directive():
                yield Enter(block)
                if not block.formulas:
                    if block.title:
                        yield Paragraph(parts_of(block.title), title=True)
                    yield from flow_of(block.body)
                    yield Leave(block)


def _prose(tokens: Sequence[Token]) -> Iterator[Element]:
    level, head = 0, False
    cells: list[tuple[Part, ...]] | None = None
    for token in tokens:
        match token.type:
            case "paragraph_open" | "paragraph_close":  # most are
                pass
            case "heading_open":
                level = int(token.tag[1:])
            case "heading_close":
                level = 0
            case "thead_open" | "thead_close":
                head = token.type == "thead_open"
            case "tr_open":
                cells = []
            case "tr_close":
                yield Row(tuple(cells or ()), head)
                cells = None
            case "math_block":
                mention = _mention(token)
                if mention is not None:
                    yield Display(mention)
            case "inline":
                value = _mention(token)
                parts = (value,) if value is not None else parts_of(token.children or ())
                if level:
                    yield Headline(level, parts)
                elif cells is not None:
                    cells.append(parts)
                else:
                    yield Paragraph(parts)
                yield from _descriptions(token.children or ())
            case kind if kind in _MARKS:
                yield _MARKS[kind]
            case _:
                pass


def _descriptions(tokens: Sequence[Token]) -> Iterator[Paragraph]:
    """What the descriptions of images say that hold formulas."""
    for token in tokens:
        if "described" in token.meta:
            yield Paragraph(parts_of(token.meta["described"]), title=True)


def _mention(token: Token) -> Mention | None:
    formula = token.meta.get("formula")
    if not isinstance(formula, Formula):
        return None
    return Mention(formula, bool(token.meta.get("off")), bool(token.meta.get("struck")))


def parts_of(tokens: Sequence[Token]) -> tuple[Part, ...]:
    """The words and formulas of inline tokens."""
    parts: list[Part] = []
    words: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                words.append(token.content)
            case "code_inline":
                words.append(" `code` ")
            case "html_inline" if "ticked" in token.meta:
                words.append(TICKED if token.meta["ticked"] else NO_TICK)
            case "softbreak" | "hardbreak":
                words.append(" ")
            case "math_inline":
                mention = _mention(token)
                if mention is not None:
                    parts += ["".join(words), mention] if words else [mention]
                    words = []
            case _:
                pass
    return (*parts, "".join(words)) if words else tuple(parts)
