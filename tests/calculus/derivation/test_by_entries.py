r"""Derivatives by vectors and matrices: a table, whose answers SymPy finds as well, at sizes that are numbers.

Each row has what is given, the goal, the answer as it is printed, and the same two as functions of matrices of SymPy's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import sympy
from sympy import Matrix, diag, exp, eye, log, ones, sqrt, tanh

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.derive import METHODS
from builder.calculus.latex.printer import print_latex
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.calculus.derivation.test_by_rules import all_steps, derived, rows

SIZES = {"m": 3, "n": 2}
SHAPES = {
    **dict.fromkeys(("a", "x", "y", "z", "w"), ("n",)),
    **dict.fromkeys(("b", "t", "v"), ("m",)),
    **dict.fromkeys(("A", "W"), ("m", "n")),
    **dict.fromkeys(("S", "U"), ("n", "n")),
    "X": ("n", "m"),
}
Arrays = Mapping[str, Matrix]
Of = Callable[[Arrays], Matrix]


def entrywise(function: Callable[[sympy.Expr], sympy.Expr]) -> Callable[[Matrix], Matrix]:
    return lambda matrix: matrix.applyfunc(function)


sigma = entrywise(lambda u: 1 / (1 + exp(-u)))
softmax = entrywise(exp)
n, m = SIZES["n"], SIZES["m"]
lam = sympy.Symbol("lambda")

TABLE: list[tuple[str, str, str, str, Of, Of]] = [
    ("f = a^\\top x", r"a, x \in \mathbb{R}^n", "x", "a", lambda s: s["a"].T * s["x"], lambda s: s["a"]),
    ("y = A x", r"A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n", "x", "A", lambda s: s["A"] * s["x"], lambda s: s["A"]),
    (
        "f = x^\\top S x", r"S \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n", "x", r"(S + S^\top) x",
        lambda s: s["x"].T * s["S"] * s["x"], lambda s: (s["S"] + s["S"].T) * s["x"],
    ),
    (
        r"f = \frac{1}{2} \|A x - b\|^2", r"A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b \in \mathbb{R}^m", "x",
        r"A^\top (Ax - b)",
        lambda s: (s["A"] * s["x"] - s["b"]).T * (s["A"] * s["x"] - s["b"]) / 2, lambda s: s["A"].T * (s["A"] * s["x"] - s["b"]),
    ),
    (
        r"L = \frac{1}{2} \|W x - t\|^2", r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, t \in \mathbb{R}^m", "W",
        r"(Wx - t) x^\top",
        lambda s: (s["W"] * s["x"] - s["t"]).T * (s["W"] * s["x"] - s["t"]) / 2, lambda s: (s["W"] * s["x"] - s["t"]) * s["x"].T,
    ),
    (
        r"a = \sigma(z)", r"z \in \mathbb{R}^n", "z", r"\operatorname{diag}(a \odot (1 - a))",
        lambda s: sigma(s["z"]), lambda s: diag(*(u * (1 - u) for u in sigma(s["z"]))),
    ),
    (
        r"p = \operatorname{softmax}(z)", r"z \in \mathbb{R}^n", "z", r"\operatorname{diag}(p) - pp^\top",
        lambda s: softmax(s["z"]) / sum(softmax(s["z"])),
        lambda s: diag(*softmax(s["z"])) / sum(softmax(s["z"])) - softmax(s["z"]) * softmax(s["z"]).T / sum(softmax(s["z"])) ** 2,
    ),
    (
        r"R = \frac{\lambda}{2} \|W\|^2", r"W \in \mathbb{R}^{m \times n}", "W", r"\lambda W",
        lambda s: Matrix([lam / 2 * sum(e**2 for e in s["W"])]), lambda s: lam * s["W"],
    ),
    (
        r"f = \operatorname{tr}(A X)", r"A \in \mathbb{R}^{m \times n}, X \in \mathbb{R}^{n \times m}", "X", r"A^\top",
        lambda s: Matrix([(s["A"] * s["X"]).trace()]), lambda s: s["A"].T,
    ),
    (
        r"f = (a^\top x)^2", r"a, x \in \mathbb{R}^n", "x", r"2(a^\top x) a",
        lambda s: (s["a"].T * s["x"]) ** 2, lambda s: 2 * s["a"].dot(s["x"]) * s["a"],
    ),
    (
        r"f = \|x\|", r"x \in \mathbb{R}^n", "x", r"\frac{x}{\sqrt{x^\top x}}",
        lambda s: Matrix([sqrt(s["x"].dot(s["x"]))]), lambda s: s["x"] / sqrt(s["x"].dot(s["x"])),
    ),
    (
        r"f = e^{-\|x\|^2}", r"x \in \mathbb{R}^n", "x", r"-2e^{-x^\top x} x",
        lambda s: Matrix([exp(-s["x"].dot(s["x"]))]), lambda s: -2 * exp(-s["x"].dot(s["x"])) * s["x"],
    ),
    (
        r"f = b^\top A x", r"A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b \in \mathbb{R}^m", "A", r"bx^\top",
        lambda s: s["b"].T * s["A"] * s["x"], lambda s: s["b"] * s["x"].T,
    ),
    (
        r"y = \sigma(W x + b)", r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b \in \mathbb{R}^m", "x",
        r"\operatorname{diag}(y \odot (1 - y)) W",
        lambda s: sigma(s["W"] * s["x"] + s["b"]),
        lambda s: diag(*(u * (1 - u) for u in sigma(s["W"] * s["x"] + s["b"]))) * s["W"],
    ),
    (
        r"y = W x + b", r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b \in \mathbb{R}^m", "b", "I",
        lambda s: s["W"] * s["x"] + s["b"], lambda s: eye(m),
    ),
    (
        r"f = \frac{1}{n} \|x - a\|^2", r"a, x \in \mathbb{R}^n", "x", r"\frac{2(x - a)}{n}",
        lambda s: (s["x"] - s["a"]).T * (s["x"] - s["a"]) / n, lambda s: 2 * (s["x"] - s["a"]) / n,
    ),
    (
        r"y = x \odot x", r"x \in \mathbb{R}^n", "x", r"2 \operatorname{diag}(x)",
        lambda s: s["x"].multiply_elementwise(s["x"]), lambda s: 2 * diag(*s["x"]),
    ),
    (
        r"f = \operatorname{tr}(U^\top S U)", r"S, U \in \mathbb{R}^{n \times n}", "U", r"(S + S^\top) U",
        lambda s: Matrix([(s["U"].T * s["S"] * s["U"]).trace()]), lambda s: (s["S"] + s["S"].T) * s["U"],
    ),
    (
        r"f = \sum_{i=1}^n x_i \ln x_i", r"x \in \mathbb{R}^n", "x", r"\ln(x) + \mathbf{1}",
        lambda s: Matrix([sum(e * log(e) for e in s["x"])]), lambda s: entrywise(log)(s["x"]) + ones(n, 1),
    ),
    (
        r"f = \sum_{i=1}^n \sum_{j=1}^n x_i x_j", r"x \in \mathbb{R}^n", "x", r"2(\mathbf{1}^\top x) \mathbf{1}",
        lambda s: Matrix([sum(s["x"]) ** 2]), lambda s: 2 * sum(s["x"]) * ones(n, 1),
    ),
    (
        r"f = \tanh(x)", r"x \in \mathbb{R}^n", "x", r"\operatorname{diag}(1 - \tanh^2(x))",
        lambda s: entrywise(tanh)(s["x"]), lambda s: diag(*(1 - tanh(e) ** 2 for e in s["x"])),
    ),
    (
        r"f = \|U S x\|^2", r"U, S \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n", "S", r"2U^\top US xx^\top",
        lambda s: (s["U"] * s["S"] * s["x"]).T * (s["U"] * s["S"] * s["x"]),
        lambda s: 2 * s["U"].T * s["U"] * s["S"] * s["x"] * s["x"].T,
    ),
    (
        r"f = \|A w - b\|^2 + \lambda \|w\|^2", r"A \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n, b \in \mathbb{R}^m", "w",
        r"2(A^\top (Aw - b) + \lambda w)",
        lambda s: (s["A"] * s["w"] - s["b"]).T * (s["A"] * s["w"] - s["b"]) + lam * s["w"].T * s["w"],
        lambda s: 2 * (s["A"].T * (s["A"] * s["w"] - s["b"]) + lam * s["w"]),
    ),
    (
        r"f = \frac{x^\top x}{1 + x^\top x}", r"x \in \mathbb{R}^n", "x",
        r"2 \left( \frac{x}{1 + x^\top x} - \frac{(x^\top x) x}{(1 + x^\top x)^2} \right)",
        lambda s: Matrix([s["x"].dot(s["x"]) / (1 + s["x"].dot(s["x"]))]), lambda s: 2 * s["x"] / (1 + s["x"].dot(s["x"])) ** 2,
    ),
    ("f = 5", r"x \in \mathbb{R}^n", "x", "0", lambda s: Matrix([5]), lambda s: sympy.zeros(n, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "shapes", "by", "answer", "of", "found"), TABLE, ids=[row[0] for row in TABLE])
def test_derivatives_by_vectors_and_matrices(given: str, shapes: str, by: str, answer: str, of: Of, found: Of) -> None:
    name = given.partition(" ")[0]
    derivation = derived(f"{shapes}, {given}", rf"\frac{{\partial {name}}}{{\partial {by}}}")
    assert print_latex(derivation.answer) == answer
    assert derivation.method == "entries"
    assert judge_derivation(derivation).status is Standing.PROVED
    assert all(step.reason.text for step in all_steps(derivation.steps))
    assert_is_derivative(by, of, found)


def assert_is_derivative(by: str, of: Of, found: Of) -> None:
    """SymPy's derivative at one place of rational numbers is what is claimed."""
    place = {
        letter: Matrix(*size(letter), lambda i, j, k=k: sympy.Rational(k + i + 2 * j + 1, 3 + j))
        for k, letter in enumerate(SHAPES)
    }
    entries = Matrix(*size(by), lambda i, j: sympy.Symbol(f"{by}_{i}_{j}", positive=True))
    value = of({**place, by: entries})
    if value.shape == (1, 1):
        expected = entries.applyfunc(lambda e: sympy.diff(value[0, 0], e))
    else:
        expected = value.jacobian(entries)
    here = {**dict(zip(entries, place[by], strict=True)), lam: sympy.Rational(2, 3)}
    claimed = found(place)
    assert all(abs(sympy.N((a - b).subs(here), 30)) < 1e-20 for a, b in zip(expected, claimed, strict=True))


def size(letter: str) -> tuple[int, int]:
    rows, *columns = (SIZES[axis] for axis in SHAPES[letter])
    return rows, columns[0] if columns else 1


def test_the_quadratic_form_line_by_line() -> None:
    given = r"A \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n, f = x^\top A x"
    assert rows(derived(given, r"\frac{\partial f}{\partial x}")) == (
        r"""
f = \sum_{k=1}^n \sum_{l=1}^n x_kA_{kl} x_l [write-out-entries]
\frac{\partial f}{\partial x_j} = \sum_{k=1}^n \sum_{l=1}^n \left( \frac{\partial x_k}{\partial x_j} A_{kl} x_l + x_kA_{kl} \cdot \frac{\partial x_l}{\partial x_j} \right) [sum]
= \sum_{k=1}^n \sum_{l=1}^n (\delta_{kj} A_{kl} x_l + x_kA_{kl} \delta_{lj}) [independent-entries]
= \sum_{l=1}^n A_{jl} x_l + \sum_{k=1}^n x_kA_{kj} [pick-terms]
\frac{\partial f}{\partial x} = (A + A^\top) x [collect-entries]
""".strip()  # noqa: E501
    )


@pytest.mark.parametrize(
    ("given", "find", "answer", "in_sympy"),
    [
        # SymPy has no form for a sum without bounds, and for a vector whose size is a letter.
        (
            r"z \in \mathbb{R}^n, f = \ln(\sum_k e^{z_k})",
            r"\frac{\partial f}{\partial z_j}",
            r"\frac{e^{z_j}}{\sum_k e^{z_k}}",
            "",
        ),
        (
            r"x, t \in \mathbb{R}^n, f = \sum_{i=1}^n (x_i - t_i)^2",
            r"\frac{\partial f}{\partial x_j}",
            "2(x_j - t_j)",
            "2*(x_j - t_j)",
        ),
        (r"x \in \mathbb{R}^n, f(x) = x^\top x", r"\nabla f(x)", "2x", ""),
        (r"x \in \mathbb{R}^n, f = \sum_{j=1}^n x_j^2", r"\frac{\partial f}{\partial x_j}", "2x_j", "2*x_j"),
    ],
)
def test_derivatives_by_an_entry_and_gradients(given: str, find: str, answer: str, in_sympy: str) -> None:
    derivation = derived(given, find)
    assert print_latex(derivation.answer) == answer
    judged = judge_derivation(derivation)
    assert judged.status is Standing.PROVED
    assert judged.answer_sympy == in_sympy


@pytest.mark.parametrize(
    ("given", "find", "why"),
    [
        (
            r"A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^m, f = A x",
            r"\frac{\partial f}{\partial x}",
            "the shapes do not fit",
        ),
        (
            r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, Y = W x x^\top",
            r"\frac{\partial Y}{\partial W}",
            "more than two indices",
        ),
        (r"x, y \in \mathbb{R}^n, f = x^\top y", r"\frac{\partial^2 f}{\partial x^2}", "second derivative"),
        (r"X \in \mathbb{R}^{n \times n}, f = \det(X)", r"\frac{\partial f}{\partial X}", "not written out by entries"),
        (r"A \in \mathbb{R}^{n \times n}, x \in \mathbb{R}^n, f = x^\top A x", r"\nabla f", "by what it is differentiated"),
    ],
)
def test_what_has_no_derivation_by_entries_says_why(given: str, find: str, why: str) -> None:
    with pytest.raises(CannotDerive, match=why):
        derived(given, find)


def test_a_goal_by_a_number_is_none_for_this_method() -> None:
    with pytest.raises(CannotDerive, match="no derivative by a vector"):
        derived("f(x) = x^2", "f'(x)", "entries")
    assert "entries" in METHODS
