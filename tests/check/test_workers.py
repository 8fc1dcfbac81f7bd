"""Documents checked by workers: the same answers for any number of them, and what costs a worker is told at its place."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from builder.cache import NoCache
from builder.calculus.judge.verdict import Proved
from builder.check.checked import CheckedDocument
from builder.check.findings import Findings
from builder.check.judging import packed
from builder.check.standing import Standing
from builder.check.workers import AHEAD, TASK, WINDOW, Asked, SiteSource, check_all, decide_rules, find_all, read_all
from builder.diagnostics.diagnostic import Diagnostic, Severity
from builder.document.document import NOTHING_INHERITED, Document
from builder.document.markdown import read_markdown
from builder.guard.pool import Pool
from builder.source import Source

TEXTS = ["# One\n\n$(x+1)^2 = x^2 + 2x + 1$\n", "$1 = 2$", "Let $f(x) = x^3$.\n\n$$f'(x) = 3x^2$$\n", "words", "$x \\cdot$"]
SOURCES = [Source(f"{number}.md", text) for number, text in enumerate(TEXTS)]


def told(answer: CheckedDocument | Diagnostic) -> tuple[object, ...]:
    assert isinstance(answer, CheckedDocument)
    return (answer.document.source, answer.formulas, answer.diagnostics)


def in_no_site(*sources: Source) -> list[SiteSource]:
    return [SiteSource(source, NOTHING_INHERITED) for source in sources]


def checked(task: str, *texts: str, number: int = 1) -> tuple[CheckedDocument | Diagnostic, ...]:
    with Pool(task, number) as pool:
        return tuple(check_all(in_no_site(*(Source(f"{number}.md", text) for number, text in enumerate(texts))), pool))


def test_the_answers_do_not_depend_on_the_number_of_workers() -> None:
    alone, many = checked(TASK, *TEXTS), checked(TASK, *TEXTS, number=2)
    assert [told(answer) for answer in alone] == [told(answer) for answer in many]


def test_what_was_checked_can_be_packed() -> None:
    (answer,) = checked(TASK, TEXTS[0])
    assert isinstance(answer, CheckedDocument) and packed(answer)


@pytest.mark.usefixtures("spare_workers")
@pytest.mark.parametrize(
    ("word", "code", "severity"),
    [
        ("hang", "timed-out", Severity.WARNING),
        ("abort", "too-large", Severity.INFO),
        ("segfault", "crashed", Severity.ERROR),
        ("bug", "crashed", Severity.ERROR),
    ],
)
def test_a_formula_that_costs_a_worker_is_told_at_its_place_and_the_rest_is_checked(
    word: str, code: str, severity: Severity
) -> None:
    text = f"$x + x = 2x$\n\nand $q_{{{word}}} = 2 q_{{{word}}} - q_{{{word}}}$, and\n\n$1 + 1 = 2$ and $1 = 3$\n"
    answer, other = checked("tests.guard.hostile:document", text, "$1 = 1$")
    assert isinstance(answer, CheckedDocument) and isinstance(other, CheckedDocument)
    assert [relation.standing for relation in answer.relations] == [
        Standing.PROVED,
        Standing.UNKNOWN,
        Standing.PROVED,
        Standing.REFUTED,
    ]
    lost = answer.diagnostics[0]
    position = answer.document.source.position(lost.span.start)
    assert (lost.code, lost.severity, position.line) == (code, severity, 3)


@pytest.mark.usefixtures("spare_workers")
def test_a_directive_that_costs_a_worker_is_told_at_its_head() -> None:
    text = "$x = x$\n\n```{check}\nq_{segfault} &= q_{segfault}\n```\n\n$1 = 3$\n"
    (answer,) = checked("tests.guard.hostile:document", text)
    assert isinstance(answer, CheckedDocument)
    assert [(d.code, answer.document.source.position(d.span.start).line) for d in answer.diagnostics] == [
        ("crashed", 3),
        ("wrong-step", 7),
    ]


@pytest.mark.usefixtures("spare_workers")
def test_a_document_that_costs_worker_after_worker_is_given_up() -> None:
    text = "\n\n".join("$q_{abort} = q_{abort}$" for _ in range(9))
    answer, other = checked("tests.guard.hostile:document", text, "$1 = 1$")
    assert isinstance(answer, Diagnostic) and (answer.code, answer.severity) == ("too-large", Severity.ERROR)
    assert isinstance(other, CheckedDocument)


@pytest.mark.usefixtures("spare_workers")
def test_a_document_that_cannot_be_read_costs_itself_alone(capsys: pytest.CaptureFixture[str]) -> None:
    bad, good = checked("tests.guard.hostile:document", "unreadable", "$x = x$")
    assert isinstance(bad, Diagnostic)
    assert (bad.code, "ZeroDivisionError: a bug" in bad.message) == ("crashed", True)
    assert isinstance(good, CheckedDocument)
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.usefixtures("spare_workers")
@pytest.mark.parametrize("number", [1, 2])
def test_a_contradiction_of_the_judge_is_told_at_its_place_and_the_rest_is_checked(number: int) -> None:
    texts = [("$x = x$" if i else "Let $x > 0$. $x = x$\n\n$$x = 2x$$\n\n$2x = x + x$") for i in range(5)]
    first, *others = checked("tests.guard.lying:document", *texts, number=number)
    assert isinstance(first, CheckedDocument)
    (told,) = first.diagnostics
    assert (told.code, told.severity, first.document.source.position(told.span.start).line) == (
        "judge-disagreement",
        Severity.ERROR,
        3,
    )
    assert "; claim: x = 2x; given: nothing; assumed: x > 0; found: proved (a lie), yet at x = 2" in told.message
    assert [relation.standing for relation in first.relations] == [
        *(Standing.CONDITION, Standing.PROVED, Standing.UNKNOWN, Standing.PROVED),
    ]
    assert all(isinstance(other, CheckedDocument) and not other.diagnostics for other in others)


@pytest.mark.usefixtures("spare_workers")
def test_a_contradiction_in_a_directive_is_told_at_its_head() -> None:
    (answer,) = checked("tests.guard.lying:document", "$x = x$\n\n```{check}\nx &= 2x\n```\n\n$2x = x + x$")
    assert isinstance(answer, CheckedDocument)
    assert [(d.code, answer.document.source.position(d.span.start).line) for d in answer.diagnostics] == [
        ("judge-disagreement", 3)
    ]
    assert [relation.standing for relation in answer.relations] == [Standing.PROVED, Standing.PROVED]


@pytest.mark.usefixtures("spare_workers")
def test_reading_is_done_by_workers_and_a_page_that_costs_one_costs_itself_alone() -> None:
    sources = [Source("good.md", "# One\n\n$x = x$\n\n- a\n- $y$\n"), Source("bad.md", "unreadable"), Source("last.md", "words")]
    with Pool("tests.guard.hostile:document", 2) as pool:
        good, bad, last = read_all(in_no_site(*sources), pool)
    assert good == read_markdown(sources[0]) and last == read_markdown(sources[2])
    assert isinstance(good, Document)
    assert isinstance(bad, Diagnostic) and bad.code == "crashed"


def test_rules_are_decided_by_workers() -> None:
    with Pool(TASK, 1) as pool:
        decided = decide_rules(("chain", "power"), pool)
        assert decide_rules((), pool) == {}
    assert list(decided) == ["chain", "power"] and all(isinstance(verdict, Proved) for verdict in decided.values())


def test_pages_are_taken_as_they_are_checked_and_of_the_last_ones_the_longest_first() -> None:
    taken: list[int] = []

    def pages() -> Iterator[SiteSource]:
        for number in range(3 * WINDOW):
            taken.append(number)
            yield SiteSource(Source(f"{number}.md", "words " * (number % 5)), NOTHING_INHERITED)

    with Pool(TASK, 2) as pool:
        found = find_all(pages(), pool)
        first = next(found)
        assert len(taken) <= WINDOW + AHEAD + 1
        names = [one.file for one in (first, *found) if isinstance(one, Findings)]
    assert names == [f"{number}.md" for number in range(3 * WINDOW)]


def test_of_few_pages_the_longest_is_asked_about_first() -> None:
    cache = Noting()
    with Pool(TASK, 1) as pool:
        lengths = (1, 3, 2)
        assert len(list(find_all(in_no_site(*(Source("a.md", "a" * length) for length in lengths)), pool, cache))) == 3
    assert [len(msgspec.msgpack.decode(asked, type=Asked).source.text) for asked in cache.asked[::2]] == [3, 2, 1]


class Noting(NoCache):
    """Keeps nothing but what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def get(self, question: bytes) -> bytes | None:
        self.asked.append(question)
        return None
