"""Items of lists that begin with `[ ]` or `[x]` (GitHub Flavored Markdown, task list items), in one pass over a page.

The plugin of mdit-py-plugins looks back for the list of each item, past all items before it: the square of their number.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\][ \t\n\v\f\r]")
_LISTS = ("bullet_list", "ordered_list")
_BOX = '<input class="task-list-item-checkbox" {}disabled="disabled" type="checkbox">'


def add_task_list_rule(md: MarkdownIt) -> None:
    """Let a parser give the items that begin so a box in place of their brackets, and them and their lists a class."""
    md.core.ruler.after("inline", "task_lists", _task_lists)


def _task_lists(state: StateCore) -> None:
    lists: list[Token] = []
    tokens = state.tokens
    for i, token in enumerate(tokens):
        if token.type.removesuffix("_open") in _LISTS:
            lists.append(token)
        elif token.type.removesuffix("_close") in _LISTS:
            lists.pop()
        elif token.type == "inline" and tokens[i - 1].type == "paragraph_open" and tokens[i - 2].type == "list_item_open":
            found = _TASK.match(token.content)
            if found and token.children:
                tokens[i - 2].attrSet("class", "task-list-item")
                lists[-1].attrSet("class", "contains-task-list")
                token.children[0].content = token.children[0].content[3:]
                token.content = token.content[3:]
                token.children.insert(0, _box(found.group(1) != " "))


def _box(is_done: bool) -> Token:
    box = Token("html_inline", "", 0, meta={"ticked": is_done})
    box.content = _BOX.format('checked="checked" ' if is_done else "")
    return box
