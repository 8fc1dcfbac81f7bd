"""JSON lines in, JSON lines out: one answer for each line, in order, as it comes. A bad line is answered too."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from builder.guard.answers import Lost, Reason
from builder.guard.pool import Pool

TASKS = {"check": "builder.records.check:answer", "derive": "builder.records.derive:answering()"}
MAXIMUM_LINE = 2**20
CHUNK = 64
PIECE = 2**16


def run_batch(pool: Pool, chunks: Iterable[Sequence[bytes]]) -> Iterator[str]:
    """The answers of a pool (its task is one of TASKS) to JSON lines, as JSON lines in ASCII without line ends.

    Blank lines are passed over. What a question does to its worker, it does to itself alone: it is answered `unknown` with
    `timed-out` or `too-large`, or `error` with `crashed`. Raises the first `JudgeDisagreement` after every line was answered.
    """
    asked: deque[bytes] = deque()

    def questions() -> Iterator[Sequence[bytes]]:
        for chunk in chunks:
            if lines := [line for line in chunk if line.strip()]:
                asked.extend(lines)
                yield lines

    first = b""
    for answer in pool.answers(questions()):
        line = asked.popleft()
        if isinstance(answer, Lost):
            yield _lost(line, answer)
            continue
        written, _, contradiction = answer.partition(b"\n")
        first = first or contradiction
        yield written.decode("ascii")
    if first:
        from builder.calculus.judge.verdict import JudgeDisagreement

        raise JudgeDisagreement(first.decode("utf-8"))


def chunks_of(read: Callable[[int], bytes]) -> Iterator[Sequence[bytes]]:
    """The lines that arrive, as they arrive, a few at a time.

    `read` answers what there is, up to so many bytes, and b"" at the end. Nothing waits for a chunk to be full: somebody may
    send a line and wait for its answer. Only b"\\n" ends a line. Of a line that is too long, only so much is kept that it is
    seen to be.
    """
    line = bytearray()
    while piece := read(PIECE):
        *ended, rest = piece.split(b"\n")
        lines = []
        for part in ended:
            line += part[: MAXIMUM_LINE + 1 - len(line)]
            lines.append(bytes(line))
            line.clear()
        line += rest[: MAXIMUM_LINE + 1 - len(line)]
        for start in range(0, len(lines), CHUNK):
            yield lines[start : start + CHUNK]
    if line:
        yield [bytes(line)]


def _lost(line: bytes, lost: Lost) -> str:
    from builder.diagnostics.visible import visible
    from builder.records.reading import as_json, identity_of

    if lost.reason is Reason.CRASHED:
        sys.stderr.write(lost.words.rstrip() + "\n")
        message = f"a fault of Surestep, not of the question: {lost.summary}"
        return as_json({"id": identity_of(line), "status": "error", "code": lost.reason.value, "message": visible(message)[:500]})
    return as_json({"id": identity_of(line), "status": "unknown", "code": lost.reason.value, "message": lost.summary})
