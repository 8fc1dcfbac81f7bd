r"""Elements of area and of volume, `dx\,dy = r\,dr\,d\theta`: products of differentials are no products of numbers.

What stands beside them are factors whose quotient is the absolute value of the Jacobian determinant, by the theorem on the change
of variables; a sign is not told apart, since the letters are taken where it is positive: r > 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Call,
    Derivative,
    Differential,
    Expression,
    Group,
    Matrix,
    Number,
    Power,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import kinds_in
from builder.calculus.judge.usage import names_reached

_PLANE, _SPACE = ("x", "y"), ("x", "y", "z")
_OF_ELEMENTS: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType({("A",): _PLANE, ("V",): _SPACE})
_RADII, _ANGLES = ("r", r"\rho", "R"), (r"\theta", r"\phi", r"\varphi")


def of_volumes(claim: Claim) -> tuple[Claim, ...]:
    """What a claim about elements of area or volume says of the factors beside them, once for each way in which coordinates that
    the text does not tell are named; () for any other claim."""
    relation = claim.relation
    if relation.sign is not Sign.EQUAL or Differential not in kinds_in(relation):
        return ()
    (of, factor), (by, other) = map(_parts, (relation.left, relation.right))
    known = claim.context.definitions.keys()
    if len(by) < len(of) or (not known.isdisjoint(by) and known.isdisjoint(of)):
        (of, factor), (by, other) = (by, other), (of, factor)
    if len(by) < 2:
        return ()
    of = _OF_ELEMENTS.get(of, of) if known.isdisjoint(of) else of
    if len(of) != len(by) or len({*of}) < len(of) or len({*by}) < len(by) or {*of} == {*by}:
        return ()
    found = []
    for context in _coordinates(of, by, claim.context):
        jacobian = Matrix(tuple(tuple(_rate(name, letter) for letter in by) for name in of), "vmatrix")
        volume = _times(factor, jacobian)
        squares = (Power(Group(side), Number("2")) for side in (volume, other))
        found.append(Claim(Relation(next(squares), Sign.EQUAL, next(squares)), context))
    return tuple(found)


def _parts(side: Expression) -> tuple[tuple[str, ...], Expression]:
    """The letters whose differentials are factors of a side, and the rest of it."""
    factors, rest = [side], list[Expression]()
    names: list[str] = []
    while factors:
        match factors.pop():
            case Product(each):
                factors.extend(reversed(each))
            case Differential(variable):
                names.append(variable.name)
            case factor:
                rest.append(factor)
    return tuple(names), reduce(_times, rest) if rest else Number("1")


def _coordinates(of: Sequence[str], by: Sequence[str], context: Context) -> Iterator[Context]:
    """The contexts in which the letters of one side stand for something in those of the other."""
    told = [name for name in of if name in context.definitions and name not in by]
    if told:
        free = set(by) - context.definitions.keys()
        plain = all(not context.definitions[name].parameters for name in told)
        if plain and len(free) == len(by) and all(names_reached((name,), context) & free for name in told):
            if len(told) + len({*of} & {*by}) == len(of):
                yield context
        return
    if not (context.definitions.keys() | context.kinds.keys()).isdisjoint({*of, *by}):
        return
    radius, angles = (tuple(name for name in by if name in kind) for kind in (_RADII, _ANGLES))
    if len(radius) != 1 or tuple(of) not in (_PLANE, _SPACE):
        return
    r, turned = Symbol(radius[0]), [Symbol(name) for name in angles]
    if len(angles) == 1 and {*by} in ({r.name, *angles}, {r.name, *angles, "z"}):
        yield _defining(context, {"x": _times(r, _call("cos", turned[0])), "y": _times(r, _call("sin", turned[0]))})
    elif len(angles) == 2 and len(by) == 3:
        for down, around in (turned, turned[::-1]):
            across = _times(r, _call("sin", down))
            x, y, z = _times(across, _call("cos", around)), _times(across, _call("sin", around)), _times(r, _call("cos", down))
            yield _defining(context, {"x": x, "y": y, "z": z})


def _defining(context: Context, bodies: Mapping[str, Expression]) -> Context:
    return context.with_definitions([Definition(name, (), body) for name, body in bodies.items()])


def _call(function: str, argument: Expression) -> Expression:
    return Call(function, (argument,))


def _times(one: Expression, other: Expression) -> Expression:
    return Product((Group(one), Group(other)), (Times.IMPLICIT,))


def _rate(name: str, letter: str) -> Expression:
    return Number("1") if name == letter else Derivative(Symbol(name), ((Symbol(letter), 1),), partial=True)
