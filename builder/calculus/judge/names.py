"""Names and what they stand for: numbers, functions, derivatives of functions; and the bookkeeping of one reading.

A name may be looked up in three places before its definition: as a *local* (the index of a sequence), as a *parameter* of the
function whose body is read, and as *moved*: a free variable that an operator varies, from a derivative to a sum. Definitions
without parameters see what is moved and the parameters; bodies of functions see what is moved and their own parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import (
    Composition,
    Derivative,
    Expression,
    Gradient,
    Group,
    Notation,
    Number,
    Prime,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import is_plain, symbols
from builder.calculus.judge import shapes
from builder.calculus.judge.conventions import base_and_index, differentiated_by, element_of, example_of
from builder.calculus.judge.folding import entries_of, prime_of
from builder.calculus.judge.scope import Function, Names, Paths, Scope, not_understood, too_large
from builder.calculus.judge.shapes import Many, Meant, scalar
from builder.calculus.judge.subterms import free_variables
from builder.calculus.judge.terms import (
    DerivativeOf,
    Term,
    UnknownAt,
    Variable,
)
from builder.calculus.judge.usage import Signature

DEEPEST = 220
"""Nesting of what is read, definitions put in."""

LARGEST_ORDER = 200


class NameReader(Struct):
    """One reading of one claim, as far as names go. Subclasses tell by `_node` how expressions are read."""

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
    paths: Paths = Paths.EVERY
    partials: set[str] = field(default_factory=set)
    undefined: set[str] = field(default_factory=set)
    units: Mapping[str, Many] = field(default_factory=dict)
    laplacian: bool = False
    sequences: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()

    # ------------------------------------------------------------------------------------------ bookkeeping

    def fresh(self, name: str) -> str:
        """A name that no author can write."""
        self.fresh_names += 1
        return f"{name}#{self.fresh_names}"

    def spend(self, size: int = 1) -> None:
        """Count what is made; raises `NotUnderstood` past the budget."""
        self.count += size
        if self.count > self.budget.nodes:
            too_large(f"more than {self.budget.nodes} parts once its definitions are put in")

    def _measured(self, expression: Expression, scope: Scope) -> tuple[Term, int]:
        before = self.count
        term = self._scalar(expression, scope)
        return term, self.count - before

    def _scalar(self, expression: Expression, scope: Scope) -> Term:
        return scalar(self._read(expression, scope))

    def _read(self, expression: Expression, scope: Scope) -> Meant:
        self.spend()
        self.depth += 1
        if self.depth > DEEPEST:
            too_large("nested too deeply")
        try:
            return self._node(expression, scope)
        finally:
            self.depth -= 1

    def _node(self, expression: Expression, scope: Scope) -> Meant:
        """What one node means; raises `NotUnderstood`."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------ names

    def _symbol(self, name: str, scope: Scope) -> Meant:
        for names in (scope.local, scope.parameters, scope.moved):
            if (known := names.get(name)) is not None:
                self.spend(known[1])
                return known[0]
        if not (self.context.definitions or self.unknown or self.sequences or self.units):
            return Variable(name)
        if (unit := self.units.get(name)) is not None:
            return unit
        definition = self.context.definitions.get(name)
        if definition is not None and definition.body is not None and name not in scope.active:
            if definition.parameters:
                return self._at_own_parameters(name, definition.parameters, scope)
            return self._read(definition.body, replace(scope, local={}, active=scope.active | {name}))
        if (element := element_of(name, self.context)) is not None and name not in scope.active:
            return self._element(*element, replace(scope, active=scope.active | {name}))
        if (customary := self._of_derivatives(name, scope)) is not None:
            return customary.apply([self._name(p, scope) for p in customary.parameters], scope)
        if (signature := self.unknown.get(name)) is not None and name not in scope.active:
            return self._at_own_parameters(name, signature.parameters, replace(scope, active=scope.active | {name}))
        if (at := base_and_index(name)) is not None and at[0] in self.sequences:
            return self._of_sequence(*at, scope)
        if (at := example_of(name)) is not None and at[0] in self.sequences:
            return self._of_sequence(*at, scope)
        if name.partition("_")[0] in self.sequences:
            return not_understood(f"{name}, an element of a sequence at such an index")
        return Variable(name)

    def _of_sequence(self, name: str, index: Expression, scope: Scope) -> Term:
        """An element of a sequence of which nothing is known: a function of its index."""
        return UnknownAt(f"{name}_", (0,), (self._scalar(index, scope),))

    def _element(self, sequence: Definition, index: Expression, scope: Scope) -> Meant:
        """The element of a sequence, which is defined by its index, at another index."""
        if sequence.body is None or sequence.name in scope.active:
            return not_understood(f"{sequence.name} is defined by itself")
        at = self._measured(index, scope)
        inside = replace(scope, local={sequence.name[-1]: at}, active=scope.active | {sequence.name})
        return self._read(sequence.body, inside)

    def _at_own_parameters(self, name: str, parameters: tuple[str, ...], scope: Scope) -> Meant:
        """A function without arguments: at the variables that its parameters are named after."""
        function = self._function(Symbol(name), scope)
        assert function is not None
        return function.apply(self._own_arguments(name, parameters, scope), scope)

    def _own_arguments(self, name: str | None, parameters: Sequence[str], scope: Scope) -> list[tuple[Term, int]]:
        """Where a function stands that is written without arguments: where it is applied elsewhere in the claim, `f_x` beside
        `f(t, t^2)`, else at the variables that its parameters are named after.
        """
        signature = None if name is None or name in self.context.definitions else self.unknown.get(name)
        if signature is not None and signature.at is not None:
            return [self._measured(argument, scope) for argument in signature.at]
        if any(p.isdigit() for p in parameters):
            not_understood(f"{name} stands without its arguments")
        return [self._name(p, scope) for p in parameters]

    def _name(self, name: str, scope: Scope) -> tuple[Term, int]:
        before = self.count
        term = scalar(self._symbol(name, scope))
        return term, self.count - before

    # ------------------------------------------------------------------------------------------ functions

    def _function(self, expression: Expression, scope: Scope) -> Function | None:
        """The function that an expression names, or None when it names none."""
        match expression:
            case Group(inner):
                return self._function(inner, scope) or self._made_of_functions(inner)
            case Symbol(name):
                return self._named(name, scope)
            case Prime(operand, order):
                primed = self._function(operand, scope) or self._made_of_functions(operand)
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

    def _made_of_functions(self, operand: Expression) -> Function | None:
        """`fg`, `f/g` and `cf` of functions of one variable that are applied elsewhere and letters that are constants: a function
        too; `x^2 + 1` is none.
        """
        names = symbols(operand)
        applied = frozenset(name for name in names if self._is_applied(name))
        constants = names - applied
        if not applied or (constants and not self._are_constants(constants, operand)):
            return None

        def apply(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
            self._arity("the function", arguments, 1)
            inside = where
            for name in applied:
                function = self._named(name, where)
                assert function is not None
                inside = inside.move(function.parameters[0], *arguments[0])
            return self._read(operand, inside)

        return Function((self.variable,), apply)

    def _are_constants(self, names: frozenset[str], operand: Expression) -> bool:
        """Whether letters are constants beside functions: the operand is made of letters and numbers alone, none of these is the
        variable, and nothing ties one to another letter.
        """
        if self.variable in names or not is_plain(operand):
            return False
        tied = {name for curve in self.context.curves for name in symbols(curve)}
        functions = {name for name in names if self.context.kinds.get(name) is Kind.FUNCTION}
        return not names & (tied | functions | self.context.definitions.keys())

    def _is_applied(self, name: str) -> bool:
        definition, signature = self.context.definitions.get(name), self.unknown.get(name)
        if definition is not None and definition.body is not None:
            return len(definition.parameters) == 1
        return signature is not None and not signature.bare and len(signature.parameters) == 1

    def _partial(self, derivative: Derivative, scope: Scope) -> Function | None:
        """The derivative of a function by its parameters, which are told by their names; None when it is not that."""
        function = self._function(derivative.operand, scope)
        if function is not None and derivative.notation is Notation.DOT and len(function.parameters) == 1:
            return self._derived(function, {0: derivative.variables[0][1]}, one=True)
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
        if (customary := self._of_derivatives(name, scope)) is not None:
            return customary
        if (signature := self.unknown.get(name)) is not None:
            orders = (0,) * len(signature.parameters)

            def unknown(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
                self._arity(name, arguments, len(orders))
                self.spend(sum(size for _, size in arguments) + 1)
                return UnknownAt(name, orders, tuple(term for term, _ in arguments))

            return Function(signature.parameters, unknown)
        return None

    def _of_derivatives(self, name: str, scope: Scope) -> Function | None:
        """The matrix of derivatives that a name stands for by custom, `J_f` or `H_f`, as a function; None for other names."""
        found = differentiated_by(name, self.context)
        function = None if found is None else self._named(found[0], scope)
        if found is None or function is None:
            return None
        if found[1]:
            return Function(function.parameters, self._gradient_of(function, 2))

        def jacobian(arguments: Sequence[tuple[Term, int]], where: Scope) -> Meant:
            columns = [self._derived(function, {i: 1}).apply(arguments, where) for i in range(len(function.parameters))]
            entries = [c.entries if isinstance(c, Many) else (c,) for c in columns]
            if len(entries) == 1:
                return columns[0]
            return shapes.matrix(tuple(zip(*entries, strict=True)))

        return Function(function.parameters, jacobian)

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
            own = dict(zip(definition.parameters, arguments, strict=True))
            moved = {name: known for name, known in scope.moved.items() if name not in own}
            # Other letters mean what they mean where it is applied: the w of h(x) = wx + b in J(w) = (h(x) - y)^2 is that of J.
            return self._read(definition.body, Scope({}, {**scope.parameters, **own}, moved, scope.active | {definition.name}))

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
                if not order:
                    continue
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
            if order == 2 and self.laplacian:
                return shapes.add(tuple(partial(i, i) for i in range(count)))
            if order == 2:
                return shapes.matrix(tuple(tuple(partial(i, j) for j in range(count)) for i in range(count)))
            return not_understood("a gradient of a gradient of a gradient")

        return apply

    def _spread(self, arguments: tuple[Expression, ...], function: Function) -> tuple[Expression, ...]:
        """`f((1, 2))` and `f(\\langle 1, 2 \\rangle)` of a function of two variables."""
        if len(arguments) == 1 and isinstance(arguments[0], Vector) and len(function.parameters) > 1:
            return arguments[0].entries
        return arguments

    def _order(self, order: Expression) -> int:
        if isinstance(order, Number) and order.value.denominator == 1:
            number = int(order.value)
            if 0 <= number <= LARGEST_ORDER:
                return number
            too_large(f"a derivative of order {number}")
        return not_understood("a derivative whose order is no number")
