"""What was checked, as JSON lines: one object for each claim, each message, and the summary, told apart by their `type`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from builder.check.findings import Tally, Told, claims_of, messages_of
from builder.diagnostics.message import Message
from builder.formats.check_json import VERSION, Record, as_json, claim_record, message_record, summary_record


def render(told: Iterable[Told]) -> Iterator[str]:
    """The lines, in source order, the summary last. The names are those of the one object."""
    tally = Tally()
    for one in tally.counted(told):
        records = [{"type": "claim"} | claim_record(claim) for claim in claims_of(one)]
        yield "".join(map(as_json, records)) + tell(messages_of(one))
    yield as_json({"type": "summary", "version": VERSION} | summary_record(tally.counts))


def tell(messages: Sequence[Message]) -> str:
    """Messages alone, one object on each line."""
    return "".join(as_json(_of_message(message)) for message in messages)


def _of_message(message: Message) -> Record:
    return {"type": "diagnostic"} | message_record(message)
