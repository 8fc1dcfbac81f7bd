"""What a display says: statements, each a chain of sides with the signs between them."""

from __future__ import annotations

from enum import Enum
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.expression.nodes import Application, Expression, Group, Product, Relation, Sign, Symbol, Times
from builder.calculus.expression.walk import symbols
from builder.calculus.latex.choices import Choice
from builder.calculus.latex.errors import LatexError
from builder.source import Span

_BESIDE = frozenset(
    {"where", "with", "for", "if", "when", "whenever", "since", "because", "as", "at", "using", "here", "provided"}
)


def says_aside(words: str) -> bool:
    """Whether words in front of a statement tell that it is said beside another one."""
    return words.strip(" ,.:;").lower() in _BESIDE


class Join(Enum):
    r"""What ties a statement to the one before it: nothing, `\implies`, or `\iff`."""

    NONE = ""
    IMPLIES = r"\implies"
    EQUIVALENT = r"\iff"


class Statement(Struct, frozen=True, dict=True):
    """A chain `side sign side sign side …`, over as many rows as it was continued, or a bare formula (one side, no sign).

    `signs[i]` and `sign_spans[i]` stand between `sides[i]` and `sides[i + 1]`; `rows[i]` is the row of `sides[i]` in its
    display, from 0; `reasons[i]` is the text that the author put beside the row of `sides[i + 1]`, or above its sign,
    else "". `words` is the text in front (`where`, `so`), `after` the text behind (`if`, `for x > 0` has its relation as a
    statement of its own). `continues` tells that the statement began with a sign and so continues the display before it:
    its first side is then None. `bracketed` tells that all of it stood in brackets, `(n = 0)`, as a label does; `beside`, that it
    stood among words; `label`, that it is what the label of a brace says.
    """

    sides: tuple[Expression | None, ...]
    signs: tuple[Sign, ...]
    sign_spans: tuple[Span, ...]
    rows: tuple[int, ...]
    reasons: tuple[str, ...]
    span: Span
    words: str = ""
    after: str = ""
    join: Join = Join.NONE
    bracketed: bool = False
    beside: bool = False
    label: bool = False

    @property
    def continues(self) -> bool:
        """Whether the left side is that of the display before."""
        return bool(self.sides) and self.sides[0] is None

    @property
    def is_aside(self) -> bool:
        """Whether it is said beside another statement, which then goes on: in brackets, or behind a word such as `where`."""
        return self.bracketed or self.beside or self.label or says_aside(self.words)

    def parted_at(self, side: int) -> tuple[Statement, Statement]:
        """The chain up to a side, which has a place of its own, and the chain from it on."""
        place = self.sides[side]
        assert place is not None and place.span is not None
        before = replace(
            self,
            sides=self.sides[: side + 1],
            signs=self.signs[:side],
            sign_spans=self.sign_spans[:side],
            rows=self.rows[: side + 1],
            reasons=self.reasons[:side],
            span=Span(self.span.start, place.span.end),
            after="",
        )
        behind = replace(
            self,
            sides=self.sides[side:],
            signs=self.signs[side:],
            sign_spans=self.sign_spans[side:],
            rows=self.rows[side:],
            reasons=self.reasons[side:],
            span=Span(place.span.start, self.span.end),
            words="",
            join=Join.NONE,
        )
        return before, behind

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The neighbouring pairs, in order. A statement that continues another has none for its first sign."""
        return tuple(
            Relation(left, sign, right)
            for left, sign, right in zip(self.sides, self.signs, self.sides[1:], strict=False)
            if left is not None and right is not None
        )


def with_functions_parted(statement: Statement) -> tuple[Statement, ...]:
    r"""A statement, or two: in `y = f(x) = x^2` the value of a function has a name while the function is defined, by `y = f(x)`
    and `f(x) = x^2`. In `x = x(t) = \cos t` both have the same name, and nothing but `x(t) = \cos t` is said."""
    if len(statement.sides) < 3 or set(statement.signs[:2]) != {Sign.EQUAL}:
        return (statement,)
    match statement.sides[:3]:
        case (Symbol(name), Application(Symbol(again)) as value, body):
            pass
        case (Symbol(name), Product((Symbol(again), Group(Symbol() as letter)), (Times.IMPLICIT,)) as product, body):
            if name != again:
                return (statement,)
            value = Application(Symbol(name), (letter,), span=product.span)
        case _:
            return (statement,)
    letters = {argument.name for argument in value.arguments if isinstance(argument, Symbol)}
    if body is None or len(letters) < len(value.arguments) or again in symbols(body) or not letters & symbols(body):
        return (statement,)
    before, behind = statement.parted_at(1)
    if name != again:
        return before, behind
    return (replace(behind, sides=(value, *behind.sides[1:]), words=statement.words, join=statement.join),)


class Display(Struct, frozen=True):
    """All that a formula says, in order, and what could not be read: a fault covers the row or clause that holds it.

    `open_choices` are those that its notation leaves open.
    """

    statements: tuple[Statement, ...]
    faults: tuple[LatexError, ...] = ()
    open_choices: frozenset[Choice] = frozenset()
