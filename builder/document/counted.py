r"""Letters that are counted with: those of `\binom{n}{k}`, `n!` and `a_n` are whole numbers from 0 on, whoever says so or not."""

from __future__ import annotations

from collections.abc import Sequence

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Binomial,
    Expression,
    Factorial,
    Group,
    Node,
    Number,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.judge.conventions import element_of
from builder.calculus.judge.decide import refute
from builder.document.determined import is_single

_COUNTING = frozenset("ijklmnpqrsN")
OF_MULTIPLES = frozenset("kmn")
"""Letters that are customary for the number of multiples: `x = k\\pi`."""
_TRIED = range(4, 9)


def with_counted(context: Context, relations: Sequence[Relation]) -> Context:
    """A context in which the letters of binomials and factorials, and the indices of sequences that are defined by them, of which
    nothing is told are whole numbers from 0 on."""
    letters = frozenset[str]().union(*(_counted(relation) | _indices(relation, context) for relation in relations))
    if not letters:
        return context
    told = context.kinds.keys() | context.definitions.keys() | context.integers
    for name in sorted(letters - told - frozenset[str]().union(*map(symbols, context.assumptions))):
        context = context.with_kind(name, Kind.INTEGER).with_assumption(Relation(Symbol(name), Sign.GREATER_EQUAL, Number("0")))
    return context


def is_of_numbers(relation: Relation, context: Context, budget: Budget) -> bool:
    """Whether an equation of binomials or factorials is no equation to be solved: it is of several letters that are counted
    with, or holds for none of some whole numbers."""
    letters = _counted(relation) if relation.sign is Sign.EQUAL else frozenset()
    if not letters or not letters <= symbols(relation.left) & symbols(relation.right):
        return False
    if len(letters) > 1 or symbols(relation) != letters or not is_single(relation.left):
        return len(letters) > 1
    (letter,) = letters
    return all(refute(Claim(_at(relation, letter, value), context), budget) is not None for value in _TRIED)


def _at(relation: Relation, letter: str, value: int) -> Relation:
    there = {letter: Group(Number(str(value)))}
    return Relation(substitute(relation.left, there), relation.sign, substitute(relation.right, there))


def _counted(relation: Relation) -> frozenset[str]:
    """The letters that stand in binomials and factorials alone, or beside numbers: `n`, `n + 1`, `n - k`."""
    found = frozenset[str]()
    for node in descendants(relation):
        match node:
            case Binomial(upper=upper, lower=lower):
                found |= _added(upper) | _added(lower)
            case Factorial(operand=operand):
                found |= _added(operand)
            case _:
                pass
    return found & _COUNTING


def _indices(relation: Relation, context: Context) -> frozenset[str]:
    """The letters by which sequences are defined of which an element stands in a relation: n of `a_n = 1/n`, for `a_{n+1}`."""
    elements = (element_of(name, context) for name in symbols(relation))
    return frozenset(element[0].name.rpartition("_")[2] for element in elements if element is not None) & _COUNTING


def _added(side: Expression) -> frozenset[str]:
    """The letters of a sum of letters and numbers, whatever their signs."""
    nodes: list[Node] = [side]
    if isinstance(side, Group):
        return _added(side.inner)
    if isinstance(side, Sum):
        nodes = list(side.terms)
    return frozenset(node.name for node in nodes if isinstance(node, Symbol))
