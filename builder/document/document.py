"""A document that was read: what it says as a flow of texts, each formula at its exact place, and, of a Markdown page, the blocks
that are published. It has no verdicts.

Reading never fails. What was wrong stands in `Document.diagnostics`, and everything else was read all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.source import Source, Span

if TYPE_CHECKING:
    from markdown_it.token import Token


class Formula(Struct, frozen=True):
    """Mathematics in a document.

    `latex` is what is read, judged and set: the author's text without the prefixes of its quote or list. `offsets[i]` is the
    offset in the source of `latex[i]`, and `offsets[len(latex)]` that of what follows, so that any span of the formula maps to
    the source. `number` is its place in the document, from 0, in source order.
    """

    latex: str
    offsets: tuple[int, ...]
    display: bool
    number: int

    def locate(self, span: Span | None) -> Span:
        """A span of the formula as a span of the source; None is the whole formula."""
        if span is None:
            return Span(self.offsets[0], self.offsets[-1])
        last = len(self.offsets) - 1
        start = min(span.start, last)
        end = min(max(span.end, span.start + 1), last)
        return Span(
            self.offsets[start], max(self.offsets[end - 1] + 1, self.offsets[start] + 1) if end > start else self.offsets[start]
        )


class Option(Struct, frozen=True):
    """An option of a directive as it was written, `:find: f'(x)`, and the place of its value."""

    name: str
    value: str
    span: Span


class Prose(Struct, frozen=True):
    """Markdown as a flat list of markdown-it tokens.

    A formula is a token of type `math_inline` or `math_block` whose `meta["formula"]` is its `Formula`; inline ones are
    children of an `inline` token. Headings carry their `id` as an attribute.
    """

    tokens: tuple[Token, ...]
    span: Span


class Directive(Struct, frozen=True):
    """A directive whose body is Markdown (`exercise`, `solution`, the boxes), or mathematics (`derive`, `check`, `mistake`).

    `title` are the inline tokens of its argument, `argument` the argument's text. `body` are the blocks inside; a mathematical
    directive has none, and has `formulas` instead: its definitions (`derive`), or the rows of its derivation. `math_options` are
    those options whose values are mathematics, read as formulas. `label` is its name for references, or "". `number` counts
    exercises in a document from 1, and is 0 for everything else; a solution has the number of its exercise.
    """

    name: str
    argument: str
    title: tuple[Token, ...]
    options: Mapping[str, Option]
    body: tuple[Block, ...]
    formulas: tuple[Formula, ...]
    math_options: Mapping[str, Formula]
    label: str
    number: int
    span: Span
    head: Span

    def is_set(self, flag: str) -> bool:
        """Whether an option that takes nothing, or true or false, is set."""
        return flag in self.options and self.options[flag].value != "false"


Block: TypeAlias = Prose | Directive


# ---------------------------------------------------------------------------------------------- the flow


class Mention(Struct, frozen=True):
    """A formula in a text. `off` when the author switched checking off there, `struck` when it is struck out, `asked` when
    readers are to find whether it holds, `quoted` when it stands elsewhere, and is spoken of again: what it supposes or defines
    was told there."""

    formula: Formula
    off: bool = False
    struck: bool = False
    asked: bool = False
    quoted: bool = False


Part: TypeAlias = str | Mention


class Headline(Struct, frozen=True):
    """A heading of a level, from 1, and its words."""

    level: int
    parts: tuple[Part, ...]


class Paragraph(Struct, frozen=True):
    """A text. Line ends in it are blanks; what is no text, such as code, is a word. A `title` leads to nothing below it."""

    parts: tuple[Part, ...]
    title: bool = False


class Display(Struct, frozen=True):
    """A formula on lines of its own."""

    mention: Mention


class Row(Struct, frozen=True):
    """A row of a table. Those of a `head` name the columns."""

    cells: tuple[tuple[Part, ...], ...]
    head: bool = False


class Mark(Enum):
    """Where something begins or ends, or a text is cut: at a rule, or at code that is not read."""

    ITEM = "a list item begins"
    ITEM_END = "a list item ends"
    LIST_END = "a list ends"
    TABLE = "a table begins"
    TABLE_END = "a table ends"
    RULE = "a rule"
    CODE = "code"


class Enter(Struct, frozen=True):
    """The beginning of a directive."""

    directive: Directive


class Leave(Struct, frozen=True):
    """The end of a directive whose body is Markdown."""

    directive: Directive


class Setting(Enum):
    """What an environment is for the names in it."""

    QUESTION = "a theorem, an example, an exercise: what is defined in it holds to its end, and in its answer"
    ANSWER = "a proof or a solution: it goes on from the question before it, or around it"
    BOX = "a remark or a definition: what is defined in it holds behind it too"
    ITEM = "an exercise of a list: what is told up to its end holds in its answer, which has its number"


class Begin(Struct, frozen=True):
    """The beginning of an environment. An answer that has the `number` of an item of a list is the answer to that one."""

    setting: Setting
    number: int = 0


class End(Struct, frozen=True):
    """The end of the environment that was begun last, or of an item of a list, which is begun as any other."""

    setting: Setting
    number: int = 0


class Macros(Struct, frozen=True):
    """Macros that hold from here on, with their LaTeX."""

    definitions: Mapping[str, str]


Element: TypeAlias = Headline | Paragraph | Display | Row | Mark | Enter | Leave | Begin | End | Macros


def _no_values() -> Mapping[str, str]:
    return MappingProxyType({})


def _no_severities() -> Mapping[str, Severity]:
    return MappingProxyType({})


class FrontMatter(Struct, frozen=True):
    """What stands above a document: all plain text. `known` are the names of rules that its readers have mastered, `updated` is
    the day of its last change that readers should hear of, `2026-11-28`."""

    title: str = ""
    description: str = ""
    order: int | None = None
    slug: str = ""
    updated: str = ""
    draft: bool = False
    known: tuple[str, ...] = ()
    macros: Mapping[str, str] = field(default_factory=_no_values)
    assume: str = ""


class Inherited(Struct, frozen=True):
    """What a page has from its site and from the folders above it: macros, and names of rules that its readers have mastered.

    `severities` says by code how bad the messages of its site are; that changes nothing of what is found.
    """

    macros: Mapping[str, str] = field(default_factory=_no_values)
    known: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=_no_severities)


NOTHING_INHERITED = Inherited()


class Document(Struct, frozen=True):
    """A source that was read.

    `flow` is what it says, in the order in which somebody reads it; every markup gives it, and it alone is checked. `blocks` is
    what a page of it shows: only Markdown is published, and other markups have none. `front_matter` is what stands above this
    page, `inherited` what holds for it besides.
    """

    source: Source
    front_matter: FrontMatter
    flow: tuple[Element, ...]
    blocks: tuple[Block, ...]
    diagnostics: tuple[Diagnostic, ...]
    inherited: Inherited = NOTHING_INHERITED

    @property
    def macros(self) -> Mapping[str, str]:
        """The macros that hold from the start of the page: its own go before those of the site."""
        return MappingProxyType({**self.inherited.macros, **self.front_matter.macros})

    @property
    def known(self) -> frozenset[str]:
        """The names of the rules that readers of this page have mastered."""
        return frozenset((*self.inherited.known, *self.front_matter.known))
