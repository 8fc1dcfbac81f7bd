"""What a document says, relation by relation: the types.

A relation that may be meant in several ways is a `PERHAPS`: it counts when it is proved, or holds nowhere, and is a condition
otherwise. One that the words suppose, ask or look for is `SUPPOSED`: it counts when it is proved. So does
one that is `SHOWN` under a heading about mistakes; where it fails it is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from builder.calculus.claim import Answer
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Expression, Relation, Symbol
from builder.calculus.judge.verdict import Refuted
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.statement import Statement
from builder.calculus.solving import Solving
from builder.document.document import Directive, Formula
from builder.source import Span


class Role(Enum):
    """What a relation is in its text."""

    CLAIM = "claim"
    PERHAPS = "perhaps"
    SUPPOSED = "supposed"
    SHOWN = "shown"
    DEFINITION = "definition"
    REBOUND = "rebound"
    CLASH = "clash"
    CONDITION = "condition"
    SKIPPED = "skipped"
    TRUSTED = "trusted"
    UNREADABLE = "unreadable"


DECIDED = (Role.CLAIM, Role.PERHAPS, Role.SUPPOSED, Role.SHOWN)
"""What is decided, whatever comes of it."""


class Alternative(Struct, frozen=True):
    """Another context in which a statement may be meant, with a word on what it supposes: at the place `at`, if that is told.

    `told` says that the text supposes it as well: what does not hold here alone is not refuted. `continuous` says that functions
    are taken to be continuous in it that the text defines: what is refuted of those stays refuted. `here` says that the sentence
    itself tells the place, `above` that what is derived from names of a section above is claimed of what they stood for there,
    `own` that a row of the chain itself puts the values in: what is false without them is not refuted, and not proved by them.
    `unclear` says that it is a part of where letters may lie of which the text supposes something that is not understood, or that
    definitions may be meant anew in it, as its note says: what holds there is not refuted. `moved` tells that an operator of the
    claim moves what letters stand for in it, which are constants elsewhere: what it refutes is not proved by that. `of_numbers`
    tells that only what is said to be a number is meant in it.
    """

    context: Context
    note: str
    at: tuple[tuple[Symbol, Expression], ...] = ()
    told: bool = False
    continuous: bool = False
    here: bool = False
    above: bool = False
    own: bool = False
    unclear: bool = False
    moved: bool = False
    of_numbers: bool = False


class Said(Struct, frozen=True):
    """One relation: its place in the formula, its row, what it is, the name it defines, and why it is what it is.

    `concluded` tells that the words before it draw it as a conclusion: `hence`, `we get`. `doubt` is why an equation that
    looks like an identity, and that no word makes a condition, is none. `solves` are the equations, one of which holds, that a
    value of a letter is said to follow from, `alone` whether it is said to be the only one. `reason` are the words that stand
    beside the row, or before it.
    `relation` is None for a formula without any, and for what could not be read.
    """

    relation: Relation | None
    span: Span
    row: int
    role: Role
    name: str = ""
    note: str = ""
    concluded: bool = False
    doubt: Refuted | None = None
    solves: tuple[Relation, ...] = ()
    alone: bool = False
    reason: str = ""


class Saying(Struct, frozen=True):
    """One statement of a formula, relation by relation, in its context.

    A claim that is refuted in `context` and proved in one of the `others` is no error. `fault` tells what could not be read.
    `solving` are equations that are solved, of `statements`: each of them is a condition, and claimed is that it follows.
    `restricted` tells that words before it may rule out solutions, `aside` that it stands among the words beside a row.
    `answer` is what values that it tells are said to solve.
    """

    formula: Formula
    said: tuple[Said, ...]
    context: Context
    others: tuple[Alternative, ...] = ()
    fault: LatexError | None = None
    solving: Solving | None = None
    statements: tuple[Statement, ...] = ()
    restricted: bool = False
    aside: bool = False
    answer: Answer | None = None


class Task(Struct, frozen=True):
    """A directive of mathematics, and what holds where it stands: definitions, macros, and rules that readers have mastered.

    `asked` is the function that its exercise asks about, and `other` the one that it works on instead, if it does.
    """

    directive: Directive
    context: Context
    macros: Mapping[str, str]
    known: frozenset[str] = frozenset()
    asked: Definition | None = None
    other: Definition | None = None


Utterance: TypeAlias = Saying | Task
