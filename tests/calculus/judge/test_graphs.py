"""Graphs and level curves: no line where there is no value, points on the curve, and what they cost. The oracle is mpmath."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf, pi

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.calculus.budget import Work
from builder.calculus.claim import Claim
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Number, Relation, Sign
from builder.calculus.judge.graphs import Formula, Graph, TooMuchToDraw, Window, graph, known, level_curve, why_not_drawn
from builder.calculus.judge.meaning import Meaning, interpret
from builder.calculus.judge.terms import Term
from builder.calculus.latex.parser import parse_expression


def term(latex: str) -> Term:
    meaning = interpret(Claim(Relation(parse_expression(latex), Sign.EQUAL, Number("0")), Context()))
    assert isinstance(meaning, Meaning)
    return meaning.parts[0].question.left


def drawn(latex: str, low: Fraction, high: Fraction, slope: bool = False) -> Graph:
    return graph(Formula(term(latex), ("x",), slope=slope), Window(low, high, -3.0, 3.0), Work(5_000_000))


BROKEN = [  # what, the oracle, where no line may cross, where there is no value
    (r"\frac{1}{x}", lambda x: 1 / x, [0], []),
    (r"\tan x", mpmath.tan, [pi * (n + 0.5) for n in range(-4, 4)], []),
    (r"\frac{1}{x^2 - 1}", lambda x: 1 / (x * x - 1), [-1, 1], []),
    (r"\ln x", mpmath.log, [0], [(-inf, 0)]),
    (r"\sqrt{x}", mpmath.sqrt, [0], [(-inf, 0)]),
    (r"\sqrt{x^2 - 1}", lambda x: mpmath.sqrt(x * x - 1), [-1, 1], [(-1, 1)]),
    (r"\lfloor x \rfloor", mpmath.floor, range(-9, 10), []),
    (r"\frac{|x|}{x}", mpmath.sign, [0], []),
    (r"\frac{1}{(x - \frac{1}{1000}) (x + \frac{1}{1000})}", lambda x: 1 / (x * x - 1e-6), [-0.001, 0.001], []),
]
_ENDS = st.fractions(min_value=-8, max_value=8, max_denominator=1000)


@pytest.mark.parametrize(("latex", "oracle", "edges", "gaps"), BROKEN, ids=[row[0] for row in BROKEN])
@given(st.tuples(_ENDS, _ENDS).filter(lambda ends: ends[1] - ends[0] > Fraction(1, 10)))
def test_no_line_crosses_a_pole_a_jump_or_a_gap(
    latex: str, oracle: object, edges: list[float], gaps: list[tuple[float, float]], ends: tuple[Fraction, Fraction]
) -> None:
    assert callable(oracle)
    found = drawn(latex, *ends)
    for piece in found.pieces:
        for (x, y), (u, _) in pairwise(piece):
            assert x < u and not any(x <= edge <= u for edge in edges), (x, u)
            assert not any(low < u and x < high for low, high in gaps)
            assert abs(float(oracle(mpmath.mpf(x))) - y) <= 1e-6 * max(1, abs(y)) or abs(y) > 1e4
        assert float(ends[0]) <= piece[0][0] and piece[-1][0] <= float(ends[1])
    for low, high in found.gaps:
        assert any(a - 1e-5 <= low and high <= b + 1e-5 for a, b in gaps)


@pytest.mark.parametrize("latex", ["x^2", r"\sin x", r"e^x", r"|x|", r"\max(0, x)", r"x^3 - 2x + 1", r"\frac{1}{1 + e^{-x}}"])
def test_what_is_continuous_is_one_piece_of_few_points(latex: str) -> None:
    found = drawn(latex, Fraction(-1), Fraction(1))
    assert len(found.pieces) == 1 and not found.gaps and not found.poles
    assert (found.pieces[0][0][0], found.pieces[0][-1][0]) == (-1, 1) and len(found.pieces[0]) < 80


def test_a_kink_is_a_jump_of_the_slope() -> None:
    pieces = drawn("|x|", Fraction(-2), Fraction(3), slope=True).pieces
    assert [{round(y) for _, y in piece} for piece in pieces] == [{-1}, {1}]


def test_poles_are_where_the_graph_leaves_the_picture() -> None:
    assert drawn(r"\tan x", Fraction(0), Fraction(3)).poles == pytest.approx([pi / 2])
    assert drawn(r"\lfloor x \rfloor", Fraction(-1, 2), Fraction(5, 2)).poles == ()


def test_what_changes_too_often_costs_no_more_than_it_may() -> None:
    with pytest.raises(TooMuchToDraw):
        drawn(r"\frac{1}{\sin \frac{1}{x}}", Fraction(-1), Fraction(1))
    with pytest.raises(TooMuchToDraw):
        graph(Formula(term("x^2"), ("x",)), Window(Fraction(0), Fraction(1), 0.0, 1.0), Work(100))


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        ("a x", "no number is known for a"),
        (r"\lim_{h \to 0} (x + h)", "a limit"),
        (r"\int_0^x t^2 \, dt", "an integral"),
        (r"\sum_{k=0}^\infty \frac{x^k}{k!}", "an infinite sum"),
    ],
)
def test_what_an_interval_says_nothing_of_is_not_drawn(latex: str, why: str) -> None:
    assert why in why_not_drawn(term(latex), ("x",))


def test_level_curves_lie_on_their_level_and_cross_no_pole() -> None:
    window = Window(Fraction(-2), Fraction(2), -2.0, 2.0)
    (circle,) = level_curve(Formula(term("x^2 + y^2"), ("x", "y")), Fraction(2), window, Work(5_000_000))
    assert circle[0] == circle[-1] and all(abs(x * x + y * y - 2) < 0.01 for x, y in circle)
    for piece in level_curve(Formula(term(r"\frac{y}{x}"), ("x", "y")), Fraction(1), window, Work(5_000_000)):
        assert all((x > 0) is (u > 0) and abs(y - x) < 1e-9 for (x, y), (u, _) in pairwise(piece))


def test_a_value_that_is_not_known_is_none() -> None:
    formula = Formula(term(r"\ln x"), ("x",))
    assert known(formula, (Fraction(0),), Work()) is None and known(formula, (Fraction(1),), Work()) == 0
