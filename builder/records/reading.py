"""A line of a batch: what is no question is told, and what went wrong with one is its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any, NoReturn

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.judge.verdict import JudgeDisagreement
from builder.diagnostics.visible import visible
from builder.document.suggest import did_you_mean

MAXIMUM_LINE = 2**20
_MOST_TOLD = 10
_LONGEST_KEY = 80

Record = dict[str, Any]


class BadRecord(Exception):
    """A line that is no question: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def answer_line(line: bytes, answer: Callable[[Record], Record], keys: frozenset[str]) -> bytes:
    """The answer to a line as JSON in ASCII. A contradiction of the judge is answered too, and told in full after a line end.

    What the line has beside `id` and the `keys` that are read is told under `not_read`.
    """
    identity: Any = None
    contradiction = ""
    try:
        record = read_record(line)
        identity = record.get("id")
        said = answer(record)
        if unknown := [key for key in record if key not in keys and key != "id"]:
            said["not_read"] = [_not_read(key, keys) for key in unknown[:_MOST_TOLD]]
    except BadRecord as bad:
        said = {"status": "error", "code": bad.code, "message": bad.message}
    except RecursionError:
        said = {"status": "unknown", "code": "too-large", "message": "the question is nested too deeply"}
    except JudgeDisagreement as disagreement:
        contradiction = str(disagreement)
        message = f"the prover and the refuter contradict each other: {disagreement}"
        said = {"status": "error", "code": "judge-disagreement", "message": visible(message)[:2_000]}
    written = as_json({"id": identity, **said}).encode("ascii")
    return written + b"\n" + contradiction.encode("utf-8") if contradiction else written


def _not_read(key: str, keys: frozenset[str]) -> str:
    help = did_you_mean(key, keys) or f"the keys are {', '.join(sorted(keys))}"
    return f"there is no key {visible(key[:_LONGEST_KEY])!r}: {help}"


def as_json(record: Record) -> str:
    """A record as a line of JSON in ASCII, without a line end."""
    return json.dumps(record, ensure_ascii=True, allow_nan=False)


def identity_of(line: bytes) -> Any:
    """The id of a line, None if it has none or is no question."""
    try:
        return read_record(line).get("id")
    except BadRecord:
        return None


def read_record(line: bytes) -> Record:
    """The object on a line. Raises BadRecord."""
    if len(line) > MAXIMUM_LINE:
        raise BadRecord("too-large", f"a line may have {MAXIMUM_LINE} bytes at most, this one has more")
    try:
        record = json.loads(
            line.decode("utf-8"), parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_no_duplicates
        )
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


def _finite(word: str) -> float:
    """A number with a fraction or an exponent. One that is too large for it, as 1e999, could not be written again."""
    value = float(word)
    return value if isfinite(value) else _no_number(word)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRecord("bad-json", f"{twice!r} stands twice in one object")
    return record


def text_of(record: Record, name: str, required: bool = False) -> str:
    """A text of a record, "" when it is left out. Raises BadRecord."""
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
