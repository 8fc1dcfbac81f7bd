"""What a check tells, kept to be gone through several times: its memory does not grow with the number of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import IO

import msgspec

from builder.check.findings import Findings, Told
from builder.diagnostics.message import Message

IN_MEMORY = 32
"""How many files are kept without a file of our own."""

_TYPES = {b"f": Findings, b"m": Message}


class Kept:
    """What is told, all of it taken at once; use it in a `with`. It can be iterated over again and again, one after the other."""

    def __init__(self, told: Iterable[Told]) -> None:
        told = iter(told)
        self._first = tuple(islice(told, IN_MEMORY))
        self._rest: IO[bytes] | None = None
        for one in told:
            if self._rest is None:
                import tempfile

                self._rest = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the `with`
            kind = b"m" if isinstance(one, Message) else b"f"
            self._rest.write(kind + msgspec.json.encode(one) + b"\n")

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._rest is not None:
            self._rest.close()

    def __iter__(self) -> Iterator[Told]:
        yield from self._first
        if self._rest is not None:
            self._rest.seek(0)
            for line in self._rest:
                yield msgspec.json.decode(line[1:], type=_TYPES[line[:1]])
