"""What holds where a claim stands: definitions, assumptions, kinds of letters, and the variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.expression.nodes import Expression, Node, NumberSet, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants


class Kind(Enum):
    """What a letter stands for when nothing defines it."""

    REAL = "real"
    INTEGER = "integer"
    POSITIVE_INTEGER = "positive integer"
    CONSTANT = "constant"
    FUNCTION = "function"
    ROUGH_FUNCTION = "function that is not smooth"


class Sort(Enum):
    """What a letter stands for that is told, in words or by its notation, to be no real number."""

    MATRIX = "matrix"
    VECTOR = "vector"
    COMPLEX = "complex number"
    QUATERNION = "quaternion"
    ELEMENT = "element of a group or a ring"


class Definition(Struct, frozen=True):
    """`f(x, y) = body`, or `y = body` (no parameters).

    A body of None declares a name without telling its value: an unknown function of its parameters.
    """

    name: str
    parameters: tuple[str, ...]
    body: Expression | None


def _empty() -> Mapping[str, Definition]:
    return MappingProxyType({})


def _no_kinds() -> Mapping[str, Kind]:
    return MappingProxyType({})


def _no_sorts() -> Mapping[str, Sort]:
    return MappingProxyType({})


def _no_shapes() -> Mapping[str, tuple[Expression, ...]]:
    return MappingProxyType({})


def _no_parameters() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


class Context(Struct, frozen=True, dict=True):
    """What may be used to decide a claim. Immutable: `with_…` give a new one.

    `assumptions` are relations that hold (`x > 0`, `n \\in \\mathbb{N}`, `\\sin x > 0`). `curves` are relations that tie
    variables together (`x^2 + y^2 = 25`) without defining one. `variable` is what a bare prime differentiates by,
    or None where the claim itself must tell. `stated` are the letters of which the claim itself says for which values it
    holds, which are those that the assumptions allow: there both of its sides must have values. `shapes` are the sizes of the
    vectors and matrices that are declared, `W \\in \\mathbb{R}^{m \\times n}`. `sorts` are the letters that are told to be no
    real numbers, `special` those of which more is told than their sort, so that not any others refute a claim. `parameters`
    are the letters of unknown functions of several, in the order that is told, and the one on which a vector or a matrix depends.
    """

    definitions: Mapping[str, Definition] = field(default_factory=_empty)
    assumptions: tuple[Relation, ...] = ()
    curves: tuple[Relation, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=_no_kinds)
    variable: str | None = None
    stated: frozenset[str] = frozenset()
    shapes: Mapping[str, tuple[Expression, ...]] = field(default_factory=_no_shapes)
    sorts: Mapping[str, Sort] = field(default_factory=_no_sorts)
    special: frozenset[str] = frozenset()
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=_no_parameters)

    def with_definition(self, definition: Definition) -> Context:
        """This context, in which `definition` holds, in place of an earlier one of the same name."""
        return self.with_definitions((definition,))

    def with_definitions(self, definitions: Sequence[Definition]) -> Context:
        """This context, in which several definitions hold, the last one of each name."""
        if not definitions:
            return self
        return replace(self, definitions=MappingProxyType({**self.definitions, **{each.name: each for each in definitions}}))

    def with_assumption(self, relation: Relation) -> Context:
        """This context, in which `relation` is assumed as well."""
        return self if relation in self.assumptions else replace(self, assumptions=(*self.assumptions, relation))

    def with_curve(self, relation: Relation) -> Context:
        """This context, in which `relation` ties its variables together as well."""
        return self if relation in self.curves else replace(self, curves=(*self.curves, relation))

    def with_kind(self, name: str, kind: Kind) -> Context:
        """This context, in which the letter `name` is of `kind`."""
        return replace(self, kinds=MappingProxyType({**self.kinds, name: kind}))

    @property
    def integers(self) -> frozenset[str]:
        """The letters that are integers, by their kind or as members of ℕ or ℤ."""
        return self._of_kind(Kind.INTEGER, Kind.POSITIVE_INTEGER) | {letter for letter, _ in self._members()}

    @property
    def positive_integers(self) -> frozenset[str]:
        """Those of them that are positive. ℕ begins with 0 for some authors: what is said of all of it is said from 1 on."""
        members = {letter for letter, of in self._members() if of.name == "N" or of.positive}
        return self._of_kind(Kind.POSITIVE_INTEGER) | members

    def _of_kind(self, *kinds: Kind) -> frozenset[str]:
        return frozenset(name for name, kind in self.kinds.items() if kind in kinds)

    def _members(self) -> Iterator[tuple[str, NumberSet]]:
        """The letters that are said to be members of a set of integers, with the set."""
        for relation in self.assumptions:
            letter, of = relation.left, relation.right
            if relation.sign is Sign.MEMBER and isinstance(letter, Symbol) and isinstance(of, NumberSet):
                if of.name in ("N", "N_0", "Z"):
                    yield letter.name, of

    def with_shape(self, name: str, sizes: tuple[Expression, ...]) -> Context:
        """This context, in which `name` is a vector or a matrix of these sizes."""
        return replace(self, shapes=MappingProxyType({**self.shapes, name: sizes}))

    def with_sorts(self, sorts: Mapping[str, Sort], special: frozenset[str] = frozenset()) -> Context:
        """This context, in which letters are of these sorts, and something more is told of those that are `special`."""
        kept = self.special - sorts.keys() | special
        return replace(self, sorts=MappingProxyType({**self.sorts, **sorts}), special=kept)

    def with_parameters(self, name: str, letters: tuple[str, ...]) -> Context:
        """This context, in which `name` is an unknown function of these letters, in this order."""
        return replace(self, parameters=MappingProxyType({**self.parameters, name: letters}))

    def with_stated(self, names: frozenset[str]) -> Context:
        """This context, for a claim that says of the letters `names` for which values it holds."""
        return replace(self, stated=self.stated | names) if names else self

    def with_variable(self, name: str | None) -> Context:
        """This context, in which primes differentiate by `name`."""
        return replace(self, variable=name)

    @property
    def functions(self) -> frozenset[str]:
        """The names that stand for functions here: a bracket after them holds their arguments."""
        defined = {name for name, d in self.definitions.items() if d.parameters}
        return frozenset(defined | self._of_kind(Kind.FUNCTION, Kind.ROUGH_FUNCTION))

    @property
    def rough_functions(self) -> frozenset[str]:
        """The functions that nothing defines and of which it is told that they jump, or have no derivative somewhere."""
        return self._of_kind(Kind.ROUGH_FUNCTION) - self.definitions.keys()

    @property
    def variables(self) -> frozenset[str]:
        """The names that stand for numbers here, or for matrices: a bracket after them is a factor."""
        kept: frozenset[str] | None = self.__dict__.get("variables")
        if kept is None:
            defined = {name for name, d in self.definitions.items() if not d.parameters}
            functions = self._of_kind(Kind.FUNCTION, Kind.ROUGH_FUNCTION)
            sorts = self.sorts.keys() - self.parameters.keys()
            self.__dict__["variables"] = kept = frozenset(defined | (self.kinds.keys() - functions) | sorts)
        return kept


def definitions_reached(names: Iterable[str], context: Context) -> Iterator[tuple[Definition, Sequence[Node]]]:
    """The definitions that tell what names stand for, and what the names in those stand for: each once, with its nodes."""
    if not context.definitions:
        return
    waiting, done = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        definition = context.definitions.get(name)
        if name in done or definition is None or definition.body is None:
            continue
        done.add(name)
        nodes = descendants(definition.body)
        yield definition, nodes
        waiting += [node.name for node in nodes if type(node) is Symbol]
