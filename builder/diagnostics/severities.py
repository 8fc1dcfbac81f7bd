"""How bad messages are to a site: its configuration may say so for each code for which that is a matter of taste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import Message

SETTABLE = frozenset(
    {
        "unproved-step",
        "taken-as-condition",
        "name-clash",
        "undefined-name",
        "not-understood",
        "ambiguous-notation",
        "confusable-character",
        "control-character",
        "too-large",
        "timed-out",
        "unknown-reference",
        "broken-link",
    }
)
"""Codes of which a site may say how bad they are. What is refuted, and what leaves nothing to show, is always an error."""

MISUSES = frozenset({"bad-configuration", "missing-file", "judge-disagreement"})
"""Codes of what is wrong with the command or the configuration, or with us, and with no source: the exit status is 2."""

Told = TypeVar("Told", Diagnostic, Message)


def with_severities(told: Iterable[Told], severities: Mapping[str, Severity]) -> tuple[Told, ...]:
    """What is told, as bad as `severities` says by code."""
    return tuple(replace(one, severity=severities.get(one.code, one.severity)) if severities else one for one in told)
