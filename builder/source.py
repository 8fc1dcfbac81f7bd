"""A text with a name, and places in it. Imports nothing of the project, and knows no mathematics and no Markdown."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A stretch of a text: offsets in characters, `start` included, `end` excluded."""

    start: int
    end: int

    def shift(self, by: int) -> Span:
        """The same stretch, counted from `by` characters earlier."""
        return Span(self.start + by, self.end + by)

    def cover(self, other: Span) -> Span:
        """The smallest stretch that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Position(Struct, frozen=True):
    """A line and a column, both counted from 1; a column is a character."""

    line: int
    column: int


class Source(Struct, frozen=True, dict=True):
    """A text and the name under which messages quote it: a path as the user wrote it, or `<stdin>`.

    Lines end at `\\n`, `\\r\\n` or a lone `\\r`; offsets count every character of the text as it was read.
    """

    name: str
    text: str

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts = [0]
        text = self.text
        for offset, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n"):
                starts.append(offset + 1)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        """The line and column of a character; the end of the text is a position too."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a line and column, both from 1; past the end of the text it is the text's length."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._starts)
