"""What holds at a place of a document: definitions, assumptions, conditions of a paragraph, and where each was made.

Scopes are nested: a heading or an exercise opens one inside the outer one. Contexts are immutable; a scope holds the present one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from math import inf
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from builder.calculus.context import Context, Definition, Kind, Sort
from builder.calculus.expression.nodes import (
    Derivative,
    Expression,
    Number,
    NumberSet,
    Prime,
    Relation,
    Sign,
    Symbol,
    Vector,
)
from builder.calculus.expression.walk import kinds_in, substitute, symbols, symbols_of
from builder.calculus.judge.recursion import recurs
from builder.calculus.judge.sorts import UNITS
from builder.calculus.solving import interval_of
from builder.document.comparisons import exclude, excluded, leaves_more, with_condition
from builder.document.determined import closes_circle, implied_curve, letters_of, outside, ties
from builder.document.domains import Domain
from builder.document.prose import Place
from builder.document.regions import ALL_LETTERS
from builder.document.things import NOTHING, Things

# The words "if x = 4" hold in their paragraph and the display behind it.
_PARAGRAPHS = 1

# What follows from an equation stands close to it.
_SOUGHT = 2

# Letters that are mostly given a value for a moment: others, as g = 9.81, name a number once and for all.
MOSTLY_VARIABLE = frozenset("klmnstuvwxyz") | {r"\theta"}

# Letters that are units of complex numbers or quaternions, where they are no numbers.
_UNITS = frozenset("ijk") | UNITS

# How many equations a claim may be meant with.
_EQUATIONS = 2


_DENIED: Mapping[Sign, Sign] = MappingProxyType(
    {
        Sign.LESS: Sign.GREATER_EQUAL,
        Sign.GREATER_EQUAL: Sign.LESS,
        Sign.GREATER: Sign.LESS_EQUAL,
        Sign.LESS_EQUAL: Sign.GREATER,
        Sign.EQUAL: Sign.NOT_EQUAL,
    }
)


class Opener(Enum):
    """What opened a scope."""

    DOCUMENT = "document"
    HEADING = "heading"
    EXERCISE = "exercise"
    DIRECTIVE = "directive"


class Moving(Struct, frozen=True):
    """A function of time that tells where something is, or, of `order` 1, its velocity. Without a name it is not told which."""

    name: str
    letter: str
    order: int


class _Given(Struct, frozen=True):
    """The values of a function, by the order of its derivative and the number at which they stand; where they were told, and the
    paragraph up to which they are meant."""

    values: Mapping[tuple[int, Fraction], Fraction]
    place: Place
    last: float


class Scope(Struct):
    """A stretch of a document in which names keep their meaning.

    `made` tells where each of its own names was defined, `tied` where each of its curves was told. `equations` are those in
    several letters of which nobody said that they tie them. `sought` holds the letters of equations that are not solved, and the
    paragraph of the last one, `sought_in` which they are in a paragraph; `moving` are letters of which a derivative was met
    though nobody defined them. `closed` is what held around and in the directive inside that was closed last; `lent` are
    definitions of it that are told on behind it.
    `restricted` tells that words were met that may rule out solutions of an equation, `told` which properties functions have
    that nobody defined, `supposed` up to which paragraph those hold that are under a condition, `parities` which integers are
    even or odd, with the paragraph up to which they are. `assumed` tells in which paragraphs its own assumptions were made,
    `sets` what belongs to a set that has a name: None if that was told, yet is not understood. `touching` names tangents and
    Taylor polynomials, `branches` are the cases of functions that words define by cases, `examples` values of letters of which a
    case is told: `a case, n = 5`; `earlier` those that letters had where the scope was opened. `valued` are letters that were
    told a value, `arbitrary` those of which it was said since that they may have any, `several` names that stood for something in
    an item of a list or a cell of a row, and for something else in another one. `solving` tells that words were met that
    speak of equations that are solved, `laws` that its heading stands over laws. `topic` is the sort of letters that its heading
    speaks of, `more` whether it tells more of them. `modular` is the paragraph in which a finite field or ring was named last,
    `starred` tells that a star was defined to be an operation of its own. `random` tells that random variables are spoken of,
    `independent` that they are told to be so, `distributed` that more is told of them. `put_in` are the values that a chain put
    in for letters last, with its paragraph; `endless` are sums without an end. `doubted` are letters of which something is told
    that is not understood, with the paragraph up to which it is meant; of those that are `unclear` it is a condition in words.

    `listed` are names that stand for one thing after the other in a sentence, with its paragraph.
    `jumping` are functions that may jump, as the text tells.
    `varying` are letters that are told to vary with another, `mentioned` those that are spoken of by themselves, `things` letters
    and signs that are told to be none of numbers.
    `position` is the function that tells where something is. `given` are the values at numbers of functions of which nothing
    else is told.
    `kept` are definitions as they were written, of names that keep what they stood for where a letter in them stands for
    something else since.
    `timed` is the paragraph in which a rate of x was told last. `updated` are letters that an update gives another value.
    `signed` is the sign that all letters have of which nothing else is told, with the paragraph up to which they do.
    `lines` are tangents that have the name of their curve. `domains` tell for which arguments functions are told.
    """

    opener: Opener
    context: Context
    level: int = 0
    made: dict[str, Place] = field(default_factory=dict)
    restated: dict[str, Definition] = field(default_factory=dict)
    put_in: dict[str, tuple[Expression, int]] = field(default_factory=dict)
    endless: dict[str, Expression] = field(default_factory=dict)
    tied: dict[Relation, Place] = field(default_factory=dict)
    equations: tuple[Relation, ...] = ()
    sought: dict[str, float] = field(default_factory=dict)
    sought_in: dict[int, frozenset[str]] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    closed: tuple[Context, Context] | None = None
    lent: dict[str, Definition] = field(default_factory=dict)
    restricted: bool = False
    assumed: dict[Relation, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    parities: dict[str, tuple[str, float]] = field(default_factory=dict)
    supposed: dict[str, int] = field(default_factory=dict)
    sets: dict[str, NumberSet | None] = field(default_factory=dict)
    rates: dict[tuple[str, str], Expression] = field(default_factory=dict)
    touching: set[str] = field(default_factory=set)
    lines: dict[str, Definition] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    branches: dict[str, tuple[tuple[Expression, tuple[Relation, ...]], ...]] = field(default_factory=dict)
    examples: dict[str, Definition] = field(default_factory=dict)
    earlier: dict[str, Definition] = field(default_factory=dict)
    valued: set[str] = field(default_factory=set)
    arbitrary: set[str] = field(default_factory=set)
    several: set[str] = field(default_factory=set)
    solving: bool = False
    laws: bool = False
    topic: Sort | None = None
    more: bool = False
    modular: int = -1
    starred: bool = False
    random: bool = False
    independent: bool = False
    distributed: bool = False
    doubted: dict[str, float] = field(default_factory=dict)
    unclear: dict[str, float] = field(default_factory=dict)
    things: Things = NOTHING
    varying: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    jumping: frozenset[str] = frozenset()
    listed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, Definition] = field(default_factory=dict)
    given: dict[str, _Given] = field(default_factory=dict)
    position: Moving | None = None
    signed: tuple[Sign, float] | None = None
    timed: int = -1
    updated: set[str] = field(default_factory=set)


class _Held(Struct, frozen=True):
    """A condition, the paragraph up to which it holds, and where it is told; whether that is as a known one, `As h > 0`."""

    relation: Relation
    names: frozenset[str]
    paragraph: int
    told: Place
    known: bool = False


class Item(Struct, frozen=True):
    """What holds at the end of an exercise of a list, and the equations in several letters that it told itself."""

    context: Context
    equations: tuple[Relation, ...]


class Scopes:
    """The scopes around the place that is being read."""

    def __init__(self, context: Context) -> None:
        self.here = Scope(Opener.DOCUMENT, context)  # the innermost scope
        self._around: list[Scope] = []
        self._held: list[_Held] = []
        self._joined: tuple[Relation, ...] = ()
        self._points: dict[str, tuple[Definition, int]] = {}
        self._sentences: dict[str, int] = {}
        self._assumed_in: dict[Relation, int] = {}  # the sentence in which something was assumed
        self._cases: list[tuple[Relation, int]] = []
        self._concluded: list[tuple[Relation, int]] = []  # orders that may be concluded from what is not understood
        self._joined_cases = False
        self._of_items: set[Relation] = set()  # the equations that exercises of lists told
        self._equation: tuple[Relation, int] | None = None  # the last that may be one in a single letter
        self.told_things = NOTHING  # in the present sentence
        self.further_up: dict[str, Definition] = {}  # what names stood for in sections that are closed
        self.heard: tuple[str, ...] = ()  # the last heading and sentences
        self.heard_before_table: tuple[str, ...] = ()  # those that were no cells of tables

    def heading(self, level: int) -> None:
        """A heading ends exercises, and the sections of its level and below."""
        closed: list[Scope] = []
        while self.here.opener is Opener.EXERCISE or (self.here.opener is Opener.HEADING and self.here.level >= level):
            closed.append(self._close())
        for scope in reversed(closed):
            self.further_up.update((name, told) for name, told in scope.context.definitions.items() if name in scope.made)
        self._begin(Opener.HEADING, level)

    def exercise(self) -> None:
        """A paragraph that begins `Exercise 3:` ends the exercise before it."""
        while self.here.opener is Opener.EXERCISE:
            self._close()
        self._begin(Opener.EXERCISE)

    def question(self) -> None:
        """Open the scope of an exercise that is a directive."""
        self._begin(Opener.DIRECTIVE)

    def _begin(self, opener: Opener, level: int = 0) -> None:
        """Open the scope of what begins anew: letters that had a value stand for any numbers in it, unless their value is told
        again or is meant there."""
        around, valued = self.here, self._valued_variables()
        self.enter(opener, without(around.context, frozenset(valued)) if valued else around.context, level)
        self.here.earlier = {**around.earlier, **valued}

    def enter(self, opener: Opener, context: Context, level: int = 0) -> None:
        """Open a scope in which `context` holds."""
        around = self.here
        self._around.append(around)
        self.here = Scope(
            opener,
            context,
            level,
            restricted=around.restricted,
            told={name: told if name not in around.supposed else "given" for name, told in around.told.items()},
            parities={name: one for name, one in around.parities.items() if one[1] == inf},
            sets=dict(around.sets),
            domains=dict(around.domains),
            mentioned=set(around.mentioned),
            things=around.things,
            given=dict(around.given),
            kept=dict(around.kept),
            position=around.position,
            signed=around.signed if around.signed is not None and around.signed[1] == inf else None,
            doubted={name: last for name, last in around.doubted.items() if last == inf},
            unclear={name: last for name, last in around.unclear.items() if last == inf},
            solving=around.solving,
            laws=around.laws,
            topic=around.topic,
            more=around.more,
        )
        self._held.clear()
        self._points.clear()
        self._equation = None

    def _close(self) -> Scope:
        """Go back to the scope around this one; the answer is this one."""
        closed, self.here = self.here, self._around.pop()
        return closed

    def leave(self) -> Context:
        """Close the scope of a directive, and all that were opened inside; the answer is what held in it at its end."""
        while self.here.opener is not Opener.DIRECTIVE:
            self._close()
        context = self._close().context
        self.here.closed = (self.here.context, context)
        return context

    def end_item(self) -> Item:
        """What an exercise of a list tells its answer. The equations of those before it are none of it."""
        equations = tuple(each for each in self.here.equations if each not in self._of_items)
        self._of_items.update(equations)
        return Item(self.here.context, equations)

    def enter_answer(self, item: Item) -> None:
        """Open the scope of the answer to an exercise of a list."""
        self.enter(Opener.DIRECTIVE, item.context)
        self.here.equations = item.equations

    def leave_answer(self) -> None:
        """Close the scope of an answer to an exercise of a list: nothing of it holds behind it."""
        self.leave()
        self.here.closed = None

    def leave_open(self) -> None:
        """Close the scope of an environment. What it defines is told on behind it, unless the name stands for something there."""
        question = self.leave()
        context = self.here.context
        for name, definition in question.definitions.items():
            if name not in context.definitions:
                context = context.with_definition(definition)
                self.here.lent[name] = definition
        self.here.context = context
        self.here.closed = (context, question)

    def begin_question(self) -> None:
        """Open the scope of an environment that begins anew: what one before it defined is told on up to here."""
        lent = frozenset(name for name, one in self.here.lent.items() if self.here.context.definitions.get(name) is one)
        self.here.lent.clear()
        self.here.context = without(self.here.context, lent) if lent else self.here.context
        self._begin(Opener.DIRECTIVE)

    def speak_anew(self, names: Iterable[str]) -> None:
        """Names are spoken of by themselves, `Let $f$ be a function`: what they stood for further up need not be meant."""
        for name in names:
            self.further_up.pop(name, None)

    def with_further_up(self, context: Context, relations: Sequence[Relation]) -> Context | None:
        """`context` with what names in `relations` stood for in a section that is closed, and stand for nothing since; None if
        that is nothing. Numbers, and functions of which something is told here, are not meant."""
        bare = {name: one for name, one in context.definitions.items() if not one.parameters} if self.further_up else {}
        around = replace(context, definitions=MappingProxyType(bare))
        letters = frozenset[str]().union(*(letters_of(each, around) for each in relations if self.further_up))
        bases = {name.partition("_")[0] for name in letters}
        told, waiting = context, [*letters, *(n for n in self.further_up if "_" in n and n.partition("_")[0] in bases)]
        while waiting:
            name = waiting.pop()
            definition = self.further_up.get(name)
            if definition is None or definition.body is None or name in told.definitions or name in self.here.told:
                continue
            if definition.parameters or symbols(definition.body):
                told = told.with_definition(definition)
                waiting.extend(symbols(definition.body))
        return None if told is context else told

    def with_question(self, context: Context) -> Context | None:
        """`context` with what the environment that was closed last defines anew; None if that is nothing."""
        if self.here.closed is None:
            return None
        around, question = self.here.closed
        changed = context
        for name, definition in question.definitions.items():
            if around.definitions.get(name) != definition and context.definitions.get(name) == around.definitions.get(name):
                changed = changed.with_definition(definition)
        return None if changed is context else changed

    def asked(self) -> Context:
        """What holds in an answer: what held in the question that was closed last, unless something was defined behind it."""
        if self.here.closed is not None:
            around, question = self.here.closed
            if around is self.here.context:
                return question
        return self.here.context

    # -------------------------------------------------------------------------------------- what holds

    def context_at(
        self,
        place: Place,
        under: Sequence[Relation] = (),
        bound: frozenset[str] = frozenset(),
        stated: Sequence[Relation] = (),
    ) -> Context:
        """What holds in a paragraph: the scope's context, and the conditions of the paragraph. Those `under` which something is
        said take the place of what was said of the same letters; and of letters that are `bound`, as by `for all x`, nothing
        holds that was said before. What is `stated`, `for all x ≠ 0`, takes the place of what leaves fewer values."""
        context = unbound(self.here.context, bound)
        told = bound.union(*map(symbols, under))
        under = tuple(meant for relation in under if (meant := self._meant(relation)) is not None)
        held = (one.relation for one in self._held if place.paragraph <= one.paragraph and not one.names & told)
        context = self.widened(context, stated, place)
        for relation in (*held, *under):
            context = with_condition(context, relation)
        return context

    def widened(self, context: Context, stated: Sequence[Relation], place: Place) -> Context:
        """`context` without what was assumed of letters to which what is `stated` leaves more values."""
        kept = tuple(a for a in context.assumptions if not any(self._is_widened(a, told, place) for told in stated))
        return context if len(kept) == len(context.assumptions) else replace(context, assumptions=kept)

    def _is_widened(self, assumed: Relation, told: Relation, place: Place) -> bool:
        """Whether what is told of a letter leaves it more values than what was assumed before, and so takes its place: `for all
        x ∈ ℝ` where x > 0. That something is not 0 may be told beside it."""
        near = self.here.assumed.get(assumed) == place.paragraph
        return leaves_more(told, assumed) and not (near and told.sign is Sign.NOT_EQUAL)

    def sign_all(self, sign: Sign, place: Place, *, throughout: bool) -> None:
        """Let all letters of which nothing else is told have a sign, in the scope or in a paragraph: `all are positive`."""
        self.here.signed = sign, inf if throughout else place.paragraph + _PARAGRAPHS

    def with_signs(self, context: Context, names: frozenset[str], place: Place) -> Context:
        """`context` in which letters have the sign that all have; not where something else is assumed of one."""
        if self.here.signed is None or place.paragraph > self.here.signed[1]:
            return context
        others = context.definitions.keys() | context.functions | context.sorts.keys() | context.shapes.keys()
        for name in sorted(names - others):
            told = Relation(Symbol(name), self.here.signed[0], Number("0"))
            context = context if excluded(told, context) else context.with_assumption(told)
        return context

    def conclude(self, relation: Relation, place: Place) -> None:
        """Note an order that may be concluded from what is not understood, in its paragraph."""
        self._concluded = [one for one in self._concluded if one[1] == place.paragraph]
        self._concluded.append((relation, place.paragraph))

    def with_concluded(self, context: Context, letters: frozenset[str], place: Place) -> Context:
        """`context` with what may be concluded of letters in a paragraph."""
        for relation, paragraph in self._concluded:
            if paragraph == place.paragraph and symbols(relation) & letters:
                context = with_condition(context, relation)
        return context

    def give_up(self, relation: Relation) -> None:
        """Let what is assumed not hold from here on if it cannot where a relation does, or leaves fewer values: `Let a > 0. Now
        suppose a < 0`."""
        context = self.here.context
        kept = tuple(a for a in context.assumptions if not exclude(a, relation) and not leaves_more(relation, a))
        if len(kept) < len(context.assumptions):
            self.here.context = replace(context, assumptions=kept)

    def told_near(self, place: Place) -> tuple[Relation, ...]:
        """The conditions that hold in a paragraph, `if a < b`, and what was assumed in it, or in that before: `Let x > 0`."""
        held = (held.relation for held in self._held if place.paragraph <= held.paragraph)
        return (*held, *(a for a, last in self.here.assumed.items() if place.paragraph <= last + _PARAGRAPHS))

    def told_in(self, place: Place) -> tuple[Relation, ...]:
        """The conditions that the sentence at a place tells itself."""
        here = (place.paragraph, place.sentence)
        return tuple(held.relation for held in self._held if (held.told.paragraph, held.told.sentence) == here)

    def bound_in(self, place: Place) -> frozenset[str]:
        """The letters that something was assumed of, alone, in the same paragraph: `Let x > 0. Then … for all x`."""
        return frozenset().union(*(symbols(a) for a, paragraph in self.here.assumed.items() if paragraph == place.paragraph))

    def conditioned(self, place: Place) -> frozenset[str]:
        """The letters of which something is supposed in a paragraph, of each alone."""
        told = [held.relation for held in self._held if place.paragraph <= held.paragraph]
        told += self.here.assumed
        alone = (symbols(relation) for relation in told)
        return frozenset().union(*(names for names in alone if len(names) == 1), self.parities_at(place))

    def sought(self, place: Place) -> frozenset[str]:
        """The letters of equations that were told shortly before, and not solved."""
        found = self.here.sought_in.get(place.paragraph)
        if found is None:
            found = frozenset(name for name, last in self.here.sought.items() if place.paragraph <= last)
            self.here.sought_in = {place.paragraph: found}
        return found

    @property
    def equations(self) -> tuple[Relation, ...]:
        """The equations in several letters that are in the scope, of which nobody said that they tie them: the last few."""
        return self.here.equations[-_EQUATIONS:]

    @property
    def last_equations(self) -> tuple[Relation, ...]:
        """Those of the equations that tell a curve: not in the letters of a later one, which tells another."""
        return tuple({symbols(each): each for each in self.equations if not _is_differentiated(each)}.values())

    def points_at(self, place: Place) -> tuple[Definition, ...]:
        """The values that letters were given for this paragraph: `if x = 4, y = -3`."""
        return tuple(definition for definition, last in self._points.values() if place.paragraph <= last)

    def point_at(self, name: str, place: Place) -> Definition | None:
        """The value that a letter was given for this paragraph, if it was given one."""
        definition, last = self._points.get(name, (None, 0))
        return definition if place.paragraph <= last else None

    def points_without_index(self) -> list[str]:
        """The letters without an index that were given values."""
        return [name for name in self._points if "_" not in name]

    @property
    def number_of_points(self) -> int:
        """How many letters were given values."""
        return len(self._points)

    def has_formula(self, name: str) -> bool:
        """Whether it is told what a name stands for, and not only that it is a function."""
        definition = self.here.context.definitions.get(name)
        return definition is not None and definition.body is not None

    def put_in(self, place: Place) -> tuple[tuple[Symbol, Expression], ...]:
        """The values that chains put in for letters shortly before, `z = wx + b = 2(3) + 1`."""
        near = self.here.put_in.items()
        return tuple((Symbol(name), value) for name, (value, last) in near if place.paragraph <= last + _PARAGRAPHS)

    def made_here(self, name: str) -> Place | None:
        """Where a name was defined, if it was in the innermost scope."""
        return self.here.made.get(name)

    def made_before(self, name: str, place: Place) -> bool:
        """Whether a name was defined outside the innermost scope, or in an earlier paragraph of it."""
        made = self.here.made.get(name)
        return made is None or made.paragraph < place.paragraph

    # -------------------------------------------------------------------------------------- what is said

    def define(self, definition: Definition, place: Place) -> None:
        """Let a name stand for something from here on. Names that it rests on and that rest on it stand for nothing any more."""
        for name in closes_circle(definition, self.here.context):
            self.undefine(name, None)
        if definition.parameters:  # what a sentence before supposed of any function of that name, `where f'(x) < 0`
            since, name = (place.paragraph, place.sentence), definition.name
            self._held = [h for h in self._held if name not in h.names or (h.told.paragraph, h.told.sentence) >= since]
            told_before = (a for a, last in self.here.assumed.items() if (last, self._assumed_in.get(a, 0)) < since)
            self._end_assumptions({a for a in told_before if name in symbols(a)})
        old, made = self.here.context.definitions.get(definition.name), self.here.made.get(definition.name)
        if made is not None and old != definition and (_is_in_other_item(made, place) or _is_in_other_cell(made, place)):
            self.here.several.add(definition.name)
        self.here.context = self.here.context.with_definition(definition)
        self.here.made[definition.name] = place
        if self.here.listed.get(definition.name, place.paragraph) < place.paragraph:
            del self.here.listed[definition.name]
        self._believe(frozenset({definition.name}))
        self.here.restated.pop(definition.name, None)
        self.here.kept.pop(definition.name, None)
        self._value(definition)

    def keep(self, name: str, new: Expression | None) -> None:
        """Let what was defined by a name stand for what it stood for, where the name stands for something `new` from here on:
        `Let a = 2 and b = 3a. Now let a = 5` leaves b what it was. What was defined before the name was is a law for any, and so
        is a recursion: Newton's method."""
        old = self.here.context.definitions.get(name)
        if old is None or old.body is None or old.body == new:
            return
        context = self.here.context
        resting = [one for one in context.definitions.values() if name in outside(one) and self._is_since(one, name)]
        resting = [one for one in resting if not recurs(one.name, context)]
        if not resting:
            return
        number = sum(other.startswith(f"{name}_{{\\text{{old") for other in context.definitions) + 1
        former = f"{name}_{{\\text{{old {number}}}}}"
        self.here.context = self.here.context.with_definition(replace(old, name=former))
        for one in resting:
            assert one.body is not None
            self.here.kept.setdefault(one.name, one)
            body = substitute(one.body, {name: Symbol(former)})
            self.here.context = self.here.context.with_definition(replace(one, body=body))

    def _is_since(self, definition: Definition, name: str) -> bool:
        """Whether something was defined when a name stood for what it stands for now."""
        one, other = self.here.made.get(definition.name), self.here.made.get(name)
        return other is None or (one is not None and (one.paragraph, one.sentence) >= (other.paragraph, other.sentence))

    def _value(self, definition: Definition) -> None:
        if not definition.parameters:
            self.here.valued.add(definition.name)
            self.here.arbitrary.discard(definition.name)

    def undefine(self, name: str, old: Definition | None) -> None:
        """Take a definition back: the name stands again for what it stood for, or for nothing."""
        self.here.made.pop(name, None)
        context = without(self.here.context, frozenset({name}))
        self.here.context = context if old is None else context.with_definition(old)

    def domain(self, name: str, domain: Domain | None) -> None:
        """Note for which arguments a function that was just defined is told: if for all, then where it was declared before."""
        known = self.here.domains.pop(name, None)
        if domain is None and known is not None and known.declared:
            domain = replace(known, declared=False)
        if domain is not None:
            self.here.domains[name] = domain

    def forget(self, name: str) -> None:
        """Let a name be no letter here: nothing is known of it."""
        self.undefine(name, None)
        self.real(frozenset({name}))
        context = self.here.context
        kinds = {letter: kind for letter, kind in context.kinds.items() if letter != name}
        self.here.context = replace(context, kinds=MappingProxyType(kinds))

    def restate(self, definition: Definition) -> None:
        """Note another form of what a name stands for: `f(x, y, z) = (x + y) z`, and `f = q z` with q = x + y."""
        self.here.restated[definition.name] = definition

    @property
    def restated(self) -> tuple[Definition, ...]:
        """The other forms that were given in the innermost scope."""
        return tuple(self.here.restated.values())

    def shape(self, name: str, sizes: tuple[Expression, ...]) -> None:
        """A name is a vector or a matrix of these sizes from here on."""
        context = self.here.context.with_shape(name, sizes)
        self.here.context = replace(context, special=context.special - {name})

    def kind(self, name: str, kind: Kind) -> None:
        """Let a letter be a constant or an integer."""
        if name not in self.here.context.definitions:
            self.here.context = self.here.context.with_kind(name, kind)

    def parameters(self, name: str, letters: tuple[str, ...]) -> None:
        """Let a letter be a function of these, in this order."""
        self.here.context = self.here.context.with_parameters(name, letters)

    def sort(self, sorts: Mapping[str, Sort], *, throughout: bool = False) -> None:
        """Let letters be no real numbers, but of a sort, in the scope, or in those around it as well."""
        for scope in (*self._around, self.here) if throughout else (self.here,):
            scope.context = scope.context.with_sorts(sorts)

    def more_told(self, names: frozenset[str]) -> None:
        """Something more is told of letters, where some are no real numbers; units are what they are."""
        context = self.here.context
        special = context.special | (names - _UNITS)
        if (context.sorts or context.shapes) and special != context.special:
            self.here.context = replace(context, special=special)

    def real(self, names: frozenset[str]) -> None:
        """Letters are real numbers after all."""
        context = self.here.context
        if names & context.sorts.keys():
            kept = {name: sort for name, sort in context.sorts.items() if name not in names}
            self.here.context = replace(context, sorts=MappingProxyType(kept), special=context.special - names)

    def assume(self, relation: Relation, place: Place, *, anew: bool = False) -> None:
        """Let a relation hold in the scope. A letter that is introduced `anew` is bound no more by what earlier paragraphs
        assumed of it alone."""
        here, names = self.here, symbols(relation)
        self._believe(names)
        if anew and len(names) == 1:
            known = here.context.assumptions
            kept = tuple(
                a
                for a in known
                if symbols(a) != names
                or (
                    here.assumed.get(a) == place.paragraph
                    and (self._assumed_in.get(a) == place.sentence or not leaves_more(relation, a))
                )
            )
            here.context = replace(here.context, assumptions=kept)
            self._held = [held for held in self._held if held.names != names]
        meant = self._meant(relation)
        if meant is not None:
            beside = any(self._assumed_in.get(a) == place.sentence for a in here.context.assumptions if exclude(a, meant))
            here.context = here.context.with_assumption(meant) if beside else with_condition(here.context, meant)
            here.assumed[meant] = place.paragraph
            self._assumed_in[meant] = place.sentence

    def _meant(self, relation: Relation) -> Relation | None:
        """A relation, with what a set contains for its name. None for a member of a set of which nothing is told: any will do."""
        of = relation.right
        if not isinstance(of, NumberSet) or of.name != "named":
            return relation
        if of.letter in self.here.sets:
            return replace(relation, right=self.here.sets[of.letter] or of)
        definition = self.here.context.definitions.get(of.letter)
        body = definition.body if definition is not None else None
        if body is None:
            return None
        interval = interval_of(body) if isinstance(body, Vector) else None
        return relation if interval is None else replace(relation, right=interval)

    def curve(self, relation: Relation, place: Place, *, told: bool, anew: bool) -> None:
        """Let a relation tie its letters together in the scope, if that is `told`; else once a derivative of one of them is met.

        A curve in the letters of an earlier one takes its place when it stands in another list item, or the words begin `anew`.
        """
        here = self.here
        letters = symbols(relation)
        if not told:
            here.equations = (*(equation for equation in here.equations if equation != relation), relation)
            if not _is_differentiated(relation):
                kept = tuple(c for c in here.context.curves if symbols(c) != letters or c in here.tied or c == relation)
                here.context = replace(here.context, curves=kept)
            return
        kept = tuple(
            curve
            for curve in here.context.curves
            if symbols(curve) != letters
            or here.tied.get(curve) == place  # of the same sentence: x + y = 10 and xy = 21
            or not (anew or _is_elsewhere(here.tied.get(curve), place))
        )
        here.context = replace(here.context, curves=kept).with_curve(relation)
        here.tied[relation] = place

    def use_curves(self, derived: frozenset[tuple[str, str]], relations: Sequence[Relation]) -> None:
        """Let the last equation tie its letters after all, if it ties those of which a derivative is met (`derived_letters`) and
        no curve does yet; or `F(x, y) = 0`, if the derivative is told by those of F."""
        if not derived or any(ties(curve, derived) for curve in self.here.context.curves):
            return
        for equation in reversed(self.here.equations):
            if ties(equation, derived):
                self.here.context = self.here.context.with_curve(equation)
                return
        if (implied := implied_curve(relations, self.here.context)) is not None:
            self.here.context = self.here.context.with_curve(implied)

    def tell_equation(self, relation: Relation, place: Place) -> None:
        """Note an equation that is no claim, and no value of a letter: what follows shortly may be said under it."""
        if relation.sign is Sign.EQUAL and not isinstance(relation.left, Symbol):
            self._equation = relation, place.paragraph

    def equation_before(self, place: Place) -> Relation | None:
        """The last equation that was told in a paragraph, or in that before it."""
        if self._equation is None or place.paragraph > self._equation[1] + _PARAGRAPHS:
            return None
        return self._equation[0]

    def seek(self, names: frozenset[str], place: Place | None) -> None:
        """Note letters of an equation that is not solved yet, or, without a place, that are looked for throughout the scope."""
        last = inf if place is None else place.paragraph + _SOUGHT
        if any(self.here.sought.get(name) != last for name in names):
            self.here.sought.update(dict.fromkeys(names, last))
            self.here.sought_in = {}

    def known_case(self, relation: Relation) -> tuple[Relation, ...]:
        """What was told as known and cannot hold where a relation does, which tells the next case: `As h > 0, …. As h < 0, …`."""
        return tuple(held.relation for held in self._held if held.known and exclude(held.relation, relation))

    def hold(self, relation: Relation, place: Place, *, joined: bool = False, known: bool = False) -> None:
        """Let a relation hold in its paragraph. It takes the place of what was said of the same letters before, but for what it
        is `joined` to, `0 < x < 1`, `x > 0 and x ≠ 1`, and for what was said of some of them alone: `For a > 0: if a > b`."""
        meant = self._meant(relation)
        if meant is None:
            return
        relation = meant
        names = symbols(relation)
        self._believe(names)
        if relation.sign is Sign.NOT_EQUAL:
            for name in names:
                self._points.pop(name, None)
        self._joined = (*self._joined, relation) if joined else (relation,)
        held = (h for h in self._held if h.relation != relation)  # what is told once more holds once
        self._held = [h for h in held if not (h.names & names) or h.names < names or h.relation in self._joined]
        self._held.append(_Held(relation, names, place.paragraph + _PARAGRAPHS, place, known))

    def otherwise(self, place: Place) -> bool:
        """Let what was said of letters shortly before not hold from here on: `If x > 0, …. Otherwise, …`. The answer is
        whether there was something to deny that can be denied, each condition by itself."""
        cases = [case for case, paragraph in self._cases if place.paragraph <= paragraph + _PARAGRAPHS]
        names = symbols_of(cases)
        self._held = [held for held in self._held if not held.names & names]
        for name in names:
            self._points.pop(name, None)
        denied = [replace(case, sign=_DENIED[case.sign]) for case in cases if case.sign in _DENIED]
        parities = {name: told for name, told in self.here.parities.items() if place.paragraph <= told[1] < inf}
        for name, (parity, last) in parities.items():
            self.here.parities[name] = "odd" if parity == "even" else "even", last
        if not cases:
            return len(parities) == 1
        if len(denied) < len(cases) or self._joined_cases or parities:
            self.here.parities = {name: told for name, told in self.here.parities.items() if name not in parities}
            return False
        for number, relation in enumerate(denied):
            self.hold(relation, place, joined=number > 0)
        self._cases = [(relation, place.paragraph) for relation in denied]
        return True

    def doubt(self, names: frozenset[str], place: Place, *, throughout: bool) -> None:
        """Note letters of which something is told that is not understood, in a paragraph or throughout the scope."""
        self.here.doubted.update(dict.fromkeys(names, inf if throughout else place.paragraph))

    def doubted(self, place: Place) -> frozenset[str]:
        """The letters of which something was told that is not understood, and nothing since."""
        return frozenset(name for name, last in self.here.doubted.items() if place.paragraph <= last)

    def unclear(self, names: frozenset[str], anew: frozenset[str], place: Place, *, throughout: bool) -> None:
        """Note letters of which words suppose something that is not understood; of those that are `anew` nothing else is."""
        if names or anew:
            told = {name: last for name, last in self.here.unclear.items() if name not in anew}
            last = {name: inf if throughout and name not in ALL_LETTERS else place.paragraph for name in names}
            self.here.unclear = {**told, **last}

    def unclear_at(self, place: Place, letters: frozenset[str]) -> frozenset[str]:
        """Those of some letters of which words suppose something that is not understood."""
        told = frozenset(name for name, last in self.here.unclear.items() if place.paragraph <= last)
        return letters if told >= ALL_LETTERS else letters & told

    def _believe(self, names: frozenset[str]) -> None:
        """Note that something is told of letters that is understood."""
        for name in names & self.here.doubted.keys():
            del self.here.doubted[name]

    def case(self, relation: Relation, place: Place, *, joined: bool) -> None:
        """Note a condition of a letter that another may take the place of in its paragraph."""
        if not self._cases or place.paragraph > self._cases[-1][1] + _PARAGRAPHS:
            self._cases.clear()
            self._joined_cases = False
        self._joined_cases = self._joined_cases or joined
        self._cases.append((relation, place.paragraph))

    def end_examples(self, named: frozenset[str]) -> None:
        """A case ends where its letter is `named` again: `For any n, …`."""
        for name in named & self.here.examples.keys():
            del self.here.examples[name]

    def end_values(self, names: frozenset[str], *, defined: bool = False) -> None:
        """Letters are spoken of anew: values that they were told for a moment hold no more, nor do, if they are `defined` anew,
        the numbers that they stood for."""
        self.end_examples(names)
        for name in names:
            self._points.pop(name, None)
            if defined and self.is_number(name):
                self.undefine(name, None)

    def change(self, names: frozenset[str], place: Place) -> None:
        """Letters that stand for numbers stand for others from here on, and it is not told for which: `x := x + 1`."""
        changed = frozenset(name for name in names if name in self._points or self.is_number(name))
        self.end_values(changed, defined=True)
        self.doubt(changed, place, throughout=True)

    def end_earlier(self, names: Collection[str], place: Place) -> None:
        """Values end that letters were told in a paragraph before: a function of them is defined, `let f(n) = …`."""
        told = {n for n in names if n in self._points and self._points[n][1] < place.paragraph + _PARAGRAPHS}
        self.end_values(frozenset(told))

    def end_definitions(self, names: frozenset[str]) -> None:
        """Names that are introduced anew stand for what they stood for no more: `Let $f$ be a function`."""
        for name in names & self.here.context.definitions.keys():
            self.undefine(name, None)

    def end_elsewhere(self, place: Place, *, anew: bool) -> None:
        """Numbers that letters stood for in another item of a list, before a rule, or where something begins `anew`, are meant no
        more, unless a number is told with them; nor is what a name stood for that has another meaning in each item or column."""
        for name in sorted(self.here.several):
            made = self.made_here(name)
            if made is not None and (_is_in_other_item(made, place) or made.row != place.row):
                self.undefine(name, None)
        for name, definition in self._valued_variables().items():
            made = self.made_here(name)
            if made is not None and (anew or made.item not in (0, place.item) or made.rule != place.rule):
                self.here.earlier[name] = definition
                self.undefine(name, None)

    def give(self, name: str, order: int, at: Fraction, value: Fraction, place: Place, *, throughout: bool) -> None:
        """Let a function of which nothing else is told have a value at a number. With another value there it is another one."""
        old = self.here.given.get(name)
        gone = old is None or old.last < place.paragraph or (old.place.item, old.place.rule) != (place.item, place.rule)
        known = {} if old is None or gone else old.values
        if known.get((order, at), value) != value:
            known = {}
        last = inf if throughout else place.paragraph + _SOUGHT
        self.here.given[name] = _Given(MappingProxyType({**known, (order, at): value}), place, last)

    def given_at(self, place: Place) -> Mapping[str, Mapping[tuple[int, Fraction], Fraction]]:
        """The values of functions of which nothing else is told, as far as they are meant at a place."""
        return {
            name: one.values
            for name, one in self.here.given.items()
            if place.paragraph <= one.last and one.place.item in (0, place.item) and not self.has_formula(name)
        }

    def end_given(self, names: frozenset[str]) -> None:
        """Functions are spoken of anew: they need not have the values that were told."""
        for name in names & self.here.given.keys():
            del self.here.given[name]

    def end_numbers(self) -> None:
        """What letters stand for where a law is named: any numbers. Conditions of the sentences before end, too."""
        self._held.clear()
        self.end_values(frozenset(self._points) | self.here.context.definitions.keys(), defined=True)

    def free(self, names: frozenset[str]) -> None:
        """Letters may have any value from here on: what was assumed of one of them alone holds no more, but for the set it is in,
        and what is concluded of them is no equation to be solved."""
        self._held = [held for held in self._held if not held.names <= names]
        if not names:
            return
        scopes = (*self._around, self.here)
        self._end_assumptions({a for scope in scopes for a in scope.assumed if len(symbols(a)) == 1 and symbols(a) <= names})
        self.here.arbitrary |= names
        for name in names:
            if self.here.sought.pop(name, None) is not None:
                self.here.sought_in = {}

    def introduce(self, names: frozenset[str], place: Place) -> None:
        """Letters are introduced to be any real numbers: what earlier paragraphs assumed of one alone holds no more."""
        if names:
            assumed = self.here.assumed
            self._end_assumptions({a for a, last in assumed.items() if last < place.paragraph and symbols(a) <= names})

    def tell_of_function(self, name: str, told: str, place: Place | None) -> None:
        """Let a function have a property, throughout, or in a paragraph: `If $f$ is even, …`."""
        self.here.told[name] = told
        self.here.supposed.pop(name, None)
        if place is not None:
            self.here.supposed[name] = place.paragraph + _PARAGRAPHS

    def end_hypotheses(self, place: Place, anew: frozenset[str], supposed: frozenset[str], *, leaves: bool) -> None:
        """Functions of which something is told have no such property any more where they are spoken of `anew`. What was told
        under a condition is not known where that ends: far from it, where they are `supposed` to be something else, or where a
        sentence `leaves` it, `otherwise`."""
        if not self.here.told and not self.here.supposed:
            return
        for name in anew & self.here.told.keys():
            del self.here.told[name]
        ended = {name for name, last in self.here.supposed.items() if leaves or name in supposed or place.paragraph > last}
        for name in ended:
            del self.here.supposed[name]
        self.here.told.update(dict.fromkeys(sorted(ended & self.here.told.keys()), "given"))

    def tell_parity(self, name: str, parity: str, place: Place | None) -> None:
        """Let an integer be even or odd, in a paragraph or throughout; without a parity, it may be either from here on."""
        if parity:
            self.here.parities[name] = parity, inf if place is None else place.paragraph + _PARAGRAPHS
        else:
            self.here.parities.pop(name, None)

    def parities_at(self, place: Place) -> Mapping[str, str]:
        """Which integers are even or odd in a paragraph."""
        return {name: parity for name, (parity, last) in self.here.parities.items() if place.paragraph <= last}

    def end_conditions(self) -> None:
        """All that was supposed of letters ends: values told for a moment, conditions of a paragraph, and what was assumed last
        of a letter alone."""
        here, latest = self.here, max(self.here.assumed.values(), default=0)
        here.parities.clear()
        self._end_assumptions({a for a, last in here.assumed.items() if last == latest and len(symbols(a)) == 1})
        self._held.clear()
        numbers = self._valued_variables()
        self.end_values(frozenset(self._points) | here.examples.keys())
        for name in numbers:
            self.undefine(name, None)

    def _end_assumptions(self, ended: Collection[Relation]) -> None:
        context = self.here.context
        kept = tuple(a for a in context.assumptions if a not in ended or a.sign is Sign.MEMBER)
        if len(kept) < len(context.assumptions):
            self.here.context = replace(context, assumptions=kept)

    def _valued_variables(self) -> dict[str, Definition]:
        """The letters that mostly stand for any numbers, and stand for one here."""
        definitions = self.here.context.definitions
        return {name: definitions[name] for name in definitions.keys() & MOSTLY_VARIABLE if self.is_number(name)}

    def is_number(self, name: str) -> bool:
        """Whether a name stands for a number."""
        definition = self.here.context.definitions.get(name)
        if definition is None or definition.body is None:
            return False
        return not symbols(definition.body) - (UNITS & self.here.context.sorts.keys())

    def point(self, definition: Definition, place: Place, *, anew: bool = False) -> None:
        """Let a letter have a value in its paragraph. Two values in a sentence are a range, `n = 0` to `n = 4`: then it has
        neither, unless it is given the second `anew`, after something was said of the first."""
        unequal = Sign.NOT_EQUAL
        self._held = [h for h in self._held if h.relation.sign is not unequal or definition.name not in h.names]
        self._believe(frozenset({definition.name}))
        self._value(definition)
        last = place.paragraph + _PARAGRAPHS
        held = self._points.get(definition.name)
        earlier = anew or self._sentences.get(definition.name) != place.sentence
        self._sentences[definition.name] = place.sentence
        if held is not None and held[1] == last and held[0] != definition and not earlier:
            del self._points[definition.name]
            return
        self._points[definition.name] = (definition, place.paragraph + _PARAGRAPHS)


def _is_differentiated(relation: Relation) -> bool:
    return not kinds_in(relation).isdisjoint((Derivative, Prime))


def unbound(context: Context, names: frozenset[str]) -> Context:
    """A context without values of letters, and without what is assumed of them alone."""
    if not names:
        return context
    values = {n for n in names if (definition := context.definitions.get(n)) is not None and not definition.parameters}
    kept = tuple(a for a in context.assumptions if not symbols(a) or not symbols(a) <= names)
    return replace(without(context, frozenset(values)), assumptions=kept)


def _is_elsewhere(made: Place | None, place: Place) -> bool:
    return made is None or (made.item, made.row, made.rule) != (place.item, place.row, place.rule)


def _is_in_other_item(made: Place, place: Place) -> bool:
    return made.item not in (0, place.item, *place.outer)


def _is_in_other_cell(made: Place, place: Place) -> bool:
    return made.row == place.row and made.row > 0 and made.paragraph < place.paragraph


def without(context: Context, names: frozenset[str]) -> Context:
    """`context`, in which nothing is known of `names`."""
    kept: Mapping[str, Definition] = {name: value for name, value in context.definitions.items() if name not in names}
    return replace(context, definitions=MappingProxyType(dict(kept)))
