"""Every row of a derivation is decided as it is printed: a wrong row, and a wrong print, are caught."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from builder.calculus.derivation.derivation import Derivation
from builder.calculus.derivation.derive import derive
from builder.calculus.expression.nodes import Expression, Number
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.problem import read_problem
from builder.check import derivations
from builder.check.checked import JudgedStep, Standing
from builder.check.derivations import judge_derivation


def written() -> Derivation:
    return derive(read_problem(r"f(x) = x^2 \sin(3x)"))


def all_of(steps: tuple[JudgedStep, ...]) -> list[JudgedStep]:
    return [found for step in steps for found in (step, *all_of(step.steps))]


def test_every_row_and_what_it_rests_on_has_a_verdict() -> None:
    judged = judge_derivation(written())
    assert judged.status is Standing.PROVED
    steps = all_of(judged.steps)
    assert len(steps) > len(judged.steps) and all(isinstance(step.verdict, Proved) for step in steps)
    assert all("htmlClass" not in step.plain for step in steps)
    assert judged.answer in judged.steps[-1].plain


def test_a_wrong_row_is_refuted_and_decides_for_the_whole() -> None:
    derivation = written()
    wrong = replace(derivation.steps[-1], after=Number("7"))
    judged = judge_derivation(replace(derivation, steps=(*derivation.steps[:-1], wrong)))
    assert isinstance(judged.steps[-1].verdict, Refuted) and judged.status is Standing.REFUTED


def test_what_is_judged_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer that loses a bracket is caught, though the tree behind it is right."""
    honest = derivations.print_latex

    def careless(node: Expression, **options: object) -> str:
        return honest(node, **options).replace(r"\sin(3x)", r"\sin 3 + x")  # type: ignore[arg-type]

    monkeypatch.setattr(derivations, "print_latex", careless)
    assert judge_derivation(written()).status is not Standing.PROVED
