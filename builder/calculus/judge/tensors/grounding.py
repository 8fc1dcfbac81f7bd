"""Elements at sizes that are numbers: an expression in which each entry is a letter of its own, for the judge of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression import nodes
from builder.calculus.expression.nodes import Expression, Relation, Sign, Symbol
from builder.calculus.expression.walk import substitute, summands, symbols
from builder.calculus.judge.scope import not_understood, too_large
from builder.calculus.judge.tensors.elements import (
    Applied,
    Condition,
    Constant,
    Delta,
    Element,
    Entry,
    Index,
    Named,
    Order,
    Plus,
    Raised,
    SizeOf,
    Slope,
    Times,
    Total,
    Where,
    at,
)
from builder.calculus.judge.tensors.names import Family
from builder.calculus.judge.tensors.sizes import Sizes
from builder.calculus.judge.tensors.subscripts import split_name

LARGEST = 6_000
"""Nodes of what one claim, with its definitions, is written out to."""

_SIGNS: Mapping[Order, Sign] = {
    Order.EQUAL: Sign.EQUAL,
    Order.NOT_EQUAL: Sign.NOT_EQUAL,
    Order.LESS: Sign.LESS,
    Order.LESS_EQUAL: Sign.LESS_EQUAL,
}


class OutOfRange(Exception):
    """An index beyond the size of what it stands at: at this size nothing is claimed."""


class Grounding(Struct):
    """Writes elements out, for one choice of sizes. `numbers` says which number each size letter and index letter is.

    `wanted` are the entries that occur in what was written out.
    """

    families: Mapping[str, Family]
    axes: Mapping[str, tuple[Index, ...]]
    firsts: Mapping[tuple[str, int], int]
    sizes: Sizes
    numbers: dict[str, int]
    constrained: Mapping[str, tuple[Symbol, ...]] = field(default_factory=dict)
    wanted: dict[str, Entry] = field(default_factory=dict)
    spent: int = 0

    def value(self, index: Index) -> int:
        """The number that an index or a size is."""
        index = self.sizes.resolved(index)
        if not index.letter:
            return index.offset
        if index.letter not in self.numbers:
            not_understood(f"what {index.letter.partition(chr(39))[0].strip('?') or 'a size'} runs over is not told")
        return self.numbers[index.letter] + index.offset

    def written(self, element: Element) -> Expression:
        """The expression that an element is. Raises NotUnderstood for too much of it, and OutOfRange."""
        self.spent += 1
        if self.spent > LARGEST:
            too_large("a formula whose entries, written out, are too many")
        match element:
            case Constant(value):
                return _rational(value)
            case Named(name):
                return nodes.Constant(nodes.ConstantName(name))
            case SizeOf(index):
                return _rational(Fraction(self.value(index)))
            case Entry():
                return self.symbol(element)
            case Plus(terms):
                return _sum([part for term in terms for part in summands(self.written(term))])
            case Times(factors):
                return self._product(factors)
            case Raised(base, Constant(value)) if value == Fraction(1, 2):
                return nodes.Root(self.written(base))
            case Raised(base, Constant(value)) if value == -1:
                return nodes.Quotient(nodes.Number("1"), self.written(base))
            case Raised(base, exponent):
                return nodes.Power(self.written(base), self.written(exponent))
            case Applied("abs", (inside,)):
                return nodes.Fenced(nodes.Fence.ABSOLUTE, self.written(inside))
            case Applied(function, arguments, known, primes):
                values = tuple(map(self.written, arguments))
                if known:
                    return nodes.Call(function, values)
                applied: Expression = Symbol(function)
                return nodes.Application(nodes.Prime(applied, _rational(Fraction(primes))) if primes else applied, values)
            case Total(letter, lower, upper, body):
                return _sum([term for i in range(self.value(lower), self.value(upper) + 1) for term in self._at(body, letter, i)])
            case Delta(left, right):
                return _rational(Fraction(int(self.value(left) == self.value(right))))
            case Where(branches):
                return self._where(branches)
            case Slope():
                return self._slope(element)

    def _at(self, body: Element, letter: str, number: int) -> Sequence[Expression]:
        before = self.numbers.get(letter)
        self.numbers[letter] = number
        try:
            return summands(self.written(body))
        finally:
            if before is None:
                del self.numbers[letter]
            else:
                self.numbers[letter] = before

    def symbol(self, entry: Entry) -> Symbol:
        """The letter that stands for an entry."""
        places = tuple(self.value(index) for index in entry.indices)
        for number, (place, axis) in enumerate(zip(places, self.axes.get(entry.name, ()), strict=False)):
            if not self.firsts.get((entry.name, number), 1) <= place <= self.value(axis):
                raise OutOfRange
        name = symbol_name(entry.name, places)
        self.wanted[name] = Entry(entry.name, tuple(Index("", place) for place in places))
        return Symbol(name)

    def _product(self, factors: tuple[Element, ...]) -> Expression:
        above: list[Expression] = []
        under: list[Expression] = []
        minus = False
        for factor in _factors(factors):
            match factor:
                case Constant(value) if value < 0:
                    minus = not minus
                    if value != -1:
                        above.append(_rational(-value))
                case Raised(base, Constant(value)) if value == -1:
                    under.append(self.written(base))
                case _:
                    above.append(self.written(factor))
        product = _multiplied(above)
        if under:
            product = nodes.Quotient(product, _multiplied(under))
        return nodes.Negation(product) if minus else product

    def _where(self, branches: tuple[tuple[Element, tuple[Condition, ...]], ...]) -> Expression:
        """Cases; those that are told by indices are decided."""
        kept: list[tuple[Expression, tuple[Relation, ...]]] = []
        for value, conditions in branches:
            held: list[Relation] = []
            fails = False
            for c in conditions:
                if isinstance(c.left, SizeOf) and isinstance(c.right, SizeOf):
                    fails = fails or not _holds(self.value(c.left.index), c.order, self.value(c.right.index))
                else:
                    held.append(Relation(self.written(c.left), _SIGNS[c.order], self.written(c.right)))
            if fails:
                continue
            kept.append((self.written(value), tuple(held)))
            if not held:
                break
        if not kept:
            raise OutOfRange
        return kept[0][0] if not kept[0][1] else nodes.Cases(tuple(kept))

    def _slope(self, slope: Slope) -> Expression:
        """A derivative with every path counted, but for those through what is held."""
        by = self.symbol(Entry(slope.name, slope.indices))
        inner = self.written(slope.of)
        derivative = nodes.Derivative(
            nodes.Sum((inner, nodes.Number("0"))), ((by, 1),), partial=True, notation=nodes.Notation.OPERATOR
        )
        fixed = [symbol for name in sorted(slope.held) for symbol in self._all_of(name)]
        fixed += [symbol for symbol in self.constrained.get(slope.name, ()) if symbol != by]
        return nodes.Evaluation(derivative, tuple((symbol, symbol) for symbol in fixed)) if fixed else derivative

    def _all_of(self, name: str) -> Iterator[Symbol]:
        axes = enumerate(self.axes.get(name, ()))
        sizes = [range(self.firsts.get((name, number), 1), self.value(axis) + 1) for number, axis in axes]
        for places in product(*sizes):
            yield self.symbol(Entry(name, tuple(Index("", place) for place in places)))

    def context(self, base: Context, equations: Sequence[Relation]) -> Context:
        """A context in which the entries that are wanted are defined, and `equations` between them hold."""
        definitions = {name: d for name, d in base.definitions.items() if d.parameters}
        for equation in equations:
            if (solved := _solved(equation, definitions, self.families, self.wanted)) is not None:
                definitions[solved.name] = solved
        done: set[str] = set()
        while waiting := [name for name in self.wanted if name not in done]:
            for name in waiting:
                done.add(name)
                entry = self.wanted[name]
                family = self.families.get(entry.name)
                if family is not None:
                    places = dict(zip(family.letters, entry.indices, strict=True))
                    definitions[name] = Definition(name, (), self.written(at(family.body, places)))
        kinds = {**dict.fromkeys(self.wanted, Kind.REAL), **base.kinds}  # an entry of a bold letter is bold, and a number
        return replace(
            base,
            definitions=MappingProxyType(definitions),
            assumptions=(),
            curves=(),
            kinds=MappingProxyType(kinds),
            shapes=MappingProxyType({}),
            sorts=MappingProxyType({name: sort for name, sort in base.sorts.items() if name not in self.axes}),
        )


def symbol_name(base: str, places: Sequence[int]) -> str:
    """The name of an entry: `W_{12}`, `x_1`, `z_1^{(2)}`."""
    if not places:
        return base
    text = "".join(map(str, places)) if all(place < 10 for place in places) else ",".join(map(str, places))
    stem, mark, rest = base.partition("^") if base.endswith(("}", "*")) and "^" in base else (base, "", "")
    own = split_name(stem)[1]
    script = f"{own},{text}" if own else text
    stem = split_name(stem)[0]
    return f"{stem}_{script if len(script) == 1 else '{' + script + '}'}{mark}{rest}"


def _solved(
    equation: Relation, definitions: Mapping[str, Definition], families: Mapping[str, Family], wanted: Mapping[str, Entry]
) -> Definition | None:
    """An equation solved for the last of its letters that stands alone in a term and nothing else defines."""
    known = {name: d.body for name, d in definitions.items() if d.body is not None and not d.parameters}
    left, right = (substitute(side, known) for side in (equation.left, equation.right))
    terms = [*summands(left), *(_negated(term) for term in summands(right))]
    for term in list(terms):
        if term in terms and (opposite := _negated(term)) in terms:
            terms.remove(term)
            terms.remove(opposite)
    for place in reversed(range(len(terms))):
        term, minus = terms[place], False
        if isinstance(term, nodes.Negation):
            term, minus = term.operand, True
        if not isinstance(term, Symbol) or term.name in definitions:
            continue
        entry = wanted.get(term.name)
        others = [t for number, t in enumerate(terms) if number != place]
        if entry is None or entry.name in families or any(_mentions(t, term.name) for t in others):
            continue
        body = _sum(others if minus else [_negated(t) for t in others])
        return Definition(term.name, (), body)
    return None


def _mentions(expression: Expression, name: str) -> bool:
    return name in symbols(expression)


def _negated(term: Expression) -> Expression:
    return term.operand if isinstance(term, nodes.Negation) else nodes.Negation(term)


def _sum(terms: Sequence[Expression]) -> Expression:
    if not terms:
        return nodes.Number("0")
    return terms[0] if len(terms) == 1 else nodes.Sum(tuple(terms))


def _factors(factors: tuple[Element, ...]) -> Iterator[Element]:
    for factor in factors:
        if isinstance(factor, Times):
            yield from _factors(factor.factors)
        else:
            yield factor


def _multiplied(factors: list[Expression]) -> Expression:
    if not factors:
        return nodes.Number("1")
    return factors[0] if len(factors) == 1 else nodes.Product(tuple(factors), (nodes.Times.IMPLICIT,) * (len(factors) - 1))


def _rational(value: Fraction) -> Expression:
    size = abs(value)
    whole: Expression = nodes.Number(str(size.numerator))
    if size.denominator != 1:
        whole = nodes.Quotient(whole, nodes.Number(str(size.denominator)))
    return nodes.Negation(whole) if value < 0 else whole


def _holds(left: int, order: Order, right: int) -> bool:
    match order:
        case Order.EQUAL:
            return left == right
        case Order.NOT_EQUAL:
            return left != right
        case Order.LESS:
            return left < right
        case Order.LESS_EQUAL:
            return left <= right
