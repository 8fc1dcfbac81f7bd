"""Workers that one pool leaves for the next: a test of what a command says need not wait for a new process to import the judge.

Tests of the guard, of what is lost with a worker, and of what one remembers, start their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from types import TracebackType

import pytest

from builder.guard.pool import Pool
from builder.guard.process import Worker


class SpareWorkers:
    """Workers that have answered all that they were asked, by their task."""

    def __init__(self) -> None:
        self._workers: defaultdict[str, list[Worker]] = defaultdict(list)

    def lend(self, patch: pytest.MonkeyPatch) -> None:
        """Let pools begin with workers that are spare, and leave theirs when they are left."""
        begin, end = Pool.__init__, Pool.__exit__

        def begins(pool: Pool, task: str, number: int | None = None, *, expendable: Callable[[], None] | None = None) -> None:
            begin(pool, task, number, expendable=expendable)
            spare = self._workers[task]
            pool._workers = [spare.pop() if spare else None for _ in pool._workers]

        def ends(pool: Pool, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
            if error is None:
                self._workers[pool._task] += [worker for worker in pool._workers if worker is not None and worker.alive]
                pool._workers = [None] * len(pool._workers)
            end(pool, kind, error, trace)

        patch.setattr(Pool, "__init__", begins)
        patch.setattr(Pool, "__exit__", ends)

    def close(self) -> None:
        """End them."""
        for workers in self._workers.values():
            for worker in workers:
                worker.close()
