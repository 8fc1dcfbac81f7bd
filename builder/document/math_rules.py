"""Our rules for markdown-it: mathematics, comments, and a bound on nesting. They record the place of every character."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from builder.document.formulas import ENVIRONMENTS, Scan, looks_like_prose, scan
from builder.document.reading import Piece, Reading, reading_of, wait

NESTING_LIMIT = 100
_OPEN = re.compile(r"\$\$|\\\\\[|\\\[|\\begin\{(" + "|".join(sorted(ENVIRONMENTS)) + r")(\*?)\}")
_TAIL = re.compile(r"[ \t]*([.,;]?)[ \t]*(?:\(([\w:.-]+)\)|\{#([\w:.-]+)[^}\n]*\})?[ \t]*$")
_BACKSLASHED = re.compile(r"\\(begin\{|end\{|.)", re.S)
_SWITCH = re.compile(r"<!--\s*surestep:\s*(off|on)\s*-->")
_MATH_INFO = frozenset(("math", "{math}", "latexmath"))


def add_math_rules(md: MarkdownIt) -> None:
    """Teach `md` mathematics and comments."""
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("table", "too_deep", too_deep)
    md.block.ruler.after("too_deep", "math_block", math_block, interrupts)
    md.block.ruler.after("math_block", "comment_block", comment_block, interrupts)
    md.inline.ruler.before("escape", "math_inline", math_inline)
    md.inline.ruler.before("autolink", "comment_inline", comment_inline)


# ---------------------------------------------------------------------------------------------- blocks


def line_piece(state: StateBlock, line: int, start: int | None = None) -> Piece:
    """The text of a line without the prefixes of its containers, from `start` (a place) on."""
    begin = state.bMarks[line] + state.tShift[line] if start is None else start
    end = state.eMarks[line]
    return Piece(state.src[begin:end], range(begin, end + 1))


def join_lines(pieces: list[Piece]) -> Piece:
    """Lines one below the other; the line end has the place of the text's own."""
    text = "\n".join(piece.text for piece in pieces)
    places: list[int] = []
    for piece in pieces:
        places.extend(piece.places)
    return Piece(text, tuple(places) if places else (0,))


def in_container(state: StateBlock, line: int) -> bool:
    """Whether a line still belongs to the list item or quote that is being read."""
    return state.isEmpty(line) or state.sCount[line] >= state.blkIndent


def too_deep(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """End the nesting of blocks at a depth at which a person has lost count; what stands there is kept as plain text."""
    if state.level < NESTING_LIMIT or silent:
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    message = f"blocks are nested more than {NESTING_LIMIT} deep here"
    reading_of(state.env).remark(
        "too-large", start, start + 1, message, "what stands below is shown as plain text and is not checked"
    )
    state.line = end_line
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start_line, end_line, state.blkIndent, False)
    token.map = [start_line, end_line]
    return True


def math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A display with its lines to itself: `$$`, `\\[`, or an environment, to its end, and a label behind."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    character = state.src[start : start + 1]
    if character not in ("$", "\\") or state.is_code_block(start_line):
        return False
    opened = _OPEN.match(state.src, start, state.eMarks[start_line])
    if opened is None:
        return False
    if state.parentType == "paragraph" and opened.group() == "$$" and _inside_open_display(state, start_line):
        return False
    last_line, inner, outer_end = _find_end(state, start_line, end_line, opened)
    if inner is None:
        return False
    tail = _TAIL.match(state.src, outer_end, state.eMarks[last_line])
    if tail is None or looks_unclosed(inner.text):
        return False
    if silent:
        return True
    piece = inner.strip()
    if tail.group(1):
        piece = Piece(piece.text + tail.group(1), (*piece.places[:-1], tail.start(1), tail.end(1)))
    if opened.group() == r"\\[":
        piece = unescape(piece)
    token = state.push("math_block", "math", 0)
    token.map = [start_line, last_line + 1]
    token.markup = "$$"
    label = tail.group(2) or tail.group(3)
    if label:
        token.attrSet("id", label)
        token.info = label
    wait(token, piece.text, piece.places, True)
    state.line = last_line + 1
    return True


def _inside_open_display(state: StateBlock, line: int) -> bool:
    """Whether the paragraph above has a `$$` that is still open: then this one closes it."""
    reading = reading_of(state.env)
    first, upto, parity = reading.parity
    if first != state.line or upto > line:
        first, upto, parity = state.line, state.line, 0
    while upto < line:
        text = line_piece(state, upto).text
        parity ^= sum(width == 2 for _, width in scan(text).dollars) & 1 if "$$" in text else 0
        upto += 1
    reading.parity = (first, upto, parity)
    return parity == 1


def _find_end(state: StateBlock, start_line: int, end_line: int, opened: re.Match[str]) -> tuple[int, Piece | None, int]:
    """The line of the closing delimiter, what is inside, and the place behind the delimiter."""
    opener = opened.group()
    environment = (opened.group(1) + opened.group(2)) if opened.group(1) else ""
    start = opened.start() if environment else opened.end()
    pieces: list[Piece] = []
    depth = 0
    line = start_line
    while line < end_line and in_container(state, line):
        piece = line_piece(state, line, start if line == start_line else None)
        at = 0
        if opener == "$$":
            close = _unescaped(piece.text, "$$")
            if close >= 0:
                pieces.append(piece.cut(0, close))
                return line, join_lines(pieces), piece.places[close] + 2
        elif opener == r"\\[":
            close = piece.text.find(r"\\]")
            if close >= 0:
                pieces.append(piece.cut(0, close))
                return line, join_lines(pieces), piece.places[close] + 3
            if r"\\[" in piece.text:
                return line, None, 0
        elif "\\" in piece.text:
            for match in _BACKSLASHED.finditer(piece.text):
                found = match.group(1)
                if environment and found in ("begin{", "end{") and piece.text.startswith(environment + "}", match.end()):
                    depth += 1 if found == "begin{" else -1
                    at = match.end() + len(environment) + 1
                    if depth == 0:
                        pieces.append(piece.cut(0, at))
                        return line, join_lines(pieces), piece.places[at]
                    if depth > 1:
                        return line, None, 0
                elif not environment and found == "]":
                    pieces.append(piece.cut(0, match.start()))
                    return line, join_lines(pieces), piece.places[match.end()]
                elif not environment and found == "[":
                    return line, None, 0
        pieces.append(piece)
        line += 1
    return line, None, 0


def _unescaped(text: str, what: str) -> int:
    at = text.find(what)
    while at > 0 and (at - len(text[:at].rstrip("\\"))) % 2:
        at = text.find(what, at + 1)
    return at


def looks_unclosed(text: str) -> bool:
    """Whether a display holds a blank line and then a sentence: its end was forgotten, and another one's was found."""
    blank = False
    for line in text.split("\n")[1:]:
        if not line.strip():
            blank = True
        elif blank and looks_like_prose(line):
            return True
    return not text.strip()


def unescape(piece: Piece) -> Piece:
    """Jekyll's `\\\\\\\\` is `\\\\`: its Markdown takes one backslash of each pair away."""
    text: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(piece.text):
        pair = piece.text.startswith("\\" * 4, at)
        width = 2 if pair else 1
        text.append(piece.text[at : at + width])
        places.extend(piece.places[at : at + width])
        at += 2 * width if pair else 1
    return Piece("".join(text), (*places, piece.places[-1]))


def comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """An HTML comment with its lines to itself. It is neither read nor shown."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("<!--", start) or state.is_code_block(start_line):
        return False
    reading = reading_of(state.env)
    close = reading.comment_end(start + 4)
    if close is None:
        return False
    last_line = reading.normal.line_of(close)
    if last_line >= end_line or not in_container(state, last_line) or state.src[close + 3 : state.eMarks[last_line]].strip():
        return False
    if not all(in_container(state, line) for line in range(start_line, last_line)):
        return False
    if not silent:
        _switch(state.src[start : close + 3], start, reading)
        state.line = last_line + 1
    return True


def _switch(comment: str, place: int, reading: Reading) -> None:
    found = _SWITCH.fullmatch(comment)
    if found:
        reading.switches.append((place, found.group(1) == "on"))


# ---------------------------------------------------------------------------------------------- inline


def _scan_of(state: StateInline) -> Scan:
    """The scan of the text that is being read; it is made once for each text."""
    reading = reading_of(state.env)
    if reading.scans is None or reading.scans[0] is not state.src:
        reading.scans = (state.src, scan(state.src))
    found: Scan = reading.scans[1]
    return found


def math_inline(state: StateInline, silent: bool) -> bool:
    """A formula in a paragraph."""
    if state.src[state.pos] not in ("$", "\\"):
        return False
    scanned = _scan_of(state)
    found = scanned.formula_at(state.pos)
    if found is None or found.end > state.posMax:
        if not silent and scanned.unclosed_at(state.pos):
            token = state.push("text_special", "", 0)  # not `text`: neighbours of that type are joined, and lose their notes
            token.meta["unclosed"] = state.pos
        if state.src[state.pos] == "$" and state.src.startswith("$$", state.pos):
            if not silent:
                state.pending += "$$"
            state.pos += 2
            return True
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.markup = state.src[found.start : found.inner_start] or "$"
        token.content = state.src[found.inner_start : found.inner_end]
        token.meta["found"] = found
    state.pos = found.end
    return True


def comment_inline(state: StateInline, silent: bool) -> bool:
    """An HTML comment in a paragraph. It is neither read nor shown."""
    if not state.src.startswith("<!--", state.pos):
        return False
    if _scan_of(state).last_comment_end < state.pos + 4:
        return False
    close = state.src.find("-->", state.pos + 4)
    if close + 3 > state.posMax:
        return False
    if not silent:
        switch = _SWITCH.fullmatch(state.src[state.pos : close + 3])
        if switch:
            token = state.push("text_special", "", 0)
            token.meta["switch"] = (state.pos, switch.group(1) == "on")
    state.pos = close + 3
    return True


def is_math_fence(info: str) -> bool:
    """Whether a fence holds mathematics: ```` ```math ````."""
    return info.strip().lower() in _MATH_INFO
