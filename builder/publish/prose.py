"""Markdown tokens to nodes: only tags and attributes of an allow-list come through, everything else becomes text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token
from msgspec import Struct
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from builder.document.document import Formula
from builder.publish.nodes import Code, Display, Element, Maths, Node, Text, plain

TAGS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td"}
    | {"strong", "em", "s", "code", "a", "img", "br", "dl", "dt", "dd", "sup", "section"}
)
_NAMED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6"})
VOID = frozenset({"hr", "br", "img"})
LARGEST_CODE = 50_000


class Link(Struct, frozen=True):
    """Where a link leads: its address on the page, whether it leaves the site, and its words if it has none of its own."""

    href: str
    foreign: bool = False
    words: str = ""


class Reader(Struct, frozen=True):
    """What a page knows that its tokens do not: how a formula is shown, where a link leads, which file an image is.

    `link` and `image` answer None for an address that leads nowhere; then only the words are shown, and whoever answered has
    reported it.
    """

    inline: Callable[[Formula], Maths]
    display: Callable[[Formula], Display]
    link: Callable[[str], Link | None]
    image: Callable[[str], str | None]


def prose(tokens: Sequence[Token], reader: Reader) -> tuple[Node, ...]:
    """The nodes of a flat list of block tokens."""
    nodes, _ = _until(tokens, 0, None, reader)
    return nodes


def inline(tokens: Sequence[Token], reader: Reader) -> tuple[Node, ...]:
    """The nodes of inline tokens: a title, the words of a paragraph."""
    return prose(tokens, reader)


def _until(tokens: Sequence[Token], start: int, close: str | None, reader: Reader) -> tuple[tuple[Node, ...], int]:
    """The nodes from `start` up to the token of type `close`, and the place after that."""
    nodes: list[Node] = []
    place = start
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if close is not None and token.type == close and token.nesting < 0:
            break
        if token.nesting > 0:
            children, place = _until(tokens, place, token.type.removesuffix("_open") + "_close", reader)
            nodes += _element(token, children, reader)
        elif token.nesting == 0:
            nodes += _leaf(token, reader)
    return _joined(nodes), place


def _joined(nodes: list[Node]) -> tuple[Node, ...]:
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if isinstance(node, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + node.text)
        elif not (isinstance(node, Text) and not node.text):
            joined.append(node)
    return tuple(joined)


def _element(token: Token, children: tuple[Node, ...], reader: Reader) -> list[Node]:
    if token.hidden or token.tag not in TAGS:
        return list(children)
    if token.tag == "a":
        return _link(token, children, reader)
    if token.tag == "p" and any(isinstance(child, Display) for child in children):
        return _around_displays(token, children)
    if token.tag == "th" and _is_only_mathematics(children):
        children = (*children, Element("span", (("class", "vh"),), (Text(plain(children)),)))
    return [Element(token.tag, _attributes(token) + _label(token.tag, children), children)]


def _label(tag: str, children: tuple[Node, ...]) -> tuple[tuple[str, str], ...]:
    """A name in plain text for a heading or link that is a formula and nothing else: without words it has none."""
    return (("aria-label", plain(children)),) if tag in _NAMED and _is_only_mathematics(children) else ()


def _is_only_mathematics(children: tuple[Node, ...]) -> bool:
    return bool(children) and all(
        isinstance(child, Maths) or (isinstance(child, Text) and not child.text.strip()) for child in children
    )


def _around_displays(token: Token, children: tuple[Node, ...]) -> list[Node]:
    """A display is a block: a paragraph ends before it and goes on after it."""
    pieces: list[Node] = []
    words: list[Node] = []

    def flush() -> None:
        if any(not (isinstance(node, Text) and not node.text.strip()) for node in words):
            pieces.append(Element("p", _attributes(token), tuple(words)))
        words.clear()

    for child in children:
        if isinstance(child, Display):
            flush()
            pieces.append(child)
        else:
            words.append(child)
    flush()
    return pieces


def _link(token: Token, children: tuple[Node, ...], reader: Reader) -> list[Node]:
    link = reader.link(str(token.attrs.get("href", "")))
    if link is None:
        return list(children)
    if not link.href:  # what it leads to is left out
        return list(children) or [Text(link.words)]
    attributes = [("href", link.href)]
    if link.foreign:
        attributes.append(("rel", "noopener noreferrer"))
    if title := token.attrs.get("title"):
        attributes.append(("title", str(title)))
    words = children or (Text(link.words or link.href),)
    return [Element("a", (*attributes, *_label("a", words)), words)]


def _attributes(token: Token) -> tuple[tuple[str, str], ...]:
    """The harmless ones: a name, plain classes, the start of a list, the alignment of a cell."""
    attributes: list[tuple[str, str]] = []
    classes: list[str] = []
    for name, value in token.attrs.items():
        text = str(value)
        if name == "id" and re.fullmatch(r"[\w.:-]{1,200}", text):
            attributes.append(("id", text))
        elif name == "class":
            classes += [word for word in text.split() if re.fullmatch(r"[a-z][a-z0-9-]*", word)]
        elif name == "start" and re.fullmatch(r"\d{1,9}", text):
            attributes.append(("start", text))
        elif name == "style" and (aligned := re.fullmatch(r"text-align:(left|right|center)", text)):
            classes.append(f"to-{aligned[1]}")
    if classes:
        attributes.append(("class", " ".join(classes)))
    return tuple(attributes)


def _leaf(token: Token, reader: Reader) -> list[Node]:
    formula = token.meta.get("formula")
    match token.type:
        case "inline":
            return list(prose(token.children or (), reader))
        case "math_inline" | "math_block" if isinstance(formula, Formula):
            return [reader.display(formula) if formula.display else reader.inline(formula)]
        case "softbreak":
            return [Text("\n")]
        case "hardbreak":
            return [Element("br", (), ())]
        case "hr":
            return [Element("hr", (), ())]
        case "code_inline":
            return [Element("code", (), (Text(token.content),))]
        case "fence" | "code_block":
            return [code(token.content, token.info.split()[0] if token.info.split() else "")]
        case "image":
            return _image(token, reader)
        case "html_block" | "html_inline" if token.content.lstrip().startswith("<!--"):
            return []
        case "footnote_ref":
            return [_footnote_number(token)]
        case "footnote_anchor":
            return []
        case _:
            return [Text(token.content)]


def _footnote_number(token: Token) -> Node:
    number = int(token.meta.get("id", 0)) + 1
    return Element("sup", (), (Element("a", (("href", f"#fn{number}"),), (Text(str(number)),)),))


def _image(token: Token, reader: Reader) -> list[Node]:
    words = _words(token.children or ()) or token.content
    source = reader.image(str(token.attrs.get("src", "")))
    if source is None:
        return [Text(words)]
    attributes = [("src", source), ("alt", words), ("loading", "lazy")]
    if title := token.attrs.get("title"):
        attributes.append(("title", str(title)))
    return [Element("img", tuple(attributes), ())]


def _words(tokens: Sequence[Token]) -> str:
    return "".join(_words(token.children) if token.children else token.content for token in tokens)


def code(text: str, language: str) -> Code:
    """A block of code in colours, when its language is known and it is not very long."""
    text = text.rstrip("\n")
    if language and len(text) <= LARGEST_CODE:
        try:
            lexer = get_lexer_by_name(language, stripnl=False)
        except ClassNotFound:
            return Code(language, (("", text),))
        return Code(language, _coloured(list(lexer.get_tokens(text))))
    return Code(language, (("", text),))


def _coloured(tokens: list[tuple[_TokenType, str]]) -> tuple[tuple[str, str], ...]:
    pieces: list[tuple[str, str]] = []
    for kind, text in tokens:
        name = _class_of(kind)
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + text)
        else:
            pieces.append((name, text))
    if pieces:
        pieces[-1] = (pieces[-1][0], pieces[-1][1].rstrip("\n"))
    return tuple(piece for piece in pieces if piece[1])


def _class_of(kind: _TokenType) -> str:
    """Four colours are enough: comments, words of the language, literals, names."""
    short = STANDARD_TYPES.get(kind, "")
    return {"c": "comment", "k": "keyword", "s": "literal", "m": "literal"}.get(short[:1], "")
