"""A document as it is read: headings, sentences and displays, in order, and what tells them apart."""

from __future__ import annotations

import pytest

from builder.document.document import Enter, Leave
from builder.document.markdown import read_markdown
from builder.document.prose import Event, Heading, Opening, Passage, events
from builder.source import Source


def read(text: str) -> list[Event]:
    return list(events(read_markdown(Source("a.md", text)).flow))


def passages(text: str) -> list[Passage]:
    return [event for event in read(text) if isinstance(event, Passage)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $a$. Then $b$.", ["Let  □ .", "Then  □ ."]),
        ("See e.g. $a$ or Fig. $b$.", ["See e.g.  □  or Fig.  □ ."]),
        ("Is it $a$? No, $b$.", ["Is it  □ ?", "No,  □ ."]),
        # A display goes on with the small letters behind it, and stands alone before a capital.
        ("We get\n\n$$a$$\n\nwhere $b$ holds.", ["We get", " □ where  □  holds."]),
        ("We get\n\n$$a$$\n\nNext $b$.", ["We get", " □ ", "Next  □ ."]),
        ("| rule | $x$ |\n|---|---|\n| one | $a$ |", ["rule", " □ ", "one", " □ "]),
        ("Code `f = 1` and $a$.", ["Code  `code`  and  □ ."]),
    ],
)
def test_a_passage_is_a_sentence_or_a_display_with_the_words_around_it(text: str, expected: list[str]) -> None:
    assert [passage.text.strip() for passage in passages(text)] == [one.strip() for one in expected]


def test_the_words_before_a_display_are_its_lead() -> None:
    (words, display) = passages("Hence\n\n$$a = b$$\n")
    assert (words.text, display.lead) == ("Hence", "Hence")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# One\n\n## Two\n", [1, 2]),
        ("2.1 The chain rule\n\ntext", [2]),  # a numbered title that is an ordinary paragraph
        ("2.1 is a number: it is small.\n", []),
    ],
)
def test_headings_are_told_with_their_level(text: str, kinds: list[int]) -> None:
    assert [event.level for event in read(text) if isinstance(event, Heading)] == kinds


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Exercise 3: Find it.", True),
        ("**Example.** Find it.", True),
        ("Aufgabe 2. Finde es.", True),
        ("Problem: find it.", True),
        ("Exercises are good for you.", False),
        ("This exercise 3 is hard.", False),
    ],
)
def test_an_exercise_may_be_an_ordinary_paragraph(text: str, opens: bool) -> None:
    assert any(isinstance(event, Opening) for event in read(text)) is opens


def test_places_tell_items_rows_rules_and_paragraphs_apart() -> None:
    text = "$a$\n\n- $b$\n- $c$\n\n---\n\n$d$\n\n| t |\n|---|\n| $e$ |\n| $f$ |\n"
    places = [passage.place for passage in passages(text) if passage.mentions]
    assert len({(p.item, p.row, p.rule) for p in places}) == 6
    assert [p.rule for p in places] == [0, 0, 0, 1, 1, 1]
    assert [p.paragraph for p in places] == sorted(p.paragraph for p in places)


def test_directives_are_entered_and_left() -> None:
    found = read(":::{exercise} Find $f$\nLet $a$.\n:::\n\n```{check}\nx = x\n```\n")
    kinds = [type(event) for event in found]
    assert kinds == [Enter, Passage, Passage, Leave, Enter]  # a block of mathematics has no prose inside


def test_what_is_switched_off_or_struck_out_is_marked() -> None:
    text = "<!-- surestep: off -->\n\n$a$\n\n<!-- surestep: on -->\n\n~~$b$~~ $c$\n"
    marks = [(m.formula.latex, m.off, m.struck) for passage in passages(text) for m in passage.mentions]
    assert marks == [("a", True, False), ("b", False, True), ("c", False, False)]


def test_a_passage_knows_whether_one_behind_it_in_its_section_may_reject_a_solution() -> None:
    text = "We solve $x = 1$. It is $y = 2$. The root $y$ is extraneous. Then $z = 3$.\n\n# Another\n\nSo $x = 1$."
    first, second, *others = [passage.rejected for passage in passages(text)]
    assert first and second and not any(others)
