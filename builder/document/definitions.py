"""The definitions of a passage: which equations define a name, give it anew, or say again what it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition, Kind
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Ellipsis,
    Expression,
    Matrix,
    Node,
    Number,
    NumberSet,
    PlusMinus,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import kinds_in, nodes_of, symbols
from builder.calculus.given import declared_function, definition_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.entries import tells_symmetry
from builder.calculus.judge.recursion import is_start, recurs
from builder.calculus.judge.sorts import is_made_of_others
from builder.calculus.judge.verdict import Proved, Refuted, Tested
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.statement import Join, Statement
from builder.calculus.solving import is_alternative, solved_statements
from builder.document import evidence
from builder.document.by_cases import case_told, is_next_case, is_said_of_case, with_case
from builder.document.concluded import is_refuted_by, solved_from
from builder.document.counted import OF_MULTIPLES
from builder.document.cues import Cue, concludes, gives_alternatives, introduces, is_otherwise, rebinds
from builder.document.determined import closes_circle, letters_of
from builder.document.differential_equations import initial_value
from builder.document.document import Formula
from builder.document.domains import domain_told, domains_declared
from builder.document.hypotheses import GIVEN, names_point, unknown_functions
from builder.document.phrases import Words
from builder.document.prose import Passage, Place
from builder.document.sayings import Role
from builder.document.scope import Scopes, without
from builder.document.sentences import ReadFormula, are_values, cue_for, is_about, stand_by_themselves
from builder.document.somewhere import holds_somewhere
from builder.document.values_told import EQUIVALENT, between

_NAMING = (Sign.EQUAL, Sign.DEFINES, Sign.IDENTICAL)
_LETTER = r"((?:\\math\w+\{\w\}|(?<![\\\w])[A-Za-z])(?:_\w)?)"
_SET_IN_SIGNS = (
    _LETTER + r"\s*(?::?=|\\coloneqq|\\equiv)\s*(?:\\left\s*|\\[Bb]ig+l?\s*)?(?:\\\{|\\lbrace\b|\(|\[|\\mathbb\b|\\R\b)"
)
_SET_IN_WORDS = r"\$" + _LETTER + r"\$ (?:be|is|denotes?|for|as) the (?:set|domain|range|interior|union|intersection)\b"
_SETS = Words("the set, the domain, the range, the interior, the union, the intersection")

# Words before a number that a letter has for a moment: `putting x = 1 gives`.
_PUTTING = (["putting"], ["taking"], ["choosing"], ["letting"], ["inserting"])
_POINTS = (["point", "where"], ["points", "where"], ["place", "where"], ["moment", "when"], ["instant", "when"])

_CONCLUDES_ALONE = (
    r"(?:^|[.!?] )\W*(?:so|then|thus|hence|therefore|this means(?: that)?|it follows that)[,:]?(?: we (?:have|get))?\s*$"
)

# Words before what something follows from.
_SUPPOSING = Words("if, since, because, suppose, whenever, assume")

# Words before an equation that was solved for its letter.
_SOLVING = Words("solving for, solving this for, solving it for, rearranging, inverting, isolating")

# How many paragraphs behind an equation what follows from it stands at most.
_FOLLOWING = 2

# Words before a definition in which letters have each other's parts: the inverse of a function.
_SWAPPING = Words("swap*, interchang*, exchang*, switch*")

# Words between two equations for a name, of which the second says that it is another form of the first.
_SAYS_AGAIN = Words("written as, rewritten as, written in the form, is the same as, simplifies to, simplified to")
_SAYS_AGAIN_ALONE = r"\W*(?:(?:so|thus|hence|or)\W+)?(?:this is|that is|i\.\s?e|we can write|rewrit(?:e|ing))\W*"
_SAYS_AGAIN_OF = Words("simplify, rewrite, write, expand, factor, bring")

_IN_SYSTEM = "an equation of a system"
_DERIVATIVES: frozenset[type[Node]] = frozenset({Derivative})

_OF_DATA = frozenset(
    (r"\mu", r"\sigma", r"\rho", "E", "P", "V", r"\mathbb{E}", r"\mathbb{P}", r"\mathbb{V}", r"\mathrm{E}", r"\mathrm{P}")
)
r"""Letters that have a value for data, or for what is random, and are no functions of a variable: `\mu(x) = 2`."""

_CONSTANTS = frozenset("ABCDKck")
DEFINING = (Role.DEFINITION, Role.REBOUND, Role.CLASH)


class Found(Struct, frozen=True):
    """What was made of an equation that has the form of a definition; and what the name stood for until then, if for anything.
    `solved` are equations before it in the name and in the letters of its right side, from which it is concluded, `late` tells
    that it is concluded from what its sentence tells of it at a place; `note` tells why it defines nothing."""

    role: Role
    definition: Definition
    old: Definition | None = None
    solved: tuple[Relation, ...] = ()
    late: bool = False
    note: str = ""


def take_definitions(
    read: Sequence[ReadFormula], passage: Passage, scopes: Scopes, budget: Budget, at: Callable[[Formula], None]
) -> dict[tuple[int, int], Found]:
    """Take the definitions of a passage into the scope: they hold in all of it. The answer says, by the number of the formula
    and of its statement, what was made of an equation that could define. `at` is told each formula before it is worked on."""
    found: dict[tuple[int, int], Found] = {}
    first: dict[str, tuple[int, int]] = {}
    before = scopes.here.context.definitions
    alternatives = gives_alternatives(passage.text)
    placed: set[str] = set()
    moving = scopes.here.moving | _moving(read, scopes.here.context)
    for number, one in enumerate(read):
        if one.mention.struck or one.mention.off or one.mention.asked:
            continue
        at(one.mention.formula)
        for declared_name, domain in domains_declared(one.mention.formula.latex, scopes.here.context, budget).items():
            scopes.here.domains[declared_name] = domain
        statements = one.display.statements
        solved = solved_statements(statements, scopes.here.context)
        for index, statement in enumerate(statements):
            if index in solved:
                continue
            key = (one.mention.formula.number, index)
            cue = cue_for(one, index, passage, budget.remembered)
            if len(statement.relations) == 1 and (declared := declared_function(statement.relations[0])) is not None:
                scopes.kind(declared.name, Kind.FUNCTION)
                if len(declared.parameters) > 1:
                    scopes.define(declared, passage.place)
            branches = scopes.here.branches
            cases = branches.keys() if branches and is_said_of_case(read, number, index) else ()
            last_words = one.before.lower().split()[-2:]
            puts = cue is Cue.DEFINES and (last_words[-1:] in _PUTTING or last_words in _POINTS)
            bare = cue is Cue.NONE or not f"{one.before.rpartition('□')[2]}{statement.words}".strip(" ,;")
            puts = puts or (bare and _is_solution(read, number, index, scopes.sought(passage.place)))
            definition = _definition(
                statement, Cue.CONDITION if puts else cue, scopes.here.context, cases, moving, display=one.mention.formula.display
            )
            compared: Sequence[Statement] = statements[index + 1 : index + 2]
            if index + 1 == len(statements) and number + 1 < len(read) and between(read, number + 1) in EQUIVALENT:
                compared = [replace(each, join=Join.EQUIVALENT) for each in read[number + 1].display.statements[:1]]
            if definition is not None and _is_compared_with(compared, definition):
                definition = None
            if definition is not None and evidence.compares_known(statement.relations[0], scopes.here.context):
                definition = definition if introduces(one.before.rpartition("□")[2]) else None
            if definition is not None and (denied := _denied_beside(statement.relations[0], read)) is not None:
                found[key] = found[denied] = Found(Role.SKIPPED, definition, note="one of two cases")
                continue
            if definition is None or (cue is Cue.CONDITION and evidence.is_value_at(definition, placed)):
                placed |= {r.left.name for r in statement.relations if r.sign is Sign.MEMBER and isinstance(r.left, Symbol)}
                for shaped, sizes in evidence.shapes_told(statements, index):
                    scopes.shape(shaped, sizes)
                continue
            name = definition.name
            if holds_somewhere(definition, read, number, index, cue, scopes.here.context):
                if definition.parameters:
                    found[key] = Found(Role.SKIPPED, definition, note=f"a value of {name}, not what it is everywhere")
                    scopes.here.told.setdefault(name, GIVEN)
                    for other in unknown_functions(statement.relations[0], scopes.here.context):
                        scopes.here.told.setdefault(other, GIVEN)
                continue
            if not definition.parameters and _is_one_of_several(read, number, name):
                found[key] = Found(Role.SKIPPED, definition)
                continue
            case = case_told(read, number, index, definition, scopes)
            if is_next_case(definition, case, scopes) and not rebinds(one.before.rpartition("□")[2]):
                found[key] = Found(
                    Role.DEFINITION, with_case(definition, case, scopes), scopes.here.context.definitions.get(name)
                )
                scopes.define(found[key].definition, passage.place)
                scopes.domain(name, None)
                continue
            if _says_again(definition, read[: number + 1], statement, passage.place, scopes):
                found[key] = Found(Role.CLAIM, definition)
                continue
            if name in first and _is_at_named_place(found[first[name]].definition, definition):
                del found[first.pop(name)]
                scopes.undefine(name, before.get(name))
            if name in first:
                if found[first[name]].role is Role.SKIPPED:
                    found[key] = Found(Role.SKIPPED, definition)
                elif (
                    alternatives
                    or is_alternative(statement)
                    or are_values(found[first[name]].definition, definition)
                    or _is_another_curve(definition, one, statement)
                ):
                    found[first[name]] = found[key] = Found(Role.SKIPPED, definition)
                    scopes.undefine(name, before.get(name))
                elif stand_by_themselves(name, statements, first[name], key) or _begins_anew(one.before.rpartition("□")[2]):
                    found[key] = Found(Role.DEFINITION, definition)
                elif case is not None and name not in scopes.here.branches:
                    found[key] = Found(Role.CLAIM, definition)  # of a function that was defined for all arguments
                else:
                    told = found[first[name]].definition
                    role = _role_of_form(statement.relations[0], told, read[:number], passage, scopes, budget) or Role.CLASH
                    found[key] = Found(role, definition, told)
                continue
            if circle := closes_circle(definition, scopes.here.context):
                made_anew = _rearranged(definition, statement, cue, one, passage, circle, scopes, budget)
                if made_anew is None:
                    if (
                        circle <= first.keys()
                        and _is_beside(one)
                        and not _solves(definition, circle, scopes.here.context, statement.relations[0], budget)
                    ):
                        for each in sorted(circle):
                            found[first[each]] = replace(found[first[each]], role=Role.SKIPPED, note=_IN_SYSTEM)
                            scopes.undefine(each, before.get(each))
                    continue
                if made_anew is Role.CLAIM:
                    found[key] = Found(Role.CLAIM, definition)
                    continue
            premises = _solved(read, number, index, definition, cue, found, scopes.here.context) if case is None else ()
            if premises and _fails(statement, cue, one, passage, premises, scopes, budget):
                found[key] = Found(Role.CLAIM, definition, solved=premises)
                continue
            in_words = any(not symbols(told).isdisjoint(definition.parameters) for told in scopes.told_in(passage.place))
            under = case is not None or in_words or is_otherwise(one.before, one.after)
            before_it = read[: number + 1]
            role = _again(definition, statement, cue, before_it, passage, statements[index + 1 :], scopes, budget, under=under)
            if role is Role.DEFINITION and case and _is_value_there(statement, cue, one, passage, case, scopes, budget):
                role = Role.CLAIM
            late = cue is not Cue.DEFINES and _is_of_place(definition, read[:number], scopes.here.context)
            found[key] = Found(role, definition, scopes.here.context.definitions.get(name), premises, late)
            if role in DEFINING:
                first[name] = key
                if introduces(one.before.rpartition("□")[2]):
                    scopes.end_earlier(definition.parameters, passage.place)
                if found[key].old is not None:
                    _free(definition.parameters, passage.place, scopes)
                with_case(definition, case, scopes)
                scopes.keep(name, definition.body)
                scopes.define(definition, passage.place)
                scopes.domain(name, domain_told(definition, read, number, index, case))
                if (shorter := _in_fewer_letters(definition, statement)) is not None:
                    scopes.restate(shorter)
            elif role is Role.CLAIM and _is_restated(statement.relations[0], scopes.here.context, budget):
                scopes.restate(definition)
    return found


def _is_at_named_place(first: Definition, definition: Definition) -> bool:
    """Whether what has the form of a definition is the value at a place that has a name, of what is told behind it: `N(T) = N_0/2
    with N(t) = N_0 e^{-t}`."""
    if not first.parameters or first.body is None or definition.body is None or first.parameters == definition.parameters:
        return False
    return symbols(first.body).isdisjoint(first.parameters) and symbols(definition.body) >= {*definition.parameters}


def with_solved(relation: Relation, found: Iterable[Found], context: Context) -> Context:
    """`context`, in which names stand for what is concluded for them from `relation`."""
    for one in found:
        if one.role in DEFINING and relation in one.solved:
            context = context.with_definition(one.definition)
    return context


def reread(
    found: Mapping[tuple[int, int], Found],
    earlier: Sequence[ReadFormula],
    read: Sequence[ReadFormula],
    place: Place,
    scopes: Scopes,
) -> dict[tuple[int, int], Found]:
    """The definitions that were `found` in formulas as they were read `earlier`, with what these are now that the passage has
    told which names are functions: in `u(x) = x^3, v(x) = x + 1 and p(x) = u(2v(x))` u stands before its argument."""
    formulas = {
        one.mention.formula.number: (one.display.statements, was.display.statements)
        for was, one in zip(earlier, read, strict=True)
    }
    again: dict[tuple[int, int], Found] = {}
    for (number, index), one in found.items():
        now, before = formulas[number]
        again[number, index] = one
        if one.role not in DEFINING or len(now) != len(before) or not now[index].relations:
            continue
        body, name = now[index].relations[0].right, one.definition.name
        if one.definition.body == before[index].relations[0].right != body:
            again[number, index] = replace(one, definition=replace(one.definition, body=body))
            if scopes.here.context.definitions.get(name) == one.definition:
                scopes.define(again[number, index].definition, place)
    return again


def hold_back(found: Mapping[tuple[int, int], Found], before: Context, scopes: Scopes) -> None:
    """Let no name stand yet for what is concluded for it from equations before it: it would prove them. `before` is what held
    before the passage."""
    for one in found.values():
        name = one.definition.name
        if (one.solved or one.late) and one.role in DEFINING and scopes.here.context.definitions.get(name) == one.definition:
            scopes.undefine(name, before.definitions.get(name))


def _solved(
    read: Sequence[ReadFormula],
    number: int,
    index: int,
    definition: Definition,
    cue: Cue,
    found: Mapping[tuple[int, int], Found],
    context: Context,
) -> tuple[Relation, ...]:
    """The equations of a passage, or in rows above, from which one that could define a name is concluded."""
    if cue not in (Cue.CLAIM, Cue.NONE):
        return ()
    row = min(read[number].display.statements[index].rows, default=0)
    earlier = [
        relation
        for place, one in enumerate(read[: number + 1])
        for at, statement in enumerate(one.display.statements[: index if place == number else None])
        if (made := found.get((one.mention.formula.number, at))) is None or made.role not in DEFINING
        if cue is Cue.CLAIM or (place == number and max(statement.rows, default=row) < row)
        for relation in statement.relations
        if relation.sign is Sign.EQUAL
    ]
    return solved_from(definition, earlier, context)


def _fails(
    statement: Statement,
    cue: Cue,
    one: ReadFormula,
    passage: Passage,
    solved: Sequence[Relation],
    scopes: Scopes,
    budget: Budget,
) -> bool:
    """Whether the words conclude what does not follow."""
    if not _is_concluded(statement, cue, one) or scopes.points_at(passage.place):
        return False
    words = f"{passage.lead} {passage.text}"
    context = scopes.context_at(passage.place)
    said_of_all = _SUPPOSING.stand_in(one.before)
    return is_refuted_by(statement.relations[0], solved, context, words, budget, said_of_all=said_of_all)


def _is_of_place(definition: Definition, before: Sequence[ReadFormula], context: Context) -> bool:
    """Whether an equation in several letters is told to solve an initial value problem: `With y' = ky and y(0) = A we get
    y = Ae^{kt}`. Which letter has the value at that place the equation for the name does not tell."""
    told = [relation for one in before for statement in one.display.statements for relation in statement.relations]
    places = (initial_value(relation) for relation in told)
    several = definition.body is not None and len(letters_of(definition.body, context)) > 1
    return several and not definition.parameters and any(at is not None and at.name == definition.name for at in places)


def _denied_beside(relation: Relation, read: Sequence[ReadFormula]) -> tuple[int, int] | None:
    """Where a sentence speaks of the case in which an equation does not hold, too: `Treat i = j and i ≠ j apart`."""
    return next(
        (
            (one.mention.formula.number, index)
            for one in read
            for index, statement in enumerate(one.display.statements)
            for told in statement.relations[:1]
            if told.sign is Sign.NOT_EQUAL and (told.left, told.right) == (relation.left, relation.right)
        ),
        None,
    )


def _is_one_of_several(read: Sequence[ReadFormula], number: int, name: str) -> bool:
    """Whether `or` joins an equation for a name to another one: `N = 0 or N = M`."""
    joined = [n for n in (number, number + 1) if 0 < n < len(read) and between(read, n) in ("or", "or else")]
    others = (read[n - 1 if n == number else n].display.statements for n in joined)
    return any(
        statement.signs == (Sign.EQUAL,) and statement.sides[0] is not None and evidence.target(statement.sides[0]) == name
        for statements in others
        for statement in statements
    )


def _is_solution(read: Sequence[ReadFormula], number: int, index: int, sought: Collection[str]) -> bool:
    """Whether a statement, of which no word says what it is, gives a value to a letter of an equation before it, which defines
    nothing: the rows `2x - 4 = 0`, `x = 2`. The letter has that value where the equation holds, and not from there on."""
    relations = read[number].display.statements[index].relations
    if not relations or not isinstance(relations[0].left, Symbol) or symbols(relations[0].right) - OF_MULTIPLES:
        return False
    name = relations[0].left.name
    return name in sought or any(
        relation.sign is Sign.EQUAL and name in symbols(relation) and evidence.target(relation.left) is None
        for place, one in enumerate(read[: number + 1])
        for statement in one.display.statements[: index if place == number else None]
        for relation in statement.relations
    )


def _is_beside(one: ReadFormula) -> bool:
    """Whether no more than `and` joins a formula to that before it in its sentence: a system, `y = x^2 and x = y^2`."""
    return not one.mention.formula.display and one.before.rpartition("□")[2].strip(" ,") in ("and", "")


def _begins_anew(clause: str) -> bool:
    """Whether a clause is about another thing than the sentence before it: `while for the second function □`."""
    return rebinds(clause) or re.search(r"\b(?:while|whereas|for)\b", clause.lower()) is not None


def _free(letters: Collection[str], place: Place, scopes: Scopes) -> None:
    """Let letters that had values in paragraphs before stand for any numbers again, where a function of them is told anew."""
    for letter in letters:
        definition, made = scopes.here.context.definitions.get(letter), scopes.made_here(letter)
        if definition is not None and definition.body is not None and evidence.is_closed(definition.body):
            if made is None or made.paragraph < place.paragraph:
                scopes.undefine(letter, None)
                scopes.point(definition, place)


def sets_told(read: Sequence[ReadFormula], words: str) -> dict[str, NumberSet | None]:
    """What the sets contain that a passage names, `A = [0, 1)`; None where that is told and not understood."""
    in_words = re.finditer(_SET_IN_WORDS, words) if _SETS.stand_in(words) else ()
    found: dict[str, NumberSet | None] = {match[1]: None for match in in_words}
    for one in read:
        if one.mention.struck:
            continue
        if one.display.faults:
            found.update({match[1]: None for match in re.finditer(_SET_IN_SIGNS, one.mention.formula.latex)})
        for statement in one.display.statements:
            for relation in statement.relations:
                if relation.sign in _NAMING and isinstance(relation.left, Symbol) and isinstance(relation.right, NumberSet):
                    found[relation.left.name] = relation.right
    return found


def _definition(
    statement: Statement, cue: Cue, context: Context, cases: Collection[str], moving: Collection[str], *, display: bool
) -> Definition | None:
    """The definition that the first relation of a statement has the form of, and is not evidently something else. `cases` are
    functions of which it may give another case, `moving` letters of which there are derivatives: a number is their value at a
    moment."""
    if not statement.relations or statement.continues or statement.bracketed:
        return None
    relation = statement.relations[0]
    if relation.sign not in (Sign.EQUAL, Sign.DEFINES, Sign.IDENTICAL) or cue in (Cue.DENIED, Cue.SATISFIED):
        return None
    name = evidence.target(relation.left)
    if name is None or name in symbols(relation.right):
        return None
    if is_made_of_others(name, context) or _is_undone(name, context) or tells_symmetry(relation):
        return None
    if evidence.names_partial(name, context) or evidence.names_element(name, context, cue):
        return None
    old = context.definitions.get(name)
    if old is not None and "_" in name and any(evidence.is_element_of(other, old, context) for other in symbols(relation.right)):
        return None  # I_n = \frac{n-1}{n} I_{n-2}
    if cue is Cue.CLAIM and "_" in name and recurs(name, context):
        return None  # the closed form of a recursion
    if old is not None and old.body is not None and evidence.is_closed(relation.right) and not evidence.is_closed(old.body):
        if name not in cases or not isinstance(relation.left, Application):
            return None  # a value at a point
    if old is not None and old.body is not None and isinstance(relation.left, Application) and cue is not Cue.DEFINES:
        letters = frozenset(symbol.name for symbol in relation.left.arguments if isinstance(symbol, Symbol))
        if len(old.parameters) == len(letters) and not letters & (symbols(relation.right) | {*old.parameters}):
            return None  # a value at a place that has a name: N(T) = N_0/2 where N(t) is known
    if isinstance(relation.left, Application) and evidence.is_closed(relation.right):
        if all(isinstance(a, Symbol) and names_point(a.name) for a in relation.left.arguments):
            return None  # the value at a point that has a name
        if cue is Cue.CONDITION and relation.right == Number("0"):
            return None  # where g(x) = 0
        if isinstance(relation.left.function, Symbol) and relation.left.function.name in _OF_DATA:
            return None  # a mean, a variance, a probability
    if isinstance(relation.left, Symbol) and _is_open_ended(relation.right):
        return None  # i = 1, …, N; and x = -b ± c are two values
    if isinstance(relation.left, Symbol) and _is_number(relation.right, context):
        number_of_known = name in context.definitions
        if "_" in name and not number_of_known and is_start(name, context):
            return Definition(name, (), relation.right)
        set_apart = display and not isinstance(relation.right, Application)
        as_point = cue in (Cue.CONDITION, Cue.CLAIM) or (not set_apart and cue is not Cue.DEFINES) or name in moving
        if relation.sign is Sign.EQUAL and (number_of_known or (as_point and not isinstance(relation.right, Matrix))):
            return None
    if isinstance(relation.left, Symbol) and isinstance(relation.right, Symbol):
        last = statement.sides[-1]
        if cue is Cue.CONDITION or (last is not None and evidence.is_closed(last)):
            return None  # x = y = 5 are values
    try:
        return definition_of(relation, without(context, frozenset({name})))
    except LatexError:
        return None


def _is_number(side: Expression, context: Context) -> bool:
    """Whether a side is one number: one that is written, or the value of a known function at such, `f(2)`."""
    match side:
        case Application(Symbol(name), arguments) if name in context.definitions:
            return all(map(evidence.is_closed, arguments))
        case _:
            return evidence.is_closed(side)


def _is_undone(name: str, context: Context) -> bool:
    """Whether the inverse of a function stands for something: with y = f^{-1}(x), `f(y) = x` does not define f."""
    inverse = name + "^{-1}"
    return any(one.body is not None and inverse in symbols(one.body) for one in context.definitions.values())


def _in_fewer_letters(definition: Definition, statement: Statement) -> Definition | None:
    """The last side of a chain that begins with a definition, if it holds fewer letters: P = xy = x(10 - x)."""
    last = statement.sides[-1]
    if definition.parameters or definition.body is None or last is None or len(statement.signs) < 2:
        return None
    return Definition(definition.name, (), last) if frozenset() < symbols(last) < symbols(definition.body) else None


def _moving(read: Sequence[ReadFormula], context: Context) -> frozenset[str]:
    """The letters that change with something by which a sentence differentiates: the radius r beside dV/dt."""
    derived = {
        node.operand.name
        for one in read
        for statement in one.display.statements
        for relation in statement.relations
        for node in nodes_of(relation, _DERIVATIVES)
        if isinstance(node, Derivative) and isinstance(node.operand, Symbol)
    }
    return frozenset[str]().union(*(letters_of(Symbol(name), context) for name in derived))


def _is_another_curve(definition: Definition, one: ReadFormula, statement: Statement) -> bool:
    """Whether a second equation for a letter in a sentence is that of another curve: `the area between y = x and y = x^2`. One
    that is concluded is not."""
    words = one.before.rpartition("□")[2] + " " + statement.words
    return not definition.parameters and not one.mention.formula.display and bool(words.strip(" ,;")) and not concludes(words)


def _again(
    definition: Definition,
    statement: Statement,
    cue: Cue,
    read: Sequence[ReadFormula],
    passage: Passage,
    later: Sequence[Statement],
    scopes: Scopes,
    budget: Budget,
    *,
    under: bool,
) -> Role:
    """What an equation is that could define a name, in the last formula of those `read`: if the name is new, or may be given
    anew, a definition. `under` tells that it is said under a condition on what the name depends on."""
    one, name = read[-1], definition.name
    old = scopes.here.context.definitions.get(name)
    made = scopes.made_here(name)
    relation = statement.relations[0]
    if old is None or relation.sign is Sign.DEFINES or old == definition or old.body is None:
        return Role.DEFINITION
    if definition.parameters and old.parameters and len(definition.parameters) != len(old.parameters):
        return Role.DEFINITION
    if made is None or (made.item, made.row, made.rule) != (passage.place.item, passage.place.row, passage.place.rule):
        return Role.DEFINITION
    if under and not rebinds(f"{one.before.rpartition('□')[2]} {statement.words}"):
        if cue is Cue.CLAIM or passage.place.paragraph - made.paragraph <= 1:
            return Role.CLAIM
    if rebinds(one.before + " " + statement.words) or any(is_about(name, s) for s in later if s.relations):
        return Role.DEFINITION
    if (role := _role_of_form(relation, old, read, passage, scopes, budget)) is not None:
        return role
    if _gives_reason(one.before) and _is_near(made, passage.place):
        return Role.CLAIM
    concluded = concludes(one.before + " " + statement.words) or _SOLVING.stand_in(one.before)
    if concluded and _is_wrong_form(relation, old, made, one, passage, scopes, budget):
        return Role.CLAIM
    if concluded and _has_constants_chosen(definition, old, scopes.here.context):
        return Role.DEFINITION
    return Role.CLASH if concluded else Role.REBOUND


def _has_constants_chosen(definition: Definition, old: Definition, context: Context) -> bool:
    """Whether a name stood for something with constants of which nothing is told, and what it is said to be has none of those:
    the solution `y = \\cos x` among all `y = A \\cos x + B \\sin x`."""
    if old.body is None or definition.body is None:
        return False
    constants = {name for name in symbols(old.body) - context.definitions.keys() if name.partition("_")[0] in _CONSTANTS}
    return bool(constants) and constants.isdisjoint(symbols(definition.body))


def _is_value_there(
    statement: Statement, cue: Cue, one: ReadFormula, passage: Passage, case: Sequence[Relation], scopes: Scopes, budget: Budget
) -> bool:
    """Whether the formula of a function that is known is told under a condition in another item of a list: `If x > 2, then
    f(x) = x - 2`."""
    relation, here = statement.relations[0], scopes.here.context
    name = evidence.target(relation.left)
    old, made = here.definitions.get(name or ""), scopes.made_here(name or "")
    if old is None or old.body is None or made is None or relation.sign is not Sign.EQUAL or made.item == passage.place.item:
        return False
    if made.item or rebinds(f"{one.before.rpartition('□')[2]} {statement.words}"):
        return False
    there = scopes.context_at(passage.place, case)
    return cue is Cue.CLAIM or isinstance(decide(Claim(relation, there), budget), Proved)


def _role_of_form(
    relation: Relation, old: Definition, read: Sequence[ReadFormula], passage: Passage, scopes: Scopes, budget: Budget
) -> Role | None:
    """What an equation is that says of a name what its definition gives; a new definition, where it does so with values that are
    told besides: `v = s/t` and `s = 10`. None where it says something else."""
    here = scopes.here.context
    if _holds_already(relation, here, budget):
        return Role.CLAIM
    held = frozenset[str]() if old.body is None else symbols(old.body)
    here = here.with_definitions([p for p in (*scopes.points_at(passage.place), *_values_told(read)) if p.name in held])
    return Role.REBOUND if here is not scopes.here.context and _holds_already(relation, here, budget) else None


def _says_again(definition: Definition, read: Sequence[ReadFormula], statement: Statement, place: Place, scopes: Scopes) -> bool:
    """Whether words say that what was defined in the sentence, or in that before it, has another form, in the same letters: `It
    can be written as □`, `Simplify □ to □`. Capitals may be matrices."""
    name, context = definition.name, scopes.here.context
    old, made = context.definitions.get(name), scopes.made_here(name)
    if old is None or old.body is None or old == definition or old.parameters != definition.parameters or made is None:
        return False
    *earlier, clause = f"{read[-1].before} {statement.words}".lower().split("□")
    asked = clause.strip() in ("to", "as") and bool(earlier) and _SAYS_AGAIN_OF.stand_in(earlier[-1])
    near = made.item == place.item and place.paragraph - made.paragraph <= 1 and place.sentence - made.sentence <= 1
    again = asked or _SAYS_AGAIN.stand_in(clause) or re.fullmatch(_SAYS_AGAIN_ALONE, clause) is not None
    if not near or not again or rebinds(clause) or scopes.points_at(place):
        return False
    relation = statement.relations[0]
    if unknown_functions(replace(relation, left=old.body), context):
        return False
    letters = letters_of(relation.right, context)
    return bool(letters) and letters == letters_of(old.body, context) and not any(letter.isupper() for letter in letters)


def _is_wrong_form(
    relation: Relation, old: Definition, made: Place, one: ReadFormula, passage: Passage, scopes: Scopes, budget: Budget
) -> bool:
    """Whether the sentence behind a definition says no more than that what it defines has another form, in the same letters,
    and that is refuted: `Let z = (x + y)^2. Then z = x^2 + y^2`. Capitals may be matrices."""
    place, context = passage.place, scopes.context_at(passage.place)
    beside = made.paragraph == place.paragraph and place.sentence - made.sentence == 1
    if not beside or "□" in one.before or one.after.strip(" .!") or old.body is None or scopes.points_at(place):
        return False
    letters = letters_of(relation.right, context)
    if (
        not letters
        or letters != letters_of(old.body, context)
        or any(name.isupper() for name in letters)
        or re.search(_CONCLUDES_ALONE, one.before.lower()) is None
    ):
        return False
    return isinstance(decide(Claim(relation, context), budget), Refuted)


def _values_told(read: Sequence[ReadFormula]) -> list[Definition]:
    """The numbers that formulas give letters."""
    relations = (each.relations[0] for one in read for each in one.display.statements if len(each.relations) == 1)
    return [
        Definition(relation.left.name, (), relation.right)
        for relation in relations
        if relation.sign is Sign.EQUAL and isinstance(relation.left, Symbol) and evidence.is_closed(relation.right)
    ]


def _is_open_ended(right: Expression) -> bool:
    """Whether a side lists values, or tells two: a sum with dots in it that ends is one number."""
    if (
        isinstance(right, Sum)
        and isinstance(right.terms[-2], Ellipsis)
        and kinds_in(right.terms[-1]).isdisjoint((Ellipsis, PlusMinus))
    ):
        return PlusMinus in kinds_in(right)
    return not {Ellipsis, PlusMinus}.isdisjoint(kinds_in(right))


def _gives_reason(before: str) -> bool:
    """Whether the clause of a formula begins with `since`: it tells what is known, and nothing new."""
    words = before.rpartition("□")[2].lower().split()
    return words[-1:] in (["since"], ["because"]) or words == ["as"] or (words[-1:] == ["as"] and words[-2][-1] in ",;")


def _rearranged(
    definition: Definition,
    statement: Statement,
    cue: Cue,
    one: ReadFormula,
    passage: Passage,
    circle: Collection[str],
    scopes: Scopes,
    budget: Budget,
) -> Role | None:
    """What an equation for a name is whose right side rests on that name, by way of a `circle` of others: a claim if what they
    stand for proves it, or a conclusion that they refute; a definition if the words, or its place, begin anew; else None: one
    of several solutions, or a second equation beside the first."""
    relation, here = statement.relations[0], scopes.here.context
    verdict = decide(Claim(relation, replace(here, curves=())), budget)
    if isinstance(verdict, Proved):
        return Role.CLAIM
    places = [scopes.made_here(name) for name in circle]
    near = all(made is not None and _is_near(made, passage.place) for made in places)
    clause = f"{one.before.rpartition('□')[2]} {statement.words}"
    if introduces(clause) or rebinds(clause) or _SWAPPING.stand_in(one.before) or not near:
        return Role.DEFINITION
    if not _is_concluded(statement, cue, one) or not isinstance(verdict, Refuted):
        return None
    return None if _solves(definition, circle, here, relation, budget) else Role.CLAIM


def _is_concluded(statement: Statement, cue: Cue, one: ReadFormula) -> bool:
    """Whether words conclude a statement, or what it is joined to by `and`; or say that it solves an equation."""
    words = re.sub(r"(?:□[ ,]*(?:and)?[ ,]*)+$", "", f"{one.before} {statement.words}")
    if statement.join is Join.IMPLIES or _SOLVING.stand_in(words):
        return True
    return cue in (Cue.CLAIM, Cue.NONE) and concludes(words)


def _solves(definition: Definition, circle: Collection[str], context: Context, relation: Relation, budget: Budget) -> bool:
    r"""Whether an equation for a name may be one of several solutions: it holds for small positive numbers, as `r = \sqrt{A/\pi}`
    does where A = π r², or what it is solved from holds where the name stands for it: `x = 2 + \sqrt{4 + u}`, u = x² - 4x."""
    letters = sorted(letters_of(relation, context) - context.definitions.keys())
    small = replace(context, curves=())
    for letter in letters:
        small = small.with_assumption(Relation(Symbol(letter), Sign.GREATER, Number("0")))
        small = small.with_assumption(Relation(Symbol(letter), Sign.LESS, Number("1")))
    if not isinstance(decide(Claim(relation, small), budget), Refuted):
        return True
    for name in sorted(circle):
        around, solved = without(replace(context, curves=()), frozenset({name})), context.definitions[name]
        if solved.body is None or solved.parameters or closes_circle(definition, around):
            continue
        first = Relation(Symbol(name), Sign.EQUAL, solved.body)
        if not isinstance(decide(Claim(first, around.with_definition(definition)), budget), Refuted):
            return True
    return False


def _is_near(made: Place, place: Place) -> bool:
    """Whether what stands at a place may follow from a definition that was made at another."""
    together = (made.item, made.row, made.rule) == (place.item, place.row, place.rule)
    return together and place.paragraph - made.paragraph <= _FOLLOWING


def _is_compared_with(following: Sequence[Statement], definition: Definition) -> bool:
    r"""Whether an equation of two letters is said to be equivalent to another of them, `x = y \iff x^2 = y^2`: it is one of two
    that are compared, and no definition."""
    letters = {definition.name, definition.body.name} if isinstance(definition.body, Symbol) else set[str]()
    return any(s.join is Join.EQUIVALENT and letters and letters <= symbols(r) for s in following for r in s.relations[:1])


def _holds_already(relation: Relation, context: Context, budget: Budget) -> bool:
    """Whether a second equation for a name only says again what the name stands for."""
    without_curves = replace(context, curves=())  # points of curves are dear
    return not isinstance(decide(Claim(relation, without_curves), budget), Refuted)


def _is_restated(relation: Relation, context: Context, budget: Budget) -> bool:
    """Whether a second equation for a name is seen to say what the name stands for, so that it may be told in that form."""
    return isinstance(decide(Claim(relation, replace(context, curves=())), budget), Proved | Tested)
