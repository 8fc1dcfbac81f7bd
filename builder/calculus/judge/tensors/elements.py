"""The language of entries: what stands at an index of a vector or a matrix whose size is a letter.

An element is a number that depends on index letters: `W_{ij}`, `\\sum_k W_{ik} x_k`, `\\delta_{ij}`. Everything that has entries
is read as an element for each index, so that one language serves formulas with indices and formulas with matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace


class Index(Struct, frozen=True):
    """A letter with a whole number added, `i + 1`; a whole number alone where `letter` is "". Sizes are written the same way.

    A letter that begins with ? is a size that is not known yet.
    """

    letter: str
    offset: int = 0

    def moved(self, step: int) -> Index:
        """This index with `step` added."""
        return Index(self.letter, self.offset + step) if step else self

    def written(self) -> str:
        """The index as LaTeX."""
        if not self.letter:
            return str(self.offset)
        return self.letter + (f"+{self.offset}" if self.offset > 0 else str(self.offset) if self.offset else "")


FIRST = Index("", 1)


class Constant(Struct, frozen=True):
    """An exact rational."""

    value: Fraction


class Named(Struct, frozen=True):
    """π or e."""

    name: str


class SizeOf(Struct, frozen=True):
    """A size or an index letter, as a number: the N of `1/N`."""

    index: Index


class Entry(Struct, frozen=True):
    """An entry of a vector, a matrix or a larger array; without indices, a number with a name."""

    name: str
    indices: tuple[Index, ...] = ()


class Plus(Struct, frozen=True):
    """A sum of terms."""

    terms: tuple[Element, ...]


class Times(Struct, frozen=True):
    """A product of factors."""

    factors: tuple[Element, ...]


class Raised(Struct, frozen=True):
    """A power."""

    base: Element
    exponent: Element


class Applied(Struct, frozen=True):
    """A function of numbers at its arguments: a known one, or one that the author named, differentiated `primes` times."""

    function: str
    arguments: tuple[Element, ...]
    known: bool
    primes: int = 0


class Total(Struct, frozen=True):
    """The sum of `body` for `letter` from `lower` to `upper`. No two sums bind the same letter."""

    letter: str
    lower: Index
    upper: Index
    body: Element


class Delta(Struct, frozen=True):
    """Kronecker's delta: 1 where the indices are the same, else 0."""

    left: Index
    right: Index


class Order(Enum):
    """How a condition compares two numbers."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="


class Condition(Struct, frozen=True):
    """A comparison of two numbers."""

    left: Element
    order: Order
    right: Element


class Where(Struct, frozen=True):
    """The value of the first branch all of whose conditions hold."""

    branches: tuple[tuple[Element, tuple[Condition, ...]], ...]


class Slope(Struct, frozen=True):
    """The derivative of `of` by an entry of `name`, whose entries are cut free of their definition; what is `held` is fixed."""

    of: Element
    name: str
    indices: tuple[Index, ...]
    held: frozenset[str] = frozenset()


Element: TypeAlias = Constant | Named | SizeOf | Entry | Plus | Times | Raised | Applied | Total | Delta | Where | Slope

ZERO, ONE = Constant(Fraction(0)), Constant(Fraction(1))


def number(value: int | Fraction) -> Constant:
    """A rational as an element."""
    return Constant(Fraction(value))


def negative(element: Element) -> Element:
    """Minus an element."""
    return Times((number(-1), element))


def below(element: Element) -> tuple[Element, ...]:
    """The elements directly below one."""
    match element:
        case Plus(parts) | Times(parts):
            return parts
        case Raised(base, exponent):
            return base, exponent
        case Applied(arguments=arguments):
            return arguments
        case Total(body=body):
            return (body,)
        case Where(branches):
            conditions = [side for _, held in branches for c in held for side in (c.left, c.right)]
            return (*(value for value, _ in branches), *conditions)
        case Slope(of=of):
            return (of,)
        case _:
            return ()


def rebuilt(element: Element, change: Callable[[Element], Element], index: Callable[[Index], Index]) -> Element:
    """An element with `change` applied to what is directly below it and `index` to its own indices and bounds."""
    match element:
        case SizeOf(at):
            return SizeOf(index(at))
        case Entry(name, indices) if indices:
            return Entry(name, tuple(map(index, indices)))
        case Plus(terms):
            return Plus(tuple(map(change, terms)))
        case Times(factors):
            return Times(tuple(map(change, factors)))
        case Raised(base, exponent):
            return Raised(change(base), change(exponent))
        case Applied(arguments=arguments):
            return replace(element, arguments=tuple(map(change, arguments)))
        case Total(letter, lower, upper, body):
            return Total(letter, index(lower), index(upper), change(body))
        case Delta(left, right):
            return Delta(index(left), index(right))
        case Where(branches):
            return Where(
                tuple(
                    (change(value), tuple(Condition(change(c.left), c.order, change(c.right)) for c in held))
                    for value, held in branches
                )
            )
        case Slope(of, name, indices, held):
            return Slope(change(of), name, tuple(map(index, indices)), held)
        case _:
            return element


def at(element: Element, places: Mapping[str, Index]) -> Element:
    """An element with other indices in the place of letters. No sum binds any of them, or a letter that is put in."""
    if not places:
        return element

    def index(old: Index) -> Index:
        return places[old.letter].moved(old.offset) if old.letter in places else old

    def change(old: Element) -> Element:
        return rebuilt(old, change, index)

    return change(element)


def names_in(element: Element) -> frozenset[str]:
    """The names of which entries occur in an element, those by which it is differentiated too."""
    found: set[str] = set()
    stack = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, Entry | Slope):
            found.add(current.name)
        stack.extend(below(current))
    return frozenset(found)


def functions_in(*elements: Element) -> frozenset[str]:
    """The names of the functions that are applied in elements."""
    found: set[str] = set()
    stack = list(elements)
    while stack:
        current = stack.pop()
        if isinstance(current, Applied):
            found.add(current.function)
        stack.extend(below(current))
    return frozenset(found)


def bound_letters(element: Element) -> frozenset[str]:
    """The letters that sums in an element bind."""
    found: set[str] = set()
    stack = [element]
    while stack:
        current = stack.pop()
        if isinstance(current, Total):
            found.add(current.letter)
        stack.extend(below(current))
    return frozenset(found)


def letters_in(element: Element) -> frozenset[str]:
    """The index letters that occur in entries, deltas and conditions of an element, bound ones too."""
    found: set[str] = set()

    def index(old: Index) -> Index:
        found.add(old.letter)
        return old

    def change(old: Element) -> Element:
        return rebuilt(old, change, index)

    change(element)
    return frozenset(found - {""})
