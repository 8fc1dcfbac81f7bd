"""One diagnostic as text for a terminal: what, where, the line of the source with carets, and what to do.

No line of the result begins with text of the source, and nothing that a terminal or a log would obey comes through.
"""

from __future__ import annotations

from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.visible import one_line, visible, width

_TAB = "    "
_CUT = "…"


def snippet(diagnostic: Diagnostic, columns: int = 120) -> str:
    """`diagnostic` as some lines of text, without a line end behind the last.

    A span over several lines is shown at its first. Of a line wider than `columns` only the part around the span is shown.
    """
    source = diagnostic.source
    start = source.position(diagnostic.span.start)
    end = source.position(max(diagnostic.span.end, diagnostic.span.start))
    line = source.line_at(diagnostic.span.start)
    first = min(start.column - 1, len(line))
    last = min(end.column - 1, len(line)) if end.line == start.line else len(line.rstrip())
    before, marked, after = line[:first], line[first : max(first, last)], line[max(first, last) :]
    margin = " " * len(str(start.line))
    rows = [
        f"{diagnostic.severity.value}[{visible(diagnostic.code)}]: {one_line(diagnostic.message)}",
        f"{margin}--> {visible(source.address(diagnostic.span.start))}",
    ]
    if line.strip():
        shown, offset, length = _fit(_plain(before), _plain(marked), _plain(after), max(columns - len(margin) - 3, 20))
        carets = " " * offset + "^" * max(length, 1)
        label = f" {one_line(diagnostic.label)}" if diagnostic.label else ""
        rows += [f"{margin} |", f"{start.line} | {shown}", f"{margin} | {carets}{label}"]
    elif diagnostic.label:
        rows.append(f"{margin} = {one_line(diagnostic.label)}")
    if diagnostic.help:
        rows.append(f"{margin} = help: {one_line(diagnostic.help)}")
    rows += [f"{margin} = note: {one_line(note)}" for note in diagnostic.notes]
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
