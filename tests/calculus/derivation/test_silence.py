"""How much of a derivation is shown: its grain, in the writer and in every format."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from builder.calculus.derivation.derivation import Grain
from builder.calculus.derivation.derive import derive
from builder.calculus.problem import read_problem
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from builder.formats import derivation_json, derivation_latex, derivation_text
from builder.records.derive import answer

BRIEF = [
    (
        r"f(x) = \arctan \frac{1 + x}{1 - x}",
        "",
        ["arctan", "quotient", "common-denominator", "cancel"],
    ),
    (r"f(x) = x^2 \sin x", "", ["product", "put-in-derivatives"]),
    (r"f(x) = \sin(x^2)", "", ["sin", "power"]),
    (
        r"f(x) = \frac{1}{\sqrt{x}}",
        "definition",
        [
            "definition",
            "put-in-function",
            "common-denominator",
            "conjugate",
            "difference-of-squares",
            "cancel-h",
            "let-h-go-to-0",
        ],
    ),
]


@pytest.mark.parametrize(("given", "method", "rules"), BRIEF)
def test_a_brief_derivation_has_no_rows_of_plain_arithmetic(given: str, method: str, rules: list[str]) -> None:
    problem = read_problem(given, method=method or None)
    whole, brief = derive(problem), derive(replace(problem, grain=Grain.BRIEF))
    assert [step.reason.rule for step in brief.steps] == rules
    assert not any(step.steps for step in brief.steps)
    assert brief.answer == whole.answer
    assert judge_derivation(brief).status is Standing.PROVED


def test_a_row_of_a_brief_derivation_tells_of_those_that_are_left_out() -> None:
    brief = derive(replace(read_problem(r"f(x) = (2x + 1)^5"), grain=Grain.BRIEF))
    texts = {part for step in brief.steps for part in step.reason.text.split("; ")}
    assert "multiply the numbers" in texts


def test_a_full_derivation_shows_what_its_rows_rest_on() -> None:
    problem = read_problem(r"f(x) = x^2 \sin x")
    ordinary, full = (judge_derivation(derive(replace(problem, grain=grain))) for grain in (Grain.ORDINARY, Grain.FULL))
    assert "(sin x)′" in derivation_text.render(full)
    assert len(derivation_text.render(full).splitlines()) > len(derivation_text.render(ordinary).splitlines())
    assert derivation_latex.render(ordinary).count(r"\begin{align*}") == 1
    assert derivation_latex.render(full).count(r"\begin{align*}") == 2
    assert derivation_json.render(full) == derivation_json.render(ordinary)


def test_a_line_of_a_batch_may_ask_for_a_grain() -> None:
    def asked(**options: str) -> dict[str, object]:
        line = json.dumps({"id": "1", "function": "f(x) = (2x + 1)^5", **options})
        found: dict[str, object] = json.loads(answer(line.encode(), lambda place: None).partition(b"\n")[0])
        return found

    brief, ordinary = asked(grain="brief")["steps"], asked()["steps"]
    assert isinstance(brief, list) and isinstance(ordinary, list)
    assert len(brief) < len(ordinary)
    assert asked(grain="coarse")["code"] == "bad-option"
