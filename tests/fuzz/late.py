"""A limit on the processor time of what may run for ever. Tests may look at a clock."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Late(BaseException):
    """The time is up. It is no `Exception`, so that what is stopped does not take it for one of its own."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `Late` when this process has worked for so long, whatever else the machine does. The inner of two limits counts."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, stop)
    outer, _ = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, outer)
        signal.signal(signal.SIGPROF, before)
