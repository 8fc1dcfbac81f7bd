"""Values that follow from equations in the text before them: `f'(x) = 0 gives x = 5`, and rates, `so dy/dt = -3/2`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Derivative,
    Evaluation,
    Expression,
    Group,
    Number,
    NumberSet,
    PlusMinus,
    Quotient,
    Relation,
    Sign,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import descendants, kinds_in, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from builder.document import evidence
from builder.document.cues import concludes, lists_on, restricts, tells_only_some
from builder.document.determined import free_parameters, letters_of
from builder.document.phrases import Words
from builder.document.prose import Passage, Place
from builder.document.rates import rate_told, rates_related
from builder.document.sayings import Role, Said
from builder.document.scope import Scopes

_TOLD = (Role.CONDITION, Role.PERHAPS, Role.SUPPOSED)
_CONSTANTS = frozenset("ABCDEFG")
_MOST_GIVEN, _MOST_OPEN = 4, 3

# Letters that are mostly numbers to be found, and no lengths or times, of which some values make no sense.
_UNKNOWNS = ("x", "y", "z", "u", "n", "m", "k")


_SOLVED_BY = Words("solves?, satisf*, solution of, solutions of, roots of")
_EITHER = ("or", "or else", "oder", "ou", "o", "or that")
_ZERO = ("equal to zero", "to zero", "equal to 0", "to 0", "equal zero", "equals zero", "gleich null", "gleich 0")


# Between an equation and a value of its letter: `f'(x) = 0 exactly when x = 2`, `f''(x) = 0, i.e. at x = 2`, or
# `h(t) = 0, i.e. t = 4`.
_SOLVES = (
    r"□\s*,?\s*(?:(?:exactly|only|precisely|just|and only|that is,?|i\.e\.,?|namely|which happens|which is|this happens)\s+)*"
    r"(?:when|if|iff|if and only if|if, and only if,|at|for|that is,?|i\.e\.,?|namely)\s*$"
)


# A formula that tells several values: `x = 0, 2`.
_LISTS_ON = r",\s*\S|;\s*\S|\\pm|\\(?:text|quad|qquad|lor|vee)(?![A-Za-z])"


# A value of another letter, which is put into an equation: of a curve, where it is often told elsewhere on which part.
_VALUE_OF_ANOTHER = r"\s*[a-z]\s*=\s*-?[\d.]+\s*$"


class _Unsolved(Struct, frozen=True):
    """An equation in one letter, or several of which one holds, and whether the last thing that was said is a value that solves
    one of them. `first` is the one from which it was concluded."""

    relations: tuple[Relation, ...]
    letter: str
    paragraph: int
    answered: bool = False
    first: tuple[Relation, ...] = ()
    at: tuple[Place, int] | None = None  # its sentence, and how many formulas stand before it there
    worked_out: bool = False  # it ends a chain, which works its left side out


class _Identity(Struct, frozen=True):
    """An equation that holds for all values of a letter, its constants, the paragraph, and the values concluded for them."""

    relation: Relation
    constants: frozenset[str]
    paragraph: int
    values: tuple[tuple[Symbol, Expression], ...] = ()


class Solved(Struct):
    """The last equation in one letter, the last one in several, and what was said last. `ranges` tells whether a range was met,
    [0, 5], that may leave some solutions out. `given` are equations for letters of functions, f(1) = 3 where f(x) = ax^2 + bx,
    with their paragraphs, and `values` those that letters of them were concluded to have."""

    unsolved: _Unsolved | None = None
    identity: _Identity | None = None
    given: tuple[tuple[Relation, int], ...] = ()
    values: tuple[tuple[Symbol, Expression], ...] = ()
    in_letters: Relation | None = None
    latest: Relation | None = None
    ranges: bool = False

    def of(
        self,
        said: Said,
        chain: Expression | None,
        passage: Passage,
        before: str,
        points: Sequence[Definition],
        scopes: Scopes,
        budget: Budget,
        *,
        bare: bool,
    ) -> Said:
        """What is said with the words `before` it, with the equation that it is said to solve, where letters have the values
        `points`. `bare` tells that no words stand before it, and nothing else is said in its formula. Equations, and rates that
        are given, are noted for what follows. `chain` is the first side of a chain of equations that goes on with it."""
        relation, latest = said.relation, self.latest
        self.latest = relation
        if relation is None or relation.sign is not Sign.EQUAL:
            return said
        if chain is not None and _goes_on_without_rates(relation):
            whole = Relation(chain, Sign.EQUAL, relation.right)
            related = None if rate_told(whole) is None else _related(whole, points, scopes)
            if related is not None:
                return replace(said, relation=whole, role=Role.CONDITION, note="a rate", solves=(related,))
        if (told := rate_told(relation)) is not None:
            return _with_rates(said, relation, told, before, points, scopes)
        if said.role is Role.CLAIM:
            return said
        if (formula := _formula_for(relation, self.in_letters)) is not None:
            return replace(said, relation=formula, role=Role.CONDITION, note="what solves an equation", solves=(self.in_letters,))
        if not isinstance(relation.left, Symbol):
            self.in_letters = relation
            if latest is not None and (formula := _formula_for(latest, relation)) is not None and _SOLVED_BY.stand_in(before):
                return replace(said, relation=formula, role=Role.CONDITION, note="an equation that it solves", solves=(relation,))
        stands_behind = self.unsolved is not None and latest is self.unsolved.relations[-1]
        if stands_behind and said.concluded and self.unsolved is not None and not isinstance(relation.left, Symbol):
            if _is_identity(self.unsolved.relations[-1], scopes.here.context, budget):
                stands_behind = False  # of which nothing is left to solve: what a function is, cosh x = (e^x + e^{-x})/2
        return self._with_equation(
            said,
            relation,
            passage,
            before,
            points,
            scopes,
            budget,
            stands_behind=stands_behind,
            bare=bare,
            in_chain=chain is not None,
        )

    def of_letter(self, said: Said, passage: Passage, before: str, scopes: Scopes, budget: Budget, *, concluded: bool) -> Said:
        """What is said with the words `before` it, with the equation for letters of functions that a value of one of them is
        `concluded` from: k = ln 2 from P(1) = 2P_0, where P(t) = P_0 e^{kt}; and of several letters once all have values."""
        relation, paragraph, context = said.relation, passage.place.paragraph, scopes.here.context
        if relation is None or relation.sign is not Sign.EQUAL or said.role is Role.CLAIM or said.solves:
            return said
        valued = frozenset(point.name for point in scopes.points_at(passage.place))
        valued |= frozenset(name for name in context.definitions if scopes.is_number(name))
        if (
            with_constants := self._with_constants(
                said, relation, before, paragraph, valued, frozenset(context.definitions), concluded=concluded
            )
        ) is not None:
            return with_constants
        left, near = relation.left, tuple(one for one in self.given if paragraph <= one[1] + 1)
        if not isinstance(left, Symbol):
            if said.role in _TOLD and free_parameters(left, context) and symbols(left) & context.definitions.keys():
                self.given, self.values = (*near[-_MOST_GIVEN:], (relation, paragraph)), ()
            return said
        if not near or left.name in symbols(relation.right) or not (concluded or (self.values and lists_on(before))):
            return said
        self.values = (*(one for one in self.values if one[0] != left), (left, relation.right))
        names = frozenset(symbol.name for symbol, _ in self.values)
        for equation, _ in near:
            letters = _letters_for(equation, context, names)
            open_letters = letters - names - symbols(relation.right)
            if left.name not in letters or not symbols(relation.right) <= letters or len(open_letters) > _MOST_OPEN:
                continue
            others = tuple(one for one in self.values if one[0] != left)
            there = _at(equation, others) if others else equation
            decided = not any(
                _depends_on(there, letter, context, budget) and not _vanishes(there, letter, context, budget)
                for letter in sorted(open_letters)
            )
            if decided and _depends_on(there, left.name, context, budget):
                return replace(said, role=Role.CONDITION, note=said.note or "a value that is concluded", solves=(there,))
        return said

    def _with_constants(
        self,
        said: Said,
        relation: Relation,
        before: str,
        paragraph: int,
        valued: frozenset[str],
        known: frozenset[str],
        *,
        concluded: bool,
    ) -> Said | None:
        r"""The last of the values that are concluded for constants of an equation that holds for all values of another letter, as
        the claim that it does with them: `\frac{1}{x(x + 1)} = \frac{A}{x} + \frac{B}{x + 1}`, `A = 1, B = -1`. The
        `valued` letters have a value there, those that are `known` stand for something."""
        left = relation.left
        if not isinstance(left, Symbol):
            names = frozenset(name for name in symbols(relation) if name in _CONSTANTS)
            sides = {symbols(relation.left), symbols(relation.right)}
            if said.role in _TOLD and len(names) > 1 and sides == {symbols(relation), symbols(relation) - names}:
                if len(symbols(relation) - names) == 1:
                    self.identity = _Identity(relation, names, paragraph)
            return None
        identity = self.identity
        if identity is None or left.name not in identity.constants or paragraph > identity.paragraph + 1:
            return None
        if not evidence.is_closed(relation.right) or not (concluded or (identity.values and lists_on(before))):
            return None
        values = (*(one for one in identity.values if one[0] != left), (left, relation.right))
        self.identity = replace(identity, values=values)
        if {symbol.name for symbol, _ in values} != identity.constants:
            return None
        relation = identity.relation
        if letters := valued & (symbols(relation) - identity.constants):  # it holds for others than this value, too
            free = next((name for name in (*"stuvwxyz", "s_1") if name not in known | valued | symbols(relation)), "")
            if not free:
                return None
            anew = {name: Symbol(free) for name in letters}
            relation = replace(relation, left=substitute(relation.left, anew), right=substitute(relation.right, anew))
        return replace(said, relation=_at(relation, values), role=Role.CLAIM, note="")

    def set_to_zero(self, side: Expression | None, words: str, passage: Passage, scopes: Scopes) -> None:
        """Note the equation that a side is said to be set to zero by the `words` behind it."""
        if side is None or not words.lower().lstrip().startswith(_ZERO):
            return
        relation = Relation(side, Sign.EQUAL, Number("0"))
        letter = evidence.only_letter(relation, scopes.here.context)
        if letter:
            self.unsolved = _Unsolved((relation,), letter, passage.place.paragraph)

    def _with_equation(
        self,
        said: Said,
        relation: Relation,
        passage: Passage,
        before: str,
        points: Sequence[Definition],
        scopes: Scopes,
        budget: Budget,
        *,
        stands_behind: bool,
        bare: bool,
        in_chain: bool,
    ) -> Said:
        context, paragraph, unsolved = scopes.here.context, passage.place.paragraph, self.unsolved
        left = relation.left
        if isinstance(left, Symbol) and left.name not in context.definitions and left.name not in symbols(relation.right):
            letter = left.name
            last = None if unsolved is None or unsolved.at is None else (unsolved.at[0], unsolved.at[1] + 1)
            behind = (
                stands_behind and last == (passage.place, before.count("□")) and re.search(_SOLVES, before.lower()) is not None
            )
            follows = (
                said.concluded
                or behind
                or (bare and stands_behind)
                or (unsolved is not None and unsolved.answered and lists_on(before))
                or (stands_behind and unsolved is not None and unsolved.worked_out and lists_on(before))
            )
            fits = unsolved is not None and unsolved.letter == letter and paragraph <= unsolved.paragraph + 1
            identity = None if self.identity is None else self.identity.relation
            on_curve = _on_curve(relation, points, identity, scopes) if said.concluded else None
            if on_curve is not None and not (fits and follows):
                return replace(said, solves=(on_curve,))
            if unsolved is None or not (follows and fits and evidence.is_closed(relation.right)):
                self.unsolved = None
                return said
            first = paragraph == unsolved.paragraph and not unsolved.answered
            alone = first and not scopes.here.restricted and not self.ranges and _is_alone(letter, passage)
            self.unsolved = replace(unsolved, answered=True)
            return replace(said, solves=unsolved.first if alone and unsolved.first else unsolved.relations, alone=alone)
        letter, between = evidence.only_letter(relation, context), before.rpartition("□")[2].strip(" ,;").lower()
        if letter and _is_of_place(relation, letter, points, context, budget):
            letter = ""
        origin: tuple[Relation, ...] = ()
        if letter and unsolved is not None and stands_behind and said.concluded and letter == unsolved.letter:
            origin = unsolved.first or unsolved.relations
            if not (tells_only_some(between) or evidence.is_differentiated(relation)):
                said = replace(said, role=Role.CONDITION, note="an equation to be used, not a claim", solves=unsolved.relations)
        before_it: tuple[Relation, ...] = ()
        if unsolved is not None and stands_behind and letter == unsolved.letter and between in _EITHER:
            before_it = unsolved.relations
        at = passage.place, before.count("□")
        equation = _Unsolved((*before_it, relation), letter, paragraph, first=origin, at=at, worked_out=in_chain)
        self.unsolved = equation if letter else None
        return said


def _is_of_place(relation: Relation, letter: str, points: Sequence[Definition], context: Context, budget: Budget) -> bool:
    """Whether an equation in a letter tells what holds for the value that the letter has, `At x = 0 we have y = 0`, and is none
    to be solved for it."""
    at = tuple((Symbol(point.name), point.body) for point in points if point.name == letter and point.body is not None)
    return bool(at) and isinstance(decide(Claim(_at(relation, at), context), budget), Proved)


def _is_identity(equation: Relation, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(equation, context), budget), Proved)


def _letters_for(equation: Relation, context: Context, names: frozenset[str]) -> frozenset[str]:
    """The letters in an equation, and in the functions in it, that stand for nothing; but for those of `names`."""
    bound = {letter for name in symbols(equation) & context.definitions.keys() for letter in context.definitions[name].parameters}
    return letters_of(equation, context) - (bound - symbols(equation)) - (context.definitions.keys() - names)


def _at(equation: Relation, values: tuple[tuple[Symbol, Expression], ...]) -> Relation:
    sides = (Evaluation(Group(side), values) for side in (equation.left, equation.right))
    return Relation(next(sides), Sign.EQUAL, next(sides))


def _depends_on(equation: Relation, letter: str, context: Context, budget: Budget) -> bool:
    """Whether a side of an equation changes with a letter, as far as is seen."""
    rates = (Derivative(Group(side), ((Symbol(letter), 1),), partial=True) for side in (equation.left, equation.right))
    constant = (Relation(rate, Sign.EQUAL, Number("0")) for rate in rates)
    return not all(isinstance(decide(Claim(one, context), budget), Proved) for one in constant)


def _vanishes(equation: Relation, letter: str, context: Context, budget: Budget) -> bool:
    """Whether a letter is a factor of both sides of an equation, so that what solves it does so for any value of that letter."""
    zero = _at(equation, ((Symbol(letter), Number("0")),))
    sides = (Relation(side, Sign.EQUAL, Number("0")) for side in (zero.left, zero.right))
    return all(isinstance(decide(Claim(one, context), budget), Proved) for one in sides)


def _goes_on_without_rates(relation: Relation) -> bool:
    """Whether a chain goes on to a number, or from rates to what is written without any."""
    left, right = relation.left, relation.right
    if evidence.is_closed(right):
        return not evidence.is_closed(left)
    return Derivative in kinds_in(left) and Derivative not in kinds_in(right)


def _formula_for(relation: Relation, equation: Relation | None) -> Relation | None:
    r"""`x = …` with ±, where the letter and all others stand in an equation: for `x_{1,2} = \frac{-b \pm …}{2a}` too."""
    left = relation.left
    if equation is None or not isinstance(left, Symbol) or not any(isinstance(n, PlusMinus) for n in descendants(relation.right)):
        return None
    letter = left.name.partition("_")[0]
    others = symbols(relation.right)
    if not others or letter in others or not others | {letter} <= symbols(equation):
        return None
    return replace(relation, left=replace(left, name=letter))


def _on_curve(relation: Relation, points: Sequence[Definition], identity: Relation | None, scopes: Scopes) -> Relation | None:
    """The equation of a curve at the values `points`, for the only letter that has none and is given a value: y = 8 for x = 6.
    An `identity` in constants is none."""
    letter = relation.left.name if isinstance(relation.left, Symbol) else ""
    at = tuple(
        (Symbol(point.name), point.body)
        for point in points
        if point.name != letter and point.body is not None and evidence.is_closed(point.body)
    )
    told = frozenset(symbol.name for symbol, _ in at)
    for curve in scopes.here.context.curves:
        if curve == identity and Quotient in kinds_in(curve):
            continue  # it has no value where what it is multiplied out to tells its constants
        if letter in symbols(curve) <= told | {letter} and evidence.is_closed(relation.right):
            sides = (Evaluation(Group(side), at) for side in (curve.left, curve.right))
            return Relation(next(sides), Sign.EQUAL, next(sides))
    return None


def _related(relation: Relation, points: Sequence[Definition], scopes: Scopes) -> Relation | None:
    here = scopes.here
    return rates_related(relation, here.rates, points, (*here.context.curves, *scopes.equations), here.context)


def _with_rates(
    said: Said, relation: Relation, told: tuple[str, str], before: str, points: Sequence[Definition], scopes: Scopes
) -> Said:
    here, related = scopes.here, _related(relation, points, scopes)
    if related is not None and (said.concluded or said.role is Role.CLAIM or _is_concluded_there(before)):
        return replace(said, role=Role.CONDITION, note="a rate", solves=(related,))
    if said.role is not Role.CLAIM and evidence.is_closed(relation.right):
        here.rates[told] = relation.right
    return said


def _is_concluded_there(before: str) -> bool:
    """Whether words conclude what holds at a place that they tell first: `So when □, □`."""
    clause = before.rpartition("□")[2].strip(" ,:").lower()
    return "□" in before and clause in ("", "then", "we have", "we get") and concludes(before.partition("□")[0])


def _is_alone(letter: str, passage: Passage) -> bool:
    """Whether the words conclude that a letter has one value, and nothing says that it may have others."""
    values = [m for m in passage.mentions if re.match(rf"\s*{re.escape(letter)}\s*=", m.formula.latex)]
    put_in = any(re.match(_VALUE_OF_ANOTHER, m.formula.latex) for m in passage.mentions if m not in values)
    told = f"{passage.lead} {passage.text} {passage.following}"
    listed = any(re.search(_LISTS_ON, m.formula.latex) for m in values)
    return (
        letter in _UNKNOWNS
        and len(values) == 1
        and not (listed or put_in)
        and not tells_only_some(told)
        and not restricts(passage.following)
    )


def is_range(side: Expression | None) -> bool:
    """Whether it may be an interval, and no point or vector of three: `(0, 5)`, `[a, b]`."""
    return isinstance(side, NumberSet) or (isinstance(side, Vector) and len(side.entries) == 2)
