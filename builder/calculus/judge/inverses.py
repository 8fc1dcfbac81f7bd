r"""The inverse of a function: what is said of `f^{-1}(x)` is said of x = f(u), where `f^{-1}(x) = u`.

So its derivative there is `\frac{1}{f'(u)}`, by the theorem on inverse functions, and no law of inverses has to be known. That
there is one is supposed of a function of which nothing is known; of others it is proved that they take no value twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from msgspec.structs import replace

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Derivative,
    Division,
    Evaluation,
    Expression,
    Group,
    Integral,
    Limit,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, map_children, replaced, symbols
from builder.calculus.judge.usage import names_reached

Holds: TypeAlias = Callable[[Relation, Context], bool]

_OF_INVERSE = "^{-1}"
_ONE = Number("1")
_PLACE = "u"


def of_inverse(claim: Claim, holds: Holds) -> Claim | None:
    """What a claim says of a function whose inverse stands in it, at the place to which the inverse leads; None for others, and
    where it is not proved that a known function has an inverse. `holds` tells whether a relation is proved."""
    relation, context = claim.relation, claim.context
    names = names_reached(symbols(relation), context)
    functions = {_undone(Symbol(name)) for name in names} | {_undone(d.body) for n in names if (d := context.definitions.get(n))}
    functions.discard("")
    if len(functions) != 1:
        return None
    (function,) = functions
    known = context.definitions.get(function)
    if (known is not None and not is_one_to_one(known, context, holds)) or _PLACE in names or any(map(symbols, context.curves)):
        return None
    written = cast(Relation, _put_in(relation, function, context))
    if known is not None:
        written = cast(Relation, _at_numbers(written, function, context, holds))
        if not any(_undone(node) for node in descendants(written)):
            return Claim(written, context)
    letters = {argument for node in descendants(written) for argument in _arguments(node, function)}
    if len(letters) != 1 or not isinstance(letter := letters.pop(), Symbol) or letter.name in context.definitions:
        return None
    if any(letter in _bound(node) for node in descendants(written)):
        return None  # \lim_{x \to 2} f^{-1}(x)
    if known is not None and letter.name in context.stated and not _takes_all_values(known):
        return None  # f^{-1}(x) has no value for each of the x of which something is said
    moved = cast(Relation, _at_place(written, function, letter))
    if any(isinstance(n, Derivative) or _undone(n) for n in descendants(moved)):
        return None
    image = Application(Symbol(function), (Symbol(_PLACE),))
    assumptions = tuple(_at_image(one, letter, image) for one in context.assumptions)
    return Claim(_at_image(moved, letter, image), replace(context, assumptions=assumptions))


def is_of_known(claim: Claim) -> bool:
    """Whether a name of the inverse of a function that is defined is left in a claim, and nothing tells what it is."""
    definitions = claim.context.definitions
    return any(_undone(Symbol(name)) in definitions and name not in definitions for name in symbols(claim.relation))


def is_one_to_one(function: Definition, context: Context, holds: Holds) -> bool:
    """Whether it is proved that a function of one letter takes no value twice: it rises, or falls, wherever it is defined.

    That is an interval for what is made of the functions that are allowed here, each of whose roots and logarithms rises or falls
    where it is defined; and where they do not depend on their letter they are constant.
    """
    if function.body is None or len(function.parameters) != 1:
        return False
    (letter,) = function.parameters
    if letter not in symbols(function.body) or not _has_an_interval(function.body, letter):
        return False
    bare = replace(context, assumptions=(), stated=frozenset())
    slope, zero = Application(Prime(Symbol(function.name), _ONE), (Symbol(_PLACE),)), Number("0")
    rises = holds(Relation(slope, Sign.GREATER_EQUAL, zero), bare) or holds(Relation(slope, Sign.LESS_EQUAL, zero), bare)
    return rises and not holds(Relation(slope, Sign.EQUAL, zero), bare)


def _bound(node: Node) -> tuple[Symbol, ...]:
    """The letters that a node binds."""
    match node:
        case Limit(variable=letter) | Integral(variable=letter) | Series(index=letter):
            return (letter,)
        case Evaluation(at=at):
            return tuple(letter for letter, _ in at)
        case _:
            return ()


def _takes_all_values(function: Definition) -> bool:
    """Whether a function that takes no value twice is a polynomial, which then takes every value."""
    return function.body is not None and all(
        isinstance(node, Symbol | Number | Sum | Product | Negation | Group)
        or (isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value >= 0)
        or (isinstance(node, Quotient) and not symbols(node.denominator))
        for node in descendants(function.body)
    )


def _has_an_interval(body: Expression, letter: str) -> bool:
    """Whether a formula is analytic, and defined on one interval if it rises or falls."""
    for node in descendants(body):
        if letter not in symbols(node):
            continue
        match node:
            case Symbol() | Number() | Sum() | Product() | Negation() | Group() | Root(index=None):
                continue
            case Quotient(_, below) if letter not in symbols(below):
                continue
            case Power(_, Number(value=value)) if value >= 0:
                continue
            case Power(base, _) if letter not in symbols(base):
                continue
            case Call(function, power=None) if function in _ON_INTERVALS:
                continue
            case Root(index=Number(value=value)) if value.denominator == 1:
                continue
            case _:
                return False
    return sum(isinstance(node, Root | Call) and letter in symbols(node) for node in descendants(body)) <= 1


_ON_INTERVALS = frozenset(("exp", "ln", "sin", "cos", "arctan", "sinh", "cosh", "tanh", "arsinh"))
_CANDIDATES = tuple(Number(str(n)) for n in range(11))


def _at_numbers(node: Node, function: str, context: Context, holds: Holds) -> Node:
    """A formula with small integers for values of the inverse that they are, `2` for `f^{-1}(8)` of x³, and its slope there; and
    with x for `f^{-1}(f(x))`."""
    match node:
        case Application(applied, (Application(Symbol(name), (inside,)),)) if name == function == _undone(_bare(applied)):
            return Group(cast(Expression, _at_numbers(inside, function, context, holds)))
        case Application(applied, (argument,)) if not symbols(argument) - context.definitions.keys():
            bare = _bare(applied)
            slope = isinstance(bare, Prime) and bare.order == _ONE
            if _undone(_bare(bare.operand) if isinstance(bare, Prime) and slope else bare) != function:
                return node
            for number in _CANDIDATES:
                for place in (number, Group(Negation(number))):
                    if holds(Relation(Application(Symbol(function), (place,)), Sign.EQUAL, argument), context):
                        there = Application(Prime(Symbol(function), _ONE), (place,))
                        return Group(Quotient(_ONE, Group(there), Division.FRACTION)) if slope else place
            return node
        case _:
            return map_children(node, lambda child: _at_numbers(child, function, context, holds))


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
