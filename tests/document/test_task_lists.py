"""Task lists are marked as the plugin of mdit-py-plugins marks them."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

from builder.document.task_lists import add_task_list_rule

TEXTS = (
    "- [ ] a\n- [x] b\n- c\n- [X] *d*\n",
    "1. [ ] a\n2. [y] b\n\n- [ ]\n- [ ]b\n",
    "- a\n  - [ ] b\n  - c\n    1. [x] d\n- [ ] e\n\n  [ ] f\n",
    "> - [ ] a\n\n[ ] b\n\n# [x] c\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_items_and_their_lists_are_marked_as_by_the_plugin(text: str) -> None:
    ours = MarkdownIt("commonmark")
    add_task_list_rule(ours)
    theirs = MarkdownIt("commonmark").use(tasklists_plugin)
    assert ours.render(text) == theirs.render(text)
    assert [token.content for token in ours.parse(text)] == [token.content for token in theirs.parse(text)]
