"""From the syntax tree to an element of an algebra: what is added, multiplied and transposed, and whether it fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Generic, NamedTuple, Protocol, TypeVar

from builder.calculus.context import Context, Sort
from builder.calculus.expression import nodes
from builder.calculus.expression.nodes import Expression, Fence, Symbol, Times
from builder.calculus.judge import fields
from builder.calculus.judge.conventions import IMAGINARY
from builder.calculus.judge.scope import not_understood
from builder.calculus.judge.sorts import DETERMINANTS, PARTS, TRACES, TRANSPOSED, UNITS, bare, is_identity, terms_under

LARGEST_POWER = 6
ZEROS = fields.ZEROS | {"0"}
QUATERNIONS = {name: letter for letter in "ijk" for name in (letter, rf"\mathbf{{{letter}}}", rf"\mathrm{{{letter}}}")}
_STARS = frozenset({"H", r"\dagger", "*", r"\ast"})


class Shape(Enum):
    """What an element is."""

    NUMBER = "a number"
    COLUMN = "a vector"
    ROW = "a row vector"
    MATRIX = "a matrix"
    QUATERNION = "a quaternion"


SHAPES = {
    Sort.MATRIX: Shape.MATRIX,
    Sort.VECTOR: Shape.COLUMN,
    Sort.COMPLEX: Shape.NUMBER,
    Sort.QUATERNION: Shape.QUATERNION,
    Sort.ELEMENT: Shape.MATRIX,  # matrices are elements of both, and of what is said of any elements nothing else is known
}
_PRODUCTS = {
    (Shape.MATRIX, Shape.MATRIX): Shape.MATRIX,
    (Shape.MATRIX, Shape.COLUMN): Shape.COLUMN,
    (Shape.ROW, Shape.MATRIX): Shape.ROW,
    (Shape.ROW, Shape.COLUMN): Shape.NUMBER,
    (Shape.COLUMN, Shape.ROW): Shape.MATRIX,
    (Shape.QUATERNION, Shape.QUATERNION): Shape.QUATERNION,
}
_TURNED = {Shape.COLUMN: Shape.ROW, Shape.ROW: Shape.COLUMN}

Element = TypeVar("Element")


class Known(Enum):
    """What is known of a matrix."""

    SYMMETRIC = "symmetric"
    ORTHOGONAL = "orthogonal"


def known_of(name: str, known: Mapping[str, Known]) -> Known | None:
    """What is known of a matrix, or of a derivative of one. Raises `NotUnderstood` where that is tied to the matrix."""
    found = known.get(name.rstrip("'"))
    return not_understood("the derivative of an orthogonal matrix") if found is Known.ORTHOGONAL and name[-1] == "'" else found


class Unfit(Exception):
    """Shapes that do not go together; says in words which."""

    def __init__(self, left: Shape, right: Shape) -> None:
        super().__init__(f"{left.value} and {right.value}")
        self.left, self.right = left, right


class Algebra(Protocol[Element]):
    """What elements are made of. All raise `NotUnderstood` for what the algebra cannot say."""

    def number(self, value: Fraction) -> Element: ...
    def constant(self, name: str) -> Element: ...
    def letter(self, name: str, sort: Sort | None, shape: Shape) -> Element: ...
    def identity(self) -> Element: ...
    def unit(self, letter: str) -> Element: ...
    def add(self, one: Element, other: Element) -> Element: ...
    def multiply(self, one: Element, other: Element) -> Element: ...
    def transpose(self, one: Element) -> Element: ...
    def conjugate(self, one: Element, shape: Shape) -> Element: ...
    def inverse(self, one: Element) -> Element: ...
    def raised(self, one: Element, exponent: Element) -> Element: ...
    def function(self, name: str, one: Element) -> Element: ...
    def root(self, one: Element) -> Element: ...
    def length(self, square: Element) -> Element: ...
    def cross(self, one: Element, other: Element) -> Element: ...
    def determinant(self, one: Element) -> Element: ...
    def trace(self, one: Element) -> Element: ...


class Read(NamedTuple, Generic[Element]):
    """An element and its shape."""

    shape: Shape
    element: Element


class Moving(NamedTuple):
    """The letters that depend on a number, and its name."""

    letters: frozenset[str]
    by: str

    def is_of(self, arguments: Sequence[Expression]) -> bool:
        """Whether the arguments of a letter are this number alone."""
        return tuple(arguments) == (Symbol(self.by),)


class Reader(Generic[Element]):
    """Reads the formulas of one claim. `sorts` are those of its letters that are no real numbers, `moving` tells what derivatives
    are taken by, and of which letters they are not 0: None where no derivative is understood."""

    def __init__(
        self,
        algebra: Algebra[Element],
        sorts: Mapping[str, Sort],
        context: Context,
        rows: bool = False,
        moving: Moving | None = None,
    ) -> None:
        self.algebra = algebra
        self.sorts = sorts
        self.context = context
        self.rows = rows  # whether vectors are rows
        self.moving = moving
        self.elements = Sort.ELEMENT in sorts.values()
        self.complex = Sort.COMPLEX in sorts.values()
        self.quaternions = Sort.QUATERNION in sorts.values()
        self.defining: tuple[str, ...] = ()

    def read(self, expression: Expression) -> Read[Element]:
        """What an expression is. Raises `NotUnderstood`, and `Unfit` where shapes do not go together."""
        a = self.algebra
        match expression:
            case nodes.Number():
                return Read(Shape.NUMBER, a.number(expression.value))
            case nodes.Constant(name=nodes.ConstantName.E) if self.elements:
                return Read(Shape.MATRIX, a.identity())
            case nodes.Constant(name=nodes.ConstantName.E):
                return Read(Shape.NUMBER, a.function("exp", a.number(Fraction(1))))
            case nodes.Constant(name=nodes.ConstantName.PI):
                return Read(Shape.NUMBER, a.constant("pi"))
            case Symbol(name):
                return self._symbol(name)
            case nodes.Group(inner):
                return self.read(inner)
            case nodes.Negation(operand):
                shape, element = self.read(operand)
                return Read(shape, self._negative(element))
            case nodes.Sum(terms):
                read = [self.read(term) for term in terms]
                total = read[0]
                for term in read[1:]:
                    total = self._sum(total, term)
                return total
            case nodes.Product(factors, signs):
                return self._product(factors, signs)
            case nodes.Quotient(numerator, denominator):
                above, below = self.read(numerator), self.read(denominator)
                if below.shape is not Shape.NUMBER:
                    return not_understood(f"a division by {below.shape.value}")
                return Read(above.shape, a.multiply(a.inverse(below.element), above.element))
            case nodes.Power(base, exponent):
                return self._power(base, exponent)
            case nodes.Root(radicand, None):
                return Read(Shape.NUMBER, a.root(self._number(radicand).element))
            case nodes.Fenced(Fence.ABSOLUTE, nodes.Product(factors, signs)) if self._are_numbers(factors):
                return self._product(tuple(nodes.Fenced(Fence.ABSOLUTE, factor) for factor in factors), signs)
            case nodes.Fenced(fence, inner):
                return self._fenced(fence, self.read(inner))
            case nodes.Call(function, (argument,), power, None):
                value = self._function(function, self.read(argument))
                return value if power is None else self._raised(value, power)
            case nodes.Prime(operand, nodes.Number(order)) if self.moving is not None:
                return self._derived(operand, int(order))
            case nodes.Derivative(operand, ((Symbol(by), order),)) if self.moving is not None and by == self.moving.by:
                return self._derived(operand, order)
            case nodes.Application(of, arguments) if self.moving is not None and self.moving.is_of(arguments) and self._moves(of):
                return self.read(of)
            case nodes.Application(Symbol(name), (argument,)):
                if name in self.sorts:
                    return self._times(self._symbol(name), self.read(argument), Times.IMPLICIT)
                return self._operator(name, self.read(argument))
            case nodes.Vector((one, other), style):
                return self._bracket(self.read(one), self.read(other), style)
            case _:
                return not_understood("notation that has no meaning beside matrices and complex numbers")

    def _derived(self, operand: Expression, order: int) -> Read[Element]:
        """A derivative of the order told."""
        from builder.calculus.judge.algebras.duals import Duals  # which are made of algebras

        if not order:
            return self.read(operand)
        assert self.moving is not None
        duals = Duals(self.algebra, *self.moving)
        read = Reader(duals, self.sorts, self.context, self.rows, self.moving)._derived(operand, order - 1)
        return Read(read.shape, read.element.slope)

    def _moves(self, function: Expression) -> bool:
        """Whether it is a letter that depends on the number, or a derivative of one."""
        while isinstance(function, nodes.Prime | nodes.Derivative | nodes.Group):
            function = function.inner if isinstance(function, nodes.Group) else function.operand
        return isinstance(function, Symbol) and self.moving is not None and function.name in self.moving.letters

    def _number(self, expression: Expression) -> Read[Element]:
        read = self.read(expression)
        if read.shape is not Shape.NUMBER:
            raise Unfit(read.shape, Shape.NUMBER)
        return read

    def _are_numbers(self, factors: Sequence[Expression]) -> bool:
        """Whether factors are numbers or quaternions, so that bars around them may stand around each."""
        numbers = (Shape.NUMBER, Shape.QUATERNION)
        return not any(isinstance(f, Symbol) and "operatorname" in f.name for f in factors) and all(
            self.read(factor).shape in numbers for factor in factors
        )

    def _negative(self, element: Element) -> Element:
        return self.algebra.multiply(self.algebra.number(Fraction(-1)), element)

    # ------------------------------------------------------------------------------------------ names

    def _symbol(self, name: str) -> Read[Element]:
        a = self.algebra
        if name in self.sorts:
            sort = self.sorts[name]
            if sort is Sort.COMPLEX and name in IMAGINARY:
                return Read(Shape.NUMBER, a.unit("i"))
            if sort is Sort.QUATERNION and name in QUATERNIONS:
                return Read(Shape.QUATERNION, a.unit(QUATERNIONS[name]))
            shape = Shape.ROW if self.rows and sort is Sort.VECTOR else SHAPES[sort]
            return Read(shape, a.letter(name, sort, shape))
        definition = self.context.definitions.get(name)
        if definition is not None and definition.body is not None:
            return self._defined(name, definition.parameters, definition.body)
        if terms := terms_under(name):
            read = self._terms(terms)
            return self._adjoint(read) if name[-1] in "*}" and "^" in name else self._conjugate(read)
        if self.complex and name in UNITS:
            return Read(Shape.NUMBER, a.unit("i"))
        if is_identity(name) and Sort.MATRIX in self.sorts.values():
            return Read(Shape.MATRIX, a.identity())
        if name in ZEROS:
            return Read(Shape.NUMBER, a.number(Fraction(0)))
        if self.moving is not None and name in self.moving.letters:
            return Read(Shape.NUMBER, a.letter(name, None, Shape.NUMBER))
        if name in self.context.functions or name in DETERMINANTS or name in TRACES or name in PARTS or "operatorname" in name:
            not_understood(f"{name}, which is a function here")
        return Read(Shape.NUMBER, a.letter(name, None, Shape.NUMBER))

    def _terms(self, terms: Sequence[tuple[str, tuple[str, ...]]]) -> Read[Element]:
        total: Read[Element] | None = None
        for sign, letters in terms:
            product = self._symbol(letters[0])
            for letter in letters[1:]:
                product = self._times(product, self._symbol(letter), Times.IMPLICIT)
            product = Read(product.shape, self._negative(product.element)) if sign == "-" else product
            total = product if total is None else self._sum(total, product)
        assert total is not None
        return total

    def _defined(self, name: str, parameters: Sequence[str], body: Expression) -> Read[Element]:
        if parameters or name in self.defining:
            not_understood(f"{name}, which is a function here")
        before, self.defining = self.defining, (*self.defining, name)
        try:
            return self.read(body)
        finally:
            self.defining = before

    # ------------------------------------------------------------------------------------------ sums and products

    def _sum(self, one: Read[Element], other: Read[Element]) -> Read[Element]:
        shape = self.together(one, other)
        return Read(shape, self.algebra.add(self._as(one, shape), self._as(other, shape)))

    def together(self, one: Read[Element], other: Read[Element]) -> Shape:
        """The shape of two elements that are added, or compared. A number 0 stands beside anything. Raises `Unfit`."""
        if one.shape is other.shape:
            return one.shape
        shapes = {one.shape, other.shape}
        if shapes == {Shape.NUMBER, Shape.QUATERNION}:
            return Shape.QUATERNION
        number = one if one.shape is Shape.NUMBER else other
        if number.shape is Shape.NUMBER and number.element == self.algebra.number(Fraction(0)):
            return other.shape if number is one else one.shape
        if self.elements and shapes == {Shape.NUMBER, Shape.MATRIX} and number.element == self.algebra.number(Fraction(1)):
            return Shape.MATRIX
        raise Unfit(one.shape, other.shape)

    def _as(self, read: Read[Element], shape: Shape) -> Element:
        unit = shape is Shape.MATRIX and read.element != self.algebra.number(Fraction(0))
        if read.shape is Shape.NUMBER and (shape is Shape.QUATERNION or unit):
            return self.algebra.multiply(read.element, self.algebra.identity())
        return read.element

    def sides(self, one: Read[Element], other: Read[Element]) -> tuple[Shape, Element, Element]:
        """Two sides that are compared, as elements of one shape. Raises `Unfit`."""
        shape = self.together(one, other)
        return shape, self._as(one, shape), self._as(other, shape)

    def _product(self, factors: Sequence[Expression], signs: Sequence[Times]) -> Read[Element]:
        product: Read[Element] | None = None
        for sign, factor in self._applied(factors, signs):
            product = factor if product is None else self._times(product, factor, sign)
        assert product is not None
        return product

    def _applied(self, factors: Sequence[Expression], signs: Sequence[Times]) -> Iterator[tuple[Times, Read[Element]]]:
        r"""The factors, each with the sign before it; `\operatorname{Re} z` is one, of a name and the letter behind it."""
        place = 0
        while place < len(factors):
            factor, sign = factors[place], signs[place - 1] if place else Times.IMPLICIT
            place += 1
            if isinstance(factor, Symbol) and factor.name in PARTS and place < len(factors):
                behind = factors[place + 1 : place + 2]
                if behind and signs[place] is Times.IMPLICIT and isinstance(behind[0], Symbol) and behind[0].name in self.sorts:
                    not_understood(f"{factor.name} of one letter, or of all behind it")
                yield sign, self._operator(factor.name, self.read(factors[place]))
                place += 1
            else:
                yield sign, self.read(factor)

    def _times(self, one: Read[Element], other: Read[Element], sign: Times) -> Read[Element]:
        a = self.algebra
        if sign not in (Times.IMPLICIT, Times.DOT, Times.CROSS, Times.STAR):
            return not_understood("a product entry by entry")
        if Shape.NUMBER in (one.shape, other.shape):
            return Read(other.shape if one.shape is Shape.NUMBER else one.shape, a.multiply(one.element, other.element))
        if one.shape is other.shape and one.shape in _TURNED and sign is Times.DOT:
            left, right = one.element, other.element
            if one.shape is Shape.COLUMN:
                return Read(Shape.NUMBER, a.multiply(a.transpose(left), right))
            return Read(Shape.NUMBER, a.multiply(left, a.transpose(right)))
        if one.shape is other.shape is Shape.COLUMN and sign is Times.CROSS:
            return Read(Shape.COLUMN, a.cross(one.element, other.element))
        if sign is Times.CROSS:
            return not_understood("a cross product of what are no vectors")
        shape = _PRODUCTS.get((one.shape, other.shape))
        if shape is None:
            raise Unfit(one.shape, other.shape)
        return Read(shape, a.multiply(one.element, other.element))

    def _bracket(self, one: Read[Element], other: Read[Element], style: nodes.VectorStyle) -> Read[Element]:
        """An inner product of vectors, `\\langle u, v \\rangle`, or a commutator, `[A, B]`."""
        a = self.algebra
        if style is nodes.VectorStyle.ANGLE and one.shape is other.shape is Shape.COLUMN:
            return self._times(one, other, Times.DOT)
        if style is nodes.VectorStyle.SQUARE and one.shape is other.shape is Shape.MATRIX:
            back = self._negative(a.multiply(other.element, one.element))
            return Read(Shape.MATRIX, a.add(a.multiply(one.element, other.element), back))
        return not_understood("a bracket of two elements")

    # ------------------------------------------------------------------------------------------ powers and functions

    def _power(self, base: Expression, exponent: Expression) -> Read[Element]:
        a = self.algebra
        if isinstance(base, nodes.Constant) and base.name is nodes.ConstantName.E and not self.elements:
            return self._function("exp", self.read(exponent))
        sign = exponent.operand if isinstance(exponent, nodes.Negation) else exponent
        if isinstance(sign, Symbol) and (sign.name in TRANSPOSED or (sign.name == "T" and "T" not in self.sorts)):
            shape, element = self.read(base)
            if shape in (Shape.NUMBER, Shape.QUATERNION):
                return not_understood("the transpose of what is not known to be a vector or a matrix")
            element = a.inverse(element) if sign is not exponent and shape is Shape.MATRIX else element
            return Read(_TURNED.get(shape, shape), a.transpose(element))
        if isinstance(exponent, Symbol) and exponent.name in _STARS and exponent.name not in self.sorts:
            return self._adjoint(self.read(base))
        return self._raised(self.read(base), exponent)

    def _raised(self, value: Read[Element], exponent: Expression) -> Read[Element]:
        a, (shape, element) = self.algebra, value
        if shape in _TURNED:
            if exponent != nodes.Number("2"):
                return not_understood("a power of a vector")
            row, column = (a.transpose(element), element) if shape is Shape.COLUMN else (element, a.transpose(element))
            return Read(Shape.NUMBER, a.multiply(row, column))
        number = bare(exponent)
        negative = isinstance(number, nodes.Negation)
        if isinstance(number, nodes.Negation):
            number = bare(number.operand)
        if not isinstance(number, nodes.Number):
            return Read(shape, a.raised(element, self._number(exponent).element))
        if number.value.denominator != 1 or number.value > LARGEST_POWER:
            return not_understood("a power that is not written out here")
        element = a.inverse(element) if negative else element
        power = a.number(Fraction(1)) if shape is Shape.NUMBER else a.identity()
        for _ in range(int(number.value)):
            power = a.multiply(power, element)
        return Read(shape, power)

    def _function(self, name: str, value: Read[Element]) -> Read[Element]:
        if value.shape is Shape.NUMBER or (value.shape is Shape.MATRIX and name == "exp"):
            return Read(value.shape, self.algebra.function(name, value.element))
        return not_understood(f"{name} of {value.shape.value}")

    def _operator(self, name: str, value: Read[Element]) -> Read[Element]:
        a = self.algebra
        if name in DETERMINANTS | TRACES:
            if value.shape is not Shape.MATRIX:
                return not_understood(f"{name} of {value.shape.value}")
            return Read(Shape.NUMBER, (a.determinant if name in DETERMINANTS else a.trace)(value.element))
        if name in PARTS and value.shape is Shape.NUMBER:
            other = a.conjugate(value.element, value.shape)
            if PARTS[name] == "Re":
                return Read(Shape.NUMBER, a.multiply(a.number(Fraction(1, 2)), a.add(value.element, other)))
            half = a.multiply(a.number(Fraction(-1, 2)), a.unit("i"))
            return Read(Shape.NUMBER, a.multiply(half, a.add(value.element, self._negative(other))))
        return not_understood(f"{name} of {value.shape.value}, which is not defined here")

    def _conjugate(self, value: Read[Element]) -> Read[Element]:
        return Read(value.shape, self.algebra.conjugate(value.element, value.shape))

    def _adjoint(self, value: Read[Element]) -> Read[Element]:
        shape, element = self._conjugate(value)
        if shape in (Shape.NUMBER, Shape.QUATERNION):
            return Read(shape, element)
        return Read(_TURNED.get(shape, shape), self.algebra.transpose(element))

    def _fenced(self, fence: Fence, value: Read[Element]) -> Read[Element]:
        a, (shape, element) = self.algebra, value
        if fence is Fence.ABSOLUTE and shape is Shape.MATRIX:
            return Read(Shape.NUMBER, a.determinant(element))
        if fence not in (Fence.ABSOLUTE, Fence.NORM, Fence.EUCLIDEAN) or shape is Shape.MATRIX:
            return not_understood(f"such bars around {shape.value}")
        if shape is Shape.COLUMN:
            return Read(Shape.NUMBER, a.length(a.multiply(a.transpose(element), element)))
        if shape is Shape.ROW:
            return Read(Shape.NUMBER, a.length(a.multiply(element, a.transpose(element))))
        return Read(Shape.NUMBER, a.length(a.multiply(element, a.conjugate(element, shape))))
