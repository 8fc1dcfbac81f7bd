"""The glossaries: what pages name and show, each entry decided, and linked both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Verdict
from builder.calculus.rules.book import RULES
from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.compose import Composed, compose
from builder.publish.known import mark_of_claim
from builder.publish.mathematics import Typesetter
from builder.publish.nodes import settings_in
from builder.publish.plan import plan
from builder.source import Source
from tests.publish.sample import check_by_hand

DERIVE = ":::{derive}\nf(x) = \\sqrt{\\sin(x^2)}\n:::\n"
MISTAKE = ":::{mistake}\n:row: 1\n:name: missing-inner-derivative\nf'(x) &= \\cos(x^2)\n:::\n"
PAGES = {"roots.md": f"# Roots\n\n{DERIVE}", "a chapter/again.md": f"# Again\n\n{DERIVE}\n{MISTAKE}"}


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as engine:
        yield engine


def by_the_judge(names: Sequence[str]) -> Mapping[str, Verdict]:
    return {rule.name: decide(rule.claim) for rule in RULES if rule.name in names}


def site(texts: Mapping[str, str], typesetter: Typesetter) -> Composed:
    documents = {PurePosixPath(name): read_markdown(Source(name, text)) for name, text in texts.items()}
    checked = {path: check_by_hand(document) for path, document in documents.items()}
    return compose(plan(Config(title="A site"), documents), checked, Path("none"), typesetter, decide=by_the_judge)


def tree(composed: Composed, name: str) -> LexborHTMLParser:
    return LexborHTMLParser(composed.files[name].decode())


def test_rules_have_their_statement_how_it_is_known_and_the_places_that_name_them(typesetter: Typesetter) -> None:
    composed = site(PAGES, typesetter)
    assert not composed.diagnostics
    page = tree(composed, "glossary-rules.html")
    assert [heading.attributes["id"] for heading in page.css("main h2, main h3")][:2] == ["differentiation", "rule--power"]
    shown = page.css_first("#rule--power-statement")
    assert shown.css_first("annotation").text() == "(x^n)' = n x^{n-1}" and "proved" in shown.css_first("summary").text()
    links = [link.attributes["href"] for link in page.css("main p > a[href*='#']")]
    assert links[:2] == ["a-chapter/again.html#d1-1", "roots.html#d1-1"]
    for link in links:
        name, _, anchor = str(link).partition("#")
        assert tree(composed, name).css_first(f"[id='{anchor}']") is not None
    assert "no proof of them" in page.css_first("#rule--chain-statement").text()


def test_cards_of_rules_and_diagnoses_lead_there_from_any_folder(typesetter: Typesetter) -> None:
    composed = site(PAGES, typesetter)
    page = tree(composed, "a-chapter/again.html")
    assert page.css_first("#rule--power a").attributes["href"] == "../glossary-rules.html#rule--power"
    link = page.css_first(".diagnosis a").attributes["href"]
    assert link == "../glossary-mistakes.html#missing-inner-derivative"
    assert tree(composed, "glossary-mistakes.html").css_first("#missing-inner-derivative") is not None
    ways = [link.attributes["href"] for link in page.css("#contents > ol > li > a")]
    assert ways[-2:] == ["../glossary-rules.html", "../glossary-mistakes.html"]


def test_mistakes_have_a_row_its_repair_and_the_places_that_show_them(typesetter: Typesetter) -> None:
    page = tree(site(PAGES, typesetter), "glossary-mistakes.html")
    example = page.css_first("#missing-inner-derivative-example")
    assert example.css_first("annotation").text() == "f'(x) = \\cos(x^2)" and "wrong" in example.css_first("summary").text()
    assert "It should be" in page.css_first("main").text() and "Multiply by" in page.css_first("main").text()
    assert [link.attributes["href"] for link in page.css("main p > a[href*='#']")] == ["a-chapter/again.html#d2-steps"]


def test_a_site_without_rules_and_mistakes_has_no_glossary(typesetter: Typesetter) -> None:
    composed = site({"index.md": "# A site\n\nWords.\n"}, typesetter)
    assert (
        not [name for name in composed.files if name.startswith("glossary")] and b"glossary" not in composed.files["index.html"]
    )


def test_how_every_rule_is_known_can_be_set(typesetter: Typesetter) -> None:
    marks = tuple(mark_of_claim(rule.claim, decide(rule.claim)) for rule in RULES)
    assert {mark.standing for mark in marks} == {"proved"}
    assert not [outcome for outcome in typesetter.set(settings_in(marks)).values() if not isinstance(outcome, str)]
