"""How an integral is worked out: a plan, found by trying moves in order within a budget. Writing it down is another matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.context import Context
from builder.calculus.derivation.build import bare, depends_on
from builder.calculus.derivation.derivation import CannotDerive, Reason
from builder.calculus.derivation.integral_table import standard
from builder.calculus.derivation.rows import quoted, reason_of
from builder.calculus.derivation.terms import Style
from builder.calculus.expression.nodes import Expression, Integral, Node, Symbol
from builder.calculus.expression.walk import children, descendants, nesting

DEEPEST = 9
"""How many integrals may stand behind one another: each comes from a move at the one before it."""
MOST = 400
"""How many integrals are tried in all."""
LARGEST = 150
"""How many nodes what is integrated may have on the way."""
MOST_NESTED = 7
"""How deep functions may stand within each other in what is integrated: the derivatives of the inner ones grow with each."""


class Budget(Struct):
    """How many integrals may still be tried."""

    left: int = MOST


class Here(Struct, frozen=True):
    """Where an integral stands: its letter, what holds, how it is written, which letters are taken."""

    x: Symbol
    context: Context
    style: Style
    taken: frozenset[str]
    budget: Budget

    def of(self, body: Expression) -> Integral:
        """The integral of `body`."""
        return Integral(bare(body), self.x)


class Line(Struct, frozen=True):
    """A row: what the integral is equal to, and why. It may hold integrals that are still to be worked out."""

    after: Expression
    reason: Reason


class Naming(Struct, frozen=True):
    r"""A new letter for a function of the old one. `told` are further rows, such as `du = 2x \, dx`: two sides and a reason.

    `functions` are what functions of the letter are in the old one: `\sin t` is `\frac{x}{a}`.
    """

    letter: Symbol
    value: Expression
    told: tuple[tuple[Expression, Expression, Reason], ...] = ()
    functions: tuple[tuple[Expression, Expression], ...] = ()


class Proposal(Struct, frozen=True):
    """What a move makes of an integral. Where the integral itself is back in the last line, `back` is its factor there."""

    lines: tuple[Line, ...]
    naming: Naming | None = None
    back: Expression | None = None


class Plan(Struct, frozen=True):
    """An integral, what is made of it, and the plans for the integrals in the last line."""

    integral: Integral
    proposal: Proposal
    parts: tuple[Plan, ...] = ()

    @property
    def names(self) -> bool:
        """Whether a letter is named on the way."""
        return self.proposal.naming is not None or any(part.names for part in self.parts)

    @property
    def is_standard(self) -> bool:
        """Whether it is read off from the table."""
        return len(self.proposal.lines) == 1 and not self.parts and self.proposal.naming is None


Move = Callable[[Here, Expression], Iterator[Proposal]]


def pending(node: Node) -> Iterator[Integral]:
    """The integrals in `node`, in order."""
    if isinstance(node, Integral):
        yield node
        return
    for child in children(node):
        yield from pending(child)


def plan_of(integral: Integral, here: Here, moves: Sequence[Move]) -> Plan | None:
    """The plan that works out an integral, or None. Raises CannotDerive for an integrand that is none."""
    if any(isinstance(n, Integral) for n in descendants(integral.body)):
        raise CannotDerive("there is an integral in the integral", "work out the inner one first")
    try:
        return plan(integral, here, moves)
    except ZeroDivisionError:
        raise CannotDerive(f"the integrand {quoted(integral.body)} divides by 0", "it has no value anywhere") from None


def plan(integral: Integral, here: Here, moves: Sequence[Move], depth: int = 0) -> Plan | None:
    """The first plan that works out an integral, or None. The moves are tried in order; what is tried is counted.

    What the first move rewrites is not looked up in the table before that.
    """
    here.budget.left -= 1
    body = bare(integral.body)
    if here.budget.left < 0 or depth > DEEPEST or len(descendants(body)) > LARGEST or nesting(body) > MOST_NESTED:
        return None
    if (found := standard(body, here.x)) is not None and not any(True for _ in moves[0](here, body)):
        return Plan(integral, Proposal((Line(found.value, reason_of(*found.rules)),)))
    for move in moves:
        for proposal in move(here, body):
            parts = _parts(integral, proposal, here, moves, depth)
            if parts is not None:
                return Plan(integral, proposal, parts)
    return None


def _parts(integral: Integral, proposal: Proposal, here: Here, moves: Sequence[Move], depth: int) -> tuple[Plan, ...] | None:
    """Plans for the integrals that a proposal leaves; None where one of them has none."""
    left = [i for i in dict.fromkeys(pending(proposal.lines[-1].after)) if proposal.back is None or i != integral]
    found: list[Plan] = []
    for inner in left:
        there = here
        if inner.variable != here.x:
            there = replace(here, x=inner.variable, taken=here.taken | {inner.variable.name})
            if depends_on(inner.body, here.x.name):
                return None
        part = plan(inner, there, moves, depth + 1)
        if part is None:
            return None
        found.append(part)
    return tuple(found)
