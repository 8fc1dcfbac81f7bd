"""From a document to what it says: for each relation whether it is claimed, defines, restricts, or is no matter.

What is not evidently claimed is never refuted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.context import Context, Definition, Kind, Sort, definitions_reached
from builder.calculus.expression.nodes import (
    INEQUALITIES,
    Expression,
    Number,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import symbols, symbols_of
from builder.calculus.given import read_assumptions, read_given
from builder.calculus.judge.conventions import with_told_partial_derivatives
from builder.calculus.judge.sorts import UNITS, written_sorts
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.statement import Display, Join, Statement
from builder.calculus.solving import Equation, Solving, solvings, with_equations_parted
from builder.document import evidence
from builder.document.answers import NOTHING_TOLD, Answers, limits_orders
from builder.document.asked_functions import AskedFunctions
from builder.document.conditions import restrict
from builder.document.counted import mentioned_in
from builder.document.cues import (
    Cue,
    begins_with_all,
    introduces,
    is_otherwise,
    restricts,
    sign_of_numbers,
    tells_both,
    tells_solving,
)
from builder.document.definitions import DEFINING, Found, hold_back, reread, sets_told, take_definitions
from builder.document.document import Begin, Directive, Document, End, Enter, Formula, Leave, Macros, Mention, Setting
from builder.document.euler import OfE, meaning_of_e
from builder.document.expectations import (
    OPERATORS,
    with_moments,
)
from builder.document.generality import Generality, told_anew
from builder.document.hypotheses import (
    EVEN,
    GIVEN,
    ODD,
    ROUGH,
    may_jump,
    unknown_functions,
)
from builder.document.in_words import may_name_quantity, with_words
from builder.document.motion import with_motion
from builder.document.occurrence import Sentence
from builder.document.prose import Heading, Opening, Passage, Place, events
from builder.document.repeated import with_repeated
from builder.document.said_in_words import SaidInWords, said_in_heading, said_in_words
from builder.document.sayings import Role, Said, Saying, Task, Utterance
from builder.document.scope import Item, Opener, Scopes
from builder.document.sentences import (
    MOST_WORDS,
    ReadFormula,
    changed,
    cue_for,
    each_value,
    ends,
    is_of_all_numbers,
    lying_before,
    of_only_letter,
    orders_in,
    placeless,
    plain_condition,
    reasons_behind,
    rounded,
    said_before,
    said_behind,
    shared,
    solved_behind,
    words_after,
)
from builder.document.set_aside import SetAside, set_aside
from builder.document.sorts import (
    customary,
    known_told,
    moduli,
    numbers_in,
    sorts_told,
    sorts_written,
    special_told,
    tells_more,
    without_known,
)
from builder.document.statements import StatementReader
from builder.document.tangents import with_slopes, with_tangents
from builder.document.things import NOTHING, Mark, Things
from builder.document.values_told import has_wrong_value, with_further_values
from builder.source import Span

_WRITTEN: Mapping[Sign, str] = MappingProxyType(
    {Sign.GREATER: ">", Sign.LESS: "<", Sign.GREATER_EQUAL: r"\ge", Sign.LESS_EQUAL: r"\le", Sign.NOT_EQUAL: r"\ne"}
)
_FUNCTIONS = frozenset("fghuvw")
"""Letters that are functions where they are told to be even or odd."""
NOTHING_LOST: Mapping[int, LatexError] = MappingProxyType({})
_MACRO = (
    r"\\(?:newcommand|renewcommand|providecommand)\*?\s*\{?(\\[A-Za-z]+)\}?\s*(?:\[[0-9]\]\s*)?(?=\{)|"
    r"\\DeclareMathOperator\*?\s*\{(\\[A-Za-z]+)\}\s*(?=\{)"
)


def read_claims(
    document: Document,
    lost: Mapping[int, LatexError] = NOTHING_LOST,
    at: Callable[[int], None] = lambda place: None,
    budget: Budget = DEFAULT_BUDGET,
) -> Iterator[Utterance]:
    """What a document says, in the order of the source.

    Reading decides some claims, so it may meet one that is too much for the process it runs in. `at` is called with the place
    in the source of each formula before it is worked on; the formulas at the places of `lost` are not, and have these faults.
    What is decided is paid from the account of `budget`: once that is empty, what is said may be taken for something else.
    """
    return _Reader(document, lost, at, budget).read()


class _Reader:
    def __init__(self, document: Document, lost: Mapping[int, LatexError], at: Callable[[int], None], budget: Budget) -> None:
        self.lost = lost
        self.budget = budget
        self.at = at
        context = Context()
        if document.front_matter.assume:
            try:
                context = read_assumptions(document.front_matter.assume, context, document.macros)
            except LatexError:
                context = Context()  # told by check
        self.document = document
        self.scopes = Scopes(context)
        self.macros = dict(document.macros)
        self.exercises: dict[int, Context] = {}
        self.items: dict[int, Item] = {}  # exercises of lists whose answers stand further on
        self.statements = StatementReader(self.scopes, budget)
        self.told = Answers()
        self.asked = AskedFunctions()
        self.answers = NOTHING_TOLD  # those of this sentence
        self.as_functions: frozenset[str] = frozenset()  # what a chain defines, as functions of its last side
        self.told_before: tuple[Definition, ...] = ()  # the values of letters that were told before this sentence
        self.known_before = context  # what held before this sentence
        self.vaguely = frozenset[str]()  # the letters of which this sentence tells what may be meant of others
        self.aside = SetAside((), {})  # the conditions of this sentence under which nothing is said
        self.general = Generality()  # of which letters this sentence speaks in general
        self.in_group = -1  # the paragraph in which a group or a ring was introduced last
        self.base: Expression | None = None  # of logarithms without one, if it was told
        self.base_ten = -1  # the paragraph in which it was last shown to be 10
        self.letter_e = -1  # that in which e was introduced as any other letter
        self.subject: ReadFormula | None = None  # the formula of the sentence before that told a function
        self.last_told: ReadFormula | None = None  # that of this sentence
        self.alone: ReadFormula | None = None  # the only formula of the sentence before
        self.last_alone: ReadFormula | None = None  # that of this sentence
        self.ended: Expression | None = None  # what the sentence before ended with, `f'(x) = 3x^2.`
        self.last_ended: Expression | None = None  # what this sentence ends with

    def _at(self, formula: Formula) -> None:
        """Say which formula is worked on from here on."""
        if formula.offsets[0] not in self.lost:
            self.at(formula.offsets[0])

    def read(self) -> Iterator[Utterance]:
        for event in events(self.document.flow):
            match event:
                case Heading():
                    self.scopes.heading(event.level)
                    self._head(event)
                    self.told.end()
                    self.asked.end()
                    self.statements.last_side = None
                case Opening():
                    self.scopes.exercise()
                    self.told.end()
                    self.asked.begin()
                    self.statements.last_side = None
                case Enter():
                    yield from self._enter(event.directive)
                case Leave():
                    self._leave(event.directive)
                case Passage():
                    yield from self._passage(event)
                case Begin():
                    self._begin(event)
                case End():
                    self._end(event)
                case Macros():
                    self.macros.update(event.definitions)

    def _speak_anew(self, said: SaidInWords) -> None:
        """Note names that are spoken of by themselves, and functions that are spoken of in general."""
        self.scopes.speak_anew(said.spoken_of)
        if said.of_any_function:
            self.scopes.speak_anew([name for name, told in self.scopes.further_up.items() if told.parameters])

    def _head(self, heading: Heading) -> None:
        """Note what the heading tells of what stands below: whether it is about mistakes, as what stands below a lower heading of
        it is, about equations that are solved, or about laws."""
        said = self.budget.of_words(said_in_heading, heading.words)
        if self.statements.mistakes is None or heading.level <= self.statements.mistakes:
            self.statements.mistakes = heading.level if said.mistakes else None
        self.scopes.heard = self.scopes.heard_before_table = (heading.words,)
        self.last_told = self.last_alone = self.last_ended = None
        if said.exercises:
            self.scopes.further_up.clear()
        self.scopes.here.solving = self.scopes.here.solving or said.solving
        self.scopes.here.laws = said.laws
        self.scopes.here.topic = said.topic or self.scopes.here.topic
        self.scopes.here.more = self.scopes.here.more or said.more

    def _enter(self, directive: Directive) -> Iterator[Utterance]:
        self.statements.last_side = None
        if directive.formulas or directive.name in ("derive", "check", "mistake", "plot"):
            macros = MappingProxyType(dict(self.macros))
            before = self.scopes.here.context
            task = Task(directive, before, macros, self.document.known)
            if directive.name == "derive":
                for formula in directive.formulas:
                    try:
                        given = read_given(formula.latex, self.scopes.here.context, macros, self.budget.remembered)
                    except LatexError:
                        continue  # told by check
                    self.scopes.here.context = given
                other = self._other_function(directive, before) if self.asked.task is not None else None
                task = replace(task, asked=self.asked.task, other=other)
            yield task
        elif directive.name == "exercise":
            self.scopes.question()
            self.asked.begin()
        elif directive.name == "solution":
            self.asked.begin_solution(directive.number)
            self.scopes.enter(Opener.DIRECTIVE, self.exercises.get(directive.number, self.scopes.here.context))

    def _other_function(self, directive: Directive, before: Context) -> Definition | None:
        """What a derivation in a solution works on, if that is not what the exercise asks about."""
        known = before.definitions
        given = {name: one for name, one in self.scopes.here.context.definitions.items() if known.get(name) != one}
        return self.asked.other_in(directive, given, self.document.flow, before, self.budget)

    def _leave(self, directive: Directive) -> None:
        self.statements.last_side = None
        if directive.name in ("exercise", "solution"):
            self.asked.end(directive.number)
        if directive.name == "exercise":
            self.exercises[directive.number] = self.scopes.leave()
        elif directive.name == "solution":
            self.scopes.leave()

    def _begin(self, event: Begin) -> None:
        self.statements.last_side = None
        match event.setting:
            case Setting.QUESTION:
                self.scopes.begin_question()
            case Setting.ANSWER:
                if (item := self.items.get(event.number)) is None:
                    self.scopes.enter(Opener.DIRECTIVE, self.scopes.asked())
                else:
                    self.scopes.enter_answer(item)
            case Setting.BOX | Setting.ITEM:
                pass
            case _:
                assert_never(event.setting)

    def _end(self, event: End) -> None:
        self.statements.last_side = None
        if event.setting is Setting.ITEM:
            self.items[event.number] = self.scopes.end_item()
        elif event.number:
            self.scopes.leave_answer()
        elif event.setting is not Setting.BOX:
            self.scopes.leave_open()

    # -------------------------------------------------------------------------------------- a passage

    def _passage(self, passage: Passage) -> Iterator[Saying]:
        self.scopes.heard = (*self.scopes.heard[-2:], passage.text)
        if not passage.table:
            self.scopes.heard_before_table = self.scopes.heard
        self.subject, self.last_told = self.last_told, None
        self.alone, self.last_alone = self.last_alone, None
        self.ended, self.last_ended = self.last_ended, None
        said = said_in_words(passage, self.budget.remembered)
        words, place = said.words, passage.place
        self.scopes.end_elsewhere(place, anew=said.item)
        if not said.silent:
            self._end_meanings(said, place)
        begins = ends(passage.lead) or not passage.lead
        self.general = said.general if begins else said.general.and_before(self.general)
        if begins:
            self.told_before = self.scopes.points_at(place)
            self.known_before = self.scopes.here.context
        for name in sorted(passage.applied | said.functions):
            if name not in self.scopes.here.context.kinds:
                self.scopes.kind(name, Kind.FUNCTION)
        self.vaguely = frozenset()
        was_restricted = self.scopes.here.restricted
        if said.silent:
            self.scopes.end_hypotheses(place, frozenset(), frozenset(), leaves=False)
            if self._is_of_sorts():
                self._take_sorts(said, place)
                self._take_e(said, place)
            self._take_things(said)
        else:
            self._take_words(said, place)
        self.answers = NOTHING_TOLD
        self.scopes.doubt(said.plain, passage.place, throughout=True)
        if not passage.mentions:
            return
        self._take_as_functions(passage)
        known, self.as_functions = self.scopes.here.context, frozenset()
        read = self._parse(passage, said)
        self.aside = set_aside(read, passage, self.budget)
        read = list(self.aside.read)
        for statement in (statement for one in read for statement in one.display.statements):
            self.scopes.here.mentioned |= mentioned_in(statement, words)
        self._take_values(read, passage, said)
        self._take_written_sorts(read, passage, said)
        if unread := frozenset(name for one in read if (name := _defined_unread(one))):
            self.scopes.here.things = replace(self.scopes.here.things, names=self.scopes.here.things.names | unread)
        of_all = said.begins_with_all
        for name, introduced in told_anew(read):
            of_numbers = (of_all not in ("", "□") and _names(name, read[0])) or (of_all and _lies_in_numbers(name, read[0]))
            self.scopes.end_values(frozenset({name}), defined=introduced or bool(of_numbers))
        found = take_definitions(read, passage, self.scopes, self.budget, self._at)
        if self.scopes.here.context is not known:
            self._take_as_functions(passage)  # `f(x) = u(x) + v(x) with u = …`
            earlier, read = read, list(set_aside(self._parse(passage, said), passage, self.budget).read)
            found = reread(found, earlier, read, passage.place, self.scopes)
        if self.scopes.here.context.shapes or "ymmetric" in words or "rthogonal" in words:
            self._take_more_of_matrices(read, passage.place)
        if self.asked.reading or self.asked.task is not None:
            found = self._with_task(found, read, passage)
        hold_back(found, known, self.scopes)
        told = [one for one in read if (made := found.get((one.mention.formula.number, 0))) is not None and made.role in DEFINING]
        self.last_told = told[0] if len(told) == 1 else None
        self.last_alone = read[0] if len(read) == 1 else None
        self.last_ended = _ending(read[-1])
        self.scopes.here.sets.update(sets_told(read, words))
        sides = [side for one in read for statement in one.display.statements for side in statement.sides if side is not None]
        self.scopes.end_examples(symbols_of(sides))
        self.answers = self.told.of(read, passage, self.scopes, restricted=was_restricted, ranged=self.statements.solved.ranges)
        sentence = Sentence(passage, found, self.told_before, self.known_before, self.general, self.as_functions, said.all_cases)
        self.scopes.doubt(self.aside.letters, passage.place, throughout=self.aside.throughout)
        for number, one in enumerate(read):
            for saying in self._formula(read, number, sentence):
                claims = tuple(said for said in saying.said if not one.mention.quoted or said.role is Role.CLAIM or saying.answer)
                if claims or not one.mention.quoted:
                    yield saying if claims == saying.said else replace(saying, said=claims)

    def _end_meanings(self, said: SaidInWords, place: Place) -> None:
        """End what words end: values, conditions, and what letters stood for that they speak of anew, or change."""
        general = said.general
        if general.leaves:
            self.scopes.end_conditions()
        if said.another:
            self.scopes.end_values(frozenset(point.name for point in self.scopes.points_at(place)))
        if said.changes:
            self.scopes.end_numbers()
        if said.moving:
            self.scopes.here.moving |= said.moving
            self.scopes.here.varying |= said.moving
        if said.changed:
            self.scopes.change(said.changed, place)
        if said.law:
            self.scopes.end_numbers()
        self.scopes.end_values(general.freed)
        self.scopes.end_definitions(general.freed)
        self.scopes.free(general.arbitrary)
        self.scopes.introduce(general.numbers, place)

    def _take_words(self, said: SaidInWords, place: Place) -> None:
        """Take in what words tell by themselves, of letters, of functions, and of what is done with them."""
        for name, kind in said.kinds:
            self.scopes.kind(name, kind)
        for name, parameters in said.parameters.items():
            self.scopes.parameters(name, parameters)
        self._take_signs(said, place)
        self.scopes.unclear(said.unclear, said.general.freed, place, throughout=said.throughout)
        self._take_sorts(said, place)
        self._take_e(said, place)
        self.base = said.base or self.base
        self._take_random(said)
        self._take_things(said)
        if said.finite_ring:
            self.scopes.here.modular = place.paragraph
        self.scopes.seek(said.sought, None)
        self._take_hypotheses(said, place)
        self._take_parities(said, place)
        if said.restricts:
            self.scopes.here.restricted = True
        self.scopes.here.solving = self.scopes.here.solving or said.solving
        self._speak_anew(said)

    def _is_of_sorts(self) -> bool:
        """Whether letters are known that are no numbers, or e is none: words that tell nothing may be of them."""
        here = self.scopes.here
        return bool(here.context.sorts) or here.topic is not None or self.in_group >= 0 or "e" in here.context.variables

    def _with_task(
        self, found: Mapping[tuple[int, int], Found], read: Sequence[ReadFormula], passage: Passage
    ) -> dict[tuple[int, int], Found]:
        """The definitions of a passage of an exercise, or of its solution, in which no other function has the name of the one
        that the exercise asks about."""
        self.asked.take(passage, read, [one.definition for one in found.values() if one.role is not Role.CLAIM])
        return {
            key: replace(one, role=Role.CLASH, old=self.asked.task)
            if one.role in DEFINING and self.asked.redefined(one.definition, passage.text, self.scopes.here.context, self.budget)
            else one
            for key, one in found.items()
        }

    def _take_signs(self, said: SaidInWords, place: Place) -> None:
        """Let letters be positive or negative that the words say to be: `for positive $x$`; and formulas, `Let $x - 1$ be
        positive`, or be compared as the words say."""
        told = said.signs
        if told.letters and said.need_not_be:
            return
        if told.letters and said.some_only:
            self._doubt(frozenset(name for name, _ in told.letters), said, place)
            return
        for name, sign in told.letters:
            if name not in self.scopes.here.context.definitions:
                self._suppose(Relation(Symbol(name), sign, Number("0", span=Span(0, 0))), said, place)  # told, as n ≥ 0 is
        if told.of_all is not None:
            self.scopes.sign_all(told.of_all, place, throughout=said.throughout)
        understood = frozenset[str]()
        for latex in (*(f"{latex} {_WRITTEN[sign]} 0" for latex, sign in told.formulas), *said.orders):
            display = parse_in(latex, self.scopes.here.context, self.macros, self.budget.remembered)
            relations = [relation for statement in display.statements for relation in statement.relations]
            for number, relation in enumerate(relations):
                understood |= symbols(relation)
                self._suppose(relation, said, place, joined=number > 0)
        self._doubt(told.vague - understood, said, place)

    def _suppose(self, relation: Relation, said: SaidInWords, place: Place, *, joined: bool = False) -> None:
        """Let a relation that words tell hold in the scope, or in its paragraph."""
        if said.throughout:
            self.scopes.assume(relation, place)
        else:
            self.scopes.hold(relation, place, joined=joined)

    def _doubt(self, names: frozenset[str], said: SaidInWords, place: Place) -> None:
        """Note letters of which the words of a sentence tell something that may be meant of others."""
        if not names:
            return
        self.vaguely |= names
        self.scopes.doubt(names, place, throughout=said.throughout)

    def _take_sorts(self, said: SaidInWords, place: Place) -> None:
        """Let letters be no real numbers that the words say to be none."""
        if said.quantity:
            self.scopes.kind("i", Kind.REAL)
        known = self.scopes.here.context.sorts
        told = sorts_told(said.words, said.formulas, known) if known else said.sorts
        self.scopes.real(told.real)
        if told.real:
            self.in_group = -1
        if told.sorts:
            if Sort.ELEMENT in told.sorts.values() and introduces(said.words) and not tells_more(said.words):
                self.in_group = place.paragraph
            self.scopes.end_values(frozenset(told.sorts), defined=True)
            self.scopes.sort(told.sorts, throughout=told.throughout)
        for name, letter in told.depends.items():
            self.scopes.parameters(name, (letter,))

    def _take_more_of_matrices(self, read: Sequence[ReadFormula], place: Place) -> None:
        """Let matrices be symmetric or orthogonal that the words say to be, and note of which they tell other things."""
        context = self.scopes.here.context
        if special := frozenset(special_told(read)) & context.shapes.keys():
            self.scopes.more_told(special)
        for relation in known_told(read):
            (name,) = symbols(relation) - {r"\top", "I"}
            if len(context.shapes.get(name, ())) == 2 or context.sorts.get(name) is Sort.MATRIX:
                self.scopes.assume(relation, place)

    def _take_e(self, said: SaidInWords, place: Place) -> None:
        """Let e be a letter where it is not the base of natural logarithms, and π where it is not the number."""
        here = self.scopes.here
        of_group = self.in_group == place.paragraph or Sort.ELEMENT in (here.topic, *here.context.sorts.values())
        if said.pi is not None:
            self.scopes.kind(r"\pi", said.pi)
        if said.another_number:
            self.letter_e = place.paragraph
        base = "e" not in here.context.variables
        plain = base and not of_group
        match said.e if plain else meaning_of_e(said.words, said.formulas, of_group=of_group, base=base):
            case OfE.BASE if self.letter_e == place.paragraph:
                pass
            case OfE.BASE:
                self.scopes.forget("e")
            case OfE.LETTER:
                self.scopes.kind("e", Kind.REAL)
            case OfE.NEUTRAL if here.starred:  # of an operation on numbers that the text defines
                self.scopes.kind("e", Kind.REAL)
            case OfE.ELEMENT:
                self.scopes.undefine("e", None)
                self.scopes.sort({"e": Sort.ELEMENT})
            case OfE.NEUTRAL:
                self.scopes.sort({"e": Sort.ELEMENT})
                self.scopes.define(Definition("e", (), Number("1")), place)
            case None:
                pass

    def _take_things(self, said: SaidInWords) -> None:
        """Note letters and signs that the words tell to be no numbers, nor of numbers."""
        here, told = self.scopes.here, said.things
        here.starred = here.starred or Mark.STAR in told.marks
        known = here.things
        if told is not NOTHING:
            names, operators, marks = known.names | told.names, known.operators | told.operators, known.marks | told.marks
            here.things = Things(names, operators=operators, marks=marks)
        self.scopes.told_things = replace(here.things, capitals=told.capitals, letters=told.letters)

    def _take_random(self, said: SaidInWords) -> None:
        """Let E, Var and Cov be operators where what is random is spoken of."""
        here = self.scopes.here
        here.random = here.random or said.random
        here.distributed = here.distributed or said.distributed
        if not here.random:
            return
        if said.independent is not None:
            here.independent = said.independent
        for name in said.operators:
            if name not in here.context.definitions:
                self.scopes.kind(name, Kind.FUNCTION)

    def _take_written_sorts(self, read: Sequence[ReadFormula], passage: Passage, said: SaidInWords) -> None:
        """Let letters be none that are written so, or where the words speak of such; and note whether more is told of them."""
        topic = said.topic or self.scopes.here.topic or (Sort.ELEMENT if self.in_group == passage.place.paragraph else None)
        if said.of_all:
            for name in sorted(customary(read, topic)):
                self.scopes.undefine(name, None)
        context = self.scopes.here.context
        near = f"{said.words} {passage.following}"
        if UNITS & context.sorts.keys():
            self.scopes.real(numbers_in(read, near))
            context = self.scopes.here.context
        if sorts := sorts_written(read, topic, near, context):
            self.scopes.sort(sorts)
            context = self.scopes.here.context
        if Sort.COMPLEX in context.sorts.values():
            self.scopes.more_told(moduli(read))
        if context.sorts and (self.scopes.here.more or tells_more(without_known(said.words, read), passage.following)):
            sides = (side for one in read for s in one.display.statements for side in s.sides if side is not None)
            self.scopes.more_told(symbols_of(sides) - context.shapes.keys())
        for latex in said.formulas:
            if r"\perp" in latex:  # of which more is told so
                product = parse_in(latex.replace(r"\perp", r"\cdot"), context, self.macros, self.budget.remembered)
                vectors = [side for statement in product.statements for side in statement.sides if side is not None]
                self.scopes.sort(written_sorts(vectors, context))
                self.scopes.more_told(symbols_of(vectors))

    def _take_hypotheses(self, said: SaidInWords, place: Place) -> None:
        """Note what the words tell of functions; one that is introduced anew without a property has none."""
        general, told_here, sorts = said.general, said.properties, self.scopes.here.context.sorts
        if not sorts.keys().isdisjoint(told_here):  # an invertible matrix
            told_here = {name: told for name, told in told_here.items() if name not in sorts}
        anew = general.bound | general.freed | general.arbitrary | said.each_function
        leaves = general.every or general.functions or said.otherwise
        if general.leaves:  # `without this assumption`
            self.scopes.here.told = dict.fromkeys(self.scopes.here.told, GIVEN)
        self.scopes.end_given(anew)
        self.scopes.end_hypotheses(place, anew - told_here.keys(), said.supposed_anew - told_here.keys(), leaves=leaves)
        jumping = said.may_jump if told_here is said.properties else may_jump(said.words, told_here)
        self.scopes.here.jumping = self.scopes.here.jumping - told_here.keys() - anew | jumping
        for name, told in told_here.items():
            if told and said.some_only and told != ROUGH:
                self.scopes.tell_of_function(name, GIVEN, None if said.throughout else place)
            elif told:
                self.scopes.tell_of_function(name, told, None if said.throughout else place)
                if told == ROUGH:
                    self.scopes.kind(name, Kind.ROUGH_FUNCTION)
                elif told.endswith("morphism") or (told in (EVEN, ODD) and name in _FUNCTIONS):
                    self.scopes.kind(name, Kind.FUNCTION)
            elif self.scopes.here.told.pop(name, None) == ROUGH:
                self.scopes.kind(name, Kind.FUNCTION)

    def _take_parities(self, said: SaidInWords, place: Place) -> None:
        """Note which integers the words tell to be even or odd; those that are spoken of in general may be either."""
        told, general = said.parities, said.general
        if told and (said.need_not_be or said.some_only):
            told = dict.fromkeys(told, "")
            self._doubt(frozenset(told), said, place)
        meant = None if said.throughout else place
        for name in sorted((general.freed | general.arbitrary | general.bound) - told.keys()):
            self.scopes.tell_parity(name, "", meant)
        for name, parity in told.items():
            self.scopes.tell_parity(name, parity, meant)
            if parity and name not in self.scopes.here.context.integers:
                bare = "integer" not in said.words and "whole" not in said.words
                self.scopes.kind(name, Kind.POSITIVE_INTEGER if bare else Kind.INTEGER)

    def _take_values(self, read: Sequence[ReadFormula], passage: Passage, said: SaidInWords) -> None:
        """Note the values at numbers that the sentence tells of functions of which it is not told what they are."""
        self.statements.giving = frozenset()
        if not any("(" in latex for latex in said.formulas):
            return
        from builder.document.given_values import values_given  # few sentences tell any

        found = [(n, one) for n, one in values_given(read) if not self.scopes.has_formula(one.name)]
        throughout = bool(passage.table) or said.throughout or not said.conditional
        for _, one in found:
            self.scopes.give(one.name, one.order, one.at, one.value, passage.place, throughout=throughout)
        told = {one.name for _, one in found if one.order}
        for name in sorted(told - self.scopes.here.context.kinds.keys() - self.scopes.here.context.definitions.keys()):
            self.scopes.kind(name, Kind.FUNCTION)
        self.statements.giving = frozenset(number for number, _ in found)

    def _take_as_functions(self, passage: Passage) -> None:
        """Let a name that was defined bare, `u = 1 + x^2`, be a function of its letter where it is written as one, `u(x)`."""
        written = " ".join(mention.formula.latex for mention in passage.mentions)
        for name, definition in self.scopes.here.context.definitions.items():
            if definition.parameters or definition.body is None or "(" not in written:
                continue
            body = next((one.body for one in self.scopes.restated if one.name == name and one.body is not None), definition.body)
            for letter in sorted(symbols(body)):
                if re.search(rf"(?<![\\\w]){re.escape(name)}'*\({re.escape(letter)}\)", written):
                    self.scopes.define(Definition(name, (letter,), body), passage.place)
                    self.as_functions |= {name} if body is not definition.body else frozenset()
                    break

    def _parse(self, passage: Passage, said: SaidInWords) -> list[ReadFormula]:
        before = passage.lead if passage.parts and isinstance(passage.parts[0], Mention) and not ends(passage.lead) else ""
        read: list[ReadFormula] = []
        context = self.scopes.here.context
        for part, after in zip(passage.parts, words_after(passage), strict=True):
            if isinstance(part, str):
                before += part
                continue
            place = part.formula.offsets[0]
            if place in self.lost:
                read.append(ReadFormula(part, Display((), (self.lost[place],)), before, after))
                continue
            self._at(part.formula)
            latex = self._take_macros(part.formula.latex)
            if len(latex) > DEFAULT_BUDGET.characters:
                fault = LatexError("too-large", "this formula is too long", Span(0, len(latex)), "split it")
                read.append(ReadFormula(part, Display((), (fault,)), before, after))
                continue
            display = shared(parse_in(latex, context, self.macros, self.budget.remembered))
            if (parted := with_equations_parted(display.statements, context)) != display.statements:
                display = replace(display, statements=parted)
            read.append(ReadFormula(part, display, before, after))
            before = f"{before} □ "[-MOST_WORDS:]
        if said.rounds:
            read = [rounded(one) for one in read]
        written = "\n".join(said.formulas)
        if "log" in written:
            read = self._with_base(read, passage)
        if "dots" in written:
            read, are_repeated = with_repeated(read)
            self.scopes.here.restricted = self.scopes.here.restricted or are_repeated  # of two solutions it is one
        if OPERATORS & {name for name, kind in context.kinds.items() if kind is Kind.FUNCTION}:
            read = with_moments(read, independent=self.scopes.here.independent)
        if context.parameters:
            read = [changed(one, lambda side: with_told_partial_derivatives(side, context)) for one in read]
        ranged = self.statements.solved.ranges or self.scopes.here.restricted
        if self.subject is not None:
            context = self.scopes.context_at(passage.place)
        read = with_words(read, self.subject, context, self.budget, ranged=ranged)
        if may_name_quantity(read, passage.text):
            from builder.document.nouns import shows
            from builder.document.quantities import with_quantities

            shown = (self.subject or self.alone) if shows(" ".join(self.scopes.heard[-2:-1])) else None
            read = with_quantities(read, shown, " ".join(self.scopes.heard[-2:]), context, self.budget)
        if said.of_pairs:
            from builder.document.pairs import with_pairs

            read = with_pairs(read, context, self.budget)
        if "^{-1}" in written:
            from builder.document.inverses import with_inverses

            read = with_inverses(read, self.scopes.context_at(passage.place), self.budget)
        if self.scopes.here.timed >= 0 or "x'" in written:
            from builder.document.rates import with_times  # few texts tell a rate of x

            read = with_times(read, self.scopes, passage.place.paragraph)
        if said.may_move:
            read = with_motion(read, self.scopes)
        if " side" in passage.text and ("left" in passage.text or "right" in passage.text):
            from builder.document.both_sides import with_sides  # few sentences speak of them

            read = with_sides(read, passage.lead, self.scopes)
        spoken_of = self.ended if " this " in passage.text else None
        last = self.statements.last_side if spoken_of is None else spoken_of
        if said.of_lines:
            read = with_tangents(read, passage, self.scopes)
        return with_slopes(read, passage, self.scopes, last)

    def _with_base(self, read: list[ReadFormula], passage: Passage) -> list[ReadFormula]:
        """The formulas of a passage with the base of logarithms that the text tells, or shows in the same paragraph."""
        from builder.document.logarithms import base_shown, with_base

        if self.base is not None:
            return with_base(read, self.base)
        if base_shown(read):
            self.base_ten = passage.place.paragraph
        return with_base(read, Number("10")) if self.base_ten == passage.place.paragraph else read

    def _take_macros(self, latex: str) -> str:
        r"""Take note of `\newcommand{\R}{\mathbb{R}}`, and leave blanks in its place."""
        if "command" not in latex and "MathOperator" not in latex:
            return latex
        while match := re.search(_MACRO, latex):
            end = _closing(latex, match.end())
            body = latex[match.end() + 1 : end - 1]
            name = match.group(1) or match.group(2)
            self.macros[name] = body if match.group(1) else rf"\operatorname{{{body}}}"
            latex = latex[: match.start()] + " " * (end - match.start()) + latex[end:]
        return latex

    # -------------------------------------------------------------------------------------- what a formula says

    def _formula(self, read: Sequence[ReadFormula], number: int, sentence: Sentence) -> Iterator[Saying]:
        one, passage = read[number], sentence.passage
        formula = one.mention.formula
        self._at(formula)
        items: list[tuple[int, Saying]] = []
        statements = one.display.statements
        otherwise = any(each.signs for each in statements) and is_otherwise(one.before, one.after)
        vague = otherwise and not self.scopes.otherwise(passage.place)
        of_all = vague or sentence.all_cases
        solvings_here = solvings(statements, self.scopes.here.context, joined=_are_equivalent_orders(statements))
        solved = {n: solving for solving in solvings_here for equation in solving.equations for n in equation.statements}
        interval = lying_before(read, number)
        for index, statement in enumerate(statements):
            if index in solved:
                if index == solved[index].equations[0].statements[0]:
                    items.extend(self._solving(read, number, solved[index], passage))
                continue
            behind = said_behind(read, number, index)
            self.scopes.seek(solved_behind(read, number, index) - {point.name for point in behind.points}, passage.place)
            stated, bound = said_before(read, number)
            behind = replace(behind, stated=(*stated, *behind.stated), bound=behind.bound | bound | one.bound)
            if (sign := sign_of_numbers(one.before, one.after)) is not None:
                behind = replace(behind, conditions=(*behind.conditions, *of_only_letter(statement, sign, Number("0"))))
            if (plain := plain_condition(one.after)) is not None:
                behind = replace(behind, conditions=(*behind.conditions, plain))
            if reasons := reasons_behind(read, number, index):
                around = self.scopes.context_at(passage.place)
                known = around.definitions.keys() | symbols_of((*around.assumptions, *around.curves))
                reasons = tuple(reason for reason in reasons if symbols(reason).isdisjoint(known | behind.bound))
                behind = replace(behind, conditions=(*behind.conditions, *reasons))
            if interval is not None and (number, index) not in sentence.found:
                behind = replace(behind, conditions=(*behind.conditions, *of_only_letter(statement, Sign.MEMBER, interval)))
            if statement.join is Join.IMPLIES and index > 0:
                behind = replace(behind, conditions=(*behind.conditions, *_premises(statements, index)))
            for each in each_value(behind):
                anew = self._told_anew(statement, read, passage, whole=of_all)
                anew -= behind.bound.intersection(*(symbols(each) for each in behind.stated)) if behind.stated else frozenset()
                unsure = vague or bool(anew) or self._is_unsure(statement, passage)
                saying = self.statements.read(one, index, replace(each, anew=anew), sentence, vague=unsure)
                if saying is not None:
                    items.append((statement.span.start, saying))
        items.extend(self._set_aside(one, number))
        for fault in one.display.faults:
            context = self.scopes.here.context
            told = formula.offsets[0] in self.lost or evidence.says_something(formula.latex, fault.span)
            role = Role.UNREADABLE if told else Role.SKIPPED
            if one.mention.struck or one.mention.off:
                role = Role.SKIPPED
            said = Said(None, fault.span, 0, role, note=fault.message)
            items.append((fault.span.start, Saying(formula, (said,), context, fault=fault)))
        yield from self._with_answers(one, number, [saying for _, saying in sorted(items, key=lambda item: item[0])], passage)

    def _is_unsure(self, statement: Statement, passage: Passage) -> bool:
        """Whether something is told of letters of a statement that is not understood."""
        doubted = self.aside.letters | self.vaguely | self.scopes.doubted(passage.place)
        if not doubted:
            return False
        functions = (unknown_functions(relation, self.scopes.here.context) for relation in statement.relations)
        return not doubted.isdisjoint(self._letters(statement).union(*functions))

    def _letters(self, statement: Statement) -> frozenset[str]:
        """The letters on which a statement depends, those too that names in it stand for."""
        context = self.scopes.here.context
        free = frozenset[str]().union(*(evidence.free_names(side, context) for side in statement.sides if side is not None))
        return free.union(*(symbols(one.body) for one, _ in definitions_reached(sorted(free), context) if one.body is not None))

    def _told_anew(self, statement: Statement, read: Sequence[ReadFormula], passage: Passage, *, whole: bool) -> frozenset[str]:
        """The letters of a statement of which something was supposed before its sentence that may not hold in it: it begins with
        them, `For any x`, or is said, `whole`, of all cases or of what the cases before it leave."""
        if not whole:
            if not begins_with_all(passage.text):
                return frozenset()
            bound = self.general.bound - {n for n, _ in told_anew(read)} | {
                name for name in self.scopes.bound_in(passage.place) if _lies_in_numbers(name, read[0])
            }
            return bound & self.scopes.bound_in(passage.place) & self._letters(statement)
        return self._letters(statement) & self.scopes.conditioned(passage.place)

    def _set_aside(self, one: ReadFormula, number: int) -> Iterator[tuple[int, Saying]]:
        """The conditions of a formula under which nothing is said, each with its place."""
        off = one.mention.off or one.mention.struck
        for statement in self.aside.conditions.get(number, ()):
            said = tuple(
                Said(each, statement.span, statement.rows[-1], Role.SKIPPED if off else Role.CONDITION, note="it is not supposed")
                for each in statement.relations
            )
            if said:
                yield statement.span.start, Saying(one.mention.formula, said, self.scopes.here.context)

    def _with_answers(self, one: ReadFormula, number: int, sayings: list[Saying], passage: Passage) -> list[Saying]:
        """What a formula says, with the answers that it tells."""
        if one.mention.off or one.mention.struck or self.statements.mistakes is not None:
            return sayings
        statements = one.display.statements
        sayings = [self.told.as_values(saying) for saying in sayings]
        if len(statements) > 1:
            words = f"{passage.lead} {passage.text}".lower()
            solving = "solv" in words and "system" not in words and not self.scopes.here.restricted
            sayings = [_with_equivalents(saying, statements) for saying in sayings]
            limited = limits_orders(f"{passage.lead} {passage.text}")
            answers = self.told.in_display(statements, passage.place, self.scopes, solving=solving, limited=limited)
            for index, answer in answers.items():
                if cue_for(one, index, passage, self.budget.remembered) in (Cue.DENIED, Cue.ASKED):
                    continue
                for at, saying in enumerate(sayings):
                    start = saying.said[0].span.start if saying.said else -1
                    if statements[index].span.start <= start < statements[index].span.end:
                        sayings[at] = replace(saying, answer=answer)
        told = self.answers.get(number)
        if told is not None and len(told.values) > 1 and len(told.letters) == 1 and tells_both(passage.text):
            told = None
        denied = (Cue.DENIED, Cue.ASKED)
        if told is None or not statements or cue_for(one, len(statements) - 1, passage, self.budget.remembered) in denied:
            return sayings
        if sayings and sayings[-1].solving is None and sayings[-1].fault is None:
            return [*sayings[:-1], replace(sayings[-1], answer=told)]
        if sayings:
            return sayings
        said = Said(told.given[0][0], statements[0].span, 0, Role.CONDITION, note="a point that is told")
        return [Saying(one.mention.formula, (said,), self.scopes.here.context, answer=told)]

    def _solving(
        self, read: Sequence[ReadFormula], number: int, solving: Solving, passage: Passage
    ) -> Iterator[tuple[int, Saying]]:
        """Equations that are joined by arrows and solved, each with its place: conditions, of which it is claimed that they
        follow, unless the words say something else of them. The only value of the letter holds on."""
        solving, others = with_further_values(solving, read, number)
        one = read[number]
        statements = one.display.statements
        both = others if len(solving.equations[-1].alternatives) > 1 else False
        both = both or _has_both_values(solving, statements)
        last = solving.equations[-1].statements[-1]
        off = one.mention.off or one.mention.struck
        cue = cue_for(one, last, passage, self.budget.remembered)
        claimed = (
            not off
            and self.statements.mistakes is None
            and (cue in (Cue.NONE, Cue.CLAIM) or _is_worked_solution(cue, one, solving))
            and not (both and not has_wrong_value(solving, self.scopes.here.context, self.budget))
        )
        parts: list[Said] = []
        answer = self.told.of_rows(solving, passage, self.scopes) if claimed and not self.statements.solved.ranges else None
        for equation in solving.equations:
            for each in equation.statements:
                parts.append(self._to_be_solved(one, statements[each], equation, passage))
        context = self.scopes.context_at(passage.place, ())
        if claimed:
            start = statements[solving.equations[0].statements[0]].span.start
            behind = passage.following
            restricted = (
                others
                or both
                or self.scopes.here.restricted
                or self.statements.solved.ranges
                or passage.rejected
                or restricts(behind)
                or "check" in behind.lower()
                or bool(one.display.faults)
            )
            yield (
                start,
                Saying(
                    one.mention.formula,
                    tuple(parts),
                    context,
                    solving=solving,
                    statements=statements,
                    restricted=restricted,
                    answer=None if restricted else answer,
                ),
            )
            return
        for said in parts:
            yield said.span.start, Saying(one.mention.formula, (said,), context)

    def _to_be_solved(self, one: ReadFormula, statement: Statement, equation: Equation, passage: Passage) -> Said:
        row = statement.rows[-1]
        if not statement.relations:
            return Said(None, statement.span, row, Role.SKIPPED, note="a further value")
        (relation,) = statement.relations
        if len(equation.alternatives) == 1 and isinstance(relation.left, Symbol) and evidence.is_closed(relation.right):
            restrict(relation, Cue.CLAIM, passage, f"{one.before} □ {one.after}", self.scopes)
        if one.mention.formula.display:
            self.statements.last_side = placeless(statement.sides[-1])
        off = one.mention.off or one.mention.struck
        return Said(relation, statement.span, row, Role.SKIPPED if off else Role.CONDITION, note="an equation to be solved")


_DEFINES_UNREAD = re.compile(r"\s*([A-Za-z]|\\[A-Za-z]+)\s*:?=[^=]*\\frac")


def _premises(statements: Sequence[Statement], index: int) -> list[Relation]:
    """What the statements before an arrow say of the values of letters: that before it, and those that `and` joins to it."""
    first = index - 1
    while first > 0 and statements[first].join is Join.NONE and statements[first].words.strip(" ,") == "and":
        first -= 1
    return [order for statement in statements[first:index] for order in orders_in(statement)]


def _defined_unread(one: ReadFormula) -> str:
    r"""The letter that a formula defines to be an operator, `D = \frac{d}{dx}`: what cannot be read; or ""."""
    head = _DEFINES_UNREAD.match(one.mention.formula.latex) if one.display.faults else None
    return head[1] if head is not None else ""


def _ending(one: ReadFormula) -> Expression | None:
    """The last side of the equation that a sentence ends with, of which the next may speak as `this`; None for a letter."""
    if one.mention.struck or one.display.faults or not one.display.statements or one.after.strip(" .!"):
        return None
    statement = one.display.statements[-1]
    side = statement.sides[-1]
    equal = set(statement.signs) == {Sign.EQUAL} and side is not None and not evidence.is_closed(side)
    return placeless(side) if equal and not isinstance(side, Symbol) else None


def _names(name: str, one: ReadFormula) -> bool:
    """Whether a letter stands in what a formula says first."""
    return any(name in symbols(relation) for statement in one.display.statements[:1] for relation in statement.relations)


def _has_both_values(solving: Solving, statements: Sequence[Statement]) -> bool:
    r"""Whether a letter is said to have two values at once: `x^2 = 4 \\iff x = 2 \text{ and } x = -2`."""
    last = solving.equations[-1]
    return last.join is Join.EQUIVALENT and any(statements[n].words.strip(" ,") == "and" for n in last.statements[1:])


def _lies_in_numbers(name: str, one: ReadFormula) -> bool:
    """Whether a formula tells that a letter is any real number."""
    relations = one.display.statements[0].relations if one.display.statements else ()
    return any(
        relation.sign is Sign.MEMBER and relation.left == Symbol(name) and is_of_all_numbers(relation) for relation in relations
    )


def _with_equivalents(saying: Saying, statements: Sequence[Statement]) -> Saying:
    r"""What is said, in which an inequality that `\\iff` joins to another one is not claimed by itself."""
    joined = [
        each
        for number, each in enumerate(statements)
        if Join.EQUIVALENT in (each.join, *(after.join for after in statements[number + 1 : number + 2]))
    ]
    if not joined or not any(each.span.start <= said.span.start < each.span.end for each in joined for said in saying.said):
        return saying
    said = (
        replace(one, role=Role.SUPPOSED)
        if one.role is Role.CLAIM and one.relation is not None and one.relation.sign in INEQUALITIES
        else one
        for one in saying.said
    )
    return replace(saying, said=tuple(said))


def _are_equivalent_orders(statements: Sequence[Statement]) -> bool:
    r"""Whether a letter is said to be in a range, and other inequalities to tell the same: `x > 0 \iff 2x > 0`."""
    relations = [relation for statement in statements for relation in statement.relations]
    return (
        len(statements) > 1
        and all(statement.join is Join.EQUIVALENT for statement in statements[1:])
        and len(relations) == len(statements)
        and all(relation.sign in INEQUALITIES for relation in relations)
        and isinstance(relations[0].left, Symbol)
        and evidence.is_closed(relations[0].right)
        and len(symbols_of(relations)) == 1
    )


def _is_worked_solution(cue: Cue, one: ReadFormula, solving: Solving) -> bool:
    """Whether the rows behind `Solve the equation:` are its solution: the last one tells a value of the letter, and it alone."""
    if cue is not Cue.CONDITION or not tells_solving(one.before) or "equations" in one.before.lower():
        return False
    ends = [
        all(isinstance(each.left, Symbol) and evidence.is_closed(each.right) for each in e.alternatives)
        for e in solving.equations
    ]
    return len(ends) > 1 and ends[-1] and not any(ends[:-1])


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return len(text)
