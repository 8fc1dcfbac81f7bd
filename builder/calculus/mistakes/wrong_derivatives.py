"""Derivatives with one rule misapplied in one place: all that a person might write instead of the true one.

Each comes with the name of its mistake. What equals the true derivative by chance is thrown out by whoever compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    Derivative,
    Expression,
    Fence,
    Fenced,
    Group,
    Negation,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Series,
    Sum,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, replaced, substitute
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
from builder.calculus.mistakes.derivatives import (
    E,
    NotDifferentiable,
    Scope,
    asked,
    derivative,
    is_too_large,
    logarithm,
    lowered,
    of_power,
    of_quotient,
    of_root,
    outer,
    partial,
    resolved,
)

Slip: TypeAlias = tuple[str, Expression]

# Only these make a derivative vanish; any other rule that comes to 0 was not the one that was used.
_VANISHING = frozenset({"dropped-term", "missing-path", "value-before-differentiating"})


def slips(node: Expression, variable: str, scope: Scope, depth: int = 0) -> Iterator[Slip]:
    """Wrong derivatives of `node` by `variable`, each wrong in one place, with the names of the mistakes."""
    if depth > 40:
        return
    try:
        for name, wrong in _slips(node, variable, scope, depth):
            if not _vanishes(wrong) or name in _VANISHING:
                yield name, wrong
    except NotDifferentiable:
        return


def _slips(node: Expression, variable: str, scope: Scope, depth: int) -> Iterator[Slip]:
    def d(part: Expression) -> Expression:
        return derivative(part, variable, scope)

    def below(part: Expression, rebuild: Callable[[Expression], Expression]) -> Iterator[Slip]:
        for name, wrong in slips(part, variable, scope, depth + 1):
            yield name, rebuild(wrong)

    def inside(part: Expression, rebuild: Callable[[Expression], Expression]) -> Iterator[Slip]:
        for name, wrong in _traceable(slips(part, variable, scope, depth + 1)):
            yield name, rebuild(wrong)

    if not scope.depends(node, variable):
        yield from _of_constant(node, variable, scope)
        return
    match node:
        case Symbol(name):
            yield from _of_name(name, variable, scope, depth)
        case Group(inner):
            yield from slips(inner, variable, scope, depth + 1)
        case Negation(operand):
            yield from below(operand, negative)
        case Sum(terms):
            yield from _of_sum(terms, variable, scope, depth)
        case Product(factors):
            yield from _of_product(factors, variable, scope, depth)
        case Quotient(u, v):
            du, dv = d(u), d(v)
            yield from _of_quotient(u, v, du, dv, variable)
            yield from below(u, lambda wrong: of_quotient(u, v, wrong, dv))
            yield from below(v, lambda wrong: of_quotient(u, v, du, wrong))
        case Power(u, c):
            du, dc = d(u), d(c)
            yield from _of_power(u, c, du, dc, variable, scope)
            if rational(dc) != 0 or rational(c) is None:
                yield from inside(c, lambda wrong: of_power(u, c, du, wrong))
            if rational(du) != 0:
                yield from inside(u, lambda wrong: of_power(u, c, wrong, dc))
        case Root(u, index):
            du = d(u)
            yield from _of_root(u, index, du, variable, scope)
            yield from inside(u, lambda wrong: of_root(u, index, wrong))
        case Call(power=Power() | Symbol() | Negation() | Group() | Quotient()) | Call(power=None):
            yield from _of_call(node, variable, scope, depth)
        case Call():
            assert node.power is not None
            yield from slips(Power(Call(node.function, node.arguments, None, node.base), node.power), variable, scope, depth + 1)
        case Application(Symbol(name), arguments):
            yield from _of_application(name, node, arguments, variable, scope, depth)
        case Fenced(Fence.ABSOLUTE, inner):
            yield "missing-inner-derivative", divide(inner, node)
            yield from below(inner, lambda wrong: multiply((divide(inner, node), wrong)))
        case Series():
            yield from below(node.body, lambda wrong: Series(node.operator, wrong, node.index, node.lower, node.upper))
        case Prime() | Derivative() | Application():
            yield from below(resolved(node, scope), lambda wrong: wrong)
            for name, wrong in slips_of_operator(node, scope):
                yield name, derivative(wrong, variable, scope)
        case Vector(entries, style):
            true = [d(entry) for entry in entries]
            for i, entry in enumerate(entries):
                yield from below(entry, lambda wrong, i=i: Vector((*true[:i], wrong, *true[i + 1 :]), style))  # type: ignore[misc]
        case _:
            return


def _traceable(found: Iterator[Slip]) -> Iterator[Slip]:
    """Wrong inner derivatives without those that come to 1: to have left the inner derivative out is the simpler explanation."""
    return ((name, wrong) for name, wrong in found if _total(wrong) != 1 or name == "missing-inner-derivative")


def _vanishes(node: Expression) -> bool:
    return _total(node) == 0


def _total(node: Expression) -> Fraction | None:
    """The value of a number, or of a sum of numbers."""
    inner = bare(node)
    if not isinstance(inner, Sum):
        return rational(inner)
    values = [rational(term) for term in inner.terms]
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(values) else None


def slips_of_operator(node: Expression, scope: Scope) -> Iterator[Slip]:
    """Wrong results of a derivative operator, such as `f''(2)`, `dy/dx`, `(u v)'`."""
    wanted = asked(node, scope)
    if wanted is None or is_too_large(wanted, scope):
        return
    inside = scope.by(wanted)
    at = {name: to for name, to in wanted.at if to != Symbol(name)}

    def put(found: Expression) -> Expression:
        return substitute(found, at) if at else found

    try:
        if at:
            yield "value-before-differentiating", ZERO
        yield from _in_turn(wanted.body, wanted.variables, inside, put)
    except NotDifferentiable:
        return


def _at_variable(wrong: Expression) -> Iterator[Slip]:
    """A chain rule whose outer derivative is taken at the variable."""
    yield "outer-at-variable", wrong
    yield "wrong-variable", wrong


def _in_turn(body: Expression, variables: Sequence[str], scope: Scope, put: Callable[[Expression], Expression]) -> Iterator[Slip]:
    """One slip in one of the differentiations, the others right."""
    found = body
    for turn, variable in enumerate(variables):
        rest = variables[turn + 1 :]
        for name, wrong in chain(_paths(found, variable, scope), slips(found, variable, scope)):
            try:
                yield name, put(_all(wrong, rest, scope))
            except NotDifferentiable:
                continue
        inverse = scope.context.definitions.get(variable) is not None
        for other in sorted(scope.free((found,)) - {variable} - scope.held):
            try:
                yield (
                    "missing-inner-derivative" if inverse else "wrong-variable",
                    put(_all(derivative(found, other, scope), rest, scope)),
                )
            except NotDifferentiable:
                continue
        found = derivative(found, variable, scope)


def _all(node: Expression, variables: Sequence[str], scope: Scope) -> Expression:
    for variable in variables:
        node = derivative(node, variable, scope)
    return node


def _paths(node: Expression, variable: str, scope: Scope) -> Iterator[Slip]:
    """One path from the variable forgotten, where a name that depends on it, or the variable itself, is used beside another;
    and a slip along one path, where the others are right."""
    here = {n.name for n in descendants(node) if isinstance(n, Symbol) and scope.depends(n, variable)}
    along: dict[str, Expression] = {}
    for name in sorted(here):
        try:
            lone = _lone(scope, name, here)
            along[name] = multiply((derivative(node, name, lone), derivative(Symbol(name), variable, scope)))
        except NotDifferentiable:
            return
    if len(here) > 1 and any(scope.body(name) is not None for name in here):
        for name in sorted(here):
            yield "missing-path", add(part for other, part in along.items() if other != name)
    for name in sorted(here - {variable}):
        body = scope.body(name)
        if body is None:
            continue
        others = [part for other, part in along.items() if other != name]
        inner = derivative(body, variable, scope)
        lone = _lone(scope, name, here)
        for mistake, wrong in slips(node, name, lone):
            yield mistake, add((*others, multiply((wrong, inner))))
        for mistake, wrong in slips(body, variable, scope):
            yield mistake, add((*others, multiply((derivative(node, name, lone), wrong))))


def _lone(scope: Scope, name: str, names: set[str]) -> Scope:
    """The scope in which `name` alone of `names` moves, whatever defines it."""
    kept = {key: value for key, value in scope.context.definitions.items() if key != name}
    context = replace(scope.context, definitions=MappingProxyType(kept))
    return Scope(context, scope.held | (names - {name}), total=False)


# ---------------------------------------------------------------------------------------------- rule by rule


def _of_constant(node: Expression, variable: str, scope: Scope) -> Iterator[Slip]:
    if rational(node) == 0:
        return
    yield "constant-kept", node
    if rational(node) is not None or isinstance(node, Constant):
        yield "constant-kept", ONE
        return
    yield from _of_named_constants(node, scope)
    for name in sorted(scope.free((node,)) - scope.held - {variable}):
        try:
            mistake = "other-variable-not-constant" if scope.body(variable) is None else "missing-inner-derivative"
            yield mistake, derivative(node, name, scope)
        except NotDifferentiable:
            continue


def _of_named_constants(node: Expression, scope: Scope) -> Iterator[Slip]:
    """A constant such as pi^2 differentiated as if pi were the variable."""
    for constant in dict.fromkeys(n for n in descendants(node) if isinstance(n, Constant)):
        stand_in = Symbol(r"\text{constant}")
        moved = replaced(node, constant, stand_in)
        try:
            yield "constant-kept", replaced(derivative(moved, stand_in.name, Scope(Context())), stand_in, constant)
        except NotDifferentiable:
            continue


def _of_name(name: str, variable: str, scope: Scope, depth: int) -> Iterator[Slip]:
    if name == variable:
        yield "antiderivative", divide(power(Symbol(name), TWO), TWO)
        return
    body = scope.body(name)
    if body is not None:
        yield from slips(body, variable, scope, depth + 1)
    elif scope.context.curves or name in scope.context.definitions:
        yield "missing-inner-derivative", ONE


def _of_sum(terms: Sequence[Expression], variable: str, scope: Scope, depth: int) -> Iterator[Slip]:
    true = [derivative(term, variable, scope) for term in terms]
    moving = [i for i, term in enumerate(true) if rational(term) != 0]

    def put(i: int, term: Expression) -> Expression:
        return add((*true[:i], term, *true[i + 1 :]))

    for i in range(len(terms)):
        for name, wrong in slips(terms[i], variable, scope, depth + 1):
            yield name, put(i, wrong)
    if len(moving) > 1:
        for i in moving:
            yield "dropped-term", put(i, ZERO)
    for i in moving:
        yield "sign", put(i, negative(true[i]))


def _of_product(factors: Sequence[Expression], variable: str, scope: Scope, depth: int) -> Iterator[Slip]:
    true = [derivative(factor, variable, scope) for factor in factors]
    moving = [i for i, factor in enumerate(true) if rational(factor) != 0]

    def term(i: int, changed: Expression) -> Expression:
        return multiply((*factors[:i], changed, *factors[i + 1 :]))

    def whole(i: int, changed: Expression) -> Expression:
        return add(term(j, changed if j == i else true[j]) for j in range(len(factors)) if j in moving or j == i)

    still = [factor for i, factor in enumerate(factors) if i not in moving]
    if len(moving) > 1:
        yield "product-of-derivatives", multiply((*still, *(true[i] for i in moving)))
    for i in range(len(factors)):
        for name, wrong in slips(factors[i], variable, scope, depth + 1):
            if i in moving or len(moving) == 1 or name == "other-variable-not-constant":
                yield name, whole(i, wrong)
    if still:
        numbers = [f for f in still if rational(f) is not None]
        if numbers:
            rest = [f for f in factors if rational(f) is None]
            yield "constant-factor", derivative(multiply(rest), variable, scope)
        for i, factor in enumerate(factors):
            if i not in moving and rational(factor) is None:
                others = (*factors[:i], *factors[i + 1 :])
                rest_derivative = derivative(multiply(others), variable, scope)
                yield "constant-factor", rest_derivative
                for other in sorted(scope.free((factor,)) - scope.held - {variable}):
                    yield "other-variable-not-constant", multiply((derivative(factor, other, scope), rest_derivative))
    if len(moving) > 1:
        for i in moving:
            yield "dropped-term", add(term(j, true[j]) for j in moving if j != i)
        for i in moving:
            yield "sign", add(negative(term(j, true[j])) if j == i else term(j, true[j]) for j in moving)


def _of_quotient(u: Expression, v: Expression, du: Expression, dv: Expression, variable: str) -> Iterator[Slip]:
    if rational(dv) == 0:
        return
    square = power(v, TWO)
    first, second = multiply((du, v)), multiply((u, dv))
    if rational(du) != 0:
        yield "quotient-of-derivatives", divide(du, dv)
        yield "quotient-order", divide(subtract(second, first), square)
        yield "quotient-denominator", divide(subtract(first, second), v)
        yield "quotient-denominator", subtract(first, second)
        yield "quotient-denominator", divide(subtract(first, second), power(dv, TWO))
        yield "sign", divide(add((first, second)), square)
        yield "product-of-derivatives", divide(subtract(multiply((du, dv)), second), square)
        yield "dropped-term", divide(du, v)
        yield "dropped-term", negative(divide(second, square))
        return
    base, exponent = (bare(v.base), rational(v.exponent)) if isinstance(v, Power) else (v, rational(ONE))
    if exponent is not None and rational(u) is not None:
        inner = divide(dv, multiply((number(exponent), power(base, number(exponent - 1))))) if exponent != 1 else dv
        for raised in (exponent + 2, exponent, exponent - 1):
            if raised != exponent + 1 and raised >= 0:
                yield "power-rule", negative(divide(multiply((u, number(exponent), inner)), power(base, number(raised))))
        yield "power-rule", negative(divide(multiply((u, inner)), power(base, number(exponent + 1))))
        yield "missing-inner-derivative", negative(divide(multiply((u, number(exponent))), power(base, number(exponent + 1))))
        if base == Symbol(variable):
            yield (
                "antiderivative",
                multiply(
                    (u, call("ln", base) if exponent == 1 else divide(power(base, number(1 - exponent)), number(1 - exponent)))
                ),
            )
    yield "quotient-of-derivatives", divide(u, dv)
    yield "quotient-denominator", negative(divide(second, v))
    yield "missing-inner-derivative", negative(divide(u, square))
    yield "sign", divide(second, square)


def _inners(u: Expression, variable: str, scope: Scope) -> Iterator[Expression]:
    """What may be left of u′ when the chain rule stops early: nothing, or the derivative of what stands deeper inside u."""
    if bare(u) != Symbol(variable):
        yield ONE
        deeper = _deeper(u, variable, scope)
        if deeper is not None and deeper != Symbol(variable):
            try:
                yield derivative(deeper, variable, scope)
            except NotDifferentiable:
                return


def _deeper(u: Expression, variable: str, scope: Scope) -> Expression | None:
    """The inside of the outermost function of u; constant terms and factors around that function do not count."""
    match bare(u):
        case Sum(parts) | Product(parts):
            moving = [part for part in parts if scope.depends(part, variable)]
            return _deeper(moving[0], variable, scope) if len(moving) == 1 else None
        case Negation(operand):
            return _deeper(operand, variable, scope)
        case Power(base, exponent):
            inside = exponent if scope.depends(exponent, variable) else base
            return None if scope.depends(exponent, variable) and scope.depends(base, variable) else bare(inside)
        case Root(radicand):
            return bare(radicand)
        case Call(arguments=(argument,)) | Application(arguments=(argument,)):
            return bare(argument)
        case _:
            return None


def _of_power(u: Expression, c: Expression, du: Expression, dc: Expression, variable: str, scope: Scope) -> Iterator[Slip]:
    whole = power(u, c)
    if rational(dc) == 0:
        value = rational(c)
        less = lowered(c)
        yield "power-rule", multiply((c, whole, du))
        yield "power-rule", multiply((power(u, less), du))
        if value is not None:
            for coefficient, exponent in (
                (value, value + 1),
                (value, value - 2),
                (value - 1, value - 1),
                (value - 1, value),
                (value, 1),
                (value + 1, value - 1),
            ):
                if (coefficient, exponent) != (value, value - 1):
                    yield "power-rule", multiply((number(coefficient), power(u, number(exponent)), du))
        if bare(u) != Symbol(variable):
            yield "outer-at-inner-derivative", multiply((c, power(du, less)))
            yield "outer-at-inner-derivative", power(du, c)
            yield "outer-at-inner-derivative", multiply((c, power(du, less), du))
            yield "power-rule", multiply((c, power(u, c)))
        for inner in _inners(u, variable, scope):
            yield "missing-inner-derivative", multiply((c, power(u, less), inner))
        if bare(u) != Symbol(variable):
            yield "missing-inner-derivative", du
        if value is not None and value != -1:
            yield "antiderivative", divide(power(u, number(value + 1)), number(value + 1))
        yield "power-rule-on-exponential", multiply((whole, logarithm(u)))
        return
    for factor in (ONE, dc, du):
        yield "power-rule-on-exponential", multiply((c, power(u, subtract(c, ONE)), factor))
    if rational(du) != 0:
        yield "power-rule-on-exponential", multiply((whole, logarithm(u), dc))
        yield "dropped-term", multiply((whole, add((multiply((dc, logarithm(u))), c))))
        return
    for inner in _inners(c, variable, scope):
        yield "missing-inner-derivative", multiply((whole, logarithm(u), inner))
    if bare(c) != Symbol(variable):
        yield "outer-at-inner-derivative", multiply((power(u, dc), logarithm(u)))
    if bare(u) != E:
        yield "missing-log-base", multiply((whole, dc))
        yield "missing-log-base", divide(multiply((whole, dc)), logarithm(u))
    if bare(c) != Symbol(variable):
        yield "missing-inner-derivative", dc
    else:
        yield "antiderivative", divide(whole, logarithm(u))


def _of_root(u: Expression, index: Expression | None, du: Expression, variable: str, scope: Scope) -> Iterator[Slip]:
    root = Root(bare(u), index)
    yield "root-derivative", divide(du, root)
    if index is not None:
        yield "root-derivative", divide(du, multiply((index, root)))
        yield "root-derivative", divide(du, multiply((TWO, root)))
    yield "root-derivative", divide(multiply((TWO, du)), root)
    yield "root-derivative", multiply((divide(ONE, TWO), root, du))
    yield "root-derivative", divide(du, multiply((TWO, u)))
    for inner in _inners(u, variable, scope):
        yield "missing-inner-derivative", of_root(u, index, inner)
    if bare(u) != Symbol(variable):
        yield "outer-at-inner-derivative", Root(bare(du), index)
        yield "outer-at-inner-derivative", of_root(du, index, ONE)
        yield "root-derivative", Root(bare(du), index)


_OTHERS: dict[str, tuple[str, ...]] = {
    "tan": ("sec", "cot", "csc"),
    "cot": ("csc", "tan"),
    "sec": ("tan", "sec"),
    "csc": ("cot", "csc"),
}
_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


def _of_call(node: Call, variable: str, scope: Scope, depth: int) -> Iterator[Slip]:
    if node.power is not None:
        plain = Call(node.function, node.arguments, None, node.base)
        yield from slips(Power(plain, node.power), variable, scope, depth + 1)
        return
    if len(node.arguments) != 1:
        return
    (u,) = node.arguments
    du = derivative(u, variable, scope)
    name = node.function
    compound = bare(u) != Symbol(variable)

    def f(other: str) -> Expression:
        return call(other, u)

    if node.base is not None:
        base = call("ln", node.base)
        yield "missing-log-base", divide(du, u)
        yield "missing-log-base", divide(multiply((du, base)), u)
        for inner in _inners(u, variable, scope):
            yield "missing-inner-derivative", divide(inner, multiply((u, base)))
        for mistake, wrong in _traceable(slips(u, variable, scope, depth + 1)):
            yield mistake, divide(wrong, multiply((u, base)))
        return
    true = outer(name, u)
    for mistake, wrong in _traceable(slips(u, variable, scope, depth + 1)):
        yield mistake, multiply((true, wrong))
    if name in {"ln", "log"}:
        yield "log-derivative", divide(ONE, du)
        yield "log-derivative", multiply((f(name), du)) if compound else f(name)
        yield "log-derivative", multiply((u, du))
        if rational(du) != 1:  # no zero, which nobody writes
            yield "log-derivative", call("ln", du)
    elif name in _TRIGONOMETRIC:
        yield "trig-sign", negative(multiply((true, du)))
        for other in ("sin", "cos") if name in {"sin", "cos"} else _OTHERS[name]:
            for sign in (ONE, number(-1)):
                yield "trig-derivative", multiply((sign, f(other), du))
                yield "trig-derivative", multiply((sign, power(f(other), TWO), du))
                yield "trig-derivative", multiply((sign, f(other), f(name), du))
        yield "trig-derivative", multiply((f(name), du))
    elif name == "exp":
        yield "power-rule-on-exponential", multiply((u, call("exp", subtract(u, ONE))))
        yield "power-rule-on-exponential", multiply((u, call("exp", subtract(u, ONE)), du))
    else:
        yield "sign", negative(multiply((true, du)))
    for inner in _inners(u, variable, scope):
        yield "missing-inner-derivative", multiply((true, inner))
    if compound:
        yield "outer-at-inner-derivative", outer(name, du)
        yield "outer-at-inner-derivative", multiply((outer(name, du), du))
        yield "outer-at-inner-derivative", call(name, du)
        yield "wrong-variable", multiply((outer(name, Symbol(variable)), du))
        yield "missing-inner-derivative", du
    if name in {"sin", "cos", "exp"} and not compound:
        yield "antiderivative", negative(f("cos")) if name == "sin" else f("sin") if name == "cos" else f("exp")


def _of_application(
    name: str, node: Application, arguments: Sequence[Expression], variable: str, scope: Scope, depth: int
) -> Iterator[Slip]:
    definition = scope.context.definitions.get(name)
    if definition is not None and definition.body is not None and len(definition.parameters) == len(arguments):
        inside = substitute(definition.body, dict(zip(definition.parameters, arguments, strict=True)))
        yield from slips(inside, variable, scope, depth + 1)
        if len(arguments) == 1 and bare(arguments[0]) != Symbol(variable):
            (u,) = arguments
            du = derivative(u, variable, scope)
            prime = derivative(definition.body, definition.parameters[0], scope)
            yield "missing-inner-derivative", du
            yield "missing-inner-derivative", substitute(prime, {definition.parameters[0]: u})
            yield "outer-at-inner-derivative", substitute(prime, {definition.parameters[0]: du})
            yield from _at_variable(multiply((substitute(prime, {definition.parameters[0]: Symbol(variable)}), du)))
        return
    inner = [derivative(argument, variable, scope) for argument in arguments]
    if len(arguments) == 1:
        (u,), (du,) = arguments, inner
        prime = Prime(Symbol(name), ONE)
        for mistake, wrong in _traceable(slips(u, variable, scope, depth + 1)):
            yield mistake, multiply((Application(prime, (u,)), wrong))
        if bare(u) != Symbol(variable):
            for less in _inners(u, variable, scope):
                yield "missing-inner-derivative", multiply((Application(prime, (u,)), less))
            yield "outer-at-inner-derivative", Application(prime, (du,))
            yield "outer-at-inner-derivative", multiply((Application(prime, (du,)), du))
            yield "outer-at-inner-derivative", Application(Symbol(name), (du,))
            yield from _at_variable(multiply((Application(prime, (Symbol(variable),)), du)))
            yield "missing-inner-derivative", du
        return
    terms = [multiply((partial(name, node, i, scope), du)) for i, du in enumerate(inner) if rational(du) != 0]
    if len(terms) > 1:
        for i in range(len(terms)):
            yield "missing-path", add((*terms[:i], *terms[i + 1 :]))
    yield "missing-inner-derivative", add(partial(name, node, i, scope) for i, du in enumerate(inner) if rational(du) != 0)
