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

def run(done):
    with Pool("tests.guard.hostile:answer", expendable=done) as pool:
        answer = pool.alone({question!r})
        pool.done()
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


@linux
def test_what_a_child_that_dies_has_told_is_not_told_again() -> None:
    program = IN_CHILD.replace("return 1", "import os; os.kill(os.getpid(), 15)").format(question=b"1")
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, timeout=60, check=True)
    assert told.stdout == "b'answer to 1'\nstatus 143\n"


@linux
def test_nothing_is_told_when_the_parent_is_gone() -> None:
    """A child went on for seconds, and wrote its results over those of others."""
    program = IN_CHILD.replace("def run(done):", "def run(done):\n    import os; os.kill(os.getppid(), 9)").format(question=b"1")
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, timeout=60, check=False)
    assert told.returncode == -9 and told.stdout == ""


@linux
def test_help_beside_a_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("text")
    command = [sys.executable, "-m", "builder", "check", str(tmp_path / "note.md"), "--help"]
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=60, check=False)
    assert told.returncode == 0 and "usage: surestep check" in told.stdout


@linux
def test_an_ignored_signal_of_children_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("We have $1 + 1 = 3$.\n")
    command = ["sh", "-c", f"trap '' CHLD; exec {sys.executable} -m builder check --no-cache {tmp_path / 'note.md'}"]
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=60, check=False)
    assert told.returncode == 1 and told.stderr == ""
    command = ["sh", "-c", f"{sys.executable} -m builder check - 0>/dev/null"]
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=60, check=False)
    assert told.returncode == 2 and "Traceback" not in told.stderr
