"""Elements that depend on a number, each with its derivative by it: `(AB)' = A'B + AB'`, in this order.

They are the dual numbers over another algebra (W. K. Clifford): to calculate with them is to differentiate, and letters that do
not commute stay where they are. Of a letter that depends on the number, its derivative is another one.
"""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from builder.calculus.context import Sort
from builder.calculus.judge.algebras.reading import Algebra, Shape
from builder.calculus.judge.scope import not_understood

Element = TypeVar("Element")


class Dual(NamedTuple, Generic[Element]):
    """A value, and its derivative."""

    value: Element
    slope: Element


class Duals(Generic[Element]):
    """The dual numbers over `below`: the letters `moving` depend on the number, which is called `by`."""

    def __init__(self, below: Algebra[Element], moving: Set[str], by: str) -> None:
        self.below, self.moving, self.by = below, moving, by

    def _fixed(self, value: Element) -> Dual[Element]:
        return Dual(value, self.below.multiply(value, self.below.number(Fraction(0))))

    def number(self, value: Fraction) -> Dual[Element]:
        """A rational."""
        return self._fixed(self.below.number(value))

    def constant(self, name: str) -> Dual[Element]:
        """The number π."""
        return self._fixed(self.below.constant(name))

    def letter(self, name: str, sort: Sort | None, shape: Shape) -> Dual[Element]:
        """A letter, with another one for its derivative if it is one of those that depend on the number."""
        value = self.below.letter(name, sort, shape)
        if name == self.by:
            return Dual(value, self.below.number(Fraction(1)))
        if name.rstrip("'") in self.moving:
            return Dual(value, self.below.letter(f"{name}'", sort, shape))
        return self._fixed(value)

    def identity(self) -> Dual[Element]:
        """The identity is constant."""
        return self._fixed(self.below.identity())

    def unit(self, letter: str) -> Dual[Element]:
        """Units are constant."""
        return self._fixed(self.below.unit(letter))

    def add(self, one: Dual[Element], other: Dual[Element]) -> Dual[Element]:
        """The sum."""
        return Dual(self.below.add(one.value, other.value), self.below.add(one.slope, other.slope))

    def multiply(self, one: Dual[Element], other: Dual[Element]) -> Dual[Element]:
        """The product, by Leibniz's rule, in which the factors keep their order."""
        multiply = self.below.multiply
        slope = self.below.add(multiply(one.slope, other.value), multiply(one.value, other.slope))
        return Dual(multiply(one.value, other.value), slope)

    def transpose(self, one: Dual[Element]) -> Dual[Element]:
        """The transpose."""
        return Dual(self.below.transpose(one.value), self.below.transpose(one.slope))

    def conjugate(self, one: Dual[Element], shape: Shape) -> Dual[Element]:
        """The conjugate, of what depends on a real number."""
        return Dual(self.below.conjugate(one.value, shape), self.below.conjugate(one.slope, shape))

    def inverse(self, one: Dual[Element]) -> Dual[Element]:
        """The inverse: `(A^{-1})' = -A^{-1} A' A^{-1}`."""
        value = self.below.inverse(one.value)
        slope = self.below.multiply(self.below.multiply(value, one.slope), value)
        return Dual(value, self._times(Fraction(-1), slope))

    def raised(self, one: Dual[Element], exponent: Dual[Element]) -> Dual[Element]:
        """A power whose exponent is a letter, of what is constant."""
        value = self.below.raised(one.value, exponent.value)
        if not (self._is_constant(one) and self._is_constant(exponent)):
            not_understood("the derivative of a power whose exponent is a letter")
        return self._fixed(value)

    def function(self, name: str, one: Dual[Element]) -> Dual[Element]:
        """An analytic function: of a matrix that commutes with its derivative what it is of a number."""
        multiply = self.below.multiply
        value = self.below.function(name, one.value)
        if self._is_constant(one):
            return self._fixed(value)
        if multiply(one.value, one.slope) != multiply(one.slope, one.value):
            not_understood(f"the derivative of {name} of a matrix that may not commute with its own")
        match name:
            case "exp":
                outer = value
            case "sin" | "sinh":
                outer = self.below.function({"sin": "cos", "sinh": "cosh"}[name], one.value)
            case "cos" | "cosh":
                outer = self.below.function({"cos": "sin", "cosh": "sinh"}[name], one.value)
                outer = self._times(Fraction(-1), outer) if name == "cos" else outer
            case _:
                return not_understood(f"the derivative of {name}")
        return Dual(value, multiply(one.slope, outer))

    def root(self, one: Dual[Element]) -> Dual[Element]:
        """A square root."""
        value = self.below.root(one.value)
        return self._of_root(value, one.slope)

    def length(self, square: Dual[Element]) -> Dual[Element]:
        """A length, which is told by its square."""
        return self._of_root(self.below.length(square.value), square.slope)

    def _of_root(self, value: Element, slope: Element) -> Dual[Element]:
        below = self.below.inverse(self._times(Fraction(2), value))
        return Dual(value, self.below.multiply(below, slope))

    def cross(self, one: Dual[Element], other: Dual[Element]) -> Dual[Element]:
        """The cross product."""
        cross = self.below.cross
        slope = self.below.add(cross(one.slope, other.value), cross(one.value, other.slope))
        return Dual(cross(one.value, other.value), slope)

    def determinant(self, one: Dual[Element]) -> Dual[Element]:
        """The determinant of what has an inverse: `(\\det A)' = \\det A \\operatorname{tr}(A^{-1} A')` (C. G. J. Jacobi)."""
        value = self.below.determinant(one.value)
        relative = self.below.trace(self.below.multiply(self.below.inverse(one.value), one.slope))
        return Dual(value, self.below.multiply(value, relative))

    def trace(self, one: Dual[Element]) -> Dual[Element]:
        """The trace."""
        return Dual(self.below.trace(one.value), self.below.trace(one.slope))

    def _times(self, number: Fraction, element: Element) -> Element:
        return self.below.multiply(self.below.number(number), element)

    def _is_constant(self, one: Dual[Element]) -> bool:
        return one.slope == self.below.multiply(one.value, self.below.number(Fraction(0)))
