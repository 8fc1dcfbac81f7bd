"""Phrases are found as one pattern of all of them would find them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.document.phrases import Phrase, Phrases, Text, Words, needed_letters, stems

KINDS = {
    "claim": (
        "so(?: that)?",
        "gives?",
        r"simplif\w+(?: to)?",
        "(?:we|one)(?: then)? (?:get|have)(?: that)?",
        r"i\.e\.",
        "the law",
    ),
    "condition": ("if(?! so)", "(?:the |an )?(?:equation|curve)s?", "for(?: all)?"),
    "defines": ("(?:(?:that|it) )?(?:(?:is|are) defined|means)", "for example", "we get rid of"),
}
WORDS = (
    "so that give gives simplified to we one then get have i.e. the law if an equation equations curve for all it"
    " is are defined means example rid of so-called übrig can't □ , a ."
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.integers(0, 12))
def test_phrases_are_found_as_one_pattern_finds_them(text: str, start: int) -> None:
    one = re.compile("|".join(rf"(?P<{kind}>(?<![\w'-])(?:{'|'.join(all_of)})(?![\w'-]))" for kind, all_of in KINDS.items()))
    expected = [Phrase(found.lastgroup, found.start(), found.end(), found.group()) for found in one.finditer(text, start)]
    assert list(Phrases(tuple(KINDS.items())).find(text, start)) == expected


@pytest.mark.parametrize(
    ("pattern", "beginnings"),
    [
        ("so(?: that)?", {"so"}),
        ("gives?", {"give"}),
        (r"satisf\w+", {"satisf"}),
        ("as we see", {"as we see"}),
        ("(?:we|one) have", {"we", "one"}),
        ("(?:to )?(?:see|know) that", {"to ", "see", "know"}),
        ("(?:(?:is|are)(?: not)?|cannot)", {"is", "are", "cannot"}),
        (r"i\.e\.", {"i.e."}),
    ],
)
def test_a_pattern_tells_how_what_it_matches_begins(pattern: str, beginnings: set[str]) -> None:
    assert set(stems(pattern)) == beginnings


@pytest.mark.parametrize(
    ("text", "stand"),
    [
        ("So we get", True),
        ("so-called", False),
        ("it simplifies", True),
        ("oversimplified", False),
        ("we then get", False),
        ("we get", True),
        ("we □ get", False),
        ("(so)", True),
        ("", False),
    ],
)
def test_words_are_found_whole_and_in_a_row(text: str, stand: bool) -> None:
    words, kept = Words("so, we get", "simplif*"), Text(text)
    assert [words.stand_in(each) for each in (text, kept, kept)] == [stand] * 3


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"(?:it is|it's) (?:\w+ly )?tempting(?: to \w+)?", ("tempting",)),
        (r"(?:is|are)(?: it)? (?:true|possible)", ("true", "possible")),
        (r"(?:is|are)(?: not|n't| never)", (" not", "n't", " never")),
        (r"(?:on|with) common denominators?", (" common denominator",)),
        (r"(?:the )?curves{0,2}", ("curve",)),
        (r"(?:in|to) (?:short|\w+)(?=: that)", ("in", "to")),
        (r"\w+(?: that)*", ()),
    ],
)
def test_letters_that_a_pattern_needs(pattern: str, letters: tuple[str, ...]) -> None:
    assert needed_letters(pattern) == letters


@given(st.data())
def test_what_a_pattern_matches_has_the_letters_it_needs(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from([one for of_kind in KINDS.values() for one in of_kind]))
    letters, text = needed_letters(pattern), data.draw(st.from_regex(pattern, fullmatch=True))
    assert not letters or any(one in text for one in letters)
