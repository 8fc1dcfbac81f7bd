"""Without alarms, forks, limits of memory, `fcntl` and the like, as on Windows: the parent has the only fence."""

from __future__ import annotations

import fcntl
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

import socketserver, subprocess  # they need what is absent from now on
import types
def locking(descriptor, mode, size, fcntl=__import__("fcntl")):
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
sys.modules["fcntl"] = None
for name in ("O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK"):
    delattr(os, name)
def link(source, target, *, follow_symlinks=True, link=os.link):
    if not follow_symlinks:
        raise NotImplementedError("follow_symlinks unavailable on this platform")
    link(source, target)
os.link = link
import selectors, stat
def register(self, file, events, data=None, register=selectors.DefaultSelector.register):
    if not stat.S_ISSOCK(os.fstat(file if isinstance(file, int) else file.fileno()).st_mode):
        raise OSError(10038, "an operation was attempted on something that is not a socket")
    return register(self, file, events, data)
selectors.DefaultSelector.register = register
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


def test_a_site_is_built_anew_and_again(environment: dict[str, str], tmp_path: Path) -> None:
    def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "builder", *arguments]
        return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=100, check=False)

    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "surestep.toml").write_text('title = "A site"\n')
    (site / "content" / "index.md").write_text("# Sums\n\n$x + x = 2x$\n")
    assert run("build", "--jobs", "1", folder=site).returncode == 0
    first = (site / "site" / "index.html").read_bytes()
    (site / "site" / "CNAME").write_text("example.org")
    again = run("build", "--jobs", "1", folder=site)
    assert (again.returncode, again.stderr) == (0, "")
    assert (site / "site" / "index.html").read_bytes() == first
    assert (site / "site" / "CNAME").read_text() == "example.org"
    with open(site / ".surestep" / "lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        locked = run("build", "--jobs", "1", folder=site)
    assert (locked.returncode, "another build of this site is running" in locked.stdout + locked.stderr) == (1, True)
