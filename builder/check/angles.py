"""The identities of circular and hyperbolic functions: what must stand in two rows for each of them to lead from the first to the
second. One is denied where algebra alone leads there, whatever the functions are, or algebra and another identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from msgspec.structs import replace

from builder.calculus.derivation.build import TWO, without_groups
from builder.calculus.expression.nodes import (
    Call,
    Derivative,
    Expression,
    Negation,
    Node,
    Number,
    Power,
    Prime,
    Product,
    Quotient,
    Root,
    Sum,
    Times,
)
from builder.calculus.expression.walk import map_children, symbols
from builder.check.differentiated import LOGARITHMS
from builder.check.rearranged import unless_prepared
from builder.check.row_pair import (
    APPLIES,
    CANNOT,
    CIRCULAR,
    HYPERBOLIC,
    QUOTIENTS,
    UNKNOWN,
    Answer,
    RowPair,
    are_same,
    calls,
    has,
    unless_unknown,
)

_INVERSE = frozenset(("arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc"))


def _angles(nodes: Iterable[Node]) -> list[Expression]:
    """The angles of which circular and hyperbolic functions are taken, each once."""
    found: list[Expression] = []
    for call in calls(nodes, CIRCULAR | HYPERBOLIC):
        angle = without_groups(call.arguments[0])
        angle = angle.operand if isinstance(angle, Negation) else angle
        if not any(are_same(angle, other) for other in found):
            found.append(angle)
    return found


def identity(pair: RowPair) -> Answer:
    functions = CIRCULAR | HYPERBOLIC | _INVERSE
    if not calls((*pair.old, *pair.new), functions):
        return unless_unknown(pair)
    return unless_prepared(pair, functions) if pair.is_algebra else APPLIES


def pythagoras(pair: RowPair) -> Answer:
    angles = _angles((*pair.old, *pair.new))
    both = (*pair.old, *pair.new)
    if not angles and has(both, Power, Root) and not (has(both, Prime, Derivative) or calls(both, LOGARITHMS)):
        return UNKNOWN  # of a triangle
    if (found := identity(pair)) is not APPLIES:
        return found
    if pair.is_algebra_with(with_quotients):
        return unless_prepared(pair, CIRCULAR)
    if pair.is_arithmetic and any(isinstance(angle, Sum) for angle in angles) and not _has_squares(both):
        return CANNOT
    return CANNOT if pair.is_algebra_with(lambda node: _doubled(with_quotients(node), angles)) else APPLIES


def _has_squares(nodes: Sequence[Node]) -> bool:
    """Whether functions may be squared somewhere, in one's head too: at fractions and roots, and where a factor stands twice."""
    if has(nodes, Power, Root, Quotient) or any(isinstance(n, Call) and (n.power or n.function in QUOTIENTS) for n in nodes):
        return True
    return any(isinstance(node, Product) and len({*node.factors}) < len(node.factors) for node in nodes)


def doubling(pair: RowPair) -> Answer:
    if (found := identity(pair)) is not APPLIES:
        return found
    angles = _angles((*pair.old, *pair.new))
    if any(_is_twice(one, other) for one in angles for other in angles):
        return APPLIES
    return CANNOT if _is_one_angle(angles) and pair.is_known else UNKNOWN


def addition(pair: RowPair) -> Answer:
    if (found := identity(pair)) is not APPLIES:
        return found
    angles = _angles((*pair.old, *pair.new))
    if any(isinstance(angle, Sum) for angle in angles):
        return APPLIES
    return CANNOT if _is_one_angle(angles) and pair.is_known else UNKNOWN


def is_doubled(pair: RowPair) -> bool:
    """Whether one of two rows has an angle that the other has not, but twice or half of it."""
    old, new = _angles(pair.old), _angles(pair.new)
    return any(
        not any(are_same(angle, other) for other in theirs) and any(_is_twice(angle, o) or _is_twice(o, angle) for o in theirs)
        for mine, theirs in ((old, new), (new, old))
        for angle in mine
    )


def _is_one_angle(angles: Sequence[Expression]) -> bool:
    return len(angles) == 1 and bool(symbols(angles[0]))


def _is_twice(one: Expression, other: Expression) -> bool:
    """Whether an angle is twice another one."""
    doubled, halved = Product((TWO, other), (Times.DOT,)), Quotient(one, TWO)
    return are_same(one, without_groups(doubled)) or are_same(without_groups(halved), other)


def with_quotients(node: Expression) -> Expression:
    """`node` with sines and cosines in place of the tangent and its like."""

    def change(part: Node) -> Node:
        part = map_children(part, change)
        if not isinstance(part, Call) or part.function not in QUOTIENTS:
            return part
        above, below = QUOTIENTS[part.function]
        plain = replace(part, power=None)
        quotient = Quotient(replace(plain, function=above) if above else Number("1"), replace(plain, function=below))
        return quotient if part.power is None else Power(quotient, part.power)

    return cast(Expression, change(node))


def _doubled(node: Expression, angles: Sequence[Expression]) -> Expression:
    """`node` with functions of an angle in place of those of twice that angle."""

    def change(part: Node) -> Node:
        part = map_children(part, change)
        if not isinstance(part, Call) or part.function not in ("sin", "cos"):
            return part
        half = next((angle for angle in angles if _is_twice(without_groups(part.arguments[0]), angle)), None)
        if half is None:
            return part
        sine, cosine = (replace(part, function=name, arguments=(half,), power=None) for name in ("sin", "cos"))
        value: Expression = Product((TWO, sine, cosine), (Times.DOT, Times.DOT))
        if part.function == "cos":
            value = Sum((Power(cosine, TWO), Negation(Power(sine, TWO))))
        return value if part.power is None else Power(value, part.power)

    return cast(Expression, change(node))
