r"""What begins a factor: brackets, bars, braces, roots, binomials, constants, matrices and cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from builder.calculus.expression.nodes import (
    Binomial,
    Blank,
    Bracket,
    Cases,
    Constant,
    ConstantName,
    Division,
    Ellipsis,
    Expression,
    Fence,
    Fenced,
    Group,
    Matrix,
    Number,
    Quotient,
    Relation,
    Root,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.latex import calls, evaluation
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.naming import read_name
from builder.calculus.latex.sides import read_sides, split
from builder.calculus.latex.tokens import Edge, Token, TokenKind
from builder.source import Span

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

CASES = frozenset({"cases", "dcases"})
MATRICES = frozenset({"bmatrix", "pmatrix", "matrix", "vmatrix", "smallmatrix", "array"})
ENVIRONMENTS = CASES | MATRICES

_BRACKETS = {"(": Bracket.ROUND, "[": Bracket.SQUARE, r"\{": Bracket.CURLY}
_FENCES = {r"\lfloor": Fence.FLOOR, r"\lceil": Fence.CEILING, r"\lvert": Fence.ABSOLUTE, r"\lVert": Fence.NORM}
_VECTORS = {"(": VectorStyle.ROUND, "[": VectorStyle.SQUARE, r"\langle": VectorStyle.ANGLE}
_SHOWN = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
    r"\lvert": r"\rvert",
}


class _Fresh:
    """What is read inside a bracket does not see the bars and differentials that are open outside."""

    def __init__(self, parser: Parser) -> None:
        self.kept = (parser.bars, parser.differential, parser.lim, parser.operand)
        parser.enter()
        parser.bars, parser.differential, parser.lim, parser.operand = 0, False, False, False

    def end(self, parser: Parser) -> None:
        parser.bars, parser.differential, parser.lim, parser.operand = self.kept
        parser.leave()


# ---------------------------------------------------------------------------------------------- brackets


def bracket(parser: Parser) -> Expression:
    """A bracket, with what it holds: a group, a vector, an absolute value, a floor."""
    opened = parser.token
    if opened.text == ".":
        return evaluation.left_dot(parser)
    if (branches := _bracketed_cases(parser)) is not None:
        return branches
    fresh = _Fresh(parser)
    parser.advance()
    entries = [parser.sum()]
    while parser.token.is_sign(","):
        parser.advance()
        entries.append(parser.sum())
    _close(parser, opened)
    fresh.end(parser)
    span = parser.since(opened.span.start)
    if opened.text == r"\langle" or (len(entries) > 1 and opened.text in _VECTORS):
        return Vector(tuple(entries), _VECTORS[opened.text], span=span)
    if len(entries) > 1:
        raise LatexError("not-understood", "a list in these brackets is not understood", span)
    inner = entries[0]
    if opened.text in _FENCES:
        return _norm(parser, Fenced(_FENCES[opened.text], inner, span=span))
    if isinstance(inner, Matrix) and inner.environment in ("array", "matrix", "smallmatrix") and opened.text in ("(", "["):
        return Matrix(inner.rows, "pmatrix" if opened.text == "(" else "bmatrix", span=span)
    return calls.named(parser, Group(inner, _BRACKETS[opened.text], span=span))


def _bracketed_cases(parser: Parser) -> Expression | None:
    r"""`\left\{ \begin{array}{ll} … \end{array} \right.`: cases by hand; None if something else stands here."""
    opened, inner = parser.token, parser.ahead()
    if (
        opened.text != r"\{"
        or opened.edge is not Edge.LEFT
        or inner.kind is not TokenKind.BEGIN
        or inner.text not in ("array", "matrix")
    ):
        return None
    end = parser.closing.get(parser.index + 1)
    if end is None or parser.tokens[end + 1].text != "." or parser.tokens[end + 1].kind is not TokenKind.CLOSE:
        return None
    parser.advance()
    parser.tokens[parser.index] = replace(inner, text="cases")
    parser.tokens[end] = replace(parser.tokens[end], text="cases")
    found = environment(parser)
    parser.advance()
    return replace(found, span=parser.since(opened.span.start))


def _close(parser: Parser, opened: Token) -> None:
    token = parser.token
    if token.kind is TokenKind.CLOSE and token.text == opened.text and (token.edge is Edge.RIGHT) == (opened.edge is Edge.LEFT):
        parser.advance()
        return
    raise parser.unexpected(
        f"`{_SHOWN.get(opened.text, opened.text)}` is missing" if token.kind is TokenKind.STOP else "", opened
    )


def arguments(parser: Parser) -> tuple[Expression, ...]:
    """The arguments of a function, in brackets."""
    opened = parser.token
    fresh = _Fresh(parser)
    parser.advance()
    entries = [parser.sum()]
    while parser.token.is_sign(","):
        parser.advance()
        entries.append(parser.sum())
    _close(parser, opened)
    fresh.end(parser)
    return tuple(entries)


def bars(parser: Parser) -> Expression:
    r"""`|x|`, `\left| x \right|`, `\|x\|`."""
    opened = parser.token
    fresh = _Fresh(parser)
    parser.advance()
    fence = Fence.ABSOLUTE if opened.text == "|" else Fence.NORM
    if opened.edge is not Edge.LEFT:
        parser.bars = 1
    inner = parser.sum()
    closes = parser.token.kind is TokenKind.BAR and parser.token.text == opened.text
    if not closes or (parser.token.edge is Edge.RIGHT) != (opened.edge is Edge.LEFT):
        raise parser.unexpected("this bar is not closed" if parser.token.kind is TokenKind.STOP else "", opened)
    parser.advance()
    fresh.end(parser)
    span = parser.since(opened.span.start)
    if isinstance(inner, Matrix) and inner.environment in ("array", "matrix") and fence is Fence.ABSOLUTE:
        return Matrix(inner.rows, "vmatrix", span=span)
    return _norm(parser, Fenced(fence, inner, span=span))


def _norm(parser: Parser, fenced: Fenced) -> Fenced:
    r"""A norm with the subscript behind it: `\|x\|_2`; `\|X\|_F`, of all squares, is what is meant by `\|X\|` anyway."""
    if fenced.fence is not Fence.NORM or not parser.token.is_sign("_"):
        return fenced
    start, tokens = parser.index, parser.tokens[parser.index + 1 : parser.index + 4]
    braced = len(tokens) == 3 and tokens[0].kind is TokenKind.BRACE and tokens[2].kind is TokenKind.UNBRACE
    subscript = tokens[1 if braced else 0].text
    if subscript not in ("2", "F"):
        return fenced
    parser.index = start + (4 if braced else 2)
    assert fenced.span is not None
    fence = Fence.EUCLIDEAN if subscript == "2" else Fence.NORM
    return Fenced(fence, fenced.inner, span=parser.since(fenced.span.start))


def braces(parser: Parser) -> Expression:
    r"""`{…}`: braces group for TeX and are not seen. `{a \over b}` is a fraction, `{n \choose k}` a binomial."""
    opened = parser.token
    fresh = _Fresh(parser)
    parser.advance()
    inner = parser.sum()
    if parser.token.kind is TokenKind.COMMAND and parser.token.text in (r"\over", r"\choose"):
        over = parser.advance().text == r"\over"
        below = parser.sum()
        span = parser.since(opened.span.start)
        inner = Quotient(inner, below, Division.FRACTION, span=span) if over else Binomial(inner, below, span=span)
    parser.expect(TokenKind.UNBRACE, "the closing brace", opened)
    fresh.end(parser)
    return inner


STRIKES = (r"\cancel", r"\bcancel", r"\xcancel")


def replaces_numbers(parser: Parser) -> bool:
    r"""Whether a struck number in the fraction that begins here is replaced by the one behind it: `\cancel{6}4`."""
    middle = parser.closing.get(parser.index, parser.index)
    end = parser.closing.get(middle + 1, middle + 1)
    tokens = parser.tokens
    return any(
        tokens[i].is_command(*STRIKES)
        and [t.kind for t in tokens[i + 1 : i + 5]] == [TokenKind.BRACE, TokenKind.NUMBER, TokenKind.UNBRACE, TokenKind.NUMBER]
        for i in range(parser.index, end)
    )


def decorated(parser: Parser) -> Expression:
    r"""`\cancel{x}`, `\boxed{x}`: what they hold is meant as it stands. `\cancel{6}4` is 4: a number replaces the struck one.

    In a fraction in which a number is replaced so, all that is struck out is gone: the fraction is what was left of it.
    """
    token = parser.advance()
    inner = parser.argument()
    if token.text in STRIKES:
        if isinstance(inner, Number) and parser.token.kind is TokenKind.NUMBER:
            return parser.number()
        if parser.token.is_sign("^") and (isinstance(inner, Number) or parser.replaces):
            raise LatexError("ambiguous-notation", "this is struck out, and something stands above it", token.span)
        if parser.replaces:
            return Number("1", span=parser.since(token.span.start))
    if not isinstance(inner, Symbol | Group | Quotient) and (parser.begins_factor() or parser.token.is_sign("^", "'")):
        if type(inner).__name__ in ("Sum", "Negation", "PlusMinus"):
            raise LatexError("ambiguous-notation", f"`{token.text}` is no bracket", token.span, "write brackets around it")
    return inner


def labelled(parser: Parser) -> Expression:
    r"""`\underbrace{x}_{label}`: the label is for the reader."""
    own = "_" if parser.advance().text == r"\underbrace" else "^"
    opened = parser.token
    inner = parser.argument()
    if parser.token.is_sign(own):
        parser.advance()
        if parser.token.kind is TokenKind.BRACE and parser.index in parser.closing:
            parser.index = parser.closing[parser.index] + 1
        else:
            parser.advance()
    if parser.token.is_sign("_", "^"):
        raise LatexError("ambiguous-notation", "this could be an exponent, or stand at the brace", parser.token.span)
    return Group(inner, span=parser.since(opened.span.start)) if type(inner).__name__ in ("Sum", "Negation") else inner


# ---------------------------------------------------------------------------------------------- commands with arguments


def root(parser: Parser) -> Expression:
    r"""`\sqrt{x}`, `\sqrt[3]{x}`, `\sqrt2`."""
    start = parser.advance().span.start
    index: Expression | None = None
    if parser.token.kind is TokenKind.OPEN and parser.token.text == "[":
        opened = parser.advance()
        index = parser.sum()
        _close(parser, opened)
    radicand = parser.argument()
    return Root(radicand, index, span=parser.since(start))


def binomial(parser: Parser) -> Expression:
    r"""`\binom{n}{k}`."""
    start = parser.advance().span.start
    upper = parser.argument()
    lower = parser.argument()
    return Binomial(upper, lower, span=parser.since(start))


def ellipsis(parser: Parser) -> Expression:
    r"""`\cdots`."""
    return Ellipsis(span=parser.advance().span)


def blank(parser: Parser) -> Expression:
    r"""`\square`, `?`: a place to fill in."""
    return Blank(span=parser.advance().span)


def constant(parser: Parser) -> Expression:
    r"""`\pi`, `\infty`; a π that the scope defines is a name."""
    token = parser.token
    if parser.names.is_known(token.text):
        parser.tokens[parser.index] = Token(TokenKind.LETTER, token.text, token.span, token.spaced)
        return calls.named(parser, read_name(parser))
    parser.advance()
    return Constant(ConstantName(token.text), span=token.span)


def letter_or_constant(parser: Parser) -> Expression:
    """A letter alone; e is the constant unless the scope has it as a name."""
    token = parser.token
    if token.text == "e" and not parser.names.is_known("e"):
        parser.advance()
        return Constant(ConstantName.E, span=token.span)
    return read_name(parser)


# ---------------------------------------------------------------------------------------------- environments


def environment(parser: Parser) -> Expression:
    r"""A matrix, or `\begin{cases}`."""
    opened = parser.token
    end = parser.closing.get(parser.index)
    if end is None or parser.tokens[end].text != opened.text:
        raise parser.unexpected(f"the environment {opened.text} is not closed")
    fresh = _Fresh(parser)
    inside = parser.tokens[parser.index + 1 : end]
    rows = [row for row in split(inside, lambda token: token.kind is TokenKind.ROW) if row]
    span = opened.span.cover(parser.tokens[end].span)
    if not rows:
        raise LatexError("not-understood", f"the environment {opened.text} is empty", span)
    result: Expression
    if opened.text in CASES:
        result = Cases(tuple(_branch(parser, row) for row in rows), span=span)
    else:
        result = _matrix(parser, rows, opened.text, span)
    parser.index = end + 1
    fresh.end(parser)
    return result


def _matrix(parser: Parser, rows: Sequence[Sequence[Token]], environment: str, span: Span) -> Matrix:
    entries = []
    for row in rows:
        cells = split(row, lambda token: token.kind is TokenKind.CELL)
        if not all(cells):
            raise LatexError("not-understood", "an entry of this matrix is empty", row[0].span.cover(row[-1].span))
        entries.append(tuple(parser.within(cell).whole() for cell in cells))
    if len({len(row) for row in entries}) != 1:
        raise LatexError("not-understood", "the rows of this matrix are not of one length", span)
    return Matrix(tuple(entries), environment, span=span)


def _branch(parser: Parser, row: Sequence[Token]) -> tuple[Expression, tuple[Relation, ...]]:
    """One row of cases: a value and, behind `&`, a comma or words, the relations under which it holds."""
    parts = split(
        row, lambda token: token.kind in (TokenKind.CELL, TokenKind.WORDS, TokenKind.WIDE) or token.is_sign(",", ";", ".")
    )
    parts = [part for part in parts if part]
    if not parts:
        raise LatexError("not-understood", "this case has no value", row[0].span.cover(row[-1].span))
    level = 0
    for token in row:
        level += token.opens - token.closes
        if level == 0 and token.kind is TokenKind.WORDS and not _is_condition_word(token.text):
            raise LatexError("not-understood", f"the words “{token.text}” are not understood in a case", token.span)
    value = parser.within(parts[0]).whole()
    conditions: list[Relation] = []
    for part in parts[1:]:
        sides, signs, _ = read_sides(parser, part)
        if not signs:
            raise LatexError("not-understood", "this is no condition", part[0].span.cover(part[-1].span))
        conditions.extend(Relation(left, sign, right) for left, sign, right in zip(sides, signs, sides[1:], strict=False))
    return value, tuple(conditions)


def _is_condition_word(words: str) -> bool:
    allowed = ("if", "when", "for", "where", "and", "otherwise", "else", "elsewhere", "all", "other", "x")
    return all(word.strip(",.;:()$").lower() in allowed for word in words.split())
