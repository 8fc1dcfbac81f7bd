"""Members of sets that have a name: what is told of the set holds for its members, and no membership is a claim."""

from __future__ import annotations

import pytest

from builder.calculus.expression.nodes import Sign
from builder.check.check import check_document
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

LAST = (
    (r"Let $c \in I$. Then $(c + 1)^2 = c^2 + 2c + 1$.", Standing.PROVED),
    (r"Let $c \in I$. Then $(c + 1)^2 = c^2 + 1$.", Standing.REFUTED),
    (r"For $x, y \in S$ we have $(x + y)^2 = x^2 + 2xy + y^2$.", Standing.PROVED),
    (r"For $x, y \in S$ we have $(x + y)^2 = x^2 + y^2$.", Standing.REFUTED),
    (r"We have $(c + 1)^2 = c^2 + 1$ for every $c \in \mathcal{D}$.", Standing.CONDITION),
    (r"Let $A = [0, \infty)$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.PROVED),
    (r"Let $A := (0, \infty)$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.PROVED),
    (r"Let $A_1 = [0, 1]$. For every $x \in A_1$ we have $\sqrt{x^2} = x$.", Standing.PROVED),
    (r"Let $A = (-\infty, 1]$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.REFUTED),
    (r"Let $A = (-1, 1)$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.REFUTED),
    (r"Let $A = \{x : x > 0\}$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.UNKNOWN),
    (r"Let $A = [1, 2] \cup [3, 4]$. For every $x \in A$ we have $\sqrt{x^2} = x$.", Standing.UNKNOWN),
    (r"Let $S = \{1, 2\}$. For $n \in S$ we have $n^2 = 3n - 2$.", Standing.PROVED),
    (r"Let $S = \{1, 2\}$. For $n \in S$ we have $n^2 = 2n - 1$.", Standing.REFUTED),
    (r"Let $S$ be the set of positive numbers. For $x \in S$ we have $\sqrt{x^2} = x$.", Standing.UNKNOWN),
)


@pytest.mark.parametrize(("text", "expected"), LAST)
def test_what_is_told_of_a_set_holds_for_its_members(text: str, expected: Standing) -> None:
    checked = check_document(read_markdown(Source("note.md", text + "\n")))
    assert checked.relations[-1].standing is expected


@pytest.mark.parametrize("member", [r"c \in I", r"c \in I_1", r"x, y \in S", r"x \in \mathcal{D}", r"(a, b) \in D", r"x \in A"])
@pytest.mark.parametrize(
    "note",
    [
        "Let ${member}$.\n",
        "Hence ${member}$.\n",
        "- Therefore\n\n  $$\n  {member}\n  $$\n",
        "> so ${member}$\n",
        "\\begin{{align*}}\n{member}\n\\end{{align*}}\n",
    ],
)
def test_that_something_lies_in_a_named_set_is_a_condition(member: str, note: str) -> None:
    checked = check_document(read_markdown(Source("note.md", "Let $A = [0, 1)$ and $x = 2$.\n\n" + note.format(member=member))))
    (standing,) = {one.standing for one in checked.relations if one.relation is not None and one.relation.sign is Sign.MEMBER}
    assert standing is Standing.CONDITION
    assert not {Standing.REFUTED, Standing.UNKNOWN, Standing.PROVED} & {one.standing for one in checked.relations}
