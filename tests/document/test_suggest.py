"""Which known name a mistyped one probably stands for."""

from __future__ import annotations

import pytest

from builder.document.suggest import did_you_mean

KNOWN = ("derive", "check", "mistake", "exercise")


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("derivee", "did you mean `derive`?"), ("CHECK", "did you mean `check`?"), ("zzz", ""), ("", ""), ("d" * 100_000, "")],
)
def test_a_near_name_is_offered(name: str, suggestion: str) -> None:
    assert did_you_mean(name, KNOWN) == suggestion
