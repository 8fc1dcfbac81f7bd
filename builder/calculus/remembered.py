"""What was answered before, so that equal questions of a run are answered once.

People write the same formulas again and again: a rule is restated, an exercise is solved where it was set, a hundred notes of
one author share their definitions. An answer is remembered for all that it depends on, so that it never matters for a verdict
whether it was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar, cast

from msgspec import Struct, field
from msgspec.structs import astuple

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Node

MOST_ANSWERS = 5_000
MOST_TREES = 20_000
"""How many answers, and trees that questions are about, are kept: some tens of megabytes. With one more, all are forgotten."""

Answer = TypeVar("Answer")


class Remembered(Struct):
    """Answers by question, and the numbers by which questions name trees: equal ones have the same, and none is given twice.

    Trees are found by identity first, and kept beside their number, so that no other takes the identity of one.
    """

    given: int = 0
    answers: dict[Hashable, Any] = field(default_factory=dict)
    numbers: dict[Hashable, int] = field(default_factory=dict)
    trees: dict[int, tuple[object, int]] = field(default_factory=dict)

    def answer(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question: `ask` is called when it is not known. What `ask` raises is not remembered."""
        if question not in self.answers:
            answer = ask()
            self._make_room()
            self.answers[question] = answer
        return cast(Answer, self.answers[question])

    def tree(self, tree: Node) -> int:
        """The number of a tree, in which nodes that somebody wrote are told from those that nobody did."""
        return self._numbered(tree, lambda: _structure(tree))

    def context(self, context: Context) -> int:
        """The number of a context."""
        return self._numbered(context, lambda: self._parts(context))

    def macros(self, macros: Mapping[str, str]) -> int:
        """The number of what commands stand for."""
        return self._number(tuple(macros.items()))

    def _parts(self, context: Context) -> Hashable:
        return (
            Context,
            tuple(map(self._definition, context.definitions.values())),
            tuple(map(self.tree, context.assumptions)),
            tuple(map(self.tree, context.curves)),
            tuple(context.kinds.items()),
            context.variable,
            context.stated,
            tuple((name, *map(self.tree, sizes)) for name, sizes in context.shapes.items()),
        )

    def _definition(self, definition: Definition) -> int:
        body = definition.body
        return self._numbered(
            definition, lambda: (definition.name, definition.parameters, None if body is None else self.tree(body))
        )

    def _numbered(self, tree: object, structure: Callable[[], Hashable]) -> int:
        known = self.trees.get(id(tree))
        if known is None:
            if len(self.trees) >= MOST_TREES:
                self.trees.clear()  # what is equal to one of them is given its number again
            known = self.trees[id(tree)] = tree, self._number(structure())
        return known[1]

    def _number(self, structure: Hashable) -> int:
        number = self.numbers.get(structure)
        if number is None:
            number = self.numbers[structure] = self.given = self.given + 1
        return number

    def _make_room(self) -> None:
        if len(self.answers) >= MOST_ANSWERS or len(self.numbers) >= MOST_TREES:
            self.answers.clear()
            self.numbers.clear()
            self.trees.clear()


def _structure(tree: Node) -> Hashable:
    *parts, span = astuple(tree)
    return (type(tree), span is None, *map(_part, parts))


def _part(part: object) -> Hashable:
    if isinstance(part, Node):
        return _structure(part)
    return tuple(map(_part, part)) if isinstance(part, tuple) else part
