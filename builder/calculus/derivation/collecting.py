"""From entries back to vectors and matrices: the expression that has given entries.

A summand is a graph: letters are its nodes, a matrix joins two of them, a vector hangs at one. A sum over a letter joins what
meets there. So the matrix form is read off along the path from the row to the column: S. Laue, M. Mitterreiter and J. Giesen,
"A simple and efficient tensor calculus", AAAI 2020, write Einstein sums this way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.derivation.build import EULER, ONE, ZERO, add, bare, number, power, with_signs
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.entries import DELTA, TRANSPOSED, Summand, free_letters, summands_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Expression,
    Group,
    Indexed,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Times,
)

ONES = Symbol(r"\mathbf{1}")
_DIAGONAL = Symbol(r"\operatorname{diag}")


class _Edge(Struct, frozen=True):
    """A matrix between its row's letter and its column's."""

    row: str
    column: str
    matrix: Expression

    def towards(self, letter: str) -> Expression:
        """The matrix, transposed if it must be, whose columns `letter` counts."""
        return self.matrix if letter == self.column else _transposed(self.matrix)

    def other(self, letter: str) -> str:
        return self.column if letter == self.row else self.row


def collected(terms: Sequence[Summand], row: str | None = None, column: str | None = None) -> Expression:
    """What has the sum of `terms` as its entry at `row` and `column`: a number without both, a vector without the second.

    Raises CannotDerive where no product of vectors and matrices is that.
    """
    numbers: dict[Expression, Fraction] = {}
    for term in terms:
        core = _collected(term, row, column)
        if core == ZERO:
            continue
        numbers[core] = numbers.get(core, Fraction(0)) + term.number
    return _factored({core: value for core, value in numbers.items() if value})


def _factored(terms: dict[Expression, Fraction]) -> Expression:
    """A sum, in which stands once what all terms share, a number or the first or last factor: `(A + A^\\top) x`."""
    if not terms:
        return ZERO
    products = [core.factors if isinstance(core, Product) else (core,) for core in terms]
    plain = not any(isinstance(core, Product) and Times.ENTRYWISE in core.signs for core in terms)
    (shared, *others) = {abs(value) for value in terms.values()}
    if len(terms) > 1 and not others and shared != 1:
        return product(number(shared), _factored({core: value / shared for core, value in terms.items()}))
    if plain and len(terms) > 1 and all(len(factors) > 1 for factors in products):
        if len({factors[-1] for factors in products}) == 1:
            left = {product(*factors[:-1]): value for factors, value in zip(products, terms.values(), strict=True)}
            return product(_factored(left), products[0][-1])
        if len({factors[0] for factors in products}) == 1:
            right = {product(*factors[1:]): value for factors, value in zip(products, terms.values(), strict=True)}
            return product(products[0][0], _factored(right))
    return add(*(_scaled(value, core) for core, value in terms.items()))


def _scaled(value: Fraction, core: Expression) -> Expression:
    size = abs(value)
    if isinstance(core, Quotient) and size != 1:
        above = core.numerator if size.numerator == 1 else product(number(size.numerator), core.numerator)
        below = core.denominator if size.denominator == 1 else product(number(size.denominator), core.denominator)
        scaled: Expression = Quotient(above, below)
    else:
        scaled = core if size == 1 else number(size) if core == ONE else product(number(size), core)
    return Negation(scaled) if value < 0 else scaled


def _collected(term: Summand, row: str | None, column: str | None) -> Expression:
    """What has a term as its entries, its number aside."""
    wanted = [letter for letter in (row, column) if letter is not None]
    letters = {*wanted, *(series.index.name for series in term.sums)}
    if any(letters & free_letters(factor) for factor in term.below):
        raise _no_form()
    graph = _Graph({}, [], set())
    scalars: list[Expression] = []
    for factor in term.above:
        met = sorted(letters & free_letters(factor))
        if not met:
            scalars.append(_as_array(factor, None))
        elif isinstance(factor, Indexed) and len(factor.indices) == 2:
            i, j = (index.name if isinstance(index, Symbol) else "" for index in factor.indices)
            if not {i, j} <= letters:
                raise _no_form()
            graph.edges.append(_Edge(i, j, factor.base))
        elif len(met) == 1:
            graph.vectors.setdefault(met[0], []).append(_as_array(factor, met[0]))
        elif len(met) == 2:
            graph.edges.append(_Edge(met[0], met[1], collected(summands_of(factor), met[0], met[1])))
        else:
            raise _no_form()
    core = _core(graph, row, column)
    for letter in sorted(letters):
        if letter not in graph.reached:
            scalars.append(graph.inner_product(letter))
    if core is not None:
        whole = product(*(Group(s) if isinstance(s, Product) else s for s in scalars), core)
    else:
        whole = product(*scalars)
    if ZERO in (*scalars, *chain.from_iterable(graph.vectors.values()), *(edge.matrix for edge in graph.edges)):
        return ZERO
    below = Counter(_as_array(factor, None) for factor in term.below)
    return Quotient(whole, product(*(power(factor, number(count)) for factor, count in below.items()))) if below else whole


def _core(graph: _Graph, row: str | None, column: str | None) -> Expression | None:
    if row is None:
        return None
    if column is None:
        return _entrywise(graph.hanging(row, frozenset()))
    return graph.path(row, column)


class _Graph(Struct):
    vectors: dict[str, list[Expression]]
    edges: list[_Edge]
    reached: set[str]

    def hanging(self, letter: str, used: frozenset[int]) -> list[Expression]:
        """The vectors that meet at a letter: its own, and what comes over each of its matrices. Raises CannotDerive."""
        if letter in self.reached:
            raise _no_form()
        self.reached.add(letter)
        found = list(self.vectors.get(letter, ()))
        for place, edge in self._edges_at(letter, used):
            beyond = self.hanging(edge.other(letter), used | {place})
            if edge.row == edge.column or edge.matrix == DELTA:
                raise _no_form()
            found.append(product(edge.towards(edge.other(letter)), _entrywise(beyond)))
        return found

    def _edges_at(self, letter: str, used: frozenset[int]) -> Iterator[tuple[int, _Edge]]:
        for place, edge in enumerate(self.edges):
            if place not in used and letter in (edge.row, edge.column):
                yield place, edge

    def inner_product(self, letter: str) -> Expression:
        """The number that a part of the graph is in which no letter is free."""
        *left, right = self.hanging(letter, frozenset()) or [ONES]
        return product(_transposed(_entrywise(left)), right)

    def path(self, row: str, column: str) -> Expression:
        """The matrix with these letters as its row's and its column's."""
        way = self._way(row, column, frozenset())
        if way is None:
            left, right = self.hanging(row, frozenset()), self.hanging(column, frozenset())
            return product(_entrywise(left), _transposed(_entrywise(right)))
        used = frozenset(way)
        factors: list[Expression] = []
        letter = row
        for place in (*way, None):
            edge = self.edges[place] if place is not None else None
            weights = self.hanging(letter, used)
            if weights:
                factors.append(Application(_DIAGONAL, (_entrywise(weights),)))
            if edge is not None:
                letter = edge.other(letter)
                if edge.matrix != DELTA:
                    factors.append(edge.towards(letter))
        if not factors:
            return Symbol("I")
        if len(factors) == 2 and len(way) == 1 and self.edges[way[0]].matrix == DELTA:
            weights = [f.arguments[0] for f in factors if isinstance(f, Application)]
            return Application(_DIAGONAL, (_entrywise(weights),))
        return product(*factors)

    def _way(self, start: str, end: str, used: frozenset[int]) -> tuple[int, ...] | None:
        if start == end:
            return ()
        for place, edge in self._edges_at(start, used):
            rest = self._way(edge.other(start), end, used | {place})
            if rest is not None:
                return (place, *rest)
        return None


def _as_array(factor: Expression, letter: str | None) -> Expression:
    """The vector whose entry at `letter` is a factor, or the number that it is; a function of a vector is taken by entries."""

    def of(node: Expression) -> Expression:
        return collected(summands_of(node), letter)

    match bare(factor):
        case Indexed(base=base, indices=(Symbol(name),)) if name == letter:
            return base
        case Symbol() | Number() | Constant() | Indexed() as node if letter is None:
            return node
        case Application(function, (argument,)):
            return Application(function, (of(argument),))
        case Call(arguments=(argument,)) as node:
            return replace(node, arguments=(of(argument),), brackets=True)
        case Power(base, exponent) if base == EULER:
            return Power(EULER, of(exponent))
        case Power(base, exponent) if letter is None:
            return Power(of(base), of(exponent))
        case Root(radicand, index) if letter is None:
            return Root(of(radicand), index)
        case Sum(terms):
            found = [term for each in terms for term in summands_of(each)]
            return add(*(_scaled(term.number, _collected(term, letter if _has(term, letter) else None, None)) for term in found))
        case Series() | Product() | Negation() | Quotient() as node:
            return of(node)
        case _:
            raise _no_form()


def _has(term: Summand, letter: str | None) -> bool:
    return letter is not None and any(letter in free_letters(factor) for factor in term.above)


def _entrywise(vectors: Sequence[Expression]) -> Expression:
    """The product by entries; of no vectors it is that of ones."""
    if len(vectors) < 2:
        return vectors[0] if vectors else ONES
    parts = tuple(Group(v) if isinstance(v, Sum | Negation) else v for v in vectors)
    return Product(parts, (Times.ENTRYWISE,) * (len(parts) - 1))


def _transposed(matrix: Expression) -> Expression:
    if isinstance(matrix, Power) and matrix.exponent == TRANSPOSED:
        return matrix.base
    return Power(matrix if isinstance(matrix, Symbol) else Group(bare(matrix)), TRANSPOSED)


def product(*factors: Expression) -> Expression:
    """A product of matrices; products by entries keep their brackets."""
    kept: list[Expression] = []
    for factor in factors:
        if isinstance(factor, Product) and Times.ENTRYWISE not in factor.signs:
            kept += factor.factors
        elif factor != ONE:
            kept.append(factor)
    if len(kept) < 2:
        return kept[0] if kept else ONE
    bracketed = (Group(f) if isinstance(f, Product | Sum | Negation) else f for f in kept)
    return with_signs(Product(tuple(bracketed), (Times.IMPLICIT,) * (len(kept) - 1)))


def _no_form() -> CannotDerive:
    return CannotDerive("the entries do not make a product of vectors and matrices", "ask for an entry, such as the one by x_j")
