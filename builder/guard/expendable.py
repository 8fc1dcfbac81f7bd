"""Runs a command in a child of this process that may die of its own questions: it needs no worker beside it.

The child is forked before anything is imported: what a parent has, a child that uses it copies page by page, and a worker that is
forked from a process with all of our modules spends a twentieth of the time of a check on that.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # as that of `typing`, which is not imported before the fork either
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

ENDS = (0, 1, 2)
"""The exit statuses of commands."""
_DIED = 70


def in_child(run: Callable[[], int]) -> int | None:
    """The exit status of `run` in a child of this process, one of ENDS; None where the child dies of it, or none can be made.

    Then it is to be run in the ordinary way, with workers. Nobody has been told anything, as long as `run` works before it tells.
    """
    if not hasattr(os, "fork"):
        return None
    child = os.fork()
    if child == 0:
        _run_and_exit(run)
    try:
        _, end = os.waitpid(child, 0)
    except BaseException:
        os.kill(child, 9)
        os.waitpid(child, 0)
        raise
    status = os.waitstatus_to_exitcode(end)
    return status if status in ENDS else None


def _run_and_exit(run: Callable[[], int]) -> NoReturn:
    status = _DIED
    try:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
        status = run()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else _DIED
    finally:
        os._exit(status)
