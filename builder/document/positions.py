"""Where a character of parsed text stands in its source. markdown-it knows lines at best; this module knows columns.

Three texts are told apart: the *source* as it was read, the *normal* text that markdown-it is given (its lines end in `\\n`, it
has no byte order mark and no NUL), and the *content* of one inline token, which is the normal text without the prefixes
of quotes and lists.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

BYTE_ORDER_MARK = "\ufeff"
_CHANGED = re.compile("^\ufeff|\r\n?|\0")


class NormalText(Struct, frozen=True):
    """A text with plain line ends. `removed[i]` is the place in `text` before which the i-th character was left out.

    `base` is the offset in the source at which the text begins, if it is one of its segments.
    """

    text: str
    removed: tuple[int, ...]
    starts: tuple[int, ...]
    base: int = 0

    def source_offset(self, place: int) -> int:
        """The offset in the source of the character at `place` of this text."""
        return self.base + place + (bisect_right(self.removed, place) if self.removed else 0)

    def line_of(self, place: int) -> int:
        """The line, counted from 0, that holds `place`."""
        return bisect_right(self.starts, place) - 1

    def line(self, number: int) -> str:
        """A line, counted from 0, without its end."""
        end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : end]


def normal_text(source: str, base: int = 0) -> NormalText:
    """The text of a source, or of the segment that begins at `base`, as markdown-it reads it.

    Of `\\r\\n` the `\\r` is left out; a lone `\\r` becomes `\\n`, and NUL the replacement character, each in its place.
    """
    removed: list[int] = []
    pieces: list[str] = []
    last = length = 0
    for match in _CHANGED.finditer(source):
        kept = source[last : match.start()]
        pieces.append(kept)
        length += len(kept)
        found = match.group()
        if found == BYTE_ORDER_MARK:
            removed.append(length)
        elif found == "\0":
            pieces.append("\ufffd")
            length += 1
        else:
            if found == "\r\n":
                removed.append(length)
            pieces.append("\n")
            length += 1
        last = match.end()
    pieces.append(source[last:])
    text = "".join(pieces)
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    return NormalText(text, tuple(removed), starts, base)


def content_places(content: str, first_line: int, normal: NormalText) -> list[int]:
    """For each character of an inline token's content its place in the normal text, and one more for what follows.

    `first_line` counts from 0. Each line of the content is the end of a line of the text, without the prefixes of its quotes
    and lists, or (in a heading) is followed by closing signs only. Lines of nothing but white space in front of it are left
    out of a content (what is white is more than what ends a paragraph: a no-break space, say).
    """
    places: list[int] = []
    pieces = content.split("\n")
    if first_line >= len(normal.starts):  # a fence on the last line has nothing inside, and nothing behind it
        return [len(normal.text)] * (len(content) + 1)
    number = first_line
    while number + 1 < len(normal.starts) and not _ends_with(normal.line(number), pieces[0]):
        number += 1
    for index, piece in enumerate(pieces):
        if index:
            places.append(places[-1] + 1 if places else normal.starts[number])
            places[-1] = normal.starts[number] - 1
        start = _find(piece, number, normal)
        places.extend(range(start, start + len(piece)))
        number = min(number + 1, len(normal.starts) - 1)
    places.append(places[-1] + 1 if places else normal.starts[first_line])
    return places


def _ends_with(line: str, piece: str) -> bool:
    """Whether a line of the text ends with one of the content, closing signs of a heading aside."""
    bare = piece.strip()
    at = line.rfind(bare)
    return at >= 0 and not line[at + len(bare) :].strip().strip("#")


def _find(piece: str, number: int, normal: NormalText) -> int:
    """The place of a line of content in line `number`. Expanded tabs may make its first blanks differ."""
    line = normal.line(number)
    bare = piece.lstrip(" \t")
    at = line.rfind(bare) if bare else len(line)
    return normal.starts[number] + max(at, 0) - (len(piece) - len(bare))


def source_offsets(places: Sequence[int], normal: NormalText) -> tuple[int, ...]:
    """The offsets in the source of places in the normal text."""
    return tuple(normal.source_offset(place) for place in places) if normal.removed or normal.base else tuple(places)
