"""JSON lines in, JSON lines out: one answer for each line, in order, as it comes. A bad line is answered too."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.context import Context
from builder.calculus.judge.verdict import JudgeDisagreement
from builder.calculus.latex.errors import LatexError
from builder.diagnostics.visible import visible

MAXIMUM_LINE = 2**20

Record = dict[str, Any]


class BadRecord(Exception):
    """A line that is no question: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def run_batch(command: str, lines: Iterable[bytes]) -> Iterator[str]:
    """The answers of `check` or `derive` to JSON lines (bytes), as JSON lines in ASCII without line ends.

    Blank lines are passed over. `check` takes `{"id", "given", "chain", "assume", "find"}`, `derive` takes
    `{"id", "function", "find", "method", "assume", "answer"}`; all but `chain` and `function` may be left out.
    Raises the first `JudgeDisagreement` after every line was answered.
    """
    answer = {"check": _check, "derive": _derive}[command]
    contradictions: list[JudgeDisagreement] = []
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, answer, contradictions), ensure_ascii=True, allow_nan=False)
    if contradictions:
        raise contradictions[0]


def _answer(line: bytes, answer: Callable[[Record], Record], contradictions: list[JudgeDisagreement]) -> Record:
    identity: Any = None
    try:
        record = _read(line)
        identity = record.get("id")
        return {"id": identity, **answer(record)}
    except BadRecord as bad:
        return {"id": identity, "status": "error", "code": bad.code, "message": bad.message}
    except RecursionError:
        return {"id": identity, "status": "unknown", "code": "too-large", "message": "the question is nested too deeply"}
    except JudgeDisagreement as disagreement:
        contradictions.append(disagreement)
        message = f"the prover and the refuter contradict each other: {disagreement}"
        return {"id": identity, "status": "error", "code": "judge-disagreement", "message": visible(message)[:2_000]}
    except Exception as fault:
        # The one place of a batch at which a fault of ours is caught: it is answered and shown, and the lines after it count too.
        traceback.print_exc(file=sys.stderr)
        message = f"a fault of Surestep, not of the question: {type(fault).__name__}: {fault}"
        return {"id": identity, "status": "error", "code": "crashed", "message": visible(message)[:500]}


def _read(line: bytes) -> Record:
    if len(line) > MAXIMUM_LINE:
        raise BadRecord("too-large", f"a line may have {MAXIMUM_LINE} bytes at most, this one has {len(line)}")
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_no_duplicates)
    except UnicodeDecodeError as fault:
        raise BadRecord("not-text", f"the line is not UTF-8: byte {fault.start + 1} is {line[fault.start]:#04x}") from fault
    except json.JSONDecodeError as fault:
        raise BadRecord("bad-json", f"the line is not JSON: {fault.msg} at column {fault.colno}") from fault
    except ValueError as fault:
        raise BadRecord("bad-json", f"the line is not JSON: {fault}") from fault
    except RecursionError as fault:
        raise BadRecord("bad-json", "the line is nested too deeply") from fault
    if not isinstance(record, dict):
        raise BadRecord("bad-json", "the line is no JSON object")
    return record


def _no_number(word: str) -> NoReturn:
    raise BadRecord("bad-json", f"{word} is no JSON number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRecord("bad-json", f"{twice!r} stands twice in one object")
    return record


def _text(record: Record, name: str, required: bool = False) -> str:
    value = record.get(name)
    if value is None:
        if required:
            raise BadRecord("bad-json", f"{name!r} is missing")
        return ""
    if not isinstance(value, str):
        raise BadRecord("bad-json", f"{name!r} must be a string")
    if any(0xD800 <= ord(character) < 0xE000 for character in value):
        raise BadRecord("not-text", f"{name!r} holds half of a surrogate pair")
    if len(value) > DEFAULT_BUDGET.characters:
        raise BadRecord("too-large", f"{name!r} may have {DEFAULT_BUDGET.characters} characters at most, it has {len(value)}")
    return value


def _check(record: Record) -> Record:
    from builder.calculus.given import read_assumptions, read_given
    from builder.check.chains import check_chain
    from builder.formats.check_json import claim_record

    chain = _text(record, "chain", required=True)
    context = Context()
    for name, read in (("given", read_given), ("assume", read_assumptions)):
        text = _text(record, name)
        if text:
            try:
                context = read(text, context)
            except LatexError as fault:
                return {"status": "unknown", "code": fault.code, "message": f"in {name!r}: {fault.message}", "claims": []}
    checked = check_chain(chain, context)
    claims = [claim_record(relation, checked.source) for relation in checked.relations]
    for claim in claims:
        del claim["file"]
    answer: Record = {"status": checked.status.value, "claims": claims}
    if checked.message:
        answer |= {"message": checked.message}
    return answer


def _derive(record: Record) -> Record:
    from builder.calculus.derivation.derivation import CannotDerive
    from builder.calculus.derivation.derive import derive
    from builder.calculus.problem import Unreadable, read_problem
    from builder.check.derivations import judge_derivation
    from builder.formats.derivation_json import derivation_record

    try:
        problem = read_problem(
            _text(record, "function", required=True),
            find=_text(record, "find"),
            method=_text(record, "method") or None,
            assume=_text(record, "assume"),
            answer=_text(record, "answer"),
        )
        return derivation_record(judge_derivation(derive(problem)))
    except Unreadable as unreadable:
        raise BadRecord(unreadable.fault.code, f"in {unreadable.part.value!r}: {unreadable.fault.message}") from unreadable
    except CannotDerive as reason:
        raise BadRecord("not-understood", reason.message + (f" ({reason.help})" if reason.help else "")) from reason
