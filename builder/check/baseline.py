"""A baseline: the faults that a collection of notes had when it was begun to be checked, so that only new ones are told.

A fault is known by its key (`Finding.key`, `Message.key`): by what is said, in which context, and not by where it stands. Of
faults with one key, as many are known as there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from builder.check.findings import CannotCheck, Finding, Findings, failing_standings
from builder.check.paths import Found
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Severity
from builder.diagnostics.message import Message
from builder.diagnostics.severities import MISUSES

VERSION = 1
LARGEST = 64 * 2**20

_TOLD = (Severity.ERROR, Severity.WARNING)


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """Faults of one key, and how many there are. The file, the code and the text are those of the first, for people."""

    key: str
    count: int
    code: str
    file: str
    text: str


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """The faults that are known."""

    version: int
    faults: tuple[Fault, ...]


class Compared(NamedTuple):
    """What is found beside a baseline, how many faults were left out as known, and how many of the baseline are gone.

    A fault of the baseline is gone if the file in which it was seen was checked and has it no more.
    """

    found: Found
    known: int
    gone: int


def baseline_of(found: Found, strict: bool) -> Baseline:
    """All errors and warnings, and all claims for which a check fails, a `strict` one or not. What no source is to blame for
    cannot be known beforehand.
    """
    failing = failing_standings(strict)
    faults: dict[str, Fault] = {}
    for findings in found.findings:
        for claim in findings.claims:
            if claim.status in failing and claim.code not in MISUSES:
                _note(faults, Fault(claim.key, 1, claim.code or claim.status.value, claim.file, claim.latex))
        claimed = {claim.key for claim in findings.claims if claim.status in failing}
        _note_messages(faults, [message for message in findings.messages if message.key not in claimed])
    _note_messages(faults, found.messages)
    return Baseline(VERSION, tuple(sorted(faults.values(), key=lambda fault: (fault.file, fault.code, fault.text, fault.key))))


def _note_messages(faults: dict[str, Fault], messages: Sequence[Message]) -> None:
    for message in messages:
        if message.severity in _TOLD and message.code not in MISUSES:
            text = message.excerpt.line.strip() or message.message
            _note(faults, Fault(message.key, 1, message.code, message.file, text))


def _note(faults: dict[str, Fault], fault: Fault) -> None:
    before = faults.get(fault.key)
    faults[fault.key] = fault if before is None else replace(before, count=before.count + 1)


def compare(found: Found, baseline: Baseline, strict: bool) -> Compared:
    """What is found and not in the baseline. A claim of the baseline stands as trusted, and its message is not told."""
    failing = failing_standings(strict)
    allowed = {fault.key: fault.count for fault in baseline.faults}
    claims, messages = Counter(allowed), Counter(allowed)

    def of_claim(claim: Finding) -> Finding:
        if claim.status not in failing or claims[claim.key] < 1:
            return claim
        claims[claim.key] -= 1
        return replace(claim, status=Standing.TRUSTED, message=f"in the baseline: {claim.message}")

    def new(message: Message) -> bool:
        if message.severity not in _TOLD or messages[message.key] < 1:
            return True
        messages[message.key] -= 1
        return False

    compared = Found(
        tuple(
            Findings(each.file, tuple(map(of_claim, each.claims)), tuple(filter(new, each.messages))) for each in found.findings
        ),
        tuple(filter(new, found.messages)),
    )
    left = {fault.key: min(claims[fault.key], messages[fault.key]) for fault in baseline.faults}
    checked = {file for each in found.findings for file in (each.file, *(claim.file for claim in each.claims))}
    gone = sum(left[fault.key] for fault in baseline.faults if fault.file in checked)
    return Compared(compared, sum(fault.count - left[fault.key] for fault in baseline.faults), gone)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, a fault on each line, so that a difference shows which. Raises OSError."""
    rows = ",\n".join(f"  {msgspec.json.encode(fault).decode()}" for fault in baseline.faults)
    text = f'{{\n "version": {baseline.version},\n "faults": [\n{rows}\n ]\n}}\n'
    path.write_text(text, encoding="utf-8")


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; raises CannotCheck."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise CannotCheck(f"the baseline {path} is larger than {LARGEST} bytes")
        baseline = msgspec.json.decode(data, type=Baseline)
    except OSError as error:
        raise CannotCheck(f"the baseline {path} cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CannotCheck(f"the baseline {path} was not written by --write-baseline: {error}") from error
    if baseline.version != VERSION:
        raise CannotCheck(f"the baseline {path} has version {baseline.version}, and this program knows {VERSION}: write it anew")
    return baseline
