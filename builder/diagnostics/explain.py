"""An entry of the error index as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from builder.diagnostics.codes import Code
from builder.diagnostics.visible import visible


def explain(code: Code, columns: int = 80) -> str:
    """The entry of `code`: its title, what it means, and the two examples."""
    return entry(code.name, code.title, code.explanation, code.wrong, code.right, columns)


def entry(name: str, title: str, explanation: str, wrong: str, right: str, columns: int = 80) -> str:
    """An entry in the layout of the index; the examples are indented and are not wrapped."""
    parts = [f"{name}: {title}", _filled(explanation, columns)]
    if wrong:
        parts += ["Wrong:", _indented(wrong)]
    if right:
        parts += ["Right:", _indented(right)]
    return "\n\n".join(parts) + "\n"


def entry_of_rule(name: str, because: str, statement: str, mistakes: Sequence[str]) -> str:
    """The entry of a rule: how a row says it, its statement, and the known mistakes about it."""
    words = f"A rule, told of a row as: {because}. It can be named in :knows:, so that it is applied silently."
    if mistakes:
        words += f" Mistakes about it: {', '.join(mistakes)}."
    return f"{name}: a rule\n\n{_filled(words, 80)}\n\n{_indented(statement)}\n"


def _filled(text: str, columns: int) -> str:
    return textwrap.fill(text, columns, break_on_hyphens=False, break_long_words=False)


def _indented(example: str) -> str:
    return "\n".join(f"    {visible(line)}".rstrip() for line in example.rstrip("\n").split("\n"))


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three of `names` that are spelt like `name`, or share a word with it."""
    known = sorted(names)
    close = get_close_matches(name, known, n=3, cutoff=0.65)
    words = {word for word in name.lower().split("-") if len(word) > 2}
    related = [n for n in known if words & set(n.split("-")) and n not in close]
    return tuple([*close, *related][:3])
