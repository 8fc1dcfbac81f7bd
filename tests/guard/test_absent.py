"""Without alarms, forks and limits of memory, as on Windows: the parent has the only fence, and every question is answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ABSENT = """
import os, signal, sys
for module, names in (
    (signal, ("setitimer", "pthread_sigmask", "SIGPROF", "SIGALRM", "SIGXCPU", "SIGHUP")),
    (os, ("fork", "sched_getaffinity", "sysconf")),
):
    for name in names:
        delattr(module, name)
sys.modules["resource"] = None
"""
"""Python imports this before anything else, in the parent and in its workers."""

POOL = """
from builder.guard import process
from builder.guard.answers import Lost
from builder.guard.pool import Pool
from builder.guard.worker import HAS_ALARM
assert not HAS_ALARM
process.SILENCE = 2.0
with Pool("tests.guard.hostile:answer", 1) as workers:
    assert workers.alone(b"x") is None
    for answer in workers.answers([[b"1", b"!loop", b"2"], [b"!bug", b"!deep", b"!exit", b"3"]]):
        print(answer.reason.value if isinstance(answer, Lost) else answer.decode())
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "sitecustomize.py").write_text(ABSENT)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.getcwd(), os.environ.get("PYTHONPATH", "")])}


def test_every_question_is_answered(environment: dict[str, str]) -> None:
    run = subprocess.run([sys.executable, "-c", POOL], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.splitlines() == [
        "answer to 1",
        "timed-out",
        "answer to 2",
        "crashed",
        "too-large",
        "crashed",
        "answer to 3",
    ], run.stderr


def test_notes_and_lines_are_checked(environment: dict[str, str], tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("$x + x = 2x$\n\n$1 = 2$\n")
    command = [sys.executable, "-m", "builder", "check"]
    of_note = subprocess.run([*command, str(note)], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (of_note.returncode, of_note.stdout.splitlines()[-1:]) == (1, ["1 proved, 1 refuted"]), of_note.stderr
    line = '{"id": 1, "chain": "x + x = 2x"}\n'
    of_line = subprocess.run(
        [*command, "--batch"], env=environment, input=line, capture_output=True, text=True, timeout=60, check=False
    )
    assert json.loads(of_line.stdout)["status"] == "proved", of_line.stderr
