"""Equations for a name that are concluded from others in the same letters: `a^2 = b^2`, hence `a = b`.

They are no reason for what they are concluded from, and hold as far as they follow from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Call, Differential, Number, Relation, Root, Sign, Symbol
from builder.calculus.expression.walk import kinds_in, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Refuted
from builder.document import evidence
from builder.document.determined import unknown_applied
from builder.document.phrases import Words

# Words that may tell for which values something is concluded.
_NARROWING = Words(
    "positive, negative, nonnegative, non-negative, nonzero, non-zero, acute, lengths?, distances?, sides?, angles?, triangle*",
    "radius, radii, injective, one-to-one, increasing, decreasing, monoton*, strictly, principal, quadrant, interval",
)


def solved_from(definition: Definition, earlier: Sequence[Relation], context: Context) -> tuple[Relation, ...]:
    """Those of the equations before one that could define a name which are in letters of it, if one of them is in all of them.

    None where a derivative or an integral of it was given, or its value by a function that is known: what stands for the name
    is put into these, `N(T) = N_0/2`, and need not be what they are concluded from.
    """
    if definition.body is None or not symbols(definition.body):
        return ()
    letters = symbols(definition.body) | {definition.name}
    of_values = bool(unknown_applied(definition.body, context))
    solved = any(letters <= symbols(one) and (of_values or not _is_of_derivatives(one)) for one in earlier)
    at_place = any(
        definition.name in symbols(one) and not letters <= symbols(one) and _is_at_place(one, context) for one in earlier
    )
    return tuple(one for one in earlier if symbols(one) & letters) if solved and not at_place else ()


def _is_of_derivatives(relation: Relation) -> bool:
    r"""Whether derivatives, integrals or differentials stand in an equation: `dv = e^x \\, dx`."""
    return evidence.is_differentiated(relation) or Differential in kinds_in(relation)


def _is_at_place(relation: Relation, context: Context) -> bool:
    """Whether an equation gives the value of a known function somewhere."""
    left = relation.left
    return isinstance(left, Application) and bool(symbols(left.function) & context.definitions.keys())


def is_refuted_by(
    relation: Relation, solved: Sequence[Relation], context: Context, words: str, budget: Budget, *, said_of_all: bool
) -> bool:
    """Whether an equation does not hold at a point where those hold that it is `solved` from. Where it is not `said_of_all`, or a
    root is taken, the letters are positive: one of several solutions may be meant."""
    if any(Application in kinds_in(one) for one in (relation, *solved)) or _NARROWING.stand_in(words):
        return False
    context = under(context, solved)
    if not said_of_all or kinds_in(relation) & {Call, Root}:
        for letter in sorted(symbols(relation)):
            context = context.with_assumption(Relation(Symbol(letter), Sign.GREATER, Number("0")))
    return isinstance(decide(Claim(relation, context), budget), Refuted)


def under(context: Context, solved: Sequence[Relation]) -> Context:
    """`context`, in which these equations tie their letters, and no others do."""
    return replace(context, curves=tuple(solved))
