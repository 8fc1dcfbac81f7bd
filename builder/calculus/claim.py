"""A claim: one relation between two sides, and the context in which it is made; and what is told to be a solution of what."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.expression.walk import symbols


class Claim(Struct, frozen=True):
    """`relation` is said to hold wherever both of its sides are defined and `context` allows."""

    relation: Relation
    context: Context


Alternatives: TypeAlias = tuple[tuple[Relation, ...], ...]
"""Ways in which something may hold: in each, all of some relations hold together."""


class Answer(Struct, frozen=True):
    """Values that are told to be solutions of what is `given`, in `context`: all of them if they are the `whole` answer. Where
    several things are given, one of them has all of the values. If that they are the whole answer is not `said`, others are only
    to be warned of.

    If they are `implied`, they are no values, and what is said is that they follow from what is given, for all letters. `count`
    is how many solutions are said to be there, or, if that is said `of_reals`, how many real ones. `in_words` is how messages
    tell what is given, where relations would not be read.
    """

    given: Alternatives
    values: Alternatives
    whole: bool = False
    said: bool = True
    context: Context = Context()
    implied: bool = False
    count: int | None = None
    of_reals: bool = False
    in_words: str = ""

    @property
    def letters(self) -> frozenset[str]:
        """The letters whose values are told."""
        return frozenset[str]().union(*(symbols(each) for way in self.values for each in way))
