"""The table of functions is complete: every spelling is read, and every entry is printed as it is read."""

from __future__ import annotations

import pytest

from builder.calculus.expression.functions import BY_LETTERS, BY_SPELLING, FUNCTIONS
from builder.calculus.expression.nodes import Call, Symbol
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_reads_back(name: str) -> None:
    call = Call(name, (Symbol("x"),))
    assert parse_expression(print_latex(call)) == call


@pytest.mark.parametrize(("spelling", "name"), BY_SPELLING.items())
def test_every_spelling_is_read(spelling: str, name: str) -> None:
    assert parse_expression(rf"\{spelling}(x)") == Call(name, (Symbol("x"),))


@pytest.mark.parametrize(("letters", "name"), BY_LETTERS.items())
def test_bare_letters_are_read(letters: str, name: str) -> None:
    assert parse_expression(f"{letters}(x)") == Call(name, (Symbol("x"),))


@pytest.mark.parametrize("function", [f for f in FUNCTIONS.values() if f.inverse], ids=lambda f: f.name)
def test_an_inverse_is_known_and_its_inverse_too(function) -> None:  # type: ignore[no-untyped-def]
    assert FUNCTIONS[function.inverse].inverse == function.name
    assert parse_expression(rf"\operatorname{{{function.spellings[0]}}}^{{-1}} x") == Call(
        function.inverse, (Symbol("x"),), brackets=False
    )
