"""What was checked, as workflow commands that GitHub shows beside the lines of a pull request.

Source: "Workflow commands for GitHub Actions" in GitHub's documentation; the escapes are those of its toolkit's `command.ts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from builder.check.findings import Tally, Told, messages_of
from builder.diagnostics.diagnostic import Severity
from builder.diagnostics.message import Message
from builder.diagnostics.visible import one_line, visible
from builder.formats.counts import sentence

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(told: Iterable[Told]) -> Iterator[str]:
    """A command for each message, then the summary. No text of a source can end a command or begin another."""
    tally = Tally()
    for one in tally.counted(told):
        yield tell(messages_of(one))
    yield f"{sentence(tally.counts)}\n"


def tell(messages: Sequence[Message]) -> str:
    """A command for each message."""
    return "".join(f"{_command(message)}\n" for message in messages)


def _command(message: Message) -> str:
    # A notebook is shown there as the file that it is.
    fields = {"file": message.file, "line": message.line + message.above, "endLine": message.end_line + message.above}
    if message.end_line == message.line and not message.cell:
        fields |= {"col": message.column, "endColumn": message.end_column}
    fields["title"] = message.code
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
    words = [message.message, message.label, message.help, *message.notes]
    return f"::{_LEVELS[message.severity]} {properties}::{_data('; '.join(one_line(w) for w in words if w))}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
