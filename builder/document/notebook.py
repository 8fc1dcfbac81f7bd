"""A notebook of Jupyter as the Markdown of its cells, in the order in which they stand: nbformat 4, and the older 3.

Source: "The Notebook file format" of nbformat's documentation. A notebook is JSON, and its cells are all that is read of it.
"""

from __future__ import annotations

import json
import re

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.bounds import MOST_CELLS
from builder.document.files import SIZE_LIMIT
from builder.source import Markup, Segment, Source, Span

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(\s*:)?|[{}\[\]]', re.S)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HELP = "save it once more with Jupyter"


def read_cells(source: Source) -> Source | Diagnostic:
    """The text of the Markdown cells of the notebook that `source` holds as JSON, each a segment; or what is wrong with it."""
    try:
        cells = _cells(json.loads(source.text.removeprefix("\ufeff")))
    except json.JSONDecodeError as error:
        at = min(error.pos, len(source.text))
        return Diagnostic(
            "not-text", Severity.ERROR, source, Span(at, at + 1), f"this is no JSON: {error.msg.lower()}", help=_HELP
        )
    except (ValueError, RecursionError):
        return Diagnostic("not-text", Severity.ERROR, source, Span(0, 1), "this JSON is nested too deep, or has numbers too long")
    if cells is None:
        return Diagnostic("not-text", Severity.ERROR, source, Span(0, 1), "this JSON is no notebook: it has no cells", help=_HELP)
    if len(cells) > MOST_CELLS:
        message = f"this notebook has more than {MOST_CELLS} cells"
        return Diagnostic("too-large", Severity.ERROR, Source(source.name, ""), Span(0, 0), message, help="make several of it")
    lines = _lines(source.text)
    texts: list[str] = []
    segments: list[Segment] = []
    length = 0
    for number, (kind, text) in enumerate(cells):
        if kind != "markdown" or not text.strip():
            continue
        text = _SURROGATE.sub("\ufffd", text if text.endswith("\n") else text + "\n")
        segments.append(Segment(length, source.name, number + 1, lines[number] if number < len(lines) else 1))
        texts.append(text)
        length += len(text)
    if length > SIZE_LIMIT:
        message = f"the text of this notebook is larger than {SIZE_LIMIT // 2**20} MiB"
        return Diagnostic("too-large", Severity.ERROR, Source(source.name, ""), Span(0, 0), message, help="make several of it")
    return Source(source.name, "".join(texts), Markup.NOTEBOOK, tuple(segments))


def _cells(notebook: object) -> list[tuple[str, str]] | None:
    """The type and the text of each cell; None if this is no notebook."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        return None
    return [_cell(cell) if isinstance(cell, dict) else ("", "") for cell in cells]


def _cell(cell: dict[str, object]) -> tuple[str, str]:
    kind, text = cell.get("cell_type"), cell.get("source", "")
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    return (kind if isinstance(kind, str) else ""), (text if isinstance(text, str) else "")


def _lines(text: str) -> list[int]:
    """For each cell the line of the file at which its text begins; that of the cell, if it has none."""
    found: list[int] = []
    keys: list[str] = []  # around the place, the key of each object and an empty text for each list
    line, at, waits = 1, 0, False
    for match in _TOKEN.finditer(text):
        token = match.group()
        is_cell = token == "{" and keys[-2:] == ["cells", ""]
        is_text = waits and token[0] == '"' and not match.group(1) and "source" in keys[-2:]
        if is_cell or is_text:
            line, at = line + text.count("\n", at, match.start()), match.start()
            if is_cell:
                found.append(line)
            else:
                found[-1] = line
            waits = is_cell
        if token in "{[":
            keys.append("")
        elif token in "}]":
            if keys:
                keys.pop()
        elif match.group(1) and keys:
            keys[-1] = token[1 : token.rindex('"')]
    return found
