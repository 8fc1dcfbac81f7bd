"""A derivation as Markdown that Surestep, GitHub and Jupyter read: a display, and below it what its rows rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.check.checked import JudgedDerivation, JudgedStep
from builder.formats.derivation_latex import aligned_rows


def render(derivation: JudgedDerivation) -> str:
    """The display, then the displays that its rows rest on, ending in a line end."""
    return "\n\n".join(_displays(derivation.steps)) + "\n"


def _displays(steps: Sequence[JudgedStep]) -> Iterator[str]:
    rows: list[JudgedStep] = []
    for judged in steps:
        if judged.verdict is None:
            if rows:
                yield _display(rows)
                rows = []
            yield f"with $${judged.plain}$$"
        else:
            rows.append(judged)
    if rows:
        yield _display(rows)
    for judged in steps:
        if judged.steps:
            yield "where"
            yield from _displays(judged.steps)


def _display(rows: Sequence[JudgedStep]) -> str:
    return f"$$\\begin{{aligned}}\n{aligned_rows(rows)}\n\\end{{aligned}}$$"
