"""Exercises whose answers stand further on: `Differentiate: 1. □ 2. □ Answers: 1. □ 2. □`, `Find the derivative of □. Answer: □`.

Each answer belongs to the exercise of its number, so that what that exercise tells holds in it. An answer that is a bare formula
is read as the sentence that it is short for: `the derivative of □ is □`. Where it is not plain to which exercise answers belong,
those that are formulas alone are asked rather than claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.document.document import Begin, Display, Element, End, Headline, Mark, Mention, Paragraph, Part, Setting
from builder.document.phrases import Words

MOST_WORDS = 1_000
"""How many characters a question has at most."""

_ANSWERS = Words("answers?, solutions?, key, results, lösungen, antworten, réponses, solutions, respuestas, soluciones")
_MOST_WORDS_OF_HEAD = 6
_ASKS = Words(
    "find, evaluate, compute, calculate, determine, differentiate, integrate, solve, simplify, expand, factor, show, prove"
)
_LABEL = r"(?:^|(?<=[.:;?)\s]))\W{0,4}(?:answer|ans|solution|sol|result)\s*[.:]\W*$"
_FOUND = (
    r"^\W*(?:\w+\W+){0,2}?(?:find|compute|determine|calculate|give|state|evaluate|what is|write down)"
    r" (?P<what>(?:the|an?) [^?:;]*?)[.?:]?\s*$"
)
_OPERATOR = (
    r"\s*(?:\\displaystyle\s*|\\textstyle\s*)?(?:\\i?i?int|\\lim|\\sum|\\prod|\\d?frac\s*\{\s*(?:d|\\partial)\s*\}|\\dfrac\s*\{d)"
)
_BOUND = r"_\s*\{[^{}]*\}"
_NAMED = r"\s*(?:[A-Za-z]|[A-Za-z]\s*\(\s*[A-Za-z]\s*\))\s*=(?P<side>[^=]*)"
_LETTERED = r"(?:^|(?<=[\s.,;:]))\(?([a-h]|[1-9])[.)]\s*$"
_ENDS = r"[\s.;!]*"
_OF_LINE = Words(
    "tangent line, tangent plane, tangent, normal line, equation of the line, taylor, maclaurin, linear approximation",
    "linearization, linearisation",
)
_LISTED = r"\s*□(?:(?:\s|,|or|and)+□)*[\s.;]*"
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
    (rf"{_FIND} (?:an? |the )?(?:general )?(?:antiderivative|primitive)s?{_OBJECT}", "", " has the antiderivative "),
    (rf"\bsimplify{_OBJECT}", "", " simplifies to "),
    (rf"\b(?:expand|multiply out){_OBJECT}", "", " expands to "),
    (rf"\bfactor(?:ise|ize)?{_OBJECT}", "", " factors as "),
    (rf"\bsolve{_OBJECT}", *_OF_SOLUTIONS),
)
_EVALUATE = rf"^$|(?:{_FIND}|\bintegrate|\bsimplify|\bdifferentiate){_OBJECT}"


class _Item(Struct, frozen=True):
    """An item of a list: the numbers of its first element and of that which ends it."""

    start: int
    end: int


class _List(Struct, frozen=True):
    """A list that stands in no other: its items, and what the text in front of it says."""

    items: tuple[_Item, ...]
    told: str


def with_answers(flow: Sequence[Element]) -> Sequence[Element]:
    """The elements of a document, with what exercises tell kept for their answers, and answers as they are meant."""
    if not any(isinstance(e, Paragraph | Headline) and _may_answer(e.parts) for e in flow):
        return flow
    flow = list(_with_lists(flow))
    pairs, loose = _paired(flow)
    exercises = {exercise.end: number for number, (exercise, _, _) in enumerate(pairs, 1)}
    answers = {answer.start: number for number, (_, answer, _) in enumerate(pairs, 1)}
    ends = {answer.end: number for number, (_, answer, _) in enumerate(pairs, 1)}
    said = {
        at: told
        for exercise, answer, task in pairs
        if (at := _paragraph(flow, answer)) is not None
        if (told := _said(_formulas(flow, exercise), _text_of(flow, exercise), task, flow[at])) is not None
    }
    found: list[Element] = []
    question: Paragraph | None = None
    asked_at, task = 0, ""
    for number, element in enumerate(flow):
        if number in exercises:
            found.append(End(Setting.ITEM, exercises[number]))
        if number in ends:
            found.append(End(Setting.ANSWER, ends[number]))
        if number in said:
            found.append(said[number])
        elif number in loose and isinstance(element, Paragraph):
            found.append(_asked(element))
        elif isinstance(element, Paragraph) and (answer := _with_answer(element, question, task)) is not None:
            if answer.question is not None:
                found[asked_at] = answer.question
            found.append(answer.answer)
        else:
            found.append(element)
        if number in answers:
            found.append(Begin(Setting.ANSWER, answers[number]))
        if isinstance(element, Headline):
            task, question = _text(element.parts), None
        elif isinstance(element, Paragraph):
            question, asked_at = (element if found[-1] is element else None), len(found) - 1
            task = _text(element.parts) if _is_in_front_of_list(flow, number) else task
        elif element in (Mark.ITEM, Mark.RULE) or not isinstance(element, Mark):
            question = None
    return found


def _may_answer(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, str) and (_ANSWERS.stand_in(part) or re.search(_LABEL, part.lower())) for part in parts)


# -------------------------------------------------------------------------------------------- lists


def _with_lists(flow: Sequence[Element]) -> Iterator[Element]:
    """The elements of a document, in which formulas with labels, `(a) □ (b) □`, are the items of a list."""
    run: list[tuple[str, Mention]] = []
    waiting: list[Element] = []

    def ended() -> Iterator[Element]:
        if len(run) < 2:
            yield from waiting
            return
        for _, mention in run:
            yield from (Mark.ITEM, Paragraph((mention,)), Mark.ITEM_END)
        yield Mark.LIST_END

    depth = 0
    for element in flow:
        depth += (element is Mark.ITEM) - (element is Mark.ITEM_END)
        labelled = _labelled(element.parts) if isinstance(element, Paragraph) and not depth and not element.title else None
        if labelled is not None and run and not labelled[0] and labelled[1][0][0] == _following(run[-1][0]):
            run += labelled[1]
            waiting.append(element)
            continue
        yield from ended()
        run, waiting = [], []
        if labelled is None or labelled[1][0][0] not in ("a", "1"):
            yield element
            continue
        head, run = labelled[0], [*labelled[1]]
        waiting = [element]
        if head and len(run) > 1:
            yield Paragraph((head,))
        elif head:
            run = []
    yield from ended()


def _labelled(parts: Sequence[Part]) -> tuple[str, list[tuple[str, Mention]]] | None:
    """The words that a text begins with, and its formulas with their labels, if it holds nothing else."""
    found: list[tuple[str, Mention]] = []
    head, words = "", ""
    for part in parts:
        if isinstance(part, str):
            words += part
            continue
        label = re.search(_LETTERED, words)
        if label is None or (found and (words[: label.start()].strip(" .,;&") or label[1] != _following(found[-1][0]))):
            return None
        head = head if found else words[: label.start()].strip()
        found.append((label[1], part))
        words = ""
    return (head, found) if found and not words.strip(" .,;") else None


def _following(label: str) -> str:
    return str(int(label) + 1) if label.isdecimal() else chr(ord(label) + 1)


def _paired(flow: Sequence[Element]) -> tuple[list[tuple[_Item, _Item, str]], set[int]]:
    """The items of lists of exercises with those of the lists of their answers, and what the exercises ask; and the numbers of
    the elements that are answers to nobody knows what."""
    pairs: list[tuple[_Item, _Item, str]] = []
    loose: set[int] = set()
    exercises: list[_List] = []
    answers: list[_List] = []
    answering = False
    for element in _in_turn(flow):
        if isinstance(element, _List):
            (answers if answering else exercises).append(element)
            continue
        begins = isinstance(element, Headline | Paragraph) and _heads_answers(element.parts)
        asks = (answering or bool(answers)) and isinstance(element, Paragraph) and _ASKS.stand_in(_text(element.parts))
        if begins or asks or isinstance(element, Headline):
            if answers:
                _take(exercises, answers, flow, pairs, loose)
                exercises, answers = [], []
            answering = begins
    if answers:
        _take(exercises, answers, flow, pairs, loose)
    return pairs, loose


def _take(
    exercises: Sequence[_List],
    answers: Sequence[_List],
    flow: Sequence[Element],
    pairs: list[tuple[_Item, _Item, str]],
    loose: set[int],
) -> None:
    """Pair the lists in front of a text that announces answers with those behind it."""
    last = exercises[-len(answers) :]
    if [len(each.items) for each in last] != [len(each.items) for each in answers]:
        last = exercises if len(answers) == 1 else ()
    asked = [(item, each.told) for each in last for item in each.items]
    given = [item for each in answers for item in each.items]
    if len(asked) == len(given):
        pairs += ((exercise, answer, told) for (exercise, told), answer in zip(asked, given, strict=True))
        return
    paragraphs = (_paragraph(flow, answer) for answer in given)
    loose.update(at for at in paragraphs if at is not None and _formula(flow[at]) is not None)


def _in_turn(flow: Sequence[Element]) -> Iterator[Element | _List]:
    """What stands in no list, and the lists."""
    depth, start, told = 0, 0, ""
    items: list[_Item] = []
    for number, element in enumerate(flow):
        if element is Mark.ITEM:
            depth += 1
            start = number if depth == 1 else start
        elif element is Mark.ITEM_END:
            depth -= 1
            if depth == 0:
                items.append(_Item(start, number))
        elif depth:
            continue
        elif element is Mark.LIST_END:
            if items:
                yield _List(tuple(items), told)
            items, told = [], ""
        else:
            told = _text(element.parts) if isinstance(element, Paragraph | Headline) else ""
            yield element


def _heads_answers(parts: Sequence[Part]) -> bool:
    """Whether a text says no more than that answers follow."""
    text = _text(parts)
    return "□" not in text and len(re.findall(r"\w+", text)) <= _MOST_WORDS_OF_HEAD and _ANSWERS.stand_in(text)


def _is_in_front_of_list(flow: Sequence[Element], number: int) -> bool:
    return number + 1 < len(flow) and flow[number + 1] is Mark.ITEM


def _paragraph(flow: Sequence[Element], item: _Item) -> int | None:
    """The number of the paragraph that an item is."""
    alone = item.end == item.start + 2 and isinstance(flow[item.start + 1], Paragraph)
    return item.start + 1 if alone else None


def _formulas(flow: Sequence[Element], item: _Item) -> list[Mention]:
    found: list[Mention] = []
    for element in flow[item.start : item.end]:
        match element:
            case Paragraph(parts):
                found += (part for part in parts if isinstance(part, Mention))
            case Display(mention):
                found.append(mention)
            case _:
                pass
    return found


def _text_of(flow: Sequence[Element], item: _Item) -> str:
    return " ".join(_text(element.parts) for element in flow[item.start : item.end] if isinstance(element, Paragraph))


def _asked(paragraph: Paragraph) -> Paragraph:
    return replace(
        paragraph, parts=tuple(part if isinstance(part, str) else replace(part, asked=True) for part in paragraph.parts)
    )


# -------------------------------------------------------------------------------------------- answers


def _formula(text: Element) -> Mention | None:
    """The formula that a paragraph is, without more than an end of a sentence."""
    parts = text.parts if isinstance(text, Paragraph) else ()
    mentions = [part for part in parts if isinstance(part, Mention)]
    words = [part for part in parts if isinstance(part, str)]
    return mentions[0] if len(mentions) == 1 and all(re.fullmatch(_ENDS, word) for word in words) else None


def _said(asked: Sequence[Mention], words: str, task: str, answer: Element) -> Paragraph | None:
    """The answer to an exercise as what it says, if it is a formula, and the exercise asks for something of a single one."""
    if not isinstance(answer, Paragraph) or len(asked) != 1 or any(m.off or m.struck for m in asked):
        return None
    frame = _frame(words.replace("□", " ").strip(" .,;:") or task, asked[0].formula.latex)
    if frame is None:
        return None
    of = _side(asked[0], frame)
    if frame == _OF_SOLUTIONS:
        listed = re.fullmatch(_LISTED, _text(answer.parts).lower()) is not None
        return Paragraph((frame[0], of, frame[1], *answer.parts)) if listed and "=" in of.formula.latex else None
    value = _formula(answer)
    return None if value is None or not _is_bare(value) else Paragraph((frame[0], of, frame[1], value, "."))


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


def _is_bare(value: Mention) -> bool:
    """Whether a formula is an expression, and none that is rounded."""
    return re.search(r"[=<>]|\d\.\d|\\(?:[lg]eq?|neq?|approx|text|quad|to)(?![A-Za-z])", value.formula.latex) is None


class _Told(Struct, frozen=True):
    """A paragraph with an answer as what it says, and what is left of the paragraph before it where its question has gone in."""

    answer: Paragraph
    question: Paragraph | None = None


def _with_answer(paragraph: Paragraph, last: Paragraph | None, task: str) -> _Told | None:
    """A paragraph with what `Answer: □` in it says, of the exercise in front of that, or in the paragraph before it."""
    for at, part in enumerate(paragraph.parts):
        label = re.search(_LABEL, part.lower()) if isinstance(part, str) else None
        if label is None or not isinstance(part, str):
            continue
        value = _formula(Paragraph(paragraph.parts[at + 1 :]))
        question: Sequence[Part] = (*paragraph.parts[:at], part[: label.start()])
        before = not _text(question).strip(" *_") and last is not None
        question = last.parts if before and last is not None else question
        mentions = [one for one in question if isinstance(one, Mention)]
        of_line = _OF_LINE.stand_in(_text(question))
        if value is None or not (of_line or _is_bare(value)) or any(one.off or one.struck for one in (*mentions, value)):
            return None
        if len(mentions) == 1:
            frame = _frame(_text(question).replace("□", " ").strip(" .,;:()") or task, mentions[0].formula.latex)
            if frame is not None:
                parts = (*paragraph.parts[: at + 1], frame[0], _side(mentions[0], frame), frame[1], value, ".")
                return _Told(replace(paragraph, parts=parts))
        asked = re.match(_FOUND, _text(question).lower()) if len(_text(question)) < MOST_WORDS else None
        if asked is None or not mentions:
            return None
        front = _text(question)[: asked.start("what")]
        sentence = _from(question, asked.start("what"))
        if before:
            return _Told(replace(paragraph, parts=(*sentence, " is ", value, ".")), Paragraph((front,)))
        return _Told(replace(paragraph, parts=(front, *sentence, " is ", value, ".")))
    return None


def _from(question: Sequence[Part], start: int) -> tuple[Part, ...]:
    """What a question asks for, from a place in its text on, as the beginning of a sentence."""
    found: list[Part] = []
    at = 0
    for part in question:
        length = len(part) if isinstance(part, str) else 1
        if at + length > start:
            found.append(part[max(0, start - at) :] if isinstance(part, str) else part)
        at += length
    last = found[-1]
    return (*found[:-1], last.rstrip(" .?:")) if isinstance(last, str) else tuple(found)


def _text(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else "□" for part in parts)
