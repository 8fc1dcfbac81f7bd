"""What stands above a document: where it begins and ends, what it says, and what is wrong with it."""

from __future__ import annotations

import pytest

from builder.document.document import FrontMatter, Paragraph
from builder.document.front_matter import SIZE_LIMIT, read_front_matter
from builder.document.markdown import read_markdown
from builder.source import Source


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("---\ntitle: A: b\n---\n", None),
        ("---\ntitle: Powers\norder: -3\ndraft: true\nslug: p\n---\n", FrontMatter("Powers", order=-3, slug="p", draft=True)),
        ("---\nupdated: 2026-02-28\n---\n", FrontMatter(updated="2026-02-28")),
        ("---\nknows: [sum, power]\n---\n", FrontMatter(known=("sum", "power"))),
        ("---\nknows: sum, power\n---\n", FrontMatter(known=("sum", "power"))),
        ("---\nmacros:\n  R: \\mathbb{R}\n  \\sq: '#1^2'\n---\n", FrontMatter(macros={r"\R": r"\mathbb{R}", r"\sq": "#1^2"})),
        ("---\nassume: x > 0\n...\n", FrontMatter(assume="x > 0")),
        ("---\r\ntitle: A\r\n---\r\n", FrontMatter("A")),
        ("\ufeff---\ntitle: A\n---\n", FrontMatter("A")),
        # Words that YAML would turn into something else stay words.
        ("---\ntitle: no\ndescription: 1:30\n---\n", FrontMatter("no", "1:30")),
        ("---\ntitle: 2026-01-01\n---\n", FrontMatter("2026-01-01")),
        # Two rules around a paragraph are no front matter.
        ("---\njust words\n---\n", FrontMatter()),
        ("---\n\n---\n", FrontMatter()),
        ("text\n---\ntitle: A\n---\n", FrontMatter()),
    ],
)
def test_front_matter_says(text: str, values: FrontMatter | None) -> None:
    head = read_front_matter(Source("a.md", text))
    if values is None:
        assert [d.code for d in head.diagnostics] == ["bad-front-matter"]
    else:
        assert (head.values, head.diagnostics) == (values, ())


def test_the_document_begins_behind_it() -> None:
    text = "---\ntitle: A\n---\nText"
    assert text[read_front_matter(Source("a.md", text)).end :] == "\nText"
    assert read_front_matter(Source("a.md", "Text")).end == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitel: A\n---\n", "`titel` is not known"),
        ("---\ntitle: A\ntitle: B\n---\n", "`title` is set twice"),
        ("---\ntitle: [A]\n---\n", "`title` is a text"),
        ("---\norder: first\n---\n", "`order` is a whole number"),
        ("---\ndraft: yes\n---\n", "`draft` is true or false"),
        ("---\nupdated: 2026-02-29\n---\n", "`updated` is a day"),
        ("---\nupdated: 20260228\n---\n", "`updated` is a day"),
        ("---\nupdated: [2026-02-28]\n---\n", "`updated` is a text"),
        ("---\nmacros: R\n---\n", "`macros` is a map from commands to what they stand for"),
        ("---\nknows: {a: b}\n---\n", "`knows` is a list"),
        ("---\nknows: [[a]]\n---\n", "a list inside a list is not read"),
        ("---\ntitle: *a\n---\n", "aliases are not read"),
        ("---\ntitle: &a A\n---\n", "anchors are not read"),
        ("---\n[a]: b\n---\n", "a key is a plain word"),
        ("---\ntitle: A\n", "the front matter has no end"),
        ("---\ntitle: A\n" + "#" * (SIZE_LIMIT + 10), "the front matter is larger than 16 KiB"),
        ("---\n- title: A\n---\n", "front matter is a list of `key: value` lines"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, message: str) -> None:
    head = read_front_matter(Source("a.md", text))
    assert message in [diagnostic.message for diagnostic in head.diagnostics]
    assert all(d.code == "bad-front-matter" and 0 <= d.span.start < d.span.end <= len(text) for d in head.diagnostics)


def test_an_alias_never_expands() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c\n---\n"
    head = read_front_matter(Source("a.md", bomb))
    assert head.values.title == "" and len(head.diagnostics) < 20


def test_nesting_is_bounded() -> None:
    for nested in ("[" * 16_000, "{" * 16_000, "\n " + "- " * 8_000):  # YAML would take minutes for the first two
        head = read_front_matter(Source("a.md", f"---\ntitle: {nested}\n---\n"))
        assert [d.message for d in head.diagnostics] == ["this is nested too deeply"] and head.values.title == ""


def test_formulas_of_titles_and_descriptions_are_read_at_their_places() -> None:
    text = (
        "---\ntitle: \"Why $\\\\sin 0 = 1$\"\ndescription: and \\(2 + 2 = 5\\)\nsubtitle: 'it''s $1 = 2$, $5'\n"
        "abstract: |\n  Two lines,\n  $3 = 4$\nauthor: $5 = 6$\n---\n\nThen $7 = 7$.\n"
    )
    document = read_markdown(Source("x.md", text))
    formulas = [
        part.formula for one in document.flow if isinstance(one, Paragraph) for part in one.parts if not isinstance(part, str)
    ]
    assert [formula.latex for formula in formulas] == ["\\sin 0 = 1", "2 + 2 = 5", "1 = 2", "3 = 4", "7 = 7"]
    assert [formula.number for formula in formulas] == [0, 1, 2, 3, 4]
    assert [text[formula.offsets[-1] - 1] for formula in formulas] == ["1", "5", "2", "4", "7"]
    assert document.front_matter.title == "Why $\\sin 0 = 1$"
