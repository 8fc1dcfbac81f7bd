"""Values of expressions in floating point, to throw out quickly what cannot be equal. Nothing is decided here: the judge decides.

A value that cannot be had (outside the domain, too large, an expression that is not understood) is None.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from msgspec import Struct, field

from builder.calculus.budget import Work
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Constant,
    ConstantName,
    Derivative,
    Directional,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Group,
    Indexed,
    Integral,
    Limit,
    Negation,
    Number,
    Operator,
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
)
from builder.calculus.expression.walk import descendants
from builder.calculus.mistakes.arithmetic import bare, rational
from builder.calculus.mistakes.derivatives import DEEPEST, NotDifferentiable, Scope, resolved

_LARGEST = 1e250


VALUES = 400_000
"""What the values for one question may cost: what is left has none."""

WORK_OF_A_VALUE = 5

_CONSTANTS: Mapping[ConstantName, float] = MappingProxyType(
    {ConstantName.PI: math.pi, ConstantName.E: math.e, ConstantName.DEGREE: math.pi / 180, ConstantName.PERCENT: 0.01}
)


class NoValue(Exception):
    """An expression has no value at a point, or none that is known here."""


class Point(Struct, frozen=True):
    """Values of the free names, in a scope; `work` is what may still be evaluated, which all points of a question share.

    `depth` counts the definitions that were entered on the way. `derivatives` are those already carried out, by the identity of
    their operators (which are kept beside them, so that no identity is used twice); the points of one question share them.
    `known` are the values of expressions at this point, in the same way: what a person might have written differs in one place.
    """

    scope: Scope
    values: Mapping[str, float]
    depth: int = 0
    derivatives: dict[int, tuple[Expression, Expression]] = field(default_factory=dict)
    work: Work = field(default_factory=lambda: Work(VALUES))
    known: dict[int, tuple[Expression, float]] = field(default_factory=dict)

    def having(self, values: Mapping[str, float]) -> Point:
        """This point, with some values set; raises NoValue where definitions go round in a circle."""
        if self.depth > DEEPEST:
            raise NoValue
        return Point(self.scope, {**self.values, **values}, self.depth + 1, self.derivatives, self.work)


def value(node: Expression, point: Point) -> float | None:
    """The value of a scalar at a point, or None."""
    try:
        found = _value(node, point)
    except (NoValue, NotDifferentiable, ArithmeticError, ValueError):
        return None
    return found if math.isfinite(found) and abs(found) < _LARGEST else None


def close(left: float, right: float) -> bool:
    """Whether two values are the same but for rounding."""
    return abs(left - right) <= 1e-8 * max(abs(left), abs(right), 1e-3)


def _value(node: Expression, point: Point) -> float:
    known = point.known.get(id(node))
    if known is None:
        known = (node, _worked_out(node, point))
        point.known[id(node)] = known
    return known[1]


def _worked_out(node: Expression, point: Point) -> float:
    point.work.left -= WORK_OF_A_VALUE
    if point.work.left < 0:
        raise NoValue
    match node:
        case Number():
            if math.isinf(number := float(node.text)):
                raise NoValue
            return number
        case Constant(name):
            if name is ConstantName.INFINITY:
                raise NoValue
            return _CONSTANTS[name]
        case Symbol(name):
            return _name(name, point)
        case Group(inner):
            return _value(inner, point)
        case Sum(terms):
            return math.fsum(_value(term, point) for term in terms)
        case Negation(operand):
            return -_value(operand, point)
        case Product(factors):
            return math.prod(_value(factor, point) for factor in factors)
        case Quotient(numerator, denominator):
            return _value(numerator, point) / _value(denominator, point)
        case Power(base, exponent):
            return _power(_value(base, point), exponent, point)
        case Root(radicand, index):
            order = 2.0 if index is None else _value(index, point)
            return _root(_value(radicand, point), order)
        case Factorial(operand):
            return math.gamma(_value(operand, point) + 1)
        case Binomial(upper, lower):
            return float(math.comb(_whole(_value(upper, point)), _whole(_value(lower, point))))
        case Fenced(fence, inner):
            return _FENCES[fence](_value(inner, point))
        case Call():
            return _call(node, point)
        case Application(Symbol(name), arguments):
            return _applied(name, arguments, point)
        case Application() | Prime() | Derivative():
            unnamed = _unknown_derivative(node, point)
            return _value(_carried_out(node, point), point) if unnamed is None else unnamed
        case Evaluation(operand, at):
            return _evaluation(operand, at, point)
        case Limit():
            return _limit(node, point)
        case Series():
            return _series(node, point)
        case Integral(body, variable, lower, upper) if lower is not None and upper is not None:
            return _integral(body, variable.name, _value(lower, point), _value(upper, point), point)
        case Indexed(base, indices):
            return _seeded(f"{base.name}[{','.join(str(_whole(_value(index, point))) for index in indices)}]")
        case Cases(branches):
            for branch, conditions in branches:
                if all(_holds(condition, point) for condition in conditions):
                    return _value(branch, point)
            raise NoValue
        case Directional():
            raise NoValue
        case _:
            raise NoValue


def _carried_out(node: Expression, point: Point) -> Expression:
    known = point.derivatives.get(id(node))
    if known is None:
        known = (node, resolved(node, point.scope))
        point.derivatives[id(node)] = known
    return known[1]


def _name(name: str, point: Point) -> float:
    if name in point.values:
        return point.values[name]
    definition = point.scope.context.definitions.get(name)
    if definition is None:
        raise NoValue
    if definition.body is None:
        return unknown(name, tuple(0 for _ in definition.parameters), [_name(p, point) for p in definition.parameters])
    return _value(definition.body, point.having({}))


def _applied(name: str, arguments: Sequence[Expression], point: Point) -> float:
    values = [_value(argument, point) for argument in arguments]
    definition = point.scope.context.definitions.get(name)
    if definition is None or definition.body is None:
        return unknown(name, (0,) * len(values), values)
    if len(definition.parameters) != len(values):
        raise NoValue
    return _value(definition.body, point.having(dict(zip(definition.parameters, values, strict=True))))


def _unknown_derivative(node: Application | Prime | Derivative, point: Point) -> float | None:
    """A derivative of an unknown function, at its arguments or at its own parameters; None for everything else."""
    operator = bare(node.function) if isinstance(node, Application) else node
    if not isinstance(operator, Prime | Derivative) or not isinstance(bare(operator.operand), Symbol):
        return None
    name = cast(Symbol, bare(operator.operand)).name
    definition = point.scope.context.definitions.get(name)
    if definition is not None and definition.body is not None:
        return None
    if definition is None and not isinstance(node, Application):
        return None
    parameters = definition.parameters if definition is not None else ()
    arguments = node.arguments if isinstance(node, Application) else tuple(Symbol(p) for p in parameters)
    if isinstance(operator, Prime):
        if len(arguments) != 1:
            raise NoValue
        orders = [_whole(_value(operator.order, point))]
    else:
        places = parameters or tuple(a.name if isinstance(a, Symbol) else "" for a in arguments)
        by = {v.name: order for v, order in operator.variables}
        if not set(by) <= set(places) or len(places) != len(arguments):
            raise NoValue
        orders = [by.get(place, 0) for place in places]
    return unknown(name, orders, [_value(argument, point) for argument in arguments])


def unknown(name: str, orders: Sequence[int], values: Sequence[float]) -> float:
    """A derivative of the function that an unknown one is taken to be: a polynomial of degree 4 of a weighted sum."""
    weights = [1.0 if index == 0 else _seeded(f"{name}:weight:{index}") for index in range(len(values))]
    at = sum(weight * x for weight, x in zip(weights, values, strict=True))
    total = sum(orders)
    factor = math.prod(weight**order for weight, order in zip(weights, orders, strict=True))
    coefficients = [_seeded(f"{name}:{k}") for k in range(5)]
    terms = (c * math.perm(k, total) * at ** (k - total) for k, c in enumerate(coefficients) if k >= total)
    return factor * sum(terms)


def _seeded(text: str) -> float:
    return 0.4 + (zlib.crc32(text.encode()) % 1009) / 809


def _whole(number: float) -> int:
    nearest = round(number)
    if abs(number - nearest) > 1e-9 or not 0 <= nearest <= 400:
        raise NoValue
    return nearest


def _power(base: float, exponent: Expression, point: Point) -> float:
    exact = rational(exponent)
    if exact is not None and base < 0 and exact.denominator % 2 == 1:
        return float(math.copysign(1.0, base) ** (exact.numerator % 2) * abs(base) ** float(exact))
    up = _value(exponent, point)
    if base < 0 and up != int(up):
        raise NoValue
    return float(base**up)


def _root(radicand: float, order: float) -> float:
    if radicand < 0:
        if order != int(order) or int(order) % 2 == 0:
            raise NoValue
        return -float((-radicand) ** (1 / order))
    return float(radicand ** (1 / order))


_FENCES: Mapping[Fence, Callable[[float], float]] = {
    Fence.ABSOLUTE: abs,
    Fence.NORM: abs,
    Fence.EUCLIDEAN: abs,
    Fence.FLOOR: lambda x: float(math.floor(x)),
    Fence.CEILING: lambda x: float(math.ceil(x)),
}

_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "cot": lambda x: 1 / math.tan(x),
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "arccot": lambda x: math.pi / 2 - math.atan(x),
    "arcsec": lambda x: math.acos(1 / x),
    "arccsc": lambda x: math.asin(1 / x),
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "coth": lambda x: 1 / math.tanh(x),
    "sech": lambda x: 1 / math.cosh(x),
    "csch": lambda x: 1 / math.sinh(x),
    "arsinh": math.asinh,
    "arcosh": math.acosh,
    "artanh": math.atanh,
    "arcoth": lambda x: math.atanh(1 / x),
    "arsech": lambda x: math.acosh(1 / x),
    "arcsch": lambda x: math.asinh(1 / x),
    "exp": math.exp,
    "ln": math.log,
    "log": math.log,
    "sign": lambda x: float((x > 0) - (x < 0)),
}


def _call(node: Call, point: Point) -> float:
    arguments = [_value(argument, point) for argument in node.arguments]
    if node.function in {"max", "min"}:
        found = max(arguments) if node.function == "max" else min(arguments)
    elif node.function in _FUNCTIONS and len(arguments) == 1:
        found = _FUNCTIONS[node.function](arguments[0])
    else:
        raise NoValue
    if node.base is not None:
        found /= math.log(_value(node.base, point))
    return found if node.power is None else _power(found, node.power, point)


def _evaluation(operand: Expression, at: Sequence[tuple[Symbol, Expression]], point: Point) -> float:
    body = resolved(operand, point.scope)
    return _value(body, point.having({name.name: _value(to, point) for name, to in at}))


def _limit(node: Limit, point: Point) -> float:
    name = node.variable.name
    infinite = [n for n in descendants(node.point) if isinstance(n, Constant) and n.name is ConstantName.INFINITY]
    if infinite:
        sign = -1.0 if isinstance(node.point, Negation) else 1.0
        try:
            return _settled([_value(node.body, point.having({name: sign * far})) for far in (1e5, 2e5, 4e5)])
        except (NoValue, OverflowError):  # what grows so fast settles sooner
            return _settled([_value(node.body, point.having({name: sign * far})) for far in (20.0, 40.0, 80.0)])
    to = _value(node.point, point)
    step = -1.0 if node.side is Side.BELOW else 1.0
    nearby = [_value(node.body, point.having({name: to + step * off})) for off in (4e-4, 2e-4, 1e-4)]
    return _settled(nearby)


def _settled(values: Sequence[float]) -> float:
    """The limit that three values, each half as far off as the one before, point to (Richardson's extrapolation)."""
    first, second, third = values
    once = (2 * second - first, 2 * third - second)
    limit = (4 * once[1] - once[0]) / 3
    if abs(once[1] - once[0]) > 1e-2 * (1 + abs(limit)):
        raise NoValue
    return limit


def _series(node: Series, point: Point) -> float:
    lower = 1 if node.lower is None else _whole(_value(node.lower, point))
    upper = 3 if node.upper is None else _whole(_value(node.upper, point))
    if upper - lower > 60:
        raise NoValue
    terms = [_value(node.body, point.having({node.index.name: float(k)})) for k in range(lower, upper + 1)]
    return math.fsum(terms) if node.operator is Operator.SUM else math.prod(terms)


_HALF_NODES = (
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)


def _integral(body: Expression, name: str, lower: float, upper: float, point: Point) -> float:
    """Gauss's rule with 8 nodes on 4 and on 8 parts (Abramowitz and Stegun 25.4.30), where the two agree."""

    def rule(parts: int) -> float:
        half = (upper - lower) / (2 * parts)
        middles = [lower + (2 * k + 1) * half for k in range(parts)]
        values = (
            weight * _value(body, point.having({name: middle + sign * node * half}))
            for middle in middles
            for node, weight in _HALF_NODES
            for sign in (-1, 1)
        )
        return half * math.fsum(values)

    coarse, fine = rule(4), rule(8)
    if not close(coarse, fine):
        raise NoValue
    return fine


def _holds(relation: Relation, point: Point) -> bool:
    left, right = _value(relation.left, point), _value(relation.right, point)
    match relation.sign:
        case Sign.EQUAL:
            return left == right
        case Sign.NOT_EQUAL:
            return left != right
        case Sign.LESS:
            return left < right
        case Sign.GREATER:
            return left > right
        case Sign.LESS_EQUAL:
            return left <= right
        case Sign.GREATER_EQUAL:
            return left >= right
        case _:
            raise NoValue


# ---------------------------------------------------------------------------------------------- points

_REALS = (1.3, 0.7, 2.6, -1.7, 0.35, 3.9, -0.45, 0.15, 5.2, -3.1, 11.3, 0.93)
_WHOLES = (3, 2, 5, 4)


def points(nodes: Sequence[Expression], context: Context, work: Work) -> Iterator[Point]:
    """Points at which the free names of `nodes`, and of all that they rest on, have values that `context` allows."""
    scope = Scope(context)
    derivatives: dict[int, tuple[Expression, Expression]] = {}
    names = sorted(scope.free(nodes))
    whole = scope.whole(nodes)
    for turn in range(len(_REALS)):
        values = {}
        for index, name in enumerate(names):
            kind = context.kinds.get(name)
            if name in whole or kind in {Kind.INTEGER, Kind.POSITIVE_INTEGER}:
                values[name] = float(_WHOLES[(turn + index) % len(_WHOLES)])
            else:
                values[name] = _REALS[(turn + 5 * index) % len(_REALS)] * (1 + 0.01 * index)
        for point in _on_curves(Point(scope, values, derivatives=derivatives, work=work), names):
            if all(_assumed(relation, point) for relation in context.assumptions):
                yield point


def _assumed(relation: Relation, point: Point) -> bool:
    try:
        return _holds(relation, point)
    except (NoValue, NotDifferentiable, ArithmeticError, ValueError):
        return True  # not one about numbers, such as a membership: kinds have taken care of it


def _on_curves(point: Point, names: Sequence[str]) -> Iterator[Point]:
    """The point moved onto the curves of its context, one variable for each curve; none where that does not succeed."""
    for curve in point.scope.context.curves:
        tied = [n for n in names if n in {s.name for s in descendants(curve) if isinstance(s, Symbol)}]
        dependent = point.scope.dependent(curve, tied)
        if dependent is None:
            return
        moved = _solve(curve, dependent, point)
        if moved is None:
            return
        point = moved
    yield point


def _solve(curve: Relation, name: str, point: Point) -> Point | None:
    """Newton's method with a secant, from the value that the name has."""
    x = point.values.get(name, 1.0)
    for _ in range(60):
        here, there = _gap(curve, name, x, point), _gap(curve, name, x + 1e-6, point)
        if here is None or there is None or there == here:
            return None
        step = here * 1e-6 / (there - here)
        x -= max(-1.0, min(1.0, step))
        if abs(step) < 1e-13 * (1 + abs(x)):
            return point.having({name: x})
    return None


def _gap(curve: Relation, name: str, x: float, point: Point) -> float | None:
    at = Point(point.scope, {**point.values, name: x}, derivatives=point.derivatives, work=point.work)
    left, right = value(curve.left, at), value(curve.right, at)
    return None if left is None or right is None else left - right
