"""Vectors and matrices by their entries: what stands at an index of an expression, and products that are put together again.

An entry is written with index letters, `W_{ij}`, and sums over them. Written out, everything is a sum of summands: a number, the
sums in front, and factors above and below a fraction bar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import NoReturn, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.build import EULER, ONE, add, bare, call, dotted, negative, number, power, rational, times
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.rows import quoted
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Expression,
    Fence,
    Fenced,
    Group,
    Indexed,
    Negation,
    Node,
    Number,
    Operator,
    Power,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import children, descendants, map_children, replaced, symbols

DELTA = Symbol(r"\delta")
TRANSPOSED = Symbol(r"\top")
_TRANSPOSED = frozenset({r"\top", "T", r"\mathsf{T}", r"\mathrm{T}", r"\intercal"})
_BOUND = ("k", "l", "i", "p", "q", "r", "s", "u", "v")
_HIGHEST_POWER = 6
Index: TypeAlias = Expression | None
"""The index of an entry; None along an axis of one entry."""


class Array(Struct, frozen=True):
    """Something with rows and columns, None where there is one, and what stands at each of them."""

    rows: Expression | None
    columns: Expression | None
    entry: Callable[[Index, Index], Expression]

    @property
    def is_number(self) -> bool:
        return self.rows is None and self.columns is None

    def number(self) -> Expression:
        """What stands in something of one row and one column."""
        return self.entry(None, None)


class Letters(Struct):
    """Index letters that nothing is called yet; `asked` are those of the entry by which is differentiated."""

    taken: set[str]
    asked: frozenset[str] = frozenset()

    def fresh(self, wanted: Sequence[str] = _BOUND) -> Symbol:
        """A new letter, the first of those `wanted` that is free. Raises CannotDerive."""
        for letter in (*wanted, *_BOUND):
            if letter not in self.taken:
                self.taken.add(letter)
                return Symbol(letter)
        raise CannotDerive("there are not enough letters for the indices", "ask for a part of it")


class WrittenOut(Struct, frozen=True):
    """Writes expressions out by entries, in a context that declares their sizes."""

    context: Context
    letters: Letters

    def array(self, node: Expression) -> Array:
        """What an expression is at its indices. Raises CannotDerive."""
        match node:
            case Group(inner):
                return self.array(inner)
            case Symbol(name):
                return self._symbol(node, self.context.shapes.get(name, ()))
            case Negation(operand):
                return _each(negative, self.array(operand))
            case Sum(terms):
                return reduce(_added, map(self.array, terms))
            case Product(factors, signs):
                return self._product(factors, signs)
            case Quotient(above, below, written):
                under = self._number(below)
                return _each(lambda e: Quotient(e, under, written), self.array(above))
            case Power(base, Symbol(name)) if name in _TRANSPOSED:
                return _transposed(self.array(base))
            case Power(Fenced(Fence.NORM | Fence.EUCLIDEAN, inside), Number("2")):
                return self._of_number(self._squares(inside))
            case Power(base, exponent) if base == EULER:
                return _each(lambda e: Power(EULER, e), self.array(exponent))
            case Power(base, exponent):
                return self._of_number(power(self._number(base), self._number(exponent)))
            case Fenced(Fence.NORM | Fence.EUCLIDEAN, inside):
                return self._of_number(Root(self._squares(inside), None))
            case Root(radicand, index):
                return self._of_number(Root(self._number(radicand), index))
            case Call(arguments=(argument,)):
                return _each(lambda e: replace(call(node.function, e), power=node.power, base=node.base), self.array(argument))
            case Application(Symbol() as function, (argument,)):
                return self._application(function, self.array(argument))
            case Series(Operator.SUM, body, index):
                if index.name not in self.letters.asked:
                    return self._of_number(node)
                other = self.letters.fresh()
                return self._of_number(replace(node, index=other, body=put(body, index.name, other)))
            case Number() | Constant() | Indexed():
                return self._of_number(node)
            case _:
                return _not_by_entries(node)

    def _of_number(self, value: Expression) -> Array:
        return Array(None, None, lambda i, j: value)

    def _number(self, node: Expression) -> Expression:
        array = self.array(node)
        return array.number() if array.is_number else _not_by_entries(node)

    def _symbol(self, symbol: Symbol, sizes: tuple[Expression, ...]) -> Array:
        match sizes:
            case (rows,):
                return Array(rows, None, lambda i, j: Indexed(symbol, (cast(Expression, i),)))
            case (rows, columns):
                return Array(rows, columns, lambda i, j: Indexed(symbol, (cast(Expression, i), cast(Expression, j))))
            case _:
                return self._of_number(symbol)

    def _product(self, factors: tuple[Expression, ...], signs: tuple[Times, ...]) -> Array:
        parts: list[Array] = []
        for factor, sign in zip(factors, (Times.ENTRYWISE, *signs), strict=True):
            value = self.array(factor)
            if sign is Times.ENTRYWISE:
                parts.append(value)
            else:
                parts[-1] = self._multiplied(parts[-1], value, dot=sign is Times.DOT)
        return reduce(_entrywise, parts)

    def _multiplied(self, left: Array, right: Array, *, dot: bool) -> Array:
        if left.is_number or right.is_number:
            return _entrywise(left, right)
        if dot and left.columns is None and right.columns is None:
            left = _transposed(left)
        if left.columns is None:
            return Array(left.rows, right.columns, lambda i, j: times(left.entry(i, None), right.entry(None, j)))
        if left.columns != right.rows:
            raise _unfit()
        size = left.columns
        bound = self.letters.fresh()

        def entry(i: Index, j: Index) -> Expression:
            return _under_sums(left.entry(i, bound), right.entry(bound, j), bound, size)

        return Array(left.rows, right.columns, entry)

    def _squares(self, node: Expression) -> Expression:
        array = self.array(node)
        axes = [(self.letters.fresh(), size) if size is not None else None for size in (array.rows, array.columns)]
        i, j = (axis[0] if axis is not None else None for axis in axes)
        total = power(array.entry(i, j), number(2))
        for axis in reversed(axes):
            if axis is not None:
                total = summed(total, *axis)
        return total

    def _application(self, function: Symbol, array: Array) -> Array:
        name = function.name.removeprefix(r"\operatorname{").removesuffix("}").removeprefix("\\")
        if function.name in self.context.definitions:
            return _not_by_entries(function)
        if name == "softmax" and array.columns is None and array.rows is not None:
            bound, size = self.letters.fresh(), array.rows
            whole = summed(Power(EULER, array.entry(bound, None)), bound, size)
            return Array(array.rows, None, lambda i, j: Quotient(Power(EULER, array.entry(i, None)), whole))
        if name in ("tr", "trace") and array.rows is not None and array.rows == array.columns:
            bound = self.letters.fresh()
            return self._of_number(summed(array.entry(bound, bound), bound, array.rows))
        if name in ("softmax", "tr", "trace", "diag", "det", "mean"):
            return _not_by_entries(function)
        return _each(lambda e: Application(function, (e,)), array)


def _not_by_entries(node: Expression) -> NoReturn:
    raise CannotDerive(f"{quoted(node)} is not written out by entries", "write it with sums over indices")


def _unfit() -> CannotDerive:
    return CannotDerive(
        "the shapes do not fit", "look at the sizes that are declared: a matrix of m rows takes a vector on its right"
    )


def _transposed(array: Array) -> Array:
    return Array(array.columns, array.rows, lambda i, j: array.entry(j, i))


def _each(change: Callable[[Expression], Expression], array: Array) -> Array:
    return Array(array.rows, array.columns, lambda i, j: change(array.entry(i, j)))


def _together(one: Array, other: Array, combine: Callable[[Expression, Expression], Expression]) -> Array:
    """What is done entry by entry; a number stands beside anything. Raises CannotDerive where shapes differ."""
    if not (one.is_number or other.is_number) and (one.rows, one.columns) != (other.rows, other.columns):
        raise _unfit()
    shape = other if one.is_number else one
    return Array(shape.rows, shape.columns, lambda i, j: combine(one.entry(i, j), other.entry(i, j)))


def _added(one: Array, other: Array) -> Array:
    if one.is_number != other.is_number:
        raise _unfit()
    return _together(one, other, add)


def _entrywise(one: Array, other: Array) -> Array:
    return _together(one, other, times)


def _under_sums(left: Expression, right: Expression, bound: Symbol, size: Expression) -> Series:
    """The sum of a product, the sums of its factors in front of all: `\\sum_k \\sum_l x_k A_{kl} x_l`."""
    if isinstance(left, Series):
        return replace(left, body=_under_sums(left.body, right, bound, size))
    if isinstance(right, Series):
        return summed(replace(right, body=times(left, right.body)), bound, size)
    return summed(times(left, right), bound, size)


def summed(body: Expression, index: Symbol, size: Expression | None) -> Series:
    """The sum of `body` for `index` from 1 to `size`, or over all its values where that is not told."""
    return Series(Operator.SUM, body, index, ONE if size is not None else None, size)


# ------------------------------------------------------------------------------------------------ summands


class Summand(Struct, frozen=True):
    """A number times sums, over `sums`, of a product of factors `above` and, under a fraction bar, `below`."""

    number: Fraction = Fraction(1)
    sums: tuple[Series, ...] = ()
    above: tuple[Expression, ...] = ()
    below: tuple[Expression, ...] = ()


def free_letters(node: Node) -> frozenset[str]:
    """The letters on which the value of `node` depends, as indices or otherwise: those that its sums bind are none."""
    if isinstance(node, Series):
        return free_letters(node.body) - {node.index.name}
    if isinstance(node, Indexed):
        return frozenset().union(*map(symbols, node.indices))
    return frozenset().union(*map(free_letters, children(node))) | ({node.name} if isinstance(node, Symbol) else set())


def put(node: Expression, letter: str, index: Expression) -> Expression:
    """`node` with an index in the place of a letter that it does not bind."""

    def change(n: Node) -> Node:
        match n:
            case Symbol(name) if name == letter:
                return index
            case Series(index=Symbol(name)) if name == letter:
                return n
            case _:
                return map_children(n, change)

    return cast(Expression, change(node))


def summands_of(node: Expression) -> tuple[Summand, ...]:
    """An expression as a sum of summands: sums and products at its top are multiplied out, those inside of factors are not."""
    match node:
        case Group(inner):
            return summands_of(inner)
        case Negation(operand):
            return tuple(replace(s, number=-s.number) for s in summands_of(operand))
        case Sum(terms):
            return tuple(s for term in terms for s in summands_of(term))
        case Series(body=body):
            return tuple(replace(s, sums=(node, *s.sums)) for s in summands_of(body))
        case Product(factors):
            return reduce(_products, map(_factor, factors))
        case Quotient(above, below):
            under = _factor(below)
            if len(under) != 1 or under[0].below:
                under = (Summand(above=(bare(below),)),)
            (one,) = under
            if one.sums:
                one = Summand(above=(bare(below),))
            return tuple(replace(s, number=s.number / one.number, below=(*s.below, *one.above)) for s in summands_of(above))
        case _:
            return _factor(node)


def _factor(node: Expression) -> tuple[Summand, ...]:
    """A factor of a product: one summand, sums in brackets apart."""
    value = rational(node)
    if value is not None:
        return (Summand(value),)
    match node:
        case Group(inner) if not isinstance(inner, Sum):
            return _factor(inner)
        case Negation() | Product() | Quotient():
            return summands_of(node)
        case Series() | Sum() if has_delta(node):
            return summands_of(node)
        case Power(base, exponent) if (value := rational(exponent)) is not None and value.denominator == 1:
            if 1 < value <= _HIGHEST_POWER and not isinstance(bare(base), Number):
                return (Summand(above=(bare(base),) * int(value)),)
            return (Summand(above=(node,)),)
        case _:
            return (Summand(above=(bare(node),)),)


def has_delta(node: Node) -> bool:
    """Whether a delta stands in `node`."""
    return any(isinstance(n, Indexed) and n.base == DELTA for n in descendants(node))


def _products(left: tuple[Summand, ...], right: tuple[Summand, ...]) -> tuple[Summand, ...]:
    for a in left:
        for b in right:
            if {s.index.name for s in a.sums} & {s.index.name for s in b.sums}:
                raise CannotDerive("two sums of a product have one letter", "give each sum a letter of its own")
    return tuple(
        Summand(a.number * b.number, (*a.sums, *b.sums), (*a.above, *b.above), (*a.below, *b.below)) for a in left for b in right
    )


def picked(summand: Summand) -> Summand:
    """A summand in which each delta that meets the letter of a sum has picked its term."""
    bound = {series.index.name for series in summand.sums}
    for factor in summand.above:
        if not (isinstance(factor, Indexed) and factor.base == DELTA):
            continue
        for own, other in (factor.indices, factor.indices[::-1]):
            if isinstance(own, Symbol) and own.name in bound:
                above = tuple(put(f, own.name, other) for f in summand.above if f is not factor)
                below = tuple(put(f, own.name, other) for f in summand.below)
                sums = tuple(series for series in summand.sums if series.index.name != own.name)
                return picked(replace(summand, sums=sums, above=above, below=below))
    return summand


def cancelled(summand: Summand) -> Summand:
    """A summand without the factors that stand above and below."""
    above, below = list(summand.above), []
    for factor in summand.below:
        if factor in above:
            above.remove(factor)
        else:
            below.append(factor)
    return replace(summand, above=tuple(above), below=tuple(below))


def folded(summand: Summand, names: dict[Expression, Summand]) -> Summand:
    """A summand with an entry in the place of the factors that it is defined to be."""
    for name, value in reversed(names.items()):
        if len(value.above) == 1 and not value.below:
            summand = replace(summand, above=tuple(replaced(factor, value.above[0], name) for factor in summand.above))
        while True:
            above, below = list(summand.above), list(summand.below)
            try:
                for factor in value.above:
                    above.remove(factor)
                for factor in value.below:
                    below.remove(factor)
            except ValueError:
                break
            summand = replace(summand, above=(name, *above), below=tuple(below))
    return summand


def written(terms: Sequence[Summand]) -> Expression:
    """A sum of summands as it is written down."""
    return add(*map(_written, terms))


def _written(summand: Summand) -> Expression:
    above = list(summand.above)
    outer = list(summand.sums)
    tree: Expression | None = None
    for series in reversed(outer):
        inside = [f for f in above if series.index.name in free_letters(f)]
        above = [f for f in above if series.index.name not in free_letters(f)]
        if tree is not None:
            inside.append(tree)
        tree = replace(series, body=_product(inside))
    if tree is not None:
        above.append(tree)
    size = abs(summand.number)
    if summand.below or (size.denominator != 1 and not above):
        over = ([number(size.numerator)] if size.numerator != 1 or not above else []) + above
        under = ([number(size.denominator)] if size.denominator != 1 else []) + list(summand.below)
        result: Expression = Quotient(_product(over), _product(under)) if under else _product(over)
    else:
        result = _product(([number(size)] if size != 1 or not above else []) + above)
    return Negation(result) if summand.number < 0 else result


def _product(factors: Sequence[Expression]) -> Expression:
    """A product with equal neighbours as a power, and sums last."""
    counted: dict[Expression, int] = {}
    for factor in sorted(factors, key=lambda f: isinstance(f, Series)):
        counted[factor] = counted.get(factor, 0) + 1
    powers = [power(factor, number(count)) for factor, count in counted.items()]
    # `f_i (1 - f_i)` would be read as a function of what stands in the brackets
    apart = any(isinstance(a, Indexed) and isinstance(b, Sum) for a, b in pairwise(powers))
    return dotted(*powers) if apart else times(*powers)
