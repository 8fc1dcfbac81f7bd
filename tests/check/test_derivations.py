"""Derivations as a teacher writes them, right and wrong, in `tests/derivations`: each row is as its mark says.

A row without a mark is right, and proved. `% wrong` ends a row that is refuted, `% follows` one that follows from such a row.
What falls short has a mark of its own: `% short` is right and not proved yet, and must not be refuted; `% missed` is wrong and
not refuted yet, and must not be proved.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

PATHS = sorted((Path(__file__).parent.parent / "derivations").glob("*.md"))
MARK = re.compile(r"%\s*(wrong|follows|short|missed)\s*$")
CLAIMS = {Standing.PROVED, Standing.TESTED, Standing.REFUTED, Standing.FOLLOWS, Standing.UNKNOWN}
FOUND = {
    None: {Standing.PROVED},
    "wrong": {Standing.REFUTED, Standing.PROVED, Standing.FOLLOWS},
    "follows": {Standing.FOLLOWS},
    "short": {Standing.PROVED, Standing.TESTED, Standing.UNKNOWN},
    "missed": {Standing.REFUTED, Standing.TESTED, Standing.UNKNOWN},
}
"""What the claims of a row may be. A row may hold right claims before the wrong one, and behind it some that follow."""


def test_there_are_derivations() -> None:
    lines = [line for path in PATHS for line in path.read_text(encoding="utf-8").splitlines()]
    marks = [mark for line in lines for mark in MARK.findall(line)]
    sections = sum(line.startswith("## ") for line in lines)
    wrong = marks.count("wrong") + marks.count("missed")
    assert sections - wrong >= 140 and wrong >= 140
    assert marks.count("short") + marks.count("missed") < 0.05 * sections


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_row_is_what_its_mark_says(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    checked = check_document(read_markdown(source))
    marks = {number: match.group(1) for number in range(1, source.line_count + 1) if (match := MARK.search(source.line(number)))}
    told: list[str] = []
    refuted: set[int] = set()
    for relation in checked.relations:
        if relation.standing not in CLAIMS:
            continue
        line = source.position(relation.formula.locate(relation.span).end - 1).line
        if relation.standing is Standing.REFUTED:
            refuted.add(line)
        if relation.standing not in FOUND[marks.get(line)]:
            latex = relation.formula.latex[relation.span.start : relation.span.end]
            told.append(f"{path.name}:{line}: {latex}: {marks.get(line, 'right')}, yet {relation.standing.value}")
    told.extend(f"{path.name}:{line}: not refuted" for line, mark in marks.items() if mark == "wrong" and line not in refuted)
    assert not told, "\n".join(told)
