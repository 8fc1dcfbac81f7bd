"""Names of what has entries: their axes, what defines them, and what an index runs over.

A formula is read as an array: its shape, and what it is at each row and column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from msgspec import Struct, field

from builder.calculus.context import Context, Definition
from builder.calculus.expression import nodes
from builder.calculus.expression.nodes import Expression, Operator, Relation
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.scope import NotUnderstood, Paths, not_understood
from builder.calculus.judge.tensors.elements import (
    FIRST,
    ONE,
    Delta,
    Element,
    Entry,
    Index,
    SizeOf,
    at,
    names_in,
)
from builder.calculus.judge.tensors.sizes import Mismatch, Shape, Sizes
from builder.calculus.judge.tensors.subscripts import indices_of, split_example, split_name
from builder.calculus.judge.verdict import Ignorance

Letters = Mapping[str, Index]
"""What index letters of the author's stand for."""

NUMBER = Shape(FIRST, FIRST)
ONES = frozenset({r"\mathbf{1}", r"\mathbb{1}", r"\boldsymbol{1}"})
"""Names of the vector of ones, of any size."""
_IDENTITIES = frozenset({"I", r"\mathbf{I}", r"\mathbb{I}", r"\boldsymbol{I}"})


class Array(Struct, frozen=True):
    """Something with rows and columns, and what it is at each of them."""

    shape: Shape
    entry: Callable[[Index, Index], Element]

    def number(self) -> Element:
        """The entry of what is a number."""
        return self.entry(FIRST, FIRST)


class Family(Struct, frozen=True):
    """What the entries of a name are defined to be, at letters of their own."""

    letters: tuple[str, ...]
    body: Element


def plain_name(name: str) -> str:
    r"""`softmax` for `\operatorname{softmax}`, `\mathrm{softmax}`, `\text{softmax}`."""
    for command in (r"\operatorname{", r"\mathrm{", r"\text{", r"\textrm{", r"\mathsf{"):
        if name.startswith(command):
            return name[len(command) : -1]
    return name.removeprefix("\\")


class Use(Struct, frozen=True):
    """An index that stands at the axis with the number `place` of an array, from `first` to `last` if a sum tells."""

    base: str
    place: int
    axis: Index
    index: Index
    first: Index
    last: Index


class Layout(Enum):
    """How the derivatives of a number by a vector and of a vector by a vector are written as rows and columns."""

    SHAPE = "the derivative of a number looks like what it is taken by, that of a vector has one row for each of its entries"
    NUMERATOR = "the derivative of a number by a vector is a row"
    DENOMINATOR = "the derivative of a vector by a vector has one column for each of its entries"


class NameReader(Struct):
    """One reading of one context, as far as names go: the axes of each, what defines it, and what indices run over.

    `entry_by_entry` are the functions that were so taken of vectors and matrices though nothing defines them. `generic` are the
    letters of sizes that stand as indices along other axes: there they are indices like others. `uses` are the indices at which
    entries are named, each with the array, its axis, and the bounds of the sum over it, if it has any. `unknown` are functions
    whose values are numbers, `arguments` the places at which they are taken, `losses` letters like them that are not read yet,
    and `through` what those depend on that were.
    """

    context: Context
    letters: frozenset[str]
    sizes: Sizes
    axes: dict[str, tuple[Index, ...]]
    families: dict[str, Family]
    ranges: dict[str, Index]
    explicit: dict[str, tuple[Index, Index]]
    size_letters: frozenset[str]
    paths: Paths
    partials: set[str] = field(default_factory=set)
    entry_by_entry: set[str] = field(default_factory=set)
    generic: frozenset[str] = frozenset()
    uses: list[Use] = field(default_factory=list)
    unknown: frozenset[str] = frozenset()
    losses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    through: dict[str, tuple[str, ...]] = field(default_factory=dict)
    arguments: dict[str, Expression] = field(default_factory=dict)
    layout: Layout = Layout.SHAPE
    made: int = 0
    reading: tuple[str, ...] = ()

    def fresh(self, letter: str) -> str:
        """A letter that no other sum or family binds."""
        self.made += 1
        return f"{letter}'{self.made}"

    def read(self, expression: Expression, letters: Letters) -> Array:
        """What an expression is; raises NotUnderstood, and Mismatch where shapes do not fit."""
        raise NotImplementedError

    def _number(self, array: Array, what: str) -> Array:
        if self.sizes.shape(array.shape) != NUMBER:
            not_understood(f"{what} that is {self.sizes.shape(array.shape).written()}")
        return array

    def _define_loss(self, name: str) -> None:
        """Define a letter of `losses`."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------ names

    def define_all(self) -> None:
        """Read all definitions, in the order in which they were given."""
        for definition in self.context.definitions.values():
            if definition.body is not None and not definition.parameters:
                self._define(definition)

    def _define(self, definition: Definition) -> None:
        base, indices = self.entry_named(definition.name) or (definition.name, ())
        if base in self.families or base in self.reading:
            return
        assert definition.body is not None
        before, self.reading = self.reading, (*self.reading, base)
        try:
            if indices:
                self._define_family(base, indices, definition.body)
            else:
                self._define_whole(base, definition.body)
        finally:
            self.reading = before

    def _define_family(self, base: str, indices: tuple[Index, ...], body: Expression) -> None:
        if any(not index.letter or index.offset for index in indices) or len({i.letter for i in indices}) < len(indices):
            not_understood(f"the definition of entries of {base} that are not told by letters")
        own = {index.letter: Index(self.fresh(index.letter)) for index in indices}
        axes = self._axes(base, len(indices))
        for place, (index, axis) in enumerate(zip(own.values(), axes, strict=True)):
            self._runs(base, place, index, axis)
        element = self._number(self.read(body, own), base).entry
        self.families[base] = Family(tuple(index.letter for index in own.values()), element(FIRST, FIRST))

    def _define_whole(self, base: str, body: Expression) -> None:
        value = self.read(body, {})
        shape = self.sizes.shape(value.shape)
        if base in self.axes:
            declared = self._shape_of(self.axes[base])
            if not (self.sizes.agree(declared.rows, shape.rows) and self.sizes.agree(declared.columns, shape.columns)):
                raise Mismatch(f"{base}: {self.sizes.shape(declared).written()}", shape.written())
        elif shape == NUMBER:
            self.axes[base] = ()
        else:
            self.axes[base] = (shape.rows,) if shape.columns == FIRST else (shape.rows, shape.columns)
        own = tuple(self.fresh("i") for _ in self.axes[base])
        for letter, axis in zip(own, self.axes[base], strict=True):
            self.ranges[letter] = axis
        places = (*(Index(letter) for letter in own), FIRST, FIRST)
        self.families[base] = Family(own, value.entry(places[0], places[1]))

    def entry_named(self, name: str) -> tuple[str, tuple[Index, ...]] | None:
        """The array and the indices that a name with a subscript stands for; None for other names."""
        base, subscript = split_name(name)
        bare, example = split_example(base)
        before: tuple[Index, ...] = ()
        if example and base not in self.axes and (bare in self.axes or example in self.letters):
            base, before = bare, (Index(example),)
        if not subscript:
            return (base, before) if before else None
        rank = len(self.axes[base]) if base in self.axes else None
        indices = indices_of(subscript, None if rank is None else rank - len(before))
        if indices is None:
            return None
        if rank is None and name in self.axes:
            return None
        if rank is None and not before and not any(index.letter in self.letters for index in indices):
            return None
        return base, before + indices

    def _axes(self, base: str, rank: int) -> tuple[Index, ...]:
        if base not in self.axes:
            if (definition := self.context.definitions.get(base)) is not None and definition.body is not None:
                self._define(definition)
        if base not in self.axes:
            self.axes[base] = tuple(self.sizes.fresh() for _ in range(rank))
        if len(self.axes[base]) != rank:
            not_understood(f"{base} with {rank} indices")
        return self.axes[base]

    def _shape_of(self, axes: tuple[Index, ...]) -> Shape:
        if len(axes) > 2:
            not_understood("what has more than two indices stands without them")
        return Shape(*(*axes, FIRST, FIRST)[:2])

    def _runs(self, base: str, place: int, index: Index, axis: Index) -> None:
        """An index stands at an axis: over this axis it runs, if it is a letter that nothing else tells."""
        lower, upper = self.explicit.get(index.letter, (Index(index.letter), Index(index.letter)))
        self.uses.append(Use(base, place, axis, index, lower.moved(index.offset), upper.moved(index.offset)))
        if not index.letter or index.offset or index.letter in self.explicit or index.letter in self.size_letters:
            return
        run = self.ranges.setdefault(index.letter, axis)
        if not self.sizes.agree(run, axis):
            one, other = self.sizes.resolved(run).written(), self.sizes.resolved(axis).written()
            letter = index.letter.partition("'")[0]
            raise Mismatch(f"{letter} up to {one}", f"{letter} up to {other}")

    def _index(self, index: Index, letters: Letters) -> Index:
        """What an index of the author's is. A letter that is a size too is that number, unless it is generic."""
        if index.letter in letters:
            return letters[index.letter].moved(index.offset)
        return Index(f"{index.letter}'0", index.offset) if index.letter in self.generic else index

    def _entry(self, base: str, indices: tuple[Index, ...], letters: Letters) -> Array:
        if base == r"\delta" and base not in self.axes and base not in self.context.definitions and len(indices) == 2:
            return self._of_number(self._delta(self._index(indices[0], letters), self._index(indices[1], letters)))
        axes = self._axes(base, len(indices))
        placed = tuple(self._index(index, letters) for index in indices)
        for place, (index, axis) in enumerate(zip(placed, axes, strict=True)):
            self._runs(base, place, index, axis)
            if base in self.context.shapes:
                self._fits(base, index, axis)
        return self._of_number(Entry(base, placed))

    def _fits(self, base: str, index: Index, axis: Index) -> None:
        """An index with bounds stands within the size that is declared."""
        lower, upper = self.explicit.get(index.letter, (index, index))
        last, size = upper.moved(index.offset if index.letter in self.explicit else 0), self.sizes.resolved(axis)
        beyond = last.letter == size.letter and last.offset > size.offset
        before = index.letter in self.explicit and not lower.letter and lower.offset + index.offset < 1
        if beyond or before:
            index_up_to = f"an index {'up to ' + last.written() if beyond else f'from {lower.offset + index.offset}'}"
            raise Mismatch(f"{base}: {size.written()} entries", index_up_to)

    def _delta(self, one: Index, other: Index) -> Element:
        """A delta; what one index runs over, the other one does if nothing else tells."""
        for index, beside in ((one, other), (other, one)):
            lower, upper = self.explicit.get(beside.letter, (FIRST, self.ranges.get(beside.letter)))
            known = upper if lower == FIRST else None
            if index.letter and not index.offset and not beside.offset and known is not None:
                if index.letter not in self.ranges and index.letter not in self.explicit:
                    self.ranges[index.letter] = known
                elif index.letter in self.ranges and self.sizes.resolved(self.ranges[index.letter]).letter.startswith("?"):
                    self.sizes.agree(self.ranges[index.letter], known)
        return Delta(one, other)

    def _symbol(self, name: str, letters: Letters) -> Array:
        if name in letters:
            return self._of_number(SizeOf(letters[name]))
        if name in self.size_letters:
            return self._of_number(SizeOf(Index(name)))
        if name in self.losses:
            self._define_loss(name)
        if (entry := self.entry_named(name)) is not None:
            return self._entry(*entry, letters)
        definition = self.context.definitions.get(name)
        if name not in self.axes and definition is not None and definition.body is not None and not definition.parameters:
            if name in self.reading:
                not_understood(f"{name} is defined by itself")
            self._define(definition)
        if name in self.axes:
            return self._whole(name)
        if definition is not None and definition.body is not None and definition.parameters:
            if not set(definition.parameters) <= self.axes.keys() | {p for p in definition.parameters if p in letters}:
                not_understood(f"{name} stands without its arguments")
            return self.read(definition.body, {})
        base, subscript = split_name(name)
        if base in ONES:
            rows = self.sizes.fresh() if not subscript else self._size_named(subscript)
            return Array(Shape(rows, FIRST), lambda i, j: ONE)
        if base in _IDENTITIES:
            rows = self.sizes.fresh() if not subscript else self._size_named(subscript)
            return Array(Shape(rows, rows), Delta)
        if name in self.letters:
            return self._of_number(SizeOf(Index(name)))
        return self._of_number(Entry(name))

    def _size_named(self, text: str) -> Index:
        found = indices_of(text, 1)
        return found[0] if found is not None else not_understood(f"the size {text}")

    def _whole(self, name: str) -> Array:
        axes = self.axes[name]
        shape = self._shape_of(axes)
        return Array(shape, lambda i, j: Entry(name, (i, j)[: len(axes)]))

    def _of_number(self, element: Element) -> Array:
        return Array(NUMBER, lambda i, j: element)


def reaches(families: Mapping[str, Family], element: Element) -> frozenset[str]:
    """The names that an element depends on, by way of their definitions too."""
    found: set[str] = set()
    waiting = list(names_in(element))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if (family := families.get(name)) is not None:
                waiting += names_in(family.body)
    return frozenset(found)


def defined_at(families: Mapping[str, Family], entry: Entry) -> Element | None:
    """What an entry is defined to be, None where nothing tells."""
    family = families.get(entry.name)
    if family is None:
        return None
    return at(family.body, dict(zip(family.letters, entry.indices, strict=True)))


def index_letters(expressions: list[Expression | Relation], names: frozenset[str]) -> frozenset[str]:
    """The letters that are indices: those that sums run over, and those in the subscripts of arrays."""
    found: set[str] = set()
    written = [node for expression in expressions for node in descendants(expression)]
    families = names | {node.base.name for node in written if isinstance(node, nodes.Indexed)}
    for node in written:
        match node:
            case nodes.Series(operator=Operator.SUM, index=index):
                found.add(index.name)
            case nodes.Indexed(indices=indices):
                found |= {name for index in indices for name in symbols(index)}
            case nodes.Symbol(name):
                base, subscript = split_name(name)
                if subscript and (base in families or base == r"\delta"):
                    found |= {index.letter for index in indices_of(subscript) or ()}
            case _:
                pass
    return frozenset(found - {""})


def unknown(fault: NotUnderstood | Mismatch) -> tuple[Ignorance, str]:
    """Why a formula has no meaning, as a verdict says it."""
    if isinstance(fault, Mismatch):
        return Ignorance.NOT_UNDERSTOOD, f"shapes that do not fit: {fault.left}, {fault.right}"
    return fault.code, fault.why
