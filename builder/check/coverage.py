"""What a check speaks for, and what it does not: for each file, and of what was not understood, the reasons, the most frequent
first: the list of what to read next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from builder.check.findings import Finding, Findings, counts
from builder.check.standing import Standing

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


def coverage_of(findings: Sequence[Findings]) -> Coverage:
    """What these findings speak for."""
    causes: dict[str, list[Finding]] = {}
    for claim in _open(claim for found in findings for claim in found.claims):
        causes.setdefault(claim.message.removeprefix(DOUBTFUL), []).append(claim)
    ordered = sorted(causes.items(), key=lambda item: (-len(item[1]), item[0]))
    return Coverage(
        tuple(_of_file(found) for found in findings),
        tuple(Cause(cause, len(claims), tuple(claims[:EXAMPLES])) for cause, claims in ordered),
    )


def _of_file(found: Findings) -> FileCoverage:
    passed_over = sum(claim.status is Standing.SKIPPED for claim in _open(found.claims))
    return FileCoverage(found.file, counts([found]), passed_over)


def _open(claims: Iterable[Finding]) -> Iterable[Finding]:
    return (
        claim
        for claim in claims
        if claim.status is Standing.UNKNOWN or (claim.status is Standing.SKIPPED and claim.message.startswith(DOUBTFUL))
    )
