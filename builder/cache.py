"""What keeps answers from run to run, and what keeps none. What keeps them in a file is `cache_file`."""

from __future__ import annotations

from typing import Protocol


class Cache(Protocol):
    """Keeps answers by their questions."""

    def get(self, question: bytes) -> bytes | None:
        """The answer that was kept, if there is one."""

    def put(self, question: bytes, answer: bytes) -> None:
        """Keep an answer."""


class NoCache:
    """Keeps nothing."""

    def get(self, question: bytes) -> bytes | None:
        """Nothing."""
        return None

    def put(self, question: bytes, answer: bytes) -> None:
        """Nothing."""


NO_CACHE = NoCache()
