"""A fault of a template is told with its line, and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builder.publish import render
from builder.publish.assets import templates_folder
from builder.publish.site import build_site

pytestmark = pytest.mark.usefixtures("spare_workers")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{% if x %}", "Unexpected end of template"),
        ("{{ nope.foo.bar }}", "'nope' is undefined"),
        ('{% include "nope.html" %}', "'nope.html' not found"),
    ],
)
def test_a_fault_of_a_template_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, message: str
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(templates_folder(), folder, ignore=shutil.ignore_patterns("assets"))
    base = folder / "pages" / "base.html"
    base.write_text(base.read_text("utf-8") + line + "\n", "utf-8")
    monkeypatch.setattr(render, "templates_folder", lambda: folder)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n", "utf-8")
    (tmp_path / "surestep.toml").write_text('title = "A site"\n', "utf-8")
    built = build_site(tmp_path, jobs=1)
    (told,) = built.diagnostics
    assert told.code == "template-error" and told.message.startswith(message)
    assert told.source.name == str(base) and told.source.text[told.span.start : told.span.end] == line
    assert not built.written and not (tmp_path / "site").exists()


FAULTS = [
    ("```{check}\n(x^2)' &= 2x && \\text{the power rule} \\\\\n &= \\farc{1}{2}\n```", [("not-understood", "\\farc")]),
    ("```{check}\na &= b \\\\\n\\farc{1}{2} &= c\n```", [("not-understood", "\\farc")]),
    ("$$x = \\frac{1}{2$$", [("bad-math", "{")]),
    ("A function $f(x) = x^{2$.", [("bad-math", "{")]),
    ("Here $a = \\farc{1}{2}$ is a number.", [("bad-math", "\\farc")]),
    ("Here $\\begin{aligned} a &= b \\\\ \\farc &= 1 \\end{aligned}$.", [("bad-math", "\\farc")]),
]


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[row[0][:40] for row in FAULTS])
def test_what_cannot_be_set_is_told_once_at_its_place(tmp_path: Path, text: str, told: list[tuple[str, str]]) -> None:
    """It was told by the checker and by KaTeX, which counted characters that were no longer there."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text(f"# A page\n\n{text}\n", "utf-8")
    built = build_site(tmp_path, jobs=1)
    faults = [one for one in built.diagnostics if one.code in ("bad-math", "not-understood")]
    assert [(one.code, one.source.text[one.span.start : one.span.end].strip()) for one in faults] == told
    assert not built.written


def test_a_site_has_a_map_and_sends_readers_of_old_pages_on(tmp_path: Path) -> None:
    (tmp_path / "content" / "chapter").mkdir(parents=True)
    (tmp_path / "content" / "chapter" / "new & fine.md").write_text("# A page\n", "utf-8")
    settings = 'base_url = "https://example.org/a&b/"\n[redirects]\n"old/page.html" = "chapter/new-fine.html"\n'
    (tmp_path / "surestep.toml").write_text(settings, "utf-8")
    built = build_site(tmp_path, jobs=1)
    assert built.written, built.diagnostics
    site = ElementTree.parse(tmp_path / "site" / "sitemap.xml").getroot()
    assert [place.text for place in site.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        "https://example.org/a&b/chapter/new-fine.html"
    ]
    old = (tmp_path / "site" / "old" / "page.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../chapter/new-fine.html">' in old
    assert '<link rel="canonical" href="https://example.org/a&amp;b/chapter/new-fine.html">' in old


def test_a_site_without_an_address_has_no_map(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n", "utf-8")
    assert build_site(tmp_path, jobs=1).written
    assert not (tmp_path / "site" / "sitemap.xml").exists()


def test_a_site_may_have_a_style_sheet_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n", "utf-8")
    (tmp_path / "surestep.toml").write_text('style = "theme.css"\n', "utf-8")
    (told,) = build_site(tmp_path, jobs=1).diagnostics
    assert (told.code, told.source.text[told.span.start : told.span.end]) == ("bad-configuration", "style")
    (tmp_path / "theme.css").write_text(":root { --sure: red; }", "utf-8")
    assert build_site(tmp_path, jobs=1).written
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert page.index("assets/page.css") < page.index("assets/site.css")
    assert (tmp_path / "site" / "assets" / "site.css").read_text("utf-8") == ":root { --sure: red; }"


def test_a_style_sheet_does_not_lead_out_of_the_site(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "content" / "index.md").write_text("# A page\n", "utf-8")
    (tmp_path / "other.css").write_text(":root {}", "utf-8")
    (root / "theme.css").symlink_to(tmp_path / "other.css")
    (root / "surestep.toml").write_text('style = "theme.css"\n', "utf-8")
    assert [told.code for told in build_site(root, jobs=1).diagnostics] == ["bad-configuration"]


ATOM = "{http://www.w3.org/2005/Atom}"


def test_changes_are_in_a_feed_the_newest_first(tmp_path: Path) -> None:
    """What RFC 4287 asks of a feed and of each of its entries is there, each once."""
    (tmp_path / "content" / "chapter").mkdir(parents=True)
    for name, head in (
        ("index", ""),
        ("chapter/old", "updated: 2025-01-31\n"),
        ("chapter/new", "updated: 2026-11-28\ndescription: Less < more & so on\n"),
    ):
        (tmp_path / "content" / f"{name}.md").write_text(f"---\ntitle: {name} & $x^2$\n{head}---\n# A page\n", "utf-8")
    (tmp_path / "surestep.toml").write_text('title = "A & B"\nbase_url = "https://example.org/a&b/"\n', "utf-8")
    built = build_site(tmp_path, jobs=1)
    assert built.written, built.diagnostics
    feed = ElementTree.parse(tmp_path / "site" / "feed.xml").getroot()
    for part in (feed, *feed.iter(f"{ATOM}entry")):
        assert [len(part.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A & B" and feed.findtext(f"{ATOM}updated") == "2026-11-28T00:00:00Z"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "https://example.org/a&b/feed.xml", None: "https://example.org/a&b/"}
    told = [
        [entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "summary")] for entry in feed.iter(f"{ATOM}entry")
    ]
    assert told == [
        ["https://example.org/a&b/chapter/new.html", "chapter/new & x²", "2026-11-28T00:00:00Z", "Less < more & so on"],
        ["https://example.org/a&b/chapter/old.html", "chapter/old & x²", "2025-01-31T00:00:00Z", "chapter/old & x²"],
    ]
    assert 'type="application/atom+xml" title="A &amp; B" href="../feed.xml"' in (tmp_path / "site/chapter/new.html").read_text()
    assert "<lastmod>2026-11-28</lastmod>" in (tmp_path / "site" / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize(("settings", "head"), [('base_url = "https://example.org/"\n', ""), ("", "updated: 2026-11-28\n")])
def test_a_site_without_an_address_or_without_changes_has_no_feed(tmp_path: Path, settings: str, head: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text(f"---\ntitle: A page\n{head}---\n", "utf-8")
    (tmp_path / "surestep.toml").write_text(settings, "utf-8")
    assert build_site(tmp_path, jobs=1).written
    assert not (tmp_path / "site" / "feed.xml").exists() and "atom+xml" not in (tmp_path / "site" / "index.html").read_text(
        "utf-8"
    )
