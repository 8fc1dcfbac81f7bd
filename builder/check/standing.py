"""What a relation of a document turned out to be, in a word."""

from __future__ import annotations

from enum import Enum


class Standing(Enum):
    """What a relation of a document turned out to be. The words are those of the JSON."""

    PROVED = "proved"
    TESTED = "tested"
    REFUTED = "refuted"
    FOLLOWS = "follows"
    UNKNOWN = "unknown"
    DEFINITION = "definition"
    CONDITION = "condition"
    TRUSTED = "trusted"
    SKIPPED = "skipped"


CLAIMED = frozenset((Standing.PROVED, Standing.TESTED, Standing.REFUTED, Standing.FOLLOWS, Standing.UNKNOWN, Standing.TRUSTED))
"""The standings of what is claimed: rows that have one are counted."""
