"""Where the front matter of a document begins and ends: what stands above it, between two lines `---`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula, FrontMatter, Mention, Paragraph, Part
from builder.document.formulas import scan
from builder.source import Source, Span

SIZE_LIMIT = 16 * 1024
_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M)


class Head(Struct, frozen=True):
    """The front matter of a source, what was wrong with it, the offset at which the document begins, and what its title and its
    descriptions say that hold formulas."""

    values: FrontMatter
    diagnostics: tuple[Diagnostic, ...]
    end: int
    flow: tuple[Paragraph, ...] = ()

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas in what it says."""
        return tuple(part.formula for paragraph in self.flow for part in paragraph.parts if isinstance(part, Mention))


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

    values, diagnostics, texts = read_values(source, body_start, body_end)
    return Head(values, diagnostics, body_start + close.end(), tuple(_said(source, texts)))


def _said(source: Source, texts: Iterable[Span]) -> Iterator[Paragraph]:
    """The texts at some places of a source that hold formulas."""
    number = 0
    for span in texts:
        parts: list[Part] = []
        text, offsets = _unquoted(source.text[span.start : span.end], span.start)
        scanned, at = scan(text), 0
        for opened in re.finditer(r"\$|\\\(", text):
            found = scanned.formula_at(opened.start()) if opened.start() >= at else None
            if found is not None:
                places = (*offsets[found.inner_start : found.inner_end + 1],)
                formula = Formula(text[found.inner_start : found.inner_end], places, False, number)
                parts += [text[at : found.start], Mention(formula)]
                at, number = found.end, number + 1
        if parts:
            yield Paragraph((*parts, text[at:]), title=True)


def _unquoted(written: str, start: int) -> tuple[str, list[int]]:
    """A scalar of YAML that was `written` at `start`, without its quotes, and for each character its place; one more for what
    follows."""
    quote = written[:1] if written[:1] in ("'", '"') else ""
    escapes = {"'": "''", '"': "\\"}.get(quote, "")
    text: list[str] = []
    offsets: list[int] = []
    at, end = len(quote), len(written) - len(quote)
    while at < end:
        at += bool(escapes) and written.startswith(escapes, at) and at + 1 < end
        text.append(written[at])
        offsets.append(start + at)
        at += 1
    return "".join(text), [*offsets, start + end]


def _plain_line_ends(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _looks_like_keys(text: str) -> bool:
    """Whether the first line that is no comment has a key: two rules around a paragraph are no front matter."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return re.match(r"""[\w"'?&*{\[!-][^\n]*?:(?:\s|$)|[{\[]""", line) is not None
    return False
