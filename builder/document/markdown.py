"""Markdown to `Document`. Reading never fails: what is wrong is told in `Document.diagnostics`, and the rest is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.directives import Argument, Body, DirectiveSpec, OptionSpec, Value, add_directive_rule
from builder.document.document import (
    NOTHING_INHERITED,
    Block,
    Directive,
    Document,
    Formula,
    FrontMatter,
    Inherited,
    Option,
    Prose,
)
from builder.document.formulas import Found
from builder.document.front_matter import Head, read_front_matter
from builder.document.invisible import invisible_characters
from builder.document.link_labels import add_label_search
from builder.document.markdown_flow import flow_of
from builder.document.math_rules import add_math_rules, is_math_fence, unescape
from builder.document.positions import NormalText, content_places, normal_text, source_offsets
from builder.document.reading import ENV_KEY, Piece, Reading, reading_of, wait
from builder.document.suggest import did_you_mean
from builder.document.tables import add_table_rule
from builder.document.task_lists import add_task_list_rule
from builder.document.words import LONG_FORMULA
from builder.source import Markup, Source, Span


def _parser() -> MarkdownIt:
    """A configured parser: all that a text needs while it is read is in its `env`."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": 200, "linkify": False, "typographer": False})
    md.enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    md.core.ruler.disable("normalize")
    md.use(deflist_plugin).use(footnote_plugin, inline=False)
    add_task_list_rule(md)
    md.block.ruler.at("lheading", _underlined)
    add_label_search(md)
    add_table_rule(md)
    add_math_rules(md)
    add_directive_rule(md)
    md.core.ruler.after("inline", "place_formulas", _place_formulas)
    return md


def _underlined(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A heading that is underlined. The rule of the library asks of each line of a paragraph which block it begins, as the rule
    for paragraphs does once more: of a short one without an underline this is not asked.
    """
    if state.is_code_block(start_line):
        return False
    for line in range(start_line + 1, min(end_line, start_line + SHORT)):
        if state.isEmpty(line):
            end_line = line
            break
        if state.src[state.bMarks[line] + state.tShift[line]] in "-=":
            return lheading(state, start_line, end_line, silent)
    if end_line > start_line + SHORT:
        return lheading(state, start_line, end_line, silent)
    state.parentType = "paragraph"  # as the rule of the library leaves it
    return False


SHORT = 40
"""How many lines a paragraph has."""


def read_markdown(source: Source, inherited: Inherited = NOTHING_INHERITED) -> Document:
    """Read a Markdown source: its front matter, blocks, formulas with their places, and directives.

    `inherited` is what the site and the folders above say for this page.
    """
    head = read_front_matter(source) if source.markup is Markup.MARKDOWN else Head(FrontMatter(), (), 0)
    starts = [segment.start for segment in source.segments] if source.markup is Markup.NOTEBOOK else [0]
    folder = _Folder(source)
    parser = _parser()
    formulas = len(head.formulas)
    blocks: list[Block] = []
    diagnostics = [*head.diagnostics, *invisible_characters(source)]
    for start, end in pairwise((*starts, len(source.text))):
        text = source.text[start:end]
        normal = normal_text(text[: head.end].translate(_BLANK) + text[head.end :] if head.end else text, start)
        reading = Reading(normal)
        tokens = parser.parse(normal.text, {ENV_KEY: reading})
        _check_fences(tokens, reading)
        formulas = _number_formulas(tokens, reading, formulas)
        folder.headings |= {_address(found[1]): 2 for found in _LABEL.finditer(normal.text)}
        _name_headings(tokens, folder.headings)
        blocks += folder.fold(tokens, normal)
        for remark in reading.remarks.values():
            span = Span(normal.source_offset(remark.start), normal.source_offset(remark.end - 1) + 1)
            diagnostics.append(Diagnostic(remark.code, remark.severity, source, span, remark.message, help=remark.help))
    diagnostics += folder.diagnostics
    diagnostics.sort(key=lambda d: (d.span, d.code, d.message))
    return Document(source, head.values, (*head.flow, *flow_of(blocks)), tuple(blocks), tuple(diagnostics), inherited)


class _Blank(dict[int, int | None]):
    """Every character but line ends (and a byte order mark) as a space: what is blanked keeps its places."""

    def __missing__(self, key: int) -> int:
        return key if key in (10, 13, 0xFEFF) else 32


_BLANK = _Blank()


# ---------------------------------------------------------------------------------------------- formulas


def _place_formulas(state: StateCore) -> None:
    """Give the formulas of each inline token their places, before anything changes the token's content."""
    reading = reading_of(state.env)
    for token in state.tokens:
        if token.type == "inline" and token.map is not None and token.children:
            _place_in(token, token.map[0], reading)
        elif token.type == "fence" and is_math_fence(token.info):
            _fence_to_display(token, reading.normal)


_FORMULAS = frozenset(("found", "unclosed", "switch"))
_PLACED = frozenset(("s_open", "s_close", "image"))


def _place_in(token: Token, first_line: int, reading: Reading) -> None:
    places: Sequence[int] | None = token.meta.pop("places", None)
    struck = image = 0
    if token.meta.pop("value", False) and places is not None:
        wait(token, token.content, places, False)
    for child in token.children or ():
        if not child.meta and child.type not in _PLACED:
            continue
        if child.type == "s_open":
            struck += 1
        elif child.type == "s_close":
            struck -= 1
        elif child.type == "image":
            places = content_places(token.content, first_line, reading.normal) if places is None else places
            image = token.content.find(f"![{child.content}", image)
            _place_in_description(child, places[image + len("![") :])
            image += len("![")
        if child.meta.keys().isdisjoint(_FORMULAS):
            continue
        if places is None:
            places = content_places(token.content, first_line, reading.normal)
        if "unclosed" in child.meta:
            opens: int = child.meta.pop("unclosed")
            display = token.content.startswith(("$$", "\\[", "\\begin"), opens)
            reading.remark(
                "not-understood",
                places[opens],
                places[opens] + (1 if token.content[opens] == "$" and not display else 2),
                "this display is not closed" if display else "this formula is not closed",
                "close it with the same sign, or write \\$ for a dollar",
            )
        elif "switch" in child.meta:
            at, on = child.meta.pop("switch")
            reading.switches.append((places[at], on))
        else:
            found: Found = child.meta.pop("found")
            piece = Piece(child.content, tuple(places[found.inner_start : found.inner_end + 1])).strip()
            if found.escaped:
                piece = unescape(piece)
            wait(child, piece.text, piece.places, found.display)
            if struck:
                child.meta["struck"] = True


def _place_in_description(image: Token, places: Sequence[int]) -> None:
    """Note what the description of an image says, if it holds formulas. For a page it is plain text: nobody sets its formulas."""
    if not any(child.type == "math_inline" for child in image.children or ()):
        return
    said = [child.copy() for child in image.children or ()]
    image.meta["described"] = said
    for child, told in zip(image.children or (), said, strict=True):
        if child.type == "math_inline":
            found: Found = child.meta["found"]
            told.meta = {}
            wait(told, child.content, places[found.inner_start : found.inner_end + 1], False)
            child.type, child.tag, child.meta = "text", "", {}
            child.content = f"{child.markup}{child.content}{child.markup}"


def _fence_to_display(token: Token, normal: NormalText) -> None:
    assert token.map is not None
    content = token.content.removesuffix("\n")
    piece = Piece(content, tuple(content_places(content, token.map[0] + 1, normal))).strip()
    token.type, token.tag, token.info = "math_block", "math", ""
    wait(token, piece.text, piece.places, True)


def _check_fences(tokens: Sequence[Token], reading: Reading) -> None:
    for token in tokens:
        if token.type == "fence" and token.map is not None and token.markup:
            last = reading.normal.line(max(token.map[1] - 1, 0)) if token.map[1] > token.map[0] + 1 else ""
            if not last.rstrip().endswith(token.markup):
                line = reading.normal.line(token.map[0])
                at = reading.normal.starts[token.map[0]] + max(line.find(token.markup), 0)
                message, help = "this block of code is not closed", f"end it with a line {token.markup}"
                reading.remark("bad-directive", at, at + len(token.markup), message, help, Severity.WARNING)


def _noted(tokens: Iterable[Token]) -> Iterable[Token]:
    """All tokens, inline ones too, of which something is noted."""
    for token in tokens:
        if token.meta:
            yield token
        for child in token.children or ():
            if child.meta:
                yield child
                yield from child.meta.get("described", ())


def _number_formulas(tokens: Sequence[Token], reading: Reading, first: int) -> int:
    """Make the formulas, numbered from `first` in the order of the source (footnotes were moved to the end); the next number."""
    waiting: list[tuple[Piece, bool, dict[str, object], str]] = []
    for token in _noted(tokens):
        if "pending" in token.meta:
            piece, display = token.meta.pop("pending")
            waiting.append((piece, display, token.meta, "formula"))
        if token.type == "directive_open":
            options: dict[str, object] = {}
            token.meta["math_options"] = options
            spec: DirectiveSpec | None = token.meta["spec"]
            for key, (name, value, _, _) in token.meta["options"].items():
                option = spec.option(name) if spec else None
                if option is not None and option.value in (Value.MATHEMATICS, Value.ASSUMPTIONS) and value.text and key == name:
                    waiting.append((_undollared(value), False, options, name))
    waiting.sort(key=lambda entry: entry[0].places[0])
    off = sorted(reading.switches)
    on, at = True, 0
    for number, (piece, display, holder, key) in enumerate(waiting, first):
        while at < len(off) and off[at][0] < piece.places[0]:
            on = off[at][1]
            at += 1
        holder[key] = Formula(piece.text, source_offsets(piece.places, reading.normal), display, number)
        if not on:
            holder["off"] = True
        if len(piece.text) > DEFAULT_BUDGET.characters:
            reading.remark("too-large", piece.places[0], piece.places[0] + 1, LONG_FORMULA, "split it")
    return first + len(waiting)


def _undollared(value: Piece) -> Piece:
    text = value.text
    for opener, closer in (("$$", "$$"), ("$", "$"), (r"\(", r"\)")):
        if len(text) > len(opener) + len(closer) and text.startswith(opener) and text.endswith(closer):
            return value.cut(len(opener), len(text) - len(closer)).strip()
    return value


# ---------------------------------------------------------------------------------------------- headings

_LABEL = re.compile(r"^[ \t]*:label:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
"""What an author calls an exercise or a derivation: no heading takes it for its words."""
_HEADING_ID = re.compile(r"[ \t]*\{#([A-Za-z][\w:.-]*)\}[ \t]*$")


def _address(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-_") or "section"


def _name_headings(tokens: Sequence[Token], taken: dict[str, int]) -> None:
    """Give each heading an `id`, none that is `taken`: the one that its author wrote as `{#id}`, or one made of its words.

    `taken` has for each name the number of the next one like it.
    """
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        children = inline.children or []
        name = ""
        if children and children[-1].type == "text":
            written = _HEADING_ID.search(children[-1].content)
            if written:
                name = written.group(1)
                children[-1].content = children[-1].content[: written.start()]
        if not name:
            words = "".join(
                child.content for child in children if child.type in ("text", "code_inline", "math_inline", "text_special")
            )
            name = _address(words)
        unique, count = name, taken.get(name, 2)
        while unique in taken:
            unique, count = f"{name}-{count}", count + 1
        taken[name] = count
        taken.setdefault(unique, 2)
        token.attrSet("id", unique)


# ---------------------------------------------------------------------------------------------- blocks


class _Open(Struct):
    token: Token
    blocks: list[Block]


class _Folder:
    """Folds the flat tokens into blocks, numbers exercises, and tells what is wrong with directives."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.normal = normal_text("")
        self.headings: dict[str, int] = {}
        self.diagnostics: list[Diagnostic] = []
        self.labels: dict[str, Span] = {}
        self.exercises: dict[str, int] = {}
        self.exercise_count = 0
        self.solutions: list[tuple[Directive, Piece]] = []

    def fold(self, tokens: Sequence[Token], normal: NormalText) -> tuple[Block, ...]:
        """The blocks of a whole document, or of one of its segments, whose text is `normal`."""
        self.normal = normal
        stack: list[_Open] = []
        blocks: list[Block] = []
        run: list[Token] = []

        def end_run() -> None:
            if run:
                (stack[-1].blocks if stack else blocks).append(Prose(tuple(run), self._span_of(run)))
                run.clear()

        for token in tokens:
            if token.type == "directive_open":
                end_run()
                stack.append(_Open(token, []))
                self._enter(token)
            elif token.type == "directive_close":
                end_run()
                opened = stack.pop()
                made = self._directive(opened, token)
                (stack[-1].blocks if stack else blocks).append(made)
            else:
                run.append(token)
        end_run()
        return tuple(self._resolve(block) for block in blocks)

    def _span_of(self, tokens: Sequence[Token]) -> Span:
        lines = [line for token in tokens if token.map for line in token.map]
        if not lines:
            return Span(0, 0)
        starts = self.normal.starts
        first, last = min(lines), max(lines)
        end = starts[last] if last < len(starts) else len(self.normal.text)
        return Span(self.normal.source_offset(starts[first]), self.normal.source_offset(end))

    def _where(self, start: int, end: int) -> Span:
        return Span(self.normal.source_offset(start), self.normal.source_offset(max(end, start + 1) - 1) + 1)

    def _wrong(self, code: str, span: Span, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, self.source, span, message, help=help))

    def _enter(self, token: Token) -> None:
        """An exercise has its number from where it begins, whatever stands inside."""
        if token.info == "exercise":
            self.exercise_count += 1
            token.meta["number"] = self.exercise_count
        elif token.info == "solution":
            token.meta["number"] = self.exercise_count

    def _directive(self, opened: _Open, closing: Token) -> Directive:
        token = opened.token
        spec: DirectiveSpec | None = token.meta["spec"]
        head = self._where(*token.meta["head"])
        argument: Piece = token.meta["argument"]
        options = self._options(token, spec, head)
        label = options["label"].value if "label" in options else ""
        number = token.meta.get("number", 0)
        if label:
            self._take_label(label, options["label"].span)
            if token.info == "exercise":
                self.exercises[label] = number
        first, rest = opened.blocks[0] if opened.blocks else None, opened.blocks[1:]
        title: tuple[Token, ...] = ()
        body: list[Block] = []
        formulas: list[Formula] = []
        if isinstance(first, Prose):
            title = tuple(first.tokens[0].children or ())
            remaining = first.tokens[1:]
            if spec is not None and spec.body is Body.MATHEMATICS:
                formulas = [t.meta["formula"] for t in remaining]
            elif remaining:
                body.append(Prose(remaining, self._span_of(remaining)))
        body.extend(rest)
        if spec is not None and spec.argument is Argument.NONE and argument.text:
            span = self._where(argument.places[0], argument.places[-1])
            self._wrong("bad-directive", span, f"`{token.info}` takes no argument", "the mathematics stands on the lines below")
        if spec is not None and spec.body is Body.MATHEMATICS and not formulas and token.info != "derive":
            self._wrong("bad-directive", head, f"this `{token.info}` is empty", "write its mathematics on the lines below")
        made = Directive(
            name=token.info,
            argument=argument.text,
            title=title,
            options=MappingProxyType(options),
            body=tuple(body),
            formulas=tuple(formulas),
            math_options=MappingProxyType({k: v for k, v in token.meta["math_options"].items() if isinstance(v, Formula)}),
            label=label,
            number=number,
            span=Span(head.start, self.normal.source_offset(closing.meta["end"])),
            head=head,
        )
        if token.info == "solution" and spec is not None and argument.text:
            self.solutions.append((made, argument))
        return made

    def _options(self, token: Token, spec: DirectiveSpec | None, head: Span) -> dict[str, Option]:
        options: dict[str, Option] = {}
        given: set[str] = set()
        for key, (name, value, start, end) in token.meta["options"].items():
            place = self._where(start, end)
            known = spec.option(name) if spec else None
            if spec is None:
                options[name] = Option(name, value.text, place)  # another tool's: not ours to judge
                continue
            if known is None:
                names = [option.name for option in spec.options]
                help = did_you_mean(name, names) or f"its options are {', '.join(names)}"
                self._wrong("bad-option", place, f"`{spec.name}` has no option `{name}`", help)
                continue
            if key != name:
                self._wrong("bad-option", place, f"`{name}` is given twice", "keep one of them")
                continue
            where = self._where(value.places[0], value.places[-1]) if value.text else place
            given.add(name)
            # A value that was told to be wrong is not one to go on with.
            if self._is_good_value(known, value.text, where):
                options[name] = Option(name, value.text, where)
        if spec is not None:
            for option in spec.options:
                if option.required and option.name not in given:
                    self._wrong(
                        "bad-option", head, f"`{spec.name}` needs the option `{option.name}`", f":{option.name}: {option.doc}"
                    )
        return options

    def _is_good_value(self, option: OptionSpec, value: str, where: Span) -> bool:
        """Whether an option may have this value; if not, that is told."""
        match option.value:
            case Value.FLAG:
                good, wanted = value in ("", "true", "false"), "true or false"
            case Value.NUMBER:
                good, wanted = re.fullmatch(r"[1-9][0-9]{0,5}", value) is not None, "a whole number from 1"
            case Value.CHOICE:
                good, wanted = value in option.choices, "one of " + ", ".join(option.choices)
            case Value.LABEL:
                good, wanted = re.fullmatch(r"[A-Za-z0-9][\w:.-]*", value) is not None, "a word of letters, digits, - and _"
            case Value.TEXT | Value.MATHEMATICS | Value.ASSUMPTIONS | Value.NAMES:
                good, wanted = value != "", option.value.value
        if not good:
            help = did_you_mean(value, option.choices) if option.choices else ""
            if help:
                wanted = f"no `{value}`"
            self._wrong("bad-option", where, f"`{option.name}` takes {wanted}", help)
        return good

    def _take_label(self, label: str, span: Span) -> None:
        if label in self.labels:
            line = self.source.position(self.labels[label].start).line
            self._wrong("duplicate-label", span, f"the label `{label}` is taken", f"it is given in line {line} already")
        else:
            self.labels[label] = span

    def _resolve(self, block: Block) -> Block:
        """Give solutions the numbers of the exercises that they name, wherever those stand."""
        if not isinstance(block, Directive):
            return block
        body = tuple(self._resolve(inner) for inner in block.body)
        number = block.number
        for made, argument in self.solutions:
            if made is block:
                if argument.text in self.exercises:
                    number = self.exercises[argument.text]
                else:
                    span = self._where(argument.places[0], argument.places[-1])
                    help = did_you_mean(argument.text, self.exercises) or "give the exercise a :label:"
                    self._wrong("unknown-reference", span, f"there is no exercise `{argument.text}`", help)
                    number = 0
        return replace(block, body=body, number=number)
