"""Mathematics on one line of a terminal: one row of the table for each thing that can be said."""

from __future__ import annotations

import pytest

from builder.calculus.expression.nodes import (
    Application,
    Binomial,
    Call,
    Cases,
    Constant,
    ConstantName,
    Derivative,
    Evaluation,
    Expression,
    Factorial,
    Fence,
    Fenced,
    Gradient,
    Group,
    HigherDerivative,
    Indexed,
    Integral,
    Limit,
    Matrix,
    Negation,
    Notation,
    Number,
    NumberSet,
    Operator,
    Power,
    Prime,
    Product,
    Quotient,
    Relation,
    Root,
    Series,
    Side,
    Sign,
    Sum,
    Symbol,
    Times,
    Vector,
)
from builder.formats.unicode_mathematics import symbol_text, unicode_text

X, Y, H, N, F = Symbol("x"), Symbol("y"), Symbol("h"), Symbol("n"), Symbol("f")
ONE, TWO, THREE = Number("1"), Number("2"), Number("3")


def times(*factors: Expression, sign: Times = Times.IMPLICIT) -> Product:
    return Product(factors, (sign,) * (len(factors) - 1))


def sine(argument: Expression, brackets: bool = False) -> Call:
    return Call("sin", (argument,), brackets=brackets)


SQUARE = Power(X, TWO)
SUM = Sum((X, ONE))
TABLE = [
    (times(TWO, X, sine(X)), "2x sin x"),
    (times(TWO, sine(X)), "2 sin x"),
    (times(sine(X), Y), "sin(x) y"),
    (times(sine(X), sine(Y)), "sin x sin y"),
    (times(TWO, THREE), "2 · 3"),
    (times(X, Y, sign=Times.DOT), "x · y"),
    (times(TWO, SUM), "2(x + 1)"),
    (times(Negation(X), Y), "(−x) y"),
    (times(X, Quotient(ONE, X)), "x (1/x)"),
    (Sum((SQUARE, Negation(times(TWO, X)), Negation(SUM))), "x² − 2x − (x + 1)"),
    (Negation(SUM), "−(x + 1)"),
    (Quotient(SUM, times(TWO, X)), "(x + 1)/(2x)"),
    (Quotient(ONE, SQUARE), "1/x²"),
    (Power(X, Sum((N, Negation(ONE)))), "xⁿ⁻¹"),
    (Power(X, Negation(Quotient(ONE, TWO))), "x^(−1/2)"),
    (Power(SUM, TWO), "(x + 1)²"),
    (Power(Power(X, TWO), N), "(x²)ⁿ"),
    (Power(sine(X), TWO), "(sin x)²"),
    (Power(Constant(ConstantName.E), SQUARE), "e^(x²)"),
    (Power(Symbol(r"\theta"), Y), "θʸ"),
    (Root(SUM), "√(x + 1)"),
    (Root(X, THREE), "∛x"),
    (Root(X, N), "ⁿ√x"),
    (Factorial(Sum((N, Negation(ONE)))), "(n − 1)!"),
    (Binomial(N, TWO), "C(n, 2)"),
    (Fenced(Fence.ABSOLUTE, Sum((X, Negation(ONE)))), "|x − 1|"),
    (Call("sin", (X,), power=TWO, brackets=False), "sin² x"),
    (Call("log", (X,), base=Number("5"), brackets=False), "log₅ x"),
    (Call("max", (X, Y)), "max(x, y)"),
    (sine(times(TWO, X)), "sin(2x)"),
    (sine(sine(X)), "sin(sin x)"),
    (Application(Prime(F, ONE), (SUM,)), "f′(x + 1)"),
    (Prime(times(F, X), TWO), "(f x)′′"),
    (Prime(F, N, marks=False), "f⁽ⁿ⁾"),
    (Derivative(Y, ((X, 1),)), "dy/dx"),
    (Derivative(F, ((X, 1), (Y, 2)), partial=True), "∂³f/∂x∂y²"),
    (Derivative(SUM, ((X, 1),), notation=Notation.OPERATOR), "d/dx (x + 1)"),
    (Derivative(F, ((X, 1), (Y, 1)), True, Notation.SUBSCRIPT), "f_xy"),
    (HigherDerivative(F, X, N), "dⁿ/dxⁿ f"),
    (Gradient(Symbol("C")), "∇C"),
    (Evaluation(SQUARE, ((X, TWO),)), "[x²] at x = 2"),
    (Limit(SUM, H, Number("0")), "lim h→0 (x + 1)"),
    (Limit(X, X, Number("0"), Side.ABOVE), "lim x→0⁺ x"),
    (Sum((Limit(X, X, ONE), ONE)), "(lim x→1 x) + 1"),
    (Series(Operator.SUM, times(Number("2"), Symbol("k")), Symbol("k"), ONE, N), "∑[k = 1 … n] 2k"),
    (Indexed(X, (Symbol("i"),)), "xᵢ"),
    (Integral(SQUARE, X), "∫ x² dx"),
    (Integral(SUM, X, Number("0"), ONE), "∫[0 to 1] (x + 1) dx"),
    (Vector((X, SUM)), "⟨x, x + 1⟩"),
    (Matrix(((X, ONE), (Y, TWO))), "[x, 1; y, 2]"),
    (Cases(((X, (Relation(X, Sign.GREATER, ONE),)), (ONE, ()))), "{x if x > 1; 1 otherwise}"),
    (Relation(X, Sign.MEMBER, NumberSet("R", (N,))), "x ∈ ℝⁿ"),
    (Relation(X, Sign.MEMBER, NumberSet("interval", members=(ONE, TWO), closed=(True, False))), "x ∈ [1, 2)"),
    (Group(SUM), "(x + 1)"),
]


@pytest.mark.parametrize(("node", "expected"), TABLE, ids=[expected for _, expected in TABLE])
def test_a_node_reads_on_one_line(node: Expression | Relation, expected: str) -> None:
    assert unicode_text(node) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        (r"\alpha", "α"),
        ("w_1", "w₁"),
        ("E_{total}", "Eₜₒₜₐₗ"),
        (r"\hat{y}", "y\u0302"),
        ("W^{(1)}", "W⁽¹⁾"),
        (r"\mathbf{x}", "x"),
        (r"\sigma_{b}", "σ_b"),
        (r"\hat{y}_{i}", "y\u0302ᵢ"),
        ("x'", "x'"),
    ],
)
def test_a_name_is_shown_as_it_is_set(name: str, expected: str) -> None:
    assert symbol_text(name) == expected
