"""Phrases, as regular expressions, looked for in a text by how they begin.

One pattern of all phrases would be compiled whole whenever a document is read, and tried at every letter. Here a phrase is
compiled when its beginning stands somewhere, and more that it must hold behind that, which of most never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Kind = TypeVar("Kind")
_Apart: TypeAlias = tuple[frozenset[str], frozenset[str], Sequence[str]]

_WORD = re.compile(r"(?<![\w'-])[^\W\d_][\w. ]")
_WHOLE_WORD = re.compile(r"[\w'□-]+")
_BEHIND = r"(?![\w'-])"
_STEM = re.compile(r"(?:[^\W\d_]|\\\.| )+")
_PIECE = re.compile(r"(?P<letters>(?:[^\W\d_]|[ '-])+)|\\.|\[[^]]*\]|.")
_MARKS = re.compile(r"[()|]")
_MAY_BE_LEFT_OUT = ("?", "*", "{")
_LENGTH = 2
"""How many letters of a phrase say where to look for it."""
_HEAD = 3
"""How many letters of a word say whether to look for it; no word with any ending has fewer."""
_MOST_TEXTS, _LONGEST = 2_000, 500
"""How many texts are kept apart, and how many characters these have at most: the same words are looked for in them again."""


class Phrase(NamedTuple, Generic[Kind]):
    """A phrase that was found: of which kind it is, and where it stands."""

    kind: Kind
    start: int
    end: int
    text: str


class Phrases(Generic[Kind]):
    """Phrases of several kinds. Where several could stand at one place, the first given is meant.

    A phrase is a regular expression for whole words in small letters. It begins with two plain letters at least, or with a group
    `(?:…)` of such beginnings, which may be followed by `?`.
    """

    def __init__(self, phrases: Sequence[tuple[Kind, Sequence[str]]]) -> None:
        table: dict[str, list[tuple[str, Kind, str]]] = {}
        for kind, patterns in phrases:
            for pattern in patterns:
                for stem in stems(pattern):
                    table.setdefault(stem[:_LENGTH], []).append((stem, kind, pattern))
        self._table: Mapping[str, Sequence[tuple[str, Kind, str]]] = MappingProxyType(table)
        self._needed: dict[str, tuple[str, ...]] = {}

    def find(self, text: str, start: int = 0) -> Iterator[Phrase[Kind]]:
        """The phrases in a text in small letters, from `start` on, one behind the other."""
        for word in _WORD.finditer(text, start):
            at = word.start()
            if at < start:
                continue
            for stem, kind, pattern in self._table.get(word.group(), ()):
                if not text.startswith(stem, at):
                    continue
                needed = self._needed_by(pattern)
                if needed and all(text.find(letters, at) < 0 for letters in needed):
                    continue
                if found := re.compile(pattern + _BEHIND).match(text, at):
                    yield Phrase(kind, at, found.end(), found.group())
                    start = found.end()
                    break

    def _needed_by(self, pattern: str) -> tuple[str, ...]:
        """Letters of which a phrase needs some; of one that a plain word begins, its beginning tells enough."""
        if not pattern.startswith("(?:"):
            return ()
        if (known := self._needed.get(pattern)) is None:
            known = self._needed[pattern] = needed_letters(pattern)
        return known


class Text(str):
    """A text in which many words are looked for: it is taken apart once, and keeps what is found."""

    @staticmethod
    def of(text: str) -> Text:
        """A text as one; itself if it is one already."""
        return text if isinstance(text, Text) else Text(text)

    @cached_property
    def apart(self) -> _Apart:
        """Its words in small letters, what they begin with, and all of them in order."""
        return _apart(self)


def _taken_apart(text: str) -> _Apart:
    words = _WHOLE_WORD.findall(text.lower())
    return frozenset(words), frozenset([word[:_HEAD] for word in words]), words


_of_short = lru_cache(maxsize=_MOST_TEXTS)(_taken_apart)


def _apart(text: str) -> _Apart:
    return _of_short(text) if len(text) <= _LONGEST else _taken_apart(text)


class Words:
    """Words that may stand in a text, several in a row too: `hence, we get, curves?, simplif*`. Behind one, `*` stands for any
    ending, and `s?` for one of both numbers.

    They are no regular expression: to compile one takes longer than to look for a hundred words in a sentence.
    """

    def __init__(self, *words: str) -> None:
        listed = [word for line in words for word in line.split(",")]
        listed += [word.removesuffix("s?") for word in listed if word.endswith("s?")]
        sought = {word: word.replace("?", "").removesuffix("*").split() for word in listed}
        self._words = frozenset(words[0] for word, words in sought.items() if len(words) == 1 and not word.endswith("*"))
        others = {word: words for word, words in sought.items() if len(words) > 1 or word.endswith("*")}
        self._others = tuple(_spaced(words)[: -1 if word.endswith("*") else None] for word, words in others.items())
        self._heads = frozenset(words[0][:_HEAD] for words in others.values())
        assert all(len(word) > _HEAD for word in others if word.endswith("*")), listed

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in `text`, in small letters or not."""
        if not text:
            return False
        words, heads, in_order = text.apart if isinstance(text, Text) else _apart(text)
        if not self._words.isdisjoint(words):
            return True
        if self._heads.isdisjoint(heads):  # most texts hold none of these
            return False
        spaced = _spaced(in_order)
        return any(sought in spaced for sought in self._others)


def _spaced(words: Sequence[str]) -> str:
    """Words, and marks of formulas, with one space before and behind each."""
    return f" {' '.join(words)} "


def stems(pattern: str) -> tuple[str, ...]:
    """The letters with which something can begin that a pattern matches, one of them for each way to begin."""
    if not pattern.startswith("(?:"):
        found = _STEM.match(pattern)
        assert found is not None, pattern
        behind = pattern[found.end() : found.end() + 1]
        stem = found.group().replace("\\", "")[: -1 if behind in ("?", "*") else None]
        assert len(stem) >= _LENGTH, pattern
        return (stem,)
    beginnings, end = _alternatives(pattern)
    if pattern[end : end + 1] == "?":
        beginnings.append(pattern[end + 1 :])
    return tuple(dict.fromkeys(stem for beginning in beginnings for stem in stems(beginning)))


def needed_letters(pattern: str) -> tuple[str, ...]:
    """Letters of which some stand in all that a pattern matches; none where that is not plain to see.

    They are those of one of its pieces, letters or a group, that may not be left out: of the one whose letters are the longest.
    """
    needed: tuple[str, ...] = ()
    at = 0
    while at < len(pattern):
        letters: tuple[str, ...] = ()
        if pattern[at] == "(":
            alternatives, length = _alternatives(pattern[at:])
            end = at + length
            if pattern.startswith("(?:", at) and pattern[end : end + 1] not in _MAY_BE_LEFT_OUT:
                each = [needed_letters(alternative) for alternative in alternatives]
                letters = tuple(one for found in each for one in found) if all(each) else ()
        else:
            piece = _PIECE.match(pattern, at)
            assert piece is not None, pattern
            end = piece.end()
            if piece["letters"]:
                letters = (piece["letters"][: -1 if pattern[end : end + 1] in _MAY_BE_LEFT_OUT else None],)
        if letters and min(map(len, letters)) > min(map(len, needed), default=0):
            needed = letters
        at = end
    return needed


def _alternatives(pattern: str) -> tuple[list[str], int]:
    """What stands between the bars of the group that a pattern begins with, and where the group ends."""
    depth, start = 0, len("(?:")
    found: list[str] = []
    for mark in _MARKS.finditer(pattern):
        character, at = mark.group(), mark.start()
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        if (character == "|" and depth == 1) or not depth:
            found.append(pattern[start:at])
            start = at + 1
        if not depth:
            break
    return found, start
