"""What a check speaks for: numbers for each file, and the causes of what was not understood."""

from __future__ import annotations

from builder.check.check import check_document
from builder.check.coverage import coverage_of
from builder.check.findings import Findings
from builder.check.standing import Standing
from builder.check.telling import findings_of
from builder.document.markdown import read_markdown
from builder.source import Source


def found(name: str, text: str) -> Findings:
    return findings_of(check_document(read_markdown(Source(name, text))))


ONE = found("one.md", "Let $f(x) = x^2$. Hence $$f'(x) = 2x$$ and so $$f(x) \\cdot = 1$$ and $$f(x) \\cdot = 2$$\n")
TWO = found("two.md", "Thus $$\\phantom{x} = 1$$ The terms $x +$ and $h \\cdot$ are formulas.\n")


def test_each_file_has_its_numbers() -> None:
    coverage = coverage_of([ONE, TWO])
    first, second = coverage.files
    assert (first.file, first.counts[Standing.PROVED], first.counts[Standing.DEFINITION], first.open) == ("one.md", 1, 1, 2)
    assert (second.file, second.open, second.relations) == ("two.md", 1, 3)
    total = coverage.total
    assert (total.relations, total.open) == (first.relations + second.relations, first.open + second.open)


def test_causes_are_counted_over_all_files_and_sorted() -> None:
    causes = coverage_of([TWO, ONE]).causes
    assert [(cause.count, cause.examples[0].file) for cause in causes] == [(2, "one.md"), (1, "two.md")]
    assert r"\phantom" in causes[1].cause


def test_a_formula_that_relates_nothing_is_no_claim_even_if_it_cannot_be_read() -> None:
    assert [claim.message for claim in TWO.claims if claim.status is Standing.SKIPPED] == ["a formula, not a claim"] * 2


def test_nothing_is_covered_by_nothing() -> None:
    assert coverage_of([]).total.relations == 0 and coverage_of([]).causes == ()
