r"""The signs of logic between relations, `x = 2 \lor x = 3`, as the words that they stand for.

Between others, as in `a \lor b = 1`, they are operations, of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from builder.calculus.latex.tokens import Token, TokenKind

_WORDS: Mapping[str, str] = MappingProxyType({r"\lor": "or", r"\vee": "or", r"\land": "and", r"\wedge": "and"})
_ENDS = (TokenKind.ARROW, TokenKind.ROW, TokenKind.STOP, TokenKind.WORDS)
_LEVELS = {TokenKind.BRACE: 1, TokenKind.OPEN: 1, TokenKind.UNBRACE: -1, TokenKind.CLOSE: -1}


def with_connectives(tokens: Sequence[Token], text: str) -> list[Token]:
    """`tokens` of a text with a word for each sign of logic that has a relation on both sides."""
    if not any(name in text for name in _WORDS):
        return list(tokens)
    found: list[Token] = []
    level, related = 0, False
    for at, token in enumerate(tokens):
        level += _LEVELS.get(token.kind, 0)
        word = "" if token.expanded else _word(token, text)
        if word and level == 0 and related and _is_related(tokens[at + 1 :], text):
            found.append(Token(TokenKind.WORDS, word, token.span))
            related = False
        else:
            found.append(token)
            related = token.kind not in _ENDS and (related or token.kind is TokenKind.RELATION)
    return found


def _word(token: Token, text: str) -> str:
    is_unread = token.kind is TokenKind.FAULT
    return _WORDS.get(text[token.span.start : token.span.end], "") if is_unread else ""


def _is_related(tokens: Sequence[Token], text: str) -> bool:
    """Whether a relation stands in front of what ends a statement, or of the next sign of logic."""
    for token in tokens:
        if token.kind is TokenKind.RELATION:
            return True
        if token.kind in _ENDS or _word(token, text):
            return False
    return False
