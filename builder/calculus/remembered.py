"""What was answered before, so that equal questions of a run, and of the next one, are answered once.

People write the same formulas again and again: a rule is restated, an exercise is solved where it was set, a hundred notes of
one author share their definitions. An answer is remembered for all that it depends on, so that it never matters for a verdict
whether it was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from fractions import Fraction
from types import FunctionType, MappingProxyType
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import astuple

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Node
from builder.digest import blake2b

MOST_ANSWERS = 5_000
MOST_TREES = 20_000
MOST_WORDS = 10_000
"""How many answers, trees that questions are about, and sentences are kept: some tens of megabytes. With one more, all are
forgotten."""

Answer = TypeVar("Answer")


class _Answered(NamedTuple):
    """An answer, and if it may be kept until the next run the name of its question there, and its text."""

    answer: Any
    name: bytes = b""
    text: bytes = b""


class Remembered(Struct):
    """Answers by question, in which trees are named by their digest: equal ones have the same.

    Digests are found by the identity of a tree first, which is kept beside it, so that no other takes its identity. `before` are
    answers of an earlier run of this very program, by the digests of their questions; see `begin`.
    """

    answers: dict[Hashable, _Answered] = field(default_factory=dict)
    trees: dict[int, tuple[object, bytes]] = field(default_factory=dict)
    words: dict[Hashable, Any] = field(default_factory=dict)
    before: Mapping[bytes, bytes] = field(default_factory=dict)
    told: dict[bytes, bytes] | None = None

    def begin(self, before: Mapping[bytes, bytes]) -> None:
        """Take answers from those that an earlier run kept, and gather in `told` those that the next one may want."""
        self.before, self.told = before, {}

    def answer(self, question: Hashable, ask: Callable[[], Answer], kind: Any = None) -> Answer:
        """The answer to a question: `ask` is called when it is not known. What `ask` raises is not remembered.

        `kind` is the type of an answer that may be kept until the next run: one of structures, numbers and texts.
        """
        known = self.answers.get(question)
        if known is None:
            known = _Answered(ask()) if kind is None or self.told is None else self._kept(question, ask, kind)
            if len(self.answers) >= MOST_ANSWERS:
                self.answers.clear()
            self.answers[question] = known
        if known.name and self.told is not None:
            self.told[known.name] = known.text
        answer: Answer = known.answer
        return answer

    def of_words(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What words tell by themselves: `ask` is called when it is not known."""
        known: Answer | None = self.words.get(question)
        if known is None:
            if len(self.words) >= MOST_WORDS:
                self.words.clear()
            known = self.words[question] = ask()
        return known

    def _kept(self, question: Hashable, ask: Callable[[], Answer], kind: Any) -> _Answered:
        name = _digest(question)
        text = self.before.get(name)
        if text is not None:
            try:
                return _Answered(msgspec.msgpack.decode(text, type=kind, dec_hook=_fraction), name, text)
            except (msgspec.DecodeError, ValueError, ZeroDivisionError):
                pass  # whoever wrote this, it was not us
        answer = ask()
        return _Answered(answer, name, msgspec.msgpack.encode(answer, enc_hook=_plain))

    def tree(self, tree: Node) -> bytes:
        """The digest of a tree, in which nodes that somebody wrote are told from those that nobody did."""
        return self._digest_of(tree, lambda: tree)

    def context(self, context: Context) -> bytes:
        """The digest of a context."""
        return self._digest_of(context, lambda: self._parts(context))

    def macros(self, macros: Mapping[str, str]) -> Hashable:
        """What commands stand for."""
        return tuple(macros.items())

    def _parts(self, context: Context) -> tuple[object, ...]:
        return (
            tuple(map(self._definition, context.definitions.values())),
            tuple(map(self.tree, context.assumptions)),
            tuple(map(self.tree, context.curves)),
            tuple(context.kinds.items()),
            context.variable,
            tuple(sorted(context.stated)),
            tuple((name, *map(self.tree, sizes)) for name, sizes in context.shapes.items()),
            tuple(context.sorts.items()),
            tuple(sorted(context.special)),
            tuple(context.parameters.items()),
        )

    def _definition(self, definition: Definition) -> bytes:
        body = definition.body
        return self._digest_of(
            definition, lambda: (definition.name, definition.parameters, None if body is None else self.tree(body))
        )

    def _digest_of(self, tree: object, structure: Callable[[], object]) -> bytes:
        known = self.trees.get(id(tree))
        if known is None:
            digest = _digest(structure())
            if len(self.trees) >= MOST_TREES:
                self.trees.clear()
            known = self.trees[id(tree)] = tree, digest
        return known[1]


def _digest(structure: object) -> bytes:
    """Of a tree, or of texts, numbers, truth values, members of enumerations, functions, structures and tuples of them."""
    return blake2b(repr(_told(structure)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _told(part: object) -> object:
    """What `repr` writes in the same way in every process."""
    if part is None or isinstance(part, str | int | bytes):
        return part
    if isinstance(part, Node):
        *parts, span = astuple(part)
        return (type(part).__name__, span is None, *map(_told, parts))
    if isinstance(part, tuple):
        return tuple(map(_told, part))
    if isinstance(part, Enum):
        return None, type(part).__name__, part.name
    if isinstance(part, Struct):
        return type(part).__name__, *map(_told, astuple(part))
    assert isinstance(part, FunctionType | type), part
    return None, part.__module__, part.__qualname__


def _plain(value: object) -> object:
    """What `msgspec` does not write by itself: a fraction as its text, a read-only view as what it shows."""
    if isinstance(value, Fraction):
        return str(value)
    assert isinstance(value, MappingProxyType)
    return dict(value)


def _fraction(kind: type, value: object) -> Fraction:
    if kind is not Fraction or not isinstance(value, str):
        raise ValueError(value)
    return Fraction(value)
