"""The documents in `tests/cases`: a claim without a mark is proved; `% refuted: name` ends the row of one that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.md"))
MARK = re.compile(r"%\s*(refuted|tested|unknown|follows)(?::\s*([\w-]+))?\s*$")
CLAIMS = {Standing.PROVED, Standing.TESTED, Standing.REFUTED, Standing.FOLLOWS, Standing.UNKNOWN}


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_claim_is_what_its_mark_says(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    checked = check_document(read_markdown(source))
    claims = [relation for relation in checked.relations if relation.standing in CLAIMS]
    assert len(claims) >= 5, "a case without claims tests nothing"
    marks = {
        number: (match.group(1), match.group(2))
        for number in range(1, source.line_count + 1)
        if (match := MARK.search(source.line(number)))
    }
    used: set[int] = set()
    wrong: list[str] = []
    for relation in claims:
        line = source.position(relation.formula.locate(relation.span).start).line
        standing, name = marks.get(line, ("proved", None))
        if line in marks and relation.standing is not Standing.PROVED:
            used.add(line)
        elif line in marks:
            continue  # another claim of the same row
        names = {mistake.name for mistake in relation.mistakes}
        if relation.standing.value != standing or (name is not None and name not in names):
            latex = relation.formula.latex[relation.span.start : relation.span.end]
            wrong.append(
                f"{path.name}:{line}: {latex}: expected {standing} {name or ''}, found {relation.standing.value} {names or ''}"
            )
    wrong.extend(f"{path.name}:{line}: {marks[line][0]} expected, nothing found" for line in sorted(marks.keys() - used))
    assert not wrong, "\n".join(wrong)
