"""Sources from disk: regular files of bounded size, strict UTF-8; anything else is told."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from builder.diagnostics.diagnostic import Diagnostic
from builder.document.files import SIZE_LIMIT, decode, markdown_files, read_source
from builder.source import Source


def test_a_file_is_read_with_its_line_ends_and_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    assert read_source(path) == Source(str(path), "\ufeffone\r\ntwo\n")


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"a\xff", "not-text", "the byte 0xff is not UTF-8"),
        (b"\xc3", "not-text", "the byte 0xc3 is not UTF-8"),
        (b"\xed\xa0\x80", "not-text", "the byte 0xed is not UTF-8"),
        ("$1 = 2$".encode("utf-16"), "not-text", "a.md is UTF-16 and not UTF-8"),
        (b"a\0b", "not-text", "a NUL character: this is not a text"),
        (b"x" * (SIZE_LIMIT + 1), "too-large", "a.md is larger than 5 MiB"),
    ],
)
def test_what_is_no_text_is_told(data: bytes, code: str, message: str) -> None:
    told = decode(data, "a.md")
    assert isinstance(told, Diagnostic)
    assert (told.code, told.message) == (code, message)


def test_the_place_of_a_bad_byte_is_told() -> None:
    told = decode("é\n".encode() + b"ab\xff", "a.md")
    assert isinstance(told, Diagnostic)
    place = told.source.position(told.span.start)
    assert (place.line, place.column) == (2, 3)


@pytest.mark.parametrize("name", ["none.md", "", "a\0b.md", "x" * 5000])
def test_a_file_that_is_not_there_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = read_source(name)
    assert isinstance(told, Diagnostic) and told.code == "missing-file"


def test_a_folder_a_pipe_and_a_device_are_no_texts(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, Path("/dev/zero")):
        told = read_source(path)
        assert isinstance(told, Diagnostic) and told.code == "not-text"


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("α".encode())))
    assert read_source("-") == Source("<stdin>", "α")


def test_a_folder_is_walked_in_order_without_hidden_folders_and_links(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "a.txt", "z/c.md", "m/d.md", ".git/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [str(path.relative_to(tmp_path)) for path in markdown_files(tmp_path)] == ["a.md", "b.md", "m/d.md", "z/c.md"]


def test_a_folder_that_cannot_be_listed_is_given_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "closed/b.md", "open/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    scandir = os.scandir

    def closed(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert [str(path.relative_to(tmp_path)) for path in markdown_files(tmp_path)] == ["a.md", "open/c.md", "closed"]
    assert isinstance(read_source(tmp_path / "closed"), Diagnostic)


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are made on Linux alone")
def test_a_file_whose_name_is_no_text_is_read_under_one_that_is(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"a\xff.md")
    Path(os.fsdecode(path)).write_text("words", encoding="utf-8")
    (found,) = markdown_files(tmp_path)
    assert read_source(found) == Source(f"{tmp_path}/a\N{REPLACEMENT CHARACTER}.md", "words")
