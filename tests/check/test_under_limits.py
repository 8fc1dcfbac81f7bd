"""Rows that are equal as limits: which of them were made by a slip, and which let something go, or go on by a rule."""

from __future__ import annotations

import pytest

from builder.check.check import check_document
from builder.document.markdown import read_markdown
from builder.source import Source

SLIPS = r"""
\lim_{h \to 0} \frac{(x+h)^4 - x^4}{h} = \lim_{h \to 0} \frac{x^4 + 4x^3 h + 6x^2 h^2 + 3x h^3 + h^4 - x^4}{h}
\lim_{h \to 0} \frac{(x+h)^4 - x^4}{h} = \lim_{h \to 0} \frac{4x^3h + 4x^2h^2 + 6xh^3 + h^4}{h}
\lim_{h \to 0} \frac{(x+h)^3 - x^3}{h} = \lim_{h \to 0} \frac{3x^2h + xh^2 + h^3}{h}
\lim_{h \to 0} \frac{(x+h)^3 - x^3}{h} = \lim_{h \to 0} \frac{3x^2h + 3xh^2 + xh^3}{h}
\lim_{h \to 0} \frac{(x+h)^3 - x^3}{h} = \lim_{h \to 0} \frac{h(3x^2 + 3xh + 2h^2)}{h}
\lim_{h \to 0} (3x^2 + 3xh + h^2) = \lim_{h \to 0} (3x^2 + 2xh + h^2)
\lim_{h \to 0} \frac{2xh + h^2}{h} = \lim_{h \to 0} (2x + h^2)
\lim_{h \to 0} \frac{2xh + h^3}{h} = \lim_{h \to 0} (2x + h)
\lim_{h \to 0} (4 + h)(2 - h) = \lim_{h \to 0} (8 - 2h + h^2)
\lim_{h \to 0} \frac{-1}{x(x+h)} = \lim_{h \to 0} \frac{-1}{x(x+2h)}
\lim_{h \to 0} \frac{x - (x+h)}{hx(x+h)} = \lim_{h \to 0} \frac{-1}{x^2 + h}
\lim_{h \to 0} \frac{1}{\sqrt{x+h} + \sqrt x} = \lim_{h \to 0} \frac{1}{\sqrt{x+3h} + \sqrt x}
\lim_{t \to 0} \frac{\sqrt{9+t} - 3}{t} = \lim_{t \to 0} \frac{1}{\sqrt{9-t} + 3}
\lim_{h \to 0} \frac{2\cos(x + \frac h2)\sin\frac h2}{h} = \lim_{h \to 0} \frac{2\cos(x + h)\sin\frac h2}{h}
"""
SOUND = r"""
\lim_{h \to 0} \frac{(x+h)^4 - x^4}{h} = \lim_{h \to 0} \frac{x^4 + 4x^3 h + 6x^2 h^2 + 4x h^3 + h^4 - x^4}{h}
\lim_{h \to 0} (3x^2 + 3xh + h^2) = \lim_{h \to 0} (3x^2 + 3xh)
\lim_{h \to 0} (3x^2 + 3xh + h^2) = \lim_{h \to 0} (3x^2 + 3x \cdot 0 + 0^2)
\lim_{h \to 0} (x+h)(x-h) = \lim_{h \to 0} x(x-h)
\lim_{h \to 0} (4 + h)(2 - h) = \lim_{h \to 0} (8 - 2h - h^2)
\lim_{h \to 0} \frac{(3+h)^2 - 9}{h} = \lim_{h \to 0} 2(3+h)
\lim_{x \to 0} \frac{x^2 + x}{x} = \lim_{x \to 0} \frac{2x+1}{1}
\lim_{x \to 0} \frac{x^3 + x^2}{x^2} = \lim_{x \to 0} \frac{6x + 2}{2}
\lim_{x \to 0} \frac{x^2 + 4x}{x^2 + x} = \lim_{x \to 0} \frac{2x + 4}{2x + 1}
\lim_{x \to 3} \frac{x^2 - 9}{x - 3} = \lim_{x \to 3} 2x
\lim_{x \to 0} \frac{\sin 3x}{x} = \lim_{x \to 0} \frac{3x}{x}
\lim_{x \to 0} \frac{x - \sin x}{x^3} = \lim_{x \to 0} \frac{x - (x - x^3/6)}{x^3}
\lim_{x \to \infty} \frac{2x + 5}{x + 3} = \lim_{x \to \infty} \frac{2x}{x}
\lim_{x \to \infty} \frac{x}{\sqrt{x^2 + x} + x} = \lim_{x \to \infty} \frac{x}{x + x}
\lim_{h \to 0} \frac{1}{\sqrt{x+h} + \sqrt x} = \lim_{h \to 0} \frac{1}{2\sqrt{x+h}}
\lim_{h \to 0} \frac{1}{\sqrt{x+h} + \sqrt x} = \lim_{h \to 0} \frac{1}{\sqrt{x+0} + \sqrt x}
\lim_{h \to 0} \frac{\sin h}{h} \cos x = \lim_{h \to 0} \cos x
"""


def _faults(latex: str, given: str = "") -> list[str]:
    checked = check_document(read_markdown(Source("a.md", f"{given}\n\n$${latex}$$\n")))
    return [diagnostic.message.partition(":")[0] for diagnostic in checked.diagnostics]


@pytest.mark.parametrize("latex", SLIPS.strip().splitlines())
def test_a_slip_under_a_limit_is_told(latex: str) -> None:
    assert _faults(latex) == ["the limits are equal, but what stands under them differs"]


@pytest.mark.parametrize("latex", SOUND.strip().splitlines())
def test_what_is_let_go_or_follows_by_a_rule_is_no_slip(latex: str) -> None:
    assert _faults(latex) == []


def test_functions_are_written_out_by_their_definitions() -> None:
    quotients = r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h} = \lim_{h \to 0} \frac{3x^2 h + %sxh^2 + h^3}{h}"
    assert _faults(quotients % "3", "Let $f(x) = x^3$.") == []
    assert len(_faults(quotients % "2", "Let $f(x) = x^3$.")) == 1
