"""Words and formulas of a text, as all readers hand them on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from builder.document.document import Part

_BLANKS = re.compile(r"\s+")


def tidy(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts with texts that stand side by side joined, without blanks at both ends, and with single ones inside."""
    kept: list[Part] = []
    for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
        if is_text:
            kept.append(_BLANKS.sub(" ", "".join(str(part) for part in group)))
        else:
            kept.extend(group)
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return tuple(part for part in kept if part)


def says_something(parts: Sequence[Part]) -> bool:
    """Whether there is a formula or a word among parts, and not only the full stop behind a display."""
    return any(not isinstance(part, str) or any(character.isalnum() for character in part) for part in parts)
