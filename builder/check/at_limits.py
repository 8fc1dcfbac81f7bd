"""The rules of limits: what must stand in two rows for each of them to lead from the first to the second."""

from __future__ import annotations

from builder.calculus.derivation.build import depends_on
from builder.calculus.derivation.rough import NEAR, rough
from builder.calculus.expression.nodes import (
    Expression,
    Limit,
    Quotient,
)
from builder.calculus.expression.walk import descendants, symbols
from builder.check.differentiated import LOGARITHMS
from builder.check.row_pair import (
    APPLIES,
    CANNOT,
    UNKNOWN,
    Answer,
    RowPair,
    are_equal_by_algebra,
    calls,
    has,
    is_fraction,
    unless_unknown,
)


def of_limits(pair: RowPair) -> Answer:
    return APPLIES if has((*pair.old, *pair.new), Limit) else unless_unknown(pair)


def l_hospital(pair: RowPair) -> Answer:
    """It is for quotients of which both parts go to 0 or grow without bound, and makes another quotient."""
    if (found := of_limits(pair)) is not APPLIES:
        return found
    mine, theirs = pair.plain
    if not isinstance(mine, Limit) or not pair.is_known:
        return UNKNOWN
    if not any(map(is_fraction, descendants(mine.body))) and not calls(descendants(mine.body), LOGARITHMS):
        return CANNOT
    if isinstance(theirs, Limit):
        left = any(is_fraction(node) and depends_on(node, mine.variable.name) for node in descendants(theirs.body))
        return CANNOT if not left and are_equal_by_algebra(mine.body, theirs.body) else UNKNOWN
    if has(pair.new, Limit):
        return UNKNOWN
    if isinstance(mine.body, Quotient):
        above, below = (_value(side, mine) for side in (mine.body.numerator, mine.body.denominator))
        if above is not None and below is not None and abs(below) > NEAR:
            return CANNOT
    return APPLIES


def _value(side: Expression, at: Limit) -> float | None:
    """The value of what has no other letter at the point of a limit."""
    point = rough(at.point, {})
    return None if point is None or symbols(side) - {at.variable.name} else rough(side, {at.variable.name: point})
