"""The guard alone: whatever a question does to its worker, every question is answered once, in order."""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from builder.guard import worker
from builder.guard.answers import Answer, Lost, Reason
from builder.guard.pool import WINDOW, CannotStart, Known, Pool
from builder.guard.process import processor_seconds
from tests.guard.hostile import KINDS, SECONDS

TASK = "tests.guard.hostile:answer"
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")


def in_chunks(questions: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (questions[i : i + size] for i in range(0, len(questions), size))


def right(question: bytes, answer: Answer) -> bool:
    code = KINDS[question[1:].decode().split()[0]] if question.startswith(b"!") else ""
    return answer.reason.value == code if isinstance(answer, Lost) else answer == b"answer to " + question and not code


@linux
@pytest.mark.parametrize(("number", "seconds"), [(1, 2.0), (2, 0.5)])
def test_hostile_questions_are_lost_alone(number: int, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker is ended by the real limit, two of them by a shorter one."""
    if seconds != worker.SECONDS:
        monkeypatch.setenv(SECONDS, str(seconds))
    questions = [b"%d" % i for i in range(300)]
    for place, kind in enumerate(KINDS):
        questions[place * 23 + 5] = b"!" + kind.encode()
    with Pool(TASK, number) as pool:
        answers = list(pool.answers(in_chunks(questions, 16)))
    assert len(answers) == len(questions)
    assert [q for q, a in zip(questions, answers, strict=True) if not right(q, a)] == []


def test_large_questions_and_answers_pass() -> None:
    questions = [bytes([i + 65]) * 300_000 for i in range(40)]
    with Pool(TASK, 2) as pool:
        assert list(pool.answers(in_chunks(questions, 8))) == [b"answer to " + q for q in questions]


def test_what_is_known_is_not_asked_and_has_its_place() -> None:
    chunks: list[Sequence[bytes] | Known] = [Known(b"one"), [b"2", b"3"], Known(b"four"), Known(b"five"), [b"6"]]
    with Pool(TASK, 2) as pool:
        expected = [b"one", b"answer to 2", b"answer to 3", b"four", b"five", b"answer to 6"]
        assert list(pool.answers(chunks)) == list(pool.answers(chunks, window=1)) == expected


@linux
def test_another_question_is_asked_instead_of_one_that_was_lost() -> None:
    lost: list[tuple[int, Reason]] = []

    def instead(number: int, why: Lost) -> bytes | None:
        lost.append((number, why.reason))
        return None if len(lost) == 3 else b"!bug" if len(lost) == 2 else b"1"

    with Pool(TASK, 1) as pool:
        first, second, third, fourth = pool.answers([[b"0", b"!abort", b"2"], [b"!segfault"]], instead=instead)
    assert (first, second, third) == (b"answer to 0", b"answer to 1", b"answer to 2")
    assert isinstance(fourth, Lost) and fourth.reason is Reason.CRASHED
    assert lost == [(1, Reason.TOO_LARGE), (3, Reason.CRASHED), (3, Reason.CRASHED)]


@linux
def test_workers_that_are_killed_from_outside_lose_nothing() -> None:
    questions = [b"%d" % i for i in range(24_000)]
    chance = random.Random(1)
    killed = 0
    others = children()
    with Pool(TASK, 2) as pool:
        answers = pool.answers(in_chunks(questions, 16))
        found = [next(answers)]
        for number, answer in enumerate(answers, 1):
            found.append(answer)
            if number % 2_000 == 0 and (alive := [one for one in children() if one not in others]):
                os.kill(chance.choice(alive), signal.SIGKILL)
                killed += 1
    assert found == [b"answer to " + q for q in questions]
    assert killed >= 8


@linux
def test_a_question_whose_worker_is_killed_each_time_is_given_up() -> None:
    with Pool("tests.guard.hostile:killed", 1) as pool:
        (first, lost, last) = pool.answers([[b"1", b"!", b"2"]])
    assert isinstance(lost, Lost) and lost.reason is Reason.CRASHED and "SIGKILL" in lost.words
    assert (first, last) == (b"1", b"2")


def test_an_answer_comes_before_the_next_question() -> None:
    """Nothing waits for a chunk to be full, nor for a second one."""
    arriving: queue.Queue[list[bytes] | None] = queue.Queue()
    with Pool(TASK, 2) as pool:
        answers = pool.answers(iter(arriving.get, None))
        for turn in range(20):
            arriving.put([b"%d" % turn])
            assert next(answers) == b"answer to %d" % turn
        arriving.put(None)
        assert list(answers) == []


def test_no_more_is_taken_than_the_window_holds() -> None:
    taken = 0

    def endless() -> Iterator[list[bytes]]:
        nonlocal taken
        while True:
            taken += 1
            yield [b"%d" % taken]

    with Pool(TASK, 2) as pool:
        answers = pool.answers(endless())
        next(answers)
        time.sleep(0.3)
        assert taken <= WINDOW + 3
        for _ in range(3 * WINDOW):  # and it goes on
            next(answers)
        answers.close()


def test_a_pool_is_used_again_with_the_same_workers() -> None:
    with Pool("tests.guard.hostile:pid", 1) as pool:
        assert len({next(pool.answers([[b"x"]])) for _ in range(3)}) == 1


def test_workers_that_never_are_ready_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTS_GUARD_UNREADY", "1")
    with Pool(TASK, 2) as pool, pytest.raises(CannotStart, match="this installation is broken"):
        list(pool.answers([[b"x"], [b"y"]]))


def test_what_the_questions_raise_is_raised() -> None:
    def failing() -> Iterator[list[bytes]]:
        yield [b"1"]
        raise OSError("the disk is gone")

    with Pool(TASK, 2) as pool, pytest.raises(OSError, match="the disk is gone"):
        list(pool.answers(failing()))


@linux
def test_a_fault_is_told_with_its_place_and_its_traceback() -> None:
    with Pool("tests.guard.hostile:placed", 1) as pool:
        (bug, hung) = pool.answers([[b"!bug", b"!abort"]])
    assert isinstance(bug, Lost) and bug.place == 42 and "Traceback" in bug.words
    assert bug.summary == "ZeroDivisionError: a bug"
    assert isinstance(hung, Lost) and hung.place == 42


@linux
def test_a_worker_is_ended_when_it_sleeps_and_not_when_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a busy processor is slow by the clock, and gets a little of it now and then."""
    monkeypatch.setattr("builder.guard.process.SILENCE", 1.0)
    with Pool("tests.guard.hostile:silent", 1) as pool:
        worked, slept, last = pool.answers([[b"work 2", b"sleep 3600", b"work 0"]])
    assert (worked, last) == (b"work 2", b"work 0")
    assert isinstance(slept, Lost) and slept.reason is Reason.TIMED_OUT


def test_a_process_that_is_gone_uses_no_processor() -> None:
    assert processor_seconds(2**22 + 1) is None


PARENT = """
import sys, time
from builder.guard.pool import Pool
pool = Pool("tests.guard.hostile:pid", 2)
pool.start(2)
answers = pool.answers([[b"pid"], [b"!loop"]])
print(next(answers).decode(), flush=True)
next(answers)
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_no_worker_outlives_its_parent(number: signal.Signals) -> None:
    """One that waits ends with its pipe, one that is at work with its alarm."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, SECONDS: "0.5"},
    )
    assert process.stdout is not None
    with process:
        process.stdout.readline()
        workers = children(process.pid)
        assert workers
        process.send_signal(number)
        process.stdout.close()
    until = time.monotonic() + 60
    while any(os.path.exists(f"/proc/{worker}") for worker in workers):
        assert time.monotonic() < until
        time.sleep(0.05)


@linux
def test_threads_end_with_the_run() -> None:
    before = threading.active_count()
    with Pool(TASK, 2) as pool:
        assert len(list(pool.answers([[b"x"]]))) == 1
        until = time.monotonic() + 20
        while threading.active_count() > before:
            assert time.monotonic() < until
            time.sleep(0.05)


def children(parent: int | None = None) -> list[int]:
    """The processes that a process started."""
    parent = os.getpid() if parent is None else parent
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        first = file.read().split()
    found = set(map(int, first))
    for task in os.listdir(f"/proc/{parent}/task"):
        try:
            with open(f"/proc/{parent}/task/{task}/children") as file:
                found.update(map(int, file.read().split()))
        except FileNotFoundError:
            continue  # the thread has ended
    return sorted(found)
