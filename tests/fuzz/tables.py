"""Values of many entries, vectors and matrices, for the oracle of this folder: their sums and products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import mpmath
from mpmath import mpf
from msgspec import Struct

from builder.calculus.expression.nodes import Times
from tests.fuzz.reals import Silent


class Table(Struct, frozen=True):
    """A value of many entries, row by row; a vector has one column."""

    rows: tuple[tuple[mpf, ...], ...]


Value: TypeAlias = mpf | Table


def number(value: Value) -> mpf:
    """The number that a value is."""
    if isinstance(value, Table):
        raise Silent("many entries where a number is needed")
    return value


def column(entries: Iterator[mpf]) -> Table:
    """A vector."""
    return Table(tuple((entry,) for entry in entries))


def scale(factor: mpf, of: Value) -> Value:
    """A number times a value."""
    if isinstance(of, Table):
        return Table(tuple(tuple(factor * entry for entry in row) for row in of.rows))
    return factor * of


def add(values: Sequence[Value]) -> Value:
    """The sum of values of one shape. Raises Silent for others."""
    tables = [each for each in values if isinstance(each, Table)]
    if not tables:
        return mpmath.fsum(values)
    shapes = {(len(each.rows), len(each.rows[0])) for each in tables}
    if len(tables) != len(values) or len(shapes) != 1:
        raise Silent("a sum of different shapes")
    return Table(
        tuple(tuple(mpmath.fsum(cell) for cell in zip(*row, strict=True)) for row in zip(*(t.rows for t in tables), strict=True))
    )


def multiply(values: Sequence[Value], signs: Sequence[Times]) -> Value:
    """The product of values, with what was written between them. Raises Silent where shapes do not fit."""
    result = values[0]
    for other, sign in zip(values[1:], signs, strict=True):
        if not isinstance(result, Table):
            result = scale(result, other)
        elif not isinstance(other, Table):
            result = scale(other, result)
        elif sign is Times.DOT and len(result.rows[0]) == len(other.rows[0]) == 1:
            result = dot(result, other)
        elif sign is not Times.CROSS and len(result.rows[0]) == len(other.rows):
            columns = list(zip(*other.rows, strict=True))
            rows = tuple(tuple(mpmath.fdot(row, column) for column in columns) for row in result.rows)
            result = rows[0][0] if len(rows) == len(rows[0]) == 1 else Table(rows)
        else:
            raise Silent("a product of tables")
    return result


def dot(left: Table, right: Table) -> mpf:
    """The scalar product of two vectors. Raises Silent for what are none."""
    if len(left.rows) != len(right.rows) or len(left.rows[0]) != 1 or len(right.rows[0]) != 1:
        raise Silent("a product of tables")
    return mpmath.fsum(a * b for (a,), (b,) in zip(left.rows, right.rows, strict=True))
