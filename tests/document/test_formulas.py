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
