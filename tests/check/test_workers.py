"""Documents checked in processes of their own: the same answers, and a worker that dies costs one page."""

from __future__ import annotations

import pytest

from builder.calculus.judge.attempt import Equal
from builder.calculus.judge.verdict import JudgeDisagreement
from builder.check import workers
from builder.check.check import check_document
from builder.check.checked import CheckedDocument
from builder.check.workers import check_all, packed
from builder.diagnostics.diagnostic import Diagnostic
from builder.document.document import Document
from builder.source import Source

TEXTS = ["# One\n\n$(x+1)^2 = x^2 + 2x + 1$\n", "$1 = 2$", "Let $f(x) = x^3$.\n\n$$f'(x) = 3x^2$$\n", "words", "$x \\cdot$"]
SOURCES = [Source(f"{number}.md", text) for number, text in enumerate(TEXTS)]


def told(answer: CheckedDocument | Diagnostic) -> tuple[object, ...]:
    assert isinstance(answer, CheckedDocument)
    return (answer.document.source, answer.formulas, answer.diagnostics)


def test_the_answers_do_not_depend_on_the_number_of_workers() -> None:
    alone, many = check_all(SOURCES, 1), check_all(SOURCES, 2)
    assert [told(answer) for answer in alone] == [told(answer) for answer in many]


def test_a_worker_that_dies_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    program = workers._PROGRAM.replace(
        "work()", "import os, builder.check.workers as w; r = w.read_markdown; "
        "w.read_markdown = lambda s, i: os._exit(9) if s.name == '1.md' else r(s, i); w.work()"
    )  # fmt: skip
    monkeypatch.setattr(workers, "_PROGRAM", program)
    answers = check_all(SOURCES, 2)
    assert [isinstance(answer, Diagnostic) for answer in answers] == [False, True, False, False, False]
    assert isinstance(answers[1], Diagnostic) and answers[1].code == "crashed" and "9" in answers[1].message


def test_what_was_checked_can_be_packed() -> None:
    (checked,) = check_all(SOURCES[:1])
    assert isinstance(checked, CheckedDocument) and packed(checked)


def test_a_bug_of_ours_is_told_for_its_document_and_the_others_are_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(document: Document) -> CheckedDocument:
        if document.source.name == "bad.md":
            raise ZeroDivisionError("a bug")
        return check_document(document)

    monkeypatch.setattr("builder.check.workers.check_document", fail)
    bad, good = check_all([Source("bad.md", "$x = x$"), Source("good.md", "$x = x$")])
    assert isinstance(bad, Diagnostic)
    assert (bad.code, "ZeroDivisionError: a bug" in bad.message) == ("crashed", True)
    assert isinstance(good, CheckedDocument)
    assert "ZeroDivisionError" in capsys.readouterr().err


LYING = (
    "import builder.calculus.judge.decide as d, builder.calculus.judge.attempt as a; "
    "d.POINTS = 0; d.prove = lambda *_: a.Equal('a lie')"
)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_contradiction_of_the_judge_ends_everything(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a worker of its own, too: one that would be told as a page that crashed could be taken for a fault of the page."""
    monkeypatch.setattr("builder.calculus.judge.decide.POINTS", 0)
    monkeypatch.setattr("builder.calculus.judge.decide.prove", lambda *_: Equal("a lie"))
    program = workers._PROGRAM.replace("from builder.check", f"{LYING}; from builder.check")
    monkeypatch.setattr(workers, "_PROGRAM", program)
    with pytest.raises(JudgeDisagreement) as raised:
        check_all([Source(f"{i}.md", "$x = x$" if i else "Let $x > 0$. $x = x$\n\n$$x = 2x$$") for i in range(5)], jobs)
    told = str(raised.value)
    assert told.startswith("at: 0.md:3:3\nclaim: x = 2x\ngiven: nothing\nassumed: x > 0\nfound: proved (a lie), yet at x = 2")
