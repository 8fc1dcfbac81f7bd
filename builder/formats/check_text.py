"""What was checked, for a terminal: every message with its place, then one line that sums up. What is fine is not mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from builder.calculus.judge.verdict import Evidence, Proved, Refuted, Tested, Unknown
from builder.check.checked import CheckedDocument, CheckedRelation, Standing
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.snippet import snippet
from builder.diagnostics.visible import one_line, visible
from builder.formats.counts import counts, sentence

# Not an escaped `&`; and the end of a row, with the space that may be asked for behind it.
_ALIGNMENT = re.compile(r"(?<!\\)&|\\\\(\[[^\]]*\])?")

_LISTED = {
    Standing.DEFINITION: "Definitions (not checked)",
    Standing.CONDITION: "Conditions (not checked)",
    Standing.TRUSTED: "Trusted (not checked)",
    Standing.SKIPPED: "Not claims",
    Standing.UNKNOWN: "Not understood",
}


def render(
    documents: Sequence[CheckedDocument],
    diagnostics: Sequence[Diagnostic] = (),
    verbose: bool = False,
    evidence: bool = False,
) -> str:
    """All messages and the summary, ending in a line end.

    `diagnostics` are those that belong to no document, such as a missing file. `verbose` adds the relations that were *not*
    checked, so that a reader sees what the summary does not speak for. `evidence` adds what is known of each that was.
    """
    parts = [snippet(diagnostic) for diagnostic in diagnostics]
    parts += [snippet(diagnostic) for document in documents for diagnostic in document.diagnostics]
    if verbose:
        parts += [listed for standing, title in _LISTED.items() if (listed := _list(documents, standing, title))]
    if evidence:
        parts += [_known(document, relation) for document in documents for relation in document.relations if relation.verdict]
    parts.append(sentence(counts(documents)))
    return "\n\n".join(parts) + "\n"


def messages(diagnostics: Sequence[Diagnostic]) -> str:
    """Messages alone, with an empty line after each."""
    return "".join(f"{snippet(diagnostic)}\n\n" for diagnostic in diagnostics)


def _list(documents: Sequence[CheckedDocument], standing: Standing, title: str) -> str:
    rows = [
        _row(document, relation) for document in documents for relation in document.relations if relation.standing is standing
    ]
    return "\n".join([f"{title}:", *rows]) if rows else ""


def _row(document: CheckedDocument, relation: CheckedRelation) -> str:
    source = document.document.source
    place = source.address(relation.formula.locate(relation.span).start)
    note = f"  ({one_line(relation.note)})" if relation.note else ""
    return f"  {visible(place)}  {one_line(latex_of(relation))}{note}"


def _known(document: CheckedDocument, relation: CheckedRelation) -> str:
    """How the verdict on a relation is known, a line for each piece of evidence that there is."""
    lines = [f"{_row(document, relation).strip()}: {relation.standing.value}"]
    match relation.verdict:
        case Proved(evidence) | Tested(evidence) | Refuted(evidence=evidence):
            lines += [f"  {label}: {one_line(words)}" for label, words in _pieces(evidence) if words]
        case Unknown(_, why):
            lines.append(f"  why: {one_line(why)}")
        case None:
            pass
        case _:
            assert_never(relation.verdict)
    return "\n".join(lines)


def _pieces(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    witness = ", ".join(f"{name} = {value}" for name, value in evidence.witness.items())
    tried = f"{evidence.points} {'point' if evidence.points == 1 else 'points'}, {evidence.bits} bits" if evidence.points else ""
    return (
        ("decided by", evidence.method),
        ("holds for", evidence.scope),
        ("where", ", ".join(evidence.conditions)),
        ("domain of the right side", evidence.domain.value),
        ("kernels", ", ".join(evidence.kernels)),
        ("identities", ", ".join(evidence.identities)),
        ("tried at", tried),
        ("both sides exist at", witness),
    )


def latex_of(relation: CheckedRelation) -> str:
    """The LaTeX of a relation: as it was noted, else the part of its formula, without the marks that align its rows."""
    text = relation.latex or relation.formula.latex[relation.span.start : relation.span.end]
    return text if r"\begin" in text else " ".join(_ALIGNMENT.sub(" ", text).split())
