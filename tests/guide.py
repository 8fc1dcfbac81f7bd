"""Parts of the guide that are made from the program: they stand in its pages between `<!-- NAME -->` and `<!-- end -->`."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGES = Path(__file__).parents[1] / "docs" / "content"


def require_made(request: pytest.FixtureRequest, page: str, name: str, made: str) -> None:
    """Fail unless the part of a page is as it was made; `pytest --force-regen` writes it anew."""
    path = PAGES / page
    before, begin, rest = path.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    inside, end, after = rest.partition("<!-- end -->")
    assert begin and end, f"{page} has no part {name}"
    if request.config.getoption("--force-regen"):
        path.write_text(f"{before}{begin}\n{made}\n{end}{after}", encoding="utf-8")
    assert inside == f"\n{made}\n", "python -m pytest --force-regen writes it anew"
