"""Short passages as lecturers write them, in `tests/passages`: what of each is claimed, and what it turns out to be.

Each section is a document of its own. A comment at its end says in order of each relation what it is: `right` is proved,
`wrong` is refuted (or follows from what is), `open` is not claimed. Three more are for what falls short: `short` is right and
not proved, `missed` is wrong and not refuted, `loud` is not claimed and yet more than a condition. Alone, `false` tells that
something of the passage is refuted, `loose` that nothing is.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

PATHS = sorted((Path(__file__).parent.parent / "passages").glob("*.md"))
_NOT_CLAIMED = {Standing.DEFINITION, Standing.CONDITION, Standing.SKIPPED}
FOUND = {
    "right": {Standing.PROVED},
    "wrong": {Standing.REFUTED, Standing.FOLLOWS},
    "open": _NOT_CLAIMED,
    "short": _NOT_CLAIMED | {Standing.TESTED, Standing.UNKNOWN},
    "missed": _NOT_CLAIMED | {Standing.TESTED, Standing.UNKNOWN},
    "loud": {Standing.PROVED, Standing.TESTED, Standing.UNKNOWN},
    "loose": set(Standing) - {Standing.REFUTED, Standing.FOLLOWS},
}


def _passages() -> list[tuple[str, str, list[str]]]:
    """The name, the text, and what is expected of each relation."""
    found = []
    for path in PATHS:
        for section in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            title, _, body = section.partition("\n")
            text, _, expected = body.rpartition("<!--")
            found.append((f"{path.stem}: {title}", text, re.findall(r"\w+", expected)))
    return found


PASSAGES = _passages()


def test_there_are_passages() -> None:
    marks = [mark for _, _, expected in PASSAGES for mark in expected]
    assert len(PASSAGES) >= 120 and len({name for name, _, _ in PASSAGES}) == len(PASSAGES)
    assert min(marks.count(mark) for mark in ("right", "wrong", "open")) >= 40
    assert sum(marks.count(mark) for mark in ("short", "missed", "loud")) < 0.05 * len(PASSAGES)


@pytest.mark.parametrize(("name", "text", "expected"), PASSAGES, ids=[name for name, _, _ in PASSAGES])
def test_each_relation_is_what_it_was_meant_to_be(name: str, text: str, expected: list[str]) -> None:
    checked = check_document(read_markdown(Source(name, text)))
    said = [r for r in checked.relations if r.relation is not None or r.standing is Standing.UNKNOWN]
    told = [f"{r.formula.latex[r.span.start : r.span.end]}: {r.standing.value} {r.note}" for r in said]
    if expected == ["false"]:
        assert any(r.standing in FOUND["wrong"] for r in said), told
        return
    if expected == ["loose"]:
        expected = expected * len(said)
    assert len(said) == len(expected), told
    wrong = [f"{mark}, yet {line}" for mark, r, line in zip(expected, said, told, strict=True) if r.standing not in FOUND[mark]]
    assert not wrong, wrong
