"""What can be wrong with a formula."""

from __future__ import annotations

from builder.source import Span


class LatexError(Exception):
    """A formula, or a part of it, that could not be read.

    `code` is `not-understood`, `bad-math` (a brace is never closed), `name-clash` (a known command is defined anew),
    `too-large`, `ambiguous-notation` or `confusable-character`; `span` is counted from the start of the formula; `message` is a
    sentence without a full stop, `help` says what to do ("" when there is nothing to say). `at` is the part that is at fault,
    where `span` covers all that could not be read because of it.
    """

    def __init__(self, code: str, message: str, span: Span, help: str = "", at: Span | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.help = help
        self.at = at if at is not None else span
