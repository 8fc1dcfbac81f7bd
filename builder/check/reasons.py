"""The reason that stands beside a row, or before it: whether the rules that it names can lead from the row before to this one.

It covers the rows since the reason before, and up to the next: authors put one reason to several rows. Of what is not known to be
wrong nothing is said; so of reasons that name no rule, deny one, or leave a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import Derivative, Expression, Integral, Limit, Prime, Sign
from builder.calculus.expression.walk import descendants
from builder.calculus.remembered import Remembered
from builder.check import messages
from builder.check.differentiated import parts
from builder.check.named_rules import DIFFERENTIATION, NAMED, Named
from builder.check.row_pair import Answer, RowPair
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import Formula
from builder.document.phrases import Words
from builder.document.sayings import DECIDED, Said, Saying
from builder.source import Source, Span

_RULE = "|".join(DIFFERENTIATION)
_OTHERS = (
    r"exponents?|powers|indices|log\w*|limits?|integra\w+|antiderivatives|roots|radicals|square roots|probabilit\w+|entropy"
    r"|inequalit\w+"
)
_RULES = rf"(?<!of a )(?:\b(?:{_RULE})(?:,? (?:and|then|with)? ?(?:the )?| ))+rules?\b(?! (?:of|for) (?:the )?(?:{_OTHERS}))"
_DENIED = Words(
    "not, no, never, instead, rather, without, unlike, avoid, avoids, or, either, than, if, can't, cannot, don't, isn't"
    ", reverse, reversed, backwards, inverse, zero, null, probability, unless, similar, similarly, analogous, compare, cf"
)
_SAY_NOTHING = frozenset(
    "a an the by using use used apply applying via we get have of in to from and then now again here it both each all like also "
    "first out on with".split()
)
_NOUNS = frozenset(
    "common factor factors term terms numerator numerators denominator denominators bracket brackets parenthesis parentheses "
    "square cube fraction fractions polynomial root roots expression top bottom inside sum product side law rule theorem formula "
    "identity".split()
)
_FORMULA = re.compile(r"\$[^$]*\$|\\[a-z]+|[^a-z' -]")


_LARGEST = 400
"""How many nodes rows may have together whose reason is judged: those of a course have some tens."""


_PARTLY = "it does not lead from the row before to this one"


class WrongReason(Struct, frozen=True):
    """The name of the rule that is given, what it lacks, and what leads there instead: "" where that is not known."""

    name: str
    lacks: str
    instead: str


def rules_named(words: str) -> tuple[Named, ...]:
    """The rules that words give as a reason; none where they deny one or leave a choice. What may be one of several steps at once
    is left out where the words tell more than it."""
    words = words.lower()
    if _DENIED.stand_in(words):
        return ()
    found = [DIFFERENTIATION[name] for match in re.finditer(_RULES, words) for name in re.findall(_RULE, match.group())]
    rest = re.sub(_RULES, " ", words)
    for named in () if _has_only(_SAY_NOTHING, rest) else NAMED:
        rest, times = re.subn(rf"(?<![\w-])(?:{named.words})(?![\w-])", " ", rest)
        found += [named] if times else []
    is_all = len(found) == 1 and _has_only(_SAY_NOTHING | _NOUNS, rest)
    return tuple(dict.fromkeys(named for named in found if is_all or not named.alone))


def _has_only(known: frozenset[str], words: str) -> bool:
    return all(len(word) == 1 or word in known for word in _FORMULA.sub(" ", words).split())


def answer_of(named: Named, sides: Sequence[Expression], context: Context) -> Answer:
    """Whether a rule may lead from the first of several rows to the last, or from one of them to the next."""
    if sum(len(descendants(side)) for side in sides) > _LARGEST:
        return Answer.UNKNOWN
    found: set[Answer] = set()
    for before, after in _pairs(sides):
        if before != after:
            found.add(named.answer(RowPair(before, after, context)))
            if Answer.APPLIES in found:
                return Answer.APPLIES
    return next((answer for answer in Answer if answer in found), Answer.UNKNOWN)


def _pairs(sides: Sequence[Expression]) -> Iterable[tuple[Expression, Expression]]:
    yield sides[0], sides[-1]
    if len(sides) > 2:
        yield from pairwise(sides)


def is_judged(sides: Sequence[Expression], reason: str, context: Context) -> bool:
    """Whether a reason names rules of which it is known that they have something to apply to, and one of which leads there."""
    answers = {answer_of(one, sides, context) for one in rules_named(reason)}
    return Answer.APPLIES in answers and answers <= {Answer.APPLIES, Answer.PARTLY}


def wrong_reason(sides: Sequence[Expression], reason: str, context: Context) -> WrongReason | None:
    """What is wrong with the reason for which each of several rows leads to the next; None where nothing is known to be."""
    answers = {named: answer_of(named, sides, context) for named in rules_named(reason)}
    wrong = next((named for named, answer in answers.items() if answer is Answer.CANNOT), None)
    partly = bool(answers) and all(answer is Answer.PARTLY for answer in answers.values())
    if wrong is None and not partly:
        return None
    from builder.check.leading import leading  # most reasons are right

    instead = leading(RowPair(sides[0], sides[-1], context))
    if wrong is not None:
        return WrongReason(wrong.name, wrong.lacks, instead)
    return WrongReason(next(iter(answers)).name, _PARTLY, instead) if instead else None


def told_of_reason(
    said: Said, saying: Saying, context: Context, source: Source, severity: Severity, remembered: Remembered | None
) -> Diagnostic | None:
    """The message for a row that holds, and not for the reason that is given, which is judged once for what is `remembered`."""
    sides, formula = _covered(said, saying.said), saying.formula
    if not sides or (said.reason not in formula.latex and not _is_to_be_worked_out(sides[0], context)):
        return None  # after `by the product rule, we get` a formula may begin with what the rule gave
    if remembered is None:
        wrong = wrong_reason(sides, said.reason, context)
    else:
        question = (wrong_reason, tuple(map(remembered.tree, sides)), said.reason, remembered.context(context))
        wrong = remembered.answer(question, lambda: wrong_reason(sides, said.reason, context), WrongReason | None)
    return messages.wrong_reason(wrong, source, _place_of_reason(said, formula, source), severity) if wrong is not None else None


def _covered(said: Said, all_said: Sequence[Said]) -> list[Expression]:
    """The rows that a reason may be given for: those since the reason before it, up to the next. None where one is no claim: what
    it defines may be meant otherwise."""
    at = next(place for place, one in enumerate(all_said) if one is said)
    start = next((place + 1 for place in reversed(range(at)) if all_said[place].reason), 0)
    end = next((place for place in range(at + 1, len(all_said)) if all_said[place].reason), len(all_said))
    relations = [one.relation for one in all_said[start:end] if one.relation is not None and one.role in DECIDED]
    if len(relations) < end - start or any(relation.sign is not Sign.EQUAL for relation in relations):
        return []
    return [relations[0].left, *(relation.right for relation in relations)]


def _is_to_be_worked_out(side: Expression, context: Context) -> bool:
    """Whether a derivative, a limit or an integral stands in a row, or in what its names stand for."""
    return any(isinstance(node, Prime | Derivative | Limit | Integral) for node in parts(side, context))


def _place_of_reason(said: Said, formula: Formula, source: Source) -> Span:
    """Where the reason stands: in the formula, behind the row or before it, or in the words before the formula; else the row."""
    words = said.reason.strip(" ,:")
    at = formula.latex.find(words, said.span.end)
    at = formula.latex.rfind(words) if at < 0 else at
    if at >= 0:
        return formula.locate(Span(at, at + len(words)))
    row = formula.locate(said.span)
    at = source.text.lower().rfind(words, 0, row.start)
    return Span(at, at + len(words)) if at >= 0 else row
