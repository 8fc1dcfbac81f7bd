"""Labels of links are found where the parser of Markdown finds them itself, in one pass."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

from builder.document.document import Prose
from builder.document.link_labels import add_label_search
from builder.document.markdown import read_markdown
from builder.source import Source

PIECES = ["[", "]", "(", ")", "!", "a", "`", "\\", "[r]", "(u)", "*", "<", "\n", "[a](b)", "![x](y)"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([20, 200]))
def test_labels_end_where_the_parser_ends_them(text: str, nesting: int) -> None:
    theirs, ours = (MarkdownIt("commonmark", {"maxNesting": nesting}) for _ in range(2))
    add_label_search(ours)
    text += "\n\n[r]: /x\n[a]: /y\n"
    assert ours.render(text) == theirs.render(text)


SHAPES = ["[", "![[", "[a](", "![](", "[a][", "[`", "!["]


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_brackets_are_twice_the_work(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    step = ParserInline.skipToken

    def counted(self: ParserInline, state: StateInline) -> None:
        nonlocal steps
        steps += 1
        step(self, state)

    monkeypatch.setattr(ParserInline, "skipToken", counted)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(2 * limit)  # counting is one level more for each
    taken = []
    for times in (400, 800, 1_600):
        steps = 0
        read_markdown(Source("brackets.md", shape * times + "]" * 3))
        taken.append(steps)
    sys.setrecursionlimit(limit)
    assert taken[2] - taken[1] <= 2.5 * (taken[1] - taken[0]) + 1_000
    assert taken[2] <= 10 * len(shape) * 1_600


def test_a_heading_does_not_take_the_name_of_a_label() -> None:
    """Two parts of a page had one address."""
    text = "## Three functions\n\n:::{exercise}\n:label: three-functions\nFind it.\n:::\n\n## Three functions\n"
    blocks = read_markdown(Source("a.md", text)).blocks
    tokens = [token for block in blocks if isinstance(block, Prose) for token in block.tokens]
    assert [token.attrGet("id") for token in tokens if token.type == "heading_open"] == ["three-functions-2", "three-functions-3"]
