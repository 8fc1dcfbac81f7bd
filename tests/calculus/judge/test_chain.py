"""Chains: each side against its neighbour, and against the first."""

from __future__ import annotations

import pytest

from builder.calculus.judge.chain import decide_chain
from builder.calculus.judge.verdict import Proved, Refuted
from tests.calculus.judge.claims import chain_of, context_of

CHAINS = [
    # chain, given, what each link is: proved, refuted, follows
    (r"f'(x) = \lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = \lim_{h \to 0} \frac{2xh + h^2}{h} = \lim_{h \to 0} (2x + h) = 2x",
     r"f(x) = x^2", "pppp"),
    (r"(x + 1)^2 = x^2 + x + 1 = x(x + 1) + 1", "", "rf"),
    (r"(x + 1)^2 = x^2 + x + 1 = (x+1)^2", "", "rf"),
    (r"(x + 1)^2 = x^2 + x + 1 = x^2 + 1 = (x+1)^2 = x^2", "", "rrfr"),
    (r"\sqrt{x^2} = (\sqrt{x})^2 = x", "", "pr"),
    (r"2x + 2x = 4x = 2(2x) = 5x", "", "ppr"),
    (r"x^2 < x^2 + 1 < x^2 + 2", "", "pp"),
    (r"1 = 1 < 2 = 1", "", "ppr"),
    (r"\lim_{h \to 0} \frac{(x+h)^2 - x^2}{h} = \lim_{h \to 0} \frac{2xh + h^2}{h^2} = \lim_{h \to 0} (2x + h) = 2x", "", "rfp"),
    (r"\lim_{h \to 0} \frac{e^h - 1}{h} = \lim_{h \to 0} \frac{e^h + 1}{h} = \lim_{h \to 0} e^h = 1", "", "rfp"),
    (r"\lim_{h \to 0} \frac{e^h - 1}{h} = \lim_{h \to 0} \frac{e^h + 1}{h} = \lim_{h \to 0} 2 e^h", "", "rr"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given", "expected"), CHAINS, ids=[row[0] for row in CHAINS])
def test_links(text: str, given: str, expected: str) -> None:
    context = context_of(given)
    chain = chain_of(text, context)
    sides = [side for side in chain.sides if side is not None]
    links = decide_chain(sides, chain.signs, context)
    assert len(links) == len(chain.signs)
    letters = "".join(
        "f" if link.follows else "p" if isinstance(link.verdict, Proved) else "r" if isinstance(link.verdict, Refuted) else "t"
        for link in links
    )
    assert letters == expected
