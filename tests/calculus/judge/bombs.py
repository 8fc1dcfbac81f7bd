"""Judges claims that could eat the machine, each in a child of its own.

`python -m tests.calculus.judge.bombs` reads JSON from stdin. The kernel ends a child that takes too long or too much memory, so
that what goes wrong in C code ends too. A line comes out for each claim: what became of it, its seconds of CPU, and the peak of
its memory in MB.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time

from builder.calculus.judge.decide import decide
from builder.calculus.latex.errors import LatexError
from tests.calculus.judge.claims import claim_of, context_of

SECONDS = 2
MEGABYTES = 300


def _judge(text: str, given: str) -> str:
    context = context_of(given)
    try:
        claim = claim_of(text, context)
    except (LatexError, AssertionError):
        return "unread"
    return type(decide(claim)).__name__


def main() -> None:
    """One child after the other."""
    for text, given in json.load(sys.stdin):
        reading, writing = os.pipe()
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # FLINT and GMP speak before they abort
            resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            signal.alarm(10 * SECONDS)
            try:
                os.write(writing, _judge(text, given).encode())
            except BaseException as error:  # whatever ends a child is its result
                os.write(writing, f"raised {type(error).__name__}: {error}"[:200].encode())
            os._exit(0)
        os.close(writing)
        said = os.read(reading, 1_000).decode()
        os.close(reading)
        _, status, usage = os.wait4(child, 0)
        if os.WIFSIGNALED(status):
            said = f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
        seconds = usage.ru_utime + usage.ru_stime
        print(
            json.dumps([text[:60], said, round(seconds, 2), usage.ru_maxrss >> 10, round(time.perf_counter() - started, 2)]),
            flush=True,
        )


if __name__ == "__main__":
    main()
