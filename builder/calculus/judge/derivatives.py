"""Derivatives, limits, sums and integrals as they are written: what varies, and what is held."""

from __future__ import annotations

from msgspec.structs import replace

from builder.calculus.context import Kind
from builder.calculus.expression.nodes import (
    Application,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Group,
    Integral,
    Limit,
    Negation,
    Notation,
    Operator,
    Series,
    Side,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.judge import shapes
from builder.calculus.judge.conventions import runs_in_name
from builder.calculus.judge.folding import entries_of, folded
from builder.calculus.judge.names import LARGEST_ORDER, NameReader
from builder.calculus.judge.scope import Paths, Scope, not_understood, too_large
from builder.calculus.judge.shapes import Many, Meant, scalar
from builder.calculus.judge.subterms import free_variables, walk
from builder.calculus.judge.terms import (
    Approach,
    DerivativeOf,
    Infinity,
    IntegralOf,
    LimitOf,
    SeriesOf,
    Term,
    Variable,
)
from builder.calculus.judge.usage import bare_name

_COORDINATES = frozenset("xyz")
_CONSTANTS = frozenset(("a", "b", "c", "d", "k", r"\alpha", r"\beta", r"\lambda"))
_USUAL_PARAMETERS = ("t", r"\theta", r"\varphi", r"\phi", r"\tau", "s", "u")
r"""The letters of a curve's parameter: in `x = a \cos t`, `y = a \sin t` it is not a."""
"""Letters that stand for numbers beside coordinates: the gradient of a x + b y has two entries."""


class CalculusReader(NameReader):
    """One reading of one claim, as far as the notation of calculus goes."""

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
        free = frozenset(
            n for n in free if self.context.kinds.get(n, Kind.REAL) in (Kind.REAL, Kind.FUNCTION, Kind.ROUGH_FUNCTION)
        )
        if self.variable in free or not free:
            return self.variable
        if len(free) == 1:
            return next(iter(free))
        return not_understood("a prime that does not tell the variable")

    def _derivative(self, derivative: Derivative, scope: Scope) -> Meant:
        variables = tuple((symbol.name, order) for symbol, order in derivative.variables)
        if sum(order for _, order in variables) > LARGEST_ORDER:
            too_large("a derivative of such an order")
        if derivative.notation is Notation.DOT and (moving := self._function(derivative.operand, scope)) is not None:
            if len(moving.parameters) != 1:
                not_understood("a dot on a function of several variables")
            derived = self._derived(moving, {0: variables[0][1]}, one=True)
            return derived.apply([self._name(moving.parameters[0], scope)], scope)
        if derivative.partial or derivative.notation is Notation.SUBSCRIPT:
            held = self._others_held(derivative.operand, variables, scope)
            if held is not scope:
                return self._by(derivative.operand, variables, held)
            function = self._partial(derivative, scope)
            if function is not None:
                return function.apply(self._own_arguments(bare_name(derivative.operand), function.parameters, scope), scope)
        elif len(variables) == 1:
            by_parameter = self._parametric(derivative.operand, *variables[0], scope)
            if by_parameter is not None:
                return by_parameter
        return self._by(derivative.operand, variables, scope)

    def _others_held(self, operand: Expression, variables: tuple[tuple[str, int], ...], scope: Scope) -> Scope:
        """For a partial derivative of an intermediate result, of which another is made: the rest of its line is held fixed.

        With h = w x, s = w h and L = s², ∂s/∂w is h. Of the last name, L, both readings are customary (`Paths`): a network's
        ∂L/∂w counts every path, while in dz/dx = ∂z/∂x + ∂z/∂y dy/dx the rest is held. `partials` tells where that matters.
        """
        name = bare_name(operand)
        definitions = self.context.definitions
        definition = None if name is None else definitions.get(name)
        if name is None or definition is None or definition.body is None or definition.parameters:
            return scope
        line, by = symbols(definition.body), {variable for variable, _ in variables}
        if not by <= line:
            return scope
        others = [n for n in sorted(line - by) if n not in scope.active and self._is_result(n)]
        if not any(d.body is not None and d.name != name and name in symbols(d.body) for d in definitions.values()):
            if not any(by & free_variables(*entries_of(self._symbol(n, scope))) for n in others):
                return scope
            self.partials.add(name)
            if self.paths is Paths.EVERY:
                return scope
        inside = scope
        for other in others:
            inside = inside.move(other, *self._name(other, scope))
        return inside

    def _is_result(self, name: str) -> bool:
        """Whether a name stands for something that is written in terms of others."""
        definition = self.context.definitions.get(name)
        return definition is not None and definition.body is not None and not definition.parameters

    def _by(self, operand: Expression, variables: tuple[tuple[str, int], ...], scope: Scope) -> Meant:
        """The derivative of an expression by variables, all that depends on them moving with them."""
        inside = scope
        bound: list[tuple[str, int, Term]] = []
        for name, order in reversed(variables):
            fresh = self.fresh(name)
            bound.append((fresh, order, self._name(name, inside)[0]))
            inside = inside.move(name, Variable(fresh), 1)
        return self._differentiated(self._read(operand, inside), bound)

    def _parametric(self, operand: Expression, name: str, order: int, scope: Scope) -> Meant | None:
        """dy/dx where x and y are given by a parameter t, or are functions of it: (dy/dt) / (dx/dt), and so on for higher orders.

        None where y is a function of x.
        """
        definition, signature = self.context.definitions.get(name), self.unknown.get(name)
        moves = signature is not None and signature.bare and len(signature.parameters) == 1
        known = definition is not None and definition.body is not None
        if not (known or moves):
            self._refuse_parameter(operand, name, scope)
            return None
        if name in scope.moved or name in scope.parameters:
            return None
        while isinstance(operand, Group):
            operand = operand.inner
        match operand:
            case Derivative(of, ((Symbol(by), lower),), partial=False) if by == name:
                return self._parametric(of, name, order + lower, scope)
            case _:
                pass
        fresh = Variable(self.fresh(name))
        terms = [t for e in entries_of(self._read(operand, scope.move(name, fresh, 1))) for t in walk(e)]
        of_rate = moves and any(isinstance(t, DerivativeOf) and fresh in walk(t.body) for t in terms)  # v dv/ds with v = ds/dt
        if fresh in terms and not of_rate:
            return None
        own = definition.parameters[0] if definition is not None and len(definition.parameters) == 1 else None
        unmoved = replace(scope, moved={})  # behind d/dt the parameter t moves
        varying = free_variables(*entries_of(self._read(operand, unmoved)))
        parameters = free_variables(*entries_of(self._symbol(name, unmoved)))
        common = varying & (frozenset({own}) if own is not None else parameters)
        if len(common) > 1:
            common = frozenset(n for n in _USUAL_PARAMETERS if n in common and self.context.kinds.get(n) is not Kind.CONSTANT)
            if len(common) != 1:
                not_understood(f"which of several letters moves, in a derivative by {name}")
        if not common:
            if own is None and varying and not parameters:
                not_understood(f"a derivative by {name}, which is a number")
            return None
        (parameter,) = common
        return self._by_parameter(operand, name, parameter, order, scope)

    def _refuse_parameter(self, operand: Expression, name: str, scope: Scope) -> None:
        """Refuse dy/dx where y is given by a parameter alone, y = t, and nothing tells how x goes with it."""
        of = bare_name(operand)
        definition = None if of is None else self.context.definitions.get(of)
        if of is None or definition is None or definition.body is None or definition.parameters:
            return
        varying = free_variables(*entries_of(self._symbol(of, scope)))
        moving = [n for n in _USUAL_PARAMETERS if n in varying and self.context.kinds.get(n) is not Kind.CONSTANT]
        if moving and name not in varying:
            not_understood(f"how {of} depends on {name}: it is given by {moving[0]}")

    def _by_parameter(self, operand: Expression, name: str, parameter: str, order: int, scope: Scope) -> Meant:
        if order == 0:
            return self._read(operand, scope)
        fresh = self.fresh(parameter)
        inside = scope.move(parameter, Variable(fresh), 1)
        at, _ = self._name(parameter, scope)
        above = self._differentiated(self._by_parameter(operand, name, parameter, order - 1, inside), ((fresh, 1, at),))
        return shapes.divide(above, self._by(Symbol(name), ((parameter, 1),), scope))

    def _gradient(self, operand: Expression, order: int, scope: Scope) -> Meant:
        function = self._function(operand, scope)
        name = bare_name(operand)
        definition = None if name is None else self.context.definitions.get(name)
        if function is not None and (definition is None or definition.parameters):
            return self._gradient_of(function, order)(self._own_arguments(name, function.parameters, scope), scope)
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
        """The free variables of an expression, in the order in which its text names them, then by name. Of an expression in
        functions, `a f + b g`, they are those of the functions: other letters are numbers there, unless they are coordinates."""
        if isinstance(operand, Application) and all(bare_name(a) is not None for a in operand.arguments):
            return tuple(name for a in operand.arguments if (name := bare_name(a)) is not None)
        free = free_variables(*entries_of(self._read(operand, scope)))
        free = frozenset(n for n in free if self.context.kinds.get(n, Kind.REAL) is Kind.REAL)
        functions = [function for name in sorted(symbols(operand)) if (function := self._named(name, scope)) is not None]
        if functions:
            free &= _COORDINATES.union(*(function.parameters for function in functions))
        elif free & _COORDINATES:
            free -= _CONSTANTS
        if not free:
            not_understood("the gradient of what depends on nothing")
        return tuple(sorted(free))

    def _differential(self, name: str, scope: Scope) -> Meant:
        """The total differential of a name that is defined, in the differentials of what it depends on and is no constant; of a
        letter, a letter."""
        definition = self.context.definitions.get(name)
        if definition is None or definition.body is None:
            return Variable(f"d{name}")
        function = self._function(Symbol(name), scope) if definition.parameters else None
        if function is not None:
            at = [self._name(p, scope) for p in function.parameters]
            slopes = [(p, self._derived(function, {i: 1}).apply(at, scope)) for i, p in enumerate(function.parameters)]
        else:
            free = sorted(free_variables(*entries_of(self._symbol(name, scope))) - self.constants)
            slopes = [(p, self._by(Symbol(name), ((p, 1),), scope)) for p in free]
        if not slopes:
            not_understood("the differential of a number")
        return (
            shapes.add(tuple(shapes.multiply(slope, Variable(f"d{p}"), dot=False) for p, slope in slopes))
            if (len(slopes) > 1)
            else shapes.multiply(slopes[0][1], Variable(f"d{slopes[0][0]}"), dot=False)
        )

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
        if any(runs_in_name(series.index.name, node, self.sequences) for node in descendants(series.body)):
            not_understood("a name with a running index")
        lower, upper = self._end(series.lower, scope), self._end(series.upper, scope)
        name = series.index.name
        fresh = self.fresh(name)
        body = self._scalar(series.body, scope.move(name, Variable(fresh), 1))
        return SeriesOf(body, fresh, folded(lower), folded(upper), series.operator is Operator.PRODUCT)

    def _integral(self, integral: Integral, scope: Scope) -> Term:
        from builder.calculus.judge.iterated import with_closed_integrals

        if integral.lower is None or integral.upper is None:
            not_understood("an integral without bounds beside other mathematics")
        from builder.calculus.judge.kinks import parted_at_kinks, upwards

        lower, upper = self._end(integral.lower, scope), self._end(integral.upper, scope)
        fresh = self.fresh(integral.variable.name)
        body = self._scalar(integral.body, scope.move(integral.variable.name, Variable(fresh), 1))
        return upwards(parted_at_kinks(IntegralOf(with_closed_integrals(body, fresh), fresh, lower, upper)))
