r"""Functions without arguments, `\sin' = \cos` and `(\exp)' = \exp`: what is said of their values holds at every x."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.latex.tokens import Token, TokenKind
from builder.source import Span

_ENDS = (TokenKind.RELATION, TokenKind.CLOSE, TokenKind.STOP, TokenKind.ROW, TokenKind.WIDE, TokenKind.UNBRACE, TokenKind.WORDS)
_OPERATORS = ("+", "-", ",", ";", ".", r"\cdot", r"\quad")


def at_letter(tokens: Sequence[Token]) -> list[Token]:
    """`tokens`, in which functions without arguments are those of x, if one of them is differentiated, or is a power."""
    if not any(_is_worked_on(tokens, at) for at, token in enumerate(tokens) if token.kind is TokenKind.FUNCTION):
        return list(tokens)
    found: list[Token] = []
    end = 0
    for at, token in enumerate(tokens):
        if at < end:
            continue
        found.append(token)
        if token.kind is TokenKind.FUNCTION:
            end = _behind_marks(tokens, at + 1)
            found.extend(tokens[at + 1 : end])
            if _is_bare(tokens, end):
                found.extend(_argument(found[-1]))
    return found


def _is_worked_on(tokens: Sequence[Token], at: int) -> bool:
    r"""Whether a function that is named alone is worked on: `\sin'`, `(\sin)'`, `\sin^2`."""
    end = _behind_marks(tokens, at + 1)
    if not _is_bare(tokens, end):
        return False
    if end > at + 1:
        return True  # a prime or a power
    alone = at > 0 and end == at + 1 and tokens[at - 1].kind is TokenKind.OPEN and tokens[end].kind is TokenKind.CLOSE
    return alone and end + 1 < len(tokens) and tokens[end + 1].is_sign("'")


def _behind_marks(tokens: Sequence[Token], at: int) -> int:
    r"""The place behind the primes, or the power, of a function: `\tan^2`."""
    while at < len(tokens) and tokens[at].is_sign("'"):
        at += 1
    if at + 1 < len(tokens) and tokens[at].is_sign("^") and tokens[at + 1].kind is TokenKind.NUMBER:
        return at + 2
    return at


def _is_bare(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].kind in _ENDS or tokens[at].text in _OPERATORS


def _argument(token: Token) -> tuple[Token, Token, Token]:
    """The bracket `(x)` behind a token; a closing bracket is named by the one that it closes."""
    behind = replace(token, span=Span(token.span.end, token.span.end), spaced=False)
    return (
        replace(behind, kind=TokenKind.OPEN, text="("),
        replace(behind, kind=TokenKind.LETTER, text="x"),
        replace(behind, kind=TokenKind.CLOSE, text="("),
    )
