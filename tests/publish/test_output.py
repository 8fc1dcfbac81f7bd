"""A site is written whole or not at all: after any failure the last good one stands."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import IO, NamedTuple, Self

import pytest

from builder.publish import output as writing
from builder.publish.output import JOURNAL, OutputError, manifest_of, write_site

OLD = {"index.html": b"old", "chapter/gone.html": b"gone", "assets/same.css": b"same"}
NEW = {"index.html": b"new", "chapter/more.html": b"more", "assets/same.css": b"same"}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "manifest.json": manifest_of(files)}


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "site", tmp_path / ".surestep"


def test_a_first_site_and_a_second(place: tuple[Path, Path]) -> None:
    output, workspace = place
    write_site(OLD, output, workspace)
    assert files_in(output) == whole(OLD)
    before = (output / "assets/same.css").stat()
    written = write_site(NEW, output, workspace)
    assert files_in(output) == whole(NEW) and not (output / "chapter/gone.html").exists()
    assert (output / "assets/same.css").stat().st_mtime_ns == before.st_mtime_ns
    assert written.files == 4 and sorted(os.listdir(workspace)) == ["lock"]


def test_the_manifest_has_no_time_and_no_order(place: tuple[Path, Path]) -> None:
    assert manifest_of(OLD) == manifest_of(dict(reversed(OLD.items())))
    entries = json.loads(manifest_of(OLD))["files"]
    assert [entry["path"] for entry in entries] == sorted(OLD)


def test_what_is_not_ours_is_kept(place: tuple[Path, Path]) -> None:
    output, workspace = place
    output.mkdir()
    (output / ".gitignore").write_text("*\n")
    write_site(OLD, output, workspace)
    (output / "CNAME").write_text("example.org")
    (output / ".git").mkdir()
    (output / ".git" / "HEAD").write_text("ref")
    (output / "chapter" / "mine.txt").write_text("mine")
    os.symlink("/etc/hostname", output / "link")
    written = write_site(NEW, output, workspace)
    assert set(written.kept) == {".gitignore", "CNAME", ".git/HEAD", "chapter/mine.txt", "link"}
    assert (output / ".git/HEAD").read_text() == "ref" and os.readlink(output / "link") == "/etc/hostname"


REFUSED = {
    "a file of somebody's": lambda output: (output.mkdir(), (output / "thesis.tex").write_text("x")),
    "a manifest of another": lambda output: (output.mkdir(), (output / "manifest.json").write_text('{"name": "app"}')),
    "a broken manifest": lambda output: (output.mkdir(), (output / "manifest.json").write_text("[" * 99)),
    "a file": lambda output: output.write_text("x"),
    "a link": lambda output: output.symlink_to("/tmp"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_folders_that_are_refused(place: tuple[Path, Path], name: str) -> None:
    output, workspace = place
    REFUSED[name](output)
    before = files_in(output) if output.is_dir() and not output.is_symlink() else None
    with pytest.raises(OutputError) as caught:
        write_site(NEW, output, workspace)
    assert caught.value.code == "output-clash"
    assert before is None or files_in(output) == before
    assert sorted(os.listdir(workspace)) == ["lock"]


def test_a_page_does_not_replace_a_file_that_is_not_ours(place: tuple[Path, Path]) -> None:
    output, workspace = place
    write_site(OLD, output, workspace)
    (output / "chapter" / "more.html").write_text("by hand")
    with pytest.raises(OutputError) as caught:
        write_site(NEW, output, workspace)
    assert caught.value.code == "output-clash" and (output / "index.html").read_bytes() == b"old"
    assert (output / "chapter" / "more.html").read_text() == "by hand"


def test_two_builds_at_once(place: tuple[Path, Path]) -> None:
    output, workspace = place
    workspace.mkdir()
    with writing._locked(workspace), pytest.raises(OutputError) as caught:
        write_site(NEW, output, workspace)
    assert caught.value.code == "locked" and not output.exists()


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EBUSY, errno.ENOSYS])
def test_where_folders_cannot_be_exchanged_files_are_replaced(
    place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    output, workspace = place
    write_site(OLD, output, workspace)
    (output / "CNAME").write_text("example.org")

    def cannot(one: Path, other: Path) -> None:
        raise OSError(number, "cannot")

    monkeypatch.setattr(writing, "exchange", cannot)
    written = write_site(NEW, output, workspace)
    assert not written.whole and files_in(output) == {**whole(NEW), "CNAME": b"example.org"}
    assert sorted(os.listdir(workspace)) == ["lock"]


def test_a_replacement_that_was_cut_off_is_finished(place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    output, workspace = place
    write_site(OLD, output, workspace)

    def cannot(one: Path, other: Path) -> None:
        raise OSError(errno.EXDEV, "cannot")

    replaced = 0
    replace = os.replace

    def cut_off(one: Path, other: Path) -> None:
        nonlocal replaced
        if Path(other).is_relative_to(output):
            replaced += 1
            if replaced == 2:
                raise OSError(errno.EIO, "cut off", str(other))
        replace(one, other)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "exchange", cannot)
        patch.setattr(os, "replace", cut_off)
        with pytest.raises(OutputError):
            write_site(NEW, output, workspace)
    assert (workspace / JOURNAL).exists()
    last = {"index.html": b"last"}
    write_site(last, output, workspace)
    assert files_in(output) == whole(last) and sorted(os.listdir(workspace)) == ["lock"]


# A program that builds a second site over a first, and meets an end or an error at the n-th event of the file system. Each
# build has a process of its own, which has all imports already.
PROGRAM = """
    import errno, os, signal, sys
    from pathlib import Path
    from builder.publish.output import OutputError, write_site

    os.fsync = lambda file: None
    EVENTS = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.symlink", "builder.swap", "shutil.rmtree"}

    def build(kind, at, root):
        seen = 0
        def hook(event, arguments):
            nonlocal seen
            if event not in EVENTS:
                return
            named = [os.fsdecode(a) for a in arguments[:2] if isinstance(a, (str, bytes, os.PathLike))]
            if not any(str(root) in name for name in named):
                return
            seen += 1
            if seen == at:
                if kind == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(getattr(errno, kind), "injected", named[0])
        new = {"index.html": b"new", "chapter/more.html": b"more", "assets/same.css": b"same"}
        sys.addaudithook(hook)
        try:
            write_site(new, root / "site", root / ".surestep")
        except OutputError as error:
            sys.exit(f"{error.code}: {error.message}")
        print(seen)

    for line in sys.stdin:
        kind, at, root = line.rstrip().split(maxsplit=2)
        if not os.fork():
            build(kind, int(at), Path(root))
            sys.exit()
        print("ended with", os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


class Ended(NamedTuple):
    """How a build ended: its exit code, and how many events of the file system there were, if it came to its end."""

    code: int
    seen: int | None


class Builds:
    """Builds of a site that fail, one after the other."""

    def __init__(self, errors: IO[str]) -> None:
        command = [sys.executable, "-c", textwrap.dedent(PROGRAM)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def build(self, kind: str, at: int, root: Path) -> Ended:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(kind, at, root, file=self._process.stdin, flush=True)
        said = []
        for line in self._process.stdout:
            said.append(line.split()[-1])
            if line.startswith("ended"):
                break
        *seen, code = map(int, said)
        return Ended(code, *(seen or [None]))


@pytest.mark.parametrize("kind", ["kill", "ENOSPC", "EIO"])
def test_a_failure_at_any_moment_leaves_a_whole_site(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda file: None)  # no test cuts the power
    at = failures = 0
    with (tmp_path / "errors").open("w+", encoding="utf-8") as errors, Builds(errors) as builds:
        while True:
            at += 1
            root = tmp_path / str(at)
            write_site(OLD, root / "site", root / ".surestep")
            ended = builds.build(kind, at, root)
            found = files_in(root / "site")
            assert found in (whole(OLD), whole(NEW)), (at, found)
            if ended.code == 0 and ended.seen is not None and ended.seen < at:
                break
            failures += ended.code != 0
            write_site(NEW, root / "site", root / ".surestep")
            assert files_in(root / "site") == whole(NEW) and sorted(os.listdir(root / ".surestep")) == ["lock"]
        errors.seek(0)
        assert "Traceback" not in errors.read()
    assert failures >= 8
