"""What is printed reads back: over generated trees, and for the spellings that a textbook has."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings

from builder.calculus.expression.nodes import (
    Bracket,
    Call,
    Expression,
    Group,
    HigherDerivative,
    Limit,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression
from builder.calculus.latex.printer import print_latex
from tests.examples import examples
from tests.strategies import LETTERS, trees

NAMES = Names(functions=frozenset({"f", "g"}), variables=frozenset({*LETTERS, "k"}))


def without_notation(node: Node) -> Node:
    """A tree without what brackets and signs of multiplication add to it: what it means."""
    node = map_children(node, without_notation)
    match node:
        case Group(inner=inner):
            return inner
        case Call(brackets=False):
            return Call(node.function, node.arguments, node.power, node.base, True)
        case Product(factors=factors):
            return Product(factors, (Times.DOT,) * (len(factors) - 1))
        case _:
            return node


@given(trees())
@settings(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_printed_reads_back(tree: Expression) -> None:
    text = print_latex(tree)
    again = parse_expression(text, NAMES)
    assert without_notation(again) == without_notation(tree), text
    assert print_latex(again) == text
    assert parse_expression(print_latex(again), NAMES) == again


TEXTBOOK = """
2x
-x^2 + 3x - 1
x \\cdot 2
\\frac{f(x + h) - f(x)}{h}
\\lim_{h \\to 0} \\frac{h(2x + h)}{h}
\\lim_{x \\to (x^x)^+} y
\\sin x \\cos x
\\cos u \\, u'
\\sin(x^2)
\\sin^2 x + \\cos^2 x
e^{2x}
x^{n - 1}
\\frac{1}{2} v^{-1/2}
\\sqrt[3]{x}
\\left( \\frac{1}{x} \\right)^2
\\frac{dy}{dx}
\\frac{\\partial^2 f}{\\partial x \\partial y}
\\frac{d}{dx} x^2 \\sin x
\\frac{d}{dx} (x + 1)
\\sum_{k=0}^n \\binom{n}{k} x^{n - k} h^k
\\langle 3x^2, 6y \\rangle
\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}
\\begin{bmatrix} \\frac{1}{x} & 2 \\\\[4pt] 3 & \\frac{dy}{dx} \\end{bmatrix}
\\nabla f(x, y)
\\left. x^2 \\right|_{x = 3}
|x - 1|
(f \\circ g)(x)
f''(x) + f^{(4)}(x)
\\int_0^1 x^2 \\, dx
\\log_2 x
xy^2 + \\ln(\\sin x)
xe^x
3(x + 1)(x - 1)
1/x
a/(bc)
2 \\cdot 3
""".strip().splitlines()


@pytest.mark.parametrize("text", TEXTBOOK)
def test_a_textbook_spelling_is_printed_as_it_was_read(text: str) -> None:
    assert print_latex(parse_expression(text)) == text


def test_marked_parts_are_wrapped_by_identity() -> None:
    tree = cast(Product, parse_expression("2x + x"))
    first = next(node for node in descendants(tree) if isinstance(node, Symbol))
    assert print_latex(tree, marked=(first,)) == r"2 {\htmlClass{new}{x}} + x"
    assert print_latex(tree, marked=(Symbol("x"),)) == "2x + x"


def test_a_limit_below_a_derivative_of_a_letters_order_takes_no_terms_in() -> None:
    x = Symbol("x")
    tree = Sum((HigherDerivative(Limit(x, x, Number("0")), x, Symbol("k")), x))
    text = print_latex(tree)
    assert text == r"\left( \frac{d^k}{dx^k} \lim_{x \to 0} x \right) + x"
    assert without_notation(parse_expression(text, NAMES)) == without_notation(tree)


def test_a_sum_gets_the_brackets_that_it_needs() -> None:
    total = parse_expression("a + b")
    assert print_latex(Product((Symbol("x"), total), (Times.DOT,))) == r"x \cdot (a + b)"
    assert print_latex(Group(total, Bracket.SQUARE)) == "[a + b]"
