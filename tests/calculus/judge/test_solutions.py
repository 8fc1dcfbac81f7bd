"""Where two inequalities differ, and numbers for which something does not follow: compared with Python's own arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from builder.calculus.claim import Alternatives
from builder.calculus.context import Context
from builder.calculus.expression.nodes import Relation
from builder.calculus.judge.polynomials import is_rational, value_at
from builder.calculus.judge.solutions import counterexample, differing, have_none_in_common
from builder.calculus.latex.display import parse_display
from builder.calculus.solving import held_together

Test = Callable[[Fraction], bool]


def _ways(latex: str) -> Alternatives:
    return tuple(way for statement in parse_display(latex).statements for way in held_together(statement))


def _relation(latex: str) -> Relation:
    ((relation,),) = _ways(latex)
    return relation


@pytest.mark.parametrize(
    ("first", "second", "one", "other"),
    [
        ("2x < 6", "x < 4", lambda x: 2 * x < 6, lambda x: x < 4),
        ("2x < 6", "x < 3", lambda x: 2 * x < 6, lambda x: x < 3),
        ("2x < 6", r"x \le 3", lambda x: 2 * x < 6, lambda x: x <= 3),
        ("x^2 < 4", "x < 2", lambda x: x * x < 4, lambda x: x < 2),
        ("x^2 < 4", "-2 < x < 2", lambda x: x * x < 4, lambda x: -2 < x < 2),
        ("x^2 > 9", r"x < -3 \text{ or } x > 3", lambda x: x * x > 9, lambda x: x < -3 or x > 3),
        ("|x - 1| < 3", "x < 4", lambda x: abs(x - 1) < 3, lambda x: x < 4),
        (r"x^2 - 4 \le 0", r"x \in [-2, 2]", lambda x: x * x <= 4, lambda x: -2 <= x <= 2),
        ("1000x > 1", "1000x > 2", lambda x: 1000 * x > 1, lambda x: 1000 * x > 2),
    ],
)
def test_a_number_is_found_where_two_inequalities_differ(first: str, second: str, one: Test, other: Test) -> None:
    found = differing(_ways(first), _ways(second), "x", Context())
    tried = [Fraction(n, d) for n in range(-60, 61) for d in (1, 2, 3, 7)]
    if found is None:
        assert all(one(x) == other(x) for x in tried)
    else:
        value = value_at(found, {})
        assert value is not None
        place = Fraction(int(value.p), int(value.q))
        assert one(place) != other(place)


@pytest.mark.parametrize(
    ("given", "concluded", "fails"),
    [
        ("a^2 = b^2", "a = b", lambda a, b: a * a == b * b and a != b),
        ("a + b = 0", "a = b", lambda a, b: a + b == 0 and a != b),
        ("a^3 = b^3", "a = b", None),
        ("a = b", "a^2 = b^2", None),
    ],
)
def test_numbers_are_found_for_which_something_does_not_follow(
    given: str, concluded: str, fails: Callable[[int, int], bool] | None
) -> None:
    found = counterexample(_relation(given), _relation(concluded), Context())
    assert (found is None) == (fails is None)
    if found is not None and fails is not None:
        assert fails(int(found["a"].p), int(found["b"].p))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (r"\frac34", True),
        (r"\pi", False),
        (r"2\pi + 1", False),
        (r"\sqrt{2}", False),
        (r"1 + \sqrt{\frac49}", True),
        (r"\ln 2", None),
    ],
)
def test_numbers_are_rational_or_not(number: str, expected: bool | None) -> None:
    (statement,) = parse_display(number).statements
    (side,) = statement.sides
    assert side is not None and is_rational(side) is expected


_GOLDEN, _THREE = [(1 + 5**0.5) / 2, (1 - 5**0.5) / 2], [(3 + 5**0.5) / 2, (3 - 5**0.5) / 2]


@pytest.mark.parametrize(
    ("first", "second", "solutions", "difference"),
    [
        ("x^2 = 2", "x^4 = 4", [2**0.5, -(2**0.5)], lambda x: x**4 - 4),
        ("x^2 = 2", "x^4 = 5", [2**0.5, -(2**0.5)], lambda x: x**4 - 5),
        ("x^2 = 4", "x^3 = 8", [2.0, -2.0], lambda x: x**3 - 8),
        ("x^2 = x + 1", "x^3 = 2x + 1", _GOLDEN, lambda x: x**3 - 2 * x - 1),
        ("x^2 = x + 1", "x^3 = 2x + 2", _GOLDEN, lambda x: x**3 - 2 * x - 2),
        (r"x + \frac{1}{x} = 3", r"x^2 + \frac{1}{x^2} = 7", _THREE, lambda x: x**2 + 1 / x**2 - 7),
        (r"x + \frac{1}{x} = 3", r"x^2 + \frac{1}{x^2} = 9", _THREE, lambda x: x**2 + 1 / x**2 - 9),
        (r"\frac{x}{x + 1} = 2", r"\frac{1}{x^2 - 1} = \frac13", [-2.0], lambda x: 1 / (x**2 - 1) - 1 / 3),
        ("2^x = 8", "2^{x + 1} = 16", [3.0], lambda x: 2 ** (x + 1) - 16),
        ("2^x = 8", "2^{x + 1} = 9", [3.0], lambda x: 2 ** (x + 1) - 9),
    ],
)
def test_two_equations_have_no_solution_in_common(
    first: str, second: str, solutions: list[float], difference: Callable[[float], float]
) -> None:
    none = all(abs(difference(x)) > 1e-9 for x in solutions)
    assert have_none_in_common(_relation(first), _relation(second), "x", Context()) is none


def test_rounded_numbers_tell_nothing() -> None:
    assert not have_none_in_common(_relation("2^x = 3"), _relation("x^2 = 2.51"), "x", Context())
