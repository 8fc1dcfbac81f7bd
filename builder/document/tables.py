"""Tables of GitHub's Markdown, in which a bar inside a formula is no border. Each cell keeps the places of its characters."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from builder.diagnostics.diagnostic import Severity
from builder.document.formulas import scan
from builder.document.math_rules import line_piece
from builder.document.reading import Piece, reading_of

_DELIMITERS = re.compile(r"[-:|][-:| \t]*")
_ALIGNMENT = re.compile(r":?-+:?")
_CELLS_LIMIT = 65_536
_LETTER = re.compile(r"\$?[A-Za-z]\$?")
_LETTER_OR_VALUE = re.compile(r"[A-Za-z]|[A-Za-z]'{0,3}\([A-Za-z]\)|[-+]?\d+(?:[./]\d+)?")
_NONE = Piece("", (0,))
_SPECIAL = re.compile(r"[$\\|]")
"""What may begin a formula, escape a bar, or part two cells."""


def add_table_rule(md: MarkdownIt) -> None:
    """Let `md` read tables by the rule of this module."""
    md.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})


def split_row(row: Piece) -> list[Piece]:
    """The cells of a row: split at bars that are neither escaped nor in a formula. `\\|` is a bar."""
    row = row.strip()
    scanned = scan(row.text)
    cells: list[Piece] = []
    text: list[str] = []
    places: list[int] = []
    at, formula_end = 0, 0
    while at < len(row.text):
        special = _SPECIAL.search(row.text, at)
        plain = len(row.text) if special is None else special.start()
        text.append(row.text[at:plain])
        places += row.places[at:plain]
        if special is None:
            at = plain
            break
        at, character = plain, special.group()
        if at >= formula_end and character in "$\\":
            found = scanned.formula_at(at)
            if found is not None:
                formula_end = found.end
        if character == "\\" and row.text[at + 1 : at + 2] == "|":
            at += 1
            character = "|"
        elif character == "|" and at >= formula_end:
            cells.append(Piece("".join(text), (*places, row.places[at])).strip())
            text, places = [], []
            at += 1
            continue
        text.append(character)
        places.append(row.places[at])
        at += 1
    cells.append(Piece("".join(text), (*places, row.places[at])).strip())
    if row.text.startswith("|"):
        cells.pop(0)
    if cells and not cells[-1].text and row.text.endswith("|"):
        cells.pop()
    return cells


def _alignments(line: str) -> list[str] | None:
    if not _DELIMITERS.fullmatch(line) or (line.startswith("- ") or line == "-"):
        return None
    parts = [part.strip() for part in line.strip().strip("|").split("|")]
    if not all(_ALIGNMENT.fullmatch(part) for part in parts):
        return None
    names = {(False, False): "", (True, False): "left", (False, True): "right", (True, True): "center"}
    return [names[part.startswith(":"), part.endswith(":")] for part in parts]


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A head, a row of dashes, and rows to the next blank line or block."""
    if start_line + 2 > end_line or state.sCount[start_line + 1] < state.blkIndent:
        return False
    if state.is_code_block(start_line + 1) or state.is_code_block(start_line):
        return False
    below = start_line + 1
    alignments = _alignments(state.src[state.bMarks[below] + state.tShift[below] : state.eMarks[below]])
    if alignments is None:  # as of nearly every line of a paragraph
        return False
    head_row = line_piece(state, start_line)
    if "|" not in head_row.text:
        return False
    head = split_row(head_row)
    if len(head) != len(alignments):
        return False
    if silent:
        return True

    old_parent, state.parentType = state.parentType, "table"
    interrupts = state.md.block.ruler.getRules("blockquote")
    opened = state.push("table_open", "table", 1)
    state.push("thead_open", "thead", 1).map = [start_line, start_line + 1]
    of_letter = len(head) > 1 and _LETTER.fullmatch(head[0].text) is not None
    _row(state, start_line, head, alignments, "th", of_letter=of_letter)
    state.push("thead_close", "thead", -1)
    line, filled, body = start_line + 2, 0, None
    while line < end_line and state.sCount[line] >= state.blkIndent and not state.isEmpty(line):
        if state.is_code_block(line) or any(rule(state, line, end_line, True) for rule in interrupts):
            break
        cells = split_row(line_piece(state, line))
        filled += max(0, len(alignments) - len(cells))
        if filled > _CELLS_LIMIT:
            break
        if body is None:
            body = state.push("tbody_open", "tbody", 1)
        _row(state, line, cells, alignments, "td", of_letter=of_letter)
        line += 1
    if body is not None:
        body.map = [start_line + 2, line]
        state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)
    opened.map = [start_line, line]
    state.parentType = old_parent
    state.line = line
    return True


def _row(state: StateBlock, line: int, cells: list[Piece], alignments: list[str], tag: str, *, of_letter: bool) -> None:
    """A row. In a table of the values of a letter, `of_letter`, numbers that stand there without dollars are formulas, too."""
    for extra in cells[len(alignments) :]:
        if extra.text:
            message = "this cell is beyond the last column of its table, and is not shown"
            help = "write \\| for a bar that is no border"
            reading_of(state.env).remark("not-understood", extra.places[0], extra.places[-1], message, help, Severity.WARNING)
    state.push("tr_open", "tr", 1).map = [line, line + 1]
    for index, alignment in enumerate(alignments):
        cell = cells[index] if index < len(cells) else _NONE
        opened = state.push(f"{tag}_open", tag, 1)
        if alignment:
            opened.attrs = {"style": f"text-align:{alignment}"}
        inline = state.push("inline", "", 0)
        inline.map = [line, line + 1]
        inline.content = cell.text
        inline.children = []
        inline.meta["places"] = cell.places
        if of_letter and _LETTER_OR_VALUE.fullmatch(cell.text):
            inline.meta["value"] = True
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)
