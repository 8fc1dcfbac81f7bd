"""Has documents checked by the workers of the guard: a source in, what was decided out. Here, nothing of the judge runs."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from enum import Enum
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from builder.cache import NO_CACHE, Cache
from builder.check.findings import Findings
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import Message, message_of
from builder.diagnostics.severities import with_severities
from builder.guard.answers import Answer, Lost, Reason
from builder.guard.pool import Known, Pool
from builder.guard.worker import NOWHERE
from builder.source import Source, Span

if TYPE_CHECKING:
    from builder.calculus.judge.verdict import Verdict
    from builder.check.checked import CheckedDocument
    from builder.document.document import Document, Inherited

TASK = "builder.check.judging:answering()"
MOST_LOST = 3
"""How many formulas of a document may each cost a worker; after one more, the rest of the document is given up."""
WINDOW = 64
"""How many pages may be under way: those that wait for one that takes long are kept."""
AHEAD = 16
AHEAD_CHARACTERS = 2**22
"""How many pages are read before there is a worker for them, so that of the last ones the longest can come first."""


class Wanted(Enum):
    """What is asked of a document: only to be read, to be checked, or to be checked and told. Of a rule, whose name stands for a
    source, whether it holds."""

    DOCUMENT = "document"
    CHECKED = "checked"
    FINDINGS = "findings"
    RULE = "rule"


class Asked(Struct, frozen=True):
    """A document that is to be worked on: its source, what its site says for it, and which places have cost a worker already.

    `lost` has the code, the message and the help for each such place. `before` has the answers that an earlier check of it kept.
    """

    source: Source
    wanted: Wanted = Wanted.CHECKED
    macros: dict[str, str] = {}
    known: tuple[str, ...] = ()
    lost: dict[int, tuple[str, str, str]] = {}
    before: bytes = b""


class Answered(NamedTuple):
    """The `Findings` of a document, as JSON, and the answers that its next check may want."""

    findings: bytes
    answers: bytes


class SiteSource(NamedTuple):
    """A source, and what its site says for it."""

    source: Source
    inherited: Inherited


def read_all(pages: Iterable[SiteSource], pool: Pool) -> Iterator[Document | Diagnostic]:
    """Read each page with the workers of `pool`, whose task is TASK. One that its worker does not survive is a diagnostic."""
    for _, answer in _answers(pages, Wanted.DOCUMENT, pool):
        yield _unpacked(answer)


def check_all(pages: Iterable[SiteSource | Diagnostic], pool: Pool) -> Iterator[CheckedDocument | Diagnostic]:
    """Check each page with the workers of `pool`, whose task is TASK. The answers do not depend on their number.

    Pages are taken as there are workers for them, and given in order as they are checked; a diagnostic is given at its place
    among them. A formula or directive that its worker did not survive is told at its place and the document is checked without
    it; a document that cannot be checked so gives a diagnostic.
    """
    for page, answer in _answers(pages, Wanted.CHECKED, pool):
        checked: CheckedDocument | Diagnostic = _unpacked(answer)
        if page is not None and not isinstance(checked, Diagnostic):
            checked = replace(checked, diagnostics=with_severities(checked.diagnostics, page.inherited.severities))
        yield checked


def find_all(pages: Iterable[SiteSource | Diagnostic], pool: Pool, cache: Cache = NO_CACHE) -> Iterator[Findings | Message]:
    """What `check_all` finds, as it is told. What `cache` knows is not checked again, and what it does not know is put in."""
    for page, answer in _answers(pages, Wanted.FINDINGS, pool, cache):
        if page is None:
            assert isinstance(answer, Diagnostic)
            yield message_of(answer)
            continue
        if isinstance(answer, Diagnostic):
            found = Findings(page.source.name, (), (message_of(answer),))
        else:
            found = msgspec.json.decode(answer, type=Findings)
        yield replace(found, messages=with_severities(found.messages, page.inherited.severities))


def decide_rules(names: Sequence[str], pool: Pool) -> Mapping[str, Verdict]:
    """What the rules of the rule book with these names turn out to be, decided by the workers of `pool`, whose task is TASK."""
    from builder.calculus.judge.verdict import Ignorance, Unknown  # a check that finds all in its cache needs nothing of it

    questions = [[msgspec.msgpack.encode(Asked(Source(name, ""), Wanted.RULE)) for name in names]]
    answers = zip(names, pool.answers(questions), strict=True)
    return {name: Unknown(Ignorance.TOO_LARGE, a.summary) if isinstance(a, Lost) else _unpacked(a) for name, a in answers}


def _unpacked(answer: bytes | Diagnostic) -> Any:
    """What was packed, which comes from our own process, over a pipe that nobody else has; or why there is nothing."""
    if isinstance(answer, Diagnostic):
        return answer
    import pickle  # a check that is only told needs none of it

    return pickle.loads(answer)  # noqa: S301


def _answers(
    pages: Iterable[SiteSource | Diagnostic], wanted: Wanted, pool: Pool, cache: Cache = NO_CACHE
) -> Iterator[tuple[SiteSource | None, bytes | Diagnostic]]:
    """For each page an answer, without the places that cost a worker, or a diagnostic if it was given up; in order."""
    asking = _Asking(wanted, cache)
    pages = iter(pages)
    few = list(islice(pages, 2))
    alone = asking.alone(few[0], pool) if len(few) == 1 else None
    if alone is not None:
        pool.done()
        yield alone
        return
    late: dict[int, tuple[SiteSource | None, bytes | Diagnostic]] = {}
    given = 0
    with closing(pool.answers(asking.questions(chain(few, pages)), WINDOW, asking.without)) as answers:
        for number, answer in enumerate(answers):
            place, found = asking.answered(number, answer)
            late[place] = found
            while given in late:
                yield late.pop(given)
                given += 1


class _UnderWay(Struct):
    """A page that is asked about: which of all pages it is, its question, the question without the places that cost a worker,
    and whether its answer is one to be kept.
    """

    place: int
    page: SiteSource | Diagnostic
    key: bytes = b""
    asked: Asked | None = None
    is_new: bool = True


class _Asking:
    """Questions about pages, from the threads of a pool that take them, and the answers, in the thread that is given them."""

    def __init__(self, wanted: Wanted, cache: Cache) -> None:
        self._wanted = wanted
        self._cache = cache
        self._under_way: dict[int, _UnderWay] = {}

    def questions(self, pages: Iterable[SiteSource | Diagnostic]) -> Iterator[Sequence[bytes] | Known]:
        """The question about each page, or the answer that is known. The last pages come the longest first, so that no
        processor is idle at the end.
        """
        for number, (place, page) in enumerate(_in_good_order(enumerate(pages))):
            yield self._question(number, place, page)

    def _question(self, number: int, place: int, page: SiteSource | Diagnostic) -> Sequence[bytes] | Known:
        if isinstance(page, Diagnostic):
            self._under_way[number] = _UnderWay(place, page)
            return Known(b"")
        asked = Asked(page.source, self._wanted, dict(page.inherited.macros), page.inherited.known)
        key = msgspec.msgpack.encode(asked)
        one = self._under_way[number] = _UnderWay(place, page, key, asked)
        kept = self._cache.get(key)
        if kept is not None:
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                msgspec.json.decode(kept, type=Findings)
                one.is_new = False
                return Known(kept)
        one.asked = replace(asked, before=self._cache.get(_answers_of(page.source)) or b"")
        return [msgspec.msgpack.encode(one.asked)]

    def without(self, number: int, lost: Lost) -> bytes | None:
        """The question about a page without the place that cost a worker; None if it is given up."""
        asked = self._under_way[number].asked
        assert asked is not None
        if lost.reason is Reason.CRASHED:
            sys.stderr.write(lost.words.rstrip() + "\n")
        if lost.place == NOWHERE or lost.place in asked.lost or len(asked.lost) == MOST_LOST:
            return None
        asked = replace(asked, lost={**asked.lost, lost.place: _told(lost)})
        self._under_way[number].asked = asked
        return msgspec.msgpack.encode(asked)

    def answered(self, number: int, answer: Answer) -> tuple[int, tuple[SiteSource | None, bytes | Diagnostic]]:
        """Which page a question was about, with the page itself and what is answered."""
        one = self._under_way.pop(number)
        if isinstance(one.page, Diagnostic):
            return one.place, (None, one.page)
        if isinstance(answer, Lost):
            return one.place, (one.page, _given_up(one.page.source, answer))
        if self._wanted is Wanted.FINDINGS and one.is_new:
            told = msgspec.msgpack.decode(answer, type=Answered)
            if one.asked is not None and not one.asked.lost:
                self._cache.put(one.key, told.findings)
            self._cache.put(_answers_of(one.page.source), told.answers)
            answer = told.findings
        return one.place, (one.page, answer)

    def alone(self, page: SiteSource | Diagnostic, pool: Pool) -> tuple[SiteSource | None, bytes | Diagnostic] | None:
        """What is answered about a single page by this process; None where it is not expendable, and workers are to be asked."""
        question = self._question(0, 0, page)
        if isinstance(question, Known):
            return self.answered(0, question.answer)[1]
        waiting = question[0]
        while True:
            answer = pool.alone(waiting)
            if answer is None:
                return None
            instead = self.without(0, answer) if isinstance(answer, Lost) else None
            if instead is None:
                return self.answered(0, answer)[1]
            waiting = instead


def _answers_of(source: Source) -> bytes:
    """The question of what was answered for a file, whatever stood in it."""
    return b"answers\0" + os.path.abspath(source.name).encode("utf-8", "surrogateescape")


def _in_good_order(pages: Iterable[tuple[int, SiteSource | Diagnostic]]) -> Iterator[tuple[int, SiteSource | Diagnostic]]:
    """Pages in order, but for the last ones: of these the longest come first."""
    ahead: deque[tuple[int, SiteSource | Diagnostic]] = deque()
    characters = 0
    for one in pages:
        ahead.append(one)
        characters += _length(one[1])
        while len(ahead) > AHEAD or characters > AHEAD_CHARACTERS:
            characters -= _length(ahead[0][1])
            yield ahead.popleft()
    yield from sorted(ahead, key=lambda one: -_length(one[1]))


def _length(page: SiteSource | Diagnostic) -> int:
    return 0 if isinstance(page, Diagnostic) else len(page.source.text)


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
