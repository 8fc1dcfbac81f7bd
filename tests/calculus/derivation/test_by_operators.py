r"""Divergence, curl, Laplacian and determinants: every row is proved, and the answer is what SymPy finds."""

from __future__ import annotations

import pytest
import sympy

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.latex.printer import print_latex
from builder.calculus.sympy_bridge import to_sympy
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.test_by_antiderivative import KNOWN
from tests.calculus.derivation.test_by_rules import all_steps, derived

X, Y, Z, R, T = sympy.symbols("x y z r theta", real=True)

SCALARS = [
    ("F(x, y, z) = (xy, yz, zx)", r"\nabla \cdot F", X + Y + Z),
    ("F(x, y, z) = (x, y, z)", r"\operatorname{div} F", 3),
    ("F(x, y) = (x^2 - y^2, 2xy)", r"\operatorname{div} F", 4 * X),
    ("f(x, y, z) = x^2 y z", r"\nabla \cdot \nabla f", 2 * Y * Z),
    (r"f(x, y) = \ln(x^2 + y^2)", r"\Delta f", 0),
    ("f(x, y) = x^2 y + y^3", r"\Delta f", 8 * Y),
    (r"f(x, y, z) = \frac{1}{\sqrt{x^2 + y^2 + z^2}}", r"\Delta f", 0),
    (r"F(r, \theta) = (r \cos \theta, r \sin \theta)", r"\det J_F", R),
    (r"F(r, \theta, z) = (r \cos \theta, r \sin \theta, z)", r"\det J", R),
    (r"F(x, y, z) = (x^2, y, \sin(xz))", r"\det J_F", 2 * X**2 * sympy.cos(X * Z)),
    ("f(x, y) = x^2 y + y^3", r"\det H_f", 12 * Y**2 - 4 * X**2),
    (r"x = r \cos \theta, y = r \sin \theta", r"\frac{\partial(x, y)}{\partial(r, \theta)}", R),
    ("u = x^2 - y^2, v = 2xy", r"\frac{\partial(u, v)}{\partial(x, y)}", 4 * X**2 + 4 * Y**2),
    ("f(x, y) = x^2 y", r"\nabla f \cdot (1, 2)", 2 * X * Y + 2 * X**2),
]
VECTORS = [
    ("F(x, y, z) = (xy, yz, zx)", r"\operatorname{curl} F", (-Y, -Z, -X)),
    ("E(x, y, z) = (yz, xz, xy)", r"\operatorname{rot} E", (0, 0, 0)),
    (r"F(x, y, z) = (x^2 y, y, \sin(xz))", r"\nabla \times F", (0, -Z * sympy.cos(X * Z), -(X**2))),
    ("f(x, y, z) = xyz", r"\nabla \times \nabla f", (0, 0, 0)),
    ("f(x, y) = x^2 y", r"\operatorname{grad} f", (2 * X * Y, X**2)),
]


@pytest.mark.parametrize(
    ("given", "goal", "expected"), [*SCALARS, *VECTORS], ids=[f"{g} {w}" for g, w, _ in [*SCALARS, *VECTORS]]
)
def test_an_operator_is_written_out_and_its_derivatives_are_put_in(given: str, goal: str, expected: object) -> None:
    derivation = derived(given, goal)
    assert judge_derivation(derivation).status is Standing.PROVED
    assert {step.reason.rule for step in all_steps(derivation.steps)} <= KNOWN
    answer = to_sympy(derivation.answer, derivation.context)
    entries = list(answer) if isinstance(expected, tuple) else [answer]
    wanted = list(expected) if isinstance(expected, tuple) else [expected]
    names = {str(symbol): symbol for symbol in (X, Y, Z, R, T)}
    for entry, value in zip(entries, wanted, strict=True):
        plain = entry.subs({symbol: names[str(symbol)] for symbol in entry.free_symbols})
        assert sympy.simplify(plain - value) == 0


def test_the_left_side_is_written_as_an_operator() -> None:
    assert [print_latex(step.left) for step in derived("F(x, y) = (xy, y)", r"\operatorname{div} F").steps if step.left] == [
        r"\nabla \cdot F"
    ]


@pytest.mark.parametrize(
    ("given", "goal", "says"),
    [("f(x) = x^2", r"\Delta f", "one variable"), ("F(x, y) = (x, y, xy)", r"\det J_F", "no determinant")],
)
def test_what_an_operator_does_not_fit_is_refused(given: str, goal: str, says: str) -> None:
    with pytest.raises(CannotDerive, match=says):
        derived(given, goal)
