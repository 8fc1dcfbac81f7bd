"""The inverse of a function by its name: what is said of `f^{-1}` is said of f, if it is known what f is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Definition
from builder.calculus.expression.nodes import (
    Application,
    Expression,
    Group,
    Number,
    NumberSet,
    PlusMinus,
    Prime,
    Product,
    Relation,
    Sign,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import kinds_in, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.statement import Statement
from builder.document.properties import inverse_told, made
from builder.document.sentences import ReadFormula

_OF_INVERSE = "^{-1}"


def with_inverses(read: Sequence[ReadFormula], context: Context, budget: Budget) -> list[ReadFormula]:
    r"""The formulas of a sentence with what `f^{-1}(x) = \frac{x - 3}{2}` and `f^{-1}(5) = 1` say of f, behind the former and in
    place of the latter."""
    found: list[ReadFormula] = []
    for one in read:
        statements: list[Statement] = []
        places = [statement.span for statement in one.display.statements]
        for statement in one.display.statements:
            told = places.count(statement.span) > 1  # in words already: its inverse is f^{-1}(x) = …
            statements += (statement,) if told else _with_inverse(statement, context, budget)
        found.append(replace(one, display=replace(one.display, statements=tuple(statements))))
    return found


def _with_inverse(statement: Statement, context: Context, budget: Budget) -> tuple[Statement, ...]:
    match statement.sides:
        case [Application(Symbol(name), (argument,)), right, *_] if name.endswith(_OF_INVERSE) and right is not None:
            function = context.definitions.get(name.removesuffix(_OF_INVERSE))
        case _:
            return (statement,)
    if function is None or function.body is None or len(function.parameters) != 1 or statement.signs[0] is not Sign.EQUAL:
        return (statement,)
    if {PlusMinus, NumberSet} & kinds_in(right):
        return (statement,)
    if isinstance(argument, Symbol):
        others = {other: one for other, one in context.definitions.items() if other != argument.name}
        left, letter = _undoes(function, right, replace(context, definitions=others), budget)
        return (statement,) if left is None else (statement, made(left, Sign.EQUAL, letter, statement))
    if name in context.definitions or not _is_one_to_one(function, context, budget):
        return (statement,)
    value = made(Application(Symbol(function.name), (right,)), Sign.EQUAL, argument, statement)
    rest = replace(
        statement,
        sides=statement.sides[1:],
        signs=statement.signs[1:],
        sign_spans=statement.sign_spans[1:],
        rows=statement.rows[1:],
        reasons=statement.reasons[1:],
    )
    return (value, rest) if rest.signs else (value,)


def _is_one_to_one(function: Definition, context: Context, budget: Budget) -> bool:
    """Whether no slopes of both signs are seen, so that a function takes no value twice: of x^2 they are, unless x > 0."""
    (letter,) = function.parameters
    slope = Application(Prime(Symbol(function.name), Number("1")), (Symbol(letter),))
    signs = (Relation(slope, sign, Number("0")) for sign in (Sign.GREATER_EQUAL, Sign.LESS_EQUAL))
    return not all(isinstance(decide(Claim(relation, context), budget), Refuted) for relation in signs)


def _undoes(function: Definition, right: Expression, context: Context, budget: Budget) -> tuple[Expression | None, Expression]:
    """Both sides of what tells that a formula undoes a function; the left one None where it is 1/f, which some write so."""
    (letter,), body = function.parameters, function.body
    assert body is not None
    left, identity = inverse_told(Symbol(function.name), letter, right, context, budget)
    reciprocal = Relation(Product((Group(right), Group(body)), (Times.IMPLICIT,)), Sign.EQUAL, Number("1"))
    if left is not None and symbols(right) == symbols(body):
        if isinstance(decide(Claim(reciprocal, context), budget), Proved):
            return None, identity
    return left, identity
