"""The steps between two rows, also of somebody else's: what leads from one form to the other, a move at a time.

Where both forms are made alike and differ in one part (`\\lim` of two bodies, sums with one other term), the steps are those
between the parts. A derivative or a limit is derived, up to the form that is wanted; other forms are carried on by the same moves
until they meet. It is a search with bounds, and it may find nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.answer import is_same_form, rewriting
from builder.calculus.derivation.build import without_groups
from builder.calculus.derivation.derivation import CannotDerive, Problem, Reason, Step
from builder.calculus.derivation.derive import derive
from builder.calculus.derivation.goals import unfolded
from builder.calculus.derivation.rows import Rows, by_move
from builder.calculus.expression.nodes import (
    Derivative,
    Directional,
    Expression,
    Gradient,
    Limit,
    Prime,
)
from builder.calculus.expression.walk import descendants, differing, symbols
from builder.calculus.rules import algebra, moves

_UNFINISHED = (Derivative, Directional, Gradient, Limit, Prime)
_NOT_SMALLER = frozenset({moves.REWRITE.name, moves.L_HOSPITAL.name})
"""What explains nothing, and what may rest on what it is to explain: a difference quotient needs the derivative for it."""
_ORDERS = frozenset({algebra.ORDER.name, algebra.ORDER_TERMS.name})
LARGEST = 400
"""How many nodes both forms may have together: a row of a course has some tens."""
_DEEP = 12
"""How deep the two forms are compared, part by part."""


class _Form(Struct, frozen=True):
    tree: Expression
    reason: Reason
    steps: tuple[Step, ...] = ()


def between(before: Expression, after: Expression, context: Context) -> tuple[Step, ...] | None:
    """The steps from `before` to `after`, which are equal: none where nothing is between, None where no way is found."""
    if len(descendants(before)) + len(descendants(after)) > LARGEST:
        return None
    rows = Rows(without_groups(before), context)
    forms = _forms(rows.goal, without_groups(after), context, _DEEP)
    if any(form.reason.rule == moves.REWRITE.name for form in forms):
        return None
    if any(form.reason.rule in _NOT_SMALLER for form in forms):
        return ()
    for form in _without_order(forms):
        rows.add(form.tree, form.reason, form.steps)
    return tuple(rows.steps) if len(rows.steps) > 1 else ()


def _without_order(forms: Sequence[_Form]) -> list[_Form]:
    """The forms without those in which terms and factors only have another order: a reader sees that."""
    kept: list[_Form] = []
    for form in forms:
        if form.reason.rule not in _ORDERS:
            kept.append(form)
        elif kept and form is forms[-1]:
            kept[-1] = replace(kept[-1], tree=form.tree)
    return kept


def _forms(before: Expression, after: Expression, context: Context, depth: int) -> Sequence[_Form]:
    """The forms behind `before`, of which the last is `after`; none where they are not found."""
    other = differing(before, after) if depth else None
    if other is not None:
        name, place, mine, theirs = other
        inside = _forms(mine, theirs, context, depth - 1)
        if inside:
            return [replace(form, tree=_with(before, name, place, form.tree)) for form in inside]
    if any(isinstance(node, _UNFINISHED) for node in descendants(before)):
        return _derived(before, after, context)
    plain = _put_in(before, after, context)
    put_in = [_Form(plain, by_move(moves.PUT_IN_FUNCTION))] if plain != before else []
    return [*put_in, *(_Form(tree, reason) for tree, reason in rewriting(plain, after, context, closely=True) if tree != plain)]


def _put_in(before: Expression, after: Expression, context: Context) -> Expression:
    """`before` with the values of the names that `after` does not have put in."""
    try:
        return unfolded(before, context, symbols(after))
    except CannotDerive:
        return before


def _with(node: Expression, name: str, place: int | None, part: Expression) -> Expression:
    if place is None:
        return replace(node, **{name: part})
    parts = getattr(node, name)
    return replace(node, **{name: (*parts[:place], part, *parts[place + 1 :])})


def _derived(before: Expression, after: Expression, context: Context) -> list[_Form]:
    """The rows of a derivation of `before`, up to the one that is `after`, or to one that can be rewritten as it."""
    try:
        derivation = derive(Problem(before, context))
    except CannotDerive:
        return []
    if any(step.left is not None or step.names for step in derivation.steps[1:]):
        return []  # it has rows of other things: its parts, by name
    forms = [_Form(without_groups(step.after), step.reason, step.steps) for step in derivation.steps]
    for number, form in enumerate(forms):
        if is_same_form(form.tree, after):
            return [*forms[:number], replace(form, tree=after)]
    if not forms or any(isinstance(node, _UNFINISHED) for node in descendants(after)):
        return []
    tidied = [_Form(tree, reason) for tree, reason in rewriting(forms[-1].tree, after, context)]
    return [*forms, *tidied]
