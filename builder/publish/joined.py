"""Formulas in a line, and the punctuation at them, which no line end may part.

A browser ends a line beside any formula: a full stop behind it would begin the next. Inside a formula it may still end one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from builder.publish.nodes import Maths, Node, Text

_BEHIND = re.compile(r"(?:[.,;:!?)\]’”…%]|['\"](?!\w)|['’]s\b|-\w+)+")
_BEFORE = re.compile(r"[(\[“‘„«]+$")


class Joined(Struct, frozen=True):
    """A formula with what stands at it: `(`, the formula, `),`."""

    before: str
    maths: Maths
    behind: str
    kind: str = "joined"


def joined(nodes: Sequence[Node]) -> tuple[Node | Joined, ...]:
    """Nodes, in which each formula has its punctuation with it."""
    found: list[Node | Joined] = []
    rest = list(nodes)
    for place, node in enumerate(rest):
        if not isinstance(node, Maths) or node.setting.display:
            found.append(node)
            continue
        before, last = "", found[-1] if found else None
        if isinstance(last, Text) and (match := _BEFORE.search(last.text)):
            before = match.group()
            found[-1] = Text(last.text[: match.start()])
        following = rest[place + 1] if place + 1 < len(rest) else None
        behind = ""
        if isinstance(following, Text) and (match := _BEHIND.match(following.text)):
            behind = match.group()
            rest[place + 1] = Text(following.text[match.end() :])
        found.append(Joined(before, node, behind) if before or behind else node)
    return tuple(node for node in found if not (isinstance(node, Text) and not node.text))


def with_breaks(html: str) -> str:
    """A formula as HTML that may be broken between its parts where lines are else kept together."""
    base = '<span class="katex-base">'
    start = html.find(base) + len(base)
    return html[:start] + html[start:].replace(base, f"<wbr>{base}")
