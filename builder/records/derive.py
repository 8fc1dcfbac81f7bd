"""The tasks of `derive` and `derive --batch`: a function in, a derivation of which every row was judged out."""

from __future__ import annotations

from importlib import import_module

import msgspec
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.derivation.derivation import CannotDerive, ExistsNowhere, Grain, TooMuchToDerive
from builder.calculus.judge.verdict import JudgeDisagreement
from builder.calculus.problem import Unreadable, read_problem
from builder.calculus.remembered import Remembered
from builder.check.derivations import derive_and_judge
from builder.check.standing import Standing
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.diagnostics.message import message_of
from builder.diagnostics.snippet import snippet
from builder.formats.derivation_json import derivation_record
from builder.guard.worker import At, Task
from builder.methods import GRAINS
from builder.records.reading import BadRecord, Record, answer_line, text_of
from builder.single import Asked, Said
from builder.source import Source

_CODES = {TooMuchToDerive: "too-large", ExistsNowhere: "nowhere-defined"}


KEYS = frozenset(("function", "find", "method", "assume", "answer", "grain"))


def answering() -> Task:
    """The task of a worker, which decides once what several derivations rest on."""
    budget = replace(DEFAULT_BUDGET, remembered=Remembered())
    return lambda line, at: answer(line, at, budget)


def answer(line: bytes, at: At, budget: Budget = DEFAULT_BUDGET) -> bytes:
    """The answer to `{"id", "function", "find", "method", "assume", "answer", "grain"}`; all but `function` may be left out."""
    return answer_line(line, lambda record: _derive(record, budget), KEYS)


def _derive(record: Record, budget: Budget) -> Record:
    try:
        problem = read_problem(
            text_of(record, "function", required=True),
            find=text_of(record, "find"),
            method=text_of(record, "method") or None,
            assume=text_of(record, "assume"),
            answer=text_of(record, "answer"),
        )
        problem = replace(problem, grain=_grain(text_of(record, "grain")))
        return derivation_record(derive_and_judge(problem, budget))
    except Unreadable as unreadable:
        raise BadRecord(unreadable.fault.code, f"in {unreadable.part.value!r}: {unreadable.fault.message}") from unreadable
    except CannotDerive as reason:
        code = _CODES.get(type(reason), "not-understood")
        raise BadRecord(code, reason.message + (f" ({reason.help})" if reason.help else "")) from reason


def _grain(name: str) -> Grain:
    if name and name not in GRAINS:
        raise BadRecord("bad-option", f"`grain` is {' or '.join(GRAINS)}")
    return Grain(name or "ordinary")


def print_one(question: bytes, at: At) -> bytes:
    """A derivation in the format that is asked for: `Asked` in, `Said` out, both as MessagePack."""
    asked = msgspec.msgpack.decode(question, type=Asked)
    return msgspec.msgpack.encode(_print(asked))


def _print(asked: Asked) -> Said:
    try:
        problem = read_problem(asked.function, asked.find, asked.method, asked.assume, asked.answer)
        problem = replace(problem, grain=Grain(asked.grain))
        derivation = derive_and_judge(problem, replace(DEFAULT_BUDGET, remembered=Remembered()))
    except Unreadable as unreadable:
        fault = unreadable.fault
        source = Source(unreadable.part.value, unreadable.text)
        return Said(
            complaint=snippet(
                message_of(Diagnostic(fault.code, Severity.ERROR, source, fault.at, fault.message, help=fault.help))
            )
        )
    except CannotDerive as reason:
        return Said(complaint=reason.message + (f"\n{reason.help}" if reason.help else ""))
    except JudgeDisagreement as disagreement:
        return Said(contradiction=str(disagreement))
    text = import_module(f"builder.formats.derivation_{asked.format}").render(derivation)
    return Said(text, fine=derivation.status in {Standing.PROVED, Standing.TESTED})
