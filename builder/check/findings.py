"""What was found in a document, as it is told: plain texts and numbers, which any process can hold, keep and print.

A `CheckedDocument` has the trees and verdicts themselves; `telling.findings_of` makes this of it. Here, nothing of the judge is
loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import UNSET, Struct, UnsetType

from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Severity
from builder.diagnostics.message import Message, Placed


class CannotCheck(Exception):
    """A check cannot be done as it is asked for; the message says why."""


class Finding(Placed, frozen=True, omit_defaults=True, kw_only=True):
    """One relation between two neighbouring sides, and what it turned out to be; the names are those of the JSON.

    `message` says why, or what it is. The numbers of a point and the values of both sides are texts. `method` and `conditions`
    are not set where nothing was decided. `key` tells, of a relation that is not proved, which one it is by what it says, and in
    which context: it stays when the text is moved, and changes with the definitions that are used.
    """

    latex: str
    status: Standing
    code: str = ""
    message: str = ""
    help: str = ""
    name: str = ""
    counterexample: dict[str, str] = {}
    left: str = ""
    right: str = ""
    functions: dict[str, str] = {}
    entry: tuple[int, ...] = ()
    method: str | UnsetType = UNSET
    conditions: tuple[str, ...] | UnsetType = UNSET
    domain: str = ""
    identities: tuple[str, ...] = ()
    kernels: tuple[str, ...] = ()
    witness: dict[str, str] = {}
    points: int = 0
    bits: int = 0
    scope: str = ""
    given: tuple[str, ...] = ()
    mistake: str = ""
    mistakes: tuple[str, ...] = ()
    difference: str = ""
    repair: str = ""
    key: str = ""


class Findings(Struct, frozen=True):
    """All that was found in one file, in the order of its source."""

    file: str
    claims: tuple[Finding, ...]
    messages: tuple[Message, ...]


Told: TypeAlias = Findings | Message
"""What a check tells: what was found in a file, or a message that belongs to none."""


def messages_of(told: Told) -> tuple[Message, ...]:
    """The messages of what is told."""
    return (told,) if isinstance(told, Message) else told.messages


def claims_of(told: Told) -> tuple[Finding, ...]:
    """The relations of what is told."""
    return () if isinstance(told, Message) else told.claims


def failing_standings(strict: bool) -> frozenset[Standing]:
    """What a claim must not be."""
    return frozenset({Standing.REFUTED} | ({Standing.TESTED, Standing.UNKNOWN} if strict else set()))


class Tally:
    """What a check came to, counted as it is told."""

    def __init__(self) -> None:
        self._standings: Counter[Standing] = Counter()
        self._codes: set[str] = set()
        self._has_error = False

    def counted(self, told: Iterable[Told]) -> Iterator[Told]:
        """The same, each counted before it is given."""
        for one in told:
            self._standings.update(claim.status for claim in claims_of(one))
            self._codes.update(message.code for message in messages_of(one))
            self._has_error |= any(message.severity is Severity.ERROR for message in messages_of(one))
            yield one

    @property
    def counts(self) -> Mapping[Standing, int]:
        """The number of relations of each standing, those that did not occur too, in the order of `Standing`."""
        return {which: self._standings[which] for which in Standing}

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all messages."""
        return frozenset(self._codes)

    def fails(self, strict: bool) -> bool:
        """Whether a check does not pass: an error, or a refuted claim; in a strict one a claim that was not proved, too."""
        return self._has_error or any(self._standings[which] for which in failing_standings(strict))
