r"""Names: a letter with its accents, subscripts and superscripts in brackets, in one canonical spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.calculus.expression.nodes import Expression, Indexed, Number, Symbol
from builder.calculus.latex import commands
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.tokens import Token, TokenKind

if TYPE_CHECKING:
    from builder.calculus.latex.parser import Parser


def spell(tokens: Sequence[Token]) -> str:
    """The tokens of a subscript as canonical LaTeX. Raises a LatexError where one cannot stand in a name."""
    text = ""
    for token in tokens:
        font = token.kind is TokenKind.COMMAND and (token.text in commands.FONTS or token.text in commands.ACCENTS)
        piece = token.text if font else _piece(token)
        text += " " + piece if text and piece[0].isalpha() and _ends_in_command(text) else piece
    return text


def _ends_in_command(text: str) -> bool:
    start = text.rfind("\\")
    return start >= 0 and text[start + 1 :].isalpha()


def _piece(token: Token) -> str:
    match token.kind:
        case TokenKind.NUMBER | TokenKind.LETTER:
            return token.text
        case TokenKind.FUNCTION:
            return rf"\{token.text}"
        case TokenKind.WORDS:
            return rf"\text{{{token.text}}}"
        case TokenKind.SIGN if token.text in ("+", "-", "*", ",", "'"):
            return token.text
        case TokenKind.RELATION if token.text in ("=", "<", ">"):
            return token.text
        case TokenKind.COMMAND if token.text in (r"\infty", r"\pi", r"\ell", r"\pm"):
            return token.text
        case TokenKind.BRACE:
            return "{"
        case TokenKind.UNBRACE:
            return "}"
        case TokenKind.OPEN | TokenKind.CLOSE if token.text in ("(", "["):
            return {"(": "()", "[": "[]"}[token.text][token.kind is TokenKind.CLOSE]
    raise token.fault or LatexError("not-understood", f"`{token.text}` cannot stand in the name of a letter", token.span)


def with_script(head: str, mark: str, script: str) -> str:
    """`head` with a subscript or superscript: one token has no braces, a longer one has."""
    single = len(script) == 1 or (script.startswith("\\") and script[1:].isalpha())
    return f"{head}{mark}{script}" if single else f"{head}{mark}{{{script}}}"


def read_name(parser: Parser) -> Expression:
    """A letter and its scripts: a `Symbol`, or an `Indexed` where a bound index stands in the subscript."""
    start = parser.token.span.start
    head = head_of_name(parser)
    subscript: list[Token] | None = None
    superscript = ""
    while True:
        if parser.token.is_sign("_") and subscript is None and not _is_evaluation(parser):
            parser.advance()
            subscript = script_tokens(parser)
        elif (
            not superscript
            and parser.token.is_sign("^")
            and (found := _star(parser) or _layer(parser, head) or _upper_letter(parser))
        ):
            superscript = found
        else:
            break
    raised = with_script("", "^", superscript) if superscript else ""
    base = head + raised
    if subscript is None:
        return Symbol(base, span=parser.since(start))
    if parser.indices and any(token.kind is TokenKind.LETTER and token.text in parser.indices for token in subscript):
        indices = _indices(parser, subscript)
        if indices is not None:
            return Indexed(Symbol(base, span=parser.since(start)), indices, span=parser.since(start))
    name = with_script(head, "_", spell(subscript)) + raised
    return Symbol(name, span=parser.since(start))


def subscripted(parser: Parser, name: Symbol) -> Symbol:
    """A name that stood in braces, with the subscript behind it: `{g}_{k}`."""
    token = parser.advance()
    if "_" in name.name or "^" in name.name:
        raise LatexError("not-understood", "two subscripts stand one behind the other", token.span)
    start = name.span.start if name.span else token.span.start
    return Symbol(with_script(name.name, "_", spell(script_tokens(parser))), span=parser.since(start))


def head_of_name(parser: Parser) -> str:
    r"""The letter of a name with its accents and font: `x`, `\hat{y}`, `\mathbf{w}`, `\Delta x`, `\text{rate}`."""
    token = parser.advance()
    if token.kind is TokenKind.WORDS:
        return rf"\text{{{token.text}}}"
    if token.kind is TokenKind.LETTER:
        if token.text in (r"\Delta", r"\delta") and parser.token.kind is TokenKind.LETTER and not parser.token.spaced:
            if token.text == r"\Delta":
                return rf"\Delta {parser.advance().text}"
        braced = token.text == r"\Delta" and parser.token.kind is TokenKind.BRACE and parser.ahead(2).kind is TokenKind.UNBRACE
        if braced and parser.ahead().kind is TokenKind.LETTER:
            parser.index += 3
            return rf"\Delta {parser.tokens[parser.index - 2].text}"
        followed = parser.token.text in commands.FONTS or parser.names.is_function(parser.token.text)
        if token.text == "D" and followed and not parser.names.is_known("D"):
            place = parser.index
            head = head_of_name(parser)
            if parser.names.is_function(head):
                return f"D{head}"
            parser.index = place
        return token.text
    if token.text in commands.FONTS or token.text in commands.ACCENTS:
        tokens = script_tokens(parser)
        accents = {
            r"\widehat": r"\hat",
            r"\widetilde": r"\tilde",
            r"\overline": r"\bar",
            r"\bm": r"\boldsymbol",
            r"\bold": r"\mathbf",
            r"\mathbbm": r"\mathbb",
            r"\mathds": r"\mathbb",
        }
        content = _spell_inside(tokens)
        if not content:
            raise LatexError("not-understood", "there is nothing in these braces", token.span)
        return f"{accents.get(token.text, token.text)}{{{content}}}"
    parser.index -= 1
    raise parser.unexpected("a name is missing here")


def _spell_inside(tokens: Sequence[Token]) -> str:
    text = ""
    for token in tokens:
        nested = token.kind is TokenKind.COMMAND and (token.text in commands.FONTS or token.text in commands.ACCENTS)
        piece = token.text if nested or token.is_sign("_") else _piece(token)
        text += " " + piece if text and piece[0].isalpha() and _ends_in_command(text) else piece
    return text


def script_tokens(parser: Parser) -> list[Token]:
    """The tokens of an argument in braces, or the one token that stands in their place."""
    opened = parser.token
    if opened.kind is TokenKind.BRACE:
        end = parser.closing.get(parser.index)
        if end is None:
            raise parser.unexpected("this brace is not closed")
        inside = parser.tokens[parser.index + 1 : end]
        parser.index = end + 1
        for token in inside:
            if token.fault is not None:
                raise token.fault
        return inside
    if opened.kind is TokenKind.NUMBER and len(opened.text) > 1:
        raise LatexError(
            "not-understood", "TeX takes only the first digit here", opened.span, f"write braces around it: {{{opened.text}}}"
        )
    if opened.kind in (
        TokenKind.NUMBER,
        TokenKind.LETTER,
        TokenKind.FUNCTION,
        TokenKind.WORDS,
        TokenKind.COMMAND,
    ) or opened.is_sign("*", "+", "-"):
        return [parser.advance(), *_of_font(parser, opened)]
    raise parser.unexpected()


def _of_font(parser: Parser, command: Token) -> list[Token]:
    r"""What a font before it takes in a script without braces, `\nabla_\mathbf{w}`; nothing behind anything else."""
    end = parser.closing.get(parser.index) if command.text in commands.FONTS and parser.token.kind is TokenKind.BRACE else None
    if end is None:
        return []
    inside = parser.tokens[parser.index : end + 1]
    parser.index = end + 1
    return list(inside)


def _is_evaluation(parser: Parser) -> bool:
    """Whether the subscript that follows says where to evaluate: `_{x = 2}`."""
    if parser.ahead().kind is not TokenKind.BRACE:
        return False
    end = parser.closing.get(parser.index + 1, parser.index)
    return any(token.kind is TokenKind.RELATION and token.text == "=" for token in parser.tokens[parser.index + 2 : end])


def _star(parser: Parser) -> str:
    """The star of a starred name, `x^*` or `x^{*}`, when one stands here: an exponent it cannot be."""
    after = parser.ahead()
    starred = (r"\ast", r"\star")
    if after.is_sign("*") or after.is_command(*starred):
        parser.index += 2
        return "*"
    inside = parser.ahead(2)
    braced = after.kind is TokenKind.BRACE and parser.ahead(3).kind is TokenKind.UNBRACE
    if braced and (inside.is_sign("*") or inside.is_command(*starred)):
        parser.index += 4
        return "*"
    return ""


def _layer(parser: Parser, head: str) -> str:
    """The superscript of a name, `{(1)}` or `{[1]}`, when it is one and no order of a derivative."""
    at = parser.index + 1
    if parser.tokens[at].kind is not TokenKind.BRACE:
        return ""
    end = parser.closing.get(at)
    if end is None or end - at < 4:
        return ""
    first = parser.tokens[at + 1]
    if first.kind is not TokenKind.OPEN or first.text not in ("(", "[") or parser.closing.get(at + 1) != end - 1:
        return ""
    inside = parser.tokens[at + 2 : end - 1]
    if first.text == "(" and parser.takes_orders(head, end + 1):
        return ""
    if not all(token.kind in (TokenKind.LETTER, TokenKind.NUMBER) or token.is_sign("+", "-", ",") for token in inside):
        return ""
    parser.index = end + 1
    brackets = "()" if first.text == "(" else "[]"
    return brackets[0] + spell(inside) + brackets[1]


def _upper_letter(parser: Parser) -> str:
    """The superscript of a name, `L` or `{L-1}`, where letters with such a one are differentiated by: `\\partial W^L`."""
    at = parser.index + 1
    braced = parser.tokens[at].kind is TokenKind.BRACE
    end = parser.closing.get(at, at) if braced else at
    inside = parser.tokens[at + 1 : end] if braced else [parser.tokens[at]]
    if not inside or inside[0].text not in parser.used.upper or inside[0].kind is not TokenKind.LETTER:
        return ""
    shift = len(inside) == 3 and inside[1].is_sign("+", "-") and inside[2].kind is TokenKind.NUMBER
    if len(inside) > 1 and not shift:
        return ""
    parser.index = end + 1
    return spell(inside)


def _indices(parser: Parser, tokens: Sequence[Token]) -> tuple[Expression, ...] | None:
    """The subscripts of an indexed name: parts between commas, or one for each letter and number."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_sign(","):
            parts.append([])
        else:
            parts[-1].append(token)
    found: list[Expression] = []
    for part in parts:
        if all(token.kind in (TokenKind.LETTER, TokenKind.NUMBER) for token in part):
            for token in part:
                found.append((Number if token.kind is TokenKind.NUMBER else Symbol)(token.text, span=token.span))
        elif all(token.kind in (TokenKind.LETTER, TokenKind.NUMBER) or token.is_sign("+", "-") for token in part):
            found.append(parser.within(part).whole())
        else:
            return None
    return tuple(found)
