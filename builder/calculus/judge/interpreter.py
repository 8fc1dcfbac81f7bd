"""From the syntax tree to terms: definitions are put in, bound names are renamed apart, notation is turned into operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import factorial
from typing import assert_never

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Blank,
    Call,
    Cases,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Differential,
    Directional,
    Ellipsis,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Number,
    NumberSet,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge import shapes
from builder.calculus.judge.conventions import sequence_named
from builder.calculus.judge.derivatives import CalculusReader
from builder.calculus.judge.ellipsis import read_ellipsis
from builder.calculus.judge.folding import folded
from builder.calculus.judge.scope import Scope, not_understood, too_large
from builder.calculus.judge.shapes import Many, Meant, scalar
from builder.calculus.judge.sorts import DETERMINANTS, OF_MATRICES, TRACES
from builder.calculus.judge.subterms import free_variables
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Branches,
    Comparison,
    Condition,
    Divide,
    Fn,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    Term,
)
from builder.calculus.judge.usage import bare_name

ONE = Rational(Fraction(1))
LARGEST_DETERMINANT = 5
LARGEST_MATRIX_POWER = 6
_TRANSPOSED = frozenset({r"\top", r"\mathsf{T}", r"\mathrm{T}", r"\text{T}", r"\mathtt{T}", r"\mathbf{T}"})
E = Apply(Fn.EXP, (ONE,))
_FUNCTIONS: Mapping[str, Fn] = {
    fn.value: fn for fn in Fn if fn not in (Fn.MAX, Fn.MIN, Fn.FACTORIAL, Fn.BINOMIAL, Fn.ABS, Fn.FLOOR, Fn.CEILING)
} | {"sgn": Fn.SIGN, "log": Fn.LN}
_RECIPROCALS: Mapping[str, Fn] = {"arcoth": Fn.ARTANH, "arsech": Fn.ARCOSH, "arcsch": Fn.ARSINH}
_EXTREMES: Mapping[str, Fn] = {"max": Fn.MAX, "min": Fn.MIN}
_FENCES: Mapping[Fence, Fn] = {Fence.ABSOLUTE: Fn.ABS, Fence.FLOOR: Fn.FLOOR, Fence.CEILING: Fn.CEILING}


class Interpreter(CalculusReader):
    """One reading of one claim: counts what it makes and names what is bound."""

    def meaning(self, expression: Expression) -> Meant:
        """What an expression means where the claim stands."""
        return self._read(expression, Scope(moved=self.given))

    def side(self, expression: Expression) -> Meant:
        """What a side of a claim means: as `meaning`, or ±∞ by itself."""
        where = Scope(moved=self.given)
        match expression:
            case (
                Constant(ConstantName.INFINITY)
                | Negation(Constant(ConstantName.INFINITY))
                | Sum((Constant(ConstantName.INFINITY),))
            ):
                return self._end(expression, where)
            case _:
                return self._read(expression, where)

    def condition(self, relation: Relation, scope: Scope | None = None) -> Condition:
        """A comparison of two numbers."""
        where = Scope(moved=self.given) if scope is None else scope
        left, right = self._scalar(relation.left, where), self._scalar(relation.right, where)
        match relation.sign:
            case Sign.EQUAL | Sign.IDENTICAL | Sign.DEFINES:
                return Condition(left, Comparison.EQUAL, right)
            case Sign.NOT_EQUAL:
                return Condition(left, Comparison.NOT_EQUAL, right)
            case Sign.LESS:
                return Condition(left, Comparison.LESS, right)
            case Sign.LESS_EQUAL:
                return Condition(left, Comparison.LESS_EQUAL, right)
            case Sign.GREATER:
                return Condition(right, Comparison.LESS, left)
            case Sign.GREATER_EQUAL:
                return Condition(right, Comparison.LESS_EQUAL, left)
            case _:
                return not_understood(f"the sign {relation.sign.value} compares no numbers here")

    def _node(self, expression: Expression, scope: Scope) -> Meant:
        match expression:  # the most common kinds first
            case Number():
                return Rational(expression.value)
            case Symbol(name):
                return self._symbol(name, scope)
            case Sum(terms):
                return self._sum(terms, scope)
            case Product(factors, signs):
                return self._product(factors, signs, scope)
            case Power(base, exponent):
                return self._power(base, exponent, scope)
            case Call():
                return self._call(expression, scope)
            case Quotient(numerator, denominator):
                return shapes.divide(self._read(numerator, scope), self._read(denominator, scope))
            case Negation(operand):
                return shapes.negate(self._read(operand, scope))
            case Group(inner):
                return self._read(inner, scope)
            case Constant(name=constant):
                return self._constant(constant)
            case PlusMinus(operand, upper):
                self.two_signs = True
                value = self._read(operand, scope)
                return value if upper is self.upper else shapes.negate(value)
            case Root(radicand, index):
                return self._root(radicand, index, scope)
            case Factorial(operand):
                return Apply(Fn.FACTORIAL, (self._scalar(operand, scope),))
            case Binomial(upper=above, lower=below):
                return Apply(Fn.BINOMIAL, (self._scalar(above, scope), self._scalar(below, scope)))
            case Fenced(fence, inner):
                return self._fenced(fence, inner, scope)
            case Application(function, arguments):
                return self._application(function, arguments, scope)
            case Composition():
                if (product := self._entrywise(expression.functions, scope)) is not None:
                    return product
                composed = self._function(expression, scope)
                if composed is None:
                    not_understood("a composition of what are no functions")
                return composed.apply([self._name(p, scope) for p in composed.parameters], scope)
            case Prime(operand, order):
                return self._prime(operand, self._order(order), scope)
            case Derivative():
                return self._derivative(expression, scope)
            case HigherDerivative():
                return not_understood("a derivative whose order is no number")
            case Gradient(operand, order_number):
                return self._gradient(operand, order_number, scope)
            case Directional(operand, direction):
                return self._directional(operand, direction, scope)
            case Evaluation(operand, at):
                inside = scope
                for symbol, place in at:
                    inside = inside.move(symbol.name, *self._measured(place, scope))
                return self._read(operand, inside)
            case Limit():
                return self._limit(expression, scope)
            case Series():
                return self._series(expression, scope)
            case Integral():
                return self._integral(expression, scope)
            case Vector(entries):
                return shapes.column(tuple(self._scalar(e, scope) for e in entries))
            case Matrix(rows, environment):
                return self._determinant(rows, scope) if environment == "vmatrix" else self._matrix(rows, scope)
            case Cases(branches):
                return Branches(
                    tuple(
                        (self._scalar(v, scope), tuple(self.condition(c, scope) for c in conditions))
                        for v, conditions in branches
                    )
                )
            case Ellipsis():
                return not_understood("dots that stand for no row of terms")
            case Indexed(base, (index,)) if (sequence := sequence_named(base.name, self.context)) is not None:
                return self._element(sequence, index, scope)
            case Indexed(base, (index,)) if base.name in self.sequences:
                return self._of_sequence(base.name, index, scope)
            case Indexed():
                return not_understood("a name with a running index")
            case Differential(variable):
                return self._differential(variable.name, scope)
            case Blank():
                return not_understood("a place to fill in")
            case NumberSet():
                return not_understood("a set is no number")
            case _:
                assert_never(expression)

    def _constant(self, constant: ConstantName) -> Term:
        match constant:
            case ConstantName.PI:
                return Pi()
            case ConstantName.E:
                return E
            case ConstantName.INFINITY:
                return not_understood("infinity is no number")
            case ConstantName.DEGREE:
                return Divide(Pi(), Rational(Fraction(180)))
            case ConstantName.PERCENT:
                return Rational(Fraction(1, 100))

    def _sum(self, terms: tuple[Expression, ...], scope: Scope) -> Meant:
        if any(isinstance(t, Ellipsis) for t in terms):
            return self._with_dots(terms, scope, product=False)
        return shapes.add(tuple(self._read(t, scope) for t in terms))

    def _with_dots(self, parts: tuple[Expression, ...], scope: Scope, product: bool) -> Term:
        places = [i for i, p in enumerate(parts) if isinstance(p, Ellipsis)]
        if len(places) != 1:
            not_understood("two rows of dots")
        before = [self._scalar(p, scope) for p in parts[: places[0]]]
        after = [self._scalar(p, scope) for p in parts[places[0] + 1 :]]
        row = read_ellipsis(before, after, self.fresh("k"), product)
        if row is None:
            not_understood("no general term fits the terms beside the dots")
        if len(row) == 1:
            return row[0]
        return Multiply(row) if product else Add(row)

    def _product(self, factors: tuple[Expression, ...], signs: tuple[Times, ...], scope: Scope) -> Meant:
        if any(isinstance(f, Ellipsis) for f in factors):
            return self._with_dots(factors, scope, product=True)
        values = [self._read(f, scope) for f in factors]
        if Times.ENTRYWISE in signs and not all(isinstance(v, Many) for v in values):
            not_understood("a product entry by entry of what is not known to have entries")
        if not any(isinstance(v, Many) for v in values):
            return Multiply(tuple(scalar(v) for v in values))
        result = values[0]
        for value, sign in zip(values[1:], signs, strict=True):
            if sign is Times.CROSS and isinstance(result, Many) and isinstance(value, Many):
                result = shapes.cross(result, value)
                continue
            if sign is Times.ENTRYWISE and isinstance(result, Many) and isinstance(value, Many):
                result = shapes.entrywise(result, value)
                continue
            result = shapes.multiply(result, value, dot=sign is Times.DOT)
        return result

    def _power(self, base: Expression, exponent: Expression, scope: Scope) -> Meant:
        if isinstance(base, Constant) and base.name is ConstantName.E:
            return Apply(Fn.EXP, (self._scalar(exponent, scope),))
        if (name := bare_name(exponent)) == "T" or name in _TRANSPOSED:
            value = self._read(base, scope)
            if isinstance(value, Many):
                return shapes.transpose(value)
            if name != "T":
                if free_variables(value):
                    not_understood("the transpose of what is not known to be a vector or a matrix")
                return value
            return Raise(value, self._scalar(exponent, scope))
        if (powered := self._matrix_power(base, exponent, scope)) is not None:
            return powered
        if bare_name(base) is not None and self._is_inverse(base, exponent, scope):
            not_understood("the power −1 of a function: its inverse, or its reciprocal")
        return Raise(self._scalar(base, scope), folded(self._scalar(exponent, scope)))

    def _matrix_power(self, base: Expression, exponent: Expression, scope: Scope) -> Meant | None:
        r"""`A^2` and `A^{-1}` of a square matrix; None for other powers."""
        inverse = isinstance(exponent, Negation) and exponent.operand == Number("1")
        times = int(exponent.text) if isinstance(exponent, Number) and exponent.text.isdecimal() else 0
        if not (inverse or 0 < times <= LARGEST_MATRIX_POWER) or not any(
            isinstance(n, Symbol | Matrix) and (isinstance(n, Matrix) or self._is_result(n.name)) for n in descendants(base)
        ):
            return None
        if inverse and bare_name(base) is not None and not self._is_result(bare_name(base) or ""):
            return None
        value = self._read(base, scope)
        if not isinstance(value, Many) or value.rows != value.columns:
            return None
        if inverse:
            if value.rows > LARGEST_DETERMINANT - 2:
                too_large("the inverse of so large a matrix")
            return shapes.inverse(value)
        result: Meant = value
        for _ in range(times - 1):
            result = shapes.multiply(result, value, dot=False)
        return result

    def _is_inverse(self, base: Expression, exponent: Expression, scope: Scope) -> bool:
        name = bare_name(base)
        if name is None or not isinstance(exponent, Negation) or exponent.operand != Number("1"):
            return False
        definition = self.context.definitions.get(name)
        signature = self.unknown.get(name)
        return (definition is not None and bool(definition.parameters)) or (signature is not None and not signature.bare)

    def _root(self, radicand: Expression, index: Expression | None, scope: Scope) -> Term:
        inside = self._scalar(radicand, scope)
        if index is None:
            return RootOf(inside, 2)
        order = folded(self._scalar(index, scope))
        if isinstance(order, Rational) and order.value.denominator == 1 and order.value > 0:
            if order.value > self.budget.root_index:
                too_large(f"a root of index {order.value}")
            return RootOf(inside, int(order.value))
        return Raise(inside, folded(Divide(ONE, order)))

    def _fenced(self, fence: Fence, inner: Expression, scope: Scope) -> Meant:
        value = self._read(inner, scope)
        if fence in (Fence.NORM, Fence.EUCLIDEAN):
            return shapes.norm(value)
        if isinstance(value, Many) and fence is Fence.ABSOLUTE:
            if value.columns is None:
                return shapes.norm(value)
            return self._determinant_of(value)
        return Apply(_FENCES[fence], (scalar(value),))

    def _call(self, call: Call, scope: Scope) -> Term:
        arguments = tuple(self._scalar(a, scope) for a in call.arguments)
        value: Term
        if call.function in _EXTREMES:
            value = arguments[0] if len(arguments) == 1 else Apply(_EXTREMES[call.function], arguments)
        elif len(arguments) != 1:
            not_understood(f"{call.function} takes one argument")
        elif call.function in _RECIPROCALS:
            value = Apply(_RECIPROCALS[call.function], (Divide(ONE, arguments[0]),))
        elif call.function in _FUNCTIONS:
            value = Apply(_FUNCTIONS[call.function], arguments)
            if call.base is not None:
                value = Divide(value, Apply(Fn.LN, (self._scalar(call.base, scope),)))
        else:
            not_understood(f"the function {call.function}")
        if call.power is not None:
            value = Raise(value, folded(self._scalar(call.power, scope)))
        return value

    def _application(self, function: Expression, arguments: tuple[Expression, ...], scope: Scope) -> Meant:
        if isinstance(function, Symbol) and function.name.startswith("\\"):
            number = self._number_of_matrix(function.name, arguments, scope)
            if number is not None:
                return number
        applied = self._function(function, scope)
        bracket = function.operand if isinstance(function, Prime) else function
        if isinstance(bracket, Group) and self._shares_a_letter(bracket, arguments):
            not_understood("a letter that stands in a function and in its argument")
        if applied is not None:
            values = [self._measured(a, scope) for a in self._spread(arguments, applied)]
            return applied.apply(values, scope)
        if isinstance(function, Prime) and isinstance(function.operand, Group):
            not_understood("what is differentiated here, and by which letter")
        if len(arguments) == 1 and not isinstance(function, Derivative):
            return shapes.multiply(self._read(function, scope), self._read(arguments[0], scope), dot=False)
        return not_understood("something that is no function has arguments")

    def _shares_a_letter(self, bracket: Group, arguments: Sequence[Expression]) -> bool:
        """Whether a letter that is no function stands in a bracket that is applied, and in what it is applied to."""
        letters = {name for name in symbols(bracket) if not self._is_applied(name)}
        return any(letters & symbols(argument) for argument in arguments)

    def _entrywise(self, parts: Sequence[Expression], scope: Scope) -> Meant | None:
        r"""`u \circ v` of vectors; None where functions are composed."""
        names = [bare_name(part) for part in parts]
        definitions = [self.context.definitions.get(name) for name in names if name is not None]
        if any(d is not None and (d.parameters or d.body is None) for d in definitions):
            return None
        if not all(
            isinstance(p, Vector | Matrix) or (name is not None and self._is_result(name))
            for p, name in zip(parts, names, strict=True)
        ):
            return None
        values = [self._read(part, scope) for part in parts]
        result = values[0]
        for value in values[1:]:
            if not isinstance(result, Many) or not isinstance(value, Many):
                return None
            result = shapes.entrywise(result, value)
        return result

    def _number_of_matrix(self, name: str, arguments: tuple[Expression, ...], scope: Scope) -> Meant | None:
        """The determinant, the trace or the rank of a matrix; None for other names, and for those that are defined."""
        if name not in OF_MATRICES or name in self.context.definitions:
            return None
        value = self._read(arguments[0], scope)
        if len(arguments) > 1 or (not isinstance(value, Many) and (free_variables(value) or name not in DETERMINANTS)):
            not_understood(f"{name} of what is not known to be a matrix")
        if name in DETERMINANTS:
            return self._determinant_of(value)
        assert isinstance(value, Many)
        if name in TRACES:
            return shapes.trace(value)
        rank = shapes.rank(tuple(tuple(folded(scalar(e)) for e in row) for row in shapes.rows_of(value)))
        return not_understood("the rank of a matrix whose entries are not rational numbers") if rank is None else rank

    def _determinant_of(self, value: Meant) -> Meant:
        rows = shapes.rows_of(value) if isinstance(value, Many) else ((value,),)
        if len(rows) > LARGEST_DETERMINANT:
            too_large(f"a determinant of {len(rows)} rows")
        self.spend(factorial(len(rows)))
        return shapes.determinant(rows)

    def _determinant(self, rows: tuple[tuple[Expression, ...], ...], scope: Scope) -> Meant:
        """The determinant that is written out; its first row may hold vectors."""
        if len(rows) > LARGEST_DETERMINANT:
            too_large(f"a determinant of {len(rows)} rows")
        self.spend(factorial(len(rows)))
        first = tuple(self._read(e, scope) for e in rows[0])
        return shapes.determinant((first, *(tuple(self._scalar(e, scope) for e in row) for row in rows[1:])))

    def _matrix(self, rows: tuple[tuple[Expression, ...], ...], scope: Scope) -> Meant:
        if len({len(row) for row in rows}) != 1:
            not_understood("a matrix whose rows differ in length")
        if len(rows) * len(rows[0]) > self.budget.entries:
            too_large("a matrix of so many entries")
        return shapes.matrix(tuple(tuple(self._scalar(e, scope) for e in row) for row in rows))
