"""Elements that are numbers and matrices of numbers, in complex balls: where two of them are apart, a claim is false.

Quaternions are complex matrices of two rows (A. Cayley).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from flint import acb, acb_mat, arb, fmpq

from builder.calculus.context import Sort
from builder.calculus.judge.algebras.reading import Known, Shape, known_of
from builder.calculus.judge.scope import not_understood

Value: TypeAlias = acb | acb_mat

FIRST = (((1, 1), (0, 1)), ((1, 0), (1, 1)), ((0, 1), (1, 1)), ((2, 1), (1, 1)))
"""The matrices that letters are first."""

_NUMBERS = ((2, 0), (3, 0), (-1, 0), (5, 0)), ((-3, 0), (1, 0), (2, 0), (-2, 0)), ((4, 0), (-2, 0), (3, 0), (1, 0))
_COMPLEX = ((0, 1), (1, 1), (1, -2), (2, 1)), ((-1, 2), (2, -1), (-2, -1), (1, 3)), ((-3, 0), (-2, 1), (0, -1), (3, 2))
_UNITS = {"i": ((1j, 0), (0, -1j)), "j": ((0, 1), (-1, 0)), "k": ((0, 1j), (1j, 0))}
TRIALS = 6


class Undefined(Exception):
    """An element that has no value at a trial: the inverse of what has none."""


class Values:
    """The elements of one trial: each letter has a value, and matrices have `size` rows and columns."""

    def __init__(
        self, trial: int, size: int, quaternions: bool = False, known: Mapping[str, Known] = MappingProxyType({})
    ) -> None:
        self.trial, self.size, self.quaternions, self.known = trial, size, quaternions, known
        self.given: dict[str, Value] = {}

    def number(self, value: Fraction) -> Value:
        """A rational."""
        return acb(fmpq(value.numerator, value.denominator))

    def constant(self, name: str) -> Value:
        """The number π."""
        return acb(arb.pi()) if name == "pi" else not_understood(f"the constant {name}")

    def letter(self, name: str, sort: Sort | None, shape: Shape) -> Value:
        """The value of a letter: its first ones are small, and those of two letters differ."""
        if name not in self.given:
            self.given[name] = self._chosen(name, len(self.given), sort, shape)
        return self.given[name]

    def _chosen(self, name: str, place: int, sort: Sort | None, shape: Shape) -> Value:
        if sort is Sort.COMPLEX:
            return acb(*_pair(_COMPLEX, self.trial, place))
        if sort is None and name == "n" and self.size:
            return acb(self.size)  # authors call the number of rows n
        if sort is None:
            return acb(_pair(_NUMBERS, self.trial, place)[0])
        if shape is Shape.QUATERNION:
            a, b, c, d = (self._entry(place, n, 0) for n in range(4))
            return acb_mat([[acb(a, b), acb(c, d)], [acb(-c, d), acb(a, -b)]])
        if shape is Shape.MATRIX and (known := known_of(name, self.known)) is not None:
            value = acb_mat([[self._entry(place, i, j) for j in range(self.size)] for i in range(self.size)])
            if known is Known.SYMMETRIC:
                return value + value.transpose()
            skew, one = value - value.transpose(), self.identity()
            return (one - skew) * (one + skew).inv()  # A. Cayley: I + S has an inverse
        if shape is Shape.MATRIX:
            if self.trial == 0 and self.size == 2 and place < len(FIRST):
                return acb_mat([list(row) for row in FIRST[place]])
            rows = [[self._entry(place, i, j) for j in range(self.size)] for i in range(self.size)]
            value = acb_mat(rows)
            return value if not value.det().contains(0) else value + self.identity() * 7
        column = acb_mat([[self._entry(place, i, 0)] for i in range(self.size)])
        return column if shape is Shape.COLUMN else column.transpose()

    def _entry(self, place: int, i: int, j: int) -> int:
        return (5 * self.trial + 3 * place + 4 * i * (place + 2) + (2 * place + 3) * j * (i + 1) + (i * j * j)) % 7 - 2

    def identity(self) -> Value:
        """1 on the diagonal."""
        return acb_mat([[int(i == j) for j in range(self.size)] for i in range(self.size)])

    def unit(self, letter: str) -> Value:
        """The imaginary unit, or a unit of the quaternions."""
        if not self.quaternions:
            return acb(0, 1)
        return acb_mat([[acb(complex(z).real, complex(z).imag) for z in row] for row in _UNITS[letter]])

    def add(self, one: Value, other: Value) -> Value:
        """The sum; 0 may stand beside a matrix."""
        if isinstance(one, acb_mat) != isinstance(other, acb_mat):
            return one if isinstance(one, acb_mat) else other
        return one + other

    def multiply(self, one: Value, other: Value) -> Value:
        """The product; a row times a column is a number."""
        if isinstance(one, acb_mat) and isinstance(other, acb_mat):
            product = one * other
            return product[0, 0] if (product.nrows(), product.ncols()) == (1, 1) else product
        return one * other

    def transpose(self, one: Value) -> Value:
        """Rows for columns."""
        return one.transpose() if isinstance(one, acb_mat) else one

    def conjugate(self, one: Value, shape: Shape) -> Value:
        """The complex conjugate; of a quaternion, its own."""
        if isinstance(one, acb_mat):
            return one.conjugate().transpose() if shape is Shape.QUATERNION else one.conjugate()
        return one.conjugate()

    def inverse(self, one: Value) -> Value:
        """The inverse. Raises Undefined without one."""
        determinant = one.det() if isinstance(one, acb_mat) else one
        if determinant.contains(0):
            raise Undefined
        return one.inv() if isinstance(one, acb_mat) else 1 / one

    def raised(self, one: Value, exponent: Value) -> Value:
        """A power whose exponent is an integer here."""
        if isinstance(exponent, acb_mat) or not exponent.is_exact() or not exponent.contains_integer() or exponent.imag != 0:
            return not_understood("a power whose exponent is no integer")
        times = int(exponent.real.unique_fmpz() or 0)
        base = one if times >= 0 else self.inverse(one)
        power: Value = self.identity() if isinstance(one, acb_mat) else acb(1)
        for _ in range(abs(times)):
            power = power * base
        return power

    def function(self, name: str, one: Value) -> Value:
        """A function of a complex number, or the exponential of a matrix."""
        if name not in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"):
            return not_understood(f"{name} of a complex number, which has several values")
        value: Value = getattr(one, name)()
        return value

    def root(self, one: Value) -> Value:
        """The square root whose real part is not negative."""
        return one.sqrt() if isinstance(one, acb) else not_understood("the root of a matrix")

    def length(self, square: Value) -> Value:
        """The root of what is no less than 0."""
        if isinstance(square, acb_mat):
            square = square[0, 0]
        return acb(square.real.sqrt())

    def cross(self, one: Value, other: Value) -> Value:
        """The cross product of two vectors of three entries."""
        (a, b, c), (d, e, f) = entries(one), entries(other)
        return acb_mat([[b * f - c * e], [c * d - a * f], [a * e - b * d]])

    def determinant(self, one: Value) -> Value:
        """The determinant."""
        return one.det() if isinstance(one, acb_mat) else one

    def trace(self, one: Value) -> Value:
        """The trace."""
        return sum((one[i, i] for i in range(one.nrows())), acb(0)) if isinstance(one, acb_mat) else one

    def written(self, value: Value) -> str:
        """A value as text: `[1 2; 3 4]`, `1 + 2i`, `1 + i - k`."""
        if not isinstance(value, acb_mat):
            return _number(value)
        if self.quaternions:
            return _quaternion(value)
        return "[" + "; ".join(" ".join(row) for row in _rows(value)) + "]"

    def latex(self, name: str, value: Value) -> str:
        """What a letter is, as LaTeX."""
        if not isinstance(value, acb_mat) or self.quaternions:
            return f"{name} = {self.written(value)}"
        inside = r" \\ ".join(" & ".join(row) for row in _rows(value))
        return rf"{name} = \begin{{pmatrix}} {inside} \end{{pmatrix}}"


def _rows(value: acb_mat) -> list[list[str]]:
    return [[_number(value[i, j]) for j in range(value.ncols())] for i in range(value.nrows())]


def _quaternion(value: acb_mat) -> str:
    one, two = value[0, 0], value[0, 1]
    parts = [(_real(one.real), ""), (_real(one.imag), "i"), (_real(two.real), "j"), (_real(two.imag), "k")]
    text = ""
    for number, unit in parts:
        if number != "0":
            size = number.removeprefix("-")
            sign = "-" if number.startswith("-") else "+"
            size = "" if size == "1" and unit else size
            text += f" {sign} {size}{unit}" if text else f"{sign.strip('+')}{size}{unit}"
    return text or "0"


def _pair(table: tuple[tuple[tuple[int, int], ...], ...], trial: int, place: int) -> tuple[int, int]:
    row = table[trial % len(table)]
    real, imaginary = row[place % len(row)]
    further = trial // len(table) + place // len(row)
    return real + further, imaginary + 2 * further * (imaginary != 0)


def entries(value: Value) -> list[acb]:
    """The numbers that a value is made of."""
    return list(value.entries()) if isinstance(value, acb_mat) else [value]


def are_apart(one: Value, other: Value) -> bool:
    """Whether two values provably differ."""
    pairs = _paired(one, other)
    return any(not a.overlaps(b) for a, b in pairs)


def may_be_equal(one: Value, other: Value) -> bool:
    """Whether two values agree as closely as they are known, and these are close."""
    return all(a.overlaps(b) and a.rad() < 1e-6 and b.rad() < 1e-6 for a, b in _paired(one, other))


def _paired(one: Value, other: Value) -> list[tuple[acb, acb]]:
    left, right = entries(one), entries(other)
    if len(left) != len(right):  # a number 0 beside a matrix
        left, right = (left * len(right), right) if len(left) == 1 else (left, right * len(left))
    return list(zip(left, right, strict=True))


def _number(value: acb) -> str:
    real, imaginary = _real(value.real), _real(value.imag)
    if imaginary == "0":
        return real
    size = imaginary.removeprefix("-")
    unit = "i" if size == "1" else f"{size}i"
    sign = "-" if imaginary.startswith("-") else "+"
    if real == "0":
        return unit if sign == "+" else f"-{unit}"
    return f"{real} {sign} {unit}"


def _real(value: arb) -> str:
    near = value.mid()
    whole = round(float(near))
    if abs(value - whole) < 1e-9:
        return str(whole)
    for below in (2, 3, 4, 5, 6, 8, 10, 12):
        if abs(value * below - round(float(near * below))) < 1e-9:
            return str(Fraction(round(float(near * below)), below))
    return f"{float(near):.6g}"
