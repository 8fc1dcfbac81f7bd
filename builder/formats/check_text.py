"""What was checked, for a terminal: every message with its place, then one line that sums up. What is fine is not mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import UNSET

from builder.check.checked import with_conditions
from builder.check.findings import Finding, Tally, Told, claims_of, messages_of
from builder.check.kept import Kept
from builder.check.standing import Standing
from builder.diagnostics.message import Message
from builder.diagnostics.numbers import readable
from builder.diagnostics.snippet import snippet
from builder.diagnostics.visible import one_line, visible
from builder.formats.counts import sentence

_LISTED = {
    Standing.DEFINITION: "Definitions (not checked)",
    Standing.CONDITION: "Conditions (not checked)",
    Standing.TRUSTED: "Trusted (not checked)",
    Standing.SKIPPED: "Not claims",
    Standing.UNKNOWN: "Not understood",
}


def render(told: Iterable[Told], verbose: bool = False, evidence: bool = False) -> Iterator[str]:
    """All messages and the summary, ending in a line end.

    `verbose` adds the relations that were *not* checked, so that a reader sees what the summary does not speak for. `evidence`
    adds what is known of each that was.
    """
    tally = Tally()
    counted = tally.counted(told)
    if verbose or evidence:
        with Kept(counted) as kept:
            yield from (tell(messages_of(one)) for one in kept)
            if verbose:
                for standing, title in _LISTED.items():
                    yield from _list((claim for one in kept for claim in claims_of(one)), standing, title)
            if evidence:
                yield from (f"{_known(claim)}\n\n" for one in kept for claim in claims_of(one) if _is_decided(claim))
    else:
        yield from (tell(messages_of(one)) for one in counted)
    nothing = not any(tally.counts.values()) and not tally.codes
    yield f"{'nothing to check: no equation or inequality was found' if nothing else sentence(tally.counts)}\n"


def tell(messages: Sequence[Message]) -> str:
    """Messages alone, with an empty line after each."""
    return "".join(f"{snippet(message)}\n\n" for message in messages)


def _list(claims: Iterable[Finding], standing: Standing, title: str) -> Iterator[str]:
    end = ""
    for claim in claims:
        if claim.status is standing:
            yield f"{'' if end else f'{title}:'}\n{_row(claim)}"
            end = "\n\n"
    yield end


def _row(claim: Finding, note: bool = True) -> str:
    told = f"  ({one_line(claim.message)})" if note and claim.message else ""
    return f"  {visible(claim.address)}  {one_line(claim.latex)}{told}"


def _is_decided(claim: Finding) -> bool:
    return claim.method is not UNSET or claim.status is Standing.UNKNOWN


def _known(claim: Finding) -> str:
    """How the verdict on a relation is known, a line for each piece of evidence that there is."""
    lines = [f"{_row(claim, note=False).strip()}: {claim.status.value}"]
    lines += [f"  {label}: {one_line(words)}" for label, words in _pieces(claim) if words]
    return "\n".join(lines)


def _pieces(claim: Finding) -> Iterator[tuple[str, str]]:
    if claim.status is Standing.UNKNOWN:
        yield "why", claim.message
        return
    yield "decided by", claim.method or ""
    # A scope that tells a condition tells all of them.
    tells = re.search(r"[<>]|\\(?:le|ge|ne)\b", claim.scope)
    yield "holds for", claim.scope if tells else with_conditions(claim.scope, claim.conditions or ())
    yield "with", ", ".join(claim.given)
    yield "domain of the right side", claim.domain
    yield "kernels", ", ".join(claim.kernels)
    yield "identities", ", ".join(claim.identities)
    yield "tried at", f"{_points(claim.points)}, {claim.bits} bits" if claim.points else ""
    yield "both sides exist at", ", ".join(f"{name} = {readable(Fraction(value))}" for name, value in claim.witness.items())


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"
