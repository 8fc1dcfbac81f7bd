"""An entry of the error index as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from difflib import get_close_matches

from builder.diagnostics.codes import Code
from builder.diagnostics.visible import visible


def explain(code: Code, columns: int = 80) -> str:
    """The entry of `code`: its title, what it means, and the two examples."""
    return entry(code.name, code.title, code.explanation, code.wrong, code.right, columns)


def entry(name: str, title: str, explanation: str, wrong: str, right: str, columns: int = 80) -> str:
    """An entry in the layout of the index; the examples are indented and are not wrapped."""
    parts = [f"{name}: {title}", textwrap.fill(explanation, columns, break_on_hyphens=False, break_long_words=False)]
    if wrong:
        parts += ["Wrong:", _indented(wrong)]
    if right:
        parts += ["Right:", _indented(right)]
    return "\n\n".join(parts) + "\n"


def _indented(example: str) -> str:
    return "\n".join(f"    {visible(line)}".rstrip() for line in example.rstrip("\n").split("\n"))


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three of `names` that are spelt like `name`, or share a word with it."""
    known = sorted(names)
    close = get_close_matches(name, known, n=3, cutoff=0.6)
    words = {word for word in name.lower().split("-") if len(word) > 2}
    related = [n for n in known if words & set(n.split("-")) and n not in close]
    return tuple([*close, *related][:3])
