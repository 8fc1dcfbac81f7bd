"""Formulas and the punctuation at them."""

from __future__ import annotations

import pytest

from builder.publish.joined import Joined, joined, with_breaks
from builder.publish.known import sentence
from builder.publish.nodes import Text, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for $x$.", ["for ", ("", "x", ".")]),
        ("($x$), and", [("(", "x", "),"), " and"]),
        ("the $n$-th $x$ is $y$'s", ["the ", ("", "n", "-th"), " ", "x", " is ", ("", "y", "'s")]),
        ("$x$ - $y$", ["x", " - ", "y"]),
        ("$x$, $y$", [("", "x", ","), " ", "y"]),
        ("$x$.", [("", "x", ".")]),
    ],
)
def test_what_is_kept_together(text: str, expected: list[object]) -> None:
    found = [
        (node.before, plain((node.maths,)), node.behind) if isinstance(node, Joined) else plain((node,))
        for node in joined(sentence(text))
    ]
    words = [node.text for node in joined(sentence(text)) if isinstance(node, Text)]
    assert [each if isinstance(each, tuple) else each.strip() for each in found] == [
        each.strip() if isinstance(each, str) else each for each in expected
    ]
    assert all(word in text for word in words)


def test_a_formula_may_be_broken_between_its_parts() -> None:
    base = '<span class="katex-base">'
    assert with_breaks(f"<span>{base}a</span>{base}b</span></span>") == f"<span>{base}a</span><wbr>{base}b</span></span>"
    assert with_breaks("<span>a</span>") == "<span>a</span>"
