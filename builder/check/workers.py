"""Checks many documents at once in processes of their own: text goes in, what was decided comes out, over private pipes."""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import queue
import struct
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import IO, Any, TypeAlias

from builder.calculus.judge.verdict import JudgeDisagreement
from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import NOTHING_INHERITED, Inherited
from builder.document.markdown import read_markdown
from builder.source import Source, Span

FEW = 4
"""Fewer documents than this are checked in this process: a worker costs more than it saves."""
DEEP = 20_000
_LENGTH = struct.Struct("<Q")

_Answer: TypeAlias = CheckedDocument | Diagnostic | JudgeDisagreement


def check_all(
    sources: Sequence[Source], jobs: int | None = None, inherited: Sequence[Inherited] = ()
) -> tuple[CheckedDocument | Diagnostic, ...]:
    """Check each source, in `jobs` processes (left out: one for each processor). The answers do not depend on `jobs`.

    `inherited` has, for each source, what its site says for it; left out, no source has any. A document whose worker ended
    without an answer gives a diagnostic, and the others are checked all the same. Raises the `JudgeDisagreement` of the first
    document, in order, at which the judge contradicted itself.
    """
    pages = tuple(zip(sources, inherited or [NOTHING_INHERITED] * len(sources), strict=True))
    number = min(jobs if jobs is not None else len(os.sched_getaffinity(0)), len(sources))
    if number < 2 or len(sources) < FEW:
        return tuple(_check_here(*page) for page in pages)
    answers: dict[int, _Answer] = {}
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for place in sorted(range(len(sources)), key=lambda place: -len(sources[place].text)):
        waiting.put(place)
    threads = [threading.Thread(target=_employ, args=(pages, waiting, answers.__setitem__)) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checked: list[CheckedDocument | Diagnostic] = []
    for place in range(len(sources)):
        answer = answers[place]
        if isinstance(answer, JudgeDisagreement):
            raise answer
        checked.append(answer)
    return tuple(checked)


def _check_here(source: Source, inherited: Inherited) -> CheckedDocument | Diagnostic:
    """Check a source in this process. A bug of ours shows, and the other documents are checked all the same."""
    try:
        return check_document(read_markdown(source, inherited))
    except JudgeDisagreement:
        raise
    except Exception as fault:
        traceback.print_exc()
        return _crashed(source, f"{type(fault).__name__}: {fault}")


def _employ(
    pages: Sequence[tuple[Source, Inherited]], waiting: queue.SimpleQueue[int], answer: Callable[[int, _Answer], None]
) -> None:
    """Give documents to a worker as long as there are any; after one that it did not survive, to a fresh one."""
    worker: _Worker | None = None
    try:
        while True:
            try:
                place = waiting.get_nowait()
            except queue.Empty:
                return
            worker = worker if worker is not None else _Worker()
            checked = worker.check(*pages[place])
            if checked is None:
                answer(place, _crashed(pages[place][0], worker.last_words()))
                worker.close()
                worker = None
            else:
                answer(place, checked)
    finally:
        if worker is not None:
            worker.close()


def _crashed(source: Source, words: str) -> Diagnostic:
    told = f": {words}" if words else ""
    help = "this is a fault of the program, not of the page: please report it, with the page"
    return Diagnostic(
        "crashed", Severity.ERROR, source, Span(0, 0), f"checking this page ended without an answer{told}", help=help
    )


class _Worker:
    """A process that checks one document after the other."""

    def __init__(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        command = [sys.executable, "-P", "-c", _PROGRAM, *sys.path]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said)

    def check(self, source: Source, inherited: Inherited) -> CheckedDocument | JudgeDisagreement | None:
        """What the document came to, a contradiction of the judge in it, or None when the process ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            _send(self._process.stdin, pickle.dumps((source.name, source.text, dict(inherited.macros), inherited.known)))
        except BrokenPipeError:
            return None
        packed = _receive(self._process.stdout)
        if packed is None:
            return None
        checked = pickle.loads(packed)  # noqa: S301 - from our own process, over a pipe that nobody else has
        assert isinstance(checked, CheckedDocument | JudgeDisagreement)
        return checked

    def last_words(self) -> str:
        """The last line that the process wrote to its standard error."""
        self._process.wait()
        self._said.seek(0)
        lines = self._said.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else f"exit status {self._process.returncode}"

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._said.close()


_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from builder.check.workers import work; work()"


def work() -> None:
    """Be a worker: read documents from standard input and write what they came to, until the input ends."""
    sys.setrecursionlimit(DEEP)  # pickling takes several levels for each level of an expression
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not print into the answers
    while (question := _receive(questions)) is not None:
        name, text, macros, known = pickle.loads(question)  # noqa: S301 - from our own parent
        try:
            answer = packed(check_document(read_markdown(Source(name, text), Inherited(MappingProxyType(macros), known))))
        except JudgeDisagreement as disagreement:
            answer = pickle.dumps(disagreement)
        _send(answers, answer)


def packed(checked: CheckedDocument) -> bytes:
    """A checked document as bytes. Read-only views of dictionaries, which `pickle` does not know, are packed as such."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, protocol=pickle.HIGHEST_PROTOCOL)
    table: dict[type, Any] = dict(copyreg.dispatch_table)
    table[MappingProxyType] = _unproxied
    pickler.dispatch_table = table
    pickler.dump(checked)
    return file.getvalue()


def _unproxied(view: Mapping[Any, Any]) -> tuple[Any, tuple[dict[Any, Any]]]:
    return _proxied, (dict(view),)


def _proxied(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None
