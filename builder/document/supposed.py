"""What is said under an equation in one letter that is told before it: `If x^2 = x + 1, then x^3 = 2x + 1`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Call, Expression, Group, Number, Power, Product, Relation, Sign, Symbol, Times
from builder.calculus.expression.walk import symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Refuted
from builder.document import evidence
from builder.document.cues import concludes
from builder.document.phrases import Words
from builder.document.prose import Place
from builder.document.scope import Scopes

_OF_OTHERS = Words("other, others, second, another, next, case, or, either, else, otherwise, similarly, likewise, factor")
_TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


def supposed_of(relations: Sequence[Relation], place: Place, scopes: Scopes, context: Context) -> Relation | None:
    """The equation under which `relations` may be said: one told shortly before, in a single letter that they all hold alone."""
    supposed = scopes.equation_before(place)
    if supposed is None or not relations or supposed in relations:
        return None
    free = symbols(supposed) - context.definitions.keys()
    alone = len(free) == 1 and all(symbols(relation) - context.definitions.keys() == free for relation in relations)
    return supposed if alone and evidence.is_in_one_letter(supposed, context) else None


def contradicts(relation: Relation, supposed: Relation, context: Context, clause: str, budget: Budget) -> bool:
    """Whether a conclusion, with the words of its `clause` in front of it, holds at no solution of an equation.

    Of the functions of one angle each tells the squares of the others, and the values of most at its multiples; which sign is
    meant, words may tell.
    """
    if (
        relation.sign is not Sign.EQUAL
        or isinstance(relation.left, Symbol)
        or not concludes(clause)
        or _OF_OTHERS.stand_in(clause)
    ):
        return False
    if (angle := _angle(supposed)) is not None:
        argument = _angle(relation)
        if argument is None or not _is_multiple(argument, angle):
            return False
        squares = Relation(_square(relation.left), Sign.EQUAL, _square(relation.right))
        return _is_refuted(relation, supposed, context, budget) and _is_refuted(squares, supposed, context, budget)
    from builder.calculus.judge.solutions import have_none_in_common

    letters = symbols(supposed) - context.definitions.keys()
    return len(letters) == 1 and have_none_in_common(supposed, relation, min(letters), replace(context, curves=()), budget)


def _is_refuted(relation: Relation, under: Relation, context: Context, budget: Budget) -> bool:
    return isinstance(decide(Claim(relation, replace(context, curves=(under,))), budget), Refuted)


def _angle(relation: Relation) -> Expression | None:
    """The argument of the trigonometric function, or of its power, of which an equation tells a value; None for others."""
    left = relation.left.base if isinstance(relation.left, Power) else relation.left
    if (
        isinstance(left, Call)
        and left.function in _TRIGONOMETRIC
        and len(left.arguments) == 1
        and evidence.is_closed(relation.right)
    ):
        return left.arguments[0]
    return None


def _is_multiple(argument: Expression, angle: Expression) -> bool:
    """Whether an argument is an angle, or twice it."""
    twice = (Product((Number("2"), angle), (Times.IMPLICIT,)), Product((Number("2"), angle), (Times.DOT,)))
    return argument == angle or argument in twice


def _square(side: Expression) -> Expression:
    return Power(Group(side), Number("2"))
