"""Tells what was checked: a `CheckedDocument`, with its trees and verdicts, to `Findings`, which are texts and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, assert_never

from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import Relation, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.judge.verdict import Evidence, Proved, Refuted, Tested, Unknown, Verdict
from builder.calculus.latex.printer import print_latex
from builder.check.checked import (
    CheckedDocument,
    CheckedRelation,
    conditions_together,
    gaps_between,
    has_gaps,
    with_conditions,
    with_gaps,
)
from builder.check.findings import Finding, Findings, Told
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic
from builder.diagnostics.message import key_of, message_of, place_of
from builder.source import Source

# Not an escaped `&`; and the end of a row, with the space that may be asked for behind it.
_ALIGNMENT = re.compile(r"(?<!\\)&|\\\\(\[[^\]]*\])?")

_KEYED = frozenset({Standing.REFUTED, Standing.TESTED, Standing.UNKNOWN})


def told(checked: CheckedDocument | Diagnostic) -> Told:
    """What is told of a document, or of what is none."""
    return message_of(checked) if isinstance(checked, Diagnostic) else findings_of(checked)


def findings_of(checked: CheckedDocument) -> Findings:
    """All relations of a document, and all its messages, as they are told."""
    source = checked.document.source
    claims = []
    keys: dict[int, str] = {}
    for relation in checked.relations:
        claim = finding_of(relation, source)
        claims.append(claim)
        if relation.diagnostic is not None:
            keys[id(relation.diagnostic)] = claim.key
    blocks = [directive.directive.span for directive in checked.directives.values()]

    def key(diagnostic: Diagnostic) -> str:
        """Of a directive as a whole, all that it says."""
        if (known := keys.get(id(diagnostic))) is not None:
            return known
        block = next((span for span in blocks if span.start <= diagnostic.span.start < span.end), None)
        return key_of(diagnostic.code, source.text[block.start : block.end]) if block is not None else ""

    messages = tuple(message_of(diagnostic, key(diagnostic)) for diagnostic in checked.diagnostics)
    return Findings(source.name, tuple(claims), messages)


def finding_of(relation: CheckedRelation, source: Source) -> Finding:
    """One relation, as it is told."""
    formula, diagnostic, difference = relation.formula, relation.diagnostic, relation.difference
    known = _known(relation.verdict) if relation.verdict is not None else {}
    if isinstance(relation.verdict, Proved | Tested) and relation.relation is not None:
        sides = (relation.relation.left, relation.relation.right)
        if has_gaps(sides, relation.context):
            between = gaps_between(sides, relation.context)
            if between is not None:
                known["scope"] = with_conditions(known["scope"], conditions_together(known["conditions"], between))
            elif not known["conditions"]:
                known["scope"] = with_gaps(known["scope"], True)
    why, code = known.pop("why", ""), known.pop("code", "")
    mistake = relation.mistakes[0] if relation.mistakes else None
    latex = latex_of(relation)
    return Finding(
        **place_of(source, formula.locate(relation.span)),
        latex=latex,
        status=relation.standing,
        code=diagnostic.code if diagnostic is not None else code,
        message=diagnostic.message if diagnostic is not None else why or relation.note,
        help=(diagnostic.help if diagnostic is not None else "") or (mistake.help if mistake is not None else ""),
        name=relation.name,
        **known,
        given=tuple(map(print_latex, relation.given)),
        mistake=mistake.name if mistake is not None else "",
        mistakes=tuple(named.name for named in relation.mistakes),
        difference=formula.latex[difference.start : difference.end] if difference is not None else "",
        repair=next((named.repair for named in relation.mistakes if named.repair), ""),
        key=_key(relation, latex) if relation.standing in _KEYED else "",
    )


def latex_of(relation: CheckedRelation) -> str:
    """The LaTeX of a relation: as it was noted, else the part of its formula, without the marks that align its rows."""
    text = relation.latex or relation.formula.latex[relation.span.start : relation.span.end]
    return text if r"\begin" in text else " ".join(_ALIGNMENT.sub(" ", text).split())


def _known(verdict: Verdict) -> dict[str, Any]:
    """The fields of a finding that a verdict fills."""
    match verdict:
        case Proved(evidence):
            return _evidence(evidence)
        case Tested(evidence, why):
            return _evidence(evidence) | {"why": why}
        case Refuted():
            return _evidence(verdict.evidence) | {
                "code": verdict.how.value,
                "counterexample": _point(verdict.at),
                "left": verdict.left,
                "right": verdict.right,
                "functions": dict(verdict.functions),
                "entry": verdict.entry,
            }
        case Unknown(code, why):
            return {"code": code.value, "why": why}
        case _:
            assert_never(verdict)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "method": evidence.method,
        "conditions": evidence.conditions,
        "domain": evidence.domain.value,
        "identities": evidence.identities,
        "kernels": evidence.kernels,
        "witness": _point(evidence.witness),
        "points": evidence.points,
        "bits": evidence.bits,
        "scope": evidence.scope,
    }


def _point(at: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in at.items()}


# ---------------------------------------------------------------------------------------------- keys


def _key(relation: CheckedRelation, latex: str) -> str:
    """What a relation says, its macros expanded, and what the letters in it stand for: not where it stands."""
    said, context = relation.relation, relation.context
    if said is None:
        return key_of(relation.standing.value, latex)
    held = _held(said, context) if context is not None else ()
    return key_of(relation.standing.value, print_latex(said.left), said.sign.value, print_latex(said.right), *held)


def _held(relation: Relation, context: Context) -> list[str]:
    """What the context says of the letters of a relation, and of the letters that its definitions use."""
    names = set(symbols(relation))
    for _, nodes in definitions_reached(sorted(names), context):
        names |= {node.name for node in nodes if isinstance(node, Symbol)}
    told = [f"{name}: {_stands_for(name, context)}" for name in sorted(names)]
    tied = (*context.assumptions, *context.curves)
    return [*told, *sorted(print_latex(one) for one in tied if symbols(one) & names)]


def _stands_for(name: str, context: Context) -> str:
    kind, definition = context.kinds.get(name), context.definitions.get(name)
    told = kind.value if kind is not None else ""
    if definition is None:
        return told
    body = print_latex(definition.body) if definition.body is not None else ""
    return f"{told} ({', '.join(definition.parameters)}) = {body}"
