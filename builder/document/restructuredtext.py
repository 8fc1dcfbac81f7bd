"""reStructuredText to `Document`, by docutils: its text as somebody reads it, formulas of `.. math::` and :math: at their places.

Directives and roles that docutils does not know (those of Sphinx and its extensions) are boxes and words. No file is read and no
raw text is taken over. docutils knows the lines of blocks; columns are found again in the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, ClassVar

import docutils.core
from docutils import nodes
from docutils.parsers.rst import Directive as RstDirective
from docutils.parsers.rst import Parser, directives, roles
from docutils.parsers.rst.states import Inliner

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
    Mark,
    Mention,
    Paragraph,
    Part,
    Row,
)
from builder.document.positions import NormalText, normal_text, source_offsets
from builder.document.reading import Piece
from builder.document.tex.definitions import setting_of
from builder.document.words import document_of, says_something, tidy, told_of
from builder.source import Source, Span

_SETTINGS: Mapping[str, object] = MappingProxyType(
    {
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "halt_level": 6,
        "report_level": 6,
        "warning_stream": False,
        "_disable_config": True,
        "line_length_limit": 1_000_000,
        "syntax_highlight": "none",
        "smart_quotes": False,
        "doctitle_xform": False,
        "sectsubtitle_xform": False,
        "docinfo_xform": False,
        "input_encoding": "unicode",
        "id_prefix": "",
    }
)
_CODE = frozenset(
    (
        "code-block sourcecode literalinclude plot ipython jupyter-execute testcode testoutput doctest toctree"
        " index bibliography tikz graphviz mermaid plantuml autosummary autofunction automodule autoclass sagecell"
        " sagecellserver activecode raw include productionlist tabularcolumns highlight currentmodule module"
        " youtube video inheritance-diagram geogebra desmos nbplot pyplot"
    ).split()
)
_SWITCH = re.compile(r"\s*surestep:\s*(off|on)\s*")
_DEEP = 60


def read_restructuredtext(source: Source, inherited: Inherited = NOTHING_INHERITED) -> Document:
    """Read a source in reStructuredText. Never raises: what is wrong is told, and the rest is read."""
    normal = normal_text(source.text)
    reader = _Reader(source, normal)
    reader.read()
    return document_of(source, reader.flow, reader.diagnostics, inherited)


# ---------------------------------------------------------------------------------------------- directives and roles


class _AnyOption(dict[str, Callable[[str], str]]):
    """The options of a directive whose options we do not know: it has them all, and their values are texts."""

    def __bool__(self) -> bool:
        return True  # docutils looks for options only where there are some

    def __missing__(self, key: str) -> Callable[[str], str]:
        return lambda value: value or ""


class _Lenient(RstDirective):
    """A directive that takes whatever is written."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _AnyOption()


class _Mathematics(_Lenient):
    """`.. math::`: each stretch between empty lines is a display, the argument the first."""

    def run(self) -> list[nodes.Node]:
        lines: list[tuple[str, int]] = []
        if self.arguments:
            # The argument begins behind the name of the directive, or, where nothing stands there, in the line below.
            first = self.lineno - (0 if self.block_text.split("\n")[0].rstrip().endswith("::") else 1)
            lines += [(text, first + number) for number, text in enumerate(self.arguments[0].split("\n"))]
            lines.append(("", -1))
        lines += [(text, item[1]) for text, item in zip(self.content, self.content.items, strict=False)]
        found: list[nodes.Node] = []
        block: list[tuple[str, int]] = []
        for text, number in (*lines, ("", -1)):
            if text.strip():
                block.append((text, number))
            elif block:
                display = nodes.math_block("", "\n".join(one for one, _ in block))
                display["lines"] = [line for _, line in block]
                found.append(display)
                block = []
        return found


class _Code(_Lenient):
    """What is not read."""

    def run(self) -> list[nodes.Node]:
        return [nodes.literal_block("", "")]


class _Box(_Lenient):
    """Another tool's directive: what it is called, its argument as a title, its body as text."""

    def run(self) -> list[nodes.Node]:
        box = nodes.container("")
        box["box"] = self.name.rpartition(":")[2]
        if self.arguments:
            children, _ = self.state.inline_text(self.arguments[0], self.lineno)
            title = nodes.paragraph(self.arguments[0], "", *children)
            title.line = self.lineno
            title["title"] = True
            box += title
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def _word(
    role: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: object,
    options: Mapping[str, object] | None = None,
    content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """A role of another tool: a word."""
    return [nodes.inline(rawtext, "ref")], []


def _inliner() -> Inliner:
    """docutils' reader of a text, which looks for no addresses: of a long word it would try each part as that of an e-mail."""
    inliner: Any = Inliner()  # not of a class of ours: it looks for its patterns in its own class alone
    inliner.implicit_inline = lambda text, lineno: [nodes.Text(text)] if text else []
    return inliner  # type: ignore[no-any-return]


@contextmanager
def _all_known() -> Iterator[None]:
    """Let docutils know all directives and roles while a source is read; it has no other way to be told of them."""
    directive, role = directives.directive, roles.role

    def find_directive(name: str, *rest: Any) -> Any:
        if name == "math":
            return _Mathematics, []
        if name in _CODE:
            return _Code, []
        known, messages = directive(name, *rest)
        if known is None or setting_of(name.rpartition(":")[2]) is not None:
            return _Box, []
        return known, messages

    def find_role(name: str, *rest: Any) -> Any:
        known, messages = role(name, *rest)
        return (_word, []) if known is None or name == "raw" else (known, messages)

    known_directives: Any = directives
    known_roles: Any = roles
    known_directives.directive, known_roles.role = find_directive, find_role
    try:
        yield
    finally:
        known_directives.directive, known_roles.role = directive, role


# ---------------------------------------------------------------------------------------------- the tree


class _Reader:
    def __init__(self, source: Source, normal: NormalText) -> None:
        self.source = source
        self.normal = normal
        self.flow: list[Element] = []
        self.diagnostics: list[Diagnostic] = []
        self.formulas = 0
        self.off = False
        self.first, self.at = 0, 0  # the place of the block that is being read, and how far its formulas were found

    def read(self) -> None:
        try:
            with _all_known():
                tree = docutils.core.publish_doctree(
                    self.normal.text, parser=Parser(inliner=_inliner()), settings_overrides=dict(_SETTINGS)
                )
            self._blocks(tree.children, 0)
        except RecursionError:
            message = "the blocks of this text are nested too deep to be read"
            self.diagnostics.append(
                Diagnostic("too-large", Severity.ERROR, self.source, Span(0, 1), message, help="split it into several pages")
            )

    def _blocks(self, children: Sequence[nodes.Node], level: int) -> None:
        for node in children:
            self._block(node, level)

    def _block(self, node: nodes.Node, level: int) -> None:
        match node:
            case nodes.section():
                self._blocks(node.children, level + 1)
            case nodes.title() | nodes.subtitle():
                parts = self._parts(node)
                if isinstance(node.parent, nodes.section | nodes.document):
                    self.flow.append(Headline(max(level, 1), parts))
                elif parts:
                    self.flow.append(Paragraph(parts, title=True))
            case nodes.paragraph() | nodes.line() | nodes.term() | nodes.rubric() | nodes.attribution() | nodes.caption():
                parts = self._parts(node)
                if says_something(parts):
                    self.flow.append(Paragraph(parts, title=bool(node.get("title"))))
            case nodes.math_block():
                self._display(node)
            case nodes.list_item():
                self._around(Mark.ITEM, node, level, Mark.ITEM_END)
            case nodes.bullet_list() | nodes.enumerated_list():
                self._around(None, node, level, Mark.LIST_END)
            case nodes.table():
                self._around(Mark.TABLE, node, level, Mark.TABLE_END)
            case nodes.row():
                cells = tuple(self._cell(cell) for cell in node.children if isinstance(cell, nodes.entry))
                if any(cells):
                    self.flow.append(Row(cells, isinstance(node.parent, nodes.thead)))
            case nodes.transition():
                self.flow.append(Mark.RULE)
            case nodes.comment():
                switch = _SWITCH.fullmatch(node.astext())
                self.off = switch.group(1) == "off" if switch else self.off
            case nodes.literal_block() | nodes.doctest_block() | nodes.raw():
                self.flow.append(Mark.CODE)
            case nodes.system_message() | nodes.substitution_definition() | nodes.target() | nodes.image():
                pass
            case nodes.Element():
                setting = setting_of(str(node.get("box", ""))) if isinstance(node, nodes.container) else None
                if setting is not None:
                    self.flow.append(Begin(setting))
                self._blocks(node.children, level)
                if setting is not None:
                    self.flow.append(End(setting))
            case _:
                pass

    def _around(self, before: Mark | None, node: nodes.Element, level: int, behind: Mark) -> None:
        if before is not None:
            self.flow.append(before)
        self._blocks(node.children, level)
        self.flow.append(behind)

    def _cell(self, cell: nodes.Element) -> tuple[Part, ...]:
        """All that stands in a cell, as one text."""
        parts: list[Part] = []
        for block in cell.findall(lambda node: isinstance(node, nodes.paragraph | nodes.math_block)):
            if isinstance(block, nodes.math_block):
                piece = self._piece(block)
                parts += [self._mention(piece, display=False)] if piece.text else []
            elif isinstance(block, nodes.paragraph):
                parts += [*self._parts(block), " "]
        return tidy(parts)

    # -------------------------------------------------------------------------------------- text

    def _parts(self, node: nodes.Element) -> tuple[Part, ...]:
        self._begin_block(node)
        parts: list[Part] = []
        self._inline(node, parts)
        return tidy(parts)

    def _begin_block(self, node: nodes.Element) -> None:
        """Look for the formulas of a block from its first line on. In a table blocks stand side by side."""
        line = node.line
        if line is None:
            return
        first = self.normal.starts[min(max(line - 1, 0), len(self.normal.starts) - 1)]
        if first != self.first:
            self.first = self.at = first

    def _inline(self, node: nodes.Element, parts: list[Part]) -> None:
        for child in node.children:
            match child:
                case nodes.math():
                    piece = self._find(child)
                    if piece.text:
                        parts.append(self._mention(piece, display=False))
                case nodes.literal():
                    parts.append(" `code` ")
                case nodes.Text():
                    parts.append(child.astext())
                case nodes.footnote_reference() | nodes.citation_reference() | nodes.system_message() | nodes.image():
                    pass
                case nodes.Element():
                    self._inline(child, parts)
                case _:
                    pass

    def _find(self, node: nodes.math) -> Piece:
        """The LaTeX of a formula in a text: between the accents of what was written, which stands behind all found before."""
        written = node.rawsource
        pattern = re.compile(r"\n[ \t]*".join(re.escape(line.strip(" \t")) for line in written.split("\n")))
        text = self.normal.text
        found = pattern.search(text, self.at, self.at + 20_000) or pattern.search(text, self.first)
        if found is None:
            place = min(self.at, len(text))
            latex = node.astext()
            return Piece(latex, (place,) * (len(latex) + 1)).strip()
        self.at = found.end()
        start = text.find("`", found.start(), found.end()) + 1
        end = text.rfind("`", start, found.end())
        return _without_indents(text, start, end).strip()

    def _display(self, node: nodes.math_block) -> None:
        piece = self._piece(node)
        if piece.text:
            self.flow.append(Display(self._mention(piece, display=True)))

    def _piece(self, node: nodes.math_block) -> Piece:
        text: list[str] = []
        places: list[int] = []
        numbers: Sequence[int] = node.get("lines", ())
        for row, told in zip(node.astext().split("\n"), numbers, strict=False):
            number = min(max(told, 0), len(self.normal.starts) - 1)
            line = self.normal.line(number)
            at = line.rfind(row) if row in line else line.find(row.strip())
            start = self.normal.starts[number] + max(at, 0)
            text.append(row)
            places += [*range(start, start + len(row)), self.normal.starts[number] + len(line)]
        return Piece("\n".join(text), tuple(places) or (0,)).strip()

    def _mention(self, piece: Piece, *, display: bool) -> Mention:
        offsets = source_offsets(piece.places, self.normal)
        formula = Formula(piece.text, offsets, display, self.formulas)
        self.diagnostics += told_of(formula, self.source)
        self.formulas += 1
        return Mention(formula, self.off)


def _without_indents(text: str, start: int, end: int) -> Piece:
    """A stretch of a text without the blanks that its lines begin with."""
    kept: list[str] = []
    places: list[int] = []
    for match in re.finditer(r"[^\n]+|\n[ \t]*", text[start:end]):
        piece = match.group() if match.group()[0] != "\n" else "\n"
        kept.append(piece)
        places += range(start + match.start(), start + match.start() + len(piece))
    return Piece("".join(kept), (*places, end))
