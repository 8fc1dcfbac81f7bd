"""Answers kept from run to run: the same as without, and whatever is wrong with the file is a miss."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from builder import cache_file
from builder.cache_file import LIBRARIES, FileCache, fingerprint
from tests.checking import find_in_paths
from tests.test_content import run

ROOT = Path(__file__).parents[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in" / "answers.sqlite"


def test_what_was_put_in_comes_out_in_the_next_run(file: Path) -> None:
    with FileCache(file, b"program") as cache:
        assert cache.get(b"question") is None
        cache.put(b"question", b"answer" * 1000)
    with FileCache(file, b"program") as cache:
        assert (cache.get(b"question"), cache.get(b"another")) == (b"answer" * 1000, None)


def test_the_answers_of_another_program_are_none(file: Path) -> None:
    with FileCache(file, b"program") as cache:
        cache.put(b"question", b"answer")
    with FileCache(file, b"next program") as cache:
        assert cache.get(b"question") is None
    assert len(fingerprint()) == 32


@pytest.mark.parametrize("change", ["answer", "digest", "key"])
def test_what_was_changed_in_the_file_is_not_taken(file: Path, change: str) -> None:
    with FileCache(file, b"program") as cache:
        cache.put(b"question", b"answer")
        cache.put(b"other question", b"another answer")
    with sqlite3.connect(file) as connection:
        if change == "key":
            ((first,), (second,)) = connection.execute("SELECT key FROM answers ORDER BY number").fetchall()
            connection.execute("UPDATE answers SET key = x'00' WHERE key = ?", (first,))
            connection.execute("UPDATE answers SET key = ? WHERE key = ?", (first, second))
        else:
            ((value,),) = connection.execute(f"SELECT {change} FROM answers WHERE number = 1")
            flipped = bytes([value[0] ^ 1]) + value[1:]
            connection.execute(f"UPDATE answers SET {change} = ? WHERE number = 1", (flipped,))
    connection.close()
    with FileCache(file, b"program") as cache:
        assert cache.get(b"question") is None


def test_a_file_that_is_no_cache_is_begun_anew(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database at all, but longer than a header of one" * 100)
    with FileCache(file, b"program") as cache:
        cache.put(b"question", b"answer")
        assert cache.get(b"question") == b"answer"


@pytest.mark.skipif(os.name != "posix", reason="folders that cannot be written are made with POSIX modes")
def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with FileCache(blocked / "answers.sqlite", b"program") as cache:
        cache.put(b"question", b"answer")
        assert cache.get(b"question") is None


def test_findings_are_the_same_with_and_without(tmp_path: Path, file: Path) -> None:
    for number, text in enumerate(["$1 = 2$\n", "Let $f(x) = x^2$.\n\n$$f'(x) = 2x$$\n", "Hence $x \\cdot = 2$\n", "words\n"]):
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    without = find_in_paths([str(tmp_path)])
    with FileCache(file, fingerprint()) as cache:
        cold, warm = (find_in_paths([str(tmp_path)], cache=cache) for _ in range(2))
    assert without == cold == warm
    assert [claim.status.value for found in without.findings for claim in found.claims] == [
        "refuted",
        "definition",
        "proved",
        "unknown",
    ]


def test_a_program_is_told_by_what_it_stands_on() -> None:
    """By the names of what is installed, and in their own words where these do not tell."""
    installed = cache_file._installed()
    assert {name: installed.get(name, version(name)) for name in LIBRARIES} == {name: version(name) for name in LIBRARIES}
    assert len(list(cache_file._code(str(ROOT / "builder"), ""))) == len(list((ROOT / "builder").rglob("*.py")))


def test_a_module_that_is_written_anew_is_another_program(tmp_path: Path) -> None:
    """Though its size, and the time that it says it was written at, are the same."""
    module = tmp_path / "room" / "module.py"
    module.parent.mkdir()
    module.write_text("x = 1\n", encoding="utf-8")
    before, written = list(cache_file._code(str(tmp_path), "")), module.stat()
    time.sleep(0.02)  # longer than the clock of a file system takes from one tick to the next
    module.write_text("x = 2\n", encoding="utf-8")
    os.utime(module, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert list(cache_file._code(str(tmp_path), "")) != before


@pytest.mark.parametrize(("name", "proved"), [(".", 1), ("a.md", 0)])
def test_a_text_that_changed_is_checked_again_on_the_command_line(tmp_path: Path, name: str, proved: int) -> None:
    (tmp_path / "a.md").write_text("$1 + 1 = 2$\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("$1 + 2 = 3$\n", encoding="utf-8")
    assert [run("check", str(tmp_path / name)).returncode for _ in range(2)] == [0, 0]
    (tmp_path / "a.md").write_text("$1 + 1 = 3$\n", encoding="utf-8")
    for more in ([], ["--no-cache"]):
        wrong = run("check", str(tmp_path / name), *more)
        assert wrong.returncode == 1 and wrong.stdout.endswith(f"\n{proved} proved, 1 refuted\n")


def test_an_edited_file_is_told_as_without_answers(tmp_path: Path) -> None:
    note = tmp_path / "a.md"
    command = [sys.executable, "-m", "builder", "check", "--format", "json", str(note)]
    for text in ("Let $f(x) = x^2$.\n\n$$f'(x) = 3x = 2x$$\n", "Let $f(x) = x^2$.\n\n$1 = 2$\n\n$$f'(x) = 3x = 2x$$\n"):
        note.write_text(text, encoding="utf-8")
        with_answers, without = (
            subprocess.run([*command, *more], check=False, capture_output=True) for more in ([], ["--no-cache"])
        )
        assert with_answers.stdout == without.stdout and without.returncode == 1
