"""Of which functions a limit from one side is the limit from the other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from builder.calculus.judge.terms import Add, Apply, Divide, Fn, Infinity, Multiply, Raise, Rational, SeriesOf, Term, Variable
from builder.calculus.judge.two_sided import is_meromorphic

H, X, K, N = (Variable(name) for name in "hxkn")
ONE = Rational(Fraction(1))
CHOOSE = Apply(Fn.BINOMIAL, (N, K))


def _sum(body: Term, lower: Term = ONE, upper: Term = N) -> Term:
    return SeriesOf(body, "k", lower, upper)


@pytest.mark.parametrize(
    "term",
    [
        Divide(_sum(Multiply((CHOOSE, Raise(X, Add((N, K))), Raise(H, K)))), H),
        Multiply((Raise(H, Rational(Fraction(-2))), Apply(Fn.SIN, (H,)))),
        Add((H, Apply(Fn.LN, (X,)), Raise(X, Rational(Fraction(1, 2))))),
        Raise(H, Multiply((N, N))),
    ],
)
def test_one_side_tells_the_other(term: Term) -> None:
    assert is_meromorphic(term, frozenset({"n"}), variable="h")


@pytest.mark.parametrize(
    "term",
    [
        Apply(Fn.LN, (H,)),
        Apply(Fn.ABS, (H,)),
        Apply(Fn.FLOOR, (Multiply((N, H)),)),
        Apply(Fn.EXP, (Divide(X, H),)),
        Raise(H, Rational(Fraction(1, 2))),
        Raise(H, X),
        Raise(X, H),
        _sum(Raise(H, K), upper=Infinity()),
        _sum(Raise(X, K), upper=H),
        _sum(Apply(Fn.ABS, (Multiply((K, H)),))),
    ],
)
def test_one_side_may_differ_from_the_other(term: Term) -> None:
    assert not is_meromorphic(term, frozenset({"n"}), variable="h")


def test_without_a_variable_all_letters_count() -> None:
    assert not is_meromorphic(Apply(Fn.LN, (X,)), frozenset())
    assert not is_meromorphic(_sum(Raise(X, K)), frozenset({"n"}))
