"""The page on ambiguous notation is what the parser does, and what it shows can be read in one way."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from builder.calculus.latex.ambiguous import BY_CUSTOM, BY_NAMES, IN_TWO_WAYS, REFUSED
from builder.calculus.latex.choices import Choice
from builder.calculus.latex.display import parse_display, parse_display_readings
from builder.calculus.latex.explicit import explicit
from builder.calculus.latex.names import NO_NAMES, Names
from builder.calculus.latex.printer import print_latex
from builder.formats.ambiguity_guide import render

ROOT = Path(__file__).parents[2]
FORMS = [
    *((form, NO_NAMES) for forms in IN_TWO_WAYS.values() for form in forms),
    *((form, names) for form, ways in BY_NAMES for _, names in ways),
    *((form, NO_NAMES) for form in BY_CUSTOM),
]


def test_the_page_is_what_the_parser_does(file_regression: FileRegressionFixture) -> None:
    """`--force-regen` writes it anew."""
    file_regression.check(render(), extension=".md", fullpath=ROOT / "docs" / "content" / "ambiguous-notation.md")


def test_every_habit_has_forms_that_are_read_in_two_ways() -> None:
    assert set(IN_TWO_WAYS) == set(Choice)
    assert [form for forms in IN_TWO_WAYS.values() for form in forms if len(parse_display_readings(form)) != 2] == []


def test_custom_leaves_one_reading_and_what_is_refused_has_none() -> None:
    assert [form for form in BY_CUSTOM if len(parse_display_readings(form)) != 1 or parse_display(form).faults] == []
    assert [form for form in REFUSED if not parse_display(form).faults] == []


@pytest.mark.parametrize(("form", "names"), FORMS)
def test_with_the_brackets_that_are_shown_there_is_one_reading(form: str, names: Names) -> None:
    for display in parse_display_readings(form, names):
        (side,) = display.statements[0].sides
        assert side is not None
        shown = print_latex(explicit(side))
        again = parse_display_readings(shown, names)
        assert len(again) == 1 and not again[0].faults, shown
        (read,) = again[0].statements[0].sides
        assert read is not None and explicit(read) == explicit(side), shown
