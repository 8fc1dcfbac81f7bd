r"""Untrusted text made safe to print: no control, no invisible and no line-breaking character comes out of here.

A terminal obeys escape sequences, and a continuous-integration log obeys lines that begin with `::`, wherever they came from.
So every string of a source or of a file name passes through here on its way to text output.
"""

from __future__ import annotations

import re
import unicodedata

# Control, format, surrogate, unassigned, and the two separators that end a line.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANKS = re.compile(r"[ \t\r\n]+")


def visible(text: str) -> str:
    r"""`text` with every control and format character written as `\u{…}`; line ends and tabs too."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in _HIDDEN else c for c in text)


def one_line(text: str) -> str:
    r"""`text` on one line: runs of blanks, tabs and line ends become one space, all else that is hidden is made visible."""
    return visible(_BLANKS.sub(" ", text).strip(" "))


def width(text: str) -> int:
    """How many columns of a terminal a visible text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
