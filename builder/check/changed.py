"""Which files differ from a revision of their Git repository: so that a check of many notes takes no longer than the change."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from builder.check.findings import CannotCheck
from builder.check.inheritance import INDEX
from builder.config import FILE_NAME

SECONDS = 60

# A repository may name programs to run; we ask for none of them.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules", "--name-only", "-z")


class Changes:
    """The files that differ from `revision`, and those that Git does not know, in the repositories of the files asked about."""

    def __init__(self, revision: str) -> None:
        self._revision = revision
        self._roots: dict[Path, Path] = {}
        self._changed: dict[Path, frozenset[Path]] = {}

    def concern(self, file: Path) -> bool:
        """Whether a file differs, or what it has from its site: a `surestep.toml` or an `index.md` in a folder above it.

        Raises CannotCheck: there is no such revision, no repository, or no Git.
        """
        file = Path(os.path.realpath(file))
        root = self._root(file.parent)
        if root not in self._changed:
            self._changed[root] = self._read(root)
        changed = self._changed[root]
        above = [folder for folder in file.parents if folder.is_relative_to(root)]
        return file in changed or any(folder / name in changed for folder in above for name in (FILE_NAME, INDEX))

    def _root(self, folder: Path) -> Path:
        if folder not in self._roots:
            self._roots[folder] = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))
        return self._roots[folder]

    def _read(self, root: Path) -> frozenset[Path]:
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self._revision}^{{commit}}").strip()
        names = _git(root, "diff", *_PLAIN, commit.decode("ascii"), "--")
        names += _git(root, "ls-files", "--others", "--exclude-standard", "-z")
        return frozenset(Path(os.path.realpath(root / os.fsdecode(name))) for name in names.split(b"\0") if name)


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", *_QUIET, "-C", str(folder), *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        run = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS, env=environment)
    except FileNotFoundError as error:
        raise CannotCheck("--changed needs Git, and there is no command `git`") from error
    except subprocess.TimeoutExpired as error:
        raise CannotCheck(f"git took more than {SECONDS} s in {folder}") from error
    if run.returncode == 0:
        return run.stdout
    said = run.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
    if "--verify" in arguments:
        raise CannotCheck(f"{arguments[-1].removesuffix('^{commit}')!r} is no revision of {folder}")
    raise CannotCheck(f"{folder}: {said}")
