"""What would keep a reader for minutes is told at once, and the other files are checked all the same."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from builder.check.check import check_document
from builder.check.standing import Standing
from builder.check.telling import findings_of
from builder.document.bounds import too_much
from builder.document.gather import gather
from builder.document.read import read_document
from builder.source import Markup, Source
from tests.checking import find_in_paths

pytestmark = pytest.mark.usefixtures("spare_workers")

SECONDS = 2.0


def cells(number: int, text: str = "$x = x$\n") -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}] * number, "nbformat": 4})


TOO_MUCH = {
    "dollars.md": "$x = x$ and\n\n" * 60_000,
    "brackets.tex": r"\(x = x\)" * 60_000,
    "displays.tex": r"\begin{equation}x\end{equation}" * 60_000,
    "dollars.ipynb": cells(10, "$x = x$ " * 6_000),
    "cells.ipynb": cells(100_000),
    "m.ptx": "<p>" + "<m>x</m>" * 60_000 + "</p>",
    "roles.rst": ":math:`x = x` " * 300_000,
    "paragraphs.rst": ":math:`x = x`\n\n" * 300_000,
    "lines.rst": "a\n\n" * 60_000,
    "block.rst": "`a " * 100_000,
    "headings.md": "# a\n" * 100_000,
    "items.md": "- a\n" * 100_000,
    "tasks.md": "1. [ ] a\n" * 100_000,
    "quotes.md": "> a\n" * 100_000,
    "directives.md": ":::{note}\n" * 10_000,
    "paragraphs.md": "a\n\n" * 100_000,
    "returns.md": "a\r" * 500_000,
    "empty-returns.md": "\r" * 1_000_000,
    "line.md": "$x_1$ " * 45_000,
    "returned.md": "words\rand $x=1$ more\r" * 40_000,
    "paragraphs.tex": "Exercise 1. Find $x$.\n\n" * 40_000,
    "sentences.tex": "Let x be. " * 100_000,
    "line.tex": "$x = 1$\n" * 40_000,
    "displays-in-one.tex": "\\begin{align}x&=1\\end{align}\n" * 30_000,
    "links.md": "<http://a>" * 100_000,
    "begins.md": r"\begin{align}" * 70_000,
    "dollar-signs.md": "$" * 100_000,
    "backslashes.md": "\\" * 1_000_000,
    "stars.md": "*a " * 300_000,
    "entities.md": "&amp;" * 200_000,
    "lines.md": "a\n" * 500_000,
    "braces.md": "{" * 1_000_000,
    "sentences.md": "Let x be. " * 100_000,
    "cells.md": "|a|b|\n|-|-|\n" + "|1|2|\n" * 30_000,
    "commands.tex": "\\foo " * 200_000,
    "definitions.tex": "\\def\\a{b}\n" * 100_000,
    "sections.tex": "\\section{a}\n" * 80_000,
    "inputs.tex": "".join(f"\\input{{a{number}}}\n" for number in range(80_000)),
    "cells.tex": "\\begin{tabular}{c}" + "a & " * 250_000 + "\\end{tabular}",
    "lines.tex": "%\n" * 500_000,
    "p.ptx": "<section>" + "<p>a</p>\n" * 100_000 + "</section>",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_source_with_too_much_is_told_before_it_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TOO_MUCH[name])
    began = time.process_time()
    (found,) = gather([str(tmp_path / name)])
    told = [found] if not isinstance(found, Source) else read_document(found).diagnostics
    assert time.process_time() - began < SECONDS
    assert [diagnostic.code for diagnostic in told] == ["too-large"]


READ = {
    "amps.ptx": "<p><m>" + r"a \amp " * 50_000 + "</m></p>",
    "headings.md": "# a\n" * 10_000,
    "word.rst": "{" * 20_000,
    "cells.ipynb": cells(1_000, "words\n"),
    "tasks.md": "- [ ] a\n" * 3_000,
    "dollar-signs.md": "$" * 10_000,
    "lines.md": "words\n" * 15_000,
}
"""What took a time that grew with the square of its length."""


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", READ)
def test_a_long_source_is_read_in_a_time_that_grows_with_its_length(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(READ[name])
    (source,) = gather([str(tmp_path / name)])
    assert isinstance(source, Source)
    began = time.process_time()
    assert read_document(source).flow
    assert time.process_time() - began < SECONDS


def test_a_long_line_with_many_formulas_or_marks_is_checked_in_a_time_that_grows_with_its_length() -> None:
    """Each formula took note of all words before it, and each message of the whole line."""
    for text, number in (("$x \\cdot$ and ", 6_000), ("\u202ea ", 100_000)):
        began = time.process_time()
        findings = findings_of(check_document(read_document(Source("long.md", text * number))))
        assert findings.messages or findings.claims
        assert time.process_time() - began < 3 * SECONDS


def test_of_many_invisible_characters_the_first_are_told_and_how_many_there_are() -> None:
    *first, last = read_document(Source("a.md", "a\u200b" * 150)).diagnostics
    assert len(first) == 100 and last.message == "50 more invisible characters, from here on"


def test_bad_files_keep_no_other_from_being_checked(tmp_path: Path) -> None:
    for name in ("roles.rst", "cells.ipynb", "dollars.md"):
        (tmp_path / name).write_text(TOO_MUCH[name])
    text = "$1 = 2$\n"
    for name, data in {
        "utf16.md": text.encode("utf-16"),
        "nul.md": text.encode() + b"\0",
        "surrogate.md": text.encode() + b"\xed\xa0\x80",
        "large.md": text.encode() * 2**20,
        "bom.md": b"\xef\xbb\xbf" + text.encode(),
        "crlf.md": b"words\r\n\r\n" + text.encode(),
        "braces.md": (b"$" + b"{" * 10_000 + b"x" + b"}" * 10_000 + b"$\n\n") + text.encode(),
        "unclosed.md": b"$x = 1\n\n" + text.encode(),
        "script.md": b"<script>\n\n" + text.encode(),
        "comment.md": b"<!--\n\n" + text.encode(),
        "bomb.tex": b"".join(rb"\newcommand{\m%c}{\m%c\m%c}" % (97 + i, 96 + i, 96 + i) for i in range(1, 26)) + text.encode(),
    }.items():
        (tmp_path / name).write_bytes(data)
    found = find_in_paths([str(tmp_path)])
    refuted = {Path(one.file).name for one in found.findings for claim in one.claims if claim.status is Standing.REFUTED}
    assert refuted == {"bom.md", "crlf.md", "braces.md", "unclosed.md", "script.md", "comment.md", "bomb.tex"}
    messages = (*found.messages, *(message for one in found.findings for message in one.messages))
    told = {(Path(message.file).name, message.code) for message in messages}
    assert told >= {
        *((name, "not-text") for name in ("utf16.md", "nul.md", "surrogate.md")),
        *((name, "too-large") for name in ("roles.rst", "cells.ipynb", "dollars.md", "large.md", "braces.md")),
    }


def test_a_note_of_a_megabyte_is_not_too_much() -> None:
    page = (Path(__file__).parents[1] / "benchmarks/note.md").read_text(encoding="utf-8")
    assert too_much(Source("long.md", page * (10**6 // len(page) + 1))) is None
    section = (
        r"\section{A} Let $f$ be \emph{continuous}.\n\begin{equation*}\n\frac{f(x)}{\sin x} = \lim_{h \to 0} 1\n\end{equation*}\n"
    )
    assert too_much(Source("long.tex", f"{section}{'words ' * 100}\n\n" * 1_400, Markup.LATEX)) is None
