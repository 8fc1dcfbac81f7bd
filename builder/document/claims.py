"""From a document to what it says: for each relation whether it is claimed, defines, restricts, or is no matter.

What is not evidently claimed is never refuted. A relation that may be meant in several ways is a `PERHAPS`: it counts when it
is proved, and is a condition otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import Application, Blank, Ellipsis, Expression, Relation, Sign, Symbol
from builder.calculus.expression.walk import descendants, symbols
from builder.calculus.given import definition_of, read_assumptions, read_given
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.printer import print_latex
from builder.calculus.latex.statement import Display, Join, Statement
from builder.document import evidence
from builder.document.cues import Cue, concludes, cue_before, gives_alternatives, kinds_told, rebinds
from builder.document.document import Directive, Document, Formula
from builder.document.prose import Enter, Heading, Leave, Mention, Opening, Passage, Place, events
from builder.document.scope import Opener, Scopes, without
from builder.source import Span


class Role(Enum):
    """What a relation is in its text."""

    CLAIM = "claim"
    PERHAPS = "perhaps"
    DEFINITION = "definition"
    REBOUND = "rebound"
    CLASH = "clash"
    CONDITION = "condition"
    SKIPPED = "skipped"
    TRUSTED = "trusted"
    UNREADABLE = "unreadable"


class Said(Struct, frozen=True):
    """One relation: its place in the formula, its row, what it is, the name it defines, and why it is what it is.

    `relation` is None for a formula without any, and for what could not be read.
    """

    relation: Relation | None
    span: Span
    row: int
    role: Role
    name: str = ""
    note: str = ""


class Saying(Struct, frozen=True):
    """One statement of a formula, relation by relation, in its context.

    `others` are contexts in which it may be meant instead, each with a word on what it supposes: a claim that is refuted in
    `context` and proved in one of them is no error. `fault` tells what could not be read.
    """

    formula: Formula
    said: tuple[Said, ...]
    context: Context
    others: tuple[tuple[Context, str], ...] = ()
    fault: LatexError | None = None


class Task(Struct, frozen=True):
    """A directive of mathematics, and what holds where it stands: definitions, macros, and rules that readers have mastered."""

    directive: Directive
    context: Context
    macros: Mapping[str, str]
    known: frozenset[str] = frozenset()


Utterance: TypeAlias = Saying | Task

NOTHING_LOST: Mapping[int, LatexError] = MappingProxyType({})
_DEFINING = (Role.DEFINITION, Role.REBOUND, Role.CLASH)
_MACRO = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand)\*?\s*\{?(\\[A-Za-z]+)\}?\s*(?:\[[0-9]\]\s*)?(?=\{)|"
    r"\\DeclareMathOperator\*?\s*\{(\\[A-Za-z]+)\}\s*(?=\{)"
)


def read_claims(
    document: Document, lost: Mapping[int, LatexError] = NOTHING_LOST, at: Callable[[int], None] = lambda place: None
) -> Iterator[Utterance]:
    """What a document says, in the order of the source.

    Reading decides some claims, so it may meet one that is too much for the process it runs in. `at` is called with the place
    in the source of each formula before it is worked on; the formulas at the places of `lost` are not, and have these faults.
    """
    return _Reader(document, lost, at).read()


class _Read(Struct, frozen=True):
    """A formula that was read, and the words before it in its sentence."""

    mention: Mention
    display: Display
    before: str


class _Found(Struct, frozen=True):
    """What was made of an equation that has the form of a definition; and what the name stood for until then, if for anything."""

    role: Role
    definition: Definition
    old: Definition | None = None


class _Reader:
    def __init__(self, document: Document, lost: Mapping[int, LatexError], at: Callable[[int], None]) -> None:
        self.lost = lost
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

    def _at(self, formula: Formula) -> None:
        """Say which formula is worked on from here on."""
        if formula.offsets[0] not in self.lost:
            self.at(formula.offsets[0])

    def read(self) -> Iterator[Utterance]:
        for event in events(self.document.blocks):
            match event:
                case Heading():
                    self.scopes.heading(event.level)
                    self.last_side = None
                case Opening():
                    self.scopes.exercise()
                    self.last_side = None
                case Enter():
                    yield from self._enter(event.directive)
                case Leave():
                    self._leave(event.directive)
                case Passage():
                    yield from self._passage(event)

    def _enter(self, directive: Directive) -> Iterator[Utterance]:
        self.last_side = None
        if directive.formulas or directive.name in ("derive", "check", "mistake"):
            macros = MappingProxyType(dict(self.macros))
            yield Task(directive, self.scopes.here.context, macros, self.document.known)
            if directive.name == "derive":
                for formula in directive.formulas:
                    try:
                        given = read_given(formula.latex, self.scopes.here.context, macros)
                    except LatexError:
                        continue  # told by check
                    self.scopes.here.context = given
        elif directive.name == "exercise":
            self.scopes.enter(Opener.DIRECTIVE, self.scopes.here.context)
        elif directive.name == "solution":
            self.scopes.enter(Opener.DIRECTIVE, self.exercises.get(directive.number, self.scopes.here.context))

    def _leave(self, directive: Directive) -> None:
        self.last_side = None
        if directive.name == "exercise":
            self.exercises[directive.number] = self.scopes.leave()
        elif directive.name == "solution":
            self.scopes.leave()

    # -------------------------------------------------------------------------------------- a passage

    def _passage(self, passage: Passage) -> Iterator[Saying]:
        for name, kind in kinds_told(_words_with_letters(passage)):
            self.scopes.kind(name, kind)
        if not passage.mentions:
            return
        self._take_as_functions(passage)
        known = self.scopes.here.context
        read = self._parse(passage)
        found = self._define(read, passage)
        if self.scopes.here.context is not known:
            read = self._parse(passage)
        for one in read:
            yield from self._formula(one, passage, found)

    def _take_as_functions(self, passage: Passage) -> None:
        """Let a name that was defined bare, `u = 1 + x^2`, be a function of its letter where it is written as one, `u(x)`."""
        written = " ".join(mention.formula.latex for mention in passage.mentions)
        for name, definition in self.scopes.here.context.definitions.items():
            if definition.parameters or definition.body is None or "(" not in written:
                continue
            for letter in sorted(symbols(definition.body)):
                if re.search(rf"(?<![\\\w]){re.escape(name)}'*\({re.escape(letter)}\)", written):
                    self.scopes.define(Definition(name, (letter,), definition.body), passage.place)
                    break

    def _parse(self, passage: Passage) -> list[_Read]:
        before = passage.lead if passage.parts and isinstance(passage.parts[0], Mention) and not _ends(passage.lead) else ""
        read: list[_Read] = []
        names = names_of(self.scopes.here.context, self.macros)
        for part in passage.parts:
            if isinstance(part, str):
                before += part
                continue
            place = part.formula.offsets[0]
            if place in self.lost:
                read.append(_Read(part, Display((), (self.lost[place],)), before))
                continue
            self._at(part.formula)
            latex = self._take_macros(part.formula.latex)
            if len(latex) > DEFAULT_BUDGET.characters:
                fault = LatexError("too-large", "this formula is too long", Span(0, len(latex)), "split it")
                read.append(_Read(part, Display((), (fault,)), before))
                continue
            read.append(_Read(part, parse_display(latex, names), before))
            before += " □ "
        return read

    def _take_macros(self, latex: str) -> str:
        r"""Take note of `\newcommand{\R}{\mathbb{R}}`, and leave blanks in its place."""
        while match := _MACRO.search(latex):
            end = _closing(latex, match.end())
            body = latex[match.end() + 1 : end - 1]
            name = match.group(1) or match.group(2)
            self.macros[name] = body if match.group(1) else rf"\operatorname{{{body}}}"
            latex = latex[: match.start()] + " " * (end - match.start()) + latex[end:]
        return latex

    # -------------------------------------------------------------------------------------- definitions

    def _define(self, read: Sequence[_Read], passage: Passage) -> dict[tuple[int, int], _Found]:
        """Take the definitions of a passage into the scope: they hold in all of it. The answer says, by the number of the formula
        and of its statement, what was made of an equation that could define."""
        found: dict[tuple[int, int], _Found] = {}
        first: dict[str, tuple[int, int]] = {}
        before = self.scopes.here.context.definitions
        alternatives = gives_alternatives(passage.text)
        for one in read:
            if one.mention.struck or one.mention.off:
                continue
            self._at(one.mention.formula)
            statements = one.display.statements
            for index, statement in enumerate(statements):
                key = (one.mention.formula.number, index)
                cue = _cue(one, statement, index, passage)
                definition = self._definition(statement, cue, display=one.mention.formula.display)
                if definition is None:
                    continue
                name = definition.name
                if name in first:
                    if found[first[name]].role is Role.SKIPPED:
                        found[key] = _Found(Role.SKIPPED, definition)
                    elif alternatives or _are_values(found[first[name]].definition, definition):
                        found[first[name]] = found[key] = _Found(Role.SKIPPED, definition)
                        self.scopes.undefine(name, before.get(name))
                    elif _stand_by_themselves(name, statements, first[name], key) or rebinds(one.before.rpartition("□")[2]):
                        found[key] = _Found(Role.DEFINITION, definition)
                    else:
                        role = Role.CLAIM if self._holds_already(statement.relations[0]) else Role.CLASH
                        found[key] = _Found(role, definition, found[first[name]].definition)
                    continue
                role = self._again(definition, statement, cue, one, passage, statements[index + 1 :])
                found[key] = _Found(role, definition, self.scopes.here.context.definitions.get(name))
                if role in _DEFINING:
                    first[name] = key
                    self.scopes.define(definition, passage.place)
                elif role is Role.CLAIM and self._holds_already(statement.relations[0]):
                    self.scopes.restate(definition)
        return found

    def _definition(self, statement: Statement, cue: Cue, *, display: bool) -> Definition | None:
        """The definition that the first relation of a statement has the form of, and is not evidently something else."""
        if not statement.relations or statement.continues or statement.bracketed:
            return None
        relation = statement.relations[0]
        if relation.sign not in (Sign.EQUAL, Sign.DEFINES, Sign.IDENTICAL) or cue is Cue.DENIED:
            return None
        name = evidence.target(relation.left)
        if name is None or name in symbols(relation.right):
            return None
        context = self.scopes.here.context
        old = context.definitions.get(name)
        if old is not None and old.body is not None and evidence.is_closed(relation.right) and not evidence.is_closed(old.body):
            return None  # a value at a point
        if any(isinstance(node, Ellipsis) for node in descendants(relation.right)) and isinstance(relation.left, Symbol):
            return None  # i = 1, …, N
        if isinstance(relation.left, Symbol) and evidence.is_closed(relation.right):
            number_of_known = name in context.definitions
            as_point = cue in (Cue.CONDITION, Cue.CLAIM) or (not display and cue is not Cue.DEFINES)
            if relation.sign is Sign.EQUAL and (number_of_known or as_point):
                return None
        if isinstance(relation.left, Symbol) and isinstance(relation.right, Symbol) and cue is Cue.CONDITION:
            return None
        try:
            return definition_of(relation, without(context, frozenset({name})))
        except LatexError:
            return None

    def _again(
        self, definition: Definition, statement: Statement, cue: Cue, one: _Read, passage: Passage, later: Sequence[Statement]
    ) -> Role:
        """What an equation is that could define a name: if the name is new, or may be given anew, a definition."""
        name = definition.name
        old = self.scopes.here.context.definitions.get(name)
        made = self.scopes.made_here(name)
        relation = statement.relations[0]
        if old is None or relation.sign is Sign.DEFINES or old == definition or old.body is None:
            return Role.DEFINITION
        if definition.parameters and old.parameters and len(definition.parameters) != len(old.parameters):
            return Role.DEFINITION
        if made is None or (made.item, made.row, made.rule) != (passage.place.item, passage.place.row, passage.place.rule):
            return Role.DEFINITION
        if rebinds(one.before + " " + statement.words) or any(_is_about(name, s) for s in later if s.relations):
            return Role.DEFINITION
        if self._holds_already(relation):
            return Role.CLAIM
        return Role.CLASH if concludes(one.before + " " + statement.words) else Role.REBOUND

    def _holds_already(self, relation: Relation) -> bool:
        """Whether a second equation for a name only says again what the name stands for."""
        return not isinstance(decide(Claim(relation, self.scopes.here.context)), Refuted)

    # -------------------------------------------------------------------------------------- what a formula says

    def _formula(self, one: _Read, passage: Passage, found: Mapping[tuple[int, int], _Found]) -> Iterator[Saying]:
        formula = one.mention.formula
        self._at(formula)
        items: list[tuple[int, Saying]] = []
        for index, statement in enumerate(one.display.statements):
            saying = self._statement(one, index, statement, passage, found)
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
        for _, saying in sorted(items, key=lambda item: item[0]):
            yield saying

    def _statement(
        self, one: _Read, index: int, statement: Statement, passage: Passage, found: Mapping[tuple[int, int], _Found]
    ) -> Saying | None:
        formula = one.mention.formula
        for name, kind in kinds_told(" ; ".join((statement.words, *statement.reasons, statement.after)).replace("\\", "")):
            self.scopes.kind(name, kind)
        sides = statement.sides
        if statement.continues and self.last_side is not None:
            sides = (self.last_side, *sides[1:])
        if not statement.signs:
            self.last_side = placeless(sides[0]) if sides and formula.display else self.last_side
            if not formula.display:
                return None
            said = Said(
                None, statement.span, statement.rows[0] if statement.rows else 0, Role.SKIPPED, note="a formula, not a claim"
            )
            return Saying(formula, (said,), self.scopes.here.context)
        cue = _cue(one, statement, index, passage)
        made = found.get((formula.number, index))
        role = made.role if made is not None else None
        if made is not None and role in _DEFINING:
            # Each row of a table of functions stands by itself: what follows is about the latest.
            if self.scopes.here.context.definitions.get(made.definition.name) != made.definition:
                self.scopes.define(made.definition, passage.place)
        said_all: list[Said] = []
        for i, sign in enumerate(statement.signs):
            left, right = sides[i], sides[i + 1]
            span, row = place_of(statement, i, sides)
            if left is None or right is None:
                said_all.append(Said(None, span, row, Role.SKIPPED, note="it continues nothing"))
                continue
            relation = Relation(left, sign, right)
            if one.mention.off:
                said_all.append(Said(relation, span, row, Role.TRUSTED, note="checking is switched off here"))
            elif any(isinstance(node, Blank) for node in descendants(relation)):
                said_all.append(Said(relation, span, row, Role.SKIPPED, note="a form to fill in"))
            elif statement.bracketed:
                said_all.append(Said(relation, span, row, Role.CONDITION, note="a label in brackets"))
            elif one.mention.struck:
                said_all.append(Said(relation, span, row, Role.SKIPPED, note="struck out"))
            elif i == 0 and role is not None and role is not Role.CLAIM:
                name = evidence.target(left) or ""
                note = f"defines {name}" if role is not Role.SKIPPED else f"several values of {name}"
                if role in (Role.CLASH, Role.REBOUND) and made is not None and made.old is not None and made.old.body is not None:
                    note = f"{name} stood for {print_latex(made.old.body)} until here"
                said_all.append(Said(relation, span, row, role, name if role is not Role.SKIPPED else "", note))
            else:
                said_all.append(self._relation(relation, i, statement, span, row, cue, evident=i == 0 and role is Role.CLAIM))
                if said_all[-1].role is Role.CONDITION:
                    self._restrict(relation, cue, passage.place)
        if formula.display and not statement.is_aside:
            self.last_side = placeless(sides[-1])
        context = self.scopes.context_at(passage.place)
        return Saying(
            formula,
            tuple(said_all),
            context,
            self._others(context, passage.place, [said.relation for said in said_all if said.relation is not None], made),
        )

    def _relation(
        self, relation: Relation, i: int, statement: Statement, span: Span, row: int, cue: Cue, *, evident: bool
    ) -> Said:
        name = evidence.target(relation.left) or ""
        match relation.sign:
            case Sign.DEFINES | Sign.BECOMES:
                return Said(relation, span, row, Role.CONDITION, name, "an update" if name else "a setting")
            case Sign.MEMBER:
                return Said(relation, span, row, Role.CONDITION, note=f"where {name} lies" if name else "where it lies")
            case Sign.TENDS | Sign.PROPORTIONAL:
                return Said(relation, span, row, Role.SKIPPED, note="not an equation")
            case _:
                pass
        last = i == len(statement.signs) - 1
        weight = evidence.weigh(relation, self.scopes.here.context, cue, in_chain=i > 0, continues=statement.continues, last=last)
        if weight is evidence.Weight.OPEN:
            if evident:
                weight = evidence.Weight.CLAIMED
            elif i == 0 and relation.sign is Sign.EQUAL and evidence.is_curve(relation, self.scopes.here.context):
                # A curve ties its letters together in what follows; an identity does not.
                if not isinstance(decide(Claim(relation, self.scopes.here.context)), Proved):
                    weight = evidence.Weight.CONDITION
        match weight:
            case evidence.Weight.CLAIMED:
                return Said(relation, span, row, Role.CLAIM)
            case evidence.Weight.OPEN:
                return Said(relation, span, row, Role.PERHAPS)
            case evidence.Weight.CONDITION:
                return Said(relation, span, row, Role.CONDITION, note=f"a condition on {name}" if name else "a condition")
            case evidence.Weight.DENIED:
                return Said(relation, span, row, Role.SKIPPED, note="the text says that it does not hold")

    def _restrict(self, relation: Relation, cue: Cue, place: Place) -> None:
        """Let a condition hold: a value or an inequality in its paragraph, an assumption or a curve in its scope."""
        name = evidence.target(relation.left)
        if relation.sign in (Sign.DEFINES, Sign.BECOMES, Sign.APPROXIMATE):
            return
        if relation.sign is Sign.EQUAL:
            if name is not None and isinstance(relation.left, Symbol):
                if name not in symbols(relation.right):
                    self.scopes.point(Definition(name, (), relation.right), place)
            elif evidence.is_curve(relation, self.scopes.here.context):
                self.scopes.curve(relation)
        elif cue is Cue.CONDITION:
            self.scopes.hold(relation, place)
        else:
            self.scopes.assume(relation)

    def _others(
        self, context: Context, place: Place, relations: Sequence[Relation], made: _Found | None
    ) -> tuple[tuple[Context, str], ...]:
        """Other contexts in which a claim may be meant: at a point that was named, on a curve, without what is far away."""
        others: list[tuple[Context, str]] = []
        points = self.scopes.points_at(place)
        if points:
            at = context
            for point in points:
                at = at.with_definition(point)
            others.append((at, "with the values given before it"))
        if made is not None and _stem(made.definition.name) != made.definition.name:
            short = replace(made.definition, name=_stem(made.definition.name))
            others.append((context.with_definition(short), f"with {short.name} for {made.definition.name}"))
        restated = self.scopes.restated
        if restated:
            again = context
            for definition in restated:
                again = again.with_definition(definition)
            others.append((again, "in the form that was given last"))
        other_functions = evidence.misapplied(relations, context)
        if other_functions:
            others.append((without(context, other_functions), f"with {', '.join(sorted(other_functions))} as any function"))
        far = frozenset(name for name in context.definitions if self.scopes.made_here(name) is None)
        if far:
            others.append((without(context, far), f"with {', '.join(sorted(far))} as any function or number"))
        if context.assumptions != self.scopes.here.context.assumptions:
            others.append((self.scopes.here.context, "without the conditions of the sentence before"))
        if context.curves:
            others.append((replace(context, curves=()), "without the relations before it"))
        return tuple(others)


# ---------------------------------------------------------------------------------------------- words and places


def _cue(one: _Read, statement: Statement, index: int, passage: Passage) -> Cue:
    """The cue for a statement: that of its own words, or of the sentence before its formula."""
    if statement.join is not Join.NONE:
        return Cue.CLAIM
    own = cue_before(statement.words) if statement.words.strip() else Cue.NONE
    if own is not Cue.NONE:
        return own
    return cue_before(one.before, passage.table)


def placeless(side: Expression | None) -> Expression | None:
    """A side that the next display may continue from: its place would be one in another formula."""
    return None if side is None else replace(side, span=None)


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "?"))


def _words_with_letters(passage: Passage) -> str:
    """The words of a passage with its short formulas as they were written: `where $C$ is a constant`."""
    parts = []
    for part in passage.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            latex = part.formula.latex
            parts.append(f"${latex}$" if len(latex) <= 24 else " □ ")
    return "".join(parts)


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return len(text)


def place_of(statement: Statement, i: int, sides: Sequence[Expression | None]) -> tuple[Span, int]:
    """Where a relation stands: both sides, or from its sign on when its left side stands in a row above."""
    row = statement.rows[i + 1] if i + 1 < len(statement.rows) else 0
    sign, right, left = statement.sign_spans[i], sides[i + 1], sides[i]
    end = right.span.end if right is not None and right.span is not None else sign.end
    same_row = i < len(statement.rows) and statement.rows[i] == row and not (i == 0 and statement.continues)
    start = left.span.start if same_row and left is not None and left.span is not None else sign.start
    return Span(min(start, sign.start), max(end, sign.end)), row


def _is_about(name: str, statement: Statement) -> bool:
    """Whether a statement says something of a name at its left side, without defining it: `f'(x) = 3x^2`."""
    left = statement.sides[0]
    return left is not None and evidence.target(left) != name and name in symbols(left) and not isinstance(left, Application)


def _are_values(one: Definition, other: Definition) -> bool:
    """Whether a letter is given two numbers, as in a table: it stands for neither."""
    return not one.parameters and all(d.body is not None and evidence.is_closed(d.body) for d in (one, other))


def _stem(name: str) -> str:
    """`f` for `f_a`: what an author calls a function for short in its own row."""
    return name.partition("_")[0]


def _stand_by_themselves(name: str, statements: Sequence[Statement], first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether a display tells of a name between its two definitions: `f(x) = x^2 → f'(x) = 2x`, next row `f(x) = x^3 → …`."""
    if first[0] != second[0]:
        return False
    between = statements[first[1] : second[1]]
    return len(between[0].relations) > 1 or any(_is_about(name, statement) for statement in between[1:])
