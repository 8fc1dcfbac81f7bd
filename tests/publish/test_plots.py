"""Pictures: what stands in the SVG, that it can be read without being seen, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from selectolax.lexbor import LexborHTMLParser

from builder.check.check import check_document
from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.compose import compose
from builder.publish.mathematics import Typesetter
from builder.publish.plan import plan
from builder.publish.plots import number
from builder.source import Source

PAGE = Path(__file__).with_name("plots.md")
GOLDEN = Path(__file__).parents[1] / "golden" / "plots"


@pytest.fixture(scope="module")
def html() -> str:
    document = read_markdown(Source("page.md", PAGE.read_text(encoding="utf-8")))
    path = PurePosixPath("page.md")
    with Typesetter() as typesetter:
        composed = compose(plan(Config(), {path: document}), {path: check_document(document)}, Path("none"), typesetter)
    assert not composed.diagnostics, composed.diagnostics
    return composed.files["page.html"].decode()


@pytest.fixture
def plots(html: str) -> Iterator[list[str]]:
    yield re.findall(r'<svg class="picture".*?</svg>\n<text.*?</svg>', html, re.S)


@pytest.mark.parametrize("place", [0, 1])
def test_picture(plots: list[str], place: int, file_regression: FileRegressionFixture) -> None:
    file_regression.check(plots[place], extension=".svg", fullpath=GOLDEN / f"{('graph', 'levels')[place]}.svg")


def test_a_picture_has_a_name_and_words_and_is_small(html: str, plots: list[str]) -> None:
    figures = LexborHTMLParser(html).css("figure.plot")
    assert [figure.attributes["id"] for figure in figures] == ["plot1", "plot2", "secants"]
    assert len(plots) == 3 and all(len(plot) < 40_000 for plot in plots)
    for figure in figures:
        picture = figure.css_first("svg.picture")
        assert picture.attributes["role"] == "img"
        named = [figure.css_first(f"#{name}").text() for name in (picture.attributes["aria-labelledby"] or "").split()]
        assert len(named) == 2 and all(named)
    words = figures[0].css_first("desc").text()
    assert (
        words.startswith("A curve with a pole.") and "has no value between \u22122 and 0" in words and "slope \u22120.5" in words
    )


def test_colours_are_those_of_the_page(plots: list[str]) -> None:
    assert not re.search(r"#[0-9a-f]{3,6}\b(?!-)|rgb|style=|stroke=", "".join(plots))


def test_a_slider_has_all_its_places_in_the_page(html: str) -> None:
    for figure in LexborHTMLParser(html).css("figure[data-states]"):
        states = msgspec.json.decode(figure.attributes["data-states"] or "", type=list[tuple[str, ...]])
        slider = figure.css_first("input[type=range]").attributes
        assert int(slider["max"] or "") == len(states) - 1 and {len(state) for state in states} == {10}
        shown = states[int(slider["value"] or "")]
        line = figure.css_first(".moved").attributes
        assert [line[name] for name in ("x1", "y1", "x2", "y2")] == list(shown[:4])
        assert [figure.css_first(name).text() for name in (".where", ".steep")] == list(shown[8:])


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "\u22122.5"), (1e-9, "0.000000001"), (123456, "123500"), (1 / 3, "0.3333")],
)
def test_numbers_are_printed_as_people_write_them(value: float, words: str) -> None:
    assert number(value) == words
