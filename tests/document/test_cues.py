"""What the words before a formula make of it."""

from __future__ import annotations

import pytest

from builder.calculus.context import Kind
from builder.document.cues import Cue, concludes, cue_before, cue_of, gives_alternatives, rebinds
from builder.document.letters import kinds_told


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("Hence ", Cue.CLAIM),
        ("so we get ", Cue.CLAIM),
        ("By the product rule, ", Cue.CLAIM),
        ("Let ", Cue.DEFINES),
        ("The function ", Cue.DEFINES),
        ("If ", Cue.CONDITION),
        ("Solve ", Cue.CONDITION),
        ("at the point where ", Cue.DEFINES),
        ("it is wrong to write ", Cue.DENIED),
        ("which is not equal to ", Cue.DENIED),
        ("This cannot be simplified to ", Cue.DENIED),
        ("This does not give ", Cue.DENIED),
        ("This is not true in general, so ", Cue.CLAIM),
        ("It is not hard to see that we get ", Cue.CLAIM),
        ("The derivative ", Cue.NONE),
        ("", Cue.NONE),
        # The last cue decides.
        ("Let us see: therefore ", Cue.CLAIM),
        ("We know the rule; if ", Cue.CONDITION),
        # `if` reaches to its formula and on over a list, and not to what is said of it.
        ("If □ and ", Cue.CONDITION),
        ("If □, the slope ", Cue.NONE),
        # A part of a word is no cue.
        ("The iffy so-called ", Cue.NONE),
        # Other languages.
        ("Daher ", Cue.CLAIM),
        ("Sei ", Cue.DEFINES),
        ("Soit ", Cue.DEFINES),
    ],
)
def test_the_last_cue_before_a_formula_decides(words: str, cue: Cue) -> None:
    assert cue_before(words) is cue


def test_the_head_of_a_table_tells_what_its_rows_are() -> None:
    assert cue_before("", "rule statement") is Cue.CLAIM
    assert cue_before("", "x y") is Cue.NONE
    assert cue_before("if ", "rule") is Cue.CONDITION


@pytest.mark.parametrize(
    ("words", "expected"), [("so ", True), ("This gives ", True), ("Now let ", False), ("so □ where ", False), ("", False)]
)
def test_a_conclusion_is_drawn_by_the_last_words(words: str, expected: bool) -> None:
    assert concludes(words) is expected


@pytest.mark.parametrize(
    ("words", "expected"), [("Now let ", True), ("Find the derivative of ", True), ("This gives ", False), ("outlet ", False)]
)
def test_a_name_may_be_bound_again_by_words(words: str, expected: bool) -> None:
    assert rebinds(words) is expected


def test_alternatives_are_told_by_or() -> None:
    assert gives_alternatives("□ or □") and not gives_alternatives("□ and □, for short")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("where C is a constant", (("C", Kind.CONSTANT),)),
        ("where $a$ and $b$ are constants", (("a", Kind.CONSTANT), ("b", Kind.CONSTANT))),
        ("for any positive integer $n$", (("n", Kind.POSITIVE_INTEGER),)),
        ("$k$ is an integer", (("k", Kind.INTEGER),)),
        ("where $\\alpha$ is a real constant", (("\\alpha", Kind.CONSTANT),)),
        ("a constant function", ()),
        ("This is a constant", ()),
    ],
)
def test_letters_are_constants_or_integers_by_the_words(words: str, told: tuple[tuple[str, Kind], ...]) -> None:
    assert kinds_told(words) == told


@pytest.mark.parametrize(
    ("following", "denied"),
    [
        ("This is wrong.", True),
        ("But this is not true!", True),
        ("It is wrong to write □.", False),
        ("It is false that □.", False),
    ],
)
def test_the_sentence_behind_denies_what_it_speaks_of(following: str, denied: bool) -> None:
    assert (cue_of("Then ", ".", following) is Cue.DENIED) is denied


@pytest.mark.parametrize(
    ("before", "cue"),
    [
        ("We show that this is wrong by considering ", Cue.DEFINES),
        ("Using the wrong rule we get ", Cue.DENIED),
        ("By the naive formula, one obtains ", Cue.DENIED),
        ("Using the product rule we get ", Cue.CLAIM),
    ],
)
def test_what_is_wrong_is_not_what_shows_it(before: str, cue: Cue) -> None:
    assert cue_of(before) is cue
