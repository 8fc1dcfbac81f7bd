"""A text with a name, and places in it. Imports nothing of the project; of mathematics it knows nothing, of markups the names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import Enum
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


class Markup(Enum):
    """What a source is written in; the value is its name on the command line."""

    MARKDOWN = "markdown"
    NOTEBOOK = "notebook"
    LATEX = "latex"
    RESTRUCTUREDTEXT = "rst"
    PRETEXT = "pretext"


class Segment(Struct, frozen=True):
    """A stretch of a source that was put together from several texts: where it starts, and the file it is from.

    It starts a line. In a notebook it is the cell `cell`, counted from 1 (0 otherwise), which begins in line `line` of its file.
    """

    start: int
    name: str
    cell: int = 0
    line: int = 1


_LINE_END = re.compile(r"\r\n?|\n")


class Source(Struct, frozen=True, dict=True):
    """A text and the name under which messages quote it: a path as the user wrote it, or `<stdin>`.

    Lines end at `\\n`, `\\r\\n` or a lone `\\r`; offsets count every character of the text as it was read. `segments` tell apart
    what it was put together from, in order, the first one at 0: the cells of a notebook, a file and those that it includes. A
    source that is one file has none.
    """

    name: str
    text: str
    markup: Markup = Markup.MARKDOWN
    segments: tuple[Segment, ...] = ()

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(end.end() for end in _LINE_END.finditer(self.text)))

    @cached_property
    def _segment_starts(self) -> tuple[int, ...]:
        return tuple(segment.start for segment in self.segments)

    def segment(self, offset: int) -> Segment:
        """The segment that holds a character: the whole source, if it is one file."""
        if not self.segments:
            return Segment(0, self.name)
        return self.segments[max(bisect_right(self._segment_starts, offset) - 1, 0)]

    def position(self, offset: int) -> Position:
        """The line and column of a character in its segment; the end of the text is a position too."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        before = bisect_left(self._starts, self.segment(offset).start) if self.segments else 0
        return Position(line - before, offset - self._starts[line - 1] + 1)

    def address(self, offset: int) -> str:
        """Where a character stands, for people: `note.md:3:7`, `note.ipynb:cell 2:3:7`."""
        segment, position = self.segment(offset), self.position(offset)
        return address(segment.name, segment.cell, position.line, position.column)

    def line_at(self, offset: int) -> str:
        """The text of the line that holds a character, without its line end."""
        return self.line(self.line_number(offset))

    def line_number(self, offset: int) -> int:
        """The number of the line that holds a character, counted from 1 throughout the text."""
        return bisect_right(self._starts, max(0, min(offset, len(self.text))))

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a line and column, both from 1; past the end of the text it is the text's length."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1 throughout the text, without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._starts)


def address(file: str, cell: int, line: int, column: int) -> str:
    """A place for people: `note.md:3:7`, `note.ipynb:cell 2:3:7`."""
    return f"{file}{f':cell {cell}' if cell else ''}:{line}:{column}"
