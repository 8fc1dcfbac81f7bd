"""What a reference shows before somebody follows it: the beginning of what it leads to, set with the page that refers to it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from builder.publish.cited import CLASS
from builder.publish.nodes import HEADINGS, Block, Box, Display, Element, Exercise, Node, ProseBlock, Solution, Text, values_in
from builder.publish.page import MadePage, Page, exercise_words

MOST = 3
"""How many paragraphs and displays a preview has."""
_SHOWN = ("p", "ul", "ol", "blockquote")


class Preview(Struct, frozen=True):
    """What the link `href` leads to: what kind of thing that is, its title, and its first words."""

    href: str
    kind: str
    title: tuple[Node, ...]
    body: tuple[Node, ...]


def previews(made: Sequence[MadePage]) -> Mapping[str, tuple[Preview, ...]]:
    """For each page, by its name in the site, the previews of the places of the site that its links lead to."""
    places = {(each.page.output, anchor): found for each in made for anchor, found in _places(each.page)}
    return {each.page.output: tuple(_previews_on(each.page, places)) for each in made}


def _previews_on(page: Page, places: Mapping[tuple[str, str], Preview]) -> Iterator[Preview]:
    links = (
        node for node in values_in(page.blocks) if isinstance(node, Element) and node.tag == "a" and CLASS not in node.attributes
    )
    for href in dict.fromkeys(dict(link.attributes).get("href", "") for link in links):
        path, _, fragment = href.partition("#")
        output = posixpath.normpath(posixpath.join(posixpath.dirname(page.output), unquote(path))) if path else page.output
        found = places.get((output, unquote(fragment)))
        if found is not None and found.body:
            yield replace(found, href=href)


def _places(page: Page) -> Iterator[tuple[str, Preview]]:
    """All that can be shown of a page, by its anchor there; the page itself has the anchor ""."""
    if page.description:
        yield "", Preview("", "", page.title, (Element("p", (), (Text(page.description),)),))
    yield from _in_blocks(page.blocks)


def _in_blocks(blocks: Sequence[Block]) -> Iterator[tuple[str, Preview]]:
    for block in blocks:
        match block:
            case ProseBlock():
                yield from _sections(block.nodes)
            case Exercise():
                yield block.anchor, Preview("", exercise_words(block.number), block.title, _beginning(block.body))
                yield from _in_blocks(block.body)
            case Box():
                if block.anchor:
                    yield block.anchor, Preview("", block.word, block.title, _beginning(block.body))
                yield from _in_blocks(block.body)
            case Solution():
                yield from _in_blocks(block.body)
            case _:
                pass


def _sections(nodes: Sequence[Node]) -> Iterator[tuple[str, Preview]]:
    for place, node in enumerate(nodes):
        if isinstance(node, Element) and node.tag in HEADINGS and (anchor := dict(node.attributes).get("id")):
            end = next(
                (at for at, n in enumerate(nodes) if at > place and isinstance(n, Element) and n.tag in HEADINGS), len(nodes)
            )
            yield anchor, Preview("", "", _bare(node.children), _shown(nodes[place + 1 : end]))


def _beginning(blocks: Sequence[Block]) -> tuple[Node, ...]:
    return _shown([node for block in blocks if isinstance(block, ProseBlock) for node in block.nodes])


def _shown(nodes: Sequence[Node]) -> tuple[Node, ...]:
    shown = [node for node in nodes if isinstance(node, Display) or (isinstance(node, Element) and node.tag in _SHOWN)]
    return _bare(tuple(shown[:MOST]))


def _bare(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The same without addresses, links and what is known of displays: a preview is no second place of it."""
    return tuple(_bare_node(node) for node in nodes)


def _bare_node(node: Node) -> Node:
    match node:
        case Display():
            return replace(node, mark=None, claims=(), anchor="")
        case Element():
            attributes = tuple((name, value) for name, value in node.attributes if name not in ("id", "href", "rel"))
            return Element("span" if node.tag == "a" else node.tag, attributes, _bare(node.children))
        case _:
            return node
