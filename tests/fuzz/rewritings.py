"""The prover alone on random rewritings, most of them wrong: `python -m tests.fuzz.rewritings --cases N --seed S`.

A random expression is rewritten by a law, often outside its domain or with a sign, factor, exponent or branch changed, and the
prover is asked whether both are equal, the refuter switched off. Whatever it proves is compared by mpmath at 60 digits at many
points of the domain, negative, small, near kinks and large. What has no such point is counted: the judge does not publish it.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import mpmath
from mpmath import mpf
from msgspec import Struct

from builder.calculus.judge.attempt import Attempt, Equal, NowhereDefined, UnequalConstants
from builder.calculus.judge.prove import prove
from builder.calculus.judge.terms import (
    Add,
    Apply,
    Comparison,
    Condition,
    Divide,
    Fn,
    Multiply,
    Question,
    Raise,
    Rational,
    RootOf,
    Setting,
    Term,
)
from tests.fuzz import runs
from tests.fuzz.laws import MINUS, ONE, TWO, N, Random, X, Y, laws, minus, number, of, plus, power, root, times
from tests.fuzz.real_values import NoValue, holds, real_value

DIGITS = 60
POINTS = 42


# ---------------------------------------------------------------------------------------------- random terms

FUNCTIONS = (
    Fn.SIN, Fn.COS, Fn.TAN, Fn.EXP, Fn.LN, Fn.ABS, Fn.ARCTAN, Fn.ARCSIN, Fn.ARCCOS, Fn.SINH, Fn.COSH, Fn.TANH, Fn.SIGN,
    Fn.ARSINH, Fn.ARTANH, Fn.SEC, Fn.COT,
)  # fmt: skip
NUMBERS = tuple(number(n) for n in (1, 1, 2, 3, -1, -2, 5, Fraction(1, 2), Fraction(-3, 2), Fraction(1, 3)))


def expression(r: Random, depth: int) -> Term:
    """A random term in x, seldom in y or n."""
    if depth == 0 or r.random() < 0.2:
        return r.choice((X, X, X, X, Y, N)) if r.random() < 0.75 else r.choice(NUMBERS)
    match r.randrange(8):
        case 0 | 1:
            return plus(expression(r, depth - 1), expression(r, depth - 1))
        case 2:
            return plus(expression(r, depth - 1), r.choice(NUMBERS))
        case 3:
            return times(expression(r, depth - 1), expression(r, depth - 1))
        case 4:
            return Divide(expression(r, depth - 1), expression(r, depth - 1))
        case 5:
            return power(expression(r, depth - 1), r.choice((2, 2, 3, -1, -2, Fraction(1, 2), Fraction(1, 3), Fraction(2, 3))))
        case _:
            return of(r.choice(FUNCTIONS), expression(r, depth - 1))


def argument(r: Random) -> Term:
    """What stands in a law: mostly x or something near it."""
    match r.randrange(6):
        case 0 | 1:
            return r.choice((X, X, Y, N))
        case 2:
            return plus(X, r.choice(NUMBERS))
        case 3:
            return r.choice((power(X, 2), minus(X), times(TWO, X), plus(ONE, minus(power(X, 2))), Divide(ONE, X), of(Fn.EXP, X)))
        case 4:
            return r.choice(NUMBERS)
        case _:
            return expression(r, 2)


SETTINGS = (
    Setting(),
    Setting(),
    Setting(),
    Setting((Condition(number(0), Comparison.LESS, X),)),
    Setting((Condition(number(0), Comparison.LESS_EQUAL, X),)),
    Setting((Condition(X, Comparison.LESS, number(0)),)),
    Setting((Condition(ONE, Comparison.LESS, X),)),
    Setting((Condition(MINUS, Comparison.LESS_EQUAL, X), Condition(X, Comparison.LESS_EQUAL, ONE))),
    Setting((Condition(X, Comparison.LESS, Y),)),
    Setting((Condition(X, Comparison.NOT_EQUAL, number(0)),)),
)


def changed(r: Random, term: Term) -> Term:
    """`term` with one thing changed somewhere: a sign, a factor, an exponent, a function, an absolute value left out."""
    match term:
        case Add(terms) if r.random() < 0.7:
            i = r.randrange(len(terms))
            return Add((*terms[:i], changed(r, terms[i]), *terms[i + 1 :]))
        case Multiply(factors) if r.random() < 0.7:
            i = r.randrange(len(factors))
            return Multiply((*factors[:i], changed(r, factors[i]), *factors[i + 1 :]))
        case Divide(p, q) if r.random() < 0.7:
            return Divide(changed(r, p), q) if r.random() < 0.5 else Divide(p, changed(r, q))
        case Raise(base, exponent) if r.random() < 0.7:
            if r.random() < 0.5 and isinstance(exponent, Rational) and abs(exponent.value) < 100:
                return Raise(base, number(r.choice((exponent.value + 1, -exponent.value, exponent.value / 2))))
            return Raise(changed(r, base), exponent)
        case RootOf(u, n) if r.random() < 0.7:
            return RootOf(changed(r, u), n) if r.random() < 0.7 else RootOf(u, n + 1)
        case Apply(Fn.ABS, (u,)) if r.random() < 0.5:
            return u
        case Apply(function, (u,)) if r.random() < 0.7:
            return Apply(function, (changed(r, u),)) if r.random() < 0.6 else Apply(r.choice(FUNCTIONS), (u,))
        case Rational(value):
            return number(r.choice((-value, value + 1, value / 2)))
        case _:
            pass
    return r.choice((minus, lambda u: times(TWO, u), lambda u: plus(u, ONE), root, lambda u: of(Fn.ABS, u)))(term)


def cases(count: int, seed: int) -> Iterator[Question]:
    """`count` questions whether a term equals a rewriting of it."""
    r = random.Random(seed)
    for _ in range(count):
        left_law, right_law = r.choice(laws(r))
        u, v = argument(r), argument(r)
        left, right = left_law(u, v), right_law(u, v)
        if r.random() < 0.15:
            other_left, other_right = r.choice(laws(r))
            w = argument(r)
            left, right = plus(left, other_left(w, v)), plus(right, other_right(w, v))
        if r.random() < 0.6:
            right = changed(r, right)
        for _ in range(r.choice((0, 0, 0, 1, 2))):
            left, right = _around(r, left, right)
        base = r.choice(SETTINGS)
        positive = r.random() < 0.5
        setting = Setting(
            base.conditions, frozenset() if positive else frozenset("n"), frozenset("n") if positive else frozenset()
        )
        yield Question(left, right, Comparison.EQUAL, setting)


def _around(r: Random, left: Term, right: Term) -> tuple[Term, Term]:
    """Both sides in the same surroundings."""
    other = expression(r, 2)
    match r.randrange(7):
        case 0:
            return plus(left, other), plus(other, right)
        case 1:
            return times(left, other), times(right, other)
        case 2:
            return Divide(left, other), Divide(right, other)
        case 3:
            return Divide(other, left), Divide(other, right)
        case 4:
            function = r.choice(FUNCTIONS)
            return of(function, left), of(function, right)
        case 5:
            return power(left, 2), power(right, 2)
        case _:
            return plus(left, minus(right)), number(0)


# ---------------------------------------------------------------------------------------------- the oracle

SIMPLE = [
    Fraction(n, d)
    for n, d in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1), (3, 1), (-3, 1), (3, 2), (5, 1), (-5, 1))
]
NEAR = [Fraction(n) + e for n in (-1, 0, 1) for e in (Fraction(1, 10**6), -Fraction(1, 10**6), Fraction(1, 97), -Fraction(1, 97))]
FAR = [Fraction(n) for n in (17, -17, 101, -101, 10**6 + 7, -(10**6) - 7)]
WHOLE = (1, 2, 3, 4, 5, 7)


def points(question: Question, seed: int) -> Iterator[dict[str, mpf]]:
    """Points for the letters: every simple one, near kinks, far away, then random ones."""
    r = random.Random(seed)
    along = [*SIMPLE, *NEAR, *FAR, *(Fraction(r.randint(-6000, 6000), 1009) for _ in range(POINTS - 40))]
    along += [Fraction(r.randint(-1009, 1009), 1009) for _ in range(10)]
    for x in along:
        y = r.choice(SIMPLE) if r.random() < 0.5 else Fraction(r.randint(-4000, 4000), 1013)
        n = r.choice(WHOLE) if question.setting.positive else r.choice((*WHOLE, 0, -1, -2, -3))
        yield {"x": mpf(x.numerator) / x.denominator, "y": mpf(y.numerator) / y.denominator, "n": mpf(n)}


def _sides(question: Question, at: dict[str, mpf]) -> tuple[mpf, mpf]:
    integers = question.setting.integers | question.setting.positive
    for condition in question.setting.conditions:
        if not holds(condition, at, integers):
            raise NoValue
    return real_value(question.left, at, integers), real_value(question.right, at, integers)


def gap(question: Question, at: dict[str, mpf], digits: int = DIGITS) -> mpf:
    """How far the sides are apart, relative to their size where that is large; raises NoValue."""
    a, b = _values(question, at, digits)
    return abs(a - b) / (1 + abs(a) + abs(b))


def _values(question: Question, at: dict[str, mpf], digits: int) -> tuple[mpf, mpf]:
    with mpmath.workdps(digits):
        try:
            a, b = _sides(question, at)
        except (ZeroDivisionError, OverflowError, ValueError):
            raise NoValue from None
        if not (mpmath.isfinite(a) and mpmath.isfinite(b)) or isinstance(a + b, mpmath.mpc):
            raise NoValue
        return a, b


def differs(question: Question, at: dict[str, mpf]) -> bool:
    """Whether the sides are different at a point, and stay so with more digits; raises NoValue."""
    limit = mpf(10) ** -32
    return bool(gap(question, at) > limit and gap(question, at, 3 * DIGITS) > limit)


def agrees(question: Question, at: dict[str, mpf]) -> bool:
    """Whether the sides are the same at a point, however small they are, and however small their difference is beside them: no
    digits are left of it but the last, or it vanishes with more digits; raises NoValue."""
    (a, b), (c, d) = _values(question, at, DIGITS), _values(question, at, 10 * DIGITS)
    last = mpf(10) ** (-9 * DIGITS)
    return bool(abs(c - d) <= last * max(abs(c), abs(d)) or abs(c - d) < mpf(10) ** -32 * abs(a - b))


class Outcome(Struct, frozen=True):
    """What was found of one attempt: at how many points it was compared, and a point at which it is wrong."""

    compared: int
    wrong_at: dict[str, mpf] | None = None


def confirm(question: Question, attempt: Attempt, seed: int) -> Outcome:
    """Compare what the prover says with the values: an `Equal` must be equal, `NowhereDefined` must have no values."""
    compared = 0
    for at in points(question, seed):
        try:
            different = not agrees(question, at) if isinstance(attempt, UnequalConstants) else differs(question, at)
        except NoValue:
            continue
        compared += 1
        match attempt:
            case Equal() if different:
                return Outcome(compared, at)
            case NowhereDefined():
                return Outcome(compared, at)
            case UnequalConstants() if not different:
                return Outcome(compared, at)
            case _:
                pass
    return Outcome(compared)


def run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    """Ask the prover so many questions, with this seed: what became of them, and each answer that the values contradict."""
    count, seed = task
    counts: Counter[str] = Counter()
    contradictions = []
    for i, question in enumerate(cases(count, seed)):
        try:
            attempt = prove(question)
        except (RecursionError, ArithmeticError, ValueError, TypeError, AssertionError, IndexError, KeyError) as crash:
            counts["crashed"] += 1
            contradictions.append(f"{type(crash).__name__}: {question}")
            continue
        if not isinstance(attempt, Equal | NowhereDefined | UnequalConstants):
            counts["open"] += 1
            continue
        outcome = confirm(question, attempt, i)
        match attempt:
            case Equal():
                counts["proved"] += 1
                counts["proved, with no point to compare at"] += outcome.compared == 0
            case NowhereDefined():
                counts["nowhere defined"] += 1
            case UnequalConstants():
                counts["unequal constants"] += 1
        if outcome.wrong_at is not None:
            counts["unsound"] += 1
            where = ", ".join(f"{name} = {mpmath.nstr(x, 12)}" for name, x in outcome.wrong_at.items())
            contradictions.append(f"{attempt} at {where}: {question}")
    return counts, contradictions


def share_false(count: int, seed: int) -> float:
    """The share of the questions that the values refute."""
    false = 0
    for i, question in enumerate(cases(count, seed)):
        for at in points(question, i):
            try:
                if differs(question, at):
                    false += 1
                    break
            except NoValue:
                continue
    return false / count


def main() -> int:
    """Ask; print the contradictions and the counts, and how many of a sample are false."""
    options = runs.parser(__doc__).parse_args()
    _, contradictions = runs.run_all(run, options, " of the prover alone")
    sample = min(options.cases, 300)
    print(f"  of a sample of {sample} are false: {share_false(sample, options.seed):.0%}")
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
