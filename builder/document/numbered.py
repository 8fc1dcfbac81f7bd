"""Exercises and answers that are told apart by their numbers: `Exercise 3`, `Solution to Exercise 3`.

These are headings, or what paragraphs begin with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from builder.document.document import Begin, Element, End, Enter, Headline, Leave, Mark, Paragraph

_KINDS = r"(?:exercise|problem|question|task|example)"
_NUMBER = r"(?P<number>\d+(?:\.\d+)*[a-z]?)\b"
_EXERCISE = rf"[\W_]*(?P<kind>{_KINDS}|q)\.? ?{_NUMBER}"
_SOLUTION = rf"(?:the |worked )*(?:solution|answer)s? (?:(?:to|for|of) )?(?:the )?(?:(?P<kind>{_KINDS}) )?"
_ANSWER = rf"[\W_]*(?:{_SOLUTION}|a\.? ?){_NUMBER}[\W_]*"
_DIGIT = re.compile(r"\d")


class Section(Struct, frozen=True):
    """An exercise or an answer with a number: the numbers of its first element and of that behind its last. Where a paragraph
    begins it, that begins with a `label` of so many letters; a heading is no part of it."""

    start: int
    end: int
    label: int = 0
    headed: bool = False

    @property
    def inside(self) -> int:
        """The number of the first element that says something of it."""
        return self.start + self.headed


def sections(flow: Sequence[Element]) -> Iterator[tuple[Section, Section]]:
    """The exercises with numbers that are answered under these, each with its answer."""
    exercises: dict[str, dict[str, list[Section]]] = {}  # several of one number are not told apart, until they are answered
    begun: tuple[re.Match[str], bool, int] | None = None
    for number, element in enumerate((*flow, None)):
        opens = _opens(element)
        is_heading = isinstance(element, Headline)
        ends = opens is not None or element is None or isinstance(element, Enter | Leave | Begin | End) or element is Mark.ITEM
        if begun is not None and (ends or (is_heading and _is_above(element, flow[begun[2]]))):
            match, answers, start = begun
            section = Section(start, number, match.end(), isinstance(flow[start], Headline))
            if not answers:
                exercises.setdefault(match["number"], {}).setdefault(match["kind"], []).append(section)
            elif (found := _of(exercises.get(match["number"], {}), match["kind"])) is not None:
                yield found[0], section
                found.clear()
            begun = None
        begun = (*opens, number) if opens is not None else begun


def begins_answer(element: Element) -> bool:
    """Whether a text begins an answer to an exercise of a number."""
    opens = _opens(element)
    return opens is not None and opens[1]


def _opens(element: Element | None) -> tuple[re.Match[str], bool] | None:
    """How a text begins an exercise or an answer with a number, and whether it is an answer."""
    first = element.parts[0] if isinstance(element, Headline | Paragraph) and element.parts else ""
    if not isinstance(first, str) or (isinstance(element, Paragraph) and element.title):
        return None
    text = first[:80].lower()
    if _DIGIT.search(text) is None:
        return None
    answer = re.match(_ANSWER, text)
    found = answer or re.match(_EXERCISE, text)
    return None if found is None else (found, answer is not None)


def _of(exercises: Mapping[str, list[Section]], kind: str | None) -> list[Section] | None:
    """Of the exercises of a number, by their kinds, the one of a kind, or the only one, in a list of its own."""
    found = [each for name, each in exercises.items() if each and kind in (None, name)]
    return found[0] if len(found) == 1 and len(found[0]) == 1 else None


def _is_above(heading: Element | None, begun: Element) -> bool:
    """Whether a heading ends what another element began."""
    return not isinstance(begun, Headline) or (isinstance(heading, Headline) and heading.level <= begun.level)
