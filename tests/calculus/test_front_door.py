"""The front door of the mathematics."""

from __future__ import annotations

import subprocess
import sys

import pytest

from builder.calculus import check, derive
from builder.calculus.judge.verdict import Proved, Refuted
from builder.calculus.latex.errors import LatexError
from builder.calculus.latex.printer import print_latex


def test_derive_ends_in_the_derivative() -> None:
    assert print_latex(derive("f(x) = x^3").answer) == "3x^2"


def test_check_answers_for_each_sign() -> None:
    first, second = check("f'(x) = 2x + 0 = 3x", given="f(x) = x^2")
    assert isinstance(first, Proved)
    assert isinstance(second, Refuted)


@pytest.mark.parametrize(("chain", "error"), [(r"\frac{x", LatexError), ("x", ValueError), ("x = x, y = y", ValueError)])
def test_check_refuses_what_is_no_chain(chain: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check(chain)


def test_importing_it_loads_no_engine() -> None:
    code = "import sys, builder.calculus; sys.exit(any(m in sys.modules for m in ('flint', 'sympy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
