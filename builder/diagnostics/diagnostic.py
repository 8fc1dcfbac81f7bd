"""A diagnostic: what is wrong, where, and what to do. A plain record; it is printed by `formats`, at the edge."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from builder.source import Source, Span


class Severity(Enum):
    """How bad it is. An error fails a check and a build."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Diagnostic(Struct, frozen=True):
    """One message.

    `code` is an entry of `codes.CODES`. `label` stands at the caret. `help` says what to do, `notes` add what is worth
    knowing. `message`, `label`, `help` and `notes` are plain text, in which LaTeX may stand.
    """

    code: str
    severity: Severity
    source: Source
    span: Span
    message: str
    label: str = ""
    help: str = ""
    notes: tuple[str, ...] = ()
