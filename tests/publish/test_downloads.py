"""Derivations as files: they are whole, they are linked, and what is special in LaTeX or Markdown stays a character."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.downloads import article, notebook
from builder.publish.mathematics import Setting
from builder.publish.nodes import DerivationBlock, Mark, Maths, Row, Text, values_in
from builder.publish.page import make_page
from builder.publish.plan import plan
from builder.source import Source
from tests.publish.sample import check_by_hand

TEXT = r"""---
macros:
  half: "\\frac{1}{2}"
  twice: "#1 #1 \\half"
---
# Roots & 100 %

:::{derive}
f(x) = \sqrt{\sin(x^2)}
:::

:::{check}
f'(x) &= \twice{x} && \text{product rule} \\
      &= 2x \sin x
:::
"""
MARK = Mark("proved", "proved", "proved")


def blocks_of(text: str) -> list[DerivationBlock]:
    path = PurePosixPath("page.md")
    document = read_markdown(Source("page.md", text))
    planned = plan(Config(title="A site"), {path: document})
    made = make_page(check_by_hand(document), planned, planned.pages[0], {}, Path("nowhere"))
    return [block for block in values_in(made.page.blocks) if isinstance(block, DerivationBlock)]


def strange() -> DerivationBlock:
    """A derivation whose words have what is special somewhere."""
    words = Text("50 % of a_b & c#d ~ {x} ^ \\ $5 *really* `so` <b>[x](y)")
    row = Row("d1-1", "1", Setting("a"), Setting("= b", source="= b"), (words, Maths(Setting("x^2"))), MARK, "a = b")
    return DerivationBlock("d1-steps", (words,), "check", (), (), "By hand", (row,), None, "A note: 5 %")


def test_an_article_has_the_task_the_rows_their_reasons_and_what_they_rest_on() -> None:
    text = article(blocks_of(TEXT)[0], "Roots")
    assert r"\[ f(x) = \sqrt{\sin(x^2)} \]" in text
    assert r"\frac{dy}{dv} &= \frac{1}{2\sqrt{v}} && \text{\why{Power rule for $v^{1/2}$.}} \\" in text
    assert "where\n\\begin{align*}\n(x^2)' &= 2x" in text
    assert text.rstrip().endswith("Proved, where $\\sin(x^2) > 0$.\n\\end{document}") and "htmlClass" not in text


def test_a_row_of_the_author_keeps_its_sign_and_brings_its_macros() -> None:
    text = article(blocks_of(TEXT)[1], "Roots")
    assert "&= 2x \\sin x" in text and "\\def\\half{\\frac{1}{2}}\n\\def\\twice#1{#1 #1 \\half}\n" in text
    assert "\\def" not in article(blocks_of(TEXT)[0], "Roots")


@pytest.mark.parametrize("block", [*blocks_of(TEXT), strange()], ids=["derive", "check", "strange"])
def test_a_notebook_is_valid_and_runs_nothing(block: DerivationBlock) -> None:
    read = nbformat.reads(notebook(block, "Roots").decode(), as_version=4)
    nbformat.validate(read)
    assert (read.nbformat, read.nbformat_minor) == (4, 5) and {cell.cell_type for cell in read.cells} == {"markdown"}
    assert len(read.cells) == 2 + len(block.rows)


def test_words_stay_words_in_a_notebook() -> None:
    read = nbformat.reads(notebook(strange(), "x").decode(), as_version=4)
    assert r"\$5 \*really\* \`so\` \<b\>\[x\](y)$x^2$" in read.cells[1].source


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex on this machine")
@pytest.mark.parametrize("block", [*blocks_of(TEXT), strange()], ids=["derive", "check", "strange"])
def test_an_article_compiles(block: DerivationBlock, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(article(block, "Roots & 100 %"), "utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "a.tex"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def test_links_lead_to_the_files_from_a_folder_too() -> None:
    from builder.publish.compose import compose
    from builder.publish.mathematics import Typesetter

    path = PurePosixPath("a chapter/a page.md")
    document = read_markdown(Source("page.md", TEXT))
    planned = plan(Config(title="A site"), {path: document})
    with Typesetter() as typesetter:
        composed = compose(planned, {path: check_by_hand(document)}, Path("nowhere"), typesetter)
    html = LexborHTMLParser(composed.files["a-chapter/a-page.html"].decode())
    links = [link.attributes["href"] for link in html.css("a[download]")]
    assert links == [f"a-page.{anchor}-steps.{ending}" for anchor in ("d1", "d2") for ending in ("tex", "ipynb")]
    assert all(f"a-chapter/{link}" in composed.files for link in links)
