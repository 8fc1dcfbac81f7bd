"""Has documents checked by the workers of the guard: a source in, what was decided out. Here, nothing of the judge runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from builder.cache import NO_CACHE, Cache
from builder.check.findings import Findings
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import message_of
from builder.guard.answers import Lost, Reason
from builder.guard.pool import Pool
from builder.guard.worker import NOWHERE
from builder.source import Source, Span

if TYPE_CHECKING:
    from builder.check.checked import CheckedDocument
    from builder.document.document import Document, Inherited

TASK = "builder.check.judging:answering()"
MOST_LOST = 3
"""How many formulas of a document may each cost a worker; after one more, the rest of the document is given up."""


class Wanted(Enum):
    """What is asked of a document: only to be read, to be checked, or to be checked and told."""

    DOCUMENT = "document"
    CHECKED = "checked"
    FINDINGS = "findings"


class Asked(Struct, frozen=True):
    """A document that is to be worked on: its source, what its site says for it, and which places have cost a worker already.

    `lost` has the code, the message and the help for each such place.
    """

    source: Source
    wanted: Wanted = Wanted.CHECKED
    macros: dict[str, str] = {}
    known: tuple[str, ...] = ()
    lost: dict[int, tuple[str, str, str]] = {}


def read_all(sources: Sequence[Source], pool: Pool, inherited: Sequence[Inherited]) -> tuple[Document | Diagnostic, ...]:
    """Read each source with the workers of `pool`, whose task is TASK. One that its worker does not survive is a diagnostic."""
    return tuple(map(_unpacked, _answers(sources, _asked(sources, inherited, Wanted.DOCUMENT), pool)))


def check_all(
    sources: Sequence[Source], pool: Pool, inherited: Sequence[Inherited] = ()
) -> tuple[CheckedDocument | Diagnostic, ...]:
    """Check each source with the workers of `pool`, whose task is TASK. The answers do not depend on their number.

    `inherited` has, for each source, what its site says for it; left out, no source has any. A formula or directive that its
    worker did not survive is told at its place and the document is checked without it; a document that cannot be checked so
    gives a diagnostic.
    """
    return tuple(map(_unpacked, _answers(sources, _asked(sources, inherited, Wanted.CHECKED), pool)))


def find_all(
    sources: Sequence[Source], pool: Pool, inherited: Sequence[Inherited] = (), cache: Cache = NO_CACHE
) -> tuple[Findings, ...]:
    """What `check_all` finds, as it is told. What `cache` knows is not checked again, and what it does not know is put in."""
    asked = _asked(sources, inherited, Wanted.FINDINGS)
    keys = [msgspec.msgpack.encode(one) for one in asked]
    found: dict[int, Findings] = {}
    for number, key in enumerate(keys):
        kept = cache.get(key)
        if kept is not None:
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                found[number] = msgspec.json.decode(kept, type=Findings)
    missing = [number for number in range(len(sources)) if number not in found]
    answers = _answers([sources[number] for number in missing], [asked[number] for number in missing], pool)
    for number, answer in zip(missing, answers, strict=True):
        if isinstance(answer, Answered):
            found[number] = msgspec.json.decode(answer.answer, type=Findings)
            if answer.whole:
                cache.put(keys[number], answer.answer)
        else:
            found[number] = Findings(sources[number].name, (), (message_of(answer),))
    return tuple(found[number] for number in range(len(sources)))


def _asked(sources: Sequence[Source], inherited: Sequence[Inherited], wanted: Wanted) -> list[Asked]:
    if not inherited:
        return [Asked(source, wanted) for source in sources]
    return [Asked(source, wanted, dict(site.macros), site.known) for source, site in zip(sources, inherited, strict=True)]


class Answered(NamedTuple):
    """The answer to a question, and whether no part of it had cost a worker."""

    answer: bytes
    whole: bool


def _unpacked(answer: Answered | Diagnostic) -> Any:
    """What was packed, which comes from our own process, over a pipe that nobody else has; or why there is nothing."""
    if not isinstance(answer, Answered):
        return answer
    import pickle  # a check that is only told needs none of it

    return pickle.loads(answer.answer)  # noqa: S301


def _answers(sources: Sequence[Source], asked: list[Asked], pool: Pool) -> list[Answered | Diagnostic]:
    """An answer for each question, without the places that cost a worker; a diagnostic for one that was given up."""
    answers: dict[int, Answered | Diagnostic] = {}
    # The longest first, so that no processor is idle at the end.
    waiting = sorted(range(len(asked)), key=lambda number: (-len(sources[number].text), number))
    while waiting:
        again: list[int] = []
        alone = pool.alone(msgspec.msgpack.encode(asked[0])) if len(asked) == 1 else None
        found = [alone] if alone is not None else pool.answers([msgspec.msgpack.encode(asked[number])] for number in waiting)
        for number, answer in zip(waiting, found, strict=True):
            one = asked[number]
            if not isinstance(answer, Lost):
                answers[number] = Answered(answer, whole=not one.lost)
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
    return [answers[number] for number in range(len(sources))]


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
    place = Span(0, 0) if lost.place == NOWHERE else Span(lost.place, lost.place + 1)
    told = f": {lost.summary}" if lost.summary else ""
    help = _REPORT if lost.reason is Reason.CRASHED else "split the page"
    message = f"checking this page ended without an answer{told}"
    return Diagnostic(lost.reason.value, Severity.ERROR, source, place, message, help=help)
