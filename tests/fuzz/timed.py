"""A task for workers: `check --batch` with the seconds of processor time before each answer, on a line of their own."""

from __future__ import annotations

import time

from builder.guard.worker import At
from builder.records import check


def record(line: bytes, at: At) -> bytes:
    began = time.process_time()
    answer = check.answer(line, at)
    return b"%.3f\n" % (time.process_time() - began) + answer
