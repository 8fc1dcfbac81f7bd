"""What a page says of how a statement is known."""

from __future__ import annotations

import pytest

from builder.calculus.context import Context
from builder.calculus.given import read_given
from builder.calculus.judge.verdict import Evidence
from builder.check.chains import check_chain
from builder.check.check import check_document
from builder.document.markdown import read_markdown
from builder.publish.known import mark_of_relation, scope_in_words
from builder.publish.nodes import Maths, Text, plain
from builder.publish.rows import rows_of_author, where_it_holds
from builder.source import Source


@pytest.mark.parametrize(
    ("scope", "letters"),
    [
        ("every x, every n", ["x", "n"]),
        ("every integer n", ["n"]),
        ("every point (x, y) of the curve", ["(x, y)"]),
        ("every size, every index", []),
        ("every x", ["x"]),
    ],
)
def test_letters_of_a_scope_are_set_as_mathematics_and_words_are_not(scope: str, letters: list[str]) -> None:
    nodes = scope_in_words(scope)
    assert [node.setting.source for node in nodes if isinstance(node, Maths)] == letters
    assert "".join(node.text if isinstance(node, Text) else "." for node in nodes).count("every") == scope.count("every")


def test_what_is_not_always_defined_does_not_hold_for_every_number() -> None:
    """(x^2 - 1)/(x - 1) = x + 1 was said to hold for every x."""
    (relation,) = check_chain(r"\frac{x^2 - 1}{x - 1} &= x + 1", Context()).relations
    told = [plain(fact.body) for fact in mark_of_relation(relation).facts if fact.label == "Holds for"]
    assert told == ["every x ≠ 1"]
    (relation,) = check_chain(r"(x + 1)^2 &= x^2 + 2x + 1", Context()).relations
    assert [plain(fact.body) for fact in mark_of_relation(relation).facts if fact.label == "Holds for"] == ["every x"]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (r"\ln(x^2) &= 2 \ln x", "every x > 0"),
        (r"\int \frac{1}{x} \, dx &= \ln x + C", "every C, every x > 0"),
        (r"\int \frac{1}{x} \, dx &= \ln |x| + C", "every C, every x ≠ 0"),
        (r"\sqrt{x^2} &= (\sqrt x)^2", "every x ≥ 0"),
        (r"\frac{(x + 1)(x - 2)}{x + 1} &= x - 2", "every x ≠ -1"),
        (r"\frac{x (1 + x^2)}{1 + x^2} &= x", "every x"),
        (r"\frac{x (1 - x^2)}{1 - x^2} &= x", "every x with 1 - x² ≠ 0"),
        (r"\frac{\ln x}{x - 1} &= \frac{2 \ln x}{2(x - 1)}", "every x > 0 with x ≠ 1"),
        (r"\frac{1}{\sqrt{x^2}} &= \frac{1}{|x|}", "every x ≠ 0"),
        (r"\int \tan x \, dx &= -\ln \cos x + C", "every C, every x for which both sides exist"),
    ],
)
def test_where_it_holds_is_said_in_one_phrase(claim: str, told: str) -> None:
    """`every x`, and below it `where x > 0`, read like a contradiction; of ln x as an antiderivative it was not said."""
    (relation,) = check_chain(claim, Context()).relations
    facts = {fact.label: plain(fact.body) for fact in mark_of_relation(relation).facts}
    assert facts["Holds for"].replace("\u2009", " ") == told and "Where" not in facts


def test_what_is_assumed_is_part_of_where_it_holds() -> None:
    """Between the gaps alone it would be false: 1/|x| is no 1/x for x < 0."""
    (relation,) = check_chain(r"\frac{1}{\sqrt{x^2}} &= \frac{1}{x}", read_given("x > 0", Context())).relations
    facts = {fact.label: plain(fact.body) for fact in mark_of_relation(relation).facts}
    assert facts["Holds for"] == "every x > 0"


def test_what_stands_beside_a_row_stays_there() -> None:
    """`where k(x) = x^2` was torn: the word beside its row, the equation in a row of its own at the end."""
    context = read_given("h(x) = \\sin(x^2)", Context())
    chain = r"h'(x) &= \cos(k(x)) k'(x) && \text{where } k(x) = x^2 \\ &= 2x \cos(x^2) && \text{since } k'(x) = 2x"
    first, second = rows_of_author(check_chain(chain, context).relations, "d1", ())
    assert plain(first.reason) == "where k(x) = x²" and first.steps == ()
    assert plain(second.reason).replace("′", "'") == "since k'(x) = 2x"
    assert [step.mark.standing for step in second.steps] == ["proved"]


def test_rows_have_the_numbers_that_row_counts() -> None:
    """A definition before them was row 1 on the page, and none for `:row:`."""
    text = "```{mistake}\n:row: 2\n\ng(x) = x \\cos x\n\ng'(x) &= (x)' \\cos x + x (\\cos x)' \\\\ &= \\cos x + x \\sin x\n```"
    checked = check_document(read_markdown(Source("a.md", text)))
    (directive,) = checked.directives.values()
    rows = rows_of_author(directive.relations, "d1", (), directive.expected)
    assert [(row.number, row.wrong) for row in rows] == [("", False), ("1", False), ("2", True)]


def test_an_answer_holds_under_conditions_on_its_own_letters() -> None:
    def told(*evidences: Evidence) -> str:
        return plain(where_it_holds(evidences, gaps=True))

    inner, outer = Evidence("normal form", ("v > 0",), scope="every v"), Evidence("normal form", scope="every x")
    assert told(inner, outer) == "for every x for which both sides exist"
    assert told(Evidence("normal form", ("x > 0",), scope="every x"), inner, outer) == "where x > 0"
    assert told(inner) == "where v > 0"
    assert told() == ""
