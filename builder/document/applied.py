r"""Which letters a section uses as functions only, by how they are written: `u'(x^2)` here tells what `u(x^2)` means there.

It is told by the LaTeX as it stands, before it is read: reading depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_COLON = re.compile(r"\\colon(?![A-Za-z])")
_WORDS = re.compile(r"\\(?:text|mbox|textrm|mathrm|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+")
_TOLD = re.compile(
    r"(?P<primed>[A-Za-z])'+\s*\("
    r"|(?P<applied>[a-z])\s*\(\s*(?!(?P=applied))[a-z]\s*\)"
    r"|^\s*(?P<map>[A-Za-z])\s*:(?!=)"
)
_BARE = re.compile(r"([A-Za-z])(?!\s*(?:['(]|:(?!=)))")
_OF_SOMETHING = re.compile(r"([A-Za-z])\s*\(\s*(?![A-Za-z0-9]\s*\))")


def functions_only(formulas: Iterable[str]) -> frozenset[str]:
    r"""The letters that wherever they stand stand before a bracket, or primes and a bracket, and that somewhere are shown to be
    functions: by primes, by a single letter in the bracket, or by `u : \mathbb{R} \to \mathbb{R}`."""
    written = [_WORDS.sub(" ", _COLON.sub(":", latex)) for latex in formulas]
    unclear = {letter for latex in written if "(" in latex for letter in _OF_SOMETHING.findall(latex)}
    if not unclear:
        return frozenset()
    told = {letter for latex in written for match in _TOLD.finditer(latex) for letter in match.groups() if letter}
    if not (told := told & unclear):
        return frozenset()
    return frozenset(told - {letter for latex in written for letter in _BARE.findall(latex)})
