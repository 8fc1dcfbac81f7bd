"""Derivatives of matrices that depend on a number, against differences of their values (mpmath)."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest

from builder.calculus.claim import Claim
from builder.calculus.context import Context, Sort
from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.display import parse_in

Matrix = mpmath.matrix
Side = Callable[[Matrix, Matrix, Matrix, Matrix], Matrix]
"""Of A, A', B and B' at one place."""

_CLAIMS: tuple[tuple[str, Callable[[Matrix, Matrix], Matrix], Side], ...] = (
    ("(AB)' = A'B + AB'", lambda a, b: a * b, lambda a, da, b, db: da * b + a * db),
    ("(AB)' = BA' + B'A", lambda a, b: a * b, lambda a, da, b, db: b * da + db * a),
    ("(A^2)' = A'A + AA'", lambda a, b: a * a, lambda a, da, b, db: da * a + a * da),
    ("(A^2)' = 2AA'", lambda a, b: a * a, lambda a, da, b, db: 2 * a * da),
    ("(A^{-1})' = -A^{-1}A'A^{-1}", lambda a, b: a**-1, lambda a, da, b, db: -(a**-1) * da * a**-1),
    ("(A^{-1})' = -A'A^{-2}", lambda a, b: a**-1, lambda a, da, b, db: -da * a**-2),
    (r"(A^\top B)' = A'^\top B + A^\top B'", lambda a, b: a.T * b, lambda a, da, b, db: da.T * b + a.T * db),
    (r"(A^\top B)' = A' B^\top + A^\top B'", lambda a, b: a.T * b, lambda a, da, b, db: da * b.T + a.T * db),
    (
        r"(A B A^{-1})' = A'BA^{-1} + AB'A^{-1} - ABA^{-1}A'A^{-1}",
        lambda a, b: a * b * a**-1,
        lambda a, da, b, db: da * b * a**-1 + a * db * a**-1 - a * b * a**-1 * da * a**-1,
    ),
    (
        r"(\det A)' = \det(A) \operatorname{tr}(A^{-1}A')",
        lambda a, b: Matrix([mpmath.det(a)]),
        lambda a, da, b, db: Matrix([mpmath.det(a) * _trace(a**-1 * da)]),
    ),
    (
        r"(\det A)' = \det(A')",
        lambda a, b: Matrix([mpmath.det(a)]),
        lambda a, da, b, db: Matrix([mpmath.det(da)]),
    ),
    (
        r"(\operatorname{tr}(AB))' = \operatorname{tr}(A'B) + \operatorname{tr}(B'A)",
        lambda a, b: Matrix([_trace(a * b)]),
        lambda a, da, b, db: Matrix([_trace(da * b) + _trace(db * a)]),
    ),
)


def _trace(a: Matrix) -> mpmath.mpf:
    return sum((a[i, i] for i in range(a.rows)), mpmath.mpf(0))


def _holds(operand: Callable[[Matrix, Matrix], Matrix], side: Side) -> bool:
    mpmath.mp.dps = 40
    a, da = Matrix([[2, 1], [5, 3]]), Matrix([[1, -2], [4, 1]])
    b, db = Matrix([[1, 3], [-1, 2]]), Matrix([[0, 1], [2, -3]])
    step = mpmath.mpf(10) ** -12
    later, before = operand(a + step * da, b + step * db), operand(a - step * da, b - step * db)
    return bool(mpmath.mnorm((later - before) / (2 * step) - side(a, da, b, db)) < mpmath.mpf(10) ** -15)


@pytest.mark.parametrize(("latex", "operand", "side"), _CLAIMS, ids=[claim[0] for claim in _CLAIMS])
def test_derivatives_are_those_of_differences(latex: str, operand: Callable[[Matrix, Matrix], Matrix], side: Side) -> None:
    context = Context().with_sorts(dict.fromkeys("AB", Sort.MATRIX)).with_parameters("A", ("t",)).with_parameters("B", ("t",))
    (relation,) = parse_in(latex, context, {}).statements[0].relations
    verdict = decide(Claim(relation, context))
    assert isinstance(verdict, Proved if _holds(operand, side) else Refuted), verdict
