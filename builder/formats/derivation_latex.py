r"""A derivation as LaTeX that compiles in an article with `amsmath`: one `align*`, reasons in a column of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.calculus.derivation.derivation import Grain
from builder.check.checked import JudgedDerivation, JudgedStep

_SPECIAL = re.compile(r"[#$%&_{}~^\\]")
_ESCAPES = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def render(derivation: JudgedDerivation) -> str:
    """The display, ending in a line end; with the grain `full`, then those of what its rows rest on. What is written is what was
    judged, without the marks of what changed."""
    return "where\n".join(_displays(derivation.steps, derivation.derivation.grain is Grain.FULL))


def _displays(steps: Sequence[JudgedStep], full: bool) -> Iterator[str]:
    yield "\\begin{align*}\n" + aligned_rows(steps) + "\n\\end{align*}\n"
    for judged in steps if full else ():
        if judged.steps:
            yield from _displays(judged.steps, full)


def aligned_rows(steps: Sequence[JudgedStep]) -> str:
    r"""The rows of an `align*` or `aligned`, with `\\` between them."""
    return " \\\\\n".join(_rows(steps))


def _rows(steps: Sequence[JudgedStep]) -> Iterator[str]:
    for judged in steps:
        reason = escaped(judged.step.reason.text)
        if judged.verdict is None:
            yield aligned_row("", f"\\phantom{{{{}}={{}}}} {judged.plain}", reason)
        else:
            yield aligned_row(judged.left, f"{judged.step.sign.value} {plain_right(judged)}", reason)


def aligned_row(left: str, right: str, reason: str) -> str:
    """A row of an `align*`: what stands before the sign, the sign and what follows it, and words in the margin, or ""."""
    margin = f" && \\text{{{reason}}}" if reason else ""
    return f"{left} &{right}{margin}".lstrip()


def plain_right(judged: JudgedStep) -> str:
    """The right side of a row as it was judged, without marks."""
    return judged.plain.removeprefix(judged.left).lstrip().removeprefix(judged.step.sign.value).lstrip()


def escaped(text: str) -> str:
    """Words for a text column: what is special in LaTeX is escaped, but not in the mathematics between `$`."""
    parts = text.split("$")
    if len(parts) % 2 == 0:  # an odd dollar is no mathematics
        return escaped_words(text)
    return "$".join(part if index % 2 else escaped_words(part) for index, part in enumerate(parts))


def escaped_words(text: str) -> str:
    """Words without mathematics: a dollar is a dollar."""
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], "\\" + found[0])
