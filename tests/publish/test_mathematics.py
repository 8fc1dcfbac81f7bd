"""Setting mathematics: what comes out, where faults are, and that hostile TeX ends in a message."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.document.document import Formula
from builder.publish import mathematics
from builder.publish.mathematics import Setting, Typesetter, Unset, complaint
from builder.publish.upright import upright
from builder.source import Source, Span


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as engine:
        yield engine


def set_one(typesetter: Typesetter, setting: Setting) -> str:
    outcome = typesetter.set([setting])[setting]
    assert isinstance(outcome, str), outcome
    return outcome


def refused(typesetter: Typesetter, setting: Setting) -> Unset:
    outcome = typesetter.set([setting])[setting]
    assert isinstance(outcome, Unset), outcome[:200]
    return outcome


def test_html_and_mathml_with_the_authors_text(typesetter: Typesetter) -> None:
    html = set_one(typesetter, Setting(r"\htmlClass{new}{x^2} < 1", trusted=True, source="x^2 < 1"))
    tree = LexborHTMLParser(html)
    assert tree.css_first("math") is not None
    assert tree.css_first("annotation").text() == "x^2 < 1"
    assert tree.css_first(".katex-html .new") is not None


def test_equal_formulas_are_one(typesetter: Typesetter) -> None:
    formula = Formula("x", (3, 4), False, 0)
    one, other = Setting("x"), Setting("x", formula=formula, at=7)
    assert one == other and len(typesetter.set([one, other, one])) == 1


def test_many_formulas_are_all_answered(typesetter: Typesetter) -> None:
    settings = [Setting(f"x^{{{number}}}") for number in range(600)]
    outcomes = typesetter.set(settings)
    assert all(isinstance(outcomes[setting], str) and f"x^{{{n}}}" in outcomes[setting] for n, setting in enumerate(settings))


def test_macros_hold_in_their_formula_only(typesetter: Typesetter) -> None:
    assert "mathbb" in set_one(typesetter, Setting(r"\R", macros=((r"\R", r"\mathbb{R}"),)))
    typesetter.set([Setting(r"\gdef\leak{x}\leak")])
    assert "leak" in refused(typesetter, Setting(r"\leak")).message


FAULTS = [
    (r"\frac{1", "bad-math", None),
    (r"a + \foo", "bad-math", r"\foo"),
    (r"x \begin{aligned} y", "bad-math", None),
    (r"\left( x", "bad-math", None),
    (r"x^2^3", "bad-math", "^"),
    (r"\href{javascript:alert(1)}{x}", "bad-math", r"\href"),
    (r"\url{javascript:alert(1)}", "bad-math", r"\url"),
    (r"\includegraphics{http://example.org/x.png}", "bad-math", r"\includegraphics"),
    (r"\htmlStyle{position:fixed}{x}", "bad-math", r"\htmlStyle"),
    (r"\htmlData{x=y}{x}", "bad-math", r"\htmlData"),
    (r"\htmlId{main}{x}", "bad-math", r"\htmlId"),
    (r"\htmlClass{new}{x}", "bad-math", r"\htmlClass"),
    (r"\textcolor{red;background:url(x)}{x}", "bad-math", None),
    (r"\constructor", "bad-math", r"\constructor"),
    (r"\begin{constructor}x\end{constructor}", "bad-math", None),
    (r"\def\a{\a\a}\a", "bad-math", None),
    ("{" * 4000 + "}" * 4000, "too-large", None),
    (r"\frac{1}{" * 900 + "x" + "}" * 900, "too-large", None),
    ("x" * 20_000, "too-large", None),
    (r"\begin{matrix}" + (("a&" * 60 + "a\\\\") * 60) + r"\end{matrix}", "too-large", None),
]


@pytest.mark.parametrize(("latex", "code", "place"), FAULTS, ids=[fault[0][:30] for fault in FAULTS])
def test_faults(typesetter: Typesetter, latex: str, code: str, place: str | None) -> None:
    fault = refused(typesetter, Setting(latex))
    assert fault.code == code
    if place is not None:
        assert fault.span is not None and latex[fault.span.start : fault.span.end].startswith(place)


@pytest.mark.parametrize("name", ["evil", "new evil", "top", "NEW"])
def test_only_our_classes_pass_in_our_own_tex(typesetter: Typesetter, name: str) -> None:
    refused(typesetter, Setting(rf"\htmlClass{{{name}}}{{x}}", trusted=True))


@pytest.mark.parametrize("text", [r"</math><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>"])
def test_text_is_escaped(typesetter: Typesetter, text: str) -> None:
    html = set_one(typesetter, Setting(rf"\text{{{text}}}", source=text))
    tree = LexborHTMLParser(f"<body>{html}</body>")
    assert not tree.css("script, img, b")


def test_a_bomb_is_ended_and_its_neighbours_are_set(typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathematics, "SECONDS", 1.5)
    monkeypatch.setattr(mathematics, "SECONDS_ALONE", 1.0)
    bomb = Setting(r"\def\a{" + "x" * 3000 + "}" + r"\a" * 900)
    good = [Setting("y"), Setting("z")]
    outcomes = typesetter.set([good[0], bomb, good[1]])
    assert isinstance(outcomes[bomb], Unset) and outcomes[bomb].code in ("timed-out", "too-large")
    assert all(isinstance(outcomes[setting], str) for setting in good)


UPRIGHT = [
    (r"ln x + sin x", ["ln", "sin"]),
    (r"sin^2(x) + cos^2(x)", ["sin", "cos"]),
    (r"\frac{arctan x}{x}", ["arctan"]),
    (r"x sin x", ["sin"]),
    (r"max(x, y)", ["max"]),
    (r"\text{sin x}", []),
    (r"\mathrm{sin}\, x", []),
    (r"xsinx + lnx", ["sin", "ln"]),
    (r"\frac{asinx}{F_{cost}}", []),
    (r"s i n x", []),
    (r"\sin x", []),
    (r"\sq{sin x}", []),
]


@pytest.mark.parametrize(("latex", "names"), UPRIGHT, ids=[row[0] for row in UPRIGHT])
def test_a_function_without_a_backslash_is_set_as_the_function_that_it_is_read_as(
    typesetter: Typesetter, latex: str, names: list[str]
) -> None:
    """`ln x` was proved as the logarithm, and published as the product of l, n and x."""
    macros = ((r"\sq", "#1^2"),)
    assert (upright(latex, dict(macros)) == latex) is not bool(names)
    html = set_one(typesetter, Setting(latex, source=latex, macros=macros))
    for name in names:
        assert f">{name}<" in html and latex in html.replace("&amp;", "&")


def test_what_cannot_be_set_upright_is_set_as_it_was_written(typesetter: Typesetter) -> None:
    latex = r"x^sin x"
    assert upright(latex, {}) != latex and set_one(typesetter, Setting(latex, source=latex))


def test_a_rule_cannot_cover_the_page(typesetter: Typesetter) -> None:
    assert "99999em" not in set_one(typesetter, Setting(r"\rule{99999em}{99999em}", source="rule"))


def test_the_place_of_a_fault_is_its_column_in_the_source() -> None:
    source = Source("page.md", "A line\nand $a + \\foo$ here")
    start = source.text.index("$") + 1
    latex = r"a + \foo"
    formula = Formula(latex, tuple(range(start, start + len(latex) + 1)), False, 0)
    prefix = r"\displaystyle "
    setting = Setting(prefix + latex, formula=formula, at=-len(prefix))
    with Typesetter() as engine:
        fault = complaint(setting, refused(engine, setting), source)
    assert (fault.code, source.text[fault.span.start : fault.span.end]) == ("bad-math", r"\foo")
    assert source.position(fault.span.start).line == 2
    assert complaint(setting, Unset("bad-math", "m", Span(0, 3)), source).span.start >= start


def test_a_program_that_forgets_to_close_the_engine_still_ends() -> None:
    program = "from builder.publish.mathematics import *; t = Typesetter(); print(len(t.set([Setting('x')])))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (ended.stdout, ended.stderr) == ("1\n", "")


def test_it_works_where_an_event_loop_runs() -> None:
    async def work() -> str:
        with Typesetter() as engine:
            return set_one(engine, Setting("x"))

    # in a thread of its own, for a browser that tests before this one may have left running has a loop in theirs
    with ThreadPoolExecutor(1) as threads:
        assert "katex" in threads.submit(asyncio.run, work()).result()
