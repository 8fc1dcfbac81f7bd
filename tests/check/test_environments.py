"""What an environment defines: to its end, in its answer, and behind it where the name stands for nothing else."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.document.read import read_document
from builder.source import Markup, Source


def check(text: str) -> CheckedDocument:
    return check_document(read_document(Source("note.tex", text, Markup.LATEX)))


def example(text: str) -> str:
    return rf"\begin{{example}} {text} \end{{example}}"


@pytest.mark.parametrize(
    ("text", "standings"),
    [
        # A name stands again for what it stood for; it may be meant as in the example.
        (r"Let $f(x) = x^2$. " + example("Let $f(x) = x^3$.") + " Then $f'(x) = 2x$.", ["proved"]),
        (r"Let $f(x) = x^2$. " + example("Let $f(x) = x^3$.") + " Then $f'(x) = 3x^2$.", ["proved"]),
        (r"Let $f(x) = x^2$. " + example("Let $f(x) = x^3$.") + " Then $f'(x) = 5x$.", ["refuted"]),
        # One that stood for nothing goes on.
        (example("Let $f(x) = x^3$.") + " Then $f'(x) = 3x^2$, so $f'(1) = 4$.", ["proved", "refuted"]),
        # Each example begins anew.
        (example("Let $f(x) = x^3$.") + example("If $x > 0$, then $f'(x) = 2x$."), ["condition", "unknown"]),
        (example("Let $f(x) = x$.") + example("Let $f(x) = x^2$. Then $f'(x) = 2x$."), ["proved"]),
        # An answer goes on from its question.
        (r"Let $f(x) = x$. " + example("Let $f(x) = x^3$.") + r"\begin{proof} Then $f'(x) = 3x^2$. \end{proof}", ["proved"]),
        (r"Let $f(x) = x$. " + example("Let $f(x) = x^3$.") + r"\begin{proof} Then $f'(x) = 1$. \end{proof}", ["refuted"]),
        (example(r"Let $f(x) = x^3$. \begin{solution} Then $f'(x) = 3x^2$. \end{solution}"), ["proved"]),
        # What a remark defines is defined.
        (r"\begin{definition} Let $s(x) = e^x$. \end{definition} Then $s'(x) = s(x)$.", ["proved"]),
    ],
)
def test_names_hold_in_their_environment_and_in_its_answer(text: str, standings: list[str]) -> None:
    checked = check(text)
    assert [r.standing.value for r in checked.relations if r.standing.value != "definition"] == standings
    assert {diagnostic.code for diagnostic in checked.diagnostics} <= {"wrong-step", "undefined-name"}
