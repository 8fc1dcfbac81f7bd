"""Statements of which readers are to find whether they hold: options of a question, items of a quiz, boxes without a tick.

Of those that are wrong, most are wrong on purpose. One that the text says to be right is a claim as any other: it is ticked, it
is told to be true, or the answer behind names it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from builder.document.document import Display, Element, Headline, Mark, Mention, Paragraph, Part
from builder.document.phrases import Words

NO_TICK, TICKED = "☐", "☑"
"""The boxes of items of a list, as words."""

_TO_DECIDE = (
    *("true or false", "true/false", "(t/f)", "right or wrong", "correct or incorrect", "multiple choice", "multiple-choice"),
    *("wahr oder falsch", "richtig oder falsch", "vrai ou faux", "verdadero o falso", "verdadera o falsa", "vero o falso"),
)
_IF_OF_TRUTH = (
    *(
        "decide",
        "determine whether",
        "determine which",
        "determine if",
        "state whether",
        "say whether",
        "whether each",
        "whether the following",
        "are the following",
    ),
    *("mark ", "tick ", "choose ", "select ", "pick ", "circle ", "check all", "entscheide", "kreuze", "cochez", "choisissez"),
)
_TRUTH = tuple("true false correct hold valid wrong answer statement richtig wahr korrekt vrai".split())
_WHICH = ("which", "welche", "quelle", "lequel", "laquelle", "lesquelles", "cuál", "quale")
_WORKS_OUT = Words(
    "we have, so, since, because, hence, therefore, thus, we get, we find, yes, no, yields, gives, denn, car, donc"
)
_GOES_ON = ("then", "is", "are", "equals", "then:", "is:", "are:", "equals:", "by:", "alors", "dann", "ist", "entonces", "est")
_LABEL = r"(?:^|(?<=\s))(?:\(([A-Ha-h])\)|([A-H])[.)]|([a-h])\))(?=\s|$)"
_TOLD_TRUE = (
    r"[\s.,;:—–*_(-]*(?:(?:is|this is|answer:?|that is|it is)\s+)?"
    r"(?:true|correct|right|holds|wahr|richtig|vrai|✓|✔|✅)(?![\w/])(?! or\b)"
)
_ANSWER = (
    r"\b(?:answers?|solution|key|choice|option|antwort|lösung|réponse|respuesta)\b[\s*_:.]*(?:(?:is|ist|est|es)\b[\s*_:]*)?"
    r"(?:option\s+)?(?:\(([a-h])\)|([b-h])\b|(a)(?=[\s*_]*(?:$|[.,;:)])))"
    r"|(?:\(([a-h])\)|\b([b-h])\)?) is (?:the )?(?:\w+ )?(?:correct|right|true|answer)\b"
)
_NEAR = 4
"""How many elements behind the options their answer stands at most."""

_FORMULA = " □ "


class _Kind(Enum):
    """What is to be done with options."""

    DECIDE = "find which of them hold"
    CHOOSE = "find which of them is such"
    FIND = "find what something is: of options that tell it, one holds"


class _Option(Struct):
    """An option: its letter in capitals, or "", the places of its formulas, by the number of their element, and its words."""

    letter: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    words: str = ""


def with_options(flow: Sequence[Element]) -> Sequence[Element]:
    """The elements of a document, in which the formulas are `asked` of which readers are to find whether they hold."""
    asked: dict[int, set[int]] = {}
    told = [(n, e, _text(e.parts).lower()) for n, e in enumerate(flow) if isinstance(e, Paragraph | Headline) and e.parts]
    whole = "\n".join([text for _, _, text in told])
    sought = [[words for words in each if words in whole] for each in (_TO_DECIDE, _IF_OF_TRUTH)]  # few documents hold any
    for number, element, text in told:
        first = element.parts[0]
        if isinstance(first, str) and first.startswith(NO_TICK):
            asked.setdefault(number, set()).update(range(len(element.parts)))
        if kind := _asks(text, *sought, heading=isinstance(element, Headline)):
            for at, part in _asked_behind(flow, number, kind):
                asked.setdefault(at, set()).add(part)
    if not asked:
        return flow
    return [_with_asked(element, asked[number]) if number in asked else element for number, element in enumerate(flow)]


def _with_asked(element: Element, asked: Collection[int]) -> Element:
    match element:
        case Paragraph(parts):
            marked = (
                replace(part, asked=True) if n in asked and isinstance(part, Mention) else part for n, part in enumerate(parts)
            )
            return replace(element, parts=tuple(marked))
        case Display(mention):
            return replace(element, mention=replace(mention, asked=True))
        case _:
            return element


def _asks(text: str, to_decide: Sequence[str], if_of_truth: Sequence[str], *, heading: bool) -> _Kind | None:
    """What a text in small letters asks of what follows, if it asks anything; of words that ask to decide that, those are given
    that its document holds."""
    if any(words in text for words in to_decide):
        return _Kind.DECIDE
    if any(words in text for words in if_of_truth) and any(words in text for words in _TRUTH):
        return _Kind.DECIDE
    if heading:
        return None
    if "?" in text:
        return _Kind.CHOOSE if any(word in text for word in _WHICH) else _Kind.FIND
    if text.lstrip(" *_0123456789.)").startswith(_WHICH):
        return _Kind.CHOOSE
    last = text.rsplit("a)" if "a)" in text else "a.", 1)[0].rstrip(" (*_").rsplit(None, 1)[-1:]
    return _Kind.FIND if last and last[0] in _GOES_ON else None


def _asked_behind(flow: Sequence[Element], start: int, kind: _Kind) -> set[tuple[int, int]]:
    """The places of the options of a question that are asked."""
    options, end = _options(flow, start, kind)
    if kind is _Kind.FIND and not _exclude_each_other(flow, options):
        return set()
    behind = options[-1].words.rpartition("□")[2] if options else ""
    right = _answer(behind, *(_text(e.parts) for e in flow[end : end + _NEAR] if isinstance(e, Paragraph | Headline)))
    return {
        place
        for option in options
        if not (right and option.letter == right) and TICKED not in option.words and not _is_told_true(option.words)
        if kind is not _Kind.CHOOSE or not _WORKS_OUT.stand_in(option.words.partition("?")[0])
        for place in option.places
    }


def _options(flow: Sequence[Element], start: int, kind: _Kind) -> tuple[list[_Option], int]:
    """The options of the question of a kind in an element: in it, in the paragraphs behind it, or the items of the list behind
    it; and the number of the first element behind them. A display is one where something is to be decided."""
    question = flow[start]
    options = _pieces(question.parts, start, "A")[1:] if isinstance(question, Paragraph) else []
    depth = 0
    for number in range(start + 1, len(flow)):
        element = flow[number]
        match element:
            case Mark.ITEM:
                depth += 1
                if depth == 1:
                    options.append(_Option())
            case Mark.ITEM_END if depth:
                depth -= 1
            case Mark.LIST_END if options:
                if depth == 0:
                    return options, number + 1
            case Paragraph(parts):
                stem, *others = _pieces(parts, number, _next(options))
                if depth and others and not stem.words.strip() and not options[-1].places:
                    options[-1:] = others
                elif depth:
                    for piece in (stem, *others):
                        options[-1].places += piece.places
                        options[-1].words += piece.words
                elif others and not stem.words.strip():
                    options += others
                else:
                    return options, number
            case Display() if options or kind is _Kind.DECIDE:
                options = options or [_Option()]
                options[-1].places.append((number, 0))
                options[-1].words += _FORMULA
            case _:
                return options, number
    return options, len(flow)


def _pieces(parts: Sequence[Part], number: int, letter: str) -> list[_Option]:
    """What stands in a paragraph before the label of the option with a letter, and the options in it from there on."""
    pieces = [_Option()]
    for n, part in enumerate(parts):
        if isinstance(part, Mention):
            pieces[-1].places.append((number, n))
            pieces[-1].words += _FORMULA
            continue
        at = 0
        for found in re.finditer(_LABEL, part):
            if next(group for group in found.groups() if group).upper() == letter:
                pieces[-1].words += part[at : found.start()]
                pieces.append(_Option(letter))
                at, letter = found.end(), chr(ord(letter) + 1)
        pieces[-1].words += part[at:]
    return pieces


def _next(options: Sequence[_Option]) -> str:
    return chr(ord(options[-1].letter) + 1) if options and options[-1].letter else "A"


def _exclude_each_other(flow: Sequence[Element], options: Sequence[_Option]) -> bool:
    """Whether three options or more tell different values of one thing: `f'(2) = 8`, `f'(2) = 12`."""
    told = [latex.partition("=") for option in options for latex in _formulas(flow, option)]
    lefts, rights = {left.strip() for left, _, _ in told}, {right.strip(" .,;") for _, _, right in told}
    return len(options) == len(told) > 2 and len(lefts) == 1 and "" not in rights and len(rights) > 1


def _formulas(flow: Sequence[Element], option: _Option) -> Iterator[str]:
    for number, n in option.places:
        element = flow[number]
        part = element.mention if isinstance(element, Display) else element.parts[n] if isinstance(element, Paragraph) else ""
        if isinstance(part, Mention):
            yield part.formula.latex


def _is_told_true(words: str) -> bool:
    """Whether the words behind the formula of an option say that it holds."""
    behind = words.rpartition("□")[2].lower()
    return bool(behind.strip()) and re.match(_TOLD_TRUE, behind) is not None


def _answer(*texts: str) -> str:
    """The letter of the option that one of some texts says to be right, in capitals; "" if none does."""
    found = next(filter(None, (re.search(_ANSWER, text.lower()) for text in texts)), None)
    return "" if found is None else next(group for group in found.groups() if group).upper()


def _text(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else _FORMULA for part in parts)
