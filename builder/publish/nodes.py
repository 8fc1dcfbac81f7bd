"""What stands on a page, as immutable values: prose, mathematics, rows with their verdicts, blocks. HTML is in the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

from builder.publish.mathematics import Setting

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BREAKS = frozenset({"p", "ul", "ol", "li", "blockquote", "hr", "table", "tr", "pre", "dl", "section", *HEADINGS})
"""Elements that stand in lines of their own."""

# ---------------------------------------------------------------------------------------------- prose


class Text(Struct, frozen=True):
    """Words."""

    text: str
    kind: str = "text"


class Maths(Struct, frozen=True):
    """A formula in a line. `doubt` tells in words what is not known of it, or is ""."""

    setting: Setting
    doubt: str = ""
    kind: str = "maths"


class Element(Struct, frozen=True):
    """An element of an allow-list (`prose.TAGS`), with attributes of an allow-list."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]
    kind: str = "element"


class Code(Struct, frozen=True):
    """A block of code: pieces of text, each with the class that its colour hangs on."""

    language: str
    pieces: tuple[tuple[str, str], ...]
    kind: str = "code"


class Display(Struct, frozen=True):
    """A formula of its own in the prose, and what each of its relations turned out to be."""

    setting: Setting
    mark: Mark | None
    claims: tuple[Claimed, ...]
    anchor: str
    kind: str = "display"


Node: TypeAlias = Text | Maths | Element | Code | Display

# ---------------------------------------------------------------------------------------------- what is known


class Fact(Struct, frozen=True):
    """One piece of evidence: what it is, and the words and mathematics of it."""

    label: str
    body: tuple[Node, ...]


class Mark(Struct, frozen=True):
    """What a row turned out to be: the word of its standing, a sentence for those who do not see the ring, the evidence."""

    standing: str
    word: str
    sentence: str
    facts: tuple[Fact, ...] = ()


class Claimed(Struct, frozen=True):
    """One relation of a display, set by itself, and what it turned out to be."""

    setting: Setting
    mark: Mark


# ---------------------------------------------------------------------------------------------- blocks


class Row(Struct, frozen=True):
    """A row of a derivation: its own box, with its own address.

    `left` is None when the row continues the one before. `right` begins with its sign. `copy` is what the reader copies. `wrong`
    is the side that is wrong, `left` or `right`, in the row that a mistake is about, and "" in all others. `open` tells whether
    its smaller steps are shown from the start.
    """

    anchor: str
    number: str
    left: Setting | None
    right: Setting
    reason: tuple[Node, ...]
    mark: Mark
    copy: str
    steps: tuple[Row, ...] = ()
    wrong: str = ""
    open: bool = False


class Calculator(Struct, frozen=True):
    """Slopes of secants to be checked with a calculator: where, the quotient, its values by h, and what they come to."""

    at: Setting
    quotient: Setting
    slopes: tuple[tuple[str, str], ...]
    derivative: Setting
    value: str


class Answer(Struct, frozen=True):
    """What a derivation found, and how that is known: how many of its rows are proved, and the facts of the rows together."""

    setting: Setting
    mark: Mark
    where: tuple[Node, ...]
    facts: tuple[Fact, ...]
    copy: str
    calculator: Calculator | None = None


class DerivationBlock(Struct, frozen=True):
    """A derivation that can be stepped through: written by Surestep (`derive`) or by the author (`check`)."""

    anchor: str
    title: tuple[Node, ...]
    name: str
    task: tuple[Node, ...]
    given: tuple[Setting, ...]
    method: str
    rows: tuple[Row, ...]
    answer: Answer | None
    note: str = ""
    kind: str = "derivation"


class MistakeBlock(Struct, frozen=True):
    """A derivation that is wrong on purpose: its rows, the wrong one marked, and what went wrong."""

    anchor: str
    title: tuple[Node, ...]
    given: tuple[Setting, ...]
    rows: tuple[Row, ...]
    name: str
    says: tuple[Node, ...]
    help: tuple[Node, ...]
    counterexample: tuple[Node, ...]
    repair: Setting | None
    kind: str = "mistake"


class Exercise(Struct, frozen=True):
    """A task with a number."""

    anchor: str
    number: int
    title: tuple[Node, ...]
    body: tuple[Block, ...]
    level: int
    kind: str = "exercise"


class Solution(Struct, frozen=True):
    """The solution of an exercise, folded or open."""

    anchor: str
    number: int
    title: tuple[Node, ...]
    folded: bool
    body: tuple[Block, ...]
    kind: str = "solution"


class Box(Struct, frozen=True):
    """A definition, theorem, note, tip or warning; folded or open."""

    anchor: str
    name: str
    word: str
    title: tuple[Node, ...]
    body: tuple[Block, ...]
    folded: bool = False
    kind: str = "box"


class Line(Struct, frozen=True):
    """A path, and the classes that tell what it is."""

    path: str
    names: str


class Tick(Struct, frozen=True):
    """A number at an edge of the picture: where it stands, and in words."""

    at: str
    words: str


class Entry(Struct, frozen=True):
    """What a line of the picture is, beside a piece of it."""

    setting: Setting
    names: str


class Slider(Struct, frozen=True):
    """What is moved: its places, as JSON for the page's script, and the place and the words of the one that is shown at first.

    A place is the line, the point, the second point or nothing, and the words for where it is and how steep.
    """

    kind: str
    states: str
    last: int
    first: int
    line: tuple[str, ...]
    letter: str
    where: str
    slope: str
    tangent: str


class PlotBlock(Struct, frozen=True):
    """A picture. `box` is where the graph is: across, up, width, height; `axes` where the letters are 0, or ""."""

    anchor: str
    title: tuple[Node, ...]
    name: str
    description: str
    size: tuple[int, int]
    box: tuple[int, int, int, int]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    axes: tuple[str, str]
    letters: tuple[str, str]
    lines: tuple[Line, ...]
    gaps: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    legend: tuple[Entry, ...]
    slider: Slider | None
    level: bool = False
    kind: str = "plot"


class ProseBlock(Struct, frozen=True):
    """Paragraphs, lists, tables, displays."""

    nodes: tuple[Node, ...]
    kind: str = "prose"


Block: TypeAlias = ProseBlock | Exercise | Solution | Box | DerivationBlock | MistakeBlock | PlotBlock


def values_in(value: Any) -> Iterator[Any]:
    """`value` and all values below it: fields of structs, items of tuples. A `Setting` is a leaf."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, tuple):
            waiting.extend(reversed(value))
        elif isinstance(value, Struct) and not isinstance(value, Setting):
            waiting.extend(reversed(astuple(value)))


def settings_in(value: Any) -> Iterator[Setting]:
    """All mathematics of `value`, in the order in which it stands there."""
    return (found for found in values_in(value) if isinstance(found, Setting))


def anchors_in(value: Any) -> Iterator[str]:
    """All addresses inside `value`, in the order in which they stand there."""
    for found in values_in(value):
        if isinstance(found, Element):
            yield from (text for name, text in found.attributes if name == "id")
        elif (
            isinstance(found, (Row, Exercise, Solution, Box, DerivationBlock, MistakeBlock, PlotBlock, Display)) and found.anchor
        ):
            yield found.anchor


def plain(nodes: tuple[Node, ...]) -> str:
    """The words of `nodes` in one line, mathematics as Unicode where that is easy: for `<title>` and for lists."""
    words: list[str] = []
    for node in nodes:
        match node:
            case Text():
                words.append(node.text)
            case Maths() | Display():
                words.append(unicode_of(node.setting.source or node.setting.latex))
            case Element():
                inside = plain(node.children)
                words.append(f" {inside} " if node.tag in BREAKS or node.tag in ("th", "td") else inside)
            case Code():
                words.extend(text for _, text in node.pieces)
    return " ".join("".join(words).split())


_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "epsilon": "ε", "theta": "θ",
    "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ", "varphi": "φ", "phi": "φ", "omega": "ω", "eta": "η",
    "nabla": "∇", "partial": "∂", "infty": "∞",
    "cdot": "·", "times": "×", "to": "→", "rightarrow": "→", "le": "≤", "ge": "≥", "ne": "≠", "approx": "≈", "sum": "∑",
    "int": "∫",
}  # fmt: skip
_DEPTH = 3
_RAISED = str.maketrans("0123456789n+-", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁺⁻")


def unicode_of(latex: str) -> str:
    """LaTeX as readable text: Greek letters, simple exponents and fractions, the rest without its commands. Only for titles."""
    latex = re.sub(r"\\[tds]?frac\{(\w+)\}\{(\w+)\}", r"\1/\2", latex)
    for _ in range(_DEPTH):  # from the inside out
        latex = re.sub(r"\\[tds]?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", latex)
        latex = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", latex)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _LETTERS.get(m[1], m[1] + " " if m[1] not in _SILENT else ""), latex)
    text = re.sub(r"\^\{?([0-9n+-]+)\}?", lambda m: m[1].translate(_RAISED), text)
    return " ".join(re.sub(r"\\[,;:! ]|[{}$]", "", text).split())


_SILENT = frozenset({"left", "right", "displaystyle", "quad", "frac", "mathbb", "mathbf", "mathrm", "text", "operatorname"})
