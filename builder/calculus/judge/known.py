"""What is already known of the sides of a chain, so that each is read once and evaluated once at a point."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct, field

from builder.calculus.budget import Budget
from builder.calculus.judge.balls import Scalar, Undefined
from builder.calculus.judge.evaluate import Work
from builder.calculus.judge.shapes import Meant
from builder.calculus.judge.terms import Term


class SideRead(Struct, frozen=True):
    """What a side means, its size, whether it has ± in it, and of which names it has partial derivatives of two readings."""

    meant: Meant
    size: int
    two_signs: bool
    partials: frozenset[str]


class Known(Struct):
    """What claims of one chain share: but for a chain that costs too much, it changes no verdict, only what is
    worked out anew.

    `sides` are those read, by all that their meaning depends on; `values` those at a place, None where undecided; `interiors`
    tell whether a term is defined all round a place. Terms are told apart by identity, and kept beside what is known of them.
    `fresh_names` are how many names were made, so that no two sides bind the same. `granted` are what evaluations were allowed
    so far, with what is left of it.
    """

    sides: dict[Hashable, SideRead] = field(default_factory=dict)
    values: dict[Hashable, tuple[Term, Scalar | Undefined | None]] = field(default_factory=dict)
    interiors: dict[Hashable, tuple[Term, bool]] = field(default_factory=dict)
    fresh_names: int = 0
    granted: list[tuple[int, Work]] = field(default_factory=list)

    def grant(self, budget: Budget) -> Work:
        """What the evaluations of one more claim may cost: as much as any, if the chain has so much left."""
        spent = sum(most - max(work.left, 0) for most, work in self.granted)
        most = max(min(budget.evaluations, budget.chain_evaluations - spent), 0)
        work = Work(most)
        self.granted.append((most, work))
        return work
