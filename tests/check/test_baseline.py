"""A baseline: what was wrong before is not told again, wherever it stands now; what is wrong anew is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from builder.check.baseline import Baseline, Comparison, baseline_of, read_baseline, render
from builder.check.check import check_document
from builder.check.findings import CannotCheck, Findings, Tally, Told, claims_of
from builder.check.standing import Standing
from builder.check.telling import findings_of
from builder.document.markdown import read_markdown
from builder.source import Source

WRONG = "Let $f(x) = x^2$.\n\nHence\n\n$$f'(x) = 3x$$\n"


class Compared(NamedTuple):
    found: tuple[Told, ...]
    known: int
    gone: int


def compare(told: Sequence[Told], baseline: Baseline, strict: bool) -> Compared:
    comparison = Comparison(baseline, strict)
    new = tuple(comparison.new(told))
    return Compared(new, comparison.known, comparison.gone)


def fails(told: Sequence[Told], strict: bool) -> bool:
    tally = Tally()
    assert tuple(tally.counted(told)) == tuple(told)
    return tally.fails(strict)


def found(*texts: str) -> tuple[Findings, ...]:
    documents = [check_document(read_markdown(Source(f"{number}.md", text))) for number, text in enumerate(texts)]
    return tuple(findings_of(document) for document in documents)


def left(after: Sequence[Told], before: Sequence[Told], strict: bool = False) -> tuple[int, int, int]:
    """How many errors there still are, how many are known, and how many gone."""
    compared = compare(after, baseline_of(before, strict), strict)
    claims = sum(claim.status is Standing.REFUTED for each in compared.found for claim in claims_of(each))
    assert fails(compared.found, strict=strict) is (claims > 0) or strict
    return claims, compared.known, compared.gone


def test_what_is_in_the_baseline_stands_as_trusted_and_is_not_told() -> None:
    before = found(WRONG)
    assert fails(before, strict=False)
    compared = compare(before, baseline_of(before, strict=False), strict=False)
    assert not fails(compared.found, strict=False)
    (each,) = compared.found
    assert isinstance(each, Findings)
    assert each.messages == ()
    assert [claim.status for claim in each.claims] == [Standing.DEFINITION, Standing.TRUSTED]
    assert each.claims[1].message.startswith("in the baseline: the two sides differ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# More\n\nwords $1 + 1 = 2$\n\n" + WRONG, (0, 1, 0)),  # moved
        (WRONG + "\n\n## Next\n\n" + WRONG, (1, 1, 0)),  # as many as there were
        (WRONG.replace("3x", "4x"), (1, 0, 1)),  # another fault
        (WRONG.replace("x^2", "x^4"), (1, 0, 1)),  # the same words, which say something else now
        (WRONG.replace("3x", "2x"), (0, 0, 1)),  # mended
    ],
)
def test_a_fault_is_known_by_what_is_said_and_not_by_where_it_stands(text: str, expected: tuple[int, int, int]) -> None:
    assert left(found(text), found(WRONG)) == expected


def test_a_paragraph_that_moves_to_another_file_stays_known() -> None:
    assert left(found("words", WRONG), found(WRONG, "words")) == (0, 1, 0)


def test_a_fault_of_a_file_that_was_not_checked_is_not_gone() -> None:
    before = found(WRONG, "$1 = 2$")
    assert compare(before[:1], baseline_of(before, strict=False), strict=False).gone == 0


def test_of_what_a_strict_check_alone_refuses_a_baseline_of_one_is_needed() -> None:
    text = "Therefore $q(x) \\cdot r = r \\cdot \\zeta_{?}$\n"
    before = found(text)
    (claim,) = before[0].claims
    assert claim.status is Standing.UNKNOWN
    for made_strictly in (False, True):
        compared = compare(before, baseline_of(before, made_strictly), strict=True)
        assert fails(compared.found, strict=True) is not made_strictly


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$\\newcommand{\\q}{2x}$ Then $(x^2)' = \\q + 1$.", "$\\newcommand{\\q}{5x}$ Then $(x^2)' = \\q + 1$."),
        ("```{derive}\n:answer: 7x\n\nf(x) = x^2\n```\n", "```{derive}\n:answer: 7x\n\nf(x) = x^3\n```\n"),
    ],
)
def test_the_same_words_with_another_meaning_are_another_fault(before: str, after: str) -> None:
    known = baseline_of(found(before), strict=False)
    assert not fails(compare(found(before), known, strict=False).found, strict=False)
    assert fails(compare(found(after), known, strict=False).found, strict=False)


def test_messages_about_a_source_are_in_it_too() -> None:
    text = "```{derivve}\nf(x) = x\n```\n"
    before = found(text)
    assert [message.code for message in before[0].messages] == ["bad-directive"]
    assert not fails(compare(found("\n\n" + text), baseline_of(before, strict=False), strict=False).found, strict=False)


def test_a_file_of_it_can_be_read_again(tmp_path: Path) -> None:
    baseline = baseline_of(found(WRONG, "$1 = 2$ and `code`"), strict=True)
    (tmp_path / "known.json").write_text("".join(render(baseline)), encoding="utf-8")
    assert read_baseline(tmp_path / "known.json") == baseline
    assert (tmp_path / "known.json").read_text(encoding="utf-8").count("\n") == len(baseline.faults) + 5


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotCheck, match="cannot be read: No such file"):
        read_baseline(tmp_path / "none.json")


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"version": 2, "faults": []}', "\xff", "[" * 10**5])
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "known.json").write_text(text, encoding="latin-1")
    with pytest.raises(CannotCheck, match=r"the baseline .*known\.json (was not written|has version)"):
        read_baseline(tmp_path / "known.json")
