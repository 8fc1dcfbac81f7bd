"""The value of a syntax tree at a point, by mpmath: derivatives by differences, limits by steps towards the point, sums and
integrals by adding up.

It is the oracle of the runs in this folder, so it shares nothing with the judge: it reads the tree itself. What it has no
certain reading for, it says so (`Silent`); where there is no real number, it says that (`NoValue`). It is slow, and only as exact
as `World.digits` tells.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NoReturn, TypeAlias

import mpmath
from mpmath import mpf
from msgspec import Struct, field

from builder.calculus.context import Definition
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Composition,
    Constant,
    ConstantName,
    Derivative,
    Directional,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    Integral,
    Limit,
    Matrix,
    Negation,
    Node,
    Notation,
    Number,
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
    Vector,
)
from builder.calculus.expression.walk import symbols
from tests.fuzz.reals import NoLimit, NoValue, Silent, binomial, exponential, factorial, known, rational_power, real, root
from tests.fuzz.tables import Table, Value, add, column, dot, multiply, number, scale

WORKING_DIGITS = 150
LOST_DIGITS = 25
STEP = mpf(10) ** -LOST_DIGITS
"""Of a difference. Its error is smooth, so that differences of differences do not make it larger; only what is rounded grows."""

NEAR = tuple(mpf(10) ** -k for k in (8, 12, 16))
FAR = tuple(mpf(10) ** k for k in (10, 20, 30))
MOST_TERMS = 400


Env: TypeAlias = Mapping[str, mpf]
Apply: TypeAlias = Callable[[Sequence[mpf], Env], Value]


class Unknown(Struct, frozen=True):
    """What an unknown function is taken to be; `parameters` are the letters that it is of when it stands without arguments."""

    parameters: tuple[str, ...]
    apply: Callable[..., mpf]


class World(Struct):
    """What names stand for, and which of several readings is tried.

    `constants` are letters by which no prime differentiates. `dependent` is a letter that an equation ties to the others: its
    value follows when another moves. `held` are the partial
    derivatives (of what, by what) that hold the other names of a line fixed; `choices` collects those that could. `digits`
    is lowered by what is evaluated: so many digits of a value are right. `quadrature` tells that an integral was among it.
    """

    definitions: Mapping[str, Definition]
    unknown: Mapping[str, Unknown]
    integers: frozenset[str] = frozenset()
    variable: str = "x"
    constants: frozenset[str] = frozenset()
    upper: bool = True
    curve: Expression | None = None
    dependent: str = ""
    near: mpf = mpf(0)
    held: frozenset[tuple[str, str]] = frozenset()
    choices: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    digits: int = 60
    quadrature: bool = False

    def lower(self, digits: int) -> None:
        """Only so many digits are right from here on."""
        self.digits = min(self.digits, digits)


def value(node: Node, env: Env, world: World) -> Value:
    """The value of an expression. Raises NoValue and Silent."""

    def go(part: Node) -> Value:
        return value(part, env, world)

    def scalar(part: Node) -> mpf:
        return number(go(part))

    match node:
        case Number():
            return mpf(node.value.numerator) / node.value.denominator
        case Symbol(name=name):
            return _symbol(name, env, world)
        case Constant(name=ConstantName.PI):
            return +mpmath.pi
        case Constant(name=ConstantName.E):
            return +mpmath.e
        case Group(inner=inner):
            return go(inner)
        case Sum(terms=terms):
            return add([go(term) for term in terms])
        case Negation(operand=operand):
            return scale(mpf(-1), go(operand))
        case PlusMinus(operand=operand, upper=upper):
            return scale(mpf(1 if upper is world.upper else -1), go(operand))
        case Product(factors=factors, signs=signs):
            return multiply([go(factor) for factor in factors], signs)
        case Quotient(numerator=numerator, denominator=denominator):
            below = scalar(denominator)
            if below == 0:
                raise NoValue
            return scale(1 / below, go(numerator))
        case Power():
            return _power(node, env, world)
        case Root(radicand=radicand, index=index):
            return root(scalar(radicand), Fraction(2) if index is None else _rational(index))
        case Factorial(operand=operand):
            return factorial(scalar(operand))
        case Binomial(upper=above, lower=below):
            return binomial(scalar(above), scalar(below))
        case Fenced(fence=fence, inner=inner):
            return _fenced(fence, go(inner))
        case Call():
            return _call(node, env, world)
        case Application(function=function, arguments=arguments):
            return _application(function, arguments, env, world)
        case Composition():
            called = _function(node, env, world)
            return called[1]([number(_symbol(p, env, world)) for p in called[0]], env) if called else _silent("∘")
        case Prime(operand=operand, order=order):
            return _prime(operand, _order(order), env, world)
        case Derivative():
            return _derivative(node, env, world)
        case Gradient(operand=operand, order=1):
            return _gradient(operand, env, world)
        case Directional(operand=operand, direction=direction):
            along = go(direction)
            if not isinstance(along, Table):
                raise Silent("a direction that is no vector")
            return dot(_gradient(operand, env, world), along)
        case Evaluation(operand=operand, at=at):
            if world.dependent and world.dependent not in {symbol.name for symbol, _ in at}:
                raise Silent("an evaluation that leaves the curve")
            return value(operand, {**env, **{symbol.name: scalar(place) for symbol, place in at}}, world)
        case Limit():
            return _limit(node, env, world)
        case Series():
            return _series(node, env, world)
        case Integral():
            return _integral(node, env, world)
        case Vector(entries=entries):
            return Table(tuple((scalar(entry),) for entry in entries))
        case Matrix(rows=rows, environment=environment):
            if environment in ("vmatrix", "Vmatrix"):
                raise Silent("a determinant")
            return Table(tuple(tuple(scalar(entry) for entry in row) for row in rows))
        case Cases(branches=branches):
            for branch, conditions in branches:
                if all(holds(condition, env, world) for condition in conditions):
                    return go(branch)
            raise NoValue
        case _:
            raise Silent(type(node).__name__)


def holds(relation: Relation, env: Env, world: World) -> bool:
    """Whether a comparison of numbers holds here; raises Silent when it is too close to tell."""
    left, right = number(value(relation.left, env, world)), number(value(relation.right, env, world))
    gap = left - right
    if gap != 0 and abs(gap) < mpf(10) ** -world.digits * (1 + abs(left)):
        raise Silent("too close to tell")
    match relation.sign:
        case Sign.EQUAL:
            return bool(gap == 0)
        case Sign.NOT_EQUAL:
            return bool(gap != 0)
        case Sign.LESS:
            return bool(gap < 0)
        case Sign.LESS_EQUAL:
            return bool(gap <= 0)
        case Sign.GREATER:
            return bool(gap > 0)
        case Sign.GREATER_EQUAL:
            return bool(gap >= 0)
        case _:
            return _silent(relation.sign.value)


def _silent(why: str) -> NoReturn:
    raise Silent(why)


# ---------------------------------------------------------------------------------------------- names and functions


def _symbol(name: str, env: Env, world: World) -> Value:
    if name in env:
        return env[name]
    if name == world.dependent and world.curve is not None:
        return _follow(env, world)
    definition = world.definitions.get(name)
    if definition is not None and definition.body is not None:
        if not definition.parameters:
            return value(definition.body, env, world)
        return value(definition.body, {**env, **{p: number(_symbol(p, env, world)) for p in definition.parameters}}, world)
    if name in world.unknown:
        of = world.unknown[name]
        return of.apply(*(number(_symbol(p, env, world)) for p in of.parameters))
    raise Silent(f"the letter {name}")


def _follow(env: Env, world: World) -> mpf:
    """The dependent letter on the curve, near where it was: by Newton's method with a difference for the slope."""
    curve, name = world.curve, world.dependent
    assert curve is not None

    def height(at: mpf) -> mpf:
        return number(value(curve, {**env, name: at}, world))

    at = world.near
    for _ in range(25):
        here = height(at)
        slope = (height(at + STEP) - height(at - STEP)) / (2 * STEP)
        if abs(slope) < mpf(10) ** -6:
            raise NoValue
        change = here / slope
        at -= change
        if abs(change) < mpf(10) ** -(mpmath.mp.dps * 0.8):
            return at
    raise NoValue


def _function(node: Node, env: Env, world: World) -> tuple[tuple[str, ...], Apply] | None:
    """The parameters and the values of the function that an expression names; None when it names none."""
    match node:
        case Group(inner=inner):
            return _function(inner, env, world)
        case Symbol(name=name) if name not in env:
            return _named(name, env, world)
        case Prime(operand=operand, order=order):
            of = _function(operand, env, world)
            if of is None or len(of[0]) != 1:
                return None
            return of[0], _partial(of[1], {0: _order(order)}, world)
        case Derivative(operand=operand, variables=variables):
            of = _function(operand, env, world)
            if of is not None and all(symbol.name in of[0] for symbol, _ in variables):
                return of[0], _partial(of[1], _places(of[0], variables), world)
            names = tuple(dict.fromkeys(symbol.name for symbol, _ in variables))
            return names, lambda arguments, where: value(node, {**where, **dict(zip(names, arguments, strict=True))}, world)
        case Gradient(operand=operand, order=1):
            of = _function(operand, env, world)
            if of is None:
                return None
            return of[0], lambda arguments, where: column(
                number(_partial(of[1], {i: 1}, world)(arguments, where)) for i in range(len(of[0]))
            )
        case Composition(functions=functions):
            several = [_function(each, env, world) for each in functions]
            known = [each for each in several if each is not None]
            if len(known) != len(several):
                return None

            def composed(arguments: Sequence[mpf], where: Env) -> Value:
                for _, apply in reversed(known[1:]):
                    arguments = [number(apply(arguments, where))]
                return known[0][1](arguments, where)

            return known[-1][0], composed
        case _:
            return None


def _named(name: str, env: Env, world: World) -> tuple[tuple[str, ...], Apply] | None:
    definition = world.definitions.get(name)
    if definition is not None and definition.body is not None:
        body, parameters = definition.body, definition.parameters
        if not parameters:
            free = base_letters(body, world)
            if world.variable not in free and len(free) != 1:
                return None
            parameters = (world.variable,) if world.variable in free else tuple(free)
        return parameters, lambda arguments, where: value(body, {**where, **_bound(parameters, arguments)}, world)
    if name in world.unknown:
        of = world.unknown[name]
        return of.parameters, lambda arguments, where: _counted(of, arguments)
    return None


def _bound(parameters: Sequence[str], arguments: Sequence[mpf]) -> dict[str, mpf]:
    if len(parameters) != len(arguments):
        raise Silent("another number of arguments")
    return dict(zip(parameters, arguments, strict=True))


def _counted(of: Unknown, arguments: Sequence[mpf]) -> mpf:
    if len(of.parameters) != len(arguments):
        raise Silent("another number of arguments")
    return of.apply(*arguments)


def base_letters(node: Node, world: World) -> frozenset[str]:
    """The letters on which an expression depends, definitions followed to their ends."""
    found: set[str] = set()
    waiting = list(symbols(node))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = world.definitions.get(name)
        if definition is not None and definition.body is not None:
            waiting.extend(symbols(definition.body) - set(definition.parameters))
        elif name in world.unknown:
            waiting.extend(world.unknown[name].parameters)
        else:
            found.add(name)
    return frozenset(found)


def _application(function: Expression, arguments: tuple[Expression, ...], env: Env, world: World) -> Value:
    if world.dependent and not isinstance(function, Symbol):
        raise Silent("a derivative at a point, beside a curve")
    called = _function(function, env, world)
    if called is None:
        raise Silent("arguments of what is no function")
    parts: Sequence[Node] = arguments
    if len(arguments) == 1 and isinstance(arguments[0], Vector) and len(called[0]) > 1:
        parts = arguments[0].entries
    return called[1]([number(value(argument, env, world)) for argument in parts], env)


def _order(order: Expression) -> int:
    if isinstance(order, Number) and order.value.denominator == 1 and order.value <= 12:
        return int(order.value)
    raise Silent("the order of a derivative")


# ---------------------------------------------------------------------------------------------- derivatives


def difference(function: Callable[[mpf], mpf], at: mpf, order: int, world: World) -> mpf:
    """The derivative of an order at a point: the mean of the differences of that order on its two sides, whose errors of the
    first order cancel. Raises NoValue at a kink: the differences of the two sides are not the same.
    """
    if order == 0:
        return function(at)
    # Each order divides by the step once more, which takes as many digits as the step has.
    with mpmath.workdps(mpmath.mp.dps + LOST_DIGITS * (order - 1)):
        values = [function(at + k * STEP) for k in range(-order, order + 1)]
        if world.quadrature:
            raise Silent("the derivative of an integral, which is not known to enough digits")
        signs = [(-1) ** (order - k) * math.comb(order, k) for k in range(order + 1)]
        left, right = (mpmath.fdot(signs, side) / STEP**order for side in (values[: order + 1], values[order:]))
    world.lower(20)
    if abs(left) > 10**7 * math.factorial(order):
        raise Silent("a slope so steep that it may be none")
    if abs(left - right) > mpf(10) ** -12 * (1 + abs(left)):
        before, here, after = values[order - 1 : order + 2]
        raise NoLimit if abs(before - after) < mpf(10) ** -12 * (1 + abs(here)) else NoValue
    return (left + right) / 2


def _partial(apply: Apply, orders: Mapping[int, int], world: World) -> Apply:
    """The derivative of a function by its parameters, orders by their places."""

    def derived(arguments: Sequence[mpf], where: Env) -> Value:
        held = list(arguments)

        def along(places: list[tuple[int, int]]) -> mpf:
            if not places:
                return number(apply(held, where))
            (place, order), *rest = places
            at = held[place]

            def moved(x: mpf) -> mpf:
                held[place] = x
                result = along(rest)
                held[place] = at
                return result

            return difference(moved, at, order, world)

        return along(list(orders.items()))

    return derived


def _places(parameters: tuple[str, ...], variables: tuple[tuple[Symbol, int], ...]) -> dict[int, int]:
    orders: dict[int, int] = {}
    for symbol, order in variables:
        place = parameters.index(symbol.name)
        orders[place] = orders.get(place, 0) + order
    return orders


def _prime(operand: Expression, order: int, env: Env, world: World) -> Value:
    called = _function(operand, env, world)
    if called is not None and not (isinstance(operand, Symbol) and operand.name == world.dependent):
        parameters, apply = called
        if len(parameters) != 1:
            raise Silent("a prime on a function of several variables")
        return _partial(apply, {0: order}, world)([number(_symbol(parameters[0], env, world))], env)
    free = base_letters(operand, world)
    name = world.variable
    moving = free - world.integers - world.constants
    if name not in free and not world.dependent and len(moving) == 1:
        (name,) = moving
    return _by(operand, ((name, order),), env, world)


def _derivative(node: Derivative, env: Env, world: World) -> Value:
    variables = tuple((symbol.name, order) for symbol, order in node.variables)
    if node.partial or node.notation is Notation.SUBSCRIPT:
        called = _function(node.operand, env, world)
        if (
            called is not None
            and all(name in called[0] for name, _ in variables)
            and not _is_defined_plainly(node.operand, world)
        ):
            arguments = [number(_symbol(p, env, world)) for p in called[0]]
            return _partial(called[1], _places(called[0], node.variables), world)(arguments, env)
        return _by(node.operand, variables, _others_held(node, env, world), world)
    if len(variables) == 1:
        name, order = variables[0]
        definition = world.definitions.get(name)
        if definition is not None and definition.body is not None and name not in env and not definition.parameters:
            operand = node.operand
            while isinstance(operand, Group) or (isinstance(operand, Derivative) and operand.variables[0][0].name == name):
                order += operand.variables[0][1] if isinstance(operand, Derivative) else 0
                operand = operand.operand if isinstance(operand, Derivative) else operand.inner
            if name not in _reached(operand, world):
                return _parametric(operand, name, order, env, world)
    return _by(node.operand, variables, env, world)


def _is_defined_plainly(operand: Expression, world: World) -> bool:
    definition = world.definitions.get(operand.name) if isinstance(operand, Symbol) else None
    return definition is not None and not definition.parameters


def _others_held(node: Derivative, env: Env, world: World) -> Env:
    """A partial derivative of a name by a letter of its line: the other names of that line may be meant to be held."""
    operand = node.operand
    definition = world.definitions.get(operand.name) if isinstance(operand, Symbol) else None
    if not isinstance(operand, Symbol) or definition is None or definition.body is None:
        return env
    by = {symbol.name for symbol, _ in node.variables}
    line = symbols(definition.body)
    if not by <= line:
        return env
    others = {n for n in line - by if n in world.definitions and not world.definitions[n].parameters and n not in env}
    if not others or not any(base_letters(Symbol(n), world) & by or by & _reached(Symbol(n), world) for n in others):
        return env
    choice = (operand.name, ",".join(sorted(by)))
    world.choices.add(choice)
    if choice not in world.held:
        return env
    return {**env, **{n: number(_symbol(n, env, world)) for n in others}}


def _reached(node: Node, world: World) -> frozenset[str]:
    """All names that an expression reaches through definitions, its own included."""
    seen: set[str] = set()
    waiting = list(symbols(node))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = world.definitions.get(name)
        if definition is not None and definition.body is not None:
            waiting.extend(symbols(definition.body) - set(definition.parameters))
        if name in world.unknown:
            waiting.extend(world.unknown[name].parameters)
    return frozenset(seen)


def _by(operand: Expression, variables: tuple[tuple[str, int], ...], env: Env, world: World) -> Value:
    """The derivative of an expression by letters, all that depends on them moving with them."""
    if not variables:
        return value(operand, env, world)
    (name, order), *rest = variables
    if not 0 < order <= 12:
        raise Silent("the order of a derivative")
    # A letter that an equation ties to this one has no value of its own any more: it follows.
    still = {n: v for n, v in env.items() if not (n == world.dependent and n != name)}
    at = number(_symbol(name, env, world))

    def moved(x: mpf) -> mpf:
        return number(_by(operand, tuple(rest), {**still, name: x}, world))

    first = _by(operand, tuple(rest), {**still, name: at}, world)
    if isinstance(first, Table):
        raise Silent("the derivative of a vector")
    return difference(moved, at, order, world)


def _parametric(operand: Expression, name: str, order: int, env: Env, world: World) -> Value:
    """The derivative of one function of a parameter by another, taken `order` times."""
    common = base_letters(operand, world) & base_letters(Symbol(name), world) - world.integers
    if len(common) != 1:
        raise Silent("no one parameter")
    (parameter,) = common

    def below(t: mpf) -> mpf:
        return difference(lambda s: number(value(Symbol(name), {**env, parameter: s}, world)), t, 1, world)

    def by(t: mpf, times: int) -> mpf:
        if times == 0:
            return number(value(operand, {**env, parameter: t}, world))
        slope = below(t)
        if abs(slope) < mpf(10) ** -10:
            raise NoValue
        return difference(lambda s: by(s, times - 1), t, 1, world) / slope

    return by(number(_symbol(parameter, env, world)), order)


def _gradient(operand: Expression, env: Env, world: World) -> Table:
    arguments: Sequence[mpf] | None = None
    if isinstance(operand, Application):
        arguments = [number(value(argument, env, world)) for argument in operand.arguments]
        operand = operand.function
    called = _function(operand, env, world)
    if called is None:
        raise Silent("the gradient of an expression")
    parameters, apply = called
    if isinstance(operand, Symbol) and operand.name in world.definitions and not world.definitions[operand.name].parameters:
        raise Silent("the gradient of a name without parameters")
    at = [number(_symbol(p, env, world)) for p in parameters] if arguments is None else arguments
    return column(number(_partial(apply, {i: 1}, world)(at, env)) for i in range(len(parameters)))


# ---------------------------------------------------------------------------------------------- limits, sums, integrals


def _limit(node: Limit, env: Env, world: World) -> mpf:
    name = node.variable.name
    if world.dependent:
        raise Silent("a limit beside a curve")

    def at(x: mpf) -> mpf:
        return number(value(node.body, {**env, name: x}, world))

    point, sign = node.point, 1
    while isinstance(point, Group | Negation):
        sign = -sign if isinstance(point, Negation) else sign
        point = point.inner if isinstance(point, Group) else point.operand
    world.lower(5)
    if isinstance(point, Constant) and point.name is ConstantName.INFINITY:
        return _settled([at(sign * far) for far in FAR])
    middle = number(value(node.point, env, world))
    sides = {Side.ABOVE: (1,), Side.BELOW: (-1,), Side.BOTH: (1, -1)}[node.side]
    towards = [[middle + side * near for near in NEAR] for side in sides]
    # The limit over the domain: a side on which there are no values does not count.
    ends = [_settled([at(x) for x in side]) for side in towards if len(sides) == 1 or not all(_is_outside(at, x) for x in side)]
    if not ends:
        raise NoValue
    if len(ends) == 2 and abs(ends[0] - ends[1]) > mpf(10) ** -4 * (1 + abs(ends[0])):
        raise NoLimit
    return mpmath.fsum(ends) / len(ends)


def _is_outside(function: Callable[[mpf], mpf], x: mpf) -> bool:
    """Whether a function has no value at x, and not merely no limit there."""
    try:
        function(x)
    except NoLimit:
        return False
    except NoValue:
        return True
    return False


def _settled(values: Sequence[mpf]) -> mpf:
    """The last of three values, if they come together."""
    first, second, third = (abs(each) for each in values)
    if second > 100 * (1 + first) and third > 100 * second:
        raise NoLimit
    first, second, third = values
    scale = 1 + abs(third)
    if abs(third - second) > mpf(10) ** -8 * scale or abs(second - first) > mpf(10) ** -3 * scale:
        raise Silent("a limit that is not reached soon")
    return third


def _series(node: Series, env: Env, world: World) -> mpf:
    if node.lower is None or node.upper is None:
        raise Silent("a sum without bounds")
    low = number(value(node.lower, env, world))
    upper = node.upper
    while isinstance(upper, Group):
        upper = upper.inner
    endless = isinstance(upper, Constant) and upper.name is ConstantName.INFINITY
    high = low + MOST_TERMS if endless else number(value(upper, env, world))
    if low != mpmath.floor(low) or high != mpmath.floor(high):
        raise NoValue
    if high - low > MOST_TERMS or high < low - 1:
        raise Silent("too many terms, or fewer than none")
    terms = [number(value(node.body, {**env, node.index.name: low + k}, world)) for k in range(int(high - low) + 1)]
    if node.operator is Operator.PRODUCT:
        if endless:
            raise Silent("an endless product")
        return mpmath.fprod(terms)
    total = mpmath.fsum(terms)
    if endless:
        world.lower(12)
        if max(abs(term) for term in terms[-20:]) > mpf(10) ** -20 * (1 + abs(total)):
            raise Silent("a sum that does not converge soon")
    return total


def _integral(node: Integral, env: Env, world: World) -> mpf:
    """An integral without bounds runs from a point of our own to where the letter is: right but for a constant."""
    name = node.variable.name
    if node.lower is None or node.upper is None:
        low, high = env.get(BASE, mpf(1)), number(_symbol(name, env, world))
    else:
        low, high = (_end(bound, env, world) for bound in (node.lower, node.upper))
    if low == high and node.lower is not None:
        raise Silent("an integral from a point to itself, which is 0 whether or not there is one beside it")
    world.lower(9)
    world.quadrature = True
    with mpmath.workdps(25):
        coarse = mpmath.quad(lambda x: number(value(node.body, {**env, name: x}, world)), [low, high], maxdegree=5)
        fine = (
            mpmath.quad(lambda x: number(value(node.body, {**env, name: x}, world)), [low, (low + high) / 2, high], maxdegree=6)
            if mpmath.isfinite(low) and mpmath.isfinite(high)
            else coarse
        )
    if abs(coarse - fine) > mpf(10) ** -11 * (1 + abs(fine)):
        raise Silent("an integral that does not settle")
    return real(fine)


BASE = "∫"
"""The name, which no author can write, of the point at which integrals without bounds begin."""


def _end(bound: Expression, env: Env, world: World) -> mpf:
    inner, sign = bound, 1
    while isinstance(inner, Group | Negation):
        sign = -sign if isinstance(inner, Negation) else sign
        inner = inner.inner if isinstance(inner, Group) else inner.operand
    if isinstance(inner, Constant) and inner.name is ConstantName.INFINITY:
        return sign * mpmath.inf
    return number(value(bound, env, world))


# ---------------------------------------------------------------------------------------------- arithmetic


def _rational(node: Node) -> Fraction:
    """The exact value of what holds no letter and no function."""
    match node:
        case Number():
            return node.value
        case Group(inner=inner):
            return _rational(inner)
        case Negation(operand=operand):
            return -_rational(operand)
        case Sum(terms=terms):
            return sum((_rational(term) for term in terms), Fraction(0))
        case Product(factors=factors):
            result = Fraction(1)
            for factor in factors:
                result *= _rational(factor)
            return result
        case Quotient(numerator=numerator, denominator=denominator):
            below = _rational(denominator)
            if below == 0:
                raise NoValue
            return _rational(numerator) / below
        case _:
            raise Silent("no rational number")


def _power(node: Power, env: Env, world: World) -> Value:
    base = node.base
    if isinstance(base, Constant) and base.name is ConstantName.E:
        return exponential(number(value(node.exponent, env, world)))
    if isinstance(node.exponent, Symbol) and node.exponent.name in ("T", r"\top", r"\intercal"):
        raise Silent("a transpose")
    lower = value(base, env, world)
    below = number(lower)
    exponent = number(value(node.exponent, env, world))
    letters = base_letters(node.exponent, world)
    if not letters:
        try:
            return rational_power(below, _rational(node.exponent))
        except Silent:
            pass
    elif letters <= world.integers and exponent == mpmath.floor(exponent):
        return rational_power(below, Fraction(int(exponent)))
    elif letters <= world.integers and below < 0:
        raise Silent("a root of a negative number whose index is a letter")
    if below == 0 and exponent > 0:
        return mpf(0)
    if below < 0 and exponent == mpmath.floor(exponent):
        raise Silent("a negative number to a real letter that happens to be an integer")
    if below <= 0:
        raise NoValue
    return exponential(exponent * mpmath.log(below))


def _fenced(fence: Fence, inner: Value) -> mpf:
    if isinstance(inner, Table):
        if len(inner.rows[0]) != 1 or fence not in (Fence.ABSOLUTE, Fence.NORM):
            raise Silent("a determinant")
        return mpmath.sqrt(mpmath.fsum(x * x for (x,) in inner.rows))
    match fence:
        case Fence.ABSOLUTE | Fence.NORM:
            return abs(inner)
        case Fence.FLOOR:
            return mpmath.floor(inner)
        case Fence.CEILING:
            return mpmath.ceil(inner)


def _call(call: Call, env: Env, world: World) -> mpf:
    arguments = [number(value(argument, env, world)) for argument in call.arguments]
    if call.function in ("max", "min"):
        result = max(arguments) if call.function == "max" else min(arguments)
    elif len(arguments) != 1:
        raise Silent("a function of several arguments")
    else:
        result = known(call.function, arguments[0])
    if call.base is not None:
        below = known("ln", number(value(call.base, env, world)))
        if below == 0:
            raise NoValue
        result /= below
    if call.power is not None:
        return rational_power(result, _rational(call.power))
    return result
