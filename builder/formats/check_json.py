"""What was checked, as one JSON object. The names in it are stable: more may be added, none is changed or removed.

What is not known is left out: a claim without a counterexample has no `counterexample`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from builder.check.coverage import Coverage, coverage_of
from builder.check.findings import Finding, Tally, Told, claims_of, messages_of
from builder.check.kept import Kept
from builder.check.standing import Standing
from builder.diagnostics.message import Message

Record: TypeAlias = dict[str, Any]

VERSION = 1

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def render(told: Iterable[Told]) -> Iterator[str]:
    """One object, in ASCII, ending in a line end: `version`, `claims`, `diagnostics`, `files`, `not_understood`, `summary`."""
    tally = Tally()
    with Kept(tally.counted(told)) as kept:
        yield f'{{\n "version": {VERSION},\n "claims": '
        yield from _array(claim_record(claim) for one in kept for claim in claims_of(one))
        yield ',\n "diagnostics": '
        yield from _array(message_record(message) for one in kept for message in messages_of(one))
        rest = coverage_record(coverage_of(kept)) | {"summary": summary_record(tally.counts)}
        yield "," + as_json(rest, indent=1).removeprefix("{")


def _array(records: Iterable[Record]) -> Iterator[str]:
    """Records as an array that is the value of a name, as `as_json` writes it."""
    before = "[\n  "
    for record in records:
        yield before + as_json(record, indent=1)[:-1].replace("\n", "\n  ")
        before = ",\n  "
    yield "[]" if before.startswith("[") else "\n ]"


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


def coverage_record(coverage: Coverage) -> Record:
    """What the check speaks for: the numbers of each file, and the causes for which something was not understood."""
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


def summary_record(counts: Mapping[Standing, int]) -> Record:
    """The number of relations of each status."""
    return {standing.value: number for standing, number in counts.items()}


def message_record(message: Message) -> Record:
    """A message as an object. The line that it points at is the reader's own, and is left out."""
    return _without(msgspec.to_builtins(message), "excerpt", "above")


def claim_record(claim: Finding) -> Record:
    """One relation between two neighbouring sides as an object."""
    return _without(msgspec.to_builtins(claim), "above")


def _without(record: Record, *names: str) -> Record:
    for name in names:
        record.pop(name, None)
    return record
