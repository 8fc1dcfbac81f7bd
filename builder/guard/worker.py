"""The process that answers: it reads questions from its parent, and works on each behind fences that the kernel keeps.

FLINT can neither be interrupted nor be made to raise: a call of it may last for hours, or end the process. So the alarms have
their default action, which ends the process, and what it leaves unanswered is a matter of the parent.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from importlib import import_module
from typing import IO, NamedTuple, TypeAlias

from builder.guard.expendable import flush_streams

SECONDS = 2.0
"""Of processor time, for one claim: so that no busy machine and no suspended one changes an answer."""
WALL_SECONDS = 120.0
"""Of time, for a worker that sleeps and whose parent is gone; a parent ends it before. Long, because who waits for a busy
processor sleeps as well."""
MEMORY = 2**30
COLLECTIONS = (100_000, 50, 20)
"""How seldom a worker looks for cycles: it makes few, and what a task keeps is gone over each time."""
NOWHERE = -1
OUT_OF_MEMORY = 77
"""The exit status of a worker to which Python refused memory. FLINT and GMP abort instead."""

At: TypeAlias = Callable[[int, float], None]
"""What a task calls to say at which place of its question it is, and how many seconds it may take from here on."""
Task: TypeAlias = Callable[[bytes, At], bytes]

_FRAME = struct.Struct("<cQ")
_LENGTH = struct.Struct("<Q")
_PLACE = struct.Struct("<q")


class Kind(Enum):
    """What a worker says: that it is ready, where it is, an answer, a fault of ours, or too deep a question."""

    READY = b"r"
    PLACE = b"p"
    ANSWER = b"a"
    FAULT = b"f"
    TOO_DEEP = b"d"


def work(name: str) -> None:
    """Answer questions with the task `name` (see `task_of`) until the input ends."""
    _hear_signals()
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # whatever prints does not print into the answers
    _limit_memory()
    task = task_of(name)
    gc.set_threshold(*COLLECTIONS)
    gc.freeze()  # what was imported stays: no search for cycles goes over it
    send(answers, Kind.READY)
    os.dup2(nothing, 2)  # GMP has last words; ours travel with the answer

    while (chunk := receive_questions(questions)) is not None:
        for question in chunk:
            send(answers, *_answer(task, question, _telling(answers)))


def _telling(pipe: IO[bytes]) -> At:
    """What tells the places that are reached in one question, each when it changes."""
    told = NOWHERE

    def at(place: int, seconds: float) -> None:
        nonlocal told
        _set_alarm(seconds)
        if place != told:
            told = place
            send(pipe, Kind.PLACE, _PLACE.pack(place))

    return at


def task_of(name: str) -> Task:
    """The task `module:function`, or what `module:function()` gives: a task that keeps something from question to question."""
    module, function = name.split(":")
    found = getattr(import_module(module), function.removesuffix("()"))
    task: Task = found() if function.endswith("()") else found
    return task


class Said(NamedTuple):
    """What was said to one question, and the last place that was reached."""

    kind: Kind
    data: bytes
    place: int


def answer_here(name: str, question: bytes) -> Said:
    """What the task `name` says to one question in this process, which must be expendable: it gets the fences of a worker."""
    _hear_signals()
    _limit_memory()
    task = task_of(name)
    gc.freeze()
    place = NOWHERE

    def at(new: int, seconds: float) -> None:
        nonlocal place
        place = new
        _set_alarm(seconds)

    flush_streams()
    streams = [(stream, os.dup(stream)) for stream in (1, 2)]
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream, _ in streams:
        os.dup2(nothing, stream)  # GMP has last words
    try:
        kind, data = _answer(task, question, at)
    finally:
        flush_streams()  # whatever prints does not print into what is told
        for stream, kept in streams:
            os.dup2(kept, stream)
            os.close(kept)
        os.close(nothing)
    return Said(kind, data, place)


def _answer(task: Task, question: bytes, at: At) -> tuple[Kind, bytes]:
    _set_alarm(SECONDS)
    try:
        return Kind.ANSWER, task(question, at)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        return Kind.TOO_DEEP, b""
    except Exception:
        # The one place at which a fault of ours is caught: it is told with its traceback, and the questions after it count too.
        import traceback

        return Kind.FAULT, traceback.format_exc().encode("utf-8", "replace")
    finally:
        _end_alarm()


def _hear_signals() -> None:
    """Let the alarms end this process, whatever its parent did with them: that a signal is ignored, or blocked, is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    if HAS_ALARM:
        alarms = {signal.SIGPROF, signal.SIGALRM}
        for alarm in alarms:
            signal.signal(alarm, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, alarms)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for limit, size in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(limit)
        with suppress(ValueError, OSError):  # macOS refuses what it does not keep; the alarms remain
            resource.setrlimit(limit, (size if most == resource.RLIM_INFINITY else min(size, most), most))


HAS_ALARM = hasattr(signal, "setitimer")


def _set_alarm(seconds: float) -> None:
    if HAS_ALARM:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)


def _end_alarm() -> None:
    if HAS_ALARM:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


# ---------------------------------------------------------------------------------------------- what goes over the pipes


def send(pipe: IO[bytes], kind: Kind, data: bytes = b"") -> None:
    """Write what a worker says."""
    pipe.write(_FRAME.pack(kind.value, len(data)) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Kind, bytes] | None:
    """What a worker says next, or None when its pipe ended."""
    head = pipe.read(_FRAME.size)
    if len(head) < _FRAME.size:
        return None
    kind, length = _FRAME.unpack(head)
    data = pipe.read(length)
    return (Kind(kind), data) if len(data) == length else None


def place_of(data: bytes) -> int:
    """The place in a message of the kind PLACE."""
    return int(_PLACE.unpack(data)[0])


def send_questions(pipe: IO[bytes], questions: Sequence[bytes]) -> None:
    """Write a chunk of questions."""
    pieces = [_LENGTH.pack(len(questions))]
    for question in questions:
        pieces += (_LENGTH.pack(len(question)), question)
    pipe.write(b"".join(pieces))
    pipe.flush()


def receive_questions(pipe: IO[bytes]) -> list[bytes] | None:
    """A whole chunk of questions, or None at the end.

    It is read to its end before the first answer: else both processes would wait, each for the other to empty a full pipe.
    """
    number = _length(pipe)
    questions: list[bytes] = []
    for _ in range(number or 0):
        length = _length(pipe)
        question = pipe.read(length) if length is not None else b""
        if length is None or len(question) < length:
            return None
        questions.append(question)
    return None if number is None else questions


def _length(pipe: IO[bytes]) -> int | None:
    head = pipe.read(_LENGTH.size)
    return int(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None
