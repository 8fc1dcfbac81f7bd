r"""Every notation that many texts use is read: alone, in a list, in a quote, and in a display.

A row is what is given, and a claim that is true (or false, where it says so). What is true is proved.
"""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_assumptions, read_given
from builder.check.chains import check_chain
from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source
from tests.check.notations import FALSE, OPEN, TRUE, Row


def standing(row: Row) -> Standing:
    context = Context()
    if row.given:
        context = read_given(row.given, context)
    if row.assume:
        context = read_assumptions(row.assume, context)
    return check_chain(row.chain, context).status


@pytest.mark.parametrize("row", TRUE, ids=lambda row: row.name)
def test_a_true_claim_in_this_notation_is_proved(row: Row) -> None:
    assert standing(row) is Standing.PROVED


@pytest.mark.parametrize("row", FALSE, ids=lambda row: row.name)
def test_a_false_claim_in_this_notation_is_refuted(row: Row) -> None:
    assert standing(row) is Standing.REFUTED


@pytest.mark.parametrize("row", OPEN, ids=lambda row: row.name)
def test_what_is_not_certain_is_neither_refuted_nor_proved(row: Row) -> None:
    assert standing(row) in (Standing.UNKNOWN, Standing.SKIPPED)


SHAPES = {
    "list": "- Let {given}. Then\n\n  $$\n  {chain}\n  $$\n",
    "quote": "> Let {given}. Then\n>\n> $$\n> {chain}\n> $$\n",
    "display": "Let {given}. Then\n\n\\begin{{align*}}\n{chain}\n\\end{{align*}}\n",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("row", [row for row in TRUE if row.in_prose], ids=lambda row: row.name)
def test_it_is_read_wherever_it_stands(row: Row, shape: str) -> None:
    said = f"${row.given or 'r = 2'}$" + (f" and suppose ${row.assume}$" if row.assume else "")
    note = SHAPES[shape].format(given=said, chain=row.chain)
    checked = check_document(read_markdown(Source("note.md", note)))
    found = [relation.standing for relation in checked.relations]
    assert Standing.REFUTED not in found and Standing.UNKNOWN not in found
    assert Standing.PROVED in found


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        (r"x^2 = 4 \iff x = \pm 2", Standing.PROVED),
        (r"x^2 = 4 \iff x = 2", Standing.REFUTED),
        (r"x^2 - 3x + 2 = 0 \implies x = 1 \text{ or } x = 2", Standing.PROVED),
    ],
)
def test_equations_that_are_solved_in_a_directive(rows: str, last: Standing) -> None:
    checked = check_document(read_markdown(Source("note.md", f"```{{check}}\n{rows}\n```\n")))
    (directive,) = checked.directives.values()
    assert directive.relations[0].standing is Standing.CONDITION
    assert directive.relations[-1].standing is last


@pytest.mark.parametrize(
    ("words", "solved", "last"),
    [
        ("", r"x = \pm 2", Standing.PROVED),
        ("", r"x = 2 \text{ or } x = -2", Standing.PROVED),
        ("", "x = 2", Standing.REFUTED),
        ("Since lengths are positive,", "x = 2", Standing.CONDITION),
        ("Since lengths are positive,", "x = 3", Standing.REFUTED),
        ("It is wrong to write", "x = 2", Standing.CONDITION),
    ],
)
def test_equations_that_are_solved_in_prose(words: str, solved: str, last: Standing) -> None:
    note = f"{words}\n\n$$\\begin{{align*}} x^2 - 4 &= 0 \\\\ \\iff x^2 &= 4 \\\\ \\iff {solved} \\end{{align*}}$$\n"
    checked = check_document(read_markdown(Source("note.md", note)))
    assert checked.relations[0].standing is Standing.CONDITION
    assert checked.relations[-1].standing is last
