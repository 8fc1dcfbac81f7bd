r"""Equations that are solved: `x^2 = 4 \iff x = \pm 2`, `2x + 3 = 7 \implies 2x = 4 \implies x = 2`.

Joined by an arrow, and ending in a letter with its values, equations are no identities: what is claimed is that one has the
solutions of the other. So it is with rows of one display without any words, where arrows are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from builder.calculus.claim import Alternatives
from builder.calculus.context import Context, definitions_reached
from builder.calculus.expression.nodes import (
    ORDERS,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Expression,
    Negation,
    Node,
    Number,
    NumberSet,
    PlusMinus,
    Prime,
    Relation,
    Sign,
    Symbol,
    Vector,
    VectorStyle,
)
from builder.calculus.expression.walk import descendants, map_children, symbols
from builder.calculus.given import definition_of
from builder.calculus.latex.statement import Join, Statement

_EITHER = frozenset({"or", "or else", "oder", "ou", "o"})
_OR = frozenset({"", "or", "and", "oder", "ou", "o"})


class Equation(Struct, frozen=True):
    """One equation of such a row: the statements that say it, by number, and the relations of which one holds."""

    statements: tuple[int, ...]
    alternatives: tuple[Relation, ...]
    join: Join


class Solving(Struct, frozen=True):
    """Equations in a letter, each joined to the one before it. Without a letter they are any statements that are joined."""

    letter: str
    equations: tuple[Equation, ...]


def solvings(statements: Sequence[Statement], context: Context, joined: bool = False) -> tuple[Solving, ...]:
    """The rows of equations that are solved among the statements of a display.

    With `joined`, all statements that arrows join are: but for those that follow from a definition, which holds for them.
    """
    if len(statements) < 2:
        return ()
    if all(statement.join is Join.NONE for statement in statements[1:]):
        return tuple(_without_arrows(statements, context))
    found: list[Solving] = []
    start = 0
    while start < len(statements):
        group = [Equation((start,), alternatives_of(statements[start]), Join.NONE)]
        at = start + 1
        while at < len(statements):
            statement = statements[at]
            if statement.join is not Join.NONE:
                group.append(Equation((at,), alternatives_of(statement), statement.join))
            elif (more := _further(statement, group[-1])) and len(group) > 1:
                group[-1] = Equation((*group[-1].statements, at), (*group[-1].alternatives, *more), group[-1].join)
            elif joined and len(group) > 1 and is_alternative(statement):
                group.append(Equation((at,), (), Join.NONE))
            else:
                break
            at += 1
        group = _with_rates_as_letters(group, context) if len(group) > 1 else group
        letter = _letter(group, context) if len(group) > 1 else ""
        joined_here = joined and not _follows_from_definition(group, statements[start], context)
        if letter or (len(group) > 1 and (joined_here or _are_rewritten(group))):
            found.append(Solving(letter, tuple(group)))
        start = at
    return tuple(found)


def with_equations_parted(statements: Sequence[Statement], context: Context) -> tuple[Statement, ...]:
    r"""Statements, in which a chain that ends in a number, and is solved behind it, is parted into what it works out and the
    equation: `f'(x) = 2x - 4 = 0 \implies x = 2` is `f'(x) = 2x - 4` and `2x - 4 = 0 \implies x = 2`."""
    found = tuple(statements)
    for at in reversed(range(len(statements) - 1)):
        if parted := _parted(found[at]):
            others = (*found[:at], *parted, *found[at + 1 :])
            if any(solving.equations[0].statements[0] == at + 1 for solving in solvings(others, context)):
                found = others
    return found


def _parted(statement: Statement) -> tuple[Statement, ...]:
    """A chain without its last equation, and that equation, if it ends in a number; nothing for any other statement."""
    last, value = (None, None, *statement.sides)[-2:]
    if len(statement.signs) < 2 or set(statement.signs) != {Sign.EQUAL} or statement.continues or statement.is_aside:
        return ()
    if last is None or value is None or last.span is None or not symbols(last) or symbols(value):
        return ()
    return statement.parted_at(len(statement.sides) - 2)


def _without_arrows(statements: Sequence[Statement], context: Context) -> Iterator[Solving]:
    """The rows of equations that end in values of their letter, where nothing joins them and no words stand between them.
    Equations that stand beside each other in a row are no steps, nor are those of a system: with a name that is defined."""
    read = [(at, each, () if _leads_to_next(statements, at) else alternatives_of(each)) for at, each in enumerate(statements)]
    rows = [statement.rows[0] for _, statement, alternatives in read if alternatives and not _is_solved(alternatives)]
    named = {name for _, _, alternatives in read for each in alternatives for name in symbols(each)} & context.definitions.keys()
    if len(set(rows)) < len(rows) or any(not context.definitions[name].parameters for name in named):
        return
    groups: list[list[Equation]] = [[]]
    for at, statement, alternatives in read:
        last = groups[-1][-1] if groups[-1] else None
        if last is not None and _is_solved(last.alternatives):
            if more := _further(statement, last):
                groups[-1][-1] = replace(last, statements=(*last.statements, at), alternatives=(*last.alternatives, *more))
                continue
            groups.append([])
        if alternatives and not statement.words.strip(" ,.;:") and not statement.is_aside:
            groups[-1].append(Equation((at,), alternatives, Join.NONE))
        else:
            groups.append([])
    for group in groups:
        if len(group) > 1 and _is_solved(group[-1].alternatives) and (letter := _letter(group, context)):
            yield Solving(letter, tuple(group))


def _leads_to_next(statements: Sequence[Statement], at: int) -> bool:
    """Whether a statement works out a side of the next one, from which it was parted."""
    return at + 1 < len(statements) and statements[at + 1].span.start < statements[at].span.end


def _is_solved(alternatives: Sequence[Relation]) -> bool:
    """Whether equations give values to a letter."""
    return isinstance(left := alternatives[0].left, Symbol) and values_of(alternatives, left.name) is not None


def _with_rates_as_letters(group: list[Equation], context: Context) -> list[Equation]:
    r"""Equations that are solved for a rate, `4 + 2\frac{dx}{dt} = 0 \implies \frac{dx}{dt} = -2`, with a letter in its place.

    Of what changes, and by what, nothing may be known, nor may they stand there by themselves.
    """
    relations = [each for equation in group for each in equation.alternatives]
    rates = {node for each in relations for node in descendants(each) if _is_rate(node)}
    if len(rates) != 1:
        return group
    (rate,) = rates
    letter = Symbol(f"rate of {min(symbols(rate))}")

    def change(node: Node) -> Node:
        return letter if node == rate else map_children(node, change)

    changed = [replace(each, alternatives=tuple(cast(Relation, change(r)) for r in each.alternatives)) for each in group]
    left = frozenset().union(*(symbols(r) for each in changed for r in each.alternatives))
    return group if symbols(rate) & (left | context.definitions.keys()) or context.curves else changed


def _is_rate(node: Node) -> bool:
    match node:
        case Derivative(operand=Symbol(), variables=((_, 1),)) | Prime(operand=Symbol(), order=Number("1")):
            return True
        case _:
            return False


def is_alternative(statement: Statement) -> bool:
    """Whether a statement holds or the one before it."""
    return statement.words.strip(" ,.;:").lower() in _EITHER


def _follows_from_definition(group: Sequence[Equation], first: Statement, context: Context) -> bool:
    """Whether the first statement defines a name, and the others are said to follow: `f(x) = x^2 \\implies f'(x) = 2x`."""
    if any(equation.join is Join.EQUIVALENT for equation in group) or len(first.relations) != 1 or first.continues:
        return False
    (relation,) = first.relations
    definition = definition_of(relation, context) if relation.sign is Sign.EQUAL else None
    return definition is not None and definition.name not in context.definitions


def solved_statements(statements: Sequence[Statement], context: Context, joined: bool = False) -> Mapping[int, Equation]:
    """The statements of a display that are equations to be solved, by number, each with its equation."""
    found = solvings(statements, context, joined)
    return {n: equation for solving in found for equation in solving.equations for n in equation.statements}


def values_of(alternatives: Sequence[Relation], letter: str) -> tuple[Expression, ...] | None:
    """The values that a solved equation gives its letter; None if it is not solved."""
    if not alternatives:
        return None
    solved = all(each.left == Symbol(letter) and not symbols(each.right) for each in alternatives)
    return tuple(each.right for each in alternatives) if solved else None


def _letter(group: Sequence[Equation], context: Context) -> str:
    """The letter that is solved for, if all equations of the group are equations in it alone; else ""."""
    if not all(equation.alternatives for equation in group):
        return ""
    letters = {
        name for equation in group for each in equation.alternatives for name in symbols(each)
    } - context.definitions.keys()
    if len(letters) != 1:
        return ""
    (letter,) = letters
    if not all(_is_in(letter, each, context) for equation in group for each in equation.alternatives):
        return ""  # x = 2 \implies u = 5, of which nothing is told
    return letter if any(values_of(equation.alternatives, letter) for equation in group) else ""


def _is_in(letter: str, relation: Relation, context: Context) -> bool:
    """Whether a letter stands in an equation, or in what a name in it stands for."""
    names = symbols(relation)
    if letter in names:
        return True
    bodies = (each.body for each, _ in definitions_reached(sorted(names), context) if each.body is not None)
    return any(letter in symbols(body) for body in bodies)


def _are_rewritten(group: Sequence[Equation]) -> bool:
    r"""Whether arrows join equations that are made of one letter, and of no names, and the first has a number at one side, and no
    sine or the like, as few identities do: `3x^2 - 3 = 0 \implies x^2 = 1`."""
    names = frozenset[str]().union(*(symbols(each) for equation in group for each in equation.alternatives))
    numbers = any(not symbols(side) for each in group[0].alternatives for side in (each.left, each.right))
    plain = numbers and not any(isinstance(n, Call) for each in group[0].alternatives for n in descendants(each))
    return plain and len(names) == 1 and all(e.alternatives and e.join is not Join.NONE for e in group[1:])


def alternatives_of(statement: Statement) -> tuple[Relation, ...]:
    """The equations that a statement says, one for each sign of ±; none if it is no single equation."""
    if statement.continues or len(statement.relations) != 1:
        return ()
    (relation,) = statement.relations
    if relation.sign is Sign.MEMBER and isinstance(relation.right, NumberSet) and relation.right.name == "finite":
        return tuple(Relation(relation.left, Sign.EQUAL, member) for member in relation.right.members)
    if relation.sign is not Sign.EQUAL:
        return ()
    return either_sign(relation)


def held_together(statement: Statement) -> Alternatives:
    r"""What a statement says: the relations of a chain together, one of both for ±, one value of a finite set, the two orders of
    an interval. None if it is no such thing."""
    if statement.continues or not statement.relations:
        return ()
    if len(statement.relations) == 1:
        (relation,) = statement.relations
        match relation:
            case Relation(left, Sign.MEMBER, NumberSet("interval") as of):
                return (ordered(left, of),)
            case Relation(_, Sign.EQUAL | Sign.MEMBER, _):
                return tuple((each,) for each in alternatives_of(statement))
    return (statement.relations,) if all(relation.sign in ORDERS for relation in statement.relations) else ()


def ordered(inside: Expression, interval: NumberSet) -> tuple[Relation, ...]:
    """That something lies in an interval, as orders."""
    (low, high), (from_low, to_high) = interval.members, interval.closed
    orders = (
        Relation(low, Sign.LESS_EQUAL if from_low else Sign.LESS, inside),
        Relation(inside, Sign.LESS_EQUAL if to_high else Sign.LESS, high),
    )
    ends = (low.operand if isinstance(low, Negation) else low, high)
    return tuple(order for order, end in zip(orders, ends, strict=True) if not _is_infinite(end))


def interval_of(side: Expression | None) -> NumberSet | None:
    """The interval that a side is, `[0, 1)`, or that two entries in round or in square brackets are, `(0, 1)`; None of others."""
    match side:
        case NumberSet(name="interval"):
            return side
        case Vector((low, high), VectorStyle.ROUND | VectorStyle.SQUARE as style):
            closed = style is VectorStyle.SQUARE
            return NumberSet("interval", (), (low, high), (closed, closed))
        case _:
            return None


def _is_infinite(end: Expression) -> bool:
    return isinstance(end, Constant) and end.name is ConstantName.INFINITY


def is_solved(alternatives: Alternatives) -> bool:
    """Whether relations compare letters themselves with numbers."""
    return bool(alternatives) and all(
        (isinstance(each.left, Symbol) and not symbols(each.right)) or (isinstance(each.right, Symbol) and not symbols(each.left))
        for way in alternatives
        for each in way
    )


def either_sign(relation: Relation) -> tuple[Relation, ...]:
    """A relation, or the two that one with ± stands for."""
    if not any(isinstance(node, PlusMinus) for node in descendants(relation)):
        return (relation,)
    return tuple(Relation(_signed(relation.left, upper), Sign.EQUAL, _signed(relation.right, upper)) for upper in (True, False))


def _signed(expression: Expression, upper: bool) -> Expression:
    """An expression with the upper signs of its ±, or the lower ones."""

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, PlusMinus):
            return node.operand if node.upper is upper else Negation(node.operand)
        return node

    return cast(Expression, change(expression))


def _further(statement: Statement, equation: Equation) -> tuple[Relation, ...]:
    """More values for a solved equation: `x = 1 \\text{ or } x = 3`, `x = 1, 3`; none if this is something else."""
    last = equation.alternatives[-1] if equation.alternatives else None
    if last is not None and is_alternative(statement) and (equations := alternatives_of(statement)):
        return equations
    if last is None or not isinstance(last.left, Symbol) or symbols(last.right):
        return ()
    if statement.words.strip(" ,.;:").lower() not in _OR:
        return ()
    if not statement.signs and statement.sides[0] is not None and not symbols(statement.sides[0]):
        return (Relation(last.left, Sign.EQUAL, statement.sides[0]),)
    further = alternatives_of(statement)
    return further if values_of(further, last.left.name) else ()
