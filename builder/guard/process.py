"""A worker as its parent sees it: a process that is asked, watched and ended. Loaded when the first one is started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from builder.guard.answers import Reason
from builder.guard.worker import HAS_ALARM, OUT_OF_MEMORY, Kind, receive, send_questions

SILENCE = 20.0
"""After how many seconds without a word and without the use of a processor a worker is ended by its parent.

Where alarms are, they end the worker that works for too long, and this one those that sleep. Where there are none, or a process
does not tell what it uses, it is time that counts.
"""


def processor_seconds(process: int) -> float | None:
    """How much of the processors a process has used; None where that is not told."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()  # the name before may hold anything
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


class End(NamedTuple):
    """How a worker ended. `from_outside` tells that somebody killed it, so that its question may not be to blame."""

    reason: Reason
    words: str
    from_outside: bool = False


class Worker:
    """A process that answers with the task `module:function`, and what it has said so far. `ready` when it has begun to."""

    def __init__(self, task: str) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        command = [sys.executable, "-P", "-c", _PROGRAM, task, *sys.path]
        # In a group of its own: Ctrl-C is for us, and a worker that Ctrl-Z stopped would be late by the clock when it goes on.
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, process_group=0
        )
        self._heard: float | None = None
        self._used = 0.0
        self._overdue = False
        self.ready = False

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, questions: Sequence[bytes]) -> Iterator[tuple[Kind, bytes]]:
        """What the worker says of the questions, until all are answered or it ends."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._heard = time.monotonic()
        with suppress(OSError):  # it has ended: what it said before is still in the pipe
            send_questions(self._process.stdin, questions)
        left = len(questions)
        while left and (said := receive(self._process.stdout)) is not None:
            self._heard = time.monotonic()
            if said[0] is Kind.READY:
                self.ready = True
                continue
            left -= said[0] is not Kind.PLACE
            if not left:
                self._heard = None  # silent from here on, and rightly so
            yield said

    def end_if_silent(self) -> None:
        """End a worker that is at work and has not said a word for too long; it is asked every second or so.

        One that waits for a busy processor gets a little of it now and then: that is no silence.
        """
        heard = self._heard
        if heard is None:
            return
        used = processor_seconds(self._process.pid) if HAS_ALARM else None
        if used is not None and used != self._used:
            self._used = used
            self._heard = time.monotonic()
        elif time.monotonic() - heard > SILENCE:
            self._overdue = True
            self._process.kill()

    def end(self) -> End:
        """How the process ended, or is ended now."""
        assert self._process.stdout is not None
        self._process.stdout.close()  # so that it ends, if it did not
        try:
            status = self._process.wait(timeout=SILENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._said.seek(0)
        said = self._said.read()[-4000:].decode("utf-8", "replace").strip()
        self.close()
        return end_of(status, said, overdue=self._overdue)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written, nobody reads
                    pipe.close()
        self._said.close()


def end_of(status: int, said: str = "", *, overdue: bool = False) -> End:
    """How a process ended that has this exit status and said this last; `overdue` if we ended it because it was silent."""
    if overdue or -status in _ALARMS:
        return End(Reason.TIMED_OUT, "the time allowed for it was used up")
    if status == OUT_OF_MEMORY or -status in _OVERFLOWS or (sys.platform == "win32" and status in _ENDED_BY_WINDOWS):
        return End(Reason.TOO_LARGE, "it needs numbers or memory beyond the limits")
    words = said or (f"killed by {_signal_name(-status)}" if status < 0 else f"exit status {status}")
    return End(Reason.CRASHED, words, from_outside=-status in _FROM_OUTSIDE)


def _signals(*names: str) -> frozenset[int]:
    return frozenset(int(getattr(signal, name)) for name in names if hasattr(signal, name))


_ALARMS = _signals("SIGPROF", "SIGALRM", "SIGXCPU")
_OVERFLOWS = _signals("SIGABRT", "SIGFPE")
_ENDED_BY_WINDOWS = frozenset({3, 0xC0000094, 0xC0000095, 0xC0000409})
"""How processes end there that abort, divide whole numbers by 0 or overflow them."""
_FROM_OUTSIDE = _signals("SIGKILL", "SIGTERM", "SIGHUP")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from builder.guard.worker import work; work(sys.argv[1])"
"""Not `-m`: the worker looks where its parent looks, whatever the folder it runs in, and never in that folder."""
