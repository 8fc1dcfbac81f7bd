"""What stands on a page, as immutable values: prose, mathematics, rows with their verdicts, blocks. HTML is in the templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from builder.publish.mathematics import Setting

# ---------------------------------------------------------------------------------------------- prose


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula in a line. `doubt` tells in words what is not known of it, or is ""."""

    setting: Setting
    doubt: str = ""
    kind: str = "maths"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an allow-list (`prose.TAGS`), with attributes of an allow-list."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]
    kind: str = "element"


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code: pieces of text, each with the class that its colour hangs on."""

    language: str
    pieces: tuple[tuple[str, str], ...]
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Display:
    """A formula of its own in the prose, and what each of its relations turned out to be."""

    setting: Setting
    mark: Mark | None
    claims: tuple[Claimed, ...]
    anchor: str
    kind: str = "display"


Node: TypeAlias = Text | Maths | Element | Code | Display

# ---------------------------------------------------------------------------------------------- what is known


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence: what it is, and the words and mathematics of it."""

    label: str
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row turned out to be: the word of its standing, a sentence for those who do not see the ring, the evidence."""

    standing: str
    word: str
    sentence: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """One relation of a display, set by itself, and what it turned out to be."""

    setting: Setting
    mark: Mark


# ---------------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a derivation: its own box, with its own address.

    `left` is None when the row continues the one before. `right` begins with its sign. `copy` is what the reader copies. `wrong`
    marks the row that a mistake is about, `later` the rows after it.
    """

    anchor: str
    number: str
    left: Setting | None
    right: Setting
    reason: tuple[Node, ...]
    mark: Mark
    copy: str
    steps: tuple[Row, ...] = ()
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a derivation found, and how that is known: how many of its rows are proved, and the facts of the rows together."""

    setting: Setting
    mark: Mark
    where: tuple[Node, ...]
    facts: tuple[Fact, ...]
    copy: str


@dataclass(frozen=True, slots=True)
class DerivationBlock:
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


@dataclass(frozen=True, slots=True)
class MistakeBlock:
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


@dataclass(frozen=True, slots=True)
class Exercise:
    """A task with a number."""

    anchor: str
    number: int
    title: tuple[Node, ...]
    body: tuple[Block, ...]
    level: int
    kind: str = "exercise"


@dataclass(frozen=True, slots=True)
class Solution:
    """The solution of an exercise, folded or open."""

    anchor: str
    number: int
    title: tuple[Node, ...]
    folded: bool
    body: tuple[Block, ...]
    kind: str = "solution"


@dataclass(frozen=True, slots=True)
class Box:
    """A definition, theorem, note, tip or warning."""

    anchor: str
    name: str
    word: str
    title: tuple[Node, ...]
    body: tuple[Block, ...]
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """Paragraphs, lists, tables, displays."""

    nodes: tuple[Node, ...]
    kind: str = "prose"


Block: TypeAlias = ProseBlock | Exercise | Solution | Box | DerivationBlock | MistakeBlock


def values_in(value: Any) -> Iterator[Any]:
    """`value` and all values below it: fields of dataclasses, items of tuples. A `Setting` is a leaf."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from values_in(item)
    elif is_dataclass(value) and not isinstance(value, (type, Setting)):
        for field in fields(value):
            yield from values_in(getattr(value, field.name))


def settings_in(value: Any) -> Iterator[Setting]:
    """All mathematics of `value`, in the order in which it stands there."""
    return (found for found in values_in(value) if isinstance(found, Setting))


def anchors_in(value: Any) -> Iterator[str]:
    """All addresses inside `value`, in the order in which they stand there."""
    for found in values_in(value):
        if isinstance(found, Element):
            yield from (text for name, text in found.attributes if name == "id")
        elif isinstance(found, (Row, Exercise, Solution, Box, DerivationBlock, MistakeBlock, Display)) and found.anchor:
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
                words.append(plain(node.children))
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
_RAISED = str.maketrans("0123456789n+-", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁺⁻")


def unicode_of(latex: str) -> str:
    """LaTeX as readable text: Greek letters, simple exponents, and the rest without its commands. Only for titles."""
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _LETTERS.get(m[1], m[1] + " " if m[1] not in _SILENT else ""), latex)
    text = re.sub(r"\^\{?([0-9n+-]+)\}?", lambda m: m[1].translate(_RAISED), text)
    return " ".join(re.sub(r"\\[,;:! ]|[{}$]", "", text).split())


_SILENT = frozenset({"left", "right", "displaystyle", "quad", "frac", "mathbb", "mathbf", "mathrm", "text", "operatorname"})
