"""PreTeXt to `Document`: its XML as somebody reads it, and the formulas of `<m>`, `<me>` and `<md>` at their places.

Source: "The PreTeXt Guide", https://pretextbook.org/doc/guide/html/. The XML is read by expat. A declaration of an entity ends
the reading, as in `defusedxml`, so that nothing can expand. No file is fetched: those that `xi:include` names are segments of the
source already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.parsers import expat

from msgspec import Struct, field

from builder.diagnostics.diagnostic import Diagnostic, Severity
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
from builder.document.tex.definitions import macros_in
from builder.document.words import document_of, says_something, tidy, told_of
from builder.document.xinclude import included
from builder.source import Segment, Source, Span

_DIVISIONS = frozenset(
    (
        "pretext book article part chapter section subsection subsubsection paragraphs appendix exercises"
        " exercisegroup worksheet handout reading-questions solutions references preface introduction conclusion"
        " subexercises frontmatter backmatter"
    ).split()
)
_HEADED = _DIVISIONS - {"introduction", "conclusion", "exercisegroup", "pretext", "frontmatter", "backmatter"}
_SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "theorem lemma corollary proposition claim fact identity conjecture hypothesis principle"
                " algorithm example question problem exercise activity exploration project investigation task"
                " inlineexercise"
            ).split(),
            Setting.QUESTION,
        ),
        **dict.fromkeys(("proof", "solution", "answer", "hint", "case", "argument", "justification"), Setting.ANSWER),
        **dict.fromkeys(
            (
                "definition axiom notation remark convention note observation warning insight assemblage"
                " technology computation aside historical biographical objectives outcomes blockquote"
            ).split(),
            Setting.BOX,
        ),
    }
)
_UNREAD = frozenset(
    (
        "latex-image latex-image-code asymptote sageplot sage program console pre cd image prefigure slate"
        " interactive webwork code input output video audio bibinfo docinfo biblio source latex-image-preamble"
        " author editor description shortdescription index idx notation-list pg-code datafile tests metadata"
        " instruction preamble minilicense website edition"
    ).split()
)
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "xref": "ref",
        "url": "address",
        "c": " `code` ",
        "nbsp": " ",
        "ndash": "–",
        "mdash": "—",
        "ellipsis": "…",
        "lsq": "‘",
        "rsq": "’",
        "lq": "“",
        "rq": "”",
        "fillin": " … ",
        "ie": "i.e.",
        "eg": "e.g.",
        "etc": "etc.",
        "latex": "LaTeX",
        "tex": "TeX",
        "pretext": "PreTeXt",
        "percent": "%",
        "ampersand": "&",
        "dollar": "$",
        "copyright": "©",
    }
)
_FORMULAS: Mapping[str, bool] = MappingProxyType({"m": False, "me": True, "men": True, "md": True, "mdn": True})
_CHARACTERS: Mapping[str, str] = MappingProxyType({r"\amp": "&", r"\lt": "<", r"\gt": ">"})
_CHARACTER = re.compile(r"\\(?:amp|lt|gt)(?![^\W\d_])")
_TEXTS = frozenset(("p", "li", "cell", "title", "fn", "caption", "line", "dt", "dd", "subtitle", "creator"))


class _Refused(Exception):
    """The XML declares an entity, or names a file to be fetched."""


class _Collected(Struct):
    """A formula or a text that is being read. `rows` counts the rows of a display of several."""

    name: str
    parts: list[Part] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    rows: int = 0


def read_pretext(source: Source, inherited: Inherited = NOTHING_INHERITED) -> Document:
    """Read a file of PreTeXt. Never raises: what is wrong is told, and what stands before it is read."""
    reader = _Reader(source)
    reader.read()
    return document_of(source, reader.flow, reader.diagnostics, inherited)


class _File(Struct, frozen=True):
    """A file that is being read: its name, its parser, the lines of the source before it, and whether it begins with a mark."""

    name: str
    parser: expat.XMLParserType
    before: int
    marked: bool


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.flow: list[Element] = []
        self.diagnostics: list[Diagnostic] = []
        self.open: list[str] = []
        self.unread = 0
        self.macros = False
        self.collected: list[_Collected] = [_Collected("")]
        self.notes: list[tuple[Part, ...]] = []
        self.formula: _Collected | None = None
        self.row: list[tuple[Part, ...]] = []
        self.row_is_head = False
        self.formulas = 0
        segments = source.segments or (Segment(0, source.name),)
        ends = [segment.start for segment in segments[1:]] + [len(source.text)]
        self.stretches = {segment.name: range(segment.start, end) for segment, end in zip(segments, ends, strict=True)}
        self.files: list[_File] = []

    def read(self) -> None:
        """Read the document, and behind it those files that it does not take in after all."""
        while self.stretches:
            self._read_file(next(iter(self.stretches)))
            self._end_paragraph()

    def _read_file(self, name: str) -> None:
        """Read a file, at the place that is reached; a file is read once."""
        stretch = self.stretches.pop(name)
        text = self.source.text[stretch.start : stretch.stop]
        marked = text.startswith("\ufeff")
        opened, unread = len(self.open), self.unread
        self.files.append(_File(name, self._parser(), self.source.line_number(stretch.start) - 1, marked))
        try:
            self.files[-1].parser.Parse(text[marked:], True)
        except expat.ExpatError as error:
            message = f"this is no XML from here on: {expat.ErrorString(error.code)}"
            at = self._offset(error.lineno, error.offset)
            if self.source.segments:
                at = min(at, stretch.stop - 1)  # the end of this file, and not the beginning of the next
            self._wrong("not-text", at, message, "nothing behind this place is checked")
        except _Refused:
            self._wrong("not-text", self._place(), "this XML declares an entity, which is not read", "write its text instead")
        if len(self.open) > opened:
            self._end_paragraph()
            while len(self.open) > opened:
                self._leave(self.open.pop())
        self.unread, self.formula = unread, None  # where the file breaks off
        self.files.pop()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._refuse
        parser.UnparsedEntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        return parser

    def _include(self, attributes: Mapping[str, str]) -> None:
        """Read the file that is named, if it is among the segments and was not read yet."""
        name = included(attributes.get("href", ""), self.files[-1].name)
        if name in self.stretches and attributes.get("parse", "xml") == "xml":
            self._read_file(name)

    def _wrong(self, code: str, at: int, message: str, help: str = "") -> None:
        at = min(at, len(self.source.text))
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, self.source, Span(at, at + 1), message, help=help))

    def _refuse(self, *_: object) -> int:
        raise _Refused

    def _place(self) -> int:
        parser = self.files[-1].parser
        return self._offset(parser.CurrentLineNumber, parser.CurrentColumnNumber)

    def _offset(self, line: int, column: int) -> int:
        """The place of a line and column of the file that is being read, as expat counts them."""
        file = self.files[-1]
        return self.source.offset(file.before + line, column + 1 + (file.marked and line == 1))

    # -------------------------------------------------------------------------------------- elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "include" and self.formula is None:
            self._include(attributes)
            self.unread += 1  # what it holds is for those who lack the file
            return
        if self.unread or (name in _UNREAD and self.formula is None):
            self.macros = name == "macros"
            self.unread += 1
            if self.macros:
                self.formula = _Collected(name)
            return
        if self.formula is not None:
            self._start_in_formula(name)
            return
        if name in _FORMULAS:
            self.formula = _Collected(name)
            return
        if name in _WORDS and self.open:
            self._word(_WORDS[name])
        if name in _TEXTS:
            if name in ("p", "li"):
                self._end_paragraph()
            if name != "p":
                self.collected.append(_Collected(name))
        match name:
            case "li":
                self.flow.append(Mark.ITEM)
            case "tabular":
                self._end_paragraph()
                self.flow.append(Mark.TABLE)
            case "row":
                self.row, self.row_is_head = [], attributes.get("header", "no") != "no"
            case _ if name in _SETTINGS:
                self._end_paragraph()
                self.flow.append(Begin(_SETTINGS[name]))
            case _:
                pass
        self.open.append(name)

    def _start_in_formula(self, name: str) -> None:
        formula = self.formula
        assert formula is not None
        place = self._place()
        match name:
            case "mrow":
                formula.rows += 1
                if formula.rows > 1:
                    self._write("\\\\\n", place)
            case "intertext":
                self._write(r"\intertext{", place)
            case "fillin":
                self._write(r"\square ", place)
            case _:
                pass

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self.unread:
            self.unread -= 1
            if name == "macros" and self.formula is not None:
                self.flow.append(Macros(MappingProxyType(macros_in("".join(self.formula.text)))))
                self.formula = None
            return
        if self.formula is not None:
            if name == self.formula.name:
                self._end_formula(self.formula)
            elif name == "intertext":
                self._write("}", self._place())
            return
        while self.open and self.open[-1] != name:
            self._leave(self.open.pop())
        if self.open:
            self._leave(self.open.pop())

    def _leave(self, name: str) -> None:
        match name:
            case "p" | "statement" | "introduction":
                self._end_paragraph()
            case "title":
                self._end_title()
            case "fn":
                self.notes.append(tidy(self.collected.pop().parts))
            case "cell":
                self.row.append(tidy(self.collected.pop().parts))
            case "row":
                if any(self.row):
                    self.flow.append(Row(tuple(self.row), self.row_is_head))
            case "tabular":
                self.flow.append(Mark.TABLE_END)
            case "li":
                self._end_paragraph()
                self._pop(name)
                self.flow.append(Mark.ITEM_END)
            case "ul" | "ol" | "dl":
                self.flow.append(Mark.LIST_END)
            case _ if name in _TEXTS:
                self._end_paragraph()
                self._pop(name)
            case _ if name in _SETTINGS:
                self._end_paragraph()
                self.flow.append(End(_SETTINGS[name]))
            case _ if name in _DIVISIONS:
                self._end_paragraph()
            case _:
                pass

    def _pop(self, name: str) -> None:
        if len(self.collected) > 1 and self.collected[-1].name == name:
            self.collected.pop()

    def _end_title(self) -> None:
        parts = tidy(self.collected.pop().parts) if len(self.collected) > 1 else ()
        around = self.open[-1] if self.open else ""
        if around in _HEADED:
            self.flow.append(Headline(max(sum(one in _HEADED for one in self.open), 1), parts))
        elif parts:
            self.flow.append(Paragraph(parts, title=True))

    # -------------------------------------------------------------------------------------- text

    def _characters(self, data: str) -> None:
        if self.formula is not None:
            place = self._place()
            whole = self.source.text.startswith(data, place)
            self.formula.text.append(data)
            self.formula.places += range(place, place + len(data)) if whole else [place] * len(data)
        elif not self.unread and self.open:
            self._word(data)

    def _write(self, text: str, place: int) -> None:
        assert self.formula is not None
        self.formula.text.append(text)
        self.formula.places += [place] * len(text)

    def _word(self, text: str) -> None:
        self.collected[-1].parts.append(text)

    def _end_paragraph(self) -> None:
        if self.collected[-1].name in ("title", "cell", "fn"):
            self._word(" ")
            return
        parts, self.collected[-1].parts = tidy(self.collected[-1].parts), []
        if says_something(parts):
            self.flow.append(Paragraph(parts))
        notes, self.notes = self.notes, []
        self.flow += [Paragraph(note) for note in notes if note]

    def _end_formula(self, formula: _Collected) -> None:
        self.formula = None
        end = self._place()
        text, places = _with_characters("".join(formula.text), (*formula.places, end))
        display = _FORMULAS[formula.name]
        if formula.rows:
            start = places[0]
            opener, closer = r"\begin{align*}", r"\end{align*}"
            text = opener + text + closer
            places = ((start,) * len(opener)) + places[:-1] + ((end,) * (len(closer) + 1))
        piece = Piece(text, places).strip()
        if not piece.text:
            return
        mention = Mention(Formula(piece.text, tuple(piece.places), display, self.formulas))
        self.diagnostics += told_of(mention.formula, self.source)
        self.formulas += 1
        if display and self.collected[-1].name not in ("title", "cell", "fn"):
            self._end_paragraph()
            self.flow.append(Display(mention))
        else:
            self.collected[-1].parts.append(mention)


def _with_characters(text: str, places: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    r"""A formula with `&`, `<` and `>` for `\amp`, `\lt` and `\gt`, as which they are written in XML."""
    written: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _CHARACTER.finditer(text):
        written += (text[at : match.start()], _CHARACTERS[match.group()])
        kept += places[at : match.start() + 1]
        at = match.end()
    return "".join((*written, text[at:])), (*kept, *places[at:])
