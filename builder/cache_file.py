"""Answers that are kept from run to run, under the hash of all that they depend on. They prove nothing: without them, the same
answers are found again.

One SQLite file in the folder that the system has for caches. Whatever is wrong with it, its answers are only missing.
"""

from __future__ import annotations

import sqlite3
import sys
import zlib
from contextlib import closing, suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import TracebackType

FORMAT = 1
LARGEST = 500 * 2**20
"""How many bytes a file may have; of one that has more, the older half goes."""
LIBRARIES = ("docutils", "markdown-it-py", "mdit-py-plugins", "msgspec", "python-flint", "pyyaml", "sympy")
"""What an answer depends on, besides the question and our own code."""


class FileCache:
    """Keeps answers in a file, for all threads of a process; use it in a `with`. `fingerprint` tells apart the programs that gave
    them.

    A file that is damaged is begun anew; where none can be written, nothing is kept.
    """

    def __init__(self, path: Path, fingerprint: bytes) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._connection: sqlite3.Connection | None = None
        self._turn = Lock()

    def __enter__(self) -> FileCache:
        with suppress(OSError, sqlite3.Error):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = _opened(self._path)
            except sqlite3.DatabaseError:
                self._path.unlink()
                self._connection = _opened(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._connection is None:
            return
        with suppress(sqlite3.Error), closing(self._connection) as connection:
            ((pages,),) = connection.execute("PRAGMA page_count")
            ((size,),) = connection.execute("PRAGMA page_size")
            if pages * size > LARGEST:
                connection.execute("DELETE FROM answers WHERE number <= (SELECT avg(number) FROM answers)")
                connection.execute("VACUUM")

    def get(self, question: bytes) -> bytes | None:
        """The answer that was kept, if there is one and nothing of it was changed."""
        if self._connection is None:
            return None
        key = _digest(self._fingerprint, question)
        with suppress(sqlite3.Error, zlib.error), self._turn:
            row = self._connection.execute("SELECT answer, digest FROM answers WHERE key = ?", (key,)).fetchone()
            if row is not None and isinstance(row[0], bytes) and _digest(key, row[0]) == row[1]:
                return zlib.decompress(row[0])
        return None

    def put(self, question: bytes, answer: bytes) -> None:
        """Keep an answer."""
        if self._connection is None:
            return
        key, kept = _digest(self._fingerprint, question), zlib.compress(answer, 1)
        with suppress(sqlite3.Error), self._turn:
            self._connection.execute(
                "INSERT OR REPLACE INTO answers (key, answer, digest) VALUES (?, ?, ?)", (key, kept, _digest(key, kept))
            )


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS answers "
        "(number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB UNIQUE NOT NULL, answer BLOB NOT NULL, digest BLOB NOT NULL)"
    )
    return connection


def fingerprint() -> bytes:
    """The hash of this program: all of its code, the versions of what it stands on, and the format of what is kept."""
    folder = Path(__file__).parent
    parts = [str(FORMAT).encode(), sys.version.encode(), *(f"{name} {version(name)}".encode() for name in LIBRARIES)]
    for path in sorted(folder.rglob("*.py")):
        parts += [path.relative_to(folder).as_posix().encode(), path.read_bytes()]
    return _digest(*parts)


def _digest(*parts: bytes) -> bytes:
    """The hash of some texts; their lengths are part of it, so that none can borrow from the next."""
    digest = blake2b(digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
