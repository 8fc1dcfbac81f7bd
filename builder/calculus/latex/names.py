"""What the parser must know of the scope: which names are functions, which are numbers, which commands the author defined."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType

from msgspec import Struct, field

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Vector
from builder.calculus.expression.walk import symbols

NO_MACROS: Mapping[str, str] = MappingProxyType({})


def _no_parameters() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({})


def _no_order() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


class Names(Struct, frozen=True):
    r"""The names in scope.

    A bracket after one of `functions` holds its arguments; after one of `variables` it is a factor. `macros` maps a command
    (`\R`, with its backslash) to what it stands for, with `#1` … `#9` for its arguments. `depends` tells on which letters a
    name is known to depend: `f_x` is a derivative if x is one of those of f, else a plain name. `parameters` has them
    in order, for functions: `\partial_1 f` is the derivative by the first. `fields` has the coordinates of vector fields.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    macros: Mapping[str, str] = NO_MACROS
    depends: Mapping[str, frozenset[str]] = field(default_factory=_no_parameters)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=_no_order)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=_no_order)

    @property
    def known(self) -> frozenset[str]:
        """All names that the scope holds."""
        return self.functions | self.variables

    @property
    def key(self) -> Hashable:
        """The same for equal names."""
        by_name = (self.macros, self.depends, self.parameters, self.fields)
        return self.functions, self.variables, *(tuple(one.items()) for one in by_name)


NO_NAMES = Names()


def names_of(context: Context, macros: Mapping[str, str] = NO_MACROS) -> Names:
    """The names that `context` holds, for reading a formula that stands in it."""
    depends = {
        name: frozenset(definition.parameters) or symbols(definition.body)
        for name, definition in context.definitions.items()
        if definition.body is not None
    }
    parameters = {name: definition.parameters for name, definition in context.definitions.items() if definition.parameters}
    fields = {
        name: letters
        for name, definition in context.definitions.items()
        if isinstance(definition.body, Vector) and (letters := _coordinates(definition, definition.body))
    }
    return Names(
        context.functions,
        context.variables,
        macros,
        MappingProxyType(depends),
        MappingProxyType(parameters),
        MappingProxyType(fields),
    )


def _coordinates(definition: Definition, body: Vector) -> tuple[str, ...]:
    """The letters of a vector field, as many as it has components: its parameters, or the first of x, y and z."""
    letters = definition.parameters or ("x", "y", "z")[: len(body.entries)]
    return letters if len(letters) == len(body.entries) > 1 and symbols(body) <= frozenset(letters) else ()
