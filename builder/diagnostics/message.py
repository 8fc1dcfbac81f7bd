"""A message: a diagnostic as it is told, with its place as lines and columns and the line it stands in. It needs no source."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Source, Span, address

SHOWN = 400
"""How many characters are kept on each side of a place: no snippet is as wide."""
LONGEST = 10_000
"""How many of them make a key: of a line of a megabyte with many messages, each would go over all of it."""
PRIME = 2**64 - 59
"""The greatest prime below 2^64."""


class Placed(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Something with a place, from a line and column up to another; both count from 1.

    In a notebook they count in its cell `cell`, which begins behind `above` lines of its file. Elsewhere both are 0.
    """

    file: str
    cell: int = 0
    above: int = 0
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def address(self) -> str:
        """The place for people, as `Source.address` has it."""
        return address(self.file, self.cell, self.line, self.column)


class Excerpt(Struct, frozen=True):
    """The line at which a message points: what stands before the place, what is meant, and what stands behind it."""

    before: str
    marked: str
    after: str

    @property
    def line(self) -> str:
        """The line, or what is kept of it."""
        return self.before + self.marked + self.after


class Message(Placed, frozen=True, omit_defaults=True, kw_only=True):
    """A diagnostic as it is told; the names are those of the JSON.

    `key` tells which fault it is by what is said about what, not by where it stands: it is the same when the text is moved.
    """

    severity: Severity
    code: str
    message: str
    label: str = ""
    help: str = ""
    notes: tuple[str, ...] = ()
    excerpt: Excerpt
    key: str = ""


def message_of(diagnostic: Diagnostic, key: str = "") -> Message:
    """A diagnostic as it is told. Left out, its `key` is made of its code and the text of its line."""
    source, span = diagnostic.source, diagnostic.span
    place = place_of(source, Span(span.start, max(span.start, span.end)))
    line = source.line_at(span.start)
    first = min(place["column"] - 1, len(line))
    last = min(place["end_column"] - 1, len(line)) if place["end_line"] == place["line"] else len(line.rstrip())
    last = max(first, last)
    return Message(
        **place,
        severity=diagnostic.severity,
        code=diagnostic.code,
        message=diagnostic.message,
        label=diagnostic.label,
        help=diagnostic.help,
        notes=diagnostic.notes,
        excerpt=Excerpt(line[max(0, first - SHOWN) : first], line[first:last][:SHOWN], line[last : last + SHOWN]),
        key=key or key_of(diagnostic.code, line[max(0, first - LONGEST) : last + LONGEST].strip()),
    )


def place_of(source: Source, span: Span) -> dict[str, Any]:
    """The fields of what is `Placed` at a span of a source."""
    start, end, segment = source.position(span.start), source.position(span.end), source.segment(span.start)
    return {
        "file": segment.name,
        "cell": segment.cell,
        "above": segment.line - 1,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def key_of(*parts: str) -> str:
    """Sixteen hexadecimal digits that tell these texts from others: their fingerprint (Karp and Rabin, "Efficient randomized
    pattern-matching algorithms", 1987), which is all of them as one number modulo a prime.

    Nothing is to be kept from anybody who seeks two texts with one key, and `hashlib` takes longer to load than all else here.
    """
    texts = [part.encode("utf-8", "surrogatepass") for part in parts]
    whole = b"".join(len(text).to_bytes(8, "big") + text for text in texts)
    return f"{int.from_bytes(whole, 'big') % PRIME:016x}"
