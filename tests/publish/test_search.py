"""What readers search in: sections, their addresses and their words."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from builder.config import Config
from builder.document.markdown import read_markdown
from builder.publish.compose import SEARCH_INDEX, compose
from builder.publish.mathematics import Typesetter
from builder.publish.plan import plan
from builder.publish.search import MOST_CHARACTERS
from builder.source import Source
from tests.publish.sample import check_by_hand

PAGE = r"""---
title: Slopes
description: How steep it is.
---

Before $x^2$ comes `x`.

- one
- two

## The root $\sqrt{x}$

A "quoted" </script> and $\frac{a + b}{2}$.

:::{exercise} Find it
:label: find-it

Differentiate $x^3$.
:::

:::{solution} find-it
It is $3x^2$.
:::
"""


def index_of(**texts: str) -> list[list[str]]:
    documents = {PurePosixPath(f"{name}.md"): read_markdown(Source(f"{name}.md", text)) for name, text in texts.items()}
    planned = plan(Config(), documents)
    with Typesetter() as typesetter:
        composed = compose(planned, {path: check_by_hand(each) for path, each in documents.items()}, Path("none"), typesetter)
    assert not composed.diagnostics, composed.diagnostics
    script = composed.files[SEARCH_INDEX].decode()
    head, _, table = script.partition(" = ")
    assert head == "globalThis.searchIndex" and table.endswith(";\n")
    sections: list[list[str]] = json.loads(table[:-2])
    return sections


def test_sections_have_their_titles_addresses_and_words() -> None:
    assert index_of(slopes=PAGE) == [
        ["Slopes", "", "slopes.html", "How steep it is. Before x² comes x. one two"],
        ["Slopes", "The root √(x)", "slopes.html#the-root-sqrt-x", 'A "quoted" </script> and (a + b)/(2).'],
        ["Slopes", "Exercise 1: Find it", "slopes.html#find-it", "Differentiate x³. It is 3x²."],
    ]


def test_a_long_section_is_cut_at_a_word() -> None:
    ((*_, words),) = index_of(long="word " * MOST_CHARACTERS)
    assert len(words) <= MOST_CHARACTERS and words.endswith("word")


def test_pages_stand_in_reading_order() -> None:
    assert [entry[2] for entry in index_of(b="# B", a="# A", index="# I")] == ["index.html", "a.html", "b.html"]
