"""Reading sources from disk: regular files only, of bounded size, strict UTF-8."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Source, Span

SIZE_LIMIT = 5 * 1024 * 1024
STANDARD_INPUT = "-"


def read_source(path: str | Path) -> Source | Diagnostic:
    """The text of a file, or of standard input for `-`; what cannot be read gives a diagnostic.

    A device, a pipe or a folder is not a text: only regular files are opened for reading, and at most 5 MiB of them.
    """
    if str(path) == STANDARD_INPUT:
        return decode(sys.stdin.buffer.read(SIZE_LIMIT + 1), "<stdin>")
    # A name on disk may be no text at all; whatever is told of the file is.
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "this is no name of a file"
        return _failure("missing-file", name, f"cannot be read: {reason.lower()}", "name a Markdown file or a folder of them")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return _failure("not-text", name, "is not a regular file", "name a Markdown file or a folder of them")
    with os.fdopen(descriptor, "rb") as file:
        try:
            data = file.read(SIZE_LIMIT + 1)
        except OSError as error:
            return _failure("missing-file", name, f"cannot be read: {(error.strerror or 'an error').lower()}")
    return decode(data, name)


def decode(data: bytes, name: str) -> Source | Diagnostic:
    """The source that `data` holds as UTF-8 (a byte order mark is kept, and counts as a character), or a diagnostic."""
    if len(data) > SIZE_LIMIT:
        return _failure("too-large", name, "is larger than 5 MiB", "split it into several pages")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        source = Source(name, good)
        return Diagnostic(
            "not-text",
            Severity.ERROR,
            source,
            Span(len(good), len(good)),
            f"the byte {data[error.start]:#04x} is not UTF-8",
            help="save the file as UTF-8",
        )
    if "\0" in text:
        at = text.index("\0")
        return Diagnostic("not-text", Severity.ERROR, Source(name, text), Span(at, at + 1), "a NUL character: this is not a text")
    return Source(name, text)


def markdown_files(folder: Path) -> Iterator[Path]:
    """All `.md` files below a folder, in sorted order. Hidden folders, and links to folders, are not entered."""
    for here, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(".md"):
                yield Path(here) / name


def _failure(code: str, name: str, message: str, help: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, Source(name, ""), Span(0, 0), f"{name} {message}", help=help)
