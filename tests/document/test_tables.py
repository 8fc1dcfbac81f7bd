"""Tables: where a row is split, and that each cell knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.document.document import Prose
from builder.document.markdown import read_markdown
from builder.document.reading import Piece
from builder.document.tables import split_row
from builder.source import Source
from tests.document.test_positions import formulas


def piece(text: str) -> Piece:
    return Piece(text, tuple(range(len(text) + 1)))


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a |", ["a"]),
        ("| a | | c |", ["a", "", "c"]),
        (r"| $|x|$ | b |", ["$|x|$", "b"]),
        (r"| $P(A | B)$ | b |", ["$P(A | B)$", "b"]),
        (r"| a \| b | $\|x\|$ |", ["a | b", "$|x|$"]),
        ("| costs $5 | or $6 |", ["costs $5", "or $6"]),
        ("||", [""]),
    ],
)
def test_a_row_is_split_at_its_borders(row: str, cells: list[str]) -> None:
    assert [cell.text for cell in split_row(piece(row))] == cells


@given(st.lists(st.text("ab $\\x-", max_size=6), min_size=1, max_size=5))
def test_each_character_knows_its_place(cells: list[str]) -> None:
    row = "|" + "|".join(cells) + "|"
    for cell in split_row(piece(row)):
        assert len(cell.places) == len(cell.text) + 1
        assert all(row[place] == character for character, place in zip(cell.text, cell.places, strict=False))


TABLE = "| function | derivative |\n| --- | :-: |\n| $|x|$ | $x$ | more |\n| $x^2$ |\n\nafter\n"


def test_a_formula_in_a_cell_is_found_at_its_place_and_what_is_beyond_the_table_is_told() -> None:
    document = read_markdown(Source("page.md", TABLE))
    assert [TABLE[formula.offsets[0] : formula.offsets[-1]] for formula in formulas(document)] == ["|x|", "x", "x^2"]
    (told,) = document.diagnostics
    assert TABLE[told.span.start : told.span.end] == "more"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (TABLE, 3),
        ("| a |\n| - |\n", 1),
        ("| a | b |\n| --- |\n", 0),
        ("a\n| - |\n", 0),
        ("| a |\n| --x |\n", 0),
        ("| a |\n", 0),
        ("| a |\n| - |\n> quoted | x\n", 1),
        ("    | a |\n    | - |\n", 0),
    ],
)
def test_what_is_a_table_and_where_it_ends(text: str, rows: int) -> None:
    blocks = read_markdown(Source("page.md", text)).blocks
    tokens = [token.type for block in blocks if isinstance(block, Prose) for token in block.tokens]
    assert tokens.count("tr_open") == rows
