"""Tasks whose prover proves everything and whose points are not tried: what the chain finds contradicts it."""

from __future__ import annotations

import builder.calculus.judge.decide as decide
from builder.calculus.judge.attempt import Equal
from builder.check import judging
from builder.guard.worker import At
from builder.records import check as records


def document(question: bytes, at: At) -> bytes:
    _lie()
    return judging.answer(question, at)


def record(line: bytes, at: At) -> bytes:
    _lie()
    return records.answer(line, at)


def _lie() -> None:
    decide.POINTS = 0
    decide.prove = lambda *_, **__: Equal("a lie")
