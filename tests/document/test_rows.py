"""The rows of a `{check}`: all is claimed but what defines or restricts."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context, Kind
from builder.calculus.given import read_given
from builder.document.document import Formula
from builder.document.rows import read_rows

KNOWN = read_given("f(x) = x^2", Context())


def formula(latex: str, number: int = 0) -> Formula:
    return Formula(latex, tuple(range(len(latex) + 1)), True, number)


@pytest.mark.parametrize(
    ("latex", "roles"),
    [
        (r"f'(x) &= (x^2)' \\ &= 2x", ["claim", "claim"]),
        ("f(x) = x^3", ["claim"]),  # f is known: this is said of it
        (r"u = x^2 \\ u' = 2x", ["definition", "claim"]),
        (r"u = 2z + 1 \\ z = \frac{u - 1}{2}", ["definition", "claim"]),  # rearranged
        (r"\sqrt{x^2} = x \quad \text{for } x > 0", ["claim", "condition"]),
        (r"n \in \mathbb{N}, \quad (x^n)' = n x^{n-1}", ["condition", "claim"]),
        ("x^2 + 1", ["skipped"]),
        (r"x \to 0", ["skipped"]),
        ("= 2x", ["skipped"]),
        (r"x \phantom{1} = x", ["unreadable"]),
        ("3 > 2", ["claim"]),
    ],
)
def test_what_a_row_is(latex: str, roles: list[str]) -> None:
    sayings, _ = read_rows([formula(latex)], KNOWN, {})
    assert [said.role.value for saying in sayings for said in saying.said] == roles


def test_definitions_hold_in_all_rows_and_rows_go_on_from_the_formula_before() -> None:
    sayings, inside = read_rows([formula("g(2) = 8"), formula("g(x) = x^3", 1), formula("= x x^2", 2)], KNOWN, {})
    assert "g" in inside.definitions and "g" not in KNOWN.definitions
    assert [said.role.value for saying in sayings for said in saying.said] == ["claim", "definition", "claim"]
    assert all(saying.context is inside for saying in sayings)


def test_words_behind_a_row_tell_what_its_letters_are() -> None:
    _, inside = read_rows([formula(r"(c x)' = c \text{ for any constant } c")], KNOWN, {})
    assert inside.kinds.get("c") is Kind.CONSTANT


def test_rows_tell_the_sizes_of_vectors_and_matrices() -> None:
    rows = r"W \in \mathbb{R}^{m \times n}, \quad x \in \mathbb{R}^n, \quad b, t \in \mathbb{R}^m \\ (W x)^\top = x^\top W^\top"
    sayings, inside = read_rows([formula(rows)], KNOWN, {})
    assert {name: len(sizes) for name, sizes in inside.shapes.items()} == {"W": 2, "x": 1, "b": 1, "t": 1}
    assert not KNOWN.shapes and all(saying.context is inside for saying in sayings)


def test_macros_are_read() -> None:
    sayings, _ = read_rows([formula(r"\sq{x} = x \cdot x")], KNOWN, {r"\sq": "#1^2"})
    assert [said.role.value for saying in sayings for said in saying.said] == ["claim"]
