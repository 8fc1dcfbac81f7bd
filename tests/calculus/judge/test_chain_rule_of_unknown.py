"""The chain rule for an unknown f of functions of t, in the usual ways of writing it, with near misses.

The oracle: the rule for f(x, y) = x²y + y³, x = t² and y = t³ + t, worked out by SymPy.
"""

from __future__ import annotations

import pytest
import sympy

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import claim_of, context_of

LINES = [
    # given, left, right, near miss
    (r"V(r) = \frac43 \pi r^3", r"\frac{dV}{dt}", r"4 \pi r^2 \frac{dr}{dt}", r"5 \pi r^2 \frac{dr}{dt}"),
    (
        "f(x, y) = x^2 y + y^3",
        r"\frac{df}{dt}",
        r"2xy \frac{dx}{dt} + (x^2 + 3y^2) \frac{dy}{dt}",
        r"2xy \frac{dx}{dt} - (x^2 + 3y^2) \frac{dy}{dt}",
    ),
    ("f(x, y) = x y^2", r"\frac{df}{dx}", r"y^2 + 2xy \frac{dy}{dx}", r"y^2 + 3xy \frac{dy}{dx}"),
    ("g(y) = y^3, f(x) = x^2", r"\frac{d}{dx} g(y)", r"3y^2 \frac{dy}{dx}", r"4y^2 \frac{dy}{dx}"),
    ("p(x) = 9 - x", r"\frac{d}{dt} (x p(x))", r"(9 - 2x) \frac{dx}{dt}", r"(9 - x) \frac{dx}{dt}"),
    (
        "z(t) = f(x(t), y(t))",
        "z'(t)",
        r"\frac{\partial f}{\partial x}(x(t),y(t)) x'(t) + \frac{\partial f}{\partial y}(x(t),y(t)) y'(t)",
        r"\frac{\partial f}{\partial x}(x(t),y(t)) y'(t) + \frac{\partial f}{\partial y}(x(t),y(t)) x'(t)",
    ),
    (
        "z(t) = f(x(t), y(t))",
        r"\frac{dz}{dt}",
        r"\frac{\partial f}{\partial x} \frac{dx}{dt} + \frac{\partial f}{\partial y} \frac{dy}{dt}",
        r"\frac{\partial f}{\partial x} \frac{dx}{dt} - \frac{\partial f}{\partial y} \frac{dy}{dt}",
    ),
    ("z(t) = f(x(t), y(t))", "z'(t)", "f_x(x(t),y(t)) x'(t) + f_y(x(t),y(t)) y'(t)", "f_x(x(t),y(t)) + f_y(x(t),y(t)) y'(t)"),
    ("z = f(x, y)", r"\frac{dz}{dt}", "f_x(x,y) x' + f_y(x,y) y'", "f_x(x,y) x' + f_y(x,y)"),
    (
        "",
        r"\frac{d}{dt} f(x(t),y(t))",
        r"\frac{\partial f}{\partial x}(x(t),y(t)) x'(t) + \frac{\partial f}{\partial y}(x(t),y(t)) y'(t)",
        r"\frac{\partial f}{\partial x}(x(t),y(t)) + \frac{\partial f}{\partial y}(x(t),y(t))",
    ),
    (
        "z(t) = f(x(t), y(t))",
        "z'(t)",
        r"\nabla f(x(t),y(t)) \cdot \langle x'(t), y'(t) \rangle",
        r"\nabla f(x(t),y(t)) \cdot \langle y'(t), x'(t) \rangle",
    ),
    (
        "z(t) = f(2t, t^2)",
        "z'(t)",
        r"2\frac{\partial f}{\partial x}(2t,t^2) + 2t\frac{\partial f}{\partial y}(2t,t^2)",
        r"\frac{\partial f}{\partial x}(2t,t^2) + 2t\frac{\partial f}{\partial y}(2t,t^2)",
    ),
    (
        "",
        r"\frac{\partial}{\partial s} f(x(s,t),y(s,t))",
        r"f_x(x(s,t),y(s,t)) \frac{\partial x}{\partial s} + f_y(x(s,t),y(s,t)) \frac{\partial y}{\partial s}",
        r"f_x(x(s,t),y(s,t)) \frac{\partial x}{\partial t} + f_y(x(s,t),y(s,t)) \frac{\partial y}{\partial t}",
    ),
    # nobody differentiates by f
    ("", "(f^2)'", "2ff'", "2f"),
    ("", r"(\ln f)'", r"\frac{f'}{f}", r"\frac{1}{f}"),
    ("", r"(\frac{1}{f})'", r"-\frac{f'}{f^2}", r"-\frac{1}{f^2}"),
    ("", "(f^n)'", "nf^{n-1} f'", "nf^{n-1}"),
    # partial derivatives without their arguments, which are those of the function beside them
    ("", r"\frac{d}{dt} f(x(t),y(t))", "f_x x'(t) + f_y y'(t)", "f_x x'(t) - f_y y'(t)"),
    ("", r"\frac{d}{dt} f(x(t),y(t))", r"f_x \frac{dx}{dt} + f_y \frac{dy}{dt}", r"f_x \frac{dx}{dt} + f_x \frac{dy}{dt}"),
    ("", r"\frac{d}{dt} f(x(t),y(t))", r"\nabla f \cdot (x'(t), y'(t))", r"\nabla f \cdot (y'(t), x'(t))"),
    ("", r"\frac{d}{dt} f(t,t^2)", r"\frac{\partial f}{\partial x} + 2t \frac{\partial f}{\partial y}", r"f_x + t f_y"),
    ("g(t) = f(t, t^2)", "g'(t)", "f_x(t,t^2) + 2t f_y(t,t^2)", "f_x(t,t^2) + t f_y(t,t^2)"),
    ("", r"\frac{d}{dt} f(t,t^2,t^3)", "f_x + 2t f_y + 3t^2 f_z", "f_x + 2t f_y + 3t f_z"),
    # they stand where the function stands at the value that is put in
    ("k(t) = f(x + at, y + bt)", "k'(0)", r"a \frac{\partial f}{\partial x} + b \frac{\partial f}{\partial y}", "b f_x + a f_y"),
    ("k(t) = f(x + at, y + bt)", r"\left. \frac{dk}{dt} \right|_{t=0}", "a f_x + b f_y", "a f_x - b f_y"),
    ("k(t) = f(x + at, y + bt)", "k'(t)", "a f_x + b f_y", "a f_x(x, y) + b f_y(x, y)"),
    ("k(t) = f(t, t^2)", "k'(1)", "f_x + 2 f_y", "f_x + f_y"),
    ("", r"\frac{\partial}{\partial x} f(x^2 y, y)", "2xy f_x(x^2 y, y)", "2x f_x(x^2 y, y)"),
    ("", r"\frac{\partial}{\partial u} f(u + v, uv)", "f_x + v f_y", "f_x + u f_y"),
    ("", r"\frac{\partial}{\partial y} f(x + y, x - y)", "f_u - f_v", "f_u + f_v"),
    ("", r"\frac{d}{dt} f(a + th, b + tk)", "h f_x(a + th, b + tk) + k f_y(a + th, b + tk)", "h f_x + h f_y"),
    ("", r"\frac{d}{dt} f(tx, ty)", "x f_x + y f_y", "t f_x + t f_y"),
    (
        "",
        r"\frac{\partial}{\partial \theta} f(r \cos\theta, r \sin\theta)",
        r"-f_x r \sin\theta + f_y r \cos\theta",
        r"f_x r \sin\theta + f_y r \cos\theta",
    ),
    (
        "",
        r"\frac{d^2}{dt^2} f(x(t),y(t))",
        "f_{xx} x'(t)^2 + 2 f_{xy} x'(t) y'(t) + f_{yy} y'(t)^2 + f_x x''(t) + f_y y''(t)",
        "f_{xx} x'(t)^2 + f_{xy} x'(t) y'(t) + f_{yy} y'(t)^2 + f_x x''(t) + f_y y''(t)",
    ),
]


@pytest.mark.parametrize(("given", "left", "right", "wrong"), LINES, ids=[f"{row[1]} = {row[2]}" for row in LINES])
def test_chain_rule(given: str, left: str, right: str, wrong: str) -> None:
    context = context_of(given)
    assert isinstance(decide(claim_of(f"{left} = {right}", context)), Proved)
    assert isinstance(decide(claim_of(f"{left} = {wrong}", context)), Refuted)


def test_the_rule_by_sympy() -> None:
    t, x, y = sympy.symbols("t x y")
    f, along = x**2 * y + y**3, {x: t**2, y: t**3 + t}
    whole = sympy.diff(f.subs(along), t)
    first, second = (sympy.diff(f, v).subs(along) * sympy.diff(along[v], t) for v in (x, y))
    assert sympy.expand(whole - first - second) == 0
    assert sympy.expand(whole - first + second) != 0
