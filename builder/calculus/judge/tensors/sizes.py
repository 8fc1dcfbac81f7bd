"""Sizes of vectors and matrices: letters, solved for where what stands beside them tells."""

from __future__ import annotations

from msgspec import Struct, field

from builder.calculus.judge.tensors.elements import FIRST, Index


class Shape(Struct, frozen=True):
    """Rows and columns. A number is 1 × 1, a column n × 1."""

    rows: Index
    columns: Index

    def written(self) -> str:
        """The shape as text: `m × n`; a column is a vector of so many entries."""
        if self.rows == FIRST and self.columns == FIRST:
            return "a number"
        if self.columns == FIRST:
            return f"a vector of {self.rows.written()} entries"
        return f"a matrix of {self.rows.written()} × {self.columns.written()}"


class Mismatch(Exception):
    """Two shapes that do not fit: what they are, as text."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} beside {right}")
        self.left = left
        self.right = right


class Sizes(Struct):
    """What is known of sizes. Unknown ones begin with ? and are bound as they are found."""

    bound: dict[str, Index] = field(default_factory=dict)
    made: int = 0

    def fresh(self) -> Index:
        """A size that is not known yet."""
        self.made += 1
        return Index(f"?{self.made}")

    def resolved(self, size: Index) -> Index:
        """A size, as far as it is known."""
        while (found := self.bound.get(size.letter)) is not None:
            size = found.moved(size.offset)
        return size

    def shape(self, shape: Shape) -> Shape:
        """A shape, as far as it is known."""
        return Shape(self.resolved(shape.rows), self.resolved(shape.columns))

    def agree(self, one: Index, other: Index) -> bool:
        """Whether two sizes are the same, or are now: one that is not known becomes the other. Different letters differ."""
        one, other = self.resolved(one), self.resolved(other)
        if one == other:
            return True
        if one.letter == other.letter:
            return False
        if one.letter.startswith("?"):
            self.bound[one.letter] = other.moved(-one.offset)
            return True
        if other.letter.startswith("?"):
            self.bound[other.letter] = one.moved(-other.offset)
            return True
        return False
