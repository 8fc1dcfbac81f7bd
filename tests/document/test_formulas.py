"""Where formulas begin and end in a text."""

from __future__ import annotations

import pytest

from builder.document.markdown import read_markdown
from builder.source import Source
from tests.publish.sample import _formulas


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ b $y$", ["x", "y"]),
        ("$$x$$ and $y$", ["x", "y"]),
        (r"\(x\) and \[y\]", ["x", "y"]),
        (r"\\(x\\) as in Jekyll", ["x"]),
        ("\\begin{align}\nx &= y\n\\end{align}", ["\\begin{align}\nx &= y\n\\end{align}"]),
        ("it costs $5 and $6", []),
        ("S$15 and $x$", ["x"]),
        ("`$x$` is code, $y$ is not", ["y"]),
        ("```\n$x$\n```", []),
        ("    $x$", []),
        ("<!-- $x$ --> $y$", ["y"]),
        (r"\$x$ y$", []),
        ("$ x$ and $x $", []),
        (r"$\text{if $x$ then}$", [r"\text{if $x$ then}"]),
        # A brace that nothing closes: the formula ends all the same, and is told to be wrong.
        (r"half, $\frac{1}{2$, and more", [r"\frac{1}{2"]),
        (r"$a_{n$ and $b$", ["a_{n", "b"]),
        ("> $$\n> x\n> $$", ["x"]),
        ("- one\n\n  $$x$$", ["x"]),
        ("| $|x|$ | $y$ |\n|---|---|\n| $a$ | b |", ["|x|", "y", "a"]),
        ("```math\nx\n```", ["x"]),
        (":::{math}\nx\n:::", ["x"]),
        ("*$x$* **$y$** [$z$](a.md)", ["x", "y", "z"]),
        ("# $x$", ["x"]),
    ],
)
def test_the_formulas_of_a_text(text: str, formulas: list[str]) -> None:
    assert [formula.latex for formula in _formulas(read_markdown(Source("a.md", text)))] == formulas


def test_time_is_linear_in_the_text() -> None:
    # Quadratic time would take a minute here.
    for text in ("$a" * 20_000, r"\[a" * 20_000, r"\begin{align}" * 6_000, "`" * 40_000 + "$x$"):
        assert read_markdown(Source("a.md", text)).source.text == text


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("We have $1+1 = 3 and so on.", True),
        ("We have $x^2 and so on.", True),
        (r"We have $\frac12 = 0.5 here.", True),
        ("We have $f(x) = x^2. Then $f'(x) = 2x$.", True),
        ("We know $a = b and $c = d$.", True),
        (r"We have \(1+1 = 3 and so on.", True),
        ("| a | b |\n|---|---|\n| $x = 1 | $x = 2$ |", True),
        ("This costs $5 and that $10.", False),
        ("A price of $20 and $x = 3$ hold.", False),
        ("Prices rose: $5 = 4 euros.", False),
        ("Pay $3/month, or $30/year.", False),
        ("The variable $HOME is set to $x, `$y = 1`.", False),
        ("Set $x = 5; in PHP.", False),
        (r"See \(1\), \(2) and \$x = 1.", False),
        ("From $x to y, US$ 30.", False),
    ],
)
def test_a_formula_that_nothing_closes_is_told(text: str, is_told: bool) -> None:
    told = [diagnostic.message for diagnostic in read_markdown(Source("a.md", text)).diagnostics]
    assert told == (["this formula is not closed"] if is_told else [])
