"""A folder in one page: every address is there once, and every link of the folder's pages to one another leads to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.chapters import in_one, wholes
from builder.publish.compose import Composed, compose
from builder.publish.mathematics import Typesetter
from builder.publish.plan import plan
from builder.source import Source
from tests.publish.sample import check_by_hand

DERIVE = ":::{derive}\nf(x) = \\sqrt{\\sin(x^2)}\n:::\n"
ROOT = ':::{exercise} A root\n:label: root\n\nFind `x id="y"`.\n:::\n'
LINKS = "[One](one.md), [its exercise](one.md#root), [the start](../index.md), [here](#below)."
PAGES = {
    "index.md": "# A site\n\nWords.\n",
    "a/index.md": f"# The part\n\n{LINKS}\n\n## Below\n",
    "a/one.md": f"# One\n\n{ROOT}\n{DERIVE}\n## Below\n",
    "a/two.md": "---\norder: 1\n---\n# Two\n\nSee [](#root), and [below](one.md#below).\n\n## Below\n",
    "b/alone.md": "# Alone\n",
}


def site(texts: Mapping[str, str]) -> Composed:
    documents = {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in texts.items()}
    checked = {path: check_by_hand(document) for path, document in documents.items()}
    with Typesetter() as typesetter:
        return compose(plan(Config(title="A site"), documents), checked, Path("none"), typesetter)


def test_a_folder_of_several_pages_is_one_page_in_order() -> None:
    composed = site(PAGES)
    assert not composed.diagnostics
    assert [name for name in composed.files if name.endswith("in-one-page.html")] == ["a/in-one-page.html"]
    page = LexborHTMLParser(composed.files["a/in-one-page.html"].decode())
    assert [part.attributes["id"] for part in page.css(".of-whole")] == ["index", "two", "one"]
    assert [title.text() for title in page.css("h1")] == ["The part", "Two", "One"]
    ids = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert set(ids.values()) == {1} and "one--root" in ids and "two--below" in ids
    links = [str(link.attributes["href"]) for link in page.css(".of-whole a[href]")]
    assert {"#one", "#one--root", "../index.html", "#index--below", "#one--below", "#one--rule--power"} <= set(links)
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    named = [name for node in page.css("[aria-labelledby]") for name in str(node.attributes["aria-labelledby"]).split()]
    assert named and set(named) <= set(ids)
    assert [code.text() for code in page.css("code")] == ['x id="y"']


def test_pages_lead_to_that_of_their_folder() -> None:
    composed = site(PAGES)
    for name, ways in (("a/one.html", ["in-one-page.html"]), ("b/alone.html", []), ("index.html", [])):
        links = [link.attributes["href"] for link in LexborHTMLParser(composed.files[name].decode()).css(".knows a")]
        assert [link for link in links if "in-one-page" in str(link)] == ways


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<p id="x">', '<p id="a--x">'),
        ('<a href="b.html">', '<a href="#b">'),
        ('<a href="b.html#x">', '<a href="#b--x">'),
        ('<a href="#x">', '<a href="#a--x">'),
        ('<a href="../b.html#x">', '<a href="../b.html#x">'),
        ('<a href="https://example.org/b.html#x">', '<a href="https://example.org/b.html#x">'),
        ('<a href="a.d1-steps.tex" download>', '<a href="a.d1-steps.tex" download>'),
        ('<g aria-labelledby="x y" fill="url(#z)">', '<g aria-labelledby="a--x a--y" fill="url(#a--z)">'),
        ('<p data-href="b.html">id=&#34;x&#34;</p>', '<p data-href="b.html">id=&#34;x&#34;</p>'),
    ],
)
def test_addresses_and_links(html: str, shown: str) -> None:
    assert in_one(html, "c/a.html", ("c/a.html", "c/b.html")) == shown


def test_the_name_is_no_authors_to_give() -> None:
    documents = {PurePosixPath("a/in-one-page.md"): read_markdown(Source("x.md", "# X\n"))}
    planned = plan(Config(), documents)
    assert [one.code for one in planned.diagnostics] == ["output-clash"] and wholes(planned) == ()
