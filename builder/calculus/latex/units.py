r"""Units behind a number, `64\,\frac{\text{ft}}{\text{s}}` and `9.8\,\mathrm{m}/\mathrm{s}^2`: words, and no factors.

A unit that is written in words alone, `64\ \text{ft/s}`, is one word already.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.latex.cursor import matching
from builder.calculus.latex.names import Asking
from builder.calculus.latex.tokens import Token, TokenKind

_LENGTHS = ("m", "cm", "mm", "km", "nm", "ft", "in", "mi", "yd", "L", "mL")
_TIMES = ("s", "ms", "sec", "min", "h", "hr", "hrs", "Hz", "mph", "kph")
_OTHERS = ("kg", "g", "mg", "lb", "lbs", "oz", "N", "J", "kJ", "W", "kW", "V", "A", "K", "Pa", "kPa", "mol", "rad", "deg", "unit")
_SPELLED = (
    "feet foot inch inches mile miles meter meters metre metres second seconds minute minutes hour hours day days year years gram"
    " grams dollar dollars cents units people liter liters litre litres gallons"
)
UNITS = frozenset((*_LENGTHS, *_TIMES, *_OTHERS, *_SPELLED.split()))
"""Upright letters that are units behind a number and a space, unless a name in the scope is written so."""

_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")
_ENDING = (TokenKind.NUMBER, TokenKind.LETTER, TokenKind.UNBRACE, TokenKind.CLOSE)
_UPRIGHT = r"\mathrm{"


def without_units(tokens: Sequence[Token], names: Asking) -> list[Token]:
    """`tokens` with one word for each unit that stands behind a number."""
    upright = {t.text for t in tokens if t.kind is TokenKind.LETTER and t.text.startswith(_UPRIGHT)}
    if not ({name for name in upright if not names.is_known(name)}) and not any(t.is_command(*_FRACTIONS) for t in tokens):
        return list(tokens)
    closing = matching(tokens)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at, closing, names, found[-1]) if found and _ends_value(found[-1]) else at
        if end > at:
            span = tokens[at].span.cover(tokens[end - 1].span)
            text = "".join(token.text for token in tokens[at:end])
            found.append(replace(tokens[at], kind=TokenKind.WORDS, text=text, span=span))
            at = end
        else:
            found.append(tokens[at])
            at += 1
    return found


def _end(tokens: Sequence[Token], at: int, closing: dict[int, int], names: Asking, before: Token) -> int:
    """Where the unit that begins at `at`, behind the token `before`, ends; `at` if none does. Behind a number, a fraction of any
    words is one."""
    first = tokens[at]
    number = before.kind is TokenKind.NUMBER
    if first.is_command(*_FRACTIONS):
        end = at + 1
        for _ in range(2):
            if tokens[end].kind is not TokenKind.BRACE or end not in closing:
                return at
            inside = tokens[end + 1 : closing[end]]
            if not inside or not _are_units(inside, names, any_words=number):
                return at
            end = closing[end] + 1
        return end
    if not (number and first.spaced and _is_unit(first, names)) or first.kind is TokenKind.WORDS:
        return at
    end = at + 1
    while end < len(tokens) and (_is_joined(tokens[end]) or _is_unit(tokens[end], names) or _is_power(tokens, end)):
        end += 1
    while _is_joined(tokens[end - 1]):
        end -= 1
    return end


def _are_units(tokens: Sequence[Token], names: Asking, *, any_words: bool) -> bool:
    units = [_is_unit(token, names, any_words=any_words) for token in tokens]
    return any(units) and all(unit or _is_joined(tokens[i]) or _is_power(tokens, i) for i, unit in enumerate(units))


def _is_unit(token: Token, names: Asking, *, any_words: bool = True) -> bool:
    if token.kind is TokenKind.WORDS:
        return any_words or token.text.strip() in UNITS
    upright = token.kind is TokenKind.LETTER and token.text.startswith(_UPRIGHT) and not names.is_known(token.text)
    return upright and token.text.removeprefix(_UPRIGHT).rstrip("}") in UNITS


def _is_joined(token: Token) -> bool:
    return token.is_sign("/") or token.is_command(r"\cdot")


def _is_power(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign of a power stands there before a number, or a number behind such a sign."""
    if tokens[at].is_sign("^"):
        return at + 1 < len(tokens) and tokens[at + 1].kind is TokenKind.NUMBER
    return tokens[at].kind is TokenKind.NUMBER and at > 0 and tokens[at - 1].is_sign("^")


def _ends_value(token: Token) -> bool:
    return token.kind in _ENDING or token.is_command(r"\pi")
