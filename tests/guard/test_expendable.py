"""A command that runs in a child which may die: its exit status, or that it is to be run again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.guard.hostile import KINDS

ROOT = Path(__file__).parents[2]

linux = pytest.mark.skipif(sys.platform != "linux", reason="what ends a process differs from system to system")

IN_CHILD = """
import resource, sys
from builder.guard.expendable import in_child
from builder.guard.pool import Pool

def run():
    with Pool("tests.guard.hostile:answer", expendable=True) as pool:
        answer = pool.alone({question!r})
    print(answer, flush=True)
    return 1

print("status", in_child(run))
"""


def in_child(question: bytes) -> subprocess.CompletedProcess[str]:
    program = IN_CHILD.format(question=question)
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, timeout=60, check=True)


@linux
def test_what_the_child_tells_and_its_exit_status() -> None:
    told = in_child(b"1")
    assert (told.stdout, told.stderr) == ("b'answer to 1'\nstatus 1\n", "")


@linux
@pytest.mark.parametrize("kind", sorted(kind for kind in KINDS if kind not in {"print", "bug", "deep"}))
def test_a_child_that_dies_has_told_nothing(kind: str) -> None:
    """Nor does the user see the last words of a library."""
    told = in_child(f"!{kind}".encode())
    assert (told.stdout, told.stderr) == ("status None\n", "")


@linux
def test_a_fault_of_ours_is_an_answer_and_what_a_task_prints_is_not_seen() -> None:
    assert "ZeroDivisionError: a bug" in in_child(b"!bug").stdout
    assert in_child(b"!print").stdout == "b'answer to !print'\nstatus 1\n"


@linux
def test_a_file_that_costs_its_child_is_checked_all_the_same(tmp_path: Path) -> None:
    """By name, and from the standard input, which can be read only once."""
    (tmp_path / "note.md").write_text("We have $1 + 1 = 3$.\n")
    program = """
import os, sys
import builder.check.judging as judging
first, answering = os.getpid(), judging.answering

def deadly():
    return answering() if os.getppid() != first else (lambda question, at: os.abort())

judging.answering = deadly
sys.argv[1:] = ["check", "--no-cache", *sys.argv[1:]]
import builder.__main__
builder.__main__.run()
"""
    for name in (str(tmp_path / "note.md"), "-"):
        told = subprocess.run(
            [sys.executable, "-c", program, name],
            cwd=ROOT,
            input=(tmp_path / "note.md").read_text(),
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert told.returncode == 1 and told.stdout.count("error[") == 1 and told.stderr == "", told
