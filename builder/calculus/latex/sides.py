r"""Relations: tokens split at their signs, the sides read one by one, and the sets that stand at the right of `\in`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from builder.calculus.expression.nodes import Expression, NumberSet, Sign, Symbol
from builder.calculus.latex.commands import FONTS
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Token, TokenKind
from builder.source import Span

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser

_SETS = {"R": "R", "N": "N", "Z": "Z", "Q": "Q"}


def split(tokens: Sequence[Token], parts: Callable[[Token], bool]) -> list[list[Token]]:
    """The stretches of `tokens` between those that part them, outside of brackets."""
    found: list[list[Token]] = [[]]
    level = 0
    for token in tokens:
        if token.opens:
            level += 1
        elif token.closes:
            level = max(0, level - 1)
        if level == 0 and parts(token) and not token.closes:
            found.append([])
        else:
            found[-1].append(token)
    return found


def split_relations(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[Token]]:
    """The sides, and the signs between them."""
    signs: list[Token] = []

    def is_relation(token: Token) -> bool:
        if token.kind is TokenKind.RELATION:
            signs.append(token)
            return True
        return False

    return split(tokens, is_relation), signs


def read_sides(parser: Parser, tokens: Sequence[Token]) -> tuple[list[Expression], list[Sign], list[Span]]:
    """The sides of a chain without rows. Raises LatexError for a side that is empty or not understood."""
    parts, signs = split_relations(tokens)
    sides: list[Expression] = []
    for number, part in enumerate(parts):
        if not part:
            at = signs[min(number, len(signs) - 1)] if signs else tokens[0]
            raise LatexError("not-understood", "one side of this sign is missing", at.span)
        after = signs[number - 1].text if number else ""
        sides.append(read_side(parser, part, after))
    return sides, [Sign(sign.text) for sign in signs], [sign.span for sign in signs]


def read_side(parser: Parser, part: Sequence[Token], after: str = "") -> Expression:
    r"""One side; behind `\in` it is a set."""
    if after == Sign.MEMBER.value or is_set(part):
        return number_set(parser, part)
    return parser.within(part).whole()


def is_set(part: Sequence[Token]) -> bool:
    r"""Whether `\mathbb{R}`, a half-open interval or `\{1, 2\}` stands here: what can be nothing but a set."""
    first, last = part[0], part[-1]
    if first.is_command(r"\mathbb"):
        return len(part) > 1 and any(t.text in _SETS for t in part[1:3])
    if first.kind is not TokenKind.OPEN or last.kind is not TokenKind.CLOSE or not _closes_at_end(part):
        return False
    members = split(part[1:-1], lambda token: token.is_sign(","))
    half_open = (first.text, last.text) in (("[", "("), ("(", "["))  # what closes has the text of what opens
    return (half_open and len(members) == 2) or (first.text == r"\{" and len(members) > 1)


def _closes_at_end(part: Sequence[Token]) -> bool:
    """Whether the bracket that opens first is the one that closes last."""
    level = 0
    for token in part[:-1]:
        level += token.opens - token.closes
        if level == 0:
            return False
    return True


def number_set(parser: Parser, part: Sequence[Token]) -> NumberSet:
    r"""`\mathbb{R}^n`, `\mathbb{Z}_{>0}`, `[0, 1)`, `\{1, 2\}`. Raises LatexError for other sets."""
    span = part[0].span.cover(part[-1].span)
    inner = parser.within(part)
    first = part[0]
    if first.is_command(r"\mathbb", r"\mathbf"):
        return _letter_set(inner, span)
    if first.kind is TokenKind.LETTER and first.text in _SETS and (len(part) == 1 or part[1].is_sign("^", "_")):
        return _letter_set(inner, span)
    if first.kind is TokenKind.OPEN and first.text in ("(", "[") and part[-1].kind is TokenKind.CLOSE:
        body = split(part[1:-1], lambda token: token.is_sign(",", ";"))
        if len(body) == 2 and all(body):
            ends = tuple(parser.within(end).whole() for end in body)
            return NumberSet("interval", (), ends, (first.text == "[", part[-1].text == "["), span=span)
    if first.kind is TokenKind.OPEN and first.text == r"\{" and part[-1].kind is TokenKind.CLOSE:
        members = split(part[1:-1], lambda token: token.is_sign(","))
        if all(members):
            return NumberSet("finite", (), tuple(parser.within(member).whole() for member in members), span=span)
    if first.kind is TokenKind.LETTER or first.text in FONTS:
        named = inner.whole()
        if isinstance(named, Symbol):
            return NumberSet("named", letter=named.name, span=span)
    raise LatexError("not-understood", "this set is not understood", span)


def _letter_set(parser: Parser, span: Span) -> NumberSet:
    if parser.token.kind is TokenKind.COMMAND:
        parser.advance()
    if parser.token.kind is TokenKind.BRACE:
        parser.advance()
    letter = parser.advance()
    if letter.text not in _SETS:
        raise LatexError("not-understood", "this set is not understood", span)
    if parser.token.kind is TokenKind.UNBRACE:
        parser.advance()
    sizes: tuple[Expression, ...] = ()
    name, positive = letter.text, False
    while parser.token.is_sign("^", "_"):
        mark = parser.advance().text
        if parser.token.kind is TokenKind.BRACE and parser.index in parser.closing:
            end = parser.closing[parser.index]
            inside = parser.tokens[parser.index + 1 : end]
            parser.index = end + 1
        elif parser.token.kind is TokenKind.STOP:
            raise parser.unexpected()
        else:
            inside = [parser.advance()]
        texts = [token.text for token in inside]
        if texts in (["+"], [">", "0"], ["+", "+"]) or (letter.text in ("N", "Z") and texts in (["1"], [r"\ge", "1"])):
            positive = True
        elif mark == "_" and letter.text == "N" and texts in (["0"], [r"\ge", "0"]):
            name = "N_0"
        elif mark == "^" and letter.text == "R" and inside:
            parts = split(inside, lambda token: token.is_command(r"\times"))
            if not all(parts):
                raise LatexError("not-understood", "this size is not understood", span)
            sizes = tuple(parser.within(size).whole() for size in parts)
        else:
            raise LatexError("not-understood", "this set is not understood", span)
    if parser.token.kind is not TokenKind.STOP:
        raise parser.unexpected()
    return NumberSet(name, sizes, positive=positive, span=span)
