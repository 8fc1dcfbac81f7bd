"""The oracle of the runs in `tests/fuzz` is itself right: its values are SymPy's, its answers what is known without it, and where
nothing is certain it is silent.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from sympy import (
    Abs,
    E,
    acos,
    asin,
    asinh,
    atan,
    binomial,
    ceiling,
    cosh,
    cot,
    diff,
    exp,
    factorial,
    floor,
    integrate,
    limit,
    log,
    oo,
    root,
    sec,
    sign,
    sin,
    summation,
    symbols,
    tan,
    tanh,
)

from builder.calculus.latex.parser import parse_expression
from tests.calculus.judge.claims import claim_of, context_of
from tests.fuzz.oracle import NOT_DEFINED, Fails, Holds, Mute, ask, ask_at
from tests.fuzz.reals import NoLimit, NoValue, Silent
from tests.fuzz.tables import number
from tests.fuzz.values import WORKING_DIGITS, World, value

x, y, h, k, n = symbols("x y h k n")
AT = {"x": Fraction(7, 10), "y": Fraction(-3, 2), "n": Fraction(4), "h": Fraction(1, 8)}

VALUES: list[tuple[str, sympy.Expr]] = [
    ("2x - 3y^2", 2 * x - 3 * y**2),
    (r"-x^2 \cdot \frac{y}{x + 1}", -(x**2) * y / (x + 1)),
    ("0.25 x / 3", x / 12),
    (r"\sqrt[3]{y}", -root(-y, 3)),
    (r"y^{2/3}", root(y**2, 3)),
    (r"y^{-1/3}", -1 / root(-y, 3)),
    (r"y^{-3}", y**-3),
    (r"x^{y}", x**y),
    (r"x^0 + 0^0", sympy.Integer(2)),
    (r"e^{-x^2} + e", exp(-(x**2)) + E),
    (r"\sin^2 x + \cos(x)", sin(x) ** 2 + sympy.cos(x)),
    (r"\tan x \sec x \cot x", tan(x) * sec(x) * cot(x)),
    (r"\arcsin x + \arccos x \cdot \arctan x", asin(x) + acos(x) * atan(x)),
    (r"\sinh x \cosh x + \tanh x", sympy.sinh(x) * cosh(x) + tanh(x)),
    (r"\operatorname{arsinh} y", asinh(y)),
    (r"\log_2 x + \ln x", log(x) / log(2) + log(x)),
    (r"|y| + \lfloor y \rfloor + \lceil y \rceil", Abs(y) + floor(y) + ceiling(y)),
    (r"\max(x, y) - \min(x, y)", x - y),
    (r"\operatorname{sgn} y", sign(y)),
    (r"(x - x)^{x}", sympy.Integer(0)),
    (r"n! + \binom{n}{2}", factorial(n) + binomial(n, 2)),
    (r"\frac{d}{dx} x^x", diff(x**x, x)),
    (r"\frac{d^3}{dx^3} \sin(x^2)", diff(sin(x**2), x, 3)),
    (r"\frac{d^{10}}{dx^{10}} \ln x", diff(log(x), x, 10)),
    (r"\frac{d}{dx} \frac{d}{dx} e^{xy}", diff(exp(x * y), x, 2)),
    (r"\left. \frac{d}{dx} x^3 \right|_{x = y}", 3 * y**2),
    (r"\lim_{h \to 0} \frac{(x + h)^3 - x^3}{h}", 3 * x**2),
    (r"\lim_{h \to 0} \frac{1 - \cos h}{h^2}", limit((1 - sympy.cos(h)) / h**2, h, 0)),
    (r"\lim_{h \to 0^-} \frac{|h|}{h}", sympy.Integer(-1)),
    (r"\lim_{h \to \infty} (1 + \frac{1}{h})^h", limit((1 + 1 / h) ** h, h, oo)),
    (r"\lim_{h \to -\infty} \frac{7h^2 + h}{2h^2}", sympy.Rational(7, 2)),
    (r"\sum_{k=1}^{n} k^2", summation(k**2, (k, 1, n))),
    (r"\prod_{k=1}^{n} k", factorial(n)),
    (r"\int_0^x \cos h \, dh", integrate(sympy.cos(h), (h, 0, x))),
    (r"\int_0^\infty e^{-h} \, dh", sympy.Integer(1)),
    (r"\begin{cases} x & \text{if } x > 1 \\ y & \text{otherwise} \end{cases}", y),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[row[0] for row in VALUES])
def test_values_are_those_of_sympy(text: str, expected: sympy.Expr) -> None:
    world = World({}, {}, integers=frozenset({"n", "k"}))
    exact = {symbols(name): sympy.Rational(at.numerator, at.denominator) for name, at in AT.items()}
    with mpmath.workdps(WORKING_DIGITS):
        right = mpmath.mpf(str(sympy.N(expected.subs(exact).doit(), 40)))
        env = {name: mpmath.mpf(at.numerator) / at.denominator for name, at in AT.items()}
        found = number(value(parse_expression(text), env, world))
        tolerance = mpmath.mpf(10) ** -min(world.digits, 30)
        assert abs(found - right) <= tolerance * (1 + abs(right))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\sqrt{y}", NoValue),
        (r"\ln y", NoValue),
        (r"y^x", NoValue),
        (r"\frac{1}{x - x}", NoValue),
        (r"\arcsin(2)", NoValue),
        (r"\operatorname{arcosh} x", NoValue),
        (r"\lim_{h \to 0} \frac{|h|}{h}", NoLimit),
        (r"\lim_{h \to 0} \frac{x}{h}", NoLimit),
        (r"\lim_{h \to \infty} e^h", NoLimit),
        (r"\left. \frac{d}{dx} |x| \right|_{x = 0}", NoLimit),
        (r"\lim_{h \to \infty} \frac{1}{\ln h}", Silent),
        (r"\lim_{h \to 0} \sin\frac{1}{h}", Silent),
        (r"\operatorname{arccot} y", Silent),
        ("z", Silent),
        (r"1 + 2 + \cdots + n", Silent),
        (r"e^{e^{e^{e^{e^e}}}}", Silent),
        (r"y^{x - x + 2}", Silent),
    ],
)
def test_where_there_is_no_value_none_is_told(text: str, why: type[Exception]) -> None:
    with mpmath.workdps(WORKING_DIGITS):
        env = {name: mpmath.mpf(at.numerator) / at.denominator for name, at in AT.items()}
        with pytest.raises(why):
            value(parse_expression(text), env, World({}, {}, integers=frozenset({"n"})))


TRUE = [
    # claim, given, assumed
    (r"(x+1)^2 = x^2 + 2x + 1", "", ""),
    (r"\sqrt{x^2} = |x|", "", ""),
    (r"\sqrt{x^2} = x", "", r"x \ge 0"),
    (r"\ln(xy) = \ln x + \ln y", "", ""),
    (r"\arctan x + \arctan\frac{1}{x} = \frac{\pi}{2}", "", "x > 0"),
    (r"(-1)^{2n} = 1", "", ""),
    (r"(-1)^{n^2 + n} = 1", "", ""),
    (r"x = \pm 2x \mp x", "", "x = 0"),
    (r"f'(x) = 2x \sin x + x^2 \cos x", r"f(x) = x^2 \sin x", ""),
    (r"f''(x) = 12x^2", r"f(x) = x^4", ""),
    (r"f' = 6x", r"f(x) = 3x^2", ""),
    (r"y' = 2x", r"y = x^2", ""),
    (r"\frac{dy}{du} = \cos(x^2)", r"y = \sin u,\ u = x^2", ""),
    (r"\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}", r"y = \sin u,\ u = x^2", ""),
    (r"\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}", "", ""),
    (r"\frac{dy}{dx} = \frac{3t}{2}", r"x = t^2,\ y = t^3", ""),
    (r"\frac{d^2y}{dx^2} = \frac{3}{4t}", r"x = t^2,\ y = t^3", ""),
    (r"\frac{d}{dx} \left( \frac{dy}{dx} \right) = 30 t^2", r"x = \sqrt{t},\ y = t^3", ""),
    (r"\frac{d}{dx} y^2 = 2 y \frac{dy}{dx}", "", ""),
    (r"(f(x) g(x))' = f'(x) g(x) + f(x) g'(x)", "", ""),
    (r"(f g)' = f' g + f g'", "", ""),
    (r"(f(g(x)))' = f'(g(x)) \cdot g'(x)", "", ""),
    (r"\frac{\partial f}{\partial x}(1, 2) = 4", r"f(x, y) = x^2 y", ""),
    (r"f_{xy} = 2x", r"f(x, y) = x^2 y", ""),
    (r"\nabla f(x, y) = \langle 2xy, x^2 \rangle", r"f(x, y) = x^2 y", ""),
    (r"D_u f(1, 1) = \frac{14}{5}", r"f(x, y) = x^2 + y^2,\ u = \langle \frac35, \frac45 \rangle", ""),
    (r"\frac{\partial s}{\partial w} = h", r"h = wx,\ s = wh", ""),
    (r"\frac{\partial s}{\partial w} = 2h", r"h = wx,\ s = wh", ""),
    (r"\frac{dz}{dt} = \frac{\partial z}{\partial x} \frac{dx}{dt} + \frac{\partial z}{\partial y} \frac{dy}{dt}", "", ""),
    (
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = \langle x + 2y, 3x + 4y \rangle",
        "",
        "",
    ),
    (r"\int x^2 \, dx = \frac{x^3}{3} + C", "", ""),
    (r"\lim_{x \to 0} (\sqrt{x})^2 + 1 = 1", "", ""),
    (r"x^2 \ge 0", "", ""),
    (r"x \ne x + 1", "", ""),
    (r"\sqrt{2} < \frac{3}{2}", "", ""),
]

FALSE = [
    (r"(x+1)^2 = x^2 + 1", "", ""),
    (r"\sqrt{x^2} = x", "", ""),
    (r"\operatorname{sgn}(x)^2 = 1", "", ""),
    (r"\ln x^2 = 2 \ln x + x - x + 10^{-40}", "", ""),
    (r"\arctan x + \arctan\frac{1}{x} = \frac{\pi}{2}", "", ""),
    (r"x = \pm x", "", ""),
    (r"f'(x) = 2x \cos x", r"f(x) = x^2 \sin x", ""),
    (r"(f(x) g(x))' = f'(x) g'(x)", "", ""),
    (r"\frac{dy}{dx} = \frac{3t^2}{2}", r"x = t^2,\ y = t^3", ""),
    (r"\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = 2x + h", "", ""),
    (r"\lim_{h \to 0} \frac{(x+h)^2 + x^2}{h} = 2x", "", ""),
    (r"\lim_{h \to 0} \frac{|h|}{h} = 1", "", ""),
    (r"f'(0) = 0", r"f(x) = |x|", ""),
    (r"\frac{\partial s}{\partial w} = 3h", r"h = wx,\ s = wh", ""),
    (r"\nabla f(x, y) = \langle x^2, 2xy \rangle", r"f(x, y) = x^2 y", ""),
    (r"\langle 1, 2 \rangle = \langle 1, 2, 3 \rangle", "", ""),
    (r"\nabla f(x, y) = 2xy + x^2", r"f(x, y) = x^2 y", ""),
    (r"\sum_{k=1}^{n} k = \frac{n(n-1)}{2}", "", ""),
    (r"\int_0^1 x^2 \, dx = \frac{1}{2}", "", ""),
    (r"\int x^2 \, dx = x^3 + C", "", ""),
    (r"x < x^2", "", ""),
    (r"x^2 \ne x", "", ""),
]

CURVES = [
    ("x^2 + y^2 = 25", r"y' = -\frac{x}{y}", r"y' = -\frac{y}{x}"),
    ("x^2 + y^2 = 25", r"y'' = -\frac{25}{y^3}", r"y'' = -\frac{24}{y^3}"),
    ("x^3 + y^3 = 6xy", r"\frac{dy}{dx} = \frac{2y - x^2}{y^2 - 2x}", r"\frac{dy}{dx} = \frac{2y + x^2}{y^2 - 2x}"),
    ("x^2 + y^2 = 25", r"2x \frac{dx}{dt} + 2y \frac{dy}{dt} = 0", r"2x \frac{dx}{dt} - 2y \frac{dy}{dt} = 0"),
]

MUTE = [
    (r"\int_0^a x^{-2} \, dx = \frac{a^3}{3}", "", ""),
    (r"\lim_{x \to 0} \sin\frac{1}{x} = 0", "", ""),
    (r"\sqrt{-1 - x^2} = 1", "", ""),
    (r"\frac{1}{3} \approx 0.333", "", ""),
    (r"x = 2x", "", "x > 1, x < 0"),
    (r"\lim_{x \to 0^+} \frac{1}{x} = \infty", "", ""),
    (r"\lim_{x \to 0} \frac{1}{x^2} = \lim_{x \to \infty} x", "", ""),
    (r"\frac{d}{dx} \int_0^x e^{-t^2} \, dt = e^{-x^2}", "", ""),
    (r"\int \frac{1}{u} \, du = \ln |u| + C", "u = x^2 + 1", ""),
    ("(u v)'' = (u v')'", "", ""),
]


@pytest.mark.parametrize(
    ("text", "given", "assume", "expected"),
    [(*row, Holds) for row in TRUE] + [(*row, Fails) for row in FALSE] + [(*row, Mute) for row in MUTE],
)
def test_what_is_known_is_told(text: str, given: str, assume: str, expected: type) -> None:
    claim = claim_of(text, context_of(given, assume))
    assert isinstance(ask(claim.relation, claim.context), expected)


@pytest.mark.parametrize(("curve", "true", "false"), CURVES)
def test_what_is_known_of_curves_is_told(curve: str, true: str, false: str) -> None:
    context = context_of(curve=curve)
    assert isinstance(ask(claim_of(true, context).relation, context), Holds)
    assert isinstance(ask(claim_of(false, context).relation, context), Fails)


def test_one_point_is_looked_at_when_it_is_told() -> None:
    claim = claim_of(r"\sqrt{x^2} = x", context_of())
    answers = [ask_at(claim.relation, claim.context, {"x": Fraction(at)}, {}) for at in (-2, 2)]
    assert [type(answer) for answer in answers] == [Fails, Holds]
    nowhere = claim_of(r"\sqrt{x} = \sqrt{x}", context_of())
    assert ask_at(nowhere.relation, nowhere.context, {"x": Fraction(-2)}, {}) == NOT_DEFINED


def test_what_is_tiny_is_not_taken_for_zero() -> None:
    claim = claim_of("(2x - 1)^{5000} = (x - 1)^{5000}(x + 1)^{5000}", context_of())
    assert isinstance(ask_at(claim.relation, claim.context, {"x": Fraction(1, 2)}, {}), Mute)


def test_what_is_huge_does_not_hide_what_is_added() -> None:
    for text, answer in (
        ("9^{9^9} = 3^{2 \\cdot 9^9} + 1", Mute),
        ("9^{9^9} = 3^{2 \\cdot 9^9}", Mute),
        ("9^9 = 3^{18} + 1", Fails),
    ):
        claim = claim_of(text, context_of())
        assert isinstance(ask_at(claim.relation, claim.context, {}, {}), answer)
