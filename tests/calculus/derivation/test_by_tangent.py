r"""Tangents, normals and critical points: every row is proved; lines are compared with slopes by mpmath, places with SymPy's."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
import sympy

from builder.calculus.derivation.by_critical import by_critical
from builder.calculus.derivation.derivation import CannotDerive, WrongAnswer
from builder.calculus.expression.nodes import NumberSet, Vector
from builder.calculus.latex.printer import print_latex
from builder.calculus.problem import Unreadable, read_problem
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.numbers import value
from tests.calculus.derivation.test_by_antiderivative import KNOWN
from tests.calculus.derivation.test_by_rules import all_steps, derived, rows

x = sympy.Symbol("x", real=True)

LINES = [
    ("x^2", "2", "4x - 4"),
    ("x^3 - 3x", "1", "-2"),
    (r"\sin x", "0", "x"),
    (r"\sin x", r"\frac{\pi}{3}", r"\frac{x}{2} + \frac{\sqrt{3}}{2} - \frac{\pi}{6}"),
    ("e^x", "1", "ex"),
    (r"\sqrt{x}", "4", r"\frac{x}{4} + 1"),
    (r"\frac{1}{x}", "-2", r"-\frac{x}{4} - 1"),
]


@pytest.mark.parametrize(("function", "at", "line"), LINES)
def test_tangents(function: str, at: str, line: str) -> None:
    derivation = derived(f"f(x) = {function}", f"tangent at x = {at}")
    assert derivation.method == "tangent"
    assert print_latex(derivation.answer) == line
    assert {step.reason.rule for step in all_steps(derivation.steps)} <= KNOWN
    assert judge_derivation(derivation).status is Standing.PROVED
    body = derivation.context.definitions["f"].body
    assert body is not None
    place = value(derived("f(x) = x", f"f({at})").answer, {})
    with mp.workdps(30):
        assert abs(value(derivation.answer, {"x": place}) - value(body, {"x": place})) < 1e-20
        slope = value(derivation.answer, {"x": place + 1}) - value(derivation.answer, {"x": place})
        assert abs(slope - mp.diff(lambda t: value(body, {"x": t}), place)) < 1e-9


def test_a_normal_and_the_words_for_it() -> None:
    derivation = derived("f(x) = x^2", "the normal line at x = 1")
    assert print_latex(derivation.answer) == r"-\frac{x}{2} + \frac{3}{2}"
    assert judge_derivation(derivation).status is Standing.PROVED


def test_a_tangent_line_by_line() -> None:
    assert (
        rows(derived("f(x) = x^2", "tangent at x = 2"))
        == r"""
f(2) = 2^2 [put-in-point]
= 4 [work-out]
f'(x) = 2x [power]
f'(2) = 2 \cdot 2 [put-in-point]
= 4 [work-out]
y = f(2) + f'(2)(x - 2) [line-through-point]
= 4 + 4(x - 2) [put-in-values]
= 4x - 4 [expand]
""".strip()
    )


POINTS = [
    ("x^3 - 3x", {-1: "maximum", 1: "minimum"}),
    ("x^4 - 2x^2", {-1: "minimum", 0: "maximum", 1: "minimum"}),
    ("x e^{-x}", {1: "maximum"}),
    (r"x \ln x", {sympy.exp(-1): "minimum"}),
    ("x^3", {0: "no extremum"}),
    ("x^4", {0: "minimum"}),
    (r"\frac{x}{x^2 + 1}", {-1: "minimum", 1: "maximum"}),
    (r"x + \frac{1}{x}", {-1: "maximum", 1: "minimum"}),
    ("x^3 - 3x^2 + x", {1 - sympy.sqrt(6) / 3: "maximum", 1 + sympy.sqrt(6) / 3: "minimum"}),
    (r"\frac{\ln x}{x}", {sympy.E: "maximum"}),
    ("e^x + e^{-2x}", {sympy.log(2) / 3: "minimum"}),
    (r"x \sqrt{1 - x}", {sympy.Rational(2, 3): "maximum", 1: "a minimum at the end"}),
    (r"\sqrt{x}", {0: "a minimum at the end"}),
    (r"\sqrt{x} (x - 3)", {0: "a maximum at the end", 1: "a local minimum"}),
    (r"\sqrt{4 - x^2}", {-2: "a minimum at the end", 0: "a local maximum", 2: "a minimum at the end"}),
    (r"\sqrt{x^2 - 3}", {-sympy.sqrt(3): "a minimum at the end", sympy.sqrt(3): "a minimum at the end"}),
    (r"\arcsin x", {-1: "a minimum at the end", 1: "a maximum at the end"}),
    ("x^{3/2}", {0: "a minimum at the end"}),
    (r"\frac{x^{2/3}}{x - \frac{1}{2}}", {-1: "a local minimum", 0: "a local maximum"}),
    ("|x|", {0: "minimum"}),
    ("x|x|", {0: "no extremum"}),
    ("x^{2/3}", {0: "minimum"}),
    (r"\sqrt[3]{x}", {0: "no extremum"}),
    ("x^{2/3} (x - 5)", {0: "maximum", 2: "minimum"}),
    ("|x^2 - 4|", {-2: "minimum", 0: "maximum", 2: "minimum"}),
    ("e^{|x|}", {0: "minimum"}),
]


@pytest.mark.parametrize(("function", "points"), POINTS, ids=[row[0] for row in POINTS])
def test_critical_points_and_their_nature(function: str, points: dict[sympy.Expr | int, str]) -> None:
    derivation = derived(f"f(x) = {function}", "critical points")
    assert isinstance(derivation.answer, NumberSet)
    found = [value(member, {}) for member in derivation.answer.members]
    assert len(found) == len(points)
    for place, truth in zip(found, points, strict=True):
        assert abs(place - mp.mpf(str(sympy.N(truth, 30)))) < 1e-12
    told = [step.reason.text for step in derivation.steps if "imum" in step.reason.text or "extremum" in step.reason.text]
    assert len(told) == len(points)
    assert all(nature in text for nature, text in zip(points.values(), told, strict=True))
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    "function",
    ["e^x", r"\ln x", "x^3 + x", r"\frac{1}{x}", r"\tan x", r"2x + \sin x", r"2^x", "ax + b", "e^{ax}"],
)
def test_no_critical_points(function: str) -> None:
    derivation = derived(f"f(x) = {function}", "critical points")
    assert derivation.answer == NumberSet("finite")
    last = judge_derivation(derivation)
    assert last.status is Standing.PROVED
    assert last.answer == r"\emptyset"
    assert last.steps[-1].plain == r"\ne 0"
    assert "there is no critical point" in last.steps[-1].step.reason.text


def test_an_answer_with_critical_points_inside_the_domain_only() -> None:
    assert len(derived(r"f(x) = x \sqrt{1 - x}", "critical points", answer=r"\{\frac{2}{3}\}").answer.members) == 1
    with pytest.raises(WrongAnswer):
        derived(r"f(x) = x \sqrt{1 - x}", "critical points", answer=r"\{1\}")


WITH_LETTERS = [
    ("x^3 - 3a^2 x", "a > 0", ["-a", "a"], ["negative: a local maximum", "positive: a local minimum"]),
    ("x^3 - 3a^2 x", "a < 0", ["a", "-a"], ["negative: a local maximum", "positive: a local minimum"]),
    ("ax^2 + bx + c", "", [r"-\frac{b}{2a}"], ["positive for $a > 0$: a local minimum; negative for $a < 0$: a local maximum"]),
    (r"\frac{a}{x} + bx", "a > 0, b > 0", [r"-\sqrt{\frac{a}{b}}", r"\sqrt{\frac{a}{b}}"], ["maximum", "minimum"]),
    ("x e^{-kx}", "k > 0", [r"\frac{1}{k}"], ["negative: a local maximum"]),
    ("x^2 (a - x)", "a > 0", ["0", r"\frac{2}{3} a"], ["positive: a local minimum", "negative: a local maximum"]),
    (r"\frac{x}{x^2 + a^2}", "a > 0", ["-a", "a"], ["positive: a local minimum", "negative: a local maximum"]),
    (r"e^{-x^2 / (2s^2)}", "s > 0", ["0"], ["negative: a local maximum"]),
    ("x^4 - 2ax^2", "a > 0", [r"-\sqrt{a}", "0", r"\sqrt{a}"], ["minimum", "maximum", "minimum"]),
]


@pytest.mark.parametrize(("function", "assumed", "places", "natures"), WITH_LETTERS, ids=[row[0] for row in WITH_LETTERS])
def test_critical_points_with_letters(function: str, assumed: str, places: list[str], natures: list[str]) -> None:
    """The places; what is told of them is so with numbers for the letters, by mpmath."""
    derivation = derived(f"f(x) = {function}", "critical points", assume=assumed)
    assert isinstance(derivation.answer, NumberSet)
    assert [print_latex(place) for place in derivation.answer.members] == places
    told = [step.reason.text for step in derivation.steps if "imum" in step.reason.text]
    assert all(nature in text for nature, text in zip(natures, told, strict=True))
    assert judge_derivation(derivation).status is Standing.PROVED
    body = derivation.context.definitions["f"].body
    assert body is not None
    letters = {name: mp.mpf(-2 if f"{name} < 0" in assumed else 2) + k for k, name in enumerate("abcks")}
    for place, text in zip(derivation.answer.members, told, strict=True):
        at = value(place, letters)
        slope, bend = (mp.diff(lambda t: value(body, {**letters, "x": t}), at, n) for n in (1, 2))
        assert abs(slope) < 1e-9
        assert "a local minimum" in text.split(";")[0] if bend > 0 else "a local maximum" in text.split(";")[0]


@pytest.mark.parametrize("function", ["ax^3 + bx", r"\sin(ax)", "|x - a|", "ax^3 + bx^2 + cx"])
def test_letters_of_which_too_little_is_known_are_told(function: str) -> None:
    with pytest.raises(CannotDerive):
        derived(f"f(x) = {function}", "critical points")


FAMILIES = [
    (r"\sin x", sympy.sin(x), ["minimum", "maximum"]),
    (r"x + \sin x", x + sympy.sin(x), ["no extremum"]),
    (r"\cos(2x)", sympy.cos(2 * x), ["maximum", "minimum"]),
    (r"3\sin x + 4\cos x", 3 * sympy.sin(x) + 4 * sympy.cos(x), ["minimum", "maximum"]),
    (r"x - 2\sin x", x - 2 * sympy.sin(x), ["maximum", "minimum"]),
    (r"e^{-x} \sin x", sympy.exp(-x) * sympy.sin(x), ["minimum", "maximum"]),
    (r"\sin^3 x", sympy.sin(x) ** 3, ["minimum", "no extremum", "maximum", "no extremum"]),
    (r"2\cos x + \cos(2x)", 2 * sympy.cos(x) + sympy.cos(2 * x), ["minimum", "maximum", "minimum", "maximum"]),
    (r"\sin x + \frac{1}{2}\sin(2x)", sympy.sin(x) + sympy.sin(2 * x) / 2, ["minimum", "maximum", "no extremum"]),
    (r"\frac{\sin x}{2 + \cos x}", sympy.sin(x) / (2 + sympy.cos(x)), ["minimum", "maximum"]),
]


@pytest.mark.parametrize(("function", "same", "natures"), FAMILIES, ids=[row[0] for row in FAMILIES])
def test_critical_points_that_repeat(function: str, same: sympy.Expr, natures: list[str]) -> None:
    """Each family is one of zeros of SymPy's derivative; between -π and π there are no others, by the signs of that."""
    derivation = derived(f"f(x) = {function}", "critical points")
    assert isinstance(derivation.answer, NumberSet)
    members = derivation.answer.members
    told = [step.reason.text for step in derivation.steps if "imum" in step.reason.text or "extremum" in step.reason.text]
    assert all(nature in text for nature, text in zip(natures, told, strict=True))
    assert judge_derivation(derivation).status is Standing.PROVED
    slope = sympy.lambdify(x, sympy.diff(same, x), "mpmath")
    places = sorted(value(member, {"k": mp.mpf(k)}) for member in members for k in (-3, -2, -1, 0, 1, 2))
    inside = [place for place in places if -10 < place < 10]
    assert all(abs(slope(place)) < 1e-9 for place in inside)
    for before, after in pairwise(inside):
        signs = {slope(before + (after - before) * part / 20) > 0 for part in range(1, 20)}
        assert len(signs) == 1


SURFACES = [
    ("x^3 - 3xy + y^3", {("0", "0"): "saddle", ("1", "1"): "minimum"}),
    ("x^2 + xy + y^2", {("0", "0"): "minimum"}),
    ("x^4 + y^4 - 4xy + 1", {("-1", "-1"): "minimum", ("0", "0"): "saddle", ("1", "1"): "minimum"}),
    (
        "x y (1 - x - y)",
        {("0", "0"): "saddle", ("0", "1"): "saddle", (r"\frac{1}{3}", r"\frac{1}{3}"): "maximum", ("1", "0"): "saddle"},
    ),
    ("x^3 + y^3", {("0", "0"): "tells nothing"}),
    (
        "x^3 + 3xy^2 - 15x - 12y",
        {("-2", "-1"): "maximum", ("-1", "-2"): "saddle", ("1", "2"): "saddle", ("2", "1"): "minimum"},
    ),
    (r"xy + \frac{1}{x} + \frac{1}{y}", {("1", "1"): "minimum"}),
    ("e^{-x^2 - y^2}", {("0", "0"): "maximum"}),
    ("e^{xy}", {("0", "0"): "saddle"}),
    ("(x^2 + y^2) e^{-x}", {("0", "0"): "minimum", ("2", "0"): "saddle"}),
    (
        "x e^{-x^2 - y^2}",
        {(r"-\frac{\sqrt{2}}{2}", "0"): "minimum", (r"\frac{\sqrt{2}}{2}", "0"): "maximum"},
    ),
    (r"\ln(x^2 + y^2 + 1)", {("0", "0"): "minimum"}),
]


SURFACES_WITH_LETTERS = [
    ("x^3 + y^3 - 3axy", "a > 0", {("0", "0"): "saddle point", ("a", "a"): "positive: a local minimum"}),
    ("x^3 + y^3 - 3axy", "", {("0", "0"): "saddle point", ("a", "a"): "negative for $a < 0$: a local maximum"}),
    ("ax^2 + by^2", "a > 0, b > 0", {("0", "0"): "positive: a local minimum"}),
    ("x^2 - 2ax + y^2", "", {("a", "0"): "positive: a local minimum"}),
]


@pytest.mark.parametrize(("function", "assumed", "points"), SURFACES_WITH_LETTERS)
def test_critical_points_of_two_variables_and_letters(function: str, assumed: str, points: dict[tuple[str, str], str]) -> None:
    derivation = derived(f"f(x, y) = {function}", "critical points", assume=assumed)
    assert isinstance(derivation.answer, NumberSet)
    found = [tuple(map(print_latex, member.entries)) for member in derivation.answer.members if isinstance(member, Vector)]
    assert found == list(points)
    told = " ".join(step.reason.text for step in derivation.steps)
    assert all(nature in told for nature in points.values())
    assert ("for $a \\ne 0$" in told) == (function == "x^3 + y^3 - 3axy" and not assumed)
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(("function", "points"), SURFACES, ids=[row[0] for row in SURFACES])
def test_critical_points_of_two_variables(function: str, points: dict[tuple[str, str], str]) -> None:
    derivation = derived(f"f(x, y) = {function}", "critical points")
    assert isinstance(derivation.answer, NumberSet)
    found = [tuple(map(print_latex, member.entries)) for member in derivation.answer.members if isinstance(member, Vector)]
    assert found == list(points)
    words = ("saddle", "minimum", "maximum", "tells nothing")
    told = [word for step in derivation.steps for word in words if word in step.reason.text]
    assert told == list(points.values())
    assert judge_derivation(derivation).status is Standing.PROVED
    given = derived(f"f(x, y) = {function}", "critical points", "", "", print_latex(derivation.answer))
    assert given.answer == derivation.answer
    with pytest.raises(WrongAnswer):
        derived(f"f(x, y) = {function}", "critical points", "", "", r"\{(7, 7)\}")


@pytest.mark.parametrize(
    ("given", "find", "why"),
    [
        (r"f(x) = x \sin x", "critical points", "is not solved"),
        ("f(x) = 2", "critical points", "0 everywhere"),
        (r"f(x) = \tan x", r"tangent at x = \pi/2", "has no value"),
        (r"f(x) = \sqrt{x}", "tangent at x = -1", "has no value"),
        (r"f(x) = \sqrt{x}", "normal at x = 0", "has no value"),
        ("f(x) = x^2", r"tangent at x = \infty", "no number"),
        ("f(x) = |x - 1|", "tangent at x = 1", "has no value"),
        ("f(x) = a x^3 + b x", "critical points", "letters"),
        (r"f(x) = \arctan x + \arctan\frac{1}{x}", "critical points", "0 everywhere"),
        ("f(x) = x^2", "normal at x = 0", "level"),
        ("f(x) = x^2", "tangent at t = 0", "function of x"),
        ("f(x, y) = x y", "tangent at x = 0", "several variables"),
        ("f(x, y) = (x - y)^2", "critical points", "fill a curve"),
        ("f(x, y) = (x^2 + y^2) e^{-x^2 - y^2}", "critical points", "fill a curve"),
        ("f(x, y) = x^2 + axy + y^2", "critical points", "sign"),
        (r"f(x, y) = \sqrt{x^2 + y^2}", "critical points", "no slope"),
        (r"f(x, y) = \sin x + \sin y", "critical points", "without end"),
        ("f(x, y, z) = xyz", "critical points", "several variables"),
    ],
)
def test_what_is_refused_says_why(given: str, find: str, why: str) -> None:
    with pytest.raises(CannotDerive, match=why) as found:
        derived(given, find)
    assert found.value.help


def test_a_tangent_to_a_curve_that_takes_y() -> None:
    """It was headed T, and `y|_{x = 2}` stood in its formula."""
    assert rows(derived("y = x^2", "tangent at x = 2")).splitlines()[-2:] == [
        "y = 4 + 4(x - 2) [line-through-point]",
        "= 4x - 4 [expand]",
    ]


CURVES = [
    ("x^2 + y^2 = 25", "tangent at (3, 4)", {"x": 3, "y": 4}, -mp.mpf(3) / 4),
    ("x^2 + y^2 = 25", "normal at the point (3, 4)", {"x": 3, "y": 4}, mp.mpf(4) / 3),
    ("x^3 + y^3 = 9", "the tangent line to the curve at (1, 2)", {"x": 1, "y": 2}, -mp.mpf(1) / 4),
    ("x = t^2, y = t^3", "tangent at t = 1", {"x": 1, "y": 1}, mp.mpf(3) / 2),
    ("x = t^2, y = t^3", "normal at t = 1", {"x": 1, "y": 1}, -mp.mpf(2) / 3),
]


@pytest.mark.parametrize(("curve", "find", "point", "slope"), CURVES)
def test_lines_at_points_of_curves(curve: str, find: str, point: dict[str, int], slope: mp.mpf) -> None:
    """The tangent of x = t^2, y = t^3 was that of y as a function of t."""
    derivation = derived(curve, find)
    assert judge_derivation(derivation).status is Standing.PROVED
    x = mp.mpf(point["x"])
    assert abs(value(derivation.answer, {"x": x}) - point["y"]) < 1e-12
    assert abs(value(derivation.answer, {"x": x + 1}) - point["y"] - slope) < 1e-12


FROM_POINTS = [
    ("x^2", "(1, -3)", ["-2x - 1", "6x - 9"]),
    (r"\frac{1}{x}", "(0, 4)", ["-4x + 4"]),
    (r"\sqrt{x}", "(-1, 0)", [r"\frac{x}{2} + \frac{1}{2}"]),
    ("e^x", "(0, 0)", ["ex"]),
    ("x^3", "(0, 2)", ["3x + 2"]),
    ("x^3", "(1, 1)", [r"\frac{3}{4} x + \frac{1}{4}", "3x - 2"]),
    ("x^3", "(2, 8)", ["3x + 2", "12x - 16"]),
    ("x^3 - 3x", "(2, 2)", ["2", "9x - 16"]),
    ("x^4 - 2x^2", "(0, -1)", ["-1"]),
    ("x^2", "(a, 0)", ["0", "4ax - 4a^2"]),
    ("x^2", "(a, a^2)", ["2ax - a^2"]),
    ("x^2", "(2a, 3a^2)", ["6ax - 9a^2", "2ax - a^2"]),
    ("x^2", r"(\pi, 0)", ["0", r"4 \pi x - 4 \pi^2"]),
    (r"\sqrt{x}", "(0, 1)", [r"\frac{x}{4} + 1"]),
    (r"\ln x", "(0, -1)", ["x - 1"]),
]


@pytest.mark.parametrize(("function", "point", "lines"), FROM_POINTS)
def test_all_tangents_through_a_point_on_the_graph_or_not(function: str, point: str, lines: list[str]) -> None:
    """Only the one that touches there was found for a point of the graph, and 0 alone for (a, 0): a was the contact, too."""
    derivation = derived(f"f(x) = {function}", f"tangent through {point}")
    members = derivation.answer.members if isinstance(derivation.answer, NumberSet) else (derivation.answer,)
    assert [print_latex(line) for line in members] == lines
    assert judge_derivation(derivation).status is Standing.PROVED


LINES_FROM_POINTS = [
    ("x^2 + y^2 = 25", "tangent through (7, 1)", ["(3, 4)", "(4, -3)"]),
    ("x^2 + y^2 = 5", "tangent through (5, 0)", ["(1, -2)", "(1, 2)"]),
    ("x^2 + 4y^2 = 36", "tangent through (12, 3)", ["(0, 3)", "(24/5, -9/5)"]),
    ("y^2 = 4x", "tangent through (-1, 0)", ["(1, -2)", "(1, 2)"]),
    ("xy = 4", "tangent through (0, 2)", ["(4, 1)"]),
    ("x^2 + xy + y^2 = 3", "tangent through (4, -2)", ["(1, 1)", "(1, -2)"]),
    ("x^2 + y^2 = 9", "tangent through (3, 5)", ["(-24/17, 45/17)"]),
    ("f(x) = x^2", "normal through (3, 0)", ["(1, 1)"]),
    (r"f(x) = \sqrt{x}", "normal through (3/2, 0)", ["(1, 1)"]),
    (r"f(x) = \frac{1}{x}", "normal through (0, 0)", ["(1, 1)"]),
]


@pytest.mark.parametrize(("given", "find", "touching"), LINES_FROM_POINTS)
def test_lines_from_points_meet_the_curve_where_they_should(given: str, find: str, touching: list[str]) -> None:
    """The points of contact are known; each line goes through one of them and through the point."""
    derivation = derived(given, find)
    assert judge_derivation(derivation).status is Standing.PROVED
    lines = derivation.answer.members if isinstance(derivation.answer, NumberSet) else (derivation.answer,)

    def numbers(pair: str) -> tuple[mp.mpf, mp.mpf]:
        first, second = (Fraction(part.strip()) for part in pair.strip("()").split(","))
        return mp.mpf(first.numerator) / first.denominator, mp.mpf(second.numerator) / second.denominator

    point, contacts = numbers(find.partition("through ")[2]), [numbers(pair) for pair in touching]
    assert len(lines) == len(contacts)
    for line in lines:
        assert abs(value(line, {"x": point[0]}) - point[1]) < 1e-12
    for x, y in contacts:
        assert min(abs(value(line, {"x": x}) - y) for line in lines) < 1e-12


@pytest.mark.parametrize(("curve", "point"), [("x^2 + y^2 = 1", "(2, 0)"), (r"\frac{x^2}{9} + \frac{y^2}{4} = 1", "(0, 4)")])
def test_points_of_contact_with_roots(curve: str, point: str) -> None:
    derivation = derived(curve, f"tangent through {point}")
    assert isinstance(derivation.answer, NumberSet)
    assert judge_derivation(derivation).status is Standing.PROVED


@pytest.mark.parametrize(
    ("function", "assume", "point", "lines"),
    [
        ("ax^2", "a > 0, b > 0", "(0, -b)", 2),
        ("x^2 + c", "c > 0", "(0, 0)", 2),
    ],
)
def test_tangents_from_a_point_with_letters_whose_signs_are_told(function: str, assume: str, point: str, lines: int) -> None:
    derivation = derived(f"f(x) = {function}", f"tangent through {point}", "", assume)
    assert isinstance(derivation.answer, NumberSet)
    assert len(derivation.answer.members) == lines
    assert judge_derivation(derivation).status is Standing.PROVED


def test_an_upright_normal_is_named_beside_the_others() -> None:
    derivation = derived("f(x) = x^2", "normal through (0, 3)")
    assert any("upright" in step.reason.text for step in derivation.steps)
    assert judge_derivation(derivation).status is Standing.PROVED


def test_at_a_point_of_the_graph_is_the_tangent_that_touches_there() -> None:
    assert print_latex(derived("f(x) = x^3", "tangent at (2, 8)").answer) == "12x - 16"


@pytest.mark.parametrize("assumption", ["x > 0", r"x \in [0, 10]"])
def test_tangents_touch_where_it_is_assumed(assumption: str) -> None:
    """-2x - 1 touches at -1."""
    assert print_latex(derived("f(x) = x^2", "tangent through (1, -3)", "", assumption).answer) == "6x - 9"
    with pytest.raises(CannotDerive, match="is not seen whether") as raised:
        derived("f(x) = x^2", "tangent through (1, -3)", "", "x > a")
    assert raised.value.help


@pytest.mark.parametrize(
    ("given", "find", "says"),
    [
        ("f(x) = x^2", "tangent through (0, 3)", "no tangent"),
        ("f(x) = x^2", "tangent through (a, b)", "not solved completely"),
        ("f(x) = a x^2", "tangent through (1, 0)", "not solved completely"),
        (r"f(x) = \frac{1}{x}", "tangent through (a, 0)", "not solved completely"),
        ("f(x) = e^x", "tangent through (a, 0)", "not solved completely"),
        ("f(x) = x^2", "tangent through (x, 0)", "the variable of the function"),
        ("f(x) = x^5 - x + 1", "tangent through (0, 3)", "without rational zeros"),
        ("f(x) = 2x + 1", "tangent through (0, 1)", "at all places"),
        (r"f(x) = \sqrt{x^4}", "tangent through (1, 0)", "may be missed"),
        ("f(x) = |x|", "tangent through (1, 0)", "may be missed"),
        ("x^3 + y^3 = 9", "tangent through (1, 2)", "elsewhere"),
        ("x = t^2, y = t^3", "tangent at (1, 1)", "not of x"),
        ("f(x) = x^2", "normal at (0, 3)", "not on the graph"),
        ("x^2 + y^2 = 25", "tangent at (3, 5)", "not on the curve"),
        ("x^2 + y^2 = 25", "tangent through (1, 1)", "inside the curve"),
        ("x^3 + y^3 = 9", "tangent through (5, 5)", "is not solved for"),
        ("x^2 + y^2 = 25", "normal through (7, 1)", "not on the curve"),
        (r"\frac{x^2}{a^2} + y^2 = 1", "tangent at (p, q)", "is not seen"),
    ],
)
def test_points_without_a_line(given: str, find: str, says: str) -> None:
    with pytest.raises(CannotDerive, match=says):
        derived(given, find)


def test_a_tangent_without_a_point() -> None:
    with pytest.raises(Unreadable, match="the point is not told"):
        read_problem("f(x) = x^2", "tangent at 2 + ")
    with pytest.raises(CannotDerive, match="needs a point"):
        derived("f(x) = x^2", "f'(x)", "tangent")
    assert by_critical(read_problem("y = x^2", "critical points")).method == "critical"


@pytest.mark.parametrize(
    ("find", "help"),
    [
        ("solve", "critical points"),
        ("local extrema", "critical points"),
        ("tangents", "say where: `tangent at x = 2`"),
        ("normal line", "say where: `normal at x = 2`"),
    ],
)
def test_words_that_ask_for_nothing_are_answered_with_what_there_is(find: str, help: str) -> None:
    r"""`tangents` was the product of its letters, and meant to be `\tan gents`."""
    with pytest.raises(Unreadable) as raised:
        derived("f(x) = x^2", find)
    assert raised.value.fault.code == "goal-not-reached" and help in raised.value.fault.help


def test_tangents_in_the_plural() -> None:
    assert derived("f(x) = x^2", "tangents at x = 2").answer == derived("f(x) = x^2", "tangent at x = 2").answer
