"""The task of `check`, `build` and `serve`: a document in, what everything in it turned out to be out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from builder.calculus.budget import Budget
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Verdict
from builder.calculus.latex.errors import LatexError
from builder.calculus.remembered import Remembered
from builder.check.check import check_document
from builder.check.checked import CheckedDocument, CheckedRelation
from builder.check.telling import findings_of
from builder.check.workers import Answered, Asked, Wanted, view_of
from builder.document.document import Document, Inherited
from builder.document.read import read_document
from builder.guard.worker import NOWHERE, SECONDS, At, Task
from builder.source import Source, Span

DEEP = 20_000


def answering() -> Task:
    """The task of a worker, which answers what several documents ask once."""
    remembered = Remembered()
    return lambda question, at: answer(question, at, remembered)


def answer(question: bytes, at: At, remembered: Remembered | None = None) -> bytes:
    """`Asked` as MessagePack in. Out, as a pickle, the `Document`, the `CheckedDocument` or the `Verdict`; or `Answered`, as
    MessagePack."""
    asked = msgspec.msgpack.decode(question, type=Asked)
    if asked.wanted is Wanted.RULE:
        return packed(_decided(asked.source.name, Budget(remembered=remembered)))
    lost = {place: LatexError(code, message, Span(0, 1), help) for place, (code, message, help) in asked.lost.items()}
    at(NOWHERE, SECONDS + len(asked.source.text) / 2**18)
    document = read_document(asked.source, Inherited(MappingProxyType(asked.macros), asked.known))
    if asked.wanted is Wanted.DOCUMENT:
        return packed(document)
    remembered = Remembered() if remembered is None else remembered
    if asked.wanted is Wanted.FINDINGS:
        remembered.begin(_answers(asked.before))
    checked = check_document(document, lost, at, remembered, with_steps=asked.wanted is Wanted.CHECKED)
    if asked.wanted is Wanted.CHECKED:
        from builder.check.values import with_values  # only a page shows them

        return packed(with_values(checked))
    findings = msgspec.json.encode(findings_of(checked))
    return msgspec.msgpack.encode(Answered(findings, msgspec.msgpack.encode(remembered.told)))


def _decided(name: str, budget: Budget) -> Verdict:
    """What the rule with a name turns out to be."""
    from builder.calculus.rules.book import RULES  # a check that derives nothing needs none of them

    return decide(next(rule for rule in RULES if rule.name == name).claim, budget)


def _answers(kept: bytes) -> dict[bytes, bytes]:
    """The answers that an earlier run kept for a document; none if somebody has changed them."""
    try:
        return msgspec.msgpack.decode(kept, type=dict[bytes, bytes]) if kept else {}
    except (msgspec.DecodeError, msgspec.ValidationError):
        return {}


def packed(checked: CheckedDocument | Document | Verdict | tuple[Source, CheckedRelation]) -> bytes:
    """A checked document, a verdict, or a relation with its source, as bytes. Read-only views of dictionaries, which
    `pickle` does not know, are packed as such.
    """
    import copyreg
    import io
    import pickle  # a check that is only told needs none of it

    file = io.BytesIO()
    pickler = pickle.Pickler(file, protocol=pickle.HIGHEST_PROTOCOL)
    table: dict[type, Any] = dict(copyreg.dispatch_table)
    table[MappingProxyType] = _unproxied
    pickler.dispatch_table = table
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(DEEP)  # pickling takes several levels for each level of an expression; judging keeps to the usual limit
    try:
        pickler.dump(checked)
    finally:
        sys.setrecursionlimit(limit)
    return file.getvalue()


def _unproxied(view: Mapping[Any, Any]) -> tuple[Any, tuple[dict[Any, Any]]]:
    return view_of, (dict(view),)
