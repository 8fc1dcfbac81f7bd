"""What was checked, as JSON lines: one object for each claim, each message, and the summary, told apart by their `type`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from builder.check.checked import CheckedDocument
from builder.diagnostics.diagnostic import Diagnostic
from builder.formats.check_json import VERSION, Record, claim_record, diagnostic_record, summary_record


def render(documents: Sequence[CheckedDocument], diagnostics: Sequence[Diagnostic] = ()) -> str:
    """The lines, in source order, the summary last. The names are those of the one object."""
    records = _records(documents, diagnostics)
    return "".join(json.dumps(record, ensure_ascii=True, allow_nan=False) + "\n" for record in records)


def messages(diagnostics: Sequence[Diagnostic]) -> str:
    """Messages alone, one object on each line."""
    records = ({"type": "diagnostic"} | diagnostic_record(diagnostic) for diagnostic in diagnostics)
    return "".join(json.dumps(record, ensure_ascii=True, allow_nan=False) + "\n" for record in records)


def _records(documents: Sequence[CheckedDocument], diagnostics: Sequence[Diagnostic]) -> Iterator[Record]:
    for diagnostic in diagnostics:
        yield {"type": "diagnostic"} | diagnostic_record(diagnostic)
    for document in documents:
        for relation in document.relations:
            yield {"type": "claim"} | claim_record(relation, document.document.source)
        for diagnostic in document.diagnostics:
            yield {"type": "diagnostic"} | diagnostic_record(diagnostic)
    yield {"type": "summary", "version": VERSION} | summary_record(documents)
