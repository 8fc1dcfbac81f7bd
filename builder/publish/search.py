"""What readers search in: the words of a site by its sections, as a script: a page opened as a file can load no other data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct, field

from builder.publish.nodes import (
    HEADINGS,
    Block,
    Box,
    DerivationBlock,
    Element,
    Exercise,
    MistakeBlock,
    PlotBlock,
    ProseBlock,
    Row,
    Solution,
    plain,
    unicode_of,
)
from builder.publish.page import Page, exercise_words

MOST_CHARACTERS = 3_000
"""Of one section: what stands behind them is found by its heading only, and a long page does not make all others slow."""


class _Section(Struct):
    """A part of a page that a link can lead to: its title, "" for what stands before the first heading, and its words."""

    title: str
    anchor: str
    words: list[str] = field(default_factory=list)


def search_index(pages: Sequence[Page]) -> bytes:
    """A script that sets `searchIndex` to the sections of a site, `[page, section, address, words]` each, in reading order.

    Addresses are relative to the top of the site. Mathematics is in it as it is in titles, `x²` and `sin x`.
    """
    entries = [
        (str(page.name), section.title, page.output + (f"#{section.anchor}" if section.anchor else ""), _shortened(section.words))
        for page in pages
        for section in _sections(page)
    ]
    return b"globalThis.searchIndex = " + msgspec.json.encode(entries) + b";\n"


def _shortened(words: Sequence[str]) -> str:
    text = " ".join(" ".join(words).split())
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS].rpartition(" ")[0]


def _sections(page: Page) -> Iterator[_Section]:
    section = _Section("", "", [page.description])
    for block in page.blocks:
        for node in block.nodes if isinstance(block, ProseBlock) else ():
            if isinstance(node, Element) and node.tag in HEADINGS and (anchor := dict(node.attributes).get("id")):
                yield section
                section = _Section(plain(node.children), anchor)
            else:
                section.words.append(plain((node,)))
        if isinstance(block, Exercise):
            yield section
            title = str(exercise_words(block.number))
            section = _Section(f"{title}: {plain(block.title)}" if block.title else title, block.anchor, list(_words(block)))
        elif not isinstance(block, ProseBlock):
            section.words += _words(block)
    yield section


def _words(block: Block) -> Iterator[str]:
    match block:
        case ProseBlock(nodes):
            yield plain(nodes)
        case Exercise(body=body) | Solution(body=body) | Box(body=body):
            yield (
                plain(block.title) if isinstance(block, Box) else ""
            )  # an exercise is found by its title, a solution has that one
            for inside in body:
                yield from _words(inside)
        case DerivationBlock():
            yield f"{plain(block.title)} {plain(block.task)}"
            yield from (unicode_of(given.source or given.latex) for given in block.given)
            yield from _of_rows(block.rows)
        case MistakeBlock():
            yield f"{plain(block.title)} {block.name} {plain(block.says)}"
            yield from _of_rows(block.rows)
        case PlotBlock():
            yield f"{plain(block.title)} {block.name}"


def _of_rows(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield f"{unicode_of(row.copy)} {plain(row.reason)}"
