"""What was checked, as JSON lines: one object for each claim, each message, and the summary, told apart by their `type`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.check.findings import Findings
from builder.diagnostics.message import Message
from builder.formats.check_json import VERSION, Record, as_json, claim_record, message_record, summary_record


def render(findings: Sequence[Findings], messages: Sequence[Message] = ()) -> str:
    """The lines, in source order, the summary last. The names are those of the one object."""
    return "".join(as_json(record) for record in _records(findings, messages))


def tell(messages: Sequence[Message]) -> str:
    """Messages alone, one object on each line."""
    return "".join(as_json(_of_message(message)) for message in messages)


def _records(findings: Sequence[Findings], messages: Sequence[Message]) -> Iterator[Record]:
    for message in messages:
        yield _of_message(message)
    for found in findings:
        for claim in found.claims:
            yield {"type": "claim"} | claim_record(claim)
        for message in found.messages:
            yield _of_message(message)
    yield {"type": "summary", "version": VERSION} | summary_record(findings)


def _of_message(message: Message) -> Record:
    return {"type": "diagnostic"} | message_record(message)
