"""In which context a claim is taken when several may be meant."""

from __future__ import annotations

from typing import NoReturn

import pytest

from builder.calculus.judge.verdict import Evidence, Ignorance, Proved, Refutation, Refuted, Tested, Unknown, Verdict
from builder.check.check import check_document
from builder.check.relations import _is_better
from builder.check.standing import Standing
from builder.document.markdown import read_markdown
from builder.source import Source

EVIDENCE = Evidence("points", points=8)
PROVED, TESTED = Proved(EVIDENCE), Tested(EVIDENCE, "no proof")
REFUTED, UNKNOWN = Refuted(Refutation.DIFFERS, EVIDENCE), Unknown(Ignorance.NOT_UNDERSTOOD, "a set")


@pytest.mark.parametrize(
    ("verdict", "than", "expected"),
    [
        (PROVED, REFUTED, True),
        (TESTED, REFUTED, False),
        (UNKNOWN, REFUTED, False),
        (PROVED, TESTED, True),
        (TESTED, UNKNOWN, True),
        (REFUTED, TESTED, False),
        (REFUTED, UNKNOWN, False),
    ],
)
def test_a_refutation_gives_way_to_a_proof_only(verdict: Verdict, than: Verdict, expected: bool) -> None:
    assert _is_better(verdict, than) is expected


@pytest.mark.parametrize(
    ("row", "equals"),
    [
        (r"3(2x + 1)^2 \cdot 2", "(f(g(x)))'"),
        ("(2x + 1)^3", "f(g(x))"),
        ("2x^3 + 1", "g(f(x))"),
        ("3 x x", "f'(x)"),
        ("7x", ""),
    ],
)
def test_a_row_that_lost_its_left_side_tells_what_it_equals(row: str, equals: str) -> None:
    text = rf"$$\begin{{aligned}} f(x) &= x^3 \\ g(x) &= 2x + 1, \quad g'(x) = 2 \\ &= {row} \end{{aligned}}$$"
    (wrong,) = [r for r in check_document(read_markdown(Source("a.md", text))).relations if r.standing is Standing.REFUTED]
    assert wrong.diagnostic is not None
    told = [note.rpartition("it equals ")[2] for note in wrong.diagnostic.notes if "goes on from 2" in note]
    assert told == ([equals] if equals else [])


@pytest.mark.parametrize(("depth", "shows"), [(5, True), (60, False)])
def test_a_runaway_shows_unless_the_mathematics_is_deep(depth: int, shows: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_away(*_: object) -> NoReturn:
        raise RecursionError

    monkeypatch.setattr("builder.check.relations.decide_chain", run_away)
    side = r"\sin(" * depth + "x" + ")" * depth
    document = read_markdown(Source("a.md", f"Hence ${side} + 1 = 1 + {side}$"))
    if shows:
        with pytest.raises(RecursionError):
            check_document(document)
    else:
        check_document(document)


def test_letters_for_which_it_holds_are_told_in_the_order_of_the_alphabet() -> None:
    text = r"The roots of $ax^2 + bx + c = 0$ are $x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$."
    proved = [r.verdict for r in check_document(read_markdown(Source("a.md", text))).relations if isinstance(r.verdict, Proved)]
    assert [verdict.evidence.scope for verdict in proved] == ["every a, every b, every c"]
