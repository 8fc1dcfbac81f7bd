"""The methods that are offered are those that there are."""

from __future__ import annotations

from builder.calculus.derivation import derive
from builder.methods import METHODS


def test_each_method_is_offered() -> None:
    assert tuple(derive.METHODS) == METHODS
