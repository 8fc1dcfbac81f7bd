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
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind, Sort
from builder.calculus.expression.nodes import (
    INEQUALITIES,
    ORDERS,
    Blank,
    Expression,
    Number,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import kinds_in, symbols
from builder.calculus.given import declared_function, read_assumptions, read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.sorts import UNITS, letters_in, sorts_in
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Display, Join, Statement
from builder.calculus.solving import Equation, Solving, solvings
from builder.document import evidence
from builder.document.alternatives import alternatives
from builder.document.answers import NOTHING_TOLD, Answers, limits_orders
from builder.document.asked_functions import AskedFunctions
from builder.document.concluded import under
from builder.document.conditions import forget, points_of, restrict, seek, take_place, tie
from builder.document.cues import (
    Cue,
    begins_another,
    begins_item,
    changes_values,
    concludes,
    introduces,
    is_about_mistakes,
    is_open,
    is_otherwise,
    is_said_all_the_same,
    names_finite_ring,
    names_law,
    reason_before,
    rejects,
    restricts,
    sign_of_numbers,
    speaks_of_law,
    tells_laws,
    tells_solutions,
    tells_solving,
    tells_what_is_known,
)
from builder.document.definitions import DEFINING, Found, hold_back, sets_told, take_definitions, with_solved
from builder.document.determined import arguments_varied, derived_letters, letters_varied, unknown_applied
from builder.document.differential_equations import DifferentialEquations
from builder.document.document import Begin, Directive, Document, End, Enter, Formula, Leave, Macros, Mention, Setting
from builder.document.euler import OfE, meaning_of_e
from builder.document.expectations import (
    OPERATORS,
    independence_told,
    is_of_moments,
    is_of_random,
    is_of_several,
    operators_in,
    parameters_in,
    speaks_of_random,
    tells_distribution,
    with_moments,
)
from builder.document.generality import Generality, bound_beside, generality, told_anew
from builder.document.hypotheses import GIVEN, told_of_functions, unknown_functions
from builder.document.in_words import may_name_quantity, with_words
from builder.document.laws import is_named_law
from builder.document.letters import holds_throughout, kinds_told, looked_for, signs_told
from builder.document.prose import Heading, Opening, Passage, Place, events
from builder.document.repeated import with_repeated
from builder.document.roles import is_operation, said_of, works_out
from builder.document.sayings import Role, Said, Saying, Task, Utterance
from builder.document.scope import MOSTLY_VARIABLE, Opener, Scopes, without
from builder.document.sentences import (
    MOST_WORDS,
    Behind,
    ReadFormula,
    cue_for,
    each_value,
    ends,
    goes_on,
    of_only_letter,
    orders_in,
    place_of,
    placeless,
    plain_condition,
    said_before,
    said_behind,
    shared,
    solved_behind,
    stated_letters,
    words_after,
    words_with_letters,
)
from builder.document.solved import Solved, is_range
from builder.document.sorts import customary, is_of_all, moduli, numbers_in, sorts_told, sorts_written, tells_more, topic_of
from builder.document.supposed import contradicts, supposed_of
from builder.document.tangents import with_slopes, with_tangents
from builder.document.values_told import with_further_values
from builder.source import Span

TYING = (Sign.EQUAL, *ORDERS)
"""Signs of relations that tie letters together, or bound them."""

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
        self.last_side: Expression | None = None
        self.mistakes: int | None = None
        self.solved = Solved()
        self.told = Answers()
        self.equations = DifferentialEquations()
        self.asked = AskedFunctions()
        self.answers = NOTHING_TOLD  # those of this sentence
        self.as_functions: frozenset[str] = frozenset()  # what a chain defines, as functions of its last side
        self.told_before: tuple[Definition, ...] = ()  # the values of letters that were told before this sentence
        self.known_before = context  # what held before this sentence
        self.general = Generality()  # of which letters this sentence speaks in general
        self.in_group = -1  # the paragraph in which a group or a ring was introduced last
        self.subject: ReadFormula | None = None  # the formula of the sentence before that told a function
        self.last_told: ReadFormula | None = None  # that of this sentence
        self.alone: ReadFormula | None = None  # the only formula of the sentence before
        self.last_alone: ReadFormula | None = None  # that of this sentence
        self.vague = False  # whether something is said under a condition that was not understood

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
                    self.last_side = None
                case Opening():
                    self.scopes.exercise()
                    self.told.end()
                    self.asked.begin()
                    self.last_side = None
                case Enter():
                    yield from self._enter(event.directive)
                case Leave():
                    self._leave(event.directive)
                case Passage():
                    yield from self._passage(event)
                case Begin():
                    self._begin(event.setting)
                case End():
                    self._end(event.setting)
                case Macros():
                    self.macros.update(event.definitions)

    def _head(self, heading: Heading) -> None:
        """Note what the heading tells of what stands below: whether it is about mistakes, as what stands below a lower heading of
        it is, about equations that are solved, or about laws."""
        if self.mistakes is None or heading.level <= self.mistakes:
            self.mistakes = heading.level if is_about_mistakes(heading.words) else None
        self.scopes.heard = (heading.words,)
        self.last_told = self.last_alone = None
        self.scopes.here.solving = self.scopes.here.solving or tells_solving(heading.words) or is_open(heading.words)
        self.scopes.here.laws = tells_laws(heading.words)
        self.scopes.here.topic = topic_of(heading.words) or self.scopes.here.topic
        self.scopes.here.more = self.scopes.here.more or tells_more(heading.words)

    def _enter(self, directive: Directive) -> Iterator[Utterance]:
        self.last_side = None
        if directive.formulas or directive.name in ("derive", "check", "mistake"):
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
        self.last_side = None
        if directive.name in ("exercise", "solution"):
            self.asked.end(directive.number)
        if directive.name == "exercise":
            self.exercises[directive.number] = self.scopes.leave()
        elif directive.name == "solution":
            self.scopes.leave()

    def _begin(self, setting: Setting) -> None:
        self.last_side = None
        match setting:
            case Setting.QUESTION:
                self.scopes.begin_question()
            case Setting.ANSWER:
                self.scopes.enter(Opener.DIRECTIVE, self.scopes.asked())
            case Setting.BOX:
                pass
            case _:
                assert_never(setting)

    def _end(self, setting: Setting) -> None:
        self.last_side = None
        if setting is not Setting.BOX:
            self.scopes.leave_open()

    # -------------------------------------------------------------------------------------- a passage

    def _passage(self, passage: Passage) -> Iterator[Saying]:
        self.scopes.heard = (*self.scopes.heard[-2:], passage.text)
        self.subject, self.last_told = self.last_told, None
        self.alone, self.last_alone = self.last_alone, None
        words = words_with_letters(passage)
        general = generality(words)
        if general.leaves:
            self.scopes.end_conditions()
        if begins_another(passage.text) and ends(passage.lead or "."):
            self.scopes.end_values(frozenset(point.name for point in self.scopes.points_at(passage.place)))
        if changes_values(passage.text):
            self.scopes.end_numbers()
        self.scopes.end_elsewhere(passage.place, anew=begins_item(passage.text))
        if speaks_of_law(passage.lead, passage.text):
            self.scopes.end_numbers()
        self.scopes.end_values(general.freed)
        self.scopes.end_definitions(general.freed)
        self.scopes.free(general.arbitrary)
        self.scopes.introduce(general.numbers, passage.place)
        begins = ends(passage.lead) or not passage.lead
        self.general = general if begins else general.and_before(self.general)
        if begins:
            self.told_before = self.scopes.points_at(passage.place)
            self.known_before = self.scopes.here.context
        kinds = kinds_told(words)
        for name, kind in kinds:
            self.scopes.kind(name, kind)
        self._take_signs(words, passage.place)
        self._take_sorts(words, passage)
        self._take_e(words, passage)
        self._take_random(words, passage)
        if any(names_finite_ring(mention.formula.latex) for mention in passage.mentions):
            self.scopes.here.modular = passage.place.paragraph
        self.scopes.seek(looked_for(words), None)
        self._take_hypotheses(words)
        was_restricted = self.scopes.here.restricted
        if restricts(passage.text, of_kinds=any(kind is Kind.INTEGER for _, kind in kinds)):
            self.scopes.here.restricted = True
        self.scopes.here.solving = self.scopes.here.solving or tells_solving(passage.text)
        self.answers = NOTHING_TOLD
        if not passage.mentions:
            return
        self._take_as_functions(passage)
        known, self.as_functions = self.scopes.here.context, frozenset()
        read = self._parse(passage)
        self._take_written_sorts(read, passage, words)
        for name, introduced in told_anew(read):
            self.scopes.end_values(frozenset({name}), defined=introduced)
        found = take_definitions(read, passage, self.scopes, self.budget, self._at)
        if self.scopes.here.context is not known:
            self._take_as_functions(passage)  # `f(x) = u(x) + v(x) with u = …`
            read = self._parse(passage)
        if self.asked.reading or self.asked.task is not None:
            found = self._with_task(found, read, passage)
        hold_back(found, known, self.scopes)
        told = [one for one in read if (made := found.get((one.mention.formula.number, 0))) is not None and made.role in DEFINING]
        self.last_told = told[0] if len(told) == 1 else None
        self.last_alone = read[0] if len(read) == 1 else None
        self.scopes.here.sets.update(sets_told(read, words))
        sides = [side for one in read for statement in one.display.statements for side in statement.sides if side is not None]
        self.scopes.end_examples(frozenset[str]().union(*map(symbols, sides)))
        self.answers = self.told.of(read, passage, self.scopes, restricted=was_restricted, ranged=self.solved.ranges)
        for number in range(len(read)):
            yield from self._formula(read, number, passage, found)

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

    def _take_signs(self, words: str, place: Place) -> None:
        """Let letters be positive or negative that the words say to be: `for positive $x$`."""
        for name, sign in signs_told(words):
            if name not in self.scopes.here.context.definitions:
                relation = Relation(Symbol(name), sign, Number("0"))
                if holds_throughout(words):
                    self.scopes.assume(relation, place)
                else:
                    self.scopes.hold(relation, place)

    def _take_sorts(self, words: str, passage: Passage) -> None:
        """Let letters be no real numbers that the words say to be none."""
        formulas = [mention.formula.latex for mention in passage.mentions]
        told = sorts_told(words, formulas, self.scopes.here.context.sorts)
        self.scopes.real(told.real)
        if told.real:
            self.in_group = -1
        if told.sorts:
            if Sort.ELEMENT in told.sorts.values() and introduces(words) and not tells_more(words):
                self.in_group = passage.place.paragraph
            self.scopes.end_values(frozenset(told.sorts), defined=True)
            self.scopes.sort(told.sorts, throughout=told.throughout)

    def _take_e(self, words: str, passage: Passage) -> None:
        """Let e be a letter where it is not the base of natural logarithms."""
        here = self.scopes.here
        of_group = self.in_group == passage.place.paragraph or Sort.ELEMENT in (here.topic, *here.context.sorts.values())
        formulas = [mention.formula.latex for mention in passage.mentions]
        match meaning_of_e(words, formulas, of_group=of_group, base="e" not in here.context.variables):
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
                self.scopes.define(Definition("e", (), Number("1")), passage.place)
            case None:
                pass

    def _take_random(self, words: str, passage: Passage) -> None:
        """Let E, Var and Cov be operators where what is random is spoken of."""
        here, formulas = self.scopes.here, [mention.formula.latex for mention in passage.mentions]
        here.random = here.random or speaks_of_random(words, formulas)
        here.distributed = here.distributed or tells_distribution(words, formulas)
        if not here.random:
            return
        if (told := independence_told(words)) is not None:
            here.independent = told
        for name in sorted({name for latex in formulas for name in operators_in(latex)} - here.context.definitions.keys()):
            self.scopes.kind(name, Kind.FUNCTION)

    def _take_written_sorts(self, read: Sequence[ReadFormula], passage: Passage, words: str) -> None:
        """Let letters be none that are written so, or where the words speak of such; and note whether more is told of them."""
        topic = self.scopes.here.topic
        if passage.mentions:
            alone = not passage.text.strip(" □.,;:")
            told = passage.lead if alone else passage.text
            topic = topic_of(told) or topic or (Sort.ELEMENT if self.in_group == passage.place.paragraph else None)
            if is_of_all(told):
                for name in sorted(customary(read, topic)):
                    self.scopes.undefine(name, None)
        context = self.scopes.here.context
        near = f"{words} {passage.following}"
        if UNITS & context.sorts.keys():
            self.scopes.real(numbers_in(read, near))
            context = self.scopes.here.context
        if sorts := sorts_written(read, topic, near, context):
            self.scopes.sort(sorts)
            context = self.scopes.here.context
        if Sort.COMPLEX in context.sorts.values():
            self.scopes.more_told(moduli(read))
        if context.sorts and (self.scopes.here.more or tells_more(words, passage.following)):
            sides = (side for one in read for s in one.display.statements for side in s.sides if side is not None)
            self.scopes.more_told(frozenset[str]().union(*map(symbols, sides)))

    def _take_hypotheses(self, words: str) -> None:
        """Note what the words tell of functions; one that is introduced anew without a property has none."""
        for name, told in told_of_functions(words).items():
            if told:
                self.scopes.here.told[name] = told
                if told.endswith("morphism"):
                    self.scopes.kind(name, Kind.FUNCTION)
            else:
                self.scopes.here.told.pop(name, None)

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

    def _parse(self, passage: Passage) -> list[ReadFormula]:
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
            read.append(ReadFormula(part, display, before, after))
            before = f"{before} □ "[-MOST_WORDS:]
        if any("dots" in one.mention.formula.latex for one in read):
            read, are_repeated = with_repeated(read)
            self.scopes.here.restricted = self.scopes.here.restricted or are_repeated  # of two solutions it is one
        if OPERATORS & {name for name, kind in context.kinds.items() if kind is Kind.FUNCTION}:
            read = with_moments(read, independent=self.scopes.here.independent)
        ranged = self.solved.ranges or self.scopes.here.restricted
        if self.subject is not None:
            context = self.scopes.context_at(passage.place)
        read = with_words(read, self.subject, context, self.budget, ranged=ranged)
        if may_name_quantity(read, passage.text):
            from builder.document.quantities import with_quantities

            read = with_quantities(read, self.subject or self.alone, context, self.budget)
        if any("^{-1}" in one.mention.formula.latex for one in read):
            from builder.document.inverses import with_inverses

            read = with_inverses(read, self.scopes.context_at(passage.place), self.budget)
        return with_slopes(with_tangents(read, passage, self.scopes), passage, self.scopes, self.last_side)

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

    def _formula(
        self, read: Sequence[ReadFormula], number: int, passage: Passage, found: Mapping[tuple[int, int], Found]
    ) -> Iterator[Saying]:
        one = read[number]
        formula = one.mention.formula
        self._at(formula)
        items: list[tuple[int, Saying]] = []
        statements = one.display.statements
        otherwise = is_otherwise(one.before, one.after)
        self.vague = otherwise and not self.scopes.otherwise(passage.place)
        solvings_here = solvings(statements, self.scopes.here.context)
        solved = {n: solving for solving in solvings_here for equation in solving.equations for n in equation.statements}
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
                behind = replace(behind, conditions=(*behind.conditions, *of_only_letter(statement, sign)))
            if (plain := plain_condition(one.after)) is not None:
                behind = replace(behind, conditions=(*behind.conditions, plain))
            if statement.join is Join.IMPLIES and index > 0:
                behind = replace(behind, conditions=(*behind.conditions, *orders_in(statements[index - 1])))
            for each in each_value(behind):
                saying = self._statement(one, index, statement, passage, found, each)
                if saying is not None:
                    items.append((statement.span.start, saying))
        for fault in one.display.faults:
            context = self.scopes.here.context
            told = formula.offsets[0] in self.lost or evidence.says_something(formula.latex, fault.span)
            role = Role.UNREADABLE if told else Role.SKIPPED
            if one.mention.struck or one.mention.off:
                role = Role.SKIPPED
            said = Said(None, fault.span, 0, role, note=fault.message)
            items.append((fault.span.start, Saying(formula, (said,), context, fault=fault)))
        yield from self._with_answers(one, number, [saying for _, saying in sorted(items, key=lambda item: item[0])], passage)

    def _with_answers(self, one: ReadFormula, number: int, sayings: list[Saying], passage: Passage) -> list[Saying]:
        """What a formula says, with the answers that it tells."""
        if one.mention.off or one.mention.struck or self.mistakes is not None:
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
        last = solving.equations[-1].statements[-1]
        off = one.mention.off or one.mention.struck
        cue = cue_for(one, last, passage, self.budget.remembered)
        claimed = not off and self.mistakes is None and (cue in (Cue.NONE, Cue.CLAIM) or _is_worked_solution(cue, one, solving))
        parts: list[Said] = []
        answer = self.told.of_rows(solving, passage, self.scopes) if claimed and not self.solved.ranges else None
        for equation in solving.equations:
            for each in equation.statements:
                parts.append(self._to_be_solved(one, statements[each], equation, passage))
        context = self.scopes.context_at(passage.place, ())
        if claimed:
            start = statements[solving.equations[0].statements[0]].span.start
            behind = passage.following
            restricted = (
                others or self.scopes.here.restricted or passage.rejected or restricts(behind) or "check" in behind.lower()
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
            self.last_side = placeless(statement.sides[-1])
        off = one.mention.off or one.mention.struck
        return Said(relation, statement.span, row, Role.SKIPPED if off else Role.CONDITION, note="an equation to be solved")

    def _statement(
        self,
        one: ReadFormula,
        index: int,
        statement: Statement,
        passage: Passage,
        found: Mapping[tuple[int, int], Found],
        behind: Behind,
    ) -> Saying | None:
        formula = one.mention.formula
        for name, kind in kinds_told(" ; ".join((statement.words, *statement.reasons, statement.after)).replace("\\", "")):
            self.scopes.kind(name, kind)
        sides = statement.sides
        if statement.continues and self.last_side is not None:
            sides = (self.last_side, *sides[1:])
        if not statement.signs:
            self.solved.ranges = self.solved.ranges or is_range(sides[0])
            cue = cue_for(one, index, passage, self.budget.remembered)
            take_place(statement, cue, one.before, passage.place, self.scopes)
            self.last_side = placeless(sides[0]) if sides and formula.display else self.last_side
            if not formula.display:
                return None
            said = Said(
                None, statement.span, statement.rows[0] if statement.rows else 0, Role.SKIPPED, note="a formula, not a claim"
            )
            return Saying(formula, (said,), self.scopes.here.context)
        cue = cue_for(one, index, passage, self.budget.remembered)
        if cue in (Cue.NONE, Cue.CONDITION) and not self.vague and is_otherwise(one.before, one.after):
            cue = Cue.CLAIM
        shown = self.mistakes is not None and cue is not Cue.UNIVERSAL
        of_law = self.scopes.here.laws or names_law(passage.lead)
        if cue is Cue.NONE and of_law and not self.scopes.here.solving and not one.display.faults:
            cue = _cue_of_law(statement, self.scopes.here.context)
        made = found.get((formula.number, index))
        role = made.role if made is not None else None
        if made is not None and role in DEFINING:
            # Each row of a table of functions stands by itself: what follows is about the latest.
            known = self.scopes.here.context.definitions.get(made.definition.name)
            if known != made.definition and made.definition.name not in self.as_functions:
                self.scopes.define(made.definition, passage.place)
        if len(statement.relations) == 1:
            forget(statement.relations[0], f"{one.before} {statement.words}", self.scopes, self.budget)
        derived = derived_letters(statement.relations, self.scopes.here.context)
        self.scopes.use_curves(derived, statement.relations)
        self.scopes.here.moving |= {name for name, _ in derived}
        bound = behind.bound - (self.scopes.bound_in(passage.place) - stated_letters(behind.stated, ()))
        points = tuple(point for point in points_of(passage.place, behind, self.scopes) if point.name not in bound)
        given = frozenset(point.name for point in points if point not in self.told_before)
        for_all = self.general.bound | bound_beside(statement, formula.latex)
        points = tuple(point for point in points if point.name in given or not (self.general.every or point.name in for_all))
        arbitrary = (for_all | (self.scopes.here.valued if self.general.every else frozenset())) - given
        if cue is Cue.NONE and not one.after.strip(" .,;:!)") and _names_some(statement, arbitrary, self.scopes.here.context):
            cue = Cue.CLAIM
        arbitrary = (arbitrary | self.scopes.here.arbitrary) - self.scopes.sought(passage.place)
        arbitrary |= _chosen(points)  # what has a value is not looked for
        before = f"{one.before} {statement.words}"
        concluded = (cue is Cue.CLAIM and concludes(before)) or tells_solutions(before)
        concluded = concluded and not rejects(one.after.partition("□")[0])
        shown = shown and not is_said_all_the_same(before)
        said_all: list[Said] = []
        told_here: Relation | None = None
        for i, sign in enumerate(statement.signs):
            left, right = sides[i], sides[i + 1]
            span, row = place_of(statement, i, sides, formula.latex)
            if left is None or right is None:
                said_all.append(Said(None, span, row, Role.SKIPPED, note="it continues nothing"))
                continue
            relation = Relation(left, sign, right)
            if one.mention.off:
                said_all.append(Said(relation, span, row, Role.TRUSTED, note="checking is switched off here"))
            elif Blank in kinds_in(relation):
                said_all.append(Said(relation, span, row, Role.SKIPPED, note="a form to fill in"))
            elif statement.bracketed:
                said_all.append(Said(relation, span, row, Role.CONDITION, note="a label in brackets"))
            elif evidence.converts_units(relation, formula.latex):
                said_all.append(Said(relation, span, row, Role.CONDITION, note="a number of units in others"))
            elif (declared := declared_function(relation)) is not None and not self.scopes.has_formula(declared.name):
                said_all.append(Said(relation, span, row, Role.CONDITION, note=f"{declared.name} is a function"))
            elif i == 0 and len(statement.signs) == 1 and self._is_set(relation, cue, points):
                said_all.append(Said(relation, span, row, Role.CONDITION, note=f"what {evidence.target(left)} is to be"))
                self.scopes.curve(relation, passage.place, told=True, anew=False)
            elif shown and sign is Sign.EQUAL and (role is None or role is Role.CLAIM):
                said_all.append(Said(relation, span, row, Role.SHOWN, note="shown under a heading about mistakes"))
            elif (role is None or role is Role.CLAIM) and self._is_told_of_random(relation, cue):
                said_all.append(Said(relation, span, row, Role.SKIPPED, note="it tells what is random"))
            elif one.mention.asked:
                said_all.append(Said(relation, span, row, Role.SUPPOSED))
            elif one.mention.struck:
                said_all.append(Said(relation, span, row, Role.SKIPPED, note="struck out"))
            elif i == 0 and role is not None and role is not Role.CLAIM:
                name = evidence.target(left) or ""
                note = f"defines {name}" if role is not Role.SKIPPED else f"several values of {name}"
                if role in (Role.CLASH, Role.REBOUND) and made is not None and made.old is not None and made.old.body is not None:
                    note = f"{name} stood for {print_latex(made.old.body)} until here"
                solves = self.equations.solved_by(made.definition, passage, before) if made is not None else ()
                named = name if role is not Role.SKIPPED else ""
                said_all.append(Said(relation, span, row, role, named, note, solves=solves))
            else:
                words = f"{one.before} □ {one.after}"
                evident = i == 0 and (role is Role.CLAIM or self._is_named_law(relation, before, one.after, passage))
                said = said_of(
                    relation,
                    i,
                    statement,
                    span,
                    row,
                    cue,
                    passage,
                    words,
                    self.scopes,
                    self.budget,
                    placed=bool(points),
                    given=given,
                    arbitrary=arbitrary,
                    evident=evident,
                    vague=self.vague,
                    under=behind.conditions,
                    solved_below=_is_solved_below(relation, one.display.statements[index + 1 :]),
                    of_condition=i > 0 and said_all[0].role in (Role.CONDITION, Role.PERHAPS, Role.SUPPOSED),
                )
                self.scopes.here.starred = self.scopes.here.starred or is_operation(relation, f"{passage.lead} {words}")
                alone = i == 0 and len(one.display.statements) == 1
                reason = statement.reasons[i] or (reason_before(before) if alone else "")
                said = replace(said, concluded=concluded and i == 0, reason=reason)
                if said.role is Role.PERHAPS and cue in (Cue.CLAIM, Cue.UNIVERSAL) and is_of_moments(relation):
                    said = replace(said, role=Role.CLAIM)
                if said.role is Role.PERHAPS and i == 1 and _is_level(relation, made):
                    said = replace(said, role=Role.CONDITION, note="the level of a function")
                is_open = said.role in (Role.CONDITION, Role.PERHAPS) and not points
                if is_open and works_out(relation, row, said_all, cue, passage, self.scopes):
                    said = Said(relation, span, row, Role.CLAIM)
                if said.role is Role.CLAIM and self._is_to_be_solved(relation, found):
                    said = replace(said, role=Role.CONDITION, note="an equation that is solved")
                self.equations.note(relation, passage, claimed=said.role is Role.CLAIM)
                chain = sides[0] if i > 0 and set(statement.signs[: i + 1]) == {Sign.EQUAL} else None
                bare = alone and not passage.lead.strip() and not before.rpartition("□")[2].strip(" ,;")
                said_all.append(self.solved.of(said, chain, passage, before, points, self.scopes, bare=bare))
                if said.role in (Role.CONDITION, Role.SUPPOSED, Role.PERHAPS):
                    self._take_as_told(relation)
                if said.role in (Role.CONDITION, Role.SUPPOSED):
                    for name in unknown_functions(relation, self.scopes.here.context):
                        self.scopes.here.told.setdefault(name, GIVEN)
                if said.role is Role.CONDITION and not _is_of_display(relation, cue, formula, index):
                    restrict(relation, cue, passage, words, self.scopes, joined=i > 0 or goes_on(one, index))
                elif i == 0 and _is_used(said, relation, self.scopes.here.context):
                    tie(relation, cue, passage, words, self.scopes)
                if relation.sign is Sign.EQUAL and said.role in (Role.CONDITION, Role.PERHAPS, Role.SUPPOSED):
                    told = cue is not Cue.CLAIM or tells_what_is_known(before)
                    told_here = relation if len(statement.signs) == 1 and told else told_here
                    seek(relation, passage.place, behind.conditions, self.scopes, self.budget)
        self.solved.set_to_zero(sides[-1], one.after, passage, self.scopes)
        if formula.display and not statement.is_aside:
            self.last_side = placeless(sides[-1])
        relations = [said.relation for said in said_all if said.relation is not None]
        context = self._in_general(self.scopes.context_at(passage.place, behind.conditions, bound), for_all, relations)
        context = without(context, frozenset(point.name for point in points if self.scopes.is_number(point.name)))
        context = context.with_stated(stated_letters(behind.stated, context.assumptions))
        varying = frozenset(n for r in relations for n in letters_varied(r) if self.scopes.is_number(n))
        varying |= frozenset(n for n in arguments_varied(relations) if self.scopes.is_number(n) and n not in given)
        context = without(context, varying) if varying else context
        if self.general.functions:
            for name in sorted(frozenset[str]().union(*(unknown_applied(r, Context()) for r in relations)) & context.functions):
                if (definition := context.definitions.get(name)) is not None:
                    context = context.with_definition(replace(definition, body=None))
        supposed = supposed_of(relations, passage.place, self.scopes, context)
        if told_here is not None:
            self.scopes.tell_equation(told_here, passage.place)
        if supposed is not None and cue is Cue.CLAIM:
            said_all, context = self._under_equation(said_all, supposed, context, before.rpartition("□")[2])
        if not any(said.role is Role.CLAIM for said in said_all):
            supposed = None
        if made is not None and made.solved and role is Role.CLAIM:
            return Saying(formula, tuple(said_all), under(context, made.solved))
        return Saying(
            formula,
            tuple(said_all),
            context,
            alternatives(
                self.scopes,
                context,
                points,
                given,
                relations,
                made.definition if made is not None else None,
                bound,
                supposed,
                passage.place,
            ),
        )

    def _under_equation(self, said: list[Said], supposed: Relation, context: Context, clause: str) -> tuple[list[Said], Context]:
        """What is said, in which equations are claims that hold at no solution of what is `supposed`, and the context."""
        open_roles = (Role.CONDITION, Role.PERHAPS, Role.SUPPOSED)
        wrong = [
            one.role in open_roles
            and one.relation is not None
            and contradicts(one.relation, supposed, context, clause, self.budget)
            for one in said
        ]
        if not any(wrong):
            return said, context
        claims = [
            replace(one, role=Role.CLAIM, note="", solves=()) if each else one for one, each in zip(said, wrong, strict=True)
        ]
        return claims, context.with_curve(supposed)

    def _is_told_of_random(self, relation: Relation, cue: Cue) -> bool:
        """Whether a relation tells of which random variables the text speaks, and is no identity of their moments."""
        if is_of_random(relation) or not is_of_moments(relation) or relation.sign is not Sign.EQUAL:
            return is_of_random(relation) or is_of_moments(relation)
        here = self.scopes.here
        tied = is_of_several(relation) and not here.independent and cue is not Cue.UNIVERSAL
        if not (tied or here.distributed or parameters_in(relation) - here.context.definitions.keys()):
            return False
        return not isinstance(decide(Claim(relation, here.context), self.budget), Proved)

    def _is_to_be_solved(self, relation: Relation, found: Mapping[tuple[int, int], Found]) -> bool:
        """Whether an equation does not hold for all letters, and may hold with what is concluded for them from it."""
        here = self.scopes.here.context
        solved = with_solved(relation, found.values(), here)
        if solved is here or not isinstance(decide(Claim(relation, here), self.budget), Refuted):
            return False
        return not isinstance(decide(Claim(relation, solved), self.budget), Refuted)

    def _take_as_told(self, relation: Relation) -> None:
        """Note that letters that are no real numbers are not any of their sort, if an equation may tie them: A x = b."""
        here = self.scopes.here.context
        claim = Claim(relation, here)
        if here.sorts and relation.sign in TYING and sorts_in(claim):
            if not isinstance(decide(claim, self.budget), Proved):
                self.scopes.more_told(letters_in(symbols(relation)))

    def _is_set(self, relation: Relation, cue: Cue, points: Sequence[Definition]) -> bool:
        """Whether a number is told, as a side condition, for a name that stands for something else in general."""
        here = self.scopes.here.context
        if not evidence.may_be_set(relation, here, cue, frozenset(point.name for point in points)):
            return False
        return isinstance(decide(Claim(relation, here), self.budget), Refuted)

    def _is_named_law(self, relation: Relation, before: str, after: str, passage: Passage) -> bool:
        """Whether a law is named for an equation in letters of which none is sought."""
        here = self.scopes.here.context
        return is_named_law(relation, before, after, here) and not symbols(relation) & self.scopes.sought(passage.place)

    def _in_general(self, context: Context, for_all: frozenset[str], relations: Sequence[Relation]) -> Context:
        """`context` without the numbers that letters of `relations` stood for before this sentence, if it is said `for_all` of
        their values."""
        named = frozenset[str]().union(*map(symbols, relations))
        named &= for_all | MOSTLY_VARIABLE if self.general.every else for_all
        before = self.known_before.definitions
        numbers = frozenset(n for n in named if self.scopes.is_number(n) and before.get(n) == context.definitions.get(n))
        return without(context, numbers) if numbers else context


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


def _is_worked_solution(cue: Cue, one: ReadFormula, solving: Solving) -> bool:
    """Whether the rows behind `Solve the equation:` are its solution: the last one tells a value of the letter, and it alone."""
    if cue is not Cue.CONDITION or not tells_solving(one.before) or "equations" in one.before.lower():
        return False
    ends = [
        all(isinstance(each.left, Symbol) and evidence.is_closed(each.right) for each in e.alternatives)
        for e in solving.equations
    ]
    return len(ends) > 1 and ends[-1] and not any(ends[:-1])


def _chosen(points: Sequence[Definition]) -> frozenset[str]:
    """The letters that are given values rather than having them: not v in `at t = 0, v = 0`, which has others later on."""
    names = frozenset(point.name for point in points) & frozenset("ijklmntx")
    return names - {"x"} if "t" in names else names


def _names_some(statement: Statement, letters: frozenset[str], context: Context) -> bool:
    """Whether the sides of a statement hold letters, and all of them are some of `letters`."""
    names = frozenset[str]().union(*(evidence.free_names(side, context) for side in statement.sides if side is not None))
    return bool(names) and names <= letters


def _is_solved_below(relation: Relation, later: Sequence[Statement]) -> bool:
    """Whether one of the statements behind it gives one of its letters a value in others, as `x = \\frac{\\pi}{4} + k \\pi`."""
    letters = symbols(relation)
    return any(
        isinstance(other.left, Symbol) and other.left.name in letters and other.left.name not in symbols(other.right)
        for statement in later
        for other in statement.relations[:1]
        if other.sign is Sign.EQUAL
    )


def _cue_of_law(statement: Statement, context: Context) -> Cue:
    """What a statement below the name of a law is: said for all values of its letters, unless each side has letters that the
    other has not, `F = m a`, or it compares values of unknown functions, which the law is about."""
    if any(evidence.has_letters_apart(relation, context) for relation in statement.relations):
        return Cue.CLAIM
    orders = [relation for relation in statement.relations if relation.sign is not Sign.EQUAL]
    return Cue.NONE if any(unknown_functions(relation, context) for relation in orders) else Cue.UNIVERSAL


def _is_of_display(relation: Relation, cue: Cue, formula: Formula, index: int) -> bool:
    """Whether a condition stands behind what it is told of in a display, `|x| = x for x > 0`: it is told of that alone."""
    return formula.display and index > 0 and cue is Cue.CONDITION and relation.sign is not Sign.EQUAL


def _is_level(relation: Relation, made: Found | None) -> bool:
    """Whether what goes on from the definition of a function of several letters tells its level: `F(x, y) = x^2 + y^2 = 25`."""
    defines = made is not None and made.role in DEFINING and len(made.definition.parameters) > 1
    return defines and relation.sign is Sign.EQUAL and evidence.is_closed(relation.right)


def _is_used(said: Said, relation: Relation, context: Context) -> bool:
    """Whether an equation may tie its letters in what follows."""
    if said.role is Role.SUPPOSED:
        return evidence.is_sum_told(relation, context)
    return said.role is Role.PERHAPS and relation.sign is Sign.EQUAL


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return len(text)
