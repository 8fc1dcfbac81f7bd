"""A baseline: the faults that a collection of notes had when it was begun to be checked, so that only new ones are told.

A fault is known by its key (`Finding.key`, `Message.key`): by what is said, in which context, and not by where it stands. Of
faults with one key, as many are known as there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from builder.check.findings import (
    CannotCheck,
    Finding,
    Findings,
    Told,
    claims_of,
    failing_standings,
    messages_of,
)
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


def baseline_of(told: Iterable[Told], strict: bool) -> Baseline:
    """All errors and warnings, and all claims for which a check fails, a `strict` one or not. What no source is to blame for
    cannot be known beforehand.
    """
    failing = failing_standings(strict)
    faults: dict[str, Fault] = {}
    for one in told:
        claimed = set()
        for claim in claims_of(one):
            if claim.status in failing:
                claimed.add(claim.key)
                if claim.code not in MISUSES:
                    _note(faults, Fault(claim.key, 1, claim.code or claim.status.value, claim.file, claim.latex))
        _note_messages(faults, [message for message in messages_of(one) if message.key not in claimed])
    return Baseline(VERSION, tuple(sorted(faults.values(), key=lambda fault: (fault.file, fault.code, fault.text, fault.key))))


def _note_messages(faults: dict[str, Fault], messages: Sequence[Message]) -> None:
    for message in messages:
        if message.severity in _TOLD and message.code not in MISUSES:
            text = message.excerpt.line.strip() or message.message
            _note(faults, Fault(message.key, 1, message.code, message.file, text))


def _note(faults: dict[str, Fault], fault: Fault) -> None:
    before = faults.get(fault.key)
    faults[fault.key] = fault if before is None else replace(before, count=before.count + 1)


class Comparison:
    """What is told beside a baseline. A claim of the baseline stands as trusted, and its message is not told."""

    def __init__(self, baseline: Baseline, strict: bool) -> None:
        self._baseline = baseline
        self._failing = failing_standings(strict)
        self._claims = Counter({fault.key: fault.count for fault in baseline.faults})
        self._messages = Counter(self._claims)
        self._checked: set[str] = set()

    def new(self, told: Iterable[Told]) -> Iterator[Told]:
        """What is told and not in the baseline, as it comes."""
        for one in told:
            if isinstance(one, Findings):
                self._checked.update((one.file, *(claim.file for claim in one.claims)))
                yield Findings(one.file, tuple(map(self._of_claim, one.claims)), tuple(filter(self._is_new, one.messages)))
            elif self._is_new(one):
                yield one

    def _of_claim(self, claim: Finding) -> Finding:
        if claim.status not in self._failing or self._claims[claim.key] < 1:
            return claim
        self._claims[claim.key] -= 1
        return replace(claim, status=Standing.TRUSTED, message=f"in the baseline: {claim.message}")

    def _is_new(self, message: Message) -> bool:
        if message.severity not in _TOLD or self._messages[message.key] < 1:
            return True
        self._messages[message.key] -= 1
        return False

    @property
    def known(self) -> int:
        """How many faults were left out so far, as known."""
        return sum(fault.count - self._left(fault) for fault in self._baseline.faults)

    @property
    def gone(self) -> int:
        """How many faults of the baseline are gone: the file in which each was seen was checked, and has it no more."""
        return sum(self._left(fault) for fault in self._baseline.faults if fault.file in self._checked)

    def _left(self, fault: Fault) -> int:
        return min(self._claims[fault.key], self._messages[fault.key])


def render(baseline: Baseline) -> Iterator[str]:
    """A baseline as `read_baseline` takes it: a fault on each line, so that a difference of two files shows which."""
    rows = ",\n".join(f"  {msgspec.json.encode(fault).decode()}" for fault in baseline.faults)
    yield f'{{\n "version": {baseline.version},\n "faults": [\n{rows}\n ]\n}}\n'


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
