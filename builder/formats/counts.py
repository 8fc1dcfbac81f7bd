"""How many relations of some documents turned out to be what, in words."""

from __future__ import annotations

from collections.abc import Mapping

from builder.check.standing import Standing

_PLURALS = {Standing.DEFINITION: "definitions", Standing.CONDITION: "conditions"}
_ALWAYS = frozenset({Standing.PROVED, Standing.REFUTED})


def sentence(found: Mapping[Standing, int]) -> str:
    """The counts on one line, `20 proved, 4 refuted, 9 definitions`. Of what did not occur, only proved and refuted are told."""
    return ", ".join(_part(which, number) for which, number in found.items() if number or which in _ALWAYS)


def _part(which: Standing, number: int) -> str:
    return f"{number} {which.value if number == 1 else _PLURALS.get(which, which.value)}"
