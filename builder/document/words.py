"""Words and formulas of a text, and the document that they make, as all readers hand them on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from builder.calculus.budget import DEFAULT_BUDGET
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Document, Element, Formula, FrontMatter, Inherited, Part
from builder.document.invisible import invisible_characters
from builder.source import Source, Span

LONG_FORMULA = f"this formula has more than {DEFAULT_BUDGET.characters} characters"
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


def told_of(formula: Formula, source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with a formula before it is read: that it is too long."""
    if len(formula.latex) <= DEFAULT_BUDGET.characters:
        return ()
    start = min(formula.offsets[0], len(source.text))
    return (Diagnostic("too-large", Severity.ERROR, source, Span(start, start + 1), LONG_FORMULA, help="split it"),)


def document_of(source: Source, flow: Iterable[Element], told: Iterable[Diagnostic], inherited: Inherited) -> Document:
    """A document that is checked and not published: its flow, and in order what was told of it while it was read."""
    diagnostics = sorted((*told, *invisible_characters(source)), key=lambda d: (d.span, d.code, d.message))
    return Document(source, FrontMatter(), tuple(flow), (), tuple(diagnostics), inherited)
