"""The directives: what each is called, takes and holds, in one table; and the rule that reads their fences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from msgspec import Struct

from builder.diagnostics.diagnostic import Severity
from builder.document.formulas import scan
from builder.document.math_rules import in_container, join_lines, line_piece
from builder.document.reading import Piece, Reading, reading_of, wait
from builder.document.suggest import did_you_mean
from builder.methods import EDITIONS, GRAINS, METHODS


class Body(Enum):
    """What stands between the fences."""

    MARKDOWN = "Markdown"
    MATHEMATICS = "mathematics"


class Argument(Enum):
    """What stands behind the name."""

    TITLE = "a title"
    REFERENCE = "the label of an exercise"
    NONE = "nothing"


class Value(Enum):
    """What an option takes."""

    TEXT = "a text"
    MATHEMATICS = "mathematics"
    ASSUMPTIONS = "assumptions"
    LABEL = "a label"
    NUMBER = "a whole number"
    FLAG = "nothing, or true or false"
    NAMES = "names, with commas between"
    CHOICE = "one of a few words"


class OptionSpec(Struct, frozen=True):
    """An option: its name, what it takes, and what it does."""

    name: str
    value: Value
    doc: str
    choices: tuple[str, ...] = ()
    required: bool = False


class DirectiveSpec(Struct, frozen=True):
    """A directive: its name, argument, options, body, and what it does."""

    name: str
    argument: Argument
    body: Body
    options: tuple[OptionSpec, ...]
    doc: str

    def option(self, name: str) -> OptionSpec | None:
        """The option of that name."""
        return next((option for option in self.options if option.name == name), None)


_LABEL = OptionSpec("label", Value.LABEL, "a name for references")
_ASSUME = OptionSpec("assume", Value.ASSUMPTIONS, "what holds besides: x > 0, n a positive integer")
_ALLOW = OptionSpec("allow", Value.CHOICE, "`tested` lets rows pass that are not refuted and not proved", ("tested",))
_TRUST = OptionSpec("trust", Value.TEXT, "the reason for which this is not checked; it is listed")
_CLASS = OptionSpec("class", Value.TEXT, "`dropdown` folds the box")

_EDITION = OptionSpec("edition", Value.CHOICE, "in which edition alone it is published", EDITIONS)

_BOX_OPTIONS = (_LABEL, _CLASS, _EDITION)
DIRECTIVES: Mapping[str, DirectiveSpec] = {
    spec.name: spec
    for spec in (
        DirectiveSpec(
            "exercise",
            Argument.TITLE,
            Body.MARKDOWN,
            (_LABEL, OptionSpec("class", Value.TEXT, "for other tools; nothing comes of it"), _EDITION),
            "a numbered exercise; its definitions hold in its solution",
        ),
        DirectiveSpec(
            "solution",
            Argument.REFERENCE,
            Body.MARKDOWN,
            (
                _LABEL,
                OptionSpec("class", Value.CHOICE, "`dropdown` folds the solution", ("dropdown",)),
                OptionSpec("hidden", Value.FLAG, "it is checked, and not published"),
                _EDITION,
            ),
            "the solution of the exercise that is named, or of the one before",
        ),
        DirectiveSpec(
            "derive",
            Argument.NONE,
            Body.MATHEMATICS,
            (
                OptionSpec("find", Value.MATHEMATICS, "what to derive; left out, the derivative, gradient or Jacobian"),
                OptionSpec("method", Value.CHOICE, "how to derive it", METHODS),
                OptionSpec("answer", Value.MATHEMATICS, "the form to end in; it is proved"),
                _ASSUME,
                OptionSpec("knows", Value.NAMES, "rules that are applied silently"),
                OptionSpec(
                    "grain", Value.CHOICE, "`brief` leaves out rows of plain arithmetic, `full` opens all smaller steps", GRAINS
                ),
                _ALLOW,
                _LABEL,
                _TRUST,
            ),
            "definitions from which Surestep writes a derivation",
        ),
        DirectiveSpec(
            "check",
            Argument.NONE,
            Body.MATHEMATICS,
            (
                OptionSpec("goal", Value.MATHEMATICS, "what the derivation is to find"),
                OptionSpec("find", Value.MATHEMATICS, "the same as goal"),
                OptionSpec("steps", Value.FLAG, "the smaller steps between the rows are found, proved and folded in"),
                _ASSUME,
                _ALLOW,
                _TRUST,
                _LABEL,
            ),
            "a derivation each row of which must be proved",
        ),
        DirectiveSpec(
            "mistake",
            Argument.NONE,
            Body.MATHEMATICS,
            (
                OptionSpec("row", Value.NUMBER, "the row that is wrong, from 1", required=True),
                OptionSpec("name", Value.TEXT, "the name of the mistake; `surestep explain` lists them"),
                _ASSUME,
                _LABEL,
            ),
            "a derivation that is wrong on purpose",
        ),
        DirectiveSpec(
            "plot",
            Argument.TITLE,
            Body.MATHEMATICS,
            (
                OptionSpec("x", Value.TEXT, "from where to where it goes across: `-2 .. 2`, `0 .. 2\\pi`", required=True),
                OptionSpec("y", Value.TEXT, "from where to where it goes up; left out, it is chosen"),
                OptionSpec(
                    "show",
                    Value.TEXT,
                    "what is shown besides: `derivative`, `tangent at 1` or `secants at 1`; `gradient` on level curves",
                ),
                OptionSpec("level", Value.TEXT, "numbers: the level curves of a function of two letters are drawn"),
                OptionSpec(
                    "alt", Value.TEXT, "a sentence for those who do not see it, before what is told of its numbers anyway"
                ),
                _ASSUME,
                _LABEL,
            ),
            "a picture of functions: their graphs, or level curves",
        ),
        *(
            DirectiveSpec(name, Argument.TITLE, Body.MARKDOWN, _BOX_OPTIONS, doc)
            for name, doc in (
                (
                    "definition",
                    "a box for a definition; an equation in it for a new name is shown as a definition, not as proved",
                ),
                ("theorem", "a box for a theorem"),
                ("note", "a box for a remark"),
                ("tip", "a box for advice"),
                ("warning", "a box for a caution"),
            )
        ),
    )
}

# What other tools call their boxes and cells, so that their sources can be checked as they are.
FOREIGN_BOXES: Mapping[str, Sequence[str]] = {
    "note": (
        "admonition dropdown card details topic sidebar margin epigraph aside seealso question tab-set tab-item"
        " grid grid-item proof remark example lemma corollary proposition conjecture axiom property criterion"
        " observation algorithm"
    ).split(),
    "tip": ("hint", "important"),
    "warning": ("attention", "caution", "danger", "error"),
}
_FOREIGN_CODE = frozenset(
    (
        "bash c code code-block code-cell cpp css dot html java javascript js julia latex mermaid octave ojs"
        " plantuml python r rust sage sh sql tex raw eval-rst csv-table list-table table figure image iframe embed"
        " video include literalinclude glossary only tableofcontents toctree bibliography"
    ).split()
)

_FENCE = r"(`{3,}|~{3,}|:{3,})[ \t]*\{([^}\n]*)\}[ \t]*(.*)$"
_OPTION = r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?$"
_CODE_FENCE = r"(`{3,}|~{3,})[^`]*$"


def add_directive_rule(md: MarkdownIt) -> None:
    """Let `md` read directives."""
    md.block.ruler.before("fence", "directive", directive, {"alt": ["paragraph", "reference", "blockquote", "list"]})


class _Head(Struct, frozen=True):
    name: str
    spec: DirectiveSpec | None  # None: another tool's box, or mathematics
    marker: str
    argument: Piece
    name_start: int


def directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A fence whose info begins with a name in braces, to the fence that closes it."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.src[start : start + 3] not in ("```", "~~~", ":::") or state.is_code_block(start_line):
        return False
    reading = reading_of(state.env)
    head = _read_head(line_piece(state, start_line), reading, silent=silent)
    if head is None:
        return False
    if silent:
        return True
    last, closed = _find_close(state, start_line + 1, end_line, head.marker)
    holds_mathematics = head.spec is not None and head.spec.body is Body.MATHEMATICS
    if holds_mathematics and (another := _another_fence(state, start_line + 1, last)) is not None:
        last, closed = another, False
    if not closed:
        if holds_mathematics:
            # Whatever follows is more likely text than mathematics: what is left open ends with its paragraph.
            last = _end_of_paragraph(state, start_line + 1, last)
        message = f"this `{head.name}` is not closed"
        severity = Severity.ERROR if head.spec else Severity.WARNING
        reading.remark("bad-directive", start, state.eMarks[start_line], message, f"end it with a line {head.marker}", severity)
    options, first = _read_options(state, start_line + 1, last, head.spec)
    if head.name == "math":
        body = join_lines(
            [line_piece(state, line) for line in range(first, last)] or [line_piece(state, start_line, state.eMarks[start_line])]
        )
        token = state.push("math_block", "math", 0)
        token.map = [start_line, last]
        token.markup = "$$"
        stripped = body.strip()
        wait(token, stripped.text, stripped.places, True)
        state.line = last + (1 if closed else 0)
        return True

    opened = state.push("directive_open", "div", 1)
    opened.map = [start_line, last]
    opened.info = head.name
    opened.meta["head"] = (start, state.eMarks[start_line])
    opened.meta["name_start"] = head.name_start
    opened.meta["argument"] = head.argument
    opened.meta["options"] = options
    opened.meta["spec"] = head.spec
    title = state.push("inline", "", 0)
    title.content = head.argument.text
    title.map = [start_line, start_line + 1]
    title.children = []
    title.meta["places"] = head.argument.places
    if head.spec is not None and holds_mathematics:
        lines = [line_piece(state, line) for line in range(first, last)]
        for piece in split_mathematics([line for line in lines if not _tell_stray_option(line, head.spec, reading, first=False)]):
            token = state.push("math_block", "math", 0)
            wait(token, piece.text, piece.places, True)
    else:
        old_parent, old_max = state.parentType, state.lineMax
        state.parentType, state.lineMax = "container", last
        state.md.block.tokenize(state, first, last)
        state.parentType, state.lineMax = old_parent, old_max
    closing = state.push("directive_close", "div", -1)
    closing.meta["end"] = state.eMarks[last] if closed else state.eMarks[max(last - 1, start_line)]
    state.line = last + (1 if closed else 0)
    return True


def _read_head(line: Piece, reading: Reading, *, silent: bool) -> _Head | None:
    """The head of a directive of ours, or of another tool's box; None for all other fences."""
    match = re.match(_FENCE, line.text.rstrip())
    if match is None:
        return None
    marker, inside, rest = match.groups()
    if marker[0] == "`" and "`" in rest:
        return None
    argument = line.cut(match.start(3), match.end(3)).strip()
    name = inside.strip()
    name_start = line.places[match.start(2)] + len(inside) - len(inside.lstrip())
    if name[:1] in (".", "#", "=") or not name:
        kind = next((kind for kind in ("warning", "tip") if kind in name), "note")
        return _Head(kind, None, ":::", argument, name_start) if marker[0] == ":" else None
    word = re.split(r"[\s,;:]", name)[0]
    if word == "math":
        return _Head("math", None, marker, argument, name_start)
    if name in DIRECTIVES:
        return _Head(name, DIRECTIVES[name], marker, argument, name_start)
    known = name.removeprefix("prf:")
    for box, names in FOREIGN_BOXES.items():
        if known in names or known != name:
            return _Head(known if known in DIRECTIVES else box, None, marker, argument, name_start)
    if word.lower() in _FOREIGN_CODE or "=" in name:
        return None
    if not silent:
        help = did_you_mean(name, DIRECTIVES) or f"the directives are {', '.join(DIRECTIVES)}"
        reading.remark("bad-directive", name_start, name_start + len(name), f"there is no directive `{name}`", help)
    return _Head("note", None, marker, argument, name_start) if marker[0] == ":" else None


def _find_close(state: StateBlock, line: int, end_line: int, marker: str) -> tuple[int, bool]:
    """The line of the closing fence, or that behind the last one of the container; and whether it was closed."""
    depth, code, holds_mathematics = 1, "", False
    while line < end_line and in_container(state, line):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if not text or state.sCount[line] - state.blkIndent > 3:
            pass
        elif code and not (holds_mathematics and text.strip(":") == "" and len(text) >= 3):
            if text.strip(code[0]) == "" and len(text) >= len(code):
                code = ""
        elif text.strip(marker[0]) == "" and len(text) >= len(marker):
            depth -= 1
            if depth == 0:
                return line, True
        elif marker[0] == ":":
            fence = re.match(_CODE_FENCE, text)
            if fence:
                # Of a directive too: what is inside ends where its fence ends, or where ours does if it is mathematics left open.
                code = fence.group(1)
                named = re.match(_FENCE, text)
                spec = DIRECTIVES.get(named.group(2).strip()) if named else None
                holds_mathematics = spec is not None and spec.body is Body.MATHEMATICS
            elif text.startswith(marker) and re.match(_FENCE, text):
                depth += 1
        line += 1
    return line, False


def _another_fence(state: StateBlock, line: int, last: int) -> int | None:
    """The first line from `line` up to `last` that can only be a fence: mathematics has none, so what holds it was not closed."""
    for at in range(line, last):
        if re.match(r"(?:```|~~~|:::)", line_piece(state, at).text):
            return at
    return None


def _end_of_paragraph(state: StateBlock, line: int, last: int) -> int:
    """The first empty line behind one that is not, or `last`."""
    begun = False
    for at in range(line, last):
        empty = not line_piece(state, at).text.strip()
        if begun and empty:
            return at
        begun = begun or not empty
    return last


def _tell_stray_option(line: Piece, spec: DirectiveSpec, reading: Reading, *, first: bool) -> bool:
    """Whether a line was meant as an option, which is told: one of its colons is missing, or it stands behind the mathematics.

    `first` tells that only options stand before it.
    """
    match = re.match(r"(:?)[ \t]*([A-Za-z][\w-]*)[ \t]*(:?)(?=\s|$)[ \t]*(.*)$", line.text.strip())
    if match is None:
        return False
    before, name, after, value = match.groups()
    if before and after:
        if first:
            return False
        message, help = "an option stands before the mathematics", f"move it up, to the line below `{spec.name}`"
    elif (before or after) and spec.option(name) is not None and (spec.body is Body.MATHEMATICS or name == "label"):
        message = "an option has a colon before its name and one behind it"
        help = "write `" + f":{name}: {value}".strip() + "`"
    else:
        return False
    start = line.places[len(line.text) - len(line.text.lstrip())]
    reading.remark("bad-option", start, start + len(line.text.strip()), message, help)
    return True


def _read_options(
    state: StateBlock, line: int, end_line: int, spec: DirectiveSpec | None
) -> tuple[dict[str, tuple[str, Piece, int, int]], int]:
    """The options that stand first, by name: the value, and where the name stands; and the first line of the body.

    An option that is given twice has its second place told under the name `name again`.
    """
    options: dict[str, tuple[str, Piece, int, int]] = {}
    while line < end_line:
        piece = line_piece(state, line)
        match = re.match(_OPTION, piece.text.rstrip())
        if match is None:
            if spec is None or not _tell_stray_option(piece, spec, reading_of(state.env), first=True):
                break
            line += 1
            continue
        name = match.group(1)
        value = piece.cut(match.start(2), match.end(2)) if match.group(2) else Piece("", (piece.places[match.end()],))
        key = name if name not in options else f"{name} again"
        options[key] = (name, value.strip(), piece.places[0], piece.places[match.end(1) + 1])
        line += 1
    return options, line


# ---------------------------------------------------------------------------------------------- mathematics inside

_CONTINUES = (
    r"\s*(?:&|=|<|>|\+|-|\\\\|[.,;]?$"
    r"|\\(?:le|ge|ne|leq|geq|neq|approx|cdot|times|implies|iff|Rightarrow|text|intertext|tag)(?![A-Za-z]))"
)
_GOES_ON = r"(?:\\\\(?:\[[^\]]*\])?|[=+\-<>&]|\\(?:cdot|times|le|ge|leq|geq|approx|implies|Rightarrow))\s*$"


def split_mathematics(lines: list[Piece]) -> list[Piece]:
    """The formulas of a body of mathematics.

    They stand between `$$`, `$`, `\\[` … as in a text; a body without any of these is LaTeX, in which a line is a formula of its
    own unless it goes on with a sign, in open brackets, or after `\\\\`.
    """
    body = join_lines(lines) if lines else Piece("", (0,))
    scanned = scan(body.text)
    found: list[Piece] = []
    at = 0
    outside: list[str] = []
    for match in re.finditer(r"\$\$?|\\{1,2}[\[(]|\\begin\{", body.text):
        if match.start() < at:
            continue
        formula = scanned.formula_at(match.start())
        if formula is None:
            continue
        if match.group().startswith(r"\begin") and _around(body.text, formula.start, formula.end):
            return _bare(lines)
        found.append(body.cut(formula.inner_start, formula.inner_end).strip())
        outside.append(body.text[at : formula.start])
        at = formula.end
    outside.append(body.text[at:])
    # A sign outside of all dollars tells that they stand in the words beside a row.
    return found if found and not re.search(r"[=&<>]|\\\\", "".join(outside)) else _bare(lines)


def _around(text: str, start: int, end: int) -> bool:
    """Whether there is mathematics before or behind an environment: `\\left\\{ \\begin{aligned} …`."""
    before = text[:start].rsplit("\n\n", 1)[-1]
    behind = text[end:].split("\n\n", 1)[0]
    return bool(before.strip() or behind.strip(" \t\n.,;"))


def _bare(lines: list[Piece]) -> list[Piece]:
    groups: list[list[Piece]] = []
    depth, goes_on = 0, False
    for line in lines:
        text = line.text.split("%")[0] if not line.text.lstrip().startswith("%") else ""
        if not line.text.strip():
            goes_on = goes_on and depth > 0
            if depth <= 0:
                goes_on = False
            continue
        if groups and (depth > 0 or goes_on or re.match(_CONTINUES, text)):
            groups[-1].append(line)
        else:
            groups.append([line])
        depth += (
            text.count("{") + text.count("(") + text.count(r"\begin") - text.count("}") - text.count(")") - text.count(r"\end")
        )
        depth = max(depth, 0)
        goes_on = re.search(_GOES_ON, text) is not None
    return [join_lines(group).strip() for group in groups]
