r"""What the labels of braces say of what these hold: `\underbrace{a + b}_{= 3}` says that a + b = 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.calculus.expression.nodes import Sign
from builder.calculus.latex.cursor import matching
from builder.calculus.latex.sides import split_relations
from builder.calculus.latex.tokens import Token, TokenKind

_MOST = 4_000
"""How many tokens all that is said in labels may have: braces in braces are said of anew by each."""


def labels_of(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    r"""The relations in labels of braces, each with what its brace holds in front if it begins with a sign. A label that names
    what the brace holds, `=: u`, or tells how many there are, says nothing."""
    starts = [at for at, token in enumerate(tokens) if token.is_command(r"\underbrace", r"\overbrace")]
    closing = matching(tokens) if starts else {}
    left = _MOST
    for at in starts:
        end = closing.get(at + 1)
        if end is None or tokens[at + 1].kind is not TokenKind.BRACE:
            continue
        own = "_" if tokens[at].text == r"\underbrace" else "^"
        label_end = closing.get(end + 2)
        if not tokens[end + 1].is_sign(own) or label_end is None:
            continue
        held, label = tokens[at + 2 : end], tokens[end + 3 : label_end]
        _, signs = split_relations(label)
        if not held or not signs or signs[0].text == Sign.TENDS.value or any(token.is_sign(":") for token in label):
            continue
        said = [*held, *label] if label[0].kind is TokenKind.RELATION else label
        left -= len(said)
        if left < 0:
            return
        yield said
