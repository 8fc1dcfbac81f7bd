"""How many examples a property is tried on."""

from __future__ import annotations

import os

SEARCHES = os.environ.get("HYPOTHESIS_PROFILE") == "search"


def examples(number: int) -> int:
    """`number` where new ones are searched for, and a third in the suite, which tries the same ones each time."""
    return number if SEARCHES else number // 3
