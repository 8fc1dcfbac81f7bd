"""A statement in its text: the types of what is known before its relations are read one by one."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from builder.calculus.context import Context, Definition
from builder.calculus.latex.statement import Statement
from builder.document.cues import Cue, concludes, rejects, tells_solutions
from builder.document.definitions import Found
from builder.document.generality import Generality
from builder.document.prose import Passage
from builder.document.sayings import Role
from builder.document.sentences import Behind, ReadFormula


class Sentence(Struct, frozen=True):
    """The passage that is read, and what its sentence began with.

    `found` is what its statements define, by the number of their formula and their own in it. `points` are the values of letters
    that were told before the sentence began, `context` is what held there. `general` tells of which letters it speaks in
    general, `as_functions` which names of a chain of definitions are functions of its last side, `all_cases` that it is said of
    all cases before it.
    """

    passage: Passage
    found: Mapping[tuple[int, int], Found]
    points: tuple[Definition, ...]
    context: Context
    general: Generality
    as_functions: frozenset[str]
    all_cases: bool


class Occurrence(Struct, frozen=True):
    """The statement `index` of a formula in its sentence, with what is said `behind` it.

    `cue` is what the words make of it, and `made` the definition that was found in it. `points` are the values that letters have
    there, `given` those letters that the same sentence gives them to. It is said `for_all` values of some letters, of which the
    `bound` ones are named behind it; the `arbitrary` ones may have any. `vague` tells that it stands under a condition that was
    not understood, `shown` that it stands under a heading about mistakes.
    """

    one: ReadFormula
    index: int
    sentence: Sentence
    behind: Behind
    cue: Cue
    made: Found | None
    points: tuple[Definition, ...]
    given: frozenset[str]
    for_all: frozenset[str]
    bound: frozenset[str]
    arbitrary: frozenset[str]
    vague: bool
    shown: bool

    @property
    def statement(self) -> Statement:
        """The statement itself."""
        return self.one.display.statements[self.index]

    @property
    def passage(self) -> Passage:
        """The passage in which it stands."""
        return self.sentence.passage

    @property
    def role(self) -> Role | None:
        """What was made of it as a definition, if anything."""
        return self.made.role if self.made is not None else None

    @property
    def before(self) -> str:
        """The words before it, with a box for each formula."""
        return f"{self.one.before} {self.statement.words}"

    @property
    def words(self) -> str:
        """The words around its formula."""
        return f"{self.one.before} □ {self.one.after}"

    @property
    def is_alone(self) -> bool:
        """Whether its formula says nothing else."""
        return len(self.one.display.statements) == 1

    @property
    def is_bare(self) -> bool:
        """Whether no words stand before it."""
        return not self.passage.lead.strip() and not self.before.rpartition("□")[2].strip(" ,;")

    @property
    def is_concluded(self) -> bool:
        """Whether the words before it draw it as a conclusion."""
        concluded = (self.cue is Cue.CLAIM and concludes(self.before)) or tells_solutions(self.before)
        return concluded and not rejects(self.one.after.partition("□")[0])
