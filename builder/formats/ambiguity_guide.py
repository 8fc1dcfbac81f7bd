r"""A page of the guide: how ambiguous notation is read. Its tables are what the parser makes of each form.

Readings are shown with all the brackets that are understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.calculus.latex.ambiguous import BY_CUSTOM, BY_NAMES, IN_TWO_WAYS, REFUSED
from builder.calculus.latex.choices import ASKED_ABOUT
from builder.calculus.latex.display import MOST_READINGS, parse_display, parse_display_readings
from builder.calculus.latex.explicit import explicit
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Display

_PAGE = r"""# Ambiguous notation

People leave brackets out, and most of the time everybody knows where they belong. This page says how Surestep reads what could be
read in two ways. It is made from the code; `python -m pytest tests/formats/test_ambiguity_guide.py --force-regen` writes it anew.

The likely reading decides. If a claim is false in it and holds in the other one, the claim is not called wrong: the message
`ambiguous-notation` shows both readings (a warning in prose, an error in a `{{check}}`) and asks for brackets. A formula is
read in at most {most} ways. Written with the brackets that are shown here, it is read in one.

## What is read in two ways

| written | read as | could be | a claim that holds in the other reading only |
|---|---|---|---|
{two_ways}

Two conventions are tried of themselves: where a claim is false as it is read and holds with `\log` to base 10, or with
`2\frac{{1}}{{2}}` as a mixed number, it is proved, and the report says how it was read.

## What depends on the names

A definition (`$f(x) = x^2$`, `Let $f = 3$`) tells whether a letter is a function; of a letter without one custom does (f, g, …).

| written | where | read as |
|---|---|---|
{names}

## What custom decides

| written | read as |
|---|---|
{custom}

## What is read in no way

| written | message |
|---|---|
{refused}
"""


def render() -> str:
    """The page, as Markdown."""
    two_ways = [
        [_code(form), *map(_formula, parse_display_readings(form)), "is asked about" if choice in ASKED_ABOUT else "is wrong"]
        for choice, forms in IN_TWO_WAYS.items()
        for form in forms
    ]
    names = [[_code(form), where, _formula(parse_display(form, known))] for form, ways in BY_NAMES for where, known in ways]
    custom = [[_code(form), _formula(parse_display(form))] for form in BY_CUSTOM]
    refused = [[_code(form), _fault(parse_display(form))] for form in REFUSED]
    return _PAGE.format(
        most=MOST_READINGS, two_ways=_rows(two_ways), names=_rows(names), custom=_rows(custom), refused=_rows(refused)
    )


def _code(form: str) -> str:
    return f"`{form}`"


def _formula(display: Display) -> str:
    (statement,) = display.statements
    (side,) = statement.sides
    assert side is not None
    return f"${print_latex(explicit(side))}$"


def _fault(display: Display) -> str:
    fault = display.faults[0]
    return f"`{fault.code}`: {fault.message}" + (f"; {fault.help}" if fault.help else "")


def _rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a table; a bar in a cell is told from one between cells by its backslash, in code and in mathematics."""
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)
