"""What may be meant by what is wrong as it is read: a row that goes on from elsewhere, logarithms to base 10, mixed numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Division,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, map_children, symbols
from builder.calculus.judge.decide import decide, refute
from builder.calculus.judge.known import Known
from builder.calculus.judge.verdict import Proved

_MOST_FUNCTIONS = 4
_Tree = TypeVar("_Tree", bound=Node)
_E_TO = Power(Constant(ConstantName.E), Negation(Symbol("z")))
_LOGISTIC = Definition(r"\sigma", ("z",), Quotient(Number("1"), Sum((Number("1"), _E_TO))))

Sides = tuple[Expression, ...]
Convention = Callable[[Sides, Context], tuple[Sides, Context]]


def equals_instead(relation: Relation, context: Context, budget: Budget) -> Expression | None:
    """A value or a derivative of the functions in scope, or of two of them composed, that the right side provably equals.

    So a row is found that lost its left side, as in the rows `f(x) = x^3`, `g(x) = 2x + 1`, `= 3 (2x + 1)^2 \\cdot 2`.
    """
    if relation.sign is not Sign.EQUAL:
        return None
    known = Known()  # the right side is read and evaluated once
    for side in _sides(context):
        claim = Claim(Relation(side, Sign.EQUAL, relation.right), context)
        if side != relation.left and refute(claim, budget, known) is None and isinstance(decide(claim, budget, known), Proved):
            return side
    return None


def _sides(context: Context) -> Iterator[Expression]:
    """The derivatives first: they are what rows are mostly about."""
    functions = [d for d in context.definitions.values() if len(d.parameters) == 1 and d.body is not None][-_MOST_FUNCTIONS:]
    values: list[Expression] = []
    for definition in functions:
        name, variable = Symbol(definition.name), Symbol(definition.parameters[0])
        yield Application(Prime(name, Number("1")), (variable,))
        values.append(Application(name, (variable,)))
    for outer in functions:
        for inner in functions:
            if outer is not inner:
                composed = Application(Symbol(outer.name), (Application(Symbol(inner.name), (Symbol(inner.parameters[0]),)),))
                yield Prime(Group(composed), Number("1"))
                values.append(composed)
    yield from values


def _in_convention(context: Context, change: Callable[[Node], Node]) -> Context:
    """A context in which names stand for what a convention makes of what they stand for; the same one if that is nothing else."""
    changed = {n: replace(d, body=everywhere(d.body, change)) for n, d in context.definitions.items() if d.body is not None}
    if all(changed[name] == context.definitions[name] for name in changed):
        return context
    return replace(context, definitions=MappingProxyType({**context.definitions, **changed}))


def everywhere(node: _Tree, change: Callable[[Node], Node]) -> _Tree:
    """A tree in which each part is what `change` makes of it."""
    return cast(_Tree, change(map_children(node, lambda child: everywhere(child, change))))


def _in_base_ten(node: Node) -> Node:
    natural = isinstance(node, Call) and node.function == "log" and node.base is None
    return replace(node, base=Number("10")) if natural else node


def _with_mixed_numbers(node: Node) -> Node:
    """A product with whole numbers and the proper fractions behind them added up."""
    if not isinstance(node, Product):
        return node
    factors, signs = [node.factors[0]], list[Times]()
    for sign, factor in zip(node.signs, node.factors[1:], strict=True):
        if sign is Times.IMPLICIT and _is_whole(factors[-1]) and _is_proper(factor):
            factors[-1] = Group(Sum((factors[-1], factor)))
        else:
            factors.append(factor)
            signs.append(sign)
    return Product(tuple(factors), tuple(signs)) if signs else factors[0]


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdecimal()


def _is_proper(node: Node) -> bool:
    match node:
        case Quotient(Number() as above, Number() as below, Division.FRACTION):
            return _is_whole(above) and _is_whole(below) and 0 < above.value < below.value
        case _:
            return False


def is_mixed(sides: Sides) -> bool:
    r"""Whether numbers may be mixed ones: a fraction stands behind a whole number, in a chain of numbers. Beside letters a
    product is written so as it arises: `2 \frac{1}{2} y^{-1/2}`."""
    return not any(symbols(side) for side in sides) and any(
        sign is Times.IMPLICIT and _is_whole(one) and _is_proper(other)
        for node in (node for side in sides for node in descendants(side) if isinstance(node, Product))
        for sign, one, other in zip(node.signs, node.factors, node.factors[1:], strict=False)
    )


def _writing(change: Callable[[Node], Node]) -> Convention:
    return lambda sides, context: (tuple(everywhere(side, change) for side in sides), _in_convention(context, change))


def _with_logistic(sides: Sides, context: Context) -> tuple[Sides, Context]:
    r"""`\sigma`, applied and not defined, as the function that it is for neurons."""
    bodies = (d.body for d in context.definitions.values() if d.body is not None)
    applied = {n.function for tree in (*sides, *bodies) for n in descendants(tree) if isinstance(n, Application)}
    if _LOGISTIC.name in context.definitions or not any(_LOGISTIC.name in symbols(function) for function in applied):
        return sides, context
    return sides, context.with_definition(_LOGISTIC)


with_mixed_numbers = _writing(_with_mixed_numbers)
"""A chain with mixed numbers in place of whole numbers times proper fractions."""

WRITINGS: Mapping[Callable[[Node], Node], str] = MappingProxyType(
    {_in_base_ten: r"with \log to base 10", _with_mixed_numbers: r"with a fraction behind a whole number added to it"}
)
"""What else notation may mean, each with a word on it."""

CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {note: _writing(change) for change, note in WRITINGS.items()} | {r"with \sigma for the logistic function": _with_logistic}
)
"""What else a chain may mean, by a word on it: of its sides and its context, which stay as they are where that is nothing."""
