"""Characters that nobody sees: what they hide in a source is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Source, Span

_INVISIBLE = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


MOST = 100
_HELP = "take it out: readers do not see it"


def invisible_characters(source: Source) -> Iterator[Diagnostic]:
    """A warning for each of the first, and one for how many there are beside."""
    if source.text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return
    found = list(re.finditer(_INVISIBLE, source.text))
    for match in found[:MOST]:
        message = f"the invisible character U+{ord(match.group()):04X}"
        yield Diagnostic("control-character", Severity.WARNING, source, Span(*match.span()), message, help=_HELP)
    if len(found) > MOST:
        message = f"{len(found) - MOST} more invisible characters, from here on"
        yield Diagnostic("control-character", Severity.WARNING, source, Span(*found[MOST].span()), message, help=_HELP)
