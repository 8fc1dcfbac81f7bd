"""What a check tells, kept in memory and in a file."""

from __future__ import annotations

import json

from builder.check.findings import Finding, Findings, Told
from builder.check.kept import IN_MEMORY, Kept
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import message_of, place_of
from builder.formats import check_json
from builder.source import Source, Span

SOURCE = Source("ü.md", "$1 = 2$\n")


def told(number: int) -> list[Told]:
    missing = Diagnostic("missing-file", Severity.ERROR, SOURCE, Span(0, 0), "there is no such file")
    finding = Finding(**place_of(SOURCE, Span(1, 6)), latex="1 = 2", status=Standing.REFUTED, counterexample={"x": "1"})
    return [message_of(missing) if i % 7 == 1 else Findings(f"{i}.md", (finding,) * (i % 3), ()) for i in range(number)]


def test_all_of_it_can_be_gone_through_again_and_again() -> None:
    for number in (0, 1, IN_MEMORY, 3 * IN_MEMORY):
        with Kept(iter(told(number))) as kept:
            assert [list(kept) for _ in range(2)] == [told(number)] * 2


def test_json_that_is_written_piece_by_piece_is_that_of_the_whole() -> None:
    for number in (0, 1, 2, 3 * IN_MEMORY):
        text = "".join(check_json.render(told(number)))
        assert check_json.as_json(json.loads(text), indent=1) == text
        assert len(json.loads(text)["claims"]) == sum(len(one.claims) for one in told(number) if isinstance(one, Findings))
