"""Whether the solutions of one equation are solutions of another: by their values, or by the real roots of polynomials.

Inequalities have the same solutions unless one of them holds at a number at which another does not: those that are tried are
the ends of their solutions and numbers between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import pairwise, product

from flint import arb, fmpq, fmpq_poly, fmpz_poly
from msgspec.structs import replace

from builder.calculus.budget import DEFAULT_BUDGET, Budget
from builder.calculus.claim import Alternatives, Claim
from builder.calculus.context import Context, Kind
from builder.calculus.expression.nodes import (
    Derivative,
    Evaluation,
    Expression,
    Group,
    Negation,
    Number,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from builder.calculus.expression.walk import descendants, kinds_in, substitute, symbols, symbols_of
from builder.calculus.judge.decide import decide
from builder.calculus.judge.isolation import TooClose, between, centre, real_roots
from builder.calculus.judge.polynomials import LARGEST_DEGREE, fraction, in_integers, polynomial, rational, value_at
from builder.calculus.judge.verdict import Proved, Refutation, Refuted, Verdict
from builder.calculus.judge.zeros import zeros_at_most

MOST_VALUES = 8
_USUAL = (
    (0, 1),
    (1, 1),
    (-1, 1),
    (2, 1),
    (-2, 1),
    (3, 1),
    (-3, 1),
    (1, 2),
    (-1, 2),
    (5, 1),
    (-5, 1),
    (10, 1),
    (-10, 1),
    (100, 1),
)
_SIMPLE = 1000  # the denominator of an end that is shown as it is
_SMALL = (3, 2, 1, 0, -1, -2, -3)
_MOST_LETTERS = 3
_WHOLE = frozenset("ijkmnN")  # letters that mostly count, from 1 on


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


def have_none_in_common(
    first: Relation, second: Relation, letter: str, context: Context, budget: Budget = DEFAULT_BUDGET
) -> bool:
    """Whether provably no solution of one equation solves another: of rational functions, by the greatest common divisor of
    numerators, or where the first has one solution at most, by it. False says nothing."""
    if any(map(may_be_rounded, (first.left, first.right, second.left, second.right))):
        return False
    one, other = (Sum((each.left, Negation(Group(each.right)))) for each in (first, second))
    quotient, beside = fraction(one, letter), fraction(other, letter)
    if quotient is not None and beside is not None:
        return bool(quotient[0].degree() > 0 and beside[0].degree() >= 0 and quotient[0].gcd(beside[0]).degree() == 0)
    if zeros_at_most(one, letter) != 1:
        return False
    return isinstance(decide(Claim(second, replace(context, curves=(first,))), budget), Refuted)


def count_of_solutions(equation: Relation, letter: str, context: Context) -> int | None:
    """How many real solutions an equation between polynomials has; None for others, and where more is known of the letter."""
    if letter in context.kinds or any(letter in symbols(assumption) for assumption in context.assumptions):
        return None
    whole = _polynomial_of((equation,), letter)
    try:
        return None if whole is None else len(real_roots(whole))
    except TooClose:
        return None


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
    verdicts = [decide(Claim(_at(relation, letter, Group(value), context), context)) for relation in equation]
    if any(isinstance(verdict, Proved) for verdict in verdicts):
        return Follows.YES
    return Follows.NO if all(isinstance(verdict, Refuted) for verdict in verdicts) else Follows.OPEN


def _values(equation: Sequence[Relation], letter: str) -> tuple[Expression, ...] | None:
    solved = all(each.left == Symbol(letter) and not symbols(each.right) for each in equation)
    return tuple(each.right for each in equation) if solved else None


# ---------------------------------------------------------------------------------------------- inequalities


def differing(
    first: Alternatives, second: Alternatives, letter: str, context: Context, budget: Budget = DEFAULT_BUDGET
) -> Expression | None:
    """A value of `letter` for which one of both holds and the other does not; None if none was found.

    Nothing is found where more is assumed of the letter than that, and near decimal numbers, which may be rounded.
    """
    assumed = [assumption for assumption in context.assumptions if letter in symbols(assumption)]
    if any(symbols(each) != {letter} for each in assumed) or any(letter in symbols(curve) for curve in context.curves):
        return None
    whole = letter in context.integers or letter in _WHOLE
    allowed: Alternatives = (tuple(assumed),)
    context = replace(context, assumptions=())
    for place in _places([*first, *second], letter, whole=whole):
        if assumed and _hold(allowed, letter, place, context, budget) is not Follows.YES:
            continue
        answers = {_hold(ways, letter, place, context, budget) for ways in (first, second)}
        if answers == {Follows.YES, Follows.NO}:
            return rational(place)
    return None


def _hold(ways: Alternatives, letter: str, place: fmpq, context: Context, budget: Budget) -> Follows:
    """Whether in one of some ways all holds at a number. OPEN too where a side has no value there."""
    answers = {together(_holds_at(relation, letter, place, context, budget) for relation in way) for way in ways}
    if Follows.YES in answers:
        return Follows.YES
    return Follows.NO if answers == {Follows.NO} else Follows.OPEN


def _holds_at(relation: Relation, letter: str, place: fmpq, context: Context, budget: Budget) -> Follows:
    left, right = polynomial(relation.left, letter), polynomial(relation.right, letter)
    if left is not None and right is not None and (truth := _truth(left(place) - right(place), relation.sign)) is not None:
        return Follows.YES if truth else Follows.NO
    verdict = decide(Claim(_at(relation, letter, Group(rational(place)), context), context), budget)
    return Follows.OPEN if isinstance(verdict, Refuted) and verdict.how is not Refutation.DIFFERS else answer_of(verdict)


def _at(relation: Relation, letter: str, value: Expression, context: Context) -> Relation:
    """A relation where a letter has a value; sides with names that depend on it, and its derivatives, are evaluated there."""
    plain = frozenset(name for name, definition in context.definitions.items() if not definition.parameters)

    def there(side: Expression) -> Expression:
        names = symbols(side)
        if names & plain or Derivative in kinds_in(side) or (names and letter not in names):
            return Evaluation(side, ((Symbol(letter), value),))
        return substitute(side, {letter: value})

    return Relation(there(relation.left), relation.sign, there(relation.right))


def _truth(difference: fmpq, sign: Sign) -> bool | None:
    match sign:
        case Sign.EQUAL:
            return bool(difference == 0)
        case Sign.LESS:
            return bool(difference < 0)
        case Sign.LESS_EQUAL:
            return bool(difference <= 0)
        case Sign.GREATER:
            return bool(difference > 0)
        case Sign.GREATER_EQUAL:
            return bool(difference >= 0)
        case Sign.NOT_EQUAL:
            return bool(difference != 0)
        case _:
            return None


def _places(ways: Iterable[tuple[Relation, ...]], letter: str, *, whole: bool) -> list[fmpq]:
    """Numbers to be tried, the simple ones first: the ends of solutions, some around them, and some between them."""
    ends: set[fmpq] = set()
    rounded: list[tuple[fmpq, fmpq]] = []
    for way in ways:
        for relation in way:
            left, right = polynomial(relation.left, letter), polynomial(relation.right, letter)
            if left is None or right is None:
                continue
            try:
                roots = real_roots(in_integers(left - right) or fmpz_poly([1]))
            except TooClose:
                continue
            near = [centre(root) for root in roots]
            ends.update(near)
            for number in (n for n in descendants(relation) if isinstance(n, Number) and "." in n.text):
                step = fmpq(1, 10 ** len(number.text.partition(".")[2]))
                rounded += ((end - step, end + step) for end in near)
    ordered = sorted(ends)
    tried = {fmpq(*value) for value in _USUAL} | {end for end in ends if end.q < _SIMPLE}
    for low, high in pairwise([ordered[0] - 2, *ordered, ordered[-1] + 2] if ordered else []):
        middle = (low + high) / 2
        tried.add(middle if middle.q < _SIMPLE else between(arb(low), arb(high)) or middle)
    for end in ordered:
        tried |= {fmpq(end.p // end.q + step) for step in (0, 1)}
    if whole:
        tried = {place for place in tried if place.q == 1 and (place > 0 or letter not in _WHOLE)}
    kept = [place for place in tried if not any(low <= place <= high for low, high in rounded)]
    return sorted(kept, key=lambda place: (place.q, abs(place), -place))


def counterexample(given: Relation, concluded: Relation, context: Context) -> Mapping[str, fmpq] | None:
    """Small numbers for which one relation holds and the other does not; none of them is 0 where that is not needed. None where
    none was found, where a side is no arithmetic of letters, and where anything else is known of a letter."""
    letters = sorted(symbols(given) | symbols(concluded))
    known = context.definitions.keys() | context.sorts.keys() | context.shapes.keys()
    known |= symbols_of(context.curves)
    if not letters or len(letters) > _MOST_LETTERS or known & set(letters):
        return None
    assumed = [each for each in context.assumptions if symbols(each) & set(letters)]
    if any(not symbols(each) <= set(letters) for each in assumed):
        return None
    least = 1 if context.positive_integers & set(letters) else _SMALL[-1]
    places = list(product(*([fmpq(n) for n in _SMALL if n >= least] for _ in letters)))
    if len(letters) == 1:
        whole = letters[0] in context.integers or letters[0] in _WHOLE
        places += [(place,) for place in _places([(given,), (concluded,)], letters[0], whole=whole)]
    for place in sorted(places, key=lambda place: (place.count(fmpq(0)), sum(map(abs, place)))):
        values = dict(zip(letters, place, strict=True))
        if _arithmetic_holds(given, values) and all(_arithmetic_holds(each, values) for each in assumed):
            if _arithmetic_holds(concluded, values) is False:
                return values
    return None


def _arithmetic_holds(relation: Relation, values: Mapping[str, fmpq]) -> bool | None:
    left, right = value_at(relation.left, values), value_at(relation.right, values)
    return None if left is None or right is None else _truth(left - right, relation.sign)


# ---------------------------------------------------------------------------------------------- polynomials


def _polynomial_of(equation: Sequence[Relation], letter: str) -> fmpz_poly | None:
    """A polynomial whose real roots are the solutions; None if it is no such equation, or holds everywhere."""
    whole = fmpq_poly([1])
    for relation in equation:
        left, right = polynomial(relation.left, letter), polynomial(relation.right, letter)
        if left is None or right is None or left == right or whole.degree() + (left - right).degree() > LARGEST_DEGREE:
            return None
        whole *= left - right
    return in_integers(whole)


def _are_integers(equation: Sequence[Relation], letter: str) -> bool:
    """Whether the solutions of an equation are known to be integers."""
    whole = _polynomial_of(equation, letter)
    if whole is None:
        return False
    _, factors = whole.factor()
    return all(factor.degree() == 1 and abs(int(factor[1])) == 1 for factor, _ in factors)
