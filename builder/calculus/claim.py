"""A claim: one relation between two sides, and the context in which it is made."""

from __future__ import annotations

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation


class Claim(Struct, frozen=True):
    """`relation` is said to hold wherever both of its sides are defined and `context` allows."""

    relation: Relation
    context: Context
