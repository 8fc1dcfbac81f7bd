"""What dots stand for: the sum that is read must have exactly the terms that are shown."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from builder.calculus.judge.ellipsis import read_ellipsis, series_of
from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Multiply, Raise, Rational, SeriesOf, Term, Variable

N, X, H = Variable("n"), Variable("x"), Variable("h")


def number(value: int) -> Rational:
    return Rational(Fraction(value))


def times(*factors: Term) -> Multiply:
    return Multiply(factors)


def less(a: Term, b: int) -> Add:
    return Add((a, times(number(-1), number(b))))


def choose(k: Term) -> Apply:
    return Apply(Fn.BINOMIAL, (N, k))


def value(term: Term, at: dict[str, int]) -> Fraction:
    """An evaluator of its own, for the terms of these tests."""
    match term:
        case Rational(v):
            return v
        case Variable(name):
            return Fraction(at[name])
        case Add(terms):
            return sum((value(t, at) for t in terms), Fraction(0))
        case Multiply(factors):
            result = Fraction(1)
            for factor in factors:
                result *= value(factor, at)
            return result
        case Divide(numerator, denominator):
            return value(numerator, at) / value(denominator, at)
        case Raise(base, exponent):
            return value(base, at) ** int(value(exponent, at))
        case Apply(Fn.BINOMIAL, (upper, lower)):
            n, k = int(value(upper, at)), int(value(lower, at))
            result = Fraction(1)
            for i in range(k):
                result = result * (n - i) / (i + 1)
            return result
        case SeriesOf(body, index, lower, upper, product):
            result = Fraction(1 if product else 0)
            for k in range(int(value(lower, at)), int(value(upper, at)) + 1):
                item = value(body, {**at, index: k})
                result = result * item if product else result + item
            return result
        case _:
            raise AssertionError(term)


BINOMIAL = [
    times(choose(number(0)), Raise(X, N)),
    times(choose(number(1)), Raise(X, less(N, 1)), H),
    times(choose(number(2)), Raise(X, less(N, 2)), Raise(H, number(2))),
]
DIVIDED = [times(choose(number(1)), Raise(X, less(N, 1))), times(choose(number(2)), Raise(X, less(N, 2)), H)]

SUMS = {
    "the binomial theorem": (BINOMIAL, [times(choose(N), Raise(H, N))], lambda n: (3 + Fraction(2)) ** n),
    "without its first term": (BINOMIAL[1:], [times(choose(N), Raise(H, N))], lambda n: Fraction(5) ** n - 3**n),
    "divided by h": (DIVIDED, [times(choose(N), Raise(H, less(N, 1)))], lambda n: (Fraction(5) ** n - 3**n) / 2),
    "the first integers": ([number(1), number(2), number(3)], [N], lambda n: Fraction(n * (n + 1), 2)),
    "squares": (
        [Raise(number(1), number(2)), Raise(number(2), number(2))],
        [Raise(N, number(2))],
        lambda n: Fraction(n * (n + 1) * (2 * n + 1), 6),
    ),
    "powers of x": ([number(1), X, Raise(X, number(2))], [Raise(X, N)], lambda n: (Fraction(3) ** (n + 1) - 1) / 2),
    "powers of two": ([number(1), number(2), number(4)], [Raise(number(2), N)], lambda n: Fraction(2) ** (n + 1) - 1),
    "harmonic": (
        [number(1), Divide(number(1), number(2)), Divide(number(1), number(3))],
        [Divide(number(1), N)],
        lambda n: sum((Fraction(1, k) for k in range(1, n + 1)), Fraction(0)),
    ),
    "telescoping": (
        [Divide(number(1), times(number(1), number(2))), Divide(number(1), times(number(2), number(3)))],
        [Divide(number(1), times(N, Add((N, number(1)))))],
        lambda n: 1 - Fraction(1, n + 1),
    ),
    "two terms at the end": ([number(1), number(2)], [less(N, 1), N], lambda n: Fraction(n * (n + 1), 2)),
}


@pytest.mark.parametrize("name", SUMS)
def test_the_sum_is_the_one_meant(name: str) -> None:
    before, after, expected = SUMS[name]
    series = series_of(before, after, "k#")
    assert series is not None
    for n in (3, 4, 7):
        assert value(series, {"n": n, "x": 3, "h": 2}) == expected(n)


def test_terms_beside_the_dots_are_kept() -> None:
    minus = times(number(-1), Raise(X, N))
    read = read_ellipsis(BINOMIAL, [times(choose(N), Raise(H, N)), minus], "k#")
    assert read is not None
    assert read[-1] == minus
    assert value(Add(read), {"n": 4, "x": 3, "h": 2}) == 5**4 - 3**4


def test_a_product_goes_down_to_one() -> None:
    read = read_ellipsis([N, less(N, 1)], [number(2), number(1)], "k#", product=True)
    assert read is not None
    assert value(times(*read), {"n": 6}) == 720


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([number(1), number(2), number(5)], [N]),
        ([X, H], [N]),
        ([number(1)], [N]),
        ([number(1), number(2)], []),
        ([number(2), number(2)], [number(2)]),
        ([Raise(X, number(1)), Raise(X, number(2))], [Raise(H, N)]),
        ([Add((X, H)), Add((H, N))], [Add((X, N))]),
    ],
    ids=["uneven", "unlike", "one term", "no end", "constant", "another base at the end", "unlike sums"],
)
def test_what_has_no_general_term_is_not_read(before: list[Term], after: list[Term]) -> None:
    assert series_of(before, after, "k#") is None


WORKED_OUT = [
    Raise(X, N),
    times(N, Raise(X, less(N, 1)), H),
    times(Divide(times(N, less(N, 1)), number(2)), Raise(X, less(N, 2)), Raise(H, number(2))),
]
LAST = Raise(H, N)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (WORKED_OUT, [LAST], lambda n: Fraction(5) ** n),
        (WORKED_OUT, [times(N, X, Raise(H, less(N, 1))), LAST], lambda n: Fraction(5) ** n),
        ([*BINOMIAL[:1], *WORKED_OUT[1:]], [LAST], lambda n: Fraction(5) ** n),
        ([*WORKED_OUT[:1], *BINOMIAL[1:]], [times(choose(N), LAST)], lambda n: Fraction(5) ** n),
        ([Divide(times(N, less(N, 1), Raise(X, less(N, 2)), Raise(H, number(2))), Apply(Fn.FACTORIAL, (number(2),)))], [], None),
        ([*WORKED_OUT[:2], times(N, less(N, 1), Raise(X, less(N, 2)), Raise(H, number(2)))], [LAST], None),
        ([*WORKED_OUT[:2], times(WORKED_OUT[2], number(-1))], [LAST], None),
        (WORKED_OUT, [times(N, LAST)], None),
        (WORKED_OUT, [Raise(H, less(N, 1))], None),
    ],
)
def test_binomial_coefficients_may_be_worked_out(
    before: list[Term], after: list[Term], expected: Callable[[int], Fraction] | None
) -> None:
    read = read_ellipsis(before, after, "k#")
    if expected is None:
        assert read is None
        return
    assert read is not None
    for n in (3, 4, 7):
        assert value(Add(read), {"n": n, "x": 3, "h": 2}) == expected(n)
