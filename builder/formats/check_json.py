"""What was checked, as one JSON object. The names in it are stable: more may be added, none is changed or removed.

What is not known is left out: a claim without a counterexample has no `counterexample`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, assert_never

from builder.calculus.judge.verdict import Evidence, Proved, Refuted, Tested, Unknown, Verdict
from builder.check.checked import CheckedDocument, CheckedRelation
from builder.diagnostics.diagnostic import Diagnostic
from builder.formats.check_text import latex_of
from builder.formats.counts import counts
from builder.source import Source, Span

Record: TypeAlias = dict[str, Any]

VERSION = 1


def render(documents: Sequence[CheckedDocument], diagnostics: Sequence[Diagnostic] = ()) -> str:
    """One object, in ASCII, ending in a line end. `diagnostics` are those that belong to no document."""
    return json.dumps(report(documents, diagnostics), ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def messages(diagnostics: Sequence[Diagnostic]) -> str:
    """Messages alone, as one object."""
    record = {"version": VERSION, "diagnostics": [diagnostic_record(diagnostic) for diagnostic in diagnostics]}
    return json.dumps(record, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def report(documents: Sequence[CheckedDocument], diagnostics: Sequence[Diagnostic] = ()) -> Record:
    """The object before it is written: `version`, `claims`, `diagnostics`, `summary`."""
    found = [*diagnostics, *(diagnostic for document in documents for diagnostic in document.diagnostics)]
    return {
        "version": VERSION,
        "claims": [claim_record(relation, document.document.source) for document in documents for relation in document.relations],
        "diagnostics": [diagnostic_record(diagnostic) for diagnostic in found],
        "summary": summary_record(documents),
    }


def summary_record(documents: Sequence[CheckedDocument]) -> Record:
    """The number of relations of each status."""
    return {standing.value: number for standing, number in counts(documents).items()}


def diagnostic_record(diagnostic: Diagnostic) -> Record:
    """A message as an object."""
    record = _place(diagnostic.source, diagnostic.span)
    record |= {"severity": diagnostic.severity.value, "code": diagnostic.code, "message": diagnostic.message}
    return record | _present({"label": diagnostic.label, "help": diagnostic.help, "notes": list(diagnostic.notes)})


def claim_record(relation: CheckedRelation, source: Source) -> Record:
    """One relation between two neighbouring sides as an object."""
    formula, diagnostic = relation.formula, relation.diagnostic
    verdict = _verdict_record(relation.verdict) if relation.verdict is not None else {}
    record = _place(source, formula.locate(relation.span))
    record |= {"latex": latex_of(relation), "status": relation.standing.value}
    mistake = relation.mistakes[0] if relation.mistakes else None
    difference = relation.difference
    message = diagnostic.message if diagnostic is not None else verdict.pop("why", "") or relation.note
    verdict.pop("why", None)
    record |= _present(
        {
            "code": diagnostic.code if diagnostic is not None else verdict.pop("code", ""),
            "message": message,
            "help": (diagnostic.help if diagnostic is not None else "") or (mistake.help if mistake is not None else ""),
            "name": relation.name,
        }
    )
    verdict.pop("code", None)
    record |= verdict
    return record | _present(
        {
            "mistake": mistake.name if mistake is not None else "",
            "mistakes": [named.name for named in relation.mistakes],
            "difference": formula.latex[difference.start : difference.end] if difference is not None else "",
            "repair": next((named.repair for named in relation.mistakes if named.repair), ""),
        }
    )


def _verdict_record(verdict: Verdict) -> Record:
    match verdict:
        case Proved(evidence):
            return _evidence_record(evidence)
        case Tested(evidence, why):
            return _evidence_record(evidence) | {"why": why}
        case Refuted():
            found = {
                "code": verdict.how.value,
                "counterexample": _point(verdict.at),
                "left": verdict.left,
                "right": verdict.right,
                "functions": dict(verdict.functions),
                "entry": list(verdict.entry),
            }
            return _present(found) | _evidence_record(verdict.evidence)
        case Unknown(code, why):
            return {"code": code.value, "why": why}
        case _:
            assert_never(verdict)


def _evidence_record(evidence: Evidence) -> Record:
    record: Record = {"method": evidence.method, "conditions": list(evidence.conditions), "domain": evidence.domain.value}
    more = {
        "identities": list(evidence.identities),
        "kernels": list(evidence.kernels),
        "witness": _point(evidence.witness),
        "points": evidence.points,
        "bits": evidence.bits,
        "scope": evidence.scope,
    }
    return record | _present(more)


def _point(at: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in at.items()}


def _present(record: Record) -> Record:
    return {key: value for key, value in record.items() if value not in ("", 0, [], {})}


def _place(source: Source, span: Span) -> Record:
    start, end = source.position(span.start), source.position(span.end)
    segment = source.segment(span.start)
    cell = {"cell": segment.cell} if segment.cell else {}
    place = {"line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column}
    return {"file": segment.name, **cell, **place}
