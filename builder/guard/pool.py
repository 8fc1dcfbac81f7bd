"""The parent's side of the guard: a few workers, each with a pipe of its own, and an answer for every question, in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import NamedTuple, TypeAlias

from builder.guard.worker import (
    HAS_ALARM,
    NOWHERE,
    OUT_OF_MEMORY,
    Kind,
    forked,
    place_of,
    receive,
    send_questions,
    task_of,
)

WINDOW = 1024
"""How many questions may be under way: counted by their numbers, so that the first one of them can always go on."""
WINDOW_BYTES = 2**26
TRIES = 3
"""How often a question is asked whose worker was killed from outside, and how often a worker may fail to start."""
SILENCE = 20.0
"""After how many seconds without a word and without the use of a processor a worker is ended by its parent.

Where alarms are, they end the worker that works for too long, and this one those that sleep. Where there are none, or a process
does not tell what it uses, it is time that counts.
"""


class Reason(Enum):
    """Why a question has no answer. The words are the codes of the messages."""

    TIMED_OUT = "timed-out"
    TOO_LARGE = "too-large"
    CRASHED = "crashed"


class Lost(NamedTuple):
    """A question that its worker did not answer: why, the place it had reached (or NOWHERE), and the last words of the worker.

    `words` hold a traceback if Python raised, and else say how the process ended.
    """

    reason: Reason
    place: int
    words: str

    @property
    def summary(self) -> str:
        """The last line of the words."""
        return (self.words.strip().splitlines() or [""])[-1][:300]


class CannotStart(Exception):
    """Workers end before they are ready: the installation is broken. The message holds their last words."""


Answer: TypeAlias = bytes | Lost


class Pool:
    """Workers for one task, `module:function` (see `worker.Task`). They start when they are needed; close it: use it in a `with`.

    `number` is how many there are at most; left out, one for each processor.
    """

    def __init__(self, task: str, number: int | None = None) -> None:
        self._task = task
        self._workers: list[_Worker | None] = [None] * (number if number is not None else processors())

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def alone(self, question: bytes) -> bytes | None:
        """The answer to a single question from a child of this process; None if there is none: `answers` tells why."""
        return forked(task_of(self._task), question)

    @property
    def number(self) -> int:
        """How many workers there are at most."""
        return len(self._workers)

    def start(self, number: int) -> None:
        """Start workers now, so that they are ready when the first questions come."""
        for slot in range(min(number, len(self._workers))):
            self._started(slot)

    def close(self) -> None:
        """End the workers."""
        for slot, worker in enumerate(self._workers):
            self._workers[slot] = None
            if worker is not None:
                worker.close()

    def answers(self, chunks: Iterable[Sequence[bytes]]) -> Iterator[Answer]:
        """An answer for each question, in order and as they come. A worker gets a chunk of questions at a time.

        What a dead worker left unanswered goes to its successor, but for the question that it died of. Chunks are taken as
        questions are answered and the answers are taken, so they may come from somebody who waits for an answer before asking
        more. Raises CannotStart, and what `chunks` raises.
        """
        run = _Run(chunks)
        threads = [threading.Thread(target=self._serve, args=(slot, run), daemon=True) for slot in range(len(self._workers))]
        threads.append(threading.Thread(target=self._watch, args=(run,), daemon=True))
        for thread in threads:
            thread.start()
        try:
            while (answer := run.next()) is not None:
                yield answer
        finally:
            if not run.stop():
                self.close()  # what they are at, nobody waits for

    def _serve(self, slot: int, run: _Run) -> None:
        try:
            while (taken := run.take()) is not None:
                self._ask(slot, *taken, run)
        except BaseException as fault:  # a thread has nobody to raise it to
            run.fail(fault)

    def _ask(self, slot: int, first: int, questions: Sequence[bytes], run: _Run) -> None:
        """Have a chunk answered by the worker of a slot and its successors."""
        answered = deaths = failures = 0
        while answered < len(questions) and not run.stopped:
            worker = self._started(slot)
            before = answered
            place = NOWHERE
            for kind, data in worker.ask(questions[answered:]):
                if kind is Kind.PLACE:
                    place = place_of(data)
                    continue
                run.answer(first + answered, data if kind is Kind.ANSWER else _fault(kind, data, place))
                answered += 1
                place = NOWHERE
            if answered == len(questions) or run.stopped:
                return
            self._workers[slot] = None
            end = worker.end()
            deaths = 0 if answered > before else deaths
            if not worker.ready:
                failures += 1
                if failures == TRIES:
                    raise CannotStart(end.words)
                continue
            failures = 0
            deaths += 1
            if end.from_outside and deaths < TRIES:
                continue
            run.answer(first + answered, Lost(end.reason, place, end.words))
            answered += 1
            deaths = 0

    def _started(self, slot: int) -> _Worker:
        worker = self._workers[slot]
        if worker is not None and not worker.alive:
            worker.close()
            worker = None
        if worker is None:
            worker = self._workers[slot] = _Worker(self._task)
        return worker

    def _watch(self, run: _Run) -> None:
        while not run.ended(within=1.0):
            for worker in self._workers:
                if worker is not None:
                    worker.end_if_silent()


def processor_seconds(process: int) -> float | None:
    """How much of the processors a process has used; None where that is not told."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()  # the name before may hold anything
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fault(kind: Kind, data: bytes, place: int) -> Lost:
    if kind is Kind.TOO_DEEP:
        return Lost(Reason.TOO_LARGE, place, "the question is nested too deeply")
    return Lost(Reason.CRASHED, place, data.decode("utf-8", "replace"))


class _Run:
    """The questions and answers of one call, shared by the threads of its workers and by the one that takes the answers."""

    def __init__(self, chunks: Iterable[Sequence[bytes]]) -> None:
        self._chunks = iter(chunks)
        self._intake = threading.Lock()
        self._changed = threading.Condition()
        self._answers: dict[int, Answer] = {}
        self._sizes: dict[int, int] = {}
        self._bytes = 0
        self._taken = 0
        self._given = 0
        self._complete = False
        self._fault: BaseException | None = None
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def take(self) -> tuple[int, Sequence[bytes]] | None:
        """The next questions and the number of the first of them, or None at the end. It waits while too many are under way."""
        with self._intake:  # one thread at a time waits for questions, and nobody else has anything to do
            with self._changed:
                self._changed.wait_for(
                    lambda: self.stopped or (self._taken - self._given < WINDOW and self._bytes < WINDOW_BYTES)
                )
                if self.stopped or self._complete:
                    return None
            chunk = next(self._chunks, None)
            with self._changed:
                first = self._taken
                if chunk is None:
                    self._complete = True
                else:
                    self._taken += len(chunk)
                    for number, question in enumerate(chunk, first):
                        self._sizes[number] = len(question)
                        self._bytes += len(question)
                self._changed.notify_all()
            return None if chunk is None else (first, chunk)

    def answer(self, number: int, answer: Answer) -> None:
        with self._changed:
            self._answers[number] = answer
            if number == self._given:
                self._changed.notify_all()

    def fail(self, fault: BaseException) -> None:
        with self._changed:
            self._fault = fault
            self._changed.notify_all()

    def next(self) -> Answer | None:
        """The next answer in order, or None at the end. Raises what a thread failed with."""
        with self._changed:
            while (
                self._given not in self._answers and self._fault is None and not (self._complete and self._given == self._taken)
            ):
                self._changed.wait(1.0)  # with a limit: on Windows, Ctrl-C does not end a wait without one
            if self._fault is not None:
                raise self._fault
            if self._given not in self._answers:
                return None
            answer = self._answers.pop(self._given)
            self._bytes -= self._sizes.pop(self._given)
            self._given += 1
            self._changed.notify_all()
            return answer

    def stop(self) -> bool:
        """Have the threads end; whether all questions were answered."""
        with self._changed:
            self._stopped.set()
            self._changed.notify_all()
            return self._complete and self._given == self._taken and self._fault is None

    def ended(self, within: float) -> bool:
        """Whether the threads are to end, now or within so many seconds."""
        return self._stopped.wait(within)


class _End(NamedTuple):
    """How a worker ended. `from_outside` tells that somebody killed it, so that its question may not be to blame."""

    reason: Reason
    words: str
    from_outside: bool = False


class _Worker:
    """A process that answers, as its parent sees it."""

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

    def end(self) -> _End:
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
        if self._overdue or -status in _ALARMS:
            return _End(Reason.TIMED_OUT, "the time allowed for it was used up")
        if status == OUT_OF_MEMORY or -status in _OVERFLOWS or (sys.platform == "win32" and status in _ENDED_BY_WINDOWS):
            return _End(Reason.TOO_LARGE, "it needs numbers or memory beyond the limits")
        words = said or (f"killed by {_signal_name(-status)}" if status < 0 else f"exit status {status}")
        return _End(Reason.CRASHED, words, from_outside=-status in _FROM_OUTSIDE)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written, nobody reads
                    pipe.close()
        self._said.close()


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
