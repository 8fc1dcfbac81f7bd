"""What was checked, as one JSON object. The names in it are stable: more may be added, none is changed or removed.

What is not known is left out: a claim without a counterexample has no `counterexample`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from builder.check.coverage import coverage_of
from builder.check.findings import Finding, Findings, counts
from builder.diagnostics.message import Message

Record: TypeAlias = dict[str, Any]

VERSION = 1

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def render(findings: Sequence[Findings], messages: Sequence[Message] = ()) -> str:
    """One object, in ASCII, ending in a line end. `messages` are those that belong to no document."""
    return as_json(report(findings, messages), indent=1)


def tell(messages: Sequence[Message]) -> str:
    """Messages alone, as one object."""
    record = {"version": VERSION, "diagnostics": [message_record(message) for message in messages]}
    return as_json(record, indent=1)


def as_json(record: Record, indent: int = 0) -> str:
    """A record as JSON in ASCII, on one line if `indent` is 0, ending in a line end."""
    data = msgspec.json.encode(record)
    text = (msgspec.json.format(data, indent=indent) if indent else data).decode("utf-8")
    return (text if text.isascii() else _BEYOND_ASCII.sub(_escaped, text)) + "\n"


def _escaped(character: re.Match[str]) -> str:
    """A character of a text by its UTF-16 code units, as JSON has it (RFC 8259, section 7)."""
    units = character[0].encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def report(findings: Sequence[Findings], messages: Sequence[Message] = ()) -> Record:
    """The object before it is written: `version`, `claims`, `diagnostics`, `files`, `not_understood`, `summary`."""
    told = [*messages, *(message for found in findings for message in found.messages)]
    return {
        "version": VERSION,
        "claims": [claim_record(claim) for found in findings for claim in found.claims],
        "diagnostics": [message_record(message) for message in told],
        **coverage_record(findings),
        "summary": summary_record(findings),
    }


def coverage_record(findings: Sequence[Findings]) -> Record:
    """What the check speaks for: the numbers of each file, and the causes for which something was not understood."""
    coverage = coverage_of(findings)
    files = [
        {"file": file.file, **{standing.value: number for standing, number in file.counts.items()}, "open": file.open}
        for file in coverage.files
    ]
    causes = [
        {"cause": cause.cause, "count": cause.count, "examples": [_example(claim) for claim in cause.examples]}
        for cause in coverage.causes
    ]
    return {"files": files, "not_understood": causes}


def _example(claim: Finding) -> Record:
    return {"file": claim.file, **({"cell": claim.cell} if claim.cell else {}), "line": claim.line, "latex": claim.latex}


def summary_record(findings: Sequence[Findings]) -> Record:
    """The number of relations of each status."""
    return {standing.value: number for standing, number in counts(findings).items()}


def message_record(message: Message) -> Record:
    """A message as an object. The line that it points at is the reader's own, and is left out."""
    return _without(msgspec.to_builtins(message), "excerpt", "above")


def claim_record(claim: Finding) -> Record:
    """One relation between two neighbouring sides as an object."""
    return _without(msgspec.to_builtins(claim), "above")


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}
