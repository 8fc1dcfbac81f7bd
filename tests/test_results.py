"""Files that commands write their results to: no source is lost to one, and none is half written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.results import CannotWrite, require_free, write_whole


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("note.md", "part.tex", "plain", "old.json", "surestep.toml"):
        (tmp_path / name).write_text("kept")
    (tmp_path / "notes").mkdir()
    (tmp_path / "alias.txt").symlink_to("note.md")
    os.link("plain", "twin.txt")
    return tmp_path


@pytest.mark.parametrize(
    ("results", "sources", "said"),
    [
        ({"--output": "note.md"}, ["note.md"], "is a source"),
        ({"--report": "./notes/../note.md"}, ["-"], "is a source"),
        ({"--certificates": "part.tex"}, ["main.tex"], "is a source"),
        ({"--output": "alias.txt"}, ["-"], "is a source"),
        ({"--output": "plain"}, ["plain"], "is checked"),
        ({"--output": "twin.txt"}, ["plain"], "is checked"),
        ({"--output": "surestep.toml"}, ["note.md"], "is a source"),
        ({"--output": "notes"}, ["note.md"], "is a folder"),
        ({"--output": "nowhere/told.json"}, ["note.md"], "there is no folder"),
        ({"--output": "new.json", "--report": "./new.json"}, ["note.md"], "for --output and for --report"),
        ({"--output": "old.json", "--baseline": "old.json"}, ["note.md"], "for --output and for --baseline"),
        ({"--output": ""}, ["note.md"], "no name of a file"),
        ({"--output": "a\0b"}, ["note.md"], "no name of a file"),
    ],
)
def test_a_result_stands_in_the_way_of_nothing(folder: Path, results: dict[str, str], sources: list[str], said: str) -> None:
    with pytest.raises(CannotWrite, match=said):
        require_free(results, sources)


@pytest.mark.parametrize(
    ("results", "sources"),
    [
        ({"--output": "old.json", "--report": "new.html"}, ["note.md", "notes", "-", "nowhere.md"]),
        ({"--output": os.devnull, "--report": os.devnull}, ["note.md"]),
        ({"--output": "new.md"}, ["notes"]),
        ({}, ["note.md"]),
    ],
)
def test_a_result_may_replace_an_old_one(folder: Path, results: dict[str, str], sources: list[str]) -> None:
    require_free(results, sources)


def test_a_result_is_written_whole(folder: Path) -> None:
    (folder / "old.json").chmod(0o640)
    write_whole("old.json", iter(["α", "β\n"]))
    assert (folder / "old.json").read_text(encoding="utf-8") == "αβ\n"
    assert (folder / "old.json").stat().st_mode & 0o777 == 0o640
    write_whole(os.devnull, ["lost"])
    write_whole("new.json", ["new"])
    assert (folder / "new.json").stat().st_mode == (folder / "plain").stat().st_mode


def test_a_result_through_a_link_leaves_the_link(folder: Path) -> None:
    (folder / "latest").symlink_to("old.json")
    write_whole("latest", ["new"])
    assert (folder / "latest").is_symlink()
    assert (folder / "old.json").read_text() == "new"


def test_a_result_that_fails_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole("old.json", stopped())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(os.listdir())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match=r"cannot be written: no space left"):
        write_whole("old.json", ["whole"])
    assert (folder / "old.json").read_text() == "kept"
    assert sorted(os.listdir()) == before
