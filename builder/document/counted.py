r"""Letters that are counted with: those of `\binom{n}{k}`, `n!` and `a_n` are whole numbers from 0 on, whoever says so or not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from builder.calculus.budget import Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Binomial,
    Call,
    ConstantName,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Group,
    Integral,
    Node,
    Number,
    Product,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, holds_constant, nodes_of, substitute, summands, symbols, symbols_of
from builder.calculus.judge.conventions import element_of
from builder.calculus.judge.decide import refute
from builder.calculus.latex.statement import Statement
from builder.document.determined import is_single
from builder.document.phrases import Words

_COUNTING = frozenset("ijklmnpqrsN")
OF_MULTIPLES = frozenset("kmn")
"""Letters that are customary for the number of multiples: `x = k\\pi`."""
_INTEGERS = frozenset("ijkmn")
"""Letters that are customary for integers."""
_OF_NUMBERS = Words("real, reals, rational, rationals, numbers?, constants?, any, arbitrary")
_PERIODIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_TRIED = range(4, 9)
_OF_INTEGERS: frozenset[type[Node]] = frozenset({Fenced, Call})
_INTEGRALS: frozenset[type[Node]] = frozenset({Integral})
_COUNTS: frozenset[type[Node]] = frozenset({Binomial, Factorial})


def with_counted(context: Context, relations: Sequence[Relation]) -> Context:
    """A context in which the letters of binomials and factorials, and the indices of sequences that are defined by them, of which
    nothing is told are whole numbers from 0 on."""
    letters = frozenset[str]().union(*(_counted(relation) | _indices(relation, context) for relation in relations))
    if not letters:
        return context
    told = context.kinds.keys() | context.definitions.keys() | context.integers
    for name in sorted(letters - told - symbols_of(context.assumptions)):
        context = context.with_kind(name, Kind.INTEGER).with_assumption(Relation(Symbol(name), Sign.GREATER_EQUAL, Number("0")))
    return context


def with_customary(context: Context, relations: Sequence[Relation], mentioned: Collection[str]) -> Context:
    r"""A context in which letters that are customary for integers are so in `\lfloor x + n \rfloor` and `\sin(x + n\pi)`, and in
    `\cos(nx)` where that is integrated over periods, from 1 on. Not those that are `mentioned` by themselves: something is told
    of them, which may be that they are none."""
    told = context.kinds.keys() | context.definitions.keys() | frozenset(mentioned)
    told |= symbols_of((*context.assumptions, *context.curves))
    for relation in relations:
        for node in nodes_of(relation, _OF_INTEGERS):
            for name in sorted(_rounded_or_turned(node) - told):
                context = context.with_kind(name, Kind.INTEGER)
        for node in nodes_of(relation, _INTEGRALS):
            if isinstance(node, Integral) and _is_of_periods(node):
                for name in sorted(_of_waves(node.body) - told):
                    context = context.with_kind(name, Kind.POSITIVE_INTEGER)
    return context


def mentioned_in(statement: Statement, words: str) -> frozenset[str]:
    """The letters, customary for integers, that stand by themselves in a statement: something is told of them, be it in words.
    What says only that they differ does not, but with words on which numbers they are."""
    if statement.signs and all(sign is Sign.NOT_EQUAL for sign in statement.signs) and not _OF_NUMBERS.stand_in(words):
        return frozenset()
    return frozenset(side.name for side in statement.sides if isinstance(side, Symbol)) & _INTEGERS


def _rounded_or_turned(node: Node) -> frozenset[str]:
    """The letters that are added to what is rounded, and those of multiples of π that are added to an angle."""
    match node:
        case Fenced(Fence.FLOOR | Fence.CEILING, inner):
            return symbols(inner) & _INTEGERS
        case Call(function, (angle,)) if function in _PERIODIC:
            inner = angle.inner if isinstance(angle, Group) else angle
            turns = (term for term in summands(inner) if holds_constant(term, ConstantName.PI) and symbols(term) <= _INTEGERS)
            return symbols_of(turns)
        case _:
            return frozenset()


def _is_of_periods(integral: Integral) -> bool:
    """Whether an integral goes from one number to another, of which one is a multiple of π."""
    ends = [end for end in (integral.lower, integral.upper) if end is not None]
    return len(ends) == 2 and not any(map(symbols, ends)) and any(holds_constant(end, ConstantName.PI) for end in ends)


def _of_waves(body: Expression) -> frozenset[str]:
    """The letters n of sin(nx) and cos(nx)."""
    angles = (n.arguments[0] for n in descendants(body) if isinstance(n, Call) and n.function in ("sin", "cos"))
    products = (a.inner if isinstance(a, Group) else a for a in angles)
    return _INTEGERS.intersection(frozenset[str]().union(*(symbols(p) for p in products if isinstance(p, Product))))


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
    for node in nodes_of(relation, _COUNTS):
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
