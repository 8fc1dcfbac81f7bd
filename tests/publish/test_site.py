"""A fault of a template is told with its line, and nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builder.publish import templates
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
    monkeypatch.setattr(templates, "templates_folder", lambda: folder)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n", "utf-8")
    (tmp_path / "surestep.toml").write_text('title = "A site"\n', "utf-8")
    built = build_site(tmp_path, jobs=1)
    (told,) = built.diagnostics
    assert told.code == "template-error" and told.message.startswith(message)
    assert told.source.name == str(base) and told.source.text[told.span.start : told.span.end] == line
    assert not built.written and not (tmp_path / "site").exists()


OWN_FAULTS = [
    ("{% if x %}", "Encountered unknown tag 'endblock'"),
    ("{{ page.name.foo }}", "has no attribute 'foo'"),
    ("{{ 1 / 0 }}", "division by zero"),
    ("{{ page.counts[99] + 1 }}", "no element 99"),
    ("{{ 'x' * 9 }}", "templates do not multiply"),
    ("{{ 9 ** 9 ** 9 }}", "templates do not multiply"),
    ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
    ("{{ cycler.__init__.__globals__ }}", "access to attribute '__init__'"),
    ('{% include "../surestep.toml" %}', "'../surestep.toml' not found"),
    ('{% include "out.html" %}', "'out.html' not found"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "maximum recursion depth"),
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "are not done after"),
]


@pytest.mark.parametrize(("line", "message"), OWN_FAULTS, ids=[row[0][:30] for row in OWN_FAULTS])
def test_a_fault_of_an_authors_template_is_told_with_its_line_and_the_last_site_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, message: str
) -> None:
    monkeypatch.setattr(templates, "SECONDS", 1)
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "content" / "index.md").write_text("# A page\n", "utf-8")
    assert build_site(root, jobs=1).written
    before = (root / "site" / "index.html").read_bytes()
    (tmp_path / "out.html").write_text("a secret", "utf-8")
    (root / "templates" / "pages").mkdir(parents=True)
    (root / "templates" / "out.html").symlink_to(tmp_path / "out.html")
    own = root / "templates" / "pages" / "page.html"
    own.write_text(f'{{% extends "surestep/pages/page.html" %}}\n{{% block main %}}\n{line}\n{{% endblock %}}\n', "utf-8")
    built = build_site(root, jobs=1)
    (told,) = built.diagnostics
    assert told.code == "template-error" and message in told.message and told.source.name == str(own)
    if "if x" not in line:  # its end is missing, which is seen at the next tag
        assert told.source.text[told.span.start : told.span.end] == line
    assert not built.written and built.status == 1 and (root / "site" / "index.html").read_bytes() == before


def test_templates_of_an_author_go_before_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n\n:::{note} So\nWords.\n:::\n", "utf-8")
    (tmp_path / "surestep.toml").write_text('templates = "theme"\n', "utf-8")
    (told,) = build_site(tmp_path, jobs=1).diagnostics
    assert (told.code, told.source.text[told.span.start : told.span.end]) == ("bad-configuration", "templates")
    pages = tmp_path / "theme" / "pages"
    pages.mkdir(parents=True)
    (pages / "base.html").write_text('{% extends "surestep/pages/base.html" %}{% block fonts %}own.woff2 {% endblock %}', "utf-8")
    (pages / "body.html").write_text("<h1>{{ page.name }}</h1><p>{{ page.blocks|length }} with <b>mine</b></p>", "utf-8")
    assert build_site(tmp_path, jobs=1).written
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "<h1>A page</h1><p>2 with <b>mine</b></p>" in page and 'class="box' not in page
    assert 'data-fonts="own.woff2 ' in (tmp_path / "site" / "404.html").read_text("utf-8")


def test_a_template_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n", "utf-8")
    (tmp_path / "templates" / "pages").mkdir(parents=True)
    (tmp_path / "templates" / "pages" / "page.html").write_bytes(b"\xff\xfe")
    (told,) = build_site(tmp_path, jobs=1).diagnostics
    assert (told.code, told.message) == ("template-error", "this template is not UTF-8")


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


def test_a_strict_build_publishes_nothing_that_is_not_proved(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# A page\n\nThen $\\deg(q) = 3$, and $x + x = 2x$.\n", "utf-8")
    built = build_site(tmp_path, strict=True, jobs=1)
    assert (built.written, built.status, built.unproved) == (False, 1, 1)
    assert build_site(tmp_path, jobs=1).written
