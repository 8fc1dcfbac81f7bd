"""What the Markdown rules tell while one source is read: notes that become diagnostics, formulas that wait for their numbers.

markdown-it hands one `env` to all its rules; ours keep a single `Reading` there, which lives for one call of `read_markdown`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token
from msgspec import Struct, field

from builder.diagnostics.diagnostic import Severity
from builder.document.positions import NormalText

ENV_KEY = "surestep"


class Piece(Struct, frozen=True):
    """Some text of a document and, for each of its characters, the place in the normal text; one more for what follows."""

    text: str
    places: Sequence[int]

    def strip(self) -> Piece:
        """Without blanks at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        end = max(start, len(self.text.rstrip()))
        return self.cut(start, end)

    def cut(self, start: int, end: int) -> Piece:
        """A part of it."""
        return Piece(self.text[start:end], self.places[start : end + 1])


class Remark(Struct, frozen=True):
    """A diagnostic to be: its span is in the normal text."""

    code: str
    severity: Severity
    start: int
    end: int
    message: str
    help: str = ""


class Reading(Struct):
    """Everything that is noted down while one source is read."""

    normal: NormalText
    remarks: dict[tuple[str, int], Remark] = field(default_factory=dict)
    switches: list[tuple[int, bool]] = field(default_factory=list)
    scans: tuple[str, Any] | None = None
    comment_ends: tuple[int, ...] | None = None
    parity: tuple[int, int, int] = (-1, -1, 0)

    def comment_end(self, place: int) -> int | None:
        """The place of the first `-->` at or behind `place`."""
        if self.comment_ends is None:
            self.comment_ends = tuple(match.start() for match in re.finditer("-->", self.normal.text))
        at = bisect_left(self.comment_ends, place)
        return self.comment_ends[at] if at < len(self.comment_ends) else None

    def remark(self, code: str, start: int, end: int, message: str, help: str = "", severity: Severity = Severity.ERROR) -> None:
        """Note a diagnostic, once for each code and place: rules are tried at a place more than once."""
        self.remarks.setdefault((code, start), Remark(code, severity, start, max(end, start + 1), message, help))


def reading_of(env: Any) -> Reading:
    """The reading that the rules of this run share."""
    reading = env[ENV_KEY]
    assert isinstance(reading, Reading)
    return reading


def wait(token: Token, latex: str, places: Sequence[int], display: bool) -> None:
    """Let `token` hold a formula, whose number is not known before everything was read."""
    token.meta["pending"] = (Piece(latex, tuple(places)), display)
    token.content = latex
