"""How letters are used in a formula, seen before it is read: which are functions, which are numbers. A scan over tokens."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from builder.calculus.latex.commands import ACCENTS, FONTS
from builder.calculus.latex.cursor import matching
from builder.calculus.latex.tokens import Token, TokenKind

_LONGEST_SUBSCRIPT = 4
_DIFFERENTIALS = frozenset({"d", r"\partial", r"\nabla"})


class Usage(Struct, frozen=True):
    """`bare` letters stand somewhere without arguments, primes and subscripts: they are numbers.

    `declared` are names that stand before letters in brackets at the left of an equation: `q(t) = …`. They are functions, and so
    are `primed` names, which stand with primes before a bracket: `v'(x)`, although they stand bare as well, `uv`, if it holds no
    more than another letter. `upper` are superscripts of letters by which something is differentiated, as in `∂W^L`: no powers.
    """

    bare: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    primed: frozenset[str] = frozenset()
    integrated: frozenset[str] = frozenset()
    upper: frozenset[str] = frozenset()


def usage(tokens: Sequence[Token]) -> Usage:
    """How the letters of `tokens` are used."""
    closing = matching(tokens)
    bare: set[str] = set()
    declared: set[str] = set()
    primed: set[str] = set()
    surely: set[str] = set()
    letter = TokenKind.LETTER
    for index, token in enumerate(tokens):
        if token.kind is not letter:
            continue
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else token
        if after.kind is TokenKind.OPEN and after.text == "(":
            if _declares(tokens, index, closing):
                declared.add(token.text)
        elif after.is_sign("'") and _is_applied(tokens, index + 1):
            primed.add(token.text)
            if _is_applied_to_letter(tokens, index + 1, token.text):
                surely.add(token.text)
        elif _is_marked(before, token, after, tokens, index):
            continue
        elif not (after.is_command(r"\circ") or (before is not None and before.is_command(r"\circ"))):
            bare.add(token.text)
    return Usage(
        frozenset(bare),
        frozenset(declared - bare),
        frozenset(primed - (bare - surely)),
        _integrated(tokens),
        _upper(tokens, closing),
    )


def _upper(tokens: Sequence[Token], closing: dict[int, int]) -> frozenset[str]:
    """The letters in superscripts of what stands behind a ∂ in a denominator, `∂E/∂W^{L-1}`, but for orders of derivatives."""
    found: set[str] = set()
    orders: set[str] = set()
    for at, token in enumerate(tokens[:-3]):
        if not token.is_command(r"\partial"):
            continue
        if tokens[at + 1].is_sign("^"):
            orders |= {tokens[at + 2].text, tokens[at + 3].text}
        opens = at - 1
        if (
            tokens[at + 1].kind is not TokenKind.LETTER
            or not tokens[at + 2].is_sign("^")
            or tokens[opens].kind is not TokenKind.BRACE
        ):
            continue
        end = closing.get(opens, opens)
        below = (
            opens > 0
            and tokens[opens - 1].kind is TokenKind.UNBRACE
            and tokens[min(end + 1, len(tokens) - 1)].kind is not TokenKind.BRACE
        )
        script = tokens[at + 3 : end]
        if below and script:
            script = script[1:-1] if script[0].kind is TokenKind.BRACE else script
            shift = len(script) == 3 and script[1].is_sign("+", "-") and script[2].kind is TokenKind.NUMBER
            if script[0].kind is TokenKind.LETTER and (len(script) == 1 or shift):
                found.add(script[0].text)
    return frozenset(found - orders)


def _integrated(tokens: Sequence[Token]) -> frozenset[str]:
    r"""The letters that stand behind a d, if the formula holds an integral."""
    if not any(token.is_command(r"\int") for token in tokens):
        return frozenset()
    return frozenset(
        token.text
        for before, token in pairwise(tokens)
        if token.kind is TokenKind.LETTER and before.kind is TokenKind.LETTER and before.text == "d"
    )


def _behind_primes(tokens: Sequence[Token], index: int) -> int:
    """The place behind the primes that begin at `index`."""
    while tokens[index].is_sign("'"):
        index += 1
    return index


def _is_applied(tokens: Sequence[Token], index: int) -> bool:
    """Whether a bracket stands behind the primes that begin at `index`."""
    behind = tokens[_behind_primes(tokens, index)]
    return behind.kind is TokenKind.OPEN and behind.text == "("


def _is_applied_to_letter(tokens: Sequence[Token], index: int, name: str) -> bool:
    """Whether the bracket behind the primes that begin at `index` holds one letter, other than `name`."""
    opens = _behind_primes(tokens, index)
    inside, end = tokens[opens + 1], tokens[min(opens + 2, len(tokens) - 1)]
    return inside.kind is TokenKind.LETTER and inside.text != name and end.kind is TokenKind.CLOSE


def _is_marked(before: Token | None, token: Token, after: Token, tokens: Sequence[Token], index: int) -> bool:
    """Whether primes, a subscript or a d beside a letter leave open what it is, or it stands in a subscript: `f_x`."""
    if after.is_sign("'", "_") or (after.is_sign("^") and (_is_order(tokens, index + 2) or _is_star(tokens, index + 2))):
        return True
    if token.text == "d" and _is_differential(before, after):
        return True
    if _is_subscript(tokens, index):
        return True
    return before is not None and before.kind in (TokenKind.LETTER, TokenKind.COMMAND) and before.text in _DIFFERENTIALS


def _is_subscript(tokens: Sequence[Token], index: int) -> bool:
    """Whether a letter stands in a subscript among letters alone: `f_x`, `f_{xy}`."""
    first = index - _LONGEST_SUBSCRIPT
    while index > max(first, 0) and tokens[index].kind is TokenKind.LETTER:
        index -= 1
    return tokens[index].is_sign("_") or (tokens[index].kind is TokenKind.BRACE and index > 0 and tokens[index - 1].is_sign("_"))


def _is_differential(before: Token | None, after: Token) -> bool:
    r"""Whether a d is that of `dx`, or begins the numerator of `\frac{d}{dx}`."""
    if after.kind is TokenKind.LETTER or (after.kind is TokenKind.COMMAND and after.text in FONTS | ACCENTS):
        return True
    return before is not None and (before.kind is TokenKind.BRACE or before.is_command(r"\frac", r"\dfrac", r"\tfrac"))


def _is_order(tokens: Sequence[Token], index: int) -> bool:
    r"""Whether an exponent is `{(4)}` or `{\prime}`: the order of a derivative."""
    if index + 1 >= len(tokens):
        return False
    if tokens[index].kind is TokenKind.BRACE:
        index += 1
    return tokens[index].is_command(r"\prime") or (tokens[index].kind is TokenKind.OPEN and tokens[index].text == "(")


def _is_star(tokens: Sequence[Token], index: int) -> bool:
    """Whether a star stands in an exponent: that of a name."""
    at = index + 1 if index + 1 < len(tokens) and tokens[index].kind is TokenKind.BRACE else index
    return at < len(tokens) and (tokens[at].is_sign("*") or tokens[at].is_command(r"\ast", r"\star"))


def _declares(tokens: Sequence[Token], index: int, closing: dict[int, int]) -> bool:
    """Whether `q(t) =` stands here, at the beginning of a clause."""
    if index and not _begins_clause(tokens[index - 1]):
        return False
    end = closing.get(index + 1)
    if end is None or end + 1 >= len(tokens):
        return False
    following = end + 1
    if tokens[following].kind is TokenKind.CELL:
        following += 1
    if tokens[following].kind is not TokenKind.RELATION or tokens[following].text not in ("=", ":=", r"\equiv"):
        return False
    names = []
    expects_name = True
    for token in tokens[index + 2 : end]:
        if token.kind is TokenKind.LETTER and expects_name:
            names.append(token.text)
            expects_name = False
        elif token.is_sign(","):
            expects_name = True
        elif not (token.is_sign("_") or token.kind in (TokenKind.NUMBER, TokenKind.BRACE, TokenKind.UNBRACE)):
            return False
    return bool(names) and len(set(names)) == len(names) and tokens[index].text not in names


def _begins_clause(before: Token) -> bool:
    kinds = (TokenKind.ROW, TokenKind.CELL, TokenKind.BEGIN, TokenKind.WIDE, TokenKind.WORDS, TokenKind.ARROW)
    return before.kind in kinds or before.is_sign(",", ";", ".")
