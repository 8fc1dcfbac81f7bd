"""What the parser must know of the scope: which names are functions, which are numbers, which commands the author defined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from builder.calculus.context import Context
from builder.calculus.expression.walk import symbols

NO_MACROS: Mapping[str, str] = MappingProxyType({})


def _no_parameters() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({})


class Names(Struct, frozen=True):
    r"""The names in scope.

    A bracket after one of `functions` holds its arguments; after one of `variables` it is a factor. `macros` maps a command
    (`\R`, with its backslash) to what it stands for, with `#1` … `#9` for its arguments. `depends` tells on which letters a
    name is known to depend: `f_x` is a derivative if x is one of those of f, else a plain name.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    macros: Mapping[str, str] = NO_MACROS
    depends: Mapping[str, frozenset[str]] = field(default_factory=_no_parameters)

    @property
    def known(self) -> frozenset[str]:
        """All names that the scope holds."""
        return self.functions | self.variables


NO_NAMES = Names()


def names_of(context: Context, macros: Mapping[str, str] = NO_MACROS) -> Names:
    """The names that `context` holds, for reading a formula that stands in it."""
    depends = {
        name: frozenset(definition.parameters) or symbols(definition.body)
        for name, definition in context.definitions.items()
        if definition.body is not None
    }
    return Names(context.functions, context.variables, macros, MappingProxyType(depends))
