"""What is already known of the sides of a chain, so that each is read once and evaluated once at a point."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct, field

from builder.calculus.expression.nodes import Expression
from builder.calculus.judge.balls import Scalar, Undefined
from builder.calculus.judge.field import FEWEST_GENERATORS
from builder.calculus.judge.points import Trial
from builder.calculus.judge.shapes import Meant
from builder.calculus.judge.subterms import Names, names_in
from builder.calculus.judge.terms import Term


class SideRead(Struct, frozen=True):
    """What a side means, its size, whether it has ± in it, and of which names it has partial derivatives of two readings.

    It keeps the side, `written`, that no other takes its identity.
    """

    written: Expression
    meant: Meant
    size: int
    two_signs: bool
    partials: frozenset[str]


class KnownThere(Struct):
    """What is known at a place: the values of terms, None where undecided, and whether they are defined all round it.

    Terms are told apart by identity, and kept beside what is known of them.
    """

    values: dict[int, tuple[Term, Scalar | Undefined | None]] = field(default_factory=dict)
    interiors: dict[int, tuple[Term, bool]] = field(default_factory=dict)


class Known(Struct):
    """What claims of one chain share: but for a chain that costs too much, it changes no verdict, only what is
    worked out anew.

    `sides` are those read, by all that their meaning depends on; `places` by all that a value depends on but the term.
    `names` are those in a term, by identity.
    `fresh_names` are how many names were made, so that no two sides bind the same. `generators` are as many as the last proof
    took: the next one need not find out anew. `on_curves` are points of curves, by all that they depend on.
    """

    sides: dict[Hashable, SideRead] = field(default_factory=dict)
    places: dict[Hashable, KnownThere] = field(default_factory=dict)
    names: dict[int, tuple[Term, Names]] = field(default_factory=dict)
    fresh_names: int = 0
    generators: int = FEWEST_GENERATORS
    on_curves: dict[Hashable, tuple[Trial, ...]] = field(default_factory=dict)

    def at(self, where: Hashable) -> KnownThere:
        """What is known at a place."""
        there = self.places.get(where)
        if there is None:
            there = self.places[where] = KnownThere()
        return there

    def names_in(self, term: Term) -> Names:
        """The names in a term."""
        if (known := self.names.get(id(term))) is None:
            known = self.names[id(term)] = term, names_in(term)
        return known[1]

    def variables(self, *terms: Term) -> frozenset[str]:
        """The free variables of terms."""
        return frozenset().union(*(self.names_in(term).variables for term in terms))
