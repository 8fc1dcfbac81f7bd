"""From the syntax tree to terms: definitions are put in, bound names are renamed apart, notation is turned into operations.

A name may be looked up in three places before its definition: as a *local* (the index of a sum), as a *parameter* of the
function whose body is read, and as *moved*: a free variable that a derivative, a limit or an evaluation varies. Definitions
without parameters see what is moved and the parameters; bodies of functions see what is moved and their own parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.context import Context, Definition, Kind
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
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Notation,
    Number,
    NumberSet,
    Operator,
    PlusMinus,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.calculus.expression.walk import symbols
from builder.calculus.judge import shapes
from builder.calculus.judge.ellipsis import read_ellipsis
from builder.calculus.judge.folding import entries_of, folded, prime_of
from builder.calculus.judge.scope import Function, Names, Scope, not_understood, too_large
from builder.calculus.judge.shapes import Many, Meant, scalar
from builder.calculus.judge.subterms import free_variables, walk
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Approach,
    Branches,
    Comparison,
    Condition,
    DerivativeOf,
    Divide,
    Fn,
    Infinity,
    IntegralOf,
    LimitOf,
    Multiply,
    Pi,
    Raise,
    Rational,
    RootOf,
    SeriesOf,
    Term,
    UnknownAt,
    Variable,
)
from builder.calculus.judge.usage import Signature, bare_name

ONE = Rational(Fraction(1))
E = Apply(Fn.EXP, (ONE,))
DEEPEST = 220
"""Nesting of what is read, definitions put in."""

LARGEST_ORDER = 200

_FUNCTIONS: Mapping[str, Fn] = {
    fn.value: fn for fn in Fn if fn not in (Fn.MAX, Fn.MIN, Fn.FACTORIAL, Fn.BINOMIAL, Fn.ABS, Fn.FLOOR, Fn.CEILING)
} | {"sgn": Fn.SIGN, "log": Fn.LN}
_RECIPROCALS: Mapping[str, Fn] = {"arcoth": Fn.ARTANH, "arsech": Fn.ARCOSH, "arcsch": Fn.ARSINH}
_EXTREMES: Mapping[str, Fn] = {"max": Fn.MAX, "min": Fn.MIN}
_FENCES: Mapping[Fence, Fn] = {Fence.ABSOLUTE: Fn.ABS, Fence.FLOOR: Fn.FLOOR, Fence.CEILING: Fn.CEILING}


class Interpreter(Struct):
    """One reading of one claim: counts what it makes and names what is bound."""

    context: Context
    unknown: Mapping[str, Signature]
    variable: str
    budget: Budget
    upper: bool = True
    given: Names = field(default_factory=dict)
    count: int = 0
    depth: int = 0
    fresh_names: int = 0
    two_signs: bool = False
    undefined: set[str] = field(default_factory=set)

    # ------------------------------------------------------------------------------------------ entries

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

    # ------------------------------------------------------------------------------------------ bookkeeping

    def fresh(self, name: str) -> str:
        """A name that no author can write."""
        self.fresh_names += 1
        return f"{name}#{self.fresh_names}"

    def _spend(self, size: int = 1) -> None:
        self.count += size
        if self.count > self.budget.nodes:
            too_large(f"more than {self.budget.nodes} parts once its definitions are put in")

    def _measured(self, expression: Expression, scope: Scope) -> tuple[Term, int]:
        before = self.count
        term = self._scalar(expression, scope)
        return term, self.count - before

    def _scalar(self, expression: Expression, scope: Scope) -> Term:
        return scalar(self._read(expression, scope))

    # ------------------------------------------------------------------------------------------ names

    def _symbol(self, name: str, scope: Scope) -> Meant:
        for names in (scope.local, scope.parameters, scope.moved):
            if (known := names.get(name)) is not None:
                self._spend(known[1])
                return known[0]
        definition = self.context.definitions.get(name)
        if definition is not None and definition.body is not None and name not in scope.active:
            if definition.parameters:
                return self._at_own_parameters(name, definition.parameters, scope)
            return self._read(definition.body, replace(scope, local={}, active=scope.active | {name}))
        if (signature := self.unknown.get(name)) is not None and name not in scope.active:
            return self._at_own_parameters(name, signature.parameters, replace(scope, active=scope.active | {name}))
        return Variable(name)

    def _at_own_parameters(self, name: str, parameters: tuple[str, ...], scope: Scope) -> Meant:
        """A function without arguments: at the variables that its parameters are named after."""
        if any(p.isdigit() for p in parameters):
            not_understood(f"{name} stands without its arguments")
        function = self._function(Symbol(name), scope)
        assert function is not None
        return function.apply([self._name(p, scope) for p in parameters], scope)

    def _name(self, name: str, scope: Scope) -> tuple[Term, int]:
        before = self.count
        term = scalar(self._symbol(name, scope))
        return term, self.count - before

    # ------------------------------------------------------------------------------------------ functions

    def _function(self, expression: Expression, scope: Scope) -> Function | None:
        """The function that an expression names, or None when it names none."""
        match expression:
            case Group(inner):
                return self._function(inner, scope)
            case Symbol(name):
                return self._named(name, scope)
            case Prime(operand, order):
                primed = self._function(operand, scope)
                return None if primed is None else self._derived(primed, {0: self._order(order)}, one=True)
            case Derivative():
                return self._partial(expression, scope) or self._of_expression(expression, scope)
            case Gradient(operand, order_number):
                of = self._function(operand, scope)
                return None if of is None else Function(of.parameters, self._gradient_of(of, order_number))
            case Composition(functions):
                return self._composed(functions, scope)
            case _:
                return None

    def _partial(self, derivative: Derivative, scope: Scope) -> Function | None:
        """The derivative of a function by its parameters, which are told by their names; None when it is not that."""
        function = self._function(derivative.operand, scope)
        if function is None or not all(symbol.name in function.parameters for symbol, _ in derivative.variables):
            return None
        orders: dict[int, int] = {}
        for symbol, order in derivative.variables:
            place = function.parameters.index(symbol.name)
            orders[place] = orders.get(place, 0) + order
        return self._derived(function, orders)

    def _named(self, name: str, scope: Scope) -> Function | None:
        if name in scope.local or name in scope.parameters:
            return None
        definition = self.context.definitions.get(name)
        if definition is not None and definition.body is not None and name not in scope.active:
            body = definition.body
            if definition.parameters:
                return Function(definition.parameters, self._body_of(definition))

            variable = self._variable_of(name)

            def moved(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
                self._arity(name, arguments, 1)
                inside = where.move(variable, *arguments[0])
                return self._read(body, replace(inside, local={}, active=inside.active | {name}))

            return Function((variable,), moved)
        if (signature := self.unknown.get(name)) is not None:
            orders = (0,) * len(signature.parameters)

            def unknown(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
                self._arity(name, arguments, len(orders))
                self._spend(sum(size for _, size in arguments) + 1)
                return UnknownAt(name, orders, tuple(term for term, _ in arguments))

            return Function(signature.parameters, unknown)
        return None

    def _variable_of(self, name: str) -> str:
        """The variable of which a name without parameters is a function: the claim's own, or else its only one."""
        free = free_variables(*entries_of(self._symbol(name, Scope(moved=self.given))))
        if self.variable not in free:
            real = [n for n in free if self.context.kinds.get(n, Kind.REAL) is Kind.REAL]
            if len(real) == 1:
                return real[0]
        return self.variable

    def _body_of(self, definition: Definition) -> Callable[[Sequence[tuple[Term, int]], Scope], Meant]:
        def apply(arguments: Sequence[tuple[Term, int]], scope: Scope) -> Meant:
            self._arity(definition.name, arguments, len(definition.parameters))
            assert definition.body is not None
            parameters = dict(zip(definition.parameters, arguments, strict=True))
            moved = {name: known for name, known in scope.moved.items() if name not in parameters}
            return self._read(definition.body, Scope({}, parameters, moved, scope.active | {definition.name}))

        return apply

    def _arity(self, name: str, arguments: Sequence[object], arity: int) -> None:
        if len(arguments) != arity:
            not_understood(f"{name} takes {arity} argument{'s' if arity > 1 else ''}, not {len(arguments)}")

    def _derived(self, inner: Function, orders: Mapping[int, int], one: bool = False) -> Function:
        """The derivative of a function by its parameters, `orders` by their places."""

        def apply(arguments: Sequence[tuple[Term, int]], scope: Scope) -> Meant:
            if one and len(arguments) != 1:
                not_understood("a prime on a function of several variables")
            held = list(arguments)
            bound: list[tuple[str, int, Term]] = []
            for place, order in orders.items():
                name = self.fresh(inner.parameters[place])
                bound.append((name, order, held[place][0]))
                held[place] = (Variable(name), 1)
            body = inner.apply(held, scope)
            return self._differentiated(body, bound)

        return Function(inner.parameters, apply)

    def _differentiated(self, body: Meant, bound: Sequence[tuple[str, int, Term]]) -> Meant:
        """Derivatives by bound names, at what they stood for."""
        if isinstance(body, Many):
            return Many(body.rows, body.columns, tuple(scalar(self._differentiated(e, bound)) for e in body.entries))
        if isinstance(body, UnknownAt) and (direct := prime_of(body, bound)) is not None:
            return direct
        term: Term = body
        for name, order, at in bound:
            if order:
                term = DerivativeOf(term, name, order, at)
        return term

    def _of_expression(self, expression: Derivative, scope: Scope) -> Function:
        """A derivative that is applied, `\\frac{dy}{dx}(3)`: at the value of the variable it is taken by."""
        names = tuple(dict.fromkeys(symbol.name for symbol, _ in expression.variables))

        def apply(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
            self._arity("the derivative", arguments, len(names))
            inside = where
            for name, (term, size) in zip(names, arguments, strict=True):
                inside = inside.move(name, term, size)
            return self._read(expression, inside)

        return Function(names, apply)

    def _composed(self, functions: tuple[Expression, ...], scope: Scope) -> Function | None:
        inner = [self._function(f, scope) for f in functions]
        known = [f for f in inner if f is not None]
        if len(known) != len(inner):
            return None

        def apply(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
            held = arguments
            for f in reversed(known[1:]):
                before = self.count
                term = scalar(f.apply(held, where))
                held = [(term, self.count - before)]
            return known[0].apply(held, where)

        return Function(known[-1].parameters, apply)

    def _gradient_of(self, inner: Function, order: int) -> Callable[[Sequence[tuple[Term, int]], Scope], Meant]:
        def apply(arguments: Sequence[tuple[Term, int]], scope: Scope) -> Meant:
            count = len(inner.parameters)

            def partial(*places: int) -> Term:
                orders: dict[int, int] = {}
                for place in places:
                    orders[place] = orders.get(place, 0) + 1
                return scalar(self._derived(inner, orders).apply(arguments, scope))

            if order == 1:
                return shapes.column(tuple(partial(i) for i in range(count)))
            if order == 2:
                return shapes.matrix(tuple(tuple(partial(i, j) for j in range(count)) for i in range(count)))
            return not_understood("a gradient of a gradient of a gradient")

        return apply

    def _order(self, order: Expression) -> int:
        if isinstance(order, Number) and order.value.denominator == 1:
            number = int(order.value)
            if 0 <= number <= LARGEST_ORDER:
                return number
            too_large(f"a derivative of order {number}")
        return not_understood("a derivative whose order is no number")

    # ------------------------------------------------------------------------------------------ expressions

    def _read(self, expression: Expression, scope: Scope) -> Meant:
        self._spend()
        self.depth += 1
        if self.depth > DEEPEST:
            too_large("nested too deeply")
        try:
            return self._node(expression, scope)
        finally:
            self.depth -= 1

    def _node(self, expression: Expression, scope: Scope) -> Meant:
        match expression:
            case Number():
                return Rational(expression.value)
            case Symbol(name):
                return self._symbol(name, scope)
            case Constant(name=constant):
                return self._constant(constant)
            case Group(inner):
                return self._read(inner, scope)
            case Sum(terms):
                return self._sum(terms, scope)
            case Negation(operand):
                return shapes.negate(self._read(operand, scope))
            case PlusMinus(operand, upper):
                self.two_signs = True
                value = self._read(operand, scope)
                return value if upper is self.upper else shapes.negate(value)
            case Product(factors, signs):
                return self._product(factors, signs, scope)
            case Quotient(numerator, denominator):
                return shapes.divide(self._read(numerator, scope), self._read(denominator, scope))
            case Power(base, exponent):
                return self._power(base, exponent, scope)
            case Root(radicand, index):
                return self._root(radicand, index, scope)
            case Factorial(operand):
                return Apply(Fn.FACTORIAL, (self._scalar(operand, scope),))
            case Binomial(upper=above, lower=below):
                return Apply(Fn.BINOMIAL, (self._scalar(above, scope), self._scalar(below, scope)))
            case Fenced(fence, inner):
                return self._fenced(fence, inner, scope)
            case Call():
                return self._call(expression, scope)
            case Application(function, arguments):
                return self._application(function, arguments, scope)
            case Composition():
                composed = self._function(expression, scope)
                if composed is None:
                    not_understood("a composition of what are no functions")
                return composed.apply([self._name(p, scope) for p in composed.parameters], scope)
            case Prime(operand, order):
                return self._prime(operand, self._order(order), scope)
            case Derivative():
                return self._derivative(expression, scope)
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
            case Matrix(rows):
                return self._matrix(rows, scope)
            case Cases(branches):
                return Branches(
                    tuple(
                        (self._scalar(v, scope), tuple(self.condition(c, scope) for c in conditions))
                        for v, conditions in branches
                    )
                )
            case Ellipsis():
                return not_understood("dots that stand for no row of terms")
            case Indexed():
                return not_understood("a name with a running index")
            case Differential():
                return not_understood("a differential on its own")
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
        if not any(isinstance(v, Many) for v in values):
            return Multiply(tuple(scalar(v) for v in values))
        result = values[0]
        for value, sign in zip(values[1:], signs, strict=True):
            if sign is Times.CROSS and isinstance(result, Many) and isinstance(value, Many):
                not_understood("a cross product")
            result = shapes.multiply(result, value, dot=sign is Times.DOT)
        return result

    def _power(self, base: Expression, exponent: Expression, scope: Scope) -> Meant:
        if isinstance(base, Constant) and base.name is ConstantName.E:
            return Apply(Fn.EXP, (self._scalar(exponent, scope),))
        if (name := bare_name(exponent)) in ("T", r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}"):
            value = self._read(base, scope)
            if isinstance(value, Many):
                return shapes.transpose(value)
            if name != "T":
                return value
            return Raise(value, self._scalar(exponent, scope))
        if bare_name(base) is not None and self._is_inverse(base, exponent, scope):
            not_understood("the power −1 of a function: its inverse, or its reciprocal")
        return Raise(self._scalar(base, scope), folded(self._scalar(exponent, scope)))

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
        if fence is Fence.NORM:
            return shapes.norm(value)
        if isinstance(value, Many) and fence is Fence.ABSOLUTE:
            if value.columns is None:
                return shapes.norm(value)
            not_understood("a determinant")
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
        applied = self._function(function, scope)
        if applied is not None:
            values = [self._measured(a, scope) for a in self._spread(arguments, applied)]
            return applied.apply(values, scope)
        if len(arguments) == 1 and not isinstance(function, Derivative):
            return shapes.multiply(self._read(function, scope), self._read(arguments[0], scope), dot=False)
        return not_understood("something that is no function has arguments")

    def _spread(self, arguments: tuple[Expression, ...], function: Function) -> tuple[Expression, ...]:
        """`f((1, 2))` and `f(\\langle 1, 2 \\rangle)` of a function of two variables."""
        if len(arguments) == 1 and isinstance(arguments[0], Vector) and len(function.parameters) > 1:
            return arguments[0].entries
        return arguments

    # ------------------------------------------------------------------------------------------ calculus

    def _prime(self, operand: Expression, order: int, scope: Scope) -> Meant:
        function = self._function(operand, scope)
        if function is not None:
            if len(function.parameters) != 1:
                not_understood("a prime on a function of several variables")
            derived = self._derived(function, {0: order}, one=True)
            return derived.apply([self._name(function.parameters[0], scope)], scope)
        return self._by(operand, ((self._prime_variable(operand, scope), order),), scope)

    def _prime_variable(self, operand: Expression, scope: Scope) -> str:
        if self.context.variable is not None:
            return self.context.variable
        if isinstance(operand, Symbol) and (signature := self.unknown.get(operand.name)) is not None:
            return signature.parameters[0]
        free = free_variables(*entries_of(self._read(operand, scope)))
        free = frozenset(n for n in free if self.context.kinds.get(n, Kind.REAL) in (Kind.REAL, Kind.FUNCTION))
        if self.variable in free or not free:
            return self.variable
        if len(free) == 1:
            return next(iter(free))
        return not_understood("a prime that does not tell the variable")

    def _derivative(self, derivative: Derivative, scope: Scope) -> Meant:
        variables = tuple((symbol.name, order) for symbol, order in derivative.variables)
        if sum(order for _, order in variables) > LARGEST_ORDER:
            too_large("a derivative of such an order")
        if derivative.partial or derivative.notation is Notation.SUBSCRIPT:
            held = self._others_held(derivative.operand, variables, scope)
            if held is not scope:
                return self._by(derivative.operand, variables, held)
            function = self._partial(derivative, scope)
            if function is not None:
                return function.apply([self._name(p, scope) for p in function.parameters], scope)
        elif len(variables) == 1 and variables[0][1] == 1:
            by_parameter = self._parametric(derivative.operand, variables[0][0], scope)
            if by_parameter is not None:
                return by_parameter
        return self._by(derivative.operand, variables, scope)

    def _others_held(self, operand: Expression, variables: tuple[tuple[str, int], ...], scope: Scope) -> Scope:
        """For a partial derivative of an intermediate result, of which another is made: the rest of its line is held fixed.

        With h = w x, s = w h and L = s², ∂s/∂w is h, while ∂L/∂w counts every path.
        """
        name = bare_name(operand)
        definitions = self.context.definitions
        definition = None if name is None else definitions.get(name)
        if name is None or definition is None or definition.body is None or definition.parameters:
            return scope
        line, by = symbols(definition.body), {variable for variable, _ in variables}
        if not by <= line or not any(
            d.body is not None and d.name != name and name in symbols(d.body) for d in definitions.values()
        ):
            return scope
        inside = scope
        for other in sorted(line - by):
            known = definitions.get(other)
            if known is not None and known.body is not None and not known.parameters and other not in scope.active:
                inside = inside.move(other, *self._name(other, scope))
        return inside

    def _by(self, operand: Expression, variables: tuple[tuple[str, int], ...], scope: Scope) -> Meant:
        """The derivative of an expression by variables, all that depends on them moving with them."""
        inside = scope
        bound: list[tuple[str, int, Term]] = []
        for name, order in reversed(variables):
            fresh = self.fresh(name)
            bound.append((fresh, order, self._name(name, inside)[0]))
            inside = inside.move(name, Variable(fresh), 1)
        return self._differentiated(self._read(operand, inside), bound)

    def _parametric(self, operand: Expression, name: str, scope: Scope) -> Meant | None:
        """dy/dx where x and y are given by a parameter t: (dy/dt) / (dx/dt). None where y is a function of x."""
        definition = self.context.definitions.get(name)
        if definition is None or definition.body is None or name in scope.moved or name in scope.parameters:
            return None
        fresh = Variable(self.fresh(name))
        if any(t == fresh for e in entries_of(self._read(operand, scope.move(name, fresh, 1))) for t in walk(e)):
            return None
        own = definition.parameters[0] if len(definition.parameters) == 1 else None
        of = free_variables(*entries_of(self._read(operand, scope)))
        parameters = free_variables(*entries_of(self._symbol(name, scope)))
        common = of & (frozenset({own}) if own is not None else parameters)
        if len(common) != 1:
            return None
        (parameter,) = common
        above = self._by(operand, ((parameter, 1),), scope)
        return shapes.divide(above, self._by(Symbol(name), ((parameter, 1),), scope))

    def _gradient(self, operand: Expression, order: int, scope: Scope) -> Meant:
        function = self._function(operand, scope)
        name = bare_name(operand)
        definition = None if name is None else self.context.definitions.get(name)
        if function is not None and (definition is None or definition.parameters):
            return self._gradient_of(function, order)([self._name(p, scope) for p in function.parameters], scope)
        if isinstance(operand, Application) and (applied := self._function(operand.function, scope)) is not None:
            values = [self._measured(a, scope) for a in self._spread(operand.arguments, applied)]
            return self._gradient_of(applied, order)(values, scope)
        variables = self._variables_of(operand, scope)
        if order == 1:
            return shapes.column(tuple(scalar(self._by(operand, ((v, 1),), scope)) for v in variables))
        return shapes.matrix(
            tuple(tuple(scalar(self._by(operand, ((v, 1), (w, 1)), scope)) for w in variables) for v in variables)
        )

    def _variables_of(self, operand: Expression, scope: Scope) -> tuple[str, ...]:
        """The free variables of an expression, in the order in which its text names them, then by name."""
        if isinstance(operand, Application) and all(bare_name(a) is not None for a in operand.arguments):
            return tuple(name for a in operand.arguments if (name := bare_name(a)) is not None)
        free = free_variables(*entries_of(self._read(operand, scope)))
        free = frozenset(n for n in free if self.context.kinds.get(n, Kind.REAL) is Kind.REAL)
        if not free:
            not_understood("the gradient of what depends on nothing")
        return tuple(sorted(free))

    def _directional(self, operand: Expression, direction: Expression, scope: Scope) -> Meant:
        gradient = self._gradient(operand, 1, scope)
        along = self._read(direction, scope)
        if not isinstance(along, Many):
            not_understood("a direction that is no vector")
        return shapes.multiply(gradient, along, dot=True)

    def _limit(self, limit: Limit, scope: Scope) -> Term:
        name = limit.variable.name
        point = self._end(limit.point, scope)
        fresh = self.fresh(name)
        body = self._scalar(limit.body, scope.move(name, Variable(fresh), 1))
        approach = {Side.BOTH: Approach.BOTH, Side.ABOVE: Approach.ABOVE, Side.BELOW: Approach.BELOW}[limit.side]
        return LimitOf(body, fresh, point, approach)

    def _end(self, expression: Expression, scope: Scope) -> Term:
        """A point to which a limit or an integral goes: a number, or ±∞."""
        match expression:
            case Constant(ConstantName.INFINITY):
                return Infinity()
            case Negation(Constant(ConstantName.INFINITY)):
                return Infinity(negative=True)
            case Sum((Constant(ConstantName.INFINITY),)) | Group(Constant(ConstantName.INFINITY)):
                return Infinity()
            case _:
                return self._scalar(expression, scope)

    def _series(self, series: Series, scope: Scope) -> Term:
        if series.lower is None or series.upper is None:
            not_understood("a sum without bounds")
        lower, upper = self._end(series.lower, scope), self._end(series.upper, scope)
        name = series.index.name
        fresh = self.fresh(name)
        parameters = {n: t for n, t in scope.parameters.items() if n != name}
        inside = replace(scope, local={**scope.local, name: (Variable(fresh), 1)}, parameters=parameters)
        body = self._scalar(series.body, inside)
        return SeriesOf(body, fresh, folded(lower), folded(upper), series.operator is Operator.PRODUCT)

    def _integral(self, integral: Integral, scope: Scope) -> Term:
        if integral.lower is None or integral.upper is None:
            not_understood("an integral without bounds beside other mathematics")
        lower, upper = self._end(integral.lower, scope), self._end(integral.upper, scope)
        fresh = self.fresh(integral.variable.name)
        body = self._scalar(integral.body, scope.move(integral.variable.name, Variable(fresh), 1))
        return IntegralOf(body, fresh, lower, upper)

    def _matrix(self, rows: tuple[tuple[Expression, ...], ...], scope: Scope) -> Meant:
        if len({len(row) for row in rows}) != 1:
            not_understood("a matrix whose rows differ in length")
        if len(rows) * len(rows[0]) > self.budget.entries:
            too_large("a matrix of so many entries")
        return shapes.matrix(tuple(tuple(self._scalar(e, scope) for e in row) for row in rows))
