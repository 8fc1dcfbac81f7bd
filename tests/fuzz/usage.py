"""How the names of a claim are used: which are letters with values, which unknown functions, which integers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Derivative,
    Factorial,
    Gradient,
    Group,
    HigherDerivative,
    Negation,
    Node,
    Number,
    NumberSet,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Series,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, symbols
from tests.fuzz.reals import Silent

MAY_BE_FUNCTIONS = frozenset("fghuvw")
"""Letters that stand for functions by custom, and for numbers as well."""


class Usage(Struct, frozen=True):
    """What the names of a claim are: letters that have values, unknown functions and their letters, integers, the curve."""

    letters: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]]
    integers: frozenset[str]
    positive: frozenset[str]
    variable: str
    curve: Node | None
    dependent: str
    varied: frozenset[str]


def usage_of(relation: Relation, context: Context) -> Usage:
    """How the names of a claim are used. Raises Silent where that is not certain."""
    trees = [*_reachable(relation, context), *context.assumptions]
    nodes = [node for tree in trees for node in descendants(tree)]
    names = {node.name for node in nodes if isinstance(node, Symbol)}
    defined = {name for name, d in context.definitions.items() if d.body is not None}
    by = [v.name for n in nodes if isinstance(n, Derivative) and not n.partial for v, _ in n.variables]
    variable = context.variable or _variable(relation, context)
    unknown = _unknown(nodes, context, variable, defined)
    for node in nodes:
        if (
            isinstance(node, Prime)
            and unknown.keys() & symbols(node)
            and MAY_BE_FUNCTIONS & symbols(node) - defined - unknown.keys()
        ):
            raise Silent("a letter beside a function that is differentiated")  # (u v)' where only v' stands alone
    integers = {n for n, kind in context.kinds.items() if kind in (Kind.INTEGER, Kind.POSITIVE_INTEGER)}
    positive = {n for n, kind in context.kinds.items() if kind is Kind.POSITIVE_INTEGER}
    for each in context.assumptions:
        if each.sign is Sign.MEMBER and isinstance(each.left, Symbol) and isinstance(each.right, NumberSet):
            if each.right.name in ("N", "Z"):
                integers.add(each.left.name)
                if each.right.name == "N" or each.right.positive:
                    positive.add(each.left.name)
    for node in nodes:
        match node:
            case Binomial(upper=above, lower=below):
                integers |= _whole(above) | _whole(below)
            case Factorial(operand=operand):
                integers |= _whole(operand)
            case Series(index=index, lower=low, upper=high) if low is not None and high is not None:
                integers.add(index.name)
                integers |= _whole(low) | _whole(high)
                positive |= _whole(high)
            case Power(base=base, exponent=exponent) if is_negative(base):
                integers |= _whole(exponent, divided=True)
            case Power(base=base, exponent=exponent) if symbols(exponent) and _may_be_negative(base):
                raise Silent("a base that may be a negative number")
            case _:
                pass
    letters = {n for n in names | {variable} if n not in defined and n not in unknown}
    letters |= {p for parameters in unknown.values() for p in parameters if p not in defined and p not in unknown}
    curve, dependent = _curve(context, letters, unknown, variable, by)
    if curve is not None:
        letters |= symbols(curve) - defined - unknown.keys()
    for assumption in context.assumptions:
        letters |= symbols(assumption) - defined - unknown.keys()
    return Usage(
        tuple(sorted(letters - {dependent})),
        unknown,
        frozenset(integers),
        frozenset(positive & integers),
        variable,
        curve,
        dependent,
        frozenset(by),
    )


def _reachable(relation: Relation, context: Context) -> list[Node]:
    found: list[Node] = [relation]
    waiting, done = list(symbols(relation)), set[str]()
    while waiting:
        name = waiting.pop()
        definition = context.definitions.get(name)
        if name in done or definition is None or definition.body is None:
            continue
        done.add(name)
        found.append(definition.body)
        waiting.extend(symbols(definition.body))
    return found


def _variable(relation: Relation, context: Context) -> str:
    """What a bare prime differentiates by: what the claim differentiates by elsewhere, the parameter of a definition, or x.

    A letter that is differentiated itself, as u in dy/du · du/dx, is what the other one moves.
    """
    derivatives = [n for n in descendants(relation) if isinstance(n, Derivative)]
    moved = {_bare(n.operand) for n in derivatives}
    by = [n.variables[0][0].name for n in derivatives if not n.partial]
    by = [name for name in by if name not in context.definitions]
    if by:
        return next((name for name in by if name not in moved), by[0])
    for definition in context.definitions.values():
        if len(definition.parameters) == 1:
            return definition.parameters[0]
    return "x"


def head_of(node: Node) -> str | None:
    """The name that an application applies, primes and brackets taken away."""
    while True:
        match node:
            case Group(inner=inner):
                node = inner
            case (
                Prime(operand=operand)
                | Derivative(operand=operand)
                | HigherDerivative(operand=operand)
                | Gradient(operand=operand)
            ):
                node = operand
            case Symbol(name=name):
                return name
            case _:
                return None


def _bare(node: Node) -> str | None:
    while isinstance(node, Group):
        node = node.inner
    return node.name if isinstance(node, Symbol) else None


def _unknown(nodes: list[Node], context: Context, variable: str, defined: set[str]) -> dict[str, tuple[str, ...]]:
    applied: dict[str, list[tuple[Node, ...]]] = {}
    bare: dict[str, dict[str, None]] = {}
    partial: dict[str, dict[str, None]] = {}
    for node in nodes:
        match node:
            case Application(function=function, arguments=arguments):
                if (name := head_of(function)) is not None:
                    applied.setdefault(name, []).append(arguments)
            case Prime(operand=operand):
                if (name := _bare(operand)) is not None:
                    bare.setdefault(name, {}).setdefault(variable)
            case Derivative(operand=operand, variables=variables):
                if (name := _bare(operand)) is not None:
                    for symbol, _ in variables:
                        if node.partial:
                            partial.setdefault(name, {}).setdefault(symbol.name)
                        bare.setdefault(name, {}).setdefault(symbol.name)
            case _:
                pass
    found: dict[str, tuple[str, ...]] = {
        name: d.parameters for name, d in context.definitions.items() if d.body is None and d.parameters
    }
    own = {d.parameters[0] for d in context.definitions.values() if len(d.parameters) == 1}
    for name, uses in applied.items():
        if name in defined or name in found:
            continue
        if len({len(arguments) for arguments in uses}) != 1:
            raise Silent(f"{name} of another number of arguments")
        plain = [tuple(_bare(a) or "" for a in arguments) for arguments in uses]
        distinct = [p for p in plain if all(p) and len(set(p)) == len(p)]
        if len(plain[0]) == 1:
            found[name] = (variable,)
        elif not distinct:
            raise Silent(f"the letters of {name}")
        else:
            found[name] = distinct[0]
    for name, letters in bare.items():
        if name in defined or name in found or context.kinds.get(name) is Kind.CONSTANT:
            continue
        if name in own or name == variable:
            continue
        of = tuple(letter for letter in partial.get(name, letters) if letter != name)
        if len(of) > 1 and name not in partial:
            through = {q for p in of if p in bare and p not in defined for q in bare[p]}
            of = tuple(p for p in of if p not in through)
            if len(of) != 1:
                raise Silent(f"of what {name} is a function")
        found[name] = of
    return found


def _curve(
    context: Context, letters: set[str], unknown: dict[str, tuple[str, ...]], variable: str, by: list[str]
) -> tuple[Node | None, str]:
    """The equation that ties letters together as `left - right`, and the letter that follows the others."""
    if not context.curves:
        return None, ""
    if len(context.curves) > 1:
        raise Silent("several curves")
    (tie,) = context.curves
    if tie.sign is not Sign.EQUAL:
        raise Silent("a curve that is no equation")
    on = sorted(symbols(tie) - context.definitions.keys())
    if len(on) != 2 or any(n not in unknown and n not in letters for n in on):
        raise Silent("a curve of other than two letters")
    towards = set(by) or {variable}
    if len(towards) != 1:
        raise Silent("derivatives by several letters along a curve")
    (parameter,) = towards
    if parameter in on:
        (dependent,) = (n for n in on if n != parameter)
        unknown.pop(dependent, None)
    else:
        # Both letters are functions of the parameter; one is chosen freely and the other follows.
        dependent = on[1]
        unknown.pop(dependent, None)
        unknown[on[0]] = (parameter,)
        letters.add(parameter)
        letters.discard(on[0])
    return Sum((tie.left, Negation(tie.right))), dependent


def _whole(node: Node, divided: bool = False) -> set[str]:
    """The letters of what is a whole number once they are: sums, products and natural powers of letters and whole numbers. It may
    be `divided` by such."""
    inside = [n for n in descendants(node) if not (divided and isinstance(n, Quotient))]
    return {n.name for n in inside if isinstance(n, Symbol)} if all(map(_keeps_whole, inside)) else set()


def _keeps_whole(node: Node) -> bool:
    match node:
        case Number():
            return node.value.denominator == 1
        case Power(exponent=Number() as exponent):
            return exponent.value >= 0
        case _:
            return isinstance(node, Symbol | Sum | Negation | Product | Group)


def _may_be_negative(base: Node) -> bool:
    """Whether a base is made of numbers with a minus sign among them."""
    inside = list(descendants(base))
    return any(isinstance(n, Negation) for n in inside) and not any(isinstance(n, Symbol) for n in inside)


def is_negative(node: Node) -> bool:
    """Whether an expression is a number with a minus sign, in brackets or not."""
    while isinstance(node, Group):
        node = node.inner
    return isinstance(node, Negation) and isinstance(node.operand, Number)
