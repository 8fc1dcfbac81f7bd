r"""Names of functions that were written without a backslash, `ln x`, set upright: as the functions that they were read as."""

from __future__ import annotations

import re
from collections.abc import Mapping

from builder.calculus.expression.functions import BY_LETTERS
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.tokens import TokenKind

_MAY_BE = re.compile("|".join(map(re.escape, BY_LETTERS)))
_WITH_LIMITS = ("max", "min")


def upright(latex: str, macros: Mapping[str, str]) -> str:
    """`latex` with a command for each name of a function that is written in bare letters and read as that function."""
    if _MAY_BE.search(latex) is None:
        return latex
    try:
        tokens = tokenize(latex, macros)
    except LatexError:
        return latex
    places = {token.span.start: token.span.end for token in tokens if token.kind is TokenKind.FUNCTION}
    pieces: list[str] = []
    at = 0
    for start, end in sorted(places.items()):
        word = latex[start:end]
        if start < at or word not in BY_LETTERS:
            continue
        pieces += [latex[at:start], rf"\{word} " if word in _WITH_LIMITS else rf"\operatorname{{{word}}}"]
        at = end
    return "".join((*pieces, latex[at:]))
