"""Where the front matter of a document begins and ends: what stands above it, between two lines `---`."""

from __future__ import annotations

import re

from msgspec import Struct

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import FrontMatter
from builder.source import Source, Span

SIZE_LIMIT = 16 * 1024
_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M)


class Head(Struct, frozen=True):
    """The front matter of a source, what was wrong with it, and the offset at which the document begins."""

    values: FrontMatter
    diagnostics: tuple[Diagnostic, ...]
    end: int


def read_front_matter(source: Source) -> Head:
    """Read what stands above the document. Never raises: what is wrong is told, and the rest is read."""
    opened = _OPEN.match(source.text)
    if opened is None:
        return Head(FrontMatter(), (), 0)
    text = source.text
    body_start = opened.end()
    close = _CLOSE.search(_plain_line_ends(text[body_start : body_start + SIZE_LIMIT + 4]))
    if close is None:
        if len(text) - body_start <= SIZE_LIMIT and not _looks_like_keys(text[body_start:]):
            return Head(FrontMatter(), (), 0)  # a rule, not front matter
        span = Span(opened.start(), opened.end())
        message = (
            "the front matter has no end" if len(text) - body_start <= SIZE_LIMIT else "the front matter is larger than 16 KiB"
        )
        diagnostic = Diagnostic("bad-front-matter", Severity.ERROR, source, span, message, help="end it with a line ---")
        return Head(FrontMatter(), (diagnostic,), 0)
    body_end = body_start + close.start()
    if not text[body_start:body_end].strip() or not _looks_like_keys(text[body_start:body_end]):
        return Head(FrontMatter(), (), 0)
    from builder.document.front_matter_values import read_values  # most notes have no front matter, and need no YAML

    values, diagnostics = read_values(source, body_start, body_end)
    return Head(values, diagnostics, body_start + close.end())


def _plain_line_ends(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _looks_like_keys(text: str) -> bool:
    """Whether the first line that is no comment has a key: two rules around a paragraph are no front matter."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return re.match(r"""[\w"'?&*{\[!-][^\n]*?:(?:\s|$)|[{\[]""", line) is not None
    return False
