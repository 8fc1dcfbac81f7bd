"""Values that words tell to be solutions: `the solutions of □ are □`, `□ if and only if □`, `only □ solves □`, `the system □, □
has the solution □`, `the critical points are □`, `the point □ lies on □`.

What is told is read as an answer: what is given, and the values that are said to solve it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.claim import Alternatives, Answer
from builder.calculus.context import Context
from builder.calculus.expression.nodes import ORDERS, NumberSet, Relation, Sign, Symbol, Vector
from builder.calculus.expression.walk import symbols, symbols_of
from builder.calculus.judge.solutions import counterexample
from builder.calculus.latex.statement import Join, Statement
from builder.calculus.solving import Solving, held_together, is_solved
from builder.document.cues import Cue, concludes, cue_before, restricts, tells_only_some, tells_operation
from builder.document.phrases import Words
from builder.document.prose import Passage, Place
from builder.document.sayings import Role, Said, Saying
from builder.document.scope import Scopes, without
from builder.document.sentences import ReadFormula
from builder.document.values_told import EQUIVALENT, between, plain, values_told

NOTHING_TOLD: Mapping[int, Answer] = MappingProxyType({})
_TELLS = Words(
    "solution*, solv*, satisf*, roots?, zeros?, zeroes, exactly, precisely, if and only if, iff, equivalent, only, same as",
    "critical, stationary, turning, extrem*, vertex, minimum, minima, maximum, maxima, lowest, highest, inflection",
    "lies on, lie on, passes, goes through, point on, point of, system",
)
_ONLY_FOR = frozenset(f"{holds}only {when}" for holds in ("", "holds ", "is true ", "happens ") for when in ("for", "at"))
_WHICH = ("", " all", " exactly", " precisely", " the interval", " the set")
_NUMBERS = (" the numbers", " the values", " all numbers", " all real numbers", " all values", " all")
_BEING = frozenset(
    f"{verb}{what}"
    for verb in ("is", "are", "is given by", "are given by", "consists of")
    for what in (*_WHICH, *(f"{numbers}{that}" for numbers in _NUMBERS for that in ("", " with", " for which", " such that")))
)
_SOLUTIONS_OF = (
    r"\b(?:solutions?|roots?|zeros?|solution set|set of (?:all )?solutions) (?:of|to|for)"
    r"(?: the)?(?: (?!system)\w+)??(?: (?:equation|inequality|inequation))?$"
)
_HAS_SOLUTIONS = (
    r"(?:which )?(?:has|have|with|admits) (?:as )?(?:(?:the|a|an|its|exactly|precisely|only|one|two|three|unique|real"
    r"|solution set) )*(?:solutions?|roots?|zeros?|solution set)(?: namely| which is| which are| by)?$"
)
_SOLVES = frozenset(("solves", "satisfies", "is a solution of", "fulfils", "fulfills", "is a root of", "is a solution to"))
_SOLVING = r"\bsolv(?:ing|e)(?: the)?(?: \w+)?(?: for)?$"
_GIVES = frozenset(
    f"{verb}{us}"
    for verb in ("gives", "yields", "we get", "we find", "we obtain", "leads to", "results in", "one gets", "and get")
    for us in ("", " us")
)
_ONLY_ONE = Words("only, exactly, unique, precisely, all")
_AND = frozenset(("", "and", "so", "hence", "thus", "therefore", "then"))
_IMPLYING = Words("implies, forces, entails")
_IMPLY = frozenset(f"{verb}{that}" for verb in ("implies", "forces", "entails") for that in ("", " that"))
_CONVERSELY = ("", "conversely", "but", "and", "moreover", "we know that", "note that", "in fact", "of course")
_SO = frozenset(("so", "hence", "thus", "therefore", "that is", "i.e.", "which means", "which gives", "gives", "implies"))
_BEFORE_GIVEN = frozenset(("", "if", "when", "note that if", "we have", "now", "since", "clearly if"))
_NUMBERED = Words("roots?, solutions?, zeros?, gives?, yields?, get, find, obtain, so, hence, thus, therefore")
_SUPPOSES = frozenset(("let", "suppose", "suppose that", "assume", "assume that", "given"))
_THEN = frozenset(("then", "hence", "so", "thus", "therefore", "then we have", "it follows that"))
_IS_ONLY = r"is (?:the|its) (?:only|unique) (?:real )?(?:solution|root) (?:of|to)(?: the equation)?"
_ENDS = r"\s*(?:[.;!]|$)"
_COUNTED = (
    r"\s*(?:has|have) (?P<how>exactly |only |precisely |just |a )?(?P<count>no|one|two|three|four|unique) (?P<real>real )?"
    r"(?:distinct |different )?(?:solution|root)s?\s*(?:[.;]|$|, (?:namely|because|since|as|so)\b)"
)
_COUNTS = MappingProxyType({"no": 0, "one": 1, "unique": 1, "two": 2, "three": 3, "four": 4})
_AMONG = Words("among, some of, one of, part of, includ*")
_ORDERED = frozenset("only positive negative greater less larger smaller between".split())
_PART_OF = frozenset("of between from with for by".split())
_ALL_OF_THEM = frozenset("the all only real both two three four unique exact its".split())
_CASES = Words("case, cases, zero, nonzero, non-zero, assum*, suppos*, if, part, parts, system, constraint*")
_SUPPOSED = Words(
    "if, suppose, assume, unless, whether, not, no, never, let, would, want, should, must, find, when, choose, so that"
)
_SYSTEM = r"\b(?:solutions?|unique solution)(?: set)?(?: is| are)?$"
_NEAR = 2  # paragraphs between a system and its solution
_MOST = 6  # equations that are remembered


class Answers(Struct):
    """The equations in several letters that were told last, and what was to be solved, each with its paragraph; and what was
    given or told in answers, which is assumed of nothing else."""

    equations: list[tuple[Relation, int]] = field(default_factory=list)
    posed: tuple[Alternatives, int] | None = None
    equation: tuple[Relation, int] | None = None
    latest: Alternatives = ()  # the inequality that ended the sentence before
    supposed: Alternatives = ()  # all that the sentence before said, if it supposes it
    told: set[Relation] = field(default_factory=set)
    item: int = 0

    def end(self) -> None:
        """What was told last is spoken of no more: another section, exercise or item of a list begins."""
        self.equations, self.posed, self.equation, self.latest, self.supposed = [], None, None, (), ()

    def of(
        self, read: Sequence[ReadFormula], passage: Passage, scopes: Scopes, *, restricted: bool, ranged: bool
    ) -> Mapping[int, Answer]:
        """The answers of a sentence, each by the number of the formula that ends it. `restricted` tells that words before it may
        rule out solutions, `ranged` that an interval was told, at whose ends something may be an extreme value."""
        found: dict[int, Answer] = {}
        if self.item not in (0, passage.place.item):
            self.end()
        self.item = passage.place.item
        last = passage.place.paragraph - _NEAR
        posed = self.posed is not None and self.posed[1] >= last
        tells = _TELLS.stand_in(passage.text)
        supposes = ("then" in passage.text and "if" in passage.text.lower()) or _IMPLYING.stand_in(passage.text)
        asks = passage.text.rstrip().endswith("?")
        if self.latest and not asks and not tells and not posed and tells_operation(read[-1].before):
            if (worked := _worked(self.latest, read, passage)) is not None:
                found[worked[0]] = self._known(worked[1], passage.place, scopes)
        if self.supposed and not asks and not restricted and read[0].before.lower().strip(" ,") in _THEN:
            if (implied := _follows(self.supposed, read, 0, said=False)) is not None:
                found[0] = self._known(implied, passage.place, scopes)
        either = " or " in passage.text
        if not asks and (tells or supposes or posed or either or self._has_equations(last) or any(map(_says_more, read))):
            limits = (False, False)
            if tells or supposes or posed or either:
                restricted = restricted or restricts(passage.text.lower().replace("only", " ")) or restricts(passage.following)
                limits = restricted, limits_orders(f"{passage.lead} {passage.text}")
            for number in range(len(read)):
                for end, answer in self._answers(read, number, passage, scopes, limits, ranged, tells):
                    if cue_before(read[number].before) in (Cue.DENIED, Cue.ASKED):
                        break
                    if (known := _under(self._known(answer, passage.place, scopes), read)) is not None:
                        found.setdefault(end, known)
        self._note(read, passage, scopes.here.context)
        return found

    def _has_equations(self, since: int) -> bool:
        return bool(self.equations) and self.equations[-1][1] >= since

    def in_display(
        self, statements: Sequence[Statement], place: Place, scopes: Scopes, *, solving: bool, limited: bool
    ) -> Mapping[int, Answer]:
        r"""The answers of a display by the number of the statement: inequalities that are joined by `\iff`, and the rows of one
        that is solved, if the words speak of `solving`; none of those where they may have ruled out some (`limited`)."""
        found: dict[int, Answer] = {}
        orders = {n: ways for n, each in enumerate(statements) if not limited and (ways := _orders(each))}
        for number, statement in enumerate(statements):
            if number - 1 not in orders or number not in orders or statement.is_aside:
                continue
            given, values = orders[number - 1], orders[number]
            row = statement.rows[:1] != statements[number - 1].rows[-1:] and not statement.words.strip(" ,.;:")
            joined = statement.join is Join.EQUIVALENT or (statement.join is Join.NONE and solving and row)
            if joined and not is_solved(given):
                further = number + 1
                while further in orders and statements[further].words.strip(" ,.;:").lower() == "or":
                    values = (*values, *orders[further])
                    further += 1
                answer = Answer(given, values, whole=True)
                if _letter(answer, scopes.here.context):
                    found[further - 1] = self._known(answer, place, scopes)
        told = (*_implied_in_display(statements, restricted=limited or scopes.here.restricted), *_system_in_display(statements))
        for end, answer in told:
            found[end] = self._known(answer, place, scopes)
        return found

    def of_rows(self, solving: Solving, passage: Passage, scopes: Scopes) -> Answer | None:
        """The answer that rows of an equation end in: all of its solutions, if the words speak of solving; None where arrows join
        them, and where others may be told elsewhere."""
        near = f"{passage.lead} {passage.text} {passage.following}"
        if any(each.join is not Join.NONE for each in solving.equations) or tells_only_some(near) or _CASES.stand_in(near):
            return None
        given, values = solving.equations[0].alternatives, solving.equations[-1].alternatives
        if len(given) != 1:
            return None
        said = "solv" in f"{passage.lead} {passage.text}".lower()
        return self._known(Answer((given,), tuple((each,) for each in values), whole=True, said=said), passage.place, scopes)

    def as_values(self, saying: Saying) -> Saying:
        """What is said, in which inequalities that are told as values of an answer are no claims of their own: that is one."""
        if not self.told or not any(said.relation in self.told for said in saying.said):
            return saying
        return replace(saying, said=tuple(self._as_value(said) for said in saying.said))

    def _as_value(self, said: Said) -> Said:
        relation = said.relation
        if (
            relation not in self.told
            or relation is None
            or relation.sign not in ORDERS
            or said.role not in (Role.CLAIM, Role.PERHAPS)
        ):
            return said
        return replace(said, role=Role.CONDITION, note="a solution") if is_solved(((relation,),)) else said

    def _known(self, answer: Answer, place: Place, scopes: Scopes) -> Answer:
        """An answer with what is known where it is told: nothing of its letters that answers told."""
        self.told.update(each for ways in (answer.given, answer.values) for way in ways for each in way)
        known = without(scopes.context_at(place), answer.letters)
        untold = [
            tuple(each for each in all_of_them if each not in self.told) for all_of_them in (known.assumptions, known.curves)
        ]
        return replace(answer, context=replace(known, assumptions=untold[0], curves=untold[1]))

    def _answers(
        self,
        read: Sequence[ReadFormula],
        number: int,
        passage: Passage,
        scopes: Scopes,
        restricted: tuple[bool, bool],
        ranged: bool,
        tells: bool,
    ) -> Iterator[tuple[int, Answer]]:
        words, context = between(read, number), scopes.here.context
        if tells and (counted := _counted(read[number], context)) is not None and not restricted[0]:
            yield number, counted
        if tells and number > 0 and (answer := _of_one_before(read, number, words, context, restricted)) is not None:
            yield answer
        elif tells and number > 0 and words.startswith("is ") and re.fullmatch(_IS_ONLY, words):
            if (answer := _answer(read, number - 1, _given(read[number]), context, restricted, whole=True)) is not None:
                yield number, answer[1]
        elif tells and words.split()[-1:] == ["only"] and number + 1 < len(read) and between(read, number + 1) in _SOLVES:
            given = _given(read[number + 1])
            if (answer := _answer(read, number, given, context, restricted, whole=True)) is not None:
                yield number + 1, answer[1]
        elif (roots := self._numbered(read, number, passage, context)) is not None:
            yield roots
        elif (system := self._system(read, number, words, passage)) is not None:
            yield system
        elif self.posed is not None and passage.place.paragraph <= self.posed[1] + _NEAR and _is_concluded(read[number].before):
            given, _ = self.posed
            if any(each.sign in ORDERS for way in given for each in way) and not _CASES.stand_in(passage.text):
                if (answer := _answer(read, number, given, context, restricted, whole=True)) is not None:
                    yield answer
        joint = read[number].before.rpartition("□")[2].lower().strip(" ,")
        then = joint == "then"
        if tells and words in EQUIVALENT and number and not any(restricted):
            yield from _compared(read, number, context)
        if number and joint in _IMPLY and plain(read[number - 1].before) in _CONVERSELY and not any(restricted):
            if (implied := _follows(_given(read[number - 1]), read, number, said=False)) is not None:
                yield number, implied
        if then and number and (implied := _implied(read, number, context)) is not None and not any(restricted):
            yield number, implied
        if then or joint in _SO:
            if number and (solved := _ranges(read, number)) is not None and not any(restricted):
                yield solved
        if terms := _sides_of_terms(read[number]):
            from builder.document.recursions import is_early_term, term_told  # few sentences tell a term of a sequence

            terms = [each for each in terms if is_early_term(each)]
        if terms:
            context = context.with_definitions(scopes.points_at(passage.place))
        for each in terms:
            told = cue_before(read[number].before) not in (Cue.DEFINES, Cue.CONDITION)
            if told and (term := term_told(each, context)) is not None:
                letter = replace(each.left, span=None)
                yield number, Answer(((Relation(letter, Sign.EQUAL, term),),), ((each,),))
        if tells and not _SUPPOSED.stand_in(read[number].before):
            from builder.document.special_points import points_told  # few notes speak of such

            yield from points_told(read, number, words, scopes, ranged=ranged)

    def _numbered(
        self, read: Sequence[ReadFormula], number: int, passage: Passage, context: Context
    ) -> tuple[int, Answer] | None:
        """Values that are numbered, `x_1 = 2 and x_2 = 3`, as those of the equation that was told last."""
        if not _NUMBERED.stand_in(read[number].before.rpartition("□")[2]):
            return None
        near = self.equation is not None and passage.place.paragraph <= self.equation[1] + _NEAR
        equations = [self.equation[0]] if self.equation is not None and near else []
        equations += [ways[0][0] for one in read[:number] if (ways := _given(one)) and _is_equation(ways[0], context)]
        if not equations:
            return None
        names = symbols(equations[-1])
        told = {each.left.name for each in _sides_of_terms(read[number]) if isinstance(each.left, Symbol)}
        if not told or any(name.partition("_")[0] not in names or name in context.definitions for name in told):
            return None
        return _answer(read, number, ((equations[-1],),), context, (True, True), whole=False)

    def _system(self, read: Sequence[ReadFormula], number: int, words: str, passage: Passage) -> tuple[int, Answer] | None:
        """The values of several letters that are said to solve the equations in them that were told last."""
        near = [equation for equation, paragraph in self.equations if passage.place.paragraph <= paragraph + _NEAR]
        near += [each for one in read[:number] for each in _in_several(one)]
        names = sorted(symbols_of(near))
        if not 1 < len(names) < 4 or len(near) < len(names):
            return None
        of_system = words in ("is", "are") and "solution of the system" in plain(read[number].before)
        told = of_system or re.search(_SYSTEM, words) or (number and re.fullmatch(_HAS_SOLUTIONS, words))
        if not (told or concludes(read[number].before)):
            return None
        values, end = values_told(read, number, tuple(names))
        if len(values) != 1 or {name for each in values[0] for name in symbols(each)} != set(names):
            return None
        if any(each.sign is not Sign.EQUAL for each in values[0]):
            return None
        return end, Answer((tuple(near),), values)

    def _note(self, read: Sequence[ReadFormula], passage: Passage, context: Context) -> None:
        """Note equations in several letters, the last inequality, and what is to be solved."""
        paragraph = passage.place.paragraph
        signs = read[-1].display.statements[-1].signs if read[-1].display.statements else ()
        self.latest = _given(read[-1]) if signs and signs[0] in ORDERS else ()
        supposes = len(read) == 1 and plain(read[0].before) in _SUPPOSES and re.match(_ENDS, read[0].after) is not None
        given = _given(read[0]) if supposes else ()
        defines = given and given[0][0].sign is Sign.EQUAL and isinstance(given[0][0].left, Symbol)
        self.supposed = () if defines else given
        several = [each for one in read for each in _in_several(one) if not symbols(each) & context.definitions.keys()]
        if several:
            letters = symbols_of(several)
            self.equations = [(e, p) for e, p in self.equations if symbols(e) <= letters and p + _NEAR >= paragraph]
            self.equations = [*self.equations, *((each, paragraph) for each in several)][-_MOST:]
        if "solv" in passage.text.lower() or "solution" in passage.text.lower():
            for one in read:
                ways = _given(one)
                if ways and not is_solved(ways) and len(ways[0]) == 1 and ways[0][0].sign is Sign.EQUAL:
                    self.equation = (ways[0][0], paragraph) if _is_equation(ways[0], context) else None
                if ways and not is_solved(ways) and any(each.sign in ORDERS for way in ways for each in way):
                    self.posed = (ways, paragraph)


def _under(answer: Answer, read: Sequence[ReadFormula]) -> Answer | None:
    """An answer under what other formulas of its sentence say of its letters, `for x > 0`; None if that is not understood."""
    told = {each for ways in (answer.given, answer.values) for way in ways for each in way}
    ends = {side for each in told for side in (each.left, each.right)}
    context = answer.context
    whole = answer.whole or any(each.sign in ORDERS for way in answer.values for each in way)
    for statement in (each for one in read for each in one.display.statements):
        match statement.sides:
            case (NumberSet(members=members),) | (Vector(entries=members),) if whole and not ends.intersection(members):
                return None
            case _:
                pass
        said = [each for way in held_together(statement) for each in way] or list(statement.relations)
        for each in said:
            if each in told or not symbols(each) & answer.letters or each.sign is Sign.EQUAL:
                continue
            if each.sign is Sign.MEMBER:
                return None
            if each.sign is Sign.NOT_EQUAL or is_solved(((each,),)):
                context = context.with_assumption(each)
    return replace(answer, context=context)


def _implied_in_display(statements: Sequence[Statement], *, restricted: bool) -> Iterator[tuple[int, Answer]]:
    r"""What an arrow says to follow from an equation in several letters, `a^2 = b^2 \implies a = b`, or from an
    inequality in one, by the number of its statement. That a letter is not 0 is often not said; `restricted` tells that words
    may have said something else of letters."""
    for number, (first, second) in enumerate(pairwise(statements), 1):
        given, concluded = held_together(first), held_together(second)
        if second.join is Join.NONE or len(given) != 1 or len(concluded) != 1 or first.is_aside or second.is_aside:
            continue
        if number + 1 < len(statements) and statements[number + 1].join is Join.NONE:
            continue
        (one,), (other,) = given[0][:1], concluded[0][:1]
        of_equations = one.sign is Sign.EQUAL is other.sign and len(symbols(one)) > 1 and not isinstance(one.left, Symbol)
        of_orders = (
            one.sign in ORDERS
            and other.sign in ORDERS
            and len(symbols(one)) == 1
            and not restricted
            and second.join is Join.IMPLIES
        )
        if (of_equations or of_orders) and symbols(other) <= symbols(one):
            yield number, Answer(given, concluded, said=False, implied=True)


def _system_in_display(statements: Sequence[Statement]) -> Iterator[tuple[int, Answer]]:
    """The values of all letters of a system in whose display they stand below it, by the number of the last one's statement."""
    system: list[Relation] = []
    values: dict[str, Relation] = {}
    for number, statement in enumerate(statements):
        ways = held_together(statement)
        if len(ways) != 1 or len(ways[0]) != 1 or ways[0][0].sign is not Sign.EQUAL or statement.words.strip(" ,.;:") not in _AND:
            return
        (relation,) = ways[0]
        if is_solved(ways) and isinstance(relation.left, Symbol) and relation.left.name not in values:
            values[relation.left.name] = relation
        elif len(symbols(relation)) > 1 and not values and not isinstance(relation.left, Symbol):
            system.append(relation)
        elif len(symbols(relation)) > 1 or is_solved(ways):
            return
        names = symbols_of(system)
        if 1 < len(names) <= len(system) and values.keys() == names:
            yield number, Answer((tuple(system),), (tuple(values.values()),))


def _worked(given: Alternatives, read: Sequence[ReadFormula], passage: Passage) -> tuple[int, Answer] | None:
    """What an inequality is said to become by an operation with a number: `Dividing by 3, x < 2`."""
    operand = read[0].display.statements[0].sides[0] if len(read) == 2 and read[0].display.statements else None
    number = 1 if operand is not None and not symbols(operand) else 0
    concluded = _given(read[number])
    letters = {name for ways in (given, concluded) for way in ways for each in way for name in symbols(each)}
    of_order = all(each.sign in ORDERS for ways in (given, concluded) for way in ways for each in way)
    if len(read) != number + 1 or not concluded or len(letters) != 1 or not of_order or restricts(passage.text):
        return None
    return number, Answer(given, concluded, whole=True)


def _says_more(one: ReadFormula) -> bool:
    return bool(_in_several(one) or _sides_of_terms(one))


def _sides_of_terms(one: ReadFormula) -> list[Relation]:
    """The equations of a formula that may tell a term of a sequence, `a_3 = 7`."""
    found = [each.relations[0] for each in one.display.statements if len(each.relations) == 1]
    return [each for each in found if isinstance(each.left, Symbol) and "_" in each.left.name]


def _implied(read: Sequence[ReadFormula], number: int, context: Context) -> Answer | None:
    """What is said to follow by a sentence that says no more: `If a^2 = b^2, then a = b.`"""
    if plain(read[number - 1].before) not in ("if", "note that if", "clearly if", "conversely if"):
        return None
    return _follows(_given(read[number - 1]), read, number, said=True)


def _follows(given: Alternatives, read: Sequence[ReadFormula], number: int, *, said: bool) -> Answer | None:
    """What ends a sentence as what follows from something in the same letters, and perhaps others."""
    concluded = _given(read[number])
    if len(given) != 1 or len(concluded) != 1 or len(given[0]) != 1 or len(concluded[0]) != 1:
        return None
    told = given[0][0].sign in (Sign.EQUAL, *ORDERS) and symbols(concluded[0][0]) <= symbols(given[0][0])
    return Answer(given, concluded, said=said, implied=True) if told and re.match(_ENDS, read[number].after) else None


def _compared(read: Sequence[ReadFormula], number: int, context: Context) -> Iterator[tuple[int, Answer]]:
    """Two equations in the same letters that are said to be equivalent, `x = y if and only if x^2 = y^2`, as the one from which
    the other does not follow, or as the one before."""
    first, second = _given(read[number - 1]), _given(read[number])
    if len(first) != 1 or len(second) != 1 or len(first[0]) != 1 or len(second[0]) != 1:
        return
    (one,), (other,) = first[0], second[0]
    if one.sign is Sign.EQUAL is other.sign and symbols(one) == symbols(other) and len(symbols(one)) > 1:
        back = counterexample(other, one, without(context, symbols(one))) is not None
        yield number, Answer(second if back else first, first if back else second, implied=True)


def _ranges(read: Sequence[ReadFormula], number: int) -> tuple[int, Answer] | None:
    """The ranges, joined by `or`, that are concluded from an inequality in one letter, as its solutions: `x^2 > 9, so x < -3 or
    x > 3`. A single one may be a part of what follows."""
    given = _given(read[number - 1])
    if len(given) != 1 or len(given[0]) != 1 or given[0][0].sign not in ORDERS or is_solved(given):
        return None
    letters = symbols(given[0][0])
    if len(letters) != 1 or plain(read[number - 1].before.rpartition("□")[2]) not in _BEFORE_GIVEN:
        return None
    values, end = values_told(read, number, (min(letters),))
    if len(values) < 2 or any(each.sign not in ORDERS for way in values for each in way) or not re.match(_ENDS, read[end].after):
        return None
    return end, Answer(given, values, whole=True, said=False)


def limits_orders(words: str) -> bool:
    """Whether words may rule out solutions of an inequality: those that are understood, as `positive`, do not."""
    return restricts(" ".join(word for word in words.lower().split() if word.strip(".,:;") not in _ORDERED))


def _orders(statement: Statement) -> Alternatives:
    ways = held_together(statement)
    return ways if all(each.sign in ORDERS for way in ways for each in way) else ()


def _given(one: ReadFormula) -> Alternatives:
    """What a formula says that may be solved: one equation or inequality, or one between two numbers."""
    statements = one.display.statements
    if len(statements) != 1 or one.display.faults or one.mention.struck:
        return ()
    ways = held_together(statements[0])
    return ways if len(ways) == 1 else ()


def _is_equation(way: Sequence[Relation], context: Context) -> bool:
    """Whether what is given is one equation in one letter, not solved for it."""
    letters = symbols(way[0])
    alone = len(way) == 1 and way[0].sign is Sign.EQUAL and len(letters) == 1 and not letters & context.functions
    return alone and not is_solved((tuple(way),))


def _in_several(one: ReadFormula) -> list[Relation]:
    """The equations of a formula in two letters and more, none of which is given by the others."""
    found = [s.relations[0] for s in one.display.statements if s.signs == (Sign.EQUAL,) and not s.continues and s.relations]
    return [each for each in found if len(symbols(each)) in (2, 3) and not isinstance(each.left, Symbol)]


def _letter(answer: Answer, context: Context) -> str:
    """The only letter of an answer that stands for nothing else; "" without one."""
    given = frozenset[str]().union(*(symbols(each) for way in answer.given for each in way))
    letters = (given | answer.letters) - context.functions
    return min(letters) if len(letters) == 1 else ""


def _answer(
    read: Sequence[ReadFormula],
    number: int,
    given: Alternatives,
    context: Context,
    restricted: tuple[bool, bool],
    *,
    whole: bool,
) -> tuple[int, Answer] | None:
    """The values that the formulas from `number` on tell, as those that solve what is given; None if they tell none. `restricted`
    tells whether words may rule out solutions of an equation, and whether they may of an inequality."""
    names = frozenset[str]().union(*(symbols(each) for way in given for each in way)) - context.functions
    if len(names) != 1:
        return None
    of_order = any(each.sign in ORDERS for way in given for each in way)
    values, end = values_told(read, number, (min(names),), of_order=of_order)
    answer = Answer(given, values, whole=whole and not restricted[0])
    if (
        not values
        or (of_order and restricted[1])
        or answer.letters != names
        or any((each.sign in ORDERS) is not of_order for way in values for each in way)
    ):
        return None
    return end, answer


def _is_concluded(before: str) -> bool:
    """Whether words draw a conclusion from an equation or inequality before them, or tell what was done with it."""
    return concludes(before) or tells_operation(before) or plain(before.rpartition("□")[2]) in ("answer", "solution")


def _counted(one: ReadFormula, context: Context) -> Answer | None:
    """An equation of which the words behind it tell how many solutions it has. Those that are not real may be counted, too."""
    told = re.match(_COUNTED, one.after) if "solution" in one.after or "root" in one.after else None
    given = _given(one) if told is not None else ()
    if told is None or not given or given[0][0].sign is not Sign.EQUAL:
        return None
    exactly = told["how"] is not None or told["real"] is not None or told["count"] in ("no", "unique")
    answer = Answer(given, (), count=_COUNTS[told["count"]], of_reals=told["real"] is not None)
    return answer if exactly and _letter(answer, context) else None


def _of_one_before(
    read: Sequence[ReadFormula], number: int, words: str, context: Context, restricted: tuple[bool, bool]
) -> tuple[int, Answer] | None:
    """The values that a formula tells to solve what stands before it, by the words around that."""
    given = _given(read[number - 1])
    front = between(read, number - 1)
    if not given or _AMONG.stand_in(front) or cue_before(read[number - 1].before) in (Cue.DENIED, Cue.ASKED):
        return None
    of_order = any(each.sign in ORDERS for way in given for each in way)
    if words in EQUIVALENT or (words in _ONLY_FOR and not of_order):
        whole = True
    elif words in _BEING and (told := re.search(_SOLUTIONS_OF, front)) is not None:
        before = front[: told.start()].split()
        if _PART_OF.intersection(before):
            return None
        whole = of_order or (not tells_only_some(front) and set(before[-1:]) <= _ALL_OF_THEM)
    elif ("solution" in words or "root" in words) and re.fullmatch(_HAS_SOLUTIONS, words):
        whole = of_order or _ONLY_ONE.stand_in(words)
    elif of_order and words in _GIVES and re.search(_SOLVING, front):
        whole = True
    else:
        return None
    return _answer(read, number, given, context, restricted, whole=whole)
