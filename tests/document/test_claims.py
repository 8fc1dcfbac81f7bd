"""What each relation of a document is: claimed, open, a definition, a condition; and in which context."""

from __future__ import annotations

import pytest

from builder.document.claims import read_claims
from builder.document.markdown import read_markdown
from builder.document.sayings import Role, Saying, Task
from builder.source import Source


def said(text: str) -> list[tuple[str, str]]:
    """Each relation as it was written, and what it is."""
    found = []
    for utterance in read_claims(read_markdown(Source("a.md", text))):
        assert isinstance(utterance, Saying)
        for one in utterance.said:
            found.append((utterance.formula.latex[one.span.start : one.span.end], one.role.value))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $f(x) = x^2$.", ["definition"]),
        ("Let $f(x) = x^2$. Then $f'(x) = 2x$.", ["definition", "claim"]),
        ("Let $f(x) = x^2$ and $f(2) = 4$.", ["definition", "claim"]),
        ("If $x = 4$, then $x^2 = 16$.", ["condition", "claim"]),
        ("$g := 2x$", ["definition"]),
        (r"$w \leftarrow w - 1$", ["condition"]),
        (r"$x \in \mathbb{R}$", ["condition"]),
        (r"$f(x) \to 0$", ["skipped"]),
        ("Let $y = 2x$. Now let $y = 3x$.", ["definition", "definition"]),
        ("Let $f(x) = x^2$. This gives $f(x) = x^3$.", ["definition", "clash"]),
        ("Let $f(x) = x^2$. We find $f(x) = x^3$.", ["definition", "clash"]),
        ("Let $f(x) = x^2$. We know $f(x) = x \\cdot x$.", ["definition", "claim"]),
        ("Let $f(x) = x^2$. The $f(x) = x^3$.", ["definition", "rebound"]),
        ("$f(x) = x^2$ or $f(x) = x^3$.", ["skipped", "skipped"]),
        ("~~$1 = 2$~~", ["skipped"]),
        ("<!-- surestep: off -->\n\n$1 = 2$", ["trusted"]),
        ("It is wrong to write $(a + b)^2 = a^2 + b^2$.", ["skipped"]),
        ("$x^2 + y^2 = 25$", ["condition"]),
        ("$$\\square + 1 = 3$$", ["skipped"]),
    ],
)
def test_what_a_relation_is(text: str, expected: list[str]) -> None:
    assert [role for _, role in said(text)] == expected


def test_a_display_that_begins_with_a_sign_goes_on_from_the_one_before() -> None:
    sayings = [
        s for s in read_claims(read_markdown(Source("a.md", "$$(x+1)^2$$\n\n$$= x^2 + 2x + 1$$\n"))) if isinstance(s, Saying)
    ]
    (goes_on,) = [s.said[0] for s in sayings if s.said[0].relation is not None]
    assert goes_on.role is Role.CLAIM and goes_on.relation is not None
    assert goes_on.relation.left.span is None  # it stands in another formula


def test_a_heading_ends_what_was_defined_below_it() -> None:
    assert [role for _, role in said("# A\n\nLet $f(x) = x$.\n\n# B\n\n$f(x) = x^2$\n")] == ["definition", "definition"]


def test_a_macro_of_the_text_holds_from_there_on() -> None:
    text = "$\\newcommand{\\sq}[1]{#1^2}$\n\nLet $f(x) = \\sq{x}$. Then $f'(x) = 2x$."
    assert [role for latex, role in said(text) if "=" in latex] == ["definition", "claim"]


def test_what_is_far_away_may_not_be_meant() -> None:
    text = "Let $u = x^2$.\n\n# Next\n\nHence $u^2 = u \\cdot u$.\n"
    *_, last = (s for s in read_claims(read_markdown(Source("a.md", text))) if isinstance(s, Saying))
    assert any("u" not in other.context.definitions for other in last.others)
    assert all(other.note for other in last.others)


def test_a_directive_has_what_holds_where_it_stands() -> None:
    text = "---\nassume: x > 0\nknows: sum\n---\n\nLet $f(x) = x^2$.\n\n```{check}\nf'(x) = 2x\n```\n"
    (task,) = [u for u in read_claims(read_markdown(Source("a.md", text))) if isinstance(u, Task)]
    assert "f" in task.context.definitions and len(task.context.assumptions) == 1 and task.known == {"sum"}


def test_what_cannot_be_read_is_told_where_it_says_something() -> None:
    assert [role for _, role in said("$a \\phantom{b} = c$ and $a \\phantom{b}$")] == ["unreadable", "skipped"]
