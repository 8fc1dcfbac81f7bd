"""The smallest part of a wrong side that is wrong: both sides are walked in parallel as far as they are built alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from builder.calculus.budget import Work
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Call,
    Expression,
    Limit,
    Matrix,
    Negation,
    Node,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Sum,
    Vector,
)
from builder.calculus.expression.walk import children
from builder.calculus.mistakes.arithmetic import ONE, bare, rational
from builder.calculus.mistakes.derivatives import Scope, carried_out
from builder.calculus.mistakes.naming import entries
from builder.calculus.mistakes.repairs import repairs
from builder.calculus.mistakes.values import VALUES, Point, close, points, value


class _Scene(Struct, frozen=True):
    """Where the two sides are compared."""

    context: Context
    at: tuple[Point, ...]

    def same(self, left: Expression, right: Expression) -> bool:
        """Whether two parts have the same values; parts without values are the same only when they are written alike."""
        if bare(left) == bare(right):
            return True
        known = False
        for point in self.at:
            here, there = value(left, point), value(right, point)
            if here is None or there is None:
                continue
            known = True
            if not close(here, there):
                return False
        return known


def difference(
    left: Expression, right: Expression, context: Context, mistake: str = "", account: Work | None = None
) -> Node | None:
    """The smallest sub-tree of `right` that is wrong in the refuted equation `left = right`: all of `right` when no part is.

    Derivatives at the left are carried out first, and a part is compared with the part of the true side that stands in its place.
    `mistake` is the name of the mistake that was made, if it is known: what another one would explain is not marked. None when
    the sides have no values to compare. What that costs is paid from `account`.
    """
    with (Work(2 * VALUES) if account is None else account).share(VALUES) as work:
        return _difference(left, right, context, mistake, work)


def _difference(left: Expression, right: Expression, context: Context, mistake: str, work: Work) -> Node | None:
    at = tuple(islice(points((left, right), context, work), 4))
    scene = _Scene(context, at)
    if isinstance(bare(right), Vector | Matrix):
        return _of_entries(left, right, scene, work)
    usable = tuple(p for p in at if value(left, p) is not None and value(right, p) is not None)
    if not usable:
        return None
    scene = _Scene(context, usable)
    true = carried_out(left, Scope(context))
    candidates = [_walk(side, right, scene) for side in dict.fromkeys((left, true))]
    if any(not children(candidate) for candidate in candidates):
        return min(candidates, key=_size)  # no part is smaller than a leaf
    for repair in repairs(right, left, context):
        if work.left < 0:
            break
        if mistake in ("", repair.mistake) and scene.same(left, repair.expression):
            candidates.append(_changed(right, repair.expression))
    return min(candidates, key=_size)


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in children(node))


def _of_entries(left: Expression, right: Expression, scene: _Scene, work: Work) -> Node:
    written = entries(right, 0, scene.context) or ()
    true = entries(left, len(written), scene.context)
    if true is None or len(true) != len(written):
        return right
    wrong = [(one, other) for one, other in zip(true, written, strict=True) if not scene.same(one, other)]
    if len(wrong) != 1:
        return right
    return _difference(wrong[0][0], wrong[0][1], scene.context, "", work) or wrong[0][1]


def _walk(left: Expression, right: Expression, scene: _Scene) -> Node:
    """The smallest part of `right` that differs from what stands in its place in `left`, which as a whole it does."""
    one, other = bare(left), bare(right)
    match one, other:
        case Negation(operand), Negation(against):
            return _walk(operand, against, scene)
        case Sum(terms), Sum(against):
            return _of_many(terms, against, right, scene)
        case Product(factors), Product(against):
            return _of_many(factors, against, right, scene)
        case Quotient(above, below), Quotient(over, under):
            return _of_pairs(((above, over), (below, under)), right, scene)
        case Power(base, exponent), Power(over, up):
            return _of_pairs(((base, over), (exponent, up)), right, scene)
        case Power(base, exponent), _ if rational(exponent) is not None and scene.same(base, other):
            return right
        case Root(radicand, index), Root(over, up) if (index or ONE) == (up or ONE):
            return _walk(radicand, over, scene)
        case Call(), Call() if (one.function, one.power, one.base) == (other.function, other.power, other.base):
            return _of_pairs(tuple(zip(one.arguments, other.arguments, strict=False)), right, scene)
        case Limit(body, variable, point), Limit(against, other_variable, other_point) if variable == other_variable:
            if bare(point) == bare(other_point):
                return _walk(body, against, scene)
            return other_point
        case _:
            return right


def _of_pairs(pairs: Sequence[tuple[Expression, Expression]], right: Expression, scene: _Scene) -> Node:
    wrong = [(one, other) for one, other in pairs if not scene.same(one, other)]
    return _walk(*wrong[0], scene) if len(wrong) == 1 else right


def _of_many(true: Sequence[Expression], written: Sequence[Expression], right: Expression, scene: _Scene) -> Node:
    """One term or factor that has no equal at the other side, when all the others have."""
    left_over = list(true)
    strange = []
    for part in written:
        equal = next((one for one in left_over if scene.same(one, part)), None)
        if equal is None:
            strange.append(part)
        else:
            left_over.remove(equal)
    if len(strange) != 1 or len(left_over) > 1:
        return right
    return _walk(left_over[0], strange[0], scene) if left_over else strange[0]


def _changed(right: Node, repaired: Node) -> Node:
    """The smallest sub-tree of `right` in which it differs from its repair."""
    if type(right) is type(repaired):
        ours, theirs = children(right), children(repaired)
        if len(ours) == len(theirs):
            differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
            if len(differing) == 1 and not isinstance(differing[0][0], Relation):
                return _changed(*differing[0])
    return right
