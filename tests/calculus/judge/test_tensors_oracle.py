"""What is proved for every size is true at random sizes and entries: an oracle of plain matrices and central differences.

It shares nothing with the judge: the networks are programs here, and derivatives are differences at 40 digits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import mpmath as mp
import pytest

from builder.calculus.judge.decide import decide
from builder.calculus.judge.verdict import Proved
from tests.calculus.judge.test_tensors import claims

Values = Mapping[str, mp.matrix]
Net = Callable[[Values], mp.mpf]


def entrywise(f: Callable[[mp.mpf], mp.mpf], a: mp.matrix) -> mp.matrix:
    """A function at each entry."""
    return a.apply(f)


def times(a: mp.matrix, b: mp.matrix) -> mp.matrix:
    """The product entry by entry."""
    return mp.matrix([[a[i, j] * b[i, j] for j in range(a.cols)] for i in range(a.rows)])


def squares(a: mp.matrix) -> mp.mpf:
    """The sum of all squares."""
    return mp.fsum(x * x for x in a)


def slope(net: Net, values: Values, name: str) -> mp.matrix:
    """The derivative of a network's output by all entries of one name, by central differences."""
    step = mp.mpf(10) ** -12
    at = values[name]
    found = mp.matrix(at.rows, at.cols)
    for i in range(at.rows):
        for j in range(at.cols):
            ends = []
            for sign in (1, -1):
                moved = at.copy()
                moved[i, j] += sign * step
                ends.append(net({**values, name: moved}))
            found[i, j] = (ends[0] - ends[1]) / (2 * step)
    return found


def two_layers(v: Values) -> mp.mpf:
    return squares(v["V"] * entrywise(mp.tanh, v["W"] * v["x"]) - v["t"]) / 2


def hidden(v: Values) -> mp.matrix:
    return entrywise(mp.tanh, v["W"] * v["x"])


def error(v: Values) -> mp.matrix:
    return v["V"] * hidden(v) - v["t"]


def factor(v: Values) -> mp.matrix:
    return entrywise(lambda h: 1 - h * h, hidden(v))


GIVEN = r"h = \tanh(W x),\ s = V h,\ L = \frac{1}{2} \|s - t\|^2"
ASSUMED = r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, V \in \mathbb{R}^{k \times m}, t \in \mathbb{R}^k"
SHAPES = {"W": "mn", "x": "n1", "V": "km", "t": "k1"}

# What might be said of the derivatives: as LaTeX and as a program; which of them are true is for both sides to find out.
FACTORS: Sequence[tuple[str, Callable[[Values], mp.matrix]]] = (
    (r"(V^\top (s - t) \odot (1 - h \odot h)) x^\top", lambda v: times(v["V"].T * error(v), factor(v)) * v["x"].T),
    (r"V^\top (s - t) x^\top", lambda v: v["V"].T * error(v) * v["x"].T),
    (r"(V^\top (t - s) \odot (1 - h \odot h)) x^\top", lambda v: times(-v["V"].T * error(v), factor(v)) * v["x"].T),
    (r"(V^\top s \odot (1 - h \odot h)) x^\top", lambda v: times(v["V"].T * (error(v) + v["t"]), factor(v)) * v["x"].T),
    (r"(s - t) h^\top", lambda v: error(v) * hidden(v).T),
    (r"h (s - t)^\top", lambda v: hidden(v) * error(v).T),
    (r"2 (s - t) h^\top", lambda v: 2 * error(v) * hidden(v).T),
    (r"W^\top (V^\top (s - t) \odot (1 - h \odot h))", lambda v: v["W"].T * times(v["V"].T * error(v), factor(v))),
    (r"W^\top V^\top (s - t)", lambda v: v["W"].T * v["V"].T * error(v)),
    (r"t - s", lambda v: -error(v)),
    (r"s - t", error),
)
SIZES = ({"m": 2, "n": 3, "k": 1}, {"m": 2, "n": 2, "k": 2})


def drawn(sizes: Mapping[str, int], draw: random.Random) -> dict[str, mp.matrix]:
    """Random entries of all names."""
    number = {**sizes, "1": 1}
    return {
        name: mp.matrix([[mp.mpf(draw.randint(-9, 9)) / 7 for _ in range(number[shape[1]])] for _ in range(number[shape[0]])])
        for name, shape in SHAPES.items()
    }


@pytest.mark.parametrize("name", list(SHAPES))
@pytest.mark.parametrize(("latex", "program"), FACTORS)
def test_proved_is_true_and_true_is_proved(name: str, latex: str, program: Callable[[Values], mp.matrix]) -> None:
    draw, agree = random.Random(latex + name), True
    with mp.workdps(40):
        for sizes in SIZES:
            values = drawn(sizes, draw)
            wanted, found = slope(two_layers, values, name), program(values)
            same = (wanted.rows, wanted.cols) == (found.rows, found.cols)
            agree = agree and same and mp.norm(wanted - found, mp.inf) < mp.mpf(10) ** -15
    (claim,) = claims(GIVEN, ASSUMED, rf"\frac{{\partial L}}{{\partial {name}}} = {latex}")
    assert isinstance(decide(claim), Proved) == agree
