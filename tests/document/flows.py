"""What a flow holds, for tests: its formulas, and the whole as short lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from builder.document.document import (
    Begin,
    Display,
    Document,
    End,
    Enter,
    Formula,
    Headline,
    Leave,
    Macros,
    Mark,
    Mention,
    Paragraph,
    Part,
    Row,
)


def parts_of(document: Document) -> Iterator[Part]:
    """All words and formulas, in order."""
    for element in document.flow:
        match element:
            case Paragraph(parts) | Headline(_, parts):
                yield from parts
            case Display(mention):
                yield mention
            case Row(cells):
                for cell in cells:
                    yield from cell
            case _:
                pass


def formulas_of(document: Document) -> list[Formula]:
    """All formulas, in order."""
    return [part.formula for part in parts_of(document) if isinstance(part, Mention)]


def shown(document: Document) -> list[str]:
    """The elements of a flow as lines: text with its formulas between dollars."""
    lines = []
    for element in document.flow:
        match element:
            case Paragraph(parts, title):
                lines.append(("title: " if title else "") + _text(parts))
            case Headline(level, parts):
                lines.append("#" * level + " " + _text(parts))
            case Display(mention):
                lines.append(f"$${mention.formula.latex}$$")
            case Row(cells, head):
                lines.append(("head: " if head else "row: ") + " | ".join(_text(cell) for cell in cells))
            case Mark():
                lines.append(element.name)
            case Begin(setting) | End(setting):
                lines.append(f"{type(element).__name__} {setting.name}")
            case Macros(definitions):
                lines.append(f"macros: {', '.join(f'{name} {body}' for name, body in definitions.items())}")
            case Enter() | Leave():
                lines.append(type(element).__name__)
            case _:
                assert_never(element)
    return lines


def _text(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else f"${part.formula.latex}$" for part in parts)
