"""The claims that are timed: those of the tests' tables that are true, and their near misses, which are false."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from tests.calculus.judge.claims import claim_of, context_of, near_misses

TESTS = Path(__file__).parents[1]


class Asked(Struct, frozen=True):
    """A claim as text: two sides in LaTeX that are said to be equal, what is given, and whether that is true."""

    left: str
    right: str
    given: str
    true: bool

    def claim(self) -> Claim:
        """The claim as the judge takes it."""
        return claim_of(f"{self.left} = {self.right}", context_of(self.given) if self.given else Context())


def asked() -> tuple[Asked, ...]:
    """The lines of a calculus course, each with a near miss, and the true claims of `claims.txt`."""
    return (*_course(), *_plain())


def _course() -> Iterator[Asked]:
    for left, right, wrong, given in near_misses("course.txt"):
        yield Asked(left, right, given, True)
        yield Asked(left, wrong, given, False)


def _plain() -> Iterator[Asked]:
    for line in (TESTS / "benchmarks/claims.txt").read_text(encoding="utf-8").splitlines():
        left, right = line.split(" = ")
        yield Asked(left, right, "", True)
