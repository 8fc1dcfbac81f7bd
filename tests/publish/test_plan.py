"""Which pages come from which sources, their names, their order; and names that clash."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.config import Config
from builder.document.document import Document
from builder.document.markdown import read_markdown
from builder.publish.navigation import Entry, navigation, relative
from builder.publish.nodes import plain
from builder.publish.plan import Plan, plan, readable, slug
from builder.source import Source, Span


def documents(files: dict[str, str]) -> dict[PurePosixPath, Document]:
    return {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in files.items()}


def planned(files: dict[str, str], **settings: object) -> Plan:
    return plan(Config(**settings), documents(files))  # type: ignore[arg-type]


def codes(site: Plan) -> list[str]:
    return [diagnostic.code for diagnostic in site.diagnostics]


SLUGS = [
    ("Chain Rule", "chain-rule"),
    ("chain_rule", "chain-rule"),
    ("straße", "strasse"),
    ("Übung 3", "ubung-3"),
    ("日本語", "page"),
    ("..", "page"),
    ("CON", "con-page"),
    ("nul", "nul-page"),
    ("a" * 300, "a" * 90),
    ("-x-", "x"),
    ("a/../b", "a-b"),
    ("trailing.", "trailing"),
]


@pytest.mark.parametrize(("name", "expected"), SLUGS)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_every_slug_is_a_harmless_name(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made) and len(f"{made}.html") <= 100


@pytest.mark.parametrize(("name", "title"), [("02-chain_rule", "Chain rule"), ("3-power-rule", "Power rule"), ("42", "42")])
def test_titles_from_names(name: str, title: str) -> None:
    assert readable(name) == title


def test_order_is_front_matter_then_name_and_the_index_comes_first() -> None:
    site = planned(
        {
            "index.md": "# Home",
            "b.md": "---\norder: 1\n---\n# B",
            "a.md": "---\norder: 2\n---\n# A",
            "2-chapter/z.md": "# Z",
            "2-chapter/index.md": "---\norder: 9\n---\n# Chapter two",
            "1-chapter/y.md": "# Y",
        }
    )
    assert [page.output for page in site.pages] == [
        "index.html",
        "b.html",
        "a.html",
        "2-chapter/index.html",
        "2-chapter/z.html",
        "1-chapter/y.html",
    ]
    assert not site.diagnostics


def test_the_configuration_can_order_the_top() -> None:
    files = {"index.md": "# Home", "a.md": "# A", "c/x.md": "# X", "b.md": "# B"}
    site = planned(files, navigation=("b", "c"))
    assert [page.output for page in site.pages] == ["index.html", "b.html", "c/x.html", "a.html"]
    assert [page.output for page in planned(files, navigation=("b.md", "c/")).pages] == [page.output for page in site.pages]
    assert codes(planned(files, navigation=("b", "zz"))) == ["bad-configuration"]


def test_a_name_that_is_not_there_is_told_at_its_line() -> None:
    setting = Source("surestep.toml", 'title = "T"\nnavigation = ["chian.md"]\n')
    (fault,) = plan(
        Config(navigation=("chian.md",)), documents({"chain.md": "# A"}), place_of=lambda key: (setting, Span(12, 22))
    ).diagnostics
    assert (fault.source, fault.span, fault.help) == (setting, Span(12, 22), "did you mean `chain`?")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Told\n---\n# Heading", "Told"),
        ("# The rule for $x^n$ and *more*", "The rule for $x^n$ and more"),
        ("text only", "Some page"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert planned({"some-page.md": text}).pages[0].title == title


CLASHES = [
    (["chain.md", "Chain.md"], 1),
    (["straße.md", "strasse.md"], 1),
    (["a b.md", "a-b.md", "a_b.md"], 2),
    (["e\u0301.md", "\u00e9.md"], 1),
    (["report.md"], 1),
    (["404.md"], 1),
    (["assets/x.md"], 1),
    (["media/x.md"], 1),
    (["x/report.md"], 0),
    (["chapter.md", "chapter/index.md"], 0),
]


@pytest.mark.parametrize(("names", "number"), CLASHES, ids=str)
def test_clashes(names: list[str], number: int) -> None:
    assert codes(planned(dict.fromkeys(names, "# Title"))) == ["output-clash"] * number


def test_a_slug_of_the_front_matter_can_not_leave_its_folder() -> None:
    site = planned({"c/x.md": "---\nslug: ../../etc/passwd\n---\n# X"})
    assert site.pages[0].output == "c/etc-passwd.html"


def test_drafts_are_left_out() -> None:
    files = {"index.md": "# A", "draft.md": "---\ndraft: true\n---\n# D"}
    assert len(planned(files).pages) == 1
    assert len(plan(Config(), documents(files), drafts=True).pages) == 2


def titles(entries: tuple[Entry, ...]) -> list[object]:
    return [(plain(entry.title), entry.href, entry.here, titles(entry.entries)) for entry in entries]


def test_ways_through_a_site() -> None:
    site = planned({"index.md": "# Home", "c/index.md": "# C", "c/x.md": "# X", "d/y.md": "# Y"})
    ways = navigation(site, "c/x.html")
    assert titles(ways.tree) == [
        ("Home", "../index.html", False, []),
        ("C", "index.html", False, [("X", "x.html", True, [])]),
        ("D", "../d/y.html", False, []),
    ]
    assert [(plain(step.title), step.href) for step in ways.breadcrumbs] == [("C", "index.html")]
    assert ways.previous is not None and ways.previous.href == "index.html"
    assert ways.next is not None and ways.next.href == "../d/y.html"
    assert (ways.base, ways.report) == ("../", "../report.html")
    assert navigation(site, "report.html").previous is None


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4), st.lists(st.sampled_from(["a", "b", "c"]), max_size=4))
def test_relative_addresses_lead_back(one: list[str], other: list[str]) -> None:
    import posixpath

    page, target = "/".join([*one, "p.html"]), "/".join([*other, "t.html"])
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), relative(target, page))) == target


REDIRECTS = [
    ({"old.html": "a.html"}, None),
    ({"was/here.html": "c/x.html", "old.html": "a.html"}, None),
    ({"a.html": "c/x.html"}, "which is a page of the site"),
    ({"report.html": "a.html"}, "which is a page of the site"),
    ({"old.html": "b.html"}, "which is no page of the site"),
]


@pytest.mark.parametrize(("redirects", "message"), REDIRECTS)
def test_redirects_lead_from_nothing_to_a_page(redirects: dict[str, str], message: str | None) -> None:
    site = planned({"index.md": "# I", "a.md": "# A", "c/x.md": "# X"}, redirects=redirects)
    assert [message in diagnostic.message for diagnostic in site.diagnostics if message] == ([True] if message else [])
    assert codes(site) == (["bad-configuration"] if message else [])
