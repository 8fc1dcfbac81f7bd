r"""Pascal's triangle, as a table or an array of numbers: each number is a binomial coefficient, `\binom{3}{1} = 3`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import comb

from msgspec.structs import replace

from builder.document.document import Display, Element, Headline, Mark, Mention, Paragraph, Part, Row

_NAMED = re.compile(r"\bpascal(?:'s|’s|s)?(?: \w+)? triangle\b|\btriangle of pascal\b")
_BODY = re.compile(r"\\begin\{(?:array|[pbv]?matrix|smallmatrix)\*?\}(?:\{[^{}]*\})?(?P<body>.*)\\end\{", re.DOTALL)
_ENTRY = re.compile(r"(?<![\d.])\d{1,12}(?![\d.])")
_ONLY_NUMBERS = re.compile(r"(?:\d+|\\quad|\\qquad|\\[,;: ]|\\hfill|[\s&,{}~])*")
_FEWEST_ROWS, _MOST_ROWS = 3, 40
_RARE = 8
"""Of so many numbers one may be wrong, so that it is Pascal's triangle all the same."""


def with_triangles(flow: Sequence[Element]) -> Sequence[Element]:
    """The elements of a document, with what each number of a triangle says behind the row or the display that holds it."""
    if not any(isinstance(part, str) and "ascal" in part for element in flow for part in _parts(element)):
        return flow
    found: list[Element] = []
    named = False
    table: list[Row] = []
    for element in flow:
        found.append(element)
        match element:
            case Paragraph(parts) | Headline(_, parts):
                named = _NAMED.search("".join(part for part in parts if isinstance(part, str)).lower()) is not None
            case Display(mention) if named:
                found += _said([list(row) for row in _rows(mention)])
                named = False
            case Mark.TABLE:
                table = []
            case Row() if named and not element.head:
                table.append(element)
            case Mark.TABLE_END if named:
                found += _said([_numbers(row) for row in table])
                named = False
            case _:
                pass
    return found


def _parts(element: Element) -> Sequence[Part]:
    return element.parts if isinstance(element, Paragraph | Headline) else ()


def _rows(mention: Mention) -> Iterator[Iterator[Mention]]:
    """The numbers of the rows of an array; none where it holds something else."""
    latex = mention.formula.latex
    array = _BODY.search(latex)
    if array is None:
        return
    start = array.start("body")
    for row in re.split(r"(?<=\\\\)(?:\[[^\]]*\])?", array["body"]):
        yield _entries(mention, row.removesuffix("\\\\"), start)
        start += len(row)


def _entries(mention: Mention, row: str, start: int) -> Iterator[Mention]:
    if _ONLY_NUMBERS.fullmatch(row) is None:
        return
    formula = mention.formula
    for entry in _ENTRY.finditer(row):
        at, end = start + entry.start(), start + entry.end()
        yield replace(
            mention, formula=replace(formula, latex=entry.group(), offsets=formula.offsets[at : end + 1], display=False)
        )


def _numbers(row: Row) -> list[Mention]:
    """The numbers of a row of a table without its first cell, which tells the row."""
    mentions = [part for cell in row.cells[1:] for part in cell if isinstance(part, Mention)]
    words = "".join(part for cell in row.cells[1:] for part in cell if isinstance(part, str))
    return [] if words.strip(" ,") else [one for mention in mentions for one in _entries(mention, mention.formula.latex, 0)]


def _said(rows: Sequence[Sequence[Mention]]) -> Iterator[Paragraph]:
    """What the rows of a triangle say, if each has a number more than that before it."""
    rows = [row for row in rows if row]
    sizes = [len(row) for row in rows]
    if not _FEWEST_ROWS <= len(rows) <= _MOST_ROWS or sizes != list(range(sizes[0], sizes[0] + len(rows))):
        return
    others = sum(int(one.formula.latex) != comb(len(row) - 1, place) for row in rows for place, one in enumerate(row))
    if others > max(1, sum(sizes) // _RARE):
        return  # another triangle
    for row in rows:
        said: list[Part] = []
        for place, number in enumerate(row):
            before = rf"\binom{{{len(row) - 1}}}{{{place}}} = "
            formula = number.formula
            read = replace(formula, latex=before + formula.latex, offsets=(formula.offsets[0],) * len(before) + formula.offsets)
            said += (", " if said else "", replace(number, formula=read))
        yield Paragraph(tuple(said))
