"""Derivatives of expressions, written out by rule: what the mistaken ones are compared with. Nobody else uses it.

Names that are defined are differentiated through their definitions, so that every path to the variable counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    Limit,
    Matrix,
    Negation,
    Node,
    Number,
    Operator,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import children, descendants, map_children, substitute, symbols
from builder.calculus.mistakes.arithmetic import (
    ONE,
    TWO,
    ZERO,
    add,
    bare,
    call,
    divide,
    multiply,
    negative,
    number,
    power,
    rational,
    subtract,
)

DEEPEST = 30
E = Constant(ConstantName.E)


LARGEST_DERIVATIVE = 10_000
"""How many nodes a derivative may have, by an estimate from above: each order multiplies those of a tree by its depth."""


class NotDifferentiable(Exception):
    """An expression whose derivative is not written out here."""


class Scope(Struct, frozen=True):
    """What names mean where an expression is differentiated. `held` are names that are taken for constants."""

    context: Context
    held: frozenset[str] = frozenset()
    total: bool = True

    def body(self, name: str) -> Expression | None:
        """What a bare name stands for."""
        definition = self.context.definitions.get(name)
        return None if definition is None or definition.parameters else definition.body

    def depends(self, node: Node, variable: str) -> bool:
        """Whether the value of `node` changes with `variable`."""
        return variable in self.free((node,))

    def free(self, nodes: Iterable[Node]) -> frozenset[str]:
        """The names on which `nodes` rest in the end: those that nothing defines."""
        found: set[str] = set()
        seen: set[str] = set()
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if isinstance(node, Symbol):
                if node.name in seen:
                    continue
                seen.add(node.name)
                definition = self.context.definitions.get(node.name)
                if node.name in self.held or definition is None:
                    found.add(node.name)
                elif definition.body is not None and not definition.parameters:
                    stack.append(definition.body)
                else:
                    stack.extend(Symbol(parameter) for parameter in definition.parameters)
                    if definition.body is not None:
                        found |= self.free((definition.body,)) - set(definition.parameters)
            elif isinstance(node, Application) and isinstance(node.function, Symbol):
                stack.extend(node.arguments)
                definition = self.context.definitions.get(node.function.name)
                if definition is not None and definition.body is not None and node.function.name not in seen:
                    seen.add(node.function.name)
                    found |= self.free((definition.body,)) - set(definition.parameters)
            else:
                stack.extend(children(node))
        return frozenset(found | self._tied(found))

    def _tied(self, names: set[str]) -> set[str]:
        """What a curve ties to `names`, when derivatives are total."""
        if not self.total:
            return set()
        tied: set[str] = set()
        for curve in self.context.curves:
            on = symbols(curve)
            if on & names:
                tied |= on
        return tied - self.held

    def whole(self, nodes: Iterable[Node]) -> frozenset[str]:
        """The names that stand where only whole numbers can: in factorials, binomial coefficients, bounds of sums."""
        found: set[str] = set()
        for top in nodes:
            for node in descendants(top):
                match node:
                    case Factorial(operand):
                        found |= self.free((operand,))
                    case Binomial(upper, lower):
                        found |= self.free((upper, lower))
                    case Series(lower=lower, upper=upper):
                        found |= self.free(n for n in (lower, upper) if n is not None)
        return frozenset(found)

    def dependent(self, curve: Relation, names: Sequence[str]) -> str | None:
        """Which of `names` a curve is solved for."""
        tied = [n for n in names if n != (self.context.variable or "x")]
        constants = {n for n in tied if self.context.kinds.get(n) is Kind.CONSTANT}
        free = [n for n in tied if n not in constants]
        return "y" if "y" in free else free[0] if free else None

    def variable(self, node: Expression) -> str:
        """What a prime on `node` differentiates by."""
        if self.context.variable is not None:
            return self.context.variable
        names = {n for n in self.free((node,)) if self.context.kinds.get(n) is not Kind.CONSTANT}
        if len(names) == 1:
            return next(iter(names))
        for likely in ("x", "t", "u", "z", "s", "r"):
            if likely in names or not names:
                return likely
        raise NotDifferentiable

    def by(self, wanted: Asked) -> Scope:
        """This scope for a derivative: a name that it differentiates by is a variable, whatever defines it."""
        definitions = self.context.definitions
        defined = [name for name in wanted.variables if name in definitions and not definitions[name].parameters]
        context = self.context
        if defined:
            kept = {key: value for key, value in definitions.items() if key not in defined}
            freed = replace(context, definitions=MappingProxyType(kept))
            if Scope(freed).depends(wanted.body, defined[0]):
                context = freed
        return Scope(context, self.held, self.total and not wanted.partial)

    def holding(self, names: Iterable[str]) -> Scope:
        """This scope, with some names taken for constants."""
        return Scope(self.context, self.held | frozenset(names), self.total)


class Asked(Struct, frozen=True):
    """A derivative operator taken apart: differentiate `body` by `variables` in turn, then put in `at`."""

    body: Expression
    variables: tuple[str, ...]
    at: tuple[tuple[str, Expression], ...] = ()
    partial: bool = False


def asked(node: Expression, scope: Scope) -> Asked | None:
    """What a node asks to be differentiated; None when it is no derivative of something known."""
    match node:
        case Prime(operand, order):
            times = rational(order)
            if times is None or times.denominator != 1 or not 0 < times <= 6:
                return None
            if isinstance(operand, Group) and _is_variable(bare(operand), scope):
                return Asked(operand.inner, (cast(Symbol, bare(operand)).name,) * int(times))
            body, variable = _primed(bare(operand), scope)
            return None if body is None else Asked(body, (variable,) * int(times))
        case Derivative(operand, variables, partial):
            names = tuple(v.name for v, order in variables for _ in range(order))
            known = _body(bare(operand), names, scope)
            return None if known is None or len(names) > 6 else Asked(known, names, partial=partial)
        case Application(function, arguments):
            inner = asked(bare(function), scope) if isinstance(bare(function), Prime | Derivative) else None
            if inner is None:
                return None
            operand = bare(bare(function).operand)  # type: ignore[union-attr]
            definition = scope.context.definitions.get(operand.name) if isinstance(operand, Symbol) else None
            places = (
                definition.parameters
                if definition is not None and definition.parameters
                else tuple(dict.fromkeys(inner.variables))
            )
            if len(places) != len(arguments):
                return None
            return Asked(inner.body, inner.variables, tuple(zip(places, arguments, strict=True)), inner.partial)
        case _:
            return None


def _is_variable(node: Expression, scope: Scope) -> bool:
    """Whether a name in brackets of its own, as in (x)', can only be what the prime differentiates by."""
    context = scope.context
    return (
        isinstance(node, Symbol)
        and node.name not in context.definitions
        and not context.curves
        and context.kinds.get(node.name) is not Kind.CONSTANT
        and node.name == (context.variable or node.name)
    )


def _primed(operand: Expression, scope: Scope) -> tuple[Expression | None, str]:
    if isinstance(operand, Symbol):
        definition = scope.context.definitions.get(operand.name)
        if definition is None:
            return (operand, scope.context.variable or "x") if scope.context.curves else (None, "")
        if definition.body is None:
            return None, ""
        return definition.body, definition.parameters[0] if definition.parameters else scope.variable(definition.body)
    return operand, scope.variable(operand)


def _body(operand: Expression, names: Sequence[str], scope: Scope) -> Expression | None:
    if isinstance(operand, Symbol) and operand.name not in names:
        definition = scope.context.definitions.get(operand.name)
        if definition is not None and (definition.parameters or definition.body is not None):
            return definition.body
    return operand


def resolved(node: Expression, scope: Scope) -> Expression:
    """A derivative operator carried out, or the node itself when it is none. Raises NotDifferentiable."""
    wanted = asked(node, scope)
    if wanted is None:
        if isinstance(node, Prime | Derivative | Application):
            raise NotDifferentiable
        return node
    if is_too_large(wanted, scope):
        raise NotDifferentiable
    inside = scope.by(wanted)
    found = wanted.body
    for variable in wanted.variables:
        found = derivative(found, variable, inside)
    return placed(found, wanted)


def is_too_large(wanted: Asked, scope: Scope) -> bool:
    """Whether a derivative may have too many nodes to be written out, names opened.

    Derivatives inside each other are written out one after the other, and count as orders.
    """
    nodes, depth, orders = 0, 0, len(wanted.variables)
    level: list[Node] = [wanted.body]
    while level and depth <= DEEPEST * 4:
        nodes, depth = nodes + len(level), depth + 1
        orders += any(isinstance(node, Prime | Derivative) for node in level)
        if nodes * depth**orders > LARGEST_DERIVATIVE:
            return True
        level = [below for node in level for below in _opened(node, scope)]
    return bool(level)


def _opened(node: Node, scope: Scope) -> tuple[Node, ...]:
    """The children of a node, and what it stands for if it is a name."""
    body = scope.body(node.name) if isinstance(node, Symbol) else None
    if isinstance(node, Application) and isinstance(node.function, Symbol):
        definition = scope.context.definitions.get(node.function.name)
        body = definition.body if definition is not None else None
    return tuple(children(node)) if body is None else (*children(node), body)


def placed(found: Expression, wanted: Asked) -> Expression:
    """A derivative at the point where it is asked for."""
    at = {name: to for name, to in wanted.at if to != Symbol(name)}
    return substitute(found, at) if at else found


def carried_out(node: Expression, scope: Scope) -> Expression:
    """`node` with every derivative operator in it carried out, as far as that is possible."""
    try:
        found = resolved(node, scope)
    except NotDifferentiable:
        found = node
    if found is not node:
        return found
    return cast(
        Expression,
        map_children(node, lambda child: child if isinstance(child, Relation) else carried_out(cast(Expression, child), scope)),
    )


# ---------------------------------------------------------------------------------------------- the rules


def derivative(node: Expression, variable: str, scope: Scope, depth: int = 0) -> Expression:
    """The derivative of `node` by `variable`, at most lightly simplified. Raises NotDifferentiable."""
    if depth > 4 * DEEPEST:
        raise NotDifferentiable
    if not scope.depends(node, variable):
        return _inverse(node, variable, scope, depth)

    def d(part: Expression) -> Expression:
        return derivative(part, variable, scope, depth + 1)

    match node:
        case Symbol(name):
            return _of_name(name, variable, scope, depth)
        case Group(inner):
            return d(inner)
        case Sum(terms):
            return add(d(term) for term in terms)
        case Negation(operand):
            return negative(d(operand))
        case Product(factors):
            return add(
                multiply((*factors[:i], d(factor), *factors[i + 1 :]))
                for i, factor in enumerate(factors)
                if scope.depends(factor, variable)
            )
        case Quotient(numerator, denominator):
            return of_quotient(numerator, denominator, d(numerator), d(denominator))
        case Power(base, exponent):
            return of_power(base, exponent, d(base), d(exponent))
        case Root(radicand, index):
            return of_root(radicand, index, d(radicand))
        case Call():
            return _of_call(node, variable, scope, depth)
        case Fenced(Fence.ABSOLUTE, inner):
            return multiply((divide(inner, node), d(inner)))
        case Application(Symbol(name), arguments):
            return _of_application(name, node, arguments, variable, scope, depth)
        case Series(Operator.SUM, body, index, lower, upper):
            return Series(Operator.SUM, d(body), index, lower, upper)
        case Application(Prime(Symbol(name), order), (argument,)) if asked(node, scope) is None:
            higher = Application(Prime(Symbol(name), add((order, ONE)) if rational(order) is None else _next(order)), (argument,))
            return multiply((higher, d(argument)))
        case Prime() | Derivative() | Application():
            return d(resolved(node, scope))
        case Vector(entries, style):
            return Vector(tuple(d(entry) for entry in entries), style)
        case Constant() | Number() | Limit() | Cases() | Evaluation() | Gradient() | Matrix():
            raise NotDifferentiable
        case _:
            raise NotDifferentiable


def _inverse(node: Expression, variable: str, scope: Scope, depth: int) -> Expression:
    """The derivative by a name that is itself defined by what `node` rests on: x = g(y) makes dy/dx the reciprocal of dx/dy."""
    body = scope.body(variable)
    if body is None:
        return ZERO
    shared = scope.free((body,)) & scope.free((node,))
    if len(shared) != 1:
        return ZERO
    (name,) = shared
    return divide(derivative(node, name, scope, depth + 1), derivative(body, name, scope, depth + 1))


def _next(order: Expression) -> Expression:
    value = rational(order)
    assert value is not None
    return number(value + 1)


def _of_name(name: str, variable: str, scope: Scope, depth: int) -> Expression:
    if name == variable:
        return ONE
    if name in scope.held:
        return ZERO
    definition = scope.context.definitions.get(name)
    if definition is not None:
        if definition.body is not None and not definition.parameters:
            return derivative(definition.body, variable, scope, depth + 1)
        if definition.body is None and variable in definition.parameters:
            if len(definition.parameters) == 1:
                return Prime(Symbol(name), ONE)
            return Derivative(Symbol(name), ((Symbol(variable), 1),), partial=True)
        return ZERO
    for curve in scope.context.curves if scope.total else ():
        on = symbols(curve)
        if {name, variable} <= on:
            gap = subtract(curve.left, Group(curve.right))
            lone = Scope(scope.context, scope.held, total=False)
            return negative(divide(derivative(gap, variable, lone, depth + 1), derivative(gap, name, lone, depth + 1)))
    return ZERO


def of_quotient(u: Expression, v: Expression, du: Expression, dv: Expression) -> Expression:
    """(u / v)′ from u, v, u′ and v′."""
    if rational(dv) == 0:
        return divide(du, v)
    if rational(du) == 0:
        return negative(divide(multiply((u, dv)), power(v, TWO)))
    return divide(subtract(multiply((du, v)), multiply((u, dv))), power(v, TWO))


def of_power(u: Expression, c: Expression, du: Expression, dc: Expression) -> Expression:
    """(u^c)′ from u, c, u′ and c′."""
    if rational(dc) == 0:
        return multiply((c, power(u, lowered(c)), du))
    whole = power(u, c)
    if rational(du) == 0:
        return multiply((whole, logarithm(u), dc))
    return multiply((whole, add((multiply((dc, logarithm(u))), multiply((c, divide(du, u)))))))


def lowered(exponent: Expression) -> Expression:
    """exponent − 1"""
    value = rational(exponent)
    return subtract(exponent, ONE) if value is None else number(value - 1)


def logarithm(base: Expression) -> Expression:
    """ln base; that of e is 1."""
    return ONE if isinstance(bare(base), Constant) and bare(base) == E else call("ln", base)


def of_root(u: Expression, index: Expression | None, du: Expression) -> Expression:
    """(√u)′, or that of another root, from u and u′."""
    if index is None or rational(index) == 2:
        return divide(du, multiply((TWO, Root(bare(u)))))
    order = rational(index)
    if order is None:
        raise NotDifferentiable
    return divide(du, multiply((index, power(Root(bare(u), index), number(order - 1)))))


def _of_call(node: Call, variable: str, scope: Scope, depth: int) -> Expression:
    if node.power is not None:
        plain = Call(node.function, node.arguments, None, node.base)
        return derivative(Power(plain, node.power), variable, scope, depth + 1)
    if len(node.arguments) != 1:
        raise NotDifferentiable
    (u,) = node.arguments
    du = derivative(u, variable, scope, depth + 1)
    if node.base is not None:
        return divide(du, multiply((u, call("ln", node.base))))
    return multiply((outer(node.function, u), du))


def _of_application(
    name: str, node: Application, arguments: Sequence[Expression], variable: str, scope: Scope, depth: int
) -> Expression:
    definition = scope.context.definitions.get(name)
    if definition is not None and definition.body is not None and len(definition.parameters) == len(arguments):
        inside = substitute(definition.body, dict(zip(definition.parameters, arguments, strict=True)))
        return derivative(inside, variable, scope, depth + 1)
    parts = [derivative(argument, variable, scope, depth + 1) for argument in arguments]
    return add(multiply((partial(name, node, index, scope), du)) for index, du in enumerate(parts) if rational(du) != 0)


def partial(name: str, node: Application, index: int, scope: Scope) -> Expression:
    """The derivative of an unknown function by one of its places, at the arguments of `node`."""
    if len(node.arguments) == 1:
        return Application(Prime(Symbol(name), ONE), node.arguments)
    definition = scope.context.definitions.get(name)
    if definition is not None and len(definition.parameters) == len(node.arguments):
        place = Symbol(definition.parameters[index])
    elif isinstance(node.arguments[index], Symbol):
        place = node.arguments[index]  # type: ignore[assignment]
    else:
        raise NotDifferentiable
    return Application(Derivative(Symbol(name), ((place, 1),), partial=True), node.arguments)


def _square(node: Expression) -> Expression:
    return power(node, TWO)


def _one_minus_square(u: Expression) -> Expression:
    return subtract(ONE, _square(u))


def _one_plus_square(u: Expression) -> Expression:
    return add((ONE, _square(u)))


def _arcsec(u: Expression) -> Expression:
    return divide(ONE, multiply((Fenced(Fence.ABSOLUTE, bare(u)), Root(subtract(_square(u), ONE)))))


def outer(function: str, u: Expression) -> Expression:
    """The derivative of a known function, at u. Raises NotDifferentiable."""

    def f(name: str) -> Expression:
        return call(name, u)

    match function:
        case "sin":
            return f("cos")
        case "cos":
            return negative(f("sin"))
        case "tan":
            return _square(f("sec"))
        case "cot":
            return negative(_square(f("csc")))
        case "sec":
            return multiply((f("sec"), f("tan")))
        case "csc":
            return negative(multiply((f("csc"), f("cot"))))
        case "exp":
            return f("exp")
        case "ln" | "log":
            return divide(ONE, u)
        case "sinh":
            return f("cosh")
        case "cosh":
            return f("sinh")
        case "tanh":
            return _one_minus_square(f("tanh"))
        case "coth":
            return _one_minus_square(f("coth"))
        case "sech":
            return negative(multiply((f("sech"), f("tanh"))))
        case "csch":
            return negative(multiply((f("csch"), f("coth"))))
        case "arcsin":
            return divide(ONE, Root(_one_minus_square(u)))
        case "arccos":
            return negative(divide(ONE, Root(_one_minus_square(u))))
        case "arctan":
            return divide(ONE, _one_plus_square(u))
        case "arccot":
            return negative(divide(ONE, _one_plus_square(u)))
        case "arcsec":
            return _arcsec(u)
        case "arccsc":
            return negative(_arcsec(u))
        case "arsinh":
            return divide(ONE, Root(_one_plus_square(u)))
        case "arcosh":
            return divide(ONE, Root(subtract(_square(u), ONE)))
        case "artanh" | "arcoth":
            return divide(ONE, _one_minus_square(u))
        case _:
            raise NotDifferentiable
