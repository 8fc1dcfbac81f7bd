"""Polynomials over atoms: entries, sizes, deltas, functions, kernels and closed sums, told apart by their canonical text."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from builder.calculus.judge.tensors.elements import Index


class AnEntry(Struct, frozen=True):
    """An entry that nothing defines."""

    name: str
    indices: tuple[Index, ...]


class ASize(Struct, frozen=True):
    """A size, or an index as a number."""

    letter: str


class ADelta(Struct, frozen=True):
    """Kronecker's delta."""

    left: Index
    right: Index


class AFunction(Struct, frozen=True):
    """A function at its arguments. `ln` is the logarithm of the absolute value."""

    function: str
    primes: int
    arguments: tuple[Polynomial, ...]


class AnExponential(Struct, frozen=True):
    """exp of a monomial; a number in front of it is the exponent of this atom."""

    monomial: Monomial


class AKernel(Struct, frozen=True):
    """A sum that stands under a broken or a negative power."""

    base: Polynomial


class ASum(Struct, frozen=True):
    """The sum of a monomial over letters, each from 1 to its size. The monomial falls into no parts without a common letter."""

    bounds: tuple[tuple[str, Index], ...]
    monomial: Monomial


class AStep(Struct, frozen=True):
    """1 where a polynomial is positive, else 0."""

    of: Polynomial


class AName(Struct, frozen=True):
    """π."""

    name: str


Data: TypeAlias = AnEntry | ASize | ADelta | AFunction | AnExponential | AKernel | ASum | AStep | AName


class Atom(Struct, frozen=True, eq=False):
    """What a polynomial is a polynomial in. `letters` are its free index letters, `height` how deep its sums are nested."""

    text: str
    letters: frozenset[str]
    height: int
    data: Data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


Monomial: TypeAlias = tuple[tuple[Atom, Fraction], ...]
"""Atoms with exponents, in the order of their texts; the exponents are not 0."""

Polynomial: TypeAlias = tuple[tuple[Monomial, Fraction], ...]
"""Monomials with coefficients, in the order of their texts: a canonical form, to be compared and kept."""

Terms: TypeAlias = dict[Monomial, Fraction]
"""A polynomial that is being worked on."""

UNIT = Fraction(1)


def text_of(monomial: Monomial) -> str:
    """The canonical text of a monomial."""
    return " ".join(atom.text if exponent == 1 else f"{atom.text}^({exponent})" for atom, exponent in monomial)


def polynomial_text(polynomial: Polynomial) -> str:
    """The canonical text of a polynomial."""
    return " + ".join(f"{coefficient}*{text_of(monomial)}" for monomial, coefficient in polynomial)


def frozen(terms: Terms) -> Polynomial:
    """A polynomial in its canonical order."""
    return tuple(sorted(terms.items(), key=lambda item: text_of(item[0])))


def letters_of(monomial: Iterable[tuple[Atom, Fraction]]) -> frozenset[str]:
    """The free letters of a monomial."""
    return frozenset().union(*(atom.letters for atom, _ in monomial))


def steps_of(monomial: Monomial, letter: str) -> frozenset[int]:
    """What is added to a letter where it stands as an index of an entry."""
    found: set[int] = set()
    waiting = [atom for atom, _ in monomial]
    while waiting:
        atom = waiting.pop()
        if letter not in atom.letters:
            continue
        match atom.data:
            case AnEntry(indices=indices):
                found |= {index.offset for index in indices if index.letter == letter}
            case AFunction(arguments=arguments):
                waiting += [a for argument in arguments for m, _ in argument for a, _ in m]
            case AnExponential(monomial=inner) | ASum(monomial=inner):
                waiting += [a for a, _ in inner]
            case AKernel(base=polynomial) | AStep(of=polynomial):
                waiting += [a for m, _ in polynomial for a, _ in m]
            case _:
                pass
    return frozenset(found)


def made(data: Data) -> Atom:
    """The atom of given data, which is canonical."""
    match data:
        case AnEntry(name, indices):
            text = f"{name}[{','.join(i.written() for i in indices)}]"
            return Atom(text, frozenset(i.letter for i in indices if i.letter), 0, data)
        case ASize(letter):
            return Atom(f"size({letter})", frozenset({letter}), 0, data)
        case ADelta(left, right):
            letters = frozenset(i.letter for i in (left, right) if i.letter)
            return Atom(f"delta[{left.written()},{right.written()}]", letters, 0, data)
        case AFunction(function, primes, arguments):
            text = f"{function}{chr(39) * primes}({'; '.join(map(polynomial_text, arguments))})"
            return _over([m for argument in arguments for m, _ in argument], text, data)
        case AnExponential(monomial):
            return _over([monomial], f"exp({text_of(monomial)})", data)
        case AKernel(base):
            return _over([m for m, _ in base], f"({polynomial_text(base)})", data)
        case AStep(of):
            return _over([m for m, _ in of], f"step({polynomial_text(of)})", data)
        case ASum(bounds, monomial):
            run = ",".join(f"{letter}<={size.written()}" for letter, size in bounds)
            bound = frozenset(letter for letter, _ in bounds)
            sizes = frozenset(size.letter for _, size in bounds if size.letter)
            inner = _over([monomial], f"sum({run}: {text_of(monomial)})", data)
            return Atom(inner.text, (inner.letters - bound) | sizes, inner.height + 1, data)
        case AName(name):
            return Atom(name, frozenset(), 0, data)


def _over(monomials: list[Monomial], text: str, data: Data) -> Atom:
    atoms = [atom for monomial in monomials for atom, _ in monomial]
    return Atom(text, frozenset().union(*(atom.letters for atom in atoms)), max((atom.height for atom in atoms), default=0), data)
