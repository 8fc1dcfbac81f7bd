"""What words tell by themselves is found once, and is the same whether it was found before."""

from __future__ import annotations

import pytest

import builder.calculus.remembered as module
from builder.calculus.context import Kind
from builder.calculus.remembered import Remembered
from builder.document.markdown import read_markdown
from builder.document.prose import Passage, events
from builder.document.said_in_words import said_in_words
from builder.source import Source

TEXTS = (
    "Let $n$ be a positive integer.",
    r"Let \$n\$ be a positive integer.",
    "For any $x$ we have $|x| \\ge 0$.",
    "For any $x$ we have $|x| \\ge 1$.",
    "Then",
    "Rule: $a + b = b + a$",
    "In general, $a + b = b + a$",
)


def passages(text: str) -> list[Passage]:
    return [event for event in events(read_markdown(Source("a.md", text)).flow) if isinstance(event, Passage)]


def test_equal_passages_are_read_once_and_others_each_for_itself() -> None:
    known = Remembered()
    for _ in range(2):
        for text in TEXTS:
            for passage in passages(text):
                told = said_in_words(passage, known)
                assert told == said_in_words(passage, None)
                assert told is said_in_words(passage, known)
    assert (
        len(known.words) == len({(p.lead, p.text) for text in TEXTS for p in passages(text)}) + 1
    )  # two of them differ in a digit


def test_a_formula_is_told_from_a_text_that_looks_like_it() -> None:
    formula, text = passages("Let $n$ be a positive integer.")[0], passages(r"Let \$n\$ be a positive integer.")[0]
    known = Remembered()
    assert said_in_words(formula, known).formulas == ("n",) and said_in_words(text, known).formulas == ()
    assert said_in_words(formula, known).kinds == (("n", Kind.POSITIVE_INTEGER),)


def test_what_stands_before_a_display_is_a_part_of_the_question() -> None:
    law, other = (passages(f"{lead}\n\n$$(x^n)' = nx^{{n-1}}$$")[-1] for lead in ("**Rule:**", "Hence:"))
    known = Remembered()
    assert (said_in_words(law, known).law, said_in_words(other, known).law) == (True, False)


def test_sentences_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 2)
    known = Remembered()
    for text in (*TEXTS, *TEXTS):
        for passage in passages(text):
            assert said_in_words(passage, known) == said_in_words(passage, None)
            assert len(known.words) <= 2
