"""Writes a site: aside, verified, swapped in whole. Whatever goes wrong, the last good site stays as it was."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import Path, PurePosixPath

from msgspec import Struct

MANIFEST = "manifest.json"
GENERATOR = "surestep"
WORKSPACE = ".surestep"
JOURNAL = "journal.json"
_EXCHANGE = 2  # RENAME_EXCHANGE
_HERE = -100  # AT_FDCWD
_NOT_IN_ONE_STEP = frozenset({errno.EXDEV, errno.EBUSY, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})


class OutputError(Exception):
    """The site could not be written; the last one stands as it was.

    `code` is `output-clash` (the folder holds what we did not write), `disk-full`, `locked` or `cannot-write` (the system
    refused); `path` is what it is about.
    """

    def __init__(self, code: str, path: Path, message: str, help: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.message = message
        self.help = help


class Written(Struct, frozen=True):
    """A site that was written: where, how many files, whether it was swapped in one step, and what was found there and left."""

    output: Path
    files: int
    whole: bool
    kept: tuple[str, ...]


def write_site(files: Mapping[str, bytes], output: Path, workspace: Path) -> Written:
    """Put `files` (by their names in the site, `manifest.json` not among them) at `output`, in place of the site before.

    `workspace` is a folder of ours for the lock and for what is not yet finished. What stands in `output` and is not in the
    manifest of the site before (`.gitignore`, `.git`, `CNAME`, …) is kept. Raises OutputError, and then nothing was changed.
    """
    manifest = manifest_of(files)
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        with _locked(workspace):
            _finish_and_sweep(workspace, output)
            before = _manifest_before(output)
            staging = _staging_place(workspace, output)
            try:
                _write_aside({**files, MANIFEST: manifest}, staging, output, before)
                _verify(staging, {**files, MANIFEST: manifest})
                kept = _carry_over(output, staging, before)
                whole = _swap(staging, output, workspace, frozenset(before))
            finally:
                if not (workspace / JOURNAL).exists():
                    _remove(staging)
    except OSError as error:
        raise _refused(error, output) from error
    return Written(output, len(files) + 1, whole, kept)


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The list of a site's files with their sizes and SHA-256: what we wrote and may replace. No time, no machine in it."""
    entries = [
        {"path": name, "size": len(files[name]), "sha256": sha256(files[name]).hexdigest()}
        for name in sorted(files)
        if name != MANIFEST
    ]
    return (json.dumps({"generator": GENERATOR, "version": 1, "files": entries}, indent=1, ensure_ascii=True) + "\n").encode()


def _refused(error: OSError, output: Path) -> OutputError:
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else output
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError("disk-full", path, "the disk is full", "the last good site stands; free some space and build again")
    return OutputError(
        "cannot-write", path, f"cannot be written: {(error.strerror or 'an error').lower()}", "the last good site stands"
    )


# ---------------------------------------------------------------------------------------------- the lock


@contextmanager
def _locked(workspace: Path) -> Iterator[None]:
    """One build at a time. The lock dies with its process."""
    path = workspace / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        if not _took_lock(descriptor):
            raise OutputError("locked", path, "another build of this site is running", "wait until it has ended")
        yield
    finally:
        os.close(descriptor)


def _took_lock(descriptor: int) -> bool:
    """Lock an open file for as long as it is open, unless another process has."""
    try:
        import fcntl
    except ImportError:  # Windows
        system = import_module("msvcrt")
        try:
            system.locking(descriptor, system.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# ---------------------------------------------------------------------------------------------- what stands there


def _manifest_before(output: Path) -> Mapping[str, str]:
    """The files of the site before, with their digests. Raises OutputError for a folder that we did not write."""
    if output.is_symlink():
        raise OutputError("output-clash", output, "is a symbolic link", "name the folder that it leads to")
    if not output.exists():
        return {}
    if not output.is_dir():
        raise OutputError("output-clash", output, "is not a folder", "name another one with --output")
    try:
        listed = json.loads((output / MANIFEST).read_bytes())
        if listed["generator"] == GENERATOR:
            return {str(entry["path"]): str(entry["sha256"]) for entry in listed["files"] if _is_inside(str(entry["path"]))}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    foreign = sorted(entry.name for entry in os.scandir(output) if entry.name not in (".gitignore", ".git", "CNAME", ".nojekyll"))
    if foreign:
        named = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise OutputError(
            "output-clash", output, f"holds files that Surestep did not write: {named}", "name another folder with --output"
        )
    return {}


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\0" not in name


def _staging_place(workspace: Path, output: Path) -> Path:
    """A folder that is not there yet, on the file system of the output: in our own, else beside the output."""
    name = f"next-{secrets.token_hex(6)}"
    parent = output.parent
    parent.mkdir(parents=True, exist_ok=True)
    if workspace.stat().st_dev == parent.stat().st_dev:
        return workspace / name
    return parent / f".{output.name}.{name}"


def _finish_and_sweep(workspace: Path, output: Path) -> None:
    """Finish what a build that died while replacing file by file began, and remove what dead builds left behind."""
    journal = workspace / JOURNAL
    if journal.exists():
        try:
            told = json.loads(journal.read_bytes())
            staging, target = Path(told["staging"]), Path(told["output"])
            names = frozenset(str(name) for name in told["before"] if _is_inside(str(name)))
        except (ValueError, KeyError, TypeError):
            journal.unlink()
        else:
            if target == output and staging.is_dir():
                _replace_files(staging, output, names)
            journal.unlink()
    for left in [*workspace.glob("next-*"), *output.parent.glob(f".{output.name}.next-*")]:
        _remove(left)


def _remove(folder: Path) -> None:
    """Remove a folder of ours with all that is in it; links in it are removed, not followed."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
    elif folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------------------------------------- writing aside


def _write_aside(files: Mapping[str, bytes], staging: Path, output: Path, before: Mapping[str, str]) -> None:
    """Write every file; one that has not changed is linked to the site before, and so keeps its time."""
    staging.mkdir(parents=True)
    for name in sorted(files):
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if before.get(name) is not None and _link_if_equal(output / name, target, files[name]):
            continue
        with open(target, "xb") as file:
            file.write(files[name])
            file.flush()
            os.fsync(file.fileno())
    for folder, _, _ in os.walk(staging, topdown=False):
        _sync_folder(Path(folder))


def _link_if_equal(old: Path, target: Path, data: bytes) -> bool:
    try:
        if not stat.S_ISREG(os.lstat(old).st_mode) or old.read_bytes() != data:
            return False
        os.link(old, target, follow_symlinks=False)
    except (OSError, NotImplementedError):  # Windows cannot be told not to follow
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows has no descriptors of folders
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _verify(staging: Path, files: Mapping[str, bytes]) -> None:
    """What stands on the disk is what was to be written."""
    for name, data in files.items():
        found = (staging / name).read_bytes()
        if found != data:
            raise OSError(errno.EIO, "a file was not written whole", str(staging / name))


def _carry_over(output: Path, staging: Path, before: Mapping[str, str]) -> tuple[str, ...]:
    """Bring along what stands in the output and is not ours, unless a page of ours now has its name."""
    kept: list[str] = []
    if not output.is_dir():
        return ()
    for folder, folders, names in os.walk(output, followlinks=False):
        here = Path(folder)
        for name in sorted([*names, *(each for each in folders if (here / each).is_symlink())]):
            path = here / name
            relative = path.relative_to(output).as_posix()
            target = staging / relative
            if relative in before or relative == MANIFEST:
                continue
            if target.exists() or target.is_symlink() or any(parent.is_file() for parent in _parents(target, staging)):
                raise OutputError("output-clash", path, "stands where a page must be written", "move it away")
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_symlink():
                os.symlink(os.readlink(path), target)
            else:
                _link_or_copy(path, target)
            kept.append(relative)
    return tuple(kept)


def _parents(path: Path, root: Path) -> Iterator[Path]:
    for parent in path.parents:
        if parent == root:
            return
        yield parent


def _link_or_copy(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, target, follow_symlinks=False)


# ---------------------------------------------------------------------------------------------- the swap


def _swap(staging: Path, output: Path, workspace: Path, before: frozenset[str]) -> bool:
    """Put the new site in the place of the old one: in one step where the system can, else file by file."""
    if not output.exists():
        sys.audit("builder.swap", str(staging), str(output))
        os.rename(staging, output)
        _sync_folder(output.parent)
        return True
    try:
        exchange(staging, output)
    except OSError as error:
        if error.errno not in _NOT_IN_ONE_STEP:
            raise
    else:
        _sync_folder(output.parent)
        return True
    journal = workspace / JOURNAL
    told = {"staging": str(staging), "output": str(output), "before": sorted(before)}
    partial = workspace / f"{JOURNAL}.part"
    partial.write_text(json.dumps(told), encoding="utf-8")
    os.replace(partial, journal)
    _replace_files(staging, output, before)
    journal.unlink()
    return False


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step (Linux). Raises OSError where that cannot be done."""
    sys.audit("builder.swap", str(one), str(other))
    rename = _renameat2()
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def _renameat2() -> Callable[[int, bytes, int, bytes, int], int]:
    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError) as error:
        raise OSError(errno.ENOSYS, "this system cannot exchange two folders") from error
    function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    function.restype = ctypes.c_int

    def call(folder: int, name: bytes, other_folder: int, other_name: bytes, flags: int) -> int:
        return int(function(folder, name, other_folder, other_name, flags))

    return call


def _replace_files(staging: Path, output: Path, before: frozenset[str]) -> None:
    """Replace file by file: what pages need first, then pages, the manifest last, and then remove what is no longer there.

    It can be done again from any point at which it ended. For a moment the pages are of two builds.
    """
    names = sorted(
        (path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file() or path.is_symlink()), key=_order
    )
    new = (
        {str(entry["path"]) for entry in json.loads((staging / MANIFEST).read_bytes())["files"]}
        if (staging / MANIFEST).exists()
        else None
    )
    for name in names:
        target = output / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name == MANIFEST and new is not None:
            for gone in sorted(before - new):
                (output / gone).unlink(missing_ok=True)
        os.replace(staging / name, target)
    for folder, _, _ in os.walk(output, topdown=False):
        if Path(folder) != output and not os.listdir(folder):
            os.rmdir(folder)


def _order(name: str) -> tuple[int, str]:
    return (3 if name == MANIFEST else 0 if name.startswith(("assets/", "media/")) else 1 if name.endswith(".html") else 2, name)
