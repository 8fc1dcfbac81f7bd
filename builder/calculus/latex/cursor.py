"""A place in a list of tokens, and what the grammar asks of it. Knows no grammar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Token, TokenKind
from builder.source import Span


def matching(tokens: Sequence[Token]) -> dict[int, int]:
    """For each opening bracket, brace or environment that is closed, where: by index."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.opens:
            stack.append(index)
        elif token.closes and stack:
            found[stack.pop()] = index
    return found


class Cursor:
    """Reads forward through `tokens`, which end with a `STOP`. `depth` counts the brackets around the present place."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list(tokens)
        self.index = 0
        self.depth = 0

    @cached_property
    def closing(self) -> dict[int, int]:
        """Where each opening bracket, brace or environment is closed."""
        return matching(self.tokens)

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def ahead(self, by: int = 1) -> Token:
        """The token `by` further on; at the end the `STOP`."""
        return self.tokens[min(self.index + by, len(self.tokens) - 1)]

    @property
    def before(self) -> Token | None:
        """The token that was read last."""
        return self.tokens[self.index - 1] if self.index else None

    def advance(self) -> Token:
        """Read one token."""
        token = self.tokens[self.index]
        if self.index + 1 < len(self.tokens):
            self.index += 1
        return token

    def since(self, start: int) -> Span:
        """The span from the character `start` to the end of the token read last."""
        before = self.before
        return Span(start, max(start, before.span.end if before else start))

    def enter(self) -> None:
        """Go one bracket deeper. Raises a LatexError `too-large` below the deepest that is read."""
        self.depth += 1
        if self.depth > DEFAULT_BUDGET.depth:
            raise LatexError("too-large", f"brackets stand more than {DEFAULT_BUDGET.depth} deep here", self.token.span)

    def leave(self) -> None:
        """Come back out of a bracket."""
        self.depth -= 1

    def expect(self, kind: TokenKind, what: str, opened: Token) -> Token:
        """Read a token of `kind`, or raise: `what` was missing, which `opened` asked for."""
        if self.token.kind is kind:
            return self.advance()
        raise self.unexpected(f"{what} is missing", opened)

    def unexpected(self, message: str = "", opened: Token | None = None) -> LatexError:
        """The error for the present token, which cannot stand here."""
        token = self.token
        if token.fault is not None:
            return token.fault
        if token.kind is TokenKind.STOP:
            before = self.before
            span = opened.span if opened else before.span if before else token.span
            return LatexError("not-understood", message or "something is missing at the end", span)
        return LatexError("not-understood", message or f"`{token.text}` cannot stand here", token.span)
