"""Exercises and their answers in all the ways in which they are laid out: right answers are proved, a wrong one is refuted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

WRONG = {Standing.REFUTED, Standing.FOLLOWS}
ROMAN = ("i", "ii", "iii")
LABELS = {
    "a)": [f"{letter})" for letter in "abc"],
    "(a)": [f"({letter})" for letter in "abc"],
    "a.": [f"{letter}." for letter in "abc"],
    "i)": [f"{number})" for number in ROMAN],
    "**(a)**": [f"**({letter})**" for letter in "abc"],
    "1.": ["1.", "2.", "3."],
    "**1.**": ["**1.**", "**2.**", "**3.**"],
    "-": ["-"] * 3,
}
BETWEEN = {"lines": "\n", "paragraphs": "\n\n", "text": ", "}
ANSWERS = ("Answer: {}", "*Answer.* {}", "(Answer: {})", "[Answer: {}]", "The answer is {}.", "Solution: {}")
HEADS = ("**Answers**", "### Solutions", "Answer key:")

# What is asked, with what is right and what is wrong.
BARE = [("$x^2$", "$2x$", "$3x$"), (r"$\sin 2x$", r"$2\cos 2x$", r"$\cos 2x$"), ("$x e^x$", "$e^x + x e^x$", "$e^x$")]
ASKED = [
    ("Find $f'(x)$ for $f(x) = x^2 + 5x$.", "$2x + 5$", "$2x$"),
    (r"Find $\nabla f$ if $f(x, y) = x^2 y$.", "$(2xy, x^2)$", "$(2xy, 2x)$"),
    ("Determine the tangent line to $y = x^2$ at $x = 1$.", "$y = 2x - 1$", "$y = 2x + 1$"),
    ("Solve $x^2 - 5x + 6 = 0$.", "$x = 2, 3$", "$x = 1, 6$"),
    (r"What is the derivative of $\tan x$?", r"$\sec^2 x$", r"$\sec x$"),
    (r"Evaluate $\int_0^2 x \, dx$.", "$2$", "$4$"),
]


def listed(items: Sequence[str], labels: str, between: str) -> str:
    return BETWEEN[between].join(f"{label} {item}" for label, item in zip(LABELS[labels], items, strict=True))


def is_read(labels: str, between: str, asked: str) -> bool:
    """Whether somebody would write so: Markdown has no lists in a text, and a point ends a sentence."""
    if labels in ("1.", "-"):
        return between == "lines"
    return between == "paragraphs" or not (labels == "**1.**" or (labels == "a." and asked == "asked"))


def standings(text: str) -> list[Standing]:
    checked = check_document(read_markdown(Source("exercises.md", text)))
    return [r.standing for r in checked.relations if r.relation is not None]


LAYOUTS = [
    (labels, between, asked, manner)
    for labels, between, asked, manner in product(LABELS, BETWEEN, ("bare", "asked"), (*HEADS, *ANSWERS, "({})"))
    if is_read(labels, between, asked) and not (asked == "asked" and manner == "({})")
]


@pytest.mark.parametrize(("labels", "between", "asked", "manner"), LAYOUTS)
def test_each_answer_belongs_to_its_exercise(labels: str, between: str, asked: str, manner: str) -> None:
    number = LAYOUTS.index((labels, between, asked, manner))
    exercises = BARE if asked == "bare" else [ASKED[(number + i) % len(ASKED)] for i in range(3)]

    def laid_out(wrong: int) -> str:
        head = "Differentiate.\n\n" if asked == "bare" else ""
        questions = [question for question, _, _ in exercises]
        answers = [bad if i == wrong else good for i, (_, good, bad) in enumerate(exercises)]
        if manner in HEADS:
            return f"{head}{listed(questions, labels, between)}\n\n{manner}\n\n{listed(answers, labels, between)}\n"
        return head + listed([f"{q} {manner.format(a)}" for q, a in zip(questions, answers, strict=True)], labels, between) + "\n"

    right = standings(laid_out(-1))
    assert not WRONG & {*right} and right.count(Standing.PROVED) == 3, laid_out(-1)
    wrong = standings(laid_out(number % 3))
    assert sum(standing in WRONG for standing in wrong) == 1, laid_out(number % 3)
