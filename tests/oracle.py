"""Values of expressions as they were written, by mpmath: an oracle that shares no code with the judge.

It walks the syntax tree, not the judge's terms. Derivatives are difference quotients, limits are values close by, integrals
are quadratures; where that tells nothing for certain, it says so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

import mpmath
from mpmath import mpf
from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression import nodes as n
from builder.calculus.expression.walk import descendants, symbols

DIGITS = 60
TOLERANCE = mpf(10) ** -12
NEAR = (mpf(10) ** -14, mpf(10) ** -17)
LONGEST = 80
DEEPEST = 12
HUGE = mpf(10) ** 300

Value: TypeAlias = "mpf | tuple[mpf, ...]"


class NoValue(Exception):
    """The expression has no real value here."""


class NotKnown(Exception):
    """The oracle cannot tell."""


class Place(Struct, frozen=True):
    """A point: the values of letters, and the context. What stands in `values` goes before its definition."""

    values: Mapping[str, mpf]
    context: Context
    unknown: frozenset[str]
    depth: int = 0

    def at(self, name: str, value: mpf) -> Place:
        return replace(self, values={**self.values, name: value}, depth=self.depth + 1)


def _only(condition: object) -> None:
    if not condition:
        raise NoValue


def _logarithm(x: mpf) -> mpf:
    _only(x > 0)
    return mpmath.log(x)


def _within(function: Callable[[mpf], mpf], low: int, high: int) -> Callable[[mpf], mpf]:
    def of(x: mpf) -> mpf:
        _only(low <= x <= high)
        return function(x)

    return of


def _outside(function: Callable[[mpf], mpf]) -> Callable[[mpf], mpf]:
    def of(x: mpf) -> mpf:
        _only(abs(x) >= 1)
        return function(1 / x)

    return of


def _inverse(function: Callable[[mpf], mpf]) -> Callable[[mpf], mpf]:
    def of(x: mpf) -> mpf:
        below = function(x)
        _only(abs(below) > mpf(10) ** -30)
        return 1 / below

    return of


def _area_cosine(x: mpf) -> mpf:
    _only(x >= 1)
    return mpmath.acosh(x)


def _area_tangent(x: mpf) -> mpf:
    _only(abs(x) < 1)
    return mpmath.atanh(x)


FUNCTIONS: Mapping[str, Callable[[mpf], mpf]] = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "cot": lambda x: mpmath.cos(x) * _inverse(mpmath.sin)(x), "sec": _inverse(mpmath.cos), "csc": _inverse(mpmath.sin),
    "coth": _inverse(mpmath.tanh), "sech": _inverse(mpmath.cosh), "csch": _inverse(mpmath.sinh),
    "arcsin": _within(mpmath.asin, -1, 1), "arccos": _within(mpmath.acos, -1, 1), "arctan": mpmath.atan,
    "arcsec": _outside(mpmath.acos), "arccsc": _outside(mpmath.asin),
    "arsinh": mpmath.asinh, "arcosh": _area_cosine, "artanh": _area_tangent,
    "exp": mpmath.exp, "ln": _logarithm, "sign": mpmath.sign,
}  # fmt: skip


def place_of(claim: Claim, values: Mapping[str, mpf]) -> Place:
    """A place at which a claim is looked at. Names that are only primed or applied stand for functions of the oracle's own."""
    context = claim.context
    unknown = {name for name, kind in context.kinds.items() if kind is Kind.FUNCTION}
    trees = (claim.relation, *(d.body for d in context.definitions.values() if d.body is not None))
    for tree in trees:
        for node in descendants(tree):
            match node:
                case n.Application(n.Symbol(name)) | n.Prime(n.Symbol(name)) | n.Derivative(n.Symbol(name)):
                    unknown.add(name)
                case n.Prime(n.Group(n.Symbol(name))) | n.Application(n.Prime(n.Symbol(name))):
                    unknown.add(name)
                case _:
                    pass
    known = {name for name, d in context.definitions.items() if d.body is not None}
    return Place(values, context, frozenset(unknown - known))


def value(node: n.Node, place: Place) -> mpf:
    """The real value of an expression. Raises `NoValue` or `NotKnown`."""
    found = _value(node, place)
    if isinstance(found, tuple):
        raise NotKnown("a vector among numbers")
    if not mpmath.isfinite(found) or abs(found) > HUGE:
        raise NotKnown("too large")
    return found


def _value(node: n.Node, place: Place) -> Value:
    if place.depth > DEEPEST:
        raise NotKnown("too deep")

    def go(part: n.Node) -> mpf:
        return value(part, place)

    match node:
        case n.Number(text):
            return mpf(text)
        case n.Constant(n.ConstantName.PI):
            return +mpmath.pi
        case n.Constant(n.ConstantName.E):
            return +mpmath.e
        case n.Symbol(name):
            return _named(name, place)
        case n.Group(inner):
            return _value(inner, place)
        case n.Sum(terms):
            return mpmath.fsum(go(t) for t in terms)
        case n.Negation(operand):
            return -go(operand)
        case n.Product(factors):
            return mpmath.fprod(go(f) for f in factors)
        case n.Quotient(numerator, denominator):
            below = go(denominator)
            _only(abs(below) > mpf(10) ** -40)
            return go(numerator) / below
        case n.Power(base, exponent):
            return _power(go(base), exponent, place)
        case n.Root(radicand, index):
            return _root(go(radicand), 2 if index is None else int(go(index)))
        case n.Factorial(operand):
            of = go(operand)
            _only(of == mpmath.floor(of) and of >= 0)
            return mpmath.factorial(of)
        case n.Binomial(upper, lower):
            return mpmath.binomial(go(upper), go(lower))
        case n.Fenced(n.Fence.ABSOLUTE, inner):
            return abs(go(inner))
        case n.Fenced(n.Fence.FLOOR, inner):
            return mpmath.floor(go(inner))
        case n.Fenced(n.Fence.CEILING, inner):
            return mpmath.ceil(go(inner))
        case n.Call():
            return _call(node, place)
        case n.Application(function, arguments):
            return _applied(function, arguments, place)
        case n.Prime(operand, order):
            return _slope(operand, _variable(place), int(go(order)), place)
        case n.Derivative(operand, ((variable, order),), False):
            return _slope(operand, variable.name, order, place)
        case n.Evaluation(operand, at):
            for name, to in at:
                place = place.at(name.name, value(to, place))
            return _value(operand, place)
        case n.Limit():
            return _limit(node, place)
        case n.Series(operator, body, index, lower, upper) if lower is not None and upper is not None:
            first, last = go(lower), go(upper)
            if last - first > LONGEST or first != mpmath.floor(first) or last != mpmath.floor(last):
                raise NotKnown("a long sum")
            parts = [value(body, place.at(index.name, mpf(k))) for k in range(int(first), int(last) + 1)]
            return mpmath.fsum(parts) if operator is n.Operator.SUM else mpmath.fprod(parts)
        case n.Integral(body, variable, lower, upper) if lower is not None and upper is not None:
            return _integral(body, variable.name, go(lower), go(upper), place)
        case n.Cases(branches):
            for of, conditions in branches:
                if all(holds(c, place) for c in conditions):
                    return _value(of, place)
            raise NoValue
        case n.Vector(entries):
            return tuple(go(e) for e in entries)
        case n.Matrix(rows):
            return tuple(go(e) for row in rows for e in row)
        case _:
            raise NotKnown(type(node).__name__)


def holds(relation: n.Relation, place: Place) -> bool:
    """Whether a comparison holds at a place; raises `NotKnown` close to its boundary."""
    if relation.sign is n.Sign.MEMBER:
        match relation.right:
            case n.NumberSet("N" | "Z", positive=positive):
                of = value(relation.left, place)
                return bool(of == mpmath.floor(of) and (of >= 1 or (relation.right.name == "Z" and not positive)))
            case n.NumberSet("R"):
                return True
            case _:
                raise NotKnown("membership")
    left, right = value(relation.left, place), value(relation.right, place)
    gap = left - right
    exact = gap == 0
    if not exact and abs(gap) < TOLERANCE:
        raise NotKnown("close to a boundary")
    match relation.sign:
        case n.Sign.EQUAL | n.Sign.IDENTICAL | n.Sign.DEFINES:
            return bool(exact)
        case n.Sign.NOT_EQUAL:
            return not exact
        case n.Sign.LESS:
            return bool(gap < 0)
        case n.Sign.LESS_EQUAL:
            return bool(gap <= 0)
        case n.Sign.GREATER:
            return bool(gap > 0)
        case n.Sign.GREATER_EQUAL:
            return bool(gap >= 0)
        case _:
            raise NotKnown(relation.sign.value)


# ---------------------------------------------------------------------------------------------- names and functions


def _variable(place: Place) -> str:
    if place.context.variable is not None:
        return place.context.variable
    parameters = {d.parameters[0] for d in place.context.definitions.values() if len(d.parameters) == 1}
    if len(parameters) > 1:
        raise NotKnown("which variable a prime differentiates by")
    return parameters.pop() if parameters else "x"


def _invented(name: str, x: mpf) -> mpf:
    """What the oracle takes an unknown function to be: another one for each name, positive, with no zero slope nearby."""
    seed = mpf(sum(name.encode()) % 17 + 3) / 7
    return mpmath.exp(x / (seed + 2)) + seed * x + mpmath.sin(seed * x) / 3 + 3


def _named(name: str, place: Place) -> mpf:
    if name in place.values:
        return place.values[name]
    definition = place.context.definitions.get(name)
    if definition is not None and definition.body is not None:
        if any(p not in place.values for p in definition.parameters):
            raise NotKnown(f"{name} without its arguments")
        return value(definition.body, replace(place, depth=place.depth + 1))
    if name in place.unknown:
        variable = _variable(place)
        if variable not in place.values:
            raise NotKnown("an unknown function of what has no value")
        return _invented(name, place.values[variable])
    raise NotKnown(f"{name} has no value")


def _function(node: n.Node, place: Place) -> tuple[Definition, int] | str:
    """A function that stands before brackets: its definition and how often it is primed, or the name of an unknown one."""
    match node:
        case n.Group(inner):
            return _function(inner, place)
        case n.Symbol(name):
            definition = place.context.definitions.get(name)
            return name if definition is None or definition.body is None else (definition, 0)
        case n.Prime(operand, order):
            of = _function(operand, place)
            times = int(value(order, place))
            if isinstance(of, str):
                raise NotKnown("the derivative of an unknown function at a point") if times > 2 else _PrimedUnknown(of, times)
            return of[0], of[1] + times
        case _:
            raise NotKnown("a function of some other kind")


class _PrimedUnknown(Exception):
    def __init__(self, name: str, order: int) -> None:
        super().__init__(name)
        self.name = name
        self.order = order


def _applied(function: n.Node, arguments: tuple[n.Expression, ...], place: Place) -> mpf:
    values = [value(a, place) for a in arguments]
    try:
        of = _function(function, place)
    except _PrimedUnknown as primed:
        if len(values) != 1:
            raise NotKnown("a partial derivative of an unknown function") from None
        name, order = primed.name, primed.order
        return mpmath.diff(lambda t: _invented(name, t), values[0], order)
    if isinstance(of, str):
        if len(values) != 1:
            raise NotKnown("an unknown function of several variables")
        return _invented(of, values[0])
    definition, order = of
    if len(definition.parameters) != len(values):
        raise NotKnown("another number of arguments")
    inner = replace(place, depth=place.depth + 1)
    for name, at in zip(definition.parameters, values, strict=True):
        inner = inner.at(name, at)
    assert definition.body is not None
    if order == 0:
        return value(definition.body, inner)
    if len(values) != 1:
        raise NotKnown("a prime on a function of several variables")
    return _slope(definition.body, definition.parameters[0], order, inner)


def _call(call: n.Call, place: Place) -> mpf:
    values = [value(a, place) for a in call.arguments]
    if call.function in ("max", "min"):
        result = max(values) if call.function == "max" else min(values)
    elif call.function == "log":
        base = None if call.base is None else value(call.base, place)
        if base is None:
            raise NotKnown("a logarithm without a base")
        _only(base > 0 and base != 1)
        result = _logarithm(values[0]) / mpmath.log(base)
    elif call.function in FUNCTIONS and len(values) == 1:
        result = FUNCTIONS[call.function](values[0])
    else:
        raise NotKnown(call.function)
    return result if call.power is None else _power(result, call.power, place)


def _power(base: mpf, exponent: n.Expression, place: Place) -> mpf:
    e = value(exponent, place)
    if abs(e) > 10**6:
        raise NotKnown("a large exponent")
    if e == mpmath.floor(e):
        if base == 0 and e <= 0:
            raise NoValue if e < 0 else NotKnown("0^0")
        return mpmath.power(base, int(e))
    if base > 0:
        return mpmath.power(base, e)
    plain = exponent.inner if isinstance(exponent, n.Group) else exponent
    if isinstance(plain, n.Quotient) and isinstance(plain.numerator, n.Number) and isinstance(plain.denominator, n.Number):
        p, q = int(plain.numerator.value), int(plain.denominator.value)
        if q % 2 and mpmath.mpf(p) / q == e:
            return mpmath.power(_root(base, q), p)
    if any(True for _ in descendants(exponent) if isinstance(_, n.Negation)) and base < 0:
        raise NotKnown("a negative fraction as an exponent of a negative number")
    raise NoValue


def _root(radicand: mpf, index: int) -> mpf:
    if radicand < 0:
        _only(index % 2)
        return -mpmath.root(-radicand, index)
    return mpmath.root(radicand, index)


# ---------------------------------------------------------------------------------------------- calculus


def _slope(body: n.Node, variable: str, order: int, place: Place) -> mpf:
    """A derivative at the value of its variable, by difference quotients; both sides of the point must agree."""
    if any(isinstance(node, n.Limit | n.Derivative | n.Prime) for node in descendants(body)) and order > 1:
        raise NotKnown("derivatives of derivatives, numerically")
    if variable not in place.values or variable in place.unknown:
        # What is differentiated must say how it depends on the variable: x = t², y = t³ and dy/dx does not.
        if variable in place.unknown or variable not in _mentioned(body, place):
            raise NotKnown("a derivative by what depends on something else")
    if place.unknown & _mentioned(body, place) and variable != _variable(place):
        raise NotKnown("what unknown functions depend on")
    at = value(n.Symbol(variable), place)

    def f(t: mpf) -> mpf:
        return value(body, place.at(variable, t))

    f(at)
    slopes = [mpmath.diff(f, at, order, direction=side, h=mpf(10) ** -20) for side in (1, -1)]
    scale = 1 + abs(slopes[0])
    if abs(slopes[0] - slopes[1]) > scale * mpf(10) ** -9:
        raise NotKnown("no derivative, or a steep one")
    return (slopes[0] + slopes[1]) / 2


def _limit(limit: n.Limit, place: Place) -> mpf:
    ends = (n.Constant(n.ConstantName.INFINITY), n.Negation(n.Constant(n.ConstantName.INFINITY)))
    with mpmath.workdps(2 * DIGITS):
        if limit.point in ends:
            sign = 1 if limit.point == ends[0] else -1
            found = [value(limit.body, place.at(limit.variable.name, sign / step)) for step in NEAR]
        else:
            point = value(limit.point, place)
            sides = {n.Side.ABOVE: (1,), n.Side.BELOW: (-1,), n.Side.BOTH: (1, -1)}[limit.side]
            found = [value(limit.body, place.at(limit.variable.name, point + side * step)) for step in NEAR for side in sides]
    if max(found) - min(found) > (1 + abs(found[0])) * mpf(10) ** -10:
        raise NotKnown("a limit that does not settle")
    return found[-1]


def _integral(body: n.Node, variable: str, low: mpf, high: mpf, place: Place) -> mpf:
    with mpmath.workdps(25):
        found, error = mpmath.quad(lambda t: value(body, place.at(variable, t)), [low, high], error=True)
    if error > mpf(10) ** -15:
        raise NotKnown("a quadrature that does not settle")
    return found


# ---------------------------------------------------------------------------------------------- claims


def _mentioned(node: n.Node, place: Place) -> frozenset[str]:
    """The names in an expression, and in the definitions that it reaches."""
    names = set(symbols(node))
    waiting = list(names)
    while waiting:
        definition = place.context.definitions.get(waiting.pop())
        if definition is not None and definition.body is not None:
            more = symbols(definition.body) - names
            names |= more
            waiting.extend(more)
    return frozenset(names)


def letters(claim: Claim) -> tuple[str, ...]:
    """The names of a claim that need a value."""
    place = place_of(claim, {})
    names = set(symbols(claim.relation)) | {name for a in claim.context.assumptions for name in symbols(a)}
    waiting = list(names)
    while waiting:
        definition = place.context.definitions.get(waiting.pop())
        if definition is not None and definition.body is not None:
            more = symbols(definition.body) - set(definition.parameters) - names
            names |= more
            waiting.extend(more)
    if place.unknown & names:
        with contextlib.suppress(NotKnown):
            names.add(_variable(place))
    defined = {name for name, d in place.context.definitions.items() if d.body is not None}
    return tuple(sorted(names - defined - place.unknown))


def truth(claim: Claim, points: int = 6) -> bool | None:
    """Whether a claim is true as far as points tell: False for a point where it fails, None where too few have values."""
    if claim.context.curves:
        return None
    names = letters(claim)
    values = ("0.7", "1.3", "-0.4", "2.1", "3.75", "-1.625", "0.21", "5.5")
    integers = {name for name, kind in claim.context.kinds.items() if kind in (Kind.INTEGER, Kind.POSITIVE_INTEGER)}
    integers |= {name for name in names if _is_integer(name, claim)}
    seen = 0
    with mpmath.workdps(DIGITS):
        for i in range(points + 2):
            at = {
                name: mpf(1 + (2 * i + j) % 5) if name in integers else mpf(values[(i + 3 * j) % len(values)]) + mpf(j) / 16
                for j, name in enumerate(names)
            }
            said = _at(claim, place_of(claim, at))
            if said is False:
                return False
            seen += said is True
    return True if seen >= 2 or (seen and not names) else None


def truth_at(claim: Claim, point: Mapping[str, Fraction]) -> bool | None:
    """Whether a claim is true at one point; None where the oracle cannot tell."""
    with mpmath.workdps(2 * DIGITS):
        return _at(claim, place_of(claim, {name: mpf(v.numerator) / v.denominator for name, v in point.items()}))


def _at(claim: Claim, place: Place) -> bool | None:
    try:
        if not all(holds(a, place) for a in claim.context.assumptions):
            return None
        left, right = _value(claim.relation.left, place), _value(claim.relation.right, place)
    except (NoValue, NotKnown, ZeroDivisionError, OverflowError, ValueError, TypeError, mpmath.libmp.NoConvergence):
        return None
    return _compares(claim.relation.sign, left, right)


def _is_integer(name: str, claim: Claim) -> bool:
    for node in descendants(claim.relation):
        if isinstance(node, n.Factorial | n.Binomial) and name in symbols(node):
            return True
        if isinstance(node, n.Series) and any(end is not None and name in symbols(end) for end in (node.lower, node.upper)):
            return True
    return False


def _compares(sign: n.Sign, left: Value, right: Value) -> bool | None:
    if isinstance(left, tuple) or isinstance(right, tuple):
        if not isinstance(left, tuple) or not isinstance(right, tuple) or len(left) != len(right) or sign is not n.Sign.EQUAL:
            return None
        answers = [_compares(sign, a, b) for a, b in zip(left, right, strict=True)]
        return False if False in answers else None if None in answers else True
    if not all(mpmath.isfinite(v) and mpmath.im(v) == 0 for v in (left, right)):
        return None
    gap, scale = left - right, 1 + abs(left) + abs(right)
    equal = abs(gap) <= scale * mpf(10) ** -9
    match sign:
        case n.Sign.EQUAL | n.Sign.IDENTICAL:
            return bool(equal)
        case n.Sign.LESS | n.Sign.LESS_EQUAL:
            return None if equal else bool(gap < 0)
        case n.Sign.GREATER | n.Sign.GREATER_EQUAL:
            return None if equal else bool(gap > 0)
        case n.Sign.NOT_EQUAL:
            return None if equal else True
        case _:
            return None
