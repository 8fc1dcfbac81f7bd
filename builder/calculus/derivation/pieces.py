"""Functions that are made of pieces: which piece holds beside a place, and the derivative of each inside its interval."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from builder.calculus.derivation.build import INFINITY
from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.expression.nodes import Cases, Expression, NumberSet, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants

_STEP = 1e-6

_HOLDS: dict[Sign, Callable[[float], bool]] = {
    Sign.LESS: lambda d: d < -NEAR,
    Sign.LESS_EQUAL: lambda d: d < NEAR,
    Sign.GREATER: lambda d: d > NEAR,
    Sign.GREATER_EQUAL: lambda d: d > -NEAR,
    Sign.EQUAL: lambda d: abs(d) <= NEAR,
    Sign.NOT_EQUAL: lambda d: abs(d) > NEAR,
}
_STRICT = {Sign.LESS_EQUAL: Sign.LESS, Sign.GREATER_EQUAL: Sign.GREATER}
_OTHERWISE = {
    Sign.LESS: Sign.GREATER,
    Sign.LESS_EQUAL: Sign.GREATER,
    Sign.GREATER: Sign.LESS,
    Sign.GREATER_EQUAL: Sign.LESS,
}


def piece_beside(body: Expression, x: Symbol, at: float | None, side: int) -> Expression | None:
    """The piece of a function that holds at a place (`side` 0), or just below (-1) or above it (1); the function itself where it
    is in one piece. None where that is not seen."""
    if not isinstance(body, Cases):
        return body
    if at is None:
        return None
    for piece, conditions in body.branches:
        held = [holds(condition, x, at + side * _STEP) for condition in conditions]
        if None in held:
            return None
        if all(held):
            return piece
    return None


def is_real_number(relation: Relation) -> bool:
    """Whether a relation says of something only that it is a real number."""
    return (
        relation.sign is Sign.MEMBER
        and isinstance(of := relation.right, NumberSet)
        and of.name == "R"
        and not of.positive
        and not of.sizes
    )


def orders_of(relation: Relation) -> tuple[Relation, ...] | None:
    """A comparison, or those that say that something lies in an interval; None for another relation."""
    if relation.sign is not Sign.MEMBER:
        return (relation,)
    of = relation.right
    if not isinstance(of, NumberSet) or of.name != "interval":
        return None
    signs = [Sign.LESS_EQUAL if closed else Sign.LESS for closed in of.closed]
    (low, high), middle = of.members, relation.left
    orders = (Relation(low, signs[0], middle), Relation(middle, signs[1], high))
    return tuple(order for order in orders if INFINITY not in descendants(order))


def holds(condition: Relation, x: Symbol, at: float | None) -> bool | None:
    """Whether a relation holds for a number in place of its letter; None where that is not seen."""
    if at is None:
        return None
    if condition.sign is Sign.MEMBER and (orders := orders_of(condition)) is not None:
        held = [holds(order, x, at) for order in orders]
        return None if None in held else all(held)
    left, right = (rough(part, {x.name: at}) for part in (condition.left, condition.right))
    holds = _HOLDS.get(condition.sign)
    return None if left is None or right is None or holds is None else holds(left - right)


def inside(body: Cases, derived: Callable[[Expression], Expression]) -> Cases:
    """Each piece of a function differentiated, under its condition without the ends. Raises CannotDerive for other conditions."""
    branches: list[tuple[Expression, tuple[Relation, ...]]] = []
    for piece, conditions in body.branches:
        if any(condition.sign is Sign.EQUAL for condition in conditions):
            continue  # a single place
        if not conditions:
            conditions = _rest(branches)
        if any(condition.sign not in _HOLDS for condition in conditions):
            raise CannotDerive("the conditions of the cases are not understood", "differentiate each branch on its own")
        branches.append((derived(piece), tuple(replace(c, sign=_STRICT.get(c.sign, c.sign)) for c in conditions)))
    if not branches:
        raise CannotDerive("a function in cases has no derivative at single places", "ask for its value there by the definition")
    return Cases(tuple(branches))


def _rest(branches: list[tuple[Expression, tuple[Relation, ...]]]) -> tuple[Relation, ...]:
    """What `otherwise` says behind one branch with one condition."""
    if len(branches) != 1 or len(branches[0][1]) != 1 or branches[0][1][0].sign not in _OTHERWISE:
        raise CannotDerive("it is not seen where the last case holds", "write its condition, such as x < 0")
    condition = branches[0][1][0]
    return (replace(condition, sign=_OTHERWISE[condition.sign]),)
