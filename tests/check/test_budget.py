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
    "part",
    ["$x + 1 = 1 + x$", "$$\\begin{aligned} x &= x + 1 - 1 \\\\ &= 1 + x - 1 \\end{aligned}$$", DERIVE],
    ids=["claims", "rows", "derivations"],
)
def test_the_place_at_which_it_ran_out_is_told(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With less and less to spend, less and less is decided, and what is decided is decided as before, but for the last."""
    parts, ends = 9, []
    text = "\n\n".join([part] * parts)
    monkeypatch.setattr(check, "PAGE_FOR_A_CHARACTER", 0)
    for page in (10**6, 10**5, 30_000, 10_000, 3_000, 1_000, 300, 100):
        monkeypatch.setattr(check, "PAGE", page)
        document = checked(text)
        assert page_budget(document.document.source) == page
        assert len(document.directives) == text.count("```{derive}")
        told = [d for d in document.diagnostics if d.help == "make several pages of it"]
        assert [(d.code, d.severity.value) for d in told] == [("too-large", "error")] * len(told)
        lines = [document.document.source.position(d.span.start).line for d in told]
        ends.append(min(lines, default=100))
        complete = {formula: found for formula, found in document.formulas.items() if found[0].verdict is not None}
        assert all(r.standing is Standing.PROVED for formula, found in complete.items() if formula + 1 in complete for r in found)
    assert ends == sorted(ends, reverse=True)
    assert ends[0] == 100
    assert ends[-1] < 100


def test_the_same_page_is_decided_as_far_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "PAGE", 2_000)
    text = "\n\n".join(["$\\sin^2 x = 1 - \\cos^2 x$"] * 9)
    assert checked(text) == checked(text)
