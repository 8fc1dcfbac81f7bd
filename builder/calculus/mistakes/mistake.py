"""What a mistake is: a false statement in the notation of the page, and what to say to the person who made it."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression
from builder.calculus.given import read_given
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.names import names_of
from builder.calculus.rules.rule import Letters, Rule

_PLAIN = Letters()


class Mistake(Struct, frozen=True, dict=True):
    r"""A known mistake.

    `wrong` is the false statement `left = right` as LaTeX, and `right` the true one beside it. `letters` say what u, v, c and f
    stand for; a statement about particular functions has `given` instead (`y = x^2`). `says` tells what was done, `help` what
    to do.
    """

    name: str
    title: str
    wrong: str
    right: str
    says: str
    help: str
    letters: Letters = _PLAIN
    given: str = ""

    @cached_property
    def claim(self) -> Claim:
        """The false statement as a claim; the judge refutes it."""
        return self._claim(self.wrong)

    @cached_property
    def truth(self) -> Claim:
        """The true statement as a claim; the judge proves it."""
        return self._claim(self.right)

    def _claim(self, statement: str) -> Claim:
        if not self.given:
            return Rule(self.name, statement, "", self.letters).claim
        context = read_given(self.given, Context()).with_variable("x")
        display = parse_display(statement, names_of(context))
        if display.faults:
            raise display.faults[0]
        (relation,) = display.statements[0].relations
        return Claim(relation, context)


class Named(Struct, frozen=True):
    """A mistake that gives exactly what was written, and the smallest repair in the author's notation, where there is one."""

    mistake: Mistake
    repair: Expression | None
