r"""The inverse of a function of which nothing is known: what is said of `f^{-1}(x)` is said of x = f(u), where `f^{-1}(x) = u`.

So its derivative there is `\frac{1}{f'(u)}`, by the theorem on inverse functions, and no law of inverses has to be known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Division,
    Expression,
    Group,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Quotient,
    Relation,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, replaced, symbols
from builder.calculus.judge.usage import names_reached

_OF_INVERSE = "^{-1}"
_ONE = Number("1")
_PLACE = "u"


def of_inverse(claim: Claim) -> Claim | None:
    """What a claim says of a function whose inverse stands in it, at the place to which the inverse leads; None for others."""
    relation, context = claim.relation, claim.context
    names = names_reached(symbols(relation), context)
    functions = {_undone(Symbol(name)) for name in names} | {_undone(d.body) for n in names if (d := context.definitions.get(n))}
    functions.discard("")
    if len(functions) != 1:
        return None
    (function,) = functions
    if function in context.definitions or _PLACE in names or any(map(symbols, context.curves)):
        return None
    written = cast(Relation, _put_in(relation, function, context))
    letters = {argument for node in descendants(written) for argument in _arguments(node, function)}
    if len(letters) != 1 or not isinstance(letter := letters.pop(), Symbol) or letter.name in context.definitions:
        return None
    moved = cast(Relation, _at_place(written, function, letter))
    if any(isinstance(n, Derivative) or _undone(n) for n in descendants(moved)):
        return None
    image = Application(Symbol(function), (Symbol(_PLACE),))
    assumptions = tuple(_at_image(one, letter, image) for one in context.assumptions)
    return Claim(_at_image(moved, letter, image), replace(context, assumptions=assumptions))


def names_other_place(claim: Claim) -> bool:
    r"""Whether two places have letters of their own: `(f^{-1})'(y) = \frac{1}{f'(x)}`."""
    applied = [n for n in descendants(claim.relation) if isinstance(n, Application)]
    places = {a.name for n in applied for a in n.arguments if isinstance(a, Symbol) and a.name not in claim.context.definitions}
    return len(places) > 1


def _at_image(relation: Relation, letter: Symbol, image: Expression) -> Relation:
    return replace(relation, left=replaced(relation.left, letter, image), right=replaced(relation.right, letter, image))


def _undone(node: Node | None) -> str:
    """The function whose inverse a name is, or what it is defined to be; "" if it is none."""
    match node:
        case Symbol(name) if name.endswith(_OF_INVERSE):
            return name.removesuffix(_OF_INVERSE)
        case Power(Symbol(name), Negation(Number(value=1))) if name.isalpha():
            return name
        case _:
            return ""


def _put_in(node: Node, function: str, context: Context) -> Node:
    """What a formula says with the inverse in place of the letters and functions that are defined by it."""
    match node:
        case Symbol(name) if (definition := context.definitions.get(name)) is not None and definition.body is not None:
            if _undone(definition.body) == function:
                return Symbol(f"{function}{_OF_INVERSE}")
            return Group(definition.body) if not definition.parameters and _values(definition.body, function) else node
        case Prime(Symbol(name), order) if (definition := context.definitions.get(name)) is not None and order == _ONE:
            if definition.body is not None and _undone(definition.body) == function:
                return Prime(Symbol(f"{function}{_OF_INVERSE}"), order)
            values = list(_values(definition.body, function)) if not definition.parameters else []
            return _slope(values[0]) if len(values) == 1 and definition.body == values[0] else node
        case Derivative(Symbol(name), ((by, 1),)) if (definition := context.definitions.get(name)) is not None:
            values = list(_values(definition.body, function)) if not definition.parameters else []
            return _slope(values[0]) if definition.body in values and values[0].arguments == (by,) else node
        case _:
            return map_children(node, lambda child: _put_in(child, function, context))


def _values(node: Node | None, function: str) -> list[Application]:
    nodes = () if node is None else descendants(node)
    return [n for n in nodes if isinstance(n, Application) and isinstance(n.function, Symbol) and _undone(n.function) == function]


def _slope(value: Application) -> Expression:
    return Application(Prime(value.function, _ONE), value.arguments)


def _arguments(node: Node, function: str) -> Iterator[Expression]:
    """What the inverse, or its derivative, is applied to in a node."""
    match node:
        case Application(applied, (argument,)):
            if _undone(_bare(applied.operand if isinstance(applied, Prime) else applied)) == function:
                yield argument
        case _:
            pass


def _at_place(node: Node, function: str, letter: Symbol) -> Node:
    """A formula with the place for the value of the inverse, and with its derivative there."""
    match node:
        case Application(applied, (argument,)) if argument == letter and _undone(_bare(applied)) == function:
            return Symbol(_PLACE)
        case Application(Prime(applied, order), (argument,)) if argument == letter and _undone(_bare(applied)) == function:
            slope = Application(Prime(Symbol(function), _ONE), (Symbol(_PLACE),))
            return Group(Quotient(_ONE, Group(slope), Division.FRACTION)) if order == _ONE else node
        case _:
            return map_children(node, lambda child: _at_place(child, function, letter))


def _bare(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.inner
    return node
