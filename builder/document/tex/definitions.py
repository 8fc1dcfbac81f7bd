"""Macros and environments that a document makes for itself: `\\newcommand`, `\\def`, `\\DeclareMathOperator`, `\\newtheorem` …"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from builder.document.document import Setting
from builder.document.reading import Piece
from builder.document.tex.input import Input

_PARAMETER = re.compile(r"#([1-9])")
_SPLIT = re.compile(r"#(?=[1-9])")
_LOW = re.compile(r"@|\\(?:mathpalette|setbox|hbox|vbox|kern|raise|lower|csname|expandafter|futurelet|catcode|hskip|vcenter)\b")
_DELIMITS = re.compile(r"\\(?:begin|end)\b|\$|\\[\[\]()]")
_NAME = re.compile(r"\\(?:[A-Za-z@]+|.)", re.S)
_MOST = 2_000

DEFINING = frozenset(
    (
        r"\newcommand \renewcommand \providecommand \DeclareRobustCommand \def \gdef \edef \xdef"
        r" \DeclareMathOperator \DeclarePairedDelimiter \let \newtheorem \declaretheorem \spnewtheorem"
        r" \newenvironment \renewenvironment \NewDocumentCommand \RenewDocumentCommand \NewDocumentEnvironment"
        r" \operatorname@ \newcommandx \newmdtheoremenv \newtcbtheorem \newtcolorbox \newmdenv \newsiamthm"
    ).split()
)


class Macro(Struct, frozen=True):
    """A macro: how many arguments it takes, what the first is if it may be left out, what stands between them, its replacement.

    `passes` tells that the reader of formulas may expand it; others hold the ends of formulas, or take their arguments otherwise.
    """

    body: str
    arguments: int = 0
    default: str | None = None
    delimiters: tuple[str, ...] = ()
    passes: bool = True


class Made(Struct, frozen=True):
    """An environment of the document's own: what stands for its beginning and its end, and what it is for names."""

    setting: Setting | None
    begin: Macro = Macro("")
    end: str = ""


_QUESTIONS = re.compile(
    r"theo|thm|lemm?|propo|prop\b|coroll?|cor\b|claim|exam?ple|exmp|\bex\b|\bexa?\b|\bexm\b|\beg\b|exerc|exer\b|problem|prob\b|question|fact\b|conjecture"
    r"|aufgabe|beispiel|satz|exempl|exercice|théor|ejemplo|ejercicio|teorema|task|activity|checkpoint|investigation|quiz"
)
_ANSWERS = re.compile(
    r"proof|\bpf\b|solution|\bsoln?s?\b|answer|\bans\b|lösung|beweis|hint|preuve|démonstration|demostración|solución"
)
_BOXES = re.compile(
    r"defin|\bdefn?s?\b|\bdf\b|remark|\brema?\b|\brmk\b|\bnote\b|notation|observation|convention|warning|caution|algorithm|axiom|assumption"
    r"|property|bemerkung|remarque"
)


def setting_of(name: str) -> Setting | None:
    """What an environment is for names, by what it is called: `exmp`, `Theorem`, `soln`; None if it is no such thing."""
    name = name.lower().rstrip("*")
    for pattern, setting in ((_ANSWERS, Setting.ANSWER), (_BOXES, Setting.BOX), (_QUESTIONS, Setting.QUESTION)):
        if pattern.search(name):
            return setting
    return None


class Definitions:
    """What a document has made up to the place that is being read."""

    def __init__(self) -> None:
        self.macros: dict[str, Macro] = {}
        self.environments: dict[str, Made] = {}
        self.told: dict[str, str] = {}
        """Macros for the reader of formulas that were made since they were told last."""

    def read(self, command: str, input_: Input) -> None:
        """Read what stands behind a command of `DEFINING`."""
        if len(self.macros) + len(self.environments) > _MOST:
            return
        starred = input_.star()
        match command:
            case r"\def" | r"\gdef" | r"\edef" | r"\xdef":
                self._def(input_)
            case r"\let":
                self._let(input_)
            case r"\DeclareMathOperator":
                name, body = input_.argument().text.strip(), input_.argument().text
                operator = r"\operatorname*" if starred else r"\operatorname"
                self._make(name, Macro(f"{operator}{{{body}}}"))
            case r"\DeclarePairedDelimiter":
                name, left, right = (input_.argument().text.strip() for _ in range(3))
                self._make(name, Macro(rf"\left{left} #1 \right{right}", 1, passes=False))
            case r"\newtheorem" | r"\spnewtheorem" | r"\newmdtheoremenv" | r"\newsiamthm":
                input_.optional()
                name = input_.argument().text.strip()
                input_.optional()
                title = input_.argument().text
                input_.optional()
                self.environments[name] = Made(setting_of(title) or setting_of(name) or Setting.QUESTION)
            case r"\declaretheorem":
                options = input_.optional()
                named = re.search(r"(?:name|title)\s*=\s*\{?([^,}\]]*)", options.text) if options else None
                input_.optional()
                for name in input_.argument().text.split(","):
                    made = setting_of(named.group(1)) if named else None
                    self.environments[name.strip()] = Made(made or setting_of(name.strip()) or Setting.QUESTION)
                input_.optional()
            case r"\newtcbtheorem" | r"\newtcolorbox" | r"\newmdenv":
                input_.optional()
                name = input_.argument().text.strip()
                input_.optional()
                title = input_.argument().text if command == r"\newtcbtheorem" else name
                if command == r"\newtcbtheorem":
                    input_.argument(), input_.argument()
                elif command == r"\newtcolorbox":
                    input_.optional()
                    input_.argument()
                self.environments[name] = Made(setting_of(title) or setting_of(name) or Setting.BOX)
            case r"\newenvironment" | r"\renewenvironment":
                name = input_.argument().text.strip()
                count, default = self._signature(input_)
                begin, end = input_.argument().text, input_.argument().text
                self.environments[name] = Made(setting_of(name), Macro(begin, count, default), end)
            case r"\NewDocumentCommand" | r"\RenewDocumentCommand" | r"\NewDocumentEnvironment":
                name = input_.argument().text.strip()
                wanted = input_.argument().text.split()
                body = input_.argument().text
                if command.endswith("Environment"):
                    self.environments[name] = Made(setting_of(name), Macro(""), "")
                    input_.argument()
                elif all(kind == "m" for kind in wanted):
                    self._make(name, Macro(body, len(wanted)))
            case _:
                name = input_.argument().text.strip()
                count, default = self._signature(input_)
                body = input_.argument().text
                if command != r"\providecommand" or name not in self.macros:
                    self._make(name, Macro(body, count, default))

    def _signature(self, input_: Input) -> tuple[int, str | None]:
        count = input_.optional()
        default = input_.optional() if count is not None else None
        digit = count.text.strip() if count is not None else "0"
        return (int(digit) if digit in "123456789" and digit else 0), None if default is None else default.text

    def _def(self, input_: Input) -> None:
        name = input_.argument().text
        frame = input_.settle()
        if frame is None:
            return
        brace = frame.text.find("{", frame.at)
        if brace < 0 or brace - frame.at > 60:
            return
        first, *between = _SPLIT.split(frame.text[frame.at : brace].strip())
        frame.at = brace
        body = input_.argument().text
        delimiters = tuple(part[1:] for part in between)
        if not first:
            self._make(name, Macro(body, len(between), delimiters=delimiters if any(delimiters) else ()))

    def _let(self, input_: Input) -> None:
        name = input_.argument().text
        if input_.startswith("="):
            input_.until("=")
        body = input_.argument().text
        if _NAME.fullmatch(body) and body != name:
            self._make(name, self.macros.get(body, Macro(body)))

    def _make(self, name: str, macro: Macro) -> None:
        if not _NAME.fullmatch(name) or _LOW.search(macro.body) or len(macro.body) > 5_000:
            return
        passes = macro.passes and macro.default is None and not macro.delimiters and not _DELIMITS.search(macro.body)
        made = Macro(macro.body, macro.arguments, macro.default, macro.delimiters, passes)
        self.macros[name] = made
        if passes:
            self.told[name] = made.body


def expansion(macro: Macro, input_: Input, place: int) -> tuple[str, Sequence[int]]:
    """What a macro stands for, its arguments read from what comes next. What comes from the macro stands where it is used."""
    arguments: list[Piece] = []
    for number in range(macro.arguments):
        optional = input_.optional() if number == 0 and macro.default is not None else None
        if optional is not None:
            arguments.append(optional)
        elif number == 0 and macro.default is not None:
            arguments.append(Piece(macro.default, (place,) * (len(macro.default) + 1)))
        elif macro.delimiters and macro.delimiters[number]:
            arguments.append(input_.until(macro.delimiters[number]) or Piece("", (place,)))
        else:
            arguments.append(input_.argument())
    text: list[str] = []
    places: list[int] = []
    at = 0
    for match in _PARAMETER.finditer(macro.body):
        text.append(macro.body[at : match.start()])
        places.extend([place] * (match.start() - at))
        at = match.end()
        number = int(match.group(1)) - 1
        if number < len(arguments):
            text.append(arguments[number].text)
            places.extend(arguments[number].places[: len(arguments[number].text)])
    text.append(macro.body[at:])
    places.extend([place] * (len(macro.body) - at + 1))
    return "".join(text), places


def macros_in(text: str) -> dict[str, str]:
    """The macros that a text of definitions makes, for the reader of formulas: what PreTeXt keeps in `<macros>`."""
    definitions = Definitions()
    input_ = Input(text, range(len(text) + 1))
    while (frame := input_.settle()) is not None:
        match frame.text[frame.at]:
            case "\\":
                command = input_.command()
                if command in DEFINING:
                    definitions.read(command, input_)
            case "%":
                input_.skip_comment()
            case _:
                frame.at += 1
    return definitions.told
