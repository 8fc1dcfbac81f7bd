"""The same note in each markup: the same is said in all of them, and each place is exact to the column."""

from __future__ import annotations

import json
import random
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.check.checked import Standing
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.document import Document
from builder.document.files import guess_markup, markup_of, read_source
from builder.document.notebook import read_cells
from builder.document.read import read_document
from builder.source import Markup, Source
from tests.checking import check_paths
from tests.document.flows import formulas_of
from tests.examples import examples

pytestmark = pytest.mark.usefixtures("spare_workers")

FOLDER = Path(__file__).parents[1] / "cases" / "markups"
NOTES = sorted(FOLDER.glob("note.*"))

# What each relation of the note is, and what stands at its place; of a row that goes on, from its sign on.
SAID = [
    (Standing.DEFINITION, "f(x) = "),
    (Standing.PROVED, "f'(x) = 2x"),
    (Standing.SKIPPED, "f'(x) = 2x \\cos x"),
    (Standing.REFUTED, "f''(x) = 2"),
    (Standing.CONDITION, "x "),
    (Standing.PROVED, "\\sqrt{x^2} = x"),
    (Standing.REFUTED, "(x^3)' = 3x^3"),
    (Standing.PROVED, "(x + 1)^2"),
    (Standing.REFUTED, "= x (x + 2) + 2"),
    (Standing.DEFINITION, "g(t) = t^3"),
    (Standing.PROVED, "g'(t) = 3t^2"),
    (Standing.REFUTED, "g'(2) = 11"),
    (Standing.PROVED, "(\\sin x)' = \\cos x"),
    (Standing.DEFINITION, "g(t) = t"),
    (Standing.PROVED, "g'(t) = 1"),
]


def lines_of(path: Path, cell: int) -> list[str]:
    """The lines of a file, or of a cell of a notebook as `nbformat` reads it."""
    if path.suffix == ".ipynb":
        return str(nbformat.read(path, as_version=4).cells[cell - 1].source).split("\n")
    return path.read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.suffix)
def test_a_note_says_the_same_in_every_markup(path: Path) -> None:
    checked = check_paths([str(path)])
    assert not checked.diagnostics
    (document,) = checked.documents
    source = document.document.source
    found = []
    for relation in document.relations:
        start = relation.formula.locate(relation.span).start
        position, segment = source.position(start), source.segment(start)
        line = lines_of(path, segment.cell)[position.line - 1]
        found.append((relation.standing, line[position.column - 1 :]))
    assert [standing for standing, _ in found] == [standing for standing, _ in SAID]
    assert [text for _, text in found if not text.startswith(tuple(said for _, said in SAID))] == []
    assert all(text.startswith(said) for (_, text), (_, said) in zip(found, SAID, strict=True))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.suffix)
@pytest.mark.parametrize("end", ["\r\n", "\r", "\ufeff"])
def test_line_ends_and_marks_move_nothing(path: Path, end: str) -> None:
    text = path.read_text(encoding="utf-8")
    plain = document_of(Source("note", text, markup_of(path.name)))
    changed = end + text if end == "\ufeff" else text.replace("\n", end)
    other = document_of(Source("note", changed, markup_of(path.name)))
    if path.suffix == ".ipynb":  # its lines are those of its cells
        assert [formula.latex for formula in formulas_of(other)] == [formula.latex for formula in formulas_of(plain)]
        return
    assert [formula.latex.replace("\r", "") for formula in formulas_of(other)] == [
        formula.latex for formula in formulas_of(plain)
    ]
    for formula, before in zip(formulas_of(other), formulas_of(plain), strict=True):
        mark = int(end == "\ufeff" and other.source.position(formula.offsets[0]).line == 1)
        place, was = other.source.position(formula.offsets[0]), plain.source.position(before.offsets[0])
        assert (place.line, place.column - mark) == (was.line, was.column)


def document_of(source: Source) -> Document:
    """A source as it is read, its cells if it is a notebook; without any, if it is broken."""
    if source.markup is Markup.NOTEBOOK:
        cells = read_cells(source)
        source = Source(source.name, "", Markup.NOTEBOOK) if isinstance(cells, Diagnostic) else cells
    return read_document(source)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.suffix)
def test_a_text_without_a_name_tells_what_it_is_written_in(path: Path) -> None:
    expected = markup_of(path.name)
    assert guess_markup(path.read_text(encoding="utf-8")) is expected


PIECES = [
    *("\\begin{", "\\end{", "{", "}", "$", "$$", "\\[", "\\]", "\\(", "%", "\\item", "\\newcommand{\\a}[2][x]{", "\\def\\b#1.{"),
    *(
        "\\a",
        "\\b",
        "\\input{note}",
        "\\verb|",
        "\\iffalse",
        "\\fi",
        "\\footnote{",
        "\\section{",
        "\\\\",
        "&",
        "#1",
        "\n\n",
        "\r\n",
        "\0",
    ),
    *(
        "\\begin{align}",
        "\\end{align}",
        "\\begin{verbatim}",
        "\\begin{exo}",
        "\\end{exo}",
        "\\let\\a\\b",
        "~",
        "``",
        "\\'",
        "\\item[",
    ),
    *(".. math::", ":math:`", "`", "::", "..", "   ", "|", "+--+", "====", ".. exercise::", ":label: a", ".. include:: note.rst"),
    *(
        "<m>",
        "</m>",
        "<md>",
        "<mrow>",
        "</md>",
        "<p>",
        "</p>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&lt;",
        "&a;",
        "<title>",
        "<cell>",
        "<row>",
    ),
    *('"', "[", "]", ",", ":", '"cells"', '"source"', "\ud7ff", "\u2028", "\U0001d4d0", "é"),
]


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.suffix)
@settings(max_examples=examples(60), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_edit_makes_a_reader_fail(path: Path, seed: int) -> None:
    text = mangled(path.read_text(encoding="utf-8"), random.Random(seed))
    document = document_of(Source(path.name, text, markup_of(path.name)))
    length = len(document.source.text)
    for formula in formulas_of(document):
        assert len(formula.offsets) == len(formula.latex) + 1
        assert all(0 <= offset <= length for offset in formula.offsets)
    for diagnostic in document.diagnostics:
        document.source.address(diagnostic.span.start)


def mangled(text: str, choice: random.Random) -> str:
    """A text with some stretches taken out, doubled, moved, and pieces of other markups put in."""
    for _ in range(choice.randint(1, 8)):
        start, end = sorted(choice.randint(0, len(text)) for _ in range(2))
        end = min(end, start + 200)
        match choice.randint(0, 3):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] + text[end:]
            case _:
                text = text[:start] + choice.choice(PIECES) + text[start:]
    return text


def test_a_notebook_of_the_older_format_is_read() -> None:
    cells = [{"cell_type": "markdown", "source": ["Let $a = 1$.\n", "So $b$."]}, {"cell_type": "code", "input": "$c$"}]
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})
    document = document_of(Source("a.ipynb", text, Markup.NOTEBOOK))
    assert [formula.latex for formula in formulas_of(document)] == ["a = 1", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"cells": 3}',
        '{"cells": [1, {"cell_type": 2, "source": {}}]',
        "[" * 100_000,
        '{"cells": [' + "9" * 5000 + "]}",
    ],
)
def test_what_is_no_notebook_is_told(text: str) -> None:
    assert isinstance(read_cells(Source("a.ipynb", text, Markup.NOTEBOOK)), Diagnostic)


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("a.md", Markup.MARKDOWN),
        ("a.TEX", Markup.LATEX),
        ("a", Markup.MARKDOWN),
        ("a.xml", Markup.PRETEXT),
        ("b.Rmd", Markup.MARKDOWN),
    ],
)
def test_the_name_of_a_file_tells_what_it_is_written_in(name: str, markup: Markup, tmp_path: Path) -> None:
    (tmp_path / name).write_text("a", encoding="utf-8")
    source = read_source(tmp_path / name)
    assert isinstance(source, Source) and source.markup is markup
