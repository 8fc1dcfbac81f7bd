r"""Sums that end in dots, `e^x = 1 + x + \frac{x^2}{2} + \cdots`: the dots stand for higher powers of one letter.

The equation then says that the coefficients shown are those of Taylor's series of the left side at 0, and that no power between
them is missing. Each is decided by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial

from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import (
    Application,
    Call,
    Constant,
    ConstantName,
    Derivative,
    Ellipsis,
    Evaluation,
    Expression,
    Group,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Sign,
    Sum,
    Symbol,
    Times,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Verdict

_HIGHEST = 8
_ONE = Number("1")


def decide_expansion(relation: Relation, context: Context, budget: Budget = DEFAULT_BUDGET) -> tuple[Verdict, str] | None:
    """What an equation that ends in dots says of the coefficients shown, and how it was read; None for anything else.

    It is refuted if one coefficient is, and proved if all are. Where that cannot be told the answer is None.
    """
    right = _bare(relation.right)
    if relation.sign is not Sign.EQUAL or not isinstance(right, Sum):
        return None
    dots = right.terms[-1].operand if isinstance(right.terms[-1], Negation) else right.terms[-1]
    if not isinstance(dots, Ellipsis):
        return None
    shown = right.terms[:-1]
    if any(isinstance(node, Ellipsis) for side in (relation.left, *shown) for node in descendants(side)):
        return None
    if not _is_known(relation.left, shown, context):
        return None
    letters = [name for name in sorted(symbols(relation.left)) if _powers(shown, name) is not None]
    if len(letters) != 1:
        return None
    (name,) = letters
    if not _may_converge(relation.left, name, context, budget):
        return None
    powers = _powers(shown, name)
    assert powers is not None
    verdicts = []
    for order in range(max(powers) + 1):
        claim = _coefficient(relation.left, Symbol(name), order, powers.get(order, Number("0")), context)
        verdict = decide(claim, budget)
        if isinstance(verdict, Refuted) and verdict.how is not Refutation.DIFFERS:
            return None  # there is no value at 0, and so no such series
        if isinstance(verdict, Refuted):
            return verdict, f"read as an expansion in powers of {name}: the coefficient of {_shown(name, order)} is another"
        verdicts.append(verdict)
    proofs = [verdict for verdict in verdicts if isinstance(verdict, Proved)]
    if len(proofs) < len(verdicts):
        return None
    evidence = replace(proofs[-1].evidence, scope=f"the terms shown, as an expansion in powers of {name}")
    return replace(proofs[-1], evidence=evidence), f"read as an expansion in powers of {name}"


_ENTIRE = frozenset({"exp", "sin", "cos", "sinh", "cosh"})
_NEAR, _FAR = ("0.001", "-0.001"), ("2", "-2")


def _may_converge(left: Expression, name: str, context: Context, budget: Budget) -> bool:
    """Whether the series may have the sum that it is said to have where the text says: near 0, and not far from there but for
    functions whose series has a sum everywhere. Where the text says nothing it is an expansion, whatever its sum is."""
    told = [relation for relation in context.assumptions if name in symbols(relation)]
    if name in context.definitions:
        return False
    if not told and name not in context.stated:
        return True
    if not any(_holds(told, name, number, budget) for number in _NEAR):
        return False
    return _is_entire(left) or not any(_holds(told, name, number, budget) for number in _FAR)


def _holds(told: Sequence[Relation], name: str, number: str, budget: Budget) -> bool:
    """Whether what is told of a letter is not refuted at a number."""
    value = Group(Negation(Number(number[1:])) if number.startswith("-") else Number(number))
    there = (Relation(substitute(r.left, {name: value}), r.sign, substitute(r.right, {name: value})) for r in told)
    return not any(isinstance(decide(Claim(relation, Context()), budget), Refuted) for relation in there)


def _is_entire(left: Expression) -> bool:
    """Whether it is made of functions whose series have a sum everywhere."""
    kinds = {type(node) for node in descendants(left)}
    calls = {node.function for node in descendants(left) if isinstance(node, Call)}
    whole = (
        isinstance(n.exponent, Number) or n.base == Constant(ConstantName.E) for n in descendants(left) if isinstance(n, Power)
    )
    return not kinds & {Quotient, Root, Application} and calls <= _ENTIRE and all(whole)


def _is_known(left: Expression, shown: tuple[Expression, ...], context: Context) -> bool:
    """Whether nothing in an equation is only named by it: no unknown function, and no letter that the left side does not have."""
    applied = {n.function.name for n in descendants(left) if isinstance(n, Application) and isinstance(n.function, Symbol)}
    letters = frozenset[str]().union(*(symbols(term) for term in shown))
    return applied <= set(context.definitions) and letters <= symbols(left) | set(context.definitions)


def _coefficient(left: Expression, letter: Symbol, order: int, shown: Expression, context: Context) -> Claim:
    """That the derivative of the left side at 0 is the coefficient shown, times the factorial of the order."""
    operand: Expression = Group(left)
    if order:
        operand = Derivative(operand, ((letter, order),), partial=True)
    scaled = shown if order < 2 else Product((Number(str(factorial(order))), Group(shown)), (Times.DOT,))
    return Claim(Relation(Evaluation(operand, ((letter, Number("0")),)), Sign.EQUAL, scaled), context)


def _powers(terms: tuple[Expression, ...], name: str) -> Mapping[int, Expression] | None:
    """The coefficients of the powers of a letter, if each term has a higher one than the term before it."""
    found: dict[int, Expression] = {}
    last = -1
    for term in terms:
        taken = _taken(term, name)
        if taken is None or not last < taken[1] <= _HIGHEST:
            return None
        found[taken[1]] = taken[0]
        last = taken[1]
    return found if len(found) > 1 else None


def _taken(term: Expression, name: str) -> tuple[Expression, int] | None:
    """A term without the powers of a letter among its factors, and the sum of their exponents; None if it stands elsewhere."""
    match term:
        case Symbol() if term.name == name:
            return _ONE, 1
        case Power(Symbol() as base, Number() as exponent) if base.name == name and exponent.value.denominator == 1:
            return _ONE, int(exponent.value)
        case Group(inner):
            return _taken(inner, name)
        case Negation(operand):
            inside = _taken(operand, name)
            return None if inside is None else (Negation(inside[0]), inside[1])
        case Quotient(numerator, denominator) if name not in symbols(denominator):
            inside = _taken(numerator, name)
            return None if inside is None else (replace(term, numerator=inside[0]), inside[1])
        case Product(factors):
            parts = [_taken(factor, name) for factor in factors]
            rest, order = [], 0
            for part in parts:
                if part is None:
                    return None
                rest.append(Group(part[0]) if isinstance(part[0], Sum | Negation) else part[0])
                order += part[1]
            return Product(tuple(rest), (Times.DOT,) * (len(rest) - 1)), order
        case _:
            return (term, 0) if name not in symbols(term) else None


def _bare(node: Expression) -> Expression:
    return _bare(node.inner) if isinstance(node, Group) else node


def _shown(name: str, order: int) -> str:
    return "order 0" if order == 0 else name if order == 1 else f"{name}^{order}"
