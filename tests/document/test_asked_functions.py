"""Exercises that ask about one function, and solutions that work on it, or on another one."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.document.markdown import read_markdown
from builder.source import Source

DIRECTIVES = "::::{{exercise}}\n:label: a\n{}\n::::\n\n::::{{solution}} a\n{}\n::::\n"
DERIVE = ":::{{derive}}\n{}\n:::"
PLAIN = "Exercise 1: {}\n\nSolution: {}\n"

OTHER_IN_DERIVATION = [
    ("Differentiate $f(x) = x^3$.", ["f(x) = x^2"]),
    ("Differentiate $f(x) = x^3$.", ["g(x) = x^2"]),
    ("What is the derivative of $x^3$?", ["f(x) = x^2"]),
    ("Find the derivative of $f(x) = x^3$.", ["y = v^2 \\\\ v = x + 1"]),
]
SAME_IN_DERIVATION = [
    ("Differentiate $f(x) = x^3$.", ["f(x) = x^3"]),
    ("Differentiate $f(x) = x^3$.", ["y = x^3"]),
    ("Differentiate $f(x) = (x+1)^2$.", ["f(x) = x^2 + 2x + 1"]),
    ("Differentiate $f(x) = x^3$.", ["g(t) = t^2"]),
    ("Find the derivative of $f(x) = x^3 \\sin x$.", ["u(x) = x^3", "f(x) = x^3 \\sin x"]),
    ("Differentiate $f(x) = x^2$ and $g(x) = x^3$.", ["f(x) = x^2", "g(x) = x^3"]),
    ("Let $f(x) = x^3$. Sketch its graph.", ["g(x) = x^2"]),
]
OTHER_IN_PROSE = [
    ("Differentiate $f(x) = x^3$.", "Let $f(x) = x^2$. Then $f'(x) = 2x$."),
    ("Find the derivative of $f(x) = x^3$.", "With $f(x) = x^2$ we have $f'(x) = 2x$."),
]
SAME_IN_PROSE = [
    ("Differentiate $f(x) = x^3$.", "Let $f(x) = x^3$. Then $f'(x) = 3x^2$."),
    ("Differentiate $f(x) = (x+1)^2$.", "Let $f(x) = x^2 + 2x + 1$. Then $f'(x) = 2x + 2$."),
    ("Differentiate $f(x) = x^3$.", "With $g(x) = x^2$ we have $f(x) = x g(x)$."),
    ("Differentiate $f(x) = x^3$.", "For the simpler function $f(x) = x^2$ we know $f'(x) = 2x$."),
    ("Differentiate $f(x) = x^3$ and $g(x) = x^2$.", "For $g(x) = x^2$ we get $g'(x) = 2x$."),
]


def _told(text: str) -> dict[str, str]:
    checked = check_document(read_markdown(Source("note.md", text)))
    return {told.code: " ".join((told.message, *told.notes)) for told in checked.diagnostics}


@pytest.mark.parametrize(("exercise", "derivations"), OTHER_IN_DERIVATION)
def test_a_derivation_of_another_function_is_an_error_that_names_both(exercise: str, derivations: list[str]) -> None:
    told = _told(DIRECTIVES.format(exercise, "\n\n".join(map(DERIVE.format, derivations))))
    assert "x^3" in told["goal-not-reached"] and "^2" in told["goal-not-reached"]


@pytest.mark.parametrize(("exercise", "derivations"), SAME_IN_DERIVATION)
def test_a_derivation_of_the_function_or_of_its_parts_is_none(exercise: str, derivations: list[str]) -> None:
    assert "goal-not-reached" not in _told(DIRECTIVES.format(exercise, "\n\n".join(map(DERIVE.format, derivations))))


@pytest.mark.parametrize(("exercise", "solution"), OTHER_IN_PROSE)
@pytest.mark.parametrize("form", [DIRECTIVES, PLAIN])
def test_a_solution_that_gives_the_name_to_another_function_is_an_error(form: str, exercise: str, solution: str) -> None:
    assert "x^3" in _told(form.format(exercise, solution))["name-clash"]


@pytest.mark.parametrize(("exercise", "solution"), SAME_IN_PROSE)
@pytest.mark.parametrize("form", [DIRECTIVES, PLAIN])
def test_a_solution_may_write_the_function_otherwise(form: str, exercise: str, solution: str) -> None:
    checked = check_document(read_markdown(Source("note.md", form.format(exercise, solution))))
    assert not [told for told in checked.diagnostics if told.severity.value == "error"]
