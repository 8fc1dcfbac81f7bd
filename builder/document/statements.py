"""From a statement of a formula to what it says, relation by relation, in the context in which it is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind, definitions_reached
from builder.calculus.expression.nodes import (
    ORDERS,
    Application,
    Blank,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Integral,
    Limit,
    Relation,
    Series,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, kinds_in, symbols, symbols_of
from builder.calculus.given import declared_function
from builder.calculus.judge.decide import decide
from builder.calculus.judge.sorts import letters_in, sorts_in
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Join, Statement
from builder.document import evidence
from builder.document.alternatives import alternatives, is_derived, values_moved
from builder.document.comparisons import excluded
from builder.document.concluded import under
from builder.document.conditions import forget, points_of, release, restrict, seek, take_place, tie
from builder.document.cues import (
    Cue,
    is_otherwise,
    is_said_all_the_same,
    labels_laws,
    names_law,
    reason_before,
    tells_what_is_known,
)
from builder.document.definitions import DEFINING, Found, with_solved
from builder.document.determined import arguments_varied, derived_letters, letters_moved, letters_varied, unknown_applied
from builder.document.differential_equations import DifferentialEquations
from builder.document.domains import outside, told_for
from builder.document.expectations import is_of_moments, is_of_random, is_of_several, parameters_in
from builder.document.generality import bound_beside
from builder.document.hypotheses import GIVEN, unknown_functions
from builder.document.laws import is_named_law
from builder.document.letters import kinds_told
from builder.document.occurrence import Occurrence, Sentence
from builder.document.prose import Passage
from builder.document.rates import has_rate_in_words
from builder.document.roles import UPDATE, is_operation, said_of, works_out
from builder.document.sayings import DECIDED, Role, Said, Saying
from builder.document.scope import MOSTLY_VARIABLE, Scopes, without
from builder.document.sentences import Behind, ReadFormula, cue_for, goes_on, place_of, placeless, stated_letters
from builder.document.solved import Solved, is_range
from builder.document.supposed import contradicts, supposed_of

# Signs of relations that tie letters together, or bound them.
_TYING = (Sign.EQUAL, *ORDERS)

_CUSTOMARY_FUNCTIONS = frozenset("fghFGH")

_PUT_INTO = r"\b(?:substitut|plug|insert|put)\w*[^□]*□\s+in(?:to)?\b[\w\s]*$"

_LET = r"\b(?:let|suppose|assume)(?: that)?\s*$"
"""What stands before an equation that is supposed: `Let □ with x = 3`."""

_KNOWN = (
    r"(?i)(?:(?:^|[.,;:]\s*)(?:since|because|as)(?: we know| we have)?"
    r"|^\W*(?:(?:also|moreover|furthermore|here|now|but|again|first|clearly|by assumption|of course),? )*"
    r"(?:note|notice|observe|remember|recall|we (?:have|know|note|recall)|one has|(?:it|there) holds"
    r"|it is (?:known|given|clear)))(?: here| also| now)?(?: that)?\s*(?:□\s*(?:,(?:\s*and\b)?|and\b)\s*)*$"
)
"""What stands before an inequality that is known: `Since □`, `Note that □`. What stands behind another formula is concluded."""

_GOES_ON = (
    r"\s*(?:$|[.,;:!)]|□|(?:and|so|then|hence|thus|therefore|here|there|now|too|by|since|because|as|on|throughout|everywhere|always|we"
    r"|it|this|the|one|holds)\b)"
)
"""What may stand behind such an inequality: other words may limit it, `Note that x > 0 or`, `only if`, `is not needed`."""

_MAY_BE_CONCLUDED = "an inequality that may be concluded from what is not understood"

_EITHER, _IN_WHICH_CASE = r"(?s)\beither\b.*□.*\bor(?: else)?\s*$", r"\s*,?\s*(?:and|so|then|in which case)\b"
"""What stands before the second of two cases, and behind it: `Either x ≥ 0, and then …, or □, and then …`."""

_FOR_SOME = (
    r"\W*(?:(?:for|at|with) (?:some|an? suitable|suitable|an? certain|certain|one|an?|at least one|an? appropriate)\b"
    r"|(?:with|where|for|for some)\s+□\s+(?:lies |lying |is )?(?:strictly |somewhere )?(?:between|in between)\b)"
)
"""What stands behind an equation that is said of some value of a letter, as that of the mean value theorem."""

_FOR_SOME_BEFORE = r"\b(?:for|with) (?:some|an? suitable|an? certain|an? appropriate) +□[^.;□]*$"
"""What stands before such an equation."""

_OPEN = (Role.CONDITION, Role.PERHAPS, Role.SUPPOSED)


class StatementReader:
    """Reads the statements of a document in their order, and notes in `scopes` what holds from each of them on.

    `last_side` is the last side of the last display, which another one may go on with. `mistakes` is the level of the heading
    about mistakes that the text stands under, None if there is none.
    """

    def __init__(self, scopes: Scopes, budget: Budget) -> None:
        self.scopes = scopes
        self.budget = budget
        self.last_side: Expression | None = None
        self.mistakes: int | None = None
        self.giving: frozenset[int] = frozenset()  # the formulas of this sentence that tell values of unknown functions
        self.solved = Solved()
        self.equations = DifferentialEquations()

    def read(self, one: ReadFormula, index: int, behind: Behind, sentence: Sentence, *, vague: bool) -> Saying | None:
        """What the statement `index` of a formula says, with what is told `behind` it; None where that is nothing.

        `vague` tells that it stands under a condition that was not understood.
        """
        statement, formula = one.display.statements[index], one.mention.formula
        beside = (statement.words, *statement.reasons, statement.after)
        for name, kind in kinds_told(" ; ".join(beside).replace("\\", "")) if any(beside) else ():
            self.scopes.kind(name, kind)
        sides = statement.sides
        if statement.continues and self.last_side is not None:
            sides = (self.last_side, *sides[1:])
        cue = cue_for(one, index, sentence.passage, self.budget.remembered)
        if not statement.signs:
            return self._without_relation(one, statement, sides, cue, sentence.passage)
        occurrence = self._occurrence(one, index, cue, behind, sentence, vague=vague)
        said: list[Said] = []
        told = None
        before: Expression | None = None  # what a form stands for, with which the chain goes on
        of_limit = any(isinstance(side, Limit) for side in sides)
        kept = statement.relations if sides is statement.sides and None not in sides else ()  # with what is known of them
        for i, (left, right) in enumerate(pairwise(sides)):
            span, row = place_of(statement, i, sides, formula.latex)
            if left is None or right is None:
                said.append(Said(None, span, row, Role.SKIPPED, note="it continues nothing"))
                continue
            relation = kept[i] if kept and before is None else Relation(before or left, statement.signs[i], right)
            before = None
            at = Said(relation, span, row, Role.CLAIM)
            if evidence.is_indeterminate_form(right, of_limit=of_limit) and relation.sign is Sign.EQUAL:
                before = relation.left
                said.append(replace(at, role=Role.CONDITION, note="an indeterminate form, which is no value"))
                continue
            concluded = i == 0 and occurrence.is_concluded
            if (other := self._not_claimed(occurrence, i, relation, at)) is not None:
                if other.role is Role.DEFINITION:
                    other = self._of_letter(other, occurrence, concluded=concluded)
                said.append(other)
                continue
            each = self._said(occurrence, i, relation, at, said)
            chain = sides[0] if i > 0 and set(statement.signs[: i + 1]) == {Sign.EQUAL} else None
            bare = occurrence.is_alone and i == 0 and occurrence.is_bare
            each = self.solved.of(
                each, chain, sentence.passage, occurrence.before, occurrence.points, self.scopes, self.budget, bare=bare
            )
            each = self._of_letter(each, occurrence, concluded=concluded)
            if each.role in (Role.CLAIM, *_OPEN) and self._is_next_value(relation):
                self.scopes.change(symbols(relation), sentence.passage.place)
                each = replace(each, role=Role.CONDITION, note="what a letter is after an update")
            said.append(each)
            told = self._note(occurrence, i, relation, each.role) or told
        self.solved.set_to_zero(sides[-1], one.after, sentence.passage, self.scopes)
        if formula.display and not statement.is_aside:
            self.last_side = placeless(before or sides[-1])
        saying = self._saying(occurrence, said, told)
        for each in saying.said:
            if each.note == UPDATE and each.relation is not None and each.name in symbols(each.relation.right):
                self.scopes.change(frozenset({each.name}), sentence.passage.place)  # the statement itself is of the old value
            if each.note == _MAY_BE_CONCLUDED and each.relation is not None:
                self.scopes.conclude(each.relation, sentence.passage.place)
        return saying

    def _of_letter(self, said: Said, occurrence: Occurrence, *, concluded: bool) -> Said:
        passage = occurrence.passage
        return self.solved.of_letter(said, passage, occurrence.before, self.scopes, self.budget, concluded=concluded)

    def _without_relation(
        self, one: ReadFormula, statement: Statement, sides: Sequence[Expression | None], cue: Cue, passage: Passage
    ) -> Saying | None:
        """A formula that claims nothing: a range, a place, or what a display goes on from."""
        formula = one.mention.formula
        self.solved.ranges = self.solved.ranges or is_range(sides[0])
        take_place(statement, cue, one.before, passage.place, self.scopes)
        if not formula.display:
            return None
        self.last_side = placeless(sides[0]) if sides else self.last_side
        row = statement.rows[0] if statement.rows else 0
        said = Said(None, statement.span, row, Role.SKIPPED, note="a formula, not a claim")
        return Saying(formula, (said,), self.scopes.here.context)

    def _occurrence(
        self, one: ReadFormula, index: int, cue: Cue, behind: Behind, sentence: Sentence, *, vague: bool
    ) -> Occurrence:
        """How a statement stands in its text; what it defines, and the letters that it makes depend on others, are noted."""
        scopes, statement, passage = self.scopes, one.display.statements[index], sentence.passage
        if cue in (Cue.NONE, Cue.CONDITION) and not vague and is_otherwise(one.before, one.after):
            cue = Cue.CLAIM
        is_case = statement.signs[0] in ORDERS and re.match(_IN_WHICH_CASE, one.after) is not None
        if is_case and re.search(_EITHER, one.before.lower()) is not None:
            cue = Cue.CONDITION
        if cue in (Cue.NONE, Cue.DEFINES) and _is_put_into(one, statement, sentence):
            cue = Cue.CONDITION
        shown = self.mistakes is not None and cue is not Cue.UNIVERSAL
        labelled = labels_laws(passage.text) and not any(side is None or evidence.is_closed(side) for side in statement.sides)
        of_law = scopes.here.laws or names_law(passage.lead) or labelled
        if cue is Cue.NONE and of_law and not scopes.here.solving and not one.display.faults:
            cue = _cue_of_law(statement, scopes.here.context)
        made = sentence.found.get((one.mention.formula.number, index))
        if made is not None and made.role in DEFINING:
            # Each row of a table of functions stands by itself: what follows is about the latest.
            known = scopes.here.context.definitions.get(made.definition.name)
            if known != made.definition and made.definition.name not in sentence.as_functions:
                scopes.define(made.definition, passage.place)
        if made is None:
            release(statement.relations, scopes, self.budget)
        if len(statement.relations) == 1:
            forget(statement.relations[0], f"{one.before} {statement.words}", scopes, self.budget)
        derived = derived_letters(statement.relations, scopes.here.context)
        scopes.use_curves(derived, statement.relations)
        scopes.here.moving |= {name for name, _ in derived}
        general = sentence.general
        bound = behind.bound - (scopes.bound_in(passage.place) - stated_letters(behind.stated, ()))
        bound |= behind.anew
        points = tuple(point for point in points_of(passage.place, behind, statement, scopes) if point.name not in bound)
        given = frozenset(point.name for point in points if point not in sentence.points)
        for_all = general.bound | bound_beside(statement, one.mention.formula.latex)
        points = tuple(point for point in points if point.name in given or not (general.every or point.name in for_all))
        arbitrary = (for_all | (scopes.here.valued if general.every else frozenset())) - given
        if cue is Cue.NONE and not one.after.strip(" .,;:!)") and _names_some(statement, arbitrary, scopes.here.context):
            cue = Cue.CLAIM
        arbitrary = (arbitrary | scopes.here.arbitrary) - scopes.sought(passage.place)
        arbitrary |= _chosen(points)  # what has a value is not looked for
        shown = shown and not is_said_all_the_same(f"{one.before} {statement.words}")
        return Occurrence(one, index, sentence, behind, cue, made, points, given, for_all, bound, arbitrary, vague, shown)

    # -------------------------------------------------------------------------------------- a relation

    def _not_claimed(self, occurrence: Occurrence, i: int, relation: Relation, at: Said) -> Said | None:
        """What a relation is that its form, or its place, keeps from being a claim or an equation; None if nothing does."""
        one, statement, role = occurrence.one, occurrence.statement, occurrence.role
        defines_nothing = role is None or role is Role.CLAIM
        if one.mention.off:
            return replace(at, role=Role.TRUSTED, note="checking is switched off here")
        if Blank in kinds_in(relation):
            return replace(at, role=Role.SKIPPED, note="a form to fill in")
        if statement.bracketed:
            return replace(at, role=Role.CONDITION, note="a label in brackets")
        if evidence.converts_units(relation, one.mention.formula.latex):
            return replace(at, role=Role.CONDITION, note="a number of units in others")
        if (declared := declared_function(relation)) is not None and not self.scopes.has_formula(declared.name):
            return replace(at, role=Role.CONDITION, note=f"{declared.name} is a function")
        if i == 0 and len(statement.signs) == 1 and self._is_set(relation, occurrence):
            self.scopes.curve(relation, occurrence.passage.place, told=True, anew=False)
            return replace(at, role=Role.CONDITION, note=f"what {evidence.target(relation.left)} is to be")
        if occurrence.shown and relation.sign is Sign.EQUAL and defines_nothing:
            return replace(at, role=Role.SHOWN, note="shown under a heading about mistakes")
        if defines_nothing and self._is_told_of_random(relation, occurrence.cue):
            return replace(at, role=Role.SKIPPED, note="it tells what is random")
        if one.mention.asked or statement.reasons[i].strip() == "?":
            return replace(at, role=Role.SUPPOSED)
        if one.mention.struck:
            return replace(at, role=Role.SKIPPED, note="struck out")
        if i == 0 and occurrence.made is not None and not defines_nothing:
            return self._definition(occurrence, occurrence.made, relation, at)
        return None

    def _definition(self, occurrence: Occurrence, made: Found, relation: Relation, at: Said) -> Said:
        name = evidence.target(relation.left) or ""
        anew = made.old is not None and made.old.body is not None
        between = occurrence.statement.words if occurrence.index else occurrence.before.rpartition("□")[2]
        solves, alone = self.equations.solved_by(made.definition, occurrence.passage, occurrence.before, between, anew=anew)
        if made.role is Role.SKIPPED:
            note = made.note or f"several values of {name}"
            return replace(at, role=made.role, note=note, solves=() if made.note else solves)
        note = f"defines {name}"
        if made.role in (Role.CLASH, Role.REBOUND):
            if "respectively" in occurrence.passage.text:
                self.scopes.here.listed[name] = occurrence.passage.place.paragraph
                return replace(at, role=Role.SKIPPED, note=f"several things that {name} stands for")
        if made.role in (Role.CLASH, Role.REBOUND) and made.old is not None and made.old.body is not None:
            note = f"{name} stood for {print_latex(made.old.body)} until here"
        return replace(at, role=made.role, name=name, note=note, solves=solves, alone=alone)

    def _said(self, occurrence: Occurrence, i: int, relation: Relation, at: Said, said_before: Sequence[Said]) -> Said:
        """What a relation is that may be claimed, behind what its statement has `said_before`."""
        statement, cue, passage, scopes = occurrence.statement, occurrence.cue, occurrence.passage, self.scopes
        evident = i == 0 and (occurrence.role is Role.CLAIM or self._is_named_law(relation, occurrence))
        of_condition = i > 0 and said_before[0].role in _OPEN
        said = said_of(relation, i, at, occurrence, scopes, self.budget, evident=evident, of_condition=of_condition)
        scopes.here.starred = scopes.here.starred or is_operation(relation, f"{passage.lead} {occurrence.words}")
        reason = statement.reasons[i] or (reason_before(occurrence.before) if i == 0 and occurrence.is_alone else "")
        said = replace(said, concluded=i == 0 and occurrence.is_concluded, reason=reason)
        if said.role is Role.PERHAPS and cue in (Cue.CLAIM, Cue.UNIVERSAL) and is_of_moments(relation):
            said = replace(said, role=Role.CLAIM)
        if said.role is Role.PERHAPS and i == 1 and _is_level(relation, occurrence.made):
            said = replace(said, role=Role.CONDITION, note="the level of a function")
        listed = said.role is Role.CLAIM and "□" in occurrence.one.before and _is_known(occurrence)
        if (said.role is Role.PERHAPS or listed) and _is_order_told(relation, occurrence, scopes):
            verdict = decide(Claim(relation, scopes.context_at(passage.place)), self.budget)
            if isinstance(verdict, Refuted) or unknown_functions(relation, scopes.here.context):
                if _is_known(occurrence):
                    said = replace(said, role=Role.CONDITION, note="an inequality that is known")
                else:
                    said = replace(said, note=_MAY_BE_CONCLUDED)
        if said.role is Role.PERHAPS and i == 0 and self.equations.determines(relation, scopes.here.context):
            said = at
        is_open = said.role in (Role.CONDITION, Role.PERHAPS) and not occurrence.points
        if is_open and works_out(relation, at.row, said_before, occurrence, scopes):
            said = at
        if said.role is Role.CLAIM and self._is_to_be_solved(relation, occurrence.sentence.found):
            said = replace(said, role=Role.CONDITION, note="an equation that is solved")
        if said.role in (Role.CLAIM, *_OPEN) and scopes.here.domains:
            if name := outside(relation, scopes.here.domains, occurrence.points, scopes.context_at(passage.place), self.budget):
                said = replace(said, role=Role.SKIPPED, note=f"a value of {name} where it is not told what {name} is")
        if said.role is Role.CLAIM and i == 0 and re.search(_LET, occurrence.before.lower()) and symbols(relation):
            if isinstance(decide(Claim(relation, scopes.context_at(passage.place)), self.budget), Refuted):
                said = replace(said, role=Role.CONDITION, note="an equation to be used, not a claim")
        if said.role is Role.CLAIM and i == 0 and has_rate_in_words(relation, scopes.here.context, passage, self.budget):
            said = replace(said, role=Role.CONDITION, note="with a rate that the words tell")
        if said.role is Role.CLAIM and i == 0 and _is_another_value(relation, occurrence):
            said = replace(said, role=Role.CONDITION, note="another of several equations")
        if said.role in (Role.CLAIM, *_OPEN) and unknown_functions(relation, scopes.here.context):
            if re.search(_FOR_SOME_BEFORE, occurrence.one.before.lower()):
                said = replace(said, role=Role.CONDITION, note="it holds for some value, which is not told")
        if said.role in (Role.CLAIM, *_OPEN) and statement is occurrence.one.display.statements[-1]:
            if re.match(_FOR_SOME, occurrence.one.after) and _has_letter_only_as_argument(relation):
                said = replace(said, role=Role.CONDITION, note="it holds for some value, which is not told")
        if said.role in (Role.CLAIM, *_OPEN) and (name := self._one_of_several(relation)):
            said = replace(said, role=Role.SKIPPED, note=f"{name} stands for several things, one by one")
        if said.role in (Role.CLAIM, *_OPEN) and _is_compared(relation, occurrence):
            said = replace(said, role=Role.CONDITION, note="an equation that is compared with another")
        if said.role is Role.CLAIM and self._is_of_one_moment(relation, occurrence):
            said = replace(said, role=Role.SUPPOSED)
        if said.role in (Role.CLAIM, *_OPEN) and (name := self._taken_for_constant(relation, occurrence.points)):
            said = replace(said, role=Role.SKIPPED, note=f"{name} changes, and its derivative is not told here")
        self.equations.note(relation, passage, claimed=said.role is Role.CLAIM)
        return said

    def _note(self, occurrence: Occurrence, i: int, relation: Relation, role: Role) -> Relation | None:
        """Note what holds from a relation on, as it is claimed or not. The answer is the equation that it tells, if it does."""
        cue, passage, scopes, under = occurrence.cue, occurrence.passage, self.scopes, occurrence.behind.conditions
        if role in _OPEN:
            self._take_as_told(relation)
        if role in (Role.CONDITION, Role.SUPPOSED) and not evidence.is_lhopital(relation):
            for name in unknown_functions(relation, scopes.here.context):
                scopes.here.told.setdefault(name, GIVEN)
                if name in _CUSTOMARY_FUNCTIONS and name not in scopes.here.context.kinds:
                    scopes.kind(name, Kind.FUNCTION)  # so `(f^2)'(1)` is no derivative of a number
        if role is Role.CONDITION and _is_known(occurrence) and _is_order_told(relation, occurrence, scopes):
            scopes.hold(relation, passage.place, joined=i > 0 or goes_on(occurrence.one, occurrence.index), known=True)
        elif role is Role.CONDITION and not _is_of_display(relation, occurrence):
            joined = i > 0 or goes_on(occurrence.one, occurrence.index)
            restrict(relation, cue, passage, occurrence.words, scopes, joined=joined)
        elif i == 0 and _is_used(role, relation, scopes.here.context):
            tie(relation, cue, passage, occurrence.words, scopes)
        if relation.sign is not Sign.EQUAL or role not in _OPEN:
            return None
        if (
            i > 0
            and role is Role.PERHAPS
            and evidence.is_closed(relation.right)
            and evidence.substitutes(relation.left, relation.right)
        ):
            values = evidence.values_put_in(relation.left, relation.right)
            scopes.here.put_in.update((name, (value, passage.place.paragraph)) for name, value in values.items())
        if i == 0 and role is Role.CONDITION and isinstance(relation.left, Symbol) and evidence.is_endless(relation.right):
            scopes.here.endless[relation.left.name] = relation.right
        seek(relation, passage.place, under, scopes, self.budget)
        told = cue is not Cue.CLAIM or tells_what_is_known(occurrence.before)
        return relation if told and len(occurrence.statement.signs) == 1 else None

    # -------------------------------------------------------------------------------------- all of it

    def _saying(self, occurrence: Occurrence, said: list[Said], told: Relation | None) -> Saying:
        """What a statement says, in the context in which it is said. `told` is the equation that it tells, if it does."""
        scopes, place, formula = self.scopes, occurrence.passage.place, occurrence.one.mention.formula
        relations = [one.relation for one in said if one.relation is not None]
        context = self._context(occurrence, relations)
        supposed = supposed_of(relations, place, scopes, context)
        if told is not None:
            scopes.tell_equation(told, place)
        if supposed is not None and occurrence.cue is Cue.CLAIM:
            said, context = self._under_equation(said, supposed, context, occurrence.before.rpartition("□")[2])
        if not any(one.role is Role.CLAIM for one in said):
            supposed = None
        said, context = self._under_values(said, context, occurrence)
        made = occurrence.made
        if made is not None and made.solved and made.role is Role.CLAIM:
            return Saying(formula, tuple(said), under(context, made.solved))
        definition = made.definition if made is not None else None
        inside = values_moved(occurrence.points, relations, context)
        context = context.with_definitions(inside)
        if not any(one.role in DECIDED for one in said):
            return Saying(formula, tuple(said), context)  # where nothing is decided, nobody asks where else it may be meant
        points = [point for point in occurrence.points if point not in inside]
        given, bound, general = occurrence.given, occurrence.bound, occurrence.arbitrary
        below, anew = occurrence.behind.conditions, _quantified(occurrence)
        others = alternatives(scopes, context, points, given, relations, definition, bound, general, supposed, below, anew, place)
        return Saying(formula, tuple(said), context, others)

    def _context(self, occurrence: Occurrence, relations: Sequence[Relation]) -> Context:
        """The context in which a statement is said: what the text told before it, and what it says of its own letters."""
        scopes, behind, general = self.scopes, occurrence.behind, occurrence.sentence.general
        around = scopes.context_at(occurrence.passage.place, behind.conditions, occurrence.bound, _quantified(occurrence))
        context = self._in_general(around, occurrence, relations)
        context = without(context, frozenset(point.name for point in occurrence.points if scopes.is_number(point.name)))
        stated = stated_letters(behind.stated, context.assumptions)
        if behind.bound and any(map(_is_without_end, relations)):
            known = (*scopes.here.context.assumptions, *scopes.told_near(occurrence.passage.place))
            stated |= behind.bound.difference(*map(symbols, known))  # a series has a sum for some x only
        context = context.with_stated(stated)
        varying = frozenset(n for r in relations for n in letters_varied(r) if scopes.is_number(n))
        varying |= frozenset(n for n in arguments_varied(relations) if scopes.is_number(n) and n not in occurrence.given)
        context = without(context, varying) if varying else context
        quantified = occurrence.bound.union(*map(symbols, behind.stated))
        for told in told_for(relations, scopes.here.domains, context) if scopes.here.domains else ():
            if symbols(told).isdisjoint(quantified | context.definitions.keys()):
                context = context if excluded(told, context) else context.with_assumption(told)
        if scopes.here.signed is not None:
            context = scopes.with_signs(context, _letters_of(relations, context) - quantified, occurrence.passage.place)
        if general.functions:
            for name in sorted(frozenset[str]().union(*(unknown_applied(r, Context()) for r in relations)) & context.functions):
                if (definition := context.definitions.get(name)) is not None:
                    context = context.with_definition(replace(definition, body=None))
        return context

    def _under_equation(self, said: list[Said], supposed: Relation, context: Context, clause: str) -> tuple[list[Said], Context]:
        """What is said, in which equations are claims that hold at no solution of what is `supposed`, and the context."""
        wrong = [
            one.role in _OPEN and one.relation is not None and contradicts(one.relation, supposed, context, clause, self.budget)
            for one in said
        ]
        if not any(wrong):
            return said, context
        claims = [
            replace(one, role=Role.CLAIM, note="", solves=()) if each else one for one, each in zip(said, wrong, strict=True)
        ]
        return claims, context.with_curve(supposed)

    def _under_values(self, said: list[Said], context: Context, occurrence: Occurrence) -> tuple[list[Said], Context]:
        """What is said, in which relations are claims that values of unknown functions decide, and the context."""
        given = self.scopes.given_at(occurrence.passage.place)
        told = occurrence.one.mention.formula.number in self.giving
        if not given or told or occurrence.cue not in (Cue.NONE, Cue.CLAIM, Cue.UNIVERSAL) or occurrence.vague:
            return said, context
        from builder.document.given_values import under_values  # few notes tell such values

        relations = [one.relation for one in said if one.relation is not None and one.role in (Role.CLAIM, *_OPEN)]
        decided = under_values(relations, context, given, self.budget)
        told_so = [
            replace(one, role=Role.CLAIM, note="")
            if one.relation in decided.claims
            else replace(one, role=Role.SUPPOSED)
            if one.relation in decided.undetermined
            else one
            for one in said
        ]
        return told_so, decided.context if decided.claims else context

    def _is_of_one_moment(self, relation: Relation, occurrence: Occurrence) -> bool:
        """Whether a claim differentiates a letter of which nothing is told but a value that it has at a point."""
        here = self.scopes.here.context
        known = here.definitions.keys() | symbols_of(here.curves)
        return any(point.name not in known and is_derived(point, (relation,)) for point in occurrence.points)

    def _is_next_value(self, relation: Relation) -> bool:
        """Whether a letter that an update gives another value is said to have another one than it has."""
        left = relation.left
        if relation.sign is not Sign.EQUAL or not isinstance(left, Symbol) or left.name not in self.scopes.here.updated:
            return False
        return self.scopes.is_number(left.name) and evidence.is_closed(relation.right)

    def _one_of_several(self, relation: Relation) -> str:
        """A name in a relation that stands for one thing after the other in a sentence, `respectively`; or the empty text."""
        listed = self.scopes.here.listed
        return next(iter(sorted(symbols(relation) & listed.keys())), "") if listed else ""

    def _taken_for_constant(self, relation: Relation, points: Sequence[Definition]) -> str:
        """A letter of which a derivative was met, or that has one of `points` for its value, and that a claim differentiates
        without it as if it were a constant: y in `d/dt (y^2) = 0` where dy/dt is known. The empty text where there is none."""
        here = self.scopes.here
        moving = here.moving | {point.name for point in points if is_derived(point, (relation,))}
        moving -= here.context.definitions.keys() | here.context.kinds.keys()
        moving -= {name for name, _ in derived_letters((relation,), here.context)}
        if not moving or any(symbols(curve) & moving for curve in here.context.curves):
            return ""
        for node in (*descendants(relation.left), *descendants(relation.right)):
            if isinstance(node, Derivative) and not node.partial:
                by = {letter.name for letter, _ in node.variables}
                names = evidence.free_names(node.operand, here.context)
                bodies = (one.body for one, _ in definitions_reached(sorted(names), here.context) if one.body is not None)
                reached = symbols_of(bodies) if here.varying else frozenset[str]()
                if lost := moving & names - by:
                    return min(lost)
                if lost := moving & here.varying & reached - by:
                    verdict = decide(Claim(relation, here.context), self.budget)
                    return "" if isinstance(verdict, Refuted) else min(lost)
        return ""

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
        if here.sorts and relation.sign in _TYING and sorts_in(claim):
            if not isinstance(decide(claim, self.budget), Proved):
                self.scopes.more_told(letters_in(symbols(relation)))

    def _is_set(self, relation: Relation, occurrence: Occurrence) -> bool:
        """Whether a number is told, as a side condition, for a name that stands for something else in general."""
        here = self.scopes.here.context
        if not evidence.may_be_set(relation, here, occurrence.cue, frozenset(point.name for point in occurrence.points)):
            return False
        return isinstance(decide(Claim(relation, here), self.budget), Refuted)

    def _is_named_law(self, relation: Relation, occurrence: Occurrence) -> bool:
        """Whether a law is named for an equation in letters of which none is sought."""
        if not is_named_law(relation, occurrence.before, occurrence.one.after, self.scopes.here.context):
            return False
        return not symbols(relation) & self.scopes.sought(occurrence.passage.place)

    def _in_general(self, context: Context, occurrence: Occurrence, relations: Sequence[Relation]) -> Context:
        """`context` without the numbers that letters of `relations` stood for before this sentence, if it is said for all of
        their values."""
        named, sentence = symbols_of(relations), occurrence.sentence
        named &= occurrence.for_all | MOSTLY_VARIABLE if sentence.general.every else occurrence.for_all
        before = sentence.context.definitions
        numbers = frozenset(n for n in named if self.scopes.is_number(n) and before.get(n) == context.definitions.get(n))
        return without(context, numbers) if numbers else context


def _letters_of(relations: Sequence[Relation], context: Context) -> frozenset[str]:
    """The letters that stand free in relations, or in what names in them stand for."""
    names = frozenset[str]().union(*(evidence.free_names(side, context) for r in relations for side in (r.left, r.right)))
    bodies = (one.body for one, _ in definitions_reached(sorted(names), context) if one.body is not None)
    return names.union(*map(symbols, bodies))


def _quantified(occurrence: Occurrence) -> tuple[Relation, ...]:
    """What says for which values a statement holds, and supposes nothing beside what was assumed before: `for all x ≠ 0`."""
    return () if re.search(r"\bif\b", occurrence.words.lower()) else occurrence.behind.stated


def _is_without_end(relation: Relation) -> bool:
    """Whether a relation holds a series, or an integral, up to infinity."""
    ends = (
        node.upper
        for node in (*descendants(relation.left), *descendants(relation.right))
        if isinstance(node, Series | Integral) and node.upper is not None
    )
    return any(isinstance(end, Constant) and end.name is ConstantName.INFINITY for end in ends)


def _is_compared(relation: Relation, occurrence: Occurrence) -> bool:
    r"""Whether an equation in several letters is said to be equivalent to the value of one, `x = 0 \iff xy = 0`: that it follows
    from that value is no more than half of it."""
    if occurrence.statement.join is not Join.EQUIVALENT or not occurrence.index:
        return False
    before = occurrence.one.display.statements[occurrence.index - 1].relations
    valued = {point.name for point in occurrence.points} & {r.left.name for r in before if isinstance(r.left, Symbol)}
    return bool(valued & symbols(relation)) and bool(symbols(relation) - valued)


def _is_put_into(one: ReadFormula, statement: Statement, sentence: Sentence) -> bool:
    """Whether an equation is one into which a letter's value in other letters is put by the words before it, `Substituting y = 2x
    into`: such an equation is solved then, and does not hold by itself."""
    if "□" not in one.before or len(statement.relations) != 1 or re.search(_PUT_INTO, one.before.lower()) is None:
        return False
    made = (m for (n, _), m in sentence.found.items() if n < one.mention.formula.number and m.role in DEFINING)
    put = {m.definition.name for m in made if m.definition.body is not None and symbols(m.definition.body)}
    left = statement.relations[0].left
    return not isinstance(left, Symbol) and not put.isdisjoint(symbols(left) | symbols(statement.relations[0].right))


def _chosen(points: Sequence[Definition]) -> frozenset[str]:
    """The letters that are given values rather than having them: not v in `at t = 0, v = 0`, which has others later on."""
    names = frozenset(point.name for point in points) & frozenset("ijklmntx")
    return names - {"x"} if "t" in names else names


def _names_some(statement: Statement, letters: frozenset[str], context: Context) -> bool:
    """Whether the sides of a statement hold letters, and all of them are some of `letters`."""
    names = frozenset[str]().union(*(evidence.free_names(side, context) for side in statement.sides if side is not None))
    return bool(names) and names <= letters


def _cue_of_law(statement: Statement, context: Context) -> Cue:
    """What a statement below the name of a law is: said for all values of its letters, unless each side has letters that the
    other has not, `F = m a`, or it compares values of unknown functions, which the law is about."""
    if any(evidence.has_letters_apart(relation, context) for relation in statement.relations):
        return Cue.CLAIM
    orders = [relation for relation in statement.relations if relation.sign is not Sign.EQUAL]
    return Cue.NONE if any(unknown_functions(relation, context) for relation in orders) else Cue.UNIVERSAL


def _is_another_value(relation: Relation, occurrence: Occurrence) -> bool:
    """Whether an equation stands behind the value of its letter and `or`: `x = 0 or x^2 = 4`."""
    if relation.sign is not Sign.EQUAL or re.search(r"□\s*,?\s*or(?: else)?\s*$", occurrence.one.before) is None:
        return False
    return bool(symbols(relation)) and symbols(relation) <= {point.name for point in occurrence.points}


def _has_letter_only_as_argument(relation: Relation) -> bool:
    """Whether a letter that no operator moves stands in a relation as what functions are applied to and nowhere else, as c does
    in f(b) - f(a) = f'(c)(b - a)."""
    nodes = descendants(relation)
    arguments = [each for node in nodes if isinstance(node, Application) for each in node.arguments]
    moved = letters_moved((relation,), Context())
    given, places = (Counter(each.name for each in some if isinstance(each, Symbol)) for some in (arguments, nodes))
    return moved is not None and any(given[name] == places[name] and name not in moved for name in given)


def _is_order_told(relation: Relation, occurrence: Occurrence, scopes: Scopes) -> bool:
    """Whether a statement, `x > 0` or `0 < x < 1`, compares letters with numbers of which nothing else is told: of others it
    would be a conclusion, which may be wrong. What is known compares letters, too: `Since 0 < a < b`."""
    signs, sides = occurrence.statement.signs, occurrence.statement.sides
    closed = [side is None or evidence.is_closed(side) for side in sides]
    compared = closed in ([False, True], [True, False, True])
    of_letters = not all(closed) and all(c or isinstance(side, Symbol) for c, side in zip(closed, sides, strict=True))
    if relation.sign not in ORDERS or not set(signs) <= set(ORDERS) or not (compared or (of_letters and _is_known(occurrence))):
        return False
    around = scopes.context_at(occurrence.passage.place)
    here = occurrence.statement.relations
    if _is_known(occurrence):
        here = (*here, *scopes.told_in(occurrence.passage.place), *scopes.known_case(relation))
    others = [known for known in (*around.assumptions, *around.curves) if known not in here]
    return symbols(relation).isdisjoint(around.definitions.keys() | symbols_of(others))


def _is_known(occurrence: Occurrence) -> bool:
    """Whether words tell an inequality as known, `Since x > 0`, `Note that x > 0`, and none behind it limit that."""
    one = occurrence.one
    return re.match(_GOES_ON, one.after.lower()) is not None and re.search(_KNOWN, one.before) is not None


def _is_of_display(relation: Relation, occurrence: Occurrence) -> bool:
    """Whether a condition stands behind what it is told of in a display, `|x| = x for x > 0`: it is told of that alone."""
    in_display = occurrence.one.mention.formula.display and occurrence.index > 0
    return in_display and occurrence.cue is Cue.CONDITION and relation.sign is not Sign.EQUAL


def _is_level(relation: Relation, made: Found | None) -> bool:
    """Whether what goes on from the definition of a function of several letters tells its level: `F(x, y) = x^2 + y^2 = 25`."""
    defines = made is not None and made.role in DEFINING and len(made.definition.parameters) > 1
    return defines and relation.sign is Sign.EQUAL and evidence.is_closed(relation.right)


def _is_used(role: Role, relation: Relation, context: Context) -> bool:
    """Whether an equation may tie its letters in what follows."""
    if role is Role.SUPPOSED:
        return evidence.is_sum_told(relation, context)
    return role is Role.PERHAPS and relation.sign is Sign.EQUAL
