"""What a derivation is: rows with reasons. It says nothing of truth; whoever shows it has each row decided first."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from msgspec import Struct, field

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, NumberSet, Sign


class Grain(Enum):
    """How much of a derivation is shown: the rows without those of plain arithmetic and without what they rest on; the rows,
    with what they rest on at hand; the rows, and below each what it rests on."""

    BRIEF = "brief"
    ORDINARY = "ordinary"
    FULL = "full"


class Problem(Struct, frozen=True):
    """What to derive: `goal` (an expression such as `f'(x)`, `\\nabla C`, `\\frac{dy}{dx}`) in `context`.

    `method` is the name of a method, or None for the one that fits. `answer` is the form to end in, or None.
    `known` are the names of rules that are applied silently. `through` tells of a tangent that it is to go through the point,
    wherever it touches.
    """

    goal: Expression
    context: Context
    method: str | None = None
    answer: Expression | None = None
    known: frozenset[str] = frozenset()
    through: bool = False
    grain: Grain = Grain.ORDINARY


def _no_parameters() -> Mapping[str, Expression]:
    return MappingProxyType({})


class Reason(Struct, frozen=True):
    """Why a step holds: the id of its rule, what its letters stand for, and the sentence, with mathematics between `$`."""

    rule: str
    text: str
    where: Mapping[str, Expression] = field(default_factory=_no_parameters)


class Step(Struct, frozen=True):
    """One row: `before` = `after`, for a reason, in `context`.

    `left` is what the row shows at its left: an expression, or None when the row continues the one before it (`before` is
    then the right side of that row). A row that only names parts (`y = \\sqrt{v}`, `v = \\sin u`) has `names`: it is a
    definition, and `before` and `after` are the name and its value of its last entry; with `solved`, the values are those at
    which it is 0. `changed` are the parts of `after` that are
    new, as sub-trees (compared by identity, for highlighting). `steps` is what the row rests on: a derivation of its own.
    `sign` stands between the sides: a last row may say that what was found is not 0.
    """

    before: Expression
    after: Expression
    reason: Reason
    context: Context
    left: Expression | None = None
    names: tuple[tuple[Expression, Expression], ...] = ()
    changed: tuple[Expression, ...] = ()
    steps: tuple[Step, ...] = ()
    solved: Expression | None = None
    sign: Sign = Sign.EQUAL


class Derivation(Struct, frozen=True):
    """A goal, the steps that lead to its answer, and the answer. `method` is the method that was taken.

    The answer is the value of the goal, or the set of its values: of x, where a function has a critical point.
    """

    goal: Expression
    answer: Expression
    method: str
    context: Context
    steps: tuple[Step, ...]
    grain: Grain = Grain.ORDINARY

    @property
    def sign(self) -> Sign:
        """What stands between the goal and its answer."""
        return Sign.MEMBER if isinstance(self.answer, NumberSet) else Sign.EQUAL


class CannotDerive(Exception):
    """There is no derivation: `message` says why, `help` says what would do."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class WrongAnswer(CannotDerive):
    """What was found is not the answer that the derivation was to end in."""


class TooMuchToDerive(CannotDerive):
    """The derivation would have too many rows, or too long ones."""


class ExistsNowhere(CannotDerive):
    """What is to be found has no value anywhere."""
