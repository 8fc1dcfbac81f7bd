"""Tasks for workers of the tests that do what no question should do to a process. No input of a user can reach them."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time

import msgspec
from flint import fmpz

from builder.check.workers import Asked
from builder.guard import worker
from builder.guard.worker import At

SECONDS = "TESTS_GUARD_SECONDS"
"""The variable with what a question may take, for workers of tests that need not wait for the real limit."""

KINDS = {
    "hang": "timed-out",  # in one call of FLINT
    "sleep": "timed-out",
    "loop": "timed-out",
    "eat": "too-large",
    "abort": "too-large",
    "float": "too-large",
    "segfault": "crashed",
    "exit": "crashed",
    "deep": "too-large",
    "bug": "crashed",
    "print": "",  # prints where the answers go, and is answered
}
"""What a question may ask for, and the code of the answer."""


def do(kind: str) -> None:
    """What a word says, done to this process."""
    match kind:
        case "hang":
            signal.setitimer(signal.ITIMER_PROF, 0.3)  # so that the tests need not wait for the real limit: `loop` does
            fmpz.fac_ui(10**9)
        case "sleep":
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            time.sleep(3600)
        case "loop":
            while True:
                pass
        case "eat":
            held = []
            while True:
                held.append(bytes(2**24))  # reserved, not written: the limit counts both, and this is quick
        case "abort":
            os.abort()
        case "float":
            os.kill(os.getpid(), signal.SIGFPE)
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "deep":
            do_deeper(0)
        case "bug":
            raise ZeroDivisionError("a bug")
        case "print":
            os.write(1, b"stray\n" * 1000)
            os.write(2, b"stray\n" * 1000)
            print("stray")
        case _:
            raise ValueError(kind)


def do_deeper(depth: int) -> int:
    return do_deeper(depth + 1) + 1


def answer(question: bytes, at: At) -> bytes:
    """Echo; `!kind` does it."""
    if question.startswith(b"!"):
        do(question[1:].decode().split()[0])
    return b"answer to " + question


def record(line: bytes, at: At) -> bytes:
    """`check --batch`, but for lines with `"hostile": kind`."""
    for kind in KINDS:
        if b'"hostile": "' + kind.encode() + b'"' in line:
            do(kind)
    from builder.records import check  # the other tasks start without the judge

    return check.answer(line, at)


_BAIT = re.compile(r"[^q]*q_\{(\w+)\}")


def document(question: bytes, at: At) -> bytes:
    """`check`, but for formulas and directives with the name `q_{kind}`, and for documents with the word `unreadable`."""
    if b"unreadable" in question:
        do("bug")
    text = msgspec.msgpack.decode(question, type=Asked).source.text

    def hostile_at(place: int, seconds: float) -> None:
        at(place, seconds)
        bait = _BAIT.match(text[place:].split("\n\n")[0]) if place >= 0 else None
        if bait is not None:
            do(bait[1])

    from builder.check import judging

    return judging.answer(question, hostile_at)


def killed(question: bytes, at: At) -> bytes:
    """Echo; `!` has the process killed as if from outside."""
    if question == b"!":
        os.kill(os.getpid(), signal.SIGKILL)
    return question


def pid(question: bytes, at: At) -> bytes:
    """The process that answers; `!kind` does it."""
    if question.startswith(b"!"):
        do(question[1:].decode())
    return b"%d" % os.getpid()


def silent(question: bytes, at: At) -> bytes:
    """Work, or sleep, for so many seconds; no alarm of its own ends it."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.setitimer(signal.ITIMER_PROF, 0)
    kind, seconds = question.split()
    if kind == b"sleep":
        time.sleep(float(seconds))
    until = time.process_time() + float(seconds)
    while kind == b"work" and time.process_time() < until:
        pass
    return question


def placed(question: bytes, at: At) -> bytes:
    """Be at place 42, and do it."""
    at(42, 2.0)
    return answer(question, at)


if SECONDS in os.environ:
    worker.SECONDS = float(os.environ[SECONDS])
if os.environ.get("TESTS_GUARD_UNREADY"):
    raise ImportError("this installation is broken")
