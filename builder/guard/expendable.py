"""Runs a command in a child of this process that may die of its own questions: it needs no worker beside it.

The child is forked before anything is imported: what a parent has, a child that uses it copies page by page, and a worker that is
forked from a process with all of our modules spends a twentieth of the time of a check on that.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as that of `typing`, which is not imported before the fork either
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

ENDS = (0, 1, 2)
"""The exit statuses of commands."""
_DIED = 70


def in_child(run: Callable[[Callable[[], None]], int]) -> int | None:
    """The exit status of `run` in a child of this process; None where the child dies of it, or none can be made.

    Then it is to be run in the ordinary way, with workers. `run` gets what it must call when it has done its work, before it
    tells anything: a child that dies later has told something, and is not run again; one whose parent is gone ends there.
    """
    import signal  # the child needs it as well

    reading, writing = os.pipe()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, nobody can wait for a child
    try:
        child = os.fork()
    except (AttributeError, OSError):  # there is none on Windows, and none where there are too many processes
        os.close(reading)
        os.close(writing)
        return None
    if child == 0:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
        _run_and_exit(run, writing)
    os.close(writing)

    def end_with_child(number: int, _: object) -> None:
        os.kill(child, signal.SIGKILL)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end_with_child)
    try:
        tells = os.read(reading, 1) != b""
        _, end = os.waitpid(child, 0)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(reading)
    status = os.waitstatus_to_exitcode(end)
    if status in ENDS:
        return status
    return (128 - status if status < 0 else 1) if tells else None


def _run_and_exit(run: Callable[[Callable[[], None]], int], writing: int) -> NoReturn:
    tells = False

    def done() -> None:
        nonlocal tells
        os.write(writing, b"t")  # where nobody reads, this raises
        tells = True

    status = _DIED
    try:
        status = run(done)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else _DIED
    except BaseException:
        if tells:
            import traceback

            traceback.print_exc()
    finally:
        flush_streams()
        os._exit(status)


def flush_streams() -> None:
    """Write what the streams still hold, as far as anybody takes it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            pass
