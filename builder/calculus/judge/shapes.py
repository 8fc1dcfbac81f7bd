"""Values of many entries, and their arithmetic: what fits is computed entry by entry, what does not is a mismatch of shapes."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from builder.calculus.expression.nodes import Expression, Group, Matrix, Negation, Number, Power, Product, Quotient, Root, Sum
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Rational, RootOf, Term

MINUS_ONE = Rational(Fraction(-1))


class Mismatch(Exception):
    """Two shapes that do not go together. `args[0]` says which, in words."""


class Many(Struct, frozen=True):
    """A column (`columns` is None) or a matrix, its entries row by row."""

    rows: int
    columns: int | None
    entries: tuple[Term, ...]

    @property
    def is_column(self) -> bool:
        """Whether it stands upright."""
        return self.columns is None

    @property
    def words(self) -> str:
        """What it is, in words."""
        return f"a vector of {self.rows} entries" if self.columns is None else f"a {self.rows} × {self.columns} matrix"


Meant: TypeAlias = Term | Many


def words(value: Meant) -> str:
    """What a value is, in words."""
    return value.words if isinstance(value, Many) else "a number"


def column(entries: tuple[Term, ...]) -> Many:
    """A vector."""
    return Many(len(entries), None, entries)


def matrix(rows: tuple[tuple[Term, ...], ...]) -> Many:
    """A matrix; one of a single column is a vector."""
    if len(rows[0]) == 1:
        return column(tuple(row[0] for row in rows))
    return Many(len(rows), len(rows[0]), tuple(entry for row in rows for entry in row))


def scalar(value: Meant) -> Term:
    """The number; raises `Mismatch` for a value of many entries."""
    if isinstance(value, Many):
        raise Mismatch(f"{value.words} stands where a number is needed")
    return value


def add(values: tuple[Meant, ...]) -> Meant:
    """The sum."""
    first = values[0]
    if all(not isinstance(v, Many) for v in values):
        return Add(tuple(scalar(v) for v in values))
    for v in values:
        if not same_shape(first, v):
            raise Mismatch(f"{words(first)} plus {words(v)}")
    assert isinstance(first, Many)
    rows = zip(*(v.entries for v in values if isinstance(v, Many)), strict=True)
    return Many(first.rows, first.columns, tuple(Add(row) for row in rows))


def negate(value: Meant) -> Meant:
    """The negative."""
    if isinstance(value, Many):
        return Many(value.rows, value.columns, tuple(_negative(e) for e in value.entries))
    return _negative(value)


def _negative(term: Term) -> Term:
    if isinstance(term, Rational):
        return Rational(-term.value)
    return Multiply((MINUS_ONE, term))


def multiply(left: Meant, right: Meant, dot: bool) -> Meant:
    """The product: scaling, the dot product of two vectors (`dot`), a matrix times a vector or a matrix."""
    if not isinstance(left, Many):
        if not isinstance(right, Many):
            return Multiply((left, right))
        return Many(right.rows, right.columns, tuple(Multiply((left, e)) for e in right.entries))
    if not isinstance(right, Many):
        return Many(left.rows, left.columns, tuple(Multiply((e, right)) for e in left.entries))
    if left.columns is None and right.columns is None:
        if not dot or left.rows != right.rows:
            raise Mismatch(f"{left.words} times {right.words}")
        return _sum(tuple(Multiply(pair) for pair in zip(left.entries, right.entries, strict=True)))
    inner = 1 if left.columns is None else left.columns
    if inner != right.rows:
        raise Mismatch(f"{left.words} times {right.words}")
    width = 1 if right.columns is None else right.columns
    entries = tuple(
        _sum(tuple(Multiply((left.entries[i * inner + k], right.entries[k * width + j])) for k in range(inner)))
        for i in range(left.rows)
        for j in range(width)
    )
    if width == 1:
        return entries[0] if left.rows == 1 else column(entries)
    return Many(left.rows, width, entries)


def _sum(terms: tuple[Term, ...]) -> Term:
    return terms[0] if len(terms) == 1 else Add(terms)


def divide(numerator: Meant, denominator: Meant) -> Meant:
    """A quotient by a number."""
    below = scalar(denominator)
    if isinstance(numerator, Many):
        return Many(numerator.rows, numerator.columns, tuple(Divide(e, below) for e in numerator.entries))
    return Divide(numerator, below)


def transpose(value: Many) -> Many:
    """Rows for columns."""
    if value.columns is None:
        return Many(1, value.rows, value.entries)
    rows = tuple(tuple(value.entries[i * value.columns + j] for i in range(value.rows)) for j in range(value.columns))
    return matrix(rows)


def entrywise(left: Many, right: Many) -> Many:
    """The product entry by entry (J. Hadamard), of two values of one shape."""
    if not same_shape(left, right):
        raise Mismatch(f"{left.words} times {right.words}, entry by entry")
    return Many(left.rows, left.columns, tuple(Multiply(pair) for pair in zip(left.entries, right.entries, strict=True)))


def cross(left: Many, right: Many) -> Many:
    """The cross product of two vectors of three entries."""
    if left.columns is not None or right.columns is not None or (left.rows, right.rows) != (3, 3):
        raise Mismatch(f"the cross product of {left.words} and {right.words}")
    (a, b, c), (d, e, f) = left.entries, right.entries
    return column((_minus(b, f, c, e), _minus(c, d, a, f), _minus(a, e, b, d)))


def _minus(a: Term, b: Term, c: Term, d: Term) -> Term:
    """ab − cd."""
    return Add((Multiply((a, b)), Multiply((MINUS_ONE, c, d))))


def determinant(rows: tuple[tuple[Meant, ...], ...]) -> Meant:
    """The determinant, developed along the first row (P.-S. Laplace), whose entries may be vectors, as in a cross product."""
    if len(rows) != len(rows[0]):
        raise Mismatch(f"the determinant of a {len(rows)} × {len(rows[0])} matrix")
    if len(rows) == 1:
        return rows[0][0]
    terms: list[Meant] = []
    for place, entry in enumerate(rows[0]):
        minor = scalar(determinant(tuple(row[:place] + row[place + 1 :] for row in rows[1:])))
        terms.append(multiply(entry, _negative(minor) if place % 2 else minor, dot=False))
    return add(tuple(terms))


def trace(value: Many) -> Term:
    """The sum of what stands on the diagonal of a square matrix."""
    if value.rows != value.columns:
        raise Mismatch(f"the trace of {value.words}")
    return _sum(value.entries[:: value.rows + 1])


def rank(rows: tuple[tuple[Term, ...], ...]) -> Rational | None:
    """The rank of a matrix of rational numbers; None for one of other entries."""
    entries = [entry.value for row in rows for entry in row if isinstance(entry, Rational)]
    if len(entries) != len(rows) * len(rows[0]):
        return None
    from flint import fmpq, fmpq_mat  # `explain` and the like reach this module, and need no arithmetic

    exact = [fmpq(entry.numerator, entry.denominator) for entry in entries]
    return Rational(Fraction(fmpq_mat(len(rows), len(rows[0]), exact).rank()))


def inverse(value: Many) -> Many:
    """The inverse of a square matrix by its cofactors (G. Cramer); its entries are undefined where the determinant is 0."""
    rows = rows_of(value)
    whole = scalar(determinant(rows))
    size = len(rows)

    def entry(i: int, j: int) -> Term:
        minor = tuple(row[:i] + row[i + 1 :] for place, row in enumerate(rows) if place != j)
        cofactor = scalar(determinant(minor))
        return Divide(_negative(cofactor) if (i + j) % 2 else cofactor, whole)

    return Many(size, size, tuple(entry(i, j) for i in range(size) for j in range(size)))


def rows_of(value: Many) -> tuple[tuple[Meant, ...], ...]:
    """The rows of a matrix."""
    width = 1 if value.columns is None else value.columns
    return tuple(tuple(value.entries[i * width : (i + 1) * width]) for i in range(value.rows))


def norm(value: Meant) -> Term:
    """The Euclidean length of a vector; of a number, its absolute value."""
    if not isinstance(value, Many):
        return Apply(Fn.ABS, (value,))
    return RootOf(_sum(tuple(Multiply((e, e)) for e in value.entries)), 2)


def is_written_as_matrix(side: Expression) -> bool:
    """Whether a side is made of matrices that are written out, by sums, products and powers: it says itself what is a row and
    what is a column, which `(1, 2)`, a gradient or the name of a vector do not."""
    match side:
        case Matrix(environment=environment):
            return environment != "vmatrix"
        case Group(inner=inner) | Negation(operand=inner) | Power(base=inner):
            return is_written_as_matrix(inner)
        case Sum(terms=terms):
            return all(map(is_written_as_matrix, terms))
        case Product(factors=factors):
            of_matrices = [factor for factor in factors if not isinstance(factor, Number | Quotient | Root)]
            return bool(of_matrices) and all(map(is_written_as_matrix, of_matrices))
        case _:
            return False


def same_shape(left: Meant, right: Meant) -> bool:
    """Whether two values can be compared. A row is compared with a column of the same length: conventions differ there."""
    if isinstance(left, Many) != isinstance(right, Many):
        return False
    if not isinstance(left, Many) or not isinstance(right, Many):
        return True
    return _size(left) == _size(right)


def _size(value: Many) -> tuple[int, int | None]:
    return (value.columns, None) if value.rows == 1 and value.columns is not None else (value.rows, value.columns)
