"""Checks a derivation that stands alone, in its context: a record of a batch, or a text given to the front door."""

from __future__ import annotations

from msgspec import Struct

from builder.calculus.budget import DEFAULT_BUDGET
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Expression, Relation, Symbol
from builder.calculus.expression.walk import symbols, symbols_of
from builder.calculus.given import definition_of, is_partial
from builder.calculus.latex.display import parse_display
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.names import names_of
from builder.calculus.latex.statement import Display, Statement
from builder.calculus.solving import solvings
from builder.check.checked import CheckedRelation
from builder.check.relations import Rigour, check_saying
from builder.check.standing import Standing
from builder.document.document import Formula
from builder.document.sayings import Role, Said, Saying
from builder.source import Source, Span

# From good to bad; what is worse decides for the whole.
_ORDER = (Standing.PROVED, Standing.FOLLOWS, Standing.TESTED, Standing.UNKNOWN, Standing.REFUTED)


class CheckedChain(Struct, frozen=True):
    """What each relation of a chain turned out to be, and the worst of it. `message` says what the whole lacks, or is ""."""

    source: Source
    relations: tuple[CheckedRelation, ...]
    status: Standing
    message: str = ""


def check_chain(text: str, context: Context, name: str = "<chain>") -> CheckedChain:
    """Decide each relation of the display `text` (LaTeX, rows and all) in `context`.

    An equation that can only define a name (`u = x^2` where u is new) defines it for the rows after it, and so does the first
    one of a chain (`R = x p(x) = …`). A chain without any
    claim is `skipped`: nothing in it was checked.
    """
    source = Source(name, text)
    formula = Formula(text, tuple(range(len(text) + 1)), True, 0)
    display = _read(text, context)
    relations: list[CheckedRelation] = []
    budget = DEFAULT_BUDGET.opened()
    last: Expression | None = None
    solved = solvings(display.statements, context, joined=True)
    taken = {number for solving in solved for equation in solving.equations for number in equation.statements}
    if solved:
        from builder.check.solving import check_solving
    for solving in solved:
        relations.extend(check_solving(solving, display.statements, formula, source, context, budget))
    for number, statement in enumerate(display.statements):
        if number in taken:
            continue
        alone = len(display.statements) == 1 and (len(statement.signs) == 1 or _recurs(statement))
        said, context = _said(statement, last, context, alone=alone)
        last = statement.sides[-1] if statement.sides and not statement.beside else last
        if said:
            saying = Saying(formula, said, context, aside=statement.beside)
            relations.extend(check_saying(saying, source, Rigour.DIRECTIVE, budget=budget))
    relations.extend(_unread(fault, formula, source, context) for fault in display.faults)
    claims = [relation.standing for relation in relations if relation.standing in _ORDER]
    if not claims:
        return CheckedChain(source, tuple(relations), Standing.SKIPPED, "nothing in it is a claim")
    return CheckedChain(source, tuple(relations), max(claims, key=_ORDER.index))


def _read(text: str, context: Context) -> Display:
    """A display; read again where it holds partial derivatives of what it defines itself: `f(x, y) = x^2 y, f_x = 2xy`."""
    display = parse_display(text, names_of(context))
    inside = context
    for statement in display.statements:
        definition = definition_of(statement.relations[0], inside) if statement.relations and not statement.continues else None
        if definition is not None and definition.name not in inside.definitions:
            inside = inside.with_definition(definition)
    sides = [side for statement in display.statements for side in statement.sides if side is not None]
    of = {name.partition("_")[0] for name in symbols_of(sides) if is_partial(name, inside)}
    for name in sorted(of):
        context = context.with_definition(inside.definitions[name])
    return parse_display(text, names_of(context)) if of else display


def _recurs(statement: Statement) -> bool:
    """Whether a letter that a chain begins with stands on a further side: then it is no name for what follows."""
    first, *others = statement.sides
    return not isinstance(first, Symbol) or any(side is not None and first.name in symbols(side) for side in others)


def _said(statement: Statement, last: Expression | None, context: Context, alone: bool) -> tuple[tuple[Said, ...], Context]:
    """The relations of a statement, and what holds after it."""
    sides = (last, *statement.sides[1:]) if statement.continues else statement.sides
    said = []
    for i, sign in enumerate(statement.signs):
        left, right = sides[i], sides[i + 1]
        if left is None or right is None or right.span is None:
            continue
        relation = Relation(left, sign, right)
        start = statement.sign_spans[i].start if left.span is None or i or statement.continues else left.span.start
        span = Span(min(start, right.span.start), right.span.end)
        definition = definition_of(relation, context) if i == 0 and not alone else None
        role = Role.CLAIM
        tied = symbols_of(context.curves)
        if definition is not None and definition.name not in context.definitions.keys() | tied:
            context = context.with_definition(definition)
            role = Role.DEFINITION
        said.append(
            Said(
                relation,
                span,
                statement.rows[i + 1],
                role,
                definition.name if role is Role.DEFINITION and definition else "",
                reason=statement.reasons[i],
            )
        )
    return tuple(said), context


def _unread(fault: LatexError, formula: Formula, source: Source, context: Context) -> CheckedRelation:
    said = (Said(None, fault.span, 0, Role.UNREADABLE),)
    (relation,) = check_saying(Saying(formula, said, context, fault=fault), source, Rigour.DIRECTIVE)
    return relation
