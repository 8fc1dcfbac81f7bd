"""One derivation, asked for on the command line: what is asked, and what a worker says to it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from builder.guard.answers import Lost
from builder.guard.pool import Pool

TASK = "builder.records.derive:print_one"


class Asked(Struct, frozen=True):
    """The parts of a problem as they were written, and how its derivation is to be printed."""

    function: str
    find: str
    method: str | None
    assume: str
    answer: str
    format: str
    grain: str


class Said(Struct, frozen=True):
    """The derivation as text, and whether it holds; or a complaint; or a contradiction of the judge."""

    text: str = ""
    fine: bool = False
    complaint: str = ""
    contradiction: str = ""


def derive_one(asked: Asked, task: str = TASK) -> Said | Lost:
    """Have a worker derive and judge."""
    with Pool(task, 1) as pool:
        (answer,) = pool.answers([[msgspec.msgpack.encode(asked)]])
    return answer if isinstance(answer, Lost) else msgspec.msgpack.decode(answer, type=Said)
