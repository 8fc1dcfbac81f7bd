"""Whether the solutions of one equation are solutions of another: by their values, or by the real roots of polynomials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from flint import fmpq_poly, fmpz_poly

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Expression,
    Group,
    Number,
    Relation,
    Sign,
    Symbol,
)
from builder.calculus.expression.walk import descendants, substitute, symbols
from builder.calculus.judge.decide import decide
from builder.calculus.judge.isolation import TooClose, real_roots
from builder.calculus.judge.polynomials import LARGEST_DEGREE, in_integers, polynomial
from builder.calculus.judge.verdict import Proved, Refuted, Verdict
from builder.calculus.judge.zeros import zeros_at_most

MOST_VALUES = 8


class Follows(Enum):
    """Whether every solution of one equation solves another."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


def together(answers: Iterable[Follows]) -> Follows:
    """NO if one of some answers is, YES if all are; OPEN if there are none."""
    found = set(answers)
    if Follows.NO in found:
        return Follows.NO
    return Follows.YES if found == {Follows.YES} else Follows.OPEN


def answer_of(verdict: Verdict) -> Follows:
    """What a verdict on a single claim answers."""
    return Follows.NO if isinstance(verdict, Refuted) else Follows.YES if isinstance(verdict, Proved) else Follows.OPEN


def may_be_rounded(value: Expression) -> bool:
    """Whether a decimal number stands in a value."""
    return any("." in node.text for node in descendants(value) if isinstance(node, Number))


def follows(first: Sequence[Relation], second: Sequence[Relation], letter: str, context: Context) -> Follows:
    """Whether whatever solves one of `first`, equations in `letter`, solves one of `second`. What is assumed of the letter may
    leave solutions out, so that nothing is denied then; but of an integer not where all solutions are integers.
    """
    found = _follows(first, second, letter, context)
    restricted = any(letter in symbols(assumption) for assumption in context.assumptions) or letter in context.kinds
    if found is Follows.NO and context.kinds.get(letter) is Kind.INTEGER and letter not in context.positive_integers:
        told = any(letter in symbols(assumption) for assumption in context.assumptions)
        restricted = told or not _are_integers(first, letter)
    return Follows.OPEN if restricted and found is Follows.NO else found


def solve(first: Sequence[Relation], second: Sequence[Relation], letter: str, context: Context) -> Follows:
    """Whether the values that solved equations, `first`, give to `letter` solve one of `second`: NO if one of them provably does
    not. OPEN too where `first` is not solved, and for decimal numbers, which may be rounded."""
    values = _values(first, letter)
    if values is None or any(map(may_be_rounded, values)):
        return Follows.OPEN
    return _all_solve(values, second, letter, context)


def _follows(first: Sequence[Relation], second: Sequence[Relation], letter: str, context: Context) -> Follows:
    given, asked = _values(first, letter), _values(second, letter)
    if given is not None:
        return _all_solve(given, second, letter, context)
    whole = _polynomial_of(first, letter)
    try:
        if whole is None:
            return Follows.OPEN if asked is None else _are_found(asked, first, letter, context)
        if asked is not None:
            return _are_all(asked, len(real_roots(whole)), first, letter, context)
        other = _polynomial_of(second, letter)
        if other is None:
            return Follows.OPEN
        common = whole.gcd(other)
        rest = whole
        while common.degree() > 0:
            rest //= common
            common = rest.gcd(common)
        return Follows.NO if real_roots(rest) else Follows.YES
    except TooClose:
        return Follows.OPEN


def _all_solve(values: Sequence[Expression], equation: Sequence[Relation], letter: str, context: Context) -> Follows:
    """Whether all of the values solve an equation, of which the first few are tried."""
    answer = together(_solves(value, equation, letter, context) for value in values[:MOST_VALUES])
    return Follows.OPEN if answer is Follows.YES and len(values) > MOST_VALUES else answer


def _are_all(values: Sequence[Expression], count: int, equation: Sequence[Relation], letter: str, context: Context) -> Follows:
    """Whether `count` of the values, all different, solve an equation that has so many real solutions."""
    if len(values) > MOST_VALUES:
        return Follows.OPEN
    answers = [_solves(value, equation, letter, context) for value in values]
    solutions = [value for value, answer in zip(values, answers, strict=True) if answer is Follows.YES]
    different: list[Expression] = []
    for value in solutions:
        same = [decide(Claim(Relation(value, Sign.EQUAL, other), context)) for other in different]
        if all(isinstance(verdict, Refuted) for verdict in same):
            different.append(value)
        elif not any(isinstance(verdict, Proved) for verdict in same):
            return Follows.OPEN
    if len(different) == count:
        return Follows.YES
    return Follows.OPEN if Follows.OPEN in answers else Follows.NO


def _are_found(values: Sequence[Expression], equation: Sequence[Relation], letter: str, context: Context) -> Follows:
    """Whether the values are all solutions of an equation that is no polynomial: they are where it has no more than so many."""
    match equation:
        case (Relation(left, Sign.EQUAL, Number("0")),) if (most := zeros_at_most(left, letter)) is not None:
            found = _are_all(values, most, equation, letter, context)
            return found if found is Follows.YES else Follows.OPEN
        case _:
            return Follows.OPEN


def _solves(value: Expression, equation: Sequence[Relation], letter: str, context: Context) -> Follows:
    by_name: Mapping[str, Expression] = {letter: Group(value)}
    verdicts = [
        decide(Claim(Relation(substitute(r.left, by_name), r.sign, substitute(r.right, by_name)), context)) for r in equation
    ]
    if any(isinstance(verdict, Proved) for verdict in verdicts):
        return Follows.YES
    return Follows.NO if all(isinstance(verdict, Refuted) for verdict in verdicts) else Follows.OPEN


def _values(equation: Sequence[Relation], letter: str) -> tuple[Expression, ...] | None:
    solved = all(each.left == Symbol(letter) and not symbols(each.right) for each in equation)
    return tuple(each.right for each in equation) if solved else None


# ---------------------------------------------------------------------------------------------- polynomials


def _polynomial_of(equation: Sequence[Relation], letter: str) -> fmpz_poly | None:
    """A polynomial whose real roots are the solutions; None if it is no such equation, or holds everywhere."""
    product = fmpq_poly([1])
    for relation in equation:
        left, right = polynomial(relation.left, letter), polynomial(relation.right, letter)
        if left is None or right is None or left == right or product.degree() + (left - right).degree() > LARGEST_DEGREE:
            return None
        product *= left - right
    return in_integers(product)


def _are_integers(equation: Sequence[Relation], letter: str) -> bool:
    """Whether the solutions of an equation are known to be integers."""
    whole = _polynomial_of(equation, letter)
    if whole is None:
        return False
    _, factors = whole.factor()
    return all(factor.degree() == 1 and abs(int(factor[1])) == 1 for factor, _ in factors)
