"""What was checked, as workflow commands that GitHub shows beside the lines of a pull request.

Source: "Workflow commands for GitHub Actions" in GitHub's documentation; the escapes are those of its toolkit's `command.ts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.check.checked import CheckedDocument
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.visible import one_line, visible
from builder.formats.counts import counts, sentence

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(documents: Sequence[CheckedDocument], diagnostics: Sequence[Diagnostic] = ()) -> str:
    """A command for each message, then the summary. No text of a source can end a command or begin another."""
    found = [*diagnostics, *(diagnostic for document in documents for diagnostic in document.diagnostics)]
    return f"{messages(found)}{sentence(counts(documents))}\n"


def messages(diagnostics: Sequence[Diagnostic]) -> str:
    """A command for each message."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    start = diagnostic.source.position(diagnostic.span.start)
    end = diagnostic.source.position(diagnostic.span.end)
    segment = diagnostic.source.segment(diagnostic.span.start)
    before = segment.line - 1  # a notebook is shown there as the file that it is
    fields = {"file": segment.name, "line": start.line + before, "endLine": end.line + before}
    if end.line == start.line and not segment.cell:
        fields |= {"col": start.column, "endColumn": end.column}
    fields["title"] = diagnostic.code
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
    words = [diagnostic.message, diagnostic.label, diagnostic.help, *diagnostic.notes]
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{_data('; '.join(one_line(w) for w in words if w))}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
