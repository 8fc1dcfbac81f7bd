"""What a goal asks for: which function, by which variables, at which point; and what its value is, definitions put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from msgspec import Struct

from builder.calculus.context import Context, Definition, Kind
from builder.calculus.derivation.build import INFINITY, ZERO, bare, depends_on, rational, without_groups
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.rough import NEAR, rough, without_value
from builder.calculus.derivation.rows import Way, quoted
from builder.calculus.derivation.sums import collected
from builder.calculus.derivation.terms import term_of
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Composition,
    Derivative,
    Differential,
    Evaluation,
    Expression,
    Gradient,
    Group,
    HigherDerivative,
    Node,
    Notation,
    Number,
    Prime,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, substitute, symbols
from builder.calculus.latex.printer import print_latex

_DEEPEST = 30  # definitions that use definitions
_HIGHEST_ORDER = 8
_USUAL = ("x", "t", r"\theta", "u", "z", "y", "s", "r", "p", "v", "w", "m", "n", "k")


class Target(Struct, frozen=True):
    """A derivative to find: of `body`, by `variables` (the first first), then at `point` (empty: where it is).

    `shown` tells how each of the derivatives on the way is written: `shown[k]` is the one of order k + 1, as a goal. `way` is
    that of the first one. `source` is what the goal named, before other definitions were put in.
    """

    goal: Expression
    body: Expression
    source: Expression
    variables: tuple[Symbol, ...]
    shown: tuple[Expression, ...]
    point: Mapping[str, Expression]
    way: Way


def unfolded(node: Expression, context: Context, keep: frozenset[str] = frozenset()) -> Expression:
    """`node` with the values of defined names and functions put in, without brackets; names in `keep` stay.

    Raises CannotDerive for definitions that go round in a circle.
    """

    def change(n: Node, depth: int) -> Node:
        if depth > _DEEPEST:
            raise CannotDerive("the definitions go round in a circle", "define each name by names that were defined before")
        match n:
            case Application(function=Composition() as composition):
                value: Expression = n
                arguments = n.arguments
                for function in reversed(composition.functions):
                    value = Application(function, arguments)
                    arguments = (value,)
                return change(value, depth + 1)
            case Application(function=function) if isinstance(bare(function), Symbol):
                name = cast(Symbol, bare(function)).name
                arguments = tuple(cast(Expression, change(a, depth)) for a in n.arguments)
                definition = context.definitions.get(name)
                if definition is None or definition.body is None or name in keep or len(definition.parameters) != len(arguments):
                    return Application(Symbol(name), arguments)
                body = change(definition.body, depth + 1)
                return substitute(cast(Expression, body), dict(zip(definition.parameters, arguments, strict=True)))
            case Symbol() if n.name not in keep:
                definition = context.definitions.get(n.name)
                if definition is None or definition.parameters or definition.body is None:
                    return n
                return change(definition.body, depth + 1)
            case Prime() | Derivative() | Gradient() | Evaluation() | Differential():
                return n
            case _:
                return map_children(n, lambda child: change(child, depth))

    return without_groups(cast(Expression, change(node, 0)))


def variable_of(body: Expression, context: Context) -> Symbol:
    """The variable of a value whose name tells none: the context's, the only letter, or the usual one. Raises CannotDerive."""
    if context.variable is not None:
        return Symbol(context.variable)
    letters = [
        n
        for n in sorted(symbols(body))
        if context.kinds.get(n) not in (Kind.CONSTANT, Kind.FUNCTION, Kind.INTEGER, Kind.POSITIVE_INTEGER)
    ]
    if len(letters) == 1:
        return Symbol(letters[0])
    for name in _USUAL:
        if name in letters:
            return Symbol(name)
    if letters:
        return Symbol(letters[-1])
    return Symbol("x")


def default_goal(context: Context) -> Expression:
    """What is to be found when nobody says it: derivative, gradient or Jacobian of the last definition that no other one uses,
    the slope of a curve.

    Raises CannotDerive.
    """
    x, y = Symbol("x"), Symbol("y")
    if not any(d.body is not None for d in context.definitions.values()):
        if any(depends_on(curve, "x") and depends_on(curve, "y") for curve in context.curves):
            return Derivative(y, ((x, 1),))
    last = last_definition(context)
    known = [d for d in context.definitions.values() if d.body is not None]
    used = frozenset[str]().union(*(symbols(d.body) for d in known if d.body is not None))
    moving = [d for d in known if d.parameters or (d.body is not None and symbols(d.body))]
    if not last.parameters and moving:  # in y = \ln u, u = \cos x, a = 3 it is y
        last = next((d for d in reversed(moving) if d.parameters or d.name not in used), moving[-1])
    body = unfolded(cast(Expression, last.body), context)
    name = Symbol(last.name)
    if not last.parameters:
        if name == y and "x" in context.definitions and symbols(unfolded(x, context)) & symbols(body):
            return Derivative(y, ((x, 1),))  # x and y are given by a parameter
        return Derivative(name, ((variable_of(body, context), 1),))
    if is_vector(body):
        return Symbol("J")
    if len(last.parameters) == 1:
        return Application(Prime(name, Number("1")), (Symbol(last.parameters[0]),))
    return Gradient(name)


def last_definition(context: Context) -> Definition:
    """The last definition that has a value. Raises CannotDerive."""
    known = [d for d in context.definitions.values() if d.body is not None]
    if not known:
        raise CannotDerive("nothing is defined", "give a function, such as f(x) = x^2 \\sin x")
    return known[-1]


def is_vector(node: Expression) -> bool:
    """Whether `node` has several entries."""
    from builder.calculus.expression.nodes import Matrix, Vector

    return isinstance(bare(node), Vector | Matrix)


def order_of(order: Expression) -> int:
    """The order of a derivative as a number. Raises CannotDerive where it is none, or too high."""
    value = rational(order)
    if value is None or value.denominator != 1 or not 1 <= value <= _HIGHEST_ORDER:
        raise CannotDerive(
            f"the order {quoted(order)} of the derivative is no small whole number",
            f"ask for an order of at most {_HIGHEST_ORDER}",
        )
    return int(value)


def _named(name: Symbol, arguments: tuple[Expression, ...] | None, context: Context) -> tuple[Expression, tuple[Symbol, ...]]:
    """The value of a function or a name, and its parameters, named as the arguments if these are letters. Raises CannotDerive."""
    definition = context.definitions.get(name.name)
    if definition is None or definition.body is None:
        raise CannotDerive(f"{quoted(name)} is not defined", _instead_of(name, context))
    parameters = tuple(Symbol(p) for p in definition.parameters)
    body = definition.body
    if arguments is not None and parameters:
        if len(arguments) != len(parameters):
            raise CannotDerive(
                f"{quoted(name)} takes {len(parameters)} arguments, not {len(arguments)}", "give it as many as its definition has"
            )
        if _are_new_names(arguments, parameters, body):
            renamed = cast(tuple[Symbol, ...], tuple(bare(a) for a in arguments))
            return substitute(body, {p.name: a for p, a in zip(parameters, renamed, strict=True)}), renamed
    return body, parameters


def _are_new_names(arguments: Sequence[Expression], parameters: Sequence[Symbol], body: Expression) -> bool:
    """Whether arguments are letters that the parameters can be called instead: none stands for something else in the body."""
    names = [bare(argument) for argument in arguments]
    taken = symbols(body) - {parameter.name for parameter in parameters}
    return len(set(names)) == len(names) and all(isinstance(name, Symbol) and name.name not in taken for name in names)


def _instead_of(name: Symbol, context: Context) -> str:
    """What would do where a name is not defined: the method for the curve that holds it, or what is defined."""
    if any(depends_on(curve, name.name) for curve in context.curves):
        return "a curve holds it: use the method implicit"
    known = [d for d in context.definitions.values() if d.body is not None]
    define = f"define it first, such as {name.name}(x) = x^2"
    return f"{define}; or ask for {print_latex(default_goal(context))}" if known else define


def target_of(goal: Expression, context: Context) -> Target | None:
    """What `goal` asks for, or None when it is no derivative of one function. Raises CannotDerive for one that is not there."""
    match bare(goal):
        case Application(function=function, arguments=arguments):
            match bare(function):
                case Prime(operand=operand, order=order) if isinstance(bare(operand), Symbol):
                    return _prime(goal, cast(Symbol, bare(operand)), order_of(order), arguments, context)
                case Derivative() as derivative if isinstance(bare(derivative.operand), Symbol):
                    return _leibniz(goal, derivative, arguments, context)
        case Prime(operand=operand, order=order):
            inner = bare(operand)
            if isinstance(inner, Symbol):
                return _prime(goal, inner, order_of(order), None, context)
            if isinstance(inner, Application) and isinstance(bare(inner.function), Symbol):
                return _prime(goal, cast(Symbol, bare(inner.function)), order_of(order), inner.arguments, context)
            x = variable_of(unfolded(inner, context), context)
            shown = tuple(Prime(operand, Number(str(k))) for k in range(1, order_of(order) + 1))
            return _target(goal, inner, (x,) * order_of(order), shown, {}, context, leibniz=False, partial=False)
        case Derivative() as derivative:
            return _leibniz(goal, derivative, None, context)
        case Evaluation(operand=operand, at=at):
            inner_target = target_of(operand, context)
            if inner_target is not None and not inner_target.point:
                point = {name.name: value for name, value in at}
                return Target(
                    goal,
                    inner_target.body,
                    inner_target.source,
                    inner_target.variables,
                    inner_target.shown,
                    point,
                    inner_target.way,
                )
    return None


def _target(
    goal: Expression,
    source: Expression,
    variables: tuple[Symbol, ...],
    shown: tuple[Expression, ...],
    point: Mapping[str, Expression],
    context: Context,
    *,
    leibniz: bool,
    partial: bool,
) -> Target:
    keep = frozenset(v.name for v in variables)
    body = unfolded(source, context, keep)
    function = _function_of(goal)
    definition = None if function is None else context.definitions.get(function.name)
    if definition is not None and len(definition.parameters) == 1 and leibniz and not keep & symbols(body) and symbols(body):
        message = f"{quoted(Symbol(definition.name))} depends on {definition.parameters[0]}, not on {variables[0].name}"
        raise CannotDerive(message, f"differentiate by {definition.parameters[0]}")
    context = with_constants(body, keep, context)
    return Target(goal, body, without_groups(source), variables, shown, point, Way(variables[0], context, leibniz, partial))


def _function_of(goal: Expression) -> Symbol | None:
    """The name whose derivative by something is asked for."""
    derivative = bare(goal)
    operand = bare(derivative.operand) if isinstance(derivative, Derivative) else None
    return operand if isinstance(operand, Symbol) else None


def with_constants(body: Expression, variables: frozenset[str], context: Context) -> Context:
    """`context`, in which each letter of `body` that nothing explains is a constant: `(b x)'` differentiates by x alone."""
    functions = {n.function.name for n in descendants(body) if isinstance(n, Application) and isinstance(n.function, Symbol)}
    for name in sorted(symbols(body) - variables - functions):
        if name not in context.definitions and name not in context.kinds:
            context = context.with_kind(name, Kind.CONSTANT)
    return context


def _prime(goal: Expression, name: Symbol, order: int, arguments: tuple[Expression, ...] | None, context: Context) -> Target:
    body, parameters = _named(name, arguments, context)
    if len(parameters) > 1:
        raise CannotDerive(
            f"{quoted(name)} has several variables: a prime does not tell which",
            f"ask for \\frac{{\\partial {name.name}}}{{\\partial {parameters[0].name}}}",
        )
    point: dict[str, Expression] = {}
    if parameters:
        (x,) = parameters
        shown = tuple(_primed(name, k, (x,)) for k in range(1, order + 1))
        if arguments is not None and bare(arguments[0]) != x:
            point = {x.name: arguments[0]}
    else:
        x = variable_of(unfolded(body, context), context)
        shown = tuple(_primed(name, k, None) for k in range(1, order + 1))
        if arguments is not None and bare(arguments[0]) != x:
            point = {x.name: arguments[0]}
    if not point:
        shown = (*shown[:-1], goal)
    return _target(goal, body, (x,) * order, shown, point, context, leibniz=False, partial=False)


def _primed(name: Symbol, order: int, arguments: tuple[Expression, ...] | None) -> Expression:
    prime = Prime(name, Number(str(order)), marks=order <= 3)
    return prime if arguments is None else Application(prime, arguments)


def _leibniz(goal: Expression, derivative: Derivative, arguments: tuple[Expression, ...] | None, context: Context) -> Target:
    operand = bare(derivative.operand)
    if isinstance(operand, Application) and isinstance(bare(operand.function), Symbol) and arguments is None:
        body, parameters = _named(cast(Symbol, bare(operand.function)), operand.arguments, context)
        if parameters != tuple(bare(a) for a in operand.arguments):
            body, parameters = operand, ()
    elif isinstance(operand, Symbol) and (operand.name in context.definitions or derivative.notation is not Notation.OPERATOR):
        body, parameters = _named(operand, arguments, context)
        own = _named(operand, None, context)
        if {v for v, _ in derivative.variables} <= set(own[1]):
            body, parameters = own  # df/dx at a is a derivative by x, which is then a
    else:
        body, parameters = operand, ()
    by = [v for v, order in derivative.variables for _ in range(order)]
    if not 1 <= len(by) <= _HIGHEST_ORDER:
        raise CannotDerive("the order of the derivative is too high", f"ask for an order of at most {_HIGHEST_ORDER}")
    point: dict[str, Expression] = {}
    if arguments is not None and parameters and tuple(bare(a) for a in arguments) != parameters:
        point = {p.name: a for p, a in zip(parameters, arguments, strict=False)}
    # In ∂²f/∂x∂y the operator next to f comes first, which is y; in f_{xy} it is x.
    ordered = by if derivative.notation is Notation.SUBSCRIPT else by[::-1]
    shown = []
    for count in range(1, len(ordered) + 1):
        if count == len(ordered) and not point:
            shown.append(goal)
            continue
        some = ordered[:count] if derivative.notation is Notation.SUBSCRIPT else ordered[:count][::-1]
        grouped: list[tuple[Symbol, int]] = []
        for v in some:
            if grouped and grouped[-1][0] == v:
                grouped[-1] = (v, grouped[-1][1] + 1)
            else:
                grouped.append((v, 1))
        shown.append(Derivative(derivative.operand, tuple(grouped), derivative.partial, derivative.notation))
    partial = derivative.partial or derivative.notation is Notation.SUBSCRIPT
    if len(by) == 1 and not partial:
        _refuse_names_side_by_side(body, by[0], context)
    return _target(goal, body, tuple(ordered), tuple(shown), point, context, leibniz=True, partial=partial)


def _refuse_names_side_by_side(body: Expression, by: Symbol, context: Context) -> None:
    """Raise CannotDerive for dy/dx where both are given by the same letters, and nothing tells which of these moves."""
    definition = context.definitions.get(by.name)
    if definition is None or definition.body is None or definition.parameters:
        return
    value = unfolded(body, context, frozenset((by.name,)))
    if not depends_on(value, by.name) and symbols(value) & symbols(unfolded(definition.body, context)):
        raise CannotDerive(
            f"nothing tells which letter moves in a derivative by {quoted(by)}", "call the parameter t, and the constants a, b"
        )


def order_asked_for(goal: Expression) -> Expression | None:
    """The order of the derivative that is asked for; None for another goal."""
    derivative = bare(goal)
    if isinstance(derivative, Application):
        derivative = bare(derivative.function)
    return bare(derivative.order) if isinstance(derivative, Prime | HigherDerivative) else None


def is_of_any_order(goal: Expression) -> bool:
    """Whether a derivative is asked for whose order is a letter, `f^{(n)}(x)`, or too high to be reached one by one."""
    order = order_asked_for(goal)
    return order is not None and (bool(symbols(order)) or (rational(order) or 0) > _HIGHEST_ORDER)


INVERSE = "^{-1}"
"""What the name of an inverse function ends in."""


def inverse_asked_for(goal: Expression) -> tuple[Symbol, Expression] | None:
    """The function whose inverse is to be differentiated, and where: f and 2 for `(f^{-1})'(2)`; None for another goal."""
    match bare(goal):
        case Application(function=function, arguments=(at,)) if isinstance(prime := bare(function), Prime):
            operand = bare(prime.operand)
            if isinstance(operand, Symbol) and operand.name.endswith(INVERSE) and rational(prime.order) == 1:
                return Symbol(operand.name.removesuffix(INVERSE)), at
    return None


def refuse_point(
    shown: Expression, formulas: Iterable[Expression], point: Mapping[str, Expression], *, derived: bool = False
) -> None:
    """Raise CannotDerive where a formula that leads to `shown` has no value at a point, or the point is no number.

    A formula that was `derived` may have none where the derivative exists: it is said that this is not found.
    """
    if any(n == INFINITY for value in point.values() for n in descendants(value)):
        help = r"ask for a limit, such as \lim_{x \to \infty} f(x)"
        raise CannotDerive(f"infinity is no number, so that there is no {quoted(shown)}", help)
    for formula in formulas:
        there = _put_in(formula, point)
        part = without_value(there) or without_value(_with_zeros(there))
        if part is not None:
            where = ", ".join(f"{name} = {print_latex(value)}" for name, value in point.items())
            at, held = f" at {where}" if where else "", quoted(without_groups(part))
            if derived:
                message = f"{quoted(shown)} is not found: the formula of the derivative has no value{at}, it holds {held}"
                raise CannotDerive(message, "look at the limit of the difference quotient there")
            raise CannotDerive(f"{quoted(shown)} has no value: its formula holds {held}{at}", "ask at another point")


def refuse_jump(shown: Expression, formula: Expression, point: Mapping[str, Expression]) -> None:
    """Raise CannotDerive for a derivative where a sign function in the formula jumps: the rules hold beside that place only."""
    for node in descendants(_with_zeros(_put_in(formula, point))):
        if isinstance(node, Call) and node.function == "sign" and (size := rough(node.arguments[0], {})) is not None:
            if abs(size) < NEAR:
                message = f"{quoted(shown)} is not found: the sign function jumps there"
                raise CannotDerive(message, "look at the limit of the difference quotient from both sides")


def _put_in(formula: Expression, point: Mapping[str, Expression]) -> Expression:
    return without_groups(substitute(formula, {name: without_groups(value) for name, value in point.items()}))


def _with_zeros(node: Expression) -> Expression:
    """An expression with 0 for each sum of which all terms cancel."""

    def change(n: Node) -> Node:
        n = map_children(n, change)
        if isinstance(n, Sum) and symbols(n) and not collected([term_of(term, []) for term in n.terms]):
            return ZERO
        return n

    return cast(Expression, change(node))


__all__ = [
    "Group",
    "Target",
    "default_goal",
    "is_vector",
    "last_definition",
    "refuse_point",
    "target_of",
    "unfolded",
    "variable_of",
]
