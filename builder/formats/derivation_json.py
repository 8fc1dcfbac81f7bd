"""A derivation as one JSON object. The names in it are stable."""

from __future__ import annotations

import json
from typing import Any

from builder.calculus.judge.verdict import Refuted, Tested, Unknown
from builder.check.checked import JudgedDerivation, JudgedStep
from builder.check.derivations import is_answer_wrong, standing
from builder.check.standing import Standing
from builder.formats.derivation_latex import plain_right


def render(derivation: JudgedDerivation) -> str:
    """One object, in ASCII, ending in a line end."""
    return json.dumps(derivation_record(derivation), ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def derivation_record(derivation: JudgedDerivation) -> dict[str, Any]:
    """`status`, `goal`, `answer`, `method` and `steps`; `code` where the form that it was to end in is another value."""
    return {
        "status": derivation.status.value,
        **({"code": "wrong-answer"} if is_answer_wrong(derivation) else {}),
        "goal": derivation.goal,
        "answer": {"latex": derivation.answer, "sympy": derivation.answer_sympy},
        "method": derivation.derivation.method,
        "steps": [step_record(step) for step in derivation.steps],
    }


def step_record(judged: JudgedStep) -> dict[str, Any]:
    """A row: `latex` is all of it, `sympy` its right side. A row that only names parts has the status of a definition."""
    record: dict[str, Any] = {
        "rule": judged.step.reason.rule,
        "latex": judged.plain,
        "left": judged.left,
        "right": plain_right(judged),
        "sympy": judged.sympy,
        "because": judged.step.reason.text,
        "status": (Standing.DEFINITION if judged.verdict is None else standing(judged.verdict)).value,
        "steps": [step_record(step) for step in judged.steps],
    }
    match judged.verdict:
        case Tested(why=why) | Unknown(why=why):
            record["why"] = why
        case Refuted():
            record["counterexample"] = {name: str(value) for name, value in judged.verdict.at.items()}
        case _:
            pass
    return record
