"""Which sources paths name: folders with all markups, LaTeX files with those they read, what cannot be read."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from builder.diagnostics.diagnostic import Diagnostic
from builder.document.gather import DEPTH, gather
from builder.source import Markup, Source
from tests.checking import check_paths

pytestmark = pytest.mark.usefixtures("spare_workers")


@pytest.fixture(autouse=True)
def _inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def names(*paths: str) -> list[list[str]]:
    """For each source the files that it is made of."""
    return [
        [segment.name for segment in source.segments] or [source.name] for source in gather(paths) if isinstance(source, Source)
    ]


def test_a_folder_gives_all_files_that_may_hold_mathematics() -> None:
    cell = {"cell_type": "markdown", "source": "$a$", "metadata": {}}
    write(
        {
            **{f"n/{name}": "$a$" for name in ("a.md", "b.qmd", "c.tex", "d.rst", "e.txt", "f.py", ".g/h.md", "sub/i.Rmd")},
            "n/j.ptx": "<p/>",
            "n/k.xml": "<p><m>a</m></p>",
            "n/l.xml": "<project/>",
            "n/m.ipynb": json.dumps({"cells": [cell]}),
        }
    )
    assert [name for (name,) in names("n")] == [
        f"n/{name}" for name in ("a.md", "b.qmd", "c.tex", "d.rst", "j.ptx", "k.xml", "m.ipynb", "sub/i.Rmd")
    ]


def test_a_file_that_another_one_reads_is_a_part_of_it() -> None:
    write(
        {
            "n/main.tex": "\\usepackage{own}\\begin{document}\\input{one}\\include{parts/two.tex}%\\input{four}\n\\end{document}",
            "n/one.tex": "\\input three",
            "n/three.tex": "$a$",
            "n/parts/two.tex": "$b$",
            "n/four.tex": "$c$",
            "n/own.sty": "\\newcommand{\\R}{\\mathbf R}",
        }
    )
    whole = ["n/main.tex", "n/own.sty", "n/one.tex", "n/three.tex", "n/parts/two.tex"]
    assert names("n") == [["n/four.tex"], whole]
    assert names("n/main.tex") == [whole]


def test_two_documents_share_macros_but_no_chapter() -> None:
    main = "\\input{macros}\n\\begin{document}\\input{chapter}\\end{document}"
    write({"a.tex": main, "b.tex": main, "macros.tex": "\\def\\a{b}", "chapter.tex": "$a$"})
    assert names(".") == [["a.tex", "macros.tex", "chapter.tex"], ["b.tex", "macros.tex"]]


def test_files_that_read_each_other_in_a_ring_are_read_once() -> None:
    write({"a.tex": "\\input{b}", "b.tex": "\\input{c}", "c.tex": "\\input{a}\\input{c}"})
    assert names(".") == [["a.tex", "b.tex", "c.tex"]]


def test_no_file_outside_of_the_folder_is_read() -> None:
    write({"secret.tex": "$1 = 2$", "n/a.tex": "\\input{../secret} \\input{/etc/passwd} \\input{link}"})
    os.symlink("../secret.tex", "n/link.tex")
    found = list(gather(["n/a.tex"]))
    assert [one.text for one in found if isinstance(one, Source)] == [Path("n/a.tex").read_text(encoding="utf-8")]
    told = [one.message for one in found if isinstance(one, Diagnostic)]
    assert [message.split()[0] for message in told] == ["secret.tex", "n/link.tex"]
    assert all("outside of the folder" in message for message in told)


def test_files_are_followed_to_a_depth() -> None:
    write({f"a{number}.tex": f"\\input{{a{number + 1}}}" for number in range(30)})
    (whole,) = names("a0.tex")
    assert len(whole) == DEPTH + 1


@pytest.mark.parametrize(
    "paths", [("n", "n/one.tex"), ("n/one.tex", "n"), ("n/main.tex", "n/one.tex"), ("n/one.tex", "./n/main.tex")]
)
def test_a_file_that_is_named_beside_the_one_that_reads_it_is_told_once_at_its_own_place(paths: tuple[str, ...]) -> None:
    write({"n/main.tex": "\\input{one}", "n/one.tex": "words\n\n$1 = 2$\n"})
    checked = check_paths(paths)
    told = [document.document.source.address(d.span.start) for document in checked.documents for d in document.diagnostics]
    assert told == ["n/one.tex:3:2"]


BOOK = {
    "n/book.ptx": """<pretext xmlns:xi="http://www.w3.org/2001/XInclude"><docinfo><xi:include href="macros.xml"/></docinfo><book>
<!-- <xi:include href="four.ptx"/> -->
<xi:include href="./parts/one.ptx"><xi:fallback><p><m>1 = 4</m></p></xi:fallback></xi:include>
<p>Then <m>1 = 2</m>.</p><xi:include parse="text" href="listing.ptx"/></book></pretext>""",
    "n/macros.xml": r"<macros>\newcommand{\sq}[1]{#1^2}</macros>",
    "n/parts/one.ptx": """\ufeff<?xml version="1.0"?><chapter xmlns:xi="http://www.w3.org/2001/XInclude">
<p>Let <m>f(x) = \\sq{x}</m>.</p><xi:include href="two.ptx"/>
<p>Hence <m>f'(x) = 5x</m>.</p></chapter>""",
    "n/parts/two.ptx": "<section><p>Hence <m>f'(x) = 3x</m>.</p>\n</section>",
    "n/four.ptx": "<p><m>f'(x) = 4</m></p>",
    "n/listing.ptx": "<p><m>1 = 3</m></p>",
}


def addresses(*paths: str) -> list[tuple[str, str]]:
    """The place and the code of each message."""
    checked = check_paths(paths)
    told = [*checked.diagnostics, *(d for document in checked.documents for d in document.diagnostics)]
    return [(one.code, one.source.address(one.span.start)) for one in told]


def test_the_parts_of_a_book_of_pretext_are_read_where_they_are_named() -> None:
    write(BOOK)
    assert names("n") == [
        ["n/book.ptx", "n/macros.xml", "n/parts/one.ptx", "n/parts/two.ptx"],
        ["n/four.ptx"],
        ["n/listing.ptx"],
    ]
    assert sorted(addresses("n/book.ptx")) == [
        ("wrong-step", "n/book.ptx:4:12"),
        ("wrong-step", "n/parts/one.ptx:3:21"),
        ("wrong-step", "n/parts/two.ptx:1:30"),
    ]


def test_no_part_of_a_book_outside_of_the_folder_is_read_and_none_twice() -> None:
    include = '<xi:include href="{}"/>'
    refused = (
        "../secret.ptx",
        "/etc/passwd",
        "https://example.org/a.ptx",
        "file:///etc/passwd",
        "book.ptx",
        "a.ptx",
        "a.ptx",
        "link.ptx",
    )
    write({"secret.ptx": "<p><m>1 = 2</m></p>", "n/a.ptx": f"<p><m>1 = 3</m>{include.format('book.ptx')}</p>"})
    write({"n/book.ptx": f"<book>{''.join(map(include.format, refused))}</book>"})
    os.symlink("../secret.ptx", "n/link.ptx")
    assert names("n/book.ptx") == [["n/book.ptx", "n/a.ptx"]]
    assert sorted(addresses("n/book.ptx")) == [
        ("not-understood", "n/book.ptx:1:239"),
        ("not-understood", "n/book.ptx:1:7"),
        ("wrong-step", "n/a.ptx:1:7"),
    ]


def test_the_parts_of_a_book_are_followed_to_a_depth() -> None:
    write({f"a{number}.ptx": f'<p><xi:include href="a{number + 1}.ptx"/></p>' for number in range(30)})
    (whole,) = names("a0.ptx")
    assert len(whole) == DEPTH + 1


def test_a_part_that_is_broken_keeps_the_book_from_nothing() -> None:
    book = '<book><xi:include href="a.ptx"/><p>Then <m>1 = 2</m>.</p></book>'
    write({"book.ptx": book, "a.ptx": "<section>\n<p><m>1 = 3</m> <m>1 = "})
    assert sorted(addresses(".")) == [("not-text", "a.ptx:2:24"), ("wrong-step", "a.ptx:2:7"), ("wrong-step", "book.ptx:1:44")]


BROKEN: dict[str, bytes] = {
    "utf16.tex": "\\section{a}".encode("utf-16"),
    "nul.rst": b"a\0b",
    "large.tex": b"$x$\n" * 2_000_000,
    "large.ptx": b"<p>" * 2_000_000,
    "entities.ptx": b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p><m>&b;</m></p>',
    "unclosed.ptx": b"<p><m>1 = 1</m>",
    "json.ipynb": b'{"cells": [',
    "deep.ipynb": b"[" * 200_000,
    "empty.ipynb": b"",
    "unclosed.tex": b"\\begin{align} a = b",
    "deep.rst": b"".join(b" " * depth + b"a\n\n" for depth in range(2_000)),
}


def test_what_is_broken_is_told_and_the_others_are_checked() -> None:
    for name, data in BROKEN.items():
        Path(name).write_bytes(data)
    write({"good.tex": "Then $(x^2)' = 3x$.", "good.rst": "Then :math:`(x^2)' = 3x`."})
    started = time.monotonic()
    checked = check_paths(["."])
    assert time.monotonic() - started < 60
    told = {d.source.name for d in checked.diagnostics} | {d.document.source.name for d in checked.documents if d.diagnostics}
    assert told == {*BROKEN, "good.tex", "good.rst"}
    refuted = {d.document.source.name for d in checked.documents if any(r.standing.value == "refuted" for r in d.relations)}
    assert refuted == {"good.tex", "good.rst"}


def test_a_part_that_cannot_be_read_is_told_and_a_ring_comes_last() -> None:
    write({"a.tex": "\\input{b}", "c.tex": "\\input{d}", "d.tex": "\\input{c}", "e.tex": "words"})
    Path("b.tex").write_bytes(b"\xff")
    found = [one.name if isinstance(one, Source) else one.code for one in gather(["."])]
    assert found == ["a.tex", "not-text", "e.tex", "c.tex"]


def test_standard_input_is_what_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        class buffer:
            @staticmethod
            def read(limit: int) -> bytes:
                return b"One :math:`a`."[:limit]

    monkeypatch.setattr("sys.stdin", Input)
    assert [one.markup for one in gather(["-"]) if isinstance(one, Source)] == [Markup.RESTRUCTUREDTEXT]
    assert [one.markup for one in gather(["-"], markup=Markup.LATEX) if isinstance(one, Source)] == [Markup.LATEX]
