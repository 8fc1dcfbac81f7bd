"""Claims that could eat the machine end soon, in little memory, with a verdict."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LETTERS = [f"x_{{{i}}}" for i in range(96)]


def _nested(left: str, middle: str, right: str, times: int) -> str:
    return left * times + middle + right * times


BOMBS = [
    # claim, given
    (r"x^{10^{10}} = x", ""),
    (r"x^{10^{10}} = x^{10^{10}} + 1", ""),
    (r"(x+1)^{10^{9}} = x^{10^{9}}", ""),
    (r"2^{10^{10}} = 4^{5 \cdot 10^9}", ""),
    (r"2^{x^{x^{x}}} = 2^{x^{x}}", ""),
    (r"\left(\left((x+1)^{300}+1\right)^{300}\right)^{300} = 2", ""),
    (r"\left(\left(\left((x+y)^{399}+1\right)^{399}+y\right)^{399}+1\right)^{399} = 2", ""),
    (r"\left(\left((2^{9999})^{9999}\right)^{9999}\right)^{9999} = 1", ""),
    (r"9^{9^9} = 1", ""),
    (r"9^{9^{9^9}} = 1", ""),
    (r"9^{9^{9^{9^9}}} = 9^{9^{9^9}}", ""),
    (r"(-1)^{9^{9^{9^9}}} = 1", ""),
    (r"(1 + 10^{-400})^{10^{400}} = e", ""),
    (r"(1 + x)^{10000} = 1 + 10000x", ""),
    (r"e^{e^{e^{e^{e^{x}}}}} = 1", ""),
    (r"e^{10^{100}} = e^{10^{100}} + 1", ""),
    (r"10^{-10^{10}} = 0", ""),
    (r"\sin(10^{10^{10}}) = 0", ""),
    (r"\sqrt{10^{10^{10}}} = 10^{5 \cdot 10^{9}}", ""),
    (r"\sqrt[64]{x^{10^{12}}} = x", ""),
    (r"1000000! = 1", ""),
    (r"(10^{10})! = (10^{10})!+1", ""),
    (r"((30!)!)! = 1", ""),
    (r"\frac{(10^6+1)!}{(10^6)!} = 10^6+1", ""),
    (r"\binom{1000000}{500000} = 1", ""),
    (r"\binom{10^{100}}{300} = 1", ""),
    (r"\binom{x}{299} = \binom{x+1}{299}", ""),
    (r"\sum_{k=1}^{10^{9}} k = 1", ""),
    (r"\sum_{k=1}^{299} \sum_{j=1}^{299} \sum_{i=1}^{299} ijk = 1", ""),
    (r"\sum_{k=1}^{299} k^{k^{k}} = 1", ""),
    (r"\prod_{k=1}^{299} (x+k)^{k} = 1", ""),
    (r"\prod_{k=1}^{299} \prod_{j=1}^{299} (x+jk) = 1", ""),
    (r"\prod_{k=1}^{10^{100}} k = 1", ""),
    (r"\sum_{k=0}^{299} \frac{x^k}{k!} = e^x", ""),
    (r"\sum_{k=1}^{n} \sum_{j=1}^{k} \sum_{i=1}^{j} \sum_{h=1}^{i} h = n", ""),
    (r"\frac{d^{99}}{dx^{99}} x^{300} = x^{100}", ""),
    (r"\frac{d^{99}}{dx^{99}} e^{\sin(x^2)} = 0", ""),
    (r"\frac{d^{99}}{dx^{99}} \frac{d^{99}}{dx^{99}} \sin(x^2) = 0", ""),
    (r"\frac{d^{50}}{dx^{50}} \frac{d^{50}}{dy^{50}} \frac{d^{50}}{dz^{50}} e^{xyz} = 0", ""),
    (r"f''''''''''(x) = 0", r"f(x) = e^{e^{e^{x}}}"),
    (r"\frac{d}{dx}" * 10 + "e^{x^2} = 0", ""),
    (r"\lim_{x \to 0} (1+x)^{10^{10}} = 1", ""),
    (r"\lim_{x \to 0} \frac{(1+x)^{10^{10}} - 1}{x} = 10^{10}", ""),
    (r"\lim_{x \to 1} \frac{x^{1000000} - 1}{x - 1} = 1000000", ""),
    (r"\lim_{x \to \infty} \frac{x^{10^{10}}}{e^x} = 0", ""),
    (r"\lim_{x \to 0} \frac{\sin(x) - x}{x^{300}} = 0", ""),
    (r"\lim_{x \to 0} \lim_{y \to 0} \lim_{z \to 0} \lim_{t \to 0} \frac{\sin(xyzt)}{xyzt} = 1", ""),
    (r"\lim_{x \to 0} \frac{\sqrt[61]{1+x} - \sqrt[59]{1+x} \cdot \sqrt[53]{x}}{\sqrt[47]{x}} = 0", ""),
    (r"\int_0^{10^{10}} \sin(x^2) \, dx = 1", ""),
    (r"\int_0^1 \int_0^1 \int_0^1 e^{xyz} \, dx \, dy \, dz = 1", ""),
    (r"\int_0^1 x^{10^{10}} \, dx = 1", ""),
    (r"\int_0^x \sin\frac{1}{t} \, dt = x", ""),
    (_nested(r"\sin(", "x", ")", 45) + " = x", ""),
    (_nested(r"\sqrt{1+", "x", "}", 30) + " = x", ""),
    (_nested(r"\left|1-", "x", r"\right|", 20) + " = x", ""),
    (_nested(r"\frac{1}{1+", "x", "}", 30) + " = x", ""),
    (_nested("(", "x", "+1)^{2}", 24) + " = x", ""),
    (_nested("f(", "x", ")", 12) + " = x", "f(x) = x^2 + x"),
    (_nested("f(", "x", ")", 60) + " = x", "f(x) = x^2 + x"),
    (" + ".join(LETTERS) + " = 1", ""),
    (r"\left(" + " + ".join(LETTERS) + r"\right)^{20} = 1", ""),
    (r"\cos(" + " + ".join(LETTERS) + ") = 1", ""),
    (r"\cos(a + b + c + d + h + k + m + n + o + p + q + r + s + t + u + v) \le 1", ""),
    (r"\cos((a + 1)(b + 1)(c + 1)(h + 1)) \ne 1", ""),
    (r"\lfloor " + "".join(f"({x} + 1)" for x in "abchkmnopqrstuvw") + r" \rfloor \le 1", ""),
    ("|" + "".join(f"({x} + 1)" for x in "abchkmnopqrstuvw") + r"| \ge -1", ""),
    (" + ".join(rf"\sqrt{{{x}}}" for x in LETTERS) + " = 1", ""),
    (" + ".join(rf"|{x}|" for x in LETTERS) + " = 1", ""),
    (r"\frac{\partial}{\partial x_{1}} \prod_{k=1}^{200} " + "".join(LETTERS) + " = 1", ""),
    (r"\ln(" + "7" * 400 + r") = \ln(" + "3" * 399 + ")", ""),
    (r"\sqrt{" + "7" * 90 + "} = " + "3" * 45, ""),
    (r"\lfloor 10^{10^{10}} \pi \rfloor = 1", ""),
    (r"x^{10^{-300}} = 1", ""),
    (r"x^{0." + "1" * 300 + "} = 1", ""),
    (r"\left(\frac{x}{y}\right)^{123456789} = \frac{x^{123456789}}{y^{123456789}} + 1", ""),
    (r"n^{n^{n}} = n^{n} + (n!)!", ""),
    (r"\binom{n}{k}^{n!} = 1", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, float, int]]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.calculus.judge.bombs"], input=json.dumps(BOMBS), text=True, capture_output=True, check=True
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(lines) == len(BOMBS)
    return {text: (said, seconds, memory) for (text, _), (_, said, seconds, memory, _) in zip(BOMBS, lines, strict=True)}


@pytest.mark.parametrize("text", [text for text, _ in BOMBS], ids=lambda text: text[:60])
def test_it_ends(text: str, outcomes: dict[str, tuple[str, float, int]]) -> None:
    said, seconds, memory = outcomes[text]
    assert said in ("Refuted", "Tested", "Proved", "Unknown"), said
    assert seconds < 2
    assert memory < 300
