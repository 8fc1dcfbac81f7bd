"""A page as a whole has a budget, counted in what is decided for it; what comes after its end is told at one place."""

from __future__ import annotations

import pytest

from builder.check import check
from builder.check.check import check_document, page_budget
from builder.check.checked import CheckedDocument
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source


def checked(text: str) -> CheckedDocument:
    return check_document(read_markdown(Source("page.md", text)))


def test_a_chapter_of_500_claims_is_checked() -> None:
    document = checked("\n\n".join(f"$x + {number} = {number} + x$" for number in range(500)))
    assert [relation.standing for relation in document.relations] == [Standing.PROVED] * 500
    assert document.diagnostics == ()


DERIVE = "```{derive}\nf(x) = x^2 \\sin x\n```"


@pytest.mark.parametrize(
    ("text", "before", "line"),
    [
        ("\n\n".join(["$1 = 1$"] * 9), 5, 11),
        ("\n\n".join(["$$\\begin{aligned} x &= x \\\\ &= x \\\\ &= x \\end{aligned}$$"] * 9), 6, 5),
        ("\n\n".join([DERIVE] * 9), 0, 5),
        ("$1 = 1$\n\n" * 5 + DERIVE + "\n\n$1 = 2$", 5, 11),
    ],
    ids=["claims", "rows", "derivations", "before a derivation"],
)
def test_the_place_at_which_it_ran_out_is_told(text: str, before: int, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "PAGE", 5 - len(text) // 10)
    document = checked(text)
    assert page_budget(document.document.source) == 5
    assert [relation.standing for relation in document.relations if relation.verdict] == [Standing.PROVED] * before
    (told,) = document.diagnostics
    position = document.document.source.position(told.span.start)
    assert (told.code, told.severity.value, position.line) == ("too-large", "error", line)
    assert len(document.directives) == text.count("```{derive}")
