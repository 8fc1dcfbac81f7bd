r"""Names of several letters that are written as letters side by side: `net_{h1}`, `out_{o1}`, `net`, `w1`.

TeX sets them as products, and a product is what they are unless something tells otherwise: that the scope holds such a name, or
that one stands at the left of an equation, where a product of letters would define nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from builder.calculus.latex.cursor import matching
from builder.calculus.latex.names import SHORTEST_WORD, Asking
from builder.calculus.latex.tokens import Token, TokenKind

CUSTOMARY = frozenset(
    ("net", "out", "err", "loss", "cost", "act", "pred", "error", "input", "output", "target", "bias", "grad", "hid", "val")
)
"""Words that nobody takes for products when a subscript stands behind them, or when they are the left side of an equation."""


def with_words(tokens: Sequence[Token], names: Asking) -> list[Token]:
    """`tokens`, in which the letters of each name of several letters are one letter."""
    runs, bare = _runs(tokens)
    pairs = {at: tokens[at].text + tokens[at + 1].text for at in _pairs(tokens)}
    if not (runs or bare or pairs):
        return list(tokens)
    in_scope = names.of_several_letters()
    words = {name for name in in_scope if name.isalpha()}
    numbered = set(in_scope - words)
    closing = matching(tokens) if any(end - start >= SHORTEST_WORD for start, end in runs) else {}
    for start, end in runs:
        text = _text(tokens, start, end)
        if _defines(tokens, start, end, closing):
            words.add(text)
        elif text in CUSTOMARY or (text.startswith("d") and text[1:] in CUSTOMARY):
            words.add(text.removeprefix("d") if text not in CUSTOMARY else text)
    words |= {
        text for start, end in bare if (text := _text(tokens, start, end)) in CUSTOMARY and _is_left_side(tokens, start, end)
    }
    if len(set(pairs.values())) > 1:
        numbered |= set(pairs.values())
    numbered |= {text for at, text in pairs.items() if _begins_clause(tokens, at) and _equates(tokens[at + 2])}
    cut: dict[int, int] = {at: at + 2 for at, text in pairs.items() if text in numbered}
    if words:
        cut |= dict(found for start, end in runs if (found := _word_at(tokens, start, end, words)))
        cut |= {start: end for start, end in bare if _text(tokens, start, end) in words}
    return _cut(tokens, cut) if cut else list(tokens)


def _cut(tokens: Sequence[Token], cut: Mapping[int, int]) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = cut.get(at, at + 1)
        token = tokens[at]
        found.append(
            token if end == at + 1 else replace(token, text=_text(tokens, at, end), span=token.span.cover(tokens[end - 1].span))
        )
        at = end
    return found


def _runs(tokens: Sequence[Token]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches of Latin letters side by side, without a space between: those that have a subscript, and those without."""
    found: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    start = None
    for at, token in enumerate(tokens):
        goes_on = start is not None and _is_latin(token) and token.span.start == tokens[at - 1].span.end
        if start is not None and not goes_on:
            if at - start >= SHORTEST_WORD:
                found[not token.is_sign("_")].append((start, at))
            start = None
        if start is None and _is_latin(token):
            start = at
    return found


def _pairs(tokens: Sequence[Token]) -> list[int]:
    """Where a letter stands directly before a whole number, and neither is an argument or a script that TeX would take alone."""
    found = []
    for at in range(len(tokens) - 1):
        letter, number = tokens[at], tokens[at + 1]
        if not _is_latin(letter) or letter.text == "d" or number.kind is not TokenKind.NUMBER:
            continue
        before = [tokens[i] for i in (at - 1, at - 2) if i >= 0]
        taken = bool(before) and (before[0].is_sign("^", "_") or any(_takes_arguments(token) for token in before))
        if not taken and number.span.start == letter.span.end and number.text.isdigit() and len(number.text) < 3:
            found.append(at)
    return found


def _takes_arguments(token: Token) -> bool:
    return token.is_command(r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\sqrt", r"\binom", r"\dbinom", r"\tbinom")


def _word_at(tokens: Sequence[Token], start: int, end: int, words: set[str]) -> tuple[int, int] | None:
    """The word with which a run of letters ends: a known one, or else all of it, but for the d of a derivative."""
    text = _text(tokens, start, end)
    known = max((word for word in words if text.endswith(word)), key=len, default="")
    if known:
        return end - len(known), end
    first = start + 1 if text.startswith("d") and len(text) > SHORTEST_WORD else start
    return first, end


def _defines(tokens: Sequence[Token], start: int, end: int, closing: Mapping[int, int]) -> bool:
    """Whether a run of letters with its subscript is the left side of an equation."""
    if not _begins_clause(tokens, start) or end + 2 >= len(tokens) or tokens[start].text == "d":
        return False
    return _equates(tokens[closing.get(end + 1, end + 1) + 1])


def _is_left_side(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a run of letters without a subscript is the left side of an equation."""
    return end < len(tokens) and _begins_clause(tokens, start) and _equates(tokens[end])


def _equates(token: Token) -> bool:
    return (token.kind is TokenKind.RELATION and token.text in ("=", ":=", r"\equiv")) or token.kind is TokenKind.CELL


def _begins_clause(tokens: Sequence[Token], at: int) -> bool:
    kinds = (TokenKind.ROW, TokenKind.CELL, TokenKind.BEGIN, TokenKind.WIDE, TokenKind.WORDS, TokenKind.ARROW)
    return at == 0 or tokens[at - 1].kind in kinds or tokens[at - 1].is_sign(",", ";", ".")


def _is_latin(token: Token) -> bool:
    return token.kind is TokenKind.LETTER and len(token.text) == 1 and token.text.isascii() and not token.expanded


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    return "".join(token.text for token in tokens[start:end])
