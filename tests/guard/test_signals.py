"""What a worker inherits from its parent, its terminal and its shell changes no answer and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.guard.worker import At
from tests.guard.hostile import SECONDS

LINES = b"".join(b'{"id": %d, "chain": "x = x"}\n' % number for number in range(2))


def asked(setting: str, tmp_path: Path) -> str:
    """What becomes of a question that hangs, in a process that a piece of Python has set up."""
    program = f"""
import os, signal, sys
{setting}
from builder.guard.pool import Pool
with Pool("tests.guard.hostile:record", 1) as pool, open({str(tmp_path / "told")!r}, "wb") as told:
    for answer in pool.answers([[b'{{"id": 1, "hostile": "loop"}}']]):
        told.write(repr(answer).encode())
"""
    environment = {**os.environ, SECONDS: "0.5"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=38)  # before the parent would end it
    return (tmp_path / "told").read_text()


@pytest.mark.parametrize(
    "setting",
    [
        "signal.signal(signal.SIGPROF, signal.SIG_IGN); signal.signal(signal.SIGALRM, signal.SIG_IGN)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF, signal.SIGALRM})",
    ],
    ids=["ignored", "blocked"],
)
def test_alarms_that_the_parent_does_not_hear_end_a_worker(setting: str, tmp_path: Path) -> None:
    assert "TIMED_OUT" in asked(setting, tmp_path)


@pytest.mark.parametrize("closed", [(0,), (2,), (0, 2), (0, 1, 2)])
def test_a_stream_that_was_closed_is_nobodys_pipe(closed: tuple[int, ...], tmp_path: Path) -> None:
    """The number of a closed stream is the next one that is given away, and a process that is started inherits it."""
    (tmp_path / "note.md").write_text("$x = 2x$")
    note, told = str(tmp_path / "note.md"), str(tmp_path / "told")
    program = "[sys.executable, '-m', 'builder', *sys.argv[1:]]"
    code = f"import os, sys; [os.close(i) for i in {closed}]; os.execv(sys.executable, {program})"
    for arguments in (["check", note, "--output", told], ["check", "--batch"]):
        subprocess.run([sys.executable, "-c", code, *arguments], input=LINES, timeout=60, check=False, capture_output=True)
    assert "refuted" in Path(told).read_text()


def test_a_stopped_job_goes_on_where_it_was(tmp_path: Path) -> None:
    """Ctrl-Z stops a job and its clocks: what went by meanwhile is not held against its questions."""
    begun = tmp_path / "begun"
    program = f"""
from builder.guard.pool import Pool
with Pool("tests.guard.test_signals:slowly", 1) as pool:
    for answer in pool.answers([[{str(begun).encode()!r}]]):
        print(answer)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True) as job:
        until = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(job.pid, signal.SIGSTOP)
        time.sleep(WALL + 0.5)
        os.killpg(job.pid, signal.SIGCONT)
        told, _ = job.communicate(timeout=30)
    assert told == "b'done'\n"


WALL = 1.0


def slowly(question: bytes, at: At) -> bytes:
    """Tell that it has begun, by a file, and take a third of a short limit; a stopped clock of its own counts what it works."""
    signal.setitimer(signal.ITIMER_REAL, WALL)
    Path(question.decode()).touch()
    time.sleep(WALL / 3)
    return b"done"
