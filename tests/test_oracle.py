"""The oracle of the fuzz runs is itself right, on what is known without it, and silent where it cannot tell."""

from __future__ import annotations

import pytest

from tests.calculus.judge.claims import claim_of, context_of
from tests.oracle import truth

TRUE = [
    (r"(x+1)^2 = x^2 + 2x + 1", "", ""),
    (r"\sqrt{x^2} = |x|", "", ""),
    (r"\sqrt{x^2} = x", "", r"x \ge 0"),
    (r"\sqrt[3]{x^3} = x", "", ""),
    (r"\sin^2 x + \cos^2 x = 1", "", ""),
    (r"\arctan x + \arctan\frac{1}{x} = \frac{\pi}{2}", "", "x > 0"),
    (r"\operatorname{arsinh} x = \ln(x + \sqrt{x^2 + 1})", "", ""),
    (r"\log_2 x = \frac{\ln x}{\ln 2}", "", ""),
    (r"f'(x) = 2x \sin x + x^2 \cos x", r"f(x) = x^2 \sin x", ""),
    (r"f''(x) = 12x^2", r"f(x) = x^4", ""),
    (r"\frac{dy}{du} = \cos u", r"y = \sin u,\ u = x^2", ""),
    (r"\frac{d}{dx} \ln x = \frac{1}{x}", "", ""),
    (r"(f(x) g(x))' = f'(x) g(x) + f(x) g'(x)", "", ""),
    (r"\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = 2x", "", ""),
    (r"\lim_{x \to \infty} \frac{3x^2 + 1}{2x^2 - x} = \frac{3}{2}", "", ""),
    (r"\lim_{h \to 0^+} \frac{|h|}{h} = 1", "", ""),
    (r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2}", "", ""),
    (r"\binom{n}{1} = n", "", ""),
    (r"\int_0^1 x^2 \, dx = \frac{1}{3}", "", ""),
    (r"\left. x^2 + 1 \right|_{x = 3} = 10", "", ""),
    (r"\langle x + x, 1 \rangle = \langle 2x, 1 \rangle", "", ""),
    (r"x^2 \ge 0", "", ""),
]

FALSE = [
    (r"(x+1)^2 = x^2 + 1", "", ""),
    (r"\sqrt{x^2} = x", "", ""),
    (r"\sin(2x) = 2 \sin x", "", ""),
    (r"\arctan x + \arctan\frac{1}{x} = \frac{\pi}{2}", "", ""),
    (r"f'(x) = 2x \cos x", r"f(x) = x^2 \sin x", ""),
    (r"(f(x) g(x))' = f'(x) g'(x)", "", ""),
    (r"\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = 2x + h", "", ""),
    (r"\sum_{k=1}^{n} k = \frac{n(n-1)}{2}", "", ""),
    (r"\int_0^1 x^2 \, dx = \frac{1}{2}", "", ""),
    (r"\langle x, 1 \rangle = \langle 2x, 1 \rangle", "", ""),
    (r"x < x^2", "", ""),
]

SILENT = [
    (r"\frac{dy}{dx} = \frac{3t}{2}", r"x = t^2,\ y = t^3", ""),
    (r"\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}", "", ""),
    (r"\lim_{x \to 0} \sin\frac{1}{x} = 0", "", ""),
    (r"\sqrt{-1 - x^2} = 1", "", ""),
    (r"\int 2x \, dx = x^2 + C", "", ""),
]


@pytest.mark.parametrize(
    ("text", "given", "assume", "expected"),
    [(*row, True) for row in TRUE] + [(*row, False) for row in FALSE] + [(*row, None) for row in SILENT],
)
def test_what_is_known_is_told(text: str, given: str, assume: str, expected: bool | None) -> None:
    assert truth(claim_of(text, context_of(given, assume))) is expected
