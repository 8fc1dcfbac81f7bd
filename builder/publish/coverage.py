"""The report of a check as one HTML file, which needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from builder.check.coverage import coverage_of
from builder.check.findings import Findings
from builder.check.kept import Kept
from builder.check.standing import Standing
from builder.diagnostics.message import Message
from builder.diagnostics.visible import one_line
from builder.publish.assets import templates_folder

LISTED = (Standing.REFUTED, Standing.TESTED, Standing.UNKNOWN, Standing.TRUSTED)
"""What is listed one by one: all that is not proved, and what is on the author's word."""
ALSO_LISTED = (Standing.DEFINITION, Standing.CONDITION, Standing.SKIPPED)
"""What is listed in a fold: what was not checked, because nothing is claimed by it."""


def render(kept: Kept) -> Iterator[str]:
    """The report of what was told."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["one_line"] = one_line
    return environment.get_template("reports/coverage.html").generate(
        coverage=coverage_of(kept),
        findings=(one for one in kept if isinstance(one, Findings)),
        messages=[one for one in kept if isinstance(one, Message)],
        standings=tuple(Standing),
        listed=LISTED,
        also_listed=ALSO_LISTED,
    )
