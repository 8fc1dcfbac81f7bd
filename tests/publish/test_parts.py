"""The colours of parts: which letters have one, and that what is set stays the same mathematics."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from builder.calculus.context import Context
from builder.calculus.derivation.derivation import Reason, Step
from builder.calculus.expression.nodes import Symbol
from builder.check.checked import JudgedStep
from builder.publish.mathematics import PARTS, Setting, Typesetter
from builder.publish.parts import coloured, parts_named

U, V = r"{\htmlClass{part-1}{u}}", r"{\htmlClass{part-2}{v}}"


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\sqrt{v}, \quad v = \sin u", rf"\sqrt{{{V}}}, \quad {V} = \sin {U}"),
        (r"\frac{dv}{du}", r"\frac{{\htmlClass{part-2}{dv}}}{{\htmlClass{part-1}{du}}}"),
        (r"3u^2 \cdot u'", rf"3{U}^2 \cdot {U}'"),
        (r"{\htmlClass{new}{u}}", rf"{{\htmlClass{{new}}{{{U}}}}}"),
        (r"u_1 + \mu + \text{u} + \operatorname{u} x + \uparrow", r"u_1 + \mu + \text{u} + \operatorname{u} x + \uparrow"),
    ],
)
def test_the_letters_of_parts_have_their_classes(latex: str, shown: str) -> None:
    assert coloured(latex, {"u": PARTS[0], "v": PARTS[1]}) == shown
    assert coloured(latex, {}) == latex
    with Typesetter() as typesetter:
        plain, marked = Setting(latex, trusted=True, source="x"), Setting(shown, trusted=True, source="x")
        texts = {LexborHTMLParser(str(html)).css_first("math").text() for html in typesetter.set([plain, marked]).values()}
    assert len(texts) == 1


def test_the_innermost_part_comes_first() -> None:
    names = tuple((Symbol(name), Symbol("x")) for name in ("y", "v", "u", r"\theta"))
    step = JudgedStep(Step(Symbol("x"), Symbol("x"), Reason("r", ""), Context(), None, names), "", "", "", "", None)
    assert parts_named([step]) == {"u": "part-1", "v": "part-2", "y": "part-3"}
