"""Has documents checked by the workers of the guard: a source in, what was decided out. Here, nothing of the judge runs."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from builder.guard.pool import Lost, Pool, Reason
from builder.guard.worker import NOWHERE

if TYPE_CHECKING:
    from builder.calculus.judge.verdict import JudgeDisagreement
    from builder.check.checked import CheckedDocument
    from builder.diagnostics.diagnostic import Diagnostic
    from builder.document.document import Document, Inherited
    from builder.source import Source

TASK = "builder.check.judging:answer"
MOST_LOST = 3
"""How many formulas of a document may each cost a worker; after one more, the rest of the document is given up."""


class Asked(Struct, frozen=True):
    """A document that is to be checked: its source, what its site says for it, and which places have cost a worker already.

    `lost` has the code, the message and the help for each such place. `only_read` asks for the document itself.
    """

    name: str
    text: str
    macros: dict[str, str] = {}
    known: tuple[str, ...] = ()
    lost: dict[int, tuple[str, str, str]] = {}
    only_read: bool = False


def read_all(sources: Sequence[Source], pool: Pool, inherited: Sequence[Inherited]) -> tuple[Document | Diagnostic, ...]:
    """Read each source with the workers of `pool`, whose task is TASK. One that its worker does not survive is a diagnostic."""
    asked = [
        Asked(source.name, source.text, dict(site.macros), site.known, only_read=True)
        for source, site in zip(sources, inherited, strict=True)
    ]
    documents: list[Document | Diagnostic] = []
    answers = pool.answers([msgspec.msgpack.encode(one)] for one in asked)
    for source, answer in zip(sources, answers, strict=True):
        if isinstance(answer, Lost):
            if answer.reason is Reason.CRASHED:
                sys.stderr.write(answer.words.rstrip() + "\n")
            documents.append(_given_up(source, answer))
        else:
            documents.append(pickle.loads(answer))  # noqa: S301 - from our own process, over a pipe that nobody else has
    return tuple(documents)


def check_all(
    sources: Sequence[Source], pool: Pool, inherited: Sequence[Inherited] = ()
) -> tuple[CheckedDocument | Diagnostic, ...]:
    """Check each source with the workers of `pool`, whose task is TASK. The answers do not depend on their number.

    `inherited` has, for each source, what its site says for it; left out, no source has any. A formula or directive that its
    worker did not survive is told at its place and the document is checked without it; a document that cannot be checked so
    gives a diagnostic. Raises the `JudgeDisagreement` of the first document, in order, at which the judge contradicted itself.
    """
    from builder.calculus.judge.verdict import JudgeDisagreement

    asked = [Asked(source.name, source.text) for source in sources]
    if inherited:
        asked = [replace(one, macros=dict(site.macros), known=site.known) for one, site in zip(asked, inherited, strict=True)]
    answers: dict[int, CheckedDocument | Diagnostic | JudgeDisagreement] = {}
    if len(asked) == 1 and (alone := _alone(asked[0], pool)) is not None:
        answers[0] = alone
    # The longest first, so that no processor is idle at the end.
    waiting = sorted(set(range(len(asked))) - answers.keys(), key=lambda number: (-len(asked[number].text), number))
    while waiting:
        again: list[int] = []
        found = pool.answers([msgspec.msgpack.encode(asked[number])] for number in waiting)
        for number, answer in zip(waiting, found, strict=True):
            one = asked[number]
            if not isinstance(answer, Lost):
                answers[number] = pickle.loads(answer)  # noqa: S301 - from our own process, over a pipe that nobody else has
                continue
            if answer.reason is Reason.CRASHED:
                sys.stderr.write(answer.words.rstrip() + "\n")
            if answer.place == NOWHERE or answer.place in one.lost or len(one.lost) == MOST_LOST:
                answers[number] = _given_up(sources[number], answer)
            else:
                lost = {**one.lost, answer.place: _told(answer)}
                asked[number] = replace(one, lost=lost)
                again.append(number)
        waiting = again
    checked: list[CheckedDocument | Diagnostic] = []
    for number in range(len(sources)):
        document = answers[number]
        if isinstance(document, JudgeDisagreement):
            raise document
        checked.append(document)
    return tuple(checked)


def _alone(asked: Asked, pool: Pool) -> CheckedDocument | JudgeDisagreement | None:
    """The answer for one document from a child of this process; None if there is none: the workers of the pool say why."""
    found = pool.alone(msgspec.msgpack.encode(asked))
    return None if found is None else pickle.loads(found)  # noqa: S301 - from our own child, over a pipe that nobody else has


def view_of(values: dict[Any, Any]) -> Mapping[Any, Any]:
    """A read-only view, as it comes out of a pickle: `pickle` itself knows none."""
    return MappingProxyType(values)


_REPORT = "this is a fault of the program, not of the page: please report it, with the page"


def _told(lost: Lost) -> tuple[str, str, str]:
    match lost.reason:
        case Reason.TIMED_OUT:
            return lost.reason.value, "this took too long to be decided", "split it into smaller steps"
        case Reason.TOO_LARGE:
            return lost.reason.value, "this needs numbers or memory beyond the limits", "split it into smaller steps"
        case Reason.CRASHED:
            return lost.reason.value, f"the work on this ended unexpectedly: {lost.summary}", _REPORT


def _given_up(source: Source, lost: Lost) -> Diagnostic:
    from builder.diagnostics.diagnostic import Diagnostic, Severity
    from builder.source import Span

    place = Span(0, 0) if lost.place == NOWHERE else Span(lost.place, lost.place + 1)
    told = f": {lost.summary}" if lost.summary else ""
    help = _REPORT if lost.reason is Reason.CRASHED else "split the page"
    message = f"checking this page ended without an answer{told}"
    return Diagnostic(lost.reason.value, Severity.ERROR, source, place, message, help=help)
