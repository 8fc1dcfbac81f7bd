"""Claims as a person writes them, for tests: `left sign right`, with what is given and assumed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.given import read_assumptions, read_given
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from builder.calculus.latex.statement import Statement


def context_of(given: str = "", assume: str = "", curve: str = "") -> Context:
    """What holds: definitions, assumptions and a curve `F = G`."""
    context = read_given(given, Context()) if given else Context()
    context = read_assumptions(assume, context) if assume else context
    return context.with_curve(_only(curve, context).relations[0]) if curve else context


def claim_of(text: str, context: Context) -> Claim:
    """The claim that a text makes, which must be one relation."""
    (relation,) = _only(text, context).relations
    return Claim(Relation(relation.left, relation.sign, relation.right), context)


def near_misses(table: str) -> Iterator[tuple[str, str, str, str]]:
    """The lines of a table beside this file: a side, what it is equal to, a near miss of that, and what is given, or ""."""
    for line in (Path(__file__).parent / table).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            left, right, wrong, *given = line.split(" || ")
            yield left, right, wrong, given[0] if given else ""


def subtle_claims() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The lines of `subtle.txt`: how it is with a claim, the claim, and what holds, as `context_of` takes it."""
    for line in (Path(__file__).parent / "subtle.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            truth, text, *said = line.split(" || ")
            holds = {kind: one for kind, one in zip(("assume", "given", "curve"), said, strict=False) if one != "-"}
            yield truth, text, holds


def _only(text: str, context: Context) -> Statement:
    display = parse_display(text, names_of(context))
    assert not display.faults, display.faults
    (statement,) = display.statements
    return statement


def chain_of(text: str, context: Context) -> Statement:
    """The one chain of a text."""
    return _only(text, context)
