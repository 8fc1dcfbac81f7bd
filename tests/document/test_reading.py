"""Pieces of text that know their places, and the notes that are taken while a source is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.document.positions import normal_text
from builder.document.reading import Piece, Reading

TEXTS = st.text(" \tab\n", max_size=12)


def piece(text: str) -> Piece:
    return Piece(text, tuple(range(100, 101 + len(text))))


@given(TEXTS)
def test_a_stripped_piece_is_the_stripped_text_in_its_place(text: str) -> None:
    stripped = piece(text).strip()
    assert stripped.text == text.strip()
    assert len(stripped.places) == len(stripped.text) + 1
    assert all(text[place - 100] == c for c, place in zip(stripped.text, stripped.places, strict=False))


@given(TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_a_part_is_a_part(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    cut = piece(text).cut(start, end)
    assert cut.text == text[start:end] and cut.places == tuple(range(100 + start, 101 + end))


def reading(text: str) -> Reading:
    return Reading(normal_text(text))


def test_a_remark_is_taken_once_for_each_code_and_place() -> None:
    notes = reading("abc")
    notes.remark("bad-math", 1, 1, "first")
    notes.remark("bad-math", 1, 2, "again")
    notes.remark("bad-option", 1, 2, "other")
    assert [(r.code, r.start, r.end, r.message) for r in notes.remarks.values()] == [
        ("bad-math", 1, 2, "first"),
        ("bad-option", 1, 2, "other"),
    ]


@given(st.lists(st.sampled_from(["-->", "a", "--", ">"]), max_size=8), st.integers(0, 20))
def test_the_end_of_a_comment_is_the_next_one(parts: list[str], place: int) -> None:
    text = "".join(parts)
    found = text.find("-->", place)
    assert reading(text).comment_end(place) == (found if found >= 0 else None)
