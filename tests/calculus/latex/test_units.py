"""Units behind numbers are words, and what only looks like them is not."""

from __future__ import annotations

import pytest

from builder.calculus.latex.lexer import tokenize
from builder.calculus.latex.names import Asking, Names
from builder.calculus.latex.tokens import TokenKind
from builder.calculus.latex.units import without_units

NOTHING = Asking(Names())


@pytest.mark.parametrize(
    ("latex", "left"),
    [
        (r"64\,\frac{\text{ft}}{\text{s}}", ["64"]),
        (r"64 \frac{\text{ft}}{\text{s}}", ["64"]),
        (r"9.8\,\frac{\mathrm{m}}{\mathrm{s}^2}", ["9.8"]),
        (r"9.8\,\mathrm{m}/\mathrm{s}^2", ["9.8"]),
        (r"3\,\mathrm{kg} \cdot \mathrm{m}", ["3"]),
        (r"4\pi\,\frac{\text{cm}^2}{\text{s}}", ["4", r"\pi"]),
        (r"5\,\frac{\text{dollars}}{\text{calculator}}", ["5"]),
    ],
)
def test_a_unit_is_one_word(latex: str, left: list[str]) -> None:
    tokens = without_units(tokenize(latex, {}), NOTHING)
    *others, word, _ = tokens
    assert word.kind is TokenKind.WORDS
    assert [token.text for token in others] == left
    assert word.span.end == len(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"2\cdot\frac{\text{rise}}{\text{run}}",
        r"\frac{\mathrm{m}}{\mathrm{s}}",
        r"3 \mathrm{m}",  # no space that is seen: a factor
        r"x\,\frac{\text{rise}}{\text{run}}",
        r"2\,\frac{\text{m} x}{\text{s}}",
        r"2\,\mathrm{net}",
        r"2\,\frac{a}{b}",
    ],
)
def test_what_is_no_unit_stays(latex: str) -> None:
    tokens = tokenize(latex, {})
    assert without_units(tokens, NOTHING) == tokens


def test_a_name_of_the_scope_is_no_unit() -> None:
    tokens = tokenize(r"2\,\mathrm{m}", {})
    assert without_units(tokens, Asking(Names(variables=frozenset({r"\mathrm{m}"})))) == tokens
    assert without_units(tokens, NOTHING) != tokens
