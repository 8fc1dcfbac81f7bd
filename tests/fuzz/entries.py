"""Random formulas of vectors and matrices, differentiated by entries: `python -m tests.fuzz.entries --cases N --seed S`.

The writer never judges, and the judge never writes: where the judge refutes a row, one of both is wrong.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Mapping

from builder.calculus.derivation.derivation import CannotDerive
from builder.calculus.derivation.derive import derive
from builder.calculus.problem import read_problem
from builder.check.derivations import judge_derivation
from builder.check.standing import Standing
from tests.fuzz import runs

DECLARED = r"x, a \in \mathbb{R}^n, y, b \in \mathbb{R}^m, A, W \in \mathbb{R}^{m \times n}, S \in \mathbb{R}^{n \times n}"
VECTORS: Mapping[str, str] = {"x": "n", "a": "n", "y": "m", "b": "m"}
MATRICES: Mapping[str, tuple[str, str]] = {"A": ("m", "n"), "W": ("m", "n"), "S": ("n", "n")}


def matrix(r: random.Random, rows: str, columns: str, depth: int) -> str:
    """A random matrix of a shape."""
    known = [name for name, shape in MATRICES.items() if shape == (rows, columns)]
    known += [rf"{name}^\top" for name, shape in MATRICES.items() if shape == (columns, rows)]
    chance = r.random()
    if depth <= 0 or chance < 0.6:
        return r.choice(known) if known else rf"{vector(r, rows, 0)} {vector(r, columns, 0)}^\top"
    if chance < 0.8:
        between = r.choice("mn")
        return f"{matrix(r, rows, between, depth - 1)} {matrix(r, between, columns, depth - 1)}"
    return f"({matrix(r, rows, columns, depth - 1)} {r.choice('+-')} {matrix(r, rows, columns, depth - 1)})"


def vector(r: random.Random, size: str, depth: int) -> str:
    """A random vector of a size."""
    known = [name for name, of in VECTORS.items() if of == size]
    chance = r.random()
    if depth <= 0 or chance < 0.35:
        return r.choice(known)
    if chance < 0.6:
        between = r.choice("mn")
        return f"{matrix(r, size, between, depth - 1)} {vector(r, between, 0)}"
    if chance < 0.7:
        return f"({vector(r, size, depth - 1)} {r.choice('+-')} {vector(r, size, depth - 1)})"
    if chance < 0.78:
        return rf"({vector(r, size, depth - 1)}) \odot ({vector(r, size, depth - 1)})"
    if chance < 0.9:
        return rf"\{r.choice(('sigma', 'tanh', 'sin', 'exp'))}({vector(r, size, depth - 1)})"
    return rf"{r.choice(('2', '-3', chr(92) + 'frac{1}{2}'))} {vector(r, size, depth - 1)}"


def number(r: random.Random, depth: int) -> str:
    """A random number that is made of vectors and matrices."""
    chance, size = r.random(), r.choice("mn")
    if chance < 0.4:
        return rf"({vector(r, size, depth)})^\top ({vector(r, size, depth)})"
    if chance < 0.6:
        return rf"\frac{{1}}{{2}} \|{vector(r, size, depth)}\|^2"
    if chance < 0.7:
        return rf"\{r.choice(('ln', 'exp', 'sin'))}({number(r, depth - 1)})"
    if chance < 0.8:
        return f"({number(r, depth - 1)}) ({number(r, depth - 1)})"
    if chance < 0.9:
        return f"{number(r, depth - 1)} + {number(r, depth - 1)}"
    if chance < 0.95:
        return rf"\operatorname{{tr}}({matrix(r, 'n', 'n', depth)})"
    return rf"\frac{{{number(r, depth - 1)}}}{{{number(r, depth - 1)}}}"


def run(task: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    """Derive so many cases; tell those of which a row is refuted."""
    cases, seed = task
    r = random.Random(seed)
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for _ in range(cases):
        f = number(r, 2) if r.random() < 0.6 else vector(r, r.choice("mn"), 2)
        by = r.choice(("x", "y", "A", "S", "W", "a"))
        try:
            derivation = derive(read_problem(f"{DECLARED}, f = {f}", rf"\frac{{\partial f}}{{\partial {by}}}"))
        except CannotDerive as reason:
            counts[f"no derivation: {reason.message}"] += 1
            continue
        status = judge_derivation(derivation).status
        counts[status.value] += 1
        if status is Standing.REFUTED:
            lines.append(f"refuted: f = {f} by {by}")
    return counts, lines


def main() -> int:
    """Derive the cases; print what is refuted and the counts."""
    _, contradictions = runs.run_all(run, runs.parser(__doc__).parse_args())
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
