"""The known name that a mistyped one probably stands for."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean …?`, or "" when no known name is near."""
    from difflib import get_close_matches  # few documents have a mistyped name

    near = get_close_matches(name.lower()[:64], sorted(known), n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else ""
