"""Reading a formula of LaTeX to its end, through the macros that hold its beginning or end."""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct, field

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Part, Setting
from builder.document.tex.definitions import DEFINING, Definitions, Macro, expansion
from builder.document.tex.input import Input
from builder.source import Source, Span

_LONE_RETURN = re.compile("\r(?!\n)")
_IN_FORMULA = re.compile(r"[^\\{}$%\r]+")
_NO_LINES = re.compile(r"\n[ \t\r]*\n")
_NAMED = re.compile(r"\\(?:begin|end)\s*\{([^{}\\\n]{1,40})\}")
_RUN = re.compile(r"\\(?:[A-Za-z@]+|.|$)", re.S)
_NOTHING = frozenset((r"\pause", r"\allowbreak", r"\nobreak", r"\goodbreak", r"\break", r"\par"))
_SWITCH = re.compile(r"%+\s*surestep:\s*(off|on)\s*")
_IF = re.compile(r"\\(if(?!f(?![A-Za-z@]))[A-Za-z@]*|else|fi)(?![A-Za-z@])|(?<!\\)%[^\n]*")
_MOST_TOLD = 100
_FAILED = 3_000_000
_LONGEST = 60_000


class Environment(Struct):
    """An environment that was begun. `own` is what stands for its end, when the document made it itself."""

    name: str
    place: int
    setting: Setting | None = None
    own: str = ""
    cells: list[tuple[Part, ...]] = field(default_factory=list)
    item: bool = False
    rows: int = 0


class _Met(Enum):
    """What a command is to the formula that is being read."""

    INSIDE = "a part of it"
    CLOSER = "its end"
    BROKEN = "the sign that it has no end"


class FormulaReader:
    """What is known at a place of a LaTeX text, and the reading of a formula that begins there."""

    def __init__(self, source: Source, stretch: range) -> None:
        self.source = source
        self.text = _LONE_RETURN.sub("\n", source.text)
        self.input = Input(self.text[stretch.start : stretch.stop], range(stretch.start, stretch.stop + 1))
        self.definitions = Definitions()
        self.diagnostics: list[Diagnostic] = []
        self.environments: list[Environment] = []
        self.off = False
        self.failed = 0
        self.told: set[str] = set()

    # -------------------------------------------------------------------------------------- telling

    def _tell(self, code: str, start: int, message: str, help: str = "", severity: Severity = Severity.WARNING) -> None:
        if len(self.diagnostics) >= _MOST_TOLD:
            return
        self.diagnostics.append(Diagnostic(code, severity, self.source, Span(start, start + 1), message, help=help))

    def _tell_once(self, code: str, start: int, message: str) -> None:
        if message not in self.told:
            self.told.add(message)
            self._tell(code, start, message, "what they would say is not read")

    def _comment(self) -> None:
        switch = _SWITCH.fullmatch(self.input.skip_comment().strip())
        if switch:
            self.off = switch.group(1) == "off"

    def _expand(self, macro: Macro, place: int) -> None:
        text, places = expansion(macro, self.input, place)
        if not self.input.push(text, places):
            self._tell_once("too-large", place, "the macros of this document expand to too much")

    def _push_end(self, name: str, end: str, place: int) -> None:
        """Read what stands for the end of an environment that the document made, then its end itself if it was begun outside."""
        for environment in reversed(self.environments):
            if environment.name == name and environment.own:
                environment.own = ""
                end += rf"\end{{{name}}}"
                break
        if not self.input.push(end, (place,) * (len(end) + 1)):
            self._tell_once("too-large", place, "the macros of this document expand to too much")

    def _if(self, name: str) -> None:
        r"""Leave out what is never set: `\iffalse … \fi`. Of every other choice all is read."""
        if name not in (r"\iffalse", r"\iftrue"):
            return
        frame = self.input.settle()
        if frame is None or name == r"\iftrue":
            return
        depth = 1
        for match in _IF.finditer(frame.text, frame.at):
            word = match.group(1)
            if word is None:
                continue
            depth += -1 if word == "fi" else 1 if word.startswith("if") and word != "ifthenelse" else 0
            if depth == 0 or (depth == 1 and word == "else"):
                frame.at = match.end()
                return
        frame.at = len(frame.text)

    # -------------------------------------------------------------------------------------- formulas

    def _append(self, what: str, place: int, text: list[str], places: list[int]) -> None:
        """Add what stands at a place, or what a macro there stands for."""
        text.append(what)
        places += range(place, place + len(what)) if self.source.text.startswith(what, place) else [place] * len(what)

    def _gather(self, closer: str, environment: str, text: list[str], places: list[int]) -> int | None:
        """Add what stands before `closer`, and leave that out; the place of `closer`, or None if the formula has no end."""
        depth = 0
        start = self.input.place
        if self.failed > _FAILED:
            self._tell_once("too-large", start, "too many formulas of this document have no end")
            return None
        while (frame := self.input.settle()) is not None and len(places) < _LONGEST:
            place = frame.places[frame.at]
            match frame.text[frame.at]:
                case "{" | "}" as brace:
                    depth += 1 if brace == "{" else -1
                    if depth < 0 and not environment:
                        return None
                    text.append(brace)
                    places.append(place)
                    frame.at += 1
                case "$":
                    if closer[0] == "$" and depth <= 0:
                        if not self.input.startswith(closer):
                            return None
                        frame.at += len(closer)
                        return place
                    text.append("$")
                    places.append(place)
                    frame.at += 1
                case "%":
                    self._comment()
                case "\r":
                    frame.at += 1
                case "\\":
                    match self._command_in_formula(closer, environment, text, places):
                        case _Met.CLOSER:
                            return place
                        case _Met.BROKEN:
                            return None
                        case _Met.INSIDE:
                            pass
                case _:
                    found = _IN_FORMULA.match(frame.text, frame.at)
                    assert found is not None
                    run = found.group()
                    if closer in ("$", r"\)") and _NO_LINES.search(run):
                        return None
                    text.append(run)
                    places += frame.places[frame.at : found.end()]
                    frame.at = found.end()
        return None

    def _command_in_formula(self, closer: str, environment: str, text: list[str], places: list[int]) -> _Met:
        frame = self.input.settle()
        assert frame is not None
        place = frame.places[frame.at]
        named = _NAMED.match(frame.text, frame.at)
        if named is not None:
            name, ends = named.group(1).strip(), named.group().startswith(r"\end")
            own = self.definitions.environments.get(name)
            if ends and environment == name:
                frame.at = named.end()
                return _Met.CLOSER
            if environment == name:
                return _Met.BROKEN  # another one begins: this one was never closed
            if own is not None and (own.begin.body or own.end):
                frame.at = named.end()
                if not ends:
                    self._expand(own.begin, place)
                else:
                    self._push_end(name, own.end, place)
                return _Met.INSIDE
            if ends and closer[0] == "$":
                if any(one.name == name for one in self.environments):
                    return _Met.BROKEN
            text.append(named.group())
            places += frame.places[frame.at : named.end()]
            frame.at = named.end()
            return _Met.INSIDE
        found = _RUN.match(frame.text, frame.at)
        assert found is not None
        name = found.group()
        if name == closer:
            frame.at = found.end()
            return _Met.CLOSER
        if name in (r"\[", r"\(") and closer in (r"\]", r"\)"):
            return _Met.BROKEN
        macro = self.definitions.macros.get(name)
        if macro is not None and not macro.passes:
            frame.at = found.end()
            self.input.star()
            self._expand(macro, place)
            return _Met.INSIDE
        if name in DEFINING:
            self.definitions.read(self.input.command(), self.input)
            return _Met.INSIDE
        if name in _NOTHING:
            self.input.command()
            text.append(" ")
            places.append(place)
            return _Met.INSIDE
        if name == r"\iffalse":
            self.input.command()
            self._if(name)
            return _Met.INSIDE
        text.append(name)
        places += frame.places[frame.at : found.end()]
        frame.at = found.end()
        return _Met.INSIDE
