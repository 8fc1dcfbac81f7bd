"""The rows of a `{check}` or `{mistake}`: here everything that is written is claimed, but for what defines or restricts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from builder.calculus.context import Context
from builder.calculus.expression.nodes import INEQUALITIES, Expression, Relation, Sign, Symbol
from builder.calculus.expression.walk import symbols
from builder.calculus.given import definition_of, read_assumptions
from builder.calculus.latex.display import parse_in
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.statement import Statement
from builder.calculus.remembered import Remembered
from builder.calculus.solving import Solving, solved_statements, solvings
from builder.document import evidence
from builder.document.cues import Cue, cue_before
from builder.document.determined import closes_circle
from builder.document.document import Formula
from builder.document.letters import kinds_told
from builder.document.sayings import Role, Said, Saying
from builder.document.sentences import place_of, placeless, stated_in_rows, stated_letters


class _Row(Struct, frozen=True):
    """What a `Saying` of the formula of a number is made of, wherever that formula stands."""

    number: int
    said: tuple[Said, ...]
    solving: Solving | None = None
    statements: tuple[Statement, ...] = ()
    fault: LatexError | None = None
    aside: bool = False


def read_rows(
    formulas: Sequence[Formula], context: Context, macros: Mapping[str, str], remembered: Remembered | None = None
) -> tuple[tuple[Saying, ...], Context]:
    """What the formulas say, and the context in which they say it: their own definitions and conditions hold in all of them."""
    latex = tuple([formula.latex for formula in formulas])
    if remembered is None:
        rows, inside = _read(latex, context, macros, None)
    else:
        question = (read_rows, latex, remembered.context(context), remembered.macros(macros))
        rows, inside = remembered.answer(question, lambda: _read(latex, context, macros, remembered))
    return tuple([_saying(row, formulas[row.number], inside) for row in rows]), inside


def _saying(row: _Row, formula: Formula, context: Context) -> Saying:
    solving, statements = row.solving, row.statements
    return Saying(formula, row.said, context, solving=solving, statements=statements, fault=row.fault, aside=row.aside)


def _read(
    formulas: Sequence[str], context: Context, macros: Mapping[str, str], remembered: Remembered | None
) -> tuple[tuple[_Row, ...], Context]:
    displays = [parse_in(latex, context, macros, remembered) for latex in formulas]
    defining: set[tuple[int, int]] = set()
    inside = context
    for number, display in enumerate(displays):
        solved = solved_statements(display.statements, inside, joined=True)
        for index, statement in enumerate(display.statements):
            if index in solved:
                continue
            widened = _with_definition(statement, inside)
            if widened is not None:
                inside = widened
                defining.add((number, index))
            for relation in _restrictions(statement):
                inside = inside.with_assumption(relation)
            for name, sizes in evidence.shapes_told(display.statements, index):
                inside = inside.with_shape(name, sizes)
            inside = _with_words(statement, inside)
    stated = stated_in_rows([statement for display in displays for statement in display.statements])
    inside = inside.with_stated(stated_letters(stated, inside.assumptions))
    if inside is not context:
        displays = [parse_in(latex, inside, macros, remembered) for latex in formulas]
    rows: list[_Row] = []
    last: Expression | None = None
    for number, display in enumerate(displays):
        items: list[tuple[int, _Row]] = []
        solved = solved_statements(display.statements, inside, joined=True)
        for solving in solvings(display.statements, inside, joined=True):
            parts = [display.statements[i] for equation in solving.equations for i in equation.statements]
            conditions = tuple(said for part in parts for said in _rows(part, part.sides, defines=False))
            row = _Row(number, conditions, solving=solving, statements=display.statements)
            items.append((parts[0].span.start, row))
        for index, statement in enumerate(display.statements):
            if index in solved:
                continue
            sides = statement.sides
            if statement.continues and last is not None:
                sides = (last, *sides[1:])
            said = _rows(statement, sides, defines=(number, index) in defining)
            items.append((statement.span.start, _Row(number, said, aside=statement.beside)))
            last = placeless(sides[-1]) if sides and not statement.beside else last
        for fault in display.faults:
            unread = Said(None, fault.span, 0, Role.UNREADABLE, note=fault.message)
            items.append((fault.span.start, _Row(number, (unread,), fault=fault)))
        rows.extend(row for _, row in sorted(items, key=lambda item: item[0]))
    return tuple(rows), inside


def _with_definition(statement: Statement, context: Context) -> Context | None:
    """The context with what a statement defines: a name that nothing defined before, on which its right side does not rest."""
    if not statement.relations or statement.continues:
        return None
    relation = statement.relations[0]
    name = evidence.target(relation.left)
    if name is None or name in context.definitions or name in symbols(relation.right):
        return None
    if relation.sign not in (Sign.EQUAL, Sign.DEFINES, Sign.IDENTICAL):
        return None
    try:
        definition = definition_of(relation, context)
    except LatexError:
        return None
    if definition is None or closes_circle(definition, context):
        return None
    return context.with_definition(definition)


def _with_words(statement: Statement, context: Context) -> Context:
    """The context with what the words behind a row, or beside it, tell of letters: `for any constant c`, `for x > 0`."""
    for name, kind in kinds_told(" ; ".join((*statement.reasons, statement.after))):
        if name not in context.definitions:
            context = context.with_kind(name, kind)
    if not statement.after.strip():
        return context
    try:
        return read_assumptions(statement.after, context)
    except LatexError:
        return context


def _is_restriction(relation: Relation, statement: Statement) -> bool:
    """Whether a relation says where the rows hold: `for x > 0`, `n \\in \\mathbb{N}`, or an inequality of a bare letter."""
    if relation.sign is Sign.MEMBER:
        return True
    if relation.sign not in INEQUALITIES:
        return False
    if cue_before(statement.words) in (Cue.CONDITION, Cue.DEFINES):
        return True
    return len(statement.signs) == 1 and isinstance(relation.left, Symbol) and evidence.is_closed(relation.right)


def _restrictions(statement: Statement) -> list[Relation]:
    return [relation for relation in statement.relations if _is_restriction(relation, statement)]


def _rows(statement: Statement, sides: Sequence[Expression | None], *, defines: bool) -> tuple[Said, ...]:
    if not statement.signs:
        row = statement.rows[0] if statement.rows else 0
        return (Said(None, statement.span, row, Role.SKIPPED, note="a formula, not a claim"),)
    rows: list[Said] = []
    for i, sign in enumerate(statement.signs):
        left, right = sides[i], sides[i + 1]
        span, row = place_of(statement, i, sides)
        if left is None or right is None:
            rows.append(Said(None, span, row, Role.SKIPPED, note="it continues nothing"))
            continue
        relation = Relation(left, sign, right)
        name = evidence.target(left) or ""
        if i == 0 and defines:
            rows.append(Said(relation, span, row, Role.DEFINITION, name, f"defines {name}"))
        elif _is_restriction(relation, statement):
            rows.append(Said(relation, span, row, Role.CONDITION, note=f"a condition on {name}" if name else "a condition"))
        elif sign in (Sign.TENDS, Sign.PROPORTIONAL, Sign.BECOMES):
            rows.append(Said(relation, span, row, Role.SKIPPED, note="not an equation"))
        else:
            rows.append(Said(relation, span, row, Role.CLAIM, reason=statement.reasons[i]))
    return tuple(rows)
