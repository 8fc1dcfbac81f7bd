r"""Letters that stand together like the name of a function, `sen(x)`, `xsinx`, and are read as the product of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from builder.calculus.expression.functions import BY_LETTERS, ELSEWHERE
from builder.calculus.latex.tokens import Token, TokenKind
from builder.source import Span

SHORTEST = 3
_OFTEN_PRODUCTS = frozenset({"sh", "ch", "th", "lb"})


class RunTogether(Struct, frozen=True):
    r"""Letters that are hardly meant as a product: their place, and what is meant: `\sin`, or `x \sin x` if a function that is
    known is `inside`. `often` tells that the product of these letters is met, too: `ch(x)`.
    """

    letters: str
    span: Span
    meant: str
    inside: bool
    often: bool


def may_run_together(latex: str) -> bool:
    """Whether a text holds letters, outside commands, that may be hardly meant as a product."""
    letters = re.sub(r"\\[A-Za-z]+", " ", latex)
    return any(name in letters for name in (*BY_LETTERS, "sqrt", *ELSEWHERE))


def run_together(tokens: Sequence[Token]) -> Iterator[RunTogether]:
    """The letters that stand together and are hardly meant as a product."""
    for run, behind in _runs(tokens):
        letters = "".join(token.text for token in run)
        span = run[0].span.cover(run[-1].span)
        name = max((name for name in (*BY_LETTERS, "sqrt") if name in letters), key=len, default="")
        if letters in ELSEWHERE and _is_argument(behind):
            yield RunTogether(letters, span, ELSEWHERE[letters], False, letters in _OFTEN_PRODUCTS)
        elif name and (name != letters or _is_argument(behind)):
            before, _, after = letters.partition(name)
            meant = " ".join(filter(None, (before, rf"\{BY_LETTERS.get(name, name)}", after)))
            yield RunTogether(letters, span, meant, True, False)


def applied_at(tokens: Sequence[Token]) -> Iterator[RunTogether]:
    """The runs of three letters or more directly before a bracket, which nothing but a look at them tells to be names."""
    for run, behind in _runs(tokens):
        opens = behind is not None and behind.kind is TokenKind.OPEN and behind.text == "("
        if opens and len(run) >= SHORTEST and behind is not None and behind.span.start == run[-1].span.end:
            yield RunTogether("".join(token.text for token in run), run[0].span.cover(run[-1].span), "", False, True)


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Token | None]]:
    """The single letters that stand together, each run with the token behind it."""
    run: list[Token] = []
    for token in (*tokens, None):
        is_letter = token is not None and token.kind is TokenKind.LETTER and len(token.text) == 1
        if run and not (is_letter and token is not None and run[-1].span.end == token.span.start):
            yield run, token
            run = []
        if is_letter and token is not None:
            run.append(token)


def _is_argument(token: Token | None) -> bool:
    return token is not None and (
        token.kind in (TokenKind.LETTER, TokenKind.NUMBER, TokenKind.BRACE)
        or (token.kind is TokenKind.OPEN and token.text == "(")
        or (token.kind is TokenKind.COMMAND and token.text in (r"\frac", r"\sqrt", r"\left"))
        or token.is_sign("^")
    )
