"""One message as text for a terminal: what, where, the line of the source with carets, and what to do.

No line of the result begins with text of the source, and nothing that a terminal or a log would obey comes through.
"""

from __future__ import annotations

from builder.diagnostics.message import Message
from builder.diagnostics.visible import one_line, visible, width

_TAB = "    "
_CUT = "…"


def snippet(message: Message, columns: int = 120) -> str:
    """`message` as some lines of text, without a line end behind the last.

    A span over several lines is shown at its first. Of a line wider than `columns` only the part around the span is shown.
    """
    before, marked, after = message.excerpt.before, message.excerpt.marked, message.excerpt.after
    margin = " " * len(str(message.line))
    rows = [
        f"{message.severity.value}[{visible(message.code)}]: {one_line(message.message)}",
        f"{margin}--> {visible(message.address)}",
    ]
    if message.excerpt.line.strip():
        shown, offset, length = _fit(_plain(before), _plain(marked), _plain(after), max(columns - len(margin) - 3, 20))
        carets = " " * offset + "^" * max(length, 1)
        label = f" {one_line(message.label)}" if message.label else ""
        rows += [f"{margin} |", f"{message.line} | {shown}", f"{margin} | {carets}{label}"]
    elif message.label:
        rows.append(f"{margin} = {one_line(message.label)}")
    if message.help:
        rows.append(f"{margin} = help: {one_line(message.help)}")
    rows += [f"{margin} = note: {one_line(note)}" for note in message.notes]
    return "\n".join(row.rstrip() for row in rows)


def _plain(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _fit(before: str, marked: str, after: str, room: int) -> tuple[str, int, int]:
    """The line cut to `room` columns, the column at which the mark begins, and how many columns it takes."""
    if width(before + marked + after) <= room:
        return before + marked + after, width(before), width(marked)
    if width(marked) > room - 2:
        marked, after = _head(marked, room - 2), after or " "
    left = room - width(marked) - 2
    behind = min(width(after), max(left - width(before), left // 2))
    head = before if width(before) <= left - behind else _CUT + _tail(before, left - behind)
    tail = after if width(after) <= behind else _head(after, behind) + _CUT
    return head + marked + tail, width(head), width(marked)


def _head(text: str, room: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += width(character)
        if taken > room:
            return text[:index]
    return text


def _tail(text: str, room: int) -> str:
    taken = 0
    for index in range(len(text) - 1, -1, -1):
        taken += width(text[index])
        if taken > room:
            return text[index + 1 :]
    return text
