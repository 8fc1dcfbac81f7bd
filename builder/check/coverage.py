"""What a check speaks for, and what it does not: for each file, and of what was not understood, the reasons, the most frequent
first: the list of what to read next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from builder.check.findings import Finding, Told
from builder.check.standing import Standing
from builder.diagnostics.message import Message

EXAMPLES = 3

DOUBTFUL = "not evidently a claim; "
"""How the message of a relation begins that was passed over though something in it was not understood."""


class FileCoverage(Struct, frozen=True):
    """How many relations of a file turned out to be what. `passed_over` are those of the skipped that were not understood."""

    file: str
    counts: Mapping[Standing, int]
    passed_over: int

    @property
    def relations(self) -> int:
        """How many relations there are."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Of how many of them it is not known what they say."""
        return self.counts[Standing.UNKNOWN] + self.passed_over


class Cause(Struct, frozen=True):
    """A reason for which relations were not understood: how many, and the first of them."""

    cause: str
    count: int
    examples: tuple[Finding, ...]


class Coverage(Struct, frozen=True):
    """What a check speaks for. `causes` begin with the most frequent."""

    files: tuple[FileCoverage, ...]
    causes: tuple[Cause, ...]

    @property
    def total(self) -> FileCoverage:
        """All files together."""
        numbers = {standing: sum(file.counts[standing] for file in self.files) for standing in Standing}
        return FileCoverage("", numbers, sum(file.passed_over for file in self.files))


def coverage_of(told: Iterable[Told]) -> Coverage:
    """What is told speaks for."""
    files = []
    numbers: Counter[str] = Counter()
    examples: dict[str, list[Finding]] = {}
    for found in told:
        if isinstance(found, Message):
            continue
        passed_over = 0
        for claim in _open(found.claims):
            cause = claim.message.removeprefix(DOUBTFUL)
            numbers[cause] += 1
            first = examples.setdefault(cause, [])
            if len(first) < EXAMPLES:
                first.append(claim)
            passed_over += claim.status is Standing.SKIPPED
        standings = Counter(claim.status for claim in found.claims)
        files.append(FileCoverage(found.file, {which: standings[which] for which in Standing}, passed_over))
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return Coverage(tuple(files), tuple(Cause(cause, count, tuple(examples[cause])) for cause, count in ordered))


def _open(claims: Iterable[Finding]) -> Iterable[Finding]:
    return (
        claim
        for claim in claims
        if claim.status is Standing.UNKNOWN or (claim.status is Standing.SKIPPED and claim.message.startswith(DOUBTFUL))
    )
