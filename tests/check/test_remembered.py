"""Documents that are checked one after the other, with what was answered for those before: nothing is told otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.calculus.remembered import Remembered
from builder.check.check import check_document
from builder.check.findings import Findings
from builder.check.telling import findings_of
from builder.document.read import read_document
from builder.source import Source

ROOT = Path(__file__).parents[2]
PAGES = (
    *("content/4-rules/find-the-mistake.md", "content/5-several/chain.md"),
    *("tests/passages/wrong.md", "tests/passages/rates.md", "tests/passages/functions-told.md"),
)
DIFFERING = (
    "Let $f(x) = x^2$. Then $f'(x) = 2x$, and $f(3) = 9$.\n",
    "Let $f(x) = x^3$. Then $f'(x) = 2x$, and $f(3) = 9$.\n",
    "# One\n\nFor $x > 0$ we have $\\sqrt{x^2} = x$.\n\n# Two\n\nWe have $\\sqrt{x^2} = x$.\n",
    "\\newcommand{\\a}{x} $\\newcommand{\\a}{x} \\a + x = 2x$, hence $\\a = x$.\n",
    "$\\newcommand{\\a}{y} \\a + x = 2x$, hence $\\a = x$.\n",
)


def found(source: Source, remembered: Remembered | None) -> Findings:
    return findings_of(check_document(read_document(source), remembered=remembered))


@pytest.mark.parametrize("texts", [[(ROOT / page).read_text(encoding="utf-8")[:1_500] for page in PAGES], list(DIFFERING)])
def test_nothing_is_found_otherwise_behind_other_documents(texts: list[str]) -> None:
    sources = [Source(f"{number}.md", text) for number, text in enumerate(texts)]
    alone = [found(source, None) for source in sources]
    assert len({finding.messages for finding in alone}) > 1
    shared = Remembered()
    assert [found(source, shared) for source in reversed(sources)] == alone[::-1]
    assert [found(source, shared) for source in sources] == alone


def kept(source: Source, before: dict[bytes, bytes]) -> tuple[Findings, dict[bytes, bytes]]:
    """What is found in a new process that has the answers of an earlier one, and those that it keeps."""
    remembered = Remembered()
    remembered.begin(before)
    findings = found(source, remembered)
    assert remembered.told is not None
    return findings, remembered.told


@pytest.mark.sample(2)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_found_otherwise_with_the_answers_of_an_earlier_run(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")[:1_500]
    edited = text.replace("\n\n", "\n\nHence $2 + 3 = 5$ and $2 + 2 = 5$.\n\n", 2)
    first, answers = kept(Source("a.md", text), {})
    assert first == found(Source("a.md", text), None)
    assert kept(Source("a.md", text), answers) == (first, answers)
    second, others = kept(Source("a.md", edited), answers)
    assert second == found(Source("a.md", edited), None)
    assert len(answers.keys() & others.keys()) > len(answers) / 4


def test_answers_that_somebody_changed_are_none() -> None:
    source = Source("a.md", "Hence $2 + 2 = 5$ and $(x + 1)^2 = x^2 + 2x + 1$.\n")
    first, answers = kept(source, {})
    assert len(answers) > 3
    for text in (b"", b"\x00", b"\xff" * 9, *answers.values()):
        spoilt = dict.fromkeys(answers, text[:-1])
        assert kept(source, spoilt) == (first, answers)


def test_a_second_look_at_a_document_decides_nothing_anew() -> None:
    source, shared = Source("1.md", "$(x + 1)^2 = x^2 + 2x + 1$ and $x + x = 3x$\n"), Remembered()
    found(source, shared)
    answers = dict(shared.answers)
    found(source, shared)
    assert shared.answers == answers
