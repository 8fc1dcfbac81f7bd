"""From the syntax tree to elements: every formula is read as what it is at each index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import reduce

from builder.calculus.context import Definition
from builder.calculus.expression import nodes
from builder.calculus.expression.nodes import Expression, Fence, Operator, Relation, Sign, Symbol
from builder.calculus.expression.nodes import Times as Written
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge.conventions import VECTORS
from builder.calculus.judge.scope import Paths, not_understood
from builder.calculus.judge.tensors.elements import (
    FIRST,
    ONE,
    ZERO,
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
    names_in,
    negative,
    number,
)
from builder.calculus.judge.tensors.names import NUMBER, Array, Family, Layout, Letters, NameReader, plain_name, reaches
from builder.calculus.judge.tensors.sizes import Mismatch, Shape
from builder.calculus.judge.tensors.subscripts import index_of, split_example, split_name

HALF = number(Fraction(1, 2))
LARGEST_DETERMINANT = 4
_TRANSPOSED = frozenset({r"\top", "T", r"\mathsf{T}", r"\mathrm{T}", r"\text{T}", r"\intercal"})
_ORDERS: Mapping[Sign, tuple[Order, bool]] = {
    Sign.EQUAL: (Order.EQUAL, False),
    Sign.NOT_EQUAL: (Order.NOT_EQUAL, False),
    Sign.LESS: (Order.LESS, False),
    Sign.LESS_EQUAL: (Order.LESS_EQUAL, False),
    Sign.GREATER: (Order.LESS, True),
    Sign.GREATER_EQUAL: (Order.LESS_EQUAL, True),
}


class Reader(NameReader):
    """Reads the formulas of one context. It finds sizes as it goes, so that elements are made only after all was read."""

    # ------------------------------------------------------------------------------------------ formulas

    def read(self, expression: Expression, letters: Letters) -> Array:
        """What an expression is; raises NotUnderstood, and Mismatch where shapes do not fit."""
        match expression:
            case nodes.Number():
                return self._of_number(Constant(expression.value))
            case Symbol(name):
                return self._symbol(name, letters)
            case nodes.Constant(name=constant) if constant in (nodes.ConstantName.PI, nodes.ConstantName.E):
                return self._of_number(Named(constant.value))
            case nodes.Indexed(base, indices):
                return self._indexed(base.name, indices, letters)
            case nodes.Group(inner):
                return self.read(inner, letters)
            case nodes.Negation(operand):
                return self._each(negative, self.read(operand, letters))
            case nodes.Sum(terms):
                return reduce(self._add, [self.read(term, letters) for term in terms])
            case nodes.Product(factors, signs):
                return self._product(factors, signs, letters)
            case nodes.Quotient(numerator, denominator):
                above, under = self.read(numerator, letters), self.read(denominator, letters)
                inverse = Raised(self._number(under, "a denominator").number(), number(-1))
                return self._each(lambda e: Times((e, inverse)), above)
            case nodes.Power(base, exponent):
                return self._power(base, exponent, letters)
            case nodes.Root(radicand, index):
                inside = self._number(self.read(radicand, letters), "a radicand").number()
                order: Element = number(2)
                if index is not None:
                    order = self._number(self.read(index, letters), "the index of a root").number()
                return self._of_number(Raised(inside, HALF if index is None else Raised(order, number(-1))))
            case nodes.Fenced(Fence.NORM | Fence.EUCLIDEAN as fence, inner):
                return self._of_number(Raised(self._square_norm(self.read(inner, letters), fence), HALF))
            case nodes.Fenced(Fence.ABSOLUTE, inner):
                value = self._number(self.read(inner, letters), "what stands between bars")
                return self._each(lambda e: Applied("abs", (e,), known=True), value)
            case nodes.Call():
                return self._call(expression, letters)
            case nodes.Application(nodes.Gradient(Symbol(name), 1), (argument,)) if name in self.unknown:
                return self._gradient_of_unknown(name, argument, letters)
            case nodes.Gradient(Symbol(name), 1) | nodes.Application(nodes.Gradient(Symbol(name), 1), (Symbol(_),)):
                return self._gradient(name, expression, letters)
            case nodes.Gradient(operand, 1):
                return self._by(self.read(operand, letters), self._only_vector(operand), letters, partial=False)
            case nodes.Application(function, arguments):
                return self._application(function, arguments, letters)
            case nodes.Composition(functions):
                return reduce(self._entrywise, [self.read(f, letters) for f in functions])
            case nodes.Series(Operator.SUM):
                return self._series(expression, letters)
            case nodes.Derivative():
                return self._derivative(expression, letters)
            case nodes.Cases(branches):
                return self._cases(branches, letters)
            case nodes.Vector(entries):
                rows = [self._number(self.read(entry, letters), "an entry") for entry in entries]
                return self._written_out(tuple((row,) for row in rows))
            case nodes.Matrix(written) if expression.environment != "vmatrix":
                return self._written_out(
                    tuple(tuple(self._number(self.read(entry, letters), "an entry") for entry in row) for row in written)
                )
            case _:
                return not_understood("notation that has no meaning beside indices and matrices")

    def _written_out(self, rows: tuple[tuple[Array, ...], ...]) -> Array:
        if len({len(row) for row in rows}) != 1:
            not_understood("a matrix whose rows differ in length")

        def entry(i: Index, j: Index) -> Element:
            if not i.letter and not j.letter:
                return rows[i.offset - 1][j.offset - 1].number()
            return Plus(
                tuple(
                    Times((Delta(i, Index("", a + 1)), Delta(j, Index("", b + 1)), cell.number()))
                    for a, row in enumerate(rows)
                    for b, cell in enumerate(row)
                )
            )

        return Array(Shape(Index("", len(rows)), Index("", len(rows[0]))), entry)

    def _indexed(self, base: str, indices: tuple[Expression, ...], letters: Letters) -> Array:
        found = [index_of(index) for index in indices]
        if any(index is None for index in found):
            not_understood(f"an index of {base} that is no letter with a number added")
        bare, example = split_example(base)
        if example and base not in self.axes and (bare in self.axes or example in self.letters):
            return self._entry(bare, (Index(example), *(i for i in found if i is not None)), letters)
        return self._entry(base, tuple(i for i in found if i is not None), letters)

    def _each(self, change: Callable[[Element], Element], array: Array) -> Array:
        return Array(array.shape, lambda i, j: change(array.entry(i, j)))

    def _together(self, one: Array, other: Array) -> Shape:
        """The shape of what is done entry by entry; a number stands beside anything."""
        left, right = self.sizes.shape(one.shape), self.sizes.shape(other.shape)
        if NUMBER in (left, right):
            return right if left == NUMBER else left
        if not (self.sizes.agree(left.rows, right.rows) and self.sizes.agree(left.columns, right.columns)):
            raise Mismatch(left.written(), right.written())
        return self.sizes.shape(left)

    def _add(self, one: Array, other: Array) -> Array:
        return Array(self._together(one, other), lambda i, j: Plus((one.entry(i, j), other.entry(i, j))))

    def _entrywise(self, one: Array, other: Array) -> Array:
        return Array(self._together(one, other), lambda i, j: Times((one.entry(i, j), other.entry(i, j))))

    def _multiply(self, one: Array, other: Array, dot: bool = False) -> Array:
        """A matrix product, or a number times anything."""
        left, right = self.sizes.shape(one.shape), self.sizes.shape(other.shape)
        if NUMBER in (left, right):
            return self._entrywise(one, other)
        if dot and left.columns == FIRST and right.columns == FIRST:
            left = Shape(left.columns, left.rows)
            one = self._transposed(one)
        if not self.sizes.agree(left.columns, right.rows):
            raise Mismatch(left.written(), right.written())
        inner, shape = left.columns, Shape(left.rows, right.columns)

        def entry(i: Index, j: Index) -> Element:
            if self.sizes.resolved(inner) == FIRST:
                return Times((one.entry(i, FIRST), other.entry(FIRST, j)))
            bound = self.fresh("k")
            self.ranges[bound] = inner
            return Total(bound, FIRST, inner, Times((one.entry(i, Index(bound)), other.entry(Index(bound), j))))

        return Array(shape, entry)

    def _transposed(self, array: Array) -> Array:
        return Array(Shape(array.shape.columns, array.shape.rows), lambda i, j: array.entry(j, i))

    def _product(self, factors: tuple[Expression, ...], signs: tuple[Written, ...], letters: Letters) -> Array:
        """Products bind tighter than those entry by entry."""
        parts: list[Array] = []
        product: Array | None = None
        for factor, sign in zip(factors, (Written.ENTRYWISE, *signs), strict=True):
            value = self.read(factor, letters)
            if sign is Written.ENTRYWISE or product is None:
                if product is not None:
                    parts.append(product)
                product = value
                continue
            if sign in (Written.CROSS, Written.STAR) and NUMBER not in (product.shape, value.shape):
                not_understood("a product of vectors that is neither the matrix product nor entry by entry")
            product = self._multiply(product, value, sign is Written.DOT)
        assert product is not None
        return reduce(self._entrywise, [*parts, product])

    def _power(self, base: Expression, exponent: Expression, letters: Letters) -> Array:
        if isinstance(base, nodes.Constant) and base.name is nodes.ConstantName.E:
            value = self._not_square(self.read(exponent, letters))
            return self._each(lambda e: Applied("exp", (e,), known=True), value)
        norm = isinstance(base, nodes.Fenced) and base.fence in (Fence.NORM, Fence.EUCLIDEAN)
        if norm and isinstance(base, nodes.Fenced) and exponent == nodes.Number("2"):
            return self._of_number(self._square_norm(self.read(base.inner, letters), base.fence))
        value = self.read(base, letters)
        if isinstance(exponent, Symbol) and exponent.name in _TRANSPOSED:
            is_number = self.sizes.shape(value.shape) == NUMBER
            if is_number and exponent.name != "T" and not names_in(value.number()) <= self.axes.keys():
                not_understood("the transpose of what is not known to be a vector or a matrix")
            if exponent.name != "T" or not is_number:
                return self._transposed(value)
        if self.sizes.shape(value.shape) != NUMBER:
            if exponent == nodes.Number("2") and self.sizes.agree(value.shape.rows, value.shape.columns):
                return self._multiply(value, value)
            not_understood("a power of what is no number: write x \\odot x, or \\|x\\|^2")
        power = self._number(self.read(exponent, letters), "an exponent").number()
        return self._each(lambda e: Raised(e, power), value)

    def _square_norm(self, array: Array, fence: Fence) -> Element:
        if fence is Fence.EUCLIDEAN and FIRST not in (self.sizes.shape(array.shape).rows, self.sizes.shape(array.shape).columns):
            not_understood("the spectral norm of a matrix")
        return self._summed(self._each(lambda e: Raised(e, number(2)), array))

    def _summed(self, array: Array) -> Element:
        """The sum of all entries. It is made at once, so the shape must be known by then; an unknown size stays a letter."""
        shape = self.sizes.shape(array.shape)
        letters = {}
        for axis in (shape.rows, shape.columns):
            if axis != FIRST:
                bound = self.fresh("k")
                self.ranges[bound] = axis
                letters[bound] = axis
        places = iter([Index(bound) for bound in letters])
        i = next(places) if shape.rows != FIRST else FIRST
        j = next(places) if shape.columns != FIRST else FIRST
        element = array.entry(i, j)
        for bound, axis in reversed(letters.items()):
            element = Total(bound, FIRST, axis, element)
        return element

    def _series(self, series: nodes.Series, letters: Letters) -> Array:
        author = series.index.name
        bound = self.fresh(author)
        if series.lower is not None and series.upper is not None:
            lower, upper = index_of(series.lower), index_of(series.upper)
            if lower is None or upper is None:
                not_understood("a sum whose bounds are not a letter and a number")
            lower, upper = (letters[i.letter].moved(i.offset) if i.letter in letters else i for i in (lower, upper))
            if upper.letter and upper.letter not in self.size_letters:
                not_understood(f"a sum up to {upper.letter.partition(chr(39))[0]}")
            self.explicit[bound] = (lower, upper)
        else:
            lower = FIRST
            upper = self.ranges[bound] = self.sizes.fresh()
        body = self.read(series.body, {**letters, author: Index(bound)})

        def entry(i: Index, j: Index) -> Element:
            return Total(bound, lower, upper, body.entry(i, j))

        return Array(body.shape, entry)

    # ------------------------------------------------------------------------------------------ functions

    def _call(self, call: nodes.Call, letters: Letters) -> Array:
        arguments = [self.read(argument, letters) for argument in call.arguments]
        name = "ln" if call.function == "log" else call.function
        if name in ("max", "min") and len(arguments) == 1:
            self._number(arguments[0], f"the {name} of something")
        if name in ("exp", "ln"):
            self._not_square(arguments[0])
        value = self._applied(lambda parts: Applied(name, parts, known=True), arguments)
        if call.base is not None:
            base = self._number(self.read(call.base, letters), "the base of a logarithm").number()
            value = self._each(lambda e: Times((e, Raised(Applied("ln", (base,), known=True), number(-1)))), value)
        if call.power is not None:
            power = self._number(self.read(call.power, letters), "an exponent").number()
            value = self._each(lambda e: Raised(e, power), value)
        return value

    def _applied(self, make: Callable[[tuple[Element, ...]], Element], arguments: list[Array]) -> Array:
        shape = NUMBER
        for argument in arguments:
            shape = self._together(Array(shape, lambda i, j: ZERO), argument)
        return Array(shape, lambda i, j: make(tuple(argument.entry(i, j) for argument in arguments)))

    def _application(self, function: Expression, arguments: tuple[Expression, ...], letters: Letters) -> Array:
        primes, inner = 0, function
        while isinstance(inner, nodes.Prime | nodes.Group):
            if isinstance(inner, nodes.Prime):
                if not isinstance(inner.order, nodes.Number):
                    not_understood("a derivative whose order is no number")
                primes += int(inner.order.text)
                inner = inner.operand
            else:
                inner = inner.inner
        values = [self.read(argument, letters) for argument in arguments]
        if not isinstance(inner, Symbol):
            not_understood("a function that has no name")
        name = inner.name
        if name in self.unknown and len(arguments) == 1 and not primes:
            return self._unknown(name, arguments[0], letters)
        definition = self.context.definitions.get(name)
        if definition is None and name in self.axes and not primes and len(values) == 1:
            return self._multiply(self._symbol(name, letters), values[0])
        if definition is None and not primes and len(values) == 1:
            match plain_name(name).lower():
                case "softmax":
                    return self._softmax(values[0])
                case "diag":
                    return self._diagonal(values[0])
                case "tr" | "trace":
                    return self._of_number(self._trace(values[0]))
                case "mean":
                    shape, count = values[0].shape, Times((SizeOf(values[0].shape.rows), SizeOf(values[0].shape.columns)))
                    return self._of_number(Times((self._summed(Array(shape, values[0].entry)), Raised(count, number(-1)))))
                case "sum":
                    return self._of_number(self._summed(values[0]))
                case "det":
                    return self._of_number(self._determinant(values[0]))
        if definition is not None and not definition.parameters:
            return self._multiply(self._symbol(name, letters), values[0])
        if definition is not None and definition.body is not None and self._is_of_arrays(definition):
            if primes or not all(a == Symbol(p) for a, p in zip(arguments, definition.parameters, strict=True)):
                not_understood(f"{name}, a function of vectors, elsewhere than at its own letters")
            return self.read(definition.body, {})
        if definition is None and any(self.sizes.shape(value.shape) != NUMBER for value in values):
            if len(upright := plain_name(name)) > 1 and upright != name.removeprefix("\\"):
                not_understood(f"{upright} of a vector or a matrix, which is not defined here")
            self.entry_by_entry.add(name)
        return self._applied(lambda parts: Applied(name, parts, False, primes), values)

    def _not_square(self, array: Array) -> Array:
        """What an exponential is taken of: of a square matrix it may be the one or the other, the series or entry by entry."""
        shape = self.sizes.shape(array.shape)
        if shape.rows == shape.columns != FIRST:
            not_understood("the exponential, or the logarithm, of a square matrix: entry by entry, or the series?")
        return array

    def _determinant(self, array: Array) -> Element:
        """The determinant of a matrix whose size is a number, developed along its first row (P.-S. Laplace)."""
        shape = self.sizes.shape(array.shape)
        if not self.sizes.agree(shape.rows, shape.columns):
            raise Mismatch(shape.written(), "a square matrix")
        size = self.sizes.resolved(shape.rows)
        if size.letter or size.offset > LARGEST_DETERMINANT:
            not_understood(f"the determinant of {shape.written()}")

        def developed(rows: tuple[int, ...], columns: tuple[int, ...]) -> Element:
            if not rows:
                return ONE
            terms = []
            for place, column in enumerate(columns):
                minor = developed(rows[1:], columns[:place] + columns[place + 1 :])
                factor = Times((array.entry(Index("", rows[0]), Index("", column)), minor))
                terms.append(negative(factor) if place % 2 else factor)
            return Plus(tuple(terms))

        places = tuple(range(1, size.offset + 1))
        return developed(places, places)

    def _is_of_arrays(self, definition: Definition) -> bool:
        """Whether a function is none of numbers, to be taken entry by entry: its body sums, or transposes, or has arrays."""
        assert definition.body is not None
        arrays = (self.axes.keys() | {"I"}) - set(definition.parameters)
        return any(
            isinstance(node, nodes.Series | nodes.Indexed)
            or (isinstance(node, nodes.Fenced) and node.fence in (Fence.NORM, Fence.EUCLIDEAN))
            or (isinstance(node, nodes.Power) and isinstance(node.exponent, Symbol) and node.exponent.name in _TRANSPOSED)
            or (isinstance(node, Symbol) and node.name in arrays)
            for node in descendants(definition.body)
        )

    def _gradient(self, name: str, expression: Expression, letters: Letters) -> Array:
        """The derivative of a function of one vector by it: `\\nabla f`, `\\nabla f(x)`."""
        definition = self.context.definitions.get(name)
        if definition is None or definition.body is None or len(definition.parameters) != 1:
            not_understood("a gradient that does not tell by what")
        (parameter,) = definition.parameters
        if isinstance(expression, nodes.Application) and expression.arguments != (Symbol(parameter),):
            not_understood("a gradient elsewhere than at the function's own letter")
        return self._by(self.read(definition.body, {}), parameter, letters, partial=False)

    def _define_loss(self, name: str) -> None:
        """Let a letter that nothing defines be an unknown function of what is made last of all that it is differentiated by, and
        through that alone of the rest."""
        bases = dict.fromkeys(
            letter if (entry := self.entry_named(letter)) is None else entry[0] for letter in self.losses.pop(name)
        )
        for definition in self.context.definitions.values():
            if (definition.name in bases or split_name(definition.name)[0] in bases) and definition.body is not None:
                self._define(definition)
        made_of = {base: reaches(self.families, family.body) for base in bases if (family := self.families.get(base))}
        last = [base for base in bases if not any(base in below for below in made_of.values())]
        if len(last) < len(bases) and bases.keys() <= self.axes.keys():
            terms = [self._linear(rf"\frac{{\partial {name}}}{{\partial {base}}}", self._whole(base)) for base in last]
            self.through[name] = tuple(last)
            self.axes[name], self.families[name] = (), Family((), Plus((Entry(f"{name}(0)"), *terms)))

    def _unknown(self, name: str, argument: Expression, letters: Letters) -> Array:
        """The value of an unknown function, as that of a linear one."""
        value = self._argument(name, argument, letters)
        if self.sizes.shape(value.shape) == NUMBER:
            return self._applied(lambda parts: Applied(name, parts, False), [value])
        return self._of_number(Plus((Entry(f"{name}(0)"), self._linear(rf"\nabla {name}", value))))

    def _linear(self, gradient_name: str, value: Array) -> Element:
        gradient = self._slopes(gradient_name, value)
        return self._summed(Array(value.shape, lambda i, j: Times((gradient.entry(i, j), value.entry(i, j)))))

    def _slopes(self, name: str, value: Array) -> Array:
        """The gradient of an unknown function: nothing is known of it but its shape."""
        shape = self.sizes.shape(value.shape)
        self.axes.setdefault(name, (shape.rows,) if shape.columns == FIRST else (shape.rows, shape.columns))
        return self._whole(name)

    def _argument(self, name: str, argument: Expression, letters: Letters) -> Array:
        """What an unknown function is applied to: the same everywhere, or no more is known of it."""
        definition = self.context.definitions.get(argument.name) if isinstance(argument, Symbol) else None
        place = argument if definition is None or definition.parameters or definition.body is None else definition.body
        if self.arguments.setdefault(name, place) != place or symbols(argument) & letters.keys():
            not_understood(f"{name} at more than one place")
        return self.read(argument, letters)

    def _gradient_of_unknown(self, name: str, argument: Expression, letters: Letters) -> Array:
        return self._slopes(rf"\nabla {name}", self._argument(name, argument, letters))

    def _only_vector(self, operand: Expression) -> str:
        r"""The vector that a gradient is taken by without a word: x, or the only one, as in `\nabla (w^\top A w)`."""
        vectors = {name for name in symbols(operand) & self.axes.keys() if len(self.axes[name]) == 1}
        if "x" not in vectors and len(vectors) != 1:
            not_understood("a gradient that does not tell by what")
        return "x" if "x" in vectors else min(vectors)

    def _softmax(self, array: Array) -> Array:
        """Of a vector over the vector, of a matrix row by row."""
        shape = self.sizes.shape(array.shape)

        def exponential(i: Index, j: Index) -> Element:
            return Applied("exp", (array.entry(i, j),), known=True)

        def entry(i: Index, j: Index) -> Element:
            bound = self.fresh("k")
            by_rows = shape.columns == FIRST
            axis = shape.rows if by_rows else shape.columns
            self.ranges[bound] = axis
            term = exponential(Index(bound), j) if by_rows else exponential(i, Index(bound))
            return Times((exponential(i, j), Raised(Total(bound, FIRST, axis, term), number(-1))))

        return Array(shape, entry)

    def _diagonal(self, array: Array) -> Array:
        shape = self.sizes.shape(array.shape)
        if shape.columns == FIRST:
            return Array(Shape(shape.rows, shape.rows), lambda i, j: Times((Delta(i, j), array.entry(i, FIRST))))
        if not self.sizes.agree(shape.rows, shape.columns):
            raise Mismatch(shape.written(), "a square matrix")
        return Array(Shape(shape.rows, FIRST), lambda i, j: array.entry(i, i))

    def _trace(self, array: Array) -> Element:
        shape = self.sizes.shape(array.shape)
        if not self.sizes.agree(shape.rows, shape.columns):
            raise Mismatch(shape.written(), "a square matrix")
        return self._summed(Array(Shape(shape.rows, FIRST), lambda i, j: array.entry(i, i)))

    def _cases(self, branches: tuple[tuple[Expression, tuple[Relation, ...]], ...], letters: Letters) -> Array:
        shape = NUMBER
        read: list[tuple[Array, tuple[tuple[Array, Order, Array], ...]]] = []
        for value, conditions in branches:
            held = []
            for relation in conditions:
                if relation.sign not in _ORDERS:
                    not_understood("a condition that compares no numbers")
                order, turned = _ORDERS[relation.sign]
                left, right = self.read(relation.left, letters), self.read(relation.right, letters)
                held.append((right, order, left) if turned else (left, order, right))
            read.append((self.read(value, letters), tuple(held)))
        for array in self._arrays_of(read):
            shape = self._together(Array(shape, lambda i, j: ZERO), array)

        def entry(i: Index, j: Index) -> Element:
            return Where(
                tuple(
                    (value.entry(i, j), tuple(Condition(a.entry(i, j), order, b.entry(i, j)) for a, order, b in held))
                    for value, held in read
                )
            )

        return Array(shape, entry)

    def _arrays_of(self, read: list[tuple[Array, tuple[tuple[Array, Order, Array], ...]]]) -> Iterator[Array]:
        for value, held in read:
            yield value
            for left, _, right in held:
                yield left
                yield right

    # ------------------------------------------------------------------------------------------ derivatives

    def _derivative(self, derivative: nodes.Derivative, letters: Letters) -> Array:
        of = self.read(derivative.operand, letters)
        named = named_by(derivative.operand)
        for symbol, order in derivative.variables:
            if symbol.name.startswith(VECTORS) and named and not named.startswith(VECTORS) and self.entry_by_entry:
                if self.sizes.shape(of.shape) != NUMBER:
                    not_understood(f"whether {named} is a number, or has entries")
            for _ in range(order):
                of = self._by(of, symbol.name, letters, derivative.partial)
        return of

    def _by(self, of: Array, name: str, letters: Letters, partial: bool) -> Array:
        by = self._symbol(name, letters)
        above, under = self.sizes.shape(of.shape), self.sizes.shape(by.shape)
        if under == NUMBER:
            entry = by.number()
            if not isinstance(entry, Entry):
                not_understood(f"a derivative by {name}")
            return self._each(lambda e: self._slope(e, entry.name, entry.indices, partial), of)
        rank = len(self.axes[name])
        if above == NUMBER:
            gradient = Array(under, lambda i, j: self._slope(of.number(), name, (i, j)[:rank], partial))
            return self._transposed(gradient) if self.layout is Layout.NUMERATOR and rank == 1 else gradient
        if above.columns == FIRST and rank == 1:
            shape = Shape(above.rows, under.rows)
            jacobian = Array(shape, lambda i, j: self._slope(of.entry(i, FIRST), name, (j,), partial))
            return self._transposed(jacobian) if self.layout is Layout.DENOMINATOR else jacobian
        return not_understood("a derivative with more than two indices: write it by entries")

    def _slope(self, of: Element, name: str, indices: tuple[Index, ...], partial: bool) -> Slope:
        """A derivative. A partial one of an intermediate result, on whose line the variable stands, holds the rest of the line.

        It is the reading of `judge.derivatives` for numbers: of the last name, both readings are customary (`Paths`).
        """
        total = Slope(of, name, indices)
        if isinstance(of, Entry) and of.name not in self.families and of.name != name:
            # It may depend on the variable: were it a constant, each rule with a factor too few would be 0 = 0.
            not_understood(f"{of.name} is not defined here")
        if not partial or not isinstance(of, Entry) or of.name == name:
            return total
        line = names_in(self.families[of.name].body)
        if name not in line:
            return total
        others = frozenset(n for n in line - {name} if n in self.families)
        if not any(of.name in names_in(family.body) for own, family in self.families.items() if own != of.name):
            if not any(name in reaches(self.families, self.families[n].body) for n in others):
                return total
            self.partials.add(of.name)
            if self.paths is Paths.EVERY:
                return total
        return Slope(of, name, indices, others)


def named_by(operand: Expression) -> str:
    """The name that is differentiated, L or the f of f(z); the empty text where something else is."""
    match operand:
        case Symbol(name) | nodes.Application(Symbol("f" | "F" as name)):
            return name
        case _:
            return ""
