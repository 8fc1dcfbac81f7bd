r"""The rows and columns of a display: environments opened, `\\` and `&` made into cells. Knows no grammar.

A cell boundary parts two statements, unless one side of it begins or ends with a sign (`a &= b`, `a & = & b`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Token, TokenKind

_ROWS = frozenset(
    {
        "align",
        "aligned",
        "alignedat",
        "alignat",
        "flalign",
        "split",
        "gather",
        "gathered",
        "equation",
        "eqnarray",
        "multline",
        "multlined",
        "displaymath",
        "math",
    }
)
_INNER = frozenset({"bmatrix", "pmatrix", "matrix", "vmatrix", "smallmatrix", "cases", "dcases", "array", "subarray"})
_OF_SYSTEMS = frozenset({"cases", "dcases", "array", "aligned", "matrix"})
_BEFORE_SYSTEMS = (TokenKind.ARROW, TokenKind.ROW, TokenKind.WORDS, TokenKind.WIDE, TokenKind.BEGIN)
_SIGNS = ("+", "-", "*", "/")
_OPERATORS = frozenset({r"\cdot", r"\times", r"\pm", r"\mp", r"\div"})
_OPENING = (TokenKind.OPEN, TokenKind.BRACE)
_CLOSING = (TokenKind.CLOSE, TokenKind.UNBRACE)
_BEGIN, _END, _BRACE, _UNBRACE = TokenKind.BEGIN, TokenKind.END, TokenKind.BRACE, TokenKind.UNBRACE
_SHAPING = (_BRACE, _UNBRACE, TokenKind.CELL, TokenKind.ROW, _BEGIN, _END, TokenKind.STOP)
"""What makes the rows and cells; all else stands in them."""


class Cell(Struct):
    """A stretch of a row. `number` is its column, from 0: of columns that were joined the last, unless the first is 0. `at_right`
    tells that it begins in an odd column, where an alignment has right sides."""

    tokens: list[Token]
    number: int
    at_right: bool = False


def rows_of(tokens: Sequence[Token], text: str = "") -> tuple[list[list[Cell]], list[LatexError]]:
    r"""The rows of a display, each as its cells, and what was wrong with its environments and between rows.

    `text`, from which the tokens were read, shows where a line ends without `\\`.
    """
    tokens = _with_systems(_without_braces(tokens))
    rows: list[list[Cell]] = [[Cell([], 0)]]
    faults: list[LatexError] = []
    stack: list[Token] = []
    level = 0
    grids = _grids(tokens)
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind not in _SHAPING:
            rows[-1][-1].tokens.append(token)
            continue
        inside = level > 0 or (bool(stack) and any(each.text in _INNER for each in stack))
        if kind is TokenKind.STOP:
            break
        if kind is _BEGIN and not inside and (token.text.rstrip("*") in _ROWS or at in grids):
            stack.append(replace(token, text=token.text.rstrip("*") + "!"))
            _new_row(rows)
        elif kind is _END and stack and stack[-1].text == token.text.rstrip("*") + "!":
            stack.pop()
            _new_row(rows)
        elif kind is _BEGIN:
            if token.text not in _INNER and token.text.rstrip("*") not in _ROWS:
                faults.append(LatexError("not-understood", f"the environment {token.text} is not understood", token.span))
                stack.append(replace(token, text=token.text + "!"))
                continue
            stack.append(token)
            rows[-1][-1].tokens.append(token)
        elif kind is _END:
            if stack and stack[-1].text == token.text:
                stack.pop()
                rows[-1][-1].tokens.append(token)
            elif stack and stack[-1].text == token.text + "!":
                stack.pop()
            else:
                faults.append(LatexError("not-understood", f"no environment {token.text} is open here", token.span))
        elif kind is TokenKind.ROW and not inside:
            _new_row(rows)
        elif kind is TokenKind.CELL and not inside:
            rows[-1].append(Cell([], rows[-1][-1].number + 1))
        else:
            rows[-1][-1].tokens.append(token)
            level += (kind is _BRACE) - (kind is _UNBRACE)
    faults.extend(
        LatexError("not-understood", f"the environment {each.text.rstrip('!')} is not closed", each.span) for each in stack
    )
    faults.extend(fault for row in rows for fault in _run_together(row, text))
    return [_joined(row) for row in rows if any(cell.tokens for cell in row)], faults


def _run_together(cells: Sequence[Cell], text: str) -> Iterator[LatexError]:
    r"""The signs that begin a line behind the reason of a row that no `\\` ended: TeX sets them in the row, beside its reason."""
    filled = [cell for cell in cells if cell.tokens]
    told = False
    for cell, following in pairwise(filled):
        told = told or any(token.kind is TokenKind.RELATION for token in cell.tokens)
        first = following.tokens[0]
        gap = text[cell.tokens[-1].span.end : first.span.start]
        if told and cell.tokens[0].kind is TokenKind.WORDS and first.kind is TokenKind.RELATION and "\n" in gap and "&" in gap:
            help = r"write \\ at the end of the line before"
            yield LatexError(
                "bad-math", "the row before this sign was not ended: it stands beside the reason of that row", first.span, help
            )


def _with_systems(tokens: list[Token]) -> list[Token]:
    r"""The tokens, in which equations in `cases` that stand free, or behind a brace in an `array`, are rows: a system."""
    found = tokens
    for at, token in enumerate(tokens):
        if token.kind is not _BEGIN or token.text not in _OF_SYSTEMS:
            continue
        before = tokens[at - 1] if at else None
        braced = before is not None and before.kind is TokenKind.OPEN and before.text == r"\{"
        around = (tokens[at - 2] if at > 1 else None) if braced else before
        if around is not None and around.kind not in _BEFORE_SYSTEMS:
            continue
        end = next((n for n in range(at, len(tokens)) if tokens[n].kind is _END and tokens[n].text == token.text), None)
        closed = (
            end is not None and end + 1 < len(tokens) and tokens[end + 1].kind is TokenKind.CLOSE and tokens[end + 1].text == "."
        )
        if end is None or braced is not closed or not _are_equations(tokens[at + 1 : end]):
            continue
        if found is tokens:
            found = list(tokens)
        for n in (at, end):
            found[n] = replace(tokens[n], text="aligned")
        for n in (at - 1, end + 1) if braced else ():
            found[n] = replace(tokens[n], kind=TokenKind.WIDE)
    return found


def _are_equations(tokens: Sequence[Token]) -> bool:
    """Whether each row has an equals sign and nothing in front of it that parts it; inside of brackets stands what it will."""
    level, told, rows = 0, False, 0
    for token in (*tokens, None):
        if token is None or (token.kind is TokenKind.ROW and level == 0):
            if not told:
                return token is None and rows > 1
            told, rows = False, rows + 1
            continue
        level += (token.kind in _OPENING or token.kind is _BEGIN) - (token.kind in _CLOSING or token.kind is _END)
        if level == 0 and token.kind is TokenKind.RELATION:
            if not told and token.text != "=":
                return False
            told = True
        elif level == 0 and not told and (token.is_sign(",", ";") or token.kind is TokenKind.WORDS):
            return False
    return rows > 1


def _new_row(rows: list[list[Cell]]) -> None:
    rows.append([Cell([], 0)])


def _grids(tokens: Sequence[Token]) -> set[int]:
    """The places of `array`s that stand free, without brackets around them: they are rows, not matrices."""
    found: set[int] = set()
    level = 0
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind in _OPENING or (kind is _BEGIN and token.text in _INNER):
            if kind is _BEGIN and token.text == "array" and level == 0 and not _bracketed(tokens, at):
                found.add(at)
            level += 1
        elif kind in _CLOSING or (kind is _END and token.text in _INNER):
            level = max(0, level - 1)
    return found


def _bracketed(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1] if at else None
    return before is not None and (before.kind in (TokenKind.OPEN, TokenKind.BAR, TokenKind.RELATION) or before.is_sign(*_SIGNS))


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row, joined where a boundary only aligns."""
    found: list[Cell] = []
    for cell in cells:
        while cell.tokens and cell.tokens[0].kind is TokenKind.WIDE:
            del cell.tokens[0]
        if not cell.tokens:
            continue
        if found and (_ends_open(found[-1].tokens) or (_begins_open(cell.tokens) and cell.number == found[-1].number + 1)):
            found[-1].tokens.extend(cell.tokens)
            found[-1].number = found[-1].number if found[-1].number == 0 else cell.number
        else:
            found.append(Cell(list(cell.tokens), cell.number, cell.number % 2 == 1))
    return found


def _ends_open(tokens: Sequence[Token]) -> bool:
    last = tokens[-1]
    level = sum(t.kind in _OPENING for t in tokens) - sum(t.kind in _CLOSING for t in tokens)
    return (
        last.kind is TokenKind.RELATION
        or last.is_sign(*_SIGNS)
        or (last.kind is TokenKind.COMMAND and last.text in _OPERATORS)
        or level > 0
    )


def _begins_open(tokens: Sequence[Token]) -> bool:
    first = tokens[0]
    return (
        first.kind is TokenKind.RELATION
        or first.is_sign(*_SIGNS)
        or (first.kind is TokenKind.COMMAND and first.text in _OPERATORS)
    )


def _without_braces(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens without `{}`, of `\color{red}{=}` the sign, and with `\overset{text}{=}` as a sign that has a reason."""
    found: list[Token] = []
    around = _around_signs(tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else token
        if token.kind is _BRACE and following.kind is _UNBRACE and not (found and found[-1].is_sign("^", "_")):
            at += 2
            continue
        if at in around:
            at += 1
            continue
        if token.is_command(r"\overset", r"\stackrel") and (sign := _sign_under(tokens, at)) is not None:
            found.append(sign[0])
            at = sign[1]
            continue
        found.append(token)
        at += 1
    return found


def _around_signs(tokens: Sequence[Token]) -> set[int]:
    r"""The places of braces around signs that are no argument and no index, as in `1 \color{red}{= 33}`."""
    found: set[int] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind is _BRACE:
            before = tokens[at - 1] if at else None
            first = tokens[at + 1].kind is TokenKind.RELATION
            bound = before is not None and (
                before.kind is TokenKind.COMMAND or before.is_sign("^", "_") or (before.kind is _UNBRACE and not first)
            )
            opened.append(-1 if bound else at)
        elif token.kind is TokenKind.RELATION and opened and opened[-1] >= 0:
            found.add(opened[-1])
        elif token.kind is _UNBRACE and opened and opened.pop() in found:
            found.add(at)
    return found


def _sign_under(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    r"""The sign of `\overset{reason}{=}`, with its reason, and where it ends."""
    if tokens[at + 1].kind is not TokenKind.BRACE:
        return None
    level = 0
    for end in range(at + 1, len(tokens)):
        level += (tokens[end].kind is TokenKind.BRACE) - (tokens[end].kind is TokenKind.UNBRACE)
        if level == 0:
            break
    else:
        return None
    over = tokens[at + 2 : end]
    rest = tokens[end + 1 : end + 4]
    reason = " ".join(token.text for token in over)
    if rest and rest[0].kind is TokenKind.RELATION:
        return replace(rest[0], reason=reason, span=tokens[at].span.cover(rest[0].span)), end + 2
    if (
        len(rest) == 3
        and rest[0].kind is TokenKind.BRACE
        and rest[1].kind is TokenKind.RELATION
        and rest[2].kind is TokenKind.UNBRACE
    ):
        return replace(rest[1], reason=reason, span=tokens[at].span.cover(rest[2].span)), end + 4
    return None
