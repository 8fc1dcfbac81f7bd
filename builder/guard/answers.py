"""What comes back for a question: the bytes of an answer, or why there is none."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias


class Reason(Enum):
    """Why a question has no answer. The words are the codes of the messages."""

    TIMED_OUT = "timed-out"
    TOO_LARGE = "too-large"
    CRASHED = "crashed"


class Lost(NamedTuple):
    """A question that its worker did not answer: why, the place it had reached (or NOWHERE), and the last words of the worker.

    `words` hold a traceback if Python raised, and else say how the process ended.
    """

    reason: Reason
    place: int
    words: str

    @property
    def summary(self) -> str:
        """The last line of the words."""
        return (self.words.strip().splitlines() or [""])[-1][:300]


Answer: TypeAlias = bytes | Lost
