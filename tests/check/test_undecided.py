"""What is true and not decided, by example: it is neither refuted nor proved, and the guide says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_assumptions
from builder.check.chains import check_chain
from tests.guide import require_made

TABLE = Path(__file__).with_name("undecided.txt")


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Why a line is not decided, its status, the claim, and what is assumed."""
    why = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# # "):
            why = line.removeprefix("# # ")
        elif line and not line.startswith("#"):
            status, claim, *assumed = line.split(" || ")
            yield why, status, claim, assumed[0] if assumed else ""


@pytest.mark.parametrize(("why", "status", "claim", "assumed"), list(rows()), ids=[row[2] for row in rows()])
def test_what_is_not_decided_is_told(why: str, status: str, claim: str, assumed: str) -> None:
    context = read_assumptions(assumed, Context()) if assumed else Context()
    assert why and check_chain(claim, context).status.value == status


def test_the_guide_says_so(request: pytest.FixtureRequest) -> None:
    lines = []
    for why, of_one in groupby(rows(), key=itemgetter(0)):
        lines += [f"## {why}\n", "| line | assumed | verdict |", "|---|---|---|"]
        for _, status, claim, assumed in of_one:
            cells = (f"`{claim}`", f"`{assumed}`" if assumed else "", status)
            lines.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
        lines.append("")
    require_made(request, "undecided.md", "undecided", "\n".join(lines))
