r"""Functions that are said to solve differential equations that a text tells: `y' = 2y has the solution y = e^{2x}`.

So is what a derivative or a differential tells of a name: `dv = x\,dx, v = \frac{x^2}{2}`, `Let f'(x) = 2x. Then f(x) = x^2`.
"""

from __future__ import annotations

import re
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Derivative,
    Differential,
    Ellipsis,
    Expression,
    Group,
    Node,
    Number,
    PlusMinus,
    Prime,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, kinds_in, map_children, symbols
from builder.document.cues import concludes
from builder.document.determined import free_parameters, letters_of
from builder.document.phrases import Words
from builder.document.prose import Passage

_POSES = Words("differential, solv*, solution, solutions, initial value problem, initial-value problem, ivp, satisf*, law")
_TELLS_SOLUTION = Words("solution, solutions, solved by, satisfied by, solves")
# What is set equal to zero is solved for a letter, and not for a function.
_SET = Words("set, setting")
# What solves another equation than the one that is told, or does not solve it exactly.
_OF_ANOTHER = Words(
    "homogeneous, complementary, associated, corresponding, reduced, trial, guess*, try, ansatz, approximat*, numerical*, steady",
    "transient, if, unless, not, no, never, instead, wrong*, false*, test, candidate, linearized, linearised, linearization",
)
# Words before a formula that is told of the solution, or on the way to it.
_BESIDE = Words("let, where, with, consider, suppose, assume, put, substitut*, form, inverse, implicit*, first")
# Words before a formula that has the same standing as the equation that it is told with: `Let $v' = \\cos x$ and $v = \\sin x$`.
_ALONG = (
    "",
    "and",
    "so that",
    "with",
    "where",
    "giving",
    "gives",
    "hence",
    "thus",
    "so",
    "then",
    "which gives",
    "we get",
    "we have",
)
_LISTS_ON = ("and", "or", ",", "", "and also", "as well as")
_IS = ("is", "are", "is given by", "are given by", "is therefore", "is thus", "is then", "is just", "is simply", "reads", ":")

# How many paragraphs behind its equation a solution stands at most.
_FOLLOWING = 3

# How many equations behind it.
_LOOKED_INTO = 40


class _Problem(Struct, frozen=True):
    """An equation, whether it is claimed itself, as one that is `satisfied` in its sentence, and what is told of the function
    and its derivatives at single places. `posed` tells that words pose a problem, `asked` that they speak of solving it,
    `of_parts` that it was told by differentials, `dv = x dx`, as where integrals are worked out by parts."""

    equation: Relation
    claimed: bool
    paragraph: int
    posed: bool
    asked: bool
    values: tuple[Relation, ...] = ()
    of_parts: bool = False
    solved: bool = False  # by a function that stands before


class _Noted(Struct, frozen=True):
    """An equation that is not a definition, the passage it stands in, and whether it is claimed."""

    relation: Relation
    passage: Passage
    claimed: bool
    of_parts: bool


class DifferentialEquations(Struct):
    """The last equation of each function that was told, and the function of which a solution was told last. What was `noted` last
    is looked into once words tell a solution, or shortly behind the paragraph in which they speak of `solving`."""

    problems: dict[str, _Problem] = field(default_factory=dict)
    noted: list[_Noted] = field(default_factory=list)
    solving: int = -_FOLLOWING - 1
    listing: str = ""

    def note(self, relation: Relation, passage: Passage, *, claimed: bool) -> None:
        """Take note of an equation, which may tell a function or a value of one."""
        if relation.sign is Sign.EQUAL and not (relation.right == Number("0") and _SET.stand_in(passage.text)):
            of_parts, relation = isinstance(relation.left, Differential), _with_derivative(relation)
            if not self.noted or self.noted[-1].passage is not passage:
                self.solving = passage.place.paragraph if _may_tell_solution("", passage) else self.solving
            self.noted.append(_Noted(relation, passage, claimed, of_parts))
            del self.noted[:-_LOOKED_INTO]

    def determines(self, relation: Relation, context: Context) -> bool:
        """Whether the letters that a function has beside those of a value of it are those of an equation that it solves, so that
        the value ties none: `T(0) = T_0` of `T(t) = T_a + (T_0 + T_a)e^{-kt}`, where `T' = -k(T - T_a)`."""
        place = initial_value(relation)
        if place is None or place.name not in context.definitions:
            return False
        told = [one.relation for one in self.noted if _unknown(one.relation) == place.name]
        if place.name in self.problems:
            told.append(self.problems[place.name].equation)
        own = free_parameters(relation.left, context) - letters_of(relation.right, context)
        return any(own <= symbols(equation) for equation in told)

    def _take(self, noted: _Noted) -> None:
        relation, passage = noted.relation, noted.passage
        name, paragraph = _unknown(relation), passage.place.paragraph
        if name:
            words, before = f"{passage.lead} {passage.text}", self.problems.get(name)
            posed = _POSES.stand_in(words)
            if posed or before is None or not before.posed or paragraph > before.paragraph + _FOLLOWING:
                earlier = tuple(one.relation for one in self.noted if one.passage is passage and _is_value_of(name, one.relation))
                asked = "solv" in words.lower()
                self.problems[name] = _Problem(relation, noted.claimed, paragraph, posed, asked, earlier, noted.of_parts)
            return
        place = initial_value(relation) if self.problems else None
        if place is not None and place.name in self.problems:
            problem = self.problems[place.name]
            if paragraph <= problem.paragraph + 1 and relation not in problem.values:
                self.problems[place.name] = replace(problem, values=(*problem.values, relation))

    def solved_by(
        self, definition: Definition, passage: Passage, before: str, between: str, *, anew: bool
    ) -> tuple[tuple[Relation, ...], bool]:
        """The equations that a function is said to solve, with what is told of its values, as the words `before` its definition
        say, those `between` it and what is said last among them; none where it is not said. And whether it is concluded to be
        the only one, though nothing tells its constants. `anew` tells that its name stood for another function before."""
        listed = self.listing == definition.name
        self.listing = ""
        paragraph = passage.place.paragraph
        told = self._is_told(definition.name, paragraph)
        if not (listed or told or paragraph <= self.solving + _FOLLOWING or _may_tell_solution(before, passage)):
            return (), False
        for one in self.noted:
            self._take(one)
        self.noted.clear()
        problem = self.problems.get(definition.name)
        if problem is None or definition.body is None or paragraph > problem.paragraph + _FOLLOWING:
            return (), False
        if kinds_in(definition.body) & {Ellipsis, PlusMinus, Application} or definition.name in symbols(definition.body):
            return (), False
        if symbols(problem.equation) & self.problems.keys() - {definition.name}:
            return (), False  # one of a system
        told = told and (problem.of_parts or problem.solved or not anew)
        said = _is_said_to_solve(problem, passage, before) or (listed and _clause(before) in _LISTS_ON)
        if not (said or (told and _follows(problem, definition, passage, before, between))):
            return (), False
        self.listing, self.problems[definition.name] = definition.name, replace(problem, solved=True)
        known = symbols(problem.equation).union(*map(symbols, problem.values))
        constants = symbols(definition.body) - known - {variable_of(definition, problem.equation)}
        special = "particular" in before.lower() or constants
        alone = not said and not constants and not problem.values and concludes(_without_lists(f"{passage.lead} {before}"))
        return (*(() if problem.claimed else (problem.equation,)), *(() if special else problem.values)), alone

    def _is_told(self, name: str, paragraph: int) -> bool:
        """Whether an equation for the derivative of a function was told in this paragraph, or the one before."""
        noted = any(paragraph <= one.passage.place.paragraph + 1 and _unknown(one.relation) == name for one in self.noted)
        return noted or (name in self.problems and paragraph <= self.problems[name].paragraph + 1)


def _may_tell_solution(before: str, passage: Passage) -> bool:
    return any("solv" in words or "olution" in words or "Solv" in words for words in (before, passage.lead, passage.text))


def _clause(before: str) -> str:
    return before.rpartition("□")[2].strip(" ,;").lower()


def _is_said_to_solve(problem: _Problem, passage: Passage, before: str) -> bool:
    clause = _clause(before)
    sentence = f"{passage.lead} {before}"
    if _BESIDE.stand_in(clause) or _OF_ANOTHER.stand_in(before):
        return False
    if _TELLS_SOLUTION.stand_in(clause) or (clause in _IS and _TELLS_SOLUTION.stand_in(sentence)):
        return True
    behind = passage.place.paragraph > problem.paragraph
    return problem.asked and (concludes(before) or (behind and not clause and _TELLS_SOLUTION.stand_in(sentence)))


def _follows(problem: _Problem, definition: Definition, passage: Passage, before: str, between: str) -> bool:
    """Whether a function stands behind an equation as what follows from it, `Then □`, or, where the equation tells its
    derivative, beside it in its paragraph: `dv = x\\,dx and v = \\frac{x^2}{2}`."""
    if problem.claimed or _OF_ANOTHER.stand_in(re.sub(r"(?i)^\W*if\b", "", before)):
        return False
    clause, equation = between.strip(" ,;").lower(), problem.equation
    applied = {
        each.name for n in descendants(equation) if isinstance(n, Application) for each in n.arguments if type(each) is Symbol
    }
    if definition.body is None or not applied <= frozenset(definition.parameters or symbols(definition.body)):
        return False  # `f'(c) = 4` is an equation for c
    told = problem.of_parts or (Prime in kinds_in(equation.left) and definition.name not in symbols(equation.right))
    if told and passage.place.paragraph == problem.paragraph and clause in _ALONG:
        return True
    return concludes(_without_lists(f"{passage.lead} {before}")) and not _BESIDE.stand_in(clause)


def _without_lists(before: str) -> str:
    """The words before the first of the formulas that a list goes on from: `Then □ and`."""
    return re.sub(r"(?:□[ ,]*(?:and)?[ ,]*)+$", "", before)


def _is_value_of(name: str, relation: Relation) -> bool:
    place = initial_value(relation)
    return place is not None and place.name == name


def _with_derivative(relation: Relation) -> Relation:
    """`dv = x dx` as the derivative that it tells, `dv/dx = x`; any other equation as it is."""
    right = relation.right
    of = {node.variable for node in descendants(right) if isinstance(node, Differential)}
    if not isinstance(relation.left, Differential) or len(of) != 1:
        return relation
    by = of.pop()

    def change(node: Node) -> Node:
        return Number("1") if isinstance(node, Differential) else map_children(node, change)

    derivative = Derivative(relation.left.variable, ((by, 1),))
    return Relation(derivative, Sign.EQUAL, cast(Expression, change(right)))


def _unknown(relation: Relation) -> str:
    """The only function of which derivatives stand in an equation, where nothing else is differentiated; "" without one."""
    if not {Prime, Derivative} & kinds_in(relation):
        return ""
    names: set[str] = set()
    by: set[str] = set()
    for node in descendants(relation):
        match node:
            case Prime(operand=Symbol(name)):
                names.add(name)
            case Derivative(operand=Symbol(name), variables=variables, partial=False):
                names.add(name)
                by |= {letter.name for letter, _ in variables}
            case Derivative(operand=Application(function=Symbol(name)), variables=variables, partial=False):
                names.add(name)
                by |= {letter.name for letter, _ in variables}
            case Prime() | Derivative():
                return ""
            case Application(Symbol(name), (argument,)) if name in symbols(argument):
                names.add(name)  # P(1 - P) is a product
            case Application(arguments=arguments) if not all(isinstance(each, Symbol) for each in arguments):
                return ""  # a value at a place
            case Product() if _applied(node) is not None:
                return ""
            case _:
                pass
    return names.pop() if len(names) == 1 and not names & by else ""


class Place(Struct, frozen=True):
    """A value of a function, or of its derivative of some order, at a place: `y'(0)`."""

    name: str
    order: int
    at: Expression


def initial_value(relation: Relation) -> Place | None:
    """What `y(0) = 3`, or `y'(0) = 1`, tells a value of; None for other relations. A letter that nobody defined is read as a
    factor."""
    found = _applied(relation.left)
    if found is None or relation.sign is not Sign.EQUAL:
        return None
    function, at = found
    match function:
        case Symbol(name):
            return Place(name, 0, at)
        case Prime(operand=Symbol(name), order=order) if (times := getattr(order, "value", None)) is not None:
            return Place(name, int(times), at)
        case _:
            return None


def _applied(node: Node) -> tuple[Expression, Expression] | None:
    """A function and the number, or the name of a place, `x_0`, that it is applied to."""
    match node:
        case Application(function=function, arguments=(at,)) if not isinstance(at, Symbol) or "_" in at.name:
            return function, at
        case Product(factors=(Symbol() | Prime() as function, Group(at)), signs=(Times.IMPLICIT,)) if not symbols(at):
            return function, at
        case _:
            return None


def variable_of(definition: Definition, equation: Relation) -> str:
    """The letter that a solution of an equation depends on; "" where that is not plain."""
    if len(definition.parameters) == 1:
        return definition.parameters[0]
    nodes = descendants(equation)
    by = {letter.name for node in nodes if isinstance(node, Derivative) for letter, _ in node.variables}
    by |= {each.name for node in nodes if isinstance(node, Application) for each in node.arguments if isinstance(each, Symbol)}
    if by:
        return by.pop() if len(by) == 1 else ""
    letters = (symbols(definition.body) if definition.body is not None else frozenset()) & {"x", "t"}
    return min(letters) if len(letters) == 1 else ""
