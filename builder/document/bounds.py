"""How much a source may hold: counted before it is read, so that none keeps a reader for longer than it keeps a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Markup, Source, Span

MOST_FORMULAS = 50_000
"""A book of a thousand pages has half of them."""
MOST_CELLS = 20_000
MOST_LINES = 40_000
"""Of reStructuredText: docutils takes its time for each."""
LONGEST_BLOCK = 100_000
"""Of reStructuredText, in characters without an empty line between: docutils copies the rest of a block at each role in it."""

_DOLLARS = re.compile(r"\$\$?[^$]*\$\$?|\\[(\[]|\\begin\b")
_FORMULAS: Mapping[Markup, re.Pattern[str]] = MappingProxyType(
    {
        Markup.MARKDOWN: _DOLLARS,
        Markup.NOTEBOOK: _DOLLARS,
        Markup.LATEX: _DOLLARS,
        Markup.RESTRUCTUREDTEXT: re.compile(r":math:|\bmath::"),
        Markup.PRETEXT: re.compile(r"<(?:m|me|men|md|mdn)[\s>]"),
    }
)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n|\Z")


def too_much(source: Source) -> Diagnostic | None:
    """What a source has too much of to be read, at the place where it becomes too much; None if it can be read."""
    if source.markup is Markup.RESTRUCTUREDTEXT:
        if source.text.count("\n") > MOST_LINES:
            message = f"this file has more than {MOST_LINES} lines: nothing of it is checked"
            return _told(source, 0, message, "make several files of it")
        start = 0
        for match in _EMPTY_LINE.finditer(source.text):
            if match.start() - start > LONGEST_BLOCK:
                message = f"this block has more than {LONGEST_BLOCK} characters: nothing of this file is checked"
                return _told(source, start, message, "put an empty line into it")
            start = match.end()
    for number, match in enumerate(_FORMULAS[source.markup].finditer(source.text), 1):
        if number > MOST_FORMULAS:
            message = f"these are more than {MOST_FORMULAS} formulas: nothing of this file is checked"
            return _told(source, match.start(), message, "make several files of it")
    return None


def _told(source: Source, start: int, message: str, help: str) -> Diagnostic:
    return Diagnostic("too-large", Severity.ERROR, source, Span(start, min(start + 1, len(source.text))), message, help=help)
