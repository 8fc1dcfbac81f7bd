"""Pages: what stands on them, where their links lead, and that nothing of a source becomes markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest
from msgspec.structs import replace
from pytest_regressions.file_regression import FileRegressionFixture
from selectolax.lexbor import LexborHTMLParser

from builder.calculus.rules.book import RULES
from builder.calculus.rules.rule import Rule
from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.check.standing import Standing
from builder.check.values import with_values
from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.cited import cited_rule
from builder.publish.compose import SEARCH_INDEX, Composed, compose
from builder.publish.mathematics import Typesetter
from builder.publish.nodes import settings_in
from builder.publish.plan import plan
from builder.publish.rows import is_balanced
from builder.source import Source
from tests.publish.sample import check_by_hand, checked

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as engine:
        yield engine


def site(
    files: Mapping[str, str], typesetter: Typesetter, content: Path = Path("nowhere"), prose: Standing = Standing.PROVED
) -> Composed:
    documents = {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in files.items()}
    planned = plan(Config(title="A site"), documents)
    decided: dict[PurePosixPath, CheckedDocument] = {path: check_by_hand(document, prose) for path, document in documents.items()}
    return compose(planned, decided, content, typesetter)


def html_of(text: str, typesetter: Typesetter) -> LexborHTMLParser:
    composed = site({"page.md": text}, typesetter)
    assert not composed.diagnostics, composed.diagnostics
    return LexborHTMLParser(composed.files["page.html"].decode())


# ---------------------------------------------------------------------------------------------- rows

DERIVE = """
:::{exercise} A root
:label: root

Find $f'(x)$ given $f(x) = \\sqrt{\\sin(x^2)}$.
:::

::::{solution} root
:class: dropdown

:::{derive}
f(x) = \\sqrt{\\sin(x^2)}
:::
::::
"""

CHECK = """
:::{check}
f'(x) &= (x^2)' \\sin x + x^2 (\\sin x)' && \\text{product rule} \\\\
      &= 2x \\sin x + x^2 \\cos x
:::
"""

MISTAKE = """
:::{mistake}
:row: 2
:name: missing-inner-derivative
f'(x) &= (\\sin(x^2))' \\\\
      &= \\cos(x^2) \\\\
      &= \\cos x^2
:::
"""


def test_a_derivation_has_a_row_and_an_address_for_each_step(typesetter: Typesetter) -> None:
    tree = html_of(DERIVE, typesetter)
    rows = tree.css("ol.rows > li.row")
    addresses = ["ex1-given-1", *(f"ex1-{number}" for number in range(1, 8))]
    assert [row.attributes["id"] for row in rows] == addresses
    assert [row.css_first("a.ring").attributes["href"] for row in rows] == [f"#{address}" for address in addresses]
    assert "proved" in rows[1].css_first("a.ring").text() and "definition" in rows[0].css_first("a.ring").text()
    assert rows[4].css_first(".left") is not None and rows[5].css_first(".left") is None
    assert rows[1].css_first(".right .new") is not None
    assert rows[1].css_first(".why").text().startswith("Power rule for")
    assert len(rows[3].css("details.smaller li")) == 2
    assert rows[1].attributes["data-latex"] == r"\frac{dy}{dv} = \frac{1}{2\sqrt{v}}"
    evidence = rows[1].css_first("details.evidence").text()
    assert "same expression" in evidence and "12 points" in evidence
    answer = tree.css_first(".answer")
    assert answer.css_first(".badge").text() == "proved" and "7 of 7 rows are proved" in answer.text()
    assert tree.css_first("details.fold > summary").text() == "Solution of exercise 1"
    assert tree.css_first(".exercise").attributes["id"] == "root"


@pytest.mark.parametrize("option", ["goal", "find"])
def test_what_an_authors_derivation_is_to_find_stands_above_it(option: str, typesetter: Typesetter) -> None:
    tree = html_of(CHECK.replace(":::{check}\n", f":::{{check}}\n:{option}: f'(x)\n"), typesetter)
    task = tree.css_first(".derivation .task")
    assert task.text(strip=True).startswith("Find") and task.css_first("annotation").text() == "f'(x)"
    assert html_of(CHECK, typesetter).css_first(".task") is None


def test_an_authors_derivation_is_the_same_grid_with_its_reasons(typesetter: Typesetter) -> None:
    tree = html_of(CHECK, typesetter)
    rows = tree.css("ol.rows > li.row")
    assert [row.attributes["id"] for row in rows] == ["d1-1", "d1-2"]
    assert rows[0].css_first(".why").text() == "Product rule" and rows[1].css_first(".why") is None
    assert [row.css_first(".left") is None for row in rows] == [False, True]
    assert rows[1].css_first(".right annotation").text() == r"= 2x \sin x + x^2 \cos x"
    assert tree.css_first(".answer annotation").text() == r"f'(x) = 2x \sin x + x^2 \cos x"


def test_a_mistake_shows_which_row_is_wrong_and_why(typesetter: Typesetter) -> None:
    tree = html_of(MISTAKE, typesetter)
    rows = tree.css(".mistake li.row")
    assert ["wrong-row" in row.attributes["class"] for row in rows] == [False, True, False]
    assert rows[1].css_first(".right .wrong") is not None and "wrong" in rows[1].css_first("a.ring").text()
    told = tree.css_first("details.diagnosis").text(separator=" ")
    assert "Missing inner derivative" in told and "At " in told and "the left side is" in told and "It should be" in told
    assert tree.css_first(".repair annotation").text() == r"(\sin(x^2))' = \cos(x^2) \cdot 2x"


def test_the_footer_and_the_report_count(typesetter: Typesetter) -> None:
    composed = site({"page.md": DERIVE + CHECK, "b.md": "$$a = b$$"}, typesetter, prose=Standing.TESTED)
    page = LexborHTMLParser(composed.files["page.html"].decode())
    assert [item.text() for item in page.css(".tally li")] == ["11 proved", "1 definition"]
    report = LexborHTMLParser(composed.files["report.html"].decode())
    assert [cell.text() for cell in report.css("tfoot td")] == ["11", "1", "0", "0", "1", "0", "0"]
    assert "b.md:1" in report.css_first("ul.doubts").text()
    assert "1 is published without a proof" in composed.files["b.html"].decode()


def test_an_equation_of_which_no_word_says_what_it_is_shows_where_it_fails(typesetter: Typesetter) -> None:
    document = read_markdown(Source("page.md", "Look:\n\n$$\\cos x = x$$\n\nHere $2^x = x^2$.\n"))
    planned = plan(Config(), {PurePosixPath("page.md"): document})
    composed = compose(planned, {PurePosixPath("page.md"): check_document(document)}, Path("nowhere"), typesetter)
    tree = LexborHTMLParser(composed.files["page.html"].decode())
    shown = tree.css_first(".display details.unsaid")
    assert shown.css_first("summary").text().startswith("used, not claimed") and "the left side is" in shown.text()
    assert "does not hold for all values" in tree.css_first("span.doubt").text()
    assert "2 are published without a proof" in tree.html and "At x = 1/2 the left side is" in tree.css_first(".knows").text()
    assert "page.md:3" in composed.files["report.html"].decode()


def test_what_is_wrong_on_purpose_is_counted_as_that(typesetter: Typesetter) -> None:
    tree = html_of(MISTAKE, typesetter)
    assert [item.text() for item in tree.css(".tally li")] == ["2 proved", "1 wrong on purpose"]


def test_definitions_in_a_derivation_are_no_doubts(typesetter: Typesetter) -> None:
    text = CHECK.replace("f'(x) &= (x^2)'", "f(x) &= x^2 \\\\ f'(x) &= (x^2)'")
    document = read_markdown(Source("page.md", text))
    decided = check_by_hand(document)
    [(start, directive)] = decided.directives.items()
    rows = (replace(directive.relations[0], standing=Standing.DEFINITION, verdict=None), *directive.relations[1:])
    decided = replace(decided, directives={start: replace(directive, relations=rows)})
    planned = plan(Config(), {PurePosixPath("page.md"): document})
    composed = compose(planned, {PurePosixPath("page.md"): decided}, Path("nowhere"), typesetter)
    tree = LexborHTMLParser(composed.files["page.html"].decode())
    assert len(tree.css("li.row")) == 3 and tree.css_first(".note-line") is None


@pytest.mark.parametrize(
    ("latex", "balanced"),
    [
        ("x", True),
        ("{x", False),
        (r"\left( x", False),
        (r"\left( x \right)", True),
        (r"\leftarrow", True),
        (r"\{", True),
        ("}{", False),
    ],
)
def test_parts_that_can_be_set_alone(latex: str, balanced: bool) -> None:
    assert is_balanced(latex) is balanced


def really_checked(text: str, typesetter: Typesetter) -> LexborHTMLParser:
    """The page of a text that the judge decided."""
    document = read_markdown(Source("page.md", text))
    planned = plan(Config(), {PurePosixPath("page.md"): document})
    composed = compose(planned, {PurePosixPath("page.md"): check_document(document)}, Path("nowhere"), typesetter)
    assert not composed.diagnostics, composed.diagnostics
    return LexborHTMLParser(composed.files["page.html"].decode())


@pytest.mark.parametrize(
    ("latex", "standing"),
    [
        (r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}", "definition"),
        (r"\binom{n}{k} = \frac{n!}{k!\,(n - k)!}", "definition"),
        (r"\cosh x = \frac{e^x + e^{-x}}{2}", "definition"),
        (r"(a + b)^2 = a^2 + 2ab + b^2", "proved"),
        (r"\ln 1 = 0", "proved"),
    ],
)
def test_what_a_definition_introduces_is_a_definition(typesetter: Typesetter, latex: str, standing: str) -> None:
    """The formula for n choose k was said to be proved, by itself."""
    text = f"For integers $0 \\le k \\le n$:\n\n:::{{definition}} A name\nFor short,\n\n$$\n{latex}.\n$$\n:::\n"
    tree = really_checked(text, typesetter)
    assert tree.css_first(".box .claims").attributes["class"] == f"claims {standing}"
    box = "theorem"
    tree = really_checked(text.replace("{definition}", f"{{{box}}}"), typesetter)
    assert tree.css_first(".box .claims").attributes["class"] == "claims proved"


def test_what_was_taken_as_given_is_listed(typesetter: Typesetter) -> None:
    """A page told `1 condition`, and not which."""
    tree = really_checked("Let $f(x) = x^2$. At $x = 3$ we have $f(x) = 9$.\n", typesetter)
    listed = [item.text() for item in tree.css(".given-list li")]
    assert listed[0] == "definition, line 1: f(x) = x^2" and len(listed) == 2


def test_of_nothing_that_is_given_nothing_is_said(typesetter: Typesetter) -> None:
    """`Find ∫ x e^{2x} dx given`, and then nothing."""
    tree = really_checked("```{derive}\n:find: \\int x e^{2x} \\, dx\n```\n", typesetter)
    assert "given" not in tree.css_first(".task").text()


def test_the_contents_name_the_exercises(typesetter: Typesetter) -> None:
    tree = html_of("# A page\n\n## A section\n\n" + DERIVE, typesetter)
    entries = [(entry.attributes["class"], entry.text()) for entry in tree.css("#contents .sections > li")]
    assert entries == [("level-2", "A section"), ("level-3", "Exercise 1: A root")]


def test_a_derivative_can_be_checked_with_a_calculator(typesetter: Typesetter) -> None:
    path = PurePosixPath("page.md")
    document = read_markdown(Source("page.md", ":::{derive}\nf(x) = x^2 - 5x\n:::\n"))
    composed = compose(plan(Config(), {path: document}), {path: with_values(check_document(document))}, Path("none"), typesetter)
    table = LexborHTMLParser(composed.files["page.html"].decode()).css_first(".answer .calculator")
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in table.css("tbody tr")]
    assert rows == [["0.1", "\u22120.9"], ["0.01", "\u22120.99"], ["0.001", "\u22120.999"], ["0.0001", "\u22120.9999"]]
    assert table.css_first("tfoot annotation").text() == "f'(2)" and table.css_first("tfoot td").text() == "\u22121"


@pytest.mark.parametrize(("heading", "level"), [("", "h2"), ("## A section\n", "h3"), ("### Below it\n", "h4")])
def test_an_exercise_is_headed_below_the_heading_it_stands_under(heading: str, level: str, typesetter: Typesetter) -> None:
    """A section and the exercise in it had headings of one level, and looked alike."""
    tree = html_of("# A page\n\n" + heading + DERIVE, typesetter)
    assert tree.css_first(f".exercise > {level}") is not None


def test_the_rules_that_reasons_name_stand_at_the_end_of_the_page(typesetter: Typesetter) -> None:
    tree = really_checked(
        "Let $f(x) = x^2 \\sin x$.\n\n:::{derive}\nf(x) = x^2 \\sin x\n:::\n\n:::{check}\n"
        "f'(x) &= (x^2)' \\sin x + x^2 (\\sin x)' && \\text{by the product rule} \\\\\n"
        "&= 2x \\sin x + x^2 \\cos x && \\text{as a sum of products, not by the chain rule}\n:::\n",
        typesetter,
    )
    shown = {item.attributes["id"]: item.css_first("annotation").text() for item in tree.css(".rules li")}
    assert shown["rule--product"] == "(u v)' = u' v + u v'" and shown["rule--power"] == "(x^n)' = n x^{n-1}"
    linked = [link.attributes["href"] for link in tree.css("a.rule")]
    assert {f"#{anchor}" for anchor in shown} == set(linked)
    assert [link.text() for link in tree.css(".check .why a.rule")] == ["product rule"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_can_be_shown(rule: Rule, typesetter: Typesetter) -> None:
    cited = cited_rule(f"rule--{rule.name}")
    outcomes = typesetter.set(settings_in(cited))
    assert cited.title and outcomes and all(isinstance(outcome, str) for outcome in outcomes.values())


def test_a_reference_has_the_beginning_of_what_it_leads_to(typesetter: Typesetter) -> None:
    files = {
        "page.md": DERIVE + "\n```{definition} A name\n:label: name\nIt is $n$.\n```\n\n## A section\n\nIts text.\n",
        "other/b.md": "---\ndescription: What it is about.\n---\n# B\n\n"
        "[](#root), [](#name), [it](../page.md#a-section), [](b.md), [x](https://example.org)\n",
    }
    composed = site(files, typesetter)
    assert not composed.diagnostics, composed.diagnostics
    assert not LexborHTMLParser(composed.files["page.html"].decode()).css("template.preview-of")
    tree = LexborHTMLParser(composed.files["other/b.html"].decode())
    shown = {one.attributes["data-href"]: one.html for one in tree.css("template.preview-of")}
    assert list(shown) == ["../page.html#root", "../page.html#name", "../page.html#a-section", "b.html"]
    assert "Exercise 1" in shown["../page.html#root"] and "A root" in shown["../page.html#root"]
    assert "Definition" in shown["../page.html#name"] and "Its text." in shown["../page.html#a-section"]
    assert not any(" id=" in html or "<a " in html for html in shown.values())


def test_a_counterexample_is_told_once(typesetter: Typesetter) -> None:
    tree = html_of(MISTAKE, typesetter)
    assert tree.css_first(".mistake").text().count("the left side is") == 1


def test_the_side_that_is_wrong_is_struck_out(typesetter: Typesetter) -> None:
    """Where the prime was missing at the left, the right side was struck out."""
    missing = "```{mistake}\n:row: 1\n:name: missing-prime\nf(g(x)) = f'(g(x)) g'(x)\n```\n"
    assert really_checked(missing, typesetter).css_first(".wrong-left") is not None
    assert html_of(MISTAKE, typesetter).css_first(".wrong-right") is not None


@pytest.mark.parametrize("name", ["check", "derive"])
def test_the_label_of_a_derivation_is_its_address(typesetter: Typesetter, name: str) -> None:
    """A link to it led nowhere, without a word."""
    body = "f(x) = x^2" if name == "derive" else "(x + 1)^2 &= x^2 + 2x + 1"
    tree = really_checked(f"See [](#that).\n\n```{{{name}}}\n:label: that\n{body}\n```\n", typesetter)
    assert tree.css_first("main a[href='#that']").text() == "Derivation"
    assert "derivation" in (tree.css_first("#that").attributes["class"] or "")


def test_a_box_can_be_folded(typesetter: Typesetter) -> None:
    tree = html_of(":::{tip} A hint\n:class: dropdown\nLook.\n:::\n\n:::{note} Seen\nText.\n:::\n", typesetter)
    assert tree.css_first(".box.tip > details > summary").text(strip=True) == "TipA hint"
    assert tree.css_first(".box.note > details") is None


def test_no_page_shows_a_backtick(typesetter: Typesetter) -> None:
    composed = site({"index.md": DERIVE, "b.md": "$$a = b$$"}, typesetter, prose=Standing.TESTED)
    for name, data in composed.files.items():
        if name.endswith(".html"):
            assert "`" not in LexborHTMLParser(data.decode()).css_first("main").text(), name


# ---------------------------------------------------------------------------------------------- links

LINKS = [
    ("[x](other.md)", "other.html", None),
    ("[x](other.html)", "other.html", None),
    ("[x](other.md#deeper)", "other.html#deeper", None),
    ("[x](c/index.md)", "c/index.html", None),
    ("[x](c/)", "c/index.html", None),
    ("[x](#here)", "#here", None),
    ("[](#labelled)", "c/index.html#labelled", None),
    ("[x](https://example.org/a?b=c)", "https://example.org/a?b=c", None),
    ("[x](mailto:a@example.org)", "mailto:a@example.org", None),
    ("[x](plot.png)", "media/plot-", None),
    ("![x](c/plot.svg)", None, None),
    ("[x](missing.md)", None, "there is no `missing.md`"),
    ("[x](nothing.png)", None, "there is no `nothing.png`"),
    ("[x](other.md#nowhere)", "other.html#nowhere", "there is no `#nowhere` on other.html"),
    ("[x](#nowhere)", "#nowhere", "there is no `#nowhere`"),
    ("[x](../../etc/passwd)", None, "leads out of the content"),
    ("[x](%2e%2e/%2e%2e/secret.png)", None, "leads out of the content"),
    ("[x](/etc/passwd)", None, "does not stand inside the content"),
    ("[x](//example.org/x)", None, "does not stand inside the content"),
    ("[x](ftp://example.org/x)", None, "may not begin with `ftp:`"),
    ("[x](blob:x)", None, "may not begin with `blob:`"),
    ("[x](page.py.exe)", None, "`.exe` are not published"),
    ("[x](script.html)", None, "`.html` are not published"),
    ("![x](https://example.org/x.png)", None, "asks nobody else"),
    ("![x](evil.svg)", None, "has scripts in it"),
    ("![x](outside.png)", None, "out of the content folder"),
]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    folder = root / "content"
    (folder / "c").mkdir(parents=True)
    (root / "secret.png").write_bytes(b"secret")
    (folder / "outside.png").symlink_to(root / "secret.png")
    (folder / "plot.png").write_bytes(b"\x89PNG")
    (folder / "c" / "plot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "evil.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    (folder / "page.py.exe").write_bytes(b"MZ")
    (folder / "script.html").write_text("<script>alert(1)</script>")
    return folder


@pytest.mark.parametrize(("written", "href", "fault"), LINKS, ids=[link[0] for link in LINKS])
def test_links(typesetter: Typesetter, content: Path, written: str, href: str | None, fault: str | None) -> None:
    files = {
        "page.md": f"# Page\n\n## Here\n\nA line, and {written}.\n",
        "other.md": "# Other\n\n## Deeper\n",
        "c/index.md": "# C\n\n:::{note} A note\n:label: labelled\n\nText.\n:::\n",
    }
    composed = site(files, typesetter, content)
    if fault is not None:
        [diagnostic] = composed.diagnostics
        assert (diagnostic.code, diagnostic.source.name) == ("broken-link", "page.md") and fault in diagnostic.message
        assert diagnostic.source.position(diagnostic.span.start).line == 5 and not composed.files
        return
    assert not composed.diagnostics
    tree = LexborHTMLParser(composed.files["page.html"].decode())
    if href is not None:
        found = tree.css_first("main > p a").attributes["href"] or ""
        assert found.startswith(href)
        assert "#" in found or "://" in found or found.startswith("mailto") or found in composed.files
        assert tree.css_first("main > p a").text()
    else:
        assert tree.css_first("main > p img").attributes["src"] in composed.files


# ---------------------------------------------------------------------------------------------- nothing becomes markup

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    '![x" onerror="alert(1)](x.png "t\\" onload=\\"alert(1)")',
    "![x](javascript:alert(1))",
    '[x](https://example.org "a\\" onmouseover=\\"alert(1)")',
    "{onclick=alert(1)}",
    "# Title {onclick=alert(1)}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "| a |\n|---|\n| <b onclick=alert(1)>x</b> |",
    "```html\n<script>alert(1)</script>\n```",
    "```x\"><script>alert(1)</script>\ncode\n```",
    "`<script>alert(1)</script>`",
    ":::{note} <script>alert(1)</script>\nx\n:::",
    ":::{exercise} <img src=x onerror=alert(1)>\n:label: a\"onclick=alert(1)\n\nx\n:::",
    "<style>body{display:none}</style>",
    "<base href=https://example.org>",
    "<meta http-equiv=refresh content=0>",
    "<form action=https://example.org><input name=x></form>",
    "<a href=https://example.org onclick=alert(1)>x</a>",
]  # fmt: skip

ALLOWED = frozenset(
    """html head meta title link script body a header button svg path span div nav main h1 h2 h3 h4 h5 h6 ol ul li p section
    details summary aside footer code pre table caption thead tbody tfoot tr th td dl dt dd strong em s br hr blockquote kbd sup
    math semantics annotation mrow mi mo mn mtext msup msub msubsup mfrac msqrt mstyle mspace mtable mtr mtd img""".split()
)


@pytest.mark.sample(3)
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("shape", ["{}", "# Title {}\n\ntext", "---\ntitle: '{}'\ndescription: '{}'\n---\n\ntext", "- item {}"])
def test_nothing_of_a_source_becomes_markup(typesetter: Typesetter, payload: str, shape: str) -> None:
    text = shape.replace("{}", payload.replace("'", "''") if shape.startswith("---") else payload)
    composed = site({"page.md": text}, typesetter)
    for name, data in composed.files.items():
        if name.endswith(".html"):
            assert_harmless(data.decode())


def assert_harmless(html: str) -> None:
    tree = LexborHTMLParser(html)
    assert tree.root is not None
    for node in tree.root.traverse():
        assert node.tag in ALLOWED, node.tag
        for name, value in node.attributes.items():
            assert not name.startswith("on") and name not in ("srcdoc", "formaction", "action"), name
            if name in ("href", "src"):
                scheme = (value or "").partition(":")[0] if ":" in (value or "") else ""
                assert scheme in ("", "https", "http", "mailto"), value
    for script in tree.css("script"):
        assert (script.attributes.get("src") or "").startswith(("assets/", "/assets/")) and not script.text()


def test_every_page_says_what_it_may_load(typesetter: Typesetter) -> None:
    composed = site({"c/page.md": "text"}, typesetter)
    for name in ("c/page.html", "index.html", "report.html", "404.html"):
        policy = LexborHTMLParser(composed.files[name].decode()).css_first("meta[http-equiv=Content-Security-Policy]")
        content = policy.attributes["content"] or ""
        assert content.startswith("default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';")
        assert "object-src 'none'" in content and "base-uri 'none'" in content


def test_every_address_of_a_site_is_in_it(typesetter: Typesetter) -> None:
    import posixpath

    composed = site({"index.md": "# A\n\n[b](c/b.md)", "c/b.md": "# B", "d/e.md": "# E"}, typesetter)
    for name, data in composed.files.items():
        if not name.endswith(".html"):
            continue
        for node in LexborHTMLParser(data.decode()).css("[href], [src]"):
            address = (node.attributes.get("href") or node.attributes.get("src") or "").partition("#")[0].partition("?")[0]
            if address and "://" not in address:
                joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), address)).lstrip("/")
                assert joined in composed.files, (name, address)


# ---------------------------------------------------------------------------------------------- golden


def test_the_same_input_gives_the_same_bytes(typesetter: Typesetter) -> None:
    files = {"index.md": DERIVE, "c/b.md": CHECK + MISTAKE}
    with Typesetter() as other:
        assert site(files, typesetter).files == site(dict(reversed(files.items())), other).files


@pytest.mark.parametrize("source", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_page(source: Path, typesetter: Typesetter, file_regression: FileRegressionFixture) -> None:
    """The body of a page, without what KaTeX makes of its formulas. `pytest --force-regen` writes it anew."""
    composed = site({"page.md": source.read_text(encoding="utf-8")}, typesetter)
    assert not composed.diagnostics
    tree = LexborHTMLParser(composed.files["page.html"].decode())
    for formula in tree.css(".katex"):
        formula.replace_with(f"⟨{formula.css_first('annotation').text()}⟩")
    file_regression.check(tree.css_first("main").html or "", extension=".html", fullpath=source.with_suffix(".html"))


def test_there_are_golden_pages() -> None:
    assert len(list(GOLDEN.glob("*.md"))) >= 2


def test_the_helper_gives_a_verdict_to_every_row() -> None:
    document = checked(CHECK + MISTAKE)
    assert [relation.standing for each in document.directives.values() for relation in each.relations] == [
        Standing.PROVED,
        Standing.PROVED,
        Standing.PROVED,
        Standing.REFUTED,
        Standing.PROVED,
    ]


# ---------------------------------------------------------------------------------------------- editions

EDITIONS = """# A page

:::{exercise}
:label: task

Find it, as in [](#proof), [the solution](#answer) and [](#for-students).
:::

::::{solution} task
:label: answer

It is 2. :::{note}
:label: proof
A remark in it.
:::
::::

::::{solution} task
:label: for-students
:edition: student

Try 2.
::::

:::{tip}
:edition: instructor
Ask for the sign.
:::
""".replace("It is 2. :::{note}", "It is 2.\n\n:::{note}")


@pytest.mark.parametrize(
    ("edition", "shown", "left_out"),
    [
        ("instructor", ("It is 2.", "A remark in it.", "Ask for the sign."), ("Try 2.",)),
        ("student", ("Try 2.",), ("It is 2.", "A remark in it.", "Ask for the sign.")),
    ],
)
def test_an_edition_has_what_is_for_it(
    typesetter: Typesetter, edition: str, shown: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    """What it leaves out cannot be found in its search either, and a reference to that is a text."""
    documents = {PurePosixPath("page.md"): read_markdown(Source("page.md", EDITIONS))}
    planned = plan(Config(title="A site", edition=edition), documents)
    decided = {path: check_by_hand(document) for path, document in documents.items()}
    composed = compose(planned, decided, Path("nowhere"), typesetter)
    assert not composed.diagnostics, composed.diagnostics
    tree = LexborHTMLParser(composed.files["page.html"].decode())
    for text in (tree.text(), composed.files[SEARCH_INDEX].decode()):
        assert all(words in text for words in shown) and not any(words in text for words in left_out)
    links = {link.text(): link.attributes["href"] for link in tree.css("main .exercise a:not(.permalink)")}
    expected = {"Note": "#proof", "the solution": "#answer"} if edition == "instructor" else {"Solution 1": "#for-students"}
    assert links == expected
