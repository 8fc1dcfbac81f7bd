"""Known mistakes, as false statements, and the name of the one that was made.

In reading order: `mistake`, `catalogue`, `arithmetic`, `derivatives`, `wrong_derivatives`, `wrong_limits`, `wrong_algebra`,
`repairs`, `values`, `places`, `candidates`, `naming`, `entries`, `difference`. Importing this loads no judge.
"""

from __future__ import annotations

from builder.calculus.budget import Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, Node
from builder.calculus.mistakes.catalogue import MISTAKES
from builder.calculus.mistakes.mistake import Mistake, Named

__all__ = ["MISTAKES", "Mistake", "Named", "difference", "name_mistakes"]


def name_mistakes(claim: Claim, account: Work | None = None) -> tuple[Named, ...]:
    """The mistakes that give exactly what stands at the right of a *refuted* equation, the most particular first.

    What that costs is paid from `account`, if there is one.
    """
    from builder.calculus.mistakes.naming import name_mistakes as named

    return named(claim, account)


def difference(
    left: Expression, right: Expression, context: Context, mistake: str = "", account: Work | None = None
) -> Node | None:
    """The smallest part of `right` that is wrong in the refuted equation `left = right`; None where that cannot be told.

    `mistake` is the name of the mistake that was made, if it is known. What the search costs is paid from `account`, if there
    is one.
    """
    from builder.calculus.mistakes.difference import difference as differing

    return differing(left, right, context, mistake, account)
