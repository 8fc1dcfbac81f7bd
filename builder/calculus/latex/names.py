"""What the parser must know of the scope: which names are functions, which are numbers, which commands the author defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Symbol, Vector
from builder.calculus.expression.walk import descendants, symbols

SHORTEST_WORD = 3
"""Letters of a word before a subscript. Two letters and a subscript, `x y_1`, may well be a product."""

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


NO_NAMES = Names()

Question = Callable[[Names, str], Any]
"""What is asked of a name."""

Answers = dict[tuple[Question, str], Any]
"""What was asked of which names, and the answers."""


def _is_function(names: Names, name: str) -> bool:
    return name in names.functions


def _is_variable(names: Names, name: str) -> bool:
    return name in names.variables


def _depends(names: Names, name: str) -> frozenset[str] | None:
    return names.depends.get(name)


def _parameters(names: Names, name: str) -> tuple[str, ...]:
    return names.parameters.get(name, ())


def _coordinates_of(names: Names, name: str) -> tuple[str, ...]:
    return names.fields.get(name, ())


def _of_several_letters(names: Names, _: str) -> frozenset[str]:
    """`net` where it is in scope, or `net_j`, and `x1`."""
    found = set()
    for name in names.functions.union(names.variables, *names.depends.values()):
        head, _, subscript = name.partition("_")
        letters = head if subscript else name.rstrip("0123456789")
        if letters.isascii() and letters.isalpha() and (len(head) >= SHORTEST_WORD or not (subscript or letters == name)):
            found.add(head)
    return frozenset(found)


class Asking:
    """The names in scope for one reading. It notes each question with its answer in `asked`: the reading depends on no more.

    `declared` are names that the formula itself makes functions, unless the scope makes them numbers.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.macros = names.macros
        self.declared: frozenset[str] = frozenset()
        self.asked: Answers = {}

    def _ask(self, question: Question, name: str) -> Any:
        answer = self.asked[question, name] = question(self.names, name)
        return answer

    def is_function(self, name: str) -> bool:
        """Whether a bracket behind a name holds its arguments."""
        return name in self.declared or bool(self._ask(_is_function, name))

    def is_variable(self, name: str) -> bool:
        """Whether a bracket behind a name is a factor."""
        return bool(self._ask(_is_variable, name))

    def is_known(self, name: str) -> bool:
        """Whether the scope holds a name."""
        return self.is_function(name) or self.is_variable(name)

    def depends(self, name: str) -> frozenset[str] | None:
        """The letters on which a name is known to depend; None of one that is not defined."""
        letters: frozenset[str] | None = self._ask(_depends, name)
        return letters

    def parameters(self, name: str) -> tuple[str, ...]:
        """Those of a function, in their order."""
        letters: tuple[str, ...] = self._ask(_parameters, name)
        return letters

    def coordinates(self, name: str) -> tuple[str, ...]:
        """Those of a vector field."""
        letters: tuple[str, ...] = self._ask(_coordinates_of, name)
        return letters

    def of_several_letters(self) -> frozenset[str]:
        """The names of several Latin letters without their subscripts, and those of letters and digits: `net`, `x1`."""
        found: frozenset[str] = self._ask(_of_several_letters, "")
        return found

    def declare(self, names: frozenset[str]) -> None:
        """Make names functions that are no numbers."""
        self.declared = frozenset(name for name in names if not self.is_variable(name))


def answer_alike(names: Names, asked: Answers) -> bool:
    """Whether a reading that asked these questions is the same with other names: they give the same answers."""
    return all(question(names, name) == answer for (question, name), answer in asked.items())


def names_of(context: Context, macros: Mapping[str, str] = NO_MACROS) -> Names:
    """The names that `context` holds, for reading a formula that stands in it. A context keeps those without macros."""
    kept: Names | None = context.__dict__.get("names")
    if kept is None:
        context.__dict__["names"] = kept = _names_of(context)
    return replace(kept, macros=macros) if macros else kept


def _names_of(context: Context) -> Names:
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
    bodies = [definition.body for definition in context.definitions.values() if definition.body is not None]
    applied = frozenset(
        node.function.name
        for body in bodies
        for node in descendants(body)
        if isinstance(node, Application) and isinstance(node.function, Symbol)
    )
    return Names(
        context.functions | (applied - context.variables - context.definitions.keys()),
        context.variables,
        NO_MACROS,
        MappingProxyType(depends),
        MappingProxyType(parameters),
        MappingProxyType(fields),
    )


def _coordinates(definition: Definition, body: Vector) -> tuple[str, ...]:
    """The letters of a vector field, as many as it has components: its parameters, or the first of x, y and z."""
    letters = definition.parameters or ("x", "y", "z")[: len(body.entries)]
    return letters if len(letters) == len(body.entries) > 1 and symbols(body) <= frozenset(letters) else ()
