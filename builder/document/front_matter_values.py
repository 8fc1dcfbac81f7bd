"""What front matter says: plain scalars, flat lists, and one flat map of macros.

YAML is read from its event stream, so that an alias never expands, a duplicate key never wins silently, and `no`, `1:30` and
`2026-01-01` stay the text that was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

import yaml
from msgspec import Struct, field

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import FrontMatter
from builder.document.suggest import did_you_mean
from builder.source import Source, Span

KEYS = ("title", "description", "order", "slug", "updated", "draft", "knows", "macros", "assume")
FOREIGN_KEYS = frozenset(
    (
        "layout author authors date tags categories permalink parent nav_order has_children published format"
        " execute jupyter jupytext kernelspec engine filters bibliography csl editor output toc toc-depth"
        " number-sections crossref theme css lang mathjax math katex usemathjax params subtitle abstract keywords"
        " image weight aliases type numbering exports license subject code-fold header-includes documentclass"
        " geometry fontsize html_document institute sidebar comments excerpt last_modified_at"
    ).split()
)
"""Keys of other tools (Jekyll, Quarto, Jupyter Book, Hugo, R Markdown): what they say is for these tools."""

_TEXTS = ("title", "subtitle", "description", "abstract")
"""Keys whose values are told to readers, by us or by other tools."""

_DEEPEST = 50  # brackets in brackets


_HELP = {
    "mapping values are not allowed": 'a text that holds a colon stands in quotes: title: "Limits: a start"',
    "cannot start any token": "put the text in quotes, and write blanks where there are tabs",
}
"""What to do, by the words of the reader of YAML."""


class _Scan(Struct):
    source: Source
    start: int
    diagnostics: list[Diagnostic]
    texts: list[Span] = field(default_factory=list)

    def wrong(self, start: int, end: int, message: str, help: str = "", severity: Severity = Severity.ERROR) -> None:
        span = Span(self.start + start, self.start + max(end, start + 1))
        self.diagnostics.append(Diagnostic("bad-front-matter", severity, self.source, span, message, help=help))


def read_values(source: Source, start: int, end: int) -> tuple[FrontMatter, tuple[Diagnostic, ...], tuple[Span, ...]]:
    """Read the front matter between two places of a source, and tell what is wrong with it, and where its title and its
    descriptions stand."""
    scan = _Scan(source, start, [])
    found: dict[str, tuple[object, int, int]] = {}
    text = source.text[start:end]
    deep = _too_deep(text)
    if deep is not None:  # the time that YAML takes grows with the square of the depth
        scan.wrong(deep, deep + 1, "this is nested too deeply", "front matter has plain values and flat lists")
        return FrontMatter(), tuple(scan.diagnostics), ()
    try:
        events = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        for event in events:
            if isinstance(event, yaml.MappingStartEvent):
                _read_mapping(events, scan, found)
            elif isinstance(event, yaml.AliasEvent | yaml.ScalarEvent | yaml.SequenceStartEvent):
                scan.wrong(*_place(event), "front matter is a list of `key: value` lines")
                break
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        problem = error.problem or error.context or "it cannot be read"
        help = next((help for words, help in _HELP.items() if words in problem), "")
        scan.wrong(at, at + 1, f"this is not YAML: {problem}", help)
    except yaml.reader.ReaderError as error:
        scan.wrong(
            error.position, error.position + 1, f"this is not YAML: the character U+{_code(error.character):04X} is not allowed"
        )
    except RecursionError:
        scan.wrong(0, 1, "this is nested too deeply", "front matter has plain values and flat lists")
    return _values(found, scan), tuple(scan.diagnostics), tuple(scan.texts)


def _too_deep(text: str) -> int | None:
    """The place of the bracket that stands inside too many others, if there is one."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "[{") - (character in "]}")
        if depth > _DEEPEST:
            return at
    return None


def _place(event: yaml.Event) -> tuple[int, int]:
    """Where an event stands in the text of the front matter."""
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0, end.index if end else 0)


def _code(character: int | str | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1])


def _read_mapping(events: Iterator[object], scan: _Scan, found: dict[str, tuple[object, int, int]]) -> None:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        if not isinstance(event, yaml.ScalarEvent):
            assert isinstance(event, yaml.Event)
            scan.wrong(*_place(event), "a key is a plain word")
            _skip(event, events)
            _skip(next(events), events)
            continue
        key = event.value
        at, to = _place(event)
        said = next(events)
        if key in _TEXTS and isinstance(said, yaml.ScalarEvent):
            scan.texts.append(Span(*(scan.start + place for place in _place(said))))
        value = _read_value(said, events, scan, known=key in KEYS)
        if key in found:
            scan.wrong(at, to, f"`{key}` is set twice", "keep one of them")
        elif key in FOREIGN_KEYS:
            pass
        elif key not in KEYS:
            suggestion = did_you_mean(key, KEYS)
            severity = Severity.ERROR if suggestion else Severity.WARNING
            scan.wrong(at, to, f"`{key}` is not known", suggestion or f"the keys are {', '.join(KEYS)}", severity)
        elif value is not None:
            found[key] = (value, at, to)


def _read_value(event: object, events: Iterator[object], scan: _Scan, *, known: bool) -> object:
    """A text, a tuple of texts, a dictionary of texts, or None when it is none of them (and was told, for a known key)."""
    assert isinstance(event, yaml.Event)
    at, to = _place(event)
    if isinstance(event, yaml.AliasEvent):
        scan.wrong(at, to, "aliases are not read", "write the value out")
        return None
    if getattr(event, "anchor", None):
        scan.wrong(at, to, "anchors are not read", "write the value out")
        _skip(event, events)
        return None
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[str] = []
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                return tuple(items)
            inner = _read_value(item, events, scan, known=known)
            if isinstance(inner, str):
                items.append(inner)
            elif inner is not None and known:
                scan.wrong(at, to, "a list inside a list is not read")
        return tuple(items)
    if isinstance(event, yaml.MappingStartEvent):
        values: dict[str, str] = {}
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                return values
            value = _read_value(next(events), events, scan, known=known)
            if isinstance(key, yaml.ScalarEvent) and isinstance(value, str):
                if key.value in values:
                    scan.wrong(*_place(key), f"`{key.value}` is set twice", "keep one of them")
                values[key.value] = value
            elif known and isinstance(key, yaml.Event):
                scan.wrong(*_place(key), "this is nested too deeply")
        return values
    return None


def _skip(event: object, events: Iterator[object]) -> None:
    depth = 0
    while True:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth <= 0:
            return
        event = next(events)


def _values(found: dict[str, tuple[object, int, int]], scan: _Scan) -> FrontMatter:
    def text(key: str) -> str:
        value, at, to = found.get(key, ("", 0, 0))
        if isinstance(value, str):
            return value
        scan.wrong(at, to, f"`{key}` is a text")
        return ""

    def texts(key: str) -> tuple[str, ...]:
        value, at, to = found.get(key, ((), 0, 0))
        if isinstance(value, tuple):
            return value
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        scan.wrong(at, to, f"`{key}` is a list")
        return ()

    order: int | None = None
    if "order" in found:
        value, at, to = found["order"]
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
            order = int(value)
        else:
            scan.wrong(at, to, "`order` is a whole number")
    updated = text("updated")
    if updated and not _is_date(updated):
        scan.wrong(*found["updated"][1:], "`updated` is a day", "write it as 2026-11-28")
        updated = ""
    draft = False
    if "draft" in found:
        value, at, to = found["draft"]
        if value in ("true", "false"):
            draft = value == "true"
        else:
            scan.wrong(at, to, "`draft` is true or false")
    macros: dict[str, str] = {}
    if "macros" in found:
        value, at, to = found["macros"]
        if isinstance(value, dict):
            for name, body in value.items():
                macros["\\" + name.lstrip("\\")] = body
        else:
            scan.wrong(at, to, "`macros` is a map from commands to what they stand for")
    return FrontMatter(
        title=text("title"),
        description=text("description"),
        order=order,
        slug=text("slug"),
        updated=updated,
        draft=draft,
        known=texts("knows"),
        macros=MappingProxyType(macros),
        assume=text("assume"),
    )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
