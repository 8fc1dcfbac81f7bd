"""What the interpreter reads with: scopes, functions that can be applied, and the end of what is not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NoReturn, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.judge.shapes import Meant
from builder.calculus.judge.terms import Term
from builder.calculus.judge.verdict import Ignorance


class Paths(Enum):
    """What ∂z/∂x means for a name z = x² + y on whose line y depends on x too: conventions differ where z is the last name.

    With every path counted it is the derivative by x. With the rest of the line held fixed it is 2x.
    """

    EVERY = "along every path"
    DIRECT = "with the other names of its line held fixed"


class NotUnderstood(Exception):
    """Mathematics that has no meaning here."""

    def __init__(self, code: Ignorance, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


def not_understood(why: str) -> NoReturn:
    raise NotUnderstood(Ignorance.NOT_UNDERSTOOD, why)


def too_large(why: str) -> NoReturn:
    """Raise for what passes the budget."""
    raise NotUnderstood(Ignorance.TOO_LARGE, why)


Names: TypeAlias = Mapping[str, tuple[Term, int]]
"""What names stand for, each with its size."""


class Scope(Struct, frozen=True):
    """What names stand for besides their definitions: terms, with their sizes. `active` are the definitions being read."""

    local: Names = field(default_factory=dict)
    parameters: Names = field(default_factory=dict)
    moved: Names = field(default_factory=dict)
    active: frozenset[str] = frozenset()

    def move(self, name: str, term: Term, size: int) -> Scope:
        """This scope, in which a free variable is varied."""
        parameters = {n: t for n, t in self.parameters.items() if n != name}
        local = {n: t for n, t in self.local.items() if n != name}
        return replace(self, local=local, parameters=parameters, moved={**self.moved, name: (term, size)})


class Function(Struct, frozen=True):
    """Something that can be applied: the names of its parameters, and what it is at given arguments."""

    parameters: tuple[str, ...]
    apply: Callable[[Sequence[tuple[Term, int]], Scope], Meant]
