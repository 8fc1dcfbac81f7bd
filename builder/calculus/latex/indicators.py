r"""Indicators: 1 where what they hold is true, else 0. `\mathbb{1}[z > 0]`, `1_{\{x > 0\}}`, and brackets (K. Iverson)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.calculus.expression.nodes import Cases, Expression, Number, Relation
from builder.calculus.latex import commands
from builder.calculus.latex.sides import read_sides, split, split_relations
from builder.calculus.latex.tokens import Token, TokenKind

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser


def indicator(parser: Parser) -> Expression | None:
    """The indicator that begins here, read as the two cases that it stands for; None where something else stands."""
    place = _behind_sign(parser)
    if place < 0:
        return None
    tokens = parser.tokens
    opened = tokens[place]
    end = parser.closing.get(place)
    if end is None or opened.kind not in (TokenKind.OPEN, TokenKind.BRACE) or opened.text not in ("{", "(", "[", r"\{"):
        return None
    inside = tokens[place + 1 : end]
    if opened.kind is TokenKind.BRACE and len(inside) > 2 and inside[0].text == r"\{" and inside[-1].kind is TokenKind.CLOSE:
        inside = inside[1:-1]
    if not split_relations(inside)[1]:
        return None
    start = parser.token.span.start
    conditions: list[Relation] = []
    for part in split(inside, _parts):
        sides, signs, _ = read_sides(parser, part)
        conditions.extend(Relation(left, sign, right) for left, sign, right in zip(sides, signs, sides[1:], strict=False))
    parser.index = end + 1
    return Cases(((Number("1"), tuple(conditions)), (Number("0"), ())), span=parser.since(start))


def _parts(token: Token) -> bool:
    return token.is_sign(",") or token.kind is TokenKind.WORDS


def _behind_sign(parser: Parser) -> int:
    """Where the condition of an indicator would begin, behind its sign; -1 where no sign of one stands."""
    token, tokens, at = parser.token, parser.tokens, parser.index
    if token.kind is TokenKind.OPEN:
        return at if token.text == "[" else -1
    if token.kind is TokenKind.NUMBER:
        if token.text != "1":
            return -1
        place = at + 1
    elif token.kind is TokenKind.LETTER:
        if token.text != "I" or parser.names.is_known("I"):
            return -1
        place = at + 1
    elif token.kind is TokenKind.COMMAND and token.text in commands.FONTS:
        braced = tokens[at + 1].kind is TokenKind.BRACE
        place = parser.closing.get(at + 1, at + 1) + 1 if braced else at + 2
        inside = tokens[at + 2 : place - 1] if braced else tokens[at + 1 : place]
        if [each.text for each in inside] not in (["1"], ["I"]):
            return -1
    else:
        return -1
    if place < len(tokens) and tokens[place].is_sign("_"):
        place += 1
    return place if place < len(tokens) else -1
