"""The files that a command writes its results to: none that it reads, no two of them one, each written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import IO

from builder.config import FILE_NAME
from builder.document.files import SUFFIXES


class CannotWrite(Exception):
    """A result cannot be written to the file that is named for it; the words say why."""


def require_free(results: Mapping[str, str], sources: Collection[str]) -> None:
    """Raise CannotWrite if one of `results`, files by the option that names them, would replace a source, or another of them.

    Sources are the files `sources`, and whatever is named as one: a file may be read because others take it in. Devices and pipes
    hold nothing that could be lost.
    """
    for option, path in results.items():
        if not path or "\0" in path:
            raise CannotWrite(f"{path!r} for {option} is no name of a file")
        if os.path.isdir(path):
            raise CannotWrite(f"{path!r} for {option} is a folder: name a file in it")
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            raise CannotWrite(f"{path!r} for {option} cannot be written: there is no folder {folder}")
        if not os.path.isfile(path):
            continue
        name = os.path.basename(os.path.realpath(path))
        if name == FILE_NAME or os.path.splitext(name)[1].lower() in SUFFIXES:
            raise CannotWrite(f"{path!r} for {option} is a source, and would be lost: name another file")
        if any(_is_one_file(path, source) for source in sources):
            raise CannotWrite(f"{path!r} for {option} is checked, and would be lost: name another file")
    for (option, path), (other, another) in combinations(results.items(), 2):
        if _is_one_file(path, another):
            raise CannotWrite(f"{path!r} is named for {option} and for {other}: one would replace the other")


def write_whole(path: str, texts: Iterable[str]) -> None:
    """Write all texts to a file, as UTF-8. Raises CannotWrite; the file is as it was then, and whenever `texts` raises."""
    with tempfile.TemporaryFile() as whole:
        for text in texts:
            whole.write(text.encode("utf-8"))
        whole.seek(0)
        try:
            _replace(os.path.realpath(path), whole)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "this is no name of a file"
            raise CannotWrite(f"{path!r} cannot be written: {reason.lower()}") from error


def _replace(path: str, whole: IO[bytes]) -> None:
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            shutil.copyfileobj(whole, device)
        return
    aside = f"{path}.{os.getpid()}.part"
    file = open(aside, "xb")  # noqa: SIM115
    try:
        with file:
            shutil.copyfileobj(whole, file)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(aside, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def _is_one_file(path: str, other: str) -> bool:
    """Whether two names mean one file that holds, or will hold, something."""
    if os.path.exists(path) and os.path.exists(other):
        return os.path.isfile(path) and os.path.samefile(path, other)
    return os.path.realpath(path) == os.path.realpath(other)
