"""Sets mathematics: LaTeX in, HTML with MathML out, by KaTeX in a process of its own, which knows no file and no network."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.publish.assets import katex_script
from builder.publish.upright import upright
from builder.source import Source, Span

BATCH = 256
LONGEST_FORMULA = 10_000
LARGEST_HTML = 500_000
SECONDS = 5.0
SECONDS_ALONE = 2.0
PATIENCE = 3.0
MEMORY = 512 * 2**20
PARTS = ("part-1", "part-2", "part-3", "part-4")
CLASSES = ("new", "wrong", *PARTS)
"""The classes that our own TeX may give to a part: what changed in a step, what is wrong in it, and which name it belongs to."""


class Setting(Struct, frozen=True, eq=False):
    """One formula to be set.

    `latex` is set; `source` is the author's text, which is what a reader copies. `trusted` says that `latex` was written by our
    printer, so that `\\htmlClass` is allowed in it. `macros` are the author's. `formula` and `at` tell where `latex` stands in a
    source: they are no part of what is set, so that equal formulas are set once.
    """

    latex: str
    display: bool = False
    trusted: bool = False
    source: str = ""
    macros: tuple[tuple[str, str], ...] = ()
    formula: Formula | None = None
    at: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Setting) and astuple(self)[:-2] == astuple(other)[:-2]

    def __ne__(self, other: object) -> bool:  # `Struct` has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash(astuple(self)[:-2])


class Unset(Struct, frozen=True):
    """Mathematics that could not be set: why, and where in the LaTeX (`span` is None when the whole formula is at fault)."""

    code: str
    message: str
    span: Span | None
    help: str = ""


Outcome: TypeAlias = str | Unset

_UNKNOWN_TO_KATEX = {
    r"\label": "give the directive or heading a label instead",
    r"\mbox": r"write \text{…}",
    r"\DeclareMathOperator": r"write \operatorname{…}",
    r"\ce": "chemistry is not supported",
    r"\SI": "write the number and the unit with \\text{…}",
    r"\qty": "write the number and the unit with \\text{…}",
    r"\cfrac": r"write \dfrac{…}{…}",
}

PHYSICS = {r"\dv": r"\frac{d #1}{d #2}", r"\pdv": r"\frac{\partial #1}{\partial #2}"}


class Typesetter:
    """A process with KaTeX in it (`engine.py`). Close it: use it in a `with`.

    It starts when the first formula is asked for. After a limit was hit, or when it died, it is ended and the next formulas get a
    fresh one.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the process now, so that it is ready when the first formula comes."""
        self._started()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.communicate()

    def set(self, settings: Iterable[Setting]) -> Mapping[Setting, Outcome]:
        """Every formula, each set once: HTML, or why there is none."""
        outcomes: dict[Setting, Outcome] = {}
        waiting: list[Setting] = []
        for setting in dict.fromkeys(settings):
            if len(setting.latex) > LONGEST_FORMULA:
                message = f"a formula of {len(setting.latex)} characters; {LONGEST_FORMULA} are the limit"
                outcomes[setting] = Unset("too-large", message, None)
            else:
                waiting.append(setting)
        for start in range(0, len(waiting), BATCH):
            outcomes.update(self._set_batch(waiting[start : start + BATCH]))
        return outcomes

    def _set_batch(self, batch: Sequence[Setting]) -> dict[Setting, Outcome]:
        texts = [upright(setting.latex, dict(setting.macros)) for setting in batch]
        answers = self._ask(batch, texts, SECONDS)
        if isinstance(answers, str):
            # One of them is too much. Alone, each meets the limit for itself, and the others are still set.
            return {setting: self._set_alone(setting) for setting in batch}
        outcomes = {setting: _outcome(setting, answer) for setting, answer in zip(batch, answers, strict=True)}
        for setting, text in zip(batch, texts, strict=True):
            if text != setting.latex and isinstance(outcomes[setting], Unset):
                outcomes[setting] = self._set_alone(setting)  # a fault is told of what the author wrote
        return outcomes

    def _set_alone(self, setting: Setting) -> Outcome:
        answers = self._ask([setting], [setting.latex], SECONDS_ALONE)
        return _LIMITS[answers] if isinstance(answers, str) else _outcome(setting, answers[0])

    def _ask(self, batch: Sequence[Setting], texts: Sequence[str], seconds: float) -> list[dict[str, Any]] | str:
        """The answers for a batch, each set as its text, or the name of the limit that one of its formulas hit; then the process
        is ended."""
        formulas = [
            {
                "latex": text,
                "display": setting.display,
                "trusted": setting.trusted,
                "source": setting.source or setting.latex,
                "classes": CLASSES,
                "macros": {**PHYSICS, **dict(setting.macros)},
                "largest": LARGEST_HTML,
            }
            for setting, text in zip(batch, texts, strict=True)
        ]
        question = json.dumps({"seconds": seconds, "memory": MEMORY, "formulas": formulas}).encode() + b"\n"
        line = self._exchange(question, seconds + PATIENCE)
        answers: list[dict[str, Any]] | str = "timed-out" if line is None else json.loads(line) if line else "too-large"
        if isinstance(answers, str):
            self.close()
        return answers

    def _exchange(self, question: bytes, seconds: float) -> bytes | None:
        """A line to the process and a line from it: None if none came in time, b"" if the process died.

        The process is ended when its time is over: so that it is seen by who reads, on every system.
        """
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(question)
            process.stdin.flush()
        except OSError:  # it died; on Windows that is no broken pipe
            return b""
        over = threading.Event()

        def end() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
            timer.join()  # a process with threads is not forked
        if line.endswith(b"\n"):
            return line
        return None if over.is_set() else b""

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            program = str(Path(__file__).with_name("engine.py"))
            command = [sys.executable, "-P", program, str(katex_script())]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._process


_LIMITS = {
    "timed-out": Unset("timed-out", f"this formula could not be set within {SECONDS_ALONE:g} seconds", None),
    "too-large": Unset("too-large", "setting this formula takes too much memory", None),
}


def _outcome(setting: Setting, answer: Mapping[str, Any]) -> Outcome:
    if "html" in answer:
        return str(answer["html"])
    message = str(answer["error"])
    if message == "too-large":
        return Unset("too-large", "this formula is too large to be set", None)
    at = answer.get("at")
    span = None if at is None else Span(int(at), int(at) + max(1, int(answer.get("length") or 1)))
    return Unset("bad-math", message[:1].lower() + message[1:] if message[1:2].islower() else message, span, _help(setting, span))


def _help(setting: Setting, span: Span | None) -> str:
    if span is None:
        return ""
    written = setting.latex[span.start : span.end]
    return _UNKNOWN_TO_KATEX.get(written, "")


def complaint(setting: Setting, unset: Unset, source: Source) -> Diagnostic:
    """The message for a formula that could not be set, at its place in `source`."""
    place = Span(0, 0)
    if setting.formula is not None:
        span = unset.span
        if span is not None and not setting.trusted:
            # A fault in what we put in front of the author's text is told at its first character.
            place = setting.formula.locate(Span(max(0, span.start + setting.at), max(1, span.end + setting.at)))
        else:
            place = setting.formula.locate(None)
    return Diagnostic(
        unset.code, Severity.ERROR, source, place, f"this mathematics cannot be set: {unset.message}", help=unset.help
    )
