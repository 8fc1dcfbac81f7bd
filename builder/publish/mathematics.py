"""Sets mathematics: LaTeX in, HTML with MathML out, by KaTeX in a JavaScript engine that knows no file and no network."""

from __future__ import annotations

import atexit
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeAlias

from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.publish.assets import katex_script
from builder.source import Source, Span

BATCH = 256
LONGEST_FORMULA = 10_000
LARGEST_HTML = 500_000
SECONDS = 5.0
SECONDS_ALONE = 2.0
MEMORY = 512 * 2**20
CLASSES = ("new", "wrong")
"""The classes that our own TeX may give to a part: what changed in a step, and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Setting:
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
    formula: Formula | None = field(default=None, compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unset:
    """Mathematics that could not be set: why, and where in the LaTeX (`span` is None when the whole formula is at fault)."""

    code: str
    message: str
    span: Span | None
    help: str = ""


Outcome: TypeAlias = str | Unset

_RENDER = r"""
function escapeText(text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'); }
function setAll(list) {
  return JSON.stringify(JSON.parse(list).map(function (item) {
    try {
      var html = katex.renderToString(item.latex, {
        displayMode: item.display, output: 'htmlAndMathml', throwOnError: true, strict: 'ignore',
        maxExpand: 1000, maxSize: 20, globalGroup: false, macros: Object.assign({}, item.macros),
        trust: function (request) {
          if (item.trusted && request.command === '\\htmlClass' && item.classes.indexOf(request.class) >= 0) return true;
          var refused = new Error(request.command + ' is not allowed');
          refused.position = item.latex.indexOf(request.command);
          refused.length = request.command.length;
          throw refused;
        }
      });
      if (html.length > item.largest) return {error: 'too-large'};
      return {html: html.replace(/(<annotation encoding="application\/x-tex">)[^<]*(<\/annotation>)/,
        function (all, open, close) { return open + escapeText(item.source) + close; })};
    } catch (e) {
      if (e instanceof RangeError) return {error: 'too-large'};
      return {error: String(e.rawMessage || e.message).slice(0, 300),
        at: typeof e.position === 'number' ? e.position : null, length: e.length || 1};
    }
  }));
}
"""

_UNKNOWN_TO_KATEX = {
    r"\label": "give the directive or heading a label instead",
    r"\mbox": r"write \text{…}",
    r"\DeclareMathOperator": r"write \operatorname{…}",
    r"\ce": "chemistry is not supported",
    r"\SI": "write the number and the unit with \\text{…}",
    r"\qty": "write the number and the unit with \\text{…}",
    r"\cfrac": r"write \dfrac{…}{…}",
}

_PHYSICS = {r"\dv": r"\frac{d #1}{d #2}", r"\pdv": r"\frac{\partial #1}{\partial #2}"}


class Typesetter:
    """A JavaScript engine with KaTeX in it. Close it: use it in a `with`, or let the end of the program do it.

    It starts when the first formula is asked for. After a limit was hit it goes on with a fresh engine.
    """

    def __init__(self) -> None:
        self._engine: MiniRacer | None = None

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the engine. An engine that is left open can hang the end of the program."""
        if self._engine is not None:
            engine, self._engine = self._engine, None
            with suppress(JSTimeoutException, JSOOMException, JSEvalException):
                # A call that was stopped still reports its end: wait for that before its listener goes.
                engine.eval("0", timeout_sec=1.0)
            engine.close()
            atexit.unregister(self.close)

    def set(self, settings: Iterable[Setting]) -> Mapping[Setting, Outcome]:
        """Every formula, each set once: HTML, or why there is none."""
        outcomes: dict[Setting, Outcome] = {}
        waiting: list[Setting] = []
        for setting in dict.fromkeys(settings):
            if len(setting.latex) > LONGEST_FORMULA:
                outcomes[setting] = Unset(
                    "too-large", f"a formula of {len(setting.latex)} characters; {LONGEST_FORMULA} are the limit", None
                )
            else:
                waiting.append(setting)
        for start in range(0, len(waiting), BATCH):
            outcomes.update(self._set_batch(waiting[start : start + BATCH]))
        return outcomes

    def _set_batch(self, batch: Sequence[Setting]) -> dict[Setting, Outcome]:
        try:
            answers = self._ask(batch, SECONDS)
        except (JSTimeoutException, JSOOMException, JSEvalException):
            # One of them is too much. Alone, each meets the limit for itself, and the others are still set.
            self.close()
            return {setting: self._set_alone(setting) for setting in batch}
        return {setting: _outcome(setting, answer) for setting, answer in zip(batch, answers, strict=True)}

    def _set_alone(self, setting: Setting) -> Outcome:
        try:
            [answer] = self._ask([setting], SECONDS_ALONE)
        except (JSTimeoutException, JSOOMException, JSEvalException) as limit:
            self.close()
            return _over_the_limit(limit)
        return _outcome(setting, answer)

    def _ask(self, batch: Sequence[Setting], seconds: float) -> list[dict[str, Any]]:
        question = [
            {
                "latex": setting.latex,
                "display": setting.display,
                "trusted": setting.trusted,
                "source": setting.source or setting.latex,
                "classes": CLASSES,
                "macros": {**_PHYSICS, **dict(setting.macros)},
                "largest": LARGEST_HTML,
            }
            for setting in batch
        ]
        answer = self._started().call("setAll", json.dumps(question), timeout_sec=seconds, max_memory=MEMORY)
        answers: list[dict[str, Any]] = json.loads(str(answer))
        return answers

    def _started(self) -> MiniRacer:
        if self._engine is None:
            self._engine = MiniRacer()
            atexit.register(self.close)
            self._engine.eval(katex_script())
            self._engine.eval(_RENDER)
        return self._engine


def _over_the_limit(limit: Exception) -> Unset:
    if isinstance(limit, JSTimeoutException):
        return Unset("timed-out", f"this formula could not be set within {SECONDS_ALONE:g} seconds", None)
    return Unset("too-large", "setting this formula takes too much memory", None)


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
