"""Exercises whose answers stand further on: `Differentiate: 1. □ 2. □ Answers: 1. □ 2. □`, `Find the derivative of □. Answer: □`.

Each answer belongs to the exercise of its number, so that what that exercise tells holds in it. An answer that is a bare formula
is read as the sentence that it is short for: `the derivative of □ is □`. Where it is not plain to which exercise answers belong,
those that are formulas alone are asked rather than claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from builder.document.document import (
    Begin,
    Directive,
    Display,
    Element,
    End,
    Enter,
    Headline,
    Leave,
    Mark,
    Mention,
    Paragraph,
    Part,
    Setting,
)
from builder.document.labelled import Run, runs, without_label
from builder.document.numbered import Section, begins_answer, sections
from builder.document.phrases import Words

MOST_WORDS, _BEGINNING = 1_000, 300
"""How many characters a question has at most, and how many of a text tell with what it begins."""

_ANSWERS = Words("answers?, solutions?, key, results, lösungen, antworten, réponses, solutions, respuestas, soluciones")
_LONGER_THAN_HEAD = re.compile(r"(?:\W*+\w++){7}")
"""More words than a text has that heads answers."""
_MOST_LISTS = 50
"""How many lists of exercises wait for further answers."""
_ASKS = Words(
    "find, evaluate, compute, calculate, determine, differentiate, integrate, solve, simplify, expand, factor, show, prove",
    "what is, what are, work out",
)
_EXERCISE = r"\W*(?:exercise|problem|question|task|example)\b"
_NUMBERED = r"\b(?:exercise|problem|question|task|example|part|section|chapter|set|list|sheet|solution|answer)s? (\d+(?:\.\d+)*)"
_LABEL = (
    r"(?:^|(?<=[.:;?)\s]))\W{0,4}"
    r"(?:(?:answer|ans|solution|sol|result)\s*[.:]|the answer is|(?<=\? )(?:it is|it's|that is)|(?<=\?))"
    r"\W*(?:(?:by|using|with) (?:the )?[\w'’ -]{1,30},\s*(?:we (?:get|have|find|obtain)\s*)?)?$"
)
_LONGEST_LABEL = 80
_IN_LABELS = ("ans", "sol", "result", "?")
"""Something of this stands in each label."""
_ARROWS = ("→", "⟶", "⇒", "->", "=>")
_Q, _A = r"\W*Q\d*[.:)]", r"\W*A\d*[.:)]\W*"
_IT_IS = r"\W*(?:it is|it's|that is)\W*"
_VERBS = r"(?:find|compute|determine|calculate|give|state|evaluate|what is|what are|write down|work out)"
_RESULTS = MappingProxyType({"differentiate": "the derivative of ", "integrate": "the integral of "})
_FOUND = rf"(?<!not )(?<!n't )(?<!never )\b(?:{_VERBS}:? |(?P<what>differentiate|integrate) )"
_OF_VERB = rf"\b{_VERBS}(?: the following)?\W*$"
_OPERATOR = (
    r"\s*(?:\\displaystyle\s*|\\textstyle\s*)?(?:\\i?i?int|\\lim|\\sum|\\prod|\\d?frac\s*\{\s*(?:d|\\partial)\s*\}|\\dfrac\s*\{d)"
)
_BOUND = r"_\s*\{[^{}]*\}"
_NAMED = r"\s*(?:[A-Za-z]|[A-Za-z]\s*\(\s*[A-Za-z]\s*\))\s*=(?P<side>[^=]*)"
_DEFINES = r"\s*(?:(?P<letter>\\?[a-z]+)|\\?[A-Za-z]+(?:\s*\([^()]*\))?)\s*=(?P<body>[^=]*)"
_VALUED = r"\s*[a-z]\s*=[^=<>]*"
_NAME = r"\s*\\?[A-Za-z]+\s*"
_LETTER = r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])"
_CONSTANTS = frozenset(("C", "c", "e", "k", "y"))
# How a text begins, or a sentence in it, that goes on to another exercise.
_NEXT = (
    r"(?:.*[.?!:)] )?[\W_]*(?:\(?\w{1,3}[.)] *)?"
    r"(?:find|compute|calculate|determine|evaluate|differentiate|integrate|solve|simplify|expand|factor\w*|show|prove|what|let|given|exercise|problem|question|task|example|q\d*|answers?|a\d*|solutions?)\b"
)
_ENDS = r"[\s.;!)\]*_]*"
# What may stand behind an answer, as its reason.
_REASON = rf"{_ENDS}|,? *(?:by|using|because|since|from|with|as)\b[^□]*"
_OF_LINE = Words(
    "tangent line, tangent plane, tangent, normal line, equation of the line, taylor, maclaurin, linear approximation",
    "linearization, linearisation",
)
_OF_PLACES = Words(
    "points?, zeros?, zeroes, roots?, solutions?, extrema, extremum, maxima, maximum, minima, minimum, vertex, intercepts?"
)
_LISTED = rf"\s*□(?:(?:\s|,|or|and)+□)*{_ENDS}"
# What may stand behind the words that ask, so that they ask for no more than they say.
_OBJECT = (
    r"(?: (?:the|of|each|all|every|following|these|this|below|functions?|expressions?|polynomials?|fractions?|integrals?|limits?"
    r"|sums?|series|products?|equations?|value|values|definite|indefinite|improper|completely|fully|exactly"
    r"|carefully|if (?:it|they) exists?|and simplify|your answers?|by hand|for x"
    r"|(?:using|by|with) (?:the )?(?:\w+ )?(?:rules?|substitution|parts)"
    r"|with respect to [a-z]))*$"
)
_BY_NUMBERS = Words("trapez*, simpson*, midpoint, riemann, newton*, estimate*, approximat*, numerical*, nearest, decimal*")
_FIND = r"\b(?:find|compute|calculate|determine|give|evaluate|work out)"
_OF_OPERATOR = "", " equals "
_OF_SOLUTIONS = "The solutions of ", " are "
# What words ask for, as what is said with the answer before and behind the formula that it is asked of.
_TASKS: tuple[tuple[str, str, str], ...] = (
    (rf"{_FIND} (?:the )?second derivatives?{_OBJECT}", "The second derivative of ", " is "),
    (
        rf"(?:\bdifferentiate|{_FIND} (?:the |their |its )?(?:first )?derivatives?|{_FIND} dy/dx){_OBJECT}",
        "The derivative of ",
        " is ",
    ),
    (
        rf"(?:{_FIND} (?:an? |the )?(?:general )?(?:antiderivative|primitive)s?|\bintegrate){_OBJECT}",
        "",
        " has the antiderivative ",
    ),
    (rf"\bsimplify{_OBJECT}", "", " simplifies to "),
    (rf"\b(?:expand|multiply out){_OBJECT}", "", " expands to "),
    (rf"\bfactor(?:ise|ize)?{_OBJECT}", "", " factors as "),
    (rf"\bsolve{_OBJECT}", *_OF_SOLUTIONS),
)
_EVALUATE = rf"^$|(?:{_FIND}|\bintegrate|\bsimplify|\bdifferentiate){_OBJECT}"
# A formula that is asked for by itself, or several, with what they are called, and what is told of them behind.
_ITSELF = (
    r"(?:(?:the|value of|value|following|definite|indefinite|improper|integrals?|limits?|sums?|series|products?|expressions?"
    r"|(?:first|second|third|mixed|partial|derivatives?)|gradient|determinant|functions?) )*□(?P<more>(?:(?:,|,? and) □)*)"
    r"(?P<told>(?:,? (?:for|if|when|where|with|given(?: that| by)?|of|at|in terms of)(?: the)?"
    r"(?: functions?| curve| points?| matrix| equation| vectors?)?(?: □(?:(?:,|,? and) □)*)?)*)"
    r"(?: (?:using|by|and simplify)\b[^□]*)?"
)
_AS_DEFINED = r",? (?:where|for|if|when|with|given(?: that| by)?) □$"
_PARTIALS = r"(?:the|all) (?:first )?(?:first-order )?partial derivatives of (?:the function )?□"
_FUNCTION = r"\s*(?P<name>[A-Za-z])\s*\((?P<letters>[\sA-Za-z,]+)\)\s*="
_BRACKETED = r"\s*□\s*\(□\)[\s.,;]*"
_SEVERAL = r"(?:the|all) (?:(?!of |for )\w+ )*?\w+s(?: (?:of|for|to|at|with|on|in)\b|$)|all\b"
_UNNAMED = r"\b(?:functions?|expressions?|following|each|these|curves?|integrals?|limits?|equations?|derivatives?)$"

Said: TypeAlias = tuple[Part, ...]
_Pair: TypeAlias = "tuple[_Item, _Item, Said]"


class _Item(Struct, frozen=True):
    """An item of a list: the numbers of its first element and of that which ends it, what its first paragraph says, and the lists
    in it."""

    start: int
    end: int
    told: tuple[Part, ...] = ()
    inner: tuple[_List, ...] = ()


class _List(Struct, frozen=True):
    """A list: its items, and what the text in front of it says."""

    items: tuple[_Item, ...]
    told: tuple[Part, ...]


def with_answers(flow: Sequence[Element]) -> Sequence[Element]:
    """The elements of a document, with what exercises tell kept for their answers, and answers as they are meant."""
    if not any(isinstance(e, Paragraph | Headline) and _may_answer(e.parts) for e in flow):
        return flow
    flow = _with_labelled(flow)
    pairs, loose = _paired(flow)
    numbered = [(exercise, answer) for exercise, answer in sections(flow)]
    settings = _settings([(e.end, a.start + 1, a.end) for e, a, _ in pairs] + [(e.end, a.inside, a.end) for e, a in numbered])
    said = {
        at: Paragraph((*told, "."))
        for exercise, answer, task in pairs
        if (at := _paragraph(flow, answer)) is not None
        if (told := _said(_parts_of(flow, exercise), task, without_label(_parts(flow[at])))) is not None
    }
    said |= {at: Paragraph((*_parts(flow[at]), ". ", *told, ".")) for at, told in _in_brackets(flow)}
    said |= dict(_said_by_number(flow, numbered))
    of_number = {at for _, answer in numbered for at in range(answer.start, answer.end)}
    found: list[Element] = []
    last = _Asked()
    for number, element in enumerate(flow):
        found += settings.get(number, ())
        if number in said:
            found.append(said[number])
        elif number in loose and isinstance(element, Paragraph):
            found.append(_asked(element))
        elif number in of_number:
            found.append(element)
        else:
            behind = flow[number + 1] if number + 1 < len(flow) else None
            found.append(last.answered(element, behind) or element)
        last.take(element, in_front_of_list=number + 1 < len(flow) and flow[number + 1] is Mark.ITEM)
    return [*found, *settings.get(len(flow), ())]


def _settings(answered: Sequence[tuple[int, int, int]]) -> dict[int, list[Element]]:
    """What stands in front of elements, by their numbers, so that answers are read as those to their exercises, of each of which
    it is told where the exercise ends, where the answer begins, and where it ends."""
    found: dict[int, list[Element]] = {}
    kept = [(number, *places) for number, places in enumerate(answered, 1) if places[1] < places[2]]
    for number, end, _, _ in kept:
        found.setdefault(end, []).append(End(Setting.ITEM, number))
    for number, _, _, end in sorted(kept, key=lambda each: -each[2]):
        found.setdefault(end, []).append(End(Setting.ANSWER, number))
    for number, _, begin, _ in sorted(kept, key=lambda each: -each[3]):
        found.setdefault(begin, []).append(Begin(Setting.ANSWER, number))
    return found


def _said_by_number(flow: Sequence[Element], numbered: Sequence[tuple[Section, Section]]) -> Iterator[tuple[int, Paragraph]]:
    """The numbers of the elements that are bare answers to exercises with numbers, with what they say."""
    for exercise, answer in numbered:
        question = _parts_of(flow, _Item(exercise.inside, exercise.end))
        at = answer.inside
        first, *others = _parts(flow[at]) if at < answer.end else ("",)
        label = first[: answer.label] if isinstance(first, str) and not answer.headed else ""
        rest = (first[len(label) :], *others) if isinstance(first, str) else (first, *others)
        if not answer.headed and not _text(rest).strip(" .:*_") and at + 1 < answer.end:
            at, label, rest = at + 1, "", tuple(_parts(flow[at + 1]))
        if at + 1 == answer.end and (told := _said(question, (), _plain(rest))) is not None:
            yield at, Paragraph((f"{label.rstrip(' .:*_')}. ", *told, ".") if label else (*told, "."))


def _goes_on(behind: Element | None) -> bool:
    """Whether what stands behind a formula still works on it, rather than to go on to something else."""
    if not isinstance(behind, Paragraph) or behind.title:
        return isinstance(behind, Display)
    text = re.sub(r"<[^<>]*>", "", _text(behind.parts)[:_BEGINNING].lower())
    return re.search(r"[\w□]", text) is not None and re.match(_NEXT, text) is None


def _may_answer(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, str) and (_ANSWERS.stand_in(part) or _ASKS.stand_in(part)) for part in parts)


def _with_labelled(flow: Sequence[Element]) -> list[Element]:
    """The elements of a document, in which exercises and answers with labels, `(a) □ (b) □`, are the items of lists."""
    labelled = runs(flow)
    if not labelled:
        return list(flow)
    arranged, of_run = _arranged(flow, labelled)
    pairs, loose = _paired(arranged)
    used = {of_run[each.start] for exercise, answer, _ in pairs for each in (exercise, answer)}
    used |= {of_run[at] for at in loose} | {of_run[at] for at, _ in _in_brackets(arranged)}
    used |= {
        number
        for number, run in enumerate(labelled)
        if all(any(_announces(part) for each in item for part in _parts(each)) for _, item in run.items)
        or all(re.fullmatch(_BRACKETED, "".join(_text(_parts(each)) for each in item)) for _, item in run.items)
    }
    return _arranged(flow, [run for number, run in enumerate(labelled) if number in used])[0]


def _arranged(flow: Sequence[Element], labelled: Sequence[Run]) -> tuple[list[Element], list[int]]:
    """The elements of a document with some runs as lists, and the number of the run of each, or -1."""
    found: list[Element] = []
    of_run: list[int] = []
    at = 0
    for number, run in enumerate(labelled):
        found += flow[at : run.start]
        of_run += [-1] * (len(found) - len(of_run))
        found += run.elements()
        of_run += [number] * (len(found) - len(of_run))
        at = run.end
    found += flow[at:]
    return found, of_run + [-1] * (len(found) - len(of_run))


# -------------------------------------------------------------------------------------------- lists


def _paired(flow: Sequence[Element]) -> tuple[list[_Pair], set[int]]:
    """The items of lists of exercises with those of the lists of their answers, and what the exercises ask; and the numbers of
    the elements that are answers to nobody knows what."""
    pairs: list[_Pair] = []
    loose: set[int] = set()
    exercises: list[_List] = []
    answers: list[_List] = []
    answering = False
    for element in _in_turn(flow):
        if isinstance(element, _List):
            asks = answering and re.match(rf"\W*{_VERBS} ", _text(element.items[0].told).lower()) is not None
            if not asks:
                (answers if answering else exercises).append(element)
                continue
        match element:
            case Paragraph(title=True) | Leave() | End():
                continue
            case Headline(_, parts) | Paragraph(parts):
                begins = _heads_answers(parts)
            case Enter(Directive(name="solution")) | Begin(setting=Setting.ANSWER):
                begins = True
            case _:
                begins = False
        if isinstance(element, Paragraph) and (answering or answers):
            text = _text(element.parts)
            asks = _ASKS.stand_in(text) or re.match(_EXERCISE, text.lower()) is not None
        elif not isinstance(element, _List):
            asks = False
        if begins or asks or isinstance(element, Headline):
            if answers:
                _take(exercises, answers, flow, pairs, loose)
                exercises, answers = exercises[-_MOST_LISTS:] if begins else [], []
            answering = begins
        if isinstance(element, _List):
            exercises.append(element)
    if answers:
        _take(exercises, answers, flow, pairs, loose)
    return pairs, loose


def _take(
    exercises: Sequence[_List],
    answers: Sequence[_List],
    flow: Sequence[Element],
    pairs: list[_Pair],
    loose: set[int],
) -> None:
    """Pair the lists in front of a text that announces answers with those behind it."""
    answers = _of_several(exercises, answers)
    numbers = _numbers(answers)
    if numbers and any(_numbers((each,)) for each in exercises):
        exercises = [each for each in exercises if _numbers((each,)) & numbers]
    last = exercises[-len(answers) :]
    if [len(each.items) for each in last] != [len(each.items) for each in answers]:
        last = exercises if len(answers) == 1 else ()
    asked = [(item, each.told) for each in last for item in each.items]
    given = [item for each in answers for item in each.items]
    if len(asked) == len(given):
        for (exercise, told), answer in zip(asked, given, strict=True):
            pairs += _pairs_in(exercise, answer, told)
        return
    paragraphs = (_paragraph(flow, answer) for each in given for answer in _innermost(each))
    loose.update(at for at in paragraphs if at is not None and _value(_parts(flow[at])) is not None)


def _numbers(lists: Sequence[_List]) -> frozenset[str]:
    """The numbers that the texts in front of lists give to what stands in these."""
    return frozenset(re.findall(_NUMBERED, " ".join(_text(each.told) for each in lists).lower()))


def _of_several(exercises: Sequence[_List], answers: Sequence[_List]) -> Sequence[_List]:
    """Lists of answers, where one list holds those of several exercises with parts, as one of each."""
    match answers:
        case [_List(items)] if 1 < len(items) <= len(exercises) and all(len(item.inner) == 1 for item in items):
            inner = [item.inner[0] for item in items]
            plain = not any(item.inner for each in exercises[-len(items) :] for item in each.items)
            return inner if plain else answers
        case _:
            return answers


def _pairs_in(exercise: _Item, answer: _Item, told: Said) -> Iterator[_Pair]:
    """The parts of an exercise with those of its answer, if both have the same ones; or the two as a whole."""
    asked, given = exercise.inner, answer.inner
    if not given or [len(each.items) for each in asked] != [len(each.items) for each in given]:
        yield exercise, answer, told
        return
    for questions, answers in zip(asked, given, strict=True):
        own = _text(questions.told)
        inner = questions.told if _ASKS.stand_in(own) else (*told, " ", *questions.told) if "□" in own else told
        for question, one in zip(questions.items, answers.items, strict=True):
            yield from _pairs_in(question, one, inner)


def _innermost(item: _Item) -> Iterator[_Item]:
    if not item.inner:
        yield item
    for each in item.inner:
        for one in each.items:
            yield from _innermost(one)


class _Open(Struct):
    """A list that is being read, in an item that begins at `start`; -1 for the document itself."""

    start: int = -1
    first: tuple[Part, ...] = ()
    told: tuple[Part, ...] = ()
    items: list[_Item] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)


def _in_turn(flow: Sequence[Element]) -> Iterator[Element | _List]:
    """What stands in no list, and the lists that stand in no other."""
    opened = [_Open()]
    for number, element in enumerate(flow):
        here = opened[-1]
        if element is Mark.ITEM:
            opened.append(_Open(number))
        elif element is Mark.ITEM_END:
            if len(opened) > 1:
                opened.pop()
                opened[-1].items.append(_Item(here.start, number, here.first, tuple(here.lists)))
        elif element is Mark.LIST_END:
            if here.items:
                one = _List(tuple(here.items), here.told)
                here.items, here.told = [], ()
                if len(opened) > 1:
                    here.lists.append(one)
                else:
                    yield one
        else:
            here.told = tuple(_parts(element)) if isinstance(element, Paragraph | Headline) else ()
            here.first = here.first or here.told
            if len(opened) == 1:
                yield element


def _heads_answers(parts: Sequence[Part]) -> bool:
    """Whether a text says no more than that answers follow."""
    if any(not isinstance(part, str) for part in parts):
        return False
    text = _text(parts)
    return _LONGER_THAN_HEAD.match(text) is None and "□" not in text and _ANSWERS.stand_in(text)


def _paragraph(flow: Sequence[Element], item: _Item) -> int | None:
    """The number of the paragraph, or of the display, that an item is."""
    alone = item.end == item.start + 2 and isinstance(flow[item.start + 1], Paragraph | Display)
    return item.start + 1 if alone else None


def _parts(element: Element) -> Sequence[Part]:
    match element:
        case Paragraph(parts) | Headline(_, parts):
            return parts
        case Display(mention):
            return (mention,)
        case _:
            return ()


def _parts_of(flow: Sequence[Element], item: _Item) -> list[Part]:
    """What an item says, without its label."""
    found: list[Part] = []
    for element in flow[item.start : item.end]:
        if parts := _parts(element):
            found += (" ", *parts) if found else without_label(parts)
    return found


def _plain(parts: Sequence[Part]) -> Said:
    """A text in which displays stand as other formulas do."""
    return tuple(p if isinstance(p, str) else replace(p, formula=replace(p.formula, display=False)) for p in parts)


def _asked(paragraph: Paragraph) -> Paragraph:
    return replace(
        paragraph, parts=tuple(part if isinstance(part, str) else replace(part, asked=True) for part in paragraph.parts)
    )


def _in_brackets(flow: Sequence[Element]) -> Iterator[tuple[int, Said]]:
    """The numbers of the items that hold their answers in brackets, `□ (□)`, with what these say, in lists of such items alone.
    Whole numbers may be points."""
    for each in _in_turn(flow):
        if not isinstance(each, _List):
            continue
        found: list[tuple[int, Said]] = []
        values: list[str] = []
        for item in each.items:
            at = _paragraph(flow, item)
            parts = without_label(_parts(flow[at])) if at is not None else ()
            match [part for part in parts if not isinstance(part, str) or part.strip()]:
                case [Mention() as of, str() as opens, Mention() as value, str() as closes]:
                    apart = opens.strip() == "(" and closes.strip(" .,;") == ")"
                    told = _said((of,), each.told, (value,)) if apart else None
                    if at is not None and told is not None:
                        found.append((at, told))
                        values.append(value.formula.latex)
                case _:
                    break
        if len(found) == len(each.items) > 1 and not all(value.strip().isdecimal() for value in values):
            yield from found


# -------------------------------------------------------------------------------------------- answers


def _label(part: str) -> int | None:
    """Where in words begins what announces an answer at their end: `Answer:`, or an arrow; None if nothing does."""
    start = max(0, len(part) - _LONGEST_LABEL)
    if start == 0 and part.strip() in _ARROWS:
        return 0
    end = part.lower()[start:]
    found = re.search(_LABEL, end) if any(letters in end for letters in _IN_LABELS) else None
    return None if found is None else start + found.start()


def _announces(part: Part) -> bool:
    return isinstance(part, str) and _label(part) is not None


def _lists(parts: Sequence[Part]) -> bool:
    """Whether a text is formulas alone, as a list."""
    return re.fullmatch(_LISTED, _text(parts).lower()) is not None


def _value(parts: Sequence[Part]) -> Mention | None:
    """The formula that a text is, without more than the reason for it."""
    mentions = [part for part in parts if isinstance(part, Mention)]
    if len(mentions) != 1:
        return None
    words = [part for part in parts if isinstance(part, str)]
    ends = parts and isinstance(parts[-1], str) and re.fullmatch(_REASON, parts[-1]) is not None
    rest = words[:-1] if ends else words
    return mentions[0] if all(re.fullmatch(_ENDS, word) for word in rest) else None


def _said(question: Sequence[Part], lead: Sequence[Part], answer: Sequence[Part]) -> Said | None:
    """An answer as what it says, if it is plain what the question asks for; the text in front of that may tell the task."""
    asked = [part for part in question if isinstance(part, Mention)]
    text, task = _text(question), _text(lead)
    values = [part for part in answer if isinstance(part, Mention)]
    if not values or len(text) > MOST_WORDS or any(m.off or m.struck or m.asked for m in (*asked, *values)):
        return None
    listed = _lists(answer)
    value = _value(answer)
    if len(asked) == 1:
        frame = _frame(text.replace("□", " ").strip(" .,;:()") or task, asked[0].formula.latex)
        if frame == _OF_SOLUTIONS:
            of = _side(asked[0], frame)
            return (frame[0], of, frame[1], *answer) if listed and "=" in of.formula.latex else None
        if frame is not None:
            return (frame[0], _side(asked[0], frame), frame[1], value) if value is not None and _is_bare(value) else None
    start = _start_of_asked(text, task)
    if start is None or _BY_NUMBERS.stand_in(text):
        return None
    what = _asked_for(question, start)
    words = _text(what).lower()
    if (itself := re.fullmatch(_ITSELF, words)) is not None:
        return _of_itself(what, itself, answer if listed else (value,) if value is not None else ())
    if re.match(r"(?:the|an?|all) ", words) is None or (re.search(_UNNAMED, words) and not asked):
        return None
    places = _OF_PLACES.stand_in(words)
    told = [part for part in what if isinstance(part, Mention)]
    defined = [each for each in told if re.fullmatch(_DEFINES, each.formula.latex)]
    if not (places or _OF_LINE.stand_in(words)) and any("=" in each.formula.latex for each in told if each not in defined):
        return None  # `the mistake in □`
    if words.startswith("all "):
        what = ("the ", *_from(what, len("all ")))
    if re.fullmatch(_PARTIALS, words) and len(defined) == 1 and listed:
        return _partial_derivatives(defined[0], values)
    subject = _quoted(what)
    if (defines := re.search(_AS_DEFINED, words)) is not None and told[-1] in defined and _is_defined(told[-1]):
        subject = ("Let ", *_quoted(told[-1:]), ". ", *_quoted(_from(what, 0, defines.start())))
    elif not any(_is_defined(each) for each in defined):
        subject = (*_named_before(_from(question, 0, start), lead), *subject)
    if re.match(_SEVERAL, words) and listed and (places or len(values) > 1):
        return (*subject, " are ", *answer)
    if value is None or not (_is_bare(value) or _OF_LINE.stand_in(words) or places):
        return None
    return (*subject, " is ", value)


def _partial_derivatives(of: Mention, values: Sequence[Mention]) -> Said | None:
    """What values say that are those of the partial derivatives of a function, `f(x, y) = …`, in the order of its letters."""
    function = re.match(_FUNCTION, of.formula.latex)
    letters = [] if function is None else [letter.strip() for letter in function["letters"].split(",")]
    if function is None or len(letters) != len(values) or not all(map(_is_bare, values)):
        return None
    told: list[Part] = ["Let ", *_quoted((of,))]
    for letter, value in zip(letters, values, strict=True):
        latex = rf"\frac{{\partial {function['name']}}}{{\partial {letter}}}"
        formula = replace(of.formula, latex=latex, offsets=(of.formula.offsets[0],) * (len(latex) + 1))
        told += (". ", replace(of, formula=formula, quoted=True), " equals ", value)
    return tuple(told)


def _named_before(*texts: Sequence[Part]) -> Said:
    """The function that one of some texts names as the only one, as what a sentence tells of it that others follow."""
    for text in texts:
        named = [part for part in text if isinstance(part, Mention) and _is_defined(part)]
        if named:
            return ("Let ", *_quoted(named), ". ") if len(named) == 1 else ()
    return ()


def _quoted(parts: Iterable[Part]) -> Said:
    return tuple(replace(part, quoted=True) if isinstance(part, Mention) else part for part in parts)


def _start_of_asked(text: str, task: str) -> int | None:
    """Where what is asked for begins in a text that ends in asking for it, or that a task in front of it asks for; or None."""
    last = max((found.end() for found in re.finditer(r"[.?!;:](?:\s+|$)", text.rstrip(" .?:*_"))), default=0)
    found = list(re.finditer(_FOUND, text.lower()[last:]))
    if found:
        return last + (found[-1].start() if found[-1]["what"] else found[-1].end())
    return 0 if re.search(_OF_VERB, task.lower()) else None


def _asked_for(question: Sequence[Part], start: int) -> Said:
    """What a text asks for from a place in it on, as what has a value: of `differentiate □ at □`, `the derivative of □ at □`."""
    first, *others = _from(question, start) or ("",)
    if isinstance(first, str):
        verb, _, rest = first.partition(" ")
        first = f"{_RESULTS[verb.lower()]}{rest}" if verb.lower() in _RESULTS else first
    return (first, *others)


def _of_itself(what: Sequence[Part], found: re.Match[str], answer: Sequence[Part]) -> Said | None:
    """What is said by values of formulas that are asked for by themselves, in what they are asked for: `□ equals □ at □`."""
    count = 1 + found["more"].count("□")
    asked = [part for part in what if isinstance(part, Mention)][:count]
    values = [part for part in answer if isinstance(part, Mention)]
    if len(values) != count or not all(map(_is_bare, (*asked, *values))):
        return None
    told: list[Part] = []
    for of, value in zip(asked, values, strict=True):
        told += (". " if told else "", replace(of, quoted=True), " equals ", value)
    rest = _from(what, found.start("told")) if found["told"] else ()
    places = [
        part for part in rest if isinstance(part, Mention) and not (_is_defined(part) or re.fullmatch(_NAME, part.formula.latex))
    ]
    if any("(" in place.formula.latex and "(" in of.formula.latex for place in places for of in asked):
        return None  # the letters of `\frac{\partial}{\partial x} (x^2 y)` have no order
    if any(re.search(r"[=<>(]|\\[lg]e", place.formula.latex) is None for place in places):
        return None
    if places:
        told += _quoted(rest)
    return tuple(told)


def _is_defined(told: Mention) -> bool:
    """Whether a formula defines what is asked about, rather than tells where: `f(x) = x^2`, and not `x = 2`."""
    defined = re.fullmatch(_DEFINES, told.formula.latex)
    if defined is None or defined["letter"] is None:
        return defined is not None
    return re.search(_LETTER, defined["body"]) is not None or re.match(r"\s*(?:\(|\\begin)", defined["body"]) is not None


def _frame(task: str, latex: str) -> tuple[str, str] | None:
    """The words before and behind a formula with which an answer says what a task asks for."""
    asks = " ".join(re.findall(r"[\w'/-]+", task.lower()))
    if _BY_NUMBERS.stand_in(task):
        return None
    if re.match(_OPERATOR, latex) is not None and "=" not in re.sub(_BOUND, "", latex):
        return _OF_OPERATOR if re.search(_EVALUATE, asks) else None
    return next(((before, behind) for words, before, behind in _TASKS if re.search(words, asks)), None)


def _side(of: Mention, frame: tuple[str, str]) -> Mention:
    """The formula that something is asked of: the right side of one that names it, `y = x^2`."""
    named = re.fullmatch(_NAMED, of.formula.latex)
    start = 0 if named is None or frame == _OF_SOLUTIONS else named.start("side")
    formula = replace(of.formula, latex=of.formula.latex[start:], offsets=of.formula.offsets[start:])
    return replace(of, formula=formula, quoted=True)


def _is_told(part: Part) -> bool:
    """Whether a part of a text is words, or a letter with its value."""
    return isinstance(part, str) or re.fullmatch(_VALUED, part.formula.latex) is not None


def _is_bare(value: Mention) -> bool:
    """Whether a formula is an expression, and none that is rounded."""
    latex = re.sub(_BOUND, "", value.formula.latex)
    return re.search(r"[=<>]|\d\.\d|\\(?:[lg]eq?|neq?|approx|text|quad|to)(?![A-Za-z])", latex) is None


class _Asked(Struct):
    """What a text asks while its answer may follow: the `question`, the `task` that was told last, and whether an answer is
    announced."""

    question: Sequence[Part] = ()
    task: Sequence[Part] = ()
    announced: bool = False

    def take(self, element: Element, *, in_front_of_list: bool) -> None:
        """Note what an element asks."""
        match element:
            case Headline(_, parts) | Paragraph(parts) if self.question and _heads_answers(parts):
                self.announced = not begins_answer(element)  # those to an exercise of a number are not to that before them
                self.question = self.question if self.announced else ()
            case Enter(Directive(name="solution")) | Begin(setting=Setting.ANSWER):
                self.announced = True
            case Paragraph(title=True):
                pass
            case Headline(_, parts):
                self.question, self.task, self.announced = (), parts, False
            case Paragraph(parts):
                self.question, self.announced = parts, False
                self.task = parts if in_front_of_list else self.task
            case Enter() | Leave() | Begin() | End():
                pass
            case Mark.ITEM_END | Mark.LIST_END | Mark.TABLE | Mark.TABLE_END | Mark.CODE:
                pass
            case _:
                self.question, self.announced = (), False

    def answered(self, element: Element, behind: Element | None) -> Paragraph | None:
        """A text with what an answer in it says, of the question in it or in front of it: `Answer: □`, or a formula alone, unless
        what stands `behind` goes on from it."""
        parts = _parts(element)
        if isinstance(element, Headline) or not any(isinstance(part, Mention) for part in parts):
            return None
        for at, part in enumerate(parts):
            if not isinstance(part, str):
                continue
            start = _label(part)
            if start is None and at == 0 and self._is_answer(part):
                start = 0
            if start is None:
                continue
            if "sol" in part[start:].lower() and _goes_on(behind):
                return None  # a solution, of which this is not the end
            own = (*parts[:at], part[:start].rstrip(" (*_"))
            question = own if _text(own).strip(" *_") else self.question
            told = _said(without_label(question), self.task, parts[at + 1 :])
            return None if told is None else Paragraph((*parts[:at], f"{part.rstrip(' .:*_(→⟶⇒=>-')}. ", *told, "."))
        value = _value(parts)
        if value is None and not _lists(parts):
            return None
        goes_on = _goes_on(behind)
        if not goes_on and _lists(parts) and all(map(_is_told, parts)):
            told = _said(self.question, (), parts)
            return None if told is None else Paragraph((*told, "."))
        whole = _text(self.question).rstrip(" *_)")
        if value is not None and "=" in value.formula.latex and not _OF_LINE.stand_in(whole):
            return None
        if value is None or goes_on or not _letters((value,)) <= _letters(self.question) | _CONSTANTS:
            return None
        if "□" not in whole or not (self.announced or whole.endswith((".", "?", "!"))):
            return None
        told = _said(self.question, (), _plain((value,)))
        return None if told is None else Paragraph((*told, "."))

    def _is_answer(self, part: str) -> bool:
        """Whether words are `A:` behind a question that begins `Q:`, or `It is` behind one that is a question."""
        if re.fullmatch(_A, part):
            return re.match(_Q, _text(self.question)) is not None
        return re.fullmatch(_IT_IS, part.lower()) is not None and _text(self.question).rstrip(" *_").endswith("?")


def _letters(parts: Iterable[Part]) -> frozenset[str]:
    latex = " ".join(part.formula.latex for part in parts if isinstance(part, Mention))
    return frozenset(re.findall(_LETTER, latex))


def _from(question: Sequence[Part], start: int, end: int | None = None) -> Said:
    """What a text says from a place in it on, up to another one, without what ends it."""
    found: list[Part] = []
    at = 0
    for part in question:
        length = len(part) if isinstance(part, str) else 1
        if at + length > start and (end is None or at < end):
            found.append(part[max(0, start - at) : None if end is None else end - at] if isinstance(part, str) else part)
        at += length
    while found and isinstance(found[-1], str) and not found[-1].rstrip(" .?:;,*_"):
        found.pop()
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" .?:;,*_")
    return tuple(found)


def _text(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else "□" for part in parts)
