"""LaTeX to `Document`: its text as somebody reads it, and each formula as it was written, at its place."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from builder.diagnostics.diagnostic import Severity
from builder.document.document import (
    NOTHING_INHERITED,
    Begin,
    Display,
    Document,
    Element,
    End,
    Formula,
    Headline,
    Inherited,
    Macros,
    Mark,
    Mention,
    Paragraph,
    Part,
    Row,
    Setting,
)
from builder.document.reading import Piece
from builder.document.tex import commands
from builder.document.tex.definitions import DEFINING, setting_of
from builder.document.tex.formula import Environment, FormulaReader
from builder.document.tex.inclusion import READING, candidates
from builder.document.tex.input import Input
from builder.document.words import document_of, says_something, tidy, told_of
from builder.source import Segment, Source

_TEXT = re.compile(r"[^\\{}$%&~`'\n\r-]+")
_EMPTY_LINE = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_BODY = re.compile(r"^(?:[^%\n\\]|\\.)*?\\begin\{document\}", re.M)
_NESTING = 30


def read_latex(source: Source, inherited: Inherited = NOTHING_INHERITED) -> Document:
    """Read a LaTeX document or a fragment of one, with the files that it reads, which are segments of its source.

    Never raises: what is wrong is told, and the rest is read.
    """
    reader = _Reader(source)
    reader.read()
    return document_of(source, reader.flow, reader.diagnostics, inherited)


class _Reader(FormulaReader):
    def __init__(self, source: Source) -> None:
        segments = source.segments or (Segment(0, source.name),)
        ends = [segment.start for segment in segments[1:]] + [len(source.text)]
        self.unread = {segment.name: range(segment.start, end) for segment, end in zip(segments, ends, strict=True)}
        self.main = segments[0].name
        super().__init__(source, self.unread.pop(self.main))
        self.flow: list[Element] = []
        self.parts: list[Part] = []
        self.notes: list[Piece] = []
        self.formulas = 0
        self.depth = 0
        self.preamble = _BODY.search(source.text, 0, ends[0]) is not None

    def _add(self, element: Element) -> None:
        if self.definitions.told:
            self.flow.append(Macros(MappingProxyType(dict(self.definitions.told))))
            self.definitions.told.clear()
        self.flow.append(element)

    def _word(self, text: str) -> None:
        if not self.preamble:
            self.parts.append(text)

    def _end_paragraph(self, *, title: bool = False) -> None:
        """What was read so far is a paragraph; the notes in it stand behind it."""
        if self.depth:
            self._word(" ")
            return
        parts, self.parts = tidy(self.parts), []
        if says_something(parts):
            self._add(Paragraph(parts, title))
        notes, self.notes = self.notes, []
        for note in notes:
            self._add(Paragraph(self._text_of(note)))

    def _text_of(self, piece: Piece) -> tuple[Part, ...]:
        """The words and formulas of an argument."""
        if self.depth >= _NESTING:
            return ()
        outer = self.input, self.parts, self.environments, self.notes, self.preamble
        self.input = _inner(self.input, piece)
        self.parts, self.environments, self.notes, self.preamble = [], [], [], False
        self.depth += 1
        self.read()
        self.depth -= 1
        inner = self.input
        parts, notes = tidy(self.parts), self.notes
        self.input, self.parts, self.environments, self.notes, self.preamble = outer
        self.input.expansions, self.input.expanded = inner.expansions, inner.expanded
        self.notes += notes
        return parts

    # -------------------------------------------------------------------------------------- reading

    def read(self) -> None:
        """Read to the end of the input."""
        while (frame := self.input.settle()) is not None:
            match frame.text[frame.at]:
                case "\\":
                    if not self._command():
                        break
                case "$":
                    self._dollar()
                case "{" | "}":
                    frame.at += 1
                case "%":
                    self._comment()
                case "&":
                    frame.at += 1
                    self._end_cell()
                case "\n" | "\r":
                    empty = _EMPTY_LINE.match(frame.text, frame.at)
                    frame.at = empty.end() if empty else frame.at + 1
                    if empty:
                        self._end_paragraph()
                    else:
                        self._word(" ")
                case "~" | "`" | "'" | "-":
                    for written, printed in commands.LIGATURES.items():
                        if frame.text.startswith(written, frame.at):
                            frame.at += len(written)
                            self._word(printed)
                            break
                    else:
                        self._word(frame.text[frame.at])
                        frame.at += 1
                case _:
                    found = _TEXT.match(frame.text, frame.at)
                    assert found is not None
                    frame.at = found.end()
                    self._word(found.group())
        self._finish()

    def _finish(self) -> None:
        while self.environments:
            environment = self.environments[-1]
            if environment.name != "document" and not self.depth:
                self._tell(
                    "not-understood",
                    environment.place,
                    f"the environment `{environment.name}` is not closed",
                    rf"end it with \end{{{environment.name}}}",
                )
            self._close(self.environments.pop())
        if not self.depth:
            self._end_paragraph()

    def _dollar(self) -> None:
        place = self.input.place
        double = self.input.startswith("$$")
        frame = self.input.settle()
        assert frame is not None
        frame.at += 2 if double else 1
        self._formula("$$" if double else "$", place, display=double)

    def _command(self) -> bool:
        """Do what a command says; the answer is False at the end of the document."""
        place = self.input.place
        name = self.input.command()
        macro = self.definitions.macros.get(name)
        if macro is not None:
            self._expand(macro, place)
            return True
        if name in DEFINING:
            self.definitions.read(name, self.input)
            return True
        if name in READING:
            self._read_file(name, place)
            return True
        if self.preamble and name != r"\begin":
            if name in commands.UNREAD or name in commands.TITLES:
                self.input.optional()
                for _ in range(commands.UNREAD.get(name, 1)):
                    self.input.argument()
            elif name.startswith(r"\if"):
                self._if(name)
            return True
        if name in commands.HEADINGS:
            self.input.star()
            self.input.optional()
            self._heading(commands.HEADINGS[name], self.input.argument())
        elif name in commands.TITLES:
            self.input.optional()
            self._title(self.input.argument())
        elif name in commands.NOTES:
            self.input.optional()
            self.notes.append(self.input.argument())
        elif name in commands.ITEMS:
            self._item()
        elif name in commands.CHARACTERS:
            self._word(commands.CHARACTERS[name])
        elif name in commands.ACCENTS:
            self._accent(commands.ACCENTS[name])
        elif name in commands.UNREAD:
            self.input.star()
            self.input.optional()
            for _ in range(commands.UNREAD[name]):
                self.input.argument()
        elif name in commands.SECOND:
            self.input.optional()
            self.input.argument()
        elif name in commands.REFERENCES:
            self.input.star()
            self.input.argument()
            self._word("ref")
        else:
            return self._structure(name, place)
        return True

    def _structure(self, name: str, place: int) -> bool:
        match name:
            case r"\begin":
                self._begin(self.input.argument().text.strip(), place)
            case r"\end":
                return self._end(self.input.argument().text.strip())
            case r"\(" | r"\[":
                self._formula(r"\)" if name == r"\(" else r"\]", place, display=name == r"\[")
            case r"\ensuremath":
                self._mention(self.input.argument(), display=False)
            case "\\\\" | r"\tabularnewline" | r"\cr":
                self.input.star()
                self.input.optional()
                self._end_row()
            case r"\par":
                self._end_paragraph()
            case r"\verb" | r"\lstinline":
                self._verb()
            case r"\mintinline":
                self.input.argument()
                self._verb()
            case r"\multicolumn" | r"\multirow":
                self.input.argument(), self.input.argument()
            case r"\endinput":
                if len(self.input.frames) > 1:
                    self.input.frames.pop()
                else:
                    return False
            case r"\hrule" | r"\hrulefill":
                self._end_paragraph()
                if not self.depth:
                    self._add(Mark.RULE)
            case _ if name.startswith(r"\if") and name != r"\ifthenelse":
                self._if(name)
            case _ if name[1:].isalpha():
                if setting_of(name[1:]) is Setting.QUESTION and self.input.startswith("{"):
                    # A command of another file that sets an example: `\example{label}{title}{text}`.
                    self._end_paragraph()
                    self._word(f"{name[1:].capitalize()}: ")
                self.input.star()
                self.input.overlay()
                self.input.optional()
            case _:
                pass
        return True

    def _read_file(self, name: str, place: int) -> None:
        """Read a file next, if it is among the segments and was not read yet."""
        starred = self.input.star()
        if name in (r"\import", r"\subimport"):
            wanted = f"{self.input.argument().text.rstrip('/')}/{self.input.argument().text}"
        else:
            self.input.optional()
            wanted = self.input.word() or self.input.argument().text
        package = name in (r"\usepackage", r"\RequirePackage", r"\documentclass")
        if (package and not self.preamble) or (starred and package):
            return
        current = self.source.segment(place).name
        for one in wanted.split(","):
            found = next((file for file in candidates(name, one.strip(), self.main, current) if file in self.unread), None)
            if found is not None:
                stretch = self.unread.pop(found)
                self.input.enter(self.text[stretch.start : stretch.stop], range(stretch.start, stretch.stop + 1))

    def _verb(self) -> None:
        self.input.star()
        self.input.optional()
        frame = self.input.settle()
        if frame is not None:
            mark = frame.text[frame.at]
            frame.at += 1
            line_end = frame.text.find("\n", frame.at)
            close = frame.text.find("}" if mark == "{" else mark, frame.at, line_end if line_end >= 0 else len(frame.text))
            frame.at = close + 1 if close >= 0 else frame.at
        self._word(" `code` ")

    def _accent(self, sign: str) -> None:
        argument = self.input.argument().text
        letter = commands.CHARACTERS.get(argument.strip(), argument.strip())
        self._word(unicodedata.normalize("NFC", letter[:1] + sign) + letter[1:] if letter else "")

    # -------------------------------------------------------------------------------------- blocks

    def _heading(self, level: int, title: Piece) -> None:
        self._end_paragraph()
        parts = self._text_of(title)
        if self.depth:
            self.parts += parts
        else:
            self._add(Headline(level, parts))
            self._end_paragraph()

    def _title(self, title: Piece) -> None:
        self._end_paragraph()
        parts = self._text_of(title)
        if self.depth:
            self.parts += parts
        elif parts:
            self._add(Paragraph(parts, title=True))

    def _item(self) -> None:
        self._end_paragraph()
        self.input.overlay()
        label = self.input.optional()
        listing = next((one for one in reversed(self.environments) if one.name in commands.LISTS), None)
        if listing is not None and not self.depth:
            if listing.item:
                self._add(Mark.ITEM_END)
            listing.item = True
            self._add(Mark.ITEM)
        if label is not None:
            self.parts += self._text_of(label)
            self._word(" ")

    def _end_cell(self) -> None:
        table = self.environments[-1] if self.environments else None
        if table is not None and table.name in commands.TABLES and not self.depth:
            table.cells.append(tidy(self.parts))
            self.parts = []
        else:
            self._word(" ")

    def _end_row(self) -> None:
        table = self.environments[-1] if self.environments else None
        if table is None or table.name not in commands.TABLES or self.depth:
            self._word(" ")
            return
        self._end_cell()
        cells, table.cells = tuple(table.cells), []
        if any(cells):
            head = table.rows == 0 and not any(isinstance(part, Mention) for cell in cells for part in cell)
            self._add(Row(cells, head))
            table.rows += 1

    def _begin(self, name: str, place: int) -> None:
        bare = name.rstrip("*")
        made = self.definitions.environments.get(name)
        if name == "document":
            self.preamble = False
            self.parts = []
            self.environments.append(Environment(name, place))
            return
        if made is not None and not self.preamble:
            self._end_paragraph()
            setting = made.setting
            self.environments.append(Environment(name, place, setting, made.end))
            title = self.input.optional() if made.begin.arguments == 0 and setting is not None else None
            self._enter(setting, title)
            if made.begin.body:
                self._expand(made.begin, place)
            return
        if bare in commands.DISPLAYS and name not in commands.TABLES and not self.preamble:
            self._formula(rf"\end{{{name}}}", place, display=True, environment=name)
            return
        if name in commands.VERBATIM:
            self._end_paragraph()
            if self.input.until(rf"\end{{{name}}}") is None:
                self._tell("not-understood", place, f"the environment `{name}` is not closed", rf"end it with \end{{{name}}}")
                assert self.input.frames
                self.input.frames[-1].at = len(self.input.frames[-1].text)
            if not self.depth and not self.preamble:
                self._add(Mark.CODE)
            return
        if self.preamble:
            return
        self._end_paragraph()
        setting = None if bare in commands.LISTS or bare in commands.TABLES else setting_of(bare)
        self.input.overlay()
        title = self.input.optional()
        for _ in range(commands.TABLES.get(name, commands.BEGUN.get(name, 0))):
            self.input.argument()
        self.environments.append(Environment(name, place, setting))
        if name in commands.TABLES and not self.depth:
            self._add(Mark.TABLE)
        if name == "frame":
            frame = self.input.settle()
            if frame is not None and frame.text.startswith("{", frame.at):
                self._title(self.input.argument())
        self._enter(setting, title)

    def _enter(self, setting: Setting | None, title: Piece | None) -> None:
        if setting is None or self.depth:
            return
        self._add(Begin(setting))
        if title is not None:
            self._title(title)

    def _end(self, name: str) -> bool:
        if name == "document" and not self.depth:
            return False
        numbers = [number for number, one in enumerate(self.environments) if one.name == name]
        if not numbers:
            return True
        environment = self.environments[numbers[-1]]
        if environment.own:
            # What stands for the end closes what stood for the beginning; the environment itself is closed behind it.
            self._push_end(name, environment.own, self.input.place)
            return True
        while len(self.environments) > numbers[-1]:
            self._close(self.environments.pop())
        return True

    def _close(self, environment: Environment) -> None:
        if environment.name in commands.TABLES and not self.depth:
            self.environments.append(environment)
            self._end_row()
            self.environments.pop()
            self._add(Mark.TABLE_END)
            return
        self._end_paragraph()
        if self.depth:
            return
        if environment.item:
            self._add(Mark.ITEM_END)
        if environment.name in commands.LISTS:
            self._add(Mark.LIST_END)
        if environment.setting is not None:
            self._add(End(environment.setting))

    # -------------------------------------------------------------------------------------- formulas

    def _formula(self, closer: str, place: int, *, display: bool, environment: str = "") -> None:
        """Read a formula to its end. One without an end is told, and only its sign is left out."""
        before = [(frame, frame.at) for frame in self.input.frames]
        text: list[str] = []
        places: list[int] = []
        if environment:
            self._append(rf"\begin{{{environment}}}", place, text, places)
        end = self._gather(closer, environment, text, places)
        if end is None:
            self.failed += len(places)
            self.input.frames[:] = [frame for frame, _ in before]
            for frame, at in before:
                frame.at = at
            if not self.preamble:
                what = f"the environment `{environment}`" if environment else "this display" if display else "this formula"
                help = f"end it with {closer}" + (r", or write \$ for a dollar" if closer[0] == "$" else "")
                self._tell(
                    "not-understood", place, f"{what} is not closed", help, Severity.ERROR if display else Severity.WARNING
                )
        elif not self.preamble:
            if environment:
                self._append(closer, end, text, places)
                end = places[-1] + 1
            self._mention(Piece("".join(text), (*places, end)), display=display)

    def _mention(self, piece: Piece, *, display: bool) -> None:
        """A formula was read."""
        piece = piece.strip()
        if self.preamble or not piece.text:
            return
        mention = Mention(Formula(piece.text, tuple(piece.places), display, self.formulas), self.off)
        self.diagnostics += told_of(mention.formula, self.source)
        self.formulas += 1
        if display and not self.depth:
            self._end_paragraph()
            self._add(Display(mention))
        else:
            self.parts.append(mention)


def _inner(outer: Input, piece: Piece) -> Input:
    """An input for a part of another one, under the same bounds."""
    inner = Input(piece.text, piece.places)
    inner.expansions, inner.expanded = outer.expansions, outer.expanded
    return inner
