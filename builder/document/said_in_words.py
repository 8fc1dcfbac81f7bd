r"""What the words of a passage tell by themselves: all that does not depend on what was said before it.

People write the same sentences again and again, `Differentiate $f$`, `Then`, so this is found once for equal passages, as
`Remembered` keeps it. `claims.py` does with it what the place of a passage asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from builder.calculus.context import Kind, Sort
from builder.calculus.expression.nodes import Expression
from builder.calculus.remembered import Remembered
from builder.document.cues import (
    begins_another,
    begins_item,
    begins_with_all,
    changes_values,
    in_all_cases,
    is_about_mistakes,
    is_open,
    letters_changed,
    names_finite_ring,
    restricts,
    speaks_of_law,
    tells_laws,
    tells_rounding,
    tells_solving,
)
from builder.document.euler import OfE, is_another_number, meaning_of_e, meaning_of_pi
from builder.document.expectations import independence_told, operators_in, speaks_of_random, tells_distribution
from builder.document.generality import Generality, generality
from builder.document.hypotheses import each_function, may_jump, parities_told, supposed_anew, told_of_functions
from builder.document.letters import (
    Signs,
    functions_told,
    holds_throughout,
    kinds_told,
    letters_moving,
    looked_for,
    need_not_be,
    no_integers_told,
    parameters_told,
    signs_told,
    tells_some_only,
)
from builder.document.motion import may_move
from builder.document.phrases import Text
from builder.document.prose import Passage
from builder.document.regions import not_understood, orders_told
from builder.document.sentences import ends, words_with_letters
from builder.document.sorts import Told, is_of_all, names_quantity, sorts_told, tells_more, topic_of
from builder.document.tangents import speaks_of_lines
from builder.document.things import Things, things_told

_OF_EXERCISES = (
    r"\W*(?:exercise|example|problem|question|task|practice|quiz|aufgabe|beispiel|übung|exercice|exemple|ejercicio|ejemplo)"
)
"""How headings begin under which something else begins."""
_OF_ANY_FUNCTION = r"\b(?:an?|any|every|each|all|some|two|arbitrary|general|other|another) (?:[\w-]+ ){0,2}functions?\b"
# Something of these stands in each sentence that tells something of two formulas, or that a number is prime.
_OF_PAIRS = (
    *("orthogonal", "perpendicular", "parallel", "nverse", "ependent", "□  is the derivative of", "antiderivative of"),
    *("primitive of", "eigenv", " prime", "divis", "divides"),
)
_CONDITION = r"\b(?:if|when|whenever)\b"
_NOT_GENERAL = Generality()
_NO_SORTS = Told(MappingProxyType({}))


class SaidInWords(Struct, frozen=True, dict=True):
    """What the words of a passage tell by themselves. In `words` its short formulas stand as they were written, in `text` as `□`;
    `formulas` are all of them.

    What tells what is the docstring of the function of that name. `sorts` is what `sorts_told` tells where nothing is known of
    the letters, `e` what `meaning_of_e` does where no group is spoken of and e is the base. `topic` and `of_all` are those of the
    words that tell what a formula is, which are the ones before it where it stands alone.
    """

    words: Text
    text: Text
    formulas: tuple[str, ...]
    throughout: bool
    some_only: bool
    need_not_be: bool
    # what it begins, changes or ends
    general: Generality
    another: bool
    changes: bool
    law: bool
    item: bool
    begins_with_all: str
    of_any_function: bool
    solving: bool
    restricts: bool
    otherwise: bool
    # of letters
    moving: frozenset[str]
    changed: frozenset[str]
    kinds: tuple[tuple[str, Kind], ...]
    functions: frozenset[str]
    parameters: Mapping[str, tuple[str, ...]]
    signs: Signs
    orders: tuple[str, ...]
    unclear: frozenset[str]
    sought: frozenset[str]
    spoken_of: tuple[str, ...]
    plain: frozenset[str]
    parities: Mapping[str, str]
    # of functions
    properties: Mapping[str, str]
    each_function: frozenset[str]
    supposed_anew: frozenset[str]
    may_jump: frozenset[str]
    conditional: bool
    # of what is no number, or another one
    quantity: bool
    topic: Sort | None
    of_all: bool
    sorts: Told
    pi: Kind | None
    another_number: bool
    e: OfE | None
    base: Expression | None
    random: bool
    distributed: bool
    independent: bool | None
    operators: tuple[str, ...]
    things: Things
    finite_ring: bool
    # of relations in words
    of_pairs: bool
    of_lines: bool
    may_move: bool
    # of formulas
    rounds: bool
    all_cases: bool

    @cached_property
    def silent(self) -> bool:
        """Whether they tell nothing of letters, functions or what holds from here on, as most sentences do."""
        told = (
            *(self.another, self.changes, self.law, self.of_any_function, self.solving, self.restricts, self.otherwise),
            *(self.moving, self.changed, self.kinds, self.parameters, any(self.signs), self.orders, self.unclear, self.sought),
            *(self.spoken_of, self.parities, self.properties, self.each_function, self.supposed_anew, self.may_jump),
            *(self.quantity, self.pi, self.another_number, self.e, self.base, self.operators, self.finite_ring),
            *(self.random, self.distributed, self.independent is not None, self.general != _NOT_GENERAL, self.sorts != _NO_SORTS),
        )
        return not any(told)


def said_in_words(passage: Passage, remembered: Remembered | None) -> SaidInWords:
    """What the words of a passage tell by themselves."""
    if remembered is None:
        return _said(passage)
    # All that it depends on: formulas are told from texts by their type.
    parts = tuple([part if isinstance(part, str) else (part.formula.latex,) for part in passage.parts])
    return remembered.of_words((_said, passage.lead, parts), lambda: _said(passage))


def _said(passage: Passage) -> SaidInWords:
    words, text, lead = Text.of(words_with_letters(passage)), passage.text, passage.lead
    formulas = tuple([mention.formula.latex for mention in passage.mentions])
    kinds = kinds_told(words)
    properties = told_of_functions(words)
    if "log" in words:
        from builder.document.logarithms import base_told  # few texts tell it

        base = base_told(words)
    else:
        base = None
    of_formula = lead if not text.strip(" □.,;:") else text
    return SaidInWords(
        words=words,
        text=text,
        formulas=formulas,
        throughout=holds_throughout(words),
        some_only=tells_some_only(words),
        need_not_be=need_not_be(words),
        general=generality(words),
        another=begins_another(text) and ends(lead or "."),
        changes=changes_values(text),
        law=speaks_of_law(lead, text),
        item=begins_item(text),
        begins_with_all=begins_with_all(text),
        of_any_function="function" in text and re.search(_OF_ANY_FUNCTION, text.lower()) is not None,
        solving=tells_solving(text),
        restricts=restricts(text, of_kinds=any(kind is Kind.INTEGER for _, kind in kinds)),
        otherwise="otherwise" in text.lower(),
        moving=letters_moving(words),
        changed=letters_changed(words),
        kinds=(*kinds, *((name, Kind.REAL) for name in sorted(no_integers_told(words)))),
        functions=functions_told(words),
        parameters=parameters_told(words),
        signs=signs_told(words),
        orders=orders_told(words),
        unclear=not_understood(words),
        sought=looked_for(words),
        spoken_of=tuple([name for latex in formulas for name in _spoken_of(latex)]),
        plain=_told_in_plain_text(passage),
        parities=parities_told(words),
        properties=properties,
        each_function=each_function(words),
        supposed_anew=supposed_anew(words),
        may_jump=may_jump(words, properties),
        conditional=re.search(_CONDITION, words.lower()) is not None,
        quantity=names_quantity(words),
        topic=topic_of(of_formula) if formulas else None,
        of_all=is_of_all(of_formula),
        sorts=sorts_told(words, formulas, MappingProxyType({})),
        pi=meaning_of_pi(words, formulas),
        another_number=is_another_number(words),
        e=meaning_of_e(words, formulas, of_group=False, base=True),
        base=base,
        random=speaks_of_random(words, formulas),
        distributed=tells_distribution(words, formulas),
        independent=independence_told(words),
        operators=tuple(sorted({name for latex in formulas for name in operators_in(latex)})),
        things=things_told(words, formulas),
        finite_ring=any(map(names_finite_ring, formulas)),
        of_pairs=any(word in text for word in _OF_PAIRS),
        of_lines=speaks_of_lines(lead, text),
        may_move=may_move(text),
        rounds=tells_rounding(text),
        all_cases=in_all_cases(text),
    )


class SaidInHeading(Struct, frozen=True):
    """What the words of a heading tell of what stands below it: what tells what is the docstring of the function of that name."""

    exercises: bool
    mistakes: bool
    solving: bool
    laws: bool
    topic: Sort | None
    more: bool


def said_in_heading(words: str) -> SaidInHeading:
    """What the words of a heading tell."""
    return SaidInHeading(
        exercises=re.match(_OF_EXERCISES, words.lower()) is not None,
        mistakes=is_about_mistakes(words),
        solving=tells_solving(words) or is_open(words),
        laws=tells_laws(words),
        topic=topic_of(words),
        more=tells_more(words),
    )


def _spoken_of(latex: str) -> Iterator[str]:
    r"""The letters that a formula holds alone, `$f$`, `$f, g$`, or of which it tells where they lie: `$f\colon A \to B$`."""
    before, colon, _ = latex.replace("\\colon", ":").partition(":")
    for piece in before.split(",") if colon or "=" not in latex else ():
        if re.fullmatch(r"\s*(?:[A-Za-z]|\\[A-Za-z]+)(?:_(?:\w|\{\w+\}))?\s*", piece):
            yield piece.strip()


def _told_in_plain_text(passage: Passage) -> frozenset[str]:
    """The functions that a passage tells without formulas: `If f(x) = c (a constant)`."""
    texts = [part for part in passage.parts if isinstance(part, str) and "(" in part and "=" in part]
    return frozenset(name for text in texts for name in re.findall(r"(?<![\w\\'])([a-zA-Z])\([a-z]\)\s*=", text))
