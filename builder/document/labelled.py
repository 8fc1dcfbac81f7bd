"""Parts of exercises and of answers that have labels, `(a) … (b) …`, `a. … b. …`, `i) … ii) …`: they are the items of a list.

They may stand in one paragraph, or begin paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from builder.document.document import Display, Element, Mark, Paragraph, Part

_LABEL = re.compile(r"(?:^|(?<=[\s.,;:]))[*_]{0,3}\(?([a-h]|[ivx]{1,5}|[1-9])[.)][*_]{0,3}(?=\s|$)")
_FIRST = ("a", "i", "1")
_FIRST_LABEL = re.compile(r"[ai1][.)]")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_BEFORE_NEXT = r"[\s,;&]*(?:\band)?\s*$"
_NUMBER = r"(?:^|[.:;])\s*\(?\d+[.)]\s*$"  # of another list around this one
_JOINS = (r"[\s.,;:&)\]*_]*(?:and)?\s*", r".*[.?!;:][\s,)\]*_]*")


class Run(Struct):
    """Elements, by the numbers of the first and of that behind the last, that are parts with labels: the `head` that stands in
    front of them, and each part with its label."""

    start: int
    end: int
    head: tuple[Part, ...]
    items: list[tuple[str, list[Element]]] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """The run as a list."""
        if self.head:
            yield Paragraph(self.head)
        for _, item in self.items:
            yield Mark.ITEM
            yield from item
            yield Mark.ITEM_END
        yield Mark.LIST_END


def runs(flow: Sequence[Element]) -> list[Run]:
    """The runs of parts with labels, two at least each."""
    found: list[Run] = []
    run: Run | None = None
    waiting: list[Element] = []  # what stands behind the last part, and belongs to it if another one follows
    for number, element in enumerate(flow):
        if not isinstance(element, Display) and (not isinstance(element, Paragraph) or element.title):
            run, waiting = None, []
            continue
        parts = element.parts if isinstance(element, Paragraph) else ()
        if run is not None:
            head, pieces = _pieces(parts, _following(run.items[-1][0]))
            if pieces and not head:
                run.items[-1][1].extend(waiting)
                run.items += pieces
                run.end, waiting = number + 1, []
                continue
        head, pieces = _pieces(parts, "")
        if pieces and (run is None or head or pieces[0][0] == run.items[0][0]):
            run = Run(number, number + 1, head, pieces)
            found.append(run)
            waiting = []
        elif run is not None and isinstance(element, Display) and run.end == number:
            run.items[-1][1].append(element)
            run.end = number + 1
        else:
            waiting.append(element)
    return [run for run in found if len(run.items) > 1]


def without_label(parts: Sequence[Part]) -> tuple[Part, ...]:
    """A text without the label that it begins with, if it does."""
    first = parts[0] if parts and isinstance(parts[0], str) else ""
    label = _LABEL.match(first.lstrip())
    return tuple(parts) if label is None else tuple(filter(None, (first.lstrip()[label.end() :].lstrip(), *parts[1:])))


def _pieces(parts: Sequence[Part], expected: str) -> tuple[tuple[Part, ...], list[tuple[str, list[Element]]]]:
    """What a text begins with, and its pieces with labels, of which the first is the `expected` one, or any that a list begins
    with; none where it has no such labels."""
    if not expected and not any(isinstance(part, str) and _FIRST_LABEL.search(part) for part in parts):
        return (), []
    head: list[Part] = []
    pieces: list[tuple[str, list[Part]]] = []
    for number, part in enumerate(parts):
        here = pieces[-1][1] if pieces else head
        if not isinstance(part, str) or not (pieces or expected or _FIRST_LABEL.search(part)):
            here.append(part)
            continue
        at = 0
        for label in _LABEL.finditer(part):
            last = pieces[-1][0] if pieces else ""
            if pieces and label[1] == pieces[0][0]:
                return (), []  # several lists in one text
            sought = (_following(last),) if last else (expected,) if expected else _FIRST
            is_last = number + 1 < len(parts) and not part[label.end() :].strip()
            if label[1] not in sought or not _begins(part[at : label.start()], is_last=is_last, alone=not here):
                continue
            if label[1].isdecimal() and not is_last and (here or part[at : label.start()].strip(" *_")):
                continue
            here += filter(None, (re.sub(_BEFORE_NEXT, "", part[at : label.start()]),))
            pieces.append((label[1], []))
            here, at = pieces[-1][1], label.end()
        here += filter(None, (part[at:].lstrip() if pieces and not here else part[at:],))
    told = tuple(head) if any(not isinstance(part, str) or part.strip(" *_.,;:") for part in head) else ()
    if re.search(_NUMBER, "".join(part if isinstance(part, str) else "□" for part in told)):
        return (), []
    return told, [(label, [Paragraph(tuple(piece))]) for label, piece in pieces] if all(piece for _, piece in pieces) else []


def _begins(words: str, *, is_last: bool, alone: bool) -> bool:
    """Whether a label stands where a part may begin behind `words`: at the beginning, if they stand `alone`, directly in front of
    a formula, if it `is_last`, or behind a formula or a sentence."""
    if is_last or (alone and not words.strip(" *_")):
        return True
    return re.fullmatch(_JOINS[0] if not alone else _JOINS[1], words) is not None or re.fullmatch(_JOINS[1], words) is not None


def _following(label: str) -> str:
    if label in _ROMAN[:-1]:
        return _ROMAN[_ROMAN.index(label) + 1]
    return str(int(label) + 1) if label.isdecimal() else chr(ord(label) + 1)
