"""What a rule is: a statement in the notation of the page. It is shown, put to use by its letters, and judged by a test."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import Expression, Relation, Sign
from builder.calculus.latex.names import Names
from builder.calculus.latex.parser import parse_expression


class Letters(Struct, frozen=True):
    """What the letters of a statement stand for; a letter that is not listed is a real number.

    `functions` may depend on x (`u`, `v`), `constants` do not. `maps` are unknown functions that are applied to something (`f` in
    `f(u)`). `given` are the conditions under which the statement is made, in LaTeX.
    """

    functions: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    positive_integers: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


class Rule(Struct, frozen=True, dict=True):
    r"""A true statement `left = right`, as LaTeX, and how a reader is told of it.

    `because` is a phrase that can stand alone in the margin. In statements a prime differentiates by x. The statement is read
    when it is first needed, so that importing the rule book costs nothing.
    """

    name: str
    statement: str
    because: str
    letters: Letters = Letters()

    @cached_property
    def claim(self) -> Claim:
        """The statement as a claim, in a context that says what its letters stand for."""
        letters = self.letters
        whole = (*letters.integers, *letters.positive_integers)
        names = Names(
            functions=frozenset(letters.maps),
            variables=frozenset((*letters.functions, *letters.constants, *whole, "x", "h")),
        )
        context = Context().with_variable("x")
        for name in letters.functions:
            context = context.with_definition(Definition(name, ("x",), None))
        for kind, listed in (
            (Kind.CONSTANT, letters.constants),
            (Kind.FUNCTION, letters.maps),
            (Kind.INTEGER, letters.integers),
            (Kind.POSITIVE_INTEGER, letters.positive_integers),
        ):
            for name in listed:
                context = context.with_kind(name, kind)
        for text in letters.given:
            context = context.with_assumption(_relation(text, names))
        return Claim(_relation(self.statement, names), context)

    @property
    def left(self) -> Expression:
        """The left side of the statement."""
        return self.claim.relation.left

    @property
    def right(self) -> Expression:
        """The right side of the statement."""
        return self.claim.relation.right


_SIGNS = (Sign.EQUAL, Sign.GREATER, Sign.NOT_EQUAL)


def _relation(text: str, names: Names) -> Relation:
    """A relation of the rule book: its sign stands between blanks, and there is one."""
    sign = next(s for s in _SIGNS if f" {s.value} " in text)
    left, right = text.split(f" {sign.value} ")
    return Relation(parse_expression(left, names), sign, parse_expression(right, names))
