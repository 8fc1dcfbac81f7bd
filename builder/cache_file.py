"""Answers that are kept from run to run, under the hash of all that they depend on. They prove nothing: without them, the same
answers are found again.

One SQLite file in the folder that the system has for caches. Whatever is wrong with it, its answers are only missing.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType

from builder.digest import blake2b

FORMAT = 1
LARGEST = 500 * 2**20
"""How many bytes a file may have; of one that has more, the older half goes."""
LIBRARIES = ("docutils", "markdown-it-py", "mdit-py-plugins", "msgspec", "python-flint", "pyyaml", "sympy")
"""What an answer depends on, besides the question and our own code."""

_FOLDER = os.path.dirname(__file__)


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
    """The hash of this program: the state of all its modules, the versions of what it stands on, and the format of what is kept.

    A module is told by its size and its times, as in the index of Git: whatever writes or replaces it changes one of them, and to
    read all of them would take a tenth of the time of a check.
    """
    installed = _installed()
    versions = (f"{name} {installed[name] if name in installed else _version(name)}" for name in LIBRARIES)
    return _digest(str(FORMAT).encode(), sys.version.encode(), *(told.encode() for told in versions), *_code(_FOLDER, ""))


def _code(folder: str, name: str) -> Iterator[bytes]:
    """The names, sizes and times of all modules below a folder, in order."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            state = entry.stat()
            yield f"{name}/{entry.name} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}".encode()
        elif entry.name != "__pycache__" and entry.is_dir():
            yield from _code(entry.path, f"{name}/{entry.name}")


def _installed() -> dict[str, str]:
    """The versions of what is installed, as the names of its folders tell: `importlib.metadata` takes longer than the rest."""
    versions: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder):
                if entry.endswith(".dist-info"):
                    name, _, version = entry.removesuffix(".dist-info").rpartition("-")
                    versions.setdefault(name.lower().replace("_", "-").replace(".", "-"), version)
    return versions


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _digest(*parts: bytes) -> bytes:
    """The hash of some texts; their lengths are part of it, so that none can borrow from the next."""
    digest = blake2b(digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
