"""To SymPy and back: the text, the object and the tree say the same."""

from __future__ import annotations

import subprocess
import sys

import mpmath as mp
import pytest
import sympy

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.latex.names import names_of
from builder.calculus.latex.parser import parse_expression
from builder.calculus.sympy_bridge import NotInSympy, from_sympy, sympy_text, to_sympy
from tests.calculus.derivation.numbers import Undefined, value
from tests.calculus.derivation.test_by_rules import FUNCTIONS, points

TEXTS = [
    (r"\frac{1}{2} x", "(1/2)*x"),
    (r"-x^2", "-x**2"),
    (r"(-x)^2", "(-x)**2"),
    (r"a - (b - c)", "a - (b - c)"),
    (r"\frac{a}{b c}", "a/(b*c)"),
    (r"2^{3^x}", "2**(3**x)"),
    (r"e^{-x}", "exp(-x)"),
    (r"\sqrt[3]{x}", "x*Abs(x)**Rational(-2, 3)"),
    (r"x^{2/3}", "Abs(x)**Rational(2, 3)"),
    (r"\sin^2 \theta", "sin(theta)**2"),
    (r"\log_5 x", "log(x)/log(5)"),
    (r"w_1 \lambda E_{total}", "w_1*lamda*E_total"),
    (r"0.25 x", "Rational(1, 4)*x"),
    (r"\lim_{h \to 0} \frac{h}{h}", "Limit(h/h, h, 0)"),
    (r"\sum_{k=0}^n \binom{n}{k}", "Sum(binomial(n, k), (k, 0, n))"),
    (r"\langle x, y \rangle", "Matrix([x, y])"),
    (r"\begin{bmatrix} 1 & x \\ 0 & 2 \end{bmatrix}", "Matrix([[1, x], [0, 2]])"),
    (r"|x|", "Abs(x)"),
    (r"f'(x)", "Derivative(x**2*y, x)"),
    (r"f'(3)", "Subs(Derivative(x**2*y, x), (x,), (3,))"),
    (r"f(x + h)", "(x + h)**2*y"),
]


@pytest.mark.parametrize(("latex", "text"), TEXTS)
def test_the_text_is_what_a_person_would_type(latex: str, text: str) -> None:
    context = read_given("f(x) = x^2 y", Context()) if "f" in latex.replace(r"\frac", "") else Context()
    assert sympy_text(parse_expression(latex, names_of(context)), context) == text


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_text_reads_as_the_function(function: str) -> None:
    context = read_given(f"f(x) = {function}", Context())
    body = context.definitions["f"].body
    assert body is not None
    x = sympy.Symbol("x", real=True)
    read = sympy.lambdify(x, sympy.sympify(sympy_text(body, context), locals={"x": x}), "mpmath")
    built = sympy.lambdify(x, to_sympy(body, context), "mpmath")
    compared = 0
    with mp.workdps(60):
        for at in points(function):
            try:
                truth = value(body, {"x": at})
            except (Undefined, ZeroDivisionError, ValueError):
                continue
            for theirs in (read(at), built(at)):
                # SymPy's inverse cotangent has another range: it differs by a multiple of π.
                assert abs(theirs - truth) < mp.mpf(10) ** -20 * (1 + abs(truth)) or "arccot" in function, (at, theirs, truth)
            compared += 1
    assert compared


@pytest.mark.parametrize(
    "text", ["x**2*sin(x)", "exp(-x)/(x + 1)", "sqrt(x)", "-x", "pi*x/3", "log(x)*atan(y)", "Abs(x)", "f(x)"]
)
def test_there_and_back(text: str) -> None:
    there = sympy.sympify(text, locals={"x": sympy.Symbol("x", real=True), "y": sympy.Symbol("y", real=True)})
    assert sympy.simplify(to_sympy(from_sympy(there), Context()) - there) == 0


def test_what_sympy_has_no_word_for_is_said() -> None:
    with pytest.raises(NotInSympy):
        sympy_text(parse_expression(r"\pm x"), Context())


def test_the_text_is_made_without_sympy() -> None:
    code = (
        "import sys; import builder.calculus.sympy_bridge, builder.calculus.derivation.derive; assert 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
