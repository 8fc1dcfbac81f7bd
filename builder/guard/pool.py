"""The parent's side of the guard: a few workers, each with a pipe of its own, and an answer for every question, in order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from builder.guard.answers import Answer, Lost, Reason
from builder.guard.worker import NOWHERE, Kind, answer_here, place_of

if TYPE_CHECKING:
    from builder.guard.process import Worker

WINDOW = 1024
"""How many questions may be under way: counted by their numbers, so that the first one of them can always go on."""
WINDOW_BYTES = 2**26
TRIES = 3
"""How often a question is asked whose worker was killed from outside, and how often a worker may fail to start."""


class Known(NamedTuple):
    """The answer to a question that nobody needs to ask."""

    answer: bytes


def _never(number: int, lost: Lost) -> bytes | None:
    return None


class CannotStart(Exception):
    """Workers end before they are ready: the installation is broken. The message holds their last words."""


class Pool:
    """Workers for one task, `module:function` (see `worker.task_of`). They start when needed; close it: use it in a `with`.

    `number` is how many there are at most; left out, one for each processor. `expendable` is given where this process is as
    good as a worker, for a single question: what is to be called when that is answered.
    """

    def __init__(self, task: str, number: int | None = None, *, expendable: Callable[[], None] | None = None) -> None:
        self._task = task
        self._expendable = expendable
        self._workers: list[Worker | None] = [None] * (number if number is not None else processors())

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def alone(self, question: bytes) -> Answer | None:
        """The answer of this process to a single question; None where it is not expendable, and `answers` is to be asked."""
        if self._expendable is None:
            return None
        kind, data, place = answer_here(self._task, question)
        return data if kind is Kind.ANSWER else _fault(kind, data, place)

    def done(self) -> None:
        """Call what was given as `expendable`, if anything was: all is answered, and will be told."""
        if self._expendable is not None:
            self._expendable()

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

    def answers(
        self,
        chunks: Iterable[Sequence[bytes] | Known],
        window: int = WINDOW,
        instead: Callable[[int, Lost], bytes | None] = _never,
    ) -> Generator[Answer]:
        """An answer for each question, in order and as they come. A worker gets a chunk of questions at a time.

        What a dead worker left unanswered goes to its successor, but for the question that it died of: `instead` is told its
        number, counted from 0, and how it was lost, and gives the question to be asked in its place, if there is one. Chunks are
        taken, by threads of this process, as questions are answered and the answers are taken, at most `window` questions ahead;
        so they may come from somebody who waits for an answer before asking more. Raises CannotStart, and what `chunks` raises.
        """
        run = _Run(chunks, window, instead)
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

    def _ask(self, slot: int, first: int, chunk: Sequence[bytes], run: _Run) -> None:
        """Have a chunk answered by the worker of a slot and its successors."""
        asked = list(enumerate(chunk, first))
        answered = deaths = failures = 0

        def answer(found: Answer) -> None:
            nonlocal answered
            number = asked[answered][0]
            answered += 1
            question = run.instead(number, found) if isinstance(found, Lost) else None
            if question is None:
                run.answer(number, found)
            else:
                asked.append((number, question))

        while answered < len(asked) and not run.stopped:
            worker = self._started(slot)
            before = answered
            place = NOWHERE
            sent = [question for _, question in asked[answered:]]
            for kind, data in worker.ask(sent):
                if kind is Kind.PLACE:
                    place = place_of(data)
                    continue
                answer(data if kind is Kind.ANSWER else _fault(kind, data, place))
                place = NOWHERE
            if answered == before + len(sent) or run.stopped:
                continue
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
            answer(Lost(end.reason, place, end.words))
            deaths = 0

    def _started(self, slot: int) -> Worker:
        worker = self._workers[slot]
        if worker is not None and not worker.alive:
            worker.close()
            worker = None
        if worker is None:
            from builder.guard.process import Worker  # a command that asks a child of its own never needs it

            worker = self._workers[slot] = Worker(self._task)
        return worker

    def _watch(self, run: _Run) -> None:
        while not run.ended(within=1.0):
            for worker in self._workers:
                if worker is not None:
                    worker.end_if_silent()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fault(kind: Kind, data: bytes, place: int) -> Lost:
    if kind is Kind.TOO_DEEP:
        return Lost(Reason.TOO_LARGE, place, "the question is nested too deeply")
    return Lost(Reason.CRASHED, place, data.decode("utf-8", "replace"))


class _Run:
    """The questions and answers of one call, shared by the threads of its workers and by the one that takes the answers."""

    def __init__(
        self, chunks: Iterable[Sequence[bytes] | Known], window: int, instead: Callable[[int, Lost], bytes | None]
    ) -> None:
        self.instead = instead
        self._chunks = iter(chunks)
        self._window = window
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
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self.stopped or (self._taken - self._given < self._window and self._bytes < WINDOW_BYTES)
                    )
                    if self.stopped or self._complete:
                        return None
                chunk = next(self._chunks, None)
                with self._changed:
                    first = self._taken
                    if chunk is None:
                        self._complete = True
                    else:
                        self._count(chunk)
                        if isinstance(chunk, Known):
                            self._answers[first] = chunk.answer
                    self._changed.notify_all()
                if not isinstance(chunk, Known):
                    return None if chunk is None else (first, chunk)

    def _count(self, taken: Sequence[bytes] | Known) -> None:
        for each in taken:
            self._sizes[self._taken] = len(each)
            self._bytes += len(each)
            self._taken += 1

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
