"""What others take for the same questions: SymPy's `simplify` and Math-Verify's `verify`, each in a process that can be given up.

Reading and conversion are not counted, and SymPy's cache is emptied before each question, as the judge has none.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from multiprocessing.connection import Connection
from typing import TypeAlias

from msgspec import Struct

from tests.benchmarks.corpus import Asked

SECONDS = 10.0
"""Of processor time, for one question; what takes longer counts as that long."""


class Took(Struct, frozen=True):
    """The seconds that an answer took, and what it was: whether the sides are equal, or None where the time was up."""

    seconds: float
    equal: bool | None


class Unread(Struct, frozen=True):
    """The peer has no reading of a side."""

    why: str


Answer: TypeAlias = Took | Unread
Question: TypeAlias = Callable[[], bool]
Peer: TypeAlias = Callable[[Asked], Question]


def simplify(asked: Asked) -> Question:
    """`simplify(left - right) == 0`, with real letters."""
    import sympy

    from builder.calculus.sympy_bridge import to_sympy

    claim = asked.claim()
    left, right = (to_sympy(side, claim.context) for side in (claim.relation.left, claim.relation.right))
    return lambda: sympy.simplify(left.doit() - right.doit()) == 0


def verify(asked: Asked) -> Question:
    """Math-Verify's `verify(left, right)`."""
    from math_verify import parse, verify

    logging.disable()  # it warns, each time, that its own limit of time is off
    left, right = (parse(f"${side}$", parsing_timeout=None) for side in (asked.left, asked.right))
    if not left or not right or isinstance(left[0], str) or isinstance(right[0], str):
        raise ValueError("a side is not read")
    return lambda: verify(left, right, timeout_seconds=None)


PEERS: dict[str, Peer] = {"SymPy's simplify(left - right)": simplify}
if find_spec("math_verify") is not None:
    PEERS["Math-Verify's verify(left, right)"] = verify


def answers(peer: Peer, questions: Iterable[Asked]) -> Iterator[Answer]:
    """What the peer says of each question, in order."""
    context = multiprocessing.get_context("spawn")
    child: tuple[multiprocessing.context.SpawnProcess, Connection] | None = None
    for question in questions:
        if child is None:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(peer, theirs), daemon=True)
            process.start()
            theirs.close()
            ours.recv()
            child = process, ours
        process, ours = child
        ours.send(question)
        try:
            yield ours.recv()
        except EOFError:
            process.join()
            child = None
            yield Took(SECONDS, None)
    if child is not None:
        child[1].close()
        child[0].join()


def _serve(peer: Peer, pipe: Connection) -> None:
    """Answers each question that comes, after one for practice."""
    _answer(peer, Asked("x + x", "2x", "", True))
    pipe.send("ready")
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # its signal ends this process
        answer = _answer(peer, asked)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(answer)


def _answer(peer: Peer, asked: Asked) -> Answer:
    from sympy.core.cache import clear_cache

    try:
        question = peer(asked)
    except Exception as why:  # somebody else's reader: whatever it raises, it has not read
        return Unread(type(why).__name__)
    times: list[float] = []
    equal = False
    while len(times) < 3 and sum(times) < SECONDS / 20:
        clear_cache()
        began = time.process_time()
        try:
            equal = question()
        except Exception:  # somebody else's question: a fault is an answer, namely no
            equal = False
        times.append(time.process_time() - began)
    return Took(min(times), equal)
